"""The roster: who stands for a role when, with deputies, and by which ways each of them is called.

Both are own acts. A watch is never changed: a later one counts where they overlap. Addresses are personal
data of staff: they stand in the body alone, and a new one erases the one before.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from comity.acts.act import Act, Header, read_header
from comity.acts.allowed import account_of
from comity.acts.commit import Deed, open_act, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, StoredAct, Tx
from comity.acts.roster import Accreditation, accreditations
from comity.acts.signing import Hand
from comity.errors import AccreditationExpired, BadInput, Erased, NotAllowed, UnknownPerson
from comity.model.duty import Contact, Watch, Way
from comity.model.parties import Authority
from comity.model.people import PersonInRole, Pseudonym, Role
from comity.model.requests import MatterId
from comity.seal.canonical import read_instant, write_instant

MOST_PEOPLE = 32
MOST_WAYS = 4
LONGEST_ADDRESS = 254

_ADDRESS = {
    Way.SMTP: re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"),
    Way.WEBHOOK: re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*)?"),
}
"""What an address may look like: no white space, no credentials, nothing that could end a header."""


def set_watch(node: Node, watch: Watch, by: Hand, now: datetime) -> Act:
    """Set who stands for a role at the setter's own authority, by their own signature.

    Raises: NotAllowed for another authority; AccreditationExpired where somebody does not hold the role for
        all of that time (L1); UnknownPerson, BadInput; what `perform` raises.
    """
    if watch.authority != by.person.authority:
        raise NotAllowed(f"The roster of {watch.authority.code} is set by people of {watch.authority.code}.")
    if watch.ends_at <= watch.starts_at or watch.ends_at <= now:
        raise BadInput("The watch ends before it begins, or is over already. Give it another end.")
    if len(set(watch.people)) != len(watch.people) or len(watch.people) > MOST_PEOPLE:
        raise BadInput(f"A watch names each person once, and at most {MOST_PEOPLE}.")
    for pseudonym in watch.people:
        person = PersonInRole(pseudonym=pseudonym, role=watch.role, authority=watch.authority)
        held = node.store.read(lambda r, p=person: _held(r, p))  # type: ignore[misc]
        _check_accredited(watch, person, held, now)
    marks = {
        "role": watch.role,
        "starts": write_instant(watch.starts_at),
        "ends": write_instant(watch.ends_at),
    }
    deed = Deed(
        kind="roster.set",
        matter=roster_of(watch.authority),
        by=by,
        body={"people": list(watch.people)},
        marks=marks,
    )
    return perform(node, deed, now)


def _held(reading: Reading, person: PersonInRole) -> Accreditation | None:
    return next((a for a in accreditations(reading, person.pseudonym) if a.person == person), None)


def _check_accredited(watch: Watch, person: PersonInRole, held: Accreditation | None, now: datetime) -> None:
    who, where = person.pseudonym, watch.authority.code
    if held is None:
        raise UnknownPerson(f"'{who}' is no {watch.role} of {where}. See `comity people list`.")
    if not (held.is_valid(max(now, watch.starts_at)) and held.is_valid(watch.ends_at)):
        raise AccreditationExpired(
            f"'{who}' does not hold the role for all of that watch (L1). Shorten it, or have the "
            "accreditation renewed first."
        )


def roster_of(authority: Authority) -> MatterId:
    """Name the matter in which an authority's watches stand."""
    return MatterId(f"duty/{authority.code}")


def watches(node: Node, reading: Reading, authority: Authority, role: Role) -> Iterator[Watch]:
    """Yield the watches of a role at an authority, newest first; the first that covers an instant counts."""
    for stored in reversed(reading.acts_of(roster_of(authority))):
        header = read_header(stored.statement)
        if stored.kind == "roster.set" and header.marks["role"] == role:
            yield _watch(node, stored, header, authority)


def _watch(node: Node, stored: StoredAct, header: Header, authority: Authority) -> Watch:
    try:
        named = open_act(node, stored).content["people"]
    except Erased:
        named = []
    return Watch(
        authority=authority,
        role=Role(header.marks["role"]),
        starts_at=read_instant(header.marks["starts"]),
        ends_at=read_instant(header.marks["ends"]),
        people=tuple(map(Pseudonym, named)),
    )


