"""The life of an instrument: entry into force by its clause, standing on a day, impossible steps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.errors import OutOfOrder
from comity.law.entry import entry_into_force
from comity.law.lifecycle import NEXT, check_life, days_of_change, follow, history, in_force, standing
from comity.model.instruments import (
    Denunciation,
    EntryClause,
    EntryIntoForce,
    EntryRule,
    InstrumentKind,
    InstrumentState,
    Period,
    Reservation,
    Span,
    Suspension,
)
from law.treaty import BOTH, MONTHS, TREATY, force

MANY = replace(
    TREATY,
    kind=InstrumentKind.TREATY_MULTILATERAL,
    parties=frozenset({"BE", "RU", "TR", "VN"}),
    ratified={**TREATY.ratified, "TR": date(2020, 12, 1), "VN": date(2022, 3, 4)},
    entry=EntryIntoForce(
        rule=EntryRule.AFTER_DEPOSITS, deposits=3, delay=Period(days=90), accession=Period(days=30)
    ),
)


def clause(rule, **more):
    return replace(TREATY, entry=EntryIntoForce(rule=rule, **more))


def stands(instrument, on, **more):
    return standing(instrument, on, BOTH, **more)


# ── entry into force (I2) ───────────────────────────────────────────────────────────────────────
@pytest.mark.source("C3-1")
@pytest.mark.parametrize(
    ("instrument", "expected"),
    [
        (clause(EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, number=2), date(2021, 1, 1)),
        (clause(EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, number=1), date(2020, 12, 1)),
        (clause(EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, number=14), date(2022, 1, 1)),
        (clause(EntryRule.DAYS_AFTER_LAST_RATIFICATION, number=30), date(2020, 12, 30)),
        (clause(EntryRule.DAYS_AFTER_LAST_RATIFICATION), date(2020, 11, 30)),
        (clause(EntryRule.MONTHS_AFTER_LAST_RATIFICATION, number=3), date(2021, 2, 28)),
        (clause(EntryRule.ON_SIGNATURE), date(2020, 1, 10)),
        (clause(EntryRule.DAYS_AFTER_SIGNATURE, number=60), date(2020, 3, 10)),
        (clause(EntryRule.ON_DATE, on=date(2021, 7, 1)), date(2021, 7, 1)),
        (clause(EntryRule.UNKNOWN), None),
    ],
)
def test_computes_entry_into_force_from_the_clause(instrument, expected):
    assert entry_into_force(instrument) == expected


@pytest.mark.parametrize(
    ("ratified", "expected"),
    [
        ({}, date(2020, 7, 1)),  # nobody published the ratifications: the official notice counts
        (TREATY.ratified, date(2020, 11, 30)),
        ({"BE": date(2020, 5, 2), "RU": date(2020, 6, 3)}, date(2020, 7, 1)),
        ({"BE": date(2020, 5, 2)}, None),
    ],
)
def test_no_notice_brings_into_force_what_one_side_has_not_ratified(ratified, expected):
    noticed = replace(clause(EntryRule.ON_DATE, on=date(2020, 7, 1)), ratified=ratified)
    assert entry_into_force(noticed) == expected
    assert force(noticed, date(2026, 1, 1)) is (expected is not None)


@pytest.mark.parametrize(
    ("fixed", "expected"), [(date(2020, 6, 1), date(2021, 1, 1)), (date(2021, 6, 1), date(2021, 6, 1))]
)
def test_takes_the_later_of_two_clauses(fixed, expected):
    entry = replace(MONTHS, later_of=(EntryClause(rule=EntryRule.ON_DATE, on=fixed),))
    assert entry_into_force(replace(TREATY, entry=entry)) == expected


def test_one_unknown_clause_leaves_the_later_of_two_unknown():
    entry = replace(MONTHS, later_of=(EntryClause(rule=EntryRule.UNKNOWN),))
    assert entry_into_force(replace(TREATY, entry=entry)) is None


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (("BE", "RU"), date(2021, 3, 1)),  # 90 days after the third deposit of 1 December 2020
        (("BE", "VN"), date(2022, 4, 3)),  # 30 days after Vietnam's own of 4 March 2022
    ],
)
def test_enters_into_force_after_so_many_deposits_and_for_a_later_party_after_its_own(between, expected):
    assert entry_into_force(MANY, between) == expected


def test_whoever_makes_the_deposit_that_counts_is_no_later_party():
    """Turkey's is the third deposit: the 90 days after it hold for Turkey too, not a longer accession."""
    slow = replace(MANY, entry=replace(MANY.entry, accession=Period(days=180)))
    assert entry_into_force(slow, ("BE", "TR")) == date(2021, 3, 1)


