"""Lifecycles Q and A (domain.md 4.2): every move is written out here, and nothing else moves anything."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from acts.forgery import BASIS, OTHER, slip_in
from comity.acts.act import Header
from comity.acts.commit import Deed, perform
from comity.acts.fold import Folded, fold
from comity.acts.ports import ActId, Lane
from comity.demo.world import World
from comity.errors import NotAllowed, OutOfOrder
from comity.law.kinds import Catalogue, Kind
from comity.model.people import NODE, Role
from comity.model.requests import MatterId
from stories.exchange import BE, RU, accepted, acknowledged, at, held, released, sent, stage, states, taken

SHARED_Q = {
    "request.send": {"": "SENT"},
    "request.supplement": {"RETURNED_FOR_SUPPLEMENT": "SENT"},
    "request.withdraw": {
        "SENT": "WITHDRAWN",
        "RECEIVED": "WITHDRAWN",
        "RETURNED_FOR_SUPPLEMENT": "WITHDRAWN",
        "IN_PROGRESS": "WITHDRAWN",
        "POSTPONED": "WITHDRAWN",
    },
    "request.ack": {"SENT": "RECEIVED"},
    "request.return": {"RECEIVED": "ADMISSIBILITY RETURNED_FOR_SUPPLEMENT"},
    "request.lapse": {"RETURNED_FOR_SUPPLEMENT": "DECIDED REFUSED"},
    "request.accept": {"RECEIVED": "ADMISSIBILITY ACCEPTED IN_PROGRESS"},
    "request.update": {"RECEIVED": "", "RETURNED_FOR_SUPPLEMENT": "", "IN_PROGRESS": "", "POSTPONED": ""},
    "reply.refused": {"RECEIVED": "ADMISSIBILITY DECIDED REFUSED", "IN_PROGRESS": "DECIDED REFUSED"},
    "reply.none": {"IN_PROGRESS": "DECIDED NO_REPLY_POSSIBLE"},
    "reply.postponed": {"IN_PROGRESS": "DECIDED POSTPONED"},
    "request.resume": {"POSTPONED": "IN_PROGRESS"},
    "reply.full": {"IN_PROGRESS": "DECIDED REPLIED_FULL", "CONTENT_DIFFERS": "DECIDED REPLIED_FULL"},
    "reply.partial": {"IN_PROGRESS": "DECIDED REPLIED_PARTIAL", "CONTENT_DIFFERS": "DECIDED REPLIED_PARTIAL"},
    "release.accept": {"REPLIED_FULL": "FEEDBACK_DUE", "REPLIED_PARTIAL": "FEEDBACK_DUE"},
    "release.differs": {
        "REPLIED_FULL": "CONTENT_DIFFERS",
        "REPLIED_PARTIAL": "CONTENT_DIFFERS",
        "FEEDBACK_DUE": "CONTENT_DIFFERS",
    },
    "release.return": {
        "REPLIED_FULL": "RETURNED_UNREAD",
        "REPLIED_PARTIAL": "RETURNED_UNREAD",
        "RETURN_DUE": "RETURNED_UNREAD",
    },
    "release.feedback": {
        "FEEDBACK_DUE": "CLOSED",
        "NO_REPLY_POSSIBLE": "FEEDBACK_DUE CLOSED",
        "REFUSED": "FEEDBACK_DUE CLOSED",
    },
    "release.recall": {
        "REPLIED_FULL": "RECALLED",
        "REPLIED_PARTIAL": "RECALLED",
        "FEEDBACK_DUE": "RECALLED",
        "CONTENT_DIFFERS": "RECALLED",
        "CLOSED": "RECALLED",
    },
    "recall.done": {"RECALLED": "RECALL_DONE"},
}
LIVE = ("ISSUED", "ACKED", "ACTIVE", "UPDATED", "RENEWED")
SHARED_A = {
    "alert.issue": {"": "ISSUED"},
    "alert.update": dict.fromkeys(LIVE, "UPDATED") | {"UPDATED": ""},
    "alert.renew": dict.fromkeys(LIVE, "RENEWED") | {"RENEWED": ""},
    "alert.resolve": dict.fromkeys(LIVE, "RESOLVED"),
    "alert.withdraw": dict.fromkeys(LIVE, "WITHDRAWN"),
    "alert.expire": dict.fromkeys(LIVE, "EXPIRED"),
    "alert.recall": dict.fromkeys((*LIVE, "RESOLVED", "WITHDRAWN", "EXPIRED"), "RECALLED"),
    "alert.lapse": dict.fromkeys((*LIVE, "RESOLVED", "WITHDRAWN", "EXPIRED"), "RECALLED"),
    "alert.receive": dict.fromkeys(
        ("ISSUED", "UPDATED", "RENEWED", "RESOLVED", "WITHDRAWN", "EXPIRED", "RECALLED"), ""
    ),
    "alert.ack": {"ISSUED": "ACKED", "UPDATED": "ACTIVE", "RENEWED": "ACTIVE", "ACTIVE": ""},
    "alert.respond": {"ACKED": "ACTIVE", "ACTIVE": "", "UPDATED": "ACTIVE", "RENEWED": "ACTIVE"},
    "alert.feedback": dict.fromkeys(
        ("ACKED", "ACTIVE", "UPDATED", "RENEWED", "RESOLVED", "WITHDRAWN", "EXPIRED"), ""
    ),
    "alert.recall_done": {"RECALLED": "RECALL_DONE"},
}
OWN_Q = {
    "request.draft": {"": "DRAFT", "DRAFT": "DRAFT", "APPROVED": "DRAFT"},
    "request.approve": {"DRAFT": "APPROVED"},
    "answer.item": dict.fromkeys(
        ("", "ANSWERING", "AWAITING_AUTHORISATION", "AUTHORISED", "ORDER_REFUSED"), "ANSWERING"
    ),
    "answer.nothing": {"": "ANSWERING", "ANSWERING": "ANSWERING", "ORDER_REFUSED": "ANSWERING"},
    "answer.submit": dict.fromkeys(("ANSWERING", "ORDER_REFUSED", "AUTHORISED"), "AWAITING_AUTHORISATION"),
    "order.grant": {"AWAITING_AUTHORISATION": "AUTHORISED", "APPROVED": "APPROVED"},
    "order.refuse": {"AWAITING_AUTHORISATION": "ORDER_REFUSED", "APPROVED": "APPROVED"},
    "transfer.authorise": {s: s for s in ("ANSWERING", "AWAITING_AUTHORISATION", "AUTHORISED", "APPROVED")},
    "special.propose": {s: s for s in ("ANSWERING", "AWAITING_AUTHORISATION", "AUTHORISED", "APPROVED")},
    "special.authorise": {s: s for s in ("ANSWERING", "AWAITING_AUTHORISATION", "AUTHORISED", "APPROVED")},
}
OWN_A = {
    "alert.draft": {"": "DRAFT", "DRAFT": "DRAFT", "APPROVED": "DRAFT"},
    "alert.item": {"DRAFT": "DRAFT", "APPROVED": "DRAFT"},
    "alert.approve": {"DRAFT": "APPROVED"},
    "danger.propose": {"APPROVED": "APPROVED"},
    "danger.order": {"APPROVED": "APPROVED"},
}
ANYWHERE = {"request.weigh", "case.assign", "case.findings", "release.read", "order.view"} | {
    *("paper.check", "crossing.find"),
    *(f"assurance.{act}" for act in ("examine", "propose", "accept", "move", "report")),
    *("release.unfounded", "release.report", "arrest.alarm", "alert.unfounded", "alert.report"),
    *("alert.weigh", "alert.findings", "alert.read", "attempt.note", "urgency.review", "urgency.inspect"),
}
"""Own acts that move nothing and fit wherever a matter stands."""

SHARED = {"Q": SHARED_Q, "A": SHARED_A}
OWN = {"Q": OWN_Q, "A": OWN_A}
ROWS = [(lc, k, s, to) for lc, kinds in SHARED.items() for k, row in kinds.items() for s, to in row.items()]
OWN_ROWS = [(lc, k, s, to) for lc, kinds in OWN.items() for k, row in kinds.items() for s, to in row.items()]
MATTER = {"Q": MatterId("case/RU-BE-2019-000001"), "A": MatterId("alert/RU-BE-2019-000001")}
NOON = datetime(2019, 10, 31, 12, tzinfo=UTC)


@cache
def catalogue() -> Catalogue:
    return stage(sent)[0]["BE"].node.catalogue


def header(kind: Kind, *follows: str) -> Header:
    """Write a header by the side that does such an act; RU opened the matter."""
    state = BE if kind.by == "requested" else RU
    return Header(
        kind=kind.name,
        matter=MATTER[kind.lifecycle],
        lane=Lane.NORMAL,
        follows=tuple(ActId(f) for f in follows),
        at=NOON,
        state=state,
        to=(RU if state == BE else BE) if kind.shared else None,
        authority=f"{state}/SPOC",
        role=None,
        author=NODE,
        basis=None,
        catalogue="",
        marks={},
        commitment=bytes(32),
    )


def chain(kinds: tuple[str, ...]) -> Folded:
    """Fold acts that follow one another."""
    acts = {}
    for n, name in enumerate(kinds):
        acts[ActId(f"{n:02d}")] = header(catalogue().kinds[name], *([f"{n - 1:02d}"] if n else []))
    return fold(acts, catalogue())


@cache
def ways(lifecycle: str, own: bool) -> dict[str, tuple[str, ...]]:
    """Find, for every state, a shortest chain of acts that leads there."""
    table = (OWN if own else SHARED)[lifecycle]
    found: dict[str, tuple[str, ...]] = {"": ()}
    new = [""]
    while new:
        state = new.pop(0)
        for kind, row in table.items():
            to = row.get(state, "").split()[-1:]
            if to and to[0] not in found:
                found[to[0]] = (*found[state], kind)
                new.append(to[0])
    if lifecycle == "Q" and not own:
        found["RETURN_DUE"] = ()  # reached by acts that crossed, below
    return found


# ── the table is whole ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("lifecycle", ["Q", "A"])
def test_writes_out_every_move_of_the_catalogue(lifecycle: str):
    kinds = [k for k in catalogue().kinds.values() if k.lifecycle == lifecycle]
    moves = {(k.name, s) for k in kinds for move in k.moves for s in move.start}
    written = {(kind, s) for table in (SHARED, OWN) for kind, row in table[lifecycle].items() for s in row}
    anywhere = {(k.name, "*") for k in kinds if k.name in ANYWHERE}
    assert moves == written | anywhere


@pytest.mark.parametrize("lifecycle", ["Q", "A"])
def test_reaches_every_state_that_a_move_starts_from(lifecycle: str):
    for own, table in ((False, SHARED), (True, OWN)):
        starts = {s for row in table[lifecycle].values() for s in row}
        assert starts <= set(ways(lifecycle, own))


def test_shares_exactly_the_acts_that_both_sides_see():
    shared = {k.name for k in catalogue().kinds.values() if k.shared and k.lifecycle in "QA"}
    assert shared == {*SHARED_Q, *SHARED_A}


def test_knows_no_act_that_no_desk_does():
    rooms = Path(__file__).resolve().parents[2] / "src" / "comity"
    written = {
        node.value
        for room in ("acts", "exchange", "people", "courier")
        for source in (rooms / room).glob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    echoed = {kind.echo for kind in catalogue().kinds.values()}
    assert set(catalogue().kinds) - written - echoed == set()


# ── every move moves, nothing else does ─────────────────────────────────────────────────────────
@pytest.mark.parametrize(("lifecycle", "kind", "start", "to"), [r for r in ROWS if r[2] != "RETURN_DUE"])
def test_moves(lifecycle: str, kind: str, start: str, to: str):
    way = ways(lifecycle, False)[start]
    folded, before = chain((*way, kind)), chain(way)
    assert [state for state, _ in folded.passed][len(before.passed) :] == to.split()
    assert folded.shared == (to.split() or [start])[-1]
    assert folded.ineffective == ()


@pytest.mark.parametrize(("lifecycle", "kind", "start", "to"), OWN_ROWS)
def test_moves_the_own_track(lifecycle: str, kind: str, start: str, to: str):
    folded = chain((*ways(lifecycle, True)[start], kind))
    assert (folded.own, folded.shared, folded.ineffective) == (to, "", ())


@pytest.mark.parametrize(("lifecycle", "own"), [("Q", False), ("Q", True), ("A", False), ("A", True)])
def test_keeps_what_does_not_fit_and_lets_it_move_nothing(lifecycle: str, own: bool):
    tried = 0
    for state, way in ways(lifecycle, own).items():
        for kind, row in (OWN if own else SHARED)[lifecycle].items():
            if state in row or state == "RETURN_DUE":
                continue
            folded = chain((*way, kind))
            assert ((folded.own if own else folded.shared), folded.ineffective) == (
                state,
                (f"{len(way):02d}",),
            )
            tried += 1
    assert tried > 5


# ── and so on real nodes, on both sides ─────────────────────────────────────────────────────────
PLACES = {
    "RECEIVED": sent,
    "IN_PROGRESS": taken,
    "REPLIED_FULL": released,
    "FEEDBACK_DUE": accepted,
    "ACKED": acknowledged,
}


@pytest.fixture(params=sorted(PLACES))
def standing(request: pytest.FixtureRequest) -> Iterator[tuple[World, MatterId, str]]:
    with at(PLACES[request.param]) as (world, matter):
        world.carry()
        yield world, matter, request.param


def test_refuses_at_the_desk_what_does_not_fit(standing: tuple[World, MatterId, str]):
    world, matter, state = standing
    assert states(world, matter) == (state, state)
    table = SHARED_A if state == "ACKED" else SHARED_Q
    for kind in (catalogue().kinds[k] for k, row in table.items() if state not in row):
        for place in world.places.values():
            by = place[sorted(kind.roles)[0]] if kind.roles else None
            deed = Deed(kind=kind.name, matter=matter, by=by, basis=BASIS)
            with pytest.raises((OutOfOrder, NotAllowed)):
                perform(place.node, deed, world.now)
    assert states(world, matter) == (state, state)


def test_lets_nothing_that_does_not_fit_move_either_side(standing: tuple[World, MatterId, str]):
    world, matter, state = standing
    checked = {
        "request.send",
        "request.supplement",
        "reply.full",
        "reply.partial",
        "alert.issue",
        "alert.update",
    }
    table = SHARED_A if state == "ACKED" else SHARED_Q
    opener = "BE" if state == "ACKED" else "RU"
    sent_out = []
    for kind in (catalogue().kinds[k] for k, row in table.items() if state not in row and k not in checked):
        sender = OTHER[opener] if kind.by == "requested" else opener
        by = world[sender][sorted(kind.roles)[0]] if kind.roles else None
        sent_out.append(slip_in(world, sender, kind.name, matter, by=by))
    delivered = world.carry()
    assert (delivered.taken, delivered.refused) == (len(sent_out), 0)
    for place in world.places.values():
        folded = held(place.node, matter).folded
        assert (folded.shared, set(folded.ineffective)) == (state, set(sent_out))


# ── acts that crossed ───────────────────────────────────────────────────────────────────────────
REQUEST = ("request.send", "request.ack", "request.accept")


def crossed(before: tuple[str, ...], one: str, other: str) -> Folded:
    """Fold two acts that neither knew of the other."""
    names = (*before, one, other)
    acts = {}
    for n, name in enumerate(names):
        after = [f"{min(n, len(before)) - 1:02d}"] if n else []
        acts[ActId(f"{n:02d}")] = header(catalogue().kinds[name], *after)
    return fold(acts, catalogue())


@pytest.mark.parametrize(
    ("before", "one", "other", "to", "duties"),
    [
        (REQUEST, "reply.full", "request.withdraw", "RETURN_DUE", ("return the release unread",)),
        (REQUEST, "reply.partial", "request.withdraw", "RETURN_DUE", ("return the release unread",)),
        (REQUEST, "reply.none", "request.withdraw", "WITHDRAWN", ()),
        (REQUEST, "reply.refused", "request.withdraw", "WITHDRAWN", ()),
        (REQUEST, "reply.postponed", "request.withdraw", "WITHDRAWN", ()),
        ((*REQUEST, "reply.full"), "release.return", "release.recall", "RETURNED_UNREAD", ()),
        ((*REQUEST, "reply.full"), "release.accept", "release.recall", "RECALLED", ()),
        ((*REQUEST[:2], "request.return"), "request.supplement", "request.lapse", "SENT", ()),
        (("alert.issue", "alert.ack"), "alert.resolve", "alert.recall", "RECALLED", ()),
        (("alert.issue", "alert.ack"), "alert.respond", "alert.recall", "RECALLED", ()),
        (("alert.issue", "alert.ack"), "alert.resolve", "alert.lapse", "RECALLED", ()),
        (("alert.issue",), "alert.ack", "alert.withdraw", "WITHDRAWN", ()),
        (("alert.issue", "alert.ack"), "alert.respond", "alert.expire", "EXPIRED", ()),
    ],
)
def test_settles_acts_that_crossed(before, one: str, other: str, to: str, duties: tuple[str, ...]):
    for first, second in ((one, other), (other, one)):
        folded = crossed(before, first, second)
        assert (folded.shared, folded.duties) == (to, duties)


def test_returns_unread_what_crossed_a_withdrawal():
    names = (*REQUEST, "reply.full", "request.withdraw", "release.return")
    acts = {}
    for n, name in enumerate(names):
        after = {0: (), 3: ("02",), 4: ("02",), 5: ("03", "04")}.get(n, (f"{n - 1:02d}",))
        acts[ActId(f"{n:02d}")] = header(catalogue().kinds[name], *after)
    assert [s for s, _ in fold(acts, catalogue()).passed][-3:] == [
        "REPLIED_FULL",
        "RETURN_DUE",
        "RETURNED_UNREAD",
    ]
    assert Role.SPOC_DUTY in catalogue().kinds["release.return"].roles
