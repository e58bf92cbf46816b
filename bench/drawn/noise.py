"""One person said twice: what scripts, systems, keyboards, scanners, clerks and bad memory make of a name.

The kinds and their shares in `mix` are those of the issue's figures; each draws its own person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from drawn.belgium import BE
from drawn.cultures import BY, IL, IR, MA, RU, TR, UA, Culture, Forms
from drawn.eastern import AM, CN, GE, GR, KR, VN

OWN: Sequence[Culture] = (RU, BY, MA, CN, VN, TR, BE)
"""The seven states."""
OTHERS: Sequence[Culture] = (UA, IR, IL, KR, GR, AM, GE)
"""Scripts and languages that no state of the demonstration has."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SCANNED = "m:rn rn:m cl:d d:cl vv:w u:v h:b e:c n:ri i:l l:i t:f g:q".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Person:
    """A person: the words of the name by role, and the birth date."""

    culture: str
    given: Forms
    middles: tuple[Forms, ...]
    family: Forms
    born: date
    family_first: bool

    def said(self, way: str = "latin", *, swapped: bool = False, middles: bool = True) -> str:
        """Write the name one way; a word that has none is written in Latin letters."""
        given = [self.given, *(self.middles if middles else ())]
        first = self.family_first != swapped or way in ("Hani", "Hang")
        if self.culture == "VN" and self.family_first:
            given = [*given[1:], given[0]]
        words = [self.family, *given] if first else [*given, self.family]
        space = "" if way == "Hani" and self.culture == "CN" else " "
        if way == "Hang":
            space = ""
        return space.join(word.get(way, word["latin"]) for word in words)


def person(culture: Culture, draw: Random) -> Person:
    """Draw a person; one in twenty was given the first of January."""
    middles = (
        tuple(culture.middle(draw) for _ in range(draw.choice(culture.middles))) if culture.middle else ()
    )
    year = min(2009, max(1938, round(draw.gauss(1981, 15))))
    born = date(year, 1, 1) + timedelta(days=draw.randrange(365))
    if draw.random() < 0.05:
        born = date(year, 1, 1)
    first = draw.random() < culture.family_first
    return Person(culture.code, culture.given(draw), middles, culture.family(draw), born, first)


Pair = tuple[str, str, str, str]
Noise = Callable[[Person, Random], tuple[str, str] | None]


def _scripts(who: Person) -> list[str]:
    shared = set(who.family) & set(who.given)
    for middle in who.middles:
        shared &= set(middle)
    return sorted(way for way in shared if way[0].isupper())


def _systems(who: Person) -> list[str]:
    return sorted(way for way in set(who.family) & set(who.given) if way[0] == "~")


def _script(who: Person, draw: Random) -> str:
    ways = [way for way in _scripts(who) if way != "Latn" or who.culture == "VN"]
    return draw.choice(ways) if ways else "latin"


def _born(who: Person) -> str:
    return who.born.isoformat()


def typo(text: str, draw: Random) -> str:
    """Slip once: a neighbour on the keyboard, a letter left out, doubled, turned round or misread."""
    places = [at for at, letter in enumerate(text) if letter.isalpha() and text[at].lower() in "".join(_KEYS)]
    if not places:
        return text
    at, what = draw.choice(places), draw.random()
    letter = text[at].lower()
    row = next(keys for keys in _KEYS if letter in keys)
    place = row.index(letter)
    near = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    if what < 0.4:
        return text[:at] + draw.choice(near) + text[at + 1 :]
    if what < 0.6:
        return text[:at] + text[at + 1 :]
    if what < 0.72:
        return text[: at + 1] + draw.choice(letter + near) + text[at + 1 :]
    if what < 0.88 and at + 1 < len(text) and text[at + 1].isalpha() and text[at + 1].lower() != letter:
        return text[:at] + text[at + 1].lower() + text[at].lower() + text[at + 2 :]
    seen = [pair.split(":") for pair in _SCANNED if pair.split(":")[0] in text[1:]]
    if seen:
        what_is, what_is_read = draw.choice(seen)
        return text[0] + text[1:].replace(what_is, what_is_read, 1)
    return text[:at] + draw.choice("aeiounrst") + text[at + 1 :]


