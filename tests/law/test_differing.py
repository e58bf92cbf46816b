"""Two versions of the law are told apart by situations that a lawyer can read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comity.law import parse_rules
from comity.law.body import ROOMS, parse_law
from comity.law.differing import _proved, _tried, changed_clauses, changed_known
from comity.law.stages import settings
from law.shipped import CASES, PROFILES, ROOM, RULES, files

ON = datetime(2026, 3, 1, tzinfo=UTC)
SETTING = next(s for s in settings(RULES, PROFILES, ON) if s.names_an_authoriser)
SHIPPED = parse_law(demo=True, **{room: files(ROOM / room) for room in ROOMS})
BOTH_WAYS = pytest.mark.parametrize("find", [_proved, _tried], ids=["by the prover", "by trying"])


def edited(*edits):
    """Return the shipped rules with some passages written otherwise."""
    rules = files(ROOM / "rules")
    for file, old, new in edits:
        text = rules[file].decode()
        assert text.count(old) == 1
        rules[file] = text.replace(old, new).encode()
    return parse_rules(rules)


NOT_ABSOLUTE = (
    "items.toml",
    'effect = "M"\nlevel = "N0"\narticle = "CAT art. 15"',
    'effect = "A"\nlevel = "N3"\narticle = "CAT art. 15"\nneeds = ["SUPERVISOR"]',
)
NO_HOLD = ("moving.toml", '"message.moves_a_person", "court.hold"]', '"type.T10", "court.hold"]')
ONE_MORE_CONDITION = (
    "persons.toml",
    'conditions = ["SPECIAL_CATEGORY"]',
    'conditions = ["SPECIAL_CATEGORY", "H3"]',
)


@BOTH_WAYS
def test_shows_the_smallest_situation_that_a_changed_rule_decides_otherwise(find):
    found = [*find(RULES, edited(NOT_ABSOLUTE), SETTING)]
    assert found
    for changed in found:
        assert "R-TAINT" in changed.rules
        (item,) = (unit for unit in changed.example.facts if unit.startswith("i"))
        assert changed.before[item] == "REFUSE"
        assert changed.after[item] in ("NEEDS_AUTHORISATION", "REFER")
        told = {name for facts in changed.example.facts.values() for name in facts}
        assert "item.tainted" in told
        assert len(told) <= 5


@pytest.mark.full
@BOTH_WAYS
def test_shows_a_situation_for_each_changed_rule(find):
    found = [*find(RULES, edited(NOT_ABSOLUTE, NO_HOLD, ONE_MORE_CONDITION), SETTING)]
    assert {"R-TAINT", "R-R39", "R-SPEC"} <= {rule for changed in found for rule in changed.rules}


@BOTH_WAYS
def test_a_law_does_not_differ_from_itself(find):
    assert [*find(RULES, RULES, SETTING)] == []


@BOTH_WAYS
def test_another_text_of_a_rule_changes_nothing(find):
    spoken = edited(("items.toml", "is neither used nor passed on", "is not used and not passed on"))
    assert changed_clauses(RULES, spoken, ON) == ((), ())
    assert [*find(RULES, spoken, SETTING)] == []


def test_a_difference_is_told_in_lines():
    changed = next(_tried(RULES, edited(NO_HOLD), SETTING))
    hold = "an interim measure of the Strasbourg court or a court stay is in place"
    assert changed.lines()[0] == "A situation"
    assert f"message: court.hold is TRUE ({hold})" in changed.lines()
    assert changed.lines()[-3:] == (
        "before: message REFER; i0 REFER; referred to CENTRAL_AUTHORITY for HOLD",
        "after: message PERMIT; i0 PERMIT; referred to nobody",
        "through: R-R39",
    )


def test_known_situations_that_fare_otherwise_are_named():
    later = replace(SHIPPED, rulebook=edited(NOT_ABSOLUTE))
    found = {changed.title.split(":")[0]: changed for changed in changed_known(files(CASES), SHIPPED, later)}
    assert "S41" in found
    assert found["S41"].before["confession"] == "REFUSE"
    assert found["S41"].after["confession"] == "NEEDS_AUTHORISATION"
    assert found["S41"].rules == ("R-TAINT",)
    assert "S01" not in found


def test_known_situations_are_weighed_under_the_agreements_of_either_law():
    agreements = files(ROOM / "agreements")
    text = agreements["demo-be-ru.toml"].decode().replace('"DC_CASE_FACTS", ', "", 1)
    draft = {"demo-be-ru.toml": text.encode()}
    found = {
        c.title.split(":")[0]: c
        for c in changed_known(files(CASES), SHIPPED, SHIPPED.with_draft("agreements", draft))
    }
    assert found["S01"].rules == ("R-SCOPE",)


@BOTH_WAYS
def test_who_must_look_and_what_for_is_told_too(find):
    (found,) = find(RULES, edited(("moving.toml", 'action = "HOLD"', 'action = "ESTABLISH_FACTS"')), SETTING)
    assert found.rules == ("R-R39",)
    assert found.before["referred to"] == "CENTRAL_AUTHORITY for HOLD"
    assert found.after["referred to"] == "CENTRAL_AUTHORITY for ESTABLISH_FACTS"


@pytest.mark.full
@BOTH_WAYS
@pytest.mark.parametrize("denied", ["type.T09", "moment.using"])
def test_a_situation_is_of_one_type_and_at_one_moment_and_nobody_doubts_which(find, denied):
    old = '{ not = "message.danger_to_life" }, { not = "moment.using" }]\nen = "no dated act'
    new = old.replace("]\n", f', "{denied}"]\n').replace(f'{{ not = "{denied}" }}, "', '"')
    found = [*find(RULES, edited(("lists.toml", old, new)), SETTING)]
    assert found
    for changed in found:
        facts = changed.example.facts["message"]
        kinds = {name: truth for name, truth in facts.items() if name.startswith(("type.", "moment."))}
        assert set(kinds.values()) <= {"TRUE"}
        assert sum(name.startswith("type.") for name in kinds) <= 1
