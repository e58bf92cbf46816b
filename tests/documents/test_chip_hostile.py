"""Hostile chips: any byte changed is refused, any bytes at all get an answer, none takes the process down."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from contextlib import suppress
from hashlib import sha1, sha224, sha256, sha384, sha512
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comity.documents.certificates import read_certificate
from comity.documents.chip import Verdict, authenticate
from comity.documents.der import DEEPEST, check_der, definite
from comity.documents.lds import issued_on, read_security_object, signed_data, zone_of
from comity.documents.revocation import read_revocation_list
from comity.documents.signatures import read_key
from comity.documents.trust import read_trust
from comity.errors import MalformedFile
from documents.der_writing import loosened, seq, tlv
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
)

CHIP = chip_of(Scheme("ecdsa"), signed_at=ISSUED)
SPELLED = chip_of(Scheme("ecdsa", "sha384", curve="brainpoolP384r1", spelled=True), signed_at=ISSUED)
PSS = chip_of(Scheme("pss"), by_key_id=True)
TRUST = {id(chip): read_trust(chip.root.der) for chip in (CHIP, SPELLED, PSS)}


def judge(chip: Chip, sod: bytes):
    return authenticate([chip.com, sod, *chip.groups.values()], TRUST[id(chip)], NOW)


def flipped(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_refuses_the_signed_list_with_any_byte_of_it_changed(mask: int):
    passed = [at for at in range(len(CHIP.sod)) if judge(CHIP, flipped(CHIP.sod, at, mask)).valid]
    assert passed == []


@pytest.mark.parametrize("chip", [SPELLED, PSS], ids=["explicit parameters", "RSASSA-PSS"])
@given(st.data())
def test_refuses_the_signed_list_with_a_byte_changed_anywhere(chip: Chip, data: st.DataObject):
    at = data.draw(st.integers(0, len(chip.sod) - 1))
    assert not judge(chip, flipped(chip.sod, at, data.draw(st.integers(1, 255)))).valid


@given(st.integers(0, len(CHIP.sod) - 1))
def test_refuses_the_signed_list_cut_short_or_with_more_behind_it(at: int):
    assert judge(CHIP, CHIP.sod[:at]).verdict is not Verdict.GENUINE
    assert judge(CHIP, CHIP.sod + CHIP.sod[:at][:1] + b"\x00").verdict is Verdict.REFUSED


MASTER = master_list(list_signer_of(CHIP.root, Scheme("ecdsa", number=4)), [CHIP.root.der])


def test_refuses_a_master_list_with_any_byte_of_it_changed_but_in_its_unsigned_root():
    came_along = MASTER.index(CHIP.root.der, MASTER.index(CHIP.root.der) + 1)
    unsigned = range(came_along, came_along + len(CHIP.root.der))
    passed = []
    for at in range(0, len(MASTER), 3):
        try:
            read_trust(flipped(MASTER, at, 0x01))
            passed.append(at)
        except MalformedFile:
            continue
    assert [at for at in passed if at not in unsigned] == []


# ── BER ─────────────────────────────────────────────────────────────────────────────────────────
LOOSE = loosened(signed_data(CHIP.sod), 5)


@pytest.mark.parametrize("deep", range(1, 6))
def test_reads_signed_data_whose_wrapping_is_written_in_ber(deep: int):
    signed = signed_data(CHIP.sod)
    loose = loosened(signed, deep)
    assert loose != signed
    assert definite(loose, "It") == signed
    report = judge(CHIP, tlv(0x77, loose))
    assert (report.verdict, "not-der" in [one.code for one in report.findings]) == (Verdict.GENUINE, True)
    assert read_trust(loosened(MASTER, deep)).certificates[0].der == CHIP.root.der


@given(st.data())
def test_refuses_signed_data_in_ber_with_a_byte_changed_anywhere(data: st.DataObject):
    loose = tlv(0x77, LOOSE)
    at = data.draw(st.integers(0, len(loose) - 1))
    assert not judge(CHIP, flipped(loose, at, data.draw(st.integers(1, 255)))).valid


# ── any bytes ───────────────────────────────────────────────────────────────────────────────────
DEEP = b"\x30\x80" * 100_000
NESTED = seq()
for _ in range(DEEPEST + 2):
    NESTED = seq(NESTED)
HUGE = b"\x30\x84\xff\xff\xff\xff"
MANY = tlv(0x30, b"\x05\x00" * 300_000)
READERS = [
    lambda data: read_certificate(data, "It"),
    read_key,
    read_trust,
    read_revocation_list,
    read_security_object,
    zone_of,
    issued_on,
    lambda data: check_der(definite(data, "It"), "It", most_bytes=1 << 20),
]
CORPUS = [
    CHIP.sod,
    LOOSE,
    CHIP.signer.der,
    CHIP.root.scheme.key_info,
    MASTER,
    revocation_list(Holder(Scheme("ecdsa")), {}, NOW, NOW),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("data", [DEEP, NESTED, HUGE, MANY, b"", b"\x1f\xff", b"\x30\x81\x00"], ids=range(7))
def test_refuses_nesting_lengths_and_numbers_without_end(reader, data: bytes):
    with pytest.raises(MalformedFile):
        reader(data)


def attempt(reader, data: bytes) -> None:
    with suppress(MalformedFile):
        reader(data)


def mutants() -> st.SearchStrategy[bytes]:
    """Draw sound files with a stretch replaced, doubled or cut out."""

    def spoil(data: bytes, cut: tuple[int, int], new: bytes) -> bytes:
        start, stop = sorted(at % (len(data) + 1) for at in cut)
        return data[:start] + new + data[stop:]

    spots = st.tuples(st.integers(0, 1 << 16), st.integers(0, 1 << 16))
    return st.builds(spoil, st.sampled_from(CORPUS), spots, st.binary(max_size=12))


@given(st.one_of(st.binary(max_size=200), mutants()))
@example(b"\x77\x02\x30\x80")
def test_any_bytes_get_an_answer_from_every_reader(data: bytes):
    for reader in READERS:
        attempt(reader, data)
    assert authenticate([data], TRUST[id(CHIP)], NOW).verdict is not Verdict.GENUINE


@given(st.lists(st.binary(max_size=60), max_size=6), st.integers(0, 16))
def test_any_files_beside_a_sound_one_get_an_answer(files: list[bytes], tag: int):
    report = authenticate(
        [CHIP.sod, bytes([0x60 + tag, *files[0][:1]]) if files else b"", *files], TRUST[id(CHIP)], NOW
    )
    assert report.verdict is not Verdict.GENUINE


@pytest.mark.full
@settings(max_examples=20_000)
@given(mutants())
def test_any_spoiled_file_gets_an_answer_at_length(data: bytes):
    for reader in READERS:
        attempt(reader, data)
    whole = data in (CHIP.sod, LOOSE)  # nothing was spoiled: its wrapping alone is written otherwise
    assert authenticate([data, *CHIP.groups.values()], TRUST[id(CHIP)], NOW).valid is whole


# ── H(SOD) is no identity ───────────────────────────────────────────────────────────────────────
def test_no_digest_of_the_signed_list_leaves_the_room():
    told = json.dumps(judge(CHIP, CHIP.sod).to_plain()) + "\n".join(judge(CHIP, CHIP.sod).lines())
    signed = CHIP.sod[4:]
    for what in (CHIP.sod, signed, CHIP.signing().content, *CHIP.groups.values()):
        for digest in (made(what).digest() for made in (sha1, sha224, sha256, sha384, sha512)):
            for written in (
                digest.hex(),
                b64encode(digest).decode(),
                urlsafe_b64encode(digest).decode()[:20],
            ):
                assert written.lower() not in told.lower()


def test_no_room_that_makes_keys_or_acts_reads_signed_lists():
    rooms = Path(__file__).resolve().parents[2] / "src" / "comity"
    readers = {"chip", "lds", "cms"}
    asking = {
        file.relative_to(rooms).as_posix()
        for file in rooms.rglob("*.py")
        if re.search(rf"comity\.documents\.({'|'.join(readers)})\b", file.read_text(encoding="utf-8"))
    }
    assert {name for name in asking if not name.startswith("documents/")} == {"cli/documents_chip.py"}
