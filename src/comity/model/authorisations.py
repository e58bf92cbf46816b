"""Orders: what a judge, two persons in danger, or an authority lets go (design.md section 7, K6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import DataCategory, ItemId, MatterId


class OrderKind(StrEnum):
    """Whose order it is."""

    JUDGE = "JUDGE"
    TP2 = "TP2"
    AUTHORITY = "AUTHORITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedItem:
    """One item an order lets go: its sealed bytes and its opened content, both bound.

    `package` is H(ciphertext), `commitment` the salted commitment to the plaintext, both hex SHA-256.
    """

    item: ItemId
    category: DataCategory
    package: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order, bound to matter, request, items, recipient key and time (K6, Q28).

    `request` is the id of the request act (empty for a warning); `recipient_key` the fingerprint of
    the recipient's sealing key; `announcement` the id of the act that announced that key.
    """

    kind: OrderKind
    matter: MatterId
    request: str
    items: tuple[OrderedItem, ...]
    recipient: StateCode
    recipient_key: str
    announcement: str
    article: str
    conditions: tuple[str, ...]
    given_by: Pseudonym
    role: Role
    authority: str
    docket: str = ""
    given_at: datetime
    valid_until: datetime
