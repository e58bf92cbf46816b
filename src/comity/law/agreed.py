"""What an agreement's terms lay on a release and on a clock, beside the obligations of 5.4 (domain.md 3.3).

Read here and at the rules: evidence use (R-HAND), copy duty, review of need, monitoring of assurances,
translation (R-FORM), occasion and end of a list (R-BULK), authorisations (R-AGREED), extension of time and
calendar, who bears the costs of what one side does for the other: told, though no rule turns on money.
Whether an index is opened at all R-SCOPE reads. Of the rest, `committee` and `dispute` are shown where two
texts differ, since they say who settles it. `review_cadence` is counted from meetings that were held: no
rule reads it before there are meetings. `direct_contact` opens no channel of its own. What the text asks of
the requesting side is its own approval.

A ground of refusal that a text makes mandatory refuses where the rule alone would ask somebody (`BARS`), and
with `curable = true` only once a supplement was asked in vain (`CURABLE`). `curable = false` refuses at once
where the rule alone would ask for a supplement, and nothing is named as missing for it. No text softens what
the law itself refuses. An assurance counts if it comes from whom each text names for its kind; what sets it
off is the rule that asks for it, or every surrender (R-AGREED).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

from comity.model.assurances import Assurance, AssuranceKind
from comity.model.parties import Authority, AuthorityKind
from comity.model.requests import RequestType
from comity.model.terms import AssuranceTrigger, Calendar, Side, Terms

AUTHORISERS = ("JUDGE", "PROSECUTOR", "SUPERVISOR", "LEGAL_OFFICER")
"""Whose authorisation an agreement can ask of the side that releases (R-AGREED)."""

RELEASE = "RELEASE"
"""The act for which it asks: any release, or the type of request that is answered."""

_CENTRAL = frozenset({AuthorityKind.SPOC, AuthorityKind.NCB, AuthorityKind.CENTRAL_AUTHORITY})
_SATURDAY = 5
_DONE_FOR_THE_OTHER = frozenset(
    {RequestType.T09, RequestType.T10, RequestType.T11, RequestType.T12, RequestType.T13}
)
"""Legal assistance, surrender, arrest, transfer and readmission."""


def obligations(
    texts: Iterable[Terms], standing: frozenset[AssuranceKind], between: tuple[Authority, Authority]
) -> tuple[str, ...]:
    """Return what the terms lay on a release, in words: each text adds its own, the shortest review counts.

    A copy is owed where two authorities deal directly; an assurance is watched as its article says.
    """
    held = tuple(texts)
    direct = any(authority.kind not in _CENTRAL for authority in between)
    copies = (f"copy to {t.copy_duty}" for t in held if t.copy_duty and t.direct_contact and direct)
    watched = (
        f"{one.kind} watched by {one.monitoring}"
        for t in held
        for one in t.assurances
        if one.kind in standing
    )
    return tuple(dict.fromkeys((*copies, *_review(held), *watched)))


def costs_of(texts: Iterable[Terms], kind: RequestType) -> tuple[str, ...]:
    """Return who bears the costs of what is done for the other side, each text that says so once.

    Information costs nobody anything that is shared. Where all texts are silent the requested side bears the
    ordinary costs, and the two consult on extraordinary ones (UNTOC art. 18(28)).
    """
    borne = (f"costs: {t.costs}" for t in texts if t.costs and kind in _DONE_FOR_THE_OTHER)
    return tuple(dict.fromkeys(borne))


def asks_of(terms: Terms, role: str, kind: RequestType) -> bool:
    """Tell whether a text asks this role at the requested side to authorise the release."""
    return any(
        one.side is Side.REQUESTED and one.role == role and one.act in (RELEASE, kind)
        for one in terms.authorisations
    )


BARS = ("R-DUAL", "R-EMBARGO", "R-HUMAN", "R-MILIT", "R-PEND", "R-PRIV", "R-REMAIN", "R-SOVER")
"""Grounds left to somebody's judgement, or to surrender alone, that a text can make binding for its acts."""

CURABLE = ("R-DUAL", "R-HUMAN", "R-MILIT", "R-PRIV", "R-SOVER")
"""Those of them that more from the asking side may cure: an inquiry here, or time, it cannot supply."""

SUPPLEMENTED = (
    "R-ABSENT",
    "R-COMP",
    "R-DEATH",
    "R-FORM",
    "R-LIFE",
    "R-LIST",
    "R-NECESS",
    "R-TORTURE",
    "R-TRIAL",
)
"""Grounds for which the rule itself asks a supplement before it refuses (effect S of domain.md 5.3)."""


