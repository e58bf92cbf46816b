"""What the API answers of pairs, registers and the house, as values; a test holds them to the document."""

from dataclasses import dataclass
from datetime import date, datetime

from comity.model.instruments import Instrument, InstrumentKind, InstrumentState, Safeguard
from comity.model.people import Role
from comity.model.profiles import MissingValues
from comity.model.records import Band


# ── pairs and registers ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One partner, and how far the pair has come."""

    state: str
    authority: str
    stands: str
    line: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """The partners of a node."""

    partners: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentView:
    """One agreement between two states, how it stands, and whether it binds them."""

    instrument: Instrument
    stands: InstrumentState | None
    entered_on: date | None
    in_force: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many shared acts went each way in a month."""

    month: str
    sent: int
    received: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """How a pair of states stands."""

    state: str
    stands: str
    demo: bool
    authority: str
    authorities: tuple[str, ...]
    fingerprint: str
    instruments: tuple[InstrumentView, ...]
    activity: tuple[Month, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a node says of itself."""

    state: str
    demo: bool
    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Whose invitation it is, and the one fingerprint."""

    state: str
    authority: str
    demo: bool
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """Another line to a partner, None for by file; a new key's fingerprint is compared by voice."""

    state: str
    address: str | None
    new_key: bool
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a record was found, and which pieces of what is held agree."""

    feature: str
    held: str
    because: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record that a search found."""

    register: str
    reference: str
    name: str
    born: tuple[str, ...]
    because: tuple[Because, ...]
    aliases: tuple[str, ...] = ()
    score: float = 0.0
    band: Band = Band.HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a search found, best first."""

    found: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one search of many found, best first; `refused` says why it could not be made."""

    found: tuple[Hit, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What the searches for many persons found, in the order they were asked for."""

    results: tuple[Looked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many records were written."""

    records: int


# ── the house ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStatus:
    """How a node stands."""

    state: str
    authority: str
    demo: bool
    now: datetime
    law: str
    law_active: bool
    partners: tuple[str, ...]
    people: int
    cases: int
    alerts: int
    outbox: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One point on which a public claim says something else than the register, or than another claim."""

    point: str
    said: str
    source: str
    against: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStatus:
    """One agreement that a node applies.

    `incomplete`: the safeguards that it lacks, so that it opens no transfer by itself (C3-6, Q6).
    `to_review`: usable because it was signed before the directive, until somebody amends it (LED art. 61).
    `contradictions`: where press or speeches say something else of it; they change nothing (C3-1).
    """

    id: str
    version: str
    kind: InstrumentKind
    adopted: bool
    fictional: bool
    incomplete: tuple[Safeguard, ...]
    to_review: bool
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawStatus:
    """Under which digest a node decides, and which profile values nobody adopted."""

    demo: bool
    files: str
    active: str | None
    in_force: bool
    agreements: tuple[AgreementStatus, ...]
    missing: tuple[MissingValues, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One log as found."""

    log: str
    size: int
    root: str
    cosigned_size: int | None
    cosigned_at: datetime | None
    wrong: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """The logs of a node."""

    logs: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A reminder past its instant."""

    matter: str
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdues:
    """What is overdue."""

    overdue: tuple[Overdue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustBundle:
    """The state roots that a node pinned."""

    bundle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LentToken:
    """A token just issued; its text, `secret`, is shown this once."""

    token: str
    secret: str
    role: Role
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as it may be shown."""

    token: str
    pseudonym: str
    role: Role
    authority: str
    what: str
    issued: datetime
    until: datetime
    ended: datetime | None
    valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenList:
    """Every token that was ever issued at a node."""

    tokens: tuple[TokenView, ...]


# ── people ──────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class Accredited:
    """Somebody accredited at a node: in which role, until when, and how that stands."""

    pseudonym: str
    role: Role
    authority: str
    until: datetime
    stands: str
    valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who is or was accredited at a node."""

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

    pseudonym: str
    roles: tuple[RoleView, ...]
    tokens: tuple[TokenView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityView:
    """One capability: whether the staff can lawfully use it, and until when; else what it lacks."""

    capability: str
    what: str
    needed: bool
    usable: bool
    lacks: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """What the staff of a node can lawfully do."""

    capabilities: tuple[CapabilityView, ...]
