"""The real OFAC list: real persons stand in no test, so these count and name nobody.

The files are of different dates, hence the aliases of nobody. alt.csv has 19,486 rows and a mark of its end.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from comity.formats import ofac
from comity.formats.listing import sift
from comity.formats.source import Held
from comity.model.records import Dataset, DocumentKind, NameQuality

LISTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "watchlist" / "ofac"
ON = date(2031, 2, 3)
pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="the real list is not beside this project")


@pytest.fixture(scope="module")
def found() -> Dataset:
    sdn, alt, add = (Held((LISTS / f"{name}.csv").read_bytes()) for name in ("sdn", "alt", "add"))
    return sift(ofac.read(sdn, alt=alt, add=add, dated=ON))


def test_every_row_of_the_list_is_accounted_for(found):
    assert (len(found.records), len(found.rejected)) == (6915, 0)
    kinds = {kind: found.passed[kind] for kind in ("entity", "vessel", "aircraft")}
    assert kinds == {"entity": 7252, "vessel": 861, "aircraft": 374}
    assert 6915 + sum(kinds.values()) == 15_402


def test_every_alias_belongs_to_a_person_to_another_entry_or_is_reported(found):
    orphans = [part for part in found.parts if part.part == "alias"]
    strong = Counter(name.quality for record in found.records for name in record.names)
    assert len(orphans) == len(found.parts) == 1151
    assert strong[NameQuality.GOOD] + strong[NameQuality.FORMERLY] == 8424
    assert 8424 + found.passed["alias of an entry that is no person"] + 1151 == 19_486


def test_dates_and_documents_come_out_of_the_remarks(found):
    births = [birth.date for record in found.records for birth in record.births]
    assert Counter(born.kind if born else None for born in births) == {
        "EXACT": 7381,
        "BETWEEN": 142,
        "APPROXIMATE": 72,
    }
    kinds = Counter(document.kind for record in found.records for document in record.documents)
    assert kinds[DocumentKind.PASSPORT] == 2183
    assert all(record.reference.isdecimal() for record in found.records)
