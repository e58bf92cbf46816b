"""Items sealed the moment they enter an answer, under a key cut in two (design.md section 7).

key = HKDF(a ‖ b, info = H(header)): a is sealed to the authority's key, b to each competent judge's own
key. An item of the minimum danger set has a second cut of b for the two persons of a TP2 release; case
text never has. Where no judge is required nothing is cut and the authority holds the whole key.
The sealed text is salt ‖ plaintext; the commitment SHA-256(salt ‖ plaintext) stands in the header, so
judge, recipient and authority recompute the same value and learn nothing from it before.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from comity.errors import (
    CannotOpen,
    ContentDiffers,
    MalformedMessage,
    NotCompetent,
    SamePersonTwice,
    Truncated,
)
from comity.model.authorisations import OrderedItem
from comity.model.requests import MINIMUM_DANGER_SET, DataCategory, ItemId, MatterId
from comity.seal.canonical import Fields, b64, decode, encode, frame, unframe
from comity.seal.chunks import derive, open_chunks, padding, seal_chunks, unpad
from comity.seal.keys import SUITE, Opener, SealingPublicKey, check_suite, seal_to

DANGER_CUT = MINIMUM_DANGER_SET - {DataCategory.DC_CASE_FACTS}
"""What two persons may open in danger without a judge; never case text."""

_SECRET = 32
_MEMBERS = ("suite", "matter", "item", "category", "cut", "commitment")


class Part(StrEnum):
    """Whose share of a package key it is; FIRST and SECOND together make the JUDGE's."""

    AUTHORITY = "AUTHORITY"
    JUDGE = "JUDGE"
    FIRST = "FIRST"
    SECOND = "SECOND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One share of a package key, sealed to the key with that id."""

    part: Part
    key: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a package says on its outside; bound into its key."""

    matter: MatterId
    item: ItemId
    category: DataCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One sealed item; `cut` tells that the authority's share alone does not open it.

    `commitment` is the salted commitment to the plaintext, in hex.
    """

    label: Label
    cut: bool
    commitment: str
    header: bytes = field(repr=False)
    shares: tuple[Share, ...] = field(repr=False)
    ciphertext: bytes = field(repr=False)

    @property
    def ordered(self) -> OrderedItem:
        """Return how an order names this package and its content."""
        return OrderedItem(
            item=self.label.item,
            category=self.label.category,
            package=hashlib.sha256(self.ciphertext).hexdigest(),
            commitment=self.commitment,
        )

    def stripped(self) -> "Package":
        """Return the package without shares, as it leaves for the partner."""
        return replace(self, shares=())

    def to_parts(self) -> tuple[bytes, bytes, bytes]:
        """Return header, shares and ciphertext, as they are stored."""
        shares = [
            {"part": share.part, "key": share.key, "sealed": b64(share.sealed)} for share in self.shares
        ]
        return self.header, encode(shares), self.ciphertext

    def to_bytes(self) -> bytes:
        """Return the sent form."""
        return frame(*self.to_parts())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Package":
        """Read the sent form.

        Raises: MalformedMessage, Truncated, UnknownSuite.
        """
        return cls.from_parts(*unframe(data, 3))

    @classmethod
    def from_parts(cls, header: bytes, shares: bytes, ciphertext: bytes) -> "Package":
        """Read the stored form; only opening it shows whether it is whole.

        Raises: MalformedMessage, UnknownSuite.
        """
        listed = decode(shares)
        if not isinstance(listed, list):
            raise MalformedMessage("The shares of a package are not a list.")
        fields = Fields(decode(header), "package header", _MEMBERS)
        check_suite(fields.number("suite"))
        return cls(
            label=Label(
                matter=MatterId(fields.text("matter")),
                item=ItemId(fields.text("item")),
                category=fields.choice("category", DataCategory),
            ),
            cut=fields.flag("cut"),
            commitment=fields.text("commitment"),
            header=header,
            shares=tuple(_read_share(share) for share in listed),
            ciphertext=ciphertext,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An item as a judge saw it: what an order must name, recomputed from what was opened."""

    ordered: OrderedItem
    plaintext: bytes = field(repr=False)


def seal_package(label: Label, plaintext: bytes, *, authority: SealingPublicKey) -> Package:
    """Seal an item for which no judge is required: the authority's share is the whole key."""
    return _close(label, plaintext, [(Part.AUTHORITY, secrets.token_bytes(_SECRET), [authority])], cut=False)


def cut_package(
    label: Label,
    plaintext: bytes,
    *,
    authority: SealingPublicKey,
    judges: Sequence[SealingPublicKey],
    danger_pair: tuple[Sequence[SealingPublicKey], Sequence[SealingPublicKey]] | None = None,
) -> Package:
    """Seal an item under a key that the authority and one of the judges open only together.

    `danger_pair` are the keys of those on duty for each half of a TP2 release; it is used for items of
    the danger cut and passed over for all others.

    Raises:
        NotCompetent: no judge's key is given, so nobody could ever open the item.
        SamePersonTwice: one key would hold both halves.
    """
    if not judges:
        raise NotCompetent(f"Item {label.item} has no judge to open it; name a competent court's judges.")
    first, second = danger_pair if danger_pair and label.category in DANGER_CUT else ((), ())
    _refuse_overlap([authority], [*judges, *first, *second])
    _refuse_overlap(first, second)
    b, b1 = secrets.token_bytes(_SECRET), secrets.token_bytes(_SECRET)
    holders = [
        (Part.AUTHORITY, secrets.token_bytes(_SECRET), [authority]),
        (Part.JUDGE, b, judges),
        (Part.FIRST, b1, first),
        (Part.SECOND, xor(b, b1), second),
    ]
    return _close(label, plaintext, holders, cut=True)


def open_share(package: Package, part: Part, key: Opener) -> bytes:
    """Open the holder's own share of a package key.

    Raises: CannotOpen.
    """
    for share in package.shares:
        if share.part is part and share.key == key.id:
            return open_secret(key, share.sealed, share_info(part, package.header), package.header)
    raise CannotOpen(
        f"Item {package.label.item} holds no share for key {key.id}; ask a holder to seal it again."
    )


def seal_again(package: Package, part: Part, key: Opener, to: Iterable[SealingPublicKey]) -> Package:
    """Seal one part's share to other keys: a judge leaves or joins, or a sealing key is rotated.

    Raises: CannotOpen, SamePersonTwice, NotCompetent.
    """
    others = [share for share in package.shares if share.part is not part]
    holders = list(to)
    if not holders:
        raise NotCompetent(f"Item {package.label.item} would have no {part} to open it; name a successor.")
    if {share.key for share in others} & {holder.id for holder in holders}:
        raise SamePersonTwice("One key would hold two shares of one package; name another holder.")
    return replace(
        package,
        shares=(*others, *_seal_shares(part, open_share(package, part, key), holders, package.header)),
    )


def show_to(package: Package, authority: Opener, judge: SealingPublicKey) -> bytes:
    """Seal the authority's share to a judge, so that the judge can read before deciding.

    Raises: CannotOpen.
    """
    return seal_to(judge, open_share(package, Part.AUTHORITY, authority), _view_info(package))


def judge_view(package: Package, shown: bytes, judge: Opener) -> Seen:
    """Open a package with the judge's own share and the one shown by the authority.

    Raises:
        CannotOpen, KeyNotCommitted, Truncated: the shares do not belong to this package.
        ContentDiffers: the content is not the one that the package commits to.
    """
    a = open_secret(judge, shown, _view_info(package), package.header)
    return Seen(
        ordered=package.ordered, plaintext=open_package(package, a + open_share(package, Part.JUDGE, judge))
    )


def open_package(package: Package, secret: bytes) -> bytes:
    """Open a package with all its shares joined and recompute the commitment.

    Raises: CannotOpen, KeyNotCommitted, Truncated, ContentDiffers.
    """
    sealed = open_chunks(_package_key(secret, package.header), [package.ciphertext])
    text = unpad(b"".join(sealed))
    if len(text) < _SECRET:
        raise Truncated(f"The content of item {package.label.item} ends before its salt does.")
    found = hashlib.sha256(text).hexdigest()
    if found != package.commitment:
        raise ContentDiffers(
            f"Item {package.label.item} opens to content that it does not commit to; keep it as evidence.",
            evidence={"item": package.label.item, "committed": package.commitment, "found": found},
        )
    return text[_SECRET:]


def open_secret(key: Opener, sealed: bytes, info: bytes, header: bytes) -> bytes:
    """Open one sealed share of the package with that header.

    Raises: CannotOpen, Truncated.
    """
    secret = key.open(sealed, info, header)
    if len(secret) != _SECRET:
        raise CannotOpen(
            f"A share holds {len(secret)} bytes instead of {_SECRET}; ask its holder to seal it again."
        )
    return secret


def share_info(part: Part, header: bytes) -> bytes:
    """Return what binds a share to its part and its package."""
    return b"comity/1 share\n" + part.encode() + b"\n" + hashlib.sha256(header).digest()


def xor(left: bytes, right: bytes) -> bytes:
    """Cut a secret in two, or join the halves."""
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def _close(
    label: Label,
    plaintext: bytes,
    holders: Sequence[tuple[Part, bytes, Sequence[SealingPublicKey]]],
    *,
    cut: bool,
) -> Package:
    text = secrets.token_bytes(_SECRET) + plaintext
    commitment = hashlib.sha256(text).hexdigest()
    header = encode(
        {
            "suite": SUITE,
            "matter": label.matter,
            "item": label.item,
            "category": label.category,
            "cut": cut,
            "commitment": commitment,
        }
    )
    secret = b"".join(share for part, share, _ in holders if part in {Part.AUTHORITY, Part.JUDGE})
    ciphertext = b"".join(seal_chunks(_package_key(secret, header), [text, padding(len(text))]))
    shares = [sealed for part, share, keys in holders for sealed in _seal_shares(part, share, keys, header)]
    return Package(
        label=label,
        cut=cut,
        commitment=commitment,
        header=header,
        shares=tuple(shares),
        ciphertext=ciphertext,
    )


def _seal_shares(part: Part, secret: bytes, keys: Iterable[SealingPublicKey], header: bytes) -> list[Share]:
    info = share_info(part, header)
    return [Share(part=part, key=key.id, sealed=seal_to(key, secret, info)) for key in keys]


def _read_share(value: object) -> Share:
    fields = Fields(value, "share", ("part", "key", "sealed"))
    return Share(part=fields.choice("part", Part), key=fields.text("key"), sealed=fields.binary("sealed"))


def _refuse_overlap(one: Iterable[SealingPublicKey], other: Iterable[SealingPublicKey]) -> None:
    if {key.id for key in one} & {key.id for key in other}:
        raise SamePersonTwice("One key would hold both halves of a package key; name two persons.")


def _package_key(secret: bytes, header: bytes) -> bytes:
    return derive(secret, b"comity/1 package\n" + hashlib.sha256(header).digest())


def _view_info(package: Package) -> bytes:
    return b"comity/1 view\n" + hashlib.sha256(package.header).digest()
