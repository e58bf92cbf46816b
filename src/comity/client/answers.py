"""What the API answers, as values; a test holds them equal to the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from comity.model.authorisations import OrderKind
from comity.model.decisions import Moment
from comity.model.people import Role
from comity.model.records import Rejection
from comity.model.releases import Conditions
from comity.model.requests import Basis, DataCategory

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows, and the mark to ask for those after them; an empty mark means that there are no more."""

    rows: tuple[T, ...]
    next: str


# ── cases and warnings ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class MatterView:
    """One case or warning in a list."""

    matter: str
    partner: str | None
    side: str
    shared: str
    own: str
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act in a timeline."""

    act: str
    at: datetime
    state: str
    authority: str
    role: Role | None
    author: str
    kind: str
    shared: bool
    effective: bool
    reached: str | None
    erased: bool
    basis: Basis | None
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An instant at which the clock does something, or reminds somebody."""

    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A matter as both sides' acts in one order, with what is still to do."""

    view: MatterView
    duties: tuple[str, ...]
    timers: tuple[Deadline, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One act just done and the states that its matter is in now; `done` is False while it is set aside."""

    act: str
    kind: str
    matter: str
    at: datetime
    shared: str
    own: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the law says of a matter and why, the gravest grounds first."""

    matter: str
    moment: Moment
    outcome: str
    partial: bool
    neutral: bool
    authorisers: tuple[str, ...]
    conditions: tuple[str, ...]
    released: tuple[str, ...]
    on: datetime
    lines: tuple[str, ...]
    act: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order just given."""

    matter: str
    order: str
    kind: OrderKind
    items: tuple[str, ...]
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One item as it was opened: its text, or in base64 what is none."""

    item: str
    category: DataCategory
    text: str | None
    base64: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedItem:
    """One item that stays closed, since the law refuses its use, and why."""

    item: str
    category: DataCategory
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Opened items of a matter, and those that stay closed."""

    matter: str
    items: tuple[OpenItem, ...]
    withheld: tuple[ClosedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The conditions under which a matter's release may be used."""

    matter: str
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One answer that waits for authorisation."""

    matter: str
    since: datetime
    needs: tuple[str, ...]
    items: int
    partner: str | None
    behind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits for authorisation, oldest first."""

    orders: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """The proof of a matter, as the file that `comity proof verify` checks."""

    matter: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """One line of the release register."""

    act: str
    matter: str
    kind: str
    partner: str
    sent: bool
    at: datetime
    authority: str
    role: Role | None
    basis: Basis | None
    order: str
    items: int | None
    categories: tuple[DataCategory, ...]
    conditions: Conditions | None
    erased: bool
    stands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do: references by what happened to them."""

    register: str
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
