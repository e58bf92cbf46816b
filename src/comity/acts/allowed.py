"""Who may do an act: roles, accreditation, two-person rules, liaison rules (domain.md 2.2, 2.3).

One table in the catalogue holds the rules; this room checks them, and every desk calls it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from comity.acts.act import Header
from comity.acts.fold import Folded, side_of
from comity.acts.signing import Hand
from comity.errors import (
    AccreditationExpired,
    CertificateInvalid,
    LiaisonMayNotDecide,
    NotProposed,
    OutOfOrder,
    RequesterMayNotAuthorise,
    SamePersonTwice,
    WrongRole,
    WrongSeat,
)
from comity.law.kinds import SAME, Catalogue, Kind, TwoPerson
from comity.model.parties import AuthorityKind, StateCode
from comity.model.people import LIAISON, PersonInRole, Pseudonym, Role
from comity.model.requests import MatterId
from comity.seal.certificates import verify_chain
from comity.seal.keys import VerifyingKey

AUTHORISING = frozenset(
    {
        "order.grant",
        "order.refuse",
        "transfer.authorise",
        "special.authorise",
        "assurance.accept",
        "danger.order",
        "urgency.review",
        "urgency.inspect",
        "reply.full",
        "reply.partial",
    }
)
"""Acts by which somebody authorises; whoever asked in the case never does one (domain.md 2.3)."""

ASKING = frozenset({"request.draft", "request.approve", "request.send", "request.supplement", "alert.draft"})
"""Acts by which somebody asks."""

APPROVED_BY_ANOTHER = {"request.approve": "request.draft", "alert.approve": "alert.draft"}
"""Acts that check a draft, and the act that made it: never one person's (design.md section 4)."""


def room_of(matter: MatterId) -> str:
    """Return the room of a matter, such as `case` or `alert`."""
    return matter.partition("/")[0]


def account_of(pseudonym: Pseudonym) -> MatterId:
    """Name the account of a person, in all their roles."""
    return MatterId(f"account/{pseudonym}")


def check_role(kind: Kind, role: Role | None) -> None:
    """Check the role of an act's author against the catalogue.

    Raises: WrongRole; LiaisonMayNotDecide (L2, L5).
    """
    if role in LIAISON and kind.decides:
        raise LiaisonMayNotDecide(
            f"A liaison may not do '{kind.name}' (L2, L5). Ask the competent authority to do it."
        )
    if role is None and not kind.by_node:
        raise WrongRole(
            f"'{kind.name}' is an act of a person ({_roles(kind.roles)}), not of the node. Use --as."
        )
    if role is not None and role not in kind.roles:
        raise WrongRole(f"'{kind.name}' asks for {_roles(kind.roles)}; the role given is {role}. Ask them.")


def check_seat(catalogue: Catalogue, role: Role | None, kind: AuthorityKind) -> None:
    """Check that a role is one that an authority of this kind has (domain.md 2.1); a node has none.

    Raises: WrongSeat.
    """
    if role is not None and not catalogue.may_sit(role, kind):
        at = " or ".join(sorted(catalogue.seats.get(role, ()))) or "no authority"
        raise WrongSeat(f"{role} is a role at {at}, not at {kind}; that authority's key makes nobody so.")


def check_reads(by: Hand | None, roles: frozenset[Role], what: str) -> None:
    """Check that a role has business with what a desk shows; at the node's own machine nobody is asked.

    Raises: WrongRole.
    """
    if by is not None and by.person.role not in roles:
        raise WrongRole(f"{what} are shown to {_roles(roles)}; the role given is {by.person.role}. Ask them.")


def check_side(kind: Kind, state: StateCode, opener: StateCode | None, matter: MatterId) -> None:
    """Check that this side of the matter does such an act.

    Raises: OutOfOrder.
    """
    side = kind.side_in(room_of(matter))
    if side not in ("either", side_of(state, opener)):
        raise OutOfOrder(
            f"'{kind.name}' is done by the {side} side of the case, not by {state}. Wait for the partner."
        )


def check_room(catalogue: Catalogue, kind: Kind, matter: MatterId) -> None:
    """Check that an act that moves a matter belongs to its lifecycle.

    Raises: OutOfOrder.
    """
    room = catalogue.lifecycles[kind.lifecycle].matter
    if any(move.to != SAME for move in kind.moves) and not kind.belongs_in(room_of(matter), room):
        raise OutOfOrder(f"'{kind.name}' is no act of {matter}; it belongs to a {room}.")


def check_hand(kind: Kind, by: Hand, roots: Mapping[StateCode, VerifyingKey], now: datetime) -> None:
    """Check that the key at hand was certified for just this person in role, up to the state's root.

    Raises: CertificateInvalid and its branches, AccreditationExpired (L1).
    """
    person, holder = by.person, by.certificate.holder
    check_accredited(by.certificate.valid_from, by.certificate.valid_until, now)
    named = (holder.name, holder.role, holder.authority)
    if named != (person.pseudonym, person.role, person.authority.code) or holder.state not in roots:
        raise CertificateInvalid("The certificate at hand is another person's, role's or state's.")
    if not kind.personal:
        return
    if by.keys is not None and by.keys.signing.id != by.certificate.signing.id:
        raise CertificateInvalid("The key at hand is not the one that was certified. Unlock the right key.")
    verify_chain(by.certificate, by.chain[1:], roots, now)


