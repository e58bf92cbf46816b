"""A draft is run over past cases by their facts alone."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import comity.law
from comity.acts.plain import to_plain
from comity.errors import LawFileInvalid, WrongRole
from comity.exchange import answers, profiles
from comity.exchange.backtest import backtest
from comity.exchange.weighing import content
from comity.model.people import Role
from stories.exchange import answered, at, held, released

SINCE = datetime(2019, 1, 1, tzinfo=UTC)
SHIPPED = Path(comity.law.__file__).parent / "agreements" / "demo-be-ru.toml"
POLICE = "[[instrument]]" + SHIPPED.read_text(encoding="utf-8").split("[[instrument]]")[1]
"""The agreement that the demonstration's two states decide under."""

UNCHANGED = {"draft.toml": POLICE.encode()}
PROFILES = {p.name: p.read_bytes() for p in (Path(comity.law.__file__).parent / "profiles").glob("*.toml")}
JUDGE = b'field = "suspect_data_authoriser"\nvalue = "JUDGE"'
BELGIAN_JUDGE = b"""state = "BE"

[[value]]
field = "suspect_data_authoriser"
value = "JUDGE"
valid_from = 2000-01-01
source = "invented for this test"
checked_on = 2026-11-21
confidence = "stated"
"""
NO_CASE_FACTS = {"draft.toml": POLICE.replace('"DC_CASE_FACTS", ', "").encode()}


def run(world, files, **how):
    place = world["BE"]
    node = place.node
    draft = node.law.with_draft("agreements", files)
    return backtest(node, draft, how.get("since", SINCE), how.get("by") or place[Role.LEGAL_OFFICER])


def test_shows_which_cases_a_category_less_would_have_changed():
    with at(released) as (world, _):
        found = run(world, NO_CASE_FACTS)
        last = [s for s in found.shifts if s.moment == "G3"]
        assert [(s.type, s.before, s.after, s.rules, s.released, s.cases) for s in last] == [
            ("T02", "PERMIT_WITH_CONDITIONS", "PERMIT_WITH_CONDITIONS", ("R-SCOPE",), -1, 1)
        ]
        assert found.without_facts == found.decided_otherwise == 0


def test_a_draft_that_says_the_same_changes_nothing():
    with at(released) as (world, _):
        found = run(world, UNCHANGED)
        assert (found.changed, found.shifts) == (0, ())
        assert found.weighed >= 1


def test_a_case_at_one_moment_counts_once_as_it_stood_last():
    with at(answered) as (world, matter):
        node = world["BE"].node
        before = run(world, UNCHANGED).weighed
        answers.decide_answer(node, matter, world.now)
        answers.decide_answer(node, matter, world.now)
        assert run(world, UNCHANGED).weighed <= before + 1


def authorised_by(who: str) -> dict[str, bytes]:
    """Return the shipped profiles, with this authoriser in Belgium's."""
    return PROFILES | {"BE.toml": PROFILES["BE.toml"].replace(JUDGE, JUDGE.replace(b"JUDGE", who.encode()))}


def adopt(world, content: bytes) -> None:
    """Have two persons of BE adopt the values in a file (TP1)."""
    place = world["BE"]
    profiles.propose(place.node, content, place[Role.LEGAL_OFFICER], world.now)
    profiles.adopt(place.node, content, place[Role.MINISTER_DELEGATE], world.now)


@pytest.mark.parametrize(("adopted", "draft"), [("JUDGE", "none"), ("none", "JUDGE")])
def test_a_value_that_two_persons_adopted_counts_under_the_law_in_force_and_under_the_draft(adopted, draft):
    """What they adopted counts alone (TP1): neither the shipped value nor the draft's undoes it."""
    with at(answered) as (world, matter):
        node, legal = world["BE"].node, world["BE"][Role.LEGAL_OFFICER]
        answers.decide_answer(node, matter, world.now)
        law = node.law.with_draft("profiles", authorised_by(draft))
        assert backtest(node, law, SINCE, legal).changed == (draft == "none")
        adopt(world, BELGIAN_JUDGE.replace(b'"JUDGE"', f'"{adopted}"'.encode()))
        assert backtest(node, law, SINCE, legal).changed == 0


def test_cases_weighed_before_the_day_are_not_looked_at():
    with at(released) as (world, _):
        assert run(world, NO_CASE_FACTS, since=datetime(2030, 1, 1, tzinfo=UTC)).weighed == 0


def test_what_comes_of_it_holds_nothing_of_the_case():
    with at(released) as (world, matter):
        said = json.dumps(to_plain(run(world, NO_CASE_FACTS)))
        assert [word for word in ("Velin", "1980", matter, matter.partition("/")[2]) if word in said] == []


def test_the_recorded_facts_hold_no_name_and_no_birth_date():
    with at(released) as (world, matter):
        node = world["BE"].node
        stored = held(node, matter).last("request.weigh")
        said = json.dumps(content(node, stored)["facts"])
        assert [word for word in ("Velin", "1980-05-04", matter.partition("/")[2]) if word in said] == []


def test_only_a_legal_officer_sees_what_a_draft_would_change():
    with at(released) as (world, _), pytest.raises(WrongRole):
        run(world, NO_CASE_FACTS, by=world["BE"][Role.SUPERVISOR])


def test_a_draft_that_cannot_be_read_is_refused_by_file_and_line():
    broken = {"draft.toml": POLICE.replace('"art. 4"', "4").encode()}
    with at(released) as (world, _), pytest.raises(LawFileInvalid, match=r"draft\.toml:\d+: 'article'"):
        run(world, broken)


# ── a draft that binds nobody yet ───────────────────────────────────────────────────────────────
LIFE = re.compile(r"^(signed_on|ratified) = .*\n", re.MULTILINE)
UNSIGNED = LIFE.sub("", POLICE)
TEXT = "demo-be-ru-police 1"


def test_an_unsigned_draft_that_says_the_same_changes_nothing_and_is_said_to_be_weighed_as_if_in_force():
    assert UNSIGNED != POLICE
    with at(released) as (world, _):
        found = run(world, {"draft.toml": UNSIGNED.encode()})
        assert (found.changed, found.as_if_in_force, found.never_in_force) == (0, (TEXT,), ())


def test_an_unsigned_draft_changes_what_its_terms_change_and_nothing_else():
    with at(released) as (world, _):
        signed = run(world, NO_CASE_FACTS)
        draft = run(world, {"draft.toml": LIFE.sub("", NO_CASE_FACTS["draft.toml"].decode()).encode()})
        assert signed.changed
        assert draft.shifts == signed.shifts
        assert (signed.as_if_in_force, draft.as_if_in_force) == ((), (TEXT,))


def test_a_draft_that_enters_into_force_later_is_weighed_over_the_whole_period():
    later = UNSIGNED.replace("entry = ", "signed_on = 2030-01-01\nentry = ", 1)
    with at(released) as (world, _):
        found = run(world, {"draft.toml": later.encode()})
        assert (found.changed, found.as_if_in_force) == (0, (TEXT,))


def test_a_draft_that_has_ended_is_said_to_be_in_force_on_none_of_the_days():
    ended = POLICE.replace("entry = ", "ends_on = 2019-01-02\nentry = ", 1)
    with at(released) as (world, _):
        found = run(world, {"draft.toml": ended.encode()}, since=datetime(2019, 2, 1, tzinfo=UTC))
        assert (found.as_if_in_force, found.never_in_force) == ((), (TEXT,))