@pytest.mark.parametrize(
    "unsigned",
    [
        clause(EntryRule.ON_SIGNATURE),
        clause(EntryRule.DAYS_AFTER_SIGNATURE, number=60),
        clause(EntryRule.ON_DATE, on=date(2020, 7, 1)),
    ],
)
def test_what_nobody_signed_enters_into_force_on_no_day(unsigned):
    assert entry_into_force(replace(unsigned, signed_on=None)) is None


def test_waits_for_the_deposit_that_the_clause_counts():
    entry = replace(MANY.entry, deposits=5)
    assert entry_into_force(replace(MANY, entry=entry), BOTH) is None
    general = replace(entry, general_on=date(2021, 6, 1))
    assert entry_into_force(replace(MANY, entry=general), BOTH) == date(2021, 6, 1)
    assert entry_into_force(replace(MANY, entry=general), ("BE", "VN")) == date(2022, 4, 3)


def test_a_party_that_has_not_deposited_is_not_bound():
    without = replace(MANY, ratified={s: d for s, d in MANY.ratified.items() if s != "VN"})
    assert entry_into_force(without, ("BE", "VN")) is None
    assert in_force(without, "4", date(2026, 1, 1), ("BE", "VN")) is False
    assert in_force(without, "4", date(2026, 1, 1), BOTH) is True


@pytest.mark.source("C2-11", "C2-12", "C3-1")
def test_signed_is_not_in_force_and_one_ratification_is_not_two():
    signed = replace(TREATY, ratified={"BE": date(2020, 5, 2)})
    assert entry_into_force(signed) is None
    assert force(signed, date(2026, 1, 1)) is False


# ── in force, for an article, between two (I1, I3, I4) ──────────────────────────────────────────
def test_is_in_force_from_its_day_on_and_only_between_its_parties():
    assert force(TREATY, date(2020, 12, 31)) is False
    assert force(TREATY, date(2021, 1, 1)) is True
    assert in_force(TREATY, "4", date(2021, 1, 1), ("BE", "TR")) is False


def test_a_union_binds_its_members_by_its_own_ratification():
    union = replace(
        TREATY,
        kind=InstrumentKind.EU_AGREEMENT,
        parties=frozenset({"EU", "TR"}),
        members=frozenset({"BE", "FR"}),
        ratified={"EU": date(2020, 5, 2), "TR": date(2020, 11, 30)},
    )
    assert in_force(union, "4", date(2021, 1, 1), ("BE", "TR")) is True
    assert in_force(union, "4", date(2021, 1, 1), ("BE", "RU")) is False


UNION_TEXT = replace(
    TREATY,
    kind=InstrumentKind.EU_AGREEMENT,
    parties=frozenset({"EU", "TR"}),
    members=frozenset({"BE", "FR"}),
    ratified={"EU": date(2020, 5, 2), "TR": date(2020, 11, 30)},
)


