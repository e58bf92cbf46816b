"""What leaves of a decision, and what the partner is told: disclosable codes and nothing else (Q2, Q18).

The full weighing never leaves (AX11). Whoever is protected, unknown or under a hidden embargo gets one
and the same answer. `law.masking` keeps masked grounds from those at this node who need not know them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.model.decisions import Decision, Disclosable, Ground, Outcome, UnitDecision
from comity.model.releases import ReplyCode

SUPPLEMENT = "SUPPLEMENT"
"""The action of a ground that the requesting side itself can mend."""


OWN_DUTIES = frozenset(
    {"ORIGIN_UNNAMED", "WORDS_OF_WARNING_ALONE", "NO_EVIDENCE", "ORIGIN_LOGGED(DPO)"}
    | {"MARK_TAINTED", "TELL_DPO_AND_PROSECUTOR"}
)
"""Conditions that bind this side alone: on the wire they would show what stands behind a warning (Q13)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The answer as the partner may see it; `reply` None means that no answer is due yet."""

    reply: ReplyCode | None
    codes: tuple[Disclosable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What may leave at once, and under which conditions: of the released items only."""

    items: frozenset[str]
    conditions: tuple[str, ...]


def leaving(decision: Decision) -> Leaving:
    """Return what may leave now (Q1); grounds of what stays back have no part in it (S47).

    Nor have masked ones, as the duty to inform another owner, and what binds this side alone: they would
    show that there is another owner, or a closed source (R-PROV, Q13).
    """
    items = decision.released_now
    of_items = (g for unit in decision.items if unit.unit in items for g in unit.grounds)
    of_message = (g for g in decision.grounds if not g.unit and g.outcome <= Outcome.PERMIT_WITH_CONDITIONS)
    named = (c for g in (*of_items, *of_message) if not is_masked_ground(g) for c in g.conditions)
    told = (c for c in named if c not in OWN_DUTIES)
    return Leaving(items=items, conditions=strictest(told) if items else ())


def strictest(conditions: Iterable[str]) -> tuple[str, ...]:
    """Return the union of conditions, sorted, of the handling codes only the strictest (K1)."""
    named = set(conditions)
    handling = [code for code in ("H3", "H2", "H1") if code in named]
    return tuple(sorted(named.difference(handling[1:])))


def disclose(decision: Decision, asked: Mapping[str, frozenset[str]] | None = None) -> Disclosure:
    """Return the answer that the partner may see once nobody has to decide any more.

    `asked` maps each question to the items that answer it; a question with a masked item or with nothing
    held is answered all the same (Q18). Without it the items alone are looked at.
    """
    told = [g for g in decision.grounds if not g.unit and tells_partner(g)]
    refusals = [g for g in told if g.outcome is Outcome.REFUSE]
    if refusals and all(tells_of_a_claim(g) for g in refusals):
        return Disclosure(reply=ReplyCode.POSTPONED, codes=_codes(refusals))
    if refusals:
        return Disclosure(reply=ReplyCode.REFUSED, codes=_codes([g for g in told if not tells_of_a_claim(g)]))
    told += _of_offences(decision)
    if told:
        refused = all(g.outcome is Outcome.REFUSE for g in told)
        return Disclosure(
            reply=ReplyCode.REFUSED if refused else ReplyCode.SUPPLEMENT_NEEDED, codes=_codes(told)
        )
    pending = Outcome.NEEDS_AUTHORISATION, Outcome.REFER
    waiting = [i.grounds for i in decision.items if i.outcome in pending and not is_masked(i)]
    if not waiting:
        return _by_items(decision, asked)
    supplement = [g for grounds in waiting for g in grounds if tells_partner(g)]
    if supplement:
        return Disclosure(reply=ReplyCode.SUPPLEMENT_NEEDED, codes=_codes(supplement))
    return Disclosure(reply=None)


def _of_offences(decision: Decision) -> list[Ground]:
    """Return what the partner is told of the offences, if none of them lets anything through.

    Of a refused offence only why it is refused: no supplement would mend it.
    """
    if any(o.outcome < Outcome.REFER for o in decision.offences):
        return []
    return [
        ground
        for offence in decision.offences
        for ground in offence.grounds
        if tells_partner(ground) and ground.outcome is max(other.outcome for other in offence.grounds)
    ]


def _by_items(decision: Decision, asked: Mapping[str, frozenset[str]] | None) -> Disclosure:
    shown = decision.released_now
    refused = {i.unit: i.grounds for i in decision.items if i.unit not in shown and not is_masked(i)}
    codes = _codes([g for grounds in refused.values() for g in grounds])
    if not shown:
        reply = ReplyCode.REFUSED if refused else ReplyCode.NO_REPLY_POSSIBLE
        return Disclosure(reply=reply, codes=codes if refused else (Disclosable.NO_REPLY_POSSIBLE,))
    open_questions = refused if asked is None else [q for q, items in asked.items() if items & set(refused)]
    return Disclosure(reply=ReplyCode.PARTIAL if open_questions else ReplyCode.FULL, codes=codes)


def is_masked(unit: UnitDecision) -> bool:
    """Tell whether an item that stays must leave no trace: neither name nor code nor count (Q18, AX9)."""
    return any(is_masked_ground(g) and g.outcome >= Outcome.NEEDS_AUTHORISATION for g in unit.grounds)


def is_masked_ground(ground: Ground) -> bool:
    """Tell whether a ground is one that the partner never learns of (AX9)."""
    return ground.disclosable is Disclosable.NO_REPLY_POSSIBLE


def tells_of_a_claim(ground: Ground) -> bool:
    """Tell whether a ground speaks because somebody asked for protection: R-REFOUL, postponed (Q2).

    The partner is told that it is postponed and nothing else, as for an inquiry or a court's hold: a refusal
    beside it, or in its place, would show that there is a claim. At this node it is masked (ASY).
    """
    return ground.rule == "R-REFOUL" and ground.disclosable is Disclosable.POSTPONED


def is_hidden_ground(ground: Ground) -> bool:
    """Tell whether a ground is for those alone who decide the case, or watch over the law (AX9)."""
    return is_masked_ground(ground) or tells_of_a_claim(ground)


def tells_partner(ground: Ground) -> bool:
    """Tell whether a ground reaches the partner as it stands: a refusal or a supplement, not masked."""
    refers = ground.outcome is Outcome.REFER and ground.action == SUPPLEMENT
    told = ground.outcome is Outcome.REFUSE or refers
    return told and not is_masked_ground(ground)


def _codes(grounds: list[Ground]) -> tuple[Disclosable, ...]:
    return tuple(sorted({g.disclosable for g in grounds if tells_partner(g)}))
