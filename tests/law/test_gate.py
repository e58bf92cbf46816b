"""The gate combines grounds by K1-K8, Q1, Q5, Q11 (domain.md 5.2, 5.9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from comity.law import Facts, Grant, decide, parse_rules, unit_of, weigh
from comity.law.accessory import ACCESSORY
from comity.law.naming import Scope
from comity.model.decisions import Moment, Outcome
from law.sample import WEIGHING

ON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = "".join(
    f'[[word]]\ncode = "{code}"\nen = "{code}"\nfr = "{code}"\n'
    for code in ("JUDGE", "PROSECUTOR", "LEGAL_OFFICER", "DPO", "H1", "H2", "X", "ASK", ACCESSORY)
)
EFFECTS = {
    "M": ('effect = "M"', "N1"),
    "M0": ('effect = "M"', "N0"),
    "M2": ('effect = "M"', "N2"),
    "S": ('effect = "S"', "N1"),
    "O": ('effect = "O"\nneeds = ["PROSECUTOR"]', "N1"),
    "A": ('effect = "A"\nneeds = ["JUDGE"]', "N3"),
    "A-ask": ('effect = "A"\nneeds = ["JUDGE"]\naction = "ASK"', "N3"),
    "O-judge": ('effect = "O"\nneeds = ["JUDGE"]', "N1"),
    "A-or": ('effect = "A"\nneeds = ["DPO or LEGAL_OFFICER"]', "N3"),
    "A-tp2": ('effect = "A"\nneeds = ["JUDGE"]\ntp2 = true', "N3"),
    "C": ('effect = "C"\nconditions = ["H1", "X"]', "N5"),
    "C2": ('effect = "C"\nconditions = ["H2"]', "N5"),
    "M-ask": ('effect = "M"\nif_unknown = { needs = ["DPO"], action = "ASK" }', "N1"),
    "DUTY": ('effect = "DUTY"', "N4"),
    "NONE": ('effect = "NONE"', "N2"),
    "ACC": (f'effect = "C"\nconditions = ["{ACCESSORY}"]', "N1"),
}


def rule(name, effect, when, scope="item", disclosable="NATIONAL_LAW", dates="valid_from = 2000-01-01"):
    said, level = EFFECTS[effect]
    return f"""
