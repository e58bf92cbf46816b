"""Orders: signed by a judge, by two persons in danger, or by the authority where no judge is required.

An order binds matter, request, items with H(ciphertext) and commitment, recipient, recipient key and
time. Fewer items than named may leave under it; anything else voids it (K6, Q28).
`check_order` alone makes a `CheckedOrder`, and without one no share is released (`shares`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from comity.errors import (
    CertificateInvalid,
    ContentDiffers,
    LiaisonMayNotDecide,
    MalformedMessage,
    NotCompetent,
    OrderDoesNotCover,
    OrderExpired,
    OrderForOtherCase,
    PersonalSignatureMissing,
    RecipientKeyChanged,
    SamePersonTwice,
    WrongRole,
)
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import StateCode
from comity.model.people import JUDICIAL, LIAISON, Pseudonym, Role
from comity.model.requests import MINIMUM_DANGER_SET, DataCategory, ItemId, MatterId
from comity.seal.canonical import Fields, b64, decode, encode, write_instant
from comity.seal.certificates import Certificate, CertificateKind, Holder, PersonalSignature, verify_personal
from comity.seal.keys import SUITE, Signer, VerifyingKey, check_suite
from comity.seal.packages import Seen

_CONTEXT = b"comity/1 order"
_ITEM_MEMBERS = ("item", "category", "package", "commitment")
_TEXTS = (
    "matter",
    "request",
    "recipient",
    "recipient_key",
    "announcement",
    "article",
    "given_by",
    "authority",
    "docket",
)
_MEMBERS = frozenset({"suite", "kind", "items", "conditions", "role", "given_at", "valid_until", *_TEXTS})
_SIGNERS = {OrderKind.JUDGE: 1, OrderKind.TP2: 2, OrderKind.AUTHORITY: 1}
_FIRST = frozenset({Role.SPOC_DUTY})
_SECOND = frozenset({Role.LEGAL_OFFICER, Role.PROSECUTOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOrder:
    """An order as its signers signed it."""

    order: Order
    statement: bytes = field(repr=False)
    signatures: tuple[PersonalSignature, ...] = field(repr=False)

    def to_plain(self) -> dict[str, object]:
        """Return the wire form."""
        return {"statement": b64(self.statement), "signatures": [one.to_plain() for one in self.signatures]}

    @classmethod
    def from_plain(cls, value: object) -> "SignedOrder":
        """Read the wire form; whether it holds, `check_order` says.

        Raises: MalformedMessage, DuplicateKeys, UnknownSuite.
        """
        fields = Fields(value, "signed order", ("statement", "signatures"))
        statement = fields.binary("statement")
        return cls(
            order=read_order(statement),
            statement=statement,
            signatures=tuple(PersonalSignature.from_plain(one) for one in fields.list("signatures")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What is about to leave, from which state, for which request and to which key.

    The recipient leaves `items` empty: `open_release` compares what arrived and keeps the evidence.
    """

    matter: MatterId
    request: str
    releaser: StateCode
    recipient: StateCode
    recipient_key: str
    items: tuple[OrderedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOrder:
    """An order that holds for one use; `digest` is H(order), to which released shares are bound."""

    order: Order
    digest: bytes


def write_order(order: Order) -> bytes:
    """Write the statement that is signed."""
    plain: dict[str, object] = {name: getattr(order, name) for name in (*_TEXTS, "kind", "role")}
    items = [{name: getattr(item, name) for name in _ITEM_MEMBERS} for item in order.items]
    return encode(
        {
            **plain,
            "suite": SUITE,
            "items": items,
            "conditions": list(order.conditions),
            "given_at": write_instant(order.given_at),
            "valid_until": write_instant(order.valid_until),
        }
    )


def read_order(statement: bytes) -> Order:
    """Read a statement.

    Raises: MalformedMessage, DuplicateKeys, UnknownSuite.
    """
    fields = Fields(decode(statement), "order", _MEMBERS)
    check_suite(fields.number("suite"))
    items = tuple(_read_item(item) for item in fields.list("items"))
    if len({item.item for item in items}) != len(items):
        raise MalformedMessage("The order names an item twice.")
    return Order(
        kind=fields.choice("kind", OrderKind),
        matter=MatterId(fields.text("matter")),
        request=fields.text("request"),
        items=items,
        recipient=StateCode(fields.text("recipient")),
        recipient_key=fields.text("recipient_key"),
        announcement=fields.text("announcement"),
        article=fields.text("article"),
        conditions=fields.texts("conditions"),
        given_by=Pseudonym(fields.text("given_by")),
        role=fields.choice("role", Role),
        authority=fields.text("authority"),
        docket=fields.text("docket"),
        given_at=fields.instant("given_at"),
        valid_until=fields.instant("valid_until"),
    )


def sign_order(
    order: Order, *, key: Signer, chain: Sequence[Certificate], seen: Sequence[Seen] = ()
) -> SignedOrder:
    """Sign an order; a judge signs only over items that they opened themselves.

    Raises:
        ContentDiffers: a judge's order names other content than the judge saw.
        CertificateInvalid: the first certificate of the chain is not that of the key.
    """
    if order.kind is OrderKind.JUDGE:
        _check_seen(order, seen)
    statement = write_order(order)
    return SignedOrder(order=order, statement=statement, signatures=(_sign(statement, key, chain),))


def countersign(signed: SignedOrder, *, key: Signer, chain: Sequence[Certificate]) -> SignedOrder:
    """Add the second person's signature over the same bytes (TP2).

    Raises: CertificateInvalid.
    """
    return replace(signed, signatures=(*signed.signatures, _sign(signed.statement, key, chain)))


def check_order(
    signed: SignedOrder,
    use: Use,
    *,
    roots: Mapping[StateCode, VerifyingKey],
    now: datetime,
    authorisers: frozenset[Role] = JUDICIAL,
) -> CheckedOrder:
    """Check an order for one use; `authorisers` are the roles that the law accepts for a judge's order.

    Raises:
        SignatureInvalid, CertificateInvalid, JudgeKeyNotCertifiedByCourt, AccreditationExpired,
        PersonalSignatureMissing, SamePersonTwice, WrongRole, NotCompetent: who signed.
        OrderForOtherCase, RecipientKeyChanged, OrderDoesNotCover, OrderExpired: for what and when.
    """
    order = read_order(signed.statement)
    holders = [
        verify_personal(one, signed.statement, _CONTEXT, roots=roots, at=order.given_at)
        for one in signed.signatures
    ]
    _check_signers(order, holders, use.releaser, authorisers)
    if order.kind is OrderKind.TP2:
        _check_two_persons(order, signed.signatures, holders)
    _check_use(order, use, now)
    return CheckedOrder(order=order, digest=hashlib.sha256(signed.statement).digest())


def _check_seen(order: Order, seen: Sequence[Seen]) -> None:
    views = {one.ordered.item: one.ordered for one in seen}
    for item in order.items:
        view = views.get(item.item)
        if view != item:
            raise ContentDiffers(
                f"The order names item {item.item} otherwise than the judge saw it; open the item again.",
                evidence={
                    "item": item.item,
                    "committed": item.commitment,
                    "found": view.commitment if view else "",
                },
            )


def _sign(statement: bytes, key: Signer, chain: Sequence[Certificate]) -> PersonalSignature:
    if not chain or chain[0].signing != key.public:
        raise CertificateInvalid(f"No certificate of key {key.id} is given; ask the authority for one.")
    return PersonalSignature(signature=key.sign(statement, _CONTEXT), chain=tuple(chain))


def _check_signers(
    order: Order, holders: Sequence[Holder], releaser: StateCode, authorisers: frozenset[Role]
) -> None:
    needed = _SIGNERS[order.kind]
    if len(holders) != needed:
        raise PersonalSignatureMissing(f"The order carries {len(holders)} signatures, it needs {needed}.")
    giver = holders[0]
    named = (giver.name, giver.authority) == (order.given_by, order.authority)
    if not named or giver.role not in {None, order.role}:
        raise WrongRole("The order is signed by another person, role or authority than it names.")
    for holder in holders:
        if holder.state != releaser:
            raise NotCompetent(f"The order was given in {holder.state}, but {releaser} releases.")
        _check_role(order.kind, holder, authorisers)


def _check_role(kind: OrderKind, holder: Holder, authorisers: frozenset[Role]) -> None:
    if holder.role in LIAISON:
        raise LiaisonMayNotDecide("A liaison officer or magistrate gives no orders.")
    if kind is OrderKind.JUDGE and holder.role not in authorisers:
        raise WrongRole(
            "The order asks for a judge, or for who else the law names, and another role signed it."
        )
    if holder.kind not in {CertificateKind.PERSON, CertificateKind.AUTHORITY}:
        raise WrongRole(f"A {holder.kind} key gives no orders.")


def _check_two_persons(
    order: Order, signatures: Sequence[PersonalSignature], holders: Sequence[Holder]
) -> None:
    one, other = holders
    first, second = (signature.chain[0].signing for signature in signatures)
    if one.name == other.name or first == second:
        raise SamePersonTwice("Both signatures of the order are one person's; another person must sign too.")
    if not any(a.role in _FIRST and b.role in _SECOND for a, b in ((one, other), (other, one))):
        raise WrongRole(
            "A danger order is signed by the duty desk and a legal officer or duty prosecutor (TP2)."
        )
    for item in order.items:
        if item.category not in MINIMUM_DANGER_SET:
            raise OrderDoesNotCover(f"Two persons may not release {item.category} without a judge (5.5).")


def _check_use(order: Order, use: Use, now: datetime) -> None:
    if (order.matter, order.request) != (use.matter, use.request):
        raise OrderForOtherCase(f"The order was given for another request than this one in {use.matter}.")
    if (order.recipient, order.recipient_key) != (use.recipient, use.recipient_key):
        raise RecipientKeyChanged(
            f"The order names key {order.recipient_key} of {order.recipient}, not {use.recipient_key} of "
            f"{use.recipient}; ask for a new order."
        )
    for item in use.items:
        if item not in order.items:
            raise OrderDoesNotCover(
                f"Item {item.item} ({item.category}) is not in the order; ask for a new order."
            )
    if not order.given_at <= now <= order.valid_until:
        raise OrderExpired(
            f"The order for {order.matter} held until {order.valid_until:%Y-%m-%d %H:%M}; renew it."
        )


def _read_item(value: object) -> OrderedItem:
    fields = Fields(value, "ordered item", _ITEM_MEMBERS)
    return OrderedItem(
        item=ItemId(fields.text("item")),
        category=fields.choice("category", DataCategory),
        package=fields.text("package"),
        commitment=fields.text("commitment"),
    )
