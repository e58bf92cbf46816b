"""The remarks of the OFAC list: free text in which birth dates, places, nationalities and documents sit.

OFAC writes one statement after the other, parted by semicolons. What has the form of none of them stays
a remark in the source's words: nothing of the text is lost.
"""

import re
from collections.abc import Iterator

from comity.formats.states import state_named
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
    Remark,
    RemarkKind,
    Sex,
    script_of,
)

Said = Birth | Document | Name | Nationality | Place | Remark | Sex

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(?:(?:(\d{1,2}) )?([A-Z][a-z]{2,8}) )?(\d{4})", re.ASCII)
_SPAN = re.compile(r"(circa )?([\w ]{4,20}?)(?:(?: to |-)(?:circa )?([\w ]{4,20}))?", re.ASCII)
_BETWEEN = re.compile(r";\s*")
_SPOKEN = re.compile(r"(?:alt\. )?(DOB|POB|nationality|citizen|Gender):? (.+)", re.IGNORECASE)
_WEAK_ALIAS = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.),? ['\"](.+)['\"]")

_WORDS = r"(?:[A-Z][\w.']{0,20} ){0,3}"
_PASSPORT = _WORDS + r"Passport(?: Booklet)?"
_IDENTITY = (
    _WORDS + r"(?:ID(?: Card)?|Identification(?: Document)?)|Cedula(?: de [A-Z]\w+)?|D\.N\.I\.|C\.U\.R\.P\."
    r"|C\.U\.I\.|N\.I\.E\.|Numero de Identidad|Carnet de Identidad|Citizen's Card"
    r"|CNP \(Personal Numerical Code\)"
)
_OTHER = (
    r"(?:Tax|Registration) ID|R\.?F\.?C\.?|NIT|SSN|RUC|C\.U\.I\.[PT]\.|I\.F\.E\.|LE|VisaNumberID"
    r"|Travel Document|Driver's License|Pilot License|Electoral Registry|Credencial electoral"
    r"|(?:Italian )?Fiscal Code|Birth Certificate|Residency|Cartilla de Servicio Militar Nacional"
    r"|Matricula Mercantil|(?:Military )?Registration|(?:Stateless Person|Refugee) ID Card"
)
_NUMBERED = r"(?: (?:No\.?|Number|#))?[:#]?"
_DOCUMENTS = tuple(
    (re.compile(rf"(?:alt\. )?((?:{words}){_NUMBERED}) (.*\d.*)"), kind)
    for words, kind in (
        (_PASSPORT, DocumentKind.PASSPORT),
        (_OTHER, DocumentKind.OTHER),
        (_IDENTITY, DocumentKind.NATIONAL_ID),
    )
)
_TERM = re.compile(r"\s*\b(issued|expires) ((?:\d{1,2} )?(?:[A-Z][a-z]{2,8} )?\d{4})(?= |$)")
_BESIDE = re.compile(r"(?:, | (?=issued |and ))(.+)")
_COUNTRY = re.compile(r"(.*?)\s*\(([^()]+)\)")


def read_remarks(text: str, at: Provenance) -> Iterator[Said]:
    """Yield everything that the remarks on one person say, in order; white space counts as one space."""
    tidy = " ".join(text.split()).removesuffix(".")
    parts = [part.strip() for part in _BETWEEN.split(tidy) if part.strip()]
    for part in parts:
        yield (
            _spoken(part, at)
            or _document(part, at)
            or Remark(kind=RemarkKind.COMMENT, text=part, provenance=at)
        )


def read_date(text: str) -> PartialDate | None:
    """Read `1968`, `Sep 1968`, `02 Sep 1968`, `circa 1968`, `1955 to 1958`, or nothing."""
    span = _SPAN.fullmatch(text.strip())
    if span is None:
        return None
    about, first, last = span[1], _parts(span[2]), _parts(span[3]) if span[3] else None
    try:
        if first is None or (span[3] and last is None):
            return None
        year, month, day = first
        if last is None:
            kind = DateKind.APPROXIMATE if about else DateKind.EXACT
            return PartialDate(kind=kind, year=year, month=month, day=day)
        to = dict(zip(("to_year", "to_month", "to_day"), last, strict=True))
        return PartialDate(kind=DateKind.BETWEEN, year=year, month=month, day=day, **to)
    except ValueError:
        return None


def place_of_birth(text: str, at: Provenance) -> Place:
    """Part `City, Province, Country` at the last comma where a state follows it."""
    city, _, last = text.rpartition(", ")
    if state_named(text):
        city, last = "", text
    known = state_named(last) is not None
    return Place(
        kind=PlaceKind.BIRTH, city=city if known else text, country=last if known else "", provenance=at
    )


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    month = found[2][:3].lower() if found[2] else ""
    if month and month not in _MONTHS:
        return None
    return int(found[3]), _MONTHS.index(month) + 1 if month else None, int(found[1]) if found[1] else None


def _spoken(part: str, at: Provenance) -> Said | None:
    """Read a statement that begins with its own word, or a weak alias in quotation marks."""
    if alias := _WEAK_ALIAS.fullmatch(part):
        return Name(text=alias[1], quality=NameQuality.LOW, script=script_of(alias[1]), provenance=at)
    said = _SPOKEN.fullmatch(part)
    if said is None:
        return None
    word, text = said[1].lower(), said[2].strip()
    if word == "dob":
        born = read_date(text)
        doubt = born is not None and born.kind is DateKind.BETWEEN and "circa" in text
        return Birth(date=born, note=text if born is None or doubt else "", provenance=at)
    if word == "pob":
        return place_of_birth(text, at)
    if word == "gender":
        return {"male": Sex.MALE, "female": Sex.FEMALE}.get(text.lower(), Sex.UNKNOWN)
    return Nationality(text=text, state=state_named(text), provenance=at)


def _document(part: str, at: Provenance) -> Document | None:
    for form, kind in _DOCUMENTS:
        if found := form.fullmatch(part):
            return _read_document(kind, found[1], found[2], at)
    return None


def _parted(number: str) -> tuple[str, str]:
    """Part a number from what follows it in words."""
    found = _BESIDE.search(number)
    return (number[: found.start()], found[1]) if found else (number, "")


def _read_document(kind: DocumentKind, label: str, said: str, at: Provenance) -> Document:
    """Read `NUMBER (Country) issued DATE expires DATE`, whatever else follows being a note."""
    dates = {word: read_date(when) for word, when in _TERM.findall(said)}
    bare = _TERM.sub("\x00", said)
    head, *notes = (piece.strip() for piece in bare.split("\x00"))
    found = _COUNTRY.fullmatch(head)
    number, country = found.groups() if found else (head, "")
    number, more = _parted(number)
    return Document(
        kind=kind,
        label=label,
        number=number,
        state=state_named(country),
        country=country,
        issued=dates.get("issued"),
        expires=dates.get("expires"),
        note=" ".join(filter(None, (more, *notes))),
        provenance=at,
    )
