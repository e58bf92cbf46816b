"""The public chips and lists, where they lie beside the project: every key is of use, every chain holds."""

from contextlib import suppress
from pathlib import Path

import pytest
from asn1crypto import pem

from comity.documents.certificates import read_certificate
from comity.documents.chip import Group, Verdict, authenticate
from comity.documents.chip_findings import AGAINST, OPEN, Findings
from comity.documents.trust import issuer_chain, read_trust
from comity.errors import MalformedFile
from documents.issuing import NOW

DATA = Path(__file__).resolve().parents[2].parent / "shared/data/traveldocs"
MASTER, MOCK, SPECIMEN = DATA / "DE_ML_2024-08-07-07-38-24.ml", DATA / "csca_mock", DATA / "bsi2008"
here = pytest.mark.skipif(not DATA.is_dir(), reason="the public data do not lie beside the project")


@here
def test_every_key_of_a_master_list_is_of_use():
    trust = read_trust(MASTER.read_bytes())
    assert (len(trust.certificates), trust.skipped, trust.unusable, len(trust.countries)) == (541, 0, (), 109)
    assert sum(one.key.explicit for one in trust.certificates) == 126
    assert trust.signer.startswith("C=DE, O=bund, OU=bsi")


@here
def test_almost_every_certificate_of_a_master_list_is_signed_by_one_of_the_list():
    trust = read_trust(MASTER.read_bytes())
    alone = [one for one in trust.certificates if not any(map(one.signed_by, (one, *trust.candidates(one))))]
    assert len(alone) == 7  # links from keys that are no longer listed


@here
def test_every_mock_chain_verifies_and_none_with_a_byte_changed():
    found = sorted(MOCK.glob("*/mock_dsc.pem"))
    trust = read_trust(b"".join(one.read_bytes() for one in sorted(MOCK.glob("*/mock_csca.pem"))))
    for file in found:
        der = pem.unarmor(file.read_bytes())[2]
        findings = Findings()
        assert len(issuer_chain(read_certificate(der, "It"), trust, (), file.parent.name, findings)) == 1
        assert not findings.has(AGAINST, OPEN), file.parent.name
        for at in (len(der) // 3, len(der) - 1):
            with suppress(MalformedFile):
                spoiled = read_certificate(der[:at] + bytes([der[at] ^ 1]) + der[at + 1 :], "It")
                assert issuer_chain(spoiled, trust, (), "", Findings()) == ()
    assert len(found) == 40


@here
def test_the_specimen_is_signed_but_for_the_group_that_its_list_does_not_cover():
    files = [one.read_bytes() for one in sorted(SPECIMEN.iterdir())]
    report = authenticate(files, read_trust(MASTER.read_bytes()), NOW)
    assert report.verdict is Verdict.REFUSED
    assert report.groups == {
        "DG1": Group.MATCHES,
        "DG2": Group.MATCHES,
        "DG3": Group.MISSING,
        "DG14": Group.MATCHES,
        "DG15": Group.UNCOVERED,
    }
    errors = {one.code for one in report.findings if one.weight in (AGAINST, OPEN)}
    assert errors == {"group-uncovered", "issuer-unknown"}
    assert report.zone[0].startswith("P<D<<MUSTERMANN<<ERIKA")
