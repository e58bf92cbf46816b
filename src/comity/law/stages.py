"""Where theorems are proved: every situation under one way of filling in the shipped profiles, on one day.

Also what Python guarantees of facts: nothing else is assumed of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any

from comity.law.clauses import APART
from comity.law.combining import decide_all
from comity.law.facts import PLACEHOLDERS, of_profile
from comity.law.fields import FIELDS
from comity.law.naming import Scope
from comity.law.national import ProfileBook
from comity.law.proving import (
    Decided,
    Formula,
    Symbols,
    Unit,
    Voice,
    Weigher,
    all_of,
    any_of,
    make_symbols,
    make_voices,
    no,
    z3,
)
from comity.law.rulebook import Rule, Rulebook

ASKED = "own.names_suspect_data_authoriser"
ASKS_SURRENDER = "message.surrender_asked_here"
SUSPECT = "item.from_open_case"
PERSONAL = "item.personal"
WITHOUT = "message.without_personal_data"
RELEASING = "moment.releasing"
PASSING_ON = "moment.passing_on"
MOMENTS = ("moment.asking", "moment.using", RELEASING, PASSING_ON)

BY_TP2 = "item.released_by_tp2"
DANGER = "item.danger_conditions_met"
BARE = "item.bare_warning"
TO_LIFE = "message.danger_to_life"

RECALLED = "danger.release_not_confirmed"
LIFE_SAVING = "item.exculpatory_or_life_saving"

NEVER_OF_A_WARNING = (
    *("message.part_would_mislead", "message.moves_a_person", "message.hands_over_a_person"),
    *("message.surrender_asked_here", "bulk.period_too_long", "scope.index_not_opened"),
    *("moment.asking", "moment.passing_on", "onward.beyond_authorities"),
)
"""Facts that are FALSE of every warning that is about to leave."""

NEVER_OF_NOBODY = (
    *("item.about_a_minor", "item.about_a_protected_person", "item.about_a_victim", "item.category_outside"),
    *("item.former_claim_to_origin", "item.from_open_case", "item.graded_x4", "item.identity_uncertain"),
    "item.special",
)
"""Facts that are FALSE of every item that speaks of nobody."""

URGENT = (
    *("H2", "EXPIRES(72h)"),
    *("REVIEW({urgency_reviewer},{urgency_hours}h)", "REVIEW(DPO,7d)", "RECALL_IF_NOT_CONFIRMED"),
)
"""Conditions of the urgency path: among them two reviews, and recall if not confirmed (5.5)."""

OWNERS = (("FR", "DE"), ("FR", "FR"))
"""Two items of different owners, and of one."""

SURRENDERING = ("SURRENDERING_STATE", "PARTNER_STATE")
"""A person surrendered earlier by a third state, and by the partner: whose consent is asked may be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One day and one way in which shipped profiles fill in what rules leave in braces."""

    on: datetime
    names: Mapping[str, str]
    owners: tuple[str, str]
    states: tuple[str, ...] = ()

    @property
    def names_an_authoriser(self) -> bool:
        """Tell whether these profiles ask somebody for a suspect's data, and say whom."""
        return self.names["suspect_data_authoriser"] not in ("UNKNOWN", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All situations of one setting under one book: symbols, voices, and what is decided of them."""

    setting: Setting
    rules: tuple[Rule, ...]
    reference: tuple[Rule, ...]
    symbols: Symbols
    voices: tuple[Voice, ...]
    decided: Decided
    weigher: type[Weigher] = field(repr=False)

    @property
    def item(self) -> Unit:
        """Return the item that a theorem on one item speaks of; the other stands for all others."""
        return self.symbols.items[0]


def settings(rulebook: Rulebook, profiles: ProfileBook, since: datetime) -> tuple[Setting, ...]:
    """Return each day from which other rules apply, with each way in which the profiles fill in names."""
    midnight = [datetime.combine(day, time(), UTC) for day in sorted(_changes(rulebook))]
    days = (since, *(day for day in midnight if day > since))
    return tuple(
        Setting(
            on=day,
            names={**dict(names), "surrendering_state": surrendering},
            owners=owners,
            states=tuple(sorted(set(states))),
        )
        for day in days
        for names, states in _filled_in(profiles, day).items()
        for owners, surrendering in product(OWNERS, SURRENDERING)
    )


def _changes(rulebook: Rulebook) -> set[date]:
    begins = {rule.valid_from for rule in rulebook.rules}
    return begins | {rule.valid_to + timedelta(days=1) for rule in rulebook.rules if rule.valid_to}


_OWN = ("suspect_data_authoriser", "urgency_reviewer", "urgency_hours")
"""What a profile writes into needs and conditions; other names stand for themselves."""


def _filled_in(profiles: ProfileBook, day: datetime) -> dict[tuple[tuple[str, str], ...], list[str]]:
    """Return what every shipped profile writes, with the states; adopted or not, or in a demo."""
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"adopted": frozenset(FIELDS)},
        {"demonstration": True},
    )
    for state in profiles.states:
        for way in ways:
            profile = profiles.profile(state, **way)
            names = of_profile(profile, day.date())
            itself = {name: name.upper() for name in PLACEHOLDERS[Scope.MESSAGE]}
            filled = itself | {name: names[name] for name in _OWN}
            found.setdefault(tuple(sorted(filled.items())), []).append(state)
    return found


def make_stage(
    rulebook: Rulebook, reference: Rulebook, setting: Setting, weigher: type[Weigher] = Weigher
) -> Stage:
    """Put up all situations of a setting under a book."""
    rules = rulebook.in_force(setting.on.date())
    symbols = make_symbols(rules, setting.names, setting.owners)
    voices = make_voices(symbols, rules)
    return Stage(
        setting=setting,
        rules=rules,
        reference=reference.in_force(setting.on.date()),
        symbols=symbols,
        voices=voices,
        decided=decide_all(symbols, voices, weigher),
        weigher=weigher,
    )


# ── what Python guarantees of facts (each held by a test) ───────────────────────────────────────
def guaranteed(symbols: Symbols, setting: Setting) -> Formula:
    """Say what holds of facts whatever is weighed: nothing else is assumed of them.

    A message has one type and is weighed at one moment; only T10 and T11 ask for a surrender. An item that
    the urgency path carries meets its conditions; what is drawn from a person's case says something of a
    person, and stands in no message without personal data; the bare warning is a warning of danger and says
    something of nobody. The profile that fills in the authoriser also
    says whether it names one.
    """
    message = symbols.message
    types = [fact for fact in message.true if fact.startswith("type.")]
    return all_of(
        z3().PbEq([(message.true[t], 1) for t in types], 1),
        *(any_of(message.true[t], message.false[t]) for t in types),
        any_of(message.false[ASKS_SURRENDER], message.true["type.T10"], message.true["type.T11"]),
        *(any_of(no(i.true[BY_TP2]), i.true[DANGER]) for i in symbols.items),
        *_one_moment(message),
        *(one for item in symbols.items for one in _of_a_person(message, item)),
        _named_by(message, setting.names["suspect_data_authoriser"]),
    )


def _one_moment(message: Unit) -> Iterator[Formula]:
    """Say that data is not used, asked for and passed on at once; whoever passes it on lets it go."""
    true = message.true
    yield from (any_of(true[moment], message.false[moment]) for moment in MOMENTS)
    yield from (any_of(no(true[one]), no(true[other])) for one, other in APART)
    yield any_of(no(true[PASSING_ON]), true[RELEASING])


def _of_a_person(message: Unit, item: Unit) -> Iterator[Formula]:
    yield any_of(item.true[PERSONAL], item.false[PERSONAL])
    yield any_of(item.true[PERSONAL], item.false[SUSPECT])
    yield any_of(item.false[PERSONAL], item.false[BARE])
    yield any_of(message.true[TO_LIFE], no(item.true[BARE]))
    yield any_of(message.true[WITHOUT], message.false[WITHOUT])
    yield any_of(no(item.there), no(message.true[WITHOUT]), no(item.true[PERSONAL]))


def _named_by(message: Unit, authoriser: str) -> Formula:
    if authoriser == "UNKNOWN":
        return message.unknown(ASKED)
    return message.false[ASKED] if authoriser == "none" else message.true[ASKED]
