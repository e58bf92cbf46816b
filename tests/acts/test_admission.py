"""What a partner may send into a matter, under which instant and number; and acts that wait for others."""

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from acts.forgery import PAIR, altered, deliver, envelopes, misplaced, refused, slip_in
from comity.acts.commit import open_act
from comity.acts.ports import ActId
from comity.acts.receive import receive
from comity.acts.signing import Hand
from comity.acts.wire import read_receipt, sign_receipt, sign_receipts
from comity.demo.world import World
from comity.errors import MalformedMessage, Retargeted, SignatureInvalid
from comity.exchange import answers, cases
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import b64, decode, digest_hex, encode
from comity.seal.keys import Signature
from stories.exchange import BE, RU, at, danger_ordered, drafted, held, issue, sent, states


@pytest.fixture
def asked() -> Iterator[tuple[World, MatterId]]:
    """Give a request of RU that BE has acknowledged."""
    with at(sent) as found:
        yield found


def accepted(world: World, matter: MatterId) -> list[bytes]:
    """Pack BE's acceptance, and send nothing."""
    answers.accept(world["BE"].node, matter, world["BE"][Role.SPOC_DUTY], world.now)
    return envelopes(world, "BE")


# ── matters in which nothing is shared ──────────────────────────────────────────────────────────
def joined(world: World, state: str) -> ActId:
    """Name an act that both nodes know, of another matter."""
    return next(a.id for a in held(world[state].node, PAIR).acts if a.kind == "partner.join")


def nothing_there(world: World, matter: MatterId) -> MatterId:
    return MatterId(f"{matter[:-6]}000001")


@pytest.mark.parametrize(
    ("kind", "by", "follows"),
    [
        ("request.ack", None, "of another matter"),
        ("request.ack", None, "unknown"),
        ("request.ack", None, ""),
        ("request.withdraw", Role.SPOC_DUTY, "of another matter"),
        ("reply.full", Role.SPOC_DUTY, "of another matter"),
        ("reply.full", Role.SPOC_DUTY, "unknown"),
    ],
)
def test_tells_a_draft_from_nothing_by_no_refusal(kind: str, by: Role | None, follows: str):
    with at(drafted) as (world, matter):
        told = []
        for named in (matter, nothing_there(world, matter)):
            known = {"": (), "unknown": (ActId("ab" * 32),)}.get(follows, (joined(world, "BE"),))
            hand = world["BE"][by] if by else None
            slip_in(world, "BE", kind, named, by=hand, follows=known, body={"orders": []})
            data = envelopes(world, "BE")[-1]
            receipt = deliver(world, "RU", data)
            told.append((receipt.state, receipt.code, receipt.what))
        assert told == [("refused", "retargeted", (Retargeted.__doc__ or "").splitlines()[0])] * 2
        cases.approve(world["RU"].node, matter, world["RU"][Role.SUPERVISOR], world.now)
        cases.send(world["RU"].node, matter, world["RU"][Role.SPOC_DUTY], world.now)
        assert held(world["RU"].node, matter).folded.opener == RU


def test_lets_nobody_block_a_warning_that_is_not_issued():
    with at(danger_ordered) as (world, matter):
        slip_in(
            world, "RU", "alert.ack", matter, by=world["RU"][Role.SPOC_DUTY], follows=(joined(world, "RU"),)
        )
        assert deliver(world, "BE", envelopes(world, "RU")[-1]).code == "retargeted"
        issue(world, matter)
        assert states(world, matter) == ("ISSUED", "ISSUED")


@pytest.mark.parametrize("kind", ["request.withdraw", "request.send"])
def test_refuses_a_second_beginning_of_a_case(kind: str):
    with at(sent) as (world, matter):
        slip_in(world, "RU", kind, matter, by=world["RU"][Role.SPOC_DUTY], follows=())
        assert deliver(world, "BE", envelopes(world, "RU")[-1]).code == "retargeted"
        assert states(world, matter) == ("RECEIVED", "RECEIVED")


@pytest.mark.parametrize(
    "name",
    [
        "RU-BE-2019-000001 call this number",
        "RU-BE-see https://partner.example/",
        "RU-BE-2019-000001\nBcc: somebody@partner.example",
        "RU-BE-2019-1",
        "RU-BE-2019-0000001",
        "RU-BE-2019-\u0660\u0660\u0660\u0660\u0660\u0661",
        "RU-BE",
    ],
)
@pytest.mark.parametrize(("room", "kind"), [("case", "request.send"), ("alert", "alert.issue")])
def test_takes_in_no_name_that_says_more_than_states_year_and_number(
    world: World, room: str, kind: str, name: str
):
    slip_in(world, "RU", kind, MatterId(f"{room}/{name}"), by=world["RU"][Role.SPOC_DUTY])
    refused(world, envelopes(world, "RU")[-1], "retargeted", state="BE")


