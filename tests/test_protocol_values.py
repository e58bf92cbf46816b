"""What docs/protocol.md says of bodies, marks, values and codes is what the code writes and reads."""

import re
from dataclasses import MISSING, Field, fields, replace
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, NewType, get_args, get_origin, get_type_hints

import pytest

from comity.acts import act, wire
from comity.acts.commit import open_act
from comity.acts.plain import to_plain
from comity.demo.world import World
from comity.exchange import alerts, answers, cases, orders, profiles, received, releases, weighing
from comity.model.accusations import Accusation, Deed, Ties
from comity.model.authorisations import OrderKind
from comity.model.decisions import Disclosable
from comity.model.parties import Authority, AuthorityKind, Channel
from comity.model.people import Role
from comity.model.releases import AlertReply, Conditions, OutcomeCode
from comity.model.requests import (
    Basis,
    CrimeArea,
    DataCategory,
    Handling,
    ItemId,
    MatterId,
    Offence,
    Proportionality,
    Purpose,
    Question,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
    Urgency,
)
from comity.model.travel import PaperAsked, PaperKind, PaperReply, Period
from comity.seal import certificates, envelope, packages
from comity.seal import orders as sealed_orders
from comity.seal.certificates import CertificateKind
from comity.seal.packages import Part
from duty.staff import name_of, on_watch
from stories import exchange as story
from stories.exchange import a_world
from stories.test_texts import copy_of, hold
from test_protocol_table import CATALOGUE, PROTOCOL, table

VALUES = (Request, Basis, Authority, Subject, Offence, Accusation, Deed, Question)
VALUES += (Proportionality, Conditions, PaperAsked, Period)
CODES = (RequestType, Purpose, Urgency, Channel, AuthorityKind, SubjectStatus, CrimeArea, Ties, PaperKind)
CODES += (PaperReply,)
CODES += (
    DataCategory,
    Handling,
    Disclosable,
    AlertReply,
    OutcomeCode,
    Role,
    OrderKind,
    Part,
    CertificateKind,
)
WORDS = {str: "text", bool: "flag", int: "number", date: "day", datetime: "instant"}


# ── values and codes ────────────────────────────────────────────────────────────────────────────
def word(hint: Any) -> str:
    """Say a type hint in the words of the page."""
    if isinstance(hint, NewType):
        return word(hint.__supertype__)
    if get_origin(hint) in (tuple, frozenset):
        return f"list of {word(get_args(hint)[0])}"
    if NoneType in get_args(hint):
        return f"{word(get_args(hint)[0])} or null"
    return WORDS.get(hint, hint.__name__)


def missing(field: Field[Any]) -> str:
    """Say what a reader takes a missing field for."""
    if field.default is MISSING:
        return "refused"
    plain = to_plain(field.default)
    if isinstance(plain, dict):
        return "all empty"
    return (
        {"": "empty", None: "null", True: "true", False: "false"}.get(plain, str(plain))
        if not isinstance(plain, list)
        else "[]"
    )


def test_every_field_of_a_value_stands_in_the_document_with_its_type():
    rows = [
        (f"{kind.__name__}.{field.name}", word(get_type_hints(kind)[field.name]), missing(field))
        for kind in VALUES
        for field in fields(kind)
    ]
    assert [row[:3] for row in table("Fields of values")] == rows


def test_every_code_stands_in_the_document():
    rows = [(kind.__name__, ", ".join(str(member.value) for member in kind)) for kind in CODES]
    assert table("Codes") == rows


def test_every_code_that_a_value_uses_is_listed():
    hints = [hint for kind in VALUES for hint in get_type_hints(kind).values()]
    used = {one for hint in hints for one in (hint, *get_args(hint)) if isinstance(one, type)}
    assert {one for one in used if issubclass(one, Enum)} <= set(CODES)


# ── members of what is signed and sealed ────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("section", "members"),
    [
        ("3 Certificates", certificates._MEMBERS),
        ("5 Acts", act._FIELDS),
        ("6 Envelope", (*envelope._MEMBERS, *wire._INNER)),
        ("7 Logs and heads", wire._HEAD),
        ("8 Receipt", wire._RECEIPT),
        ("12 Packages, orders, release", (*packages._MEMBERS, *sealed_orders._MEMBERS, *received._BODY)),
    ],
)
def test_a_section_names_every_member(section: str, members: Any):
    text = PROTOCOL.split(f"\n## {section}\n")[1].split("\n## ")[0]
    assert [name for name in sorted(members) if not re.search(f'[`"]{name}[`"]', text)] == []


# ── bodies and marks of shared acts ─────────────────────────────────────────────────────────────
def names(cell: str) -> set[str]:
    return set(filter(None, cell.split(", ")))


def documented() -> dict[str, tuple[set[str], set[str], set[str]]]:
    """Return each shared act's body members, marks, and marks that may be left out."""
    found = {name: (set(), set(), set()) for name, kind in CATALOGUE.kinds.items() if kind.shared}
    for kinds, body, marks, _ in table("Bodies and marks"):
        sure = {mark for mark in names(marks) if not mark.startswith("perhaps ")}
        perhaps = {mark.removeprefix("perhaps ") for mark in names(marks) - sure}
        for kind in names(kinds):
            found[kind] = (names(body), sure, perhaps)
    return found


