"""No double standards: requester, nationality and label change nothing but through a rule that may (5.7)."""

from dataclasses import replace

import pytest

from comity.law import Facts, adopt, decide, establish, mirror, weigh
from comity.law.fairness import ALLOWED, consistency, mirrored
from comity.law.naming import Scope, bits, vocabulary
from comity.model.accusations import Accusation, Deed
from comity.model.decisions import Decision, Disclosable, Ground, Level, Moment, Outcome
from comity.model.instruments import InstrumentKind
from comity.model.requests import CrimeArea
from law.sample import OFFENCE, ON, SUBJECT, WEIGHING, asked
from law.shipped import INSTRUMENTS, LISTS, PROFILES, RULES, in_turn, situations

SITUATIONS = {one.id: one for one in situations()}
DEED = Deed(on=ON.date(), what="paid for a weapon", source="ledger", grading="B2", attributable=True)


def decided(label):
    return weigh(SITUATIONS[label].weighing, RULES)


# ── (a) consistency ─────────────────────────────────────────────────────────────────────────────
def test_the_allowed_rules_are_those_of_the_specification():
    named = "XFER DEATH TORTURE TRIAL LIFE ABSENT NATL EUCIT ASYLUM REFOUL LISTDIFF IHL PROV SUSPREL"
    assert {f"R-{name}" for name in named.split()} == ALLOWED


@pytest.mark.source("C4-18")
def test_two_attackers_of_two_nationalities_are_warned_of_alike():
    found = consistency(decided("S05"), decided("S06"))
    assert (found.same_outcome, found.differing, found.holds) == (True, (), True)


@pytest.mark.parametrize(
    "label", ["Northern Column", "Cedar Front", "Blue River Movement", "Salt Road Group"]
)
def test_a_label_alone_changes_nothing_but_by_the_rule_on_lists_that_differ(label):
    def charge(organisation):
        accusation = Accusation(organisation=organisation, deeds=(DEED,))
        return asked(offences=(replace(OFFENCE, area=CrimeArea.TERRORISM, accusation=accusation),))

    without = weigh(replace(WEIGHING, lists=LISTS, request=charge("")), RULES)
    with_label = weigh(replace(WEIGHING, lists=LISTS, request=charge(label)), RULES)
    found = consistency(without, with_label)
    assert found.same_outcome
    assert set(found.differing) <= {"R-LISTDIFF"}


def test_another_requester_differs_by_rules_that_the_report_names():
    partner = PROFILES.profile("CN", demonstration=True)
    offence = replace(OFFENCE, death_at_partner=None)
    here = weigh(replace(WEIGHING, request=asked(offences=(offence,))), RULES)
    there = weigh(replace(WEIGHING, partner=partner, request=asked(offences=(offence,))), RULES)
    found = consistency(here, there)
    assert (found.differing, found.holds) == (("R-DEATH",), True)


def test_a_difference_by_any_other_rule_is_a_double_standard():
    open_case = weigh(WEIGHING, RULES)
    no_case = weigh(replace(WEIGHING, request=asked(subjects=(replace(SUBJECT, open_case=False),))), RULES)
    found = consistency(open_case, no_case)
    assert (found.not_allowed, found.holds) == (("R-JUDGE",), False)


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("own-held", "agreed-asks-a-prosecutor", "R-AGREED"),
        ("agreed-no-offence-here", "agreed-dual-for-all", "R-DUAL"),
    ],
)
def test_what_one_agreement_says_and_another_does_not_is_no_double_standard(one, other, rule):
    found = consistency(decided(one), decided(other))
    assert (found.differing, found.same_outcome, found.holds) == ((rule,), False, True)


def test_a_ground_of_national_law_is_none_of_an_agreement():
    found = consistency(decided("own-held"), decided("agreed-no-offence-here"))
    assert found.not_allowed == ("R-DUAL",)


GROUND = Ground(
    rule="R",
    outcome=Outcome.REFER,
    level=Level.N1,
    article="art. 1",
    disclosable=Disclosable.NATIONAL_LAW,
    unit="i",
    needs=("JUDGE",),
)


def of(**changes):
    ground = replace(GROUND, **changes)
    return Decision(moment=Moment.G3, outcome=ground.outcome, partial=False, grounds=(ground,), on=ON)


@pytest.mark.parametrize(
    "changes",
    [{"unit": "j"}, {"outcome": Outcome.REFUSE}, {"needs": ("PROSECUTOR",)}, {"level": Level.N2}],
)
def test_a_rule_that_speaks_otherwise_differs_though_it_speaks_in_both(changes):
    assert consistency(of(), of()).holds is True
    assert consistency(of(), of(**changes)).not_allowed == ("R",)


