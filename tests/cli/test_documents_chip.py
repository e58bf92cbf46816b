"""`comity documents chip` and `trust`: chips against the lists of the home, whose versions stay."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import pem

from comity.cli import main
from documents.issuing import (
    GROUPS,
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
GATHERER = Holder(Scheme("ecdsa", number=3), country="DE", common="CSCA of the state that gathers")
SIGNER = list_signer_of(GATHERER, Scheme("ecdsa", number=4))
FIRST = master_list(SIGNER, [GATHERER.der, CHIP.root.der])
ANCHOR = sha256(GATHERER.der).hexdigest()


def write(folder: Path, chip: Chip) -> Path:
    folder.mkdir(parents=True)
    for number, data in enumerate(chip.files):
        (folder / f"file-{number}.bin").write_bytes(data)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> list[str]:
    return ["--home", str(tmp_path / "home")]


@pytest.fixture
def ml(tmp_path: Path) -> Path:
    file = tmp_path / "first.ml"
    file.write_bytes(FIRST)
    return file


def told(capsys) -> dict:
    return json.loads(capsys.readouterr().out)


def test_answers_one_chip_with_one_line_whatever_its_files_are_called(tmp_path, ml, capsys):
    folder = write(tmp_path / "chip", CHIP)
    assert main(["documents", "chip", str(folder), "--trust", str(ml), "--on", "2026-03-01", "--json"]) == 0
    line = told(capsys)
    assert (line["chip"], line["valid"], line["verdict"], line["country"]) == ("chip", True, "genuine", "BE")
    assert line["data_groups"] == {"DG1": "matches", "DG2": "matches", "DG14": "matches"}
    assert (line["revocation"], line["issued"]) == ("no CRL, unknown", "2022-02-10")
    assert line["trust"] == sha256(FIRST).hexdigest()
    assert line["mrz"][0].startswith("P<BELSAMPLOVA<<MIRELA<")
    assert line["zone"]["format"] == "TD3"
    assert {one["grade"] for one in line["findings"]} == {"warning", "note"}


def test_answers_a_folder_of_chips_with_a_line_for_each_and_ends_with_1_if_any_is_not_genuine(
    tmp_path, ml, capsys
):
    write(tmp_path / "chips" / "a", CHIP)
    spoiled = write(tmp_path / "chips" / "b", CHIP)
    (spoiled / "file-2.bin").write_bytes(GROUPS[1][:-1] + b"0")
    assert main(["documents", "chip", str(tmp_path / "chips"), "--trust", str(ml), "--json"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["chip"], first["valid"], second["chip"], second["valid"]) == ("a", True, "b", False)
    assert [one["code"] for one in second["findings"] if one["grade"] == "error"] == ["group-differs"]


def test_a_folder_with_a_signed_list_is_one_chip_whatever_lies_in_folders_beside_it(tmp_path, ml, capsys):
    folder = write(tmp_path / "chip", CHIP)
    (folder / "pictures").mkdir()
    assert main(["documents", "chip", str(folder), "--trust", str(ml), "--on", "2026-03-01", "--json"]) == 0
    assert (told(capsys)["chip"], folder.name) == ("chip", "chip")


def test_says_in_plain_words_what_came_of_it(tmp_path, ml, capsys):
    folder = write(tmp_path / "chip", CHIP)
    assert main(["documents", "chip", str(folder), "--trust", str(ml), "--anchor", ANCHOR]) == 0
    text = capsys.readouterr().out
    assert "Genuine: the issuing state signed these data, and nobody changed them." in text
    assert "nobody compared" not in text


def test_takes_revocation_lists_certificates_as_pem_and_the_printed_day(tmp_path, capsys):
    folder = write(tmp_path / "chip", CHIP)
    root, crl = tmp_path / "root.pem", tmp_path / "be.crl"
    root.write_bytes(pem.armor("CERTIFICATE", CHIP.root.der))
    crl.write_bytes(revocation_list(CHIP.root, {}, NOW - timedelta(days=9), NOW + timedelta(days=9)))
    words = [
        "documents",
        "chip",
        str(folder),
        "--trust",
        str(root),
        "--crl",
        str(crl),
        "--on",
        "2026-03-01",
        "--json",
    ]
    assert main([*words, "--issued", "2022-03-01"]) == 0
    assert told(capsys)["revocation"] == "good"
    assert main([*words, "--issued", "2024-03-01"]) == 1
    assert "issued-outside" in [one["code"] for one in told(capsys)["findings"]]


def test_refuses_another_anchor_than_the_one_told(tmp_path, ml, capsys):
    folder = write(tmp_path / "chip", CHIP)
    assert main(["documents", "chip", str(folder), "--trust", str(ml), "--anchor", "00" * 32, "--json"]) == 1
    assert told(capsys)["error"]["code"] == "certificate-invalid"


@pytest.mark.parametrize("words", [["nowhere"], [__file__]])
def test_refuses_what_is_no_folder(words, ml, capsys):
    assert main(["documents", "chip", *words, "--trust", str(ml), "--json"]) == 1
    assert told(capsys)["error"]["code"] == "bad-input"


def test_without_a_list_says_how_to_import_one(tmp_path, home, capsys):
    folder = write(tmp_path / "chip", CHIP)
    assert main(["documents", "chip", str(folder), *home, "--json"]) == 1
    assert "comity documents trust import FILE.ml" in told(capsys)["error"]["what"]


# ── versions ────────────────────────────────────────────────────────────────────────────────────
def test_keeps_every_version_and_says_which_one_judged(tmp_path, home, ml, capsys):
    assert main(["documents", "trust", "import", str(ml), "--anchor", ANCHOR, *home, "--json"]) == 0
    first = told(capsys)["version"]
    assert (first["certificates"], first["states"], first["anchor"], first["compared"]) == (
        2,
        2,
        ANCHOR,
        True,
    )
    second = tmp_path / "second.ml"
    second.write_bytes(master_list(SIGNER, [GATHERER.der], signed_at=datetime(2025, 1, 1, tzinfo=UTC)))
    assert main(["documents", "trust", "import", str(second), *home, "--json"]) == 0
    newer = told(capsys)["version"]
    assert newer["compared"] is True
    assert main(["documents", "trust", "list", *home, "--json"]) == 0
    assert [one["version"] for one in told(capsys)["versions"]] == [first["version"], newer["version"]]

    folder = write(tmp_path / "chip", CHIP)
    assert main(["documents", "chip", str(folder), *home, "--json"]) == 1
    line = told(capsys)
    assert (line["verdict"], line["trust"]) == ("unproven", newer["version"])
    assert main(["documents", "chip", str(folder), *home, "--version", first["version"][:12], "--json"]) == 0
    line = told(capsys)
    assert (line["verdict"], line["trust"]) == ("genuine", first["version"])
    assert "list-anchor" not in [one["code"] for one in line["findings"]]


def test_marks_a_first_list_whose_anchor_nobody_compared(tmp_path, home, ml, capsys):
    assert main(["documents", "trust", "import", str(ml), *home]) == 0
    assert f"import with --anchor {ANCHOR}" in capsys.readouterr().out
    assert main(["documents", "chip", str(write(tmp_path / "chip", CHIP)), *home, "--json"]) == 0
    assert "list-anchor" in [one["code"] for one in told(capsys)["findings"]]


def test_refuses_a_later_list_that_rests_on_a_stranger_unless_its_fingerprint_is_told(
    tmp_path, home, ml, capsys
):
    main(["documents", "trust", "import", str(ml), "--anchor", ANCHOR, *home])
    stranger = Holder(Scheme("ecdsa", number=8), country="DE", common="A stranger")
    forged = tmp_path / "forged.ml"
    forged.write_bytes(master_list(list_signer_of(stranger, Scheme("ecdsa", number=9)), [stranger.der]))
    capsys.readouterr()
    assert main(["documents", "trust", "import", str(forged), *home, "--json"]) == 1
    assert told(capsys)["error"]["code"] == "certificate-invalid"
    told_anchor = sha256(stranger.der).hexdigest()
    assert main(["documents", "trust", "import", str(forged), "--anchor", told_anchor, *home]) == 0


def test_refuses_a_list_that_was_signed_before_the_one_in_use(tmp_path, home, ml, capsys):
    main(["documents", "trust", "import", str(ml), *home])
    older = tmp_path / "older.ml"
    older.write_bytes(master_list(SIGNER, [GATHERER.der], signed_at=datetime(2023, 1, 1, tzinfo=UTC)))
    capsys.readouterr()
    assert main(["documents", "trust", "import", str(older), *home, "--json"]) == 1
    assert "signed before the one in use" in told(capsys)["error"]["what"]


def test_refuses_a_kept_list_that_was_changed_on_disk(tmp_path, home, ml, capsys):
    main(["documents", "trust", "import", str(ml), *home])
    kept = next((tmp_path / "home" / "trust").glob("*.ml"))
    kept.write_bytes(master_list(SIGNER, [GATHERER.der]))
    capsys.readouterr()
    assert main(["documents", "chip", str(write(tmp_path / "chip", CHIP)), *home, "--json"]) == 1
    assert told(capsys)["error"]["code"] == "store-failed"
