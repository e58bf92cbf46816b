"""The compatibility report (C0-3): the partner's published rules, and nothing that only the partner knows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comity.law.compatibility import NOTICE, There, foresee
from comity.model.decisions import Disclosable
from comity.model.instruments import EnabledType
from comity.model.lifecycle import Denunciation, Period
from comity.model.profiles import RelationStatus
from comity.model.requests import DataCategory, Item, Purpose, Question, RequestType, SubjectStatus
from law.sample import OFFENCE, ON, REQUEST, SUBJECT, TREATY
from law.shipped import PROFILES, RULES

THERE = There(
    own=PROFILES.profile("BE", demonstration=True),
    partner=PROFILES.profile("TR", demonstration=True),
    instruments=(TREATY,),
)


def foreseen(request=REQUEST, **changes):
    return foresee(request, replace(THERE, **changes), RULES, ON)


def rules(found, *, depends):
    return {o.ground.rule: o.ground.outcome.name for o in found.obstacles if o.depends is depends}


@pytest.mark.source("C0-3")
def test_a_draft_in_order_meets_nothing_for_certain_and_what_the_files_there_may_hold():
    found = foreseen()
    assert rules(found, depends=False) == {}
    assert found.decision.outcome.name == "PERMIT_WITH_CONDITIONS"
    assert {
        "R-ASYLUM": "REFUSE",
        "R-EMBARGO": "REFER",
        "R-JUDGE": "NEEDS_AUTHORISATION",
        "R-MATCH": "REFER",
        "R-NEBIS": "REFUSE",
    }.items() <= rules(found, depends=True).items()


def test_the_report_is_by_the_partners_law_and_not_by_ours():
    judge = next(o for o in foreseen().obstacles if o.ground.rule == "R-JUDGE")
    assert (judge.ground.needs, judge.units, judge.depends) == (("JUDGE",), ("q",), True)
    russian = foreseen(own=PROFILES.profile("RU", demonstration=True))
    assert "R-JUDGE" not in rules(russian, depends=True)


def test_an_obstacle_names_each_question_that_it_concerns_and_nothing_where_it_concerns_the_whole():
    faces = tuple(Question(id=name, category=DataCategory.DC_FACE, text="?") for name in ("face", "other"))
    (special,) = [
        o for o in foreseen(replace(REQUEST, questions=faces)).obstacles if o.ground.rule == "R-SPEC"
    ]
    assert special.units == ("face", "other")
    (form,) = [o for o in foreseen(replace(REQUEST, language="zh")).obstacles if not o.depends]
    assert (form.ground.rule, form.units) == ("R-FORM", ())


def test_a_draft_counts_from_the_day_it_would_leave_under_a_text_that_lets_pending_requests_end():
    """A draft begun before the end of a denounced text is no pending request (I4)."""
    ended = Denunciation(
        by="TR", notified_on=date(2026, 1, 1), notice=Period(days=30), pending_requests_survive=True
    )
    begun = replace(REQUEST, made_at=datetime(2026, 1, 2, 12, tzinfo=UTC))
    found = foreseen(begun, instruments=(replace(TREATY, denunciations=(ended,)),))
    assert rules(found, depends=False)["R-BASIS"] == "REFUSE"


def test_a_missing_field_a_foreign_language_and_no_basis_are_likely_to_block():
    assert rules(foreseen(replace(REQUEST, facts="")), depends=False) == {"R-NECESS": "REFER"}
    assert rules(foreseen(replace(REQUEST, language="zh")), depends=False) == {"R-FORM": "REFER"}
    assert rules(foreseen(instruments=()), depends=False)["R-BASIS"] == "REFUSE"


def test_the_death_penalty_here_asks_an_assurance_there():
    chinese = foreseen(partner=PROFILES.profile("CN", demonstration=True))
    (death,) = [o for o in chinese.obstacles if o.ground.rule == "R-DEATH"]
    assert (death.depends, death.ground.outcome.name, death.ground.unknown) == (False, "REFER", True)


def test_a_suspended_relation_is_likely_to_block_where_that_government_said_so():
    assert rules(foreseen(relation=RelationStatus.SUSPENDED), depends=False) == {"R-SUSPREL": "REFUSE"}


def test_a_special_category_needs_two_persons_there():
    asked = Question(id="face", category=DataCategory.DC_FACE, text="?", subject="s")
    found = foreseen(replace(REQUEST, questions=(*REQUEST.questions, asked)))
    (special,) = [o for o in found.obstacles if o.ground.rule == "R-SPEC"]
    assert (special.units, special.ground.needs, special.depends) == (("face",), ("TP3",), False)


def test_a_victim_is_asked_there_first_whatever_we_know():
    victim = replace(REQUEST, subjects=(replace(SUBJECT, status=SubjectStatus.VICTIM, consent=True),))
    assert "R-VICTIM" in rules(foreseen(victim), depends=False)


@pytest.mark.parametrize(
    "internal",
    [
        {"protection_from": frozenset({"BE"})},
        {"protection_from": None},
        {"open_case": True},
        {"open_case": None},
        {"identified": False},
        {"endangered_there": True},
        {"status": SubjectStatus.VICTIM, "consent": False},
        {"status": SubjectStatus.VICTIM, "endangered_there": True},
    ],
)
def test_what_this_side_found_out_changes_nothing_in_the_report(internal):
    status = internal.get("status", SUBJECT.status)
    knowing = replace(REQUEST, subjects=(replace(SUBJECT, **internal),))
    plain = replace(REQUEST, subjects=(replace(SUBJECT, status=status),))
    assert foreseen(knowing).obstacles == foreseen(plain).obstacles


def test_a_question_is_weighed_by_the_person_that_it_speaks_of():
    victim = replace(SUBJECT, label="t", name="Somebody Else", status=SubjectStatus.VICTIM)
    asked = tuple(
        Question(id=name, category=DataCategory.DC_CASE_FACTS, text="?", subject=subject)
        for name, subject in (("of s", "s"), ("of t", "t"))
    )
    found = foreseen(replace(REQUEST, subjects=(SUBJECT, victim), questions=asked))
    assert [o.units for o in found.obstacles if o.ground.rule == "R-VICTIM"] == [("of t",)]


def test_that_the_act_is_no_offence_there_only_the_partner_can_tell():
    """R-DUAL: what this side noted of its own law says nothing of the partner's."""
    terms = replace(TREATY.terms, request_types={RequestType.T10: EnabledType(article="art. 1")})
    for noted in (True, False, None):
        offence = replace(OFFENCE, punishable_here=noted)
        asked = replace(REQUEST, type=RequestType.T10, questions=(), offences=(offence,))
        found = foreseen(asked, instruments=(replace(TREATY, terms=terms),))
        assert "R-DUAL" not in rules(found, depends=False)
        (dual,) = [o for o in found.obstacles if o.ground.rule == "R-DUAL"]
        assert (dual.units, dual.ground.outcome.name, dual.ground.unknown) == (("o",), "REFUSE", False)


