"""The founding ceremony of a node: root, authorities, courts and the node's own key.

The root and the court keys belong offline, with their custodians; a node keeps certificates only.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from comity.acts.node import log_image, witness_image
from comity.acts.partners import Line, Partner, host_of, invite
from comity.model.parties import Authority, AuthorityKind, StateCode
from comity.model.people import Pseudonym
from comity.seal.certificates import Certificate, CertificateKind, Holder, issue
from comity.seal.keys import KeySet
from comity.seal.tls import TlsKey, make_tls_key

VALID = timedelta(days=10 * 365)
"""How long authority, court and node certificates hold before the root signs anew."""

COURTS = frozenset({AuthorityKind.COURT, AuthorityKind.INVESTIGATING_JUDGE})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Foundation:
    """A state's keys as the ceremony makes them; `seats` are by authority code, courts among them."""

    root: KeySet = field(repr=False)
    node: KeySet = field(repr=False)
    seats: Mapping[str, KeySet] = field(repr=False)
    certificates: Mapping[str, Certificate] = field(repr=False)
    image: Partner
    tls: TlsKey | None = field(default=None, repr=False)


def found(
    state: StateCode, seats: tuple[str, ...], *, demo: bool, now: datetime, address: str | None = None
) -> Foundation:
    """Make a state's root and certify the node and each seat; the first seat is the point of contact.

    `address` is where the node's door will stand; without one, partners reach it by file.

    Raises: MalformedMessage if that is no address of a door.
    """
    tls = None if address is None else make_tls_key(host_of(address))
    root, node = KeySet.generate(), KeySet.generate(with_log=True)
    keys = {seat: KeySet.generate() for seat in seats}
    until = now + VALID

    def certify(holder: Holder, owner: KeySet) -> Certificate:
        return issue(
            holder,
            owner.signing.public,
            owner.sealing.public,
            issuer=root.signing,
            serial=secrets.token_hex(8),
            valid_from=now,
            valid_until=until,
        )

    certificates = {
        seat: certify(Holder(state=state, kind=_kind(seat), name=Pseudonym(seat), authority=seat), keys[seat])
        for seat in seats
    }
    node_certificate = certify(Holder(state=state, kind=CertificateKind.NODE, name=Pseudonym("node")), node)
    image = invite(
        demo=demo,
        root=root.signing.public,
        node=node_certificate,
        authorities=tuple(certificates[seat] for seat in seats),
        log=log_image(node),
        witness=witness_image(state, node),
        line=None if tls is None or address is None else Line(address=address, tls=tls.certificate),
        signer=node.signing,
    )
    return Foundation(root=root, node=node, seats=keys, certificates=certificates, image=image, tls=tls)


def _kind(seat: str) -> CertificateKind:
    return CertificateKind.COURT if Authority.parse(seat).kind in COURTS else CertificateKind.AUTHORITY
