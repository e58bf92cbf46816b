"""What case and alert share: how a matter stands, what was done in it, and what the law says of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from comity.acts.act import Act
from comity.acts.node import Node
from comity.acts.plain import to_plain
from comity.acts.ports import ActId
from comity.acts.signing import Hand
from comity.cli.desk import At, Looking, Some
from comity.cli.telling import grid, minute, tell
from comity.exchange import outcomes, views
from comity.exchange.compatibility import Compatibility
from comity.exchange.explaining import Explained
from comity.law.explain import headed, named, word
from comity.model.decisions import Decision
from comity.model.requests import MatterId
from comity.seal.orders import SignedOrder

if TYPE_CHECKING:
    from rich.console import RenderableType


_WORDS = {
    "en": {
        "on": "on {day}",
        "partial": ", in part",
        "needs": "  needs: {who}",
        "missing": "  missing for {of}: {cures}",
        "likely": "{matter} at {partner} · likely {outcome}",
        "depends": "  ? depends on what only the partner knows",
    },
    "fr": {
        "on": "le {day}",
        "partial": ", en partie",
        "needs": "  demande l'accord : {who}",
        "missing": "  manque pour {of} : {cures}",
        "likely": "{matter} auprès de {partner} · issue probable : {outcome}",
        "depends": "  ? dépend de ce que seul le partenaire sait",
    },
}
"""What stands around the law's own texts, by the language in which it answers."""


def tell_act(at: At, node: Node, act: Act, now: datetime, *lines: "RenderableType", **more: object) -> None:
    """Answer with an act just done, the states that its matter is in now, and what else there is to say."""
    told = node.store.read(lambda r: outcomes.done(r, act, now))
    done = "done" if told.done else f"signed, to be done by the clock at {minute(told.at)}"
    document = {**to_plain(told), **more}
    tell(at, document, f"{told.kind} {done}: {_stands(told.matter, told.shared, told.own)}", *lines)


def tell_decision(
    at: At,
    node: Node,
    matter: MatterId,
    decision: Decision,
    by: Hand,
    act: ActId | None = None,
    **more: object,
) -> None:
    """Answer with what the law says and why, the gravest grounds first."""
    told = outcomes.weighed(node, matter, decision, by, act=act)
    tell(at, {**to_plain(told), **more}, *_said(node, told, "en"))


def tell_explained(at: At, node: Node, told: Explained) -> None:
    """Answer with why the law decided as it did, and what is missing; under --json the full weighing."""
    said = _WORDS[told.language]
    missing = (
        said["missing"].format(
            of=named(one.better, told.language), cures=", ".join(cure.text for cure in one.cures)
        )
        for one in told.missing
    )
    warning = (told.warning,) if told.warning else ()
    tell(at, to_plain(told), *warning, *_said(node, told, told.language), *missing)


def tell_compatibility(at: At, told: Compatibility) -> None:
    """Answer with what a draft is likely to meet at the partner, what is likely before what depends."""
    said = _WORDS[told.language]
    warning = (told.warning,) if told.warning else ()
    lines = [
        f"  {'?' if o.depends else '·'} {headed(o.units, o.line, told.language)}" for o in told.obstacles
    ]
    some = (said["depends"],) if any(o.depends for o in told.obstacles) else ()
    head = said["likely"].format(matter=told.matter, partner=told.partner, outcome=told.outcome)
    tell(at, to_plain(told), head, *warning, told.notice, *lines, *some)


def _said(node: Node, told: outcomes.Weighed | Explained, language: str) -> Iterator[str]:
    said = _WORDS[language]
    partial = said["partial"] if told.partial else ""
    on = said["on"].format(day=f"{told.on:%Y-%m-%d}")
    yield f"{told.matter} · {told.moment} {on} · {told.outcome}{partial}"
    if told.authorisers:
        yield said["needs"].format(
            who=", ".join(word(node.law.rulebook, a, language) for a in told.authorisers)
        )
    yield from (f"  · {line}" for line in told.lines)


def tell_order(at: At, signed: SignedOrder, **more: object) -> None:
    """Answer with an order just given."""
    told = outcomes.ordered(signed)
    names, until = ", ".join(told.items), minute(told.valid_until)
    line = f"{told.kind} order {told.order[:12]} on {told.matter}: {names} until {until}"
    tell(at, {**to_plain(told), **more}, line)


def tell_conditions(at: At, bound: outcomes.Bound) -> None:
    """Answer with what the recipient of a release is bound to."""
    told = to_plain(bound)
    rows = [(name, value) for name, value in told["conditions"].items() if value != []]
    tell(at, told, f"{bound.matter} may be used under these conditions:", grid(rows, "condition", "value"))


def tell_content(at: At, told: outcomes.Contents) -> None:
    """Answer with opened items: the only place where content is shown."""
    lines = [f"{i.item} ({i.category}): {i.text or 'not text; see --json'}" for i in told.items]
    closed = [f"{i.item} ({i.category}): withheld, {'; '.join(i.because)}" for i in told.withheld]
    tell(at, to_plain(told), *lines, *closed)


def tell_matters(at: Looking, node: Node, room: str, some: Some) -> None:
    """Answer with one page of the cases or alerts; a liaison sees those assigned to them (L5)."""
    from comity.cli.keys import look

    page = views.list_matters(
        node,
        room,
        look(node, at.as_, at.role),
        partner=some.partner,
        shared=some.shared,
        limit=some.limit,
        after=some.after,
    )
    heads = ("matter", "partner", "side", "shared", "own", "changed_at")
    rows = ([getattr(row, head) for head in heads] for row in page.rows)
    tell(at, {f"{room}s": page.rows, "next": page.next}, grid(rows, *heads), *more(page.next))


def more(mark: str) -> tuple[str, ...]:
    """Say how to see what comes after a page, if anything does."""
    return (f"There are more: --after {mark}",) if mark else ()


def tell_matter(at: At, node: Node, matter: MatterId, by: Hand | None) -> None:
    """Answer with the timeline of a matter: who in role did what when, on both sides; never content.

    Raises: UnknownMatter; LiaisonMayNotDecide for a liaison to whom the case is not assigned (L5).
    """
    seen = views.show_matter(node, matter, by)
    view = seen.view
    document = {
        "matter": matter,
        "partner": view.partner,
        "side": view.side,
        "shared": view.shared,
        "own": view.own,
        "duties": seen.duties,
        "timers": seen.timers,
        "acts": seen.steps,
    }
    rows = ([s.at, s.state, s.role, s.author, s.kind, s.shared, _effect(s)] for s in seen.steps)
    heads = ("at", "state", "role", "author", "kind", "shared", "reached")
    head = f"{_stands(matter, view.shared, view.own)} · with {view.partner or 'nobody yet'}"
    tell(at, document, head, *_open_ends(seen), grid(rows, *heads))


def _effect(step: views.Step) -> str:
    return step.reached or ("" if step.effective else "no effect")


def _open_ends(seen: views.Timeline) -> list[str]:
    return [
        *(f"  to do: {duty}" for duty in seen.duties),
        *(f"  due {minute(t.due_at)}: {t.kind}" for t in seen.timers),
    ]


def _stands(matter: MatterId, shared: str, own: str) -> str:
    here = f" (here: {own})" if own else ""
    return f"{matter} is {shared or 'not shared'}{here}"