def test_values_that_nobody_adopted_are_told_as_unknown():
    found = foreseen(own=PROFILES.profile("BE"))
    assert rules(found, depends=False) == {"R-XFER": "REFER", "R-PROFILE": "REFER"}
    judge = next(o.ground for o in found.obstacles if o.ground.rule == "R-JUDGE")
    assert (judge.outcome.name, judge.unknown) == ("REFER", True)


def test_masked_rules_are_foreseen_as_depending_only():
    for obstacle in foreseen().obstacles:
        if obstacle.ground.disclosable is Disclosable.NO_REPLY_POSSIBLE:
            assert obstacle.depends


def test_says_in_both_languages_that_it_is_our_assessment_and_that_nobody_was_asked():
    assert NOTICE["en"].format(state="BE") == (
        "This is our own assessment of the law of BE as it is known here. "
        "BE was not asked, and decides alone."
    )
    assert "notre propre appréciation" in NOTICE["fr"]


@pytest.mark.parametrize("kind", ["T01", "T02", "T03", "T04", "T05"])
def test_every_query_is_foreseen_by_what_would_answer_it(kind):
    """A hit on a suspect's record is the suspect's data: there too the judge may be needed (4.3)."""
    asked = replace(REQUEST, type=RequestType(kind))
    terms = replace(TREATY.terms, request_types={RequestType(kind): EnabledType(article="art. 1")})
    found = foreseen(
        replace(asked, questions=REQUEST.questions if kind == "T02" else ()),
        instruments=(replace(TREATY, terms=terms),),
    )
    assert rules(found, depends=True)["R-JUDGE"] == "NEEDS_AUTHORISATION"
    assert rules(found, depends=True)["R-ASYLUM"] == "REFUSE"
    assert not any(o.units for o in found.obstacles if not o.depends)
    (judge,) = [o for o in found.obstacles if o.ground.rule == "R-JUDGE"]
    assert judge.units == (("q",) if kind == "T02" else ("answer",))