@pytest.mark.parametrize("rule", ["R-PROFILE", "R-CONSENT", "4.4/T12", "4.4/T13", "R-NATL", "R-SCOPE"])
def test_what_law_partner_and_agreement_may_make_different_is_no_double_standard(rule):
    found = consistency(of(rule=rule), of(rule=rule, outcome=Outcome.REFUSE))
    assert (found.differing, found.holds) == ((rule,), True)


def warned(partner, agreement, **changes):
    """S47, the warning that withholds an identity, written to any state."""
    weighing = SITUATIONS["S47"].weighing
    request = replace(weighing.request, recipient=replace(weighing.request.recipient, state=partner))
    return weigh(
        replace(
            weighing,
            partner=PROFILES.profile(partner, demonstration=True),
            instruments=adopt([one for one in INSTRUMENTS if one.id == agreement]),
            request=request,
            orders=tuple(replace(order, recipient=partner) for order in weighing.orders),
            **changes,
        ),
        RULES,
    )


def test_what_follows_from_a_protected_identity_is_no_second_difference():
    found = consistency(warned("TR", "demo-be-tr"), warned("MA", "demo-be-ma"))
    assert found.differing == ("5.5", "R-ASYLUM", "R-DEATH", "R-JUDGE", "R-SPEC")
    assert (found.same_outcome, found.not_allowed) == (False, ())
    assert consistency(warned("MA", "demo-be-ma"), warned("TR", "demo-be-tr")).holds


def test_a_bias_beside_a_protected_identity_is_caught():
    weighing = SITUATIONS["S47"].weighing
    unlinked = tuple(replace(item, linked_case=False) for item in weighing.items)
    here = warned("TR", "demo-be-tr")
    there = warned("MA", "demo-be-ma", items=unlinked)
    assert consistency(here, there).not_allowed == ("R-JUDGE",)


def test_the_urgency_path_that_fails_without_a_bar_is_a_double_standard():
    found = consistency(decided("S05"), decided("S05-before-tp2"))
    assert found.not_allowed == ("5.5", "R-JUDGE", "R-SPEC")


# ── (b) the mirror ──────────────────────────────────────────────────────────────────────────────
COMPARABLE = {"Blue River Movement": "Cedar Front", "Cedar Front": "Blue River Movement"}


def mirror_of(weighing):
    return mirror(establish(weighing), establish(mirrored(weighing, COMPARABLE)), RULES)


def by_one_law(weighing):
    """The partner has word for word our law and our copies of it, and neither side a list."""
    same = replace(weighing.own, state=weighing.partner.state)
    return replace(weighing, partner=same, declared=None, lists=(), shown=())


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_the_mirror_of_every_situation_differs_by_what_the_two_laws_say_and_nothing_else(label):
    assert [d.rule for d in mirror_of(SITUATIONS[label].weighing) if not d.explained] == []


OF_THE_TWO = [
    label
    for label, one in SITUATIONS.items()
    if InstrumentKind.EU_AGREEMENT not in {text.kind for text in one.weighing.instruments}
]
"""Situations without a text of the European Union, which speaks for one of the two sides."""


@pytest.mark.parametrize("label", in_turn(OF_THE_TWO))
def test_under_one_law_the_mirror_differs_in_nothing(label):
    assert mirror_of(by_one_law(SITUATIONS[label].weighing)) == ()


def test_the_mirror_tells_of_a_rule_that_asks_another_authority_with_the_same_outcome():
    (found,) = [d for d in mirror_of(SITUATIONS["S05-before-tp2"].weighing) if d.rule == "R-JUDGE"]
    needs = Outcome.NEEDS_AUTHORISATION
    assert (found.here, found.there) == (needs, needs)
    assert (found.here_needs, found.there_needs) == (("JUDGE",), ("PROSECUTOR or JUDGE",))
    assert found.explained


def test_the_mirror_tells_of_no_rule_that_asks_the_same_office_of_the_other_state():
    weighing = SITUATIONS["S28"].weighing
    both = [weigh(w, RULES).authorisers for w in (weighing, mirrored(weighing))]
    assert both[0] == both[1] == ("CENTRAL_AUTHORITY_OF(BE)", "CENTRAL_AUTHORITY_OF(MA)")
    assert "4.4/T12" not in {d.rule for d in mirror_of(weighing)}


def test_a_declaration_equal_to_our_assessment_makes_no_difference():
    weighing = SITUATIONS["S43"].weighing
    declared = replace(weighing, declared=weighing.partner)
    assert mirror_of(declared) == mirror_of(weighing)
    assert mirrored(declared).declared is None


