"""Whom a weighing calls: what the law wants somebody to look at, beside the outcome (S41, domain.md 5.7).

A mark names the roles and nothing else. Anybody who sees the matter sees it; what there is to look at stands
in the weighing, for those who may see it: a mark of abuse may rest on a protection grant (AX9).
"""

from collections.abc import Iterator
from contextlib import suppress

from comity.acts.commit import open_act, read_matter
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.errors import Erased
from comity.law.masking import FOR_TWO_TO_SEE
from comity.model.decisions import Decision
from comity.model.people import Role
from comity.model.requests import MatterId

TELLS = "tells"
"""The mark of a weighing that names the roles to be called; the duty desk's needs read it."""

TAINTED = "TELL_DPO_AND_PROSECUTOR"
"""The condition by which the law says whom to tell of what torture or ill-treatment obtained (R-TAINT)."""

Cause = tuple[str, str]
"""One thing to look at: a flag, or a condition and the unit on which it lies."""


def tells(node: Node, matter: MatterId, decision: Decision) -> dict[str, str]:
    """Return the mark that calls people to a weighing; none where each cause called them before."""
    causes = set(_causes(decision))
    if causes:
        causes -= set(_told_before(node, matter))
    roles = {role for what, _ in causes for role in _roles(what)}
    return {TELLS: " ".join(sorted(roles))} if roles else {}


def _causes(decision: Decision) -> Iterator[Cause]:
    yield from ((flag, "") for flag in decision.flags if flag.startswith(FOR_TWO_TO_SEE))
    yield from ((TAINTED, ground.unit) for ground in decision.grounds if TAINTED in ground.conditions)


def _roles(what: str) -> tuple[Role, ...]:
    return (Role.DPO, Role.PROSECUTOR if what == TAINTED else Role.LEGAL_OFFICER)


def _told_before(node: Node, matter: MatterId) -> Iterator[Cause]:
    """Yield what people were called to in a matter; what was erased since calls them again."""
    held = node.store.read(lambda r: read_matter(r, matter, node.catalogue))
    for act, header in zip(held.acts, held.headers, strict=True):
        if TELLS in header.marks and not act.received:
            with suppress(Erased):
                yield from _causes(from_plain(Decision, open_act(node, act).content["decision"]))
