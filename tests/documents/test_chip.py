"""Passive authentication: what a state signed is genuine, and whatever was changed is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.documents.chip import Group, Verdict, authenticate
from comity.documents.trust import TrustList, read_trust
from documents.der_writing import bits, extension, integer, name, octets, oid, printable, seq, set_of
from documents.issuing import (
    GROUPS,
    ISSUED,
    NOW,
    SIGNER_UNTIL,
    ZONE,
    Chip,
    Holder,
    Scheme,
    attribute,
    chip_of,
    dg1,
    dg12,
    group,
    key_of,
    security_object,
    signer_of,
)

FAST = Scheme("ecdsa")
STRANGER = Scheme("ecdsa", number=9)


def judge(chip: Chip, files: list[bytes] | None = None, trust: TrustList | None = None, **how):
    return authenticate(
        chip.files if files is None else files, trust or read_trust(chip.root.der), NOW, **how
    )


def codes(report) -> set[str]:
    return {finding.code for finding in report.findings}


def against(report) -> set[str]:
    return {finding.code for finding in report.findings if finding.weight.grade == "error"}


FAMILIES = [
    Scheme("rsa"),
    Scheme("rsa", "sha1"),
    Scheme("rsa", "sha512", exponent=3),
    Scheme("rsa", size=3072),
    Scheme("pss"),
    Scheme("pss", "sha384"),
    Scheme("pss", "sha512", salt=20),
    Scheme("ecdsa", "sha224", curve="secp224r1"),
    Scheme("ecdsa", "sha256", curve="secp256r1"),
    Scheme("ecdsa", "sha384", curve="secp384r1"),
    Scheme("ecdsa", "sha512", curve="secp521r1"),
    Scheme("ecdsa", "sha1", curve="brainpoolP224r1"),
    Scheme("ecdsa", "sha256", curve="brainpoolP256r1"),
    Scheme("ecdsa", "sha256", curve="brainpoolP256t1"),
    Scheme("ecdsa", "sha256", curve="brainpoolP320r1"),
    Scheme("ecdsa", "sha384", curve="brainpoolP384r1"),
    Scheme("ecdsa", "sha512", curve="brainpoolP512r1"),
    Scheme("ecdsa", "sha512", curve="brainpoolP256r1"),
    Scheme("plain", "sha256", curve="brainpoolP256r1"),
    Scheme("ecdsa", "sha256", curve="secp256r1", spelled=True),
    Scheme("ecdsa", "sha384", curve="brainpoolP384r1", spelled=True),
    Scheme("ecdsa", "sha512", curve="secp521r1", spelled=True),
    Scheme("ecdsa", "sha224", curve="brainpoolP224r1", spelled=True),
]


@pytest.mark.parametrize("scheme", FAMILIES, ids=repr)
def test_a_whole_chip_is_genuine_on_every_family_of_algorithms(scheme: Scheme):
    chip = chip_of(scheme, signed_at=ISSUED)
    report = judge(chip)
    assert (report.verdict, report.valid, against(report)) == (Verdict.GENUINE, True, set())
    assert report.groups == {"DG1": Group.MATCHES, "DG2": Group.MATCHES, "DG14": Group.MATCHES}
    assert report.zone == ZONE
    assert report.issued == date(2022, 2, 10)
    assert report.signer == "C=BE, CN=Document signer 1"
    assert report.chain == ("C=BE, CN=CSCA of an invented state",)


@pytest.mark.parametrize(
    "how",
    [
        {"by_key_id": True},
        {"digests": ("sha512", "sha256")},
        {"attributes": None, "signed_at": ISSUED},
        {"content": security_object(GROUPS, "sha256", version=1, lds=True)},
        {"content": security_object(GROUPS, "sha512")},
    ],
)
def test_a_lawful_variety_of_signed_data_is_genuine(how: dict):
    assert judge(chip_of(FAST, **how)).verdict is Verdict.GENUINE


def test_an_rsa_signature_may_leave_the_digest_to_the_signer():
    chip = chip_of(Scheme("rsa"), algorithm=seq(oid("1.2.840.113549.1.1.1"), b"\x05\x00"))
    assert judge(chip).verdict is Verdict.GENUINE


REFUSED = {
    "cms-version": {"version": 4},
    "content-type": {"content_type": "2.23.136.1.1.2"},
    "signer-count": {"signers": 2},
    "signer-version": {"signer_version": 3},
    "signer-missing": {"serial": 1268},
    "digest-unlisted": {"digests": ("sha512",)},
    "attributes-missing": {"bare": True},
    "attribute-wrong": {"signed_type": "1.2.840.113549.1.7.1"},
    "digest-differs": {"signed_digest": bytes(32)},
    "lds-version": {"content": security_object(GROUPS, "sha256", version=1)},
    "lds-list": {"content": security_object({2: GROUPS[2], 14: GROUPS[14]}, "sha256")},
    "malformed": {"detached": True},
}


@pytest.mark.parametrize(("code", "how"), REFUSED.items(), ids=REFUSED)
def test_refuses_signed_data_that_is_not_what_9303_asks(code: str, how: dict):
    report = judge(chip_of(FAST, **how))
    assert report.verdict is Verdict.REFUSED
    assert code in against(report)


@pytest.mark.parametrize("signers", [0, 2, 3])
def test_refuses_any_number_of_signers_but_one(signers: int):
    report = judge(chip_of(FAST, signers=signers))
    assert (report.verdict, against(report)) == (Verdict.REFUSED, {"signer-count"})


CONTENT_TYPE = attribute("1.2.840.113549.1.9.3", oid("2.23.136.1.1.1"))
DIGEST = attribute("1.2.840.113549.1.9.4", octets(bytes(32)))


@pytest.mark.parametrize(
    "attributes",
    [
        (CONTENT_TYPE,),
        (DIGEST,),
        (CONTENT_TYPE, CONTENT_TYPE, DIGEST),
        (CONTENT_TYPE, attribute("1.2.840.113549.1.9.4", octets(bytes(32)), octets(bytes(32)))),
        (attribute("1.2.840.113549.1.9.3"), DIGEST),
    ],
)
def test_refuses_signed_attributes_that_lack_or_repeat_type_or_digest(attributes: tuple[bytes, ...]):
    report = judge(chip_of(FAST, attributes=attributes))
    assert report.verdict is Verdict.REFUSED
    assert "attribute-wrong" in against(report)


def test_reads_attributes_out_of_order_and_says_so():
    report = judge(chip_of(FAST, unsorted=True, signed_at=ISSUED))
    assert (report.verdict, "attributes-order" in codes(report)) == (Verdict.GENUINE, True)


def test_refuses_another_signer_than_the_one_that_is_named():
    chip = chip_of(FAST)
    other = signer_of(chip.root, STRANGER)
    report = judge(replace(chip, how={"certificates": (other.der,)}))
    assert (report.verdict, against(report)) == (Verdict.REFUSED, {"signature-false"})


def test_refuses_two_certificates_that_fit_the_signer():
    chip = chip_of(FAST)
    beside = (chip.signer.der, signer_of(chip.root, STRANGER).der)
    assert against(judge(replace(chip, how={"certificates": beside}))) == {"signer-twice"}


def test_refuses_a_signer_whom_a_stranger_certified_in_the_name_of_the_state():
    chip = chip_of(FAST)
    forger = Holder(STRANGER)
    forged = Chip(forger, signer_of(forger, FAST))
    report = judge(forged, trust=read_trust(chip.root.der))
    assert (report.verdict, against(report)) == (Verdict.REFUSED, {"signature-false"})


def test_a_chip_of_a_state_that_is_not_listed_is_not_shown_to_be_genuine():
    chip = chip_of(FAST)
    other = Holder(STRANGER, country="TR", common="CSCA of another state")
    report = judge(chip, trust=read_trust(other.der))
    assert (report.verdict, report.valid, against(report)) == (Verdict.UNPROVEN, False, {"issuer-unknown"})
    assert report.chain == ()


def test_without_a_trust_list_nothing_is_shown():
    report = authenticate(chip_of(FAST).files, None, NOW)
    assert (report.verdict, against(report)) == (Verdict.UNPROVEN, {"no-trust"})


# ── data groups ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("number", [1, 2, 14])
def test_refuses_a_data_group_that_was_changed(number: int):
    chip = chip_of(FAST)
    changed = bytearray(GROUPS[number])
    changed[-1] ^= 1
    files = [data for data in chip.files if data != GROUPS[number]] + [bytes(changed)]
    report = judge(chip, files)
    assert (report.verdict, against(report)) == (Verdict.REFUSED, {"group-differs"})
    assert report.groups[f"DG{number}"] is Group.DIFFERS
    assert [one.where for one in report.findings if one.code == "group-differs"] == [f"DG{number}"]


def test_refuses_the_data_group_of_another_chip_and_hands_no_zone_on():
    chip = chip_of(FAST)
    other = dg1(("P<BELOTHERSON<<IMRA<<<<<<<<<<<<<<<<<<<<<<<<<", ZONE[1]))
    report = judge(chip, [other, *(data for data in chip.files if data != GROUPS[1])])
    assert (report.verdict, report.zone) == (Verdict.REFUSED, ())


def test_refuses_a_data_group_that_the_state_did_not_sign_for():
    chip = chip_of(FAST)
    report = judge(chip, [*chip.files, group(0x6F, b"\x30\x00")])
    assert (report.verdict, against(report)) == (Verdict.REFUSED, {"group-uncovered"})
    assert report.groups["DG15"] is Group.UNCOVERED


@pytest.mark.parametrize("number", [1, 2, 14])
def test_names_a_data_group_that_was_not_handed_in(number: int):
    chip = chip_of(FAST)
    report = judge(chip, [data for data in chip.files if data != GROUPS[number]])
    assert (report.verdict, against(report)) == (Verdict.UNPROVEN, {"group-missing"})
    assert report.groups[f"DG{number}"] is Group.MISSING
    assert f"DG{number} is signed for but was not handed in." in [one.text for one in report.findings]


def test_fingerprints_that_only_some_may_read_may_be_missing():
    whole = chip_of(FAST)
    chip = replace(whole, groups={**GROUPS, 3: group(0x63, b"\x01")}, com=b"")
    report = judge(chip, [data for data in chip.files if data[:1] not in (b"", b"\x63")])
    assert (report.verdict, report.groups["DG3"]) == (Verdict.GENUINE, Group.MISSING)
    assert "group-guarded" in codes(report)


def test_refuses_two_files_that_say_they_are_the_same_group():
    chip = chip_of(FAST)
    assert "file-twice" in against(judge(chip, [*chip.files, dg1()[:-1] + b"7"]))


def test_says_that_the_unsigned_list_of_groups_differs():
    chip = chip_of(FAST)
    com = group(0x60, b"\x5c\x02\x61\x75")
    report = judge(replace(chip, com=com))
    assert (report.verdict, "com-differs" in codes(report)) == (Verdict.GENUINE, True)


@pytest.mark.parametrize(
    "extra",
    [
        (seq(integer(1), octets(bytes(32))),),
        (seq(integer(17), octets(bytes(32))),),
        (seq(integer(3), octets(b"")),),
    ],
)
def test_refuses_a_signed_list_that_is_no_list_of_data_groups(extra: tuple[bytes, ...]):
    report = judge(chip_of(FAST, content=security_object(GROUPS, "sha256", extra=extra)))
    assert "lds-list" in against(report)


def test_without_its_signed_list_nothing_is_shown():
    report = judge(chip_of(FAST), [*GROUPS.values()])
    assert (report.verdict, against(report), report.groups) == (Verdict.UNPROVEN, {"sod-missing"}, {})


# ── the day of issue ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("day", [datetime(2021, 12, 30, tzinfo=UTC), datetime(2022, 4, 2, tzinfo=UTC)])
def test_refuses_a_signature_of_a_time_when_the_signers_key_was_not_in_use(day: datetime):
    report = judge(chip_of(FAST, signed_at=day))
    assert (report.verdict, against(report)) == (Verdict.REFUSED, {"issued-outside"})


@pytest.mark.parametrize(
    ("day", "valid"), [("20220110", True), ("20220401", True), ("20220402", False), ("20211231", False)]
)
def test_holds_the_date_of_issue_in_dg12_against_the_signers_time(day: str, valid: bool):
    chip = chip_of(FAST)
    assert judge(replace(chip, groups={**GROUPS, 12: dg12(day)})).valid is valid


def test_holds_the_printed_day_against_the_signers_time():
    chip = chip_of(FAST)
    assert judge(chip, issued=date(2022, 3, 1)).valid
    assert against(judge(chip, issued=date(2023, 3, 1))) == {"issued-outside"}


def test_a_signer_without_a_period_of_use_may_sign_as_long_as_its_certificate_is_valid():
    root = Holder(FAST)
    chip = Chip(root, signer_of(root, STRANGER, key_from=None, key_until=None))
    assert judge(chip, issued=date(2031, 1, 1)).valid
    assert against(judge(chip, issued=date(2032, 4, 2))) == {"issued-outside"}


def test_a_signer_that_expired_after_the_issue_is_no_reason_to_refuse():
    chip = chip_of(FAST, signed_at=ISSUED)
    later = authenticate(chip.files, read_trust(chip.root.der), SIGNER_UNTIL.replace(year=2034))
    assert (later.verdict, "expired" in codes(later)) == (Verdict.GENUINE, True)


def test_refuses_a_signer_that_is_not_yet_valid():
    chip = chip_of(FAST)
    early = authenticate(chip.files, read_trust(chip.root.der), datetime(2021, 6, 1, tzinfo=UTC))
    assert "not-yet-valid" in against(early)


def test_says_that_the_day_of_issue_is_not_known():
    report = judge(chip_of(FAST))
    assert (report.issued, "issue-unknown" in codes(report)) == (None, True)


# ── who may sign ────────────────────────────────────────────────────────────────────────────────
WRONG_SIGNERS = {
    "is-a-ca": {"ca": True},
    "not-for-signing": {"usage": 0x06},
    "not-for-signing ": {"purposes": ("2.23.136.1.1.3",)},
    "country-differs": {"country": "TR"},
    "certified-outside": {"valid_from": datetime(2019, 1, 1, tzinfo=UTC), "key_from": None},
    "critical-unknown": {"more": (extension("1.2.3.4", b"\x05\x00", critical=True),)},
    "algorithms-differ": {"inner_algorithm": Scheme("ecdsa", "sha384").algorithm},
}


@pytest.mark.parametrize(("code", "how"), WRONG_SIGNERS.items(), ids=WRONG_SIGNERS)
def test_refuses_a_signer_that_may_not_sign_documents(code: str, how: dict):
    root = Holder(FAST)
    report = judge(Chip(root, signer_of(root, STRANGER, **how)))
    assert report.verdict is Verdict.REFUSED
    assert code.strip() in against(report)


def test_refuses_a_zone_of_another_state_than_the_certificates():
    chip = chip_of(FAST)
    zone = ("P<TURSAMPLOVA<<MIRELA<<<<<<<<<<<<<<<<<<<<<<<", ZONE[1])
    assert against(judge(replace(chip, groups={**GROUPS, 1: dg1(zone)}, com=b"\x60\x00"))) == {
        "state-differs"
    }


@pytest.mark.parametrize(
    ("country", "state"), [("ZZ", "BEL"), ("BE", "UTO"), ("DE", "D<<"), ("GB", "GBD"), ("KS", "RKS")]
)
def test_a_zone_fits_its_certificates_or_one_of_them_is_not_known(country: str, state: str):
    root = Holder(FAST, country=country)
    zone = (f"P<{state}SAMPLOVA<<MIRELA<<<<<<<<<<<<<<<<<<<<<<<", ZONE[1])
    assert judge(Chip(root, signer_of(root, STRANGER), groups={**GROUPS, 1: dg1(zone)})).valid


def test_a_state_signs_for_its_territories():
    root = Holder(FAST, country="CN")
    zone = ("P<HKGSAMPLOVA<<MIRELA<<<<<<<<<<<<<<<<<<<<<<<", ZONE[1])
    assert judge(Chip(root, signer_of(root, STRANGER), groups={**GROUPS, 1: dg1(zone)})).valid


def test_says_that_a_signer_is_for_documents_of_another_type():
    types = extension("2.23.136.1.1.6.2", seq(integer(0), set_of(printable("ID"))))
    root = Holder(FAST)
    report = judge(Chip(root, signer_of(root, STRANGER, more=(types,))))
    assert (report.valid, "type-differs" in codes(report)) == (True, True)


# ── weak, not refused ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("scheme", [Scheme("rsa", "sha1"), Scheme("ecdsa", "sha1")], ids=repr)
def test_grades_sha_1_weak_and_does_not_refuse_it(scheme: Scheme):
    report = judge(chip_of(scheme))
    assert report.valid
    assert {one.weight.grade for one in report.findings if one.code == "weak-digest"} == {"warning"}


def test_grades_a_small_rsa_key_weak_and_does_not_refuse_it():
    report = judge(chip_of(Scheme("rsa", size=1024)))
    assert report.valid
    assert "The key of the document signer is weak (RSA, 1024 bits)." in [one.text for one in report.findings]


def test_a_certificate_with_a_negative_serial_number_is_read():
    root = Holder(FAST, serial=-5)
    report = judge(Chip(root, signer_of(root, STRANGER, serial=-9)))
    assert (report.valid, "serial-odd" in codes(report)) == (True, True)


# ── what leaves the room ────────────────────────────────────────────────────────────────────────
def test_the_report_says_in_plain_words_what_it_does_not_show():
    lines = judge(chip_of(FAST, signed_at=ISSUED)).lines()
    assert lines[0] == "Genuine: the issuing state signed these data, and nobody changed them."
    assert "Revoked: no CRL, unknown." in lines
    assert any("Whether the chip itself is a copy cannot be seen" in line for line in lines)


# ── RSASSA-PSS keys (RFC 4055) ──────────────────────────────────────────────────────────────────
def bound(scheme: Scheme, parameters: bytes) -> bytes:
    """Name a key's algorithm RSASSA-PSS, bound to those parameters."""
    public = key_of(scheme).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return seq(seq(oid("1.2.840.113549.1.1.10"), parameters), bits(public))


