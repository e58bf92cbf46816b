"""Decisions for people: one readable line per ground.

A decision holds ids only; the texts stand beside the rules, by language, and are looked up on demand.
"""

import re
from collections.abc import Iterable

from comity.law.citing import cite
from comity.law.masking import NEUTRAL
from comity.law.rulebook import Rulebook
from comity.model.decisions import Decision, Ground, Outcome

_VERBS = {
    "en": {
        Outcome.REFUSE: "refused",
        Outcome.REFER: "goes to {who}: {what}",
        Outcome.NEEDS_AUTHORISATION: "needs {who}",
        Outcome.PERMIT_WITH_CONDITIONS: "passes under conditions [{conditions}]",
        Outcome.PERMIT: "passes",
    },
    "fr": {
        Outcome.REFUSE: "refusé",
        Outcome.REFER: "à soumettre : {who} ({what})",
        Outcome.NEEDS_AUTHORISATION: "demande l'accord : {who}",
        Outcome.PERMIT_WITH_CONDITIONS: "passe sous conditions [{conditions}]",
        Outcome.PERMIT: "passe",
    },
}
_UNKNOWN = {"en": "it is not known whether ", "fr": "on ignore si "}
_BECAUSE = {"en": "because ", "fr": "car "}
_IF = {"en": "if ", "fr": "si "}
_AND = {"en": " and ", "fr": " et "}
_OR = {"en": " or ", "fr": " ou "}
_COLON = {"en": ": ", "fr": " : "}
_SEMICOLON = {"en": "; ", "fr": " ; "}
_MESSAGE = {"en": "the message", "fr": "le message"}
_SPAN = re.compile(r"(\d+)([dh])")
_SPANS = {
    "en": {"d": ("day", "days"), "h": ("hour", "hours")},
    "fr": {"d": ("jour", "jours"), "h": ("heure", "heures")},
}
_NEUTRAL = {
    "en": "no answer can be given; why is told only to those who decide this case",
    "fr": "aucune réponse possible ; seuls ceux qui décident de l'affaire en apprennent la raison",
}
_FREE = {
    "en": "passes: every rule in force was weighed, and none stands in the way",
    "fr": "passe : toutes les règles en vigueur ont été pesées, et aucune ne s'y oppose",
}
_UNSPOKEN = "The law's texts stand in English and French only; '{asked}' is answered in English."


def explain(decision: Decision, rulebook: Rulebook, language: str = "en") -> tuple[str, ...]:
    """Say why, the gravest first, one line for all units that a ground says the same of.

    What is refused passes nowhere: of a refused unit no line says that it passes. What passes without any
    ground has its line too: alone, or beside others of its kind that do not pass so.

    A language that no rule speaks falls back to English; `warn_of` says so.
    """
    spoken = spoken_in(language)
    refused = {unit.unit for unit in (*decision.items, *decision.offences) if unit.outcome is Outcome.REFUSE}
    told = [
        g for g in decision.grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS or g.unit not in refused
    ]
    units: dict[str, list[str]] = {}
    for ground in sorted(told, key=lambda g: (-g.outcome, g.rule, g.unit)):
        units.setdefault(line_of(ground, decision, rulebook, spoken), []).append(ground.unit)
    if free := _free(decision, told):
        units[_FREE[spoken]] = list(free)
    return tuple(headed(of, line, spoken) if all(of) else line for line, of in units.items())


def headed(units: Iterable[str], line: str, language: str) -> str:
    """Put before a line what it is of, offences and items by name; nothing if that is the message alone."""
    of = named(units, language)
    return line if of in ("", _MESSAGE[language]) else f"{of}{_COLON[language]}{line}"


def named(units: Iterable[str], language: str) -> str:
    """Name the message, offences and items that something is of."""
    return ", ".join(unit or _MESSAGE[language] for unit in units)


def _free(decision: Decision, told: list[Ground]) -> tuple[str, ...]:
    """Name what passes without a ground; the message as a whole is ("",), and nothing is nobody."""
    if decision.outcome is Outcome.PERMIT and not told:
        return ("",)
    if any(not ground.unit and ground.outcome > Outcome.PERMIT_WITH_CONDITIONS for ground in told):
        return ()
    free: list[str] = []
    for kind in (decision.offences, decision.items):
        named = [u.unit for u in kind if u.outcome is Outcome.PERMIT and not u.grounds]
        free += named if len(named) < len(kind) else []
    return tuple(free)


def line_of(
    ground: Ground, decision: Decision, rulebook: Rulebook, language: str = "en", *, supposed: bool = False
) -> str:
    """Say one ground in a line, without its unit; what is only `supposed` is said with an if."""
    if ground.rule == NEUTRAL:
        return f"{_NEUTRAL[language]} ({ground.disclosable})"
    verb = _VERBS[language][ground.outcome].format(
        who=_AND[language].join(word(rulebook, need, language) for need in ground.needs),
        what=word(rulebook, ground.action, language),
        conditions=_SEMICOLON[language].join(word(rulebook, c, language) for c in ground.conditions),
    )
    met = ground.action in ("AUTHORISED", "TP2")
    how = f", {word(rulebook, ground.action, language)}" if met else ""
    clause = rulebook.clause_of(ground, decision.on.date())
    lead = (_IF if supposed else _UNKNOWN if ground.unknown else _BECAUSE)[language]
    reason = f", {lead}{clause.because[language]}" if clause else ""
    return f"{verb}{how}{_COLON[language]}{cite(ground.article, language)}{reason} ({ground.rule})"


def because(ground: Ground, decision: Decision, rulebook: Rulebook, language: str = "en") -> str:
    """Say the reason of one ground; nothing for what the combination of grounds itself adds (K5)."""
    if ground.rule == NEUTRAL:
        return _NEUTRAL[language]
    clause = rulebook.clause_of(ground, decision.on.date())
    return clause.because[language] if clause else ""


def spoken_in(language: str) -> str:
    """Return the language in which the law answers somebody who asks in one: its own, else English."""
    short = language.partition("-")[0].lower()
    return short if short in _VERBS else "en"


def warn_of(language: str) -> str:
    """Say that the law speaks no such language yet; nothing where it does."""
    return "" if language.partition("-")[0].lower() in _VERBS else _UNSPOKEN.format(asked=language)


def word(rulebook: Rulebook, code: str, language: str = "en") -> str:
    """Return the words for a role, an action or a condition, such as `REVIEW(DPO,7d)` or `A or B`."""
    if code in rulebook.words:
        return rulebook.words[code][language]
    if " or " in code:
        return _OR[language].join(word(rulebook, part, language) for part in code.split(" or "))
    name, _, inside = code.partition("(")
    if name not in rulebook.words:
        return code
    parts = (
        _span(part, language) or word(rulebook, part, language) for part in inside.rstrip(")").split(",")
    )
    return rulebook.words[name][language].format(*parts)


def _span(code: str, language: str) -> str:
    """Return the words for a span of time such as `90d`; nothing for any other code."""
    span = _SPAN.fullmatch(code)
    if span is None:
        return ""
    one, more = _SPANS[language][span[2]]
    return f"{span[1]} {one if span[1] == '1' else more}"
