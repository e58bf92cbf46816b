"""What arrives is taken in once, in any order; what must not come in is refused, recorded and receipted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from acts.forgery import PAIR, altered, deliver, envelopes, outbox, refused, slip_in
from comity.acts.commit import Deed, open_act, perform
from comity.acts.receive import receive
from comity.acts.signing import Hand
from comity.demo.simulate.forging import (
    Signed,
    false_judge,
    garbage,
    judge_by_authority,
    judge_by_node,
    signed_by,
    unsigned,
)
from comity.demo.world import World, engage
from comity.errors import SignatureInvalid, Truncated, UnknownPartner
from comity.exchange import answers
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from stories.exchange import (
    RU,
    at,
    held,
    own_kinds,
    sent,
    shared_kinds,
    states,
)


@pytest.fixture
def asked() -> Iterator[tuple[World, MatterId]]:
    """Give a request of RU that BE has acknowledged."""
    with at(sent) as found:
        yield found


# ── acts that a partner must not send ───────────────────────────────────────────────────────────
def duty(world: World) -> Hand:
    return world["BE"][Role.SPOC_DUTY]


def supervisors(world: World) -> Signed:
    return signed_by(world["BE"][Role.SUPERVISOR])


def judge_by_root(world: World) -> Hand:
    return false_judge(world["BE"], world["BE"].foundation.root, (), world.now)


NEW = MatterId("case/BE-RU-2019-000001")
ATTACKS = {
    "an own act: the law it should run under": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "law.activate", MatterId("law/node"), follows=()),
    ),
    "an own act in a shared case": ("retargeted", lambda w, m: slip_in(w, "BE", "order.grant", m)),
    "an own act of the pair": ("retargeted", lambda w, m: slip_in(w, "BE", "partner.propose", PAIR)),
    "an act of another kind of matter": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "request.accept", PAIR, by=duty(w)),
    ),
    "an act that the catalogue does not know": (
        "unknown-kind",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), kind_named="request.teleport"),
    ),
    "an act made for another state": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), to=StateCode("VN")),
    ),
    "an act in the name of the recipient": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), state=RU),
    ),
    "an act in a case with another state": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "reply.none", MatterId("case/VN-RU-2019-000001"), by=duty(w)),
    ),
    "an act that begins a case in the recipient's name": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "request.ack", MatterId("case/RU-BE-2019-999999")),
    ),
    "an act beside the first of the recipient's case": (
        "retargeted",
        lambda w, m: slip_in(w, "BE", "request.ack", m, follows=()),
    ),
    "a forged signature of the person": (
        "signature-invalid",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), signed=garbage),
    ),
    "no signature of the person": (
        "personal-signature-missing",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), signed=unsigned),
    ),
    "the signature of another person": (
        "certificate-invalid",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), signed=supervisors(w)),
    ),
    "a role that does not do this": (
        "wrong-role",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=w["BE"][Role.SUPERVISOR]),
    ),
    "a person where the node acts": (
        "wrong-role",
        lambda w, m: slip_in(w, "BE", "request.update", m, by=duty(w)),
    ),
    "the node where a person acts": (
        "wrong-role",
        lambda w, m: slip_in(w, "RU", "release.feedback", m),
    ),
    "a liaison who decides": (
        "liaison-may-not-decide",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=w["BE"][Role.LIAISON_OFFICER]),
    ),
    "a judge certified by the node": (
        "judge-key-not-certified-by-court",
        lambda w, m: slip_in(w, "BE", "release.recall", m, by=judge_by_node(w["BE"], w.now)),
    ),
    "a judge certified by an authority": (
        "judge-key-not-certified-by-court",
        lambda w, m: slip_in(w, "BE", "release.recall", m, by=judge_by_authority(w["BE"], w.now)),
    ),
    "a judge certified by the root": (
        "judge-key-not-certified-by-court",
        lambda w, m: slip_in(w, "BE", "release.recall", m, by=judge_by_root(w)),
    ),
    "a person whose accreditation ended": (
        "accreditation-expired",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=expired(w)),
    ),
    "an instant still to come": (
        "out-of-order",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), at=w.now + timedelta(hours=1)),
    ),
    "an act without its content": (
        "malformed-message",
        lambda w, m: slip_in(w, "BE", "request.accept", m, by=duty(w), without_body=True),
    ),
    "a reply that names no article": (
        "malformed-message",
        lambda w, m: slip_in(w, "BE", "reply.full", m, by=duty(w), basis=None),
    ),
    "a release without packages and orders": (
        "malformed-message",
        lambda w, m: slip_in(w, "BE", "reply.full", m, by=duty(w), body={"orders": 7}),
    ),
    "a release whose orders are none": (
        "order-required",
        lambda w, m: slip_in(w, "BE", "reply.full", m, by=duty(w), body={"orders": []}),
    ),
    "a request that nobody can read": (
        "malformed-message",
        lambda w, m: slip_in(w, "BE", "request.send", NEW, by=duty(w), body={"request": {"type": "T99"}}),
    ),
    "a request without a request": (
        "malformed-message",
        lambda w, m: slip_in(w, "BE", "request.send", NEW, by=duty(w), body={}),
    ),
    "a warning without content": (
        "malformed-message",
        lambda w, m: slip_in(w, "BE", "alert.issue", MatterId("alert/BE-RU-2019-000001"), by=duty(w)),
    ),
    "keys that the fingerprint does not cover": (
        "certificate-invalid",
        lambda w, m: slip_in(w, "BE", "partner.join", PAIR, by=duty(w), body={"fingerprint": "0000"}),
    ),
}


def expired(world: World) -> Hand:
    hand = engage(world["BE"], Role.SPOC_DUTY, "BE/SPOC", world.now, name="be-short", days=1)
    world.now += timedelta(days=2)
    return hand


@pytest.mark.source("C0-7", "C4-17")
@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_refuses_what_no_partner_may_send(asked: tuple[World, MatterId], attack: str):
    world, matter = asked
    code, mount = ATTACKS[attack]
    mount(world, matter)
    sender = "RU" if outbox(world, "RU") else "BE"
    (data,) = envelopes(world, sender)
    refused(world, data, code, "BE" if sender == "RU" else "RU")


def test_tells_the_senders_desk_what_was_refused(asked: tuple[World, MatterId]):
    world, matter = asked
    act = slip_in(world, "BE", "order.grant", matter)
    assert world.carry().problems == ("RU:retargeted",)
    assert outbox(world, "BE") == ()
    be = held(world["BE"].node, PAIR)
    assert (be.acts[-1].kind, be.headers[-1].marks) == ("delivery.refuse", {"act": act, "code": "retargeted"})
    assert states(world, matter) == ("RECEIVED", "RECEIVED")


# ── envelopes ───────────────────────────────────────────────────────────────────────────────────
def one(world: World, matter: MatterId) -> bytes:
    """Pack BE's acceptance, and send nothing."""
    answers.accept(world["BE"].node, matter, duty(world), world.now)
    (data,) = envelopes(world, "BE")
    return data


