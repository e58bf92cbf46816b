"""How far assurances have come: what acts made of them, never what somebody noted (domain.md 5.6, TP4).

An officer notes one as given; what follows is each a signed act. What was broken is kept node-wide under
giver and kind, with the matter and no person, so that the next matter knows it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from comity.acts.commit import Matter, open_act
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.ports import Reading, Tx
from comity.errors import WrongRole
from comity.law.assurances import STANDING
from comity.law.weighing import Circumstances
from comity.model.assurances import Assurance, AssuranceBreach, AssuranceState
from comity.model.requests import MatterId
from comity.seal.canonical import decode, encode, write_instant

MOVES = frozenset({"assurance.examine", "assurance.propose", "assurance.accept", "assurance.move"})
"""The acts that say how an assurance stands after them."""

BROKEN = "broken-assurance/"
"""The papers that keep what was broken: giver, kind, matter and instant."""

_NOTED = frozenset({AssuranceState.DRAFT, AssuranceState.GIVEN})


def check_noted(found: Circumstances) -> None:
    """Check that findings note assurances as given, and no report of the joint committee.

    Raises: WrongRole.
    """
    typed = (
        one
        for one in found.assurances
        if one.state not in _NOTED or one.accepted_by or one.accepted_at or one.breached_at
    )
    if any(typed) or any(breach.reported_at for breach in found.assurance_breaches):
        raise WrongRole(
            "Findings note an assurance as GIVEN, and no more. Note it so; then the lawyer of the central "
            "authority examines and proposes it (`comity assurance examine`), and the minister's delegate "
            "accepts it (TP4). How it is kept, and what the committee reports, are acts of theirs too."
        )


def as_moved(node: Node, matter: Matter, found: Circumstances) -> Circumstances:
    """Return circumstances with the matter's assurances as acts have left them, and what is known broken."""
    moved = {named(one): one for one in _moved(node, matter)}
    given = tuple(_as_noted(one) for one in found.assurances if named(one) not in moved)
    if not given and not moved:
        return found
    breaches = node.store.read(broken)
    return replace(
        found,
        assurances=(*given, *moved.values()),
        assurance_breaches=(*found.assurance_breaches, *breaches),
    )


def _as_noted(one: Assurance) -> Assurance:
    """Return one noted by hand: relied on by nobody, whatever older findings say of it."""
    state = AssuranceState.GIVEN if one.state in STANDING else one.state
    return replace(one, state=state, accepted_at=None, accepted_by=frozenset())


def named(assurance: Assurance) -> tuple[str, str, str]:
    """Return what tells an assurance from the others of a matter: kind, giver and paper."""
    return assurance.kind, assurance.giver.code, assurance.text


def _moved(node: Node, matter: Matter) -> Iterator[Assurance]:
    for act in matter.acts:
        if act.kind in MOVES and act.id in matter.folded.effective:
            yield from_plain(Assurance, open_act(node, act).content["assurance"])


# ── what was broken, node-wide ──────────────────────────────────────────────────────────────────
def broken(reading: Reading) -> tuple[AssuranceBreach, ...]:
    """Return every breach of an assurance that was found in a matter of this node."""
    papers = reading.papers(BROKEN).values()
    return tuple(from_plain(AssuranceBreach, decode(paper)) for paper in papers)


def keep_broken(tx: Tx, matter: MatterId, assurance: Assurance, reported_at: datetime | None = None) -> None:
    """Keep a breach for every later matter, and with it when the joint committee reported on it."""
    giver, found_at = assurance.giver.state, assurance.breached_at
    if found_at is None:
        return
    breach = AssuranceBreach(kind=assurance.kind, giver=giver, found_at=found_at, reported_at=reported_at)
    tx.put_paper(
        f"{BROKEN}{giver}/{assurance.kind}/{matter}/{write_instant(found_at)}", encode(to_plain(breach))
    )
