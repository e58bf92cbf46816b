"""A small world for the seal: one releasing state with a court, one recipient, and honest acts to attack."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from comity.model.authorisations import Order, OrderKind
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.seal import envelope
from comity.seal.certificates import Certificate, CertificateKind, Holder, issue
from comity.seal.keys import KeySet, SigningKey, VerifyingKey
from comity.seal.orders import CheckedOrder, SignedOrder, Use, check_order, countersign, sign_order
from comity.seal.packages import Label, Package, Part, Seen, cut_package, judge_view, open_share, show_to
from comity.seal.shares import ReleasedShare, release_shares

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BE, RU = StateCode("BE"), StateCode("RU")
COURT, SPOC = "BE/COURT/brussels", "BE/SPOC"
MATTER = MatterId("case/BE-RU-2026-000007")
REQUEST = "a1" * 32
MARK = "The witness of room 407 lives behind the bakery."


@dataclass(frozen=True, kw_only=True)
class Person:
    """An invented person: keys and the certificates that lead to the root."""

    keys: KeySet
    chain: tuple[Certificate, ...]

    @property
    def public(self):
        return self.keys.sealing.public


def certify(
    issuer: SigningKey,
    holder: Holder,
    keys: KeySet,
    *,
    since: datetime = NOW - timedelta(days=100),
    until: datetime = NOW + timedelta(days=100),
) -> Certificate:
    return issue(
        holder,
        keys.signing.public,
        keys.sealing.public,
        issuer=issuer,
        serial=f"{holder.name}-1",
        valid_from=since,
        valid_until=until,
    )


def person_of(authority: Person, place: str, name: str, role: Role, **dates) -> Person:
    """Make a person whose key the given authority, court, node or judge certified."""
    keys = KeySet.generate()
    holder = Holder(state=BE, kind=CertificateKind.PERSON, name=Pseudonym(name), authority=place, role=role)
    return Person(keys=keys, chain=(certify(authority.keys.signing, holder, keys, **dates), *authority.chain))


def under_root(root: SigningKey, kind: CertificateKind, authority: str = "", **dates) -> Person:
    keys = KeySet.generate()
    holder = Holder(state=BE, kind=kind, name=Pseudonym(kind.lower()), authority=authority)
    return Person(keys=keys, chain=(certify(root, holder, keys, **dates),))


@dataclass(frozen=True, kw_only=True)
class World:
    be_root: SigningKey = field(default_factory=SigningKey.generate)
    ru_root: SigningKey = field(default_factory=SigningKey.generate)
    ru: KeySet = field(default_factory=KeySet.generate)
    court: Person
    spoc: Person
    node: Person
    judge: Person
    duty: Person
    legal: Person

    @property
    def roots(self) -> dict[StateCode, VerifyingKey]:
        return {BE: self.be_root.public, RU: self.ru_root.public}

    def package(
        self,
        text: str = MARK,
        item: str = "i-1",
        category: DataCategory = DataCategory.DC_CRIMINAL_RECORD,
        matter: MatterId = MATTER,
    ) -> Package:
        return cut_package(
            Label(matter=matter, item=ItemId(item), category=category),
            text.encode(),
            authority=self.spoc.public,
            judges=[self.judge.public],
            danger_pair=([self.duty.public], [self.legal.public]),
        )

    def secret(self, package: Package) -> bytes:
        a = open_share(package, Part.AUTHORITY, self.spoc.keys.sealing)
        return a + open_share(package, Part.JUDGE, self.judge.keys.sealing)

    def order(self, packages: Sequence[Package], **changes) -> Order:
        order = Order(
            kind=OrderKind.JUDGE,
            matter=MATTER,
            request=REQUEST,
            items=tuple(package.ordered for package in packages),
            recipient=RU,
            recipient_key=self.ru.sealing.id,
            announcement="b2" * 32,
            article="Demo law art. 4(1)",
            conditions=("no death penalty use",),
            given_by=Pseudonym("judge"),
            role=Role.JUDGE,
            authority=COURT,
            docket="2026/118",
            given_at=NOW,
            valid_until=NOW + timedelta(days=30),
        )
        return replace(order, **changes)

    def see(self, package: Package) -> Seen:
        shown = show_to(package, self.spoc.keys.sealing, self.judge.public)
        return judge_view(package, shown, self.judge.keys.sealing)

    def judge_signs(self, packages: Sequence[Package], **changes) -> SignedOrder:
        seen = [self.see(package) for package in packages]
        return self.signs(self.judge, self.order(packages, **changes), seen)

    def signs(self, person: Person, order: Order, seen: Sequence[Seen] = ()) -> SignedOrder:
        return sign_order(order, key=person.keys.signing, chain=person.chain, seen=seen)

    def pair_signs(self, packages: Sequence[Package], first: Person, second: Person) -> SignedOrder:
        order = self.order(
            packages,
            kind=OrderKind.TP2,
            given_by=first.chain[0].holder.name,
            role=first.chain[0].holder.role,
            authority=SPOC,
            valid_until=NOW + timedelta(hours=72),
        )
        return countersign(self.signs(first, order), key=second.keys.signing, chain=second.chain)

    def use(self, packages: Sequence[Package], **changes) -> Use:
        use = Use(
            matter=MATTER,
            request=REQUEST,
            releaser=BE,
            recipient=RU,
            recipient_key=self.ru.sealing.id,
            items=tuple(package.ordered for package in packages),
        )
        return replace(use, **changes)

    def check(
        self, signed: SignedOrder, packages: Sequence[Package], now: datetime = NOW, **changes
    ) -> CheckedOrder:
        return check_order(signed, self.use(packages, **changes), roots=self.roots, now=now)

    def release(
        self, packages: Sequence[Package], checked: CheckedOrder, *holders: tuple[Part, Person]
    ) -> list[ReleasedShare]:
        return [
            share
            for part, person in holders
            for share in release_shares(
                packages, checked, part, key=person.keys.sealing, recipient=self.ru.sealing.public
            )
        ]

    def header(self, **changes) -> envelope.Header:
        header = envelope.Header(
            id="e-1",
            sender=BE,
            recipient=RU,
            key=self.ru.sealing.id,
            seq=4,
            prev="c3" * 32,
            issued_at=NOW,
            expires_at=NOW + timedelta(days=10),
        )
        return replace(header, **changes)

    def pack(self, inner: bytes = b"an act", **changes) -> bytes:
        return envelope.make(
            inner, self.header(**changes), to=self.ru.sealing.public, signer=self.node.keys.signing
        )

    def at_door(self, data: bytes, **changes) -> envelope.Outer:
        door = {
            "sender": BE,
            "sender_key": self.node.keys.signing.public,
            "recipient": RU,
            "now": NOW + timedelta(minutes=1),
        }
        return envelope.check_outer(data, **door | changes)


def make_world() -> World:
    root = SigningKey.generate()
    court = under_root(root, CertificateKind.COURT, COURT)
    spoc = under_root(root, CertificateKind.AUTHORITY, SPOC)
    return World(
        be_root=root,
        court=court,
        spoc=spoc,
        node=under_root(root, CertificateKind.NODE),
        judge=person_of(court, COURT, "judge", Role.JUDGE),
        duty=person_of(spoc, SPOC, "duty", Role.SPOC_DUTY),
        legal=person_of(spoc, SPOC, "legal", Role.LEGAL_OFFICER),
    )
