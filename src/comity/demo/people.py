"""Registers of persons who do not exist, the same on every machine for the same seed.

Name parts stand in `names/*.toml` and are combined by chance; a likeness to a living person is chance
too. Person number n depends on state, seed and n alone, so a larger register begins as a smaller one.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from comity.errors import BadInput
from comity.model.parties import StateCode
from comity.model.records import (
    Birth,
    DateKind,
    Document,
    DocumentKind,
    Name,
    NameQuality,
    Nationality,
    PartialDate,
    Place,
    PlaceKind,
    Provenance,
    Record,
    RegisterId,
    Sex,
    Standing,
    script_of,
)

STATES = ("BE", "RU", "VN", "MA", "TR", "BY", "CN")
DATED = date(2019, 1, 1)
SOURCE = "fictitious register"

_T = TypeVar("_T")
_FIRST_BIRTH = date(1950, 1, 1)
_BIRTH_DAYS = (date(2000, 12, 31) - _FIRST_BIRTH).days + 1
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def register_id(state: str) -> RegisterId:
    """Name the fictitious register of a state."""
    return RegisterId(f"{state}-DEMO")


def make_register(state: str, size: int, seed: int, *, fixed: Sequence[Record] = ()) -> tuple[Record, ...]:
    """Make a register of that many persons after the fixed ones; one in five is a foreigner.

    Raises:
        BadInput: no names stand ready for that state.
    """
    _country(state)
    return (*fixed, *(_made(state, number, seed) for number in range(1, size + 1)))


def make_person(  # noqa: PLR0913 - one argument for each thing that a scene may say of its person
    state: str,
    reference: str,
    name: str,
    born: str,
    *,
    original: str = "",
    aliases: Sequence[tuple[str, NameQuality]] = (),
    nationalities: Sequence[str] = (),
    sex: Sex = Sex.UNKNOWN,
    document: str = "",
    standing: Standing | None = None,
    protection_from: Sequence[str] = (),
) -> Record:
    """Make one named person for a state's fictitious register; `born` as `PartialDate.parse` reads it."""
    at = Provenance(source=f"{state} {SOURCE}", dated=DATED, element=reference)
    names = [(name, NameQuality.PRIMARY, False), *((text, quality, False) for text, quality in aliases)]
    if original:
        names.insert(1, (original, NameQuality.PRIMARY, True))
    return Record(
        register=register_id(state),
        reference=reference,
        provenance=at,
        names=tuple(
            Name(text=text, quality=quality, script=script_of(text), original_script=own, provenance=at)
            for text, quality, own in names
        ),
        sex=sex,
        births=(Birth(date=PartialDate.parse(born), provenance=at),),
        documents=(
            (Document(kind=DocumentKind.PASSPORT, label="Passport", number=document, provenance=at),)
            if document
            else ()
        ),
        nationalities=tuple(
            Nationality(text=_country(code)["country"], state=StateCode(code), provenance=at)
            for code in nationalities
        ),
        standings=(standing,) if standing else (),
        protection_from=tuple(map(StateCode, protection_from)),
        listed_on=DATED,
    )


class Draws:
    """Chance that every machine draws alike: SHA-256 over a label and a counter."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._drawn = 0

    def below(self, limit: int) -> int:
        """Draw a number from 0 up to a limit."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._label}/{self._drawn}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def one_of(self, choices: Sequence[_T]) -> _T:
        """Draw one of several."""
        return choices[self.below(len(choices))]

    def filled(self, pattern: str) -> str:
        """Fill a pattern: # becomes a digit, @ a letter."""
        digits = {"#": "0123456789", "@": _LETTERS}
        return "".join(self.one_of(digits[sign]) if sign in digits else sign for sign in pattern)