def test_answers_the_same_bytes_with_the_same_receipt(asked: tuple[World, MatterId]):
    world, matter = asked
    data = one(world, matter)
    first = receive(world["RU"].node, data, world.now)
    world.now += timedelta(days=3)
    assert receive(world["RU"].node, data, world.now) == first
    assert shared_kinds(world["RU"].node, matter) == ["request.send", "request.ack", "request.accept"]


def test_refuses_other_bytes_under_an_id_that_came(asked: tuple[World, MatterId]):
    world, matter = asked
    data = one(world, matter)
    first = receive(world["RU"].node, data, world.now)
    refused(world, altered(world, "BE", data), "replayed")
    assert receive(world["RU"].node, data, world.now) == first


def test_keeps_the_first_bytes_of_an_id_while_they_wait_for_their_receipt(asked: tuple[World, MatterId]):
    world, matter = asked
    answers.accept(world["BE"].node, matter, duty(world), world.now)
    perform(world["BE"].node, Deed(kind="request.update", matter=matter), world.now)
    first, second = envelopes(world, "BE")
    assert deliver(world, "RU", second).state == "held"
    refused(world, altered(world, "BE", second), "replayed")
    assert [deliver(world, "RU", d).state for d in (first, second)] == ["taken", "taken"]


def test_refuses_another_number_inside_than_outside(asked: tuple[World, MatterId]):
    world, matter = asked
    data = one(world, matter)
    refused(world, altered(world, "BE", data, seq=77), "retargeted")


def test_refuses_an_act_that_does_not_stand_in_the_log_it_shows(asked: tuple[World, MatterId]):
    world, matter = asked
    data = one(world, matter)

    def moved(inner):
        return replace(inner, head=replace(inner.head, index=inner.head.index - 1))

    refused(world, altered(world, "BE", data, moved), "inclusion-invalid")


def test_refuses_an_envelope_after_its_time_unless_it_came_before(asked: tuple[World, MatterId]):
    world, matter = asked
    data = one(world, matter)
    perform(world["BE"].node, Deed(kind="request.update", matter=matter), world.now)
    late = envelopes(world, "BE")[1]
    receipt = receive(world["RU"].node, data, world.now)
    world.now += timedelta(days=366, seconds=1)
    refused(world, late, "replayed")
    assert receive(world["RU"].node, data, world.now) == receipt


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda data: data[:-1], Truncated),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), SignatureInvalid),
        (lambda data: data.replace(b'"from":"BE"', b'"from":"VN"'), UnknownPartner),
    ],
)
def test_turns_away_at_the_door_what_no_partner_signed(asked: tuple[World, MatterId], spoil, error):
    world, matter = asked
    data = one(world, matter)
    with pytest.raises(error):
        receive(world["RU"].node, spoil(data), world.now)
    assert "envelope.refuse" not in own_kinds(world["RU"].node, PAIR)


@pytest.mark.source("C4-17")
def test_lets_no_partner_reach_into_a_case_with_another():
    with at(sent) as (world, _):
        be = world["BE"].node
        named = MatterId("case/VN-BE-2019-000001")
        slip_in(world, "RU", "request.ack", named, follows=())
        (data,) = envelopes(world, "RU")
        refused(world, data, "retargeted", "BE")
        assert be.store.read(lambda r: r.matter(named)) is None


def test_records_every_refusal_without_a_word_of_the_content(asked: tuple[World, MatterId]):
    world, matter = asked
    slip_in(world, "BE", "request.accept", matter, by=duty(world), signed=garbage, body={"name": "Velin"})
    world.carry()
    body = open_act(world["RU"].node, held(world["RU"].node, PAIR).acts[-1]).content
    assert sorted(body) == ["code", "digest", "envelope", "what"]
    assert "Velin" not in str(body)
