"""It loses nothing and does nothing twice, wherever it dies."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from comity.acts.ports import (
    OWN_LOG,
    ActId,
    Lane,
    MatterRow,
    OutboxRow,
    Reading,
    StoredAct,
    StoredPackage,
    Timer,
    Tx,
    pair_log,
)
from comity.model.parties import StateCode
from comity.model.requests import ItemId, MatterId
from faults import Faults, Place

START = datetime(2026, 3, 1, tzinfo=UTC)
MATTERS = tuple(MatterId(f"case/BE-RU-2026-{number:06}") for number in range(4))
PARTNERS = (None, StateCode("BE"), StateCode("VN"))
ACTS = 30
FEWER = 8


def name_of(number: int) -> ActId:
    return ActId(sha256(f"act {number}".encode()).hexdigest())


def commit(place: Place, store, number: int) -> None:
    """Do what a desk does: act, leaf, projection, package, outbox row and timer in one write."""
    id, matter, partner = name_of(number), MATTERS[number % 4], PARTNERS[number % 3]
    act = StoredAct(
        id=id,
        matter=matter,
        kind="request.sent",
        partner=partner,
        received=False,
        lane=Lane.URGENT if number % 5 == 0 else Lane.NORMAL,
        statement=f"statement {number}".encode(),
        signatures=b"signatures",
        content=store.protect(matter, id, f"content {number}".encode()),
        at=START,
    )

    def write(tx: Tx) -> None:
        tx.append(act)
        before = tx.matter(matter)
        tx.put_matter(
            MatterRow(
                id=matter,
                lifecycle="request",
                partner=partner,
                opener=StateCode("RU"),
                shared="sent",
                own="",
                heads=(*before.heads, id) if before else (id,),
                shared_heads=(),
                opened_at=START,
                changed_at=START + timedelta(seconds=number),
            )
        )
        if number % 3 == 1:
            item = ItemId(f"item {number}")
            tx.put_package(StoredPackage(item=item, matter=matter, header=b"h", ciphertext=b"c", shares=b"s"))
            tx.set_timer(Timer(id=f"answer/{number}", matter=matter, kind="answer", due_at=START))
        if partner:
            tx.enqueue(id, partner, act.lane, START)

    store.write(write)


def deliver(place: Place, store) -> None:
    """Do what a courier does, claims of a dead one having run out."""
    now = START + timedelta(hours=place.attempt)
    for partner in PARTNERS[1:]:
        for row in store.write(partial(claim, partner=partner, now=now)):
            send(place, store, row)


def claim(tx: Tx, partner: StateCode, now: datetime) -> tuple[OutboxRow, ...]:
    return tx.claim(partner, "courier", now, now + timedelta(minutes=1), limit=100)


def send(place: Place, store, row: OutboxRow) -> None:
    """Send to a partner that keeps what came, and answers two acts of three."""
    seq, envelope = row.seq, row.envelope
    if envelope is None:
        seq, envelope = store.write(partial(pack, row=row))
    came = place.folder / f"{row.partner}-{seq}"
    assert not came.exists() or came.read_bytes() == envelope  # every attempt sends the same bytes
    came.write_bytes(envelope)
    if seq % 3:
        store.write(lambda tx: tx.receipted(row.partner, {row.act: b"receipt for " + envelope}))


def pack(tx: Tx, row: OutboxRow) -> tuple[int, bytes]:
    seq = tx.next_seq(row.partner)
    envelope = f"{seq} {row.act}".encode()
    tx.packed(row.partner, [replace(row, seq=seq, envelope=envelope)])
    return seq, envelope


def exchange(place: Place, *, acts: int = ACTS, together: int = 1) -> None:
    """Commit what is missing, so many acts at once, then deliver."""
    store = place.open()
    missing = store.read(lambda r: [number for number in range(acts) if not r.act(name_of(number))])
    with ThreadPoolExecutor(together) as desks:
        list(desks.map(partial(commit, place, store), missing))
    deliver(place, store)
    store.close()


def root_of(leaves: list[bytes]) -> bytes:
    """Hash a log anew, by the words of RFC 9162 section 2.1.1."""
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0]).digest() if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def nothing_lost_or_doubled(place: Place, *, acts: int = ACTS) -> None:
    store = place.open()
    store.read(partial(check_acts, store=store, acts=acts))
    store.read(partial(check_sending, place=place, acts=acts))
    store.close()


def check_acts(reading: Reading, store, acts: int) -> None:
    logs = {None: OWN_LOG, **{partner: pair_log(partner) for partner in PARTNERS[1:]}}
    for partner, log in logs.items():
        leaves, head = reading.leaves(log), reading.head(log)
        assert sorted(leaves) == sorted(name_of(n) for n in range(acts) if PARTNERS[n % 3] == partner)
        assert [reading.leaf_position(log, leaf) for leaf in leaves] == list(range(len(leaves)))
        assert (head.size, head.root) == (len(leaves), root_of([bytes.fromhex(leaf) for leaf in leaves]))
    for number in range(acts):
        act = reading.act(name_of(number))
        assert store.reveal(act.matter, act.id, act.content) == f"content {number}".encode()
    for matter in MATTERS:
        mine = [n for n in range(acts) if MATTERS[n % 4] == matter]
        stored = reading.acts_of(matter)
        assert sorted(act.id for act in stored) == sorted(map(name_of, mine))
        assert reading.matter(matter).heads == tuple(act.id for act in stored)
        wanted = sorted(n for n in mine if n % 3 == 1)
        assert sorted(p.item for p in reading.packages(matter)) == sorted(f"item {n}" for n in wanted)
        assert sorted(t.id for t in reading.timers_of(matter)) == sorted(f"answer/{n}" for n in wanted)


def check_sending(reading: Reading, place: Place, acts: int) -> None:
    for partner in PARTNERS[1:]:
        sent = [name_of(n) for n in range(acts) if PARTNERS[n % 3] == partner]
        seqs = {}
        waiting = {row.act: row for row in reading.outbox(partner)}
        for act in sent:
            receipt = reading.receipt(act)
            assert (receipt is None) == (act in waiting)
            envelope = waiting[act].envelope if receipt is None else receipt.removeprefix(b"receipt for ")
            seq, name = envelope.decode().split()
            assert name == act
            assert (place.folder / f"{partner}-{seq}").read_bytes() == envelope
            seqs[int(seq)] = act
        assert sorted(seqs) == list(range(1, len(sent) + 1))
        assert sorted(waiting) == sorted(act for seq, act in seqs.items() if seq % 3 == 0)


@pytest.fixture
def home():
    """Give a folder, in memory where the system has one: a killed process loses nothing that it wrote."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def faults(home: Path, postgres=None, *, acts: int = FEWER, together: int = 1) -> Faults:
    home = Path(tempfile.mkdtemp(dir=home))
    scenario = partial(exchange, acts=acts, together=together)
    return Faults(scenario, partial(nothing_lost_or_doubled, acts=acts), home, postgres=postgres)


