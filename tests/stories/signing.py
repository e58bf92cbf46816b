"""Laws of a node that say otherwise of its agreement, activated by two persons; a line that is pinned."""

from collections.abc import Callable
from dataclasses import replace

from comity.acts.node import Node
from comity.acts.partners import Line, line_paper
from comity.demo.world import World
from comity.exchange import activation
from comity.law.body import Law
from comity.model.instruments import Instrument
from comity.model.lifecycle import Copy
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.seal.canonical import digest_hex, encode
from comity.seal.tls import make_tls_key
from stories.exchange import AGREEMENT, BE, RU

Change = Callable[[Instrument], Instrument]


def under(node: Node, law: Law) -> None:
    """Let a node read this law from now on, as after a restart."""
    object.__setattr__(node, "law", law)
    object.__setattr__(node, "law_on_disk", lambda: law.digest)


def amended(law: Law, name: str, change: Change, *, every: bool = False) -> Law:
    """Return a law in which the agreement, or every text between the two, says otherwise."""
    texts = tuple(
        change(i) if i.id == AGREEMENT or (every and {BE, RU} <= i.bound) else i for i in law.agreements
    )
    assert texts != law.agreements
    return replace(law, agreements=texts, digest=digest_hex(f"{law.digest} {name}".encode()))


def change_law(world: World, state: str, name: str, change: Change, *, every: bool = False) -> None:
    """Have two persons of a state activate a law in which the agreement says otherwise (TP1)."""
    put_in_force(world, state, amended(world[state].node.law, name, change, every=every))


def put_in_force(world: World, state: str, law: Law) -> None:
    """Have two persons of a state activate this law (TP1)."""
    place = world[state]
    under(place.node, law)
    activation.propose(place.node, place[Role.LEGAL_OFFICER], world.now)
    activation.activate(place.node, place[Role.MINISTER_DELEGATE], world.now)


def holding(*copies: Copy) -> Change:
    """Let a state hold these signed copies."""
    return lambda text: replace(text, copies=copies)


def on_a_line(world: World, state: str, partner: str) -> None:
    """Pin a line to a partner, as two persons would; nobody calls it."""
    line = Line(address="https://door.example", tls=make_tls_key("door.example").certificate)
    paper = line_paper(StateCode(partner))
    world[state].node.store.write(lambda tx: tx.put_paper(paper, encode(line.to_plain())))
