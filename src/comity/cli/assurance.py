"""`comity assurance`: what a partner promises, examined, accepted by two persons, and answered for (TP4)."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from comity.cli.desk import By, Case, do, read_day, working
from comity.errors import BadInput
from comity.model.assurances import AssuranceKind, AssuranceState, Othman

if TYPE_CHECKING:
    from comity.exchange.assurances import Which

app = App(name="assurance", help="Examine and accept what a partner promises, and answer for how it is kept.")


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which assurance of the case, as the findings note it."""

    kind: Annotated[AssuranceKind, Parameter(help="What is promised.", name_transform=str)]
    giver: Annotated[str, Parameter(help="The authority that promises it, as RU/CENTRAL_AUTHORITY.")]
    text: Annotated[str, Parameter(help="Its paper, where the giver promised this more than once.")] = ""

    def which(self) -> "Which":
        """Return it as the desk takes it."""
        from comity.exchange.assurances import Which

        return Which(kind=self.kind, giver=self.giver, text=self.text)


Factors = Annotated[
    tuple[str, ...],
    Parameter(help=f"A factor; repeat for more. {', '.join(f.name for f in fields(Othman))}."),
]


@app.command(name="list")
def list_(case: Case, /, *, by: By) -> None:
    """Show the assurances of a case: what is promised, how good it is, and how far it has come."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange import assurances

    with working(by) as (node, hand, _):
        told = assurances.shown(node, case, hand)
        rows = (
            (one.kind, one.giver.code, one.text, one.state, ", ".join(map(str, one.monitor_on)))
            for one in told.assurances
        )
        tell(by, to_plain(told), grid(rows, "kind", "giver", "paper", "state", "looked at on"))


@app.command
def examine(case: Case, /, *, named: Named, met: Factors = (), unmet: Factors = (), by: By) -> None:
    """Examine an assurance by each factor (Othman), as the central authority's lawyer or as a judge."""
    from comity.exchange import assurances

    factors = _factors(met, unmet)
    do(by, lambda node, hand, now: assurances.examine(node, case, named.which(), factors, hand, now))


@app.command
def propose(
    case: Case,
    /,
    *,
    named: Named,
    monitor: Annotated[
        tuple[str, ...], Parameter(help="A day on which somebody looks if it is kept; repeat for more.")
    ],
    by: By,
) -> None:
    """Propose to accept an assurance, as the central authority's lawyer (TP4, first person)."""
    from comity.exchange import assurances

    days = tuple(map(read_day, monitor))
    do(by, lambda node, hand, now: assurances.propose(node, case, named.which(), days, hand, now))


@app.command
def accept(case: Case, /, *, named: Named, by: By) -> None:
    """Accept an assurance as it was proposed, as the minister's delegate (TP4, second person)."""
    from comity.exchange import assurances

    do(by, lambda node, hand, now: assurances.accept(node, case, named.which(), hand, now))


@app.command
def move(
    case: Case,
    /,
    *,
    named: Named,
    to: Annotated[
        Literal["REJECTED", "MONITORED", "BREACHED", "FULFILLED"], Parameter(help="How it stands now.")
    ],
    by: By,
) -> None:
    """Reject an assurance, or say of one accepted that it is watched, was broken or was fulfilled."""
    from comity.exchange import assurances

    state = AssuranceState(to)
    do(by, lambda node, hand, now: assurances.move(node, case, named.which(), state, hand, now))


@app.command
def report(
    case: Case,
    /,
    *,
    named: Named,
    reference: Annotated[str, Parameter(help="The joint committee's number for its report.")],
    by: By,
) -> None:
    """Record that the joint committee reported on a broken assurance: its kind may be accepted again."""
    from comity.exchange import assurances

    do(by, lambda node, hand, now: assurances.report(node, case, named.which(), reference, hand, now))


def _factors(met: tuple[str, ...], unmet: tuple[str, ...]) -> Othman:
    known = {f.name for f in fields(Othman)}
    if wrong := sorted({*met, *unmet} - known) or sorted({*met} & {*unmet}):
        raise BadInput(f"{', '.join(wrong)}: no factor, or named twice. Known: {', '.join(sorted(known))}.")
    return Othman(**dict.fromkeys(met, True), **dict.fromkeys(unmet, False))
