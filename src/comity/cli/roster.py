"""`comity duty roster`: who stands for a role at an authority, from when to when, with deputies."""

from datetime import UTC, datetime
from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, opened, working
from comity.errors import BadInput
from comity.model.people import Pseudonym, Role

app = App(name="roster", help="Set who stands for a role when, and see it.")


@app.command(name="set")
def set_(
    stands_for: Annotated[Role, Parameter(help="The role.", name_transform=str.upper)],
    people: Annotated[
        tuple[str, ...], Parameter(help="Who, the first one first; nobody says that nobody stands in.")
    ] = (),
    /,
    *,
    start: Annotated[str, Parameter(help="From when, as 2026-12-24T18:00+01:00; else from now.")] = "",
    end: Annotated[str, Parameter(help="Until when; this instant is not in it.")],
    by: By,
) -> None:
    """Set who stands for a role at your own authority; a later watch counts where two overlap."""
    from comity.cli.matters import tell_act
    from comity.exchange import rosters
    from comity.model.duty import Watch

    with working(by) as (node, hand, now):
        watch = Watch(
            authority=hand.person.authority,
            role=stands_for,
            starts_at=_instant(start) if start else now,
            ends_at=_instant(end),
            people=tuple(map(Pseudonym, people)),
        )
        tell_act(by, node, rosters.set_watch(node, watch, hand, now), now)


@app.command
def show(*, at: At = HERE) -> None:
    """Show every watch that is not over, the newest of each role first: it counts where two overlap."""
    from comity.cli.telling import grid, tell
    from comity.exchange import rosters

    with opened(at) as (node, now):
        watches = rosters.coming(node, now)
    heads = ("role", "authority", "starts_at", "ends_at", "people")
    rows = [(w.role, w.authority.code, w.starts_at, w.ends_at, w.people) for w in watches]
    document = {"watches": [dict(zip(heads, row, strict=True)) for row in rows]}
    tell(at, document, grid(((*row[:-1], ", ".join(row[-1])) for row in rows), *heads))


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput("That is no instant. Write it with its offset, as 2026-12-24T18:00+01:00.")
    return moment.astimezone(UTC)
