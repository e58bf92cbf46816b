"""It keeps what it was told, all or nothing, and gives it back in order."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from comity.acts.ports import (
    OWN_LOG,
    ActId,
    Arrival,
    HeldAct,
    Lane,
    LogHead,
    MatterRow,
    OutboxRow,
    StoredPackage,
    Timer,
    Work,
)
from comity.errors import Crossed, StoreFailed, Unknown
from comity.ledger import proof, tree
from comity.store import tables
from comity.store.reading import POSITIONS

NOW = datetime.fromisoformat("2026-03-01T12:00:00.123456+00:00")
LATER = NOW + timedelta(minutes=5)
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_keeps_an_act_and_its_leaf(store, act):
    first, second = act("first", partner="BE", lane=Lane.URGENT), act("second", partner="BE", received=True)
    assert store.write(lambda tx: tx.append(first)) == 0
    assert store.write(lambda tx: tx.append(second)) == 1
    assert store.read(lambda r: r.act(first.id)) == first
    assert store.read(lambda r: r.acts_of(first.matter)) == (first, second)
    assert store.read(lambda r: r.leaves("pair/BE")) == (first.id, second.id)
    assert store.read(lambda r: r.leaf_position("pair/BE", second.id)) == 1
    assert store.read(lambda r: r.leaf_position(OWN_LOG, second.id)) is None


def test_an_unknown_act_matter_or_paper_is_none(store, act):
    assert store.read(lambda r: r.act(act("none").id)) is None
    assert store.read(lambda r: r.matter("case/none")) is None
    assert store.read(lambda r: r.paper("none")) is None
    assert store.read(lambda r: r.receipt(act("none").id)) is None


def test_an_unknown_log_is_empty(store):
    empty = LogHead(log="pair/VN", size=0, root=bytes.fromhex(EMPTY_ROOT))
    assert store.read(lambda r: r.head("pair/VN")) == empty
    with pytest.raises(Unknown, match="pair/VN has no node 0/0"):
        store.read(lambda r: r.in_tree("pair/VN", lambda nodes: nodes(0, 0)))


def test_own_and_shared_acts_stand_in_their_own_logs(store, act):
    store.write(lambda tx: [tx.append(act("own")), tx.append(act("be", partner="BE"))])
    store.write(lambda tx: tx.append(act("vn", partner="VN")))
    assert [store.read(lambda r, log=log: r.head(log)).size for log in (OWN_LOG, "pair/BE", "pair/VN")] == [
        1,
        1,
        1,
    ]


def test_every_leaf_of_a_log_can_be_proved(store, act):
    acts = [act(f"act {number}", partner="BE") for number in range(21)]
    for one in acts[:13]:
        store.write(lambda tx, one=one: tx.append(one))
    store.write(lambda tx: [tx.append(one) for one in acts[13:]])
    head = store.read(lambda r: r.head("pair/BE"))
    assert head.size == 21
    for index, one in enumerate(acts):
        path = store.read(lambda r, i=index: r.in_tree("pair/BE", partial(tree.inclusion_path, i, 21)))
        proof.verify_inclusion(tree.leaf_hash(bytes.fromhex(one.id)), index, 21, path, head.root)


def test_finds_acts_in_a_log_without_walking_it(store, act):
    """A log grows for ever; what a batch asks of it must not cost more each day."""
    one, other = act("one", partner="BE"), act("other")
    store.write(lambda tx: [tx.append(one), tx.append(other)])
    assert store.read(lambda r: r.positions("pair/BE", [other.id, one.id])) == {one.id: 0}
    if store.engine.dialect.name == "sqlite":
        words = {"literal_binds": True, "render_postcompile": True}
        asked = POSITIONS.params(ids=["a"]).compile(store.engine, compile_kwargs=words)
        with store.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
        assert [step[3] for step in plan] == ["SEARCH acts USING INDEX sqlite_autoindex_acts_2 (id=?)"]


def test_refuses_an_act_that_is_there(store, act):
    store.write(lambda tx: tx.append(act("first")))
    with pytest.raises(Crossed):
        store.write(lambda tx: tx.append(act("first")))
    assert store.read(lambda r: r.head(OWN_LOG)).size == 1


def test_a_failing_write_leaves_nothing(store, act):
    def write(tx):
        tx.append(act("first", partner="BE"))
        tx.next_seq("BE")
        raise LookupError("no such judge")

    with pytest.raises(LookupError, match="no such judge"):
        store.write(write)
    assert store.read(lambda r: (r.head("pair/BE").size, r.act(act("first").id))) == (0, None)
    assert store.write(lambda tx: tx.next_seq("BE")) == 1


def test_a_write_sees_what_it_wrote(store, act):
    assert store.write(lambda tx: [tx.append(act("first")), tx.head(OWN_LOG).size]) == [0, 1]


def test_a_read_is_one_snapshot(store):
    store.write(lambda tx: tx.put_paper("terms", b"old"))

    def read(reading):
        before = reading.paper("terms")
        store.write(lambda tx: tx.put_paper("terms", b"new"))
        return before, reading.paper("terms")

    assert store.read(read) == (b"old", b"old")
    assert store.read(lambda r: r.paper("terms")) == b"new"


def test_numbers_envelopes_by_partner(store):
    assert store.write(lambda tx: [tx.next_seq("BE"), tx.next_seq("BE"), tx.next_seq("VN")]) == [1, 2, 1]
    assert store.write(lambda tx: tx.next_seq("BE")) == 3


def row(id: str, changed_at: datetime, **values) -> MatterRow:
    plain = {
        "lifecycle": "request",
        "partner": "BE",
        "opener": "RU",
        "shared": "sent",
        "own": "",
        "heads": (),
        "shared_heads": (),
    }
    return MatterRow(id=id, opened_at=NOW, changed_at=changed_at, **plain | values)


def test_writes_a_matter_anew(store):
    first = row("case/1", NOW, heads=("aa", "bb"))
    second = row("case/1", LATER, partner=None, shared="answered", shared_heads=("cc",))
    store.write(lambda tx: tx.put_matter(first))
    assert store.read(lambda r: r.matter("case/1")) == first
    store.write(lambda tx: tx.put_matter(second))
    assert store.read(lambda r: r.matter("case/1")) == second


def test_lists_matters_by_prefix_newest_change_first(store):
    ids = ["case/1", "case/2", "CASE/3", "case_4", "case%5", "alert/6"]
    for minutes, id in enumerate(ids):
        changed = row(id, NOW + timedelta(minutes=minutes))
        store.write(lambda tx, changed=changed: tx.put_matter(changed))
    assert [m.id for m in store.read(lambda r: r.matters("case/"))] == ["case/2", "case/1"]
    assert [m.id for m in store.read(lambda r: r.matters("case"))] == ["case%5", "case_4", "case/2", "case/1"]
    assert [m.id for m in store.read(lambda r: r.matters())] == ids[::-1]


def test_lists_a_page_of_matters_as_it_lists_all(store):
    for minutes, id in enumerate(["case/1", "case/3", "case/2", "CASE/3", "case_4", "alert/6"]):
        changed = row(id, NOW + timedelta(minutes=min(minutes, 2)))
        store.write(lambda tx, changed=changed: tx.put_matter(changed))
    page = store.read(lambda r: r.matters("case/", limit=2))
    rest = store.read(lambda r: r.matters("case/", limit=2, after=(page[-1].changed_at, page[-1].id)))
    assert [m.id for m in (*page, *rest)] == ["case/2", "case/3", "case/1"]
    assert store.read(lambda r: r.matters("case/")) == (*page, *rest)


def test_finds_open_timers_by_kind_the_next_due_first(store):
    for name, kind, minutes in (
        ("a", "review", 2),
        ("b", "echo", 1),
        ("c", "inspect", 1),
        ("d", "review", 0),
    ):
        timer = Timer(id=name, matter="case/1", kind=kind, due_at=NOW + timedelta(minutes=minutes))
        store.write(lambda tx, timer=timer: tx.set_timer(timer))
    found = store.read(lambda r: r.timers({"review", "inspect"}))
    assert [timer.id for timer in found] == ["d", "c", "a"]


def test_keeps_packages_and_their_shares_anew(store):
    def package(item: str, shares: bytes) -> StoredPackage:
        return StoredPackage(item=item, matter="case/1", header=b"h", ciphertext=b"c", shares=shares)

    store.write(lambda tx: [tx.put_package(package(item, b"judge")) for item in ("b", "a", "B")])
    store.write(lambda tx: tx.put_package(package("a", b"other judge")))
    assert store.read(lambda r: r.packages("case/1")) == (
        package("B", b"judge"),
        package("a", b"other judge"),
        package("b", b"judge"),
    )
    assert store.read(lambda r: r.packages("case/2")) == ()


def test_keeps_papers_by_name(store):
    store.write(lambda tx: [tx.put_paper(name, name.encode()) for name in ("key/VN", "key/BE", "keys")])
    store.write(lambda tx: tx.put_paper("key/BE", b"newer"))
    assert store.read(lambda r: r.papers("key/")) == {"key/BE": b"newer", "key/VN": b"key/VN"}


def test_drops_papers_up_to_a_name_that_stays(store):
    days = ("once/01", "once/02", "once/03", "other")
    store.write(lambda tx: [tx.put_paper(name, b"") for name in days])
    store.write(lambda tx: tx.drop_papers("once/", "once/03"))
    left = [name for name in days if store.read(lambda r, n=name: r.paper(n)) is not None]
    assert left == ["once/03", "other"]


@pytest.fixture
def sending(store, act):
    """Put four acts to BE, the third urgent, and one to VN into the outbox."""
    lanes = [Lane.NORMAL, Lane.NORMAL, Lane.URGENT, Lane.NORMAL]
    acts = [act(f"act {n}", partner="BE", lane=lane) for n, lane in enumerate(lanes)]
    for one in [*acts, act("elsewhere", partner="VN")]:
        store.write(lambda tx, a=one: [tx.append(a), tx.enqueue(a.id, a.partner, a.lane, NOW)])
    return [one.id for one in acts]


def claim(store, holder: str, now: datetime = NOW, limit: int = 10):
    rows = store.write(lambda tx: tx.claim("BE", holder, now, now + timedelta(minutes=1), limit))
    return [row.act for row in rows]


def test_the_outbox_stands_urgent_first_then_in_order(store, sending):
    a, b, urgent, d = sending
    assert [row.act for row in store.read(lambda r: r.outbox("BE"))] == [urgent, a, b, d]
    assert len(store.read(lambda r: r.outbox())) == 5
    assert store.read(lambda r: r.outbox("BE"))[0] == OutboxRow(
        act=urgent, partner="BE", lane=Lane.URGENT, seq=None, envelope=None, attempts=0, due_at=NOW
    )


def test_no_two_couriers_hold_one_row(store, sending):
    a, b, urgent, d = sending
    assert claim(store, "first", limit=2) == [urgent, a]
    assert claim(store, "second") == [b, d]
    assert claim(store, "first") == []


def test_a_dead_couriers_claim_runs_out(store, sending):
    claim(store, "first")
    assert claim(store, "second", NOW + timedelta(seconds=59)) == []
    assert len(claim(store, "second", NOW + timedelta(seconds=60))) == 4


def test_claims_of_the_dead_are_let_go_at_once(store, sending):
    assert len(claim(store, "first")) == 4
    assert store.read(lambda r: r.waiting_count("BE", NOW, 1)) == 0
    store.write(lambda tx: tx.unclaim("BE"))
    assert store.read(lambda r: r.waiting_count("BE", NOW, 1)) == 1
    assert store.read(lambda r: r.waiting_count("BE", NOW - timedelta(microseconds=1), 1)) == 0
    assert len(claim(store, "second")) == 4


def test_a_failed_attempt_waits_until_it_is_due(store, sending):
    claim(store, "first")
    store.write(lambda tx: tx.attempted(sending[0], "BE", LATER))
    assert claim(store, "second", LATER - timedelta(microseconds=1)) == [sending[2], sending[1], sending[3]]
    assert claim(store, "third", LATER) == [sending[0]]
    assert [row.attempts for row in store.read(lambda r: r.outbox("BE"))] == [0, 1, 0, 0]


def test_packed_bytes_never_change(store, sending):
    def pack(*acts: ActId, data: bytes) -> None:
        rows = {row.act: row for row in store.read(lambda r: r.outbox("BE"))}
        made = [replace(rows[act], seq=n, envelope=data) for n, act in enumerate(acts, 1)]
        store.write(lambda tx: [tx.next_seq("BE", len(made)), tx.packed("BE", made)])

    pack(sending[0], data=b"bytes")
    with pytest.raises(Crossed, match="What goes to BE is packed already"):
        pack(sending[1], sending[0], data=b"other bytes")
    packed = {row.act: (row.seq, row.envelope) for row in store.read(lambda r: r.outbox("BE"))}
    assert [packed[act] for act in sending[:2]] == [(1, b"bytes"), (None, None)]
    assert store.write(lambda tx: tx.next_seq("BE")) == 2


def test_a_receipt_takes_the_act_out_and_stays_the_first(store, sending):
    store.write(lambda tx: tx.receipted("BE", {sending[0]: b"receipt"}))
    store.write(lambda tx: tx.receipted("BE", {sending[0]: b"receipt of a copy", sending[1]: b"its first"}))
    assert [store.read(lambda r, a=act: r.receipt(a)) for act in sending[:2]] == [b"receipt", b"its first"]
    assert not {*sending[:2]} & {row.act for row in store.read(lambda r: r.outbox())}


def test_sends_no_act_that_is_not_there(store, act):
    with pytest.raises(StoreFailed):
        store.write(lambda tx: tx.enqueue(act("none").id, "BE", Lane.NORMAL, NOW))


def test_remembers_what_arrived(store):
    def arrival(seq: int, receipt: bytes | None = None, partner: str = "BE") -> Arrival:
        return Arrival(partner=partner, envelope_id=f"e{seq}", seq=seq, digest="d", act=None, receipt=receipt)

    for one in (arrival(10), arrival(9), arrival(3), arrival(3, partner="VN")):
        store.write(lambda tx, one=one: tx.note_arrival(one))
    store.write(lambda tx: tx.note_arrival(arrival(9, b"receipt")))
    assert store.read(lambda r: r.arrival("BE", "e9")) == arrival(9, b"receipt")
    assert store.read(lambda r: r.arrival("VN", "e9")) is None
    assert store.read(lambda r: r.arrived_seqs("BE")) == (3, 9, 10)


def test_holds_an_act_until_it_is_let_go(store):
    held = HeldAct(id="aa", matter="case/1", partner="BE", missing=("bb", "cc"), inner=b"inner")
    store.write(lambda tx: tx.hold(held))
    assert store.read(lambda r: (r.held("BE"), r.held("VN"))) == ((held,), ())
    store.write(lambda tx: tx.unhold("aa"))
    assert store.read(lambda r: r.held("BE")) == ()


def test_timers_come_due_oldest_first(store):
    def timer(id: str, due_at: datetime, kind: str = "answer", matter: str = "case/1") -> Timer:
        return Timer(id=id, matter=matter, kind=kind, due_at=due_at, data="urgent")

    first, second, third = timer("b", NOW), timer("a", LATER), timer("c", LATER, "review", "case/2")
    store.write(lambda tx: [tx.set_timer(one) for one in (third, second, first)])
    assert store.read(lambda r: r.due_timers(NOW - timedelta(microseconds=1))) == ()
    assert store.read(lambda r: r.due_timers(NOW)) == (first,)
    assert store.read(lambda r: (r.timer(first.id), r.timer("nobody"))) == (first, None)
    assert store.read(lambda r: r.due_timers(LATER)) == (first, second, third)
    assert store.read(lambda r: r.due_timers(LATER, limit=2)) == (first, second)
    assert store.read(lambda r: r.timers_of("case/1")) == (first, second)


def test_timers_come_due_by_turns_of_partners_with_warnings_first(store):
    def timer(matter: str, at: int) -> Timer:
        return Timer(id=matter, matter=matter, kind="answer", due_at=NOW + timedelta(seconds=at))

    theirs = [row(f"case/VN-{n}", NOW, partner="VN", opener="VN") for n in range(5)]
    warning = row("alert/VN", NOW, partner="VN", opener="VN")
    ours = row("case/own", NOW, partner="VN", opener="RU")
    others = [row("alert/BE", NOW, partner="BE", opener="BE"), ours]
    for one in (*theirs, warning, *others):
        store.write(lambda tx, one=one: tx.put_matter(one))
    names = [*(one.id for one in theirs), warning.id, *(one.id for one in others), "nowhere"]
    store.write(lambda tx: [tx.set_timer(timer(name, at)) for at, name in enumerate(names)])
    due = [one.id for one in store.read(lambda r: r.due_timers(LATER, limit=6))]
    assert due == ["alert/VN", "alert/BE", "case/own", "nowhere", "case/VN-0", "case/VN-1"]


def test_a_timer_of_the_same_id_replaces(store):
    store.write(lambda tx: tx.set_timer(Timer(id="a", matter="case/1", kind="answer", due_at=NOW)))
    store.write(lambda tx: tx.set_timer(Timer(id="a", matter="case/1", kind="answer", due_at=LATER)))
    assert [one.due_at for one in store.read(lambda r: r.timers_of("case/1"))] == [LATER]


def test_stops_timers_by_kind_by_matter_or_one(store):
    kinds = ["answer", "review", "expiry", "recall"]
    store.write(lambda tx: [tx.set_timer(Timer(id=k, matter="case/1", kind=k, due_at=NOW)) for k in kinds])
    store.write(lambda tx: tx.set_timer(Timer(id="other", matter="case/2", kind="answer", due_at=NOW)))
    store.write(lambda tx: tx.stop_timers("case/1", (kind for kind in ("answer", "review"))))
    assert [one.id for one in store.read(lambda r: r.timers_of("case/1"))] == ["expiry", "recall"]
    store.write(lambda tx: tx.stop_timer("recall"))
    assert [one.id for one in store.read(lambda r: r.timers_of("case/1"))] == ["expiry"]
    store.write(lambda tx: tx.stop_timers("case/1"))
    assert store.read(lambda r: r.timers_of("case/1")) == ()
    assert [one.id for one in store.read(lambda r: r.timers_of("case/2"))] == ["other"]


def test_one_holder_has_a_lease_until_it_runs_out(store):
    def lease(holder: str, now: datetime) -> bool:
        return store.write(lambda tx: tx.lease("duty", holder, now, now + timedelta(minutes=5)))

    assert lease("first", NOW)
    assert not lease("second", NOW + timedelta(minutes=4))
    assert lease("first", NOW + timedelta(minutes=4))
    assert not lease("second", NOW + timedelta(minutes=8))
    assert lease("second", NOW + timedelta(minutes=9))
    assert store.read(lambda r: r.leaseholder("duty")) == ("second", NOW + timedelta(minutes=14))
    assert store.read(lambda r: r.leaseholder("other")) is None


def test_wakes_who_waits_when_a_write_leaves_such_work(store, act):
    timer = Timer(id="t", matter="case/1", kind="lapse", due_at=NOW)
    due, send = Work.TIMERS, Work.OUTBOX
    store.write(lambda tx: tx.put_paper("a", b"no work"))
    assert [store.wait_for_work(work, 0, 0) for work in (due, send)] == [0, 0]
    store.write(lambda tx: tx.set_timer(timer))
    assert [store.wait_for_work(due, 0, 60), store.wait_for_work(send, 0, 0)] == [1, 0]
    store.write(lambda tx: tx.append(act("a")))
    assert [store.wait_for_work(due, 1, 0), store.wait_for_work(send, 0, 0)] == [1, 0]
    store.write(lambda tx: tx.enqueue(act("a").id, "BE", Lane.NORMAL, NOW))
    assert [store.wait_for_work(due, 1, 0), store.wait_for_work(send, 0, 60)] == [1, 1]


def test_erases_content_and_keeps_the_rest(store, act):
    full = act("first", content=store.protect("case/1", "first", b"a marked sentence"))
    store.write(lambda tx: tx.append(full))
    head = store.read(lambda r: r.head(OWN_LOG))
    store.write(lambda tx: tx.erase(full.id))
    assert store.read(lambda r: r.act(full.id)) == act("first", content=None)
    assert store.read(lambda r: r.head(OWN_LOG)) == head
    with pytest.raises(Unknown):
        store.write(lambda tx: tx.erase(act("none").id))


def test_gives_everything_back_after_closing(place, act):
    store = place.open()
    store.write(lambda tx: tx.append(act("first", content=store.protect("case/1", "first", b"words"))))
    store.close()
    again = place.open()
    content = again.read(lambda r: r.act(act("first").id)).content
    assert again.reveal("case/1", "first", content) == b"words"
    again.close()


def test_refuses_an_instant_without_time_zone(store):
    timer = Timer(id="a", matter="case/1", kind="answer", due_at=NOW.replace(tzinfo=None))
    with pytest.raises(StoreFailed):
        store.write(lambda tx: tx.set_timer(timer))


def test_what_the_database_says_is_told_without_its_values(store, act):
    store.write(lambda tx: [tx.append(act("a")), tx.enqueue(act("a").id, "BE", Lane.NORMAL, NOW)])
    with pytest.raises(StoreFailed) as caught:
        store.write(lambda tx: tx.enqueue(act("a").id, "BE", Lane.NORMAL, NOW))
    assert str(caught.value) == (
        "A write was refused by the database: IntegrityError. Look at the disk, the rights and the database."
    )
    assert "normal" not in str(caught.value.__cause__)


@pytest.mark.parametrize(
    ("row", "table", "elsewhere"),
    [
        (MatterRow, tables.matters, set()),
        (StoredPackage, tables.packages, set()),
        (Arrival, tables.arrivals, set()),
        (HeldAct, tables.held_acts, set()),
        (Timer, tables.timers, set()),
        (LogHead, tables.log_heads, set()),
        (OutboxRow, tables.outbox, {"n", "claimed_by", "claimed_until", "down"}),
    ],
)
def test_columns_bear_the_names_of_the_fields(row, table, elsewhere):
    assert set(table.columns.keys()) - elsewhere == set(row.__dataclass_fields__)