@cache
def _country(state: str) -> dict[str, Any]:
    if state not in STATES:
        raise BadInput(f"No fictitious names for {state}. Choose one of {', '.join(STATES)}.")
    text = files("comity.demo").joinpath("names", f"{state.lower()}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    """A drawn name: in the passport's letters, in its own script, and otherwise."""

    latin: str
    original: str
    variant: str
    turned: str


def _made(state: str, number: int, seed: int) -> Record:
    draws = Draws(f"{state}/{seed}/{number}")
    home = draws.one_of(STATES) if draws.below(5) == 0 else state
    country = _country(home)
    sex = draws.one_of((Sex.FEMALE, Sex.MALE))
    called = _called(country, sex, draws)
    at = Provenance(source=f"{state} {SOURCE}", dated=DATED, element="person", line=number)
    return Record(
        register=register_id(state),
        reference=f"{state}-{number:06}",
        names=_names(called, draws, at),
        provenance=at,
        sex=sex,
        births=tuple(Birth(date=born, provenance=at) for born in _births(draws)),
        documents=_documents(country, draws, at),
        nationalities=(Nationality(text=country["country"], state=StateCode(home), provenance=at),),
        places=(
            Place(
                kind=PlaceKind.BIRTH,
                city=draws.one_of(country["cities"]),
                country=country["country"],
                provenance=at,
            ),
        ),
        listed_on=DATED - timedelta(days=draws.below(3650)),
    )


def _called(country: dict[str, Any], sex: Sex, draws: Draws) -> _Called:
    """Draw a name and put its parts in the country's order."""
    letter = "f" if sex is Sex.FEMALE else "m"
    given: list[str] = draws.one_of(country["given"][letter])
    family: list[str] = draws.one_of(country["family"]["all"])
    if letter == "f" and "feminine" in country:
        local, latin = country["feminine"]
        family = [family[0] + local, *(form + latin for form in family[1:])]
    parts = [given, family]
    if "patronymic" in country:
        parts.insert(1, draws.one_of(country["patronymic"][letter]))
    if country.get("family_first"):
        parts.reverse()
    latin_forms = [part[min(1, len(part) - 1)] for part in parts]
    return _Called(
        latin=" ".join(latin_forms),
        original=("" if country.get("joined") else " ").join(part[0] for part in parts),
        variant=" ".join(part[-1] for part in parts),
        turned=" ".join((latin_forms[-1], *latin_forms[:-1])),
    )


def _names(called: _Called, draws: Draws, at: Provenance) -> tuple[Name, ...]:
    """Give the name, its original script, and for some persons aliases."""
    drawn = draws.below(10)
    forms = {called.latin: NameQuality.PRIMARY}
    if drawn < 4:
        forms.setdefault(called.variant, NameQuality.GOOD)
    if drawn < 2:
        forms.setdefault(called.turned, NameQuality.LOW)
    names = [
        Name(text=text, quality=quality, script="Latn", provenance=at) for text, quality in forms.items()
    ]
    if called.original != called.latin:
        script = script_of(called.original)
        names.insert(
            1,
            Name(
                text=called.original,
                quality=NameQuality.PRIMARY,
                script=script,
                original_script=True,
                provenance=at,
            ),
        )
    return tuple(names)


def _births(draws: Draws) -> tuple[PartialDate, ...]:
    """Draw one birth, known to the day for eight in ten; one in twenty has a second date."""
    day = _FIRST_BIRTH + timedelta(days=draws.below(_BIRTH_DAYS))
    sure = draws.below(20)
    exact = PartialDate(year=day.year, month=day.month, day=day.day)
    others = {
        16: PartialDate(year=day.year, month=day.month),
        17: PartialDate(year=day.year),
        18: PartialDate(kind=DateKind.APPROXIMATE, year=day.year),
        19: PartialDate(kind=DateKind.BETWEEN, year=day.year - 1, to_year=day.year + 2),
    }
    if sure == 0:
        return exact, PartialDate(year=day.year - 1, month=1, day=1)
    return (others.get(sure, exact),)


def _documents(country: dict[str, Any], draws: Draws, at: Provenance) -> tuple[Document, ...]:
    """Draw a passport for three in four and a national number for one in two."""
    kinds = ((DocumentKind.PASSPORT, "passport", 75), (DocumentKind.NATIONAL_ID, "national_id", 50))
    return tuple(
        Document(
            kind=kind,
            label=pattern.replace("_", " "),
            number=draws.filled(country[pattern]),
            state=StateCode(country["state"]),
            country=country["country"],
            provenance=at,
        )
        for kind, pattern, percent in kinds
        if draws.below(100) < percent
    )
