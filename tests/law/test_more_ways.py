"""Ways that the law opens or closes beside the common one: derogations, conversion, death, onward, owners."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.law import disclose, leaving, weigh
from comity.law.weighing import Circumstances, Grant
from comity.model.authorisations import Order, OrderKind
from comity.model.decisions import Disclosable, Moment, Outcome
from comity.model.instruments import InstrumentKind
from comity.model.parties import AuthorityKind, Channel
from comity.model.people import Pseudonym, Role
from comity.model.profiles import Confidence, ProfileValue
from comity.model.releases import ReplyCode
from comity.model.requests import Purpose, RequestType
from comity.model.sentences import Sentence
from law.sample import WEIGHING, about, asked, truth
from law.shipped import PROFILES, RULES, situations

SITUATIONS = {situation.id: situation.weighing for situation in situations()}
BE, TR = WEIGHING.own, WEIGHING.partner


def saying(profile, name, value):
    """A profile in which one value more was adopted."""
    said = ProfileValue(
        value=value,
        valid_from=date(2000, 1, 1),
        source="invented",
        checked_on=date(2026, 1, 1),
        confidence=Confidence.FICTIONAL,
        adopted=True,
    )
    return replace(profile, values={**profile.values, name: (said,)})


def found(**findings):
    return {"circumstances": Circumstances(**findings)}


# ── LED art. 38(1)(b), (e) ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("interests", "law", "expected"),
    [
        (False, True, False),
        (True, True, True),
        (True, False, False),
        (True, None, None),
        (None, True, None),
        (None, False, False),
    ],
)
def test_the_subjects_own_interests_carry_only_where_the_own_law_says_so(interests, law, expected):
    own = saying(BE, "led_38_1_b", law)
    assert (
        truth(
            "transfer.subject_derogation", own=own, circumstances=Circumstances(subject_interests=interests)
        )
        is expected
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, False),
        (found(legal_claim=True), True),
        (found(legal_claim=None), None),
        (found(legal_claim=True, rights_override=True), False),  # art. 38(2)
        (found(legal_claim=True, series=True), False),
        (found(legal_claim=True) | {"request": asked(case_ref="")}, False),
        (found(legal_claim=True) | {"request": asked(purpose=Purpose.RETURN)}, False),
    ],
)
def test_a_legal_claim_carries_one_case_that_no_right_outweighs(change, expected):
    assert truth("transfer.legal_claim_derogation", **change) is expected


@pytest.mark.parametrize(
    ("finding", "outcome"),
    [
        ({}, Outcome.REFUSE),
        ({"subject_interests": True}, Outcome.NEEDS_AUTHORISATION),
    ],
)
def test_a_subjects_interest_carries_where_nothing_else_does(finding, outcome):
    weighing = SITUATIONS["S34-rights-override"]
    circumstances = replace(weighing.circumstances, **finding)
    decision = weigh(
        replace(weighing, own=saying(weighing.own, "led_38_1_b", True), circumstances=circumstances), RULES
    )
    assert decision.outcome is outcome


# ── death where no offence is named ─────────────────────────────────────────────────────────────
RU = PROFILES.profile("RU", demonstration=True)
STRICT = saying(BE, "death_asked_of_any_request", True)
UNNAMED = asked(offences=())


@pytest.mark.parametrize(
    ("own", "partner", "request_", "expected"),
    [
        (BE, RU, UNNAMED, None),  # for crime, and nobody has said which: not known
        (BE, TR, UNNAMED, False),  # abolished
        (BE, RU, asked(offences=(), purpose=Purpose.BORDER_CONTROL), False),  # serves no offence
        (BE, RU, asked(offences=(), purpose=Purpose.RETURN), False),
        (BE, RU, asked(offences=(), purpose=Purpose.IDENTIFICATION_OF_VICTIM), False),
        (BE, RU, asked(offences=(), type=RequestType.T01), False),  # 4.4: the index has a list of its own
        (BE, saying(RU, "death_penalty", None), UNNAMED, None),
        (STRICT, RU, UNNAMED, True),  # moratorium or not
        (STRICT, TR, UNNAMED, False),  # abolished
        (STRICT, RU, asked(), False),  # the offence is named and weighed for itself
        (STRICT, saying(RU, "death_penalty", None), UNNAMED, None),
    ],
)
def test_death_is_asked_of_a_request_that_serves_crime_and_names_no_offence(own, partner, request_, expected):
    assert truth("offences.unnamed_may_carry_death", own=own, partner=partner, request=request_) is expected


def test_data_for_no_named_offence_waits_for_an_assurance_there():
    weighing = SITUATIONS["S02"]
    strict = replace(
        weighing,
        own=saying(weighing.own, "death_asked_of_any_request", True),
        request=replace(weighing.request, offences=()),
    )
    usual, asking = weigh(replace(strict, own=weighing.own), RULES), weigh(strict, RULES)
    for decision, target in ((usual, "LEGAL_OFFICER"), (asking, "REQUESTING_SIDE")):
        speaking = [g for g in decision.grounds if g.rule == "R-DEATH" and g.outcome is Outcome.REFER]
        assert {g.needs for g in speaking} == {(target,)}
        assert decision.released_now == frozenset()


# ── a sentence continued or converted (ETS 112 arts 9-11) ───────────────────────────────────────
def sentence(nationalities=("BE",), **findings):
    subject = about(nationalities=frozenset(nationalities))["request"].subjects
    return {
        "request": asked(type=RequestType.T12, subjects=subject),
        **found(sentence=Sentence(**findings)),
    }


@pytest.mark.parametrize(
    ("nationalities", "expected"),
    [(["BE"], True), (["TR"], False), (["BE", "TR"], None), ([], None), (["BE", "FR"], True), (["FR"], None)],
)
def test_it_is_served_where_the_person_is_a_national(nationalities, expected):
    assert truth("sentence.served_here", **sentence(nationalities)) is expected


@pytest.mark.parametrize("found_out", [True, False, None])
def test_how_it_is_served_is_what_the_central_authority_found(found_out):
    assert truth("sentence.converted", **sentence(converted=found_out)) is found_out
    assert truth("sentence.unlike_own_law", **sentence(unlike_here=found_out)) is found_out


@pytest.mark.parametrize(
    ("excluded", "converted", "expected"),
    [
        ("CONVERSION", True, True),
        ("CONVERSION", False, False),
        ("CONVERSION", None, None),
        ("CONTINUED_ENFORCEMENT", True, False),
        ("CONTINUED_ENFORCEMENT", False, True),
        (None, True, None),
    ],
)
@pytest.mark.parametrize("side", ["own", "partner"])
def test_either_state_may_exclude_a_way(side, excluded, converted, expected):
    profile = saying(getattr(WEIGHING, side), "sentence_way_excluded", excluded)
    assert truth("sentence.way_excluded", **{side: profile}, **sentence(converted=converted)) is expected


def test_an_excluded_way_is_for_the_central_authority():
    weighing = SITUATIONS["S28-converted"]
    decision = weigh(
        replace(weighing, partner=saying(weighing.partner, "sentence_way_excluded", "CONVERSION")), RULES
    )
    referred = [g for g in decision.grounds if g.outcome is Outcome.REFER]
    assert [(g.rule, g.needs, g.action) for g in referred] == [
        ("4.4/T12", ("CENTRAL_AUTHORITY",), "CHOOSE_THE_OTHER_WAY")
    ]


# ── change of purpose (R-XFER, R-ONWARD) ────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("authority", "purpose", "expected"),
    [
        ("SPOC", Purpose.RETURN, False),  # both are police, and both return
        ("SPOC", Purpose.INVESTIGATION, False),
        ("IMMIGRATION", Purpose.RETURN, True),
        ("IMMIGRATION", Purpose.INVESTIGATION, True),
        ("CONSULAR", Purpose.RETURN, True),
    ],
)
def test_only_an_authority_under_the_regulation_changes_a_purpose(authority, purpose, expected):
    recipient = replace(WEIGHING.request.recipient, kind=AuthorityKind(authority))
    request = asked(recipient=recipient, purpose=purpose)
    assert truth("purpose.from_immigration_to_police", request=request) is expected


def test_two_points_of_contact_that_return_somebody_still_stand_on_the_regulations_ladder():
    request = asked(purpose=Purpose.RETURN)
    assert truth("regime.gdpr", request=request) is True
    grounds = weigh(replace(WEIGHING, request=request), RULES).grounds
    assert "R-ONWARD" not in {g.rule for g in grounds}


# ── an undertaking for one case (S35) ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("nationalities", "expected"), [({"BE"}, False), ({"BE", "UA"}, False), ({"UA"}, True), (set(), None)]
)
def test_whose_national_is_taken_back(nationalities, expected):
    changed = about(nationalities=frozenset(nationalities))
    assert truth("subjects.one_foreign_to_recipient", **changed) is expected


@pytest.mark.parametrize(
    ("channel", "expected"),
    [(Channel.CONSULAR, False), (Channel.DIPLOMATIC, False), (Channel.BILATERAL_SPOC, True)],
)
def test_through_the_consulate_or_not(channel, expected):
    assert truth("scope.no_consulate", request=asked(channel=channel)) is expected


def test_a_treaty_beside_the_undertaking_takes_its_limits_away():
    undertaking = replace(WEIGHING.instruments[0], kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c")
    assert truth("basis.ad_hoc_alone") is False
    assert truth("basis.ad_hoc_alone", instruments=(undertaking,)) is True
    assert truth("basis.ad_hoc_alone", instruments=(undertaking, *WEIGHING.instruments)) is False


# ── what must not show ──────────────────────────────────────────────────────────────────────────
def test_the_partner_never_reads_that_another_owner_is_to_be_informed():
    decision = next(
        decision
        for decision in (weigh(one, RULES) for one in SITUATIONS.values())
        if "INFORM_OWNER" in decision.conditions and decision.released_now
    )
    assert "INFORM_OWNER" not in leaving(decision).conditions
    assert "H2" in leaving(decision).conditions


CLAIMED = [
    weighing
    for weighing in SITUATIONS.values()
    if any(g.rule == "R-REFOUL" and g.disclosable == "POSTPONED" for g in weigh(weighing, RULES).grounds)
]


@pytest.mark.parametrize("number", range(len(CLAIMED)))
def test_a_claim_is_never_told_by_a_refusal_beside_a_postponement(number):
    told = disclose(weigh(CLAIMED[number], RULES))
    assert (told.reply is ReplyCode.POSTPONED) == (Disclosable.POSTPONED in told.codes)
    assert len(told.codes) <= 1 or Disclosable.POSTPONED not in told.codes


def test_a_real_risk_with_a_claim_is_postponed_and_without_one_refused():
    weighing = next(one for one in CLAIMED if one.moment is Moment.G2 and one.circumstances.real_risk)
    unclaimed = replace(
        weighing.request,
        subjects=tuple(replace(s, protection_from=frozenset()) for s in weighing.request.subjects),
    )
    assert disclose(weigh(weighing, RULES)).reply is ReplyCode.POSTPONED
    assert disclose(weigh(replace(weighing, request=unclaimed), RULES)).codes == (Disclosable.HUMAN_RIGHTS,)


# ── who decides for which office ────────────────────────────────────────────────────────────────
def order(weighing, role, authority):
    """An order over the whole message, by a person of this role at this authority."""
    return Order(
        kind=OrderKind.AUTHORITY,
        matter=weighing.matter,
        request=weighing.request_act,
        items=(),
        recipient=weighing.partner.state,
        recipient_key=weighing.recipient_key,
        announcement="a",
        article="art. 1",
        conditions=(),
        given_by=Pseudonym("p"),
        role=Role(role),
        authority=authority,
        given_at=weighing.on,
        valid_until=weighing.on + timedelta(days=30),
    )


COURT, EXECUTIVE = ("JUDGE", "BE/COURT/liege"), ("MINISTER_DELEGATE", "BE/EXECUTIVE_DECIDER")


@pytest.mark.parametrize(
    ("orders", "needs"),
    [
        ((COURT, EXECUTIVE), False),
        ((COURT,), True),
        ((EXECUTIVE,), True),
        ((("JUDGE", "BE/INVESTIGATING_JUDGE"), EXECUTIVE), True),  # an inquiry's judge is no court
        ((("PROSECUTOR", "BE/COURT"), EXECUTIVE), True),
        ((COURT, ("MINISTER_DELEGATE", "BE/CENTRAL_AUTHORITY")), True),
        ((COURT, ("JUDGE", "BE/EXECUTIVE_DECIDER")), True),
    ],
)
def test_a_surrender_is_decided_by_persons_of_the_court_and_of_the_executive(orders, needs):
    weighing = SITUATIONS["S13"]
    given = tuple(order(weighing, *one) for one in orders)
    decision = weigh(replace(weighing, orders=given), RULES)
    assert (decision.outcome is Outcome.NEEDS_AUTHORISATION) is needs


def test_a_judges_key_to_an_item_is_no_decision_of_the_court():
    weighing = SITUATIONS["S13"]
    key = replace(order(weighing, *COURT), kind=OrderKind.JUDGE)
    decision = weigh(replace(weighing, orders=(key, order(weighing, *EXECUTIVE))), RULES)
    assert decision.outcome is Outcome.NEEDS_AUTHORISATION


def test_the_central_authoritys_lawyer_agrees_for_the_own_state_alone():
    weighing = SITUATIONS["S28"]
    partner = Grant(role="CENTRAL_AUTHORITY_OF(MA)", units=frozenset({""}))
    agreed = replace(
        weighing, orders=(order(weighing, "CA_LAWYER", "BE/CENTRAL_AUTHORITY"),), consents=(partner,)
    )
    assert weigh(agreed, RULES).outcome is Outcome.PERMIT
    other = replace(agreed, orders=(order(weighing, "CA_LAWYER", "BE/SPOC"),))
    assert weigh(other, RULES).outcome is Outcome.NEEDS_AUTHORISATION


def test_the_supervisory_authority_is_told_of_what_goes_to_a_company_abroad_and_of_no_other_passing_on():
    told = {"DOCUMENT_TRANSFER", "INFORM_DPA"}
    to_company = leaving(weigh(SITUATIONS["own-onward-to-a-company-agreed"], RULES)).conditions
    to_police = leaving(weigh(SITUATIONS["own-onward-agreed"], RULES)).conditions
    assert told <= set(to_company)
    assert not told & set(to_police)


@pytest.mark.parametrize(("to_life", "needs"), [(True, True), (None, True), (False, False)])
def test_an_order_in_a_case_that_may_be_one_of_danger_ends_after_three_days(to_life, needs):
    weighing = SITUATIONS["S47-decided-too-long-ago"]
    subjects = tuple(replace(s, protection_from=frozenset()) for s in weighing.request.subjects)
    request = replace(weighing.request, subjects=subjects)
    decision = weigh(
        replace(weighing, request=request, danger=replace(weighing.danger, to_life=to_life)), RULES
    )
    assert ("JUDGE" in decision.authorisers) is needs
