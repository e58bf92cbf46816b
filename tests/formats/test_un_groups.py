"""The groups of the UN list: what is read of them, and every way in which the file is refused whole."""

from datetime import date
from pathlib import Path

import pytest

from comity.errors import MalformedFile
from comity.formats import un_groups
from comity.model.lists import Designation, ListEffect

LISTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "watchlist" / "un"

SOUND = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2031-02-03T20:27:45.483-04:00">
<INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Ales</FIRST_NAME>
<REFERENCE_NUMBER>NWi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>
<ENTITIES>
<ENTITY><DATAID>2</DATAID><FIRST_NAME> NORTHERN
 COLUMN (NC)</FIRST_NAME><UN_LIST_TYPE>Nowhere</UN_LIST_TYPE>
<REFERENCE_NUMBER>NWe.001 </REFERENCE_NUMBER><LISTED_ON>2017-09-11</LISTED_ON>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Colonne du Nord</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>
<NAME_ORIGINAL_SCRIPT>Северная колонна</NAME_ORIGINAL_SCRIPT></ENTITY>
<ENTITY><FIRST_NAME>SALT ROAD</FIRST_NAME><REFERENCE_NUMBER>NWe.002</REFERENCE_NUMBER>
<LISTED_ON>2001-10-09-04:00</LISTED_ON><DELISTED_ON>2018-06-30</DELISTED_ON></ENTITY>
</ENTITIES></CONSOLIDATED_LIST>
"""


def test_reads_groups_with_aliases_and_dates_and_no_person():
    found = un_groups.parse(SOUND.encode())
    assert (found.lister, found.dated, found.fictional) == ("UN", date(2031, 2, 3), False)
    assert found.effects == {ListEffect.FREEZE_FUNDS}
    assert found.entries == (
        Designation(
            key="NWe.001",
            name="NORTHERN COLUMN (NC)",
            aliases=("Colonne du Nord", "Северная колонна"),
            since=date(2017, 9, 11),
        ),
        Designation(key="NWe.002", name="SALT ROAD", since=date(2001, 10, 9), until=date(2018, 6, 30)),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<LISTED_ON>2017-09-11</LISTED_ON>", "", "Line 6: a group without LISTED_ON"),
        ("2017-09-11", "2017-02-30", "LISTED_ON is a date that no calendar has"),
        ("NWe.002", "NWe.001", "the same REFERENCE_NUMBER stands twice"),
        ("<FIRST_NAME>SALT ROAD</FIRST_NAME>", "", "a group without a name"),
        ("<REFERENCE_NUMBER>NWe.002</REFERENCE_NUMBER>", "", "a group without REFERENCE_NUMBER"),
        ("ENTITIES>", "GROUPS>", "the list holds no group"),
        ("CONSOLIDATED_LIST", "ANOTHER_LIST", "the root is not CONSOLIDATED_LIST"),
        ("</ENTITIES>", "", "not well-formed XML"),
        ('"UTF-8"?>', '"UTF-8"?><!DOCTYPE x [<!ENTITY a "b">]>', "document types and entities are forbidden"),
    ],
)
def test_refuses_a_broken_file_whole_and_never_quotes_it(old: str, new: str, said: str):
    with pytest.raises(MalformedFile) as refused:
        un_groups.parse(SOUND.replace(old, new).encode())
    assert said in refused.value.what
    assert "SALT" not in refused.value.what


@pytest.mark.source("C4-11")
@pytest.mark.skipif(not LISTS.is_dir(), reason="the real list is not beside this project")
@pytest.mark.parametrize(("file", "groups"), [("un_consolidated_2020-11-30.xml", 305)])
def test_reads_every_group_of_the_real_list(file: str, groups: int):
    found = un_groups.parse((LISTS / file).read_bytes())
    assert len(found.entries) == groups
    assert next(e.since for e in found.entries if e.key == "IRe.001") == date(2006, 12, 23)