def slipped(born: date, draw: Random) -> str:
    """Return a date of which one part is wrong by a habit: a digit, a neighbour, a year off."""
    year, month, day = born.year, born.month, born.day
    for _ in range(20):
        what = draw.randrange(7)
        if what == 0:
            day = born.day + draw.choice((-1, 1, 10, -10))
        elif what == 1:
            day = draw.randint(1, 28)
        elif what in (2, 3):
            month = born.month + draw.choice((-1, 1)) if what == 2 else (born.month + 9) % 12 + 1
        else:
            year = born.year + draw.choice((-1, 1, -10, 10))
        if 1 <= month <= 12 and 1 <= day <= 28 and (year, month, day) != (born.year, born.month, born.day):
            return date(year, month, day).isoformat()
        year, month, day = born.year, born.month, born.day
    return date(born.year - 1, born.month, min(28, born.day)).isoformat()


def _translit(who: Person, draw: Random) -> str | None:
    ways = [way for way in _systems(who) if who.said(way) != who.said()]
    return who.said(draw.choice(ways), swapped=draw.random() < 0.25) if ways else None


def _less(who: Person, way: str = "latin") -> str | None:
    return who.said(way, middles=False) if who.middles else None


def _initial(who: Person, draw: Random) -> str | None:
    if not who.middles:
        return f"{who.said()} {draw.choice('ABDEFGJKLMNPRST')}."
    short = replace(who, middles=tuple({"latin": middle["latin"][0] + "."} for middle in who.middles))
    return short.said()


def _swap(who: Person, draw: Random) -> str | None:
    return f"{who.born.year:04}-{who.born.day:02}-{who.born.month:02}" if who.born.day <= 12 else None


def _of(name: Callable[[Person, Random], str | None], born: Callable[[Person, Random], str | None]) -> Noise:
    def noise(who: Person, draw: Random) -> tuple[str, str] | None:
        asked, date_asked = name(who, draw), born(who, draw)
        return (asked, date_asked) if asked and date_asked else None

    return noise


def _same(who: Person, draw: Random) -> str:
    return _born(who)


def _err(who: Person, draw: Random) -> str:
    return slipped(who.born, draw)


def _year(who: Person, draw: Random) -> str:
    return str(who.born.year)


def _clean(who: Person, draw: Random) -> str:
    return who.said()


def _script_said(who: Person, draw: Random) -> str | None:
    way = _script(who, draw)
    return (
        who.said(way, swapped=draw.random() < 0.3 and way not in ("Hani", "Hang")) if way != "latin" else None
    )


def _script_less(who: Person, draw: Random) -> str | None:
    return _script_said(replace(who, middles=()), draw) if who.middles else None


def _script_typo(who: Person, draw: Random) -> str | None:
    said = _script_said(who, draw)
    at = draw.randrange(1, len(said)) if said else 0
    return said[:at] + said[at + 1 :] if said else None


def _typo(who: Person, draw: Random) -> str:
    return typo(who.said(), draw)


def _mixed(who: Person, draw: Random) -> tuple[str, str] | None:
    """Draw one noise of the name and one of the date, or none, as a real query has them."""
    name = draw.choices(*_NAMES)[0](who, draw) or who.said()
    return name, draw.choices(*_DATES)[0](who, draw) or _born(who)


_NAMES = (
    [_script_said, _script_less, _script_typo, _translit, _typo, lambda who, draw: _less(who), _clean],
    [0.2, 0.06, 0.06, 0.18, 0.15, 0.13, 0.22],
)
_DATES = ([_err, _year, _swap, _same], [0.08, 0.05, 0.05, 0.82])


NOISES: Mapping[str, Noise] = {
    "clean": _of(_clean, _same),
    "script": _of(_script_said, _same),
    "translit": _of(_translit, _same),
    "typo1": _of(_typo, _same),
    "typo2": _of(lambda who, draw: typo(_typo(who, draw), draw), _same),
    "order": _of(lambda who, draw: who.said(swapped=True), _same),
    "missing": _of(lambda who, draw: _less(who), _same),
    "extra_initial": _of(_initial, _same),
    "dob_swap": _of(_clean, _swap),
    "dob_year": _of(_clean, _year),
    "dob_err": _of(_clean, _err),
    "script+missing": _of(_script_less, _same),
    "script+typo": _of(_script_typo, _same),
    "script+year": _of(_script_said, _year),
    "script+dob_err": _of(_script_said, _err),
    "mix": _mixed,
}
