"""Versions of an instrument: two signed copies (I7), what was known when (I5), data already held (I4, I6)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comity.law import weigh
from comity.law.copies import conflicting_articles
from comity.law.instruments import as_known
from comity.law.replay import canonical
from comity.model.decisions import Moment, Outcome
from comity.model.instruments import (
    Copy,
    Denunciation,
    EntryIntoForce,
    EntryRule,
    InstrumentKind,
    Onward,
    Period,
    Span,
    Suspension,
)
from comity.model.requests import RequestType
from law import sample
from law.sample import WEIGHING, truth
from law.shipped import RULES
from law.treaty import BOTH, MONTHS, TREATY, force


def grounds(weighing):
    return {ground.rule: ground for ground in weigh(weighing, RULES).grounds}


def under(*texts, **changes):
    return replace(WEIGHING, instruments=texts, **changes)


# ── the two signed copies (I7) ──────────────────────────────────────────────────────────────────
def copy(holder, digest, language="fr", **articles):
    return Copy(
        holder=holder,
        language=language,
        digest=digest,
        articles=tuple((a[1:], d) for a, d in articles.items()),
    )


def test_finds_the_articles_in_which_two_copies_differ():
    same = replace(TREATY, copies=(copy("BE", "1", _4="a", _9="b"), copy("RU", "1", _4="a", _9="b")))
    other = replace(TREATY, copies=(copy("BE", "1", _4="a", _9="b"), copy("RU", "2", _4="a", _9="c")))
    assert conflicting_articles(same, BOTH) == set()
    assert conflicting_articles(other, BOTH) == {"9"}
    assert conflicting_articles(other, ("BE", "TR")) == set()


def test_two_copies_that_differ_somewhere_affect_every_article():
    assert conflicting_articles(replace(TREATY, copies=(copy("BE", "1"), copy("RU", "2"))), BOTH) is None


def test_copies_in_two_languages_are_not_compared():
    two = replace(TREATY, copies=(copy("BE", "1"), copy("RU", "2", "ru")))
    assert conflicting_articles(two, BOTH) == set()


def test_a_conflict_of_texts_goes_to_the_joint_committee_for_the_articles_it_affects():
    article = sample.TREATY.terms.request_types[RequestType.T02].article
    mine, theirs = (Copy(holder="BE", language="fr", digest="1", articles=((article, "a"),)) for _ in "12")
    theirs = replace(theirs, holder="TR", digest="2", articles=((article, "b"),))
    split = replace(sample.TREATY, copies=(mine, theirs))
    found = grounds(under(split))["I7"]
    assert (found.outcome, found.needs, found.action) == (
        Outcome.REFER,
        ("JOINT_COMMITTEE",),
        "TEXT_CONFLICT",
    )
    elsewhere = tuple(
        replace(c, articles=((f"protocol, {n}", c.digest),)) for n, c in enumerate(split.copies)
    )
    assert "I7" not in grounds(under(replace(split, copies=elsewhere)))
    assert "I7" not in grounds(under(sample.TREATY))


# ── what was known when (I5) ────────────────────────────────────────────────────────────────────
LEARNED = datetime(2026, 3, 9, 10, tzinfo=UTC)
SUSPENDED = Suspension(by="TR", notified_on=date(2026, 2, 20), effective=Period(days=2), recorded_at=LEARNED)


def test_an_event_counts_from_when_it_was_learned_for_the_days_it_speaks_of():
    text = replace(TREATY, suspensions=(replace(SUSPENDED, by="RU"),))
    before, after = datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC)
    day = date(2026, 3, 1)
    assert force(as_known((text,), before, day)[0], day) is True
    assert force(as_known((text,), after, day)[0], day) is False


def test_provisional_application_counts_from_when_it_was_learned():
    applied = Span(since=date(2026, 2, 1), recorded_at=LEARNED)
    text = replace(TREATY, ratified={}, provisional=(applied,))
    before, after = datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC)
    day = date(2026, 3, 1)
    assert force(as_known((text,), before, day)[0], day) is False
    assert force(as_known((text,), after, day)[0], day) is True
    left = Denunciation(by="RU", notified_on=date(2026, 2, 20), notice=Period(days=1), recorded_at=LEARNED)
    later = {"suspensions": (SUSPENDED,), "denunciations": (left,)}
    known_first = replace(text, provisional=(replace(applied, recorded_at=before),), **later)
    assert force(as_known((known_first,), before, day)[0], day) is True


@pytest.mark.parametrize("first", ["suspensions", "denunciations"])
def test_what_is_known_counts_beside_what_is_not_yet(first):
    before, day = datetime(2026, 3, 8, tzinfo=UTC), date(2026, 3, 1)
    pause = replace(SUSPENDED, by="RU")
    left = Denunciation(by="RU", notified_on=date(2026, 2, 20), notice=Period(days=1), recorded_at=LEARNED)
    text = replace(TREATY, suspensions=(pause,), denunciations=(left,))
    (event,) = getattr(text, first)
    text = replace(text, **{first: (replace(event, recorded_at=before),)})
    assert force(as_known((text,), before, day)[0], day) is False


def test_of_two_versions_the_one_learned_last_counts_and_neither_before_it_was_known():
    first = replace(TREATY, recorded_at=datetime(2021, 1, 1, tzinfo=UTC))
    second = replace(TREATY, version="2", recorded_at=LEARNED, ends_on=date(2025, 12, 31))
    day = date(2026, 3, 1)

    for versions in ((first, second), (second, first)):

        def known(at, versions=versions):
            return [i.version for i in as_known(versions, at, day)]

        assert known(datetime(2020, 12, 31, tzinfo=UTC)) == []
        assert known(datetime(2026, 3, 9, 9, tzinfo=UTC)) == ["1"]
        assert known(LEARNED) == ["2"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({}, {"recorded_at": datetime(1960, 1, 1, tzinfo=UTC)}),
        ({}, {"valid_from": date(2025, 1, 1)}),
        ({"valid_from": date(2024, 1, 1)}, {"valid_from": date(2025, 1, 1)}),
    ],
)
def test_what_was_always_known_is_the_oldest_and_of_two_the_one_that_speaks_later_counts(earlier, later):
    one, other = replace(TREATY, **earlier), replace(TREATY, version="2", **later)
    for versions in ((one, other), (other, one)):
        assert [i.version for i in as_known(versions, LEARNED, date(2026, 3, 1))] == ["2"]


APPLIED = Span(since=date(2026, 2, 1))
ONE_SIDE, BOTH_LATE = {"BE": date(2026, 1, 5)}, {"BE": date(2026, 1, 5), "RU": date(2026, 2, 10)}


@pytest.mark.parametrize(
    ("amendment", "expected"),
    [
        ({"ratified": {}}, "1"),
        ({"ratified": ONE_SIDE}, "1"),
        ({"ratified": ONE_SIDE, "valid_from": date(2026, 1, 1)}, "1"),
        ({"ratified": ONE_SIDE, "recorded_at": datetime(2026, 1, 2, tzinfo=UTC)}, "1"),
        ({"ratified": BOTH_LATE}, "1"),  # in force on 1 April 2026, two months after the last
        ({"ratified": {**BOTH_LATE, "RU": date(2026, 1, 10)}}, "2"),
        ({"ratified": ONE_SIDE, "provisional": (APPLIED,)}, "2"),
        ({"ratified": ONE_SIDE, "provisional": (Span(since=date(2026, 3, 2)),)}, "1"),
        ({"ratified": ONE_SIDE, "provisional": (replace(APPLIED, articles=frozenset("5")),)}, "1"),
        ({"entry": EntryIntoForce(rule=EntryRule.UNKNOWN)}, "2"),  # nobody knows: a person finds out
    ],
)
def test_an_amendment_takes_the_place_of_what_is_in_force_only_when_it_is_so_itself(amendment, expected):
    """I1, I2, I6: what both signed and one ratified changes nothing yet."""
    second = replace(TREATY, version="2", signed_on=date(2025, 12, 1), **amendment)
    for versions in ((TREATY, second), (second, TREATY)):
        day = date(2026, 3, 1)
        assert [i.version for i in as_known(versions, LEARNED, day, BOTH)] == [expected]
    unborn = replace(TREATY, ratified={}, provisional=())
    assert [i.version for i in as_known((unborn, second), LEARNED, date(2026, 3, 1), BOTH)] == ["2"]


def test_of_many_parties_an_amendment_counts_between_those_who_are_bound_by_it():
    many = replace(
        TREATY,
        kind=InstrumentKind.TREATY_MULTILATERAL,
        parties=frozenset({"BE", "RU", "TR"}),
        ratified={**TREATY.ratified, "TR": date(2020, 3, 1)},
    )
    later = {"BE": date(2024, 2, 1), "TR": date(2024, 3, 1)}
    second = replace(many, version="2", signed_on=date(2024, 1, 1), ratified=later)
    day = date(2026, 3, 1)
    versions = {pair: as_known((many, second), LEARNED, day, pair) for pair in (("BE", "TR"), ("BE", "RU"))}
    assert [found[0].version for found in versions.values()] == ["2", "1"]


def test_a_message_rests_on_the_version_in_force_while_the_amendment_waits():
    waits = replace(sample.TREATY, version="next", ratified={}, entry=MONTHS)
    assert "R-BASIS" not in grounds(under(sample.TREATY, waits))
    assert grounds(under(waits))["R-BASIS"].outcome is Outcome.REFUSE


def test_of_versions_that_follow_each_other_the_one_of_the_day_counts():
    first = replace(TREATY, valid_to=date(2025, 12, 31))
    second = replace(TREATY, version="2", valid_from=date(2026, 1, 1))
    known = [
        [i.version for i in as_known((second, first), LEARNED, day)]
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert known == [["1"], ["2"]]


def test_a_late_learned_change_alters_an_open_request_and_never_a_closed_one():
    text = replace(sample.TREATY, suspensions=(SUSPENDED,))
    closed_as = weigh(under(sample.TREATY), RULES)
    assert "R-BASIS" not in {g.rule for g in closed_as.grounds}
    again = weigh(under(text), RULES)
    assert canonical(again) == canonical(closed_as)
    still_open = weigh(under(text, on=datetime(2026, 3, 10, 12, tzinfo=UTC)), RULES)
    assert {g.rule: g.outcome for g in still_open.grounds}["R-BASIS"] is Outcome.REFUSE
    with_hindsight = weigh(under(text, known_at=LEARNED), RULES)
    assert {g.rule: g.outcome for g in with_hindsight.grounds}["R-BASIS"] is Outcome.REFUSE


# ── data already held: clauses that survive (I4), and that reach back (I6) ──────────────────────
PASSING_ON = replace(WEIGHING, moment=Moment.G5)


def test_the_data_clauses_of_an_ended_text_bind_what_came_under_it():
    forbids = replace(sample.TREATY.terms, onward_transfer=Onward.FORBIDDEN)
    notice = Denunciation(by="TR", notified_on=date(2025, 1, 1), notice=Period(months=6))
    ended = replace(sample.TREATY, terms=forbids, denunciations=(notice,))
    weighing = replace(PASSING_ON, received_under=ended, instruments=(ended,))
    assert truth("basis.carries", weighing) is False
    assert truth("onward.forbidden", weighing) is True


@pytest.mark.parametrize("reach_back", [True, False])
def test_stricter_data_clauses_of_a_new_version_bind_data_already_held_if_it_says_so(reach_back):
    held = sample.TREATY
    stricter = replace(
        held,
        version="2",
        terms=replace(held.terms, onward_transfer=Onward.FORBIDDEN),
        data_clauses_reach_back=reach_back,
    )
    weighing = replace(PASSING_ON, received_under=held, instruments=(held, stricter))
    assert truth("onward.forbidden", weighing) is reach_back
