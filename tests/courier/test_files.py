"""The line by file: signed out, receipted back, and hostile until its signature stands."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from acts.forgery import PAIR, envelopes, outbox, slip_in
from acts.test_delivery import IN_ORDER, four_acts
from comity.acts.commit import open_act
from comity.acts.quotas import Quotas
from comity.courier import files
from comity.courier.courier import Delivery, deliver
from comity.courier.files import CourierFile, FileKind
from comity.demo.world import World
from comity.errors import (
    ComityError,
    MalformedMessage,
    OutOfOrder,
    Replayed,
    Retargeted,
    SignatureInvalid,
    Truncated,
    UnknownPartner,
)
from comity.exchange import answers
from comity.exchange.clock import run_due
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import decode, encode, frame, unframe
from comity.wiring import loopback
from stories.exchange import BE, RU, agree, at, held, own_kinds, sent, shared_kinds, states, taken


@pytest.fixture
def four() -> Iterator[tuple[World, MatterId]]:
    """Give four acts of BE in one case, none of them sent yet."""
    with at(four_acts) as found:
        yield found


def write(world: World, sender: str = "BE", *, again: bool = False) -> bytes:
    """Write a file for the other state and hand it to a courier."""
    node, to = world[sender].node, BE if sender == "RU" else RU
    parcel = files.write_parcel(node, to, world.now, again=again)
    assert parcel is not None
    files.hand_over(node, parcel, world.now)
    return parcel.data


def read(world: World, data: bytes, state: str = "RU") -> CourierFile:
    return files.read_file(world[state].node, data, world.now)


def bring(world: World, data: bytes, state: str = "RU") -> bytes:
    """Bring a file to a state, and return the file with the receipts."""
    node = world[state].node
    _, receipts = files.take_in(node, read(world, data, state), world.now)
    run_due(node, world.now)
    return receipts


def bring_back(world: World, data: bytes, state: str = "BE") -> Delivery:
    node = world[state].node
    return files.keep(node, read(world, data, state), world.now)


def parts(data: bytes) -> tuple[bytes, ...]:
    return tuple(unframe(unframe(data, 3)[2], len(envelopes_in(data))))


def envelopes_in(data: bytes) -> list[None]:
    return [None] * decode(unframe(data, 3)[0])["count"]


# ── there and back ──────────────────────────────────────────────────────────────────────────────
def test_carries_a_case_to_and_fro_without_any_line():
    with at(taken) as (world, matter):
        answers.postpone(world["BE"].node, matter, world["BE"][Role.SPOC_DUTY], world.now)
        done = bring_back(world, bring(world, write(world)))
        assert (done.taken, done.failed, outbox(world, "BE")) == (2, 0, ())
        assert states(world, matter) == ("POSTPONED", "POSTPONED")
        agree(world, matter)


def test_writes_each_act_once_and_the_same_bytes_again_when_asked(four: tuple[World, MatterId]):
    world, _ = four
    first = write(world)
    assert files.write_parcel(world["BE"].node, RU, world.now) is None
    again = write(world, again=True)
    assert parts(again) == parts(first)
    assert decode(unframe(again, 3)[0])["id"] != decode(unframe(first, 3)[0])["id"]


def test_writes_again_by_itself_what_a_courier_lost(four: tuple[World, MatterId]):
    world, _ = four
    first = write(world)
    world.now += files.PATIENCE
    assert parts(write(world)) == parts(first)


def test_a_file_that_could_not_be_written_is_due_again(four: tuple[World, MatterId]):
    world, _ = four
    node = world["BE"].node
    parcel = files.write_parcel(node, RU, world.now)
    files.take_back(node, parcel, world.now)
    assert parts(write(world)) == parts(parcel.data)


def test_gives_the_same_receipts_for_the_same_file_and_keeps_nothing_twice(four: tuple[World, MatterId]):
    world, matter = four
    data = write(world)
    receipts = bring(world, data)
    node = world["RU"].node
    before = node.store.read(lambda r: (r.leaves("own"), r.leaves("pair/BE"), r.arrived_seqs(BE)))
    assert parts(bring(world, data)) == parts(receipts)
    assert node.store.read(lambda r: (r.leaves("own"), r.leaves("pair/BE"), r.arrived_seqs(BE))) == before
    assert bring_back(world, receipts).taken == 4
    assert bring_back(world, receipts).taken == 0
    assert shared_kinds(node, matter) == IN_ORDER


def test_a_line_takes_over_what_a_file_did_not_bring(four: tuple[World, MatterId]):
    world, matter = four
    write(world)
    be = world["BE"].node
    assert deliver(be, loopback({RU: world["RU"].node}), world.now).taken == 0
    assert deliver(be, loopback({RU: world["RU"].node}), world.now + files.PATIENCE).taken == 4
    assert states(world, matter) == ("IN_PROGRESS", "IN_PROGRESS")


def test_writes_no_more_into_a_file_than_goes_in(
    four: tuple[World, MatterId], monkeypatch: pytest.MonkeyPatch
):
    world, _ = four
    sizes = [len(data) for data in envelopes(world, "BE")]
    monkeypatch.setattr(files, "LARGEST", sum(sizes[:3]) + files._OUTSIDE + 12)
    assert [len(parts(write(world))) for _ in range(2)] == [3, 1]
    monkeypatch.setattr(files, "MOST", 2)
    assert len(parts(write(world, again=True))) == 2


def test_a_refused_act_is_receipted_and_told(four: tuple[World, MatterId]):
    world, matter = four
    slip_in(world, "BE", "order.grant", matter)
    done = bring_back(world, bring(world, write(world)))
    assert (done.taken, done.refused, done.problems) == (4, 1, ("RU:retargeted",))
    assert "delivery.refuse" in own_kinds(world["BE"].node, PAIR)


def test_no_share_by_the_minute_stops_a_file_but_what_waits_is_limited(four: tuple[World, MatterId]):
    world, _ = four
    world["RU"].node = replace(world["RU"].node, quotas=Quotas(burst=1, envelopes_per_minute=1, held=1))
    first, *rest = envelopes(world, "BE")
    assert first
    file = CourierFile(demo=True, kind=FileKind.ENVELOPES, id="0" * 32, sender=BE, parts=tuple(rest))
    files.take_in(world["RU"].node, file, world.now)
    assert len(world["RU"].node.store.read(lambda r: r.held(BE))) == 1
    assert own_kinds(world["RU"].node, PAIR).count("quota.exceed") == 1
    assert bring_back(world, bring(world, write(world))).taken == 4


# ── hostile files ───────────────────────────────────────────────────────────────────────────────
def signed(world: World, data: bytes, by: str = "BE", **members: object) -> bytes:
    """Change a file's statement and sign it anew, as only its maker can."""
    statement, _, body = unframe(data, 3)
    changed = encode({**decode(statement), **members})
    signature = world[by].node.keys.signing.sign(changed, files.CONTEXT)
    return frame(changed, encode(signature.to_plain()), body)


