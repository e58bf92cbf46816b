"""How a node stands, for whoever keeps it running: numbers, never content."""

from dataclasses import dataclass
from datetime import datetime

from comity.acts.node import Node
from comity.acts.partners import pinned
from comity.acts.ports import Reading
from comity.acts.roster import people
from comity.exchange.activation import active_digest
from comity.exchange.profiles import missing_values
from comity.law.claims import Contradiction, contradictions
from comity.law.instruments import incomplete
from comity.model.instruments import InstrumentKind, Safeguard
from comity.model.parties import StateCode
from comity.model.profiles import MissingValues


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStatus:
    """One agreement that the node applies.

    `incomplete`: the safeguards that it lacks, so that it opens no transfer by itself (C3-6, Q6).
    `to_review`: usable because it was signed before the directive, until somebody amends it (LED art. 61).
    """

    id: str
    version: str
    kind: InstrumentKind
    adopted: bool
    fictional: bool
    incomplete: tuple[Safeguard, ...]
    to_review: bool
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawStatus:
    """Under which digest the node decides: that of its files, if two persons activated it.

    `missing` are the profile values that the gate asks and nobody adopted, of this state and its partners.
    """

    demo: bool
    files: str
    active: str | None
    in_force: bool
    agreements: tuple[AgreementStatus, ...]
    missing: tuple[MissingValues, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStatus:
    """How a node stands: partners, people, law, matters and what waits."""

    state: StateCode
    authority: str
    demo: bool
    now: datetime
    law: str
    law_active: bool
    partners: tuple[StateCode, ...]
    people: int
    cases: int
    alerts: int
    outbox: int
    due: int


def law_status(node: Node, now: datetime) -> LawStatus:
    """Show under which digest the node decides, what it applies, and which values are missing."""
    law, active = node.law, active_digest(node)
    partners = node.store.read(pinned)
    return LawStatus(
        demo=node.demo,
        files=law.digest,
        active=active or None,
        in_force=active == law.digest,
        agreements=tuple(
            AgreementStatus(
                id=i.id,
                version=i.version,
                kind=i.kind,
                adopted=i.adopted,
                fictional=i.fictional,
                incomplete=incomplete(i),
                to_review=i.led61_grandfathered,
                contradictions=contradictions(i),
            )
            for i in law.agreements
        ),
        missing=missing_values(node, partners, now),
    )


def node_status(node: Node, now: datetime) -> NodeStatus:
    """Show how the node stands."""

    def read(reading: Reading) -> NodeStatus:
        return NodeStatus(
            state=node.state,
            authority=node.authority,
            demo=node.demo,
            now=now,
            law=node.law.digest,
            law_active=active == node.law.digest,
            partners=tuple(StateCode(n.partition("/")[2]) for n in sorted(reading.papers("partner/"))),
            people=len(people(reading)),
            cases=sum(many for *_, many in reading.tally("case/")),
            alerts=sum(many for *_, many in reading.tally("alert/")),
            outbox=len(reading.outbox()),
            due=len(reading.due_timers(now)),
        )

    active = active_digest(node)
    return node.store.read(read)