@pytest.mark.parametrize("by", ["EU", "TR", "BE"])
@pytest.mark.parametrize(
    "event",
    [
        lambda by: {"suspensions": (Suspension(by=by, notified_on=date(2022, 1, 1)),)},
        lambda by: {
            "reservations": (Reservation(by=by, articles=frozenset({"4"}), text="no", excludes=True),)
        },
        lambda by: {
            "denunciations": (Denunciation(by=by, notified_on=date(2022, 1, 1), notice=Period(days=1)),)
        },
    ],
)
def test_what_a_union_suspends_reserves_or_denounces_ends_for_its_members(by, event):
    changed = replace(UNION_TEXT, **event(by))
    many = replace(changed, kind=InstrumentKind.TREATY_MULTILATERAL)
    for text in (changed, many):
        assert in_force(text, "4", date(2026, 1, 1), ("BE", "TR")) is False


def test_what_another_member_suspends_binds_that_member_alone():
    text = replace(UNION_TEXT, suspensions=(Suspension(by="FR", notified_on=date(2022, 1, 1)),))
    assert in_force(text, "4", date(2026, 1, 1), ("BE", "TR")) is True
    assert in_force(text, "4", date(2026, 1, 1), ("FR", "TR")) is False


def test_a_paragraph_is_suspended_reserved_and_applied_with_its_article():
    pause = Suspension(by="RU", notified_on=date(2022, 1, 1), articles=frozenset({"art. 4"}))
    reserved = Reservation(by="RU", articles=frozenset({"Article 4"}), text="no", excludes=True)
    for changed in (replace(TREATY, suspensions=(pause,)), replace(TREATY, reservations=(reserved,))):
        assert force(changed, date(2026, 1, 1), "art. 4(2)") is False
        assert force(changed, date(2026, 1, 1), "arts 3, 4(2)") is False
        assert force(changed, date(2026, 1, 1), "art. 5(2)") is True
    halted = replace(TREATY, suspensions=(pause,))
    assert stands(halted, date(2026, 1, 1), article="art. 4(2)") is InstrumentState.SUSPENDED
    early = replace(
        TREATY, ratified={}, provisional=(Span(since=date(2020, 2, 1), articles=frozenset({"4"})),)
    )
    assert force(early, date(2026, 1, 1), "art. 4(2)") is True
    assert force(early, date(2026, 1, 1), "arts 4(2), 5") is False


def test_what_is_provisionally_applied_counts_though_nobody_verified_the_entry_into_force():
    """I1: for the named articles; of the others nobody knows."""
    applied = (Span(since=date(2020, 2, 1), articles=frozenset({"4"})),)
    text = replace(clause(EntryRule.UNKNOWN), provisional=applied)
    assert force(text, date(2026, 1, 1), "4") is True
    assert force(text, date(2026, 1, 1), "5") is None


def test_what_is_not_adopted_or_not_verified_is_unknown():
    assert force(replace(TREATY, adopted=False), date(2021, 1, 1)) is None
    assert force(clause(EntryRule.UNKNOWN), date(2021, 1, 1)) is None


@pytest.mark.source("C2-11", "C2-12")
def test_what_is_only_on_its_way_binds_nobody():
    unknown = EntryIntoForce(rule=EntryRule.UNKNOWN)
    proposed = replace(TREATY, entry=unknown, signed_on=None, ratified={}, proposed_on=date(2023, 4, 4))
    assert force(proposed, date(2026, 1, 1)) is False
    assert force(replace(proposed, abandoned_on=date(2024, 1, 1)), date(2026, 1, 1)) is False
    undated = replace(proposed, proposed_on=None)
    assert force(undated, date(2026, 1, 1)) is None
    given_up = replace(undated, abandoned_on=date(2024, 1, 1))
    assert [force(given_up, day) for day in (date(2023, 12, 31), date(2024, 1, 1))] == [None, False]
    signed = replace(TREATY, entry=unknown)
    assert [force(signed, day) for day in (date(2020, 1, 9), date(2020, 1, 10))] == [False, None]


def test_provisional_application_reaches_the_named_articles_only():
    early = replace(TREATY, provisional=(Span(since=date(2020, 3, 1), articles=frozenset({"4"})),))
    assert force(early, date(2020, 2, 29)) is False
    assert force(early, date(2020, 3, 1)) is True
    assert force(early, date(2020, 3, 1), article="9") is False
    ended = replace(early, provisional=(replace(early.provisional[0], until=date(2020, 4, 30)),))
    assert [force(ended, day) for day in (date(2020, 4, 30), date(2020, 5, 1))] == [True, False]


