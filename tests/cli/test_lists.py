"""Lists at the command line: every format, a dry run, a quarantine, and counts that add up."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from cli.homes import Homes, copy, environment, who

OFFICER = who("RU", "officer")
IMPORT = ("register", "import")
SDN = (
    '7001,"HUTSKO, Volha","individual","NOWHERE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 02 Sep 1968."\r\n'
    '7002,"SALT ROAD LTD",-0- ,"NOWHERE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '7003,"VIKHOREV, Ihor","individual","NOWHERE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
)
ALT = '7001,1,"aka","GUTSKO, Olga",-0- \r\n7999,5,"aka","NOBODY, At All",-0- \r\n'
ENTITY = '{"id": "nw-1", "schema": "Person", "properties": {"name": ["Volha Hutsko"]}}\n'
MAPPING = """
source = "Travel bans of Nowhere"
reference = "File"
[[name]]
columns = ["Name"]
[[birth]]
column = "Born"
"""
TABLE = "File,Name,Born\nA-1,Volha Hutsko,1968-09-02\nA-2,Ihor Vikhorev,\nA-3,Ales Hutsko,1970-02-28\n"


@pytest.fixture
def homes(founded: Homes, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Homes:
    environment(monkeypatch)
    homes = copy(founded, tmp_path_factory.mktemp("lists") / "homes", monkeypatch)
    for name, text in {
        "sdn.csv": SDN,
        "alt.csv": ALT,
        "list.ftm": ENTITY,
        "map.toml": MAPPING,
        "table.csv": TABLE,
        "broken.csv": TABLE.replace("1970-02-28", "in spring"),
    }.items():
        homes.file(name, text)
    return homes


def bring(homes: Homes, file: str, *words: str) -> dict:
    return homes("RU", *IMPORT, str(homes.folder / file), *words, *OFFICER)


def table(homes: Homes, *words: str) -> tuple[str, ...]:
    mapping = str(homes.folder / "map.toml")
    return ("--format", "csv", "--register", "NW", "--mapping", mapping, *words)


def test_imports_the_ofac_list_and_reports_the_alias_of_nobody(homes: Homes):
    alt = str(homes.folder / "alt.csv")
    said = bring(homes, "sdn.csv", "--format", "ofac", "--aliases", alt, "--dated", "2019-10-01")
    assert (said["register"], said["added"], said["read"]) == ("US-OFAC", ["7001", "7003"], 2)
    assert (said["passed"], said["parts"]) == ({"entity": 1}, {"alias": 1})
    assert said["rejections"] == [
        {
            "line": 2,
            "part": "alias",
            "reason": "the alias of an entry that is not in the list",
            "reference": "7999",
        }
    ]
    found = homes("RU", "register", "search", "--name", "gutsko", "--purpose", "inquiry", *OFFICER)
    assert [hit["reference"] for hit in found["found"]] == ["7001"]


def test_imports_entities_and_tables(homes: Homes):
    said = bring(homes, "list.ftm", "--format", "ftm", "--dated", "2019-10-01")
    assert (said["register"], said["added"]) == ("FTM", ["nw-1"])
    said = bring(homes, "table.csv", *table(homes, "--dated", "2019-10-01"))
    assert (said["register"], said["added"]) == ("NW", ["A-1", "A-2", "A-3"])


def test_reports_what_was_imported_also_where_the_index_cannot_follow(homes: Homes):
    index = homes.folder / "RU" / "index"
    shutil.rmtree(index, ignore_errors=True)
    index.write_text("no folder")
    said = bring(homes, "list.ftm", "--format", "ftm", "--dated", "2019-10-01")
    assert (said["added"], said["indexed"]) == (["nw-1"], False)
    index.unlink()
    found = homes("RU", "register", "search", "--name", "hutsko", "--purpose", "inquiry", *OFFICER)
    assert "nw-1" in [hit["reference"] for hit in found["found"]]


def test_a_dry_run_says_what_would_change_and_changes_nothing(homes: Homes):
    words = table(homes, "--dated", "2019-10-01")
    for _ in range(2):
        said = bring(homes, "table.csv", *words, "--dry-run")
        assert (said["added"], said["dry_run"]) == (["A-1", "A-2", "A-3"], True)
    said = bring(homes, "broken.csv", *words, "--dry-run")
    assert (said["read"], said["rejected"], len(said["added"])) == (3, 1, 2)


def test_refuses_the_list_whole_while_nothing_says_where_to_put_what_cannot_be_read(homes: Homes):
    file = str(homes.folder / "broken.csv")
    code, what = homes.refused("RU", *IMPORT, file, *table(homes, "--dated", "2019-10-01"), *OFFICER)
    assert code == "malformed-file"
    assert what.startswith("Line 4: column 3 'Born': no date of the forms YYYY-MM-DD (--quarantine FILE ")


def test_puts_aside_what_cannot_be_read_for_its_owner_alone_and_delists_nobody_for_it(homes: Homes):
    bring(homes, "table.csv", *table(homes, "--dated", "2019-10-01"))
    aside = homes.folder / "aside.jsonl"
    words = table(homes, "--dated", "2019-10-02", "--quarantine", str(aside))
    said = bring(homes, "broken.csv", *words)
    assert said["unchanged"] == ["A-1", "A-2"]
    assert (said["kept"], said["delisted"], said["rejected"], said["read"]) == (["A-3"], [], 1, 3)
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    (line,) = aside.read_text().splitlines()
    assert json.loads(line) == {
        "line": 4,
        "part": "",
        "raw": "A-3,Ales Hutsko,in spring",
        "reason": "column 3 'Born': no date of the forms YYYY-MM-DD",
        "reference": "A-3",
    }
    code, what = homes.refused("RU", *IMPORT, str(homes.folder / "broken.csv"), *words, *OFFICER)
    assert (code, "Name a new file" in what) == ("bad-input", True)


def test_says_to_people_how_the_counts_add_up_and_whom_the_list_lost(homes: Homes):
    bring(homes, "table.csv", *table(homes, "--dated", "2019-10-01"))
    homes.file(
        "table.csv", TABLE.replace("A-1,Volha Hutsko,1968-09-02\n", "").replace("A-2,Ihor", "A-2,Igor")
    )
    words = (*IMPORT, str(homes.folder / "table.csv"), *table(homes, "--dated", "2019-10-02"), *OFFICER)
    code, out, err = homes.run("RU", *words)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "NW: 2 read = 0 added + 1 changed + 1 unchanged + 0 delisted by the list + 0 rejected.",
        "1 stand in it no longer and are delisted.",
    ]


def test_converts_a_list_to_entities_without_any_node(homes: Homes):
    out = homes.folder / "out.ftm"
    sdn, alt = (str(homes.folder / name) for name in ("sdn.csv", "alt.csv"))
    words = ("--format", "ofac", "--aliases", alt, "--dated", "2019-10-01")
    said = homes.alone("register", "convert", sdn, str(out), *words)
    assert said == {
        "persons": 2,
        "entities": 4,
        "rejected": 0,
        "passed": {"entity": 1},
        "parts": {"alias": 1},
    }
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    read = [json.loads(line) for line in out.read_text().splitlines()]
    assert [entity["schema"] for entity in read] == ["Person", "Sanction", "Person", "Sanction"]
    assert read[0]["properties"]["alias"] == ["GUTSKO, Olga"]


@pytest.mark.parametrize(
    ("file", "words", "said"),
    [
        ("sdn.csv", ("--format", "ofac"), "Give it: --dated"),
        ("table.csv", ("--format", "csv", "--register", "NW"), "Name its mapping"),
        (
            "table.csv",
            ("--format", "csv", "--mapping", "{map}", "--dated", "2019-10-01"),
            "Name the register",
        ),
        ("sdn.csv", ("--mapping", "{map}"), "--mapping belongs to --format csv"),
        ("table.csv", ("--dated", "2019-10-01"), "A UN list says its day itself"),
        ("nothing.csv", (), "cannot be read (No such file or directory)"),
        (
            "map.toml",
            ("--format", "csv", "--register", "NW", "--mapping", "{table}"),
            "it is no TOML (at line 1",
        ),
    ],
)
def test_refuses_options_that_do_not_fit_the_format(
    homes: Homes, file: str, words: tuple[str, ...], said: str
):
    folder = homes.folder
    filled = (word.format(map=folder / "map.toml", table=folder / "table.csv") for word in words)
    _, what = homes.refused("RU", *IMPORT, str(Path(folder) / file), *filled, *OFFICER)
    assert said in what
