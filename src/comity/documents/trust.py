"""Who stands behind a chip: the certificates of states (CSCA), from a master list or handed over one by one.

A master list is signed by the state that gathered it (ICAO 9303-12, 9). Its signature shows that nobody
changed it on the way; its `anchor` says whom that rests on, and is compared over a second channel.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import Any

from asn1crypto import pem

from comity.documents.certificates import (
    MASTER_LIST_SIGNER,
    Certificate,
    read_certificate,
    same_name,
)
from comity.documents.chip_findings import AGAINST, Finding, Findings
from comity.documents.cms import Signed, read_signed
from comity.documents.der import check_der, children, reading
from comity.documents.grammar import MasterList
from comity.errors import CertificateInvalid, MalformedFile

MASTER_LIST = "2.23.136.1.1.2"
"""The type of a master list's content."""
MOST_BYTES = 32 * 2**20
"""How large a trust list may be; one of 541 certificates has 0.8 MB."""
_MOST_CANDIDATES = 16
"""How many certificates of one name or key identifier are tried; states have fewer than ten in use."""
_LONGEST = 8
_MOST_LISTED = 10_000


@dataclass(frozen=True, kw_only=True)
class TrustList:
    """One version of whom to trust: `version` is the SHA-256 of the file.

    `anchor` is the fingerprint of the state's certificate that the list's own signature rests on; bare
    certificates have none. `skipped` counts certificates that could not be read.
    """

    version: str
    signer: str = ""
    country: str = ""
    signed_at: datetime | None = None
    anchor: str = ""
    certificates: tuple[Certificate, ...]
    skipped: int = 0
    findings: tuple[Finding, ...] = ()

    @cached_property
    def _by_key_id(self) -> dict[bytes, list[Certificate]]:
        return _grouped((one.key_id, one) for one in self.certificates if one.key_id)

    @cached_property
    def _by_name(self) -> dict[bytes, list[Certificate]]:
        return _grouped((one.subject, one) for one in self.certificates)

    @cached_property
    def _listed(self) -> frozenset[bytes]:
        return frozenset(one.der for one in self.certificates)

    def holds(self, certificate: Certificate) -> bool:
        """Tell whether a certificate is listed."""
        return certificate.der in self._listed

    def candidates(self, certificate: Certificate) -> Iterator[Certificate]:
        """Yield those that may have signed a certificate: first by their key's identifier, then by name."""
        by_key = self._by_key_id.get(certificate.authority_key_id, [])[:_MOST_CANDIDATES]
        yield from by_key
        by_name = self._by_name.get(certificate.issuer, [])[:_MOST_CANDIDATES]
        yield from (one for one in by_name if not any(one is other for other in by_key))

    def named(self, name: bytes) -> Sequence[Certificate]:
        """Return the certificates of one name, the keys that a state had one after another."""
        return self._by_name.get(name, [])[:_MOST_CANDIDATES]

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Return the states whose certificates it holds."""
        return tuple(sorted({one.country for one in self.certificates}))

    @cached_property
    def unusable(self) -> tuple[Certificate, ...]:
        """Return the certificates whose key cannot be used."""
        return tuple(one for one in self.certificates if not _usable(one))


def _grouped(pairs: Iterable[tuple[bytes, Certificate]]) -> dict[bytes, list[Certificate]]:
    found = defaultdict[bytes, list[Certificate]](list)
    for name, one in pairs:
        found[name].append(one)
    return dict(found)


def _usable(certificate: Certificate) -> bool:
    try:
        return bool(certificate.key)
    except MalformedFile:
        return False


def read_trust(data: bytes) -> TrustList:
    """Read a trust list: a signed master list, or certificates of states as DER or PEM.

    Nobody has compared its anchor yet: see `anchored`.

    Raises: MalformedFile if it is neither, or the master list is not signed as ICAO 9303-12 asks.
    """
    if len(data) > MOST_BYTES:
        raise MalformedFile(f"The trust list has more than {MOST_BYTES} bytes.")
    if pem.detect(data):
        return _bare(data, (der for _, _, der in _unarmored(data)))
    if b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" not in data[:32]:
        check_der(data, "The trust list", most_bytes=MOST_BYTES)
        return _bare(data, [data])
    return _master_list(data)


def anchored(trust: TrustList, told: str) -> TrustList:
    """Return a list whose anchor equals the fingerprint told; told none, it is marked as not compared.

    Raises: CertificateInvalid if the list rests on another certificate.
    """
    if not trust.anchor:
        return trust
    if not told:
        found = Findings(list(trust.findings))
        found.add("list-anchor", "The master list")
        return replace(trust, findings=tuple(found.said))
    if told.replace(":", "").strip().lower() != trust.anchor:
        raise CertificateInvalid("The master list rests on another certificate than the fingerprint told.")
    return trust


def succeeds(newer: TrustList, used: TrustList) -> bool:
    """Tell whether a list rests on a certificate that the one in use holds: nobody need compare it again.

    Raises: MalformedFile if it is of the same gatherer and was signed before the one in use.
    """
    known = any(one.fingerprint == newer.anchor for one in used.certificates)
    dated = newer.signed_at and used.signed_at and newer.signed_at < used.signed_at
    if dated and newer.country == used.country:
        raise MalformedFile(
            "The master list was signed before the one in use: it may lack what was withdrawn."
        )
    return known


def _unarmored(data: bytes) -> Iterator[tuple[Any, Any, bytes]]:
    with reading("The trust list"):
        yield from pem.unarmor(data, multiple=True)


def _bare(data: bytes, ders: Iterable[bytes]) -> TrustList:
    first = tuple(islice(ders, _MOST_LISTED + 1))
    if len(first) > _MOST_LISTED:
        raise MalformedFile(f"The trust list holds more than {_MOST_LISTED} certificates.")
    certificates = tuple(read_certificate(der, "A certificate of the trust list") for der in first)
    return TrustList(version=sha256(data).hexdigest(), certificates=certificates)


def _master_list(data: bytes) -> TrustList:
    what, found = "The master list", Findings()
    signed = read_signed(data, MASTER_LIST, what, found, most_bytes=MOST_BYTES)
    if signed is None or found.has(AGAINST):
        raise _refused(found)
    certificates, skipped = _members(signed.content, what)
    read = TrustList(
        version=sha256(data).hexdigest(),
        signer=signed.signer.name,
        country=signed.signer.country,
        signed_at=signed.signed_at,
        certificates=certificates,
        skipped=skipped,
    )
    anchor = _anchor(signed, read, found)
    if found.has(AGAINST) or anchor is None:
        raise _refused(found)
    return replace(read, anchor=anchor.fingerprint, findings=tuple(found.said))


def _refused(found: Findings) -> MalformedFile:
    against = " ".join(finding.text for finding in found.said if finding.weight.grade == "error")
    return MalformedFile(f"The master list is refused whole. {against}")


def _members(content: bytes, what: str) -> tuple[tuple[Certificate, ...], int]:
    """Read the certificates of a master list one by one, so that one that nobody can read spoils no other."""
    check_der(content, what, most_bytes=MOST_BYTES)
    with reading(what):
        read = MasterList.load(content, strict=True)
        if int(read["version"]) != 0:
            raise MalformedFile(f"{what} is of a version that is not known.")
        ders = tuple(islice(children(read["certificates"].dump(), what), _MOST_LISTED + 1))
    if len(ders) > _MOST_LISTED:
        raise MalformedFile(f"{what} holds more than {_MOST_LISTED} certificates.")
    certificates, skipped = dict[bytes, Certificate](), 0
    for der in ders:
        try:
            certificates[der] = read_certificate(der, "A certificate of the list")
        except MalformedFile:
            skipped += 1
    return tuple(certificates.values()), skipped


def _anchor(signed: Signed, listed: TrustList, found: Findings) -> Certificate | None:
    """Check the list's signer up to a state's own certificate, which stands in the list or came with it."""
    signer, what = signed.signer, "The master list"
    if MASTER_LIST_SIGNER not in signer.purposes:
        found.add("not-for-lists", what)
    roots = (*signed.others, *listed.candidates(signer))
    anchor = next((one for one in roots if signer.signed_by(one)), None)
    if anchor is None:
        found.add("issuer-unknown", what, "the master list's signer")
        return None
    check_link(signer, anchor, "the list's signer", what, found)
    if signed.signed_at is not None and not signer.valid_from <= signed.signed_at <= signer.valid_until:
        found.add("list-outside", what, f"{signed.signed_at:%Y-%m-%d}")
    return anchor


def issuer_chain(
    certificate: Certificate, trust: TrustList, beside: Sequence[Certificate], where: str, found: Findings
) -> tuple[Certificate, ...]:
    """Follow a document signer up to a listed certificate, if need be over link certificates (9303-12, 5).

    Whoever is listed is trusted. Certificates that came `beside` count only if they lead to one that is. The
    chain is empty where none was found; why, is found.
    """
    chain: list[Certificate] = []
    this = certificate
    while len(chain) < _LONGEST:
        above, tried = _issuer(this, trust, beside)
        if above is None:
            found.add("signature-false" if tried else "issuer-unknown", where, _called(chain))
            return ()
        chain.append(above)
        check_link(this, above, _called(chain[:-1]), where, found)
        if trust.holds(above):
            return tuple(chain)
        if not above.certifies:
            found.add("not-a-ca", where, _called(chain[:-1]))
        this = above
    found.add("chain-long", where, _LONGEST)
    return ()


def _in_use(issuer: Certificate, at: datetime) -> bool:
    """Tell whether an issuer's key was in use, to the day: some are dated to its beginning."""
    since, until = issuer.in_use
    return since - timedelta(days=1) <= at <= until


