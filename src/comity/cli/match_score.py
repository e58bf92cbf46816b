"""One line of `comity match score`: two descriptions of a person in, how alike they are out."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from comity.errors import BadInput
from comity.matching.likeness import Likeness, Person, compare
from comity.model.records import PartialDate, Sex

_USUAL = frozenset(("held", "held_born", "asked", "asked_born"))
_SEXES = {"": Sex.UNKNOWN, "F": Sex.FEMALE, "M": Sex.MALE, "X": Sex.UNKNOWN} | {sex.value: sex for sex in Sex}


def scored(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one line. Raises: BadInput for a field that cannot be read; it repeats nothing of a person."""
    return _told(compare(_person(asked, "held"), _person(asked, "asked")))


def _told(likeness: Likeness) -> dict[str, Any]:
    because = [
        {"feature": e.feature, "worth": e.worth / 100, "held": e.held, "asked": e.asked, "because": e.because}
        for e in likeness.because
    ]
    return {"score": likeness.score, "band": likeness.band, "because": because}


def _person(given: Mapping[str, Any], side: str) -> Person:
    names, born = _texts(given, side), f"{side}_born"
    if not names:
        raise BadInput(f"`{side}` is missing: the name of a person")
    births = tuple([_date(text, born) for text in _texts(given, born)])
    if given.keys() <= _USUAL:
        return Person(names, births)
    return Person(
        names=names,
        births=births,
        places=_texts(given, f"{side}_place"),
        nationalities=frozenset(_texts(given, f"{side}_nationality")),
        sex=_sex(given, f"{side}_sex"),
        documents=tuple(_document(said, f"{side}_documents") for said in _list(given, f"{side}_documents")),
    )


def _list(given: Mapping[str, Any], field: str) -> list[Any]:
    said = given.get(field)
    if said is None or said == "":
        return []
    return said if isinstance(said, list) else [said]


def _texts(given: Mapping[str, Any], field: str) -> tuple[str, ...]:
    whole = given.get(field)
    if isinstance(whole, str):
        return (whole,) if whole else ()
    said = _list(given, field)
    if not all(isinstance(text, str) for text in said):
        raise BadInput(f"`{field}` is neither a text nor a list of texts")
    return tuple(said)


@lru_cache(maxsize=65_536)
def _date(text: str, field: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError as wrong:
        raise BadInput(f"`{field}` is no date: {wrong}") from None


def _sex(given: Mapping[str, Any], field: str) -> Sex:
    said = given.get(field) or ""
    sex = _SEXES.get(said.upper()) if isinstance(said, str) else None
    if sex is None:
        raise BadInput(f"`{field}` is none of F, M, X, FEMALE, MALE, UNKNOWN")
    return sex


def _document(said: object, field: str) -> tuple[str, str]:
    found = {"number": said} if isinstance(said, str) else said
    if isinstance(found, dict):
        number, state = found.get("number"), found.get("state") or ""
        if isinstance(number, str) and isinstance(state, str):
            return number, state
    raise BadInput(f'`{field}` is a number, {{"number": …, "state": …}}, or a list of these')
