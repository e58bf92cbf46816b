"""What of a name a match key may hold: components in canonical letters, each with the bits it carries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

from comity.matching.chinese import CLASSES
from comity.matching.frequencies import Form, Frequencies, ends
from comity.matching.names import REMEMBERED, Name, Part

Component = tuple[str, float]
MOST_READINGS = 6
"""A name is read in at most so many ways: the three readings of all its parts, then mixtures of them."""
MOST_PARTS = 5
_GIVEN_SYLLABLES = 0.84
"""A Chinese given name has fewer bits than its syllables: not every two of them make one."""
_SYLLABLES = frozenset(CLASSES.values())


class _Weighed(NamedTuple):
    """A part of a name, each form with its bits; sounds and coarses in the order of the readings."""

    fine: Component
    sounds: tuple[Component, ...]
    coarses: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A name whose parts are weighed by a table."""

    parts: tuple[_Weighed, ...]
    initials: tuple[str, ...]
    groups: tuple[Component, ...]
    table: Frequencies
    scale: float


def weigh(name: Name, table: Frequencies) -> Weighed:
    """Weigh each form of each part once."""
    full = name.full[:MOST_PARTS]
    parts = tuple([_weigh(part, table) for part in full])
    bits = table.fine.bits
    groups = tuple([(group, bits(group)) for group in name.groups[:MOST_PARTS]])
    scale = _GIVEN_SYLLABLES if len(full) > 1 and all(map(_is_syllable, full)) else 1.0
    initials = tuple([part.fine[0] for part in name.initials])
    return Weighed(parts, initials, groups, table, scale)


@lru_cache(maxsize=REMEMBERED)
def _weigh(part: Part, table: Frequencies) -> _Weighed:
    fine = part.fine, table.fine.bits(part.fine)
    return _Weighed(fine, _bits(part.sounds, table.sound), _bits(part.coarses, table.coarse))


def _is_syllable(part: Part) -> bool:
    return part.sounds[0] in _SYLLABLES


def _bits(values: tuple[str, ...], form: Form) -> tuple[Component, ...]:
    return tuple([(value, form.bits(value)) for value in values])


def _total(chosen: Iterable[Component]) -> float:
    return sum([bits for _, bits in chosen])


def _whole(name: Weighed, least: float) -> Iterator[Component]:
    """Yield all letters in the order of the alphabet: order and spacing of the name are free."""
    if not name.initials:
        chosen = [part.fine for part in name.parts]
        bits = _total(chosen)
        if bits >= least:
            yield _letters(chosen), bits


def _whole_sound(name: Weighed, least: float) -> Iterator[Component]:
    if name.initials:
        return
    for chosen in dict.fromkeys(zip(*[part.sounds for part in name.parts], strict=True)):
        bits = _total(chosen)
        if bits >= least:
            yield _letters(chosen), bits


def _whole_coarse(name: Weighed, least: float) -> Iterator[Component]:
    if name.initials:
        return
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
    for one, two in combinations([part.fine for part in name.parts], 2):
        if one[1] + two[1] >= least:
            yield _both(one, two)


def _pair_sound(name: Weighed, least: float) -> Iterator[Component]:
    return _pairs([part.sounds for part in name.parts], least)


def _pair_coarse(name: Weighed, least: float) -> Iterator[Component]:
    return _pairs([part.coarses for part in name.parts], least)


def _pairs(parts: list[tuple[Component, ...]], least: float) -> Iterator[Component]:
    for ones, twos in combinations(parts, 2):
        for one, two in dict.fromkeys(zip(ones, twos, strict=True)):
            if one[1] + two[1] >= least:
                yield _both(one, two)


def _single(name: Weighed, least: float) -> Iterator[Component]:
    return (unit for unit in _units(name) if unit[1] >= least)


def _initial(name: Weighed, least: float) -> Iterator[Component]:
    """Yield one part and the first letter of another, which may be known as no more."""
    of_letter = name.table.initial.bits
    for value, worth in _units(name):
        others = [part.fine[0][0] for part in name.parts if part.fine[0] != value]
        for letter in dict.fromkeys((*others, *name.initials)):
            bits = worth + of_letter(letter)
            if bits >= least:
                yield f"{value}+{letter}.", bits


def _units(name: Weighed) -> Iterable[Component]:
    """Return the parts, and a given name of several syllables as one."""
    return dict.fromkeys((*[part.fine for part in name.parts], *name.groups))


def _ends(name: Weighed, least: float) -> Iterator[Component]:
    """Yield the first or last three letters of both units of a name of two."""
    if len(name.groups) != 2:
        return
    of_start, of_end = name.table.start.bits, name.table.end.bits
    both = []
    for group, _ in name.groups:
        start, end = ends(group)
        both.append(((f"{start}-", of_start(start)), (f"-{end}", of_end(end))))
    for one, two in product(*both):
        if one[1] + two[1] >= least:
            yield _both(one, two)


MAKERS: Mapping[str, Callable[[Weighed, float], Iterator[Component]]] = {
    "F*": _whole,
    "S*": _whole_sound,
    "C*": _whole_coarse,
    "Fp": _pair,
    "Sp": _pair_sound,
    "Cp": _pair_coarse,
    "Fs": _single,
    "Fi": _initial,
    "Fe": _ends,
}
"""F fine, S sound, C coarse; * all parts, p two of them, s one, i with an initial, e ends.

Each yields only what carries so many bits."""
