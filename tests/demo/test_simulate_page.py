"""docs/simulate.md names every fault and every lie, with the code that the script's words give it."""

import re
from pathlib import Path

from comity.demo.simulate.script import LIES
from comity.demo.simulate.words import EXPECTED, PACKED, AtDoor, FalseRelease, Lie, OnLine, Verb

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "simulate.md").read_text(encoding="utf-8")
_BY = r"lie|answer|\[\[door\]\]|\[\[line\]\]"
ROW = re.compile(rf"^\| `({_BY})` \| `([a-z-]+)` \| .+ \| `([a-z-]+)` \|$", re.MULTILINE)
TELLS = {"lie": set(Lie), "answer": set(FalseRelease), "[[door]]": set(AtDoor), "[[line]]": set(OnLine)}


def test_the_page_gives_every_lie_its_code():
    rows = ROW.findall(PAGE)
    assert {by: {lie for teller, lie, _ in rows if teller == by} for by in TELLS} == {
        by: {lie for lie in lies if lie in EXPECTED} for by, lies in TELLS.items()
    }
    assert [(lie, code) for _, lie, code in rows if EXPECTED[lie] != code] == []


def test_the_page_names_every_fault_of_the_line():
    faults = PAGE.split("## Faults")[1].split("## Lies")[0]
    honest = [word for word in (*AtDoor, *OnLine) if word not in EXPECTED]
    assert [word for word in honest if f"`{word}`" not in faults] == []


def test_the_step_tells_what_the_page_says_it_tells():
    rows = [lie for by, lie, _ in ROW.findall(PAGE) if by == "[[line]]"]
    packed = rows[rows.index("number-inside") : rows.index("rolled-back-log") + 1]
    assert set(packed) == PACKED == set(LIES[Verb.LIE]) - set(Lie)
