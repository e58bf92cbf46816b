"""What all agreements together say: found by pair and type, worked out once, never wrong for being kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from comity.law.body import Law
from comity.law.texts import Question, ask
from comity.model.instruments import (
    Denunciation,
    EnabledType,
    InstrumentKind,
    Period,
    Safeguard,
    Suspension,
    Terms,
)
from comity.model.parties import Channel
from comity.model.requests import DataCategory, Purpose, RequestType
from comity.model.terms import Calendar, TypeLimits
from comity.wiring import read_law
from law.treaty import TREATY

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUESTION = Question(
    kind=RequestType.T02,
    sender="RU",
    recipient="BE",
    on=NOW.date(),
    asked_on=None,
    case_ref="c",
    gdpr=False,
    coercive=False,
    without_treaty=None,
)
STATES = ("BE", "BY", "CN", "MA", "RU", "TR", "VN")
LAW: Law = read_law(demo=True)


def test_finds_by_pair_what_walking_all_agreements_finds():
    for one, other in permutations(STATES, 2):
        walked = [i for i in LAW.agreements if {one, other} <= i.bound]
        assert LAW.between(one, other) == tuple(walked)
    assert LAW.between("BE", "NL") == ()


def test_hands_over_the_very_same_agreements_each_time():
    assert LAW.between("BE", "RU") is LAW.between("RU", "BE")
    assert replace(LAW, agreements=(TREATY,)).between("BE", "RU") == (TREATY,)


def test_knows_every_agreement_by_its_id_also_one_that_opens_nothing():
    silent = replace(TREATY, id="s", terms=Terms())
    found = ask((TREATY, silent), QUESTION, NOW)
    assert (set(found.named), set(found.by_id)) == ({"t", "s"}, {"t"})


def test_asks_the_same_again_without_working_it_out_again():
    held = (TREATY,)
    assert ask(held, QUESTION, NOW) is ask(held, QUESTION, NOW)
    assert ask((replace(TREATY, adopted=False),), QUESTION, NOW).carried is None


def test_what_cannot_matter_to_these_agreements_is_no_other_question():
    held = (TREATY, replace(TREATY, id="other"))
    found = ask(held, QUESTION, NOW)
    assert ask(held, QUESTION._replace(asked_on=date(2026, 1, 1)), NOW) is found
    assert ask(held, QUESTION._replace(case_ref="d"), NOW) is found
    assert ask(held, QUESTION, datetime(2027, 1, 1, tzinfo=UTC)) is found
    notice = Denunciation(by="RU", notified_on=date(2027, 1, 1), notice=Period(days=30))
    denounced = (TREATY, replace(TREATY, id="other", denunciations=(notice,)))
    asked_on = QUESTION._replace(asked_on=date(2026, 1, 1))
    assert ask(denounced, asked_on, NOW) is not ask(denounced, QUESTION, NOW)
    undertaking = (TREATY, replace(TREATY, id="c", kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c"))
    other_case = QUESTION._replace(case_ref="d")
    assert ask(undertaking, other_case, NOW) is not ask(undertaking, QUESTION, NOW)


def test_between_two_events_that_were_learned_the_answer_is_one_and_the_same():
    first, second = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 20, tzinfo=UTC)
    pause = Suspension(notified_on=date(2026, 3, 10), recorded_at=second)
    held = (replace(TREATY, suspensions=(pause,), recorded_at=first),)
    assert ask(held, QUESTION, datetime(2026, 1, 31, tzinfo=UTC)).known == ()
    between = ask(held, QUESTION, first)
    assert between.known[0].suspensions == ()
    assert ask(held, QUESTION, datetime(2026, 2, 19, tzinfo=UTC)) is between
    assert ask(held, QUESTION, second).known == held


@pytest.mark.parametrize(
    ("changes", "carried"),
    [
        ({}, True),
        ({"on": date(2020, 12, 31)}, False),
        ({"kind": RequestType.T05}, False),
        ({"recipient": "TR"}, False),
    ],
)
def test_another_question_has_its_own_answer(changes, carried):
    assert ask((TREATY,), QUESTION._replace(**changes), NOW).carried is carried


def test_answers_as_known_at_the_instant_asked():
    learned = datetime(2026, 2, 1, tzinfo=UTC)
    held = (replace(TREATY, suspensions=(Suspension(notified_on=date(2026, 1, 1), recorded_at=learned),)),)
    assert ask(held, QUESTION, datetime(2026, 1, 31, tzinfo=UTC)).carried is True
    assert ask(held, QUESTION, learned).carried is False
    assert ask(held, QUESTION, datetime(2026, 1, 31, tzinfo=UTC)).carried is True


def test_of_two_versions_the_one_of_the_day_that_is_asked_answers():
    old = replace(TREATY, valid_to=date(2025, 12, 31))
    new = replace(TREATY, version="2", valid_from=date(2026, 1, 1))
    days = (date(2025, 12, 31), date(2026, 1, 1))
    answers = [ask((old, new), QUESTION._replace(on=day), NOW).versions for day in days]
    assert answers == [(("instrument/t", "1"),), (("instrument/t", "2"),)]


def test_a_pending_request_counts_where_something_was_denounced():
    notice = Denunciation(
        by="RU", notified_on=date(2025, 1, 1), notice=Period(days=30), pending_requests_survive=True
    )
    held = (replace(TREATY, denunciations=(notice,)),)
    assert ask(held, QUESTION._replace(asked_on=date(2025, 1, 20)), NOW).carried is True
    assert ask(held, QUESTION._replace(asked_on=date(2025, 3, 1)), NOW).carried is False
    assert ask(held, QUESTION, NOW).carried is False


def test_the_case_counts_for_an_ad_hoc_undertaking():
    held = (replace(TREATY, kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c"),)
    assert ask(held, QUESTION, NOW).carried is True
    assert ask(held, QUESTION._replace(case_ref="d"), NOW).carried is False


def test_says_what_follows_for_a_transfer():
    whole = replace(TREATY, terms=replace(TREATY.terms, safeguards={s: "9" for s in Safeguard}))
    assert ask((whole,), QUESTION, NOW).binding is True
    assert ask((TREATY,), QUESTION, NOW).binding is False
    assert ask((replace(whole, adopted=False),), QUESTION, NOW).binding is None


def test_governs_by_the_name_asked_if_certain_else_by_rank():
    many = replace(TREATY, id="many", kind=InstrumentKind.TREATY_MULTILATERAL, entry=TREATY.entry)
    unknown = replace(TREATY, id="unknown", adopted=False)
    found = ask((many, TREATY, unknown), QUESTION, NOW)
    assert [i.id for i, _ in found.bearing] == ["t", "unknown", "many"]
    assert found.governing("").id == "t"
    assert found.governing("many").id == "many"
    assert found.governing("unknown").id == "t"
    assert ask((unknown,), QUESTION, NOW).governing("").id == "unknown"
    assert ask((), QUESTION, NOW).governing("t") is None


def test_what_goes_before_the_text_relied_on_leads_it_and_nothing_unsure_leads_what_is_certain():
    many = replace(TREATY, id="many", kind=InstrumentKind.TREATY_MULTILATERAL, entry=TREATY.entry)
    unknown = replace(TREATY, id="unknown", adopted=False)
    leads = ask((many, TREATY, unknown), QUESTION, NOW).leads
    assert {label: [text.id for text in lead.texts] for label, lead in leads.items()} == {
        "t": ["t"],
        "unknown": ["t", "unknown"],
        "many": ["t", "many"],
    }


def saying(label, kind, **terms):
    return replace(TREATY, id=label, kind=kind, terms=replace(TREATY.terms, **terms))


BILATERAL, MULTILATERAL = InstrumentKind.TREATY_BILATERAL, InstrumentKind.TREATY_MULTILATERAL


def test_who_asks_chooses_purposes_and_areas_and_no_authority_channel_or_time():
    """I9(3): of competence, channel and time limits what goes first counts."""
    working = Calendar.WORKING_DAYS_OF_REQUESTED
    own = saying(
        "own",
        BILATERAL,
        authorities={"RU": frozenset({"SPOC"})},
        channels=frozenset({Channel.BILATERAL_SPOC}),
        time_limits={RequestType.T02: TypeLimits(normal=timedelta(days=3))},
        calendar=working,
        purposes=frozenset({Purpose.PREVENTION}),
        articles={"authorities": "art. 5", "channels": "art. 6"},
    )
    many = saying(
        "many",
        MULTILATERAL,
        authorities={"RU": frozenset({"NCB"}), "BE": frozenset({"NCB"})},
        channels=frozenset({Channel.INTERPOL_I247}),
        time_limits={RequestType.T02: TypeLimits(normal=timedelta(days=60), urgent=timedelta(days=30))},
        purposes=frozenset({Purpose.INVESTIGATION}),
        articles={"authorities": "art. 7", "channels": "art. 8"},
    )
    found = ask((own, many), QUESTION, NOW)
    led = found.leads["many"]
    assert led.terms.purposes == {Purpose.INVESTIGATION}
    assert led.terms.authorities == {"RU": {"SPOC"}, "BE": {"NCB"}}
    assert led.terms.channels == {Channel.BILATERAL_SPOC}
    assert led.terms.time_limits == {RequestType.T02: TypeLimits(normal=timedelta(days=3))}
    assert led.terms.calendar is working
    assert led.competence == "own, authorities, art. 5, channels, art. 6; many, authorities, art. 7"
    assert found.leads["own"].terms is own.terms
    assert found.cited["own"]["competence"] == "own, authorities, art. 5, channels, art. 6"


def test_where_what_goes_first_is_silent_the_text_relied_on_speaks():
    many = saying(
        "many",
        MULTILATERAL,
        channels=frozenset({Channel.INTERPOL_I247}),
        calendar=Calendar.WORKING_DAYS_OF_REQUESTED,
    )
    led = ask((TREATY, many), QUESTION, NOW).leads["many"]
    assert led.terms == many.terms
    assert led.competence == "many, channels"
    assert ask((TREATY, many), QUESTION, NOW).leads["t"].terms.channels == frozenset()
    assert ask((TREATY, many), QUESTION, NOW).leads["t"].competence == ""


def test_a_text_that_prevails_for_a_type_comes_first_and_one_that_carries_nothing_hides_no_other():
    special = replace(TREATY, id="z", prevails_for=frozenset({RequestType.T02}))
    found = ask((TREATY, special), QUESTION, NOW)
    assert [i.id for i, _ in found.bearing] == ["z", "t"]
    undertaking = replace(special, id="a", kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="other")
    assert [i.id for i, _ in ask((undertaking, TREATY), QUESTION, NOW).bearing] == ["t"]


# ── prohibitions of texts that carry nothing (I9(1), 3.1) ───────────────────────────────────────
FORBIDS = Terms(
    forbidden_categories=frozenset({DataCategory.DC_DNA}), articles={"forbidden_categories": "art. 2"}
)
SILENT = replace(TREATY, id="u", terms=FORBIDS)
PROTOCOL = replace(SILENT, id="p", kind=InstrumentKind.IMPLEMENTING_PROTOCOL, parent="t")
UNDER = replace(PROTOCOL, id="q", parent="p", terms=Terms())
T10 = EnabledType(article="art. 1")
HALTED = (Suspension(by="BE", notified_on=date(2022, 1, 1), articles=frozenset({"art. 2"})),)


@pytest.mark.parametrize(
    ("texts", "forbidden"),
    [
        ((TREATY, PROTOCOL), True),
        ((TREATY, replace(PROTOCOL, parent="q"), replace(UNDER, parent="t")), True),
        ((TREATY, replace(PROTOCOL, ratified={})), False),
        ((TREATY, replace(PROTOCOL, suspensions=HALTED)), False),
        ((TREATY, replace(PROTOCOL, parent="nowhere")), False),
        ((TREATY, replace(TREATY, id="o", terms=Terms()), replace(PROTOCOL, parent="o")), False),
        ((TREATY, SILENT), True),
        ((TREATY, replace(SILENT, kind=InstrumentKind.EXCHANGE_OF_NOTES)), True),
        ((TREATY, replace(SILENT, kind=InstrumentKind.JOINT_STATEMENT)), False),
        ((TREATY, replace(SILENT, kind=InstrumentKind.MOU)), False),
        ((TREATY, replace(SILENT, ratified={})), False),
        ((TREATY, replace(SILENT, adopted=False)), True),  # nobody knows: the strictest counts
        ((TREATY, replace(SILENT, suspensions=HALTED)), False),
        ((TREATY, replace(SILENT, parties=frozenset({"BE", "TR"}))), False),
        (
            (TREATY, replace(SILENT, terms=replace(FORBIDS, request_types={RequestType.T10: T10}))),
            False,  # what opens surrender alone speaks of surrender
        ),
    ],
)
def test_what_a_text_forbids_holds_though_it_opens_nothing(texts, forbidden):
    found = ask(texts, QUESTION, NOW)
    assert (DataCategory.DC_DNA in found.protection.forbidden) is forbidden
    assert (DataCategory.DC_DNA in found.forbids) is forbidden
    if forbidden:
        assert found.forbids[DataCategory.DC_DNA] == f"{texts[1].id}, data categories, art. 2"
