"""The simulated partner's own node: founded or opened again in a home, paired, and run by the real clock.

Everything here is a toy: the keys of the whole state lie open in one file, and the node believes an
invitation that nobody compared. A demonstration node alone may be treated so.
"""

import os
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from comity.acts.partners import Partner, paper_of, read_invitation
from comity.acts.roster import chain_of
from comity.acts.signing import Hand
from comity.config import Config, LineConfig, read_config, where_to_listen
from comity.courier.http import HttpLines
from comity.demo.simulate.door import SimulatedDoor
from comity.demo.simulate.partner import Simulator
from comity.demo.world import CAST, SEATS, Place, found_place
from comity.errors import BadInput, ConfigInvalid
from comity.exchange import partnership
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.people.ceremony import Foundation
from comity.seal.canonical import b64, decode, encode, unb64
from comity.seal.keys import KeySet
from comity.web.server import serving
from comity.wiring import open_node, read_law, tls_file

KEYS = "simulated.keys"
"""The file with every key of the simulated state, open to whoever reads it."""


def stand(home: Path, state: StateCode, agreements: tuple[str, ...], listen: str, now: datetime) -> Place:
    """Found the simulated state's demonstration node in a home, or open the one that stands there.

    Raises: BadInput for a state that the demonstration world does not know; ConfigInvalid if another
        node lives in the home.
    """
    if (home / KEYS).exists():
        return _again(home, state)
    if state not in SEATS:
        raise BadInput(f"The demonstration world knows no {state}. Choose one of {', '.join(sorted(SEATS))}.")
    host, port = _free(listen)
    line = LineConfig(address=f"https://{host}:{port}", listen=f"{host}:{port}")
    config = Config(home=home, state=state, demo=True, agreements=agreements, line=line)
    place = found_place(config, read_law(demo=True).choosing(agreements), now, tuple(CAST))
    _keep(home, place)
    return place


def _free(listen: str) -> tuple[str, int]:
    """Return where to listen; for port 0 one that is free now, since the invitation must name it."""
    host, port = where_to_listen(listen)
    if port:
        return host, port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.bind((host, 0))
        return host, int(tried.getsockname()[1])


def _keep(home: Path, place: Place) -> None:
    foundation = place.foundation
    plain = {
        "root": b64(foundation.root.to_secret()),
        "seats": {seat: b64(keys.to_secret()) for seat, keys in foundation.seats.items()},
        "people": {
            role: {"name": hand.person.pseudonym, "keys": b64(hand.keys.to_secret())}
            for role, hand in place.people.items()
            if isinstance(hand.keys, KeySet)
        },
    }
    with os.fdopen(os.open(home / KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(encode(plain))


def _again(home: Path, state: StateCode) -> Place:
    node, plain = open_node(home), decode((home / KEYS).read_bytes())
    if node.state != state or not node.demo:
        raise ConfigInvalid(
            f"{home} holds the node of {node.state}, not a simulated {state}. Name another home."
        )
    image = node.self_image
    foundation = Foundation(
        root=KeySet.from_secret(unb64(plain["root"])),
        node=node.keys,
        seats={seat: KeySet.from_secret(unb64(secret)) for seat, secret in plain["seats"].items()},
        certificates={a.holder.authority: a for a in image.authorities},
        image=image,
    )
    place = Place(node=node, foundation=foundation, since=image.node.valid_from)
    place.people = {Role(role): _hand(place, Role(role), kept) for role, kept in plain["people"].items()}
    return place


def _hand(place: Place, role: Role, kept: dict[str, str]) -> Hand:
    name = Pseudonym(kept["name"])
    person, chain = place.node.store.read(lambda r: chain_of(r, name, role))
    return Hand(person=person, chain=chain, keys=KeySet.from_secret(unb64(kept["keys"])))


def pair(place: Place, data: bytes, now: datetime) -> None:
    """Pin the node under test by its invitation, with a fingerprint that nobody heard.

    A real partner must never do this: two persons compare the fingerprint by voice (TP9).

    Raises: DemoMixedWithReal for a real node; BadInput if another node of that state is pinned here; what
        `compare` raises.
    """
    peer, text = partnership.compare(place.node, data, now)
    pinned = place.node.store.read(lambda r: r.paper(paper_of(peer.state)))
    if pinned is None:
        partnership.propose(place.node, data, place[Role.SYSADMIN], now)
        partnership.join(place.node, data, text, place[Role.SPOC_DUTY], now)
    elif pinned != data:
        raise BadInput(f"Another node of {peer.state} was tested from this home. Name a new one with --home.")


def paired_with(place: Place) -> Partner:
    """Return the node under test, as it was pinned by this start or by one before.

    Raises: BadInput.
    """
    pinned = place.node.store.read(lambda r: r.papers(paper_of(StateCode(""))))
    if len(pinned) != 1:
        raise BadInput("The simulated partner knows no node to test. Name its invitation with --pair.")
    return read_invitation(next(iter(pinned.values())))


def run(
    home: Path,
    simulator: Simulator,
    clock: Callable[[], datetime],
    until: Callable[[], bool],
    ready: Callable[[], None],
) -> None:
    """Serve the door, say that it is open, and let clock and courier go until it is over.

    Raises: BadInput if the node under test has no door; ConfigInvalid if the address cannot be taken.
    """
    config, own = read_config(home), tls_file(home, (home / "master.key").read_bytes())
    host, port = where_to_listen(config.line.listen if config.line else "127.0.0.1:0")
    door, lines = SimulatedDoor(simulator, own, clock), HttpLines(simulator.node, own)
    if simulator.tested not in lines():
        raise BadInput(
            f"The invitation of {simulator.tested} names no door, so nothing can be sent to it. "
            "Give that node an address: `comity node init --address`."
        )
    try:
        with serving([door.listen(host, port)]):
            ready()
            while not until():
                door.tend()
                simulator.tick(clock(), lines()[simulator.tested])
    finally:
        lines.close()
