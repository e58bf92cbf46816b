"""What of a name a match key may hold: components in canonical letters, each with the bits it carries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

from comity.matching.frequencies import Form, Frequencies
from comity.matching.names import REMEMBERED, Name, Part

Component = tuple[str, float]
MOST_READINGS = 6
"""A name is read in at most so many ways: the three readings of all its parts, then mixtures of them."""
MOST_PARTS = 5


class _Weighed(NamedTuple):
    """A part of a name, each form with its bits; sounds and coarses in the order of the readings."""

    fine: Component
    sounds: tuple[Component, ...]
    coarses: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A name whose parts are weighed by a table."""

    parts: tuple[_Weighed, ...]
    units: tuple[Component, ...]
    """The fine forms of the parts; a Chinese given name is one, since a slip hides its syllables."""
    initials: tuple[str, ...]
    table: Frequencies


def weigh(name: Name, table: Frequencies) -> Weighed:
    """Weigh each form of each part once."""
    full = name.full[:MOST_PARTS]
    parts = tuple([_weigh(part, table) for part in full])
    bits = table.fine.bits
    units = tuple([(unit, bits(unit)) for unit in name.groups[:MOST_PARTS]])
    return Weighed(parts, units, tuple([part.fine[0] for part in name.initials]), table)


@lru_cache(maxsize=REMEMBERED)
def _weigh(part: Part, table: Frequencies) -> _Weighed:
    fine = part.fine, table.fine.bits(part.fine)
    return _Weighed(fine, _bits(part.sounds, table.sound), _bits(part.coarses, table.coarse))


def _bits(values: tuple[str, ...], form: Form) -> tuple[Component, ...]:
    return tuple([(value, form.bits(value)) for value in values])


def _total(chosen: Iterable[Component]) -> float:
    return sum([bits for _, bits in chosen])


def _whole(name: Weighed, least: float) -> Iterator[Component]:
    """Yield all letters in the order of the alphabet: order and spacing of the name are free."""
    chosen = [part.fine for part in name.parts]
    bits = _total(chosen)
    if bits >= least:
        yield _letters(chosen), bits


def _whole_parts(name: Weighed, least: float) -> Iterator[Component]:
    chosen = [part.fine for part in name.parts]
    bits = _total(chosen)
    if bits >= least:
        yield _together(chosen), bits


def _whole_sound(name: Weighed, least: float) -> Iterator[Component]:
    for chosen in dict.fromkeys(zip(*[part.sounds for part in name.parts], strict=True)):
        bits = _total(chosen)
        if bits >= least:
            yield _letters(chosen), bits


def _whole_coarse(name: Weighed, least: float) -> Iterator[Component]:
    parts = [part.coarses for part in name.parts]
    ways = dict.fromkeys(zip(*parts, strict=True))
    if len(parts) <= 3:
        ways |= dict.fromkeys(product(*map(dict.fromkeys, parts)))
    for chosen in list(ways)[:MOST_READINGS]:
        bits = _total(chosen)
        if bits >= least:
            yield _together(chosen), bits


def _letters(chosen: Iterable[Component]) -> str:
    return "".join(sorted("".join([value for value, _ in chosen])))


def _together(chosen: Iterable[Component]) -> str:
    return "+".join(sorted([value for value, _ in chosen]))


def _both(one: Component, two: Component) -> Component:
    """Return two values in the order of the alphabet, with what both carry."""
    first, second = one[0], two[0]
    return f"{first}+{second}" if first <= second else f"{second}+{first}", one[1] + two[1]


def _pair(name: Weighed, least: float) -> Iterator[Component]:
    for one, two in combinations(name.units, 2):
        if one[1] + two[1] >= least:
            yield _both(one, two)


def _pair_coarse(name: Weighed, least: float) -> Iterator[Component]:
    return _pairs([part.coarses for part in name.parts], least)


def _pairs(parts: list[tuple[Component, ...]], least: float) -> Iterator[Component]:
    for ones, twos in combinations(parts, 2):
        for one, two in dict.fromkeys(zip(ones, twos, strict=True)):
            if one[1] + two[1] >= least:
                yield _both(one, two)


def _initial(name: Weighed, least: float) -> Iterator[Component]:
    """Yield one unit and the first letter of another, or an initial."""
    of_letter = name.table.first.bits
    for value, worth in name.units:
        others = [unit[0] for unit, _ in name.units if unit != value]
        for letter in dict.fromkeys((*others, *name.initials)):
            bits = worth + of_letter(letter)
            if bits >= least:
                yield f"{value}+{letter}.", bits


def _all_but_one(name: Weighed, least: float) -> Iterator[Component]:
    """Yield all units but one, and of that one the first or the last letter: a slip leaves one of them whole.

    An initial stands for a part that is not written.
    """
    first, last = name.table.first.bits, name.table.last.bits
    units = list(name.units)
    for initial in name.initials:
        yield from _with(units, f"{initial}-", first(initial), least)
    if name.initials or len(units) < 2:
        return
    for at, (value, _) in enumerate(units):
        rest = units[:at] + units[at + 1 :]
        yield from _with(rest, f"{value[0]}-", first(value[0]), least)
        yield from _with(rest, f"-{value[-1]}", last(value[-1]), least)


def _with(units: list[Component], letter: str, worth: float, least: float) -> Iterator[Component]:
    bits = _total(units) + worth
    if bits >= least:
        yield f"{_together(units)}+{letter}", bits


MAKERS: Mapping[str, Callable[[Weighed, float], Iterator[Component]]] = {
    "F*": _whole,
    "T*": _whole_parts,
    "S*": _whole_sound,
    "C*": _whole_coarse,
    "Fp": _pair,
    "Cp": _pair_coarse,
    "Fi": _initial,
    "Fb": _all_but_one,
}
"""F fine (`F*` in one bag of letters), T fine parts kept whole, S sound, C coarse; * all parts, p two of
them, i one with an initial, b all but one with a letter of that. Each yields only what carries the bits."""