def test_refuses_an_act_that_follows_one_of_another_matter(asked: tuple[World, MatterId]):
    world, matter = asked
    follows = (*held(world["BE"].node, matter).folded.shared_heads, joined(world, "BE"))
    slip_in(world, "BE", "request.accept", matter, by=world["BE"][Role.SPOC_DUTY], follows=follows)
    refused(world, envelopes(world, "BE")[-1], "retargeted")


# ── held acts ───────────────────────────────────────────────────────────────────────────────────
def test_lets_go_of_a_held_act_that_turns_out_to_follow_another_matter(asked: tuple[World, MatterId]):
    world, matter = asked
    other = sent(world)
    elsewhere = slip_in(world, "BE", "request.accept", other, by=world["BE"][Role.SPOC_DUTY])
    act = slip_in(world, "BE", "request.accept", matter, by=world["BE"][Role.SPOC_DUTY], follows=(elsewhere,))
    first, second = envelopes(world, "BE")
    assert deliver(world, "RU", second).state == "held"
    assert deliver(world, "RU", first).state == "taken"
    ru = world["RU"].node
    assert (ru.store.read(lambda r: r.held(BE)), ru.store.read(lambda r: r.act(act))) == ((), None)
    recorded = held(ru, PAIR)
    assert recorded.headers[-1].marks == {"code": "retargeted"}
    assert open_act(ru, recorded.acts[-1]).content["act"] == act
    assert (states(world, other)[0], states(world, matter)[0]) == ("IN_PROGRESS", "RECEIVED")


def test_takes_in_a_long_chain_of_held_acts_without_going_deep(asked: tuple[World, MatterId]):
    world, matter = asked
    last: dict[str, object] = {}
    for _ in range(12):
        last = {"follows": (slip_in(world, "BE", "request.update", matter, **last),)}
    first, *later = envelopes(world, "BE")
    assert {deliver(world, "RU", data).state for data in later} == {"held"}
    depths: list[int] = []
    node, write = world["RU"].node, type(world["RU"].node.store).write

    def measured(fn):
        depths.append(len(inspect.stack(0)))
        return write(node.store, fn)

    watched = replace(node, store=Watched(node.store, measured))
    assert read_receipt(receive(watched, first, world.now), node.keys.signing.public).state == "taken"
    assert node.store.read(lambda r: r.held(BE)) == ()
    assert max(depths) - min(depths) <= 4  # the length of the chain would be 12


class Watched:
    """A store of which every write is looked at first."""

    def __init__(self, store, write) -> None:
        self.store, self.write = store, write

    def __getattr__(self, name: str):
        return getattr(self.store, name)


# ── instants, numbers, sizes ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("back", "code"),
    [
        (timedelta(minutes=10), ""),
        (timedelta(minutes=11), "out-of-order"),
        (timedelta(days=367), "out-of-order"),
    ],
)
def test_takes_no_act_that_is_older_than_those_it_follows(
    asked: tuple[World, MatterId], back: timedelta, code: str
):
    world, matter = asked
    slip_in(world, "BE", "request.update", matter, at=world.now - back)
    assert deliver(world, "RU", envelopes(world, "BE")[-1]).code == code


def test_takes_no_act_that_bears_another_time_than_its_envelope(asked: tuple[World, MatterId]):
    world, matter = asked
    at_first, hour = world.now, timedelta(hours=1)
    world.now += timedelta(days=400)
    slip_in(world, "BE", "request.accept", matter, by=world["BE"][Role.SPOC_DUTY], at=at_first)
    refused(world, envelopes(world, "BE")[-1], "out-of-order")
    slip_in(world, "BE", "request.accept", matter, by=world["BE"][Role.SPOC_DUTY])
    data = envelopes(world, "BE")[-1]
    for n, (issued, expires, code) in enumerate(
        [
            (-hour, hour, "out-of-order"),
            (hour, 2 * hour, "out-of-order"),
            (timedelta(0), timedelta(days=367), "malformed-message"),
        ]
    ):
        times = {"issued_at": world.now + issued, "expires_at": world.now + expires}
        refused(world, altered(world, "BE", data, id=f"{n:032d}", **times), code)


def test_answers_after_its_time_what_came_before_even_if_the_receipt_was_never_kept(
    asked: tuple[World, MatterId], monkeypatch: pytest.MonkeyPatch
):
    world, matter = asked
    (data,) = accepted(world, matter)

    def broken(*_: object) -> bytes:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("comity.acts.receive._give_receipts", broken)
        with pytest.raises(OSError):  # noqa: PT011 - the process dies here
            receive(world["RU"].node, data, world.now)
    world.now += timedelta(days=367)
    assert deliver(world, "RU", data).state == "taken"


