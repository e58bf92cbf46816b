"""The world of the stories, for tests that need complete nodes."""

from stories.conftest import world

__all__ = ["world"]
