"""Optional values of national law: nothing written is no such thing, what is written and not adopted UNKNOWN.

AX3, K4 and domain.md 6: a value that the own state has not adopted is UNKNOWN, and never leads to PERMIT.
"""

from dataclasses import replace
from datetime import date

import pytest

from comity.law import weigh
from comity.law.national import not_adopted
from comity.law.weighing import Circumstances
from comity.model.assurances import Assurance, AssuranceKind, AssuranceState
from comity.model.decisions import Outcome
from comity.model.parties import Authority
from comity.model.profiles import Confidence, Profile, ProfileValue
from comity.model.requests import Purpose, RequestType, Urgency
from comity.model.sentences import Sentence
from law.sample import ITEM, ON, WEIGHING, asked, giving, saying, truth
from law.shipped import RULES

OUTSIDE = saying(regime={"default": "OUTSIDE"}, led_applies=False)
CONVERTED = Circumstances(sentence=Sentence(converted=True))
SILENT = (giving(languages=frozenset()),)

FACTS = [
    ("regime.own_transfer_rule", "own", "transfer_rule", "art. 43", {"own": OUTSIDE}),
    ("own.asks_dual_criminality", "own", "dual_criminality_for", ("T02",), {}),
    ("own.court_examines_assurances", "own", "court_examines_assurances", True, {}),
    ("sentence.way_excluded", "own", "sentence_way_excluded", "CONVERSION", {"circumstances": CONVERTED}),
    ("sentence.way_excluded", "partner", "sentence_way_excluded", "CONVERSION", {"circumstances": CONVERTED}),
    (
        "offences.unnamed_may_carry_death",
        "own",
        "death_asked_of_any_request",
        True,
        {
            "partner": saying(WEIGHING.partner, death_penalty="RETAINED"),
            "request": asked(offences=(), purpose=Purpose.RETURN),
        },
    ),
]


def holding(profile: Profile, field: str, value: object, *, adopted: bool) -> Profile:
    """Return a profile with one value as it lies in a file, adopted or not."""
    held = ProfileValue(
        value=value,
        valid_from=date(2000, 1, 1),
        source="s",
        checked_on=date(2026, 1, 1),
        confidence=Confidence.VERIFY,
        adopted=adopted,
    )
    return replace(profile, values={**profile.values, field: (held,)})


@pytest.mark.parametrize(("fact", "side", "field", "value", "more"), FACTS)
def test_what_is_written_and_not_adopted_is_not_known_and_what_is_not_written_is_not_there(
    fact, side, field, value, more
):
    law = more.get(side, getattr(WEIGHING, side))

    def found(profile):
        return truth(fact, **{**more, side: profile})

    assert found(law) is False
    assert found(holding(law, field, value, adopted=False)) is None
    assert found(holding(law, field, None, adopted=True)) is None  # found nowhere: UNKNOWN
    assert found(holding(law, field, value, adopted=True)) is True


def test_a_value_of_another_time_is_not_there():
    over = replace(holding(OUTSIDE, "transfer_rule", "art. 43", adopted=False))
    (held,) = over.values["transfer_rule"]
    ended = replace(
        over, values={**over.values, "transfer_rule": (replace(held, valid_to=date(2020, 1, 1)),)}
    )
    assert truth("regime.own_transfer_rule", own=ended) is False


def test_a_working_language_that_is_not_adopted_may_serve_what_is_urgent():
    law = saying(languages=("ru",))
    bare = replace(law, values={k: v for k, v in law.values.items() if k != "working_languages"})
    urgent = {"request": asked(urgency=Urgency.URGENT, language="en"), "instruments": SILENT}
    said = [
        truth("form.language_not_accepted", own=own, **urgent)
        for own in (
            bare,
            holding(bare, "working_languages", ("en",), adopted=False),
            holding(bare, "working_languages", ("en",), adopted=True),
        )
    ]
    assert said == [True, None, False]
    plain = {"request": asked(language="en"), "instruments": SILENT}
    held = holding(bare, "working_languages", ("en",), adopted=False)
    assert truth("form.language_not_accepted", own=held, **plain) is True  # not urgent: it never serves


# ── nothing leaves ──────────────────────────────────────────────────────────────────────────────
PLAIN = replace(
    WEIGHING,
    own=OUTSIDE,
    partner=saying(WEIGHING.partner, death_penalty="ABOLISHED_ALL"),
    items=(replace(ITEM, linked_case=False),),
)


@pytest.mark.parametrize("value", ["art. 43", None])
def test_a_transfer_rule_that_is_not_adopted_is_looked_at_before_data_leaves(value):
    assert weigh(PLAIN, RULES).released_now == {"i"}
    held = weigh(replace(PLAIN, own=holding(OUTSIDE, "transfer_rule", value, adopted=False)), RULES)
    assert (held.outcome, held.released_now) == (Outcome.REFER, frozenset())
    assert {g.rule for g in held.grounds if g.outcome is Outcome.REFER} == {"R-XFER"}


def test_dual_criminality_that_is_not_adopted_is_looked_at_before_data_leaves():
    own = holding(OUTSIDE, "dual_criminality_for", ("T02",), adopted=False)
    here = tuple(replace(one, punishable_here=False) for one in PLAIN.request.offences)
    held = weigh(replace(PLAIN, own=own, request=asked(offences=here)), RULES)
    assert (held.outcome, held.released_now) == (Outcome.REFER, frozenset())
    assert [g.rule for g in held.grounds if g.outcome is Outcome.REFER] == ["R-DUAL"]
    there = tuple(replace(one, punishable_here=True) for one in here)
    assert weigh(replace(PLAIN, own=own, request=asked(offences=there)), RULES).released_now == {"i"}


@pytest.mark.parametrize(
    ("field", "value"), [("release_conditions", ("two copies",)), ("retention_days", 30)]
)
def test_conditions_that_are_not_adopted_leave_the_profile_incomplete(field, value):
    own = holding(OUTSIDE, field, value, adopted=False)
    assert not_adopted(OUTSIDE, ON.date()) == ()
    assert not_adopted(own, ON.date()) == (field,)
    held = weigh(replace(PLAIN, own=own), RULES)
    assert (held.outcome, held.released_now) == (Outcome.REFER, frozenset())
    (said,) = [g for g in held.grounds if g.outcome is Outcome.REFER]
    assert (said.rule, said.article) == ("R-PROFILE", f"profile of BE, not adopted: {field}")
    assert weigh(replace(PLAIN, own=holding(OUTSIDE, field, value, adopted=True)), RULES).released_now == {
        "i"
    }
    partner = holding(PLAIN.partner, field, value, adopted=False)
    assert weigh(replace(PLAIN, partner=partner), RULES).released_now == {"i"}


def test_a_court_that_may_have_to_examine_an_assurance_is_asked():
    given = Assurance(
        kind=AssuranceKind.FAIR_TRIAL,
        giver=Authority.parse("TR/CENTRAL_AUTHORITY"),
        text="t",
        state=AssuranceState.GIVEN,
    )
    own = holding(OUTSIDE, "court_examines_assurances", True, adopted=False)
    surrender = replace(
        PLAIN, own=own, request=asked(type=RequestType.T10), circumstances=Circumstances(assurances=(given,))
    )
    found = [g for g in weigh(surrender, RULES).grounds if g.rule == "TP4" and g.outcome is Outcome.REFER]
    assert [(g.needs, g.unknown) for g in found] == [(("COURT",), True)]