[[rule]]
id = "{name}"
title = {{ en = "t", fr = "t" }}
source = "s"
disclosable = "{disclosable}"
{dates}
[[rule.clause]]
scope = "{scope}"
{said}
level = "{level}"
article = "art. 1"
when = {when}
en = "e"
fr = "f"
"""


def book(*rules):
    return parse_rules({"rules.toml": (WORDS + "".join(rules)).encode()})


def facts(message=None, offences=(), items=({},), **more):
    message = message or {}
    return Facts(
        moment=Moment.G3,
        on=ON,
        message=unit_of(Scope.MESSAGE, "", message),
        offences=tuple(unit_of(Scope.OFFENCE, f"o{n}", {**message, **one}) for n, one in enumerate(offences)),
        items=tuple(unit_of(Scope.ITEM, f"i{n}", {**message, **one}) for n, one in enumerate(items)),
        **more,
    )


def outcomes(units):
    return [unit.outcome.name for unit in units]


SPECIAL, TAINTED, PERSONAL, EMBARGO = (
    '{ all = ["item.special"] }',
    '{ all = ["item.tainted"] }',
    '{ all = ["item.personal"] }',
    '{ all = ["item.under_embargo"] }',
)


# ── three values ────────────────────────────────────────────────────────────────────────────────
def test_an_unknown_prohibition_is_referred_to_the_legal_officer():
    decision = decide(facts(items=[{"item.tainted": None}]), book(rule("R", "M", TAINTED)), ON)
    assert decision.outcome is Outcome.REFER
    assert [(g.needs, g.unknown) for g in decision.grounds] == [(("LEGAL_OFFICER",), True)]
    assert decision.released_now == frozenset()


def test_an_unknown_prohibition_goes_to_the_target_that_the_rule_names():
    decision = decide(facts(items=[{"item.tainted": None}]), book(rule("R", "M-ask", TAINTED)), ON)
    assert [(g.needs, g.action) for g in decision.grounds] == [(("DPO",), "ASK")]


def test_an_unknown_referral_keeps_its_own_target():
    decision = decide(facts(items=[{"item.under_embargo": None}]), book(rule("R", "O", EMBARGO)), ON)
    assert decision.grounds[0].needs == ("PROSECUTOR",)


def test_false_and_unknown_is_false_and_true_or_unknown_is_true():
    both = '{ all = ["item.tainted", "item.special"] }'
    either = '{ any = ["item.tainted", "item.special"] }'
    values = [{"item.tainted": None, "item.special": False}, {"item.tainted": None, "item.special": True}]
    all_of = decide(facts(items=values), book(rule("R", "M", both)), ON)
    any_of = decide(facts(items=values), book(rule("R", "M", either)), ON)
    assert outcomes(all_of.items) == ["PERMIT", "REFER"]
    assert outcomes(any_of.items) == ["REFER", "REFUSE"]


def test_an_unknown_condition_is_attached_all_the_same():
    decision = decide(facts(items=[{"item.personal": None}]), book(rule("R", "C", PERSONAL)), ON)
    assert (decision.outcome, decision.conditions) == (Outcome.PERMIT_WITH_CONDITIONS, ("H1", "X"))


# ── authorisation (K3, K6) ──────────────────────────────────────────────────────────────────────
JUDGE = Grant(role="JUDGE", units=frozenset({"i0", "i1", ""}))


def test_a_judge_never_stands_in_for_a_missing_legal_basis():
    no_basis = rule("R-BASIS", "M", '{ not = "basis.carries" }', scope="message")
    rules = book(no_basis, rule("R-JUDGE", "A", SPECIAL))
    decision = decide(facts(items=[{"item.special": True}], grants=(JUDGE,)), rules, ON)
    assert decision.outcome is Outcome.REFUSE
    assert decision.released_now == frozenset()


@pytest.mark.parametrize("effect", ["M0", "M", "M2", "S", "O"])
def test_an_order_satisfies_nothing_but_an_authorisation_duty(effect):
    rules = book(rule("A", "A", SPECIAL), rule("B", effect, SPECIAL))
    everybody = tuple(
        Grant(role=role, units=frozenset({"i0", ""})) for role in ("JUDGE", "PROSECUTOR", "LEGAL_OFFICER")
    )
    decision = decide(facts(items=[{"item.special": True}], grants=everybody), rules, ON)
    assert decision.outcome in (Outcome.REFUSE, Outcome.REFER)
    assert decision.released_now == frozenset()


def test_an_order_with_conditions_leaves_them():
    grant = Grant(role="JUDGE", units=frozenset({"i0"}), conditions=("only in chambers",))
    decision = decide(
        facts(items=[{"item.special": True}], grants=(grant,)), book(rule("A", "A", SPECIAL)), ON
    )
    assert (decision.outcome, decision.conditions) == (Outcome.PERMIT_WITH_CONDITIONS, ("only in chambers",))
    assert decision.grounds[0].action == "AUTHORISED"


def test_an_item_added_after_the_order_voids_it_for_all():
    rules = book(rule("A", "A", SPECIAL))
    added = facts(items=[{"item.special": True}] * 3, grants=(JUDGE,))
    assert outcomes(decide(added, rules, ON).items) == ["NEEDS_AUTHORISATION"] * 3


def test_releasing_fewer_items_than_the_order_names_does_not_void_it():
    decision = decide(
        facts(items=[{"item.special": True}], grants=(JUDGE,)), book(rule("A", "A", SPECIAL)), ON
    )
    assert decision.released_now == {"i0"}


@pytest.mark.parametrize(
    ("role", "outcome"), [("DPO", "PERMIT"), ("LEGAL_OFFICER", "PERMIT"), ("JUDGE", "NEEDS_AUTHORISATION")]
)
def test_either_of_two_roles_will_do_where_the_law_says_or(role, outcome):
    grant = Grant(role=role, units=frozenset({"i0"}))
    decision = decide(
        facts(items=[{"item.special": True}], grants=(grant,)), book(rule("A", "A-or", SPECIAL)), ON
    )
    assert decision.outcome.name == outcome


@pytest.mark.parametrize(("effect", "outcome"), [("A-tp2", "PERMIT"), ("A", "NEEDS_AUTHORISATION")])
def test_the_urgency_path_meets_only_the_needs_that_say_so(effect, outcome):
    urgent = facts(items=[{"item.special": True, "item.released_by_tp2": True}])
    assert decide(urgent, book(rule("A", effect, SPECIAL)), ON).outcome.name == outcome


def test_the_urgency_path_meets_nothing_while_it_is_unknown():
    urgent = facts(items=[{"item.special": True, "item.released_by_tp2": None}])
    assert decide(urgent, book(rule("A", "A-tp2", SPECIAL)), ON).outcome is Outcome.NEEDS_AUTHORISATION


def test_an_unknown_need_still_counts_among_the_items_that_an_order_must_cover():
    doubtful, needing = {"item.special": None, "item.released_by_tp2": True}, {"item.special": True}
    grant = Grant(role="JUDGE", units=frozenset({"i1"}))
    decision = decide(
        facts(items=[doubtful, needing], grants=(grant,)), book(rule("A", "A-tp2", SPECIAL)), ON
    )
    assert outcomes(decision.items) == ["REFER", "NEEDS_AUTHORISATION"]


def test_an_order_covers_what_it_is_needed_for_and_not_what_a_judge_is_only_asked_about():
    rules = book(rule("A", "A-tp2", SPECIAL), rule("O", "O-judge", EMBARGO))
    grant = Grant(role="JUDGE", units=frozenset({"i0"}))
    released = {"item.special": True, "item.released_by_tp2": True}
    for other, outcome in (({"item.under_embargo": True}, "REFER"), (released, "PERMIT")):
        decision = decide(facts(items=[{"item.special": True}, other], grants=(grant,)), rules, ON)
        assert outcomes(decision.items) == ["PERMIT", outcome]


def test_a_need_says_what_is_to_be_done_where_its_rule_does():
    decision = decide(facts(items=[{"item.special": True}]), book(rule("A", "A-ask", SPECIAL)), ON)
    assert [(g.needs, g.action) for g in decision.grounds] == [(("JUDGE",), "ASK")]


# ── combination (K1, K5, Q1) ────────────────────────────────────────────────────────────────────
def test_every_rule_is_weighed_and_those_that_passed_are_listed():
    rules = book(
        rule("A", "A", SPECIAL), rule("B", "M", TAINTED), rule("C", "C", SPECIAL), rule("D", "C2", SPECIAL)
    )
    decision = decide(facts(items=[{"item.special": True}]), rules, ON)
    assert [(g.rule, g.outcome.name) for g in decision.grounds] == [
        ("A", "NEEDS_AUTHORISATION"),
        ("C", "PERMIT_WITH_CONDITIONS"),
        ("D", "PERMIT_WITH_CONDITIONS"),
    ]
    assert decision.passed == ("B",)
    assert decision.authorisers == ("JUDGE",)
    assert decision.conditions == ("H2", "X")


def test_releasable_items_go_while_others_wait_or_stay():
    rules = book(rule("A", "A", SPECIAL), rule("M", "M", TAINTED))
    decision = decide(facts(items=[{}, {"item.special": True}, {"item.tainted": True}]), rules, ON)
    assert outcomes(decision.items) == ["PERMIT", "NEEDS_AUTHORISATION", "REFUSE"]
    assert (decision.outcome, decision.partial) == (Outcome.NEEDS_AUTHORISATION, True)
    assert decision.released_now == {"i0"}


def test_refuses_the_message_only_if_nothing_survives():
    decision = decide(facts(items=[{"item.tainted": True}] * 2), book(rule("M", "M", TAINTED)), ON)
    assert (decision.outcome, decision.partial) == (Outcome.REFUSE, False)


def test_a_message_rule_holds_every_item():
    rules = book(rule("M", "O", '{ all = ["court.hold"] }', scope="message"))
    decision = decide(facts({"court.hold": True}, items=[{}, {}]), rules, ON)
    assert outcomes(decision.items) == ["REFER", "REFER"]
    assert decision.released_now == frozenset()


def test_an_item_goes_if_one_offence_carries_it_and_none_if_all_are_refused():
    rules = book(rule("M", "M", '{ all = ["offence.judged_here"] }', scope="offence"))
    judged, free = {"offence.judged_here": True}, {}
    one = decide(facts(offences=[judged, free]), rules, ON)
    none = decide(facts(offences=[judged, judged]), rules, ON)
    assert (one.outcome, one.partial, one.released_now) == (Outcome.PERMIT, True, {"i0"})
    assert (none.outcome, none.partial, none.released_now) == (Outcome.REFUSE, False, frozenset())


@pytest.mark.parametrize(
    ("misleads", "released"), [(False, {"i0"}), (True, frozenset()), (None, frozenset())]
)
def test_nothing_goes_where_a_part_alone_would_mislead_or_may(misleads, released):
    mixed = facts({"message.part_would_mislead": misleads}, items=[{}, {"item.tainted": True}])
    assert decide(mixed, book(rule("M", "M", TAINTED)), ON).released_now == released


def test_a_lapsed_supplement_is_a_refusal():
    rules = book(rule("S", "S", '{ all = ["form.defect_found"] }', scope="message"))
    asked = decide(facts({"form.defect_found": True}), rules, ON)
    lapsed = decide(facts({"form.defect_found": True, "form.supplement_lapsed": True}), rules, ON)
    assert (asked.outcome, asked.grounds[0].needs) == (Outcome.REFER, ("REQUESTING_SIDE",))
    assert lapsed.outcome is Outcome.REFUSE


def test_what_is_named_as_no_ground_is_said_and_changes_nothing():
    rules = book(rule("N", "NONE", SPECIAL))
    for known in (True, None):
        decision = decide(facts(items=[{"item.special": known}]), rules, ON)
        assert [(g.rule, g.outcome) for g in decision.grounds] == [("N", Outcome.PERMIT)]
        assert (decision.outcome, decision.released_now) == (Outcome.PERMIT, {"i0"})


# ── accessory offences (Q12) ────────────────────────────────────────────────────────────────────
MAIN_AND_ACCESSORY = book(
    rule("T", "ACC", '{ all = ["offence.accessory"] }', scope="offence"),
    rule("J", "M", '{ all = ["offence.judged_here"] }', scope="offence"),
    rule("P", "O", '{ all = ["offence.pending_here"] }', scope="offence"),
)
SMALL = {"offence.accessory": True}


@pytest.mark.parametrize(
    ("mains", "small", "outcome", "partial", "whole"),
    [
        ([{}], SMALL, "PERMIT_WITH_CONDITIONS", False, "PERMIT_WITH_CONDITIONS"),
        ([{"offence.judged_here": True}], SMALL, "REFUSE", False, "REFUSE"),
        ([], SMALL, "REFUSE", False, "REFUSE"),
        ([{"offence.pending_here": True}], SMALL, "REFER", False, "REFER"),
        ([{"offence.pending_here": True}, {}], SMALL, "PERMIT_WITH_CONDITIONS", False, "REFER"),
        ([{}], {**SMALL, "offence.judged_here": True}, "REFUSE", True, "PERMIT"),
    ],
)
def test_an_accessory_offence_fares_no_better_than_the_best_main_one(mains, small, outcome, partial, whole):
    decision = decide(facts(offences=[*mains, small]), MAIN_AND_ACCESSORY, ON)
    assert decision.offences[-1].outcome.name == outcome
    assert (decision.partial, decision.outcome.name) == (partial, whole)
    if outcome == "REFUSE":
        assert decision.released_now == ({"i0"} if partial else frozenset())


def test_an_accessory_offence_that_lost_its_main_one_says_so():
    decision = decide(facts(offences=[{"offence.judged_here": True}, SMALL]), MAIN_AND_ACCESSORY, ON)
    assert [(g.rule, g.outcome.name) for g in decision.offences[1].grounds] == [("T", "REFUSE")]


def test_without_a_main_one_the_accessory_ground_refuses_and_the_others_say_what_they_said():
    small = {**SMALL, "offence.pending_here": True}
    decision = decide(facts(offences=[small]), MAIN_AND_ACCESSORY, ON)
    told = {g.rule: g.outcome.name for g in decision.offences[0].grounds}
    assert told == {"T": "REFUSE", "P": "REFER"}


def test_a_message_that_is_refused_for_another_reason_says_nothing_of_accessory_offences():
    hold = rule("H", "M", '{ all = ["court.hold"] }', scope="message")
    accessory = rule("T", "ACC", '{ all = ["offence.accessory"] }', scope="offence")
    decision = decide(facts({"court.hold": True}, offences=[{}, SMALL]), book(hold, accessory), ON)
    assert decision.outcome is Outcome.REFUSE
    assert [g.rule for g in decision.grounds if g.outcome is Outcome.REFUSE] == ["H"]


# ── a duty to assist (K2) ───────────────────────────────────────────────────────────────────────
DUTY = rule("DUTY", "DUTY", '{ all = ["message.duty_to_assist"] }', scope="message")


@pytest.mark.source("C3-3")
def test_national_law_against_a_treaty_duty_is_consulted_first_and_releases_nothing():
    decision = decide(
        facts({"message.duty_to_assist": True}, items=[{"item.tainted": True}]),
        book(DUTY, rule("M", "M", TAINTED)),
        ON,
    )
    assert (decision.outcome, decision.flags) == (Outcome.REFER, ("TREATY_CONFLICT",))
    assert decision.grounds[-1].needs == ("CENTRAL_AUTHORITY",)
    assert (decision.released_now, decision.partial) == (frozenset(), False)


@pytest.mark.parametrize("effect", ["M0", "M2"])
def test_absolute_and_treaty_prohibitions_stand_against_a_duty_to_assist(effect):
    decision = decide(
        facts({"message.duty_to_assist": True}, items=[{"item.tainted": True}]),
        book(DUTY, rule("M", effect, TAINTED)),
        ON,
    )
    assert (decision.outcome, decision.flags) == (Outcome.REFUSE, ())


def test_a_refusal_that_the_treaty_itself_allows_is_no_conflict():
    decision = decide(
        facts(
            {"message.duty_to_assist": True}, items=[{"item.tainted": True}], treaty_grounds=frozenset({"M"})
        ),
        book(DUTY, rule("M", "M", TAINTED)),
        ON,
    )
    assert (decision.outcome, decision.flags) == (Outcome.REFUSE, ())


# ── dates ───────────────────────────────────────────────────────────────────────────────────────
def test_a_rule_speaks_from_its_first_to_its_last_day_in_the_deciding_time_zone():
    rules = book(rule("M", "M", TAINTED, dates="valid_from = 2026-03-01\nvalid_to = 2026-03-31"))
    brussels = timezone(timedelta(hours=1))

    def refuses(at):
        return decide(facts(items=[{"item.tainted": True}]), rules, at).outcome is Outcome.REFUSE

    assert not refuses(datetime(2026, 2, 28, 22, 59, tzinfo=UTC).astimezone(brussels))
    assert refuses(datetime(2026, 2, 28, 23, 0, tzinfo=UTC).astimezone(brussels))
    assert refuses(datetime(2026, 3, 31, 23, 59, tzinfo=brussels))
    assert not refuses(datetime(2026, 4, 1, 0, 0, tzinfo=brussels))


def test_a_weighing_is_decided_on_the_day_of_the_deciding_authority():
    begins = rule("M", "M", '{ all = ["moment.releasing"] }', "message", dates="valid_from = 2026-03-02")
    late = replace(WEIGHING, on=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))

    def decided(hours):
        decision = weigh(replace(late, zone=timezone(timedelta(hours=hours))), book(begins))
        return decision.outcome, decision.on.date().isoformat()

    assert decided(0) == (Outcome.PERMIT, "2026-03-01")
    assert decided(1) == (Outcome.REFUSE, "2026-03-02")


# ── masking (Q2, Q18) ───────────────────────────────────────────────────────────────────────────
def test_masked_grounds_make_the_answer_neutral_and_a_told_refusal_does_not():
    masked = rule("ASY", "M", TAINTED, disclosable="NO_REPLY_POSSIBLE")
    told = rule("BAS", "M", '{ not = "basis.carries" }', scope="message", disclosable="SCOPE")
    item = [{"item.tainted": True}]
    assert decide(facts({"basis.carries": True}, items=item), book(masked, told), ON).neutral is True
    assert decide(facts(items=item), book(masked, told), ON).neutral is False
    mixed = decide(facts({"basis.carries": True}, items=[*item, {}]), book(masked, told), ON)
    assert mixed.neutral is False
