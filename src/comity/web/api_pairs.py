"""Routes of the pair: invite, compare one fingerprint, join by two persons (TP9), and how a pair stands."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.errors import BadInput
from comity.exchange import doors, partnership, profiles, texts, views
from comity.exchange.outcomes import Done
from comity.model.parties import StateCode
from comity.model.profiles import ProfileView
from comity.model.texts import TextsView
from comity.web.api_answers import Compared, Invitation, LineChange, Partners
from comity.web.api_door import Acts, Looks
from comity.web.api_routes import State, act, look
from comity.web.api_words import Reader, Words

router = APIRouter(prefix="/partners")
pairing = APIRouter(prefix="/pairing")


class Invited(Words):
    """The invitation that the partner's node wrote, as text."""

    invitation: str = Field(min_length=1)


class AsStatement(Words):
    """What the partner's `comity node line` wrote."""

    statement: str = Field(min_length=1)

    def read(self, node: Node, state: StateCode, now: datetime) -> doors.Change:
        """Return the change.

        Raises: BadInput if it is another state's; what `doors.read_change` raises.
        """
        wanted = doors.read_change(node, self.statement.encode(), now)
        if wanted.state != state:
            raise BadInput(f"That statement is of {wanted.state}, not of {state}. Send the right one.")
        return wanted


class AsAddress(Words):
    """Another address of the partner's door, under the certificate that is pinned."""

    address: str = Field(min_length=1, max_length=400)

    def read(self, node: Node, state: StateCode, now: datetime) -> doors.Change:
        """Return the change."""
        return doors.moved(node, state, self.address)


class ByFile(Words):
    """No line: files that a courier carries."""

    by_file: Literal[True]

    def read(self, node: Node, state: StateCode, now: datetime) -> doors.Change:
        """Return the change."""
        return doors.change(node, state, None)


class AnotherLine(Words):
    """Which line: one that the partner's node wrote, another address of it, or none."""

    to: AsStatement | AsAddress | ByFile


class LineHeard(AnotherLine):
    """Which line, and its fingerprint as heard from the partner, where its key is new."""

    fingerprint: str = Field(default="", max_length=100)


class Heard(Invited):
    """An invitation, and the fingerprint as heard from the partner over a second channel."""

    fingerprint: str = Field(min_length=1, max_length=100)


@look(router, "", Partners, partnership.pairs)
def list_(door: Looks) -> Response:
    """List the partners, and how far each pair has come."""
    return door.show(lambda node, _, __: Partners(partners=partnership.pairs(node)))


@look(pairing, "/invitation", Invitation, partnership.invitation)
def invite(door: Looks) -> Response:
    """Write what this node says of itself, to hand over on any channel."""
    return door.show(
        lambda node, _, __: Invitation(
            state=node.state, demo=node.demo, invitation=partnership.invitation(node).decode()
        )
    )


@look(pairing, "/compare", Compared, partnership.compare, method="POST")
def compare(door: Looks, words: Annotated[Invited, Depends(Reader(Invited))]) -> Response:
    """Show whose invitation it is and the one fingerprint that both sides compare by voice."""

    def compared(node: Node, _: object, now: datetime) -> Compared:
        peer, text = partnership.compare(node, words.invitation.encode(), now)
        return Compared(state=peer.state, authority=peer.authority, demo=peer.demo, fingerprint=text)

    return door.show(compared)


@act(pairing, "/propose", Done, partnership.propose)
def propose(door: Acts, words: Annotated[Invited, Depends(Reader(Invited))]) -> Response:
    """Propose a partner, as the operator (TP9, first person)."""
    data = words.invitation.encode()
    return door.sign(lambda node, hand, now: partnership.propose(node, data, hand, now), "partner.propose")


@act(pairing, "/join", Done, partnership.join)
def join(door: Acts, words: Annotated[Heard, Depends(Reader(Heard))]) -> Response:
    """Confirm the fingerprint heard and pin the partner, as the duty desk (TP9, second person)."""
    data = words.invitation.encode()
    return door.sign(
        lambda node, hand, now: partnership.join(node, data, words.fingerprint, hand, now), "partner.join"
    )


@look(pairing, "/{state}/line/compare", LineChange, doors.change, method="POST")
def compare_line(
    state: State, door: Looks, words: Annotated[AnotherLine, Depends(Reader(AnotherLine))]
) -> Response:
    """Show another line to a partner and, where its key is new, the fingerprint to compare by voice."""

    def compared(node: Node, _: object, now: datetime) -> LineChange:
        wanted = words.to.read(node, state, now)
        address = None if wanted.line is None else wanted.line.address
        return LineChange(
            state=state, address=address, new_key=not wanted.same_key, fingerprint=wanted.fingerprint
        )

    return door.show(compared)


@act(pairing, "/{state}/line/propose", Done, doors.propose)
def propose_line(
    state: State, door: Acts, words: Annotated[AnotherLine, Depends(Reader(AnotherLine))]
) -> Response:
    """Propose another line to a partner, as the operator (TP9, first person)."""
    return door.sign(
        lambda node, hand, now: doors.propose(node, words.to.read(node, state, now), hand, now),
        "line.propose",
    )


@act(pairing, "/{state}/line/set", Done, doors.set_line)
def set_line(state: State, door: Acts, words: Annotated[LineHeard, Depends(Reader(LineHeard))]) -> Response:
    """Set the line that was proposed, as the duty desk (TP9, second person)."""
    return door.sign(
        lambda node, hand, now: doors.set_line(
            node, words.to.read(node, state, now), words.fingerprint, hand, now
        ),
        "line.set",
    )


@act(pairing, "/{state}/profile/declare", Done, profiles.declare)
def declare(state: State, door: Acts) -> Response:
    """Declare the own profile to a partner, as a legal officer: what this state has adopted."""
    return door.sign(lambda node, hand, now: profiles.declare(node, state, hand, now), "profile.declare")


@look(router, "/{state}/profile", ProfileView, profiles.profile_view)
def profile(state: State, door: Looks) -> Response:
    """Show a state's profile as this node assesses it, beside what that state declares of itself."""
    return door.show(lambda node, _, now: profiles.profile_view(node, state, now))


@look(router, "/{state}/texts", TextsView, texts.texts_view)
def signed_texts(state: State, door: Looks) -> Response:
    """Show what both sides hold of the signed texts between them, and what is not the same (I7)."""
    return door.show(lambda node, _, __: texts.texts_view(node, state))


@look(router, "/{state}", views.PairView, views.pair_view)
def show(state: State, door: Looks) -> Response:
    """Show how this state and a partner stand: agreements, contacts, activity of the last year."""
    return door.show(lambda node, _, now: views.pair_view(node, state, now))