def test_suspension_counts_from_the_second_day_after_its_notice():
    """The practice of the EU-Belarus readmission text, art. 23(6)."""
    paused = replace(
        TREATY, suspensions=(Suspension(by="RU", notified_on=date(2021, 10, 8), effective=Period(days=2)),)
    )
    assert force(paused, date(2021, 10, 9)) is True
    assert force(paused, date(2021, 10, 10)) is False


def test_suspension_is_per_article_with_its_own_days():
    pause = Suspension(
        notified_on=date(2022, 3, 16), until=date(2023, 3, 15), articles=frozenset({"4"}), by="BE"
    )
    paused = replace(TREATY, suspensions=(pause,))
    days = (date(2022, 3, 15), date(2022, 3, 16), date(2023, 3, 15), date(2023, 3, 16))
    assert [force(paused, day) for day in days] == [True, False, False, True]
    assert force(paused, date(2022, 3, 16), article="9") is True


def test_suspension_by_one_party_of_many_stops_the_text_for_that_party_alone():
    by_turkey = replace(MANY, suspensions=(Suspension(by="TR", notified_on=date(2023, 1, 1)),))
    assert in_force(by_turkey, "4", date(2023, 1, 1), ("BE", "TR")) is False
    assert in_force(by_turkey, "4", date(2023, 1, 1), ("BE", "RU")) is True


def test_a_pending_request_finishes_under_a_denounced_text_that_says_so():
    notice = Denunciation(
        by="RU", notified_on=date(2024, 1, 1), notice=Period(days=180), pending_requests_survive=True
    )
    ended = replace(TREATY, denunciations=(notice,))
    last = date(2024, 6, 29)
    after = last + timedelta(days=1)
    assert force(ended, last) is True
    assert force(ended, after) is False
    assert force(ended, after, asked_on=last) is True
    assert force(ended, after, asked_on=after) is False
    silent = replace(ended, denunciations=(replace(notice, pending_requests_survive=False),))
    assert force(silent, after, asked_on=last) is False


def test_the_notice_is_that_of_the_terms_where_the_denunciation_names_none():
    terms = replace(TREATY.terms, denunciation_notice=Period(months=6))
    notice = Denunciation(by="BE", notified_on=date(2024, 8, 31))
    ended = replace(TREATY, terms=terms, denunciations=(notice,))
    assert [force(ended, day) for day in (date(2025, 2, 28), date(2025, 3, 1))] == [True, False]


def test_a_reservation_excludes_its_articles_between_that_party_and_every_other():
    until = date(2024, 12, 31)
    reserved = Reservation(by="TR", articles=frozenset({"4"}), text="…", excludes=True, until=until)
    text = replace(MANY, reservations=(reserved,))
    assert in_force(text, "4", until, ("BE", "TR")) is False
    assert in_force(text, "9", until, ("BE", "TR")) is True
    assert in_force(text, "4", until, ("BE", "RU")) is True
    assert in_force(text, "4", date(2025, 1, 1), ("BE", "TR")) is True
    declared = replace(MANY, reservations=(replace(reserved, excludes=False),))
    assert in_force(declared, "4", until, ("BE", "TR")) is True


def test_one_party_that_leaves_a_text_of_many_ends_it_for_itself_alone():
    left = replace(
        MANY, denunciations=(Denunciation(by="TR", notified_on=date(2024, 1, 1), notice=Period(days=90)),)
    )
    assert in_force(left, "4", date(2024, 4, 1), ("BE", "TR")) is False
    assert in_force(left, "4", date(2024, 4, 1), ("BE", "RU")) is True


def test_a_superseded_text_ends_the_day_before_the_other_begins():
    old = replace(TREATY, superseded_on=date(2025, 1, 1), superseded_by="u")
    assert [force(old, day) for day in (date(2024, 12, 31), date(2025, 1, 1))] == [True, False]


