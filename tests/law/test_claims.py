"""What press and speeches say of agreements: flagged where they contradict, and believed nowhere."""

from dataclasses import replace
from datetime import date

import pytest

from comity.law.claims import Contradiction, contradictions
from comity.law.lifecycle import in_force, standing
from comity.model.instruments import Claim
from law.shipped import INSTRUMENTS

CONVENTION = next(i for i in INSTRUMENTS if i.id == "be-ma-organised-crime")
PRESS = date(2016, 4, 23)


@pytest.mark.source("C3-1")
def test_one_article_that_says_memorandum_and_convention_is_flagged_on_both_points():
    first, second = (f"press, 23 April 2016, {which} sentence" for which in ("first", "second"))
    assert contradictions(CONVENTION) == (
        Contradiction(
            point="kind", said="MOU", source=first, against="TREATY_BILATERAL", where=CONVENTION.source
        ),
        Contradiction(
            point="signed_on", said="2016-04-21", source=first, against="2014-02-18", where=CONVENTION.source
        ),
        Contradiction(point="kind", said="MOU", source=first, against="TREATY_BILATERAL", where=second),
    )


@pytest.mark.source("C3-1")
@pytest.mark.parametrize(
    "claims", [CONVENTION.claims, (), (Claim(source="s", dated=PRESS, signed_on=PRESS),)]
)
def test_no_claim_moves_an_instrument(claims):
    told = replace(CONVENTION, claims=claims)
    assert standing(told, PRESS, ("BE", "MA")) == standing(CONVENTION, PRESS, ("BE", "MA"))
    assert in_force(told, "art. 1", PRESS, ("BE", "MA")) is not True


def test_what_agrees_with_the_register_is_no_contradiction():
    agrees = Claim(source="s", dated=PRESS, kind=CONVENTION.kind, signed_on=CONVENTION.signed_on)
    assert contradictions(replace(CONVENTION, claims=(agrees,))) == ()
