"""Why the law decided as it last did in a matter: for a person in lines, for a machine as a whole.

Who decides or authorises the case, legal officer, data protection officer and inspector are told every
ground; anybody else, and every token, is told the neutral text in place of what is masked (AX9).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.acts.commit import known_matter
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.signing import Hand
from comity.errors import OutOfOrder
from comity.exchange.outcomes import WEIGHINGS, check_reader
from comity.exchange.weighing import content, sees_all
from comity.law.explain import explain, spoken_in, warn_of
from comity.law.masking import neutral
from comity.law.sheet import FactSheet
from comity.law.told import (
    FactTold,
    GroundTold,
    MissingTold,
    RuleTold,
    tell_facts,
    tell_grounds,
    tell_missing,
    tell_rules,
)
from comity.model.decisions import Decision, Moment
from comity.model.requests import MatterId


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which version of a profile or agreement was used."""

    of: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The last weighing of a matter, in words and as values.

    `whole` tells that nothing in it was left out for masked grounds. `conditions` are the obligations of a
    release, `time_limit` is in seconds. `lines` and the other texts are in `language`; `warning` says where
    that is not the one asked for, or that the law's files have changed since: then `rules` and `missing`
    are empty.
    """

    matter: MatterId
    moment: Moment
    outcome: str
    partial: bool
    neutral: bool
    whole: bool
    authorisers: tuple[str, ...]
    conditions: tuple[str, ...]
    released: tuple[str, ...]
    flags: tuple[str, ...]
    time_limit: timedelta | None
    on: datetime
    rulebook: str
    versions: tuple[Version, ...]
    language: str
    warning: str
    lines: tuple[str, ...]
    missing: tuple[MissingTold, ...]
    grounds: tuple[GroundTold, ...]
    rules: tuple[RuleTold, ...]
    facts: tuple[FactTold, ...]


def explain_last(node: Node, matter: MatterId, by: Hand, language: str = "en") -> Explained:
    """Explain how the law last decided in a matter, as far as somebody may see it.

    Raises: what `check_reader` raises; OutOfOrder if it was not weighed yet, or the weighing is erased.
    """
    told = explain_if_weighed(node, matter, by, language)
    if told is None:
        room = matter.partition("/")[0]
        raise OutOfOrder(f"{matter} was not weighed yet. Weigh it with `comity {room} decide`.")
    return told


def explain_if_weighed(node: Node, matter: MatterId, by: Hand, language: str = "en") -> Explained | None:
    """Explain the same, or nothing while there is nothing to explain.

    Raises: what `check_reader` raises.
    """
    check_reader(node, matter, by)
    stored = known_matter(node, matter).last(*WEIGHINGS)
    if stored is None or stored.content is None:
        return None
    body = content(node, stored)
    decision = from_plain(Decision, body["decision"])
    sheet = from_plain(FactSheet, body["facts"]) if "facts" in body else None
    return _explained(node, matter, decision, sheet, sees_all(decision, by), language)


def _explained(
    node: Node, matter: MatterId, decision: Decision, sheet: FactSheet | None, whole: bool, language: str
) -> Explained:
    book, spoken = node.law.rulebook, spoken_in(language)
    shown = decision if whole else neutral(decision)
    same_law = sheet is not None and decision.rulebook == book.digest
    return Explained(
        matter=matter,
        moment=decision.moment,
        outcome=shown.outcome.name,
        partial=shown.partial,
        neutral=shown.neutral,
        whole=whole,
        authorisers=shown.authorisers,
        conditions=shown.conditions,
        released=tuple(sorted(shown.released_now)),
        flags=shown.flags,
        time_limit=shown.time_limit,
        on=shown.on,
        rulebook=shown.rulebook,
        versions=tuple(Version(of=of, version=version) for of, version in shown.versions),
        language=spoken,
        warning=" ".join(part for part in (warn_of(language), "" if same_law else _OTHER_LAW) if part),
        lines=explain(shown, book, language),
        missing=tell_missing(sheet, decision, book, spoken, whole=whole) if sheet and same_law else (),
        grounds=tell_grounds(shown, book, spoken),
        rules=tell_rules(sheet, book, spoken, whole=whole) if sheet and same_law else (),
        facts=tell_facts(sheet, whole=whole) if sheet else (),
    )


_OTHER_LAW = "The law's files have changed since: weigh again to see every rule and what is missing."
