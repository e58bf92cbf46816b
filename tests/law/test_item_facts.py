"""Facts of items, of danger and of offences, with every value that each can have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.law import Circumstances
from comity.law.weighing import Danger, Grant
from comity.model.decisions import Moment
from comity.model.instruments import Safeguard
from comity.model.parties import Authority, Channel
from comity.model.requests import (
    Audience,
    DataCategory,
    Handling,
    Purpose,
    Question,
    RequestType,
    SubjectStatus,
    Tlp,
)
from comity.model.surrender import Examination
from comity.model.terms import EvidenceUse
from law.sample import OFFENCE, WEIGHING, about, asked, giving, item, saying, truth

T = RequestType
NOTHING = {"category": DataCategory.DC_NON_PERSONAL}
NOBODY = {"request": asked(subjects=())}


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
    wanted = item(tlp=tlp, source=source)
    assert truth("item.beyond_its_mark", moment=Moment.G4, circumstances=given, **wanted) is expected


@pytest.mark.parametrize(
    ("tlp", "audience", "source", "agreed", "expected"),
    [
        (Tlp.RED, None, "FR", None, True),
        (Tlp.AMBER, None, "FR", None, True),
        (Tlp.AMBER, None, "FR", False, True),
        (Tlp.AMBER, Audience.ORGANISATION, "FR", None, True),  # the partner is no part of the own house
        (Tlp.AMBER, None, "FR", True, False),  # the source agreed
        (Tlp.AMBER, None, "own", None, False),
        (Tlp.GREEN, None, "FR", None, False),
        (Tlp.GREEN, Audience.PUBLIC, "FR", None, True),
        (Tlp.CLEAR, Audience.PUBLIC, "FR", None, False),
    ],
)
def test_a_release_gives_a_marked_item_to_the_community_at_least(tlp, audience, source, agreed, expected):
    given = Circumstances(audience=audience)
    wanted = item(tlp=tlp, source=source, owner_consent=agreed)
    assert truth("item.beyond_its_mark", circumstances=given, **wanted) is expected


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
        ("EVIDENCE", Moment.G5, False, Handling.H1, True),
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


def test_what_the_partner_itself_gave_goes_back_to_its_owner():
    partner = WEIGHING.partner.state
    of = item(source=str(partner), handling=Handling.H2)
    assert truth("item.owner_must_consent", **of) is False
    assert truth("item.from_another_state", **of) is True
    assert truth("item.from_another_state", moment=Moment.G5, **of) is False
    assert truth("item.use_beyond_handling", moment=Moment.G5, **of) is False
    assert truth("item.use_beyond_handling", moment=Moment.G5, **item(source="FR", handling=Handling.H2))


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


@pytest.mark.parametrize("value", [True, False, None])
def test_an_order_is_too_late_or_was_tried_where_somebody_said_so(value):
    for name in ("order_too_late", "order_tried"):
        assert truth(f"danger.{name}", danger=Danger(**{name: value})) is value
        assert truth(f"danger.{name}") is False  # nobody speaks of danger


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


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), (None, None)])
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