def test_a_version_speaks_on_its_own_days():
    version = replace(TREATY, valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    days = (date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1))
    assert [force(version, day) for day in days] == [False, True, True, False]


ONLY_PROPOSED = {"signed_on": None, "ratified": {}, "proposed_on": date(2019, 1, 1)}


# ── standing on a day (3.2) ─────────────────────────────────────────────────────────────────────
WHOLE_LIFE = replace(
    TREATY,
    proposed_on=date(2018, 1, 1),
    negotiating_since=date(2018, 6, 1),
    initialled_on=date(2019, 9, 1),
    provisional=(Span(since=date(2020, 2, 1), until=date(2020, 4, 30), articles=frozenset({"4"})),),
    suspensions=(
        Suspension(notified_on=date(2022, 1, 1), until=date(2022, 1, 31), articles=frozenset({"4"})),
        Suspension(notified_on=date(2022, 3, 1), until=date(2022, 3, 31), by="RU"),
    ),
    denunciations=(Denunciation(by="RU", notified_on=date(2024, 1, 1), notice=Period(months=6)),),
)


def test_computes_every_standing_of_a_whole_life_from_its_dates():
    assert [(step.on, step.to) for step in history(WHOLE_LIFE, BOTH)] == [
        (date(2018, 1, 1), InstrumentState.PROPOSED),
        (date(2018, 6, 1), InstrumentState.NEGOTIATING),
        (date(2019, 9, 1), InstrumentState.INITIALLED),
        (date(2020, 1, 10), InstrumentState.SIGNED),
        (date(2020, 2, 1), InstrumentState.PROVISIONALLY_APPLIED),
        (date(2020, 5, 1), InstrumentState.SIGNED),
        (date(2020, 5, 2), InstrumentState.RATIFIED_A),
        (date(2020, 11, 30), InstrumentState.RATIFIED),
        (date(2021, 1, 1), InstrumentState.IN_FORCE),
        (date(2022, 1, 1), InstrumentState.PARTIALLY_SUSPENDED),
        (date(2022, 2, 1), InstrumentState.IN_FORCE),
        (date(2022, 3, 1), InstrumentState.SUSPENDED),
        (date(2022, 4, 1), InstrumentState.IN_FORCE),
        (date(2024, 1, 1), InstrumentState.DENOUNCED),
        (date(2024, 7, 2), InstrumentState.TERMINATED),
    ]


def test_stands_for_one_article_as_that_article_does():
    within = date(2022, 1, 15)
    assert stands(WHOLE_LIFE, within) is InstrumentState.PARTIALLY_SUSPENDED
    assert stands(WHOLE_LIFE, within, article="4") is InstrumentState.SUSPENDED
    assert stands(WHOLE_LIFE, within, article="9") is InstrumentState.IN_FORCE
    assert stands(WHOLE_LIFE, date(2020, 3, 1), article="9") is InstrumentState.SIGNED
    assert stands(WHOLE_LIFE, date(2020, 3, 1), article="4") is InstrumentState.PROVISIONALLY_APPLIED
    assert stands(WHOLE_LIFE, date(2020, 4, 30)) is InstrumentState.PROVISIONALLY_APPLIED


def test_says_which_of_the_two_has_ratified():
    russia_first = replace(TREATY, ratified={"RU": date(2020, 5, 2)})
    assert stands(russia_first, date(2020, 6, 1)) is InstrumentState.RATIFIED_B
    assert stands(TREATY, date(2020, 6, 1)) is InstrumentState.RATIFIED_A


def test_stands_nowhere_before_its_first_event_and_unknown_where_the_clause_is():
    assert stands(TREATY, date(2019, 1, 1)) is None
    unknown = replace(clause(EntryRule.UNKNOWN), proposed_on=date(2019, 1, 1))
    assert stands(unknown, date(2020, 1, 9)) is InstrumentState.PROPOSED
    assert stands(unknown, date(2020, 1, 10)) is None
    assert [step.to for step in history(unknown, BOTH)] == [InstrumentState.PROPOSED, InstrumentState.SIGNED]


