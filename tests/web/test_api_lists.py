"""Lists over the API: the formats of the command, a dry run, and what cannot be read told and not shown."""

import json

import pytest

from comity.client import ApiError
from comity.model.people import Role

ENTITIES = "\n".join(
    json.dumps(entity)
    for entity in (
        {"id": "nw-1", "schema": "Person", "properties": {"name": ["Ada Quill"], "birthDate": ["1970"]}},
        {"id": "nw-firm", "schema": "Company", "properties": {"name": ["Salt Road"]}},
    )
)
TABLE = "id,name,born\n1,Ada Quill,1970\n,Bo Reed,1971\n"
MAPPING = """
source = "A table"
reference = "id"
dates = ["YYYY"]
[[name]]
columns = ["name"]
[[birth]]
column = "born"
"""
DAY = "2019-05-06"


def test_a_dry_run_says_what_would_change_and_changes_nothing(api):
    officer = api.client("BE", Role.OFFICER)
    said = {"file": ENTITIES, "format": "ftm", "dated": DAY}
    tried = officer.registers_import(**said, dry_run=True)
    assert (tried.register, tried.added, tried.dry_run) == ("FTM", ("nw-1",), True)
    done = officer.registers_import(**said)
    assert (done.added, done.passed, done.read, done.dry_run) == (("nw-1",), {"Company": 1}, 1, False)
    assert officer.registers_import(**said).unchanged == ("nw-1",)


def test_a_table_is_read_by_its_mapping_and_a_row_that_cannot_be_refuses_it_or_is_told(api):
    officer = api.client("BE", Role.OFFICER)
    said = {"file": TABLE, "format": "csv", "register": "HOUSE", "dated": DAY, "beside": {"mapping": MAPPING}}
    with pytest.raises(ApiError, match="Line 3"):
        officer.registers_import(**said)
    done = officer.registers_import(**said, quarantine=True)
    assert done.added == ("1",)
    assert [one.line for one in done.rejections] == [3]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"format": "csv", "register": "HOUSE", "dated": DAY}, "mapping"),
        ({"format": "ftm"}, "day"),
        ({"format": "ftm", "dated": DAY, "beside": {"aliases": "x"}}, "aliases"),
    ],
)
def test_what_a_format_lacks_or_does_not_know_is_refused(api, more, said):
    with pytest.raises(ApiError, match=said):
        api.client("BE", Role.OFFICER).registers_import(file=ENTITIES, **more)
