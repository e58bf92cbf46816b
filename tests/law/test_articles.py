"""Sentences of the five articles that the gate answers by itself (docs/sources.md)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.law import weigh
from comity.law.fairness import ALLOWED
from comity.model.decisions import Outcome
from comity.model.instruments import EnabledType, InstrumentKind
from comity.model.parties import StateCode
from comity.model.requests import CrimeArea, RequestType, SubjectStatus
from law.sample import ITEM, OFFENCE, SUBJECT, TREATY, WEIGHING, asked
from law.shipped import RULES
from law.test_theorems import SITUATIONS, STATES, theorem

OWN_RULES_ON_NATIONALITY = {"T10", "T11", "T12", "T13", "T14"}
"""Extradition, arrest, transfer, readmission, consular notice: their own law asks whose national it is."""


def grounds(weighing) -> dict[str, Outcome]:
    return {ground.rule: ground.outcome for ground in weigh(weighing, RULES).grounds}


@pytest.mark.source("C1-8")
@theorem
@given(st.sampled_from(SITUATIONS), st.sampled_from(sorted(set(RequestType))), STATES)
def test_nationality_alone_changes_no_type_of_message_but_by_a_rule_that_names_it(situation, kind, states):
    request = replace(situation.weighing.request, type=kind)
    nationalities = frozenset(map(StateCode, states))
    other = replace(
        request, subjects=tuple(replace(s, nationalities=nationalities) for s in request.subjects)
    )
    before, after = (weigh(replace(situation.weighing, request=one), RULES) for one in (request, other))
    if kind not in OWN_RULES_ON_NATIONALITY:
        assert {g.rule for g in set(before.grounds) ^ set(after.grounds)} <= ALLOWED


@pytest.mark.source("C1-23")
def test_a_programme_between_prosecutors_carries_no_personal_data():
    programme = replace(TREATY, kind=InstrumentKind.AGENCY_PROGRAMME)
    decision = weigh(replace(WEIGHING, instruments=(programme,)), RULES)
    assert (decision.outcome, decision.released_now) == (Outcome.REFUSE, frozenset())
    assert grounds(replace(WEIGHING, instruments=(programme,)))["R-BASIS"] is Outcome.REFUSE
    assert grounds(WEIGHING).get("R-BASIS") is None


@pytest.mark.source("C1-20")
def test_an_agreement_opens_a_type_of_request_about_migration_and_another_does_not():
    query = replace(WEIGHING, request=asked(type=RequestType.T05))
    opened = {**TREATY.terms.request_types, RequestType.T05: EnabledType(article="art. 9")}
    wider = replace(TREATY, terms=replace(TREATY.terms, request_types=opened))
    narrower = replace(
        TREATY, terms=replace(TREATY.terms, request_types={RequestType.T02: EnabledType(article="art. 4")})
    )
    assert "R-BASIS" not in grounds(replace(query, instruments=(wider,)))
    assert grounds(replace(query, instruments=(narrower,)))["R-BASIS"] is Outcome.REFUSE


@pytest.mark.source("C3-2", "C1-24")
def test_a_request_on_another_subject_than_the_agreements_is_refused():
    areas = {CrimeArea.TERRORISM: 0, CrimeArea.ORGANISED_CRIME: 0}
    narrow = replace(TREATY, terms=replace(TREATY.terms, crime_areas=areas))
    outside = replace(WEIGHING, instruments=(narrow,))
    inside = replace(outside, request=asked(offences=(replace(OFFENCE, area=CrimeArea.ORGANISED_CRIME),)))
    assert grounds(outside)["R-SCOPE"] is Outcome.REFUSE
    assert "R-SCOPE" not in grounds(inside)


@pytest.mark.source("C2-16")
def test_who_was_smuggled_is_no_suspect_for_that_and_no_victim_of_trafficking_either():
    migrant = replace(SUBJECT, status=SubjectStatus.MIGRANT_IRREGULAR, open_case=False)
    smuggling = replace(OFFENCE, area=CrimeArea.SMUGGLING_MIGRANTS)
    item = replace(ITEM, linked_case=False)
    spoke = {
        status: set(
            grounds(
                replace(
                    WEIGHING,
                    request=asked(subjects=(replace(migrant, status=status),), offences=(smuggling,)),
                    items=(item,),
                )
            )
        )
        for status in (SubjectStatus.MIGRANT_IRREGULAR, SubjectStatus.VICTIM, SubjectStatus.SUSPECT)
    }
    assert not {"R-JUDGE", "R-VICTIM"} & spoke[SubjectStatus.MIGRANT_IRREGULAR]
    assert "R-VICTIM" in spoke[SubjectStatus.VICTIM]


@pytest.mark.source("C2-19")
def test_an_inquiry_about_a_facilitator_states_facts_and_the_offence_of_smuggling():
    facilitator = replace(SUBJECT, status=SubjectStatus.FACILITATOR)
    smuggling = replace(OFFENCE, area=CrimeArea.SMUGGLING_MIGRANTS)
    inquiry = asked(subjects=(facilitator,), offences=(smuggling,))
    bare = replace(inquiry, facts=" ")
    assert "R-NECESS" not in grounds(replace(WEIGHING, request=inquiry))
    assert grounds(replace(WEIGHING, request=bare))["R-NECESS"] is Outcome.REFER
