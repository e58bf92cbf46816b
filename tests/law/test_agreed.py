"""Terms of an agreement that lay something on a release or a clock (domain.md 3.3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.errors import LawFileInvalid
from comity.law.agreed import (
    BARS,
    CURABLE,
    SUPPLEMENTED,
    bars,
    bars_uncured,
    costs_of,
    due_at,
    obligations,
    shuts,
)
from comity.law.agreementfile import parse_agreements
from comity.law.clauses import Effect
from comity.law.facts import establish
from comity.law.gate import weigh
from comity.law.missing import candidates_of
from comity.law.naming import bits
from comity.model.assurances import AssuranceKind
from comity.model.decisions import Level
from comity.model.parties import Authority
from comity.model.requests import RequestType
from comity.model.terms import AssuranceTerm, AssuranceTrigger, Calendar, ListScreening, RefusalTerm, Terms
from law.shipped import ROOM, RULES, situations

WORKING = Calendar.WORKING_DAYS_OF_REQUESTED
SPOCS = (Authority.parse("TR/SPOC"), Authority.parse("BE/SPOC"))
OFFICES = (Authority.parse("TR/PUBLIC_PROSECUTOR"), Authority.parse("BE/SPOC"))
FRIDAY = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
NONE = frozenset[AssuranceKind]()


# ── on a release ────────────────────────────────────────────────────────────────────────────────
def test_the_shortest_review_of_several_texts_counts():
    texts = (Terms(review_every=timedelta(days=365)), Terms(), Terms(review_every=timedelta(days=180)))
    assert obligations(texts, NONE, SPOCS) == ("need reviewed every 180 d",)


def test_a_copy_is_owed_where_two_authorities_deal_directly_and_only_there():
    terms = Terms(direct_contact=True, copy_duty="the ministry")
    assert obligations((terms,), NONE, OFFICES) == ("copy to the ministry",)
    assert obligations((terms,), NONE, SPOCS) == ()
    assert obligations((replace(terms, direct_contact=False),), NONE, OFFICES) == ()


def test_who_bears_the_costs_of_legal_assistance_is_told_once_and_information_has_none():
    shared, silent = Terms(costs="shared equally"), Terms()
    assert costs_of((shared, silent, shared), RequestType.T09) == ("costs: shared equally",)
    assert costs_of((silent,), RequestType.T09) == ()
    assert costs_of((shared,), RequestType.T02) == ()


def test_an_assurance_that_stands_is_watched_as_its_article_says():
    watched = AssuranceTerm(
        kind=AssuranceKind.NO_DEATH_PENALTY,
        trigger=AssuranceTrigger.DEATH,
        giver="STATE",
        monitoring="the embassy, twice a year",
        article="art. 11",
    )
    terms = Terms(assurances=(watched,))
    assert obligations((terms,), NONE, SPOCS) == ()
    assert obligations((terms,), frozenset({AssuranceKind.RETRIAL}), SPOCS) == ()
    stands = frozenset({AssuranceKind.NO_DEATH_PENALTY})
    assert obligations((terms,), stands, SPOCS) == ("NO_DEATH_PENALTY watched by the embassy, twice a year",)


# ── on a clock ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("limit", "calendar", "due"),
    [
        (timedelta(days=7), Calendar.CALENDAR_DAYS, datetime(2026, 3, 13, 15, tzinfo=UTC)),
        (timedelta(days=7), WORKING, datetime(2026, 3, 17, 15, tzinfo=UTC)),
        (timedelta(days=1), WORKING, datetime(2026, 3, 9, 15, tzinfo=UTC)),
        (timedelta(hours=8), WORKING, datetime(2026, 3, 6, 23, tzinfo=UTC)),
        (
            timedelta(days=1, hours=6),
            Calendar.WORKING_DAYS_OF_REQUESTED,
            datetime(2026, 3, 9, 21, tzinfo=UTC),
        ),
    ],
)
def test_a_limit_runs_by_the_calendar_of_the_text_and_hours_always_on(
    limit: timedelta, calendar: Calendar, due: datetime
):
    assert due_at(FRIDAY, limit, calendar, UTC) == due


def test_working_days_are_those_of_the_requested_side():
    """At 15:00 UTC on Friday it is Saturday in Tokyo: the next working day there is Monday, at 0:00."""
    due = due_at(FRIDAY, timedelta(days=1), WORKING, ZoneInfo("Asia/Tokyo"))
    assert due == datetime(2026, 3, 8, 15, tzinfo=UTC)


# ── lists, authorisations ───────────────────────────────────────────────────────────────────────
def too_many(day: int, occasion: str = "TR-2026-32") -> bool:
    """Tell whether twenty persons at once are too many under a list that is to be deleted by 10 March."""
    held = next(s for s in situations() if s.id == "own-held").weighing
    listed = ListScreening(article="art. 9", occasion=occasion, most_persons=20, delete_by=date(2026, 3, 10))
    (text,) = held.instruments
    types = {**text.terms.request_types, RequestType.T01: text.terms.request_types[RequestType.T02]}
    text = replace(text, terms=replace(text.terms, list_screening=listed, request_types=types))
    people = tuple(replace(held.request.subjects[0], label=f"p{n}") for n in range(20))
    request = replace(held.request, type=RequestType.T01, subjects=people)
    on = datetime(2026, 3, day, 12, tzinfo=UTC)
    found = establish(replace(held, request=request, instruments=(text,), on=on))
    return bool(found.message.true & bits()["bulk.more_than_supported"])


def test_a_list_is_screened_until_the_day_by_which_it_is_deleted():
    assert not too_many(10)
    assert too_many(11)


@pytest.mark.parametrize(("role", "act"), [("POPE", "T02"), ("JUDGE", "T99")])
def test_refuses_an_authorisation_that_no_rule_would_read(role: str, act: str):
    text = (ROOM / "agreements" / "demo-be-vn.toml").read_text(encoding="utf-8")
    asked = f'authorisations = [{{ act = "{act}", role = "{role}", side = "REQUESTED", article = "art. 7" }}]'
    changed = text.replace("[instrument.terms]\n", f"[instrument.terms]\n{asked}\n", 1)
    with pytest.raises(LawFileInvalid, match=f"no rule reads an authorisation of {role} for {act}"):
        parse_agreements({"demo-be-vn.toml": changed.encode()})


# ── grounds that bind ───────────────────────────────────────────────────────────────────────────
def test_a_ground_binds_where_the_text_says_that_it_is_mandatory():
    named = {
        "R-DUAL": RefusalTerm(article="art. 5", mandatory=True),
        "R-SOVER": RefusalTerm(article="art. 6"),
    }
    terms = Terms(refusal_grounds=named)
    assert [rule for rule in BARS if bars(terms, rule)] == ["R-DUAL"]
    assert not any(bars(Terms(), rule) for rule in BARS)


def test_a_curable_ground_asks_for_the_supplement_first_where_one_can_cure_it():
    def said(curable: bool | None, rule: str) -> tuple[bool, bool, bool]:
        named = Terms(refusal_grounds={rule: RefusalTerm(article="5", mandatory=True, curable=curable)})
        return bars(named, rule), bars_uncured(named, rule), shuts(named, rule)

    assert said(None, "R-DUAL") == (True, False, False)
    assert said(True, "R-DUAL") == (False, True, False)
    assert said(False, "R-DUAL") == (True, False, True)
    assert said(True, "R-EMBARGO")[0], "an inquiry here is cured by nothing from there"
    optional = Terms(refusal_grounds={"R-DUAL": RefusalTerm(article="5", curable=False)})
    assert not bars(optional, "R-DUAL")
    assert not shuts(optional, "R-DUAL")


def test_the_grounds_that_are_supplemented_are_those_of_effect_s():
    own = {
        c.rule
        for rule in RULES.rules
        for c in rule.clauses
        if c.effect is Effect.S and c.level is not Level.N2
    }
    assert own == set(SUPPLEMENTED)
    of_texts = {
        c.rule for rule in RULES.rules for c in rule.clauses if c.effect is Effect.S and c.level is Level.N2
    }
    assert of_texts == {*CURABLE, "R-AGREED"}


def test_every_ground_left_to_somebody_can_be_made_binding():
    left = {c.rule for rule in RULES.rules for c in rule.clauses if c.effect is Effect.O}
    assert left <= set(BARS)


def test_nothing_is_named_as_missing_for_what_nothing_cures():
    cases = {one.id: one.weighing for one in situations()}
    named = [cure.fact for cure in candidates_of(establish(cases["S17"]), RULES)]
    assert "assurance.NO_DEATH_PENALTY.stands" in named
    shut = [cure.fact for cure in candidates_of(establish(cases["agreed-death-not-curable"]), RULES)]
    assert "assurance.NO_DEATH_PENALTY.stands" not in shut


def test_a_list_is_screened_for_the_event_or_case_that_the_term_names():
    assert not too_many(5)
    assert too_many(5, occasion="the games")


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ('kind = "FAIR_TRIAL", trigger = "R-DEATH", giver = "STATE"', "R-DEATH asks for NO_DEATH_PENALTY"),
        (
            'kind = "FAIR_TRIAL", trigger = "R-TRIAL", giver = "the king"',
            "nobody gives an assurance as 'the king'",
        ),
        ('kind = "FAIR_TRIAL", trigger = "if need be", giver = "STATE"', "EVERY_SURRENDER"),
    ],
)
def test_refuses_an_assurance_that_no_rule_would_read(term: str, why: str):
    text = (ROOM / "agreements" / "demo-be-vn.toml").read_text(encoding="utf-8")
    assured = f'assurances = [{{ {term}, monitoring = "m", article = "art. 6" }}]'
    changed = text.replace("[instrument.terms]\n", f"[instrument.terms]\n{assured}\n", 1)
    line = changed.split(assured)[0].count("\n") + 1
    with pytest.raises(LawFileInvalid, match=why) as refused:
        parse_agreements({"demo-be-vn.toml": changed.encode()})
    assert f"demo-be-vn.toml:{line}:" in str(refused.value)


# ── where it stands ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("situation", "rule", "article"),
    [
        ("agreed-asks-a-prosecutor", "R-AGREED", "demo-be-tr, authorisations, art. 7 (en)"),
        ("agreed-dual-for-all", "R-DUAL", "demo-be-tr, grounds of refusal, art. 5 (en)"),
        ("agreed-assurance-on-every-surrender", "R-AGREED", "demo-be-tr, assurances, art. 6 (en)"),
    ],
)
def test_a_ground_that_stems_from_a_term_cites_its_article(situation: str, rule: str, article: str):
    (held,) = (one.weighing for one in situations() if one.id == situation)
    assert article in {ground.article for ground in weigh(held, RULES).grounds if ground.rule == rule}


def test_a_crime_area_outside_is_cited_with_its_article():
    (held,) = (one.weighing for one in situations() if one.id == "own-held")
    (text,) = held.instruments
    terms = replace(text.terms, crime_areas={}, articles={**text.terms.articles, "crime_areas": "art. 3"})
    decision = weigh(replace(held, instruments=(replace(text, terms=terms),)), RULES)
    cited = {ground.article for ground in decision.grounds if ground.rule == "R-SCOPE"}
    assert cited == {"demo-be-tr, crime areas, art. 3 (en)"}


def test_a_forbidden_category_is_cited_from_the_text_that_forbids_it():
    (held,) = (one.weighing for one in situations() if one.id == "own-held")
    (text,) = held.instruments
    articles = {**text.terms.articles, "forbidden_categories": "art. 8(2)"}
    forbidden = frozenset({item.category for item in held.items})
    terms = replace(text.terms, forbidden_categories=forbidden, articles=articles)
    decision = weigh(replace(held, instruments=(replace(text, terms=terms),)), RULES)
    cited = {ground.article for ground in decision.grounds if ground.rule == "R-SCOPE"}
    assert cited == {"demo-be-tr, data categories, art. 8(2) (en)"}