def test_a_text_of_many_stands_between_each_two_as_those_two_made_it():
    left = Denunciation(by="TR", notified_on=date(2024, 1, 1), notice=Period(days=90))
    many = replace(MANY, denunciations=(left,))
    day = date(2024, 2, 1)
    assert standing(many, day, ("BE", "TR")) is InstrumentState.DENOUNCED
    assert standing(many, day, BOTH) is InstrumentState.IN_FORCE
    assert standing(MANY, date(2021, 4, 1), BOTH) is InstrumentState.IN_FORCE
    assert standing(MANY, date(2021, 4, 1), ("BE", "VN")) is InstrumentState.RATIFIED_A


@pytest.mark.parametrize(
    ("changes", "on", "expected"),
    [
        (ONLY_PROPOSED, date(2020, 1, 1), "PROPOSED"),
        ({**ONLY_PROPOSED, "abandoned_on": date(2019, 6, 1)}, date(2020, 1, 1), "ABANDONED"),
        ({"superseded_on": date(2023, 1, 1)}, date(2023, 1, 1), "SUPERSEDED"),
        ({"ends_on": date(2023, 1, 1)}, date(2023, 1, 1), "IN_FORCE"),
        ({"ends_on": date(2023, 1, 1)}, date(2023, 1, 2), "TERMINATED"),
    ],
)
def test_computes_the_standing_on_a_day(changes, on, expected):
    assert stands(replace(TREATY, **changes), on) == expected


# ── steps that the life of a treaty does not know ───────────────────────────────────────────────
@pytest.mark.parametrize(
    ("before", "to"),
    [
        (None, InstrumentState.IN_FORCE),
        (None, InstrumentState.RATIFIED_A),
        (InstrumentState.SIGNED, InstrumentState.ABANDONED),
        (InstrumentState.SIGNED, InstrumentState.DENOUNCED),
        (InstrumentState.SIGNED, InstrumentState.SUSPENDED),
        (InstrumentState.NEGOTIATING, InstrumentState.PROPOSED),
        (InstrumentState.PROPOSED, InstrumentState.RATIFIED_A),
        (InstrumentState.IN_FORCE, InstrumentState.ABANDONED),
        (InstrumentState.IN_FORCE, InstrumentState.SIGNED),
        (InstrumentState.DENOUNCED, InstrumentState.IN_FORCE),
        (InstrumentState.TERMINATED, InstrumentState.IN_FORCE),
        (InstrumentState.SUPERSEDED, InstrumentState.IN_FORCE),
        (InstrumentState.ABANDONED, InstrumentState.NEGOTIATING),
    ],
)
def test_refuses_a_step_that_no_treaty_takes(before, to):
    with pytest.raises(OutOfOrder) as caught:
        follow(before, to)
    may = ", ".join(sorted(NEXT[before])) or "nothing"
    assert f"{to} does not follow {before or 'the first event'}; after that comes {may}." in caught.value.what


def test_every_standing_can_be_reached_and_the_ends_are_ends():
    assert set(NEXT) == {None, *InstrumentState}
    assert frozenset().union(*NEXT.values()) == set(InstrumentState)
    ends = {standing for standing, after in NEXT.items() if not after}
    assert ends == {InstrumentState.ABANDONED, InstrumentState.TERMINATED, InstrumentState.SUPERSEDED}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signed_on": date(2020, 6, 1)}, "RATIFIED_A does not follow the first event"),
        ({"abandoned_on": date(2022, 1, 1)}, "ABANDONED does not follow IN_FORCE"),
        ({"suspensions": (Suspension(notified_on=date(2020, 3, 1)),)}, "SUSPENDED does not follow SIGNED"),
        (
            {"denunciations": (Denunciation(by="BE", notified_on=date(2020, 3, 1), notice=Period(days=9)),)},
            "DENOUNCED does not follow SIGNED",
        ),
        (
            {"provisional": (Span(since=date(2019, 1, 1)),)},
            "PROVISIONALLY_APPLIED does not follow",
        ),
        ({"initialled_on": date(2021, 1, 2)}, "INITIALLED does not follow IN_FORCE"),
    ],
)
def test_refuses_events_in_an_impossible_order(changes, said):
    with pytest.raises(OutOfOrder) as caught:
        check_life(replace(TREATY, **changes))
    assert said in caught.value.what


