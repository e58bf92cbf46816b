"""`comity node`: make a node's home with its founding ceremony, and see how it stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, home_of, now_of, opened, write_out
from comity.errors import BadInput, ConfigInvalid
from comity.model.parties import Authority, StateCode

if TYPE_CHECKING:
    from comity.config import Config, LineConfig
    from comity.people.capabilities import Finding
    from comity.people.ceremony import Foundation

app = App(name="node", help="Make a node for a state and see how it stands.")

KINDS = ("SPOC", "CENTRAL_AUTHORITY", "PUBLIC_PROSECUTOR", "COURT", "DPA")
"""The seats of a node for which none are named, the single point of contact first."""


_CEREMONY_HERE = (
    "Warning: {} still holds the ceremony's keys; whoever has them can accredit anybody. "
    "Take each offline to its custodian."
)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How partners reach a node: at an address, or by file; and homes on this machine, for trying out."""

    address: Annotated[
        str | None,
        Parameter(help="Where partners find this node's door, as https://be.example:8443; else by file."),
    ] = None
    listen: Annotated[
        str | None,
        Parameter(help="Where the door listens on this machine; else 0.0.0.0, at the address's port."),
    ] = None
    loopback: Annotated[
        tuple[str, ...], Parameter(help="Another home on this machine, as RU=../ru, for trying out.")
    ] = ()

    def line(self) -> "LineConfig | None":
        """Return the door as the configuration has it.

        Raises: BadInput, MalformedMessage, ConfigInvalid.
        """
        from comity.acts.partners import host_of
        from comity.config import LineConfig, listen_for, where_to_listen

        if self.address is None:
            if self.listen is not None:
                raise BadInput("A door that listens needs the address that partners call. Add --address.")
            return None
        host_of(self.address)
        listen = self.listen or listen_for(self.address)
        where_to_listen(listen)
        return LineConfig(address=self.address, listen=listen)


BY_FILE = Door()


@app.command
def init(
    state: Annotated[str, Parameter(help="The state, as ISO 3166 writes it: BE.")],
    /,
    *,
    demo: Annotated[bool, Parameter(help="A demonstration node: it never pairs with a real one.")] = False,
    database: Annotated[
        str, Parameter(help="A file in the home, or a URL postgresql://….", show_default=True)
    ] = "node.sqlite",
    seat: Annotated[
        tuple[str, ...],
        Parameter(help="An authority or court, as BE/COURT/brussels; repeat; the point of contact first."),
    ] = (),
    master: Annotated[
        Literal["file", "passphrase"],
        Parameter(help="Where the node's master key comes from.", show_default=True),
    ] = "file",
    agreement: Annotated[
        tuple[str, ...], Parameter(help="An agreement that the node applies; repeat; else all shipped.")
    ] = (),
    door: Door = BY_FILE,
    at: At = HERE,
) -> None:
    """Make a node: its home, keys and identity; the ceremony's keys go into files to take offline."""
    from comity.cli.keys import ask_master
    from comity.config import Config
    from comity.web.window_tongues import zone_of
    from comity.wiring import create_home

    home = home_of(at)
    if not re.fullmatch("[A-Z]{2}", state):
        raise BadInput("That is no state. Write it with two capital letters, as BE.")
    config = Config(
        home=home,
        state=StateCode(state),
        demo=demo,
        time_zone=str(zone_of(StateCode(state))),
        database=database,
        master=master,
        agreements=agreement,
        line=door.line(),
        loopback=dict(map(_line, door.loopback)),
    )
    seats = seat or tuple(f"{state}/{kind}" for kind in KINDS)
    _check(config, seats)
    phrases = _phrases(config, seats)
    secret = ask_master(new=True) if master == "passphrase" else ""
    foundation = create_home(config, seats, now_of(config), secret)
    _keep(at, config, foundation, phrases)


