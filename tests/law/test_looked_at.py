"""A weighing looked at from elsewhere: mirrored, stripped of its content, told in words, masked."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.law import Circumstances, Weighing, establish, weigh
from comity.law.bare import SOMETHING, Bare, bare
from comity.law.body import Law
from comity.law.clauses import Clause
from comity.law.fairness import mirrored
from comity.law.masking import NEUTRAL, neutral
from comity.law.naming import Scope
from comity.law.sheet import UnitSheet, read_sheet, write_sheet
from comity.law.told import (
    ClauseTold,
    GroundTold,
    RuleTold,
    ValueTold,
    _without_masked,
    tell_grounds,
    tell_missing,
    tell_rules,
)
from comity.law.weighing import Danger, Grant
from comity.model.accusations import Accusation, Deed
from comity.model.assurances import Assurance, AssuranceBreach, AssuranceKind
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.decisions import Disclosable, Ground, Level, Moment, Outcome, UnitDecision
from comity.model.parties import Authority
from comity.model.people import Role
from comity.model.profiles import RelationStatus
from comity.model.requests import DataCategory, Question
from comity.model.surrender import Examination, Surrendered
from comity.model.texts import Shown
from comity.wiring import read_law
from law.sample import ITEM, OFFENCE, ON, SUBJECT, WEIGHING, asked, saying
from law.shipped import LISTS, PROFILES, RULES
from law.spoken import BOOK, CLAUSE, MASKED, PLAIN, decision, ground

ORDER = Order(
    kind=OrderKind.JUDGE,
    matter="case/1",
    request="request",
    items=(OrderedItem(item="i", category=DataCategory.DC_CASE_FACTS, package="p", commitment="c"),),
    recipient="TR",
    recipient_key="key",
    announcement="a",
    article="art. 5",
    conditions=("H2",),
    given_by="somebody",
    role=Role.JUDGE,
    authority="BE/COURT/x",
    docket="d",
    given_at=ON,
    valid_until=ON + timedelta(days=1),
)
SURRENDERED = Surrendered(by="TR", on=ON, offences=frozenset({"o"}))
WHOLE = replace(
    WEIGHING,
    request=asked(
        subjects=(
            replace(SUBJECT, nationalities=frozenset({"BE", "FR"}), protection_from=frozenset({"TR"})),
        ),
        offences=(replace(OFFENCE, accusation=Accusation(organisation="ours")), replace(OFFENCE, code="q")),
    ),
    items=(replace(ITEM, source="TR"),),
    orders=(ORDER,),
    consents=(
        Grant(role="OWNER(TR)", units=frozenset({"i"})),
        Grant(role="DPO", units=frozenset({""})),
        Grant(role="OWNER(FR)", units=frozenset({"o"})),
    ),
    circumstances=Circumstances(
        assurances=(Assurance(kind=AssuranceKind.FAIR_TRIAL, giver=Authority.parse("TR/COURT"), text="t"),),
        assurance_breaches=(AssuranceBreach(kind=AssuranceKind.FAIR_TRIAL, giver="TR", found_at=ON),),
        examination=Examination(torture_risk=True, surrendered=SURRENDERED),
        series=True,
    ),
    danger=Danger(to_life=True),
    packages=(("i", "p"), ("gone", "q")),
)


# ── the mirror (5.7) ────────────────────────────────────────────────────────────────────────────
def test_the_mirror_swaps_the_two_states_wherever_they_stand_and_nothing_else():
    found = mirrored(WHOLE, {"ours": "theirs"})
    subject, (offence, plain) = WHOLE.request.subjects[0], WHOLE.request.offences
    examined = WHOLE.circumstances
    assert found == replace(
        WHOLE,
        own=WHOLE.partner,
        partner=WHOLE.own,
        request=replace(
            WHOLE.request,
            sender=Authority.parse("BE/SPOC"),
            recipient=Authority.parse("TR/SPOC"),
            subjects=(
                replace(
                    subject,
                    nationalities=frozenset({"TR", "FR"}),
                    protection_from=frozenset({"BE"}),
                ),
            ),
            offences=(replace(offence, accusation=Accusation(organisation="theirs")), plain),
        ),
        items=(replace(WHOLE.items[0], source="BE"),),
        orders=(replace(ORDER, recipient="BE"),),
        consents=(replace(WHOLE.consents[0], role="OWNER(BE)"), *WHOLE.consents[1:]),
        circumstances=replace(
            examined,
            assurances=(replace(examined.assurances[0], giver=Authority.parse("BE/COURT")),),
            assurance_breaches=(replace(examined.assurance_breaches[0], giver="BE"),),
            examination=replace(examined.examination, surrendered=replace(SURRENDERED, by="BE")),
        ),
    )


def test_what_nobody_knows_stays_unknown_in_the_mirror():
    unknown = replace(WHOLE, request=asked(subjects=(replace(SUBJECT, protection_from=None),)))
    assert mirrored(unknown).request.subjects[0].protection_from is None
    none = replace(WHOLE, circumstances=Circumstances(examination=Examination(torture_risk=True)))
    assert mirrored(none).circumstances == none.circumstances
    assert mirrored(WHOLE).request.offences[0].accusation.organisation == "ours"  # nothing compares


# ── without content ─────────────────────────────────────────────────────────────────────────────
def test_what_is_kept_is_the_weighing_by_numbers_and_signs():
    deed = Deed(on=date(2019, 3, 2), what="He paid.", source=" ", grading="B2", attributable=True)
    request = replace(
        WHOLE.request,
        subjects=(
            replace(SUBJECT, label="s"),
            replace(SUBJECT, label="t", born="2010-01-01", document="AB1"),
        ),
        questions=(
            Question(id="q", category=DataCategory.DC_CASE_FACTS, text="?", subject="t"),
            Question(id="r", category=DataCategory.DC_CASE_FACTS, text=" ", subject="nobody"),
            Question(id="u", category=DataCategory.DC_CASE_FACTS, text="?"),
        ),
        offences=(
            replace(OFFENCE, articles=("159",), accusation=Accusation(organisation="O", deeds=(deed,))),
        ),
    )
    items = (ITEM, replace(ITEM, id="k", subject="t"), replace(ITEM, id="l", subject="z", source="FR"))
    orders = (replace(ORDER, items=(*ORDER.items, replace(ORDER.items[0], item="gone"))),)
    kept = bare(
        replace(WHOLE, request=request, items=items, orders=orders, received_under=WEIGHING.instruments[0])
    )
    assert (kept.moment, kept.on, kept.own, kept.partner) == (Moment.G3, ON, "BE", "TR")
    assert (kept.request_act, kept.recipient_key, kept.received_under) == ("request", "key", "demo-be-tr")
    assert kept.request.reference == ""
    assert [(s.label, s.name, s.born, s.document, s.minor) for s in kept.request.subjects] == [
        ("s0", SOMETHING, "", "", False),
        ("s1", SOMETHING, "", SOMETHING, True),
    ]
    assert [(q.id, q.text, q.subject) for q in kept.request.questions] == [
        (SOMETHING, SOMETHING, "s1"),
        (SOMETHING, "", SOMETHING),
        (SOMETHING, SOMETHING, ""),
    ]
    (offence,) = kept.request.offences
    assert (offence.code, offence.articles, offence.accusation.organisation) == ("o", ("159",), "O")
    assert offence.accusation.deeds == (replace(deed, what=SOMETHING, source=""),)
    assert [(i.id, i.subject, i.source) for i in kept.items] == [
        ("i0", "s0", "own"),
        ("i1", "s1", "own"),
        ("i2", SOMETHING, "FR"),
    ]
    assert kept.orders == (
        replace(
            ORDER,
            matter="case/bare",
            items=(replace(ORDER.items[0], item="i0", commitment=""),),
            announcement=SOMETHING,
            given_by="",
            authority=SOMETHING,
            docket=SOMETHING,
        ),
    )
    assert kept.consents == (
        Grant(role="OWNER(TR)", units=frozenset({"i0"})),
        Grant(role="DPO", units=frozenset({""})),
        Grant(role="OWNER(FR)", units=frozenset({"o"})),
    )
    assert kept.packages == (("i0", "p"),)
    assert kept.danger == Danger(to_life=True)
    assert kept.circumstances.series is True
    assert bare(WEIGHING).received_under == ""


@pytest.mark.parametrize(
    ("born", "minor", "committed", "kept"),
    [
        ("2010-01-01", False, None, True),
        ("1990-01-01", False, None, False),
        ("1990-01-01", None, None, None),
        ("1990-01-01", True, None, True),
        ("1990-01-01", False, date(2005, 1, 1), True),  # a minor at the act
        ("", None, None, None),
        ("2008", False, None, False),
    ],
)
def test_of_an_age_only_that_somebody_was_a_minor_is_kept(born, minor, committed, kept):
    request = asked(
        subjects=(replace(SUBJECT, born=born, minor=minor),),
        offences=(replace(OFFENCE, committed_on=committed),),
    )
    (subject,) = bare(replace(WEIGHING, request=request)).request.subjects
    assert (subject.born, subject.minor) == ("", kept)


LAW: Law = read_law(demo=True)


def test_what_is_kept_is_weighed_again_under_a_law_and_what_is_applied_then():
    kept = bare(replace(WHOLE, received_under=WEIGHING.instruments[0]))
    adopted = {"BE": {"led_applies": saying().values["led_applies"]}}
    shown = (Shown(instrument="x", version="1", copies=()),)
    declared = replace(WEIGHING.partner, version="declared")
    (told, *_) = LAW.relations
    law = replace(
        LAW,
        relations=(
            replace(
                told,
                of="BE",
                towards="TR",
                status=RelationStatus.REFER,
                valid_from=date(2000, 1, 1),
                valid_to=None,
            ),
        ),
    )
    again = kept.under(law, adopted, LISTS, declared, shown)
    assert again.own == law.profile("BE", adopted["BE"])
    assert again.partner == law.profile("TR")
    assert (again.declared, again.shown, again.lists) == (declared, shown, LISTS)
    assert again.instruments == law.between("BE", "TR")
    assert again.relation is RelationStatus.REFER
    assert again.received_under.id == "demo-be-tr"
    same = [f.name for f in fields(Bare) if f.name not in ("own", "partner", "received_under")]
    assert [name for name in same if getattr(again, name) != getattr(kept, name)] == []
    plain = replace(kept, received_under="").under(law)
    assert (plain.received_under, plain.declared, plain.shown, plain.lists) == (None, None, (), ())
    assert plain.own == law.profile("BE")
    assert isinstance(plain, Weighing)


# ── in words ────────────────────────────────────────────────────────────────────────────────────
SHEET = write_sheet(
    establish(replace(WEIGHING, items=(ITEM, replace(ITEM, id="n", category=DataCategory.DC_NON_PERSONAL))))
)


def told(clause: Clause, text: str, *values: tuple[str, str]) -> ClauseTold:
    return ClauseTold(
        place=clause.place,
        scope=clause.scope,
        effect="A",
        level="N3",
        article="art. 1",
        facts={0: ("item.personal", "type.T02"), 1: ("type.T02",), 2: ("regime.led", "type.T02")}[
            clause.place
        ],
        because=text,
        values=tuple(ValueTold(unit=unit, value=value) for unit, value in values),
    )


def test_tells_each_clause_with_its_value_for_each_unit():
    first, second = tell_rules(SHEET, BOOK, "fr", whole=True)
    assert first == RuleTold(
        rule="R-X",
        title="Une règle",
        source="the source",
        valid_from=date(2000, 1, 1),
        valid_to=date(2030, 1, 1),
        clauses=(
            told(CLAUSE, "c'est ainsi", ("i", "TRUE"), ("n", "FALSE")),
            told(MASKED, "c'est ainsi", ("i", "TRUE"), ("n", "TRUE")),
            told(PLAIN, "c'est ainsi", ("", "TRUE")),
        ),
    )
    assert second.rule == "R-Y"
    (seen,) = tell_rules(SHEET, BOOK, "en", whole=False)
    assert seen.clauses == (told(PLAIN, "it is so", ("", "TRUE")),)
    later = replace(SHEET, day=date(2031, 1, 1))
    assert tell_rules(later, BOOK, "en", whole=True) == ()


def test_tells_a_ground_with_all_that_it_says():
    assert tell_grounds(decision(ground()), BOOK, "fr") == (
        GroundTold(
            rule="R-X",
            unit="i",
            outcome="REFER",
            level="N3",
            article="art. 9",
            disclosable=Disclosable.SCOPE,
            needs=("DPO",),
            action="LOOK",
            conditions=("H1",),
            unknown=True,
            because="c'est ainsi",
        ),
    )


def test_a_sheet_says_what_is_true_and_what_is_unknown_of_each_unit():
    weighing = replace(WEIGHING, items=(replace(ITEM, linked_case=None),), own=PROFILES.profile("BE"))
    facts = establish(weighing)
    sheet = write_sheet(facts)
    message, offence, item = sheet.units
    assert (message.scope, offence.scope, item.scope) == (Scope.MESSAGE, Scope.OFFENCE, Scope.ITEM)
    assert (message.unit, offence.unit, item.unit) == ("", "o", "i")
    assert "type.T02" in message.true
    assert "own.led_applies" in message.unknown
    assert "item.personal" in item.true
    assert "item.from_open_case" in item.unknown
    assert not set(item.true) & set(message.true)
    assert [item.truth(n) for n in ("item.personal", "item.from_open_case", "item.special")] == [
        True,
        None,
        False,
    ]
    assert item.names == (("owner", "own"),)
    assert dict(message.names) == facts.message.names
    assert (sheet.moment, sheet.day, sheet.time_limit) == (Moment.G3, ON.date(), timedelta(days=7))
    assert (sheet.versions, sheet.grants, sheet.treaty_grounds) == (
        facts.versions,
        facts.grants,
        facts.treaty_grounds,
    )
    assert replace(read_sheet(sheet), on=facts.on) == facts


def test_a_fact_that_is_unknown_on_a_sheet_is_read_as_unknown():
    unit = UnitSheet(
        scope=Scope.MESSAGE, unit="", true=("court.hold",), unknown=("abuse.asked_again_after_refusal",)
    )
    read = read_sheet(replace(SHEET, units=(unit,)))
    assert read.message.truth("abuse.asked_again_after_refusal") is None
    assert read.message.truth("court.hold") is True
    assert read.message.truth("return.real_risk") is False
    assert (read.items, read.offences, read.on) == ((), (), datetime(2026, 3, 2, 12, tzinfo=UTC))


def test_what_is_missing_is_told_as_if_what_is_masked_had_not_been_there():
    facts = establish(replace(WEIGHING, items=(ITEM, replace(ITEM, id="k"))))
    hides = {"outcome": Outcome.REFER, "disclosable": Disclosable.NO_REPLY_POSSIBLE}

    def left(*grounds: Ground) -> tuple[list[str], list[str]] | None:
        found = _without_masked(facts, decision(*grounds))
        return None if found is None else ([i.unit for i in found.items], [o.unit for o in found.offences])

    assert left(ground(unit="k")) == (["i", "k"], ["o"])  # nothing is masked
    assert left(ground(unit="k", **hides)) == (["i"], ["o"])
    assert left(ground(unit="o", **hides)) == (["i", "k"], [])
    assert left(ground(unit="", **hides)) is None
    assert left(ground(unit="i", **hides), ground(unit="k", **hides)) is None
    passes = {**hides, "outcome": Outcome.PERMIT_WITH_CONDITIONS}
    assert left(ground(unit="k", **passes), ground(unit="", **passes)) == (["i", "k"], ["o"])


def test_tells_the_cures_that_together_better_an_item_and_what_becomes_of_the_message():
    facts = establish(WEIGHING)
    decided = weigh(WEIGHING, RULES)
    found = tell_missing(write_sheet(facts), decided, RULES, "fr", whole=True)
    assert [([(c.kind, c.what, c.text) for c in one.cures], one.better, one.becomes) for one in found] == [
        ([("order", "JUDGE", "le juge")], ("i",), "PERMIT_WITH_CONDITIONS"),
    ]


# ── masked ──────────────────────────────────────────────────────────────────────────────────────
OPEN = ground(unit="i", outcome=Outcome.NEEDS_AUTHORISATION, needs=("JUDGE",), conditions=("H2", "H1"))
HIDDEN = ground(unit="k", outcome=Outcome.NEEDS_AUTHORISATION, disclosable=Disclosable.NO_REPLY_POSSIBLE)
OWN = ground(unit="", outcome=Outcome.PERMIT_WITH_CONDITIONS, needs=(), conditions=("RETURN",))
CONSULT = ground(unit="", action="CONSULT_BEFORE_REFUSAL")


def unit(name: str, outcome: Outcome, *grounds: Ground) -> UnitDecision:
    return UnitDecision(unit=name, outcome=outcome, grounds=grounds)


def test_a_masked_item_is_refused_by_one_ground_and_what_could_tell_it_apart_is_gone():
    nothing = Ground(
        rule=NEUTRAL,
        outcome=Outcome.REFUSE,
        level=Level.N1,
        article="",
        disclosable=Disclosable.NO_REPLY_POSSIBLE,
        unit="k",
    )
    whole = decision(
        OWN,
        CONSULT,
        OPEN,
        HIDDEN,
        outcome=Outcome.REFER,
        items=(unit("i", Outcome.NEEDS_AUTHORISATION, OPEN), unit("k", Outcome.REFER, HIDDEN)),
        offences=(unit("o", Outcome.PERMIT),),
        authorisers=("DPO", "JUDGE"),
        conditions=("H2",),
        flags=("TP2_WOULD_SUFFICE",),
        passed=("R-Z",),
    )
    own = Outcome.PERMIT_WITH_CONDITIONS
    assert neutral(whole) == replace(
        whole,
        outcome=Outcome.NEEDS_AUTHORISATION,
        partial=True,
        grounds=(OWN, OPEN, nothing),
        items=(unit("i", Outcome.NEEDS_AUTHORISATION, OPEN), unit("k", Outcome.REFUSE, nothing)),
        offences=(unit("o", own),),
        authorisers=("JUDGE",),
        conditions=("H2", "RETURN"),
        flags=(),
        passed=(),
    )


def test_where_nothing_is_held_back_all_stands_but_marks_of_abuse_and_what_passed():
    plain = decision(
        OWN,
        CONSULT,
        OPEN,
        outcome=Outcome.REFER,
        items=(unit("i", Outcome.NEEDS_AUTHORISATION, OPEN),),
        partial=True,
        flags=("TREATY_CONFLICT", "ABUSE(asked_again)"),
        passed=("R-Z",),
    )
    assert neutral(plain) == replace(
        plain,
        authorisers=("JUDGE",),
        conditions=("H2", "RETURN"),
        flags=("TREATY_CONFLICT",),
        passed=(),
    )


def test_a_message_of_which_every_item_is_masked_is_refused():
    all_masked = decision(HIDDEN, outcome=Outcome.REFER, items=(unit("k", Outcome.REFER, HIDDEN),))
    found = neutral(all_masked)
    assert (found.outcome, found.partial, found.authorisers) == (Outcome.REFUSE, False, ())
