"""What case and alert share: how a matter stands, what was done in it, and what the law says of it."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from comity.acts import allowed
from comity.acts.act import Act
from comity.acts.commit import Matter, known_matter
from comity.acts.fold import side_of
from comity.acts.node import Node
from comity.acts.plain import to_plain
from comity.acts.ports import MatterRow, Timer
from comity.acts.signing import Hand
from comity.cli.desk import At
from comity.cli.telling import grid, minute, tell
from comity.errors import UnknownMatter, WrongRole
from comity.exchange import answers, cases
from comity.law.explain import explain, word
from comity.model.decisions import Decision
from comity.model.people import LIAISON, Role
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


def tell_matters(at: At, node: Node, room: str, by: Hand | None) -> None:
    """Answer with all cases or alerts; a liaison sees those assigned to them (L5)."""
    rows = node.store.read(lambda r: r.matters(f"{room}/"))
    seen = [row for row in rows if _may_see(node, row.id, by)]
    found = [
        {
            "matter": row.id,
            "partner": row.partner,
            "side": side_of(node.state, row.opener),
            "shared": row.shared,
            "own": row.own,
            "changed_at": row.changed_at,
        }
        for row in seen
    ]
    heads = ("matter", "partner", "side", "shared", "own", "changed_at")
    tell(at, {f"{room}s": found}, grid(([row[h] for h in heads] for row in found), *heads))


def tell_matter(at: At, node: Node, matter: MatterId, by: Hand | None) -> None:
    """Answer with the timeline of a matter: who in role did what when, on both sides; never content.

    Raises: UnknownMatter; LiaisonMayNotDecide for a liaison to whom the case is not assigned (L5).
    """
    held = known_matter(node, matter)
    if by is not None:
        allowed.check_assigned(by.person, held.headers)
    row, timers = node.store.read(lambda r: (r.matter(matter), r.timers_of(matter)))
    if row is None:
        raise UnknownMatter(f"There is no {matter} at this node. See `comity case list`.")
    acts = _timeline(held)
    document = {
        "matter": matter,
        "partner": row.partner,
        "side": side_of(node.state, row.opener),
        "shared": row.shared,
        "own": row.own,
        "duties": held.folded.duties,
        "timers": [{"kind": t.kind, "due_at": t.due_at} for t in timers],
        "acts": acts,
    }
    heads = ("at", "state", "role", "author", "kind", "shared", "reached")
    rows = ([act[h] for h in heads[:-1]] + [_effect(act)] for act in acts)
    tell(at, document, _head(row), *_open_ends(held, timers), grid(rows, *heads))


def _timeline(held: Matter) -> list[dict[str, Any]]:
    reached = {act: state for state, act in held.folded.passed}
    return [
        {
            "act": act.id,
            "at": header.at,
            "state": header.state,
            "authority": header.authority,
            "role": header.role,
            "author": header.author,
            "kind": header.kind,
            "shared": header.shared,
            "effective": act.id in held.folded.effective,
            "reached": reached.get(act.id),
            "erased": act.content is None,
        }
        for act, header in zip(held.acts, held.headers, strict=True)
    ]


def _effect(act: Mapping[str, Any]) -> str:
    return act["reached"] or ("" if act["effective"] else "no effect")


def _open_ends(held: Matter, timers: tuple[Timer, ...]) -> list[str]:
    return [
        *(f"  to do: {duty}" for duty in held.folded.duties),
        *(f"  due {minute(t.due_at)}: {t.kind}" for t in timers),
    ]


def _may_see(node: Node, matter: MatterId, by: Hand | None) -> bool:
    if by is None or by.person.role not in LIAISON:
        return True
    headers = known_matter(node, matter).headers
    return any(h.kind == "case.assign" and h.marks.get("to") == by.person.pseudonym for h in headers)


def _head(row: MatterRow) -> str:
    return f"{_stands(row.id, row.shared, row.own)} · with {row.partner or 'nobody yet'}"


def _stands(matter: MatterId, shared: str, own: str) -> str:
    here = f" (here: {own})" if own else ""
    return f"{matter} is {shared or 'not shared'}{here}"
