"""What a wrong check digit says, and which single misreading would set it right.

The proposals are guesses for whoever looks at the document again; nothing is ever mended silently.
"""

from collections.abc import Callable, Iterator, Mapping

from comity.documents import digits
from comity.documents.findings import Code, Finding, Grade, Repair
from comity.documents.layouts import (
    BIRTH,
    COMPOSITE,
    COUNTS_FILLER,
    EXPIRY,
    NUMBER,
    PERSONAL,
    Layout,
    spilled,
)

MOST_REPAIRS = 12

WHAT = {
    NUMBER: "document number",
    BIRTH: "date of birth",
    EXPIRY: "date of expiry",
    PERSONAL: "personal number",
    COMPOSITE: "whole zone",
}
_DATES = frozenset({BIRTH, EXPIRY})


def judge_checks(layout: Layout, text: str, checks: Mapping[str, bool], mild: str) -> Iterator[Finding]:
    """Yield a finding for each wrong check digit; the one named `mild` weighs as a warning."""
    others = all(right for name, right in checks.items() if name != COMPOSITE)
    for name, right in checks.items():
        if not right:
            at, slices = _covered(layout, text, name)
            covered = "".join([text[one] for one in slices])
            due = digits.check_digit(digits.values(covered))
            code, said = _told(text[at], due)
            follows = name == COMPOSITE and not others
            repairs = () if follows else _repairs(layout, text, name, at, (slices, covered, due))
            line, column = layout.place(at)
            grade = Grade.WARNING if name == mild else Grade.ERROR
            yield Finding(grade, code, name, line, column, f"{WHAT[name].capitalize()}: {said}", repairs)


def _covered(layout: Layout, text: str, name: str) -> tuple[int, tuple[slice, ...]]:
    """Return where a check digit stands, and what it covers."""
    check = layout.checks[name]
    if name == NUMBER and layout.continued is not None and (more := spilled(layout, text)):
        end = layout.continued.start + len(more) - 1
        return end, (*check.over, slice(layout.continued.start, end))
    return check.at, check.over


def _told(digit: str, due: int) -> tuple[Code, str]:
    if digit == digits.FILLER:
        return Code.CHECK_DIGIT_MISSING, f"there is no check digit; {due} is due."
    if not (digit.isascii() and digit.isdigit()):
        return Code.CHECK_DIGIT_NO_DIGIT, f"its check digit is no digit; {due} is due."
    return Code.CHECK_DIGIT_WRONG, f"the check digit is {digit}; {due} is due."


def _repairs(
    layout: Layout, text: str, name: str, at: int, cover: tuple[tuple[slice, ...], str, int]
) -> tuple[Repair, ...]:
    """Return single look-alikes that set a check digit right; those that mend the whole come first."""
    slices, covered, due = cover
    digit = text[at]
    found = [(at, str(due))] if str(due) in digits.alike(digit) or digit == digits.FILLER else []
    wanted = digit if digit.isascii() and digit.isdigit() else digits.TO_DIGIT.get(digit, "")
    if wanted:
        own = _with_own_digit(layout) if name == COMPOSITE else frozenset[int]()
        for over, held in (slices, covered), *_with_filler(layout, text, name, slices):
            for place, other in digits.repairs(held, int(wanted)):
                index = _index(over, place)
                if index not in own and (other.isdigit() or name not in _DATES):
                    found.append((index, other))
    if len(found) > 1:
        found.sort(key=_mending(layout, text))
    return tuple(Repair(*layout.place(i), text[i], other) for i, other in found[:MOST_REPAIRS])


def _with_filler(
    layout: Layout, text: str, name: str, slices: tuple[slice, ...]
) -> Iterator[tuple[tuple[slice, ...], str]]:
    """Yield what the check digit of a long number covers in a state that counts the filler, too."""
    if name == NUMBER and len(slices) == 2 and text[layout.fields["issuer"]] in COUNTS_FILLER:
        at = layout.checks[NUMBER].at
        over = (slices[0], slice(at, at + 1), slices[1])
        yield over, "".join([text[one] for one in over])


def _index(slices: tuple[slice, ...], place: int) -> int:
    """Return where in the joined text a character of what is covered stands."""
    for one in slices:
        if place < one.stop - one.start:
            return int(one.start) + place
        place -= one.stop - one.start
    return -1


def _with_own_digit(layout: Layout) -> frozenset[int]:
    """Return the places that another check digit than the composite one covers."""
    checks = (check for name, check in layout.checks.items() if name != COMPOSITE)
    return frozenset(i for check in checks for one in check.over for i in range(one.start, one.stop))


def _mending(layout: Layout, text: str) -> Callable[[tuple[int, str]], bool]:
    """Return a key that puts first what sets the composite check digit right, too."""
    check = layout.checks.get(COMPOSITE)
    if check is None:
        return lambda _: False
    values = digits.values(text)
    places = [i for one in check.over for i in range(one.start, one.stop)]
    off = values[check.at] - digits.check_digit(b"".join([values[one] for one in check.over]))
    weights = {index: (7, 3, 1)[count % 3] for count, index in enumerate(places)}

    def misses(one: tuple[int, str]) -> bool:
        index, other = one
        change = digits.ALPHABET.find(other) - values[index]
        return (weights.get(index, 0) * change - off) % 10 != 0

    return misses
