"""How alike two descriptions of a person are: a score, its band, and what every feature adds to it.

The score is a sum of evidence in bits, as logarithms of how much oftener a thing is seen of one person than
of two. It is the same whichever side comes first and on every platform: the arithmetic is whole hundredths.

**No single factor is identity** (R-MATCH, S40): a name alone, however rare, or a document number alone stays
below POSSIBLE; whoever wants more must bring a second factor. A likeness never says that two are one person:
it says what an officer should look at, and why.
"""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from comity.matching.births import WORTH, DateRelation, relate
from comity.matching.parts import MORE, WHOLE, Alignment, align
from comity.matching.tokens import tokens, words
from comity.model.records import Band as Band  # noqa: PLC0414 - whoever weighs speaks of bands
from comity.model.records import PartialDate, PlaceKind, Record, Sex


class Feature(StrEnum):
    """What is compared."""

    NAME = "name"
    BIRTH = "birth"
    PLACE = "place"
    NATIONALITY = "nationality"
    SEX = "sex"
    DOCUMENT = "document"


THRESHOLDS = ((2200, Band.LIKELY), (1800, Band.POSSIBLE), (1000, Band.NEEDS_SECOND_FACTOR))
"""From which score each band begins, in hundredths of a bit; below the last nothing is shown."""
FACTORS = frozenset({Feature.NAME, Feature.BIRTH, Feature.DOCUMENT, Feature.PLACE})
"""What counts as a factor of its own; a nationality or a sex is shared by millions."""
ALONE = 1799
"""The most that one factor can reach, whatever it is."""

NAME_LEAST = -2000
PLACE_SAME, PLACE_SHARED, PLACE_OTHER = 300, 100, -50
NATIONALITY_SAME, NATIONALITY_OTHER = 150, -150
SEX_SAME, SEX_OTHER = 80, -400
DOCUMENT_SAME, DOCUMENT_STATE_UNKNOWN, DOCUMENT_SHORT = 2000, 1600, 300
SHORT_NUMBER = 5
STATE_CODE = 2
_CONFUSED = str.maketrans("OISBZ", "01582")

_NAMES = WHOLE + MORE
LOWEST = NAME_LEAST + min(WORTH.values()) + PLACE_OTHER + NATIONALITY_OTHER + SEX_OTHER
HIGHEST = _NAMES + max(WORTH.values()) + PLACE_SAME + NATIONALITY_SAME + SEX_SAME + DOCUMENT_SAME
"""Between these every score lies, in hundredths of a bit."""


class Person(NamedTuple):
    """What is said of a person, on either side: every list may hold several sayings, or none.

    `documents` are pairs of number and issuing state, the state empty where it is not known.
    """

    names: tuple[str, ...]
    births: tuple[PartialDate, ...] = ()
    places: tuple[str, ...] = ()
    nationalities: frozenset[str] = frozenset()
    sex: Sex = Sex.UNKNOWN
    documents: tuple[tuple[str, str], ...] = ()


class Evidence(NamedTuple):
    """What one feature adds, in hundredths of a bit, how the two agree, and what is said on each side."""

    feature: Feature
    worth: int
    how: Alignment | DateRelation | str
    one: PartialDate | str
    other: PartialDate | str

    @property
    def held(self) -> str:
        """Return what is held, in its own words."""
        return self.one.text if isinstance(self.one, PartialDate) else self.one

    @property
    def asked(self) -> str:
        """Return what was asked, in its own words."""
        return self.other.text if isinstance(self.other, PartialDate) else self.other

    @property
    def because(self) -> str:
        """Say how the two agree or differ."""
        return self.how.told(self.held, self.asked) if isinstance(self.how, Alignment) else str(self.how)


class Likeness(NamedTuple):
    """How alike two are: hundredths of a bit, and why, feature by feature."""

    hundredths: int
    because: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """Return the score in bits."""
        return self.hundredths / 100

    @property
    def band(self) -> Band:
        """Return what the score is good for."""
        return next((band for least, band in THRESHOLDS if self.hundredths >= least), Band.HIDDEN)


def person_of(record: Record) -> Person:
    """Take from a record what can be compared."""
    births = [place for place in record.places if place.kind is PlaceKind.BIRTH]
    return Person(
        names=tuple(dict.fromkeys(name.text for name in record.names)),
        births=tuple(birth.date for birth in record.births if birth.date),
        places=tuple(" ".join((place.city, place.province)).strip() for place in births),
        nationalities=frozenset(
            nationality.state or nationality.text for nationality in record.nationalities
        ),
        sex=record.sex,
        documents=tuple((d.number, d.state or "") for d in record.documents if d.number),
    )


def compare(held: Person, asked: Person) -> Likeness:
    """Weigh two descriptions of a person; what is not known on both sides adds nothing."""
    because = [_names(held.names, asked.names)]
    if held.births and asked.births:
        because.append(_births(held.births, asked.births))
    if held.places and asked.places:
        because.append(_places(held.places, asked.places))
    if held.nationalities and asked.nationalities:
        because.append(_nationalities(held.nationalities, asked.nationalities))
    if held.sex is not Sex.UNKNOWN and asked.sex is not Sex.UNKNOWN:
        because.append(_sexes(held.sex, asked.sex))
    if held.documents and asked.documents:
        because.append(_documents(held.documents, asked.documents))
    return Likeness(_total(because), tuple(because))


