"""The real UN list at three dates: real persons stand in no test, so these count and name nobody."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from comity.errors import MalformedFile
from comity.formats import un
from comity.model.records import Dataset, NameQuality

LISTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "watchlist" / "un"
pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="the real list is not beside this project")


def real(dated: str) -> Dataset:
    return un.parse((LISTS / f"un_consolidated_{dated}.xml").read_bytes())


@pytest.mark.parametrize(
    ("dated", "persons", "good", "low", "original_script", "documents", "nationalities"),
    [
        ("2017-07-03", 650, 1423, 544, 365, 374, 589),
        ("2018-10-29", 703, 1491, 595, 371, 429, 644),
        ("2020-11-30", 713, 1496, 616, 366, 449, 657),
    ],
)
def test_the_real_list_gives_every_name_document_and_nationality(
    dated, persons, good, low, original_script, documents, nationalities
):
    read = real(dated)
    qualities = Counter(name.quality for record in read.records for name in record.names)
    assert read.dated == date.fromisoformat(dated)
    assert len(read.records) == persons
    assert qualities == {
        NameQuality.PRIMARY: persons + original_script,
        NameQuality.GOOD: good,
        NameQuality.LOW: low,
    }
    assert sum(len(record.documents) for record in read.records) == documents
    assert sum(len(record.nationalities) for record in read.records) == nationalities


@pytest.mark.parametrize(
    ("dated", "kinds"),
    [
        ("2017-07-03", {"EXACT": 629, "APPROXIMATE": 121, "BETWEEN": 30, None: 2}),
        ("2018-10-29", {"EXACT": 682, "APPROXIMATE": 122, "BETWEEN": 31, None: 4}),
        ("2020-11-30", {"EXACT": 702, "APPROXIMATE": 120, "BETWEEN": 32, None: 4}),
    ],
)
def test_the_real_list_gives_every_kind_of_birth_date(dated, kinds):
    births = [birth for record in real(dated).records for birth in record.births]
    own = [birth for birth in births if birth.provenance.element == "INDIVIDUAL_DATE_OF_BIRTH"]
    assert Counter(birth.date.kind if birth.date else None for birth in own) == kinds
    assert all(birth.note for birth in own if birth.date is None)


def test_the_real_list_shows_where_every_value_stands_and_which_script_it_has():
    records = real("2020-11-30").records
    assert Counter(name.script for record in records for name in record.names) == {
        "Latn": 2818,
        "Arab": 360,
        "Cyrl": 10,
        "Ethi": 2,
        "Hani": 1,
    }
    lines = [name.provenance.line for record in records for name in record.names]
    assert min(lines) == 3
    assert lines == sorted(lines)


def test_a_truncated_real_list_is_refused_whole():
    data = (LISTS / "un_consolidated_2020-11-30.xml").read_bytes()
    with pytest.raises(MalformedFile, match="not well-formed XML"):
        un.parse(data[: len(data) * 2 // 3])