def test_checks_the_life_of_a_text_of_many_between_its_parties():
    check_life(MANY)
    with pytest.raises(OutOfOrder):
        check_life(replace(MANY, suspensions=(Suspension(by="VN", notified_on=date(2022, 1, 1)),)))
    two = replace(TREATY, kind=InstrumentKind.TREATY_MULTILATERAL)
    check_life(two)
    with pytest.raises(OutOfOrder):
        check_life(replace(two, signed_on=date(2020, 6, 1)))


def test_checks_the_order_of_what_is_known_where_the_entry_is_not():
    check_life(clause(EntryRule.UNKNOWN))
    check_life(replace(clause(EntryRule.UNKNOWN), suspensions=(Suspension(notified_on=date(2020, 3, 1)),)))
    with pytest.raises(OutOfOrder):
        check_life(replace(clause(EntryRule.UNKNOWN), signed_on=date(2021, 1, 1)))


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("90 d", date(2026, 1, 20), date(2026, 4, 20)),
        ("6 months", date(2025, 8, 31), date(2026, 2, 28)),
        ("12 months", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_counts_a_period_in_days_or_calendar_months(text, day, expected):
    assert Period.parse(text).after(day) == expected


def test_something_may_change_on_the_first_day_of_each_event_and_on_the_day_after_its_last():
    whole = replace(
        TREATY,
        proposed_on=date(2019, 1, 1),
        negotiating_since=date(2019, 2, 1),
        initialled_on=date(2019, 3, 1),
        provisional=(Span(since=date(2020, 2, 1), until=date(2020, 2, 29)), Span(since=date(2020, 4, 1))),
        suspensions=(
            Suspension(notified_on=date(2022, 1, 1), effective=Period(days=2), until=date(2022, 6, 30)),
        ),
        denunciations=(Denunciation(by="RU", notified_on=date(2024, 1, 1), notice=Period(days=30)),),
        valid_from=date(2018, 5, 5),
        valid_to=date(2030, 12, 31),
    )
    days = {date(2019, 1, 1), date(2019, 2, 1), date(2019, 3, 1), date(2020, 1, 10)}  # on its way, signed
    days |= {date(2020, 2, 1), date(2020, 3, 1), date(2020, 4, 1)}  # provisionally applied, and over
    days |= {date(2020, 5, 2), date(2020, 11, 30), date(2021, 1, 1)}  # ratified twice, in force
    days |= {date(2022, 1, 3), date(2022, 7, 1)}  # suspended, and over
    days |= {date(2024, 1, 1), date(2024, 2, 1)}  # denounced, and ended on 31 January
    days |= {date(2018, 5, 5), date(2031, 1, 1)}  # the version speaks, and no longer
    assert days_of_change(whole, BOTH) == days
    left = Denunciation(by="TR", notified_on=date(2024, 1, 1), notice=Period(days=30))
    many = replace(MANY, denunciations=(left,))
    assert days_of_change(many, BOTH) & {date(2021, 3, 1), date(2022, 4, 3)} == {date(2021, 3, 1)}
    assert days_of_change(many, ("BE", "TR")) >= {date(2024, 1, 1), date(2024, 2, 1)}
    assert days_of_change(many, BOTH) & {date(2024, 1, 1), date(2024, 2, 1)} == set()
    gone = replace(TREATY, abandoned_on=date(2020, 2, 2), superseded_on=date(2023, 3, 3))
    assert days_of_change(gone, BOTH) >= {date(2020, 2, 2), date(2023, 3, 3)}
