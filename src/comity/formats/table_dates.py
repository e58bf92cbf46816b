"""Forms of dates in tables: `DD.MM.YYYY`, `MON YYYY`, read strictly and never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comity.model.records import DateKind, PartialDate

ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PIECES = {"YYYY": r"(?P<year>[0-9]{4})", "MM": r"(?P<month>[0-9]{1,2})", "DD": r"(?P<day>[0-9]{1,2})"}
_PIECE = re.compile("YYYY|MON|MM|DD")
_PARTS = {"YYYY": "year", "MM": "month", "MON": "month", "DD": "day"}


class Unclear(ValueError):
    """A form of date that cannot be used, or cannot be told from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForm:
    """One form: what it looks like, and the names of the months in it."""

    written: str
    pattern: re.Pattern[str]
    months: tuple[str, ...]

    def read(self, text: str) -> PartialDate | None:
        """Read a text of this form; nothing where it has another.

        Raises: ValueError for a date that no calendar has.
        """
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        parts = found.groupdict()
        name = (parts.pop("name", None) or "").casefold()
        if name:
            parts["month"] = next((str(n) for n, m in enumerate(self.months, 1) if name.startswith(m)), "0")
        given = {part: int(said) for part, said in parts.items() if said}
        return PartialDate(year=given["year"], month=given.get("month"), day=given.get("day"))


def read_forms(written: Sequence[str], months: Sequence[str]) -> tuple[DateForm, ...]:
    """Read the forms in which dates are written, with the beginnings of twelve names of months.

    Raises: Unclear.
    """
    names = tuple(month.casefold() for month in months) or ENGLISH
    if len(names) != 12 or len(set(names)) != 12:
        raise Unclear("'months' are not twelve different beginnings of names")
    shapes: dict[str, str] = {}
    for form in written:
        shape = re.sub("MM|DD", "99", form)
        if shape in shapes:
            raise Unclear(f"'{form}' and '{shapes[shape]}' among 'dates' cannot be told apart")
        shapes[shape] = form
    return tuple(_form(form, names) for form in written)


def _form(written: str, months: tuple[str, ...]) -> DateForm:
    pieces = _PIECE.findall(written)
    parts = [_PARTS[piece] for piece in pieces]
    letters = re.sub(_PIECE, "", written)
    if "year" not in parts or len(set(parts)) != len(parts) or ("day" in parts and "month" not in parts):
        raise Unclear(f"'{written}' among 'dates' has not one YYYY, and DD only with MM or MON")
    if any(letter.isalnum() for letter in letters):
        raise Unclear(f"'{written}' among 'dates' has other letters than YYYY, MM, MON, DD")
    body = ""
    for piece in re.split("(YYYY|MON|MM|DD)", written):
        body += _PIECES.get(piece) or (r"(?P<name>[^\W\d_]{3,20})\.?" if piece == "MON" else re.escape(piece))
    return DateForm(
        written=written, pattern=re.compile(body, re.ASCII if "MON" not in written else 0), months=months
    )


def read_date(text: str, forms: Sequence[DateForm], about: Sequence[str] = ()) -> PartialDate:
    """Read a date in the first form that it has; a word for "about" before it makes it approximate.

    Raises: Unclear, naming the forms, never the text.
    """
    bare = next((text[len(word) :].strip() for word in about if text.casefold().startswith(word)), text)
    kind = DateKind.EXACT if bare == text else DateKind.APPROXIMATE
    for form in forms:
        try:
            found = form.read(bare)
        except ValueError:
            raise Unclear("a date that no calendar has") from None
        if found is not None:
            return PartialDate(kind=kind, year=found.year, month=found.month, day=found.day)
    raise Unclear(f"no date of the forms {', '.join(form.written for form in forms)}")