def _called(chain: Sequence[Certificate]) -> str:
    return "the link certificate" if chain else "the document signer"


def _issuer(
    this: Certificate, trust: TrustList, beside: Sequence[Certificate]
) -> tuple[Certificate | None, bool]:
    """Return who signed a certificate, and whether anybody could be tried.

    One key may stand in several certificates of a state: the one in use then is preferred, then a listed one.
    """
    near = (one for one in beside if one is not this and one.subject == this.issuer)
    candidates = (*trust.candidates(this), *near)
    for candidate in sorted(candidates, key=lambda one: not _in_use(one, this.valid_from)):
        if this.signed_by(candidate):
            return candidate, True
    return None, bool(candidates)


def check_link(below: Certificate, above: Certificate, called: str, where: str, found: Findings) -> None:
    """Check that one certificate may have certified another: its mark, state and time (RFC 5280, 9303-12)."""
    if above.is_ca is False or (above.usages is not None and "key_cert_sign" not in above.usages):
        found.add("not-a-ca", where, called)
    elif above.is_ca is None or above.usages is None:
        found.add("no-ca-mark", where, called)
    if above.country != below.country:
        found.add("country-differs", where, called.capitalize(), below.country, above.country)
    if not same_name(below.issuer, above.subject):
        found.add("name-differs", where, called.capitalize())
    if not _in_use(above, below.valid_from):
        found.add("certified-outside", where, called.capitalize(), f"{below.valid_from:%Y-%m-%d}")
    for one, name in ((below, called), (above, f"the issuer of {called}")):
        check_certificate(one, name, where, found)


def check_certificate(certificate: Certificate, called: str, where: str, found: Findings) -> None:
    """Grade one certificate by itself: algorithm, key, extensions that nobody knows, serial number."""
    if not certificate.one_algorithm:
        found.add("algorithms-differ", where, called)
    for oid in certificate.unread:
        found.add("critical-unknown", where, called, oid)
    if certificate.serial <= 0:
        found.add("serial-odd", where, called)
    if certificate.algorithm is None:
        found.add("algorithm", where, called.capitalize())
    elif certificate.algorithm.digest == "sha1":
        found.add("weak-digest", where, f"The certificate of {called}", "SHA-1")
    try:
        if certificate.key.weakness:
            found.add("weak-key", where, called, certificate.key.weakness)
    except MalformedFile as bad:
        found.add("key-unusable", where, called, bad.what)
