"""Model values travel as plain values and come back equal, or are refused."""

from datetime import UTC, date, datetime

import pytest

from comity.acts.plain import from_plain, to_plain
from comity.errors import MalformedMessage
from comity.model.decisions import Decision, Disclosable, Ground, Level, Moment, Outcome, UnitDecision
from comity.model.parties import Authority, AuthorityKind, Channel, StateCode
from comity.model.requests import (
    Basis,
    DataCategory,
    Item,
    ItemId,
    Purpose,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)

REQUEST = Request(
    reference="RU-BE-2019-000001",
    type=RequestType.T02,
    sender=Authority(state=StateCode("RU"), kind=AuthorityKind.SPOC),
    recipient=Authority(state=StateCode("BE"), kind=AuthorityKind.SPOC),
    channel=Channel.BILATERAL_SPOC,
    basis=Basis(instrument="demo", version="1", article="4"),
    purpose=Purpose.INVESTIGATION,
    case_ref="K-1",
    subjects=(Subject(label="p1", status=SubjectStatus.SUSPECT, nationalities=frozenset({StateCode("RU")})),),
)
GROUND = Ground(
    rule="R-JUDGE",
    outcome=Outcome.NEEDS_AUTHORISATION,
    level=Level.N3,
    article="art. 5",
    disclosable=Disclosable.NATIONAL_LAW,
)
DECISION = Decision(
    moment=Moment.G3,
    outcome=Outcome.NEEDS_AUTHORISATION,
    partial=False,
    grounds=(GROUND,),
    items=(UnitDecision(unit="i1", outcome=Outcome.NEEDS_AUTHORISATION, grounds=(GROUND,)),),
    versions=(("profile/BE", "ab"),),
    on=datetime(2019, 10, 31, 9, 30, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "value",
    [
        REQUEST,
        DECISION,
        Item(id=ItemId("i"), category=DataCategory.DC_FACE, retention_until=date(2030, 1, 1)),
    ],
)
def test_comes_back_equal(value: object) -> None:
    assert from_plain(type(value), to_plain(value)) == value


@pytest.mark.source("C1-9")
@pytest.mark.parametrize(
    ("field", "wrong"),
    [("type", "T99"), ("subjects", "none"), ("case_ref", 7), ("made_at", "yesterday"), ("surprise", 1)],
)
def test_refuses_what_the_protocol_does_not_know(field: str, wrong: object) -> None:
    with pytest.raises(MalformedMessage, match=field):
        from_plain(Request, to_plain(REQUEST) | {field: wrong})


def test_refuses_a_missing_field() -> None:
    plain = to_plain(REQUEST)
    del plain["purpose"]
    with pytest.raises(MalformedMessage, match="purpose"):
        from_plain(Request, plain)
