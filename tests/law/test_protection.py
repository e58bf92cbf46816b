"""Several texts for one act: of each condition the most protective counts (I9(1), (2))."""

from datetime import timedelta

import pytest

from comity.law.protection import NONE, Protection, most_protective
from comity.model.requests import DataCategory, Handling, Purpose
from comity.model.terms import EvidenceUse, Onward, Terms

DAYS = timedelta(days=1)
DNA, FACE, NAME = DataCategory.DC_DNA, DataCategory.DC_FACE, DataCategory.DC_IDENTITY
ONE = Terms(
    purposes=frozenset({Purpose.INVESTIGATION, Purpose.PROSECUTION}),
    forbidden_categories=frozenset({DNA}),
    handling_default=Handling.H1,
    evidence_use=EvidenceUse.ALLOWED,
    conditions=("a", "b"),
    retention={NAME: 30 * DAYS, FACE: 10 * DAYS},
    retention_days=60,
    onward_transfer=Onward.ALLOWED_TO,
    onward_to=frozenset({"FR", "NL"}),
)
OTHER = Terms(
    purposes=frozenset({Purpose.PROSECUTION, Purpose.RETURN}),
    forbidden_categories=frozenset({FACE}),
    handling_default=Handling.H2,
    evidence_use=EvidenceUse.WITH_CONSENT,
    conditions=("b", "c"),
    retention={NAME: 20 * DAYS},
    retention_days=5,
    onward_transfer=Onward.ALLOWED_TO,
    onward_to=frozenset({"NL", "LU"}),
)
BOTH = Protection(
    purposes=frozenset({Purpose.PROSECUTION}),
    forbidden=frozenset({DNA, FACE}),
    handling=Handling.H2,
    evidence_use=EvidenceUse.WITH_CONSENT,
    conditions=("a", "b", "c"),
    retention={NAME: 20 * DAYS, FACE: 5 * DAYS},  # of a face the other text's limit for all others
    retention_of_others=5 * DAYS,
    onward=Onward.ALLOWED_TO,
    onward_to=frozenset({"NL"}),
)


def test_one_text_protects_as_it_says():
    assert most_protective([ONE]) == Protection(
        purposes=ONE.purposes,
        forbidden=frozenset({DNA}),
        handling=Handling.H1,
        evidence_use=EvidenceUse.ALLOWED,
        conditions=("a", "b"),
        retention={NAME: 30 * DAYS, FACE: 10 * DAYS},
        retention_of_others=60 * DAYS,
        onward=Onward.ALLOWED_TO,
        onward_to=frozenset({"FR", "NL"}),
    )
    assert most_protective([Terms()]).retention_of_others is None
    assert most_protective([]) is NONE


def test_two_texts_protect_by_the_stricter_of_each():
    assert most_protective([ONE, OTHER]) == BOTH
    turned = most_protective([OTHER, ONE])
    assert turned.conditions == ("b", "c", "a")
    assert (turned.retention, turned.onward_to, turned.handling) == (
        BOTH.retention,
        BOTH.onward_to,
        BOTH.handling,
    )


def test_what_one_text_leaves_open_the_other_says():
    joined = most_protective([Terms(purposes=ONE.purposes), ONE])
    assert (joined.handling, joined.retention_of_others) == (Handling.H1, 60 * DAYS)
    assert joined.retention == {NAME: 30 * DAYS, FACE: 10 * DAYS}
    assert joined.onward is Onward.WITH_CONSENT
    assert joined.onward_to == {"FR", "NL"}
    assert joined.evidence_use is EvidenceUse.MLA_CONSENT
    open_ = most_protective([Terms(), Terms()])
    assert (open_.handling, open_.retention_of_others, open_.retention) == (None, None, {})


def test_three_texts_protect_by_all():
    third = Terms(purposes=ONE.purposes, conditions=("d",), retention={FACE: DAYS})
    joined = most_protective([ONE, OTHER, third])
    assert joined.conditions == ("a", "b", "c", "d")
    assert joined.retention == {NAME: 20 * DAYS, FACE: DAYS}


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ({}, False),
        ({"conditions": ("a",)}, True),
        ({"handling_default": Handling.H0}, True),
        ({"retention": {FACE: DAYS}}, True),
        ({"retention_days": 5}, True),
        ({"onward_to": frozenset({"FR"})}, False),
    ],
)
def test_knows_whether_conditions_of_use_are_named(terms, named):
    assert most_protective([Terms(**terms)]).names_conditions is named


def test_a_category_is_kept_as_long_as_its_own_limit_or_that_of_all_others():
    found = most_protective([ONE])
    assert [found.longest_for(one) for one in (NAME, FACE, DNA)] == [30 * DAYS, 10 * DAYS, 60 * DAYS]
    assert NONE.longest_for(NAME) is None
