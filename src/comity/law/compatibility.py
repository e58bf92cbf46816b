"""Will it pass there? A draft weighed as the partner's gate would weigh it (C0-3), before it is sent.

It is our own assessment: the partner's profile as published or assessed here, the instruments between the
two, this side's rulebook. Nothing that only the partner knows is claimed. The draft is weighed twice: as if
nothing in the partner's files stood against it, and as if everything did. What holds it up the first time is
likely to; what holds it up only the second time depends on what the partner holds, which nobody here knows.
A request is weighed as before the partner's answer, a warning as it would be taken in there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comity.law.gate import weigh
from comity.law.rulebook import Rulebook
from comity.law.view import SPONTANEOUS
from comity.law.weighing import Weighing
from comity.model.decisions import Decision, Ground, Moment, Outcome
from comity.model.instruments import Instrument
from comity.model.parties import StateCode
from comity.model.profiles import Profile, RelationStatus
from comity.model.requests import (
    DataCategory,
    Item,
    ItemId,
    MatterId,
    Offence,
    Question,
    Request,
    RequestType,
    Subject,
)

NOTICE = {
    "en": "This is our own assessment of the law of {state} as it is known here. {state} was not asked, and "
    "decides alone.",
    "fr": "Ceci est notre propre appréciation du droit de {state} tel qu'il est connu ici. {state} n'a pas "
    "été interrogé et décide seul.",
}
"""What stands above every report."""

_MATTER = MatterId("case/compatibility")
_ANSWERS = {
    RequestType.T01: DataCategory.DC_IDENTITY,  # the hit itself says something of the person
    RequestType.T03: DataCategory.DC_IDENTITY,
    RequestType.T04: DataCategory.DC_DOCUMENT,
    RequestType.T05: DataCategory.DC_ENTRY_EXIT,
}
"""What is asked by a type that puts no questions (domain.md 4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One rule that is likely to hold the draft up at the partner, or that `depends` on what only it knows.

    `units` are offences, or the questions whose answer would be held up; none means the whole message.
    """

    ground: Ground
    units: tuple[str, ...]
    depends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What the partner's gate would say, as far as one can tell from here."""

    decision: Decision
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """The partner's side: its law as known here, ours as it sees it, and its government's published word."""

    own: Profile
    partner: Profile
    instruments: tuple[Instrument, ...] = ()
    relation: RelationStatus = RelationStatus.OPEN


def foresee(
    request: Request, there: There, rulebook: Rulebook, on: datetime, items: Sequence[Item] = ()
) -> Foreseen:
    """Weigh a draft as the partner would, and list what stands in the way; `items` are those of a warning.

    What this side found out itself has no part in it: the request counts as it would leave.
    """
    favourable = weigh(_mirrored(request, there, on, items, against=False), rulebook)
    contrary = weigh(_mirrored(request, there, on, items, against=True), rulebook)
    likely = _barring(favourable)
    depends = {key: found for key, found in _barring(contrary).items() if key not in likely}
    obstacles = [
        *(Obstacle(ground=g, units=u, depends=False) for g, u in likely.values()),
        *(Obstacle(ground=g, units=u, depends=True) for g, u in depends.values()),
    ]
    obstacles.sort(key=lambda o: (o.depends, -o.ground.outcome, o.ground.rule, o.ground.clause))
    return Foreseen(decision=favourable, obstacles=tuple(obstacles))


def _barring(decision: Decision) -> dict[tuple[str, int], tuple[Ground, tuple[str, ...]]]:
    """Return the clauses that hold something up, once each, with the units that each speaks of."""
    found: dict[tuple[str, int], tuple[Ground, tuple[str, ...]]] = {}
    for ground in decision.grounds:
        if ground.outcome >= Outcome.NEEDS_AUTHORISATION:
            key = (ground.rule, ground.clause)
            first, units = found.get(key, (ground, ()))
            found[key] = (first, (*units, ground.unit) if ground.unit else units)
    return found


def _mirrored(
    request: Request, there: There, on: datetime, items: Sequence[Item], *, against: bool
) -> Weighing:
    """Return the weighing at the partner, as if all that its files could hold stood `against` the draft."""
    asker = there.partner.state
    warns = request.type in SPONTANEOUS
    asked = (_item(q, against=against) for q in request.questions or _implied(request.type))
    brought = (_brought(item, asker, against=against) for item in items)
    return Weighing(
        moment=Moment.G2 if warns else Moment.G3,
        on=on,
        own=there.own,
        partner=there.partner,
        instruments=there.instruments,
        relation=there.relation,
        request=replace(
            request,
            made_at=on,
            subjects=tuple(_subject(s, asker, against=against) for s in request.subjects),
            offences=tuple(_offence(o, against=against) for o in request.offences),
        ),
        matter=_MATTER,
        items=tuple(brought if warns else asked),
    )


def _implied(kind: RequestType) -> tuple[Question, ...]:
    return (Question(id="answer", category=_ANSWERS[kind], text=""),) if kind in _ANSWERS else ()


def _subject(subject: Subject, asker: StateCode, *, against: bool) -> Subject:
    """Return a subject as the partner might hold it; what a victim would say nobody knows from here."""
    return replace(
        subject,
        protection_from=frozenset({asker}) if against else frozenset(),
        open_case=against,
        identified=not against,
        consent=None,
        endangered_there=None,
    )


def _offence(offence: Offence, *, against: bool) -> Offence:
    """Return an offence as the partner might see it; the draft does not say what our law threatens."""
    return replace(
        offence,
        punishable_here=not against,
        death_at_partner=None,
        judged_here=against,
        pending_here=against,
    )


def _brought(item: Item, source: StateCode, *, against: bool) -> Item:
    """Return an item of a warning as it would arrive; how it was obtained, the partner may know better."""
    return Item(
        id=item.id,
        category=item.category,
        subject=item.subject,
        source=source,
        handling=item.handling,
        retention_until=item.retention_until,
        strictly_necessary=True,
        tainted=against,
    )


def _item(question: Question, *, against: bool) -> Item:
    """Return the answer to a question as the partner might hold it."""
    return Item(
        id=ItemId(question.id),
        category=question.category,
        subject=question.subject,
        linked_case=against and question.category is not DataCategory.DC_NON_PERSONAL,
        embargo=against,
        strictly_necessary=True,
    )
