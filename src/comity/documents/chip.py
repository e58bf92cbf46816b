"""Passive authentication of an ePassport's chip (ICAO Doc 9303 parts 10-12): bytes in, findings out.

It shows that the issuing state signed these data groups and that nobody changed them. It does not show that
the chip is no copy, nor that the bearer is the holder. The digest of EF.SOD identifies a document for ever,
so it is no identity here: nothing that leaves this room carries it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from comity.documents.certificates import MASTER_LIST_SIGNER, Certificate
from comity.documents.chip_findings import AGAINST, OPEN, Finding, Findings
from comity.documents.cms import Signed, read_signed
from comity.documents.countries import may_sign_for
from comity.documents.lds import (
    COM,
    GUARDED,
    MOST_BYTES,
    MOST_SIGNED_BYTES,
    SECURITY_OBJECT,
    SOD,
    SecurityObject,
    groups_in_com,
    issued_on,
    kind_of,
    read_security_object,
    signed_data,
    state_of,
    types_of,
    zone_of,
)
from comity.documents.revocation import Revocation, RevocationList, revocation_of
from comity.documents.trust import TrustList, check_certificate, issuer_chain
from comity.errors import MalformedFile


class Verdict(StrEnum):
    """What comes of it: everything holds; something speaks against the chip; or it was not shown."""

    GENUINE = "genuine"
    REFUSED = "refused"
    UNPROVEN = "unproven"


class Group(StrEnum):
    """How a data group stands to the list that the state signed."""

    MATCHES = "matches"
    DIFFERS = "differs"
    UNCOVERED = "not signed for"
    MISSING = "not handed in"


_VERDICTS = {
    Verdict.GENUINE: "Genuine: the issuing state signed these data, and nobody changed them.",
    Verdict.REFUSED: "Refused: something speaks against this chip.",
    Verdict.UNPROVEN: "Not shown: nothing speaks against this chip, but what would show it is missing.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipReport:
    """What passive authentication showed; `trust` is the version of the list that judged, `zone` DG1's lines.

    `signer` and `chain` are names of certificates, from the document signer upwards. `issued` is the day of
    issue that the signer's time was held against, as far as one is known.
    """

    verdict: Verdict
    country: str
    signer: str
    chain: tuple[str, ...]
    issued: date | None
    revocation: Revocation
    groups: Mapping[str, Group]
    zone: tuple[str, ...]
    trust: str
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Tell whether the chip is shown to be genuine."""
        return self.verdict is Verdict.GENUINE

    def to_plain(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "valid": self.valid,
            "verdict": self.verdict.value,
            "country": self.country,
            "signer": self.signer,
            "chain": list(self.chain),
            "issued": self.issued.isoformat() if self.issued else None,
            "revocation": self.revocation.value,
            "data_groups": {name: state.value for name, state in self.groups.items()},
            "mrz": list(self.zone),
            "trust": self.trust or None,
            "findings": [finding.to_plain() for finding in self.findings],
        }

    def lines(self) -> tuple[str, ...]:
        """Return it in plain words."""
        groups = ", ".join(f"{name} {state.value}" for name, state in self.groups.items())
        return (
            _VERDICTS[self.verdict],
            *((f"Signed by: {' ← '.join((self.signer, *self.chain))}",) if self.signer else ()),
            *((f"Data groups: {groups}.",) if groups else ()),
            f"Revoked: {self.revocation.value}.",
            *(f"{one.weight.grade.value}: {one.where}: {one.text}" for one in self.findings),
        )


def authenticate(
    files: Sequence[bytes],
    trust: TrustList | None,
    now: datetime,
    *,
    revoked: Sequence[RevocationList] = (),
    issued: date | None = None,
) -> ChipReport:
    """Authenticate a chip by its files, in any order; `issued` is the day printed in the document."""
    found = Findings()
    by_kind = _sorted(files, found)
    signed = _signed(by_kind.get(SOD), found)
    listed = None if signed is None else _security_object(signed, found)
    groups = {} if listed is None else _groups(by_kind, listed, found)
    matching = {name: by_kind[name] for name, state in groups.items() if state is Group.MATCHES}
    zone = _zone(matching, found)
    chain: tuple[Certificate, ...] = ()
    revocation = Revocation.UNKNOWN
    day: date | None = None
    if signed is not None:
        check_signer(signed.signer, now, found)
        chain = _chain(signed, trust, found)
        day = _check_issue(signed, matching, issued, found)
        _check_state(signed.signer, zone, found)
        if chain and trust:
            issuers = (chain[0], *trust.named(chain[0].subject))
            revocation = revocation_of(signed.signer, issuers, revoked, now, SOD, found)
    found.add("copy-unknown", SOD)
    return ChipReport(
        verdict=_verdict(found),
        country=signed.signer.country if signed else "",
        signer=signed.signer.name if signed else "",
        chain=tuple(one.name for one in chain),
        issued=day,
        revocation=revocation,
        groups=groups,
        zone=zone,
        trust=trust.version if trust else "",
        findings=tuple(found.said),
    )


def _verdict(found: Findings) -> Verdict:
    if found.has(AGAINST):
        return Verdict.REFUSED
    return Verdict.UNPROVEN if found.has(OPEN) else Verdict.GENUINE