PSS = Scheme("pss")
BINDING = {
    "no parameters": (PSS, b"", True),
    "its own parameters": (PSS, PSS.parameters, True),
    "a shorter salt": (PSS, Scheme("pss", salt=20).parameters, True),
    "a longer salt": (PSS, Scheme("pss", salt=40).parameters, False),
    "another digest": (PSS, Scheme("pss", "sha384").parameters, False),
    "PKCS 1 with a key for PSS": (Scheme("rsa"), PSS.parameters, False),
}


@pytest.mark.parametrize(("scheme", "parameters", "valid"), BINDING.values(), ids=BINDING)
def test_a_key_bound_to_pss_verifies_what_it_is_bound_to(scheme: Scheme, parameters: bytes, valid: bool):
    root = Holder(FAST)
    chip = Chip(root, signer_of(root, scheme, key_info=bound(scheme, parameters)))
    assert judge(chip).valid is valid


def test_a_text_that_lies_beside_the_files_is_no_data_group():
    chip = chip_of(FAST)
    report = judge(chip, [*chip.files, b"notes: nothing of interest\n", "déjà vu".encode()])
    assert (report.valid, "file-unknown" in codes(report)) == (True, True)


def test_reads_what_other_readers_store():
    chip = chip_of(FAST)
    bare = chip.sod[2 + (chip.sod[1] & 0x7F) :]
    directory = bytes.fromhex("61094f07a0000002471001")  # EF.DIR begins as DG1 does
    report = judge(chip, [chip.com, bare, *chip.groups.values(), directory, chip.com])
    assert (report.verdict, "sod-bare" in codes(report)) == (Verdict.GENUINE, True)
    assert against(judge(chip, [bare + b"\0", *chip.groups.values()])) == {"malformed"}


def test_the_signer_may_be_named_in_another_kind_of_string_but_not_by_another_name():
    root = Holder(FAST)
    signer = signer_of(root, STRANGER, issuer=name("BE", "CSCA of an invented state", printable))
    assert judge(Chip(root, signer)).valid
    signer = signer_of(root, STRANGER, issuer=name("BE", "CSCA OF AN INVENTED STATE"))
    assert against(judge(Chip(root, signer))) == {"signer-missing"}
