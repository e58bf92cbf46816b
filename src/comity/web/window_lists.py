"""The pages that list: what needs attention, cases, warnings; and the switch of person and state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fastapi import APIRouter, Response

from comity.errors import BadInput
from comity.exchange import standing, views
from comity.exchange.standing import Tally
from comity.exchange.views import Only
from comity.law.kinds import SAME, Catalogue
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.web.window_tongues import P_, Phrase
from comity.web.window_visit import Here, Sent, Visit

routes = APIRouter()

ROOMS = {"case": "/cases", "alert": "/alerts"}
OWN = "own:"
"""Before a state in an address: it is one of the own track."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Something that waits for a person: which matters, and whose roles it is for."""

    text: Phrase
    room: str
    side: str
    shared: str = ""
    own: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)

    def counts(self, tally: Tally, state: StateCode) -> bool:
        """Tell whether matters that stand so are among these."""
        ours = (tally.opener == state) == (self.side == "requesting")
        if not self.own:
            return ours and tally.shared == self.shared
        begun = "" if self.own in views.ASKING else "IN_PROGRESS"
        own = "" if self.own == views.NOT_BEGUN else self.own
        return ours and (tally.shared, tally.own) == (begun, own)


_DUTY, _OFFICERS = frozenset({Role.SPOC_DUTY}), frozenset({Role.OFFICER, Role.SPOC_DUTY})
_READERS = _OFFICERS | {Role.SUPERVISOR}
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_AUTHORISE = frozenset({Role.JUDGE, Role.PROSECUTOR, Role.LEGAL_OFFICER, Role.SUPERVISOR})

TODO = (
    Todo(
        text=P_("todo", "Warnings to acknowledge"),
        room="alert",
        side="requested",
        shared="ISSUED",
        roles=_DUTY,
    ),
    Todo(
        text=P_("todo", "Updated warnings to acknowledge"),
        room="alert",
        side="requested",
        shared="UPDATED",
        roles=_DUTY,
    ),
    Todo(text=P_("todo", "Warnings to answer"), room="alert", side="requested", shared="ACKED", roles=_DUTY),
    Todo(
        text=P_("todo", "Requests to accept, return or refuse"),
        room="case",
        side="requested",
        shared="RECEIVED",
        roles=_DUTY,
    ),
    Todo(
        text=P_("todo", "Answers that wait for authorisation"),
        room="case",
        side="requested",
        own="AWAITING_AUTHORISATION",
        roles=_AUTHORISE,
    ),
    Todo(
        text=P_("todo", "Answers authorised, to release"),
        room="case",
        side="requested",
        own="AUTHORISED",
        roles=_DUTY,
    ),
    Todo(
        text=P_("todo", "Answers whose authorisation was refused"),
        room="case",
        side="requested",
        own="ORDER_REFUSED",
        roles=_OFFICERS,
    ),
    Todo(
        text=P_("todo", "Answers to finish"), room="case", side="requested", own="ANSWERING", roles=_OFFICERS
    ),
    Todo(
        text=P_("todo", "Answers to begin"),
        room="case",
        side="requested",
        own=views.NOT_BEGUN,
        roles=_OFFICERS,
    ),
    Todo(
        text=P_("todo", "Requests returned to us for a supplement"),
        room="case",
        side="requesting",
        shared="RETURNED_FOR_SUPPLEMENT",
        roles=_OFFICERS,
    ),
    Todo(
        text=P_("todo", "Releases to accept, in full"),
        room="case",
        side="requesting",
        shared="REPLIED_FULL",
        roles=_READERS,
    ),
    Todo(
        text=P_("todo", "Releases to accept, in part"),
        room="case",
        side="requesting",
        shared="REPLIED_PARTIAL",
        roles=_READERS,
    ),
    Todo(
        text=P_("todo", "Releases to return unread"),
        room="case",
        side="requesting",
        shared="RETURN_DUE",
        roles=_DUTY,
    ),
    Todo(
        text=P_("todo", "Answers that wait for feedback"),
        room="case",
        side="requesting",
        shared="FEEDBACK_DUE",
        roles=_READERS,
    ),
    Todo(
        text=P_("todo", "Drafts to approve"), room="case", side="requesting", own="DRAFT", roles=_SUPERVISOR
    ),
    Todo(
        text=P_("todo", "Approved requests to send"),
        room="case",
        side="requesting",
        own="APPROVED",
        roles=_DUTY,
    ),
    Todo(
        text=P_("todo", "Drafted warnings to approve"),
        room="alert",
        side="requesting",
        own="DRAFT",
        roles=_SUPERVISOR,
    ),
    Todo(
        text=P_("todo", "Approved warnings to issue"),
        room="alert",
        side="requesting",
        own="APPROVED",
        roles=_DUTY,
    ),
)
"""What may wait for somebody, the most pressing first."""


