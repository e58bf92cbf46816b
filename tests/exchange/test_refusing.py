"""What a refusal tells that a person decided on: its reason, or to a query what is told of nothing held."""

from dataclasses import replace

import pytest

from comity.exchange import answers
from comity.exchange.weighing import Findings
from comity.law.weighing import Circumstances
from comity.model.decisions import Outcome
from comity.model.parties import Authority, Channel
from comity.model.people import Role
from comity.model.requests import RequestType
from comity.model.surrender import Examination
from stories.exchange import HELD, at, drafted, held, taken, velin

REFUSED = [("reply.refused", "NATIONAL_LAW")]


@pytest.mark.parametrize(
    ("kind", "place", "channel", "told"),
    [
        (
            RequestType.T09,
            "CENTRAL_AUTHORITY",
            Channel.CENTRAL_AUTHORITY,
            [("reply.refused", "NATIONAL_LAW")],
        ),
        (RequestType.T02, "SPOC", Channel.BILATERAL_SPOC, []),  # set aside for the band of the neutral reply
    ],
)
def test_assistance_is_refused_with_its_reason_and_a_query_as_where_nothing_is_held(
    kind, place, channel, told
):
    with at(drafted) as (world, _):
        request = replace(
            velin(),
            type=kind,
            channel=channel,
            sender=Authority.parse(f"RU/{place}"),
            recipient=Authority.parse(f"BE/{place}"),
        )
        touched = Circumstances(examination=Examination(essential_interests=True))
        found = Findings(subjects=(HELD,), offences=request.offences, circumstances=touched)
        matter, be = taken(world, request, found=found), world["BE"]
        decision = answers.admit(be.node, matter, world.now)
        assert decision.outcome is Outcome.REFER
        assert {g.rule for g in decision.grounds if g.outcome is Outcome.REFER} == {"R-SOVER"}
        answers.refuse(be.node, matter, decision, be[Role.SPOC_DUTY], world.now)
        sent = [h for h in held(be.node, matter).headers if h.kind.startswith("reply.")]
        assert [(h.kind, dict(h.marks)["reasons"]) for h in sent] == told
