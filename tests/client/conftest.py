"""The world of the stories, behind its APIs."""

from stories.conftest import world
from web.served import api

__all__ = ["api", "world"]