@routes.get("/")
def home(visit: Here) -> Response:
    """Show who looks, and what waits for whom."""
    tallies = {room: standing.count_matters(visit.node, room, visit.hand) for room in ROOMS}
    waiting = []
    for todo in TODO:
        many = sum(t.many for t in tallies[todo.room] if todo.counts(t, visit.node.state))
        if many:
            state = f"{OWN}{todo.own}" if todo.own else todo.shared
            waiting.append(
                {
                    "text": visit.tongue.say(todo.text),
                    "many": many,
                    "room": ROOMS[todo.room],
                    "state": state,
                    "side": todo.side,
                    "mine": visit.hand.person.role in todo.roles,
                }
            )
    newest = {room: views.list_matters(visit.node, room, visit.hand, limit=5).rows for room in ROOMS}
    rows = sorted(
        (row for found in newest.values() for row in found), key=lambda row: row.changed_at, reverse=True
    )
    return visit.page(
        "home.html",
        partners=standing.partners(visit.node),
        waiting=waiting,
        rows=rows[:6],
        total={room: sum(t.many for t in tallies[room]) for room in ROOMS},
    )


@routes.get("/cases")
def cases(visit: Here) -> Response:
    """List cases."""
    return _list(visit, "case")


@routes.get("/alerts")
def alerts(visit: Here) -> Response:
    """List warnings."""
    return _list(visit, "alert")


@routes.post("/switch")
def switch(visit: Here, sent: Sent) -> Response:
    """Put the visitor into another person's place, and show the same page from there."""
    visit.seats.move(visit.seat, sent.get("state", ""), sent.get("person", ""))
    return visit.back(_own_path(sent.get("to", "/")))


def _list(visit: Visit, room: str) -> Response:
    state, side, partner = visit.asked("state"), visit.asked("side"), visit.asked("partner")
    choices = states_of(visit.node.catalogue, room)
    if state and state not in {*choices["shared"], *(f"{OWN}{own}" for own in choices["own"])}:
        raise BadInput("There is no such state to list by. Choose one from the list.")
    if side not in ("", "requesting", "requested"):
        raise BadInput("A list shows one side or both. Choose one from the list.")
    own = state.removeprefix(OWN) if state.startswith(OWN) else ""
    page = views.list_matters(
        visit.node,
        room,
        visit.hand,
        partner=StateCode(partner) if partner else None,
        shared="" if own else state,
        only=Only(side=side, own=own),
        after=visit.asked("after"),
    )
    return visit.page(
        "matters.html",
        partners=standing.partners(visit.node),
        room=room,
        rows=page.rows,
        next=page.next,
        choices=choices,
        chosen={"state": state, "side": side, "partner": partner},
    )


def states_of(catalogue: Catalogue, room: str) -> Mapping[str, Sequence[str]]:
    """Return the states that matters of a room rest in, shared and own, in the order of the catalogue."""
    found: dict[str, dict[str, None]] = {"shared": {}, "own": {}}
    for kind in catalogue.kinds.values():
        if catalogue.lifecycles[kind.lifecycle].matter != room:
            continue
        reached = [*(move.to for move in kind.moves), *(crossing.to for crossing in kind.crossings)]
        found["shared" if kind.shared else "own"].update(dict.fromkeys(to for to in reached if to != SAME))
    if room == "case":
        found["own"][views.NOT_BEGUN] = None
    return {track: tuple(states) for track, states in found.items()}


def _own_path(to: str) -> str:
    """Return where to go on: a path of this window, and nothing that a browser reads as another site."""
    parts = urlsplit(to)
    own = not parts.scheme and not parts.netloc and to.startswith("/") and "\\" not in to and to.isprintable()
    return to if own and not to.startswith("//") else "/"
