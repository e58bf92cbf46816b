"""The world of the stories, for tests that need complete nodes."""

from stories.conftest import on_postgres, world

__all__ = ["on_postgres", "world"]
