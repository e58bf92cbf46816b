"""A draft is weighed as if in force; what is in force, has ended or was given up stays as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comity.law.probing import probed
from comity.law.supposing import idle, supposed
from comity.model.lifecycle import EntryIntoForce, EntryRule, Suspension
from law.test_gaps import filled
from law.test_probing import SHIPPED
from law.treaty import TREATY

ON = datetime(2026, 3, 1, tzinfo=UTC)
DRAFT = replace(TREATY, id="draft", signed_on=None, ratified={})
NOTHING = replace(SHIPPED, agreements=())


def law(*texts):
    return replace(SHIPPED, agreements=texts)


@pytest.mark.parametrize(
    "life",
    [
        {},
        {"negotiating_since": date(2026, 1, 1)},
        {"signed_on": date(2026, 1, 1)},
        {"signed_on": date(2026, 1, 1), "ratified": {"BE": date(2026, 1, 2), "RU": date(2026, 2, 2)}},
        {"entry": EntryIntoForce(rule=EntryRule.UNKNOWN)},
        {"valid_from": date(2027, 1, 1), "signed_on": date(2020, 1, 1), "ratified": TREATY.ratified},
        {"recorded_at": datetime(2026, 3, 2, tzinfo=UTC), "signed_on": date(2020, 1, 1)},
        {"adopted": False},
    ],
    ids=[
        "undated",
        "negotiated",
        "signed",
        "before its entry",
        "unknown",
        "later version",
        "not known yet",
        "not adopted",
    ],
)
def test_a_text_that_binds_nobody_yet_is_weighed_as_if_in_force(life):
    found = supposed(law(replace(DRAFT, **life)), NOTHING, ON)
    assert found.as_if == ("draft 1",)
    assert idle(found.law, NOTHING, [ON.date(), date(2000, 1, 1)]) == ()


@pytest.mark.parametrize(
    "life",
    [
        {"abandoned_on": date(2026, 2, 1)},
        {"superseded_on": date(2026, 2, 1)},
        {"ends_on": date(2026, 2, 1)},
        {"suspensions": (Suspension(notified_on=date(2026, 2, 1)),)},
    ],
    ids=["given up", "superseded", "ended", "suspended"],
)
def test_what_has_ended_or_waits_is_in_force_on_none_of_the_days(life):
    text = replace(DRAFT, **life)
    found = supposed(law(text), NOTHING, ON)
    assert (found.as_if, found.law.agreements) == ((), (text,))
    assert idle(found.law, NOTHING, [ON.date()]) == ("draft 1",)


def test_a_text_in_force_and_one_that_both_laws_have_stay_as_they_are():
    assert supposed(law(TREATY), NOTHING, ON).as_if == ()
    assert supposed(law(DRAFT), law(DRAFT), ON).as_if == ()


def test_of_two_versions_the_last_takes_the_place_of_both():
    earlier = replace(TREATY, id="draft", valid_to=date(2026, 12, 31))
    later = replace(DRAFT, version="2", valid_from=date(2027, 1, 1))
    found = supposed(law(earlier, later), law(TREATY), ON)
    assert found.as_if == ("draft 2",)
    assert [text.version for text in found.law.agreements] == ["2"]


def test_a_text_with_the_dates_of_the_present_one_keeps_them_over_a_period():
    changed = replace(TREATY, note="another")
    since = datetime(2020, 1, 1, tzinfo=UTC)
    assert supposed(law(changed), law(TREATY), since, as_dated=True).as_if == ()
    assert supposed(law(changed), law(TREATY), since).as_if == ("t 1",)


def test_two_unsigned_drafts_are_told_apart_by_what_they_say():
    drafts = [filled("police.toml"), filled("police.toml").replace('RIGHTS = "art. 18"\n', "")]
    one, two = (SHIPPED.with_draft("agreements", {"d.toml": draft.encode()}) for draft in drafts)
    assert [*probed(one, two, ON)] == []
    found = [*probed(supposed(one, two, ON).law, supposed(two, one, ON).law, ON)]
    assert found
    assert all("R-XFER" in change.rules for change in found)