def coming(node: Node, now: datetime) -> tuple[Watch, ...]:
    """Return every watch that is not over, by authority and role, the newest first."""

    def read(reading: Reading) -> tuple[Watch, ...]:
        found = (w for a in seats(node) for role in Role for w in watches(node, reading, a, role))
        return tuple(w for w in found if w.ends_at > now)

    return node.store.read(read)


def seats(node: Node) -> tuple[Authority, ...]:
    """Return this node's authorities, the single point of contact first."""
    return tuple(Authority.parse(a.holder.authority) for a in node.self_image.authorities)


def ladder(node: Node, roles: Iterable[Role], at: datetime) -> tuple[PersonInRole, ...]:
    """Return who is to be called at an instant, in order: on the roster, and accredited then (L1).

    Roles in the order given, authorities the point of contact first, each person once.
    """

    def read(reading: Reading) -> tuple[PersonInRole, ...]:
        valid = {a.person for a in accreditations(reading) if a.is_valid(at)}
        found: dict[Pseudonym, PersonInRole] = {}
        for role in roles:
            for authority in seats(node):
                for person in _standing(node, reading, authority, role, at):
                    if person in valid:
                        found.setdefault(person.pseudonym, person)
        return tuple(found.values())

    return node.store.read(read)


def _standing(
    node: Node, reading: Reading, authority: Authority, role: Role, at: datetime
) -> tuple[PersonInRole, ...]:
    now = next((w for w in watches(node, reading, authority, role) if w.covers(at)), None)
    named = () if now is None else now.people
    return tuple(PersonInRole(pseudonym=p, role=role, authority=authority) for p in named)


# ── contacts ────────────────────────────────────────────────────────────────────────────────────
def set_contact(
    node: Node, pseudonym: Pseudonym, contacts: tuple[Contact, ...], by: Hand, now: datetime
) -> Act:
    """Set by which ways a person is called, as that person or as the operator; none is an answer too.

    The addresses set before are erased in the same commit.

    Raises: NotAllowed, UnknownPerson, BadInput; what `perform` raises.
    """
    if by.person.pseudonym != pseudonym and by.person.role is not Role.SYSADMIN:
        raise NotAllowed("Only the person, or the operator, says how somebody is called.")
    if not node.store.read(lambda r: any(a.is_valid(now) for a in accreditations(r, pseudonym))):
        raise UnknownPerson(f"'{pseudonym}' is not accredited here. See `comity people list`.")
    for contact in contacts:
        _check_address(contact)
    if len(contacts) > MOST_WAYS:
        raise BadInput(f"A person is called by at most {MOST_WAYS} ways.")
    before = node.store.read(lambda r: _contact_acts(r, pseudonym))

    def also(tx: Tx, _: Act) -> None:
        for act in before:
            tx.erase(act.id)

    deed = Deed(
        kind="contact.set",
        matter=account_of(pseudonym),
        by=by,
        body={"contacts": [to_plain(c) for c in contacts]},
        marks={"ways": " ".join(sorted({c.way for c in contacts}))},
        also=also,
    )
    return perform(node, deed, now)


def _check_address(contact: Contact) -> None:
    if len(contact.to) > LONGEST_ADDRESS or not _ADDRESS[contact.way].fullmatch(contact.to):
        looks = {Way.SMTP: "name@host", Way.WEBHOOK: "https://host/path, without name or fragment"}
        raise BadInput(f"That is no address for {contact.way}. It looks like {looks[contact.way]}.")


def contacts_of(node: Node, pseudonym: Pseudonym) -> tuple[Contact, ...]:
    """Return the ways to a person by which this node can send; none where the account was erased."""
    stored = node.store.read(lambda r: _contact_acts(r, pseudonym))
    try:
        told = open_act(node, stored[-1]).content["contacts"] if stored else []
    except Erased:
        told = []
    return tuple(c for c in (from_plain(Contact, plain) for plain in told) if node.ways.can_reach(c))


def _contact_acts(reading: Reading, pseudonym: Pseudonym) -> tuple[StoredAct, ...]:
    acts = reading.acts_of(account_of(pseudonym))
    return tuple(a for a in acts if a.kind == "contact.set" and a.content is not None)
