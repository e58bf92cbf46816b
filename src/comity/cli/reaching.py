"""Who can be reached, shown before something is sent or decided: never in the way of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.cli.desk import By, Doing, working
from comity.model.requests import MatterId

if TYPE_CHECKING:
    from comity.acts.node import Node


def show_reach(by: By, node: "Node", matter: MatterId, now: datetime) -> dict[str, Any]:
    """Tell people first who cannot be reached, and return the same for the one JSON document."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import tell
    from comity.exchange.reach import reach

    found = reach(node, matter, now)
    if not by.json and found.gaps:
        tell(by, {}, *(f"  ! {gap}" for gap in found.gaps))
    return {"reach": {**to_plain(found), "gaps": list(found.gaps)}}


def do_showing(by: By, matter: MatterId, doing: Doing) -> None:
    """Do one act of a person, and show before it who can be reached."""
    from comity.cli.matters import tell_act

    with working(by) as (node, hand, moment):
        shown = show_reach(by, node, matter, moment)
        tell_act(by, node, doing(node, hand, moment), moment, **shown)
