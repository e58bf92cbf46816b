"""A partner's node of a test world that does what an honest one never does, and a look at who refuses it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from comity.acts.commit import open_act
from comity.acts.partners import matter_of, partner
from comity.acts.ports import ActId, OutboxRow
from comity.acts.receive import receive
from comity.acts.signing import Hand
from comity.acts.wire import Inner, Receipt, read_inner, read_receipt
from comity.courier.courier import Transport
from comity.courier.pack import pack
from comity.demo.simulate.forging import Forgery, Signed, honest, utter
from comity.demo.world import Place, World
from comity.model.parties import Authority, StateCode
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.model.requests import Basis, MatterId
from comity.seal import envelope
from comity.seal.certificates import CertificateKind, Holder, issue
from comity.seal.envelope import check_outer, open_envelope
from comity.seal.keys import KeySet
from stories.exchange import AGREEMENT, held

BASIS = Basis(instrument=AGREEMENT, version="1", article="art. 4")
OTHER = {"RU": "BE", "BE": "RU"}
PAIR = matter_of(StateCode("RU"), StateCode("BE"))


def misplaced(place: Place, role: Role, seat: str, now: datetime) -> Hand:
    """Have an authority certify somebody in a role that it does not have; nobody accredits them."""
    keys, state = KeySet.generate(), place.node.state
    person = PersonInRole(
        pseudonym=Pseudonym(f"{state.lower()}-misplaced"), role=role, authority=Authority.parse(seat)
    )
    holder = Holder(
        state=state, kind=CertificateKind.PERSON, name=person.pseudonym, authority=seat, role=role
    )
    certificate = issue(
        holder,
        keys.signing.public,
        keys.sealing.public,
        issuer=place.foundation.seats[seat].signing,
        serial="00",
        valid_from=now,
        valid_until=now + timedelta(days=30),
    )
    return Hand(person=person, chain=(certificate, place.foundation.certificates[seat]), keys=keys)


def slip_in(
    world: World,
    sender: str,
    kind: str,
    matter: MatterId,
    *,
    by: Hand | None = None,
    body: Mapping[str, Any] | None = None,
    without_body: bool = False,
    kind_named: str = "",
    signed: Signed = honest,
    **header: Any,
) -> ActId:
    """Write an act into a state's own log and outbox that no desk of it would have let through."""
    node, other = world[sender].node, StateCode(OTHER[sender])
    words = {"basis": BASIS if node.catalogue.kinds[kind].basis else None, "kind": kind_named or kind}
    forged = Forgery(
        kind=kind,
        matter=matter,
        by=by,
        body=body or {},
        header=words | header,
        signed=signed,
        without_body=without_body,
    )
    return utter(node, other, forged, world.now)


def outbox(world: World, state: str) -> tuple[OutboxRow, ...]:
    return world[state].node.store.read(lambda r: r.outbox(StateCode(OTHER[state])))


def envelopes(world: World, state: str) -> list[bytes]:
    """Pack what lies in a state's outbox, in its order, and send nothing."""
    node = world[state].node
    peer = node.store.read(lambda r: partner(r, StateCode(OTHER[state])))
    return [pack(node, row, peer, world.now) for row in outbox(world, state)]


def deliver(world: World, state: str, data: bytes) -> Receipt:
    """Hand an envelope to a state's door and read the receipt."""
    node = world[state].node
    return read_receipt(receive(node, data, world.now), node.keys.signing.public)


def one_by_one(door: Callable[[bytes, datetime], bytes]) -> Transport:
    """Make a line of a door that answers one envelope."""
    return lambda data, now: [door(envelope, now) for envelope in data]


def altered(
    world: World,
    state: str,
    data: bytes,
    change: Callable[[Inner], Inner] = lambda inner: inner,
    **header: Any,
) -> bytes:
    """Open an envelope of a state, as only the recipient can, change it, and seal and sign it again."""
    sender, recipient = world[state].node, world[OTHER[state]].node
    outer = check_outer(
        data,
        sender=sender.state,
        sender_key=sender.keys.signing.public,
        recipient=recipient.state,
        now=world.now,
    )
    inner = change(read_inner(open_envelope(outer, recipient.keys.sealing)))
    return envelope.make(
        inner.to_bytes(),
        replace(outer.header, **header),
        to=recipient.keys.sealing.public,
        signer=sender.keys.signing,
    )


def refused(world: World, data: bytes, code: str, state: str = "RU") -> None:
    """Check that an envelope is refused with a code: receipted, recorded, and nothing let in."""
    node = world[state].node
    before = node.store.read(
        lambda r: (r.head("pair/BE" if state == "RU" else "pair/RU"), r.matters("case/"))
    )
    receipt = deliver(world, state, data)
    assert (receipt.state, receipt.code, receipt.head, receipt.cosignature) == ("refused", code, None, b"")
    after = node.store.read(lambda r: (r.head("pair/BE" if state == "RU" else "pair/RU"), r.matters("case/")))
    assert after == before
    recorded = held(node, PAIR)
    assert recorded.acts[-1].kind == "envelope.refuse"
    assert recorded.headers[-1].marks == {"code": code}
    body = open_act(node, recorded.acts[-1]).content
    assert (body["code"], body["digest"], body["envelope"]) == (code, receipt.digest, receipt.envelope)
