"""Terms of an agreement that lay something on a release or a clock (domain.md 3.3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.errors import LawFileInvalid
from comity.law.agreed import BARS, bars, costs_of, due_at, obligations
from comity.law.agreementfile import parse_agreements
from comity.law.facts import establish
from comity.law.naming import bits
from comity.model.assurances import AssuranceKind
from comity.model.parties import Authority
from comity.model.requests import RequestType
from comity.model.terms import AssuranceTerm, Calendar, ListScreening, RefusalTerm, Terms
from law.shipped import ROOM, situations

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
        trigger="the offence may carry death",
        giver="the requesting party",
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
def too_many(day: int) -> bool:
    """Tell whether twenty persons at once are too many under a list that is to be deleted by 10 March."""
    held = next(s for s in situations() if s.id == "own-held").weighing
    listed = ListScreening(
        article="art. 9", occasion="the games", most_persons=20, delete_by=date(2026, 3, 10)
    )
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
