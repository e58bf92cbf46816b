"""The rule table for zones: what ICAO Doc 9303 asks of each field, and what states are known to do."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import product

from comity.documents import digits, states
from comity.documents.dates import Told, read_date, read_expiry
from comity.documents.findings import Code, Finding, Grade, Repair
from comity.documents.habits import HABITS
from comity.documents.layouts import COMPOSITE, EXPIRY, Layout, spilled
from comity.documents.mending import MOST_REPAIRS, judge_checks

NO_EXPIRY = frozenset({("PN", "RUS")})
"""Documents without expiry, by code and issuer: the Russian internal passport; it writes letters of names as
digits, too. The standard asks for a check digit all the same, so its verdict stays."""

_BLIND = re.compile(f"[{''.join(digits.BLIND)}]")
_ALIKE = re.compile(f"[{''.join(digits.ALIKE)}]")
_NAME = re.compile("[A-Z<]*")
_SEXES = frozenset("MF<")
_LOOK_AGAIN = "No check digit tells these characters from the proposed ones: look again."
_HABIT = "This state writes its numbers otherwise; with one look-alike it would be such a number."


def judge(
    layout: Layout, text: str, checks: Mapping[str, bool], today: date | None, *, counts_filler: bool
) -> Iterator[Finding]:
    """Yield what each rule finds in a zone."""
    never = (text[layout.fields["code"]], text[layout.fields["issuer"]]) in NO_EXPIRY
    if not all(checks.values()):
        yield from judge_checks(layout, text, checks, EXPIRY if never else "")
    yield from _kind(layout, text)
    yield from _states(layout, text)
    yield from _birth(layout, text)
    yield from _expiry(layout, text, today, never=never)
    yield from _sex(layout, text)
    yield from _names(layout, text, coded=never)
    yield from _number(layout, text, counts_filler=counts_filler)


def _said(
    layout: Layout,
    grade: Grade,
    code: Code,
    at: tuple[str, int],
    text: str,
    repairs: tuple[Repair, ...] = (),
) -> Finding:
    """Make a finding about a field, at a place of the joined text."""
    field, index = at
    return Finding(grade, code, field, *layout.place(index), text, repairs)


def _repair(layout: Layout, text: str, index: int, proposed: str) -> Repair:
    return Repair(*layout.place(index), text[index : index + len(proposed)], proposed)


def _kind(layout: Layout, text: str) -> Iterator[Finding]:
    """Hold the document code against those of the format, and name national formats."""
    at = layout.fields["code"].start
    first = text[at]
    if layout.national:
        said = f"A national or older format: {layout.national}."
        yield _said(layout, Grade.NOTE, Code.NATIONAL_FORMAT, ("code", at), said)
    if first not in layout.codes:
        letter = digits.TO_LETTER.get(first, "")
        known = letter != "" and letter in layout.codes
        mended = tuple([_repair(layout, text, at, one) for one in (letter,) if known])
        grade = Grade.WARNING if first.isalpha() else Grade.ERROR
        said = f"{layout.format} begins with {' or '.join(layout.codes)}."
        yield _said(layout, grade, Code.DOCUMENT_CODE, ("code", at), said, mended)
    if not layout.national and text[at + 1].isdigit():
        mended = tuple([_repair(layout, text, at + 1, one) for one in digits.letters_for(text[at + 1])])
        said = "The second character of a document's code is a letter or a filler."
        yield _said(layout, Grade.ERROR, Code.DOCUMENT_CODE, ("code", at + 1), said, mended)


def _states(layout: Layout, text: str) -> Iterator[Finding]:
    """Hold issuer and nationality against the codes of part 3, section 5."""
    for field in ("issuer", "nationality"):
        place = layout.fields.get(field)
        if place is None or (code := text[place]) in states.KNOWN:
            continue
        at = (field, place.start)
        if code in states.SPECIMEN:
            yield _said(layout, Grade.NOTE, Code.SPECIMEN, at, "The state of specimens alone.")
            continue
        likely = map("".join, product(*(digits.letters_for(one) if one.isdigit() else one for one in code)))
        known = [one for one in likely if one != code and one in states.KNOWN | states.SPECIMEN]
        mended = tuple([_repair(layout, text, place.start, one) for one in known])
        grade = Grade.ERROR if any(map(str.isdigit, code)) else Grade.WARNING
        said = "No state or organisation has this code."
        yield _said(layout, grade, Code.STATE_UNKNOWN, at, said, mended)


def _birth(layout: Layout, text: str) -> Iterator[Finding]:
    """See that a date of birth exists; two digits of a year always have a past (part 3, 4.8)."""
    place = layout.fields.get("born")
    if place is None:
        return
    held, at = text[place], ("born", place.start)
    told = read_date(held)
    if told is Told.IMPOSSIBLE:
        yield _impossible(layout, text, at, held)
        return
    if told is Told.ZEROS:
        yield _zeros(layout, at)
    elif told is not Told.WHOLE:
        said = "The date of birth is unknown, or known in part."
        yield _said(layout, Grade.NOTE, Code.DATE_UNKNOWN, at, said)


def _expiry(layout: Layout, text: str, today: date | None, *, never: bool) -> Iterator[Finding]:
    """See that a date of expiry exists, is whole, and has not passed."""
    place = layout.fields.get("expires")
    if place is None:
        return
    held, at = text[place], ("expires", place.start)
    told = read_date(held)
    if told is Told.IMPOSSIBLE:
        yield _impossible(layout, text, at, held)
        return
    if told is Told.ZEROS:
        yield _zeros(layout, at)
    elif told is not Told.WHOLE:
        grade = Grade.NOTE if never else Grade.WARNING
        said = "Such a document never expires." if never else "The date of expiry is not given whole."
        yield _said(layout, grade, Code.DATE_UNKNOWN, at, said)
    if today is not None and told is not Told.UNKNOWN:
        yield from _until(layout, at, held, today)


def _until(layout: Layout, at: tuple[str, int], held: str, today: date) -> Iterator[Finding]:
    """Say whether the day has passed, or lies further ahead than a passport or visa is valid."""
    told = _late(held, today, layout.most_days)
    if told is not None:
        yield _said(layout, Grade.WARNING, told[0], at, told[1])


@lru_cache(maxsize=65536)
def _late(held: str, today: date, most_days: int) -> tuple[Code, str] | None:
    until = read_expiry(held, today)
    if until is not None and until < today:
        return Code.EXPIRED, f"Expired on {until}."
    if until is not None and most_days and (until - today).days > most_days:
        return Code.EXPIRY_FAR, f"Valid until {until}: longer than such a document is ever valid."
    return None


def _impossible(layout: Layout, text: str, at: tuple[str, int], held: str) -> Finding:
    """Say that no calendar has a date; letters among its digits are most likely misread."""
    likely = "".join(digits.TO_DIGIT.get(one, one) for one in held)
    sensible = likely != held and read_date(likely) is not Told.IMPOSSIBLE
    mended = (_repair(layout, text, at[1], likely),) if sensible else ()
    return _said(layout, Grade.ERROR, Code.DATE_IMPOSSIBLE, at, "No calendar has this date.", mended)


def _zeros(layout: Layout, at: tuple[str, int]) -> Finding:
    said = "Zeros stand for what is unknown; the standard writes fillers."
    return _said(layout, Grade.WARNING, Code.DATE_ZEROS, at, said)


def _sex(layout: Layout, text: str) -> Iterator[Finding]:
    """Allow M, F, or the filler where the sex is not stated."""
    place = layout.fields.get("sex")
    if place is None or (held := text[place]) in _SEXES:
        return
    mended = (_repair(layout, text, place.start, digits.FILLER),) if held == "X" else ()
    grade = Grade.WARNING if held == "X" else Grade.ERROR
    said = "A zone writes M, F, or a filler where the sex is not stated."
    yield _said(layout, grade, Code.SEX, ("sex", place.start), said, mended)


def _names(layout: Layout, text: str, *, coded: bool) -> Iterator[Finding]:
    """See that there is a name, in letters, parted once; `coded` names write letters as digits."""
    place = layout.fields.get("names") or layout.fields["surname"]
    held = text[place]
    if not coded and not _NAME.fullmatch(held):
        yield from _digits_in_name(layout, text, place)
    primary, _, secondary = held.partition("<<")
    if not primary.strip("<"):
        missing = not secondary.strip("<")
        code = Code.NAME_EMPTY if missing else Code.NAME_NO_PRIMARY
        grade = Grade.ERROR if missing else Grade.WARNING
        said = "There is no name." if missing else "There is no primary identifier."
        yield _said(layout, grade, code, ("names", place.start), said)
    elif "<<" in secondary.rstrip("<"):
        index = place.start + len(primary) + 2 + secondary.index("<<")
        said = "Two fillers part the names once; here they stand again."
        yield _said(layout, Grade.WARNING, Code.NAME_PARTED_AGAIN, ("names", index), said)
    if held[-1] != digits.FILLER:
        said = "The name fills its field: it may have been truncated."
        yield _said(layout, Grade.NOTE, Code.NAME_TRUNCATED, ("names", place.stop - 1), said)


def _digits_in_name(layout: Layout, text: str, place: slice) -> Iterator[Finding]:
    wrong = [index for index in range(place.start, place.stop) if text[index].isdigit()]
    if wrong:
        likely = [(index, letter) for index in wrong for letter in digits.letters_for(text[index])]
        mended = tuple([_repair(layout, text, index, letter) for index, letter in likely[:MOST_REPAIRS]])
        said = "A name has letters and fillers alone."
        yield _said(layout, Grade.ERROR, Code.NAME_CHARACTER, ("names", wrong[0]), said, mended)


def _number(layout: Layout, text: str, *, counts_filler: bool) -> Iterator[Finding]:
    """See that there is a number, how it goes on, and where check digits are blind in it."""
    place = layout.fields["number"]
    held = text[place]
    if not held.strip(digits.FILLER):
        yield _said(layout, Grade.ERROR, Code.NUMBER_EMPTY, ("number", place.start), "There is no number.")
        return
    more = spilled(layout, text)
    if more is not None:
        said = "The number goes on in the optional data."
        if counts_filler:
            said += " Its check digit counts the filler, as this state does."
        code = Code.FILLER_COUNTED if counts_filler else Code.NUMBER_LONG
        yield _said(layout, Grade.NOTE, code, ("number", place.stop), said)
    if _BLIND.search(held):
        yield _blind(layout, text, "number", place)
    unseen, mark = (digits.BLIND, _BLIND) if COMPOSITE in layout.checks else (digits.ALIKE, _ALIKE)
    for field in ("optional", "optional_2"):
        optional = layout.fields.get(field)
        if optional is not None and mark.search(text[optional]):
            yield _blind(layout, text, field, optional, unseen)


def _blind(
    layout: Layout, text: str, field: str, place: slice, unseen: Mapping[str, str] = digits.BLIND
) -> Finding:
    """Propose what no check digit tells from what stands there; a state's habit may settle it."""
    held, start = text[place], place.start
    swaps = [(i, other) for i, one in enumerate(held) if one in unseen for other in unseen[one]]
    grade, code, said = Grade.NOTE, Code.BLIND, _LOOK_AGAIN
    habit = HABITS.get((text[:1], text[layout.fields["issuer"]])) if field == "number" else None
    if habit is not None and not habit.form.fullmatch(held):
        fits = [(i, other) for i, other in swaps if habit.form.fullmatch(held[:i] + other + held[i + 1 :])]
        if fits:
            grade, code, said, swaps = Grade.WARNING, Code.NUMBER_HABIT, _HABIT, fits
    line, column = layout.place(start)
    mended = tuple([Repair(line, column + i, held[i], other) for i, other in swaps])
    return Finding(grade, code, field, line, mended[0].column, said, mended)
