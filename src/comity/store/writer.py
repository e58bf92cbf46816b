"""The grouping writer: one thread that commits whatever waits as one group, each job apart from the rest.

It knows no SQL. A caller is answered only after the group is durable; who dies before is not answered.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar, cast

from comity.acts.ports import Tx
from comity.errors import ComityError, StoreFailed

T = TypeVar("T")
Job = Callable[[Tx], object]
Outcome = tuple[object, BaseException | None]
"""What a job returned, or why it alone was rolled back."""

GROUP = 256


class Writer:
    """The one thread of a process that writes; `commit` makes a group durable or raises for all of it."""

    def __init__(self, commit: Callable[[Sequence[Job]], Sequence[Outcome]]) -> None:
        self._commit = commit
        self._waiting: SimpleQueue[tuple[Job, Future[object]] | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._process = os.getpid()
        self._thread = threading.Thread(target=self._run, name="comity-writer", daemon=True)
        self._thread.start()

    @property
    def forked(self) -> bool:
        """Tell whether this is a child of the process that opened the store."""
        return os.getpid() != self._process

    def check(self) -> None:
        """Refuse to work where the database must not be used.

        Raises: StoreFailed after a fork or once closed.
        """
        if self.forked:  # told before any lock, which another thread of the parent may hold for ever
            raise StoreFailed("The store was opened before a fork. Open it anew in this process.")
        if self._closed:
            raise StoreFailed("The store is closed. Open it again.")

    def write(self, job: Callable[[Tx], T]) -> T:
        """Run a job in the next group and return its result once that is durable.

        Raises: StoreFailed if the group could not be committed; else what the job raises.
        """
        (done,) = self._hand_in((job,))
        return cast("T", done.result())

    def write_all(self, jobs: Sequence[Callable[[Tx], None]]) -> tuple[ComityError | None, ...]:
        """Run jobs that follow one another, and say of each why it alone was rolled back, or None.

        Raises: what a job raises that is no error of Comity's.
        """
        return tuple(_failure(done) for done in self._hand_in(jobs))

    def _hand_in(self, jobs: Sequence[Job]) -> list[Future[object]]:
        if threading.current_thread() is self._thread:
            raise StoreFailed("A write was begun inside a write. Use the one that is there.")
        self.check()
        handed: list[tuple[Job, Future[object]]] = [(job, Future()) for job in jobs]
        with self._door:
            self.check()
            for entry in handed:
                self._waiting.put(entry)
        return [done for _, done in handed]

    def close(self) -> None:
        """Commit what waits and end the thread."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            try:
                outcomes = self._commit([job for job, _ in group])
            except BaseException as error:  # nobody else could tell those who wait
                outcomes = [(None, error)] * len(group)
            for (_, done), (result, failure) in zip(group, outcomes, strict=True):
                if failure is None:
                    done.set_result(result)
                else:
                    done.set_exception(failure)

    def _next_group(self) -> list[tuple[Job, Future[object]]]:
        """Wait for a job and take what has gathered behind it; empty at the end."""
        group: list[tuple[Job, Future[object]]] = []
        while len(group) < GROUP:
            try:
                entry = self._waiting.get(block=not group)
            except Empty:
                break
            if entry is None:
                if group:
                    self._waiting.put(None)
                break
            group.append(entry)
        return group


def _failure(done: Future[object]) -> ComityError | None:
    try:
        done.result()
    except ComityError as failed:
        return failed
    return None