@app.command
def status(*, at: At = HERE) -> None:
    """Show how the node stands: partners, people, law, matters and what waits; never content."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import demo_lines, grid, tell
    from comity.exchange.status import node_status

    with opened(at) as (node, now):
        here = _holds_ceremony(home_of(at))
        document = {**to_plain(node_status(node, now)), "ceremony_here": here}
        warning = (_CEREMONY_HERE.format(home_of(at) / "ceremony"),) if here else ()
        tell(at, document, *demo_lines(node.demo), grid(document.items(), "what", "is"), *warning)


@app.command
def check(*, at: At = HERE) -> int:
    """Say what the present staff can lawfully do, and what is lacking; 1 if a needed part is missing."""
    from comity.cli.telling import demo_lines, tell
    from comity.people import capabilities

    with opened(at) as (node, now):
        found, demo = capabilities.check(node, now), node.demo
    missing = [one.capability.name for one in found if one.capability.needed and not one.usable]
    document = {
        "demo": demo,
        "ready": not missing,
        "capabilities": [
            {
                "capability": one.capability.name,
                "what": one.capability.text,
                "needed": one.capability.needed,
                "usable": one.usable,
                "lacks": one.lacks,
                "until": one.until,
            }
            for one in found
        ],
    }
    lines = [line for one in found for line in _capability_lines(one)]
    said = f"It lacks what it needs to exchange lawfully: {', '.join(missing)}."
    tell(at, document, *demo_lines(demo), *lines, said if missing else "It can exchange lawfully.")
    return 1 if missing else 0


def _capability_lines(one: "Finding") -> list[str]:
    staffed = f" (staffed until {one.until:%Y-%m-%d})" if one.until else ""
    return [
        f"{'yes' if one.usable else 'no '}  {one.capability.text}{staffed}",
        *(f"       {lack}" for lack in one.lacks),
    ]


def _holds_ceremony(home: Path) -> bool:
    folder = home / "ceremony"
    return folder.is_dir() and any(folder.iterdir())


@app.command
def line(
    *,
    renew: Annotated[bool, Parameter(help="Make the key of the door anew; the old file is kept.")] = False,
    out: Annotated[Path | None, Parameter(help="A new file to hand to every partner.")] = None,
    at: At = HERE,
) -> None:
    """Show this node's own door, renew its key, or write for partners where it stands and what it shows."""
    from comity.cli.keys import ask_master
    from comity.cli.telling import tell
    from comity.config import read_config
    from comity.exchange.doors import fingerprint_of, own_line
    from comity.wiring import open_home, own_door, renew_line

    config = read_config(home_of(at))
    node, own = open_home(config.home, passphrase=ask_master)
    try:
        if renew:
            renew_line(config, own)
        door = own_door(config)
        if out is not None:
            write_out(out, own_line(node, door, now_of(config)))
        text = fingerprint_of(node.state, door)
        document = {"state": node.state, "address": door.address, "fingerprint": text}
        tell(at, {**document, "file": str(out) if out else None}, *(f"{k}: {v}" for k, v in document.items()))
    finally:
        node.store.close()


def _line(text: str) -> tuple[StateCode, Path]:
    state, equals, path = text.partition("=")
    if not equals or not path:
        raise BadInput("That is no loopback line. Write STATE=PATH, as RU=../ru.")
    return StateCode(state), Path(path)


def _check(config: "Config", seats: tuple[str, ...]) -> None:
    from comity.wiring import read_law

    for seat in seats:
        try:
            authority = Authority.parse(seat)
        except ValueError:
            raise BadInput(f"'{seat}' is no authority. Write it as BE/SPOC or BE/COURT/brussels.") from None
        if authority.state != config.state or not re.fullmatch(r"[\w/-]+", seat):
            raise BadInput(f"'{seat}' is no seat of {config.state}. Write it as {config.state}/SPOC.")
    known = {i.id for i in read_law(demo=config.demo).agreements}
    if unknown := sorted(set(config.agreements) - known):
        raise ConfigInvalid(
            f"There is no agreement {', '.join(unknown)}. Shipped are: {', '.join(sorted(known))}."
        )


def _phrases(config: "Config", seats: tuple[str, ...]) -> dict[str, str]:
    """Ask for every passphrase before anything is made: the ceremony is whole or not at all."""
    from comity.cli.keys import least_of, passphrase

    return {owner: passphrase(owner, least=least_of(config), new=True) for owner in ("root", *seats)}


def _keep(at: At, config: "Config", foundation: "Foundation", phrases: dict[str, str]) -> None:
    from comity.cli.keys import seat_file, write_key
    from comity.cli.telling import tell

    files = {"root": config.home / "ceremony" / "root.key"}
    files |= {seat: seat_file(config.home, seat) for seat in foundation.seats}
    for owner, keys in {"root": foundation.root, **foundation.seats}.items():
        write_key(files[owner], keys, phrases[owner], config)
    courts = [seat for seat in foundation.seats if foundation.certificates[seat].holder.kind == "COURT"]
    document = {
        "home": str(config.home),
        "state": config.state,
        "demo": config.demo,
        "authority": foundation.image.authority,
        "keys": {owner: str(file) for owner, file in files.items()},
    }
    tell(
        at,
        document,
        f"Made a {'demonstration ' if config.demo else ''}node for {config.state} in {config.home}.",
        f"Take {files['root']} offline now, to two custodians: the file to one, its passphrase to the other.",
        *(f"Take {files[seat]} to the court {seat}; the node must not keep it." for seat in courts),
        "Then make links for an accreditation officer and a data protection officer (`comity people link`), "
        "who accredit everybody else (`comity people add`). Have the law activated (`comity law propose`). "
        "See with `comity node check` what is still missing.",
    )
