"""From a weighing to facts: for each unit one mask of what is TRUE and one of what is KNOWN.

A unit is the message, one offence or one item; the masks of offences and items include the message's.
Facts hold no personal data: bits, item and offence references, names of roles.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from comity.law import clocks, pointing
from comity.law.named import (
    abuse,
    danger,
    items,
    lists,
    message,
    offences,
    profiles,
    sentenced,
    subjects,
    surrender,
    terms,
)
from comity.law.naming import Scope, bits, vocabulary
from comity.law.national import authoriser, not_adopted
from comity.law.truth import Truth
from comity.law.view import View
from comity.law.weighing import Grant, Weighing
from comity.model.decisions import Moment
from comity.model.profiles import Profile
from comity.model.requests import Handling, Item
from comity.model.terms import EvidenceUse, Onward

VOCABULARY_IN = (
    *(abuse, danger, items, lists, message, offences, profiles),
    *(sentenced, subjects, surrender, terms),
)
"""The modules that name facts; importing this one loads them all."""

PLACEHOLDERS: Mapping[Scope, frozenset[str]] = {
    Scope.MESSAGE: frozenset(
        {
            "own_state",
            "not_adopted",
            "partner_state",
            "surrendering_state",
            "suspect_data_authoriser",
            "suspect_data_article",
            "urgency_article",
            "urgency_reviewer",
            "urgency_hours",
            "instrument",
            "handling",
            "evidence",
            "onward",
            "agreed",
            "monitor_on",
            *pointing.PLACES,
        }
    ),
    Scope.OFFENCE: frozenset(),
    Scope.ITEM: frozenset({"owner", "category_term"}),
}
"""What a rule may write in braces; an item's or offence's rule may use the message's too."""

