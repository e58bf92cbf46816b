"""One weighing from which single tests depart: a suspect's item, asked by Turkey of Belgium."""

from dataclasses import replace
from datetime import UTC, date, datetime

from comity.law import Weighing, adopt
from comity.law.naming import vocabulary
from comity.law.view import View
from comity.model.decisions import Moment
from comity.model.parties import Authority, Channel
from comity.model.profiles import Confidence, ProfileValue
from comity.model.requests import (
    CrimeArea,
    DataCategory,
    Item,
    MatterId,
    Offence,
    Purpose,
    Question,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)
from law.shipped import INSTRUMENTS, PROFILES

ON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SUBJECT = Subject(label="s", status=SubjectStatus.SUSPECT, name="Somebody", born="1980-01-01", open_case=True)
ITEM = Item(id="i", category=DataCategory.DC_CASE_FACTS, subject="s", linked_case=True)
OFFENCE = Offence(code="o", area=CrimeArea.PAYMENT_FRAUD, max_penalty_months=60, death_at_partner=False)
REQUEST = Request(
    reference="r",
    type=RequestType.T02,
    sender=Authority.parse("TR/SPOC"),
    recipient=Authority.parse("BE/SPOC"),
    channel=Channel.BILATERAL_SPOC,
    basis=None,
    purpose=Purpose.INVESTIGATION,
    case_ref="c",
    subjects=(SUBJECT,),
    offences=(OFFENCE,),
    questions=(Question(id="q", category=DataCategory.DC_CASE_FACTS, text="?"),),
    facts="f",
    link_to_recipient="l",
    necessity="n",
)
TREATY = adopt(i for i in INSTRUMENTS if i.id == "demo-be-tr")[0]
WEIGHING = Weighing(
    moment=Moment.G3,
    on=ON,
    own=PROFILES.profile("BE", demonstration=True),
    partner=PROFILES.profile("TR", demonstration=True),
    instruments=(TREATY,),
    request=REQUEST,
    matter=MatterId("case/1"),
    request_act="request",
    recipient_key="key",
    items=(ITEM,),
)


def truth(name, weighing=WEIGHING, **changes):
    """Read one fact of the message, of its first offence or of its first item."""
    weighed, fact = replace(weighing, **changes), vocabulary()[name]
    about = {"message": (), "offence": weighed.request.offences[:1], "item": weighed.items[:1]}[fact.scope]
    return fact.read(View(weighed), *about)


def asked(**changes):
    return replace(REQUEST, **changes)


def about(**changes):
    return {"request": asked(subjects=(replace(SUBJECT, **changes),))}


def item(**changes):
    return {"items": (replace(ITEM, **changes),)}


def saying(profile=WEIGHING.own, **fields):
    """Return a profile that says otherwise on some fields."""
    values = {
        name: (
            ProfileValue(
                value=value,
                valid_from=date(2000, 1, 1),
                source="s",
                checked_on=date(2026, 1, 1),
                confidence=Confidence.VERIFY,
                adopted=True,
            ),
        )
        for name, value in fields.items()
    }
    return replace(profile, values={**profile.values, **values})


def giving(**terms):
    """Return the treaty with terms that it gives otherwise."""
    return replace(TREATY, terms=replace(TREATY.terms, **terms))
