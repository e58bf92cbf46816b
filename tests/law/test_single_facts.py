"""Facts of items, messages and sentences one by one, with every value that each can have."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.law import Circumstances
from comity.law.named.sentenced import months_after
from comity.law.weighing import Danger, Grant
from comity.model.decisions import Moment
from comity.model.instruments import Safeguard
from comity.model.parties import Authority, Channel
from comity.model.profiles import RelationStatus
from comity.model.requests import (
    Audience,
    DataCategory,
    Handling,
    Purpose,
    Question,
    RequestType,
    SubjectStatus,
    Tlp,
    Urgency,
)
from comity.model.sentences import Sentence
from comity.model.surrender import Examination
from comity.model.terms import EvidenceUse, ListScreening, Side
from comity.model.travel import Period
from law.sample import ITEM, OFFENCE, ON, SUBJECT, TREATY, WEIGHING, about, asked, giving, item, saying, truth

T = RequestType
NOTHING = {"category": DataCategory.DC_NON_PERSONAL}
NOBODY = {"request": asked(subjects=())}


# ── sentences (T12) ─────────────────────────────────────────────────────────────────────────────
def served(**found):
    return {"circumstances": Circumstances(sentence=Sentence(**found))}


@pytest.mark.parametrize("lacking", ["consent", "informed", "voluntary", "verified"])
def test_consent_is_whole_or_none(lacking):
    whole = dict.fromkeys(("consent", "informed", "voluntary", "verified"), True)
    assert truth("sentence.consented", **served(**whole)) is True
    assert truth("sentence.consented", **served(**{**whole, lacking: False})) is False
    assert truth("sentence.consented", **served(**{**whole, lacking: None})) is None


def test_where_nobody_looked_at_the_sentence_nothing_is_known():
    for fact in ("fled_home", "expelled_and_heard", "too_little_left", "consented", "not_final"):
        assert truth(f"sentence.{fact}") is None


@pytest.mark.parametrize(
    ("own", "partner", "expected"),
    [
        ("PARTY", "PARTY", True),
        ("PARTY", "SIGNED", False),
        ("NOT_PARTY", "PARTY", False),
        ("PARTY", None, None),
        (None, "PARTY", None),
        (None, "SIGNED", False),
    ],
)
def test_the_protocol_binds_two_parties(own, partner, expected):
    sides = {"own": saying(ets_167=own), "partner": saying(WEIGHING.partner, ets_167=partner)}
    assert truth("sentence.protocol_binds_both", **sides) is expected


@pytest.mark.parametrize(
    ("own", "partner", "resident", "expected"),
    [
        (True, False, True, True),
        (False, True, True, True),
        (False, False, True, False),
        (True, True, False, False),
        (True, False, None, None),
        (None, False, True, None),
        (False, None, True, None),
    ],
)
def test_a_declaration_of_either_state_excludes_its_residents(own, partner, resident, expected):
    sides = {
        "own": saying(ets_167_excludes_residents=own),
        "partner": saying(WEIGHING.partner, ets_167_excludes_residents=partner),
    }
    found = truth("sentence.declaration_excludes", **sides, **served(resident_at_arrest=resident))
    assert found is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"ends_on": date(2026, 9, 1)}, True),  # ON is 2 March 2026
        ({"ends_on": date(2026, 9, 2)}, False),
        ({"ends_on": date(2026, 9, 1), "received_on": date(2026, 3, 1)}, False),
        ({"ends_on": date(2026, 9, 1), "indeterminate": True}, False),
        ({"ends_on": date(2026, 9, 1), "indeterminate": None}, None),
        ({}, None),
        ({"indeterminate": True}, False),
    ],
)
def test_six_months_are_left_when_the_request_is_received(found, expected):
    assert truth("sentence.too_little_left", **served(**found)) is expected


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_counts_calendar_months_to_the_same_day_or_the_last(day, months, later):
    assert months_after(day, months) == later


@pytest.mark.parametrize("name", ["fled_home", "converted"])
@pytest.mark.parametrize("value", [True, False, None])
def test_says_what_was_found_of_a_sentence(name, value):
    field = {"fled_home": "fled", "converted": "converted"}[name]
    assert truth(f"sentence.{name}", **served(**{field: value})) is value


@pytest.mark.parametrize(
    ("expelled", "heard", "expected"),
    [(True, True, True), (True, False, False), (False, True, False), (True, None, None)],
)
def test_who_is_to_be_expelled_was_heard(expelled, heard, expected):
    found = served(expelled=expelled, opinion_heard=heard)
    assert truth("sentence.expelled_and_heard", **found) is expected


@pytest.mark.parametrize(
    ("nationalities", "expected"),
    [({"BE"}, False), ({"TR"}, False), ({"FR"}, True), ({"FR", "TR"}, False), (set(), None)],
)
def test_a_person_is_at_home_in_one_of_the_two_states_or_in_none(nationalities, expected):
    assert truth("sentence.of_no_national", **about(nationalities=frozenset(nationalities))) is expected


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
        term = ListScreening(article="a", occasion="o", most_persons=most, delete_by=until)
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


# ── items ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "to_life", "face", "other", "saves"),
    [
        (T.T06, True, True, None, True),
        (T.T19, True, True, None, True),
        (T.T06, False, None, None, False),
        (T.T06, None, None, None, None),
        (T.T02, True, None, None, False),
    ],
)
def test_danger_to_life_makes_an_image_necessary_and_saves_by_any_item(kind, to_life, face, other, saves):
    danger = {"request": asked(type=kind), "danger": Danger(to_life=to_life)}
    assert truth("item.strictly_necessary", **danger, **item(category=DataCategory.DC_FACE)) is face
    assert truth("item.strictly_necessary", **danger, **item(category=DataCategory.DC_DNA)) is other
    assert truth("item.exculpatory_or_life_saving", **danger) is saves
    assert truth("item.exculpatory_or_life_saving", **danger, **item(exculpatory=True)) is True
    assert truth("message.danger_to_life", request=asked(type=kind)) is False  # nobody said of any


@pytest.mark.parametrize(
    ("tlp", "audience", "source", "expected"),
    [
        (Tlp.RED, Audience.PERSONS, "FR", False),
        (Tlp.RED, Audience.ORGANISATION, "FR", True),
        (Tlp.AMBER_STRICT, Audience.ORGANISATION, "FR", False),
        (Tlp.AMBER, Audience.CLIENTS, "FR", False),
        (Tlp.AMBER, Audience.COMMUNITY, "FR", True),
        (Tlp.GREEN, Audience.COMMUNITY, "FR", False),
        (Tlp.GREEN, Audience.PUBLIC, "FR", True),
        (Tlp.CLEAR, Audience.PUBLIC, "FR", False),
        (Tlp.RED, None, "FR", None),
        (Tlp.RED, Audience.PUBLIC, "own", False),
        (None, Audience.PUBLIC, "FR", False),
    ],
)
def test_a_mark_says_how_far_an_item_goes(tlp, audience, source, expected):
    given = Circumstances(audience=audience)
    assert truth("item.beyond_its_mark", circumstances=given, **item(tlp=tlp, source=source)) is expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [("", False), ("PUBLIC", False), ("RESTRICTED", False), ("SECRET", True), ("TURQUOISE", True)],
)
def test_a_classification_is_above_restricted_or_unknown_here(mark, expected):
    assert truth("item.above_restricted", **item(classification=mark)) is expected


@pytest.mark.parametrize(
    ("change", "missing", "x4"),
    [
        ({}, False, False),
        ({"assertion": "OPINION"}, True, False),
        ({"assertion": "OPINION", "grading": "B2"}, False, False),
        ({"assertion": "MIXED", "grading": "B2"}, True, False),
        ({"grading": "X4"}, True, True),
        ({"grading": "X4", **NOTHING}, False, False),
    ],
)
def test_intelligence_on_a_person_is_graded(change, missing, x4):
    assert truth("item.grading_missing", **item(**change)) is missing
    assert truth("item.graded_x4", **item(**change)) is x4


@pytest.mark.parametrize(
    ("use", "moment", "allowed", "handling", "expected"),
    [
        ("EVIDENCE", Moment.G4, True, Handling.H1, False),  # the text itself lets it serve in court
        ("EVIDENCE", Moment.G4, False, Handling.H1, True),
        ("EVIDENCE", Moment.G4, True, Handling.H2, True),
        ("DISSEMINATION", Moment.G4, True, Handling.H1, False),
        ("", Moment.G5, False, Handling.H2, True),  # to pass it on is to disseminate it
        ("", Moment.G5, False, Handling.H1, False),
        ("", Moment.G4, False, Handling.H3, False),
    ],
)
def test_a_use_is_held_against_handling_code_and_text(use, moment, allowed, handling, expected):
    text = giving(evidence_use=EvidenceUse.ALLOWED if allowed else EvidenceUse.MLA_CONSENT)
    wanted = Circumstances(uses=frozenset({use} - {""}))
    for under in ({"received_under": text}, {"instruments": (text,)}):
        found = truth(
            "item.use_beyond_handling",
            circumstances=wanted,
            moment=moment,
            **under,
            **item(handling=handling),
        )
        assert found is expected


@pytest.mark.parametrize(
    ("came_for", "expected"), [(None, False), (Purpose.INVESTIGATION, False), (Purpose.RETURN, True)]
)
def test_data_is_wanted_for_what_it_came_for(came_for, expected):
    before = Circumstances(original_purpose=came_for)
    assert truth("item.for_another_purpose", circumstances=before) is expected
    assert truth("item.for_another_purpose", circumstances=before, **item(**NOTHING)) is False


@pytest.mark.parametrize(
    ("source", "closed", "consent", "state", "immigration"),
    [
        ("own", False, False, False, False),
        ("IMMIGRATION", False, False, False, True),
        ("VIS", True, False, False, False),
        ("ASYLUM", True, False, False, False),
        ("FR", False, True, True, False),
        ("EUROPOL", False, True, False, False),
    ],
)
def test_knows_where_an_item_comes_from(source, closed, consent, state, immigration):
    of = item(source=source)
    assert truth("item.from_closed_system", **of) is closed
    assert truth("item.owner_must_consent", **of) is consent
    assert truth("item.from_another_state", **of) is state
    assert truth("item.from_immigration_file", **of) is immigration


@pytest.mark.parametrize(
    ("sender", "channel", "expected"),
    [
        ("TR/FIU", Channel.FIU_SECURE, False),
        ("TR/SPOC", Channel.FIU_SECURE, True),
        ("TR/FIU", Channel.BILATERAL_SPOC, True),
    ],
)
def test_data_of_a_financial_unit_stays_between_two_of_them(sender, channel, expected):
    recipient = Authority.parse("BE/FIU")
    request = asked(sender=Authority.parse(sender), recipient=recipient, channel=channel)
    assert truth("item.fiu_outside_its_channel", request=request, **item(source="FIU")) is expected
    assert truth("item.fiu_outside_its_channel", request=request) is False


@pytest.mark.parametrize(
    ("fact", "of_nobody", "of_a_stranger"),
    [
        ("item.about_a_minor", False, True),
        ("item.about_a_victim", False, None),
        ("item.identity_uncertain", False, None),
        ("item.about_a_protected_person", False, None),
        ("item.victim_lets_it_go", None, None),
        ("item.from_open_case", None, None),
    ],
)
def test_an_item_speaks_of_nobody_or_of_somebody_unknown(fact, of_nobody, of_a_stranger):
    assert truth(fact, **NOBODY, **item(subject="")) is of_nobody
    assert truth(fact, **item(subject="stranger")) is of_a_stranger
    if fact not in ("item.victim_lets_it_go",):
        assert truth(fact, **item(subject="stranger", **NOTHING)) is False


def test_an_item_that_would_reveal_a_claim_protects_whomever_it_speaks_of():
    reveals = item(reveals_protection=True)
    assert truth("item.about_a_protected_person", **reveals) is True
    assert (
        truth("item.about_a_protected_person", **NOBODY, **item(subject="", reveals_protection=None)) is None
    )
    assert truth("item.about_a_protected_person", **item(subject="z", reveals_protection=True)) is True


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (SubjectStatus.VICTIM, True),
        (SubjectStatus.POTENTIAL_VICTIM, True),
        (SubjectStatus.WITNESS, True),
        (SubjectStatus.SUSPECT, False),
        (None, False),
    ],
)
def test_knows_victims_and_witnesses(status, expected):
    assert truth("item.about_a_victim", **about(status=status)) is expected


@pytest.mark.parametrize(
    ("consent", "danger", "expected"),
    [
        (True, False, True),
        (True, True, False),
        (True, None, None),
        (False, False, False),
        (None, False, None),
    ],
)
def test_a_victim_lets_it_go_who_consents_and_is_in_no_danger_there(consent, danger, expected):
    assert truth("item.victim_lets_it_go", **about(consent=consent, endangered_there=danger)) is expected


@pytest.mark.parametrize(("identified", "expected"), [(True, False), (False, True), (None, None)])
def test_several_persons_may_be_meant(identified, expected):
    assert truth("item.identity_uncertain", **about(identified=identified)) is expected


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("DUTY_MAGISTRATE", "LEGAL_OFFICER"), True),
        (("DUTY_MAGISTRATE",), False),
        (("LEGAL_OFFICER",), False),
    ],
)
def test_two_let_a_protected_persons_item_go(roles, expected):
    consents = tuple(Grant(role=role, units=frozenset({"i"})) for role in roles)
    assert truth("item.identity_let_go_by_two", consents=consents) is expected
    other = tuple(replace(grant, units=frozenset({"j"})) for grant in consents)
    assert truth("item.identity_let_go_by_two", consents=other) is False


def test_bank_secrecy_lies_on_what_is_asked_or_held():
    financial = Question(id="q", category=DataCategory.DC_FINANCIAL, text="?")
    assert truth("request.about_bank_secrets", request=asked(type=T.T09, questions=(financial,))) is True
    held = item(category=DataCategory.DC_FINANCIAL)
    assert truth("request.about_bank_secrets", request=asked(type=T.T09), **held) is True
    assert truth("request.about_bank_secrets", request=asked(type=T.T09)) is False
    assert truth("request.about_bank_secrets", request=asked(questions=(financial,))) is False


# ── danger (5.5) ────────────────────────────────────────────────────────────────────────────────
RULE = {"article": "art. 1", "reviewer": "JUDGE", "hours": 10}
RELEASED = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "confirmed", "inspected", "rule", "expected"),
    [
        (timedelta(hours=10), None, None, RULE, False),
        (timedelta(hours=10, seconds=1), None, None, RULE, True),
        (timedelta(hours=10, seconds=1), True, None, RULE, False),
        (timedelta(hours=72), None, None, None, False),
        (timedelta(hours=72, seconds=1), None, None, None, True),
        (timedelta(days=7), True, None, RULE, False),
        (timedelta(days=7, seconds=1), True, None, RULE, True),
        (timedelta(days=7, seconds=1), True, True, RULE, False),
        (timedelta(), False, None, RULE, True),
        (timedelta(), None, False, RULE, True),
    ],
)
def test_a_release_in_danger_is_confirmed_in_time_by_both(after, confirmed, inspected, rule, expected):
    danger = Danger(released_at=RELEASED, confirmed=confirmed, inspected=inspected)
    own = saying(urgency_without_prior_order=rule)
    found = truth("danger.release_not_confirmed", danger=danger, own=own, on=RELEASED + after)
    assert found is expected


def test_where_nothing_was_released_nothing_waits():
    assert truth("danger.release_not_confirmed") is False
    assert truth("danger.release_not_confirmed", danger=Danger(confirmed=False)) is False


@pytest.mark.parametrize(
    ("issue", "risk", "tainted", "expected"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
        (None, False, False, None),
        (False, None, False, None),
        (False, False, None, None),
    ],
)
def test_no_absolute_bar_stands_in_the_way_of_a_warning(issue, risk, tainted, expected):
    found = Circumstances(ill_treatment_issue=issue, real_risk=risk)
    assert truth("item.free_of_absolute_bars", circumstances=found, **item(tainted=tainted)) is expected


# ── offences ────────────────────────────────────────────────────────────────────────────────────
def test_a_suspects_death_is_asked_of_offences_that_carry_it():
    abolished = saying(WEIGHING.partner, death_penalty="ABOLISHED_ALL")
    retained = saying(WEIGHING.partner, death_penalty="RETAINED")
    unknown = saying(WEIGHING.partner, death_penalty=None)
    threatened = asked(offences=(replace(OFFENCE, death_at_partner=True),))
    harmless = asked(offences=(replace(OFFENCE, death_at_partner=False),))
    for partner, one, other in ((abolished, False, False), (retained, True, False), (unknown, None, False)):
        assert truth("offences.one_may_carry_death", partner=partner, request=threatened) is one
        assert truth("offences.one_may_carry_death", partner=partner, request=harmless) is other


@pytest.mark.parametrize(("named", "expected"), [("none", False), ("JUDGE", True), (None, None)])
def test_the_own_law_names_who_authorises_or_nobody(named, expected):
    assert truth("own.names_suspect_data_authoriser", own=saying(suspect_data_authoriser=named)) is expected


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        ("own.extradites_nationals", "own_nationals_extradited"),
        ("own.in_the_eu", "eu_member"),
        ("own.excludes_armed_conflict", "ihl_exclusion_flag"),
    ],
)
@pytest.mark.parametrize("value", [True, False, None])
def test_says_what_the_own_profile_says(fact, field, value):
    assert truth(fact, own=saying(**{field: value})) is value


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), (None, False)])
def test_a_court_looks_at_an_assurance_where_the_own_law_says_so(value, expected):
    assert truth("own.court_examines_assurances", own=saying(court_examines_assurances=value)) is expected


@pytest.mark.parametrize("value", [True, False, None])
def test_where_surrender_is_asked_somebody_must_have_looked(value):
    found = Circumstances(examination=Examination(torture_risk=value))
    surrender = asked(type=T.T10)
    assert truth("surrender.torture_risk", circumstances=found, request=surrender) is value
    assert truth("surrender.torture_risk", circumstances=found) is (value is True)


def test_a_safeguard_that_is_not_given_closes_the_ladder_alone():
    six = {s: "1" for s in Safeguard if s is not Safeguard.SECURITY}
    assert truth("transfer.binding_with_safeguards", instruments=(giving(safeguards=six),)) is False