def unsigned(data: bytes, **members: object) -> bytes:
    statement, signature, body = unframe(data, 3)
    return frame(encode({**decode(statement), **members}), signature, body)


HOSTILE: dict[str, tuple[type[ComityError], Callable[[World, bytes], bytes]]] = {
    "cut": (Truncated, lambda w, d: d[:-1]),
    "empty": (Truncated, lambda w, d: b""),
    "longer": (MalformedMessage, lambda w, d: d + b"\x00"),
    "of no statement": (MalformedMessage, lambda w, d: frame(b"{}", *unframe(d, 3)[1:])),
    "with a huge statement": (MalformedMessage, lambda w, d: frame(b" " * 5000, *unframe(d, 3)[1:])),
    "with other content": (
        MalformedMessage,
        lambda w, d: frame(*unframe(d, 3)[:2], unframe(d, 3)[2][:-1] + bytes([d[-1] ^ 1])),
    ),
    "with a statement that nobody signed": (SignatureInvalid, lambda w, d: unsigned(d, count=3)),
    "signed by another": (SignatureInvalid, lambda w, d: signed(w, d, by="RU")),
    "for another state": (Retargeted, lambda w, d: signed(w, d, to="VN")),
    "of another version": (Retargeted, lambda w, d: signed(w, d, v="comity/2 file")),
    "of a state that is no partner": (UnknownPartner, lambda w, d: signed(w, d, **{"from": "VN"})),
    "of another kind": (MalformedMessage, lambda w, d: signed(w, d, kind="letters")),
    "that counts wrong": (MalformedMessage, lambda w, d: signed(w, d, count=3)),
    "still to come": (OutOfOrder, lambda w, d: signed(w, d, made_at="2019-11-30T09:00:00Z")),
}