def _total(because: list[Evidence]) -> int:
    """Add it up: one factor alone stays below POSSIBLE, one number on two names is never hidden."""
    total = factors = 0
    for evidence in because:
        total += evidence.worth
        if evidence.worth > 0 and evidence.feature in FACTORS:
            factors += 1
    if because[-1].feature is Feature.DOCUMENT and because[-1].worth >= DOCUMENT_STATE_UNKNOWN:
        total = max(total, THRESHOLDS[-1][0])
    return total if factors > 1 else min(total, ALONE)


def _names(held: tuple[str, ...], asked: tuple[str, ...]) -> Evidence:
    """Return the best pair of names; what one name says is bounded on both sides."""
    best, ours, theirs = None, held[0] if held else "", asked[0] if asked else ""
    for one in held:
        for other in asked:
            found = align(tokens(one), tokens(other))
            if found is not None and (best is None or found.worth > best.worth):
                best, ours, theirs = found, one, other
    if best is None:
        return Evidence(Feature.NAME, 0, "no name that can be read on both sides", ours, theirs)
    worth = max(best.worth, NAME_LEAST)
    return Evidence(Feature.NAME, worth, best, ours, theirs)


def _births(held: tuple[PartialDate, ...], asked: tuple[PartialDate, ...]) -> Evidence:
    """Return the best pair of dates: a source may give several."""
    best, ours, theirs = relate(held[0], asked[0]), held[0], asked[0]
    if len(held) + len(asked) > 2:
        for one in held:
            for other in asked:
                if WORTH[found := relate(one, other)] > WORTH[best]:
                    best, ours, theirs = found, one, other
    return Evidence(Feature.BIRTH, WORTH[best], best, ours, theirs)


def _places(held: tuple[str, ...], asked: tuple[str, ...]) -> Evidence:
    """Return the best pair of places: places are written in so many ways that a difference says little."""
    found = [_place(one, other) for one in held for other in asked]
    return max(found, key=lambda evidence: evidence.worth)


def _place(one: str, other: str) -> Evidence:
    ours, theirs = words(one), words(other)
    found = align(ours, theirs)
    if found is None:
        return Evidence(Feature.PLACE, 0, "cannot be read", one, other)
    agreed = len(found.parts)
    if agreed >= min(len(ours), len(theirs)):
        return Evidence(Feature.PLACE, PLACE_SAME, "the same place", one, other)
    if agreed:
        return Evidence(Feature.PLACE, PLACE_SHARED, "a part of the place is the same", one, other)
    return Evidence(Feature.PLACE, PLACE_OTHER, "another place", one, other)


def _nationalities(held: frozenset[str], asked: frozenset[str]) -> Evidence:
    ours, theirs = ({text.casefold() for text in texts} for texts in (held, asked))
    said = ", ".join(sorted(held)), ", ".join(sorted(asked))
    if ours & theirs:
        return Evidence(Feature.NATIONALITY, NATIONALITY_SAME, "a nationality in common", *said)
    if all(len(text) == STATE_CODE for text in ours | theirs):
        return Evidence(Feature.NATIONALITY, NATIONALITY_OTHER, "no nationality in common", *said)
    return Evidence(Feature.NATIONALITY, 0, "not comparable: state codes and words", *said)


def _sexes(held: Sex, asked: Sex) -> Evidence:
    if held is asked:
        return Evidence(Feature.SEX, SEX_SAME, "the same", held, asked)
    return Evidence(Feature.SEX, SEX_OTHER, "differs", held, asked)


def _documents(held: tuple[tuple[str, str], ...], asked: tuple[tuple[str, str], ...]) -> Evidence:
    """Return the best pair of documents; a person has several, so a difference says nothing."""
    found = [_document(one, other) for one in held for other in asked]
    return max(found, key=lambda evidence: evidence.worth)


def _document(one: tuple[str, str], other: tuple[str, str]) -> Evidence:
    number, state = _folded(one[0]), one[1].casefold()
    said = " ".join(one).strip(), " ".join(other).strip()
    if not number or number != _folded(other[0]) or (state and other[1] and state != other[1].casefold()):
        return Evidence(Feature.DOCUMENT, 0, "another document", *said)
    if len(number) < SHORT_NUMBER:
        return Evidence(Feature.DOCUMENT, DOCUMENT_SHORT, "the same number, but a short one", *said)
    if not state or not other[1]:
        return Evidence(Feature.DOCUMENT, DOCUMENT_STATE_UNKNOWN, "the same number, a state not known", *said)
    return Evidence(Feature.DOCUMENT, DOCUMENT_SAME, "the same number and state", *said)


@lru_cache(maxsize=65_536)
def _folded(number: str) -> str:
    """Return a document number without marks, letters that are read as digits being those digits."""
    return "".join(c for c in number.upper() if c.isalnum()).translate(_CONFUSED)