def test_the_document_says_which_acts_must_name_an_article():
    rows = table("Bodies and marks")
    assert {kind for kinds, _, _, article in rows if article for kind in names(kinds)} == {
        name for name, kind in CATALOGUE.kinds.items() if kind.shared and kind.basis
    }


def test_the_document_says_which_acts_are_urgent():
    slow = {name for name, k in CATALOGUE.kinds.items() if k.shared and k.lifecycle == "A" and not k.urgent}
    assert slow == {"alert.feedback", "alert.recall_done"}
    assert {k.lifecycle for k in CATALOGUE.kinds.values() if k.shared and k.urgent} == {"A"}


def requests(world: World) -> None:
    """Let every act of a request happen at least once."""
    ru, be, now = world["RU"], world["BE"], world.now
    asking, asked = ru[Role.SPOC_DUTY], be[Role.SPOC_DUTY]
    story.closed(world)
    cases.return_unread(ru.node, story.released(world, story.IDENTITY), asking, now)
    part = story.answered(world)
    orders.grant(be.node, part, be[Role.JUDGE], now, items=frozenset({story.IDENTITY.id}))
    orders.authorise_transfer(be.node, part, "Needed.", be[Role.LEGAL_OFFICER], now)
    story.let_go(world, part)
    recalled = story.accepted(world)
    releases.recall(be.node, recalled, "Drawn from a file that was mixed up.", be[Role.LEGAL_OFFICER], now)
    cases.withdraw(ru.node, story.sent(world), asking, now)
    waiting = story.taken(world)
    answers.postpone(be.node, waiting, asked, now)
    answers.resume(be.node, waiting, asked, now)
    returned = story.sent(world)
    answers.return_for_supplement(be.node, returned, Disclosable.NECESSITY, "Why now?", asked, now)
    world.carry()
    request, _ = weighing.request_of(ru.node, story.held(ru.node, returned))
    cases.draft(ru.node, request, ru[Role.OFFICER], now, returned)
    cases.approve(ru.node, returned, ru[Role.SUPERVISOR], now)
    cases.send(ru.node, returned, asking, now)
    world.carry()
    answers.return_for_supplement(be.node, returned, Disclosable.FORM, "Whose?", asked, now)
    deadly = replace(story.PUNISHABLE, death_at_partner=True)
    refused = story.taken(world, found=replace(story.KNOWN, offences=(deadly,)))
    story.put(world, refused, story.IDENTITY)
    decision = answers.decide_answer(be.node, refused, now).decision
    answers.refuse(be.node, refused, decision, asked, now)
    story.nothing(world)


def warnings(world: World) -> None:
    """Let every act of a warning happen at least once."""
    ru, be, now = world["RU"], world["BE"], world.now
    duty = be[Role.SPOC_DUTY]
    answered = story.acknowledged(world)
    alerts.respond(ru.node, answered, AlertReply.LOCATED, ru[Role.SPOC_DUTY], now)
    cases.feed_back(ru.node, answered, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], now)
    releases.recall(be.node, answered, "Another person.", be[Role.LEGAL_OFFICER], now)
    alerts.resolve(be.node, story.issued(world), duty, now)
    alerts.withdraw(be.node, story.issued(world), duty, now)
    unnamed = story.warned_of(world, None, story.THREAT)
    story.issue(world, unnamed)
    alerts.renew(be.node, unnamed, duty, now)
    story.put(world, unnamed, replace(story.THREAT, id=ItemId("place")))
    alerts.approve(be.node, unnamed, be[Role.SUPERVISOR], now)
    story.issue(world, unnamed)


def test_every_shared_act_has_the_body_and_marks_of_the_document():
    says, seen = documented(), set()
    with a_world() as world:
        requests(world)
        warnings(world)
        profiles.declare(world["RU"].node, story.BE, world["RU"][Role.LEGAL_OFFICER], world.now)
        on_watch(world, "BE", Role.SPOC_DUTY, name_of(world["BE"], Role.SPOC_DUTY))
        hold(world, "BE", copy_of("BE"))
        world.carry()
        world.later(days=31)  # heads, updates, lapses, and what runs out
        acts = [a for m in world["BE"].node.store.read(lambda r: r.matters()) for a in shared(world, m.id)]
    for kind, body, marks in acts:
        members, sure, perhaps = says[kind]
        assert (kind, body, marks - perhaps, perhaps >= marks - sure) == (kind, members, sure, True)
        seen.add(kind)
    assert set(says) - seen == {"release.differs"}  # an attack: tests/exchange/test_releases.py


def shared(world: World, matter: MatterId) -> list[tuple[str, set[str], set[str]]]:
    """Return kind, members of the body and marks of a matter's shared acts, as BE has them."""
    node, found = world["BE"].node, []
    for stored in story.held(node, matter).acts:
        if stored.partner is not None:
            opened = open_act(node, stored)
            body = set() if opened.body is None else set(opened.content)
            found.append((stored.kind, body, set(opened.header.marks)))
    return found
