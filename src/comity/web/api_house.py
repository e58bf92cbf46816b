"""Routes of the house itself: the node, its law, people, tokens, logs, releases, and what is overdue."""

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BeforeValidator, Field

from comity.exchange import (
    activation,
    clock,
    designations,
    ledgers,
    outcomes,
    profiles,
    proof,
    status,
    urgencies,
    views,
)
from comity.law.lists import ListChange, ListDiff
from comity.model.releases import Urgencies
from comity.web.api_answers import Logs, Overdue, Overdues, TrustBundle
from comity.web.api_door import Acts, Looks
from comity.web.api_routes import Page, act, look
from comity.web.api_words import Reader, Words

router = APIRouter()

Lister = Annotated[
    str, Path(pattern=r"^(UN|EU|[A-Z]{2})$", description="Whose list: UN, EU or a state.", examples=["EU"])
]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_day(value: object) -> object:
    """Refuse what is read as a day and is not written as one, as a number of seconds."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written as 2026-03-01")
    return value


OnDay = Annotated[
    date | None,
    BeforeValidator(_written_day),
    Query(description="The day in question, as 2026-03-01; today if it is not given."),
]


class AsProfile(Words):
    """A profile file, as text: values of one state, each with its source and the day it was checked."""

    profile: str = Field(min_length=1)


class AsList(Words):
    """A designation list's file, as text: TOML with one list, or the Security Council's XML."""

    file: str = Field(min_length=1)


@look(router, "/node", status.NodeStatus, status.node_status)
def status_(door: Looks) -> Response:
    """Show how the node stands: partners, people, law, matters and what waits; never content."""
    return door.show(lambda node, _, now: status.node_status(node, now))


@look(router, "/law", status.LawStatus, status.law_status)
def show(door: Looks) -> Response:
    """Show under which digest the node decides, what it applies, and which values are missing."""
    return door.show(lambda node, _, now: status.law_status(node, now))


@act(router, "/law/propose", outcomes.Done, activation.propose)
def propose(door: Acts) -> Response:
    """Propose the law's files as they lie here, as a legal officer (TP1, first person)."""
    return door.sign(activation.propose, "law.propose")


@act(router, "/law/activate", outcomes.Done, activation.activate)
def activate(door: Acts) -> Response:
    """Activate the proposed law, as the minister's delegate (TP1, second person)."""
    return door.sign(activation.activate, "law.activate")


@act(router, "/law/values/propose", outcomes.Done, profiles.propose)
def propose_value(door: Acts, words: Annotated[AsProfile, Depends(Reader(AsProfile))]) -> Response:
    """Propose values of one state's profile for adoption, as a legal officer (TP1, first person)."""
    content = words.profile.encode()
    return door.sign(lambda node, hand, now: profiles.propose(node, content, hand, now), "value.propose")


@act(router, "/law/values/adopt", outcomes.Done, profiles.adopt)
def adopt_value(door: Acts, words: Annotated[AsProfile, Depends(Reader(AsProfile))]) -> Response:
    """Adopt the values proposed, as the minister's delegate (TP1, second person)."""
    content = words.profile.encode()
    return door.sign(lambda node, hand, now: profiles.adopt(node, content, hand, now), "value.adopt")


@act(router, "/law/lists/propose", outcomes.Done, designations.propose)
def propose_list(door: Acts, words: Annotated[AsList, Depends(Reader(AsList))]) -> Response:
    """Propose a designation list to be applied here, as a legal officer (TP7, first person)."""
    content = words.file.encode()
    return door.sign(lambda node, hand, now: designations.propose(node, content, hand, now), "list.propose")


@act(router, "/law/lists/activate", outcomes.Done, designations.activate)
def activate_list(door: Acts, words: Annotated[AsList, Depends(Reader(AsList))]) -> Response:
    """Put the proposed list into force from the same file, as another legal officer (TP7, second person)."""
    content = words.file.encode()
    return door.sign(lambda node, hand, now: designations.activate(node, content, hand, now), "list.activate")


@look(router, "/law/lists/change", ListChange, designations.change, method="POST")
def lists_change(door: Looks, words: Annotated[AsList, Depends(Reader(AsList))]) -> Response:
    """Show what a list's file would change there: who comes on the list, who goes, and from when."""
    content = words.file.encode()
    return door.show(lambda node, _, now: designations.change(node, content, now))


@look(router, "/law/lists/{lister}", designations.ListView, designations.shown)
def lists(door: Looks, lister: Lister, on: OnDay = None) -> Response:
    """Show who stands on the list of one lister on a day."""
    return door.show(lambda node, _, now: designations.shown(node, lister, on or node.day(now)))


@look(router, "/law/lists/{lister}/against/{other}", ListDiff, designations.compared)
def lists_diff(door: Looks, lister: Lister, other: Lister, on: OnDay = None) -> Response:
    """Compare the lists of two listers on a day."""
    return door.show(lambda node, _, now: designations.compared(node, lister, other, on or node.day(now)))


@look(router, "/releases", views.Page[views.ReleaseView], views.release_register)
def list_(door: Looks, some: Page) -> Response:
    """List what was released to and by partners, newest first; never content."""
    return door.show(
        lambda node, hand, _: views.release_register(
            node, hand, partner=some.partner, limit=some.limit, after=some.after
        )
    )


@look(router, "/releases/urgencies", Urgencies, urgencies.count_urgencies)
def list_urgencies(door: Looks) -> Response:
    """Count what two persons released in danger in the last year, by what the reviews said."""
    return door.show(lambda node, _, now: urgencies.count_urgencies(node, now))


@look(router, "/ledger", Logs, ledgers.check_logs)
def heads(door: Looks) -> Response:
    """Show size and root of every log, and the newest head that each partner cosigned."""
    return door.show(lambda node, hand, _: Logs(logs=ledgers.check_logs(node, hand, deep=False)))


@look(router, "/ledger/verify", Logs, ledgers.check_logs, method="POST")
def verify(door: Looks) -> Response:
    """Recompute every log from its leaves, and say what is wrong with any."""
    return door.show(lambda node, hand, _: Logs(logs=ledgers.check_logs(node, hand, deep=True)))


@look(router, "/overdue", Overdues, clock.overdue, id="overdue_list")
def list_overdue(door: Looks) -> Response:
    """List reminders past their instant: reviews, outcome feedback."""
    return door.show(
        lambda node, _, now: Overdues(
            overdue=tuple(
                Overdue(matter=t.matter, kind=t.kind, due_at=t.due_at) for t in clock.overdue(node, now)
            )
        )
    )


@look(router, "/trust", TrustBundle, proof.trust_bundle)
def bundle(door: Looks) -> Response:
    """Export the state roots that this node pinned, for those who check proofs."""
    return door.show(lambda node, _, __: TrustBundle(bundle=proof.trust_bundle(node).decode()))