def check_accredited(valid_from: datetime, valid_until: datetime, at: datetime) -> None:
    """Check that a role is held at an instant (L1).

    Raises: AccreditationExpired.
    """
    if not valid_from <= at <= valid_until:
        raise AccreditationExpired(
            f"The accreditation runs from {valid_from:%Y-%m-%d} to {valid_until:%Y-%m-%d} and does not cover "
            f"{at:%Y-%m-%d} (L1). Ask the accreditation officer to renew it: `comity people add`."
        )


def check_second(rule: TwoPerson, first: Header | None, checker: PersonInRole, what: str) -> None:
    """Check the second half of a two-person act against the first.

    `what` is the digest of what is decided; both halves must name the same.

    Raises: NotProposed if the first half is missing or about something else; SamePersonTwice; WrongRole.
    """
    if first is None or first.marks.get("what") != what:
        raise NotProposed(
            f"{rule.id}: '{rule.second}' needs '{rule.first}' on the same content first, "
            f"by {_roles(rule.maker)}."
        )
    if first.author == checker.pseudonym:
        raise SamePersonTwice(
            f"{rule.id}: maker and checker must be two persons. Ask a second person to do it."
        )
    if first.role not in rule.maker:
        raise WrongRole(f"{rule.id}: '{rule.first}' is for {_roles(rule.maker)}.")
    if checker.role not in rule.checker:
        raise WrongRole(f"{rule.id}: '{rule.second}' is for {_roles(rule.checker)}.")


def check_not_requester(kind: str, author: Pseudonym, state: StateCode, before: Iterable[Header]) -> None:
    """Check that nobody authorises in a case in which they asked.

    Raises: RequesterMayNotAuthorise.
    """
    if kind not in AUTHORISING:
        return
    if any(h.kind in ASKING and h.author == author and h.state == state for h in before):
        raise RequesterMayNotAuthorise(
            f"Who asked in a case never authorises in it; '{kind}' must be done by somebody else."
        )


def check_not_own(kind: str, author: Pseudonym, matter: MatterId) -> None:
    """Check that nobody accredits themselves, in whatever role.

    Raises: SamePersonTwice.
    """
    if kind == "person.accredit" and matter == account_of(author):
        raise SamePersonTwice(
            "Nobody accredits themselves, in whatever role. Have another accreditation officer, or the data "
            "protection officer, do it."
        )


def check_maker(kind: str, author: Pseudonym, before: Iterable[Header]) -> None:
    """Check that nobody approves what they drafted themselves, in whatever role.

    Raises: SamePersonTwice.
    """
    made = [h for h in before if h.kind == APPROVED_BY_ANOTHER.get(kind)]
    if made and made[-1].author == author:
        raise SamePersonTwice(f"Who drafted never approves; '{kind}' must be done by a second person.")


def is_assigned(person: PersonInRole, before: Iterable[Header]) -> bool:
    """Tell whether a person may see a matter: a liaison only what was assigned to them (L5)."""
    if person.role not in LIAISON:
        return True
    return any(h.kind == "case.assign" and h.marks.get("to") == person.pseudonym for h in before)


def check_assigned(person: PersonInRole, before: Iterable[Header], matter: str = "") -> None:
    """Check that a liaison sees assigned cases only (L5), and of accounts their own.

    Raises: LiaisonMayNotDecide.
    """
    if matter != account_of(person.pseudonym) and not is_assigned(person, before):
        raise LiaisonMayNotDecide(
            "A liaison sees assigned cases only (L5). Ask a supervisor to assign the case."
        )


def check_move(kind: Kind, folded: Folded, fits: bool) -> None:
    """Check that the act fits the matter as it stands here.

    Raises: NotProposed where it completes what a first person proposed, and nothing waits; OutOfOrder.
    """
    state = (folded.shared if kind.shared else folded.own) or "not begun"
    if not fits and not kind.shared and all(move.start == {"PROPOSED"} for move in kind.moves):
        raise NotProposed(f"'{kind.name}' needs what a first person proposed, and nothing waits here.")
    if not fits:
        raise OutOfOrder(f"'{kind.name}' does not fit: the matter is {state}.")
    if kind.needs_own and folded.own not in kind.needs_own:
        raise OutOfOrder(
            f"'{kind.name}' needs the matter to be {' or '.join(sorted(kind.needs_own))} here; "
            f"it is {folded.own or 'not begun'}."
        )


def first_half(
    catalogue: Catalogue, kind: str, before: Iterable[Header]
) -> tuple[TwoPerson, Header | None] | None:
    """Find the two-person rule that an act completes, and the latest first half in order of commit."""
    rule = catalogue.rule_for_second(kind)
    if rule is None:
        return None
    halves = [h for h in before if h.kind == rule.first]
    return rule, halves[-1] if halves else None


def _roles(roles: Iterable[Role]) -> str:
    return " or ".join(sorted(roles))
