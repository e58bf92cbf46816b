"""What holds for every test: the same draws each run, a private runtime folder, `full` on demand."""

import gc
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("comity", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("comity")

if "XDG_RUNTIME_DIR" not in os.environ:  # the PostgreSQL wheel warns without one, and a warning is an error
    runtime = Path(tempfile.gettempdir()) / f"comity-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `full`, unless COMITY_FULL=1 asks for it."""
    if os.environ.get("COMITY_FULL") == "1":
        return
    later = [item for item in items if item.get_closest_marker("full")]
    if later:
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in later]


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later look for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()
