"""What of a name a match key may hold: components in canonical letters, each with the bits it carries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations, product

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


@dataclass(frozen=True, slots=True)
class _Weighed:
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
    parts = tuple(_weigh(part, table) for part in full)
    groups = tuple((group, table.fine.bits(group)) for group in name.groups[:MOST_PARTS])
    scale = _GIVEN_SYLLABLES if len(full) > 1 and all(map(_is_syllable, full)) else 1.0
    initials = tuple(part.fine[0] for part in name.initials)
    return Weighed(parts, initials, groups, table, scale)


@lru_cache(maxsize=REMEMBERED)
def _weigh(part: Part, table: Frequencies) -> _Weighed:
    fine = part.fine, table.fine.bits(part.fine)
    return _Weighed(fine, _bits(part.sounds, table.sound), _bits(part.coarses, table.coarse))


def _is_syllable(part: Part) -> bool:
    return part.sounds[0] in _SYLLABLES


def _bits(values: tuple[str, ...], form: Form) -> tuple[Component, ...]:
    known = {value: form.bits(value) for value in dict.fromkeys(values)}
    return tuple((value, known[value]) for value in values)


def _total(chosen: tuple[Component, ...] | list[Component]) -> float:
    return sum(bits for _, bits in chosen)


def _whole(name: Weighed) -> Iterator[Component]:
    """Yield all letters in the order of the alphabet: order and spacing of the name are free."""
    if not name.initials:
        chosen = [part.fine for part in name.parts]
        yield _letters(chosen), _total(chosen)


def _whole_sound(name: Weighed) -> Iterator[Component]:
    if not name.initials:
        for chosen in dict.fromkeys(zip(*(part.sounds for part in name.parts), strict=True)):
            yield _letters(chosen), _total(chosen)


def _whole_coarse(name: Weighed) -> Iterator[Component]:
    if name.initials:
        return
    parts = [part.coarses for part in name.parts]
    ways = dict.fromkeys(zip(*parts, strict=True))
    if len(parts) <= 3:
        ways |= dict.fromkeys(product(*map(dict.fromkeys, parts)))
    for chosen in list(ways)[:MOST_READINGS]:
        yield _together(chosen), _total(chosen)


def _letters(chosen: tuple[Component, ...] | list[Component]) -> str:
    return "".join(sorted("".join(value for value, _ in chosen)))


def _together(chosen: tuple[Component, ...]) -> str:
    return "+".join(sorted(value for value, _ in chosen))


def _pair(name: Weighed) -> Iterator[Component]:
    for one, two in combinations(name.parts, 2):
        yield _together((one.fine, two.fine)), one.fine[1] + two.fine[1]


def _pair_sound(name: Weighed) -> Iterator[Component]:
    for one, two in combinations(name.parts, 2):
        for chosen in dict.fromkeys(zip(one.sounds, two.sounds, strict=True)):
            yield _together(chosen), _total(chosen)


def _pair_coarse(name: Weighed) -> Iterator[Component]:
    for one, two in combinations(name.parts, 2):
        for chosen in dict.fromkeys(zip(one.coarses, two.coarses, strict=True)):
            yield _together(chosen), _total(chosen)


def _single(name: Weighed) -> Iterator[Component]:
    yield from _units(name)


def _initial(name: Weighed) -> Iterator[Component]:
    """Yield one part and the first letter of another, which may be known as no more."""
    for value, worth in _units(name):
        others = [part.fine[0][0] for part in name.parts if part.fine[0] != value]
        for letter in dict.fromkeys((*others, *name.initials)):
            yield f"{value}+{letter}.", worth + name.table.initial.bits(letter)


def _units(name: Weighed) -> Iterable[Component]:
    """Return the parts, and a given name of several syllables as one."""
    return dict.fromkeys((*(part.fine for part in name.parts), *name.groups))


def _ended(name: Weighed) -> Iterator[Component]:
    """Yield one unit and the first or last three letters of another: one slip leaves one of them whole."""
    for (one, worth), (two, _) in permutations(name.groups, 2):
        if len(two) > 3:
            start, end = ends(two)
            yield f"{one}+{start}-", worth + name.table.start.bits(start)
            yield f"{one}+-{end}", worth + name.table.end.bits(end)


def _ends(name: Weighed) -> Iterator[Component]:
    """Yield the first or last three letters of both units of a name of two."""
    if len(name.groups) != 2:
        return
    both = []
    for group, _ in name.groups:
        start, end = ends(group)
        both.append(((f"{start}-", name.table.start.bits(start)), (f"-{end}", name.table.end.bits(end))))
    for chosen in product(*both):
        yield _together(chosen), _total(chosen)


MAKERS: Mapping[str, Callable[[Weighed], Iterator[Component]]] = {
    "F*": _whole,
    "S*": _whole_sound,
    "C*": _whole_coarse,
    "Fp": _pair,
    "Sp": _pair_sound,
    "Cp": _pair_coarse,
    "Fs": _single,
    "Fi": _initial,
    "Fa": _ended,
    "Fe": _ends,
}
"""F fine, S sound, C coarse; * all parts, p two of them, s one, i with an initial, a with one end, e ends."""
