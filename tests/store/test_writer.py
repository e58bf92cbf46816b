"""Writers wait together, are committed together, and fail each for itself."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from comity.acts.ports import OWN_LOG, Lane
from comity.errors import StoreFailed
from comity.store.vault import SqlStore
from faults import Place, in_child, in_children


def write_together(store: SqlStore, jobs: list) -> list:
    """Let all jobs wait behind one that is held, and return what each returned or raised."""
    held, go = threading.Event(), threading.Event()

    def hold(tx) -> None:
        held.set()
        go.wait(10)

    def outcome(job):
        try:
            return store.write(job)
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(jobs) + 1) as desks:
        first = desks.submit(store.write, hold)
        held.wait(10)
        waiting = [desks.submit(outcome, job) for job in jobs]
        patience = time.monotonic() + 10
        while store._writer._waiting.qsize() < len(jobs) and time.monotonic() < patience:
            time.sleep(0.001)
        go.set()
        first.result()
        return [one.result() for one in waiting]


class Commits:
    """Count commits, and let one fail when told."""

    def __init__(self) -> None:
        self.done, self.fail = 0, False

    def __call__(self, seam: str) -> None:
        if seam == "before COMMIT" and self.fail:
            raise OSError("the disk is gone")
        self.done += seam == "after COMMIT"


@pytest.fixture
def commits():
    return Commits()


@pytest.fixture
def store(place, commits):
    store = Place(place.folder, place.urls, on_seam=commits).open()
    yield store
    store.close()


def test_commits_what_waits_as_one_group(store, commits, act):
    acts = [act(f"act {number}") for number in range(20)]
    positions = write_together(store, [partial(lambda tx, one: tx.append(one), one=one) for one in acts])
    assert sorted(positions) == list(range(20))
    assert commits.done == 2
    assert store.read(lambda r: r.head(OWN_LOG)).size == 20


def test_a_failing_write_rolls_back_alone(store, commits, act):
    def fail(tx):
        tx.append(act("never"))
        raise LookupError("alone")

    def refused(tx):
        tx.enqueue(act("unknown").id, "BE", Lane.NORMAL, act("x").at)

    def good(word: str):
        return lambda tx: tx.append(act(word))

    first, failed, second, wrong, third = write_together(
        store, [good("a"), fail, good("b"), refused, good("c")]
    )
    assert sorted([first, second, third]) == [0, 1, 2]
    assert (type(failed), type(wrong)) == (LookupError, StoreFailed)
    assert commits.done == 2
    assert sorted(store.read(lambda r: r.leaves(OWN_LOG))) == sorted(act(word).id for word in "abc")


def test_if_the_commit_fails_nothing_of_the_group_happened(store, commits, act):
    def give_way(tx) -> int:
        commits.fail = True
        return tx.append(act("a"))

    outcomes = write_together(store, [give_way, lambda tx: tx.append(act("b"))])
    assert [type(one) for one in outcomes] == [StoreFailed, StoreFailed]
    commits.fail = False
    assert store.read(lambda r: r.leaves(OWN_LOG)) == ()
    assert store.write(lambda tx: tx.append(act("c"))) == 0


def test_refuses_a_write_inside_a_write(store):
    with pytest.raises(StoreFailed, match="begun inside a write"):
        store.write(lambda tx: store.write(lambda inner: None))


def test_finishes_what_waits_before_it_closes(place, act):
    store = place.open()
    acts = [act(f"act {number}") for number in range(8)]
    closing = threading.Thread(target=store.close)

    def close_behind_me(tx) -> int:
        closing.start()
        return tx.append(acts[0])

    jobs = [close_behind_me, *(partial(lambda tx, one: tx.append(one), one=one) for one in acts[1:])]
    assert sorted(write_together(store, jobs)) == list(range(8))
    closing.join()


def test_is_closed_for_good(place):
    store = place.open()
    store.close()
    store.close()
    with pytest.raises(StoreFailed, match="closed"):
        store.write(lambda tx: None)
    with pytest.raises(StoreFailed, match="closed"):
        store.read(lambda r: None)


def test_a_forked_child_may_not_use_its_parents_store(store, place, act):
    def child() -> None:
        with pytest.raises(StoreFailed, match="before a fork"):
            store.write(lambda tx: None)
        with pytest.raises(StoreFailed, match="before a fork"):
            store.read(lambda r: None)
        store.close()
        own = place.open()
        own.write(lambda tx: tx.append(act("of the child")))
        own.close()

    store.write(lambda tx: tx.append(act("of the parent")))
    in_child(child)
    store.write(lambda tx: tx.append(act("of the parent again")))
    assert store.read(lambda r: r.head(OWN_LOG)).size == 3


def test_two_processes_grow_one_unforked_log(place, act):
    def child(name: str) -> None:
        store = place.open()
        with ThreadPoolExecutor(4) as desks:
            list(desks.map(partial(append, store, name), range(40)))
        store.close()

    def append(store: SqlStore, name: str, number: int) -> None:
        one = act(f"{name} {number}", partner="BE")
        store.write(lambda tx: [tx.append(one), tx.put_paper(f"seq/{tx.next_seq('BE')}", one.id.encode())])

    in_children([partial(child, "north"), partial(child, "south")])
    store = place.open()
    leaves = store.read(lambda r: r.leaves("pair/BE"))
    seqs = sorted(int(name.removeprefix("seq/")) for name in store.read(lambda r: r.papers("seq/")))
    assert sorted(leaves) == sorted(act(f"{name} {n}").id for name in ("north", "south") for n in range(40))
    assert seqs == list(range(1, 81))
    positions = store.read(lambda r: [r.leaf_position("pair/BE", leaf) for leaf in leaves])
    assert positions == list(range(80))
    store.close()


def test_two_couriers_claim_no_row_twice(place, act):
    def courier(name: str) -> None:
        store = place.open()
        now = act("x").at
        claims = place.folder / f"claims of {name}"
        with claims.open("w") as out:
            while rows := store.write(lambda tx: tx.claim("BE", name, now, now.replace(year=2027), 3)):
                out.writelines(f"{row.act}\n" for row in rows)
        store.close()

    store = place.open()
    acts = [act(f"act {number}", partner="BE") for number in range(60)]
    for one in acts:
        store.write(lambda tx, a=one: [tx.append(a), tx.enqueue(a.id, "BE", a.lane, a.at)])
    store.close()
    in_children([partial(courier, "first"), partial(courier, "second")])
    claimed = [line for file in place.folder.glob("claims of *") for line in file.read_text().split()]
    assert sorted(claimed) == sorted(one.id for one in acts)


def test_a_full_disk_gives_up_the_whole_group(tmp_path, act):
    """SQLite then rolls back all, savepoints too, and what follows would commit by itself."""
    store = Place(tmp_path).open()
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    acts = [act("a"), act("too big", statement=bytes(1_000_000)), act("b")]
    outcomes = write_together(store, [partial(lambda tx, one: tx.append(one), one=one) for one in acts])
    assert [str(one) for one in outcomes] == [
        "The database gave up a group of writes. Nothing of it happened."
    ] * 3
    assert store.read(lambda r: r.leaves(OWN_LOG)) == ()
    assert store.write(lambda tx: tx.append(act("a"))) == 0
    store.close()