@pytest.mark.faults
def test_loses_and_doubles_nothing_at_any_seam(home):
    runs = faults(home)
    seams = runs.count_seams()
    assert seams > 180
    assert all(runs.run_with_fault(seam) for seam in range(1, seams + 1))
    assert not runs.run_with_fault(seams + 1)


@pytest.mark.faults
def test_loses_and_doubles_nothing_in_a_group_of_writes(home):
    runs = faults(home, together=4)
    for seam in range(5, runs.count_seams(), 15):
        runs.run_with_fault(seam)


@pytest.mark.faults
@pytest.mark.postgres
def test_loses_and_doubles_nothing_on_postgres(home, postgres):
    runs = faults(home, postgres)
    for seam in range(10, runs.count_seams(), 40):
        assert runs.run_with_fault(seam)


@pytest.mark.faults
def test_dies_while_its_database_is_made_and_makes_it_at_the_next_start(home):
    runs = Faults(lambda place: place.open().close(), nothing_there, home, nodes=())
    seams = runs.count_seams()
    assert seams > 40
    assert all(runs.run_with_fault(seam) for seam in (1, 2, seams // 2, seams - 2, seams - 1, seams))


def nothing_there(place: Place) -> None:
    store = place.open()
    assert store.read(lambda r: r.head(OWN_LOG)).size == 0
    assert store.read(lambda r: r.matters()) == ()
    store.close()


@pytest.mark.faults
def test_two_stores_of_one_process_share_their_seams(home):
    runs = Faults(hand_over, handed_over, home, nodes=("north", "south"))
    seams = runs.count_seams()
    assert seams == 2 * 6  # before and after each: update of nothing, insert and commit, in both
    assert all(runs.run_with_fault(seam) for seam in range(1, seams + 1))


def hand_over(place: Place) -> None:
    north, south = place.open("north"), place.open("south")
    if north.read(lambda r: r.paper("letter")) is None:
        north.write(lambda tx: tx.put_paper("letter", b"written"))
    if south.read(lambda r: r.paper("letter")) is None:
        south.write(lambda tx: tx.put_paper("letter", b"written"))
    north.close()
    south.close()


def handed_over(place: Place) -> None:
    for node in ("north", "south"):
        store = place.open(node)
        assert store.read(lambda r: r.paper("letter")) == b"written"
        store.close()


@pytest.mark.faults
def test_the_harness_notices_what_is_done_twice(home):
    def scenario(place: Place) -> None:
        with (place.folder / "sent").open("a") as sent:
            sent.write("once ")
        store = place.open()
        store.write(lambda tx: tx.put_paper("done", b"yes"))
        store.close()

    def check(place: Place) -> None:
        assert (place.folder / "sent").read_text() == "once "

    runs = Faults(scenario, check, home)
    with pytest.raises(AssertionError, match="once once"):
        runs.run_with_fault(1)


PATTERNS = (1, 2, 3, 5, 8)


@pytest.mark.faults
@pytest.mark.full
def test_loses_and_doubles_nothing_in_a_thousand_deaths(home):
    die_often(home, None, acts=ACTS, times=1000)


@pytest.mark.faults
@pytest.mark.full
@pytest.mark.postgres
def test_loses_and_doubles_nothing_in_a_hundred_deaths_on_postgres(home, postgres):
    die_often(home, postgres, acts=ACTS, times=100)


def die_often(home: Path, postgres, *, acts: int, times: int) -> None:
    """Die so many times, spread over all seams and over groups of every size."""
    for together in PATTERNS:
        runs = faults(home, postgres, acts=acts, together=together)
        seams = runs.count_seams() * 9 // 10  # larger groups have fewer commits, by chance
        share = times // len(PATTERNS)
        assert sum(runs.run_with_fault(1 + turn * seams // share) for turn in range(share)) == share
