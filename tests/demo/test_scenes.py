"""Every scene is played as a visitor plays it, and ends as the specification says."""

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from comity.cli import main as comity
from comity.cli.verify_proof import verify
from comity.demo.play import SCENES, main
from comity.demo.scene_001 import text_of_the_agreement
from comity.errors import BadInput
from comity.law.copies import read_copy
from comity.model.parties import StateCode
from comity.wiring import read_law

PASSES, JUDGE_AND_NOTE = "PERMIT_WITH_CONDITIONS", ["JUDGE", "LEGAL_OFFICER", "order-required"]


@pytest.fixture(scope="module")
def played() -> dict[str, dict[str, Any]]:
    """What `comity demo --json` prints."""
    out = StringIO()
    with redirect_stdout(out):
        assert main(verify=verify, as_json=True) == 0
    told = json.loads(out.getvalue())
    assert told.pop("demo") is True
    return told


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The proof and the bundle that `comity demo 000 --proof FILE` keeps, and what it tells."""
    proof = tmp_path_factory.mktemp("kept") / "case.proof"
    out = StringIO()
    with redirect_stdout(out):
        assert comity(["demo", "000", "--proof", str(proof)]) == 0
    return proof, proof.with_name("case.proof.trust"), out.getvalue()


def test_plays_one_scene_for_each_source_article(played: dict[str, dict[str, Any]]):
    assert list(played) == [scene.id for scene in SCENES] == ["000", "001", "002", "003", "004"]


def test_says_first_that_it_is_a_demonstration_and_each_title_fits_a_line(kept: tuple[Path, Path, str]):
    lines = kept[2].splitlines()
    assert lines[0] == "DEMO: invented states and persons; nothing here has legal effect."
    assert lines[1].strip("─ ") == "Scene 000 · 2019-10-31"
    assert lines[2].strip() == "Belgium and Russia: police cooperation in spite of different laws"


# ── scene 000 ───────────────────────────────────────────────────────────────────────────────────
def test_a_suspect_s_data_waits_for_a_judge_and_the_legal_officer(played: dict[str, dict[str, Any]]):
    assert played["000"]["before_order"] == JUDGE_AND_NOTE


def test_a_change_after_the_order_voids_it(played: dict[str, dict[str, Any]]):
    assert played["000"]["after_order"] == PASSES
    assert played["000"]["after_change"] == JUDGE_AND_NOTE


def test_the_release_arrives_and_closes_the_case_on_both_sides(played: dict[str, dict[str, Any]]):
    found = played["000"]
    assert found["released"] == PASSES
    assert found["opened"] == ["file", "identity", "phone"]
    assert found["ends"] == {"BE": "CLOSED", "RU": "CLOSED"}


def test_both_sides_prove_it(played: dict[str, dict[str, Any]]):
    assert [played["000"][f"proof_{state}"] for state in ("RU", "BE")] == ["valid", "valid"]


def test_the_mirror_passes_without_a_judge_and_the_law_explains_each_difference(
    played: dict[str, dict[str, Any]],
):
    found = played["000"]
    assert found["mirror_outcome"] == "PERMIT"
    assert found["mirror_ends"] == {"BE": "REPLIED_FULL", "RU": "REPLIED_FULL"}
    assert found["mirror"] == {
        "5.4": [PASSES, "PERMIT", True],
        "R-JUDGE": ["NEEDS_AUTHORISATION", "PERMIT", True],
        "R-XFER": ["NEEDS_AUTHORISATION", "PERMIT", True],
    }


@pytest.mark.source("C0-10")
def test_a_warning_of_danger_passes_alike_for_a_russian_and_a_belgian(played: dict[str, dict[str, Any]]):
    assert played["000"]["warnings"] == [PASSES, PASSES]
    assert played["000"]["warnings_alike"] is True


def test_a_protected_and_an_unknown_person_get_one_neutral_answer(played: dict[str, dict[str, Any]]):
    found = played["000"]
    assert found["neutral_alike"] is True
    assert found["neutral"] == ["request.ack", "request.accept", "reply.none", "NO_REPLY_POSSIBLE"]


def test_today_the_request_is_looked_at_and_the_warning_still_passes(played: dict[str, dict[str, Any]]):
    assert played["000"]["today"] == "REFER"
    assert played["000"]["today_warning"] == {"BE": "ISSUED", "RU": "ISSUED"}


# ── the other scenes ────────────────────────────────────────────────────────────────────────────
@pytest.mark.source("C1-11")
def test_refuses_a_list_of_everybody_on_a_site(played: dict[str, dict[str, Any]]):
    assert played["001"]["bulk"] == "REFUSE"
    assert played["001"]["programme"] == ["REFUSE", ["R-BASIS"]]


def test_signed_copies_that_differ_in_an_article_send_what_rests_on_it_to_the_joint_committee(
    played: dict[str, dict[str, Any]],
):
    same, differs, settled, held_up, passes = played["001"]["texts"]
    assert (same, differs, settled) == ("SAME", "DIFFERS art. 4", "SAME")
    assert held_up == ["REFER", "TEXT_CONFLICT JOINT_COMMITTEE"]
    assert passes == ["PERMIT"]


@pytest.mark.parametrize("holder", ["BY", "CN"])
def test_the_demonstrations_agreement_names_the_hashes_of_its_invented_text(holder: str):
    text = next(i for i in read_law(demo=True).agreements if i.id == "demo-by-cn")
    assert read_copy(text_of_the_agreement(), StateCode(holder), "en") in text.copies


def test_the_own_item_goes_and_the_eu_system_s_item_stays_unseen(played: dict[str, dict[str, Any]]):
    found = played["002"]
    assert found["partial"] is True
    assert found["items"] == {"police": PASSES, "border": "REFUSE"}
    assert found["ends"] == {"BE": "REPLIED_FULL", "VN": "REPLIED_FULL"}


@pytest.mark.source("C2-18")
def test_a_passport_whose_zone_verifies_was_stolen_as_a_blank(played: dict[str, dict[str, Any]]):
    assert played["002"]["document"] == ["STOLEN_BLANK"]


@pytest.mark.source("C2-17")
def test_crossings_are_told_of_a_named_person_in_a_bounded_period(played: dict[str, dict[str, Any]]):
    found = played["002"]
    assert found["endless"] == "REFUSE"
    assert found["crossings"] == {"crossings-p1-EES": "REFUSE", "crossings-p1-own": PASSES}
    assert found["crossed"] == ["2023-01-03 ENTRY Zaventem", "2023-01-19 EXIT Zaventem"]


@pytest.mark.source("C4-21")
def test_another_state_s_item_waits_for_its_owner(played: dict[str, dict[str, Any]]):
    assert played["003"]["needs"] == ["OWNER(FR)"]


@pytest.mark.source("C3-1")
def test_what_the_press_says_is_flagged_and_moves_no_instrument(played: dict[str, dict[str, Any]]):
    assert played["003"]["press"] == {"flags": 3, "in_force": None}


def test_the_highest_alert_level_takes_no_judge_out(played: dict[str, dict[str, Any]]):
    assert played["004"]["needs"] == ["JUDGE"]
    assert played["004"]["warning"] == {"BE": "ACKED", "TR": "ACKED"}


@pytest.mark.source("C4-13")
def test_a_listed_organisation_without_a_deed_goes_back_and_passes_with_one(
    played: dict[str, dict[str, Any]],
):
    assert played["004"]["listed"] == [["REFER", ["R-LIST"]], ["REFER", ["R-LIST"]], []]
    assert played["004"]["one_matter"] == [
        "request.draft",
        "request.approve",
        "request.draft",
        "request.approve",
        "request.send",
    ]


# ── the command ─────────────────────────────────────────────────────────────────────────────────
def test_keeps_a_proof_that_its_bundle_makes_valid(kept: tuple[Path, Path, str]):
    proof, bundle, _ = kept
    assert verify(proof.read_bytes(), bundle.read_bytes()).verdict == "valid"


def test_heads_a_scene_with_subject_and_date_and_says_how_to_go_on(kept: tuple[Path, Path, str]):
    proof, bundle, told = kept
    assert "Belgium and Russia" in told
    assert f"comity proof verify {proof} --trust {bundle}" in told
    assert "Go on: `comity demo 000 --proof case.proof`" in told


@pytest.mark.parametrize("there", ["case.proof", "case.proof.trust"])
def test_refuses_to_overwrite_a_file_before_anything_is_played(tmp_path: Path, there: str):
    (tmp_path / there).write_bytes(b"kept")
    with pytest.raises(BadInput, match="Name a new file"):
        main("000", str(tmp_path / "case.proof"), verify=verify, as_json=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(there, b"kept")]


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("999",), "Choose one of 000, 001, 002, 003, 004"),
        (("001", "--proof", "{folder}/case.proof"), "Only scene 000 exports a proof"),
        (("000", "--proof", "{folder}/none/case.proof"), "Name a file in one that is there"),
    ],
)
def test_refuses_with_a_code_and_says_what_to_do(
    words: tuple[str, ...], advice: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    given = [word.replace("{folder}", str(tmp_path)) for word in words]
    assert comity(["demo", *given, "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "bad-input"
    assert advice in error["what"]
