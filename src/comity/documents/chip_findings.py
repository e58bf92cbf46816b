"""What is said of a chip, in plain words: a code, its grade, and whether it speaks against the document."""

from dataclasses import dataclass, field
from enum import StrEnum

from comity.documents.findings import Grade


class Weight(StrEnum):
    """What a finding does to the verdict: it speaks against the chip, leaves it open, or changes nothing."""

    AGAINST = "against"
    OPEN = "open"
    WARNING = "warning"
    NOTE = "note"

    @property
    def grade(self) -> Grade:
        """Return its grade."""
        return Grade.ERROR if self in (Weight.AGAINST, Weight.OPEN) else Grade(self.value)


AGAINST, OPEN, WARNING, NOTE = Weight.AGAINST, Weight.OPEN, Weight.WARNING, Weight.NOTE

MEANINGS: dict[str, tuple[Weight, str]] = {
    # the bytes
    "malformed": (AGAINST, "{0}"),
    "file-twice": (AGAINST, "Two files of the folder say that they are {0}; only one can be the chip's."),
    "file-unknown": (
        NOTE,
        "A file is none of a chip's (it begins with neither EF.COM, EF.SOD nor a data group).",
    ),
    "sod-missing": (OPEN, "EF.SOD, the list that the issuing state signs, is not there."),
    "sod-bare": (NOTE, "EF.SOD was handed in without its tag; what is signed in it is whole."),
    # the signed data (RFC 5652, ICAO 9303-10)
    "cms-version": (AGAINST, "The signed data is of version {0}; 9303 asks for version 3."),
    "not-der": (
        NOTE,
        "The wrapping is written in BER, not in DER as 9303 asks; what is signed inside is whole.",
    ),
    "content-type": (AGAINST, "The signed data says that it is something else than {0}."),
    "signer-count": (AGAINST, "There are {0} signers; there must be exactly one."),
    "signer-version": (AGAINST, "The signer's version {0} does not fit the way in which it is named."),
    "signer-missing": (AGAINST, "The certificate that the signer names is not in the signed data."),
    "signer-twice": (AGAINST, "Two different certificates fit the signer that is named."),
    "digest-unlisted": (AGAINST, "The signer's digest is not among those that the signed data announces."),
    "attributes-missing": (AGAINST, "The signature covers no signed attributes; 9303 asks for them."),
    "attribute-wrong": (
        AGAINST,
        "The signed attribute '{0}' is missing, stands twice or says something else.",
    ),
    "digest-differs": (
        AGAINST,
        "The signed digest is not that of the signed content: the content was changed.",
    ),
    "attributes-order": (
        WARNING,
        "The signed attributes are not in the order of DER; they verify as they stand.",
    ),
    "hashes-differ": (WARNING, "The signature is made with another digest than the signer announces."),
    "signature-false": (
        AGAINST,
        "The signature on {0} is false: something was changed, or another key made it.",
    ),
    "crl-inside": (NOTE, "The signed data carries a revocation list of its own; it was not used."),
    "algorithm": (AGAINST, "{0} is not signed with an algorithm that 9303 allows."),
    "weak-digest": (WARNING, "{0} rests on {1}, which is weak: a forger with great means could collide it."),
    "weak-key": (WARNING, "The key of {0} is weak ({1})."),
    "key-unusable": (AGAINST, "The key of {0} cannot be used: {1}"),
    # the certificates (RFC 5280, ICAO 9303-12)
    "issuer-unknown": (OPEN, "The certificate that signed {0} is not in the trust list."),
    "no-trust": (OPEN, "No trust list was given, so nobody is known to stand behind the signature."),
    "chain-long": (AGAINST, "The chain of certificates is longer than {0}."),
    "country-differs": (
        AGAINST,
        "{0} was certified for {1}, its issuer for {2}: no state signs for another.",
    ),
    "name-differs": (WARNING, "{0} names its issuer otherwise than the issuer names itself; their keys fit."),
    "not-a-ca": (AGAINST, "The issuer of {0} may not certify others."),
    "no-ca-mark": (WARNING, "The issuer of {0} does not say that it may certify others."),
    "not-for-signing": (AGAINST, "The certificate that signed the chip may not sign documents."),
    "is-a-ca": (
        AGAINST,
        "The chip is signed by a certificate that certifies others, not by a document signer.",
    ),
    "usage-missing": (WARNING, "The document signer's certificate does not say what its key is for."),
    "critical-unknown": (AGAINST, "The certificate of {0} has a critical extension that is not known ({1})."),
    "algorithms-differ": (AGAINST, "The certificate of {0} names two algorithms for its one signature."),
    "serial-odd": (NOTE, "The serial number of {0} is not positive, which RFC 5280 forbids."),
    "certified-outside": (AGAINST, "{0} was certified on {1}, when its issuer's key was not in use."),
    "not-yet-valid": (AGAINST, "{0} is not valid before {1}."),
    "expired": (NOTE, "{0} expired on {1}; documents that it signed before stay valid."),
    "issue-unknown": (
        NOTE,
        "The day of issue is not known, so whether the signer was in use then is not judged.",
    ),
    "issued-outside": (AGAINST, "The document is dated {0} ({1}), when its signer was not in use."),
    # revocation
    "revoked": (AGAINST, "The document signer was revoked on {0}."),
    "crl-none": (
        WARNING,
        "Whether the document signer was revoked is unknown: no revocation list of its issuer.",
    ),
    "crl-old": (
        WARNING,
        "Whether the document signer was revoked since is unknown: the list was due anew on {0}.",
    ),
    "crl-false": (WARNING, "A revocation list of that issuer's name is not signed by it, and was left out."),
    # the signed list of data groups (ICAO 9303-10)
    "lds-version": (AGAINST, "The security object's version {0} is not one that 9303 knows."),
    "lds-list": (AGAINST, "The signed list of data groups {0}."),
    "group-differs": (
        AGAINST,
        "{0} is not what the issuing state signed: it was changed or comes from another chip.",
    ),
    "group-missing": (OPEN, "{0} is signed for but was not handed in."),
    "group-guarded": (
        NOTE,
        "{0} is signed for and was not handed in; only states with a special key may read it.",
    ),
    "group-uncovered": (AGAINST, "{0} is there but the issuing state did not sign for it."),
    "com-differs": (WARNING, "EF.COM, which nobody signs, lists other data groups than the signed list."),
    "zone-unread": (AGAINST, "DG1 holds no machine-readable zone of a known length."),
    "state-differs": (AGAINST, "The zone says that {0} issued the document, the certificate is one of {1}."),
    "type-differs": (WARNING, "The certificate is not one for documents of the type '{0}'."),
    "copy-unknown": (NOTE, "Whether the chip itself is a copy cannot be seen from its files."),
    "list-anchor": (
        WARNING,
        "The trust list rests on a certificate whose fingerprint nobody compared over a second channel.",
    ),
    "not-for-lists": (AGAINST, "The certificate that signed the master list may not sign such lists."),
    "list-outside": (AGAINST, "The master list was signed on {0}, when its signer was not in use."),
}
"""What each code means: its weight, and the sentence with the places of its details."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `where` is the file or certificate that it is about."""

    code: str
    weight: Weight
    where: str
    text: str

    def to_plain(self) -> dict[str, str]:
        """Return it for JSON."""
        return {"grade": self.weight.grade.value, "code": self.code, "where": self.where, "text": self.text}


@dataclass(slots=True)
class Findings:
    """What was found so far."""

    said: list[Finding] = field(default_factory=list)

    def add(self, code: str, where: str, *details: object) -> None:
        """Say one thing more, once."""
        weight, text = MEANINGS[code]
        finding = Finding(code, weight, where, text.format(*details))
        if finding not in self.said:
            self.said.append(finding)

    def has(self, *weights: Weight) -> bool:
        """Tell whether anything of these weights was found."""
        return any(finding.weight in weights for finding in self.said)
