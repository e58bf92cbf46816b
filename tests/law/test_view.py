"""What facts read of a weighing: day, side, regime, what was received, what is relied on, what is written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comity.law import Circumstances, establish
from comity.law.facts import of_profile
from comity.law.truth import yes_or_no
from comity.law.view import View, offence_penalty_reaches
from comity.law.weighing import Past
from comity.model.assurances import Assurance, AssuranceKind, AssuranceState
from comity.model.decisions import Moment
from comity.model.instruments import EnabledType, InstrumentKind, Onward, TypeLimits
from comity.model.parties import Authority, AuthorityKind
from comity.model.requests import Basis, DataCategory, Handling, Purpose, RequestType, Urgency
from comity.model.surrender import Examination, Surrendered
from comity.model.terms import AssuranceTerm, RefusalTerm
from law.sample import ITEM, OFFENCE, ON, REQUEST, SUBJECT, TREATY, WEIGHING, asked, giving, saying, truth
from law.shipped import LISTS, PROFILES

TOKYO = timezone(timedelta(hours=9))


def of(**changes) -> View:
    return View(replace(WEIGHING, **changes))


# ── day and side ────────────────────────────────────────────────────────────────────────────────
def test_the_day_is_that_of_the_deciding_authority():
    late = datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert of(on=late).today == date(2026, 3, 1)
    assert of(on=late, zone=TOKYO).today == date(2026, 3, 2)
    assert establish(replace(WEIGHING, on=late, zone=TOKYO)).on == datetime(2026, 3, 2, 5, tzinfo=TOKYO)


def test_knows_the_own_authority_and_the_other_from_either_side():
    asking, answering = REQUEST.sender, REQUEST.recipient
    here = of()
    there = of(own=WEIGHING.partner, partner=WEIGHING.own)
    assert (here.own_authority, here.other_authority) == (answering, asking)
    assert (there.own_authority, there.other_authority) == (asking, answering)


@pytest.mark.parametrize(
    ("kind", "own", "moment", "expected"),
    [
        (RequestType.T10, "BE", Moment.G3, True),
        (RequestType.T11, "BE", Moment.G2, True),
        (RequestType.T10, "BE", Moment.G4, False),
        (RequestType.T10, "TR", Moment.G1, False),
        (RequestType.T12, "BE", Moment.G3, False),
        (RequestType.T10, "VN", Moment.G3, True),  # between two others: as strict as if asked
    ],
)
def test_knows_who_is_asked_to_surrender(kind, own, moment, expected):
    profile = PROFILES.profile(own, demonstration=True)
    assert of(request=asked(type=kind), own=profile, moment=moment).surrender_asked is expected


def test_who_asks_by_sending_data_lets_it_go():
    own = PROFILES.profile("TR", demonstration=True)
    for kind in (RequestType.T12, RequestType.T13):
        sending = of(request=asked(type=kind), own=own, moment=Moment.G1)
        assert sending.releasing()
        assert not of(request=asked(type=kind), own=own, moment=Moment.G1, items=()).releasing()
        assert not of(request=asked(type=kind), own=own, moment=Moment.G2).releasing()
    assert of().asks()
    assert not of(request=asked(type=RequestType.T06)).asks()


def test_an_item_speaks_of_the_one_it_names_or_of_the_only_subject():
    two = asked(subjects=(SUBJECT, replace(SUBJECT, label="t")))
    unnamed, stranger = replace(ITEM, subject=""), replace(ITEM, subject="z")
    assert of().subject_of(ITEM) is SUBJECT
    assert of().subject_of(unnamed) is SUBJECT
    assert of().subject_of(stranger) is None
    assert of(request=two).subject_of(unnamed) is None
    assert of(request=two).subject_of(replace(ITEM, subject="t")).label == "t"
    nobody = of(request=asked(subjects=()))
    assert nobody.names_nobody(unnamed)
    assert not nobody.names_nobody(ITEM)
    assert not of().names_nobody(unnamed)


# ── regime ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("table", "authority", "kept"),
    [
        ({"default": "", "SPOC": "GDPR"}, "BE/SPOC", "GDPR"),
        ({"default": "OUTSIDE"}, "BE/SPOC", "OUTSIDE"),
        ({"default": ""}, "BE/SPOC", "LED"),
        ({"default": ""}, "BE/NCB", "LED"),
        ({"default": ""}, "BE/EVENT_CONTACT_POINT", "LED"),
        ({"default": ""}, "BE/IMMIGRATION", "GDPR"),
        ({"default": ""}, "BE/CONSULAR", "GDPR"),
        ({"default": ""}, "BE/CERT", "UNKNOWN"),
        (None, "BE/SPOC", "UNKNOWN"),
    ],
)
def test_an_authority_is_kept_under_what_the_own_law_says_or_else_its_kind(table, authority, kept):
    request = asked(recipient=Authority.parse(authority))
    view = of(request=request, own=saying(regime=table))
    assert (view.kept_under, view.regime) == (kept, kept)


def test_another_purpose_than_the_polices_is_under_the_regulation():
    for purpose in (Purpose.RETURN, Purpose.BORDER_CONTROL, Purpose.STATISTICS, Purpose.TRAINING):
        view = of(request=asked(purpose=purpose))
        assert (view.kept_under, view.regime) == ("LED", "GDPR")
    for purpose in (Purpose.PREVENTION, Purpose.PUBLIC_SECURITY_THREAT, Purpose.IDENTIFICATION_OF_VICTIM):
        assert of(request=asked(purpose=purpose)).regime == "LED"
    outside = saying(regime={"default": "OUTSIDE"})
    assert of(request=asked(purpose=Purpose.RETURN), own=outside).regime == "OUTSIDE"


def test_a_state_outside_both_regimes_may_have_a_transfer_rule_of_its_own():
    outside = saying(regime={"default": "OUTSIDE"}, transfer_rule="art. 9 of its law")
    assert truth("regime.own_transfer_rule", own=outside) is True
    assert truth("regime.own_transfer_rule", own=saying(regime={"default": "OUTSIDE"})) is False
    assert truth("regime.own_transfer_rule", own=saying(transfer_rule="art. 9 of its law")) is False


@pytest.mark.parametrize(
    ("purpose", "led", "gdpr", "expected"),
    [
        (Purpose.INVESTIGATION, True, False, True),
        (Purpose.INVESTIGATION, False, True, False),
        (Purpose.RETURN, True, False, False),
        (Purpose.RETURN, False, True, True),
        (Purpose.RETURN, True, "NOT_APPLICABLE", None),
        (Purpose.INVESTIGATION, None, True, None),
    ],
)
def test_adequacy_is_that_of_the_regime_that_binds(purpose, led, gdpr, expected):
    partner = saying(WEIGHING.partner, adequacy_led=led, adequacy_gdpr=gdpr)
    assert truth("transfer.adequate", partner=partner, request=asked(purpose=purpose)) is expected


@pytest.mark.parametrize(
    ("fact", "side", "field"),
    [("partner.in_the_eu", "partner", "eu_member"), ("own.led_applies", "own", "led_applies")],
)
@pytest.mark.parametrize("value", [True, False, None])
def test_membership_and_directive_are_what_the_profile_says(fact, side, field, value):
    profile = saying(getattr(WEIGHING, side), **{field: value})
    assert truth(fact, **{side: profile}) is value


@pytest.mark.parametrize(
    ("said", "expected"), [(True, True), (False, False), (None, None), ("yes", None), (1, None), ((), None)]
)
def test_only_a_yes_is_yes_and_only_a_no_is_no(said, expected):
    assert yes_or_no(said) is expected


# ── what was received ───────────────────────────────────────────────────────────────────────────
OLD = replace(giving(purposes=frozenset({Purpose.INVESTIGATION, Purpose.PROSECUTION})), version="0")


def test_what_came_under_a_text_stays_bound_by_it():
    assert of().received is None
    bound = of(received_under=OLD, instruments=())
    assert bound.received is not None
    assert bound.received.purposes == {Purpose.INVESTIGATION, Purpose.PROSECUTION}


@pytest.mark.parametrize(
    ("change", "narrowed"),
    [
        ({}, True),
        ({"data_clauses_reach_back": False}, False),
        ({"adopted": False}, False),
        ({"id": "another"}, False),
        ({"version": "0"}, False),
    ],
)
def test_newer_clauses_bind_it_where_the_same_text_reaches_back(change, narrowed):
    newer = giving(purposes=frozenset({Purpose.PROSECUTION}))
    newer = replace(newer, version="2", data_clauses_reach_back=True)
    view = of(received_under=OLD, instruments=(replace(newer, **change),))
    assert view.received is not None
    assert (view.received.purposes == {Purpose.PROSECUTION}) is narrowed


@pytest.mark.parametrize(
    ("onward", "to", "purpose", "expected"),
    [
        (Onward.ALLOWED_TO, {"TR"}, Purpose.INVESTIGATION, True),
        (Onward.ALLOWED_TO, {"MA"}, Purpose.INVESTIGATION, False),
        (Onward.ALLOWED_TO, {"TR"}, Purpose.PREVENTION, False),
        (Onward.WITH_CONSENT, {"TR"}, Purpose.INVESTIGATION, False),
    ],
)
def test_it_goes_on_freely_to_a_named_state_for_the_same_purpose_alone(onward, to, purpose, expected):
    text = giving(onward_transfer=onward, onward_to=frozenset(to))
    before = Circumstances(original_purpose=purpose)
    assert truth("onward.free", received_under=text, circumstances=before) is expected
    assert truth("onward.free", circumstances=before) is False
    assert truth("onward.forbidden", received_under=text) is False
    assert truth("onward.forbidden", received_under=giving(onward_transfer=Onward.FORBIDDEN)) is True
    assert truth("onward.forbidden") is False


def test_a_purpose_is_outside_that_one_of_the_binding_texts_does_not_name():
    both = frozenset({Purpose.INVESTIGATION, Purpose.PROSECUTION})
    narrow = giving(purposes=frozenset({Purpose.PROSECUTION}))
    assert truth("scope.purpose_outside", instruments=(giving(purposes=both),)) is False
    assert truth("scope.purpose_outside", instruments=(narrow,)) is True
    assert truth("scope.purpose_outside", instruments=(), received_under=narrow) is True
    assert truth("scope.purpose_outside", instruments=(), received_under=giving(purposes=both)) is False
    assert truth("scope.purpose_outside", instruments=()) is False


# ── which text ──────────────────────────────────────────────────────────────────────────────────
def test_a_draft_is_no_pending_request_and_a_request_counts_from_its_day():
    made = asked(made_at=datetime(2026, 2, 1, 23, tzinfo=UTC))
    assert of(request=made)._question().asked_on == date(2026, 2, 1)
    assert of(request=made, zone=TOKYO)._question().asked_on == date(2026, 2, 2)
    assert of(request=made, moment=Moment.G1)._question().asked_on is None
    assert of()._question().asked_on is None


def test_whether_surrender_needs_a_treaty_is_the_law_of_the_state_that_is_asked():
    own, partner = saying(extradition_without_treaty=True), saying(WEIGHING.partner)
    assert of(own=own)._question().without_treaty is True
    assert of(own=partner, partner=own)._question().without_treaty is True  # we ask them
    assert of(own=saying(extradition_without_treaty="it depends"))._question().without_treaty is None


@pytest.mark.parametrize(("state", "carried"), [("CN", True), ("BE", False), ("TR", None)])
def test_an_undertaking_for_one_case_surrenders_where_the_law_of_the_state_asked_says_so(state, carried):
    """3.1: read from the shipped profiles, as a node reads them."""
    asker = "TR" if state == "BE" else "BE"
    terms = replace(TREATY.terms, request_types={RequestType.T10: EnabledType(article="1")})
    text = replace(TREATY, kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c", terms=terms)
    text = replace(
        text, parties=frozenset({state, asker}), ratified=dict.fromkeys((state, asker), date(2020, 1, 1))
    )
    request = asked(
        type=RequestType.T10,
        sender=Authority.parse(f"{asker}/CENTRAL_AUTHORITY"),
        recipient=Authority.parse(f"{state}/CENTRAL_AUTHORITY"),
    )
    own, partner = (PROFILES.profile(one, demonstration=True) for one in (state, asker))
    found = truth("basis.carries", request=request, own=own, partner=partner, instruments=(text,))
    assert found is carried


def test_the_text_that_the_message_names_governs_it():
    other = replace(giving(costs="shared"), id="other")
    named = asked(basis=Basis(instrument="other", version="1", article="a"))
    view = of(instruments=(TREATY, other), request=named)
    assert view.governing is not None
    assert (view.governing.id, view.terms) == ("other", other.terms)
    assert of(instruments=(TREATY, other)).governing.id == TREATY.id
    assert (of(instruments=()).governing, of(instruments=()).terms) == (None, None)


def test_conditions_of_all_texts_that_bear_a_message_are_written_out_whichever_it_names():
    """I9(2)."""
    other = replace(giving(), id="other")
    stricter = giving(conditions=("two copies",))
    named = asked(basis=Basis(instrument="other", version="1", article="a"))
    assert of(instruments=(stricter, other), request=named).agreed_conditions == ("two copies",)


def test_what_came_under_several_texts_is_bound_by_the_most_protective_of_them():
    """I9(2); its purposes stay those of the text relied on."""
    relied = giving(purposes=frozenset({Purpose.INVESTIGATION}), retention_days=90)
    beside = giving(
        purposes=frozenset({Purpose.PROSECUTION}),
        onward_transfer=Onward.FORBIDDEN,
        retention_days=30,
        handling_default=Handling.H2,
    )
    beside = replace(beside, id="beside")
    bound = of(received_under=relied, received_beside=(beside,), instruments=()).received
    assert bound.onward is Onward.FORBIDDEN
    assert (bound.retention_of_others, bound.handling) == (timedelta(days=30), Handling.H2)
    assert bound.purposes == {Purpose.INVESTIGATION}
    newer = replace(relied, id="beside", version="9", data_clauses_reach_back=True)
    newer = replace(newer, terms=replace(newer.terms, retention_days=5))
    bound = of(received_under=relied, received_beside=(beside,), instruments=(newer,)).received
    assert bound.retention_of_others == timedelta(days=5)


def test_the_law_is_asked_as_it_was_known():
    learned = datetime(2026, 2, 1, tzinfo=UTC)
    later = replace(TREATY, recorded_at=learned)
    assert of(instruments=(later,)).governing == later
    assert of(instruments=(later,), known_at=datetime(2026, 1, 1, tzinfo=UTC)).governing is None


def test_an_undertaking_alone_is_told_from_one_beside_a_treaty():
    undertaking = replace(TREATY, id="u", kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c")
    assert truth("basis.ad_hoc_alone", instruments=(undertaking,)) is True
    assert truth("basis.ad_hoc_alone", instruments=(undertaking, TREATY)) is False
    assert truth("basis.ad_hoc_alone", instruments=()) is False


# ── what is relied on ───────────────────────────────────────────────────────────────────────────
CENTRAL = Authority(state=REQUEST.sender.state, kind=AuthorityKind.CENTRAL_AUTHORITY)
GIVEN = Assurance(kind=AssuranceKind.FAIR_TRIAL, giver=CENTRAL, text="t", state=AssuranceState.GIVEN)


def test_the_partners_assurances_alone_are_awaited():
    theirs = Circumstances(assurances=(GIVEN,))
    ours = Circumstances(assurances=(replace(GIVEN, giver=replace(CENTRAL, state=REQUEST.recipient.state)),))
    police = Circumstances(assurances=(replace(GIVEN, giver=REQUEST.sender),))
    assert of(circumstances=theirs).awaiting == {AssuranceKind.FAIR_TRIAL}
    assert of(circumstances=theirs).standing == frozenset()
    assert of(circumstances=ours).awaiting == frozenset()
    assert of(circumstances=police).awaiting == frozenset()  # 2.1: the central authority gives them


# ── what rules write out ────────────────────────────────────────────────────────────────────────
def names(**changes):
    return establish(replace(WEIGHING, **changes)).message.names


def test_writes_out_states_instrument_handling_and_conditions():
    conditions = saying(release_conditions=("by fax, and by post", "two copies"))
    found = names(own=conditions, instruments=(giving(handling_default=Handling.H3),))
    assert (found["own_state"], found["partner_state"], found["instrument"]) == ("BE", "TR", "demo-be-tr")
    assert found["handling"] == "H3"
    assert found["agreed"] == "by fax; and by post; two copies"
    assert (found["surrendering_state"], found["monitor_on"]) == ("UNKNOWN", "UNKNOWN")
    plain = names(instruments=(), own=saying(release_conditions=None))
    assert (plain["instrument"], plain["handling"], plain["agreed"]) == ("none", "H1", "none")
    assert names(instruments=(giving(handling_default=Handling.H0),))["handling"] == "H1"


def test_writes_out_who_surrendered_the_person_and_the_owner_of_an_item():
    earlier = Surrendered(by="FR", on=ON, offences=("o",))
    found = Circumstances(examination=Examination(surrendered=earlier))
    assert names(circumstances=found)["surrendering_state"] == "FR"
    (item,) = establish(replace(WEIGHING, items=(replace(ITEM, source="SIS"),))).items
    assert (item.unit, item.names) == ("i", {"owner": "SIS"})


def test_writes_out_what_the_own_profile_says_or_that_it_is_unknown():
    rule = {"article": "art. 12", "reviewer": "JUDGE", "hours": 48}
    own = saying(
        suspect_data_authoriser="JUDGE", suspect_data_article="art. 5", urgency_without_prior_order=rule
    )
    assert of_profile(own, ON.date()) == {
        "own_state": "BE",
        "suspect_data_authoriser": "JUDGE",
        "suspect_data_article": "art. 5",
        "urgency_article": "art. 12",
        "urgency_reviewer": "JUDGE",
        "urgency_hours": "48",
    }
    unsaid = {"suspect_data_authoriser", "urgency_article", "urgency_reviewer"}
    assert of_profile(replace(own, values={}), ON.date()) == {
        "own_state": "BE",
        "suspect_data_article": "law of BE, article not adopted",
        **dict.fromkeys([*unsaid, "urgency_hours"], "UNKNOWN"),
    }


def test_a_decision_keeps_the_versions_of_all_that_it_read():
    declared = replace(WEIGHING.partner, version="declared-1")
    found = establish(replace(WEIGHING, lists=LISTS[:1], declared=declared))
    assert found.versions == tuple(
        sorted(
            [
                ("profile/BE", WEIGHING.own.version),
                ("profile/TR", WEIGHING.partner.version),
                ("declared/TR", "declared-1"),
                ("instrument/demo-be-tr", TREATY.version),
                (f"list/{LISTS[0].lister}", LISTS[0].dated.isoformat()),
            ]
        )
    )


def test_carries_moment_time_limit_and_the_refusals_of_the_text():
    limits = {RequestType.T02: TypeLimits(urgent=timedelta(hours=3), normal=timedelta(days=3))}
    grounds = {"R-POLIT": RefusalTerm(article="4")}
    facts = establish(replace(WEIGHING, instruments=(giving(time_limits=limits, refusal_grounds=grounds),)))
    assert (facts.moment, facts.time_limit) == (Moment.G3, timedelta(days=3))
    assert facts.treaty_grounds == {"R-POLIT"}
    plain = replace(WEIGHING, instruments=())
    assert establish(plain).time_limit == timedelta(days=7)
    assert establish(plain).treaty_grounds == frozenset()
    urgent = replace(plain, request=asked(urgency=Urgency.URGENT))
    assert establish(urgent).time_limit == timedelta(hours=8)
    indirect = replace(urgent, circumstances=Circumstances(direct=False))
    assert establish(indirect).time_limit == timedelta(days=3)


# ── marks of abuse ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("since", "made", "expected"),
    [
        (date(2025, 3, 3), None, True),  # ON is 2 March 2026
        (date(2025, 3, 2), None, True),  # the last day counts (Q21)
        (date(2025, 3, 1), None, False),  # twelve months are over
        (date(2026, 3, 2), None, True),
        (date(2026, 3, 3), None, False),
        (date(2025, 1, 10), datetime(2026, 1, 9, 12, tzinfo=UTC), True),
        (date(2025, 1, 10), datetime(2026, 1, 10, 12, tzinfo=UTC), True),
        (date(2025, 1, 10), datetime(2026, 1, 11, 12, tzinfo=UTC), False),
        (None, None, False),
    ],
)
def test_a_request_within_twelve_months_of_a_grant_is_marked(since, made, expected):
    request = asked(made_at=made)
    found = truth("abuse.soon_after_protection", past=Past(protected_since=since), request=request)
    assert found is expected


@pytest.mark.parametrize(
    ("kind", "allowed", "today", "expected"),
    [
        (RequestType.T05, 20, 19, False),
        (RequestType.T05, 20, 20, True),
        (RequestType.T01, 20, 20, True),
        (RequestType.T02, 20, 20, False),
        (RequestType.T05, None, 20, False),
    ],
)
def test_a_unit_that_asks_for_more_persons_than_it_may_is_marked(kind, allowed, today, expected):
    past = Past(asked_by_unit_today=today, allowed_by_unit=allowed)
    assert truth("abuse.names_map_a_community", past=past, request=asked(type=kind)) is expected


@pytest.mark.parametrize(("named", "expected"), [(True, False), (False, True), (None, None)])
def test_a_warning_that_asks_for_an_arrest_without_a_warrant_is_marked(named, expected):
    past = Past(arrest_asked=True, warrant_named=named)
    assert (
        truth("abuse.warning_as_arrest_request", past=past, request=asked(type=RequestType.T06)) is expected
    )
    assert truth("abuse.warning_as_arrest_request", past=past) is False


def test_an_item_of_no_person_asks_nothing_of_its_category():
    nothing = replace(ITEM, category=DataCategory.DC_NON_PERSONAL)
    assert truth("item.category_outside", items=(nothing,)) is False


def test_reads_the_conditions_of_the_text_and_watches_only_what_stands():
    term = AssuranceTerm(
        kind=AssuranceKind.FAIR_TRIAL, trigger="t", giver="g", monitoring="visits", article="art. 6"
    )
    text = giving(conditions=("two copies",), assurances=(term,))
    assert "two copies" in of(instruments=(text,)).agreed_conditions
    assert not any("visits" in one for one in of(instruments=(text,)).agreed_conditions)


def test_a_penalty_that_is_not_known_reaches_none_at_all_and_nobody_knows_whether_one_month():
    unknown = replace(OFFENCE, max_penalty_months=None)
    assert [offence_penalty_reaches(unknown, least) for least in (0, 1)] == [True, None]
