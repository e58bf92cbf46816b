"""The release: each holder seals their share to the recipient, bound to the order; the recipient opens.

No holder's share alone opens a cut package, and a share sealed under one order is useless under another:
`info` = H(order) and H(header).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from comity.errors import (
    CannotOpen,
    ContentDiffers,
    OrderDoesNotCover,
    OrderForOtherCase,
    OrderRequired,
    RecipientKeyChanged,
)
from comity.model.authorisations import OrderKind
from comity.model.requests import ItemId
from comity.seal.canonical import Fields, b64
from comity.seal.keys import Opener, SealingPublicKey, seal_to
from comity.seal.orders import CheckedOrder
from comity.seal.packages import (
    DANGER_CUT,
    Package,
    Part,
    open_package,
    open_secret,
    open_share,
    share_info,
    xor,
)

_KEYS_OF_CUT = {
    OrderKind.JUDGE: (Part.AUTHORITY, Part.JUDGE),
    OrderKind.TP2: (Part.AUTHORITY, Part.FIRST, Part.SECOND),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedShare:
    """One holder's share of one item, sealed to the recipient under the order."""

    item: ItemId
    part: Part
    sealed: bytes = field(repr=False)

    def to_plain(self) -> dict[str, str]:
        """Return the wire form."""
        return {"item": self.item, "part": self.part, "sealed": b64(self.sealed)}

    @classmethod
    def from_plain(cls, value: object) -> "ReleasedShare":
        """Read the wire form.

        Raises: MalformedMessage.
        """
        fields = Fields(value, "released share", ("item", "part", "sealed"))
        return cls(
            item=ItemId(fields.text("item")), part=fields.choice("part", Part), sealed=fields.binary("sealed")
        )


def release_shares(
    packages: Iterable[Package],
    checked: CheckedOrder,
    part: Part,
    *,
    key: Opener,
    recipient: SealingPublicKey,
) -> tuple[ReleasedShare, ...]:
    """Seal the holder's shares to the recipient: the judge's and the authority's step alike.

    A package that needs no share of this part is passed over.

    Raises:
        RecipientKeyChanged: the recipient's key is not the one in the order.
        OrderForOtherCase, OrderDoesNotCover, ContentDiffers: a package is not one that the order names.
        OrderRequired: only a judge's order lets this package go.
        CannotOpen: this key holds no such share.
    """
    _check_key(checked, recipient.id)
    released = []
    for package in packages:
        _check_covered(package, checked)
        if part in _needed(package, checked):
            secret = open_share(package, part, key)
            sealed = seal_to(recipient, secret, _info(part, package, checked))
            released.append(ReleasedShare(item=package.label.item, part=part, sealed=sealed))
    return tuple(released)


def open_release(
    packages: Iterable[Package], checked: CheckedOrder, shares: Sequence[ReleasedShare], key: Opener
) -> dict[ItemId, bytes]:
    """Open the released items and recompute what the order commits to.

    Raises:
        RecipientKeyChanged: the key is not the one in the order.
        OrderForOtherCase, OrderDoesNotCover: an item is not in the order.
        ContentDiffers: package or content is not the one in the order; `evidence` shows it.
        CannotOpen, KeyNotCommitted, Truncated, OrderRequired: a share is missing or false.
    """
    _check_key(checked, key.id)
    held = {(share.item, share.part): share.sealed for share in shares}
    return {package.label.item: _open_item(package, checked, held, key) for package in packages}


def _open_item(
    package: Package, checked: CheckedOrder, held: Mapping[tuple[ItemId, Part], bytes], key: Opener
) -> bytes:
    _check_covered(package, checked)
    opened: dict[Part, bytes] = {}
    for part in _needed(package, checked):
        sealed = held.get((package.label.item, part))
        if sealed is None:
            raise CannotOpen(
                f"The {part} share of item {package.label.item} is missing; ask the releasing state."
            )
        opened[part] = open_secret(key, sealed, _info(part, package, checked), package.header)
    a = opened.pop(Part.AUTHORITY)
    rest = list(opened.values())
    return open_package(package, a + (xor(*rest) if len(rest) > 1 else b"".join(rest)))


def _needed(package: Package, checked: CheckedOrder) -> tuple[Part, ...]:
    if not package.cut:
        return (Part.AUTHORITY,)
    kind = checked.order.kind
    if kind is OrderKind.AUTHORITY or (kind is OrderKind.TP2 and package.label.category not in DANGER_CUT):
        raise OrderRequired(f"Item {package.label.item} is under a judge's key; ask the court for an order.")
    return _KEYS_OF_CUT[kind]


def _check_covered(package: Package, checked: CheckedOrder) -> None:
    name, found = package.label.item, package.ordered
    if package.label.matter != checked.order.matter:
        raise OrderForOtherCase(f"Item {name} was sealed in another case than {checked.order.matter}.")
    ordered = next((item for item in checked.order.items if item.item == name), None)
    if ordered is None or ordered.category != found.category:
        raise OrderDoesNotCover(f"Item {name} ({found.category}) is not in the order; ask for a new order.")
    if ordered != found:
        raise ContentDiffers(
            f"Item {name} is not the package that the order names; keep both as evidence.",
            evidence={"item": name, "committed": ordered.package, "found": found.package},
        )


def _check_key(checked: CheckedOrder, key: str) -> None:
    if key != checked.order.recipient_key:
        raise RecipientKeyChanged(
            f"The order names key {checked.order.recipient_key}, not {key}; ask for a new order."
        )


def _info(part: Part, package: Package, checked: CheckedOrder) -> bytes:
    return share_info(part, package.header) + checked.digest