def bars(terms: Terms, rule: str) -> bool:
    """Tell whether a text itself says that this ground refuses at once, and leaves nobody a choice."""
    named = terms.refusal_grounds.get(rule)
    return named is not None and named.mandatory and not (named.curable and rule in CURABLE)


def bars_uncured(terms: Terms, rule: str) -> bool:
    """Tell whether a text says that this ground refuses unless a supplement cures it."""
    named = terms.refusal_grounds.get(rule)
    return named is not None and named.mandatory and bool(named.curable)


def shuts(terms: Terms, rule: str) -> bool:
    """Tell whether a text says that nothing cures this ground: no supplement is asked, none is named."""
    named = terms.refusal_grounds.get(rule)
    return named is not None and named.mandatory and named.curable is False


def idle_cures(terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield the grounds whose `curable` changes nothing, and why."""
    for rule, named in sorted(terms.refusal_grounds.items()):
        if named.curable is None or (named.curable and rule in SUPPLEMENTED):
            continue
        if not named.mandatory:
            yield rule, "the ground is not mandatory, and left to a person"
        elif named.curable and rule not in CURABLE:
            yield rule, "no supplement can mend this ground, or the law itself refuses at once"


STATE = "STATE"
"""The giver of an assurance that a text leaves open: any authority that binds the requesting state."""

KIND_ASKED = {
    AssuranceTrigger.DEATH: AssuranceKind.NO_DEATH_PENALTY,
    AssuranceTrigger.LIFE: AssuranceKind.LIFE_TERM_REVIEW,
    AssuranceTrigger.TORTURE: AssuranceKind.NO_ILL_TREATMENT,
    AssuranceTrigger.TRIAL: AssuranceKind.FAIR_TRIAL,
    AssuranceTrigger.ABSENT: AssuranceKind.RETRIAL,
}
"""Which assurance each rule asks for; on every surrender a text can ask any."""


def may_give(texts: Iterable[Terms], assurance: Assurance) -> bool:
    """Tell whether an assurance comes from whom each text names for its kind (domain.md 5.6).

    Where no text names anybody, the central authority gives assurances (2.1).
    """
    named = {one.giver for terms in texts for one in terms.assurances if one.kind is assurance.kind}
    return (named or {str(AuthorityKind.CENTRAL_AUTHORITY)}) <= {STATE, assurance.giver.kind}


def asked_on_surrender(terms: Terms) -> frozenset[AssuranceKind]:
    """Return the kinds of assurance that a text asks whoever is surrendered, and for whatever offence."""
    return frozenset(one.kind for one in terms.assurances if one.trigger is AssuranceTrigger.SURRENDER)


def unheard(terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield what no rule could read of the assurances, and the word to look for."""
    for one in terms.assurances:
        asked = KIND_ASKED.get(one.trigger, one.kind)
        if one.kind is not asked:
            yield f"{one.trigger} asks for {asked}, not for {one.kind}.", one.trigger
        if one.giver != STATE and one.giver not in set(AuthorityKind):
            known = ", ".join(sorted({STATE, *AuthorityKind}))
            yield f"nobody gives an assurance as '{one.giver}'; known: {known}.", one.giver


def unread(terms: Terms) -> tuple[str, ...]:
    """Return the authorisations of the requested side that no rule reads, by role and act."""
    acts = {RELEASE, *RequestType}
    asked = (one for one in terms.authorisations if one.side is Side.REQUESTED)
    return tuple(f"{o.role} for {o.act}" for o in asked if o.role not in AUTHORISERS or o.act not in acts)


def _review(texts: tuple[Terms, ...]) -> Iterator[str]:
    spans = [t.review_every for t in texts if t.review_every is not None]
    if spans:
        yield f"need reviewed every {min(spans).days} d"


def due_at(start: datetime, limit: timedelta, calendar: Calendar, zone: tzinfo) -> datetime:
    """Return when a limit is over, by the calendar of the text; hours always run on.

    Working days are those from Monday to Friday at the requested side. No public holidays are known here, so
    that what hangs on the limit comes rather too early than too late.
    """
    if calendar is Calendar.CALENDAR_DAYS or limit < timedelta(days=1):
        return start + limit
    days, rest = divmod(limit, timedelta(days=1))
    day = start.astimezone(zone)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day + rest
