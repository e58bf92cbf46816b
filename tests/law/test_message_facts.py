"""Facts of a message: its form, its number of persons, its relation, with every value each can have."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.law import Circumstances
from comity.model.decisions import Moment
from comity.model.parties import Authority
from comity.model.profiles import RelationStatus
from comity.model.requests import (
    DataCategory,
    Purpose,
    Question,
    RequestType,
    SubjectStatus,
    Urgency,
)
from comity.model.terms import ListScreening, Side
from comity.model.travel import Period
from law.sample import ITEM, ON, SUBJECT, TREATY, WEIGHING, about, asked, giving, saying, truth

T = RequestType
NOTHING = {"category": DataCategory.DC_NON_PERSONAL}


# ── form ────────────────────────────────────────────────────────────────────────────────────────
PAPER = replace(SUBJECT, document="AB1")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, False),
        ({"questions": ()}, True),
        ({"urgency": Urgency.URGENT}, True),
        ({"urgency": Urgency.URGENT, "urgency_reason": "he leaves tomorrow"}, False),
        ({"type": T.T04}, True),
        ({"type": T.T04, "subjects": (PAPER,)}, False),
        ({"type": T.T05}, False),  # asked at G3: the days were named before
        ({"type": T.T02, "offences": ()}, True),
        ({"type": T.T02, "offences": (), "purpose": Purpose.PREVENTION}, True),
        ({"type": T.T03, "offences": (), "purpose": Purpose.PROSECUTION}, True),
        ({"type": T.T12, "offences": (), "purpose": Purpose.EXECUTION_OF_PENALTY}, True),
        ({"type": T.T03, "offences": (), "purpose": Purpose.BORDER_CONTROL}, False),
        ({"type": T.T02, "offences": (), "purpose": Purpose.PUBLIC_SECURITY_THREAT}, False),
        ({"type": T.T02, "offences": (), "purpose": Purpose.IDENTIFICATION_OF_VICTIM}, False),
        ({"type": T.T02, "offences": (), "subjects": ()}, False),  # R-BULK
        ({"type": T.T01, "offences": ()}, False),  # 4.4: the index has a list of its own
        ({"type": T.T07, "offences": ()}, False),  # Q19: nobody is asked for it
        ({"type": T.T06}, False),
        ({"type": T.T06, "facts": " "}, True),
        ({"type": T.T07, "facts": " "}, False),
        ({"type": T.T09}, False),
        ({"type": T.T09, "subjects": ()}, False),
        ({"type": T.T09, "facts": " "}, True),
        ({"type": T.T09, "offences": ()}, True),
        ({"type": T.T10}, False),
        ({"type": T.T10, "subjects": ()}, True),
        ({"type": T.T11, "offences": ()}, True),
    ],
)
def test_knows_which_field_a_type_must_fill(change, expected):
    assert truth("form.field_missing", request=asked(**change)) is expected


@pytest.mark.parametrize(
    ("moment", "period", "expected"),
    [
        (Moment.G1, None, True),
        (Moment.G2, None, True),
        (Moment.G3, None, False),
        (Moment.G2, Period(first=date(2026, 1, 1), last=date(2026, 2, 1)), False),
    ],
)
def test_the_days_of_crossings_are_named_when_they_are_asked(moment, period, expected):
    request = asked(type=T.T05, period=period)
    assert truth("form.field_missing", request=request, moment=moment) is expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2025, 1, 1), date(2026, 1, 1), True),
        (date(2025, 2, 1), date(2025, 1, 1), True),
    ],
)
def test_crossings_are_asked_of_twelve_months_at_the_most(since, until, expected):
    period = Period(first=since, last=until)
    assert truth("bulk.period_too_long", request=asked(type=T.T05, period=period)) is expected
    assert truth("bulk.period_too_long", request=asked(period=period)) is False
    assert truth("bulk.period_too_long", request=asked(type=T.T05)) is False


@pytest.mark.parametrize(("kind", "expected"), [(T.T01, True), (T.T13, True), (T.T14, False), (T.T20, False)])
def test_a_subject_of_types_1_to_13_has_a_status(kind, expected):
    unknown = (SUBJECT, replace(SUBJECT, label="t", status=None))
    assert truth("form.status_missing", request=asked(type=kind, subjects=unknown)) is expected
    assert truth("form.status_missing", request=asked(type=kind)) is False


@pytest.mark.parametrize(
    ("kind", "authority", "expected"),
    [
        (T.T02, "TR/IMMIGRATION", False),
        (T.T02, "TR/CERT", True),
        (T.T04, "TR/CONSULAR", False),
        (T.T09, "TR/SPOC", True),
        (T.T09, "TR/COURT", False),
        (T.T10, "TR/CENTRAL_AUTHORITY", False),
        (T.T10, "TR/COURT", True),
        (T.T11, "TR/NCB", False),
        (T.T12, "TR/SPOC", True),
        (T.T13, "TR/SPOC", True),
        (T.T13, "TR/IMMIGRATION", False),
        (T.T14, "TR/CONSULAR", False),
        (T.T15, "TR/EVENT_CONTACT_POINT", False),
        (T.T16, "TR/CERT", False),
        (T.T17, "TR/FIU", False),
        (T.T17, "TR/SPOC", True),
        (T.T18, "TR/CERT", False),
    ],
)
def test_knows_who_is_competent_for_a_type(kind, authority, expected):
    sender = asked(type=kind, sender=Authority.parse(authority))
    assert truth("form.sender_not_competent", request=sender) is expected
    recipient = asked(type=kind, recipient=Authority.parse(authority.replace("TR/", "BE/")))
    assert truth("form.recipient_not_competent", request=recipient) is expected


@pytest.mark.parametrize(("own", "expected"), [(("tr",), False), (("fr",), True), (None, None)])
def test_a_language_is_one_that_the_requested_side_accepts(own, expected):
    english = giving(languages=frozenset({"en"}))
    here = saying(languages=own)
    asking = {"request": asked(language="tr"), "instruments": (english,)}
    assert truth("form.language_not_accepted", own=here, **asking) is expected
    # where we ask, the partner's languages count
    ours = {"own": saying(WEIGHING.partner, languages=("xx",)), "partner": here}
    assert truth("form.language_not_accepted", **ours, **asking) is expected
    translates = giving(languages=frozenset({"en"}), translation_by=Side.REQUESTED)
    asking["instruments"] = (translates,)
    assert truth("form.language_not_accepted", own=here, **asking) is False


@pytest.mark.parametrize(
    ("urgency", "language", "expected"),
    [
        (Urgency.NORMAL, "en", True),
        (Urgency.URGENT, "en", False),
        (Urgency.URGENT, "tr", True),
        (Urgency.NORMAL, "fr", False),
        (Urgency.URGENT, "fr", False),
    ],
)
def test_a_working_language_serves_what_is_urgent_and_nothing_else(urgency, language, expected):
    silent = (giving(languages=frozenset()),)
    own = saying(languages=("nl", "fr", "de"), working_languages=("en",))
    request = asked(urgency=urgency, language=language)
    assert truth("form.language_not_accepted", request=request, own=own, instruments=silent) is expected


def test_where_no_working_language_is_listed_none_serves():
    request = asked(urgency=Urgency.URGENT, language="en")
    own = saying(languages=("ru",))
    none = replace(own, values={k: v for k, v in own.values.items() if k != "working_languages"})
    silent = (giving(languages=frozenset()),)
    assert truth("form.language_not_accepted", request=request, own=none, instruments=silent) is True


def test_a_consular_notice_waits_for_no_profile():
    notice = {"request": asked(type=T.T14, language="xx"), "own": saying(languages=None)}
    assert truth("form.language_not_accepted", **notice) is False


@pytest.mark.parametrize(
    ("fact", "field", "kinds"),
    [
        ("necessity.no_case", "case_ref", {T.T01, T.T02, T.T03, T.T04, T.T05}),
        ("necessity.no_facts", "facts", {T.T02, T.T05}),
        ("necessity.no_link", "link_to_recipient", {T.T02}),
        ("necessity.no_reason", "necessity", {T.T01, T.T02, T.T03, T.T04, T.T05}),
    ],
)
def test_a_query_says_its_case_its_facts_its_link_and_its_reason(fact, field, kinds):
    assert {kind for kind in T if truth(fact, request=asked(type=kind, **{field: " "}))} == kinds
    assert not any(truth(fact, request=asked(type=kind)) for kind in T)


# ── number ──────────────────────────────────────────────────────────────────────────────────────
UNNAMED = replace(SUBJECT, name=" ", document=" ")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, False),
        ({"subjects": (UNNAMED,)}, True),
        ({"subjects": (replace(UNNAMED, document="AB1"),)}, False),
        ({"subjects": (replace(UNNAMED, status=SubjectStatus.UNIDENTIFIED),)}, False),
        ({"subjects": (UNNAMED, SUBJECT)}, False),
        ({"subjects": ()}, True),
        ({"subjects": (), "questions": ()}, False),  # no personal data is asked
        ({"subjects": (), "type": T.T06}, False),
        ({"type": T.T05, "subjects": (UNNAMED, SUBJECT)}, True),
        ({"type": T.T05, "subjects": (replace(UNNAMED, status=SubjectStatus.UNIDENTIFIED),)}, True),
        ({"type": T.T05, "subjects": (replace(UNNAMED, document="AB1"),)}, False),
        ({"type": T.T05, "subjects": ()}, True),
    ],
)
def test_personal_data_is_asked_of_somebody(change, expected):
    assert truth("bulk.nobody_named", request=asked(**change)) is expected


@pytest.mark.parametrize(
    ("persons", "most", "until", "supported", "expected"),
    [
        (1, None, None, None, False),
        (2, None, None, None, True),
        (3, 3, ON.date(), None, False),
        (4, 3, ON.date(), None, True),
        (2, 3, ON.date() - timedelta(days=1), None, True),  # its occasion is over
        (2, 3, ON.date(), 1, True),
        (2, 3, ON.date(), 2, False),
    ],
)
def test_a_list_is_as_long_as_its_text_and_the_case_allow(persons, most, until, supported, expected):
    term = None
    if most is not None:
        term = ListScreening(article="a", occasion="c", most_persons=most, delete_by=until)
    subjects = tuple(replace(SUBJECT, label=str(n)) for n in range(persons))
    found = truth(
        "bulk.more_than_supported",
        request=asked(type=T.T01, subjects=subjects),
        instruments=(giving(list_screening=term, request_types={T.T01: TREATY.terms.request_types[T.T02]}),),
        circumstances=Circumstances(persons_supported=supported),
    )
    assert found is expected


@pytest.mark.parametrize(
    ("subjects", "items", "questions", "expected"),
    [
        ((), (), (), True),
        ((SUBJECT,), (), (), False),
        ((), (ITEM,), (), False),
        ((), (replace(ITEM, **NOTHING),), (), True),
        ((), (), (Question(id="q", category=DataCategory.DC_IDENTITY, text="?"),), False),
        ((), (), (Question(id="q", category=DataCategory.DC_NON_PERSONAL, text="?"),), True),
    ],
)
def test_a_message_is_without_personal_data_where_it_holds_names_and_asks_none(
    subjects, items, questions, expected
):
    request = asked(subjects=subjects, questions=questions)
    assert truth("message.without_personal_data", request=request, items=items) is expected
    always = replace(request, type=T.T03)
    assert truth("message.without_personal_data", request=always, items=items) is False


# ── relation, nationals ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("status", RelationStatus)
def test_a_relation_is_open_looked_at_or_suspended(status):
    referred = truth("relation.to_be_referred", relation=status)
    suspended = truth("relation.suspended", relation=status)
    assert (referred, suspended) == (status is RelationStatus.REFER, status is RelationStatus.SUSPENDED)


@pytest.mark.parametrize(
    ("nationalities", "own", "foreign", "member"),
    [
        ({"BE"}, True, False, False),
        ({"TR"}, False, True, False),
        ({"TR", "BE"}, True, False, False),
        ({"FR"}, False, True, True),
        ({"FR", "BE"}, True, False, False),
        (set(), None, None, None),
    ],
)
def test_knows_whose_national_somebody_is(nationalities, own, foreign, member):
    changed = about(nationalities=frozenset(nationalities))
    assert truth("subjects.own_national", **changed) is own
    assert truth("subjects.one_foreign_to_recipient", **changed) is foreign
    assert truth("subjects.citizen_of_another_member", **changed) is member


@pytest.mark.parametrize("kind", T)
def test_a_duty_to_assist_is_that_of_a_type_which_the_text_names(kind):
    text = giving(duty_to_assist=frozenset({T.T02}))
    assert truth("message.duty_to_assist", request=asked(type=kind), instruments=(text,)) is (kind is T.T02)
    unadopted = replace(text, adopted=False)
    assert truth("message.duty_to_assist", instruments=(unadopted,)) is None
    assert truth("message.duty_to_assist", instruments=()) is False