def test_what_is_likely_to_block_comes_first_and_the_gravest_before_the_rest():
    order = [(o.depends, -o.ground.outcome) for o in foreseen(own=PROFILES.profile("BE")).obstacles]
    assert order == sorted(order)
    assert len({rank for _, rank in order}) > 1


def test_a_prosecution_there_on_the_same_facts_is_foreseen_as_theirs_to_know():
    """Surrender may have to wait for it (R-PEND): weighed when they answer, and only they can tell."""
    terms = replace(TREATY.terms, request_types={RequestType.T10: EnabledType(article="art. 1")})
    asked = replace(REQUEST, type=RequestType.T10, questions=())
    found = foreseen(asked, instruments=(replace(TREATY, terms=terms),))
    (pending,) = [o for o in found.obstacles if o.ground.rule == "R-PEND"]
    assert (pending.depends, pending.units, pending.ground.unknown) == (True, ("o",), False)
    assert pending.ground.outcome.name == "REFER"


def test_a_query_of_two_persons_in_one_is_likely_to_block():
    two = (SUBJECT, replace(SUBJECT, label="t", name="Somebody Else"))
    asked = replace(REQUEST, type=RequestType.T01, questions=(), subjects=two)
    assert rules(foreseen(asked), depends=False)["R-BULK"] == "REFUSE"


WARNING = replace(REQUEST, type=RequestType.T06, questions=(), offences=())
WHO = (Item(id="who", category=DataCategory.DC_IDENTITY, subject="s"),)


def warned(request=WARNING, items=WHO, **changes):
    return foresee(request, replace(THERE, **changes), RULES, ON, items)


def test_a_warning_in_order_meets_nothing_for_certain():
    found = warned()
    assert found.decision.moment.name == "G2"
    assert rules(found, depends=False) == {}


@pytest.mark.parametrize(
    ("rule", "outcome", "changed"),
    [
        ("R-FORM", "REFER", {"request": replace(WARNING, language="zh")}),
        ("R-SCOPE", "REFUSE", {"request": replace(WARNING, purpose=Purpose.RETURN)}),
        ("R-BASIS", "REFUSE", {"instruments": ()}),
        ("R-SUSPREL", "REFUSE", {"relation": RelationStatus.SUSPENDED}),
    ],
)
def test_what_a_warning_lacks_under_the_law_there_is_likely_to_block_it(rule, outcome, changed):
    assert rules(warned(**changed), depends=False) == {rule: outcome}


def test_how_an_item_of_a_warning_was_obtained_the_partner_may_know_better():
    (taint,) = [o for o in warned().obstacles if o.depends]
    assert (taint.ground.rule, taint.units) == ("R-TAINT", ("who",))
    assert warned(items=()).obstacles == ()


def test_an_item_of_a_warning_whose_retention_is_over_is_likely_to_block():
    last = {"id": "who", "category": DataCategory.DC_IDENTITY, "subject": "s"}
    kept, over = (Item(**last, retention_until=date(2026, 3, day)) for day in (2, 1))
    assert rules(warned(items=(kept,)), depends=False) == {}
    assert rules(warned(items=(over,)), depends=False) == {"R-RETENT": "REFUSE"}