def biased(facts: Facts, name: str, value: bool) -> Facts:
    """The facts, had the program read one of them otherwise: always TRUE, or always FALSE, on this side."""
    bit = bits()[name]

    def told(unit):
        return replace(unit, known=unit.known | bit, true=unit.true | bit if value else unit.true & ~bit)

    kinds = {
        Scope.MESSAGE: ("message", "offences", "items"),
        Scope.OFFENCE: ("offences",),
        Scope.ITEM: ("items",),
    }[vocabulary()[name].scope]
    changed = {
        kind: tuple(told(u) for u in getattr(facts, kind)) if kind != "message" else told(facts.message)
        for kind in kinds
    }
    return replace(facts, **changed)


BIASES = [
    ("S05-before-tp2", "item.from_open_case", False, "R-JUDGE"),
    ("S01", "item.from_open_case", False, "R-JUDGE"),
    ("S36", "item.owner_must_consent", False, "R-PROV"),
    ("S41", "item.tainted", False, "R-TAINT"),
    ("S42", "item.under_embargo", False, "R-EMBARGO"),
    ("S26", "item.about_a_minor", False, "R-MINOR"),
    ("own-held", "item.retention_over", True, "R-RETENT"),
    ("S08", "bulk.nobody_named", False, "R-BULK"),
    ("S43", "item.from_open_case", False, "R-JUDGE"),
    ("S15", "offence.in_armed_conflict", False, "R-IHL"),
]


@pytest.mark.parametrize(("label", "fact", "value", "rule"), BIASES)
@pytest.mark.parametrize("one_law", [True, False])
def test_a_fact_that_the_program_reads_otherwise_of_one_state_is_unexplained(
    label, fact, value, rule, one_law
):
    weighing = SITUATIONS[label].weighing
    weighing = by_one_law(weighing) if one_law else weighing
    here, there = establish(weighing), biased(establish(mirrored(weighing)), fact, value)
    found = {d.rule: d.explained for d in mirror(here, there, RULES)}
    assert found[rule] is False


@pytest.mark.parametrize("label", ["S05", "S10b", "S13", "S20", "S24", "S28", "S41", "S46", "own-held"])
def test_under_one_law_no_bias_in_any_fact_of_the_case_stays_hidden(label):
    weighing = by_one_law(SITUATIONS[label].weighing)
    here, there = establish(weighing), establish(mirrored(weighing))
    grounds = {(g.rule, g.unit, g.outcome) for g in decide(there, RULES, there.on).grounds}
    caught = 0
    for name, fact in vocabulary().items():
        for value in () if fact.from_law else (True, False):
            other = biased(there, name, value)
            told = {(g.rule, g.unit, g.outcome) for g in decide(other, RULES, other.on).grounds}
            if {one for one in told ^ grounds if one[2] is not Outcome.PERMIT}:
                caught += 1
                assert not all(d.explained for d in mirror(here, other, RULES)), name
    assert caught > 10


def test_a_difference_that_no_law_gives_is_unexplained():
    here, there = (SITUATIONS[label].weighing for label in ("S36", "S36"))
    there = replace(there, items=SITUATIONS["S42"].weighing.items)
    found = {d.rule: d.explained for d in mirror(establish(here), establish(there), RULES)}
    assert found["R-EMBARGO"] is False


def test_what_mirrors_itself_differs_in_nothing():
    facts = establish(SITUATIONS["S10"].weighing)
    assert mirror(facts, facts, RULES) == ()


def test_a_mirror_swaps_states_nationalities_owners_and_organisations():
    weighing = SITUATIONS["S16"].weighing
    other = mirrored(weighing, COMPARABLE)
    assert (other.own.state, other.partner.state) == ("TR", "BE")
    assert (other.request.sender.code, other.request.recipient.code) == (
        "BE/CENTRAL_AUTHORITY",
        "TR/CENTRAL_AUTHORITY",
    )
    assert other.request.subjects[0].nationalities == {"BE"}
    assert other.request.offences[0].accusation.organisation == "Cedar Front"
    onward = mirrored(SITUATIONS["S36-onward"].weighing)
    assert [item.source for item in onward.items] == ["BE"]
    assert [grant.role for grant in onward.consents] == ["OWNER(BE)", "ORIGINAL_AUTHORISER"]


def test_the_mirror_of_the_mirror_is_what_it_was():
    for one in SITUATIONS.values():
        assert mirrored(mirrored(one.weighing)) == replace(one.weighing, declared=None)