def test_refuses_a_number_that_another_envelope_bears(asked: tuple[World, MatterId]):
    world, matter = asked
    (data,) = accepted(world, matter)

    def renumbered(inner):
        return replace(inner, seq=1)

    refused(world, altered(world, "BE", data, renumbered, id="ab" * 16, seq=1), "replayed")
    assert deliver(world, "RU", data).state == "taken"


def test_refuses_an_envelope_that_names_another_before_it(asked: tuple[World, MatterId]):
    world, matter = asked
    (data,) = accepted(world, matter)

    def elsewhere(inner):
        return replace(inner, prev="00" * 32)

    refused(world, altered(world, "BE", data, elsewhere, prev="00" * 32), "replayed")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"authority": "RU/SPOC"}, "retargeted"),
        ({"authority": "BE/NOBODY"}, "malformed-message"),
        ({"authority": "BE"}, "malformed-message"),
        ({"marks": {f"m{n}": "" for n in range(33)}}, "malformed-message"),
        ({"marks": {"m": "x" * 4096}}, "malformed-message"),
        ({"follows": tuple(ActId(f"{n:064x}") for n in range(65))}, "malformed-message"),
    ],
)
def test_refuses_a_header_that_no_node_writes(asked: tuple[World, MatterId], header, code: str):
    world, matter = asked
    slip_in(world, "BE", "request.update", matter, **header)
    refused(world, envelopes(world, "BE")[-1], code)


def test_refuses_an_act_in_a_role_that_the_authority_does_not_have(asked: tuple[World, MatterId]):
    """However well the court certified the duty desk that it does not have."""
    world, matter = asked
    slip_in(world, "BE", "request.accept", matter, by=at_the_court(world))
    refused(world, envelopes(world, "BE")[-1], "wrong-seat")


def at_the_court(world: World) -> Hand:
    return misplaced(world["BE"], Role.SPOC_DUTY, "BE/COURT/brussels", world.now)


@pytest.mark.parametrize("name", ["unjoined", "gaps"])
def test_reads_no_receipt_that_counts_beyond_measure(asked: tuple[World, MatterId], name: str):
    world, matter = asked
    key = world["RU"].node.keys.signing
    receipt = deliver(world, "RU", accepted(world, matter)[0])
    assert read_receipt(sign_receipt(replace(receipt, **{name: tuple(range(64))}), key), key.public)
    with pytest.raises(MalformedMessage):
        read_receipt(sign_receipt(replace(receipt, **{name: tuple(range(65))}), key), key.public)


def test_receipts_signed_together_stand_alone_and_lend_their_signature_to_no_other(
    asked: tuple[World, MatterId],
):
    world, matter = asked
    key = world["RU"].node.keys.signing
    taken = deliver(world, "RU", accepted(world, matter)[0])
    refused = replace(taken, state="refused", code="replayed")
    first, second = sign_receipts([taken, refused], key)
    assert (read_receipt(first, key.public), read_receipt(second, key.public)) == (taken, refused)
    with pytest.raises(SignatureInvalid):  # one that was not signed, under the signature of those that were
        read_receipt(
            encode(decode(first) | {"statement": b64(replace(taken, state="held").statement())}), key.public
        )
    other = replace(taken, state="held")
    listed = [*decode(first)["signed"], digest_hex(other.statement())]
    with pytest.raises(SignatureInvalid):  # named in the list, which then is another than was signed
        read_receipt(
            encode(decode(first) | {"statement": b64(other.statement()), "signed": listed}), key.public
        )


def test_a_signature_found_good_counts_for_its_own_list_alone(asked: tuple[World, MatterId]):
    world, matter = asked
    key, stranger = world["RU"].node.keys.signing, world["BE"].node.keys.signing
    receipt, proved = deliver(world, "RU", accepted(world, matter)[0]), set[tuple[bytes, Signature]]()
    with pytest.raises(SignatureInvalid):
        read_receipt(sign_receipt(receipt, stranger), key.public, proved)
    assert proved == set()
    assert read_receipt(sign_receipt(receipt, key), key.public, proved) == receipt
    other = decode(sign_receipt(replace(receipt, state="held"), stranger))
    with pytest.raises(SignatureInvalid):
        read_receipt(
            encode(other | {"signature": decode(sign_receipt(receipt, key))["signature"]}), key.public, proved
        )


def test_at_most_as_many_receipts_share_a_signature_as_envelopes_come_together(
    asked: tuple[World, MatterId],
):
    world, matter = asked
    key = world["RU"].node.keys.signing
    receipt = deliver(world, "RU", accepted(world, matter)[0])
    many = [replace(receipt, cosigned=number) for number in range(65)]
    assert read_receipt(sign_receipts(many[:64], key)[63], key.public) == many[63]
    with pytest.raises(MalformedMessage):
        read_receipt(sign_receipts(many, key)[64], key.public)
