"""Facts that an instrument's terms give of one message, each read by itself (R-BASIS, R-SCOPE, Q5, Q16)."""

from dataclasses import replace

import pytest

from comity.law import Circumstances
from comity.model.decisions import Moment
from comity.model.instruments import Copy
from comity.model.parties import Channel
from comity.model.requests import CrimeArea, DataCategory, Purpose, RequestType
from comity.model.terms import Onward
from comity.model.texts import Shown
from law.sample import OFFENCE, SUBJECT, TREATY, asked, giving, item, saying, truth

NONE = {"instruments": ()}
T = RequestType


def under(**terms):
    return {"instruments": (giving(**terms),)}


def test_a_conflict_is_found_with_the_copy_that_the_partner_shows():
    ours, theirs = (
        Copy(holder=state, language="en", digest=digest, articles=(("art. 4", digest),))
        for state, digest in (("BE", "1"), ("TR", "2"))
    )
    text = replace(TREATY, copies=(ours,))
    shown = (Shown(instrument=text.id, version=text.version, copies=(theirs,)),)
    assert truth("basis.text_conflict", instruments=(text,)) is False
    assert truth("basis.text_conflict", instruments=(text,), shown=shown) is True
    assert truth("basis.text_conflict", **NONE) is False
    elsewhere = asked(type=T.T10)  # opened by another article
    assert truth("basis.text_conflict", instruments=(text,), shown=shown, request=elsewhere) is False


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, False),
        ({"TR": frozenset({"SPOC"})}, False),
        ({"TR": frozenset({"TR/SPOC"})}, False),
        ({"TR": frozenset({"NCB"})}, True),
        ({"BE": frozenset({"NCB"})}, True),
        ({"FR": frozenset({"NCB"})}, False),
    ],
)
def test_a_text_that_names_authorities_is_for_those(named, expected):
    assert truth("scope.authority_outside", **under(authorities=named)) is expected


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        (frozenset(), False),
        (frozenset({Channel.BILATERAL_SPOC}), False),
        (frozenset({Channel.INTERPOL_I247}), True),
    ],
)
def test_a_text_that_names_channels_is_for_those(channels, expected):
    assert truth("scope.channel_outside", **under(channels=channels)) is expected
    assert truth("scope.channel_outside", **NONE) is False


@pytest.mark.parametrize(
    ("channel", "expected"),
    [(Channel.CONSULAR, False), (Channel.DIPLOMATIC, False), (Channel.BILATERAL_SPOC, True)],
)
def test_consulates_and_diplomats_are_told_from_other_channels(channel, expected):
    assert truth("scope.no_consulate", request=asked(channel=channel)) is expected


@pytest.mark.parametrize(
    ("area", "least", "months", "expected"),
    [
        (CrimeArea.PAYMENT_FRAUD, 0, None, False),
        (CrimeArea.PAYMENT_FRAUD, 12, 12, False),
        (CrimeArea.PAYMENT_FRAUD, 12, 11, True),
        (CrimeArea.PAYMENT_FRAUD, 12, None, None),
        (CrimeArea.DRUGS, 0, 60, True),
    ],
)
def test_an_offence_is_of_an_area_of_the_text_and_reaches_its_least_penalty(area, least, months, expected):
    request = asked(offences=(replace(OFFENCE, area=area, max_penalty_months=months),))
    text = under(crime_areas={CrimeArea.PAYMENT_FRAUD: least})
    assert truth("offence.outside_the_areas", request=request, **text) is expected
    assert truth("offence.outside_the_areas", request=request, **NONE) is False


@pytest.mark.parametrize(
    ("area", "expected"),
    [(CrimeArea.EXTREMISM, True), (CrimeArea.SEPARATISM, True), (CrimeArea.TERRORISM, False)],
)
def test_a_topic_of_talks_is_no_offence(area, expected):
    request = asked(offences=(replace(OFFENCE, area=area),))
    assert truth("offence.topic_only", request=request) is expected


