"""What case and alert share: how a matter stands, what was done in it, and what the law says of it."""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime

from comity.acts import allowed
from comity.acts.act import Act
from comity.acts.commit import known_matter
from comity.acts.fold import side_of
from comity.acts.node import Node
from comity.acts.plain import to_plain
from comity.acts.signing import Hand
from comity.cli.desk import At, Looking, Some
from comity.cli.telling import grid, minute, tell
from comity.errors import WrongRole
from comity.exchange import answers, cases, views
from comity.law.explain import explain, word
from comity.model.decisions import Decision
from comity.model.people import Role
from comity.model.releases import Conditions
from comity.model.requests import MatterId
from comity.seal.canonical import digest_hex
from comity.seal.orders import SignedOrder


def tell_act(at: At, node: Node, act: Act) -> None:
    """Answer with an act just done and the states that its matter is in now."""
    matter = act.header.matter
    row, stored = node.store.read(lambda r: (r.matter(matter), r.act(act.id)))
    shared, own = (row.shared, row.own) if row else ("", "")
    done = "done" if stored else f"signed, to be done by the clock at {minute(act.header.at)}"
    document = {
        "act": act.id,
        "kind": act.header.kind,
        "matter": matter,
        "at": act.header.at,
        "shared": shared,
        "own": own,
        "done": stored is not None,
    }
    tell(at, document, f"{act.header.kind} {done}: {_stands(matter, shared, own)}")


def tell_decision(
    at: At, node: Node, matter: MatterId, decision: Decision, language: str = "en", **more: object
) -> None:
    """Answer with what the law says and why, the gravest grounds first."""
    book = node.law.rulebook
    lines = explain(decision, book, language)
    document = {
        "matter": matter,
        "moment": decision.moment,
        "outcome": decision.outcome.name,
        "partial": decision.partial,
        "neutral": decision.neutral,
        "authorisers": decision.authorisers,
        "conditions": decision.conditions,
        "released": sorted(decision.released_now),
        "on": decision.on,
        "lines": lines,
        **more,
    }
    partial = ", in part" if decision.partial else ""
    who = ", ".join(word(book, a, language) for a in decision.authorisers)
    needs = (f"  needs: {who}",) if who else ()
    head = f"{matter} · {decision.moment} on {decision.on:%Y-%m-%d} · {decision.outcome.name}{partial}"
    tell(at, document, head, *needs, *(f"  · {line}" for line in lines))


def tell_order(at: At, signed: SignedOrder) -> None:
    """Answer with an order just given."""
    order = signed.order
    digest = digest_hex(signed.statement)
    document = {
        "matter": order.matter,
        "order": digest,
        "kind": order.kind,
        "items": [i.item for i in order.items],
        "valid_until": order.valid_until,
    }
    names = ", ".join(i.item for i in order.items)
    until = minute(order.valid_until)
    tell(at, document, f"{order.kind} order {digest[:12]} on {order.matter}: {names} until {until}")


def tell_conditions(at: At, matter: MatterId, bound: Conditions) -> None:
    """Answer with what the recipient of a release is bound to."""
    document = {"matter": matter, "conditions": to_plain(bound)}
    rows = [(name, value) for name, value in to_plain(bound).items() if value != []]
    tell(at, document, f"{matter} may be used under these conditions:", grid(rows, "condition", "value"))


def tell_content(at: At, matter: MatterId, items: Iterable[tuple[str, str, bytes]]) -> None:
    """Answer with opened items: the only place where content is shown."""
    shown = [{"item": name, "category": category} | _content(data) for name, category, data in items]
    lines = [f"{i['item']} ({i['category']}): {i.get('text', 'not text; see --json')}" for i in shown]
    tell(at, {"matter": matter, "items": shown}, *lines)


def _content(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(data).decode()}


def check_reader(node: Node, matter: MatterId, by: Hand) -> None:
    """Check that a person may see what the law says of a matter: not the operator, no stranger (L5).

    Raises: WrongRole, LiaisonMayNotDecide, UnknownMatter.
    """
    if by.person.role is Role.SYSADMIN:
        raise WrongRole("The operator sees no content. Ask a person who handles the matter.")
    allowed.check_assigned(by.person, known_matter(node, matter).headers)


def weigh_now(node: Node, matter: MatterId, now: datetime) -> Decision:
    """Weigh a matter at the moment that applies: G1 before sending, G2 on receipt, G3 with an answer."""
    held = known_matter(node, matter)
    if matter.startswith("alert/"):
        return answers.decide_answer(node, matter, now).decision
    if side_of(node.state, held.folded.opener) == "requesting":
        return cases.check(node, matter, now)
    if answers.items(node, held):
        return answers.decide_answer(node, matter, now).decision
    return answers.admit(node, matter, now)


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
