"""The compatibility report: what a draft is likely to meet at the partner, before it is sent (C0-3)."""

from dataclasses import dataclass
from datetime import datetime

from comity.acts.commit import known_matter
from comity.acts.fold import side_of
from comity.acts.node import Node
from comity.acts.profiles import declared_by, profile_of
from comity.acts.signing import Hand
from comity.errors import OutOfOrder
from comity.exchange.answers import items
from comity.exchange.explaining import Version
from comity.exchange.outcomes import check_reader
from comity.exchange.weighing import check_law_active, public, request_of
from comity.law.citing import cite
from comity.law.compatibility import NOTICE, Foreseen, Obstacle, There, foresee
from comity.law.explain import because, line_of, spoken_in, warn_of
from comity.law.national import published
from comity.law.rulebook import Rulebook
from comity.model.parties import StateCode
from comity.model.requests import MatterId


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleTold:
    """One rule that is likely to hold the draft up at the partner, or that `depends` on what only it knows.

    `needs`, `action` and `conditions` are what the partner's side would need; `line` says it in words.
    `units` are the offences or questions that it concerns; none means the whole message.
    """

    rule: str
    article: str
    outcome: str
    depends: bool
    units: tuple[str, ...]
    needs: tuple[str, ...]
    action: str
    conditions: tuple[str, ...]
    because: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compatibility:
    """How a draft is likely to fare at the partner: this side's own assessment, as `notice` says."""

    matter: MatterId
    partner: StateCode
    on: datetime
    outcome: str
    notice: str
    language: str
    warning: str
    rulebook: str
    versions: tuple[Version, ...]
    obstacles: tuple[ObstacleTold, ...]


def report(node: Node, matter: MatterId, by: Hand, now: datetime, language: str = "en") -> Compatibility:
    """Weigh a draft as the partner's gate would; nothing is recorded, and nothing leaves.

    Where the partner declared its law, that counts; else what this side assessed of it.

    Raises: what `check_reader` raises; LawNotActivated; OutOfOrder if it is no request or warning of this
    side's.
    """
    check_reader(node, matter, by)
    node.store.read(lambda r: check_law_active(node, r))
    held = known_matter(node, matter)
    if side_of(node.state, held.folded.opener) != "requesting":
        raise OutOfOrder(f"{matter} is no request or warning of this side's. Make the report of a draft.")
    request, _ = request_of(node, held)
    partner, law = request.recipient.state, node.law
    assessed, declared, ours = node.store.read(
        lambda r: (profile_of(node, r, partner), declared_by(r, partner), profile_of(node, r, node.state))
    )
    there = There(
        own=published(assessed, declared),
        partner=ours,
        instruments=law.between(node.state, partner),
        relation=law.relation(partner, node.state, now, request.channel),
    )
    foreseen = foresee(public(request), there, law.rulebook, now, items(node, held))
    spoken = spoken_in(language)
    return Compatibility(
        matter=matter,
        partner=partner,
        on=now,
        outcome=foreseen.decision.outcome.name,
        notice=NOTICE[spoken].format(state=partner),
        language=spoken,
        warning=warn_of(language),
        rulebook=foreseen.decision.rulebook,
        versions=tuple(Version(of=of, version=v) for of, v in foreseen.decision.versions),
        obstacles=tuple(_told(o, foreseen, law.rulebook, spoken) for o in foreseen.obstacles),
    )


def _told(obstacle: Obstacle, foreseen: Foreseen, rulebook: Rulebook, language: str) -> ObstacleTold:
    ground = obstacle.ground
    return ObstacleTold(
        rule=ground.rule,
        article=cite(ground.article, language),
        outcome=ground.outcome.name,
        depends=obstacle.depends,
        units=obstacle.units,
        needs=ground.needs,
        action=ground.action,
        conditions=ground.conditions,
        because=because(ground, foreseen.decision, rulebook, language),
        line=line_of(ground, foreseen.decision, rulebook, language, supposed=obstacle.depends),
    )
