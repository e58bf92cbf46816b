"""What every command shares: where the node is, who acts, what time it is."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, Token

from comity.errors import BadInput
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId

if TYPE_CHECKING:
    from comity.acts.act import Act
    from comity.acts.node import Node
    from comity.acts.signing import Hand
    from comity.config import Config
    from comity.courier.tls import TlsFile

NOW = "COMITY_NOW"
"""The instant that a demonstration node takes for now; a real node never looks at it."""


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where the node is, and how to answer."""

    home: Annotated[Path | None, Parameter(help="The node's home; else COMITY_HOME, else .comity.")] = None
    json: Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")] = False


InRole = Annotated[
    Role | None,
    Parameter(name="--role", help="In which role, where the person holds several.", name_transform=str.upper),
]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class By(At):
    """Who acts: a person in role, with the key that their passphrase opens."""

    as_: Annotated[
        str,
        Parameter(
            name="--as",
            help="The pseudonym of the person who acts; the passphrase is asked for, or is in "
            "COMITY_PASSPHRASE_<PSEUDONYM> or COMITY_PASSPHRASE.",
        ),
    ]
    role: InRole = None
    key: Annotated[
        Path | None, Parameter(help="The person's key file; else people/PSEUDONYM.key in the home.")
    ] = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Looking(At):
    """Who looks, where that is said: a liaison sees assigned cases only."""

    as_: Annotated[
        str | None, Parameter(name="--as", help="Who looks; a liaison sees assigned cases only.")
    ] = None
    role: InRole = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """Which rows of a list, and how many at a time."""

    partner: Annotated[StateCode | None, Parameter(help="Only those with this state, as BE.")] = None
    shared: Annotated[str, Parameter(help="Only those in this state of the case, as IN_PROGRESS.")] = ""
    limit: Annotated[int, Parameter(help="How many at a time, 200 at the most.", show_default=True)] = 50
    after: Annotated[str, Parameter(help="Go on after a page, with the mark that it gave.")] = ""


DEMO: ContextVar[bool] = ContextVar("DEMO", default=False)
"""Whether the node that a command opened is a demonstration: its answer says so."""

LOOKING = Looking()
ALL = Some()
HERE = At()


def _in_room(room: str) -> Any:  # noqa: ANN401 - a converter, as cyclopts takes it
    def convert(_: type, tokens: tuple[Token, ...]) -> MatterId:
        text = tokens[0].value
        return MatterId(text if "/" in text else f"{room}/{text}")

    return convert


Case = Annotated[MatterId, Parameter(help="The case, as RU-BE-2019-005790.", converter=_in_room("case"))]
Alert = Annotated[MatterId, Parameter(help="The warning, as BE-RU-2019-000123.", converter=_in_room("alert"))]
CaseOrAlert = Annotated[
    MatterId,
    Parameter(
        help="The case, or the warning as alert/BE-RU-2019-000123.",
        converter=_in_room("case"),
    ),
]
Reasons = Annotated[
    str, Parameter(help="The language of the reasons: en or fr; others warn.", show_default=True)
]
Doing = Callable[["Node", "Hand", datetime], "Act"]
"""One desk function, ready for the node, the person and the instant."""


def home_of(at: At) -> Path:
    """Return the home that a command works in."""
    from comity.config import default_home

    return at.home or default_home()


@contextmanager
def opened(at: At) -> Iterator[tuple["Node", datetime]]:
    """Open the node for one command; the instant is the same for all of it."""
    with opened_home(at) as (node, _, config):
        yield node, now_of(config)


@contextmanager
def opened_home(at: At) -> Iterator[tuple["Node", "TlsFile | None", "Config"]]:
    """Open the node and say where the key of its line lies, if it has a line."""
    from comity.cli.keys import ask_master
    from comity.config import read_config
    from comity.wiring import open_home

    config = read_config(home_of(at))
    now_of(config)  # an instant that is none is told before anything is opened
    node, own = open_home(config.home, passphrase=ask_master)
    DEMO.set(config.demo)
    try:
        yield node, own if config.line else None, config
    finally:
        node.store.close()


@contextmanager
def working(by: By) -> Iterator[tuple["Node", "Hand", datetime]]:
    """Open the node for a person at work, whose key is unlocked."""
    with opened(by) as (node, moment):
        yield node, unlock(by, node), moment


def unlock(by: By, node: "Node") -> "Hand":
    """Unlock the key of a person at work; the passphrase is asked for here."""
    from comity.cli.keys import unlock_hand

    return unlock_hand(node, by.as_, by.role, by.key or home_of(by) / "people" / f"{by.as_}.key")


def do(by: By, doing: Doing) -> None:
    """Do one act of a person and answer with it."""
    from comity.cli.matters import tell_act

    with working(by) as (node, hand, moment):
        tell_act(by, node, doing(node, hand, moment), moment)


def now_of(config: "Config") -> datetime:
    """Return the instant of a command; a demonstration node may be told one.

    Raises: BadInput if COMITY_NOW is no instant.
    """
    from comity.wiring import now

    told = os.environ.get(NOW) if config.demo else None
    if not told:
        return now()
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(f"{NOW} is no instant. Write it with its offset, as 2019-10-31T09:00:00+00:00.")
    return moment.astimezone(UTC)


def end_of(day: str) -> datetime:
    """Return the last second of a day.

    Raises: BadInput.
    """
    return datetime.combine(read_day(day), time(23, 59, 59), UTC)


def read_day(text: str) -> date:
    """Read a day as a command is told it.

    Raises: BadInput.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("The day cannot be read. Write it as 2026-12-31.") from None


def clock_of(config: "Config") -> Callable[[], datetime]:
    """Return the clock of a command that runs on; a demonstration's goes on from the instant it was told.

    Raises: BadInput if COMITY_NOW is no instant.
    """
    from comity.wiring import now

    if not (config.demo and os.environ.get(NOW)):
        return now
    ahead = now_of(config) - now()
    return lambda: now() + ahead


def read_in(file: Path, most: int = -1) -> bytes:
    """Read a file that a command was given, one of strangers no further than `most` bytes.

    Raises: BadInput.
    """
    try:
        with file.open("rb") as source:
            data = source.read(most if most < 0 else most + 1)
    except OSError as failed:
        raise BadInput(f"{file} cannot be read ({failed.strerror}). Name a file that is there.") from None
    if 0 <= most < len(data):
        raise BadInput(f"{file} has more than {most} bytes. It is none of the files that were asked for.")
    return data


def write_out(file: Path, data: bytes) -> None:
    """Write a file that a command was told to make, never over another.

    Raises: BadInput.
    """
    try:
        with file.open("xb") as out:
            out.write(data)
    except OSError as failed:
        raise BadInput(f"{file} cannot be written ({failed.strerror}). Name a new file.") from None
