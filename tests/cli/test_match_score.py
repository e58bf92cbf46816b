"""`comity match score`: one answer a line, in order, whatever stands in a line."""

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.cli import main
from comity.cli.match_score import scored
from comity.errors import BadInput


@pytest.fixture
def answers(monkeypatch, capsysbinary):
    def answers(*lines: object) -> list[dict[str, object]]:
        given = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(given))))
        status = main(["match", "score"])
        said = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
        assert status == any("error" in one for one in said)
        return said

    return answers


def test_says_score_band_and_why(answers):
    (answer,) = answers(
        {
            "held": "Щербаков Иван",
            "held_born": "1980-05-02",
            "asked": "Ivan Chtcherbakov",
            "asked_born": "1980-02-05",
        }
    )
    assert answer["band"] == "POSSIBLE"
    assert 18 <= answer["score"] < 22
    birth = answer["because"][1]
    assert (birth["feature"], birth["because"], birth["worth"]) == ("birth", "day and month swapped", 8.0)
    assert (birth["held"], birth["asked"]) == ("1980-05-02", "1980-02-05")


def test_more_than_a_name_and_a_date_may_be_given_and_several_of_each(answers):
    (answer,) = answers(
        {
            "held": ["The Baker", "Anna Maes"],
            "held_born": ["1979", "1980-05-23"],
            "held_sex": "F",
            "held_nationality": "BE",
            "held_place": "Mons",
            "held_documents": [{"number": "EA 123456", "state": "BE"}],
            "asked": "MAES Anna",
            "asked_born": "1980-05-23",
            "asked_sex": "female",
            "asked_nationality": ["FR", "be"],
            "asked_place": "Mons (Hainaut)",
            "asked_documents": "EA123456",
        }
    )
    assert [one["feature"] for one in answer["because"]] == [
        "name",
        "birth",
        "place",
        "nationality",
        "sex",
        "document",
    ]
    assert all(one["worth"] > 0 for one in answer["because"])
    assert answer["band"] == "LIKELY"


def test_a_name_without_a_date_needs_a_second_factor(answers):
    (answer,) = answers(
        {"held": "Zvirzhivskaia Anastasiia Evgenevna", "asked": "Анастасия Евгеньевна Звирживская"}
    )
    assert answer["band"] == "NEEDS_SECOND_FACTOR"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "The line cannot be read as JSON."),
        (b"\xff\xfe", "The line cannot be read as JSON."),
        (b"[" * 9_000, "The line cannot be read as JSON."),
        (b"[]", "A line is one JSON object of at most 20,000 bytes."),
        ({"asked": "A B"}, "`held` is missing: the name of a person"),
        ({"held": 7, "asked": "A"}, "`held` is neither a text nor a list of texts"),
        (
            {"held": "A", "held_born": "1980-13-01", "asked": "A"},
            "`held_born` is no date: month must be in 1..12",
        ),
        (
            {"held": "A", "asked": "A", "asked_sex": 1},
            "`asked_sex` is none of F, M, X, FEMALE, MALE, UNKNOWN",
        ),
    ],
)
def test_a_bad_line_is_answered_by_its_error_and_the_run_goes_on(answers, line: object, said: str):
    wrong, right = answers(line, {"held": "Anna Maes", "asked": "Anna Maes"})
    assert wrong == {"error": {"code": "bad-input", "what": said}}
    assert right["score"] > 10


def test_errors_repeat_nothing_of_what_was_said_about_a_person(answers):
    (answer,) = answers({"held": "Anna Maes", "asked": "Anna Maes", "held_born": "second of May"})
    assert "May" not in str(answer).replace("`held_born`", "")


def test_half_a_surrogate_ends_no_run(answers):
    first, second = answers(b'{"held": "\\ud800 Maes", "asked": "Maes"}', {"held": "Anna", "asked": "Anna"})
    assert (first["because"][0]["asked"], second["because"][0]["asked"]) == ("Maes", "Anna")


def test_blank_lines_are_passed_over(answers):
    assert len(answers(b"\n", {"held": "A", "asked": "A"}, b"  \r\n")) == 1


ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
FIELDS = [side + rest for side in ("held", "asked") for rest in ("", "_born", "_sex", "_place", "_documents")]


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_any_object_is_scored_or_refused(asked: dict[str, object]):
    try:
        said = scored(asked)
    except BadInput:
        return
    assert said["because"][0]["feature"] == "name"
