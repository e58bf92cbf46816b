"""Who cannot be reached, shown before a passphrase is asked for: never in the way of what is done then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.cli.desk import By, Doing, opened, unlock
from comity.model.requests import MatterId

if TYPE_CHECKING:
    from comity.acts.node import Node
    from comity.acts.signing import Hand


@contextmanager
def showing(by: By, matter: MatterId) -> Iterator[tuple["Node", "Hand", datetime, dict[str, Any]]]:
    """Open the node, tell who cannot be reached for a matter, and only then unlock the person's key.

    The last of what it gives is the same for the one JSON document.
    """
    with opened(by) as (node, moment):
        shown = _show(by, node, matter, moment)
        yield node, unlock(by, node), moment, shown


def do_showing(by: By, matter: MatterId, doing: Doing) -> None:
    """Do one act of a person, and show before its key is unlocked who cannot be reached."""
    from comity.cli.matters import tell_act

    with showing(by, matter) as (node, hand, moment, shown):
        tell_act(by, node, doing(node, hand, moment), moment, **shown)


def _show(by: By, node: "Node", matter: MatterId, now: datetime) -> dict[str, Any]:
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.exchange.reach import reach

    found = reach(node, matter, now)
    if not by.json and found.gaps:
        tell(by, {}, *(f"  ! {gap}" for gap in found.gaps))
    return {"reach": {**to_plain(found), "gaps": list(found.gaps)}}