_EVIDENCE = {EvidenceUse.ALLOWED: "EVIDENCE_ALLOWED"}
"""What a text says on evidence; anything else asks for consent."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is TRUE and what is KNOWN of one unit; the message's own reference is empty."""

    unit: str
    true: int
    known: int
    names: Mapping[str, str] = field(default_factory=dict)

    def truth(self, name: str) -> Truth:
        """Return one named fact."""
        bit = bits()[name]
        return None if not self.known & bit else bool(self.true & bit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that `decide` reads: masks, grants, the names that rules may write out, the versions used.

    `treaty_grounds` are the refusals that the governing instrument itself allows (K2).
    """

    moment: Moment
    on: datetime
    message: UnitFacts
    offences: tuple[UnitFacts, ...] = ()
    items: tuple[UnitFacts, ...] = ()
    grants: tuple[Grant, ...] = ()
    time_limit: timedelta | None = None
    treaty_grounds: frozenset[str] = frozenset()
    versions: tuple[tuple[str, str], ...] = ()


def establish(weighing: Weighing) -> Facts:
    """Establish every named fact of a weighing, for the message, each offence and each item."""
    view = View(weighing)
    true, known = _masks(Scope.MESSAGE, view)
    request = weighing.request
    return Facts(
        moment=weighing.moment,
        on=weighing.on.astimezone(weighing.zone),
        message=UnitFacts("", true, known, _message_names(view, true)),
        offences=tuple(
            _unit(o.code, _masks(Scope.OFFENCE, view, o), true, known, {}) for o in request.offences
        ),
        items=tuple(
            _unit(i.id, _masks(Scope.ITEM, view, i), true, known, _item_names(view, i))
            for i in weighing.items
        ),
        grants=view.grants,
        time_limit=clocks.time_limit(
            request.type, request.urgency, view.terms, direct=weighing.circumstances.direct
        ),
        treaty_grounds=frozenset(view.terms.refusal_grounds) if view.terms else frozenset(),
        versions=_versions(view),
    )


def unit_of(
    scope: Scope, unit: str, truths: Mapping[str, Truth], names: Mapping[str, str] | None = None
) -> UnitFacts:
    """Make a unit from facts written out (tests, proofs, benchmarks).

    Facts of its scope and of the message that are not named are FALSE; others are no facts of the unit.
    """
    true = known = 0
    place = bits()
    for name, fact in vocabulary().items():
        if fact.scope in (Scope.MESSAGE, scope):
            value = truths.get(name, False)
            if value is not None:
                known |= place[name]
            if value:
                true |= place[name]
    return UnitFacts(unit, true, known, names or {})


@cache
def _readers(scope: Scope) -> tuple[tuple[int, Callable[..., Truth]], ...]:
    place = bits()
    return tuple((place[n], fact.read) for n, fact in vocabulary().items() if fact.scope is scope)


def _masks(scope: Scope, view: View, *about: object) -> tuple[int, int]:
    true = known = 0
    for bit, read in _readers(scope):
        value = read(view, *about)
        if value:
            true |= bit
            known |= bit
        elif value is not None:
            known |= bit
    return true, known


def _unit(unit: str, masks: tuple[int, int], true: int, known: int, names: Mapping[str, str]) -> UnitFacts:
    return UnitFacts(unit, masks[0] | true, masks[1] | known, names)


def _item_names(view: View, item: Item) -> Mapping[str, str]:
    forbids = view.texts.forbids
    term = pointing.cite_category(view.governing, forbids, item) if view.governing else ""
    return {"owner": item.source, "category_term": term} if term else {"owner": item.source}


def _message_names(view: View, true: int) -> Mapping[str, str]:
    received = view.w.received_under
    earlier = view.w.circumstances.examination.surrendered
    incomplete = true & bits()["own.profile_incomplete"]
    return {
        **of_profile(view.w.own, view.today),
        "not_adopted": "; ".join(not_adopted(view.w.own, view.today)) if incomplete else "none",
        "partner_state": view.w.partner.state,
        "surrendering_state": earlier.by if earlier else "UNKNOWN",
        "instrument": view.governing.id if view.governing else "none",
        "handling": _handling(view),
        "evidence": _EVIDENCE.get(view.texts.protection.evidence_use, "EVIDENCE_BY_CONSENT"),
        "onward": _onward(view),
        "agreed": "; ".join(text.replace(",", ";") for text in view.agreed_conditions) or "none",
        "monitor_on": _monitor_on(view),
        **(view.texts.cited[view.governing.id] if view.governing else pointing.NOTHING),
        "received": pointing.cite_received((received, *view.w.received_beside)) if received else "",
    }


def of_profile(own: Profile, today: date) -> dict[str, str]:
    """Return what the deciding side's profile alone writes into rules."""
    urgency = own.at("urgency_without_prior_order", today)
    rule: Mapping[str, str | int] = urgency if isinstance(urgency, dict) else {}
    return {
        "own_state": own.state,
        "suspect_data_authoriser": authoriser(own, today),
        "suspect_data_article": str(
            own.at("suspect_data_article", today) or f"law of {own.state}, article not adopted"
        ),
        "urgency_article": str(rule.get("article") or "UNKNOWN"),
        "urgency_reviewer": str(rule.get("reviewer") or "UNKNOWN"),
        "urgency_hours": str(rule.get("hours") or "UNKNOWN"),
    }


def _handling(view: View) -> str:
    """Return the strictest handling code that a text names; nothing goes below H1 (domain.md 5.4, I9)."""
    return max(view.texts.protection.handling or Handling.H1, Handling.H1)


def _onward(view: View) -> str:
    """Return what the texts say on passing on, the strictest of them (5.4, Q16)."""
    said = view.texts.protection
    if said.onward is Onward.ALLOWED_TO:
        return f"ONWARD_TO({'; '.join(sorted(said.onward_to))})"
    return "ONWARD_FORBIDDEN" if said.onward is Onward.FORBIDDEN else "ONWARD_BY_CONSENT"


def _monitor_on(view: View) -> str:
    """Return the days on which somebody looks whether the assurances relied on are kept (5.4)."""
    days = sorted({day.isoformat() for one in view.relied_on for day in one.monitor_on})
    return "; ".join(days) or "UNKNOWN"


def _versions(view: View) -> tuple[tuple[str, str], ...]:
    profiles: Iterable[tuple[str, str]] = (
        (f"profile/{profile.state}", profile.version) for profile in (view.w.own, view.w.partner)
    )
    if view.w.declared is not None:
        profiles = (*profiles, (f"declared/{view.w.declared.state}", view.w.declared.version))
    lists = ((f"list/{one.lister}", one.dated.isoformat()) for one in view.w.lists)
    return tuple(sorted((*profiles, *view.texts.versions, *lists)))
