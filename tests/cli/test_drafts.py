"""What officers write in files: the annotated examples say all that the law asks for."""

import re
from datetime import date
from pathlib import Path

import pytest

from comity.cli.drafts import read_request, template
from comity.errors import MalformedFile
from comity.model.accusations import Accusation, Deed, Ties
from comity.model.parties import Authority
from comity.model.requests import RequestType

SENDER = Authority.parse("RU/SPOC")


def read(text: str, folder: Path):
    (folder / "request.toml").write_text(text, encoding="utf-8")
    return read_request(folder / "request.toml", RequestType.T02, SENDER)


def test_the_example_of_a_request_shows_an_accusation_and_the_deed_that_r_list_asks_for(tmp_path: Path):
    shown = re.sub(
        r"^# (?=\[offences\.accusation|organisation|ties|deeds)", "", template("request"), flags=re.M
    )
    (offence,) = read(shown, tmp_path).offences
    assert offence.accusation == Accusation(
        organisation="Northern Column",
        ties=frozenset({Ties.LISTING, Ties.MEMBERSHIP}),
        deeds=(
            Deed(on=date(2019, 3, 2), what="Bought arms.", source="police", grading="B2", attributable=True),
        ),
    )
    assert read(template("request"), tmp_path).offences[0].accusation is None


def test_a_date_of_birth_that_no_calendar_has_is_refused_and_not_quoted(tmp_path: Path):
    with pytest.raises(MalformedFile, match="'born' is no date") as refused:
        read(template("request").replace("1980-05-04", "1980-15-04"), tmp_path)
    assert "1980-15-04" not in str(refused.value)