def _sorted(files: Sequence[bytes], found: Findings) -> dict[str, bytes]:
    """Tell the files apart; two that say they are the same and differ speak against the chip."""
    by_kind: dict[str, bytes] = {}
    for data in files:
        kind = kind_of(data)
        if kind is None:
            found.add("file-unknown", "folder")
        elif len(data) > MOST_BYTES:
            found.add("malformed", kind, f"{kind} has more than {MOST_BYTES} bytes.")
        elif by_kind.setdefault(kind, data) != data:
            found.add("file-twice", kind, kind)
    return by_kind


def _signed(data: bytes | None, found: Findings) -> Signed | None:
    if data is None:
        found.add("sod-missing", SOD)
        return None
    try:
        inside = signed_data(data)
    except MalformedFile as bad:
        found.add("malformed", SOD, bad.what)
        return None
    if inside is data:
        found.add("sod-bare", SOD)
    return read_signed(inside, SECURITY_OBJECT, SOD, found, most_bytes=MOST_SIGNED_BYTES)


def _security_object(signed: Signed, found: Findings) -> SecurityObject | None:
    try:
        listed = read_security_object(signed.content)
    except MalformedFile as bad:
        found.add("malformed", SOD, bad.what)
        return None
    if listed.version != (1 if listed.has_lds_version else 0):
        found.add("lds-version", SOD, listed.version)
    if listed.fault:
        found.add("lds-list", SOD, listed.fault)
    for digest in {signed.digest, listed.digest}:
        if digest == "sha1":
            found.add("weak-digest", SOD, "The signed list of data groups", "SHA-1")
    return listed


def _groups(files: Mapping[str, bytes], listed: SecurityObject, found: Findings) -> dict[str, Group]:
    """Hold each data group against the signed list, in the order of their numbers."""
    names = sorted({*listed.groups, *files} - {COM, SOD}, key=lambda name: int(name[2:]))
    stand = {name: _stands(name, files.get(name), listed) for name in names}
    codes = {
        Group.DIFFERS: "group-differs",
        Group.UNCOVERED: "group-uncovered",
        Group.MISSING: "group-missing",
    }
    for name, state in stand.items():
        if state is Group.MISSING and name in GUARDED:
            found.add("group-guarded", name, name)
        elif state in codes:
            found.add(codes[state], name, name)
    if COM in files:
        _check_com(files[COM], listed, found)
    return stand


def _stands(name: str, data: bytes | None, listed: SecurityObject) -> Group:
    expected = listed.groups.get(name)
    if expected is None:
        return Group.UNCOVERED
    if data is None:
        return Group.MISSING
    return Group.MATCHES if hashlib.new(listed.digest, data).digest() == expected else Group.DIFFERS


def _check_com(data: bytes, listed: SecurityObject, found: Findings) -> None:
    try:
        if groups_in_com(data) != frozenset(listed.groups):
            found.add("com-differs", COM)
    except MalformedFile:
        found.add("com-differs", COM)


def _zone(matching: Mapping[str, bytes], found: Findings) -> tuple[str, ...]:
    if "DG1" not in matching:
        return ()
    try:
        return zone_of(matching["DG1"])
    except MalformedFile:
        found.add("zone-unread", "DG1")
        return ()


def check_signer(signer: Certificate, now: datetime, found: Findings) -> None:
    """Check that a certificate is a document signer's, and grade it (ICAO 9303-12, 7.1)."""
    if signer.is_ca:
        found.add("is-a-ca", SOD)
    if signer.usages is None:
        found.add("usage-missing", SOD)
    elif "digital_signature" not in signer.usages or MASTER_LIST_SIGNER in signer.purposes:
        found.add("not-for-signing", SOD)
    check_certificate(signer, "the document signer", SOD, found)
    if now < signer.valid_from:
        found.add("not-yet-valid", SOD, "The document signer", f"{signer.valid_from:%Y-%m-%d}")
    if now > signer.valid_until:
        found.add("expired", SOD, "The document signer", f"{signer.valid_until:%Y-%m-%d}")


def _chain(signed: Signed, trust: TrustList | None, found: Findings) -> tuple[Certificate, ...]:
    if trust is None:
        found.add("no-trust", SOD)
        return ()
    for finding in trust.findings:
        if finding not in found.said:
            found.said.append(finding)
    return issuer_chain(signed.signer, trust, signed.others, SOD, found)


def _check_issue(
    signed: Signed, matching: Mapping[str, bytes], printed: date | None, found: Findings
) -> date | None:
    """Hold every day of issue that is known against the time in which the signer's key was in use."""
    days = {"the day printed in it": printed, "DG12": _issued_in(matching, found)}
    days["the signing time"] = signed.signed_at.date() if signed.signed_at else None
    known = {source: day for source, day in days.items() if day is not None}
    since, until = signed.signer.in_use
    for source, day in known.items():
        whole = datetime.combine(day, time(), UTC)
        if whole + timedelta(days=1) <= since or whole > until:
            found.add("issued-outside", SOD, day.isoformat(), source)
    if not known:
        found.add("issue-unknown", SOD)
    return next(iter(known.values()), None)


def _issued_in(matching: Mapping[str, bytes], found: Findings) -> date | None:
    try:
        return issued_on(matching["DG12"]) if "DG12" in matching else None
    except MalformedFile as bad:
        found.add("malformed", "DG12", bad.what)
        return None


def _check_state(signer: Certificate, zone: tuple[str, ...], found: Findings) -> None:
    if not zone:
        return
    state = state_of(zone)
    if not may_sign_for(signer.country, state):
        found.add("state-differs", "DG1", state, signer.country)
    types = signer.document_types
    if types and not any(types_of(zone).startswith(one.rstrip("<")) for one in types):
        found.add("type-differs", "DG1", types_of(zone))