@pytest.mark.parametrize(
    ("category", "terms", "expected"),
    [
        (DataCategory.DC_VEHICLE, {}, False),
        (DataCategory.DC_DNA, {}, True),  # the treaty names no DNA
        (DataCategory.DC_VEHICLE, {"forbidden_categories": frozenset({DataCategory.DC_VEHICLE})}, True),
        (DataCategory.DC_NON_PERSONAL, {"data_categories": frozenset()}, False),
    ],
)
def test_an_item_is_of_a_category_that_the_text_names_and_none_forbids(category, terms, expected):
    assert truth("item.category_outside", **item(category=category), **under(**terms)) is expected
    assert truth("item.category_outside", **item(category=category), **NONE) is False


@pytest.mark.parametrize(
    ("names", "series", "expected"),
    [
        (("Somebody",), False, True),
        (("Somebody",), True, False),
        (("Somebody",), None, None),
        (("Somebody", "Another"), False, False),
        (("Somebody", " "), False, False),
        ((" ",), False, False),
    ],
)
def test_public_interest_carries_one_named_person_and_never_a_series(names, series, expected):
    subjects = tuple(replace(SUBJECT, label=str(n), name=name) for n, name in enumerate(names))
    found = truth(
        "transfer.public_interest_once",
        request=asked(subjects=subjects),
        circumstances=Circumstances(series=series),
    )
    assert found is expected


def test_a_person_known_by_a_paper_alone_is_named_too():
    by_paper = asked(subjects=(replace(SUBJECT, name="", document="AB1"),))
    assert truth("transfer.public_interest_once", request=by_paper) is True
    assert truth("transfer.case_derogation", request=by_paper) is True
    nobody = asked(subjects=(replace(SUBJECT, name=" ", document=" "),))
    assert truth("transfer.case_derogation", request=nobody) is False


@pytest.mark.parametrize(
    ("terms", "own", "expected"),
    [
        ({}, {}, False),
        ({"conditions": ("LOGGED",)}, {}, True),
        ({}, {"release_conditions": ("LOGGED",)}, True),
        ({}, {"retention_days": 30}, True),
    ],
)
def test_conditions_of_use_are_named_by_a_text_or_by_the_own_law(terms, own, expected):
    bare = {"conditions": (), "handling_default": None, "retention": {}, "retention_days": None}
    found = truth("terms.name_conditions", own=saying(**own), **under(**{**bare, **terms}))
    assert found is expected


@pytest.mark.parametrize(
    ("moment", "uses", "expected"),
    [
        (Moment.G4, {"PRIVATE_PARTY"}, True),
        (Moment.G4, {"INTERNATIONAL_ORGANISATION", "EVIDENCE"}, True),
        (Moment.G4, {"EVIDENCE"}, False),
        (Moment.G5, {"PRIVATE_PARTY"}, True),
        (Moment.G5, {"EVIDENCE"}, False),
        (Moment.G3, {"PRIVATE_PARTY"}, False),
    ],
)
def test_what_arrived_leaves_the_circle_of_authorities(moment, uses, expected):
    found = truth(
        "onward.beyond_authorities", moment=moment, circumstances=Circumstances(uses=frozenset(uses))
    )
    assert found is expected


@pytest.mark.parametrize(
    ("onward", "to", "came_for", "free"),
    [
        (Onward.ALLOWED_TO, {"TR"}, Purpose.INVESTIGATION, True),
        (Onward.ALLOWED_TO, {"FR"}, Purpose.INVESTIGATION, False),
        (Onward.ALLOWED_TO, {"TR"}, Purpose.RETURN, False),
        (Onward.WITH_CONSENT, {"TR"}, Purpose.INVESTIGATION, False),
        (Onward.FORBIDDEN, {"TR"}, Purpose.INVESTIGATION, False),
    ],
)
def test_what_came_goes_on_as_its_text_says(onward, to, came_for, free):
    text = giving(onward_transfer=onward, onward_to=frozenset(to))
    more = {"received_under": text, "circumstances": Circumstances(original_purpose=came_for)}
    assert truth("onward.free", **more) is free
    assert truth("onward.forbidden", **more) is (onward is Onward.FORBIDDEN)


def test_what_came_under_no_text_is_neither_free_nor_forbidden():
    assert (truth("onward.free"), truth("onward.forbidden")) == (False, False)
