"""Named facts with arithmetic or more than one input: each by the paragraph it implements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comity.law import Circumstances
from comity.law.named.subjects import under_18_on
from comity.law.naming import vocabulary
from comity.model.decisions import Moment
from comity.model.instruments import InstrumentKind, Safeguard
from comity.model.parties import Authority
from comity.model.requests import (
    CrimeArea,
    DataCategory,
    Handling,
    Purpose,
    RequestType,
)
from law.sample import OFFENCE, ON, SUBJECT, TREATY, about, asked, item, truth
from law.shipped import PROFILES


# ── form (R-FORM) ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1980-15-04", True),
        ("1990-02-30", True),
        ("soon", True),
        ("1980-05-04", False),
        ("1980~", False),
        ("1955/1958", False),
        ("", False),
    ],
)
def test_a_date_of_birth_that_no_calendar_has_is_a_defect_of_form(born, expected):
    request = asked(subjects=(replace(SUBJECT, born=born),))
    assert truth("form.defect_found", request=request) is expected


# ── ages (R-MINOR, Q23) ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2008-03-02", False),  # eighteen today
        ("2008-03-03", True),
        ("2008-02-29", False),
        ("2008-03", None),
        ("2008-04", True),
        ("2008-02", False),
        ("2008", None),
        ("2007", False),
        ("2009", True),
        ("", None),
        ("long ago", None),
        ("2008-13-01", None),
        ("2008-13", None),
        ("2008-01-01-01", None),
        ("2009-01-01-01", None),
    ],
)
def test_tells_a_minor_from_exact_and_coarse_birth_dates(born, expected):
    assert under_18_on(born, date(2026, 3, 2)) is expected


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2025, 12, 31), True), (date(2026, 1, 1), None), (date(2027, 1, 1), False)]
)
def test_of_a_year_alone_the_first_and_the_last_day_count(day, expected):
    assert under_18_on("2008", day) is expected


def test_of_a_month_alone_the_first_and_the_last_day_count():
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 31))
    assert [under_18_on("2008-03", day) for day in days] == [True, None, None, False]


def test_somebody_born_on_29_february_is_of_age_on_1_march():
    assert under_18_on("2008-02-29", date(2026, 2, 28)) is True
    assert under_18_on("2008-02-29", date(2026, 3, 1)) is False


def test_an_unknown_age_counts_as_a_minor_and_so_does_youth_at_the_act():
    youth = replace(OFFENCE, committed_on=date(1997, 6, 1))
    assert truth("item.about_a_minor") is False
    assert truth("item.about_a_minor", **about(minor=None)) is True
    assert truth("item.about_a_minor", **about(born="2010-01-01")) is True
    assert truth("item.about_a_minor", request=asked(offences=(youth,))) is True
    assert truth("item.about_a_minor", **item(subject="nobody of the request")) is True


@pytest.mark.parametrize(
    ("subjects", "offences", "expected"),
    [
        ((SUBJECT,), (), False),
        ((SUBJECT, replace(SUBJECT, minor=True)), (), True),
        ((replace(SUBJECT, minor=None),), (), True),
        ((replace(SUBJECT, born="2010-01-01"),), (), True),
        ((replace(SUBJECT, born="2008-03-01"),), (), False),
        ((replace(SUBJECT, born="2008-03-01"),), (replace(OFFENCE, committed_on=date(2026, 2, 28)),), True),
        ((), (), False),
    ],
)
def test_a_subject_is_a_minor_today_or_at_the_act(subjects, offences, expected):
    assert truth("subjects.one_minor", request=asked(subjects=subjects, offences=offences)) is expected


# ── consular notice (T14, Q27) ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "consents", "expected"),
    [
        (RequestType.T14, (True, True), True),
        (RequestType.T14, (True, False), False),
        (RequestType.T14, (True, None), None),
        (RequestType.T02, (True,), False),
    ],
)
def test_a_consulate_is_told_where_everybody_has_chosen_that(kind, consents, expected):
    subjects = tuple(replace(SUBJECT, label=str(n), consent=said) for n, said in enumerate(consents))
    assert truth("consular.chosen", request=asked(type=kind, subjects=subjects)) is expected


@pytest.mark.parametrize(
    ("kind", "article", "adopted", "expected"),
    [
        (RequestType.T14, "17", True, True),
        (RequestType.T14, "", True, False),
        (RequestType.T14, "17", False, None),
        (RequestType.T02, "17", True, False),
    ],
)
def test_an_agreement_may_make_the_notice_mandatory(kind, article, adopted, expected):
    types = {one: TREATY.terms.request_types[RequestType.T02] for one in (RequestType.T02, RequestType.T14)}
    terms = replace(TREATY.terms, request_types=types, consular_mandatory=article)
    text = replace(TREATY, terms=terms, adopted=adopted)
    assert truth("consular.mandatory", request=asked(type=kind), instruments=(text,)) is expected


# ── suspects (R-JUDGE) ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("open_case", "linked", "expected"),
    [(True, True, True), (True, False, False), (False, True, False), (None, True, None), (True, None, None)],
)
def test_an_item_belongs_to_an_open_case_only_if_person_and_item_do(open_case, linked, expected):
    request = asked(subjects=(replace(SUBJECT, open_case=open_case),))
    assert truth("item.from_open_case", request=request, **item(linked_case=linked)) is expected


def test_nobody_authorises_suspect_data_where_the_profile_says_none():
    russia = PROFILES.profile("RU", demonstration=True)
    assert truth("own.names_suspect_data_authoriser") is True
    assert truth("own.names_suspect_data_authoriser", own=russia) is False
    assert truth("own.names_suspect_data_authoriser", own=PROFILES.profile("BE")) is None


# ── periods (Q21) ───────────────────────────────────────────────────────────────────────────────
def test_an_item_may_go_on_its_last_day_in_the_deciding_time_zone():
    tokyo = timezone(timedelta(hours=9))
    until = item(retention_until=date(2026, 3, 2))
    assert truth("item.retention_over", **until) is False
    assert truth("item.retention_over", **until, on=datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) is False
    assert truth("item.retention_over", **until, zone=tokyo, on=datetime(2026, 3, 2, 15, tzinfo=UTC)) is True


def test_a_supplement_is_in_time_on_day_30():
    given = Circumstances(supplement_asked_at=ON)
    day_30 = datetime(2026, 4, 1, 23, 59, 59, tzinfo=UTC)
    assert truth("form.supplement_lapsed", circumstances=given, on=day_30) is False
    assert truth("form.supplement_lapsed", circumstances=given, on=day_30 + timedelta(seconds=1)) is True
    assert truth("form.supplement_lapsed") is False


# ── regime and ladders (R-XFER, Q6-Q8, Q29) ─────────────────────────────────────────────────────
@pytest.mark.source("C0-4")
@pytest.mark.parametrize(
    ("authority", "purpose", "regime"),
    [
        ("BE/SPOC", Purpose.INVESTIGATION, "led"),
        ("BE/CENTRAL_AUTHORITY", Purpose.PROSECUTION, "led"),
        ("BE/COURT/brussels", Purpose.PROSECUTION, "led"),
        ("BE/SPOC", Purpose.RETURN, "gdpr"),
        ("BE/IMMIGRATION", Purpose.RETURN, "gdpr"),
        ("BE/CONSULAR", Purpose.RETURN, "gdpr"),
        ("BE/CERT", Purpose.PREVENTION, "unknown"),
        ("BE/FIU", Purpose.INVESTIGATION, "unknown"),
    ],
)
def test_names_the_data_protection_regime_of_authority_and_purpose(authority, purpose, regime):
    request = asked(recipient=Authority.parse(authority), purpose=purpose)
    found = {name for name in ("led", "gdpr", "unknown") if truth(f"regime.{name}", request=request)}
    assert found == {regime}


def test_a_state_outside_both_regimes_is_in_none():
    facts = [
        truth(f"regime.{n}", own=PROFILES.profile("TR", demonstration=True))
        for n in ("led", "gdpr", "unknown")
    ]
    assert facts == [False, False, False]


@pytest.mark.source("C3-6")
def test_six_safeguards_are_not_seven_but_still_a_basis():
    given = {k: v for k, v in TREATY.terms.safeguards.items() if k is not Safeguard.REDRESS}
    weaker = replace(TREATY, terms=replace(TREATY.terms, safeguards=given))
    assert truth("transfer.binding_with_safeguards") is True
    assert truth("transfer.binding_with_safeguards", instruments=(weaker,)) is False
    assert truth("basis.carries", instruments=(weaker,)) is True


def test_what_nobody_has_adopted_is_unknown():
    assert truth("basis.carries", instruments=(replace(TREATY, adopted=False),)) is None
    assert truth("transfer.binding_with_safeguards", instruments=(replace(TREATY, adopted=False),)) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"circumstances": Circumstances(rights_override=True)}, False),
        ({"circumstances": Circumstances(rights_override=None)}, None),
        ({"circumstances": Circumstances(series=True)}, False),
        ({"request": asked(case_ref=" ")}, False),
        ({"request": asked(purpose=Purpose.RETURN)}, False),
        ({"request": asked(subjects=())}, False),
    ],
)
def test_the_case_derogation_is_for_one_named_person_in_one_case(change, expected):
    assert truth("transfer.case_derogation", **change) is expected


def test_public_interest_carries_one_person_and_no_series():
    two = asked(subjects=(SUBJECT, replace(SUBJECT, label="t")))
    assert truth("transfer.public_interest_once") is True
    assert truth("transfer.public_interest_once", request=two) is False
    assert truth("transfer.public_interest_once", circumstances=Circumstances(series=None)) is None


@pytest.mark.source("C2-7")
def test_a_memorandum_is_a_basis_only_under_the_regulation_and_once_the_authority_has_authorised_it():
    memo = replace(TREATY, kind=InstrumentKind.MOU)
    authorised = replace(memo, sa_authorised_on=date(2026, 3, 2))
    immigration = asked(recipient=Authority.parse("BE/IMMIGRATION"))
    assert truth("basis.carries", instruments=(memo,), request=immigration) is False
    assert truth("basis.carries", instruments=(authorised,), request=immigration) is True
    assert truth("basis.carries", instruments=(authorised,)) is False
    assert truth("transfer.arrangement_authorised", instruments=(authorised,)) is True
    for kind, expected in ((RequestType.T13, False), (RequestType.T02, True)):
        limited = replace(authorised, sa_authorised_for=frozenset({kind}))
        assert truth("transfer.arrangement_authorised", instruments=(limited,)) is expected
    assert (
        truth("transfer.arrangement_authorised", instruments=(authorised,), on=ON - timedelta(days=1))
        is False
    )


def test_an_ad_hoc_undertaking_carries_its_own_case_only():
    undertaking = replace(TREATY, kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c")
    assert truth("basis.carries", instruments=(undertaking,)) is True
    assert truth("basis.carries", instruments=(replace(undertaking, case_ref="d"),)) is False


# ── moments ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("moment", "kind", "own", "expected"),
    [
        (Moment.G1, RequestType.T02, "TR", False),
        (Moment.G1, RequestType.T15, "TR", True),  # asks by telling
        (Moment.G1, RequestType.T16, "TR", True),
        (Moment.G1, RequestType.T17, "TR", True),
        (Moment.G2, RequestType.T02, "BE", True),
        (Moment.G3, RequestType.T02, "BE", True),
        (Moment.G4, RequestType.T02, "TR", False),
        (Moment.G5, RequestType.T02, "TR", True),
        (Moment.G1, RequestType.T06, "TR", True),
        (Moment.G3, RequestType.T06, "TR", True),
        (Moment.G2, RequestType.T06, "BE", False),
        (Moment.G3, RequestType.T02, "VN", True),  # a message of two other states: as strict as a release
    ],
)
def test_knows_which_side_lets_data_go(moment, kind, own, expected):
    profile = PROFILES.profile(own, demonstration=True)
    assert truth("moment.releasing", moment=moment, request=asked(type=kind), own=profile) is expected


# ── terms ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("months", "expected"), [(47, True), (48, False), (None, None)])
def test_an_offence_below_the_least_penalty_is_outside(months, expected):
    terms = replace(TREATY.terms, crime_areas={CrimeArea.PAYMENT_FRAUD: 48})
    request = asked(offences=(replace(OFFENCE, max_penalty_months=months),))
    assert (
        truth("offence.outside_the_areas", request=request, instruments=(replace(TREATY, terms=terms),))
        is expected
    )


def test_a_forbidden_category_wins_over_an_allowed_one():
    terms = replace(TREATY.terms, forbidden_categories=frozenset({DataCategory.DC_CASE_FACTS}))
    assert truth("item.category_outside") is False
    assert truth("item.category_outside", instruments=(replace(TREATY, terms=terms),)) is True


def test_the_agreement_may_open_a_language_that_the_profile_does_not():
    russian = asked(language="ru")
    terms = replace(TREATY.terms, languages=frozenset({"ru"}))
    assert truth("form.language_not_accepted", request=russian) is True
    assert (
        truth("form.language_not_accepted", request=russian, instruments=(replace(TREATY, terms=terms),))
        is False
    )
    assert truth("form.language_not_accepted", request=russian, own=PROFILES.profile("BE")) is None


def test_an_agreement_between_named_authorities_binds_only_them():
    terms = replace(TREATY.terms, authorities={"BE": frozenset({"BE/SPOC"}), "TR": frozenset({"NCB"})})
    assert truth("scope.authority_outside", instruments=(replace(TREATY, terms=terms),)) is True
    ncb = asked(sender=Authority.parse("TR/NCB"))
    assert truth("scope.authority_outside", request=ncb, instruments=(replace(TREATY, terms=terms),)) is False


# ── persons, owners, uses ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("protected", "expected"), [(frozenset({"TR"}), True), (frozenset({"RU"}), False), (None, None)]
)
def test_a_person_is_protected_from_the_partner_or_not_or_nobody_knows(protected, expected):
    assert truth("item.about_a_protected_person", **about(protection_from=protected)) is expected
    assert truth("subjects.one_protected_from_partner", **about(protection_from=protected)) is expected


@pytest.mark.parametrize(
    ("nationalities", "expected"), [({"TR"}, True), ({"RU"}, False), (frozenset(), None)]
)
def test_a_former_claim_never_goes_to_the_state_of_origin(nationalities, expected):
    changed = about(nationalities=frozenset(nationalities)) | item(category=DataCategory.DC_ASYLUM)
    assert truth("item.former_claim_to_origin", **changed) is expected


@pytest.mark.parametrize(
    ("source", "consent", "expected"),
    [
        ("own", None, False),
        ("FR", None, True),
        ("FR", False, True),
        ("FR", True, False),
        ("EUROPOL", None, True),
        ("EES", None, False),  # closed: nobody may consent
    ],
)
def test_another_owner_must_consent(source, consent, expected):
    assert truth("item.owner_must_consent", **item(source=source, owner_consent=consent)) is expected


@pytest.mark.parametrize(
    ("handling", "use", "expected"),
    [
        (Handling.H0, "EVIDENCE", False),
        (Handling.H1, "EVIDENCE", True),
        (Handling.H1, "DISSEMINATION", False),
        (Handling.H2, "DISSEMINATION", True),
        (Handling.H3, "BEYOND_TEXT", True),
    ],
)
def test_a_use_beyond_the_handling_code_is_seen(handling, use, expected):
    wanted = Circumstances(uses=frozenset({use}))
    assert truth("item.use_beyond_handling", circumstances=wanted, **item(handling=handling)) is expected


@pytest.mark.parametrize(
    ("law", "threatened", "expected"),
    [("TR", True, False), ("RU", True, True), ("RU", False, False), ("RU", None, None), ("CN", True, True)],
)
def test_an_offence_may_carry_death_moratorium_or_not(law, threatened, expected):
    request = asked(offences=(replace(OFFENCE, death_at_partner=threatened),))
    partner = PROFILES.profile(law, demonstration=True)
    assert truth("offence.may_carry_death", request=request, partner=partner) is expected


def test_more_persons_than_the_case_supports_are_too_many():
    two = asked(subjects=(SUBJECT, replace(SUBJECT, label="t")))
    assert truth("bulk.more_than_supported", request=two) is False
    assert (
        truth("bulk.more_than_supported", request=two, circumstances=Circumstances(persons_supported=1))
        is True
    )
    assert truth("bulk.more_than_supported", request=replace(two, type=RequestType.T01)) is True


def test_every_fact_has_a_meaning_in_words():
    assert all(fact.meaning.endswith(".") for fact in vocabulary().values())
