"""All voices combined to outcomes, as formulas (as `gate._combine` and `law.accessory` do for one case)."""

from collections.abc import Iterable, Mapping, Sequence

from comity.law.accessory import ACCESSORY
from comity.law.clauses import Effect
from comity.law.proving import (
    NEEDS,
    REFER,
    REFUSE,
    Decided,
    Formula,
    Rank,
    Symbols,
    Unit,
    Voice,
    Weigher,
    all_of,
    any_of,
    highest,
    no,
    up_to,
)
from comity.model.decisions import Disclosable, Level


def decide_all(symbols: Symbols, voices: Sequence[Voice], weigher: type[Weigher] = Weigher) -> Decided:
    """Combine all voices to one outcome for each unit and the message (K1, K2, K5, Q1)."""
    weighs = weigher(symbols, voices)
    alone = tuple((voice, weighs.reach(voice)) for voice in voices)
    said = {u.name: highest(*(r for v, r in alone if v.unit.name == u.name)) for u in symbols.units}
    base = said[""]
    reached, accessory = _with_a_main_offence(symbols, alone, said)
    units = {o.name: highest(base, said[o.name], accessory[o.name]) for o in symbols.offences}
    through = highest(base, _least(symbols.offences, units))
    units |= {i.name: highest(through, said[i.name]) for i in symbols.items}
    held = _held(symbols, units)
    units |= {i.name: highest(units[i.name], held) for i in symbols.items}
    parts = (*symbols.offences, *symbols.items)
    left = {u.name: all_of(u.there, no(units[u.name][REFUSE])) for u in parts}
    survivors = [tuple(all_of(left[u.name], reach) for reach in units[u.name]) for u in parts]
    gone = any_of(_nothing_survives(symbols.offences, left), _nothing_survives(symbols.items, left))
    outcome = highest(base, held, *survivors, up_to(REFUSE, gone))
    stays = any_of(*(all_of(u.there, units[u.name][REFUSE]) for u in parts))
    return Decided(
        outcome=_consulted(symbols, reached, outcome),
        units=units,
        partial=all_of(no(outcome[REFUSE]), stays),
        reached=reached,
    )


def _with_a_main_offence(
    symbols: Symbols, alone: tuple[tuple[Voice, Rank], ...], said: Mapping[str, Rank]
) -> tuple[tuple[tuple[Voice, Rank], ...], dict[str, Rank]]:
    """Let an accessory offence fare no better than the best main one (Q12, as `law.accessory`)."""
    marks = [voice for voice, _ in alone if ACCESSORY in voice.clause.conditions]
    small = {o.name: any_of(*(v.speaks for v in marks if v.unit.name == o.name)) for o in symbols.offences}
    mains = [(all_of(o.there, no(small[o.name])), said[o.name]) for o in symbols.offences]
    best = [all_of(*(any_of(no(main), rank[place]) for main, rank in mains)) for place in range(4)]
    raised = tuple(
        (voice, highest(rank, up_to(REFUSE, all_of(voice.speaks, best[REFUSE]))))
        if ACCESSORY in voice.clause.conditions and voice.unit.name in small
        else (voice, rank)
        for voice, rank in alone
    )
    fares: dict[str, Rank] = {}
    for name, is_small in small.items():
        one, two, three, four = (all_of(is_small, reach) for reach in best)
        fares[name] = (one, two, three, four)
    return raised, fares


def _least(offences: Sequence[Unit], units: Mapping[str, Rank]) -> Rank:
    """Return the mildest outcome of the offences that are there; of none, PERMIT."""
    some = any_of(*(o.there for o in offences))
    return tuple(
        all_of(some, *(any_of(no(o.there), units[o.name][place]) for o in offences)) for place in range(4)
    )


def _held(symbols: Symbols, units: Mapping[str, Rank]) -> Rank:
    """Hold the rest back where a part alone would mislead, or may (K5)."""
    may_mislead = no(symbols.message.false["message.part_would_mislead"])
    stays = any_of(*(all_of(i.there, units[i.name][NEEDS]) for i in symbols.items))
    return up_to(REFER, all_of(may_mislead, stays))


def _nothing_survives(parts: Sequence[Unit], left: Mapping[str, Formula]) -> Formula:
    return all_of(any_of(*(u.there for u in parts)), *(no(left[u.name]) for u in parts))


def _consulted(symbols: Symbols, reached: Iterable[tuple[Voice, Rank]], outcome: Rank) -> Rank:
    """Consult the partner before national law alone refuses what a treaty obliges to (K2), if it may know."""
    duty, national, other = [], [], []
    for voice, rank in reached:
        if voice.clause.effect is Effect.DUTY:
            duty.append(voice.certain)
        elif voice.clause.level is Level.N1:
            allowed = symbols.treaty[voice.clause.rule]
            if voice.clause.disclosable is not Disclosable.NO_REPLY_POSSIBLE:
                national.append(all_of(rank[REFUSE], no(allowed)))
            other.append(all_of(rank[REFUSE], allowed))
        else:
            other.append(rank[REFUSE])
    consult = all_of(any_of(*duty), any_of(*national))
    refused = all_of(outcome[REFUSE], any_of(no(consult), any_of(*other)))
    raised = highest(outcome, up_to(REFER, consult))
    return (*raised[:REFUSE], refused)
