"""Trust lists: a master list is whole and signed by one who may, or refused; links lead from key to key."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from asn1crypto import pem

from comity.documents.chip import Verdict, authenticate
from comity.documents.revocation import Revocation, read_revocation_list
from comity.documents.trust import read_trust
from comity.errors import MalformedFile
from documents.der_writing import boolean, extension, seq
from documents.issuing import (
    ISSUED,
    NOW,
    Chip,
    Holder,
    Scheme,
    chip_of,
    list_signer_of,
    master_list,
    revocation_list,
    signer_of,
)

FAST, STRANGER = Scheme("ecdsa"), Scheme("ecdsa", number=9)
GATHERER = Holder(Scheme("ecdsa", number=3), country="DE", common="CSCA of the state that gathers")
LIST_SIGNER = list_signer_of(GATHERER, Scheme("ecdsa", number=4))
SPELLED = Holder(Scheme("ecdsa", "sha384", curve="brainpoolP384r1", spelled=True), country="TR")
OLD = Holder(FAST)
LISTED = [GATHERER.der, OLD.der, SPELLED.der]


def codes(report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_reads_a_master_list_and_says_whose_it_is():
    data = master_list(LIST_SIGNER, LISTED)
    trust = read_trust(data)
    assert len(trust.certificates) == 3
    assert (trust.countries, trust.unusable, trust.skipped) == (("BE", "DE", "TR"), (), 0)
    assert trust.version == sha256(data).hexdigest()
    assert trust.signer == "C=DE, CN=List signer"
    assert trust.anchor == sha256(GATHERER.der).hexdigest()
    assert trust.signed_at == datetime(2024, 5, 6, tzinfo=UTC)


def test_a_chip_is_judged_by_a_master_list_and_the_report_names_its_version():
    data = master_list(LIST_SIGNER, LISTED)
    report = authenticate(chip_of(FAST, signed_at=ISSUED).files, read_trust(data), NOW)
    assert (report.verdict, report.trust) == (Verdict.GENUINE, sha256(data).hexdigest())


def test_one_certificate_that_nobody_can_read_spoils_no_other():
    trust = read_trust(master_list(LIST_SIGNER, [*LISTED, seq(seq())]))
    assert (len(trust.certificates), trust.skipped) == (3, 1)


STRANGE = Holder(STRANGER, country="DE", common=GATHERER.common)
REFUSED = {
    "a changed list": (LIST_SIGNER, {"signed_digest": bytes(32)}, "was changed"),
    "a signer for documents": (signer_of(GATHERER, FAST), {}, "may not sign such lists"),
    "no signer": (LIST_SIGNER, {"signers": 0}, "exactly one"),
    "two signers": (LIST_SIGNER, {"signers": 2}, "exactly one"),
    "no signed attributes": (LIST_SIGNER, {"bare": True}, "no signed attributes"),
    "other content": (LIST_SIGNER, {"content_type": "2.23.136.1.1.1"}, "something else than 2.23.136.1.1.2"),
    "another version": (LIST_SIGNER, {"list_version": 1}, "version that is not known"),
    "a time before the signer's": (
        LIST_SIGNER,
        {"signed_at": datetime(2021, 1, 1, tzinfo=UTC)},
        "not in use",
    ),
    "a signer nobody certified": (
        replace(LIST_SIGNER, signature=STRANGER.sign(b"something else")),
        {},
        "not in the trust list",
    ),
}


@pytest.mark.parametrize(("signer", "how", "says"), REFUSED.values(), ids=REFUSED)
def test_refuses_a_master_list_whole(signer: Holder, how: dict, says: str):
    with pytest.raises(MalformedFile, match=says):
        read_trust(master_list(signer, LISTED, **dict(how)))


def test_reads_certificates_that_were_handed_over_one_by_one():
    bundle = b"".join(pem.armor("CERTIFICATE", der) for der in LISTED)
    assert read_trust(bundle).countries == ("BE", "DE", "TR")
    assert (read_trust(OLD.der).countries, read_trust(OLD.der).anchor) == (("BE",), "")


@pytest.mark.parametrize("data", [b"", b"\x30", b"text", b"-----BEGIN CERTIFICATE-----\nAAAA", seq(seq())])
def test_refuses_what_is_no_trust_list(data: bytes):
    with pytest.raises(MalformedFile):
        read_trust(data)


# ── links ───────────────────────────────────────────────────────────────────────────────────────
NEW_KEY = Scheme("ecdsa", number=5)
LINK = Holder(NEW_KEY, above=OLD, serial=8)
UNDER_NEW = signer_of(LINK, STRANGER)


def test_a_link_certificate_leads_from_the_listed_key_to_the_new_one():
    chip = Chip(OLD, UNDER_NEW, how={"certificates": (UNDER_NEW.der, LINK.der)})
    report = authenticate(chip.files, read_trust(OLD.der), NOW)
    assert report.verdict is Verdict.GENUINE
    assert report.chain == ("C=BE, CN=CSCA of an invented state", "C=BE, CN=CSCA of an invented state")


def test_without_the_link_the_new_key_is_not_known():
    report = authenticate(Chip(OLD, UNDER_NEW).files, read_trust(OLD.der), NOW)
    assert report.verdict is not Verdict.GENUINE


def test_a_link_that_a_stranger_made_leads_nowhere():
    forger = Holder(STRANGER)
    forged = Holder(NEW_KEY, above=forger, serial=8)
    signer = signer_of(forged, STRANGER)
    chip = Chip(OLD, signer, how={"certificates": (signer.der, forged.der, forger.der)})
    report = authenticate(chip.files, read_trust(OLD.der), NOW)
    assert (report.verdict, report.chain) == (Verdict.REFUSED, ())


def test_certificates_that_certify_each_other_in_a_circle_lead_nowhere():
    one = Holder(NEW_KEY, above=Holder(STRANGER, serial=2))
    other = Holder(STRANGER, above=Holder(NEW_KEY), serial=2)
    signer = signer_of(one, FAST)
    chip = Chip(OLD, signer, how={"certificates": (signer.der, one.der, other.der)})
    trust = read_trust(Holder(FAST, country="TR", common="Another").der)
    report = authenticate(chip.files, trust, NOW)
    assert (report.verdict, "chain-long" in codes(report)) == (Verdict.REFUSED, True)


@pytest.mark.parametrize(("code", "how"), [("not-a-ca", {"ca": False}), ("not-a-ca", {"usage": 0x80})])
def test_refuses_a_listed_certificate_that_may_not_certify(code: str, how: dict):
    root = Holder(FAST, **how)
    report = authenticate(Chip(root, signer_of(root, STRANGER)).files, read_trust(root.der), NOW)
    assert (report.verdict, code in codes(report)) == (Verdict.REFUSED, True)


def test_refuses_a_signer_certified_when_the_issuers_key_was_no_longer_in_use():
    root = Holder(FAST, key_until=datetime(2021, 1, 1, tzinfo=UTC))
    report = authenticate(Chip(root, signer_of(root, STRANGER)).files, read_trust(root.der), NOW)
    assert (report.verdict, "certified-outside" in codes(report)) == (Verdict.REFUSED, True)


def test_a_name_in_another_kind_of_string_is_the_same_name():
    from documents.der_writing import name, printable

    root = Holder(FAST)
    signer = signer_of(root, STRANGER, issuer=name("BE", "CSCA of an invented state", printable))
    report = authenticate(Chip(root, signer).files, read_trust(root.der), NOW)
    assert report.verdict is Verdict.GENUINE
    assert "name-differs" not in codes(report)


# ── revocation ──────────────────────────────────────────────────────────────────────────────────
MADE, DUE = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC)
CHIP = chip_of(FAST, signed_at=ISSUED)


def judged(*lists: bytes):
    read = [read_revocation_list(one) for one in lists]
    return authenticate(CHIP.files, read_trust(OLD.der), NOW, revoked=read)


def test_a_signer_that_its_issuers_list_does_not_name_is_good():
    report = judged(revocation_list(OLD, {99: MADE}, MADE, DUE))
    assert (report.verdict, report.revocation) == (Verdict.GENUINE, Revocation.GOOD)


def test_refuses_a_signer_that_was_revoked():
    report = judged(revocation_list(OLD, {1267: MADE}, MADE, DUE))
    assert (report.verdict, report.revocation) == (Verdict.REFUSED, Revocation.REVOKED)
    assert "The document signer was revoked on 2026-02-20." in [one.text for one in report.findings]


def test_a_revocation_in_a_list_that_is_out_of_date_still_counts():
    assert judged(revocation_list(OLD, {1267: MADE}, MADE, MADE)).revocation is Revocation.REVOKED


@pytest.mark.parametrize(
    ("lists", "code"),
    [
        ([], "crl-none"),
        ([revocation_list(SPELLED, {1267: MADE}, MADE, DUE)], "crl-none"),
        ([revocation_list(OLD, {}, MADE, datetime(2026, 2, 28, tzinfo=UTC))], "crl-old"),
        ([revocation_list(OLD, {}, MADE, None)], "crl-old"),
        ([revocation_list(Holder(STRANGER), {1267: MADE}, MADE, DUE)], "crl-false"),
    ],
)
def test_without_a_list_that_counts_revocation_is_unknown_and_says_so(lists: list[bytes], code: str):
    report = judged(*lists)
    assert (report.revocation.value, code in codes(report)) == ("no CRL, unknown", True)
    assert report.verdict is Verdict.GENUINE


def test_refuses_a_revocation_list_that_is_a_part_only():
    delta = extension("2.5.29.27", b"\x02\x01\x01", critical=True)
    with pytest.raises(MalformedFile, match="a part only"):
        read_revocation_list(revocation_list(OLD, {}, MADE, DUE, extensions=[delta]))


@pytest.mark.parametrize("data", [b"", b"\x30\x00", boolean(True), b"-----BEGIN X509 CRL-----"])
def test_refuses_what_is_no_revocation_list(data: bytes):
    with pytest.raises(MalformedFile):
        read_revocation_list(data)


def test_a_document_signer_certifies_nobody_even_if_it_does_not_say_what_it_is_for():
    unmarked = signer_of(OLD, NEW_KEY, ca=None, usage=None, common="A signer without marks")
    below = signer_of(unmarked, STRANGER)
    chip = Chip(OLD, below, how={"certificates": (below.der, unmarked.der)})
    report = authenticate(chip.files, read_trust(OLD.der), NOW)
    assert (report.verdict, "not-a-ca" in codes(report)) == (Verdict.REFUSED, True)


def test_of_two_certificates_for_one_key_the_one_in_use_then_counts():
    over = Holder(FAST, serial=6, valid_until=datetime(2021, 1, 1, tzinfo=UTC))
    bundle = b"".join(pem.armor("CERTIFICATE", one.der) for one in (over, OLD))
    assert (
        authenticate(chip_of(FAST, signed_at=ISSUED).files, read_trust(bundle), NOW).verdict
        is Verdict.GENUINE
    )
