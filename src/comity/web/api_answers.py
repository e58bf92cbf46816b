"""What the API answers beside the views and outcomes of the desks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from comity.exchange.ledgers import Checked
from comity.exchange.lookups import Looked
from comity.exchange.notices import OpenCall
from comity.exchange.orders import Waiting
from comity.exchange.partnership import Pair
from comity.exchange.reach import HereReach, PartnerReach
from comity.model.duty import Watch
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.records import RegisterId, Rejection
from comity.model.requests import MatterId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """The proof of a matter, as the file that `comity proof verify` checks."""

    matter: MatterId
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustBundle:
    """The state roots that this node pinned, for those who check proofs."""

    bundle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What this node says of itself, to hand over on any channel."""

    state: StateCode
    demo: bool
    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Whose invitation it is, and the one fingerprint that both sides compare by voice."""

    state: StateCode
    authority: str
    demo: bool
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """Another line to a partner, null for by file; a new key's fingerprint is compared by voice."""

    state: StateCode
    address: str | None
    new_key: bool
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What the searches for many persons found, in the order they were asked for."""

    results: tuple[Looked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do: references by what happened to them.

    `rejections` say what could not be read and why; `passed` counts entries that are none of a person, as
    companies and vessels.
    """

    register: RegisterId
    added: tuple[str, ...]
    changed: tuple[str, ...]
    delisted: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    gone: tuple[str, ...]
    read: int
    rejections: tuple[Rejection, ...]
    passed: dict[str, int]
    dry_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many records were written."""

    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LentToken:
    """A token just issued; its text, `secret`, is shown this once."""

    token: str
    secret: str
    role: Role
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as it may be shown: for whom it works, what for, until when."""

    token: str
    pseudonym: Pseudonym
    role: Role
    authority: str
    what: str
    issued: datetime
    until: datetime
    ended: datetime | None
    valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accredited:
    """Somebody accredited here: in which role, until when, and how that stands."""

    pseudonym: Pseudonym
    role: Role
    authority: str
    until: datetime
    stands: str
    valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who is or was accredited here."""

    people: tuple[Accredited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """One role of an account, with who made it and who ended it."""

    role: Role
    authority: str
    since: datetime
    until: datetime
    stands: str
    made_by: str
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One person's account, in all their roles."""

    pseudonym: Pseudonym
    roles: tuple[RoleView, ...]
    tokens: tuple[TokenView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityView:
    """One capability: whether the present staff can lawfully use it, and until when; else what it lacks."""

    capability: str
    what: str
    needed: bool
    usable: bool
    lacks: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """What the present staff can lawfully do."""

    capabilities: tuple[CapabilityView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenList:
    """Every token that was ever issued here, the oldest first."""

    tokens: tuple[TokenView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """The partners that are pinned here."""

    partners: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits for authorisation, oldest first."""

    orders: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """The logs of this node."""

    logs: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A reminder past its instant, which only a person's act stops."""

    matter: MatterId
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdues:
    """What is overdue."""

    overdue: tuple[Overdue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverView:
    """How a role at an authority is covered now, and when that changes next."""

    authority: str
    role: Role
    people: tuple[Pseudonym, ...]
    reachable: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDesk:
    """Who can be reached here and at partners; null in `at_work_until` says that nobody is called at all."""

    here: tuple[CoverView, ...]
    partners: tuple[PartnerReach, ...]
    at_work_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachView:
    """Who can be reached for a matter; `gaps` says in words who cannot."""

    matter: MatterId
    partner: PartnerReach | None
    here: tuple[HereReach, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCalls:
    """The calls that nothing has settled."""

    calls: tuple[OpenCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watches:
    """Who stands for which role when."""

    watches: tuple[Watch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong, and what to do (RFC 9457); `where` names places of the request, never values."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    do: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """A statement to sign with the person's key in a context.

    In base64url; `about` is the frame of salt and body that the statement of an act commits to, else empty.
    """

    kind: Literal["sign"]
    statement: str
    context: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOpen:
    """A sealed share to open with the person's key, bound to an info that names its package.

    In base64url; `about` is the header of the package, whose SHA-256 ends the info.
    """

    kind: Literal["open"]
    sealed: str
    info: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """An act that waits for the person's key; the ticket ends after so many seconds.

    `gaps` says in words who cannot be reached for its case or warning, to be shown before the key is turned;
    nothing of it holds the act back.
    """

    ticket: str
    step: int
    wanted: tuple[ToSign | ToOpen, ...]
    seconds: int
    gaps: tuple[str, ...]
