"""The world of the stories, for tests that need complete nodes."""

from stories.conftest import either_database, on_postgres, world

__all__ = ["either_database", "on_postgres", "world"]
