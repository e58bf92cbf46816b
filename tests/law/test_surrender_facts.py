"""Named facts of surrender and its offences: each by the paragraph it implements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comity.law import Circumstances, weigh
from comity.model.assurances import Assurance, AssuranceKind, AssuranceState
from comity.model.decisions import Moment
from comity.model.instruments import EntryIntoForce, EntryRule, InstrumentKind
from comity.model.parties import Authority
from comity.model.profiles import Confidence, ProfileValue
from comity.model.requests import CrimeArea, DataCategory, Offence, Purpose, Question, RequestType
from comity.model.surrender import Examination, OffenceExamination, Surrendered, SurrenderTerms
from law.sample import ITEM, ON, SUBJECT, TREATY, WEIGHING, asked, truth
from law.shipped import PROFILES, RULES

OFFENCE = Offence(code="o", area=CrimeArea.PAYMENT_FRAUD, max_penalty_months=60, death_at_partner=False)
SOUGHT = asked(type=RequestType.T10, purpose=Purpose.PROSECUTION, offences=(OFFENCE,))
PROTOCOL = replace(
    TREATY,
    id="cets-212",
    kind=InstrumentKind.TREATY_MULTILATERAL,
    entry=EntryIntoForce(rule=EntryRule.DAYS_AFTER_LAST_RATIFICATION),
    ratified={"BE": date(2015, 1, 1), "TR": date(2016, 6, 1)},
)


def found(offence=None, **more):
    offences = () if offence is None else (OffenceExamination(code="o", **offence),)
    return Circumstances(examination=Examination(offences=offences, **more))


def of(name, request=SOUGHT, offence=None, **changes):
    more = changes.pop("examination", {})
    return truth(name, request=request, circumstances=found(offence, **more), **changes)


# ── who is asked ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "moment", "own", "expected"),
    [
        (RequestType.T10, Moment.G2, "BE", True),
        (RequestType.T11, Moment.G3, "BE", True),
        (RequestType.T10, Moment.G6, "BE", True),
        (RequestType.T10, Moment.G1, "TR", False),
        (RequestType.T10, Moment.G5, "TR", False),
        (RequestType.T10, Moment.G4, "BE", False),
        (RequestType.T09, Moment.G2, "BE", False),
        (RequestType.T12, Moment.G2, "BE", False),
        (RequestType.T10, Moment.G2, "VN", True),  # a message of two other states: as strict
    ],
)
def test_knows_who_is_asked_to_surrender(kind, moment, own, expected):
    profile = PROFILES.profile(own, demonstration=True)
    assert (
        truth("message.surrender_asked_here", request=asked(type=kind), moment=moment, own=profile)
        is expected
    )


@pytest.mark.parametrize(
    ("kind", "moment", "own", "expected"),
    [
        (RequestType.T10, Moment.G2, "BE", True),
        (RequestType.T12, Moment.G2, "BE", True),
        (RequestType.T10, Moment.G1, "TR", False),  # who asks hands nobody over
        (RequestType.T02, Moment.G2, "BE", False),
        (RequestType.T02, Moment.G1, "TR", False),
    ],
)
def test_knows_who_would_hand_a_person_over(kind, moment, own, expected):
    profile = PROFILES.profile(own, demonstration=True)
    found = truth("message.hands_over_a_person", request=asked(type=kind), moment=moment, own=profile)
    assert found is expected


@pytest.mark.parametrize(
    "name", ["request.made_to_discriminate", "surrender.torture_risk", "surrender.unfair_trial"]
)
def test_what_nobody_looked_at_is_unknown_where_surrender_is_asked_and_elsewhere_only_findings_speak(name):
    field = {"request.made_to_discriminate": "discriminatory"}.get(name, name.split(".")[1])
    assert [of(name, examination={field: value}) for value in (True, False, None)] == [True, False, None]
    information = asked(type=RequestType.T02)
    values = [of(name, information, examination={field: value}) for value in (True, False, None)]
    assert values == [True, False, False]


# ── penalty (R-THRESH, Q12) ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("there", "here", "expected"),
    [
        (12, 12, False),
        (11, 12, True),
        (12, 11, True),
        (None, 12, None),
        (12, None, None),
        (None, 11, True),
        (0, 0, True),
    ],
)
def test_either_law_can_make_an_offence_too_small(there, here, expected):
    request = replace(SOUGHT, offences=(replace(OFFENCE, max_penalty_months=there),))
    assert of("offence.below_threshold", request, {"max_penalty_here_months": here}) is expected


@pytest.mark.parametrize(("sentence", "expected"), [(4, False), (3, True), (None, None)])
def test_a_sentence_to_be_served_is_four_months_at_least(sentence, expected):
    to_serve = replace(SOUGHT, purpose=Purpose.EXECUTION_OF_PENALTY)
    offence = {"max_penalty_here_months": 60, "sentence_months": sentence}
    assert of("offence.below_threshold", to_serve, offence) is expected
    assert of("offence.below_threshold", SOUGHT, offence) is False


def test_the_instrument_may_set_another_threshold_and_exclude_accessory_offences():
    def under(**terms):
        return (replace(TREATY, terms=replace(TREATY.terms, surrender=SurrenderTerms(**terms))),)

    small = {"max_penalty_here_months": 60}
    higher = under(least_penalty_months=61)
    assert of("offence.below_threshold", SOUGHT, small, instruments=higher) is True
    assert of("offence.accessory", SOUGHT, small, instruments=higher) is True
    strict = under(least_penalty_months=61, accessory_offences=False)
    assert of("offence.accessory", SOUGHT, small, instruments=strict) is False
    assert of("offence.accessory", SOUGHT, {"max_penalty_here_months": None}) is False


# ── time and amnesty (R-LAPSE, Q22) ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("here", "there", "amnesty", "without", "with_protocol"),
    [
        (False, False, False, False, False),
        (True, False, False, True, True),
        (False, True, False, True, False),
        (False, None, False, None, False),
        (None, False, False, None, None),
        (False, False, True, True, True),
        (False, False, None, None, None),
    ],
)
def test_time_under_either_law_counts_but_the_requesting_one_only_without_the_fourth_protocol(
    here, there, amnesty, without, with_protocol
):
    offence = {"time_barred_here": here, "time_barred_there": there, "amnesty_here": amnesty}
    assert of("offence.lapsed", SOUGHT, offence) is without
    assert of("offence.lapsed", SOUGHT, offence, instruments=(TREATY, PROTOCOL)) is with_protocol


def test_a_protocol_that_nobody_has_adopted_leaves_the_requesting_law_open():
    unknown = (TREATY, replace(PROTOCOL, adopted=False))
    barred = {"time_barred_here": False, "time_barred_there": True, "amnesty_here": False}
    assert of("offence.lapsed", SOUGHT, barred, instruments=unknown) is None


# ── political offences, judgments in absence ────────────────────────────────────────────────────
def test_an_offence_is_depoliticised_only_by_a_treaty_that_binds_both():
    named = {"depoliticised_by": "cets-212"}
    assert of("offence.depoliticised", SOUGHT, named) is False
    assert of("offence.depoliticised", SOUGHT, named, instruments=(PROTOCOL,)) is True
    assert of("offence.depoliticised", SOUGHT, named, instruments=(replace(PROTOCOL, adopted=False),)) is None
    elsewhere = replace(PROTOCOL, parties=frozenset({"BE", "RU"}))
    assert of("offence.depoliticised", SOUGHT, named, instruments=(elsewhere,)) is False
    assert of("offence.depoliticised", SOUGHT, {}, instruments=(PROTOCOL,)) is False


@pytest.mark.parametrize(
    ("absent", "retrial", "expected"),
    [(True, False, True), (True, True, False), (False, None, False), (True, None, None), (None, False, None)],
)
def test_judgment_in_absence_counts_where_a_new_trial_is_no_right(absent, retrial, expected):
    assert (
        of("offence.absent_without_retrial", SOUGHT, {"in_absentia": absent, "retrial": retrial}) is expected
    )


# ── speciality (R-SPECIALITY, Q21) ──────────────────────────────────────────────────────────────
EARLIER = Surrendered(by="TR", on=datetime(2025, 6, 1, 10, tzinfo=UTC), offences=frozenset({"granted"}))
FREED = replace(EARLIER, freed_at=datetime(2026, 1, 1, 10, tzinfo=UTC), could_leave=True)
LAST_45 = datetime(2026, 2, 15, 23, 59, 59, tzinfo=UTC)
LAST_30 = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("earlier", "code", "committed", "now", "expected"),
    [
        (None, "o", date(2024, 1, 1), ON, False),
        (EARLIER, "o", date(2024, 1, 1), ON, True),
        (EARLIER, "granted", date(2024, 1, 1), ON, False),
        (EARLIER, "o", date(2025, 6, 1), ON, False),
        (EARLIER, "o", None, ON, None),
        (FREED, "o", date(2024, 1, 1), LAST_45, True),
        (FREED, "o", date(2024, 1, 1), LAST_45 + SECOND, False),
        (replace(FREED, could_leave=None), "o", date(2024, 1, 1), LAST_45 + SECOND, None),
        (replace(FREED, could_leave=False), "o", date(2024, 1, 1), LAST_45 + SECOND, True),
        (replace(EARLIER, returned=True), "o", date(2024, 1, 1), ON, False),
        (replace(EARLIER, returned=None), "o", date(2024, 1, 1), ON, None),
    ],
)
def test_speciality_binds_for_earlier_offences_until_the_person_stays_freely(
    earlier, code, committed, now, expected
):
    request = replace(SOUGHT, offences=(replace(OFFENCE, code=code, committed_on=committed),))
    examination = {"surrendered": earlier}
    assert of("offence.outside_speciality", request, examination=examination, on=now) is expected


@pytest.mark.parametrize(("hours", "expected"), [(0, False), (1, True)])
def test_a_surrender_is_of_the_day_of_the_deciding_authority(hours, expected):
    late = replace(EARLIER, on=datetime(2025, 6, 1, 23, 30, tzinfo=UTC))
    request = replace(SOUGHT, offences=(replace(OFFENCE, committed_on=date(2025, 6, 1)),))
    zone = timezone(timedelta(hours=hours))
    found = of("offence.outside_speciality", request, examination={"surrendered": late}, zone=zone)
    assert found is expected


def test_between_parties_to_the_fourth_protocol_thirty_days_are_enough():
    request = replace(SOUGHT, offences=(replace(OFFENCE, committed_on=date(2024, 1, 1)),))
    both = {"examination": {"surrendered": FREED}, "instruments": (TREATY, PROTOCOL)}
    assert of("offence.outside_speciality", request, on=LAST_30, **both) is True
    assert of("offence.outside_speciality", request, on=LAST_30 + SECOND, **both) is False


# ── nationals, profiles, bank secrets ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("nationalities", "member", "own"),
    [({"FR"}, True, False), ({"TR"}, False, False), ({"BE", "FR"}, False, True), (set(), None, None)],
)
def test_tells_an_own_national_from_a_citizen_of_another_member_state(nationalities, member, own):
    request = replace(SOUGHT, subjects=(replace(SUBJECT, nationalities=frozenset(nationalities)),))
    assert truth("subjects.citizen_of_another_member", request=request) is member
    assert truth("subjects.own_national", request=request) is own


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("court_examines_assurances", "own.court_examines_assurances"),
    ],
)
def test_what_an_own_law_may_add_counts_only_where_it_says_so(field, name):
    assert truth(name) is False
    assert truth(name, own=adopting(**{field: True})) is True


def test_bank_secrecy_lies_on_financial_data_that_is_asked_or_held():
    mla = asked(type=RequestType.T09)
    question = Question(id="q", category=DataCategory.DC_FINANCIAL, text="?")
    assert truth("request.about_bank_secrets", request=mla) is False
    assert truth("request.about_bank_secrets", request=replace(mla, questions=(question,))) is True
    held = (replace(ITEM, category=DataCategory.DC_FINANCIAL),)
    assert truth("request.about_bank_secrets", request=mla, items=held) is True
    assert truth("request.about_bank_secrets", items=held) is False


# ── what an own law may add ─────────────────────────────────────────────────────────────────────
def adopting(**values):
    said = {
        field: (
            ProfileValue(
                value=value,
                valid_from=date(2020, 1, 1),
                source="s",
                checked_on=date(2026, 1, 1),
                confidence=Confidence.FICTIONAL,
                adopted=True,
            ),
        )
        for field, value in values.items()
    }
    return replace(WEIGHING.own, values={**WEIGHING.own.values, **said})


def test_a_court_examines_an_assurance_beside_tp4_where_the_own_law_says_so():
    given = Assurance(
        kind=AssuranceKind.RETRIAL, giver=Authority.parse("TR/CENTRAL_AUTHORITY"), state=AssuranceState.GIVEN
    )
    plain = replace(WEIGHING, request=SOUGHT, circumstances=Circumstances(assurances=(given,)))
    asking = replace(plain, own=adopting(court_examines_assurances=True))
    assert "TP4" in weigh(plain, RULES).passed
    assert [(g.needs, g.action) for g in weigh(asking, RULES).grounds if g.rule == "TP4"] == [
        (("COURT",), "EXAMINE_ASSURANCE")
    ]