@pytest.mark.parametrize("how", sorted(HOSTILE))
def test_takes_in_no_file(four: tuple[World, MatterId], how: str):
    world, _ = four
    error, spoil = HOSTILE[how]
    before = world["RU"].node.store.read(lambda r: (r.papers(""), r.leaves("own")))
    with pytest.raises(error):
        read(world, spoil(world, write(world)))
    assert world["RU"].node.store.read(lambda r: (r.papers(""), r.leaves("own"))) == before


def test_reads_no_file_that_is_too_large(four: tuple[World, MatterId], monkeypatch: pytest.MonkeyPatch):
    world, _ = four
    data = write(world)
    monkeypatch.setattr(files, "LARGEST", len(data) - 1)
    with pytest.raises(MalformedMessage):
        read(world, data)


def refusals(world: World, state: str = "RU") -> list[str]:
    """Return the code of each refusal that a state recorded."""
    return [h.marks["code"] for h in held(world[state].node, PAIR).headers if h.kind == "envelope.refuse"]


def test_refuses_and_records_other_content_under_an_id_that_came(four: tuple[World, MatterId]):
    world, _ = four
    data = write(world)
    bring(world, data)
    with pytest.raises(Replayed):
        read(world, signed(world, data, made_at="2019-10-31T08:00:00Z"))
    recorded = held(world["RU"].node, PAIR)
    assert (recorded.acts[-1].kind, recorded.headers[-1].marks) == ("envelope.refuse", {"code": "replayed"})
    body = open_act(world["RU"].node, recorded.acts[-1]).content
    assert body["file"] == decode(unframe(data, 3)[0])["id"]
    with pytest.raises(Replayed):  # the same again: refused, and recorded no second time
        read(world, signed(world, data, made_at="2019-10-31T08:00:00Z"))
    assert refusals(world) == ["replayed"]
    with pytest.raises(Replayed):  # a third file under that id
        read(world, signed(world, data, made_at="2019-10-31T07:00:00Z"))
    assert refusals(world) == ["replayed", "replayed"]


@pytest.mark.parametrize("id", ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32])
def test_takes_no_file_whose_id_is_not_one(four: tuple[World, MatterId], id: str):
    world, _ = four
    with pytest.raises(MalformedMessage):
        read(world, signed(world, write(world), id=id))
    assert refusals(world) == []


def test_records_a_part_that_is_no_envelope_of_the_sender_and_takes_the_rest(four: tuple[World, MatterId]):
    world, matter = four
    first, second, third, fourth = envelopes(world, "BE")
    spoilt = second[:-1] + bytes([second[-1] ^ 1])
    bodies = (b"junk", first, second.replace(b'"from":"BE"', b'"from":"RU"'), spoilt, second, third, fourth)
    file = CourierFile(demo=True, kind=FileKind.ENVELOPES, id="0" * 32, sender=BE, parts=bodies)
    number, _ = files.take_in(world["RU"].node, file, world.now)
    assert number == 4
    assert shared_kinds(world["RU"].node, matter) == IN_ORDER
    codes = ["retargeted", "retargeted", "signature-invalid"]
    assert refusals(world) == codes
    again, _ = files.take_in(world["RU"].node, file, world.now)
    assert (again, refusals(world)) == (4, codes)  # the same file, however often, is told once
    files.take_in(world["RU"].node, replace(file, id="1" * 32), world.now)
    assert refusals(world) == codes + codes


def test_takes_receipts_for_envelopes_and_envelopes_for_receipts_nowhere(four: tuple[World, MatterId]):
    world, _ = four
    data = write(world)
    receipts = bring(world, data)
    with pytest.raises(MalformedMessage):
        files.keep(world["RU"].node, read(world, data), world.now)
    with pytest.raises(MalformedMessage):
        files.take_in(world["BE"].node, read(world, receipts, "BE"), world.now)


def test_keeps_the_receipts_of_a_file_and_records_what_is_none():
    with at(sent) as (world, matter):
        answers.accept(world["BE"].node, matter, world["BE"][Role.SPOC_DUTY], world.now)
        receipts = bring(world, write(world))
        be = world["BE"].node
        stranger = CourierFile(
            demo=True, kind=FileKind.RECEIPTS, id="0" * 32, sender=RU, parts=(parts(receipts)[0], b"junk")
        )
        assert files.keep(be, stranger, world.now) == Delivery(taken=1)
        assert files.keep(be, stranger, world.now) == Delivery()
        assert refusals(world, "BE") == ["malformed-message"]  # what is no receipt is told once
        assert outbox(world, "BE") == ()
