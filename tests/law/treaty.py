"""One treaty from which single tests of instruments depart: signed, ratified by both, in force since 2021."""

from datetime import date

from comity.law.lifecycle import in_force
from comity.model.instruments import (
    EnabledType,
    EntryIntoForce,
    EntryRule,
    Instrument,
    InstrumentKind,
    Terms,
)
from comity.model.profiles import Confidence
from comity.model.requests import RequestType

MONTHS = EntryIntoForce(rule=EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, number=2)
TREATY = Instrument(
    id="t",
    version="1",
    kind=InstrumentKind.TREATY_BILATERAL,
    title="t",
    parties=frozenset({"BE", "RU"}),
    entry=MONTHS,
    signed_on=date(2020, 1, 10),
    ratified={"BE": date(2020, 5, 2), "RU": date(2020, 11, 30)},
    terms=Terms(request_types={RequestType.T02: EnabledType(article="4")}),
    adopted=True,
    source="s",
    checked_on=date(2026, 1, 1),
    confidence=Confidence.FICTIONAL,
)
BOTH = ("BE", "RU")


def force(instrument, on, article="4", **more):
    """Tell whether an article of the treaty binds Belgium and Russia on a day."""
    return in_force(instrument, article, on, BOTH, **more)
