"""What a wrong check digit says, and which single misreading would set it right.

The proposals are guesses for whoever looks at the document again; nothing is ever mended silently.
"""

from collections.abc import Iterator, Mapping

from comity.documents import digits
from comity.documents.findings import Code, Finding, Grade, Repair
from comity.documents.layouts import BIRTH, COMPOSITE, EXPIRY, NUMBER, PERSONAL, Layout, spilled

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
            at, covered = _covered(layout, text, name)
            code, said = _told(text[at], covered)
            repairs = () if name == COMPOSITE and not others else _repairs(layout, text, name, at, covered)
            line, column = layout.place(at)
            grade = Grade.WARNING if name == mild else Grade.ERROR
            yield Finding(grade, code, name, line, column, f"{WHAT[name].capitalize()}: {said}", repairs)


def _covered(layout: Layout, text: str, name: str) -> tuple[int, list[tuple[int, str]]]:
    """Return where a check digit stands, and places and characters that it covers."""
    check = layout.checks[name]
    covered = [(i, text[i]) for one in check.over for i in range(one.start, one.stop)]
    if name == NUMBER and layout.continued is not None and (more := spilled(layout, text)):
        start = layout.continued.start
        covered += [(start + i, one) for i, one in enumerate(more[:-1])]
        return start + len(more) - 1, covered
    return check.at, covered


def _due(covered: list[tuple[int, str]]) -> int:
    return digits.check_digit(digits.values("".join(one for _, one in covered)))


def _told(digit: str, covered: list[tuple[int, str]]) -> tuple[Code, str]:
    due = _due(covered)
    if digit == digits.FILLER:
        return Code.CHECK_DIGIT_MISSING, f"there is no check digit; {due} is due."
    if not (digit.isascii() and digit.isdigit()):
        return Code.CHECK_DIGIT_NO_DIGIT, f"its check digit is no digit; {due} is due."
    return Code.CHECK_DIGIT_WRONG, f"the check digit is {digit}; {due} is due."


def _repairs(
    layout: Layout, text: str, name: str, at: int, covered: list[tuple[int, str]]
) -> tuple[Repair, ...]:
    """Return single look-alikes that set a check digit right; those that mend the whole come first."""
    digit, due = text[at], str(_due(covered))
    found = [(at, due)] if due in digits.alike(digit) or digit == digits.FILLER else []
    wanted = digit if digit.isdigit() else digits.TO_DIGIT.get(digit, "")
    if wanted and wanted.isascii():
        own = set() if name != COMPOSITE else _with_own_digit(layout)
        for place, other in digits.repairs("".join(one for _, one in covered), int(wanted)):
            index = covered[place][0]
            if index not in own and (other.isdigit() or name not in _DATES):
                found.append((index, other))
    found.sort(key=lambda one: not _mends_all(layout, text, *one))
    return tuple(Repair(*layout.place(i), text[i], other) for i, other in found[:MOST_REPAIRS])


def _with_own_digit(layout: Layout) -> set[int]:
    """Return the places that another check digit than the composite one covers."""
    checks = (check for name, check in layout.checks.items() if name != COMPOSITE)
    return {i for check in checks for one in check.over for i in range(one.start, one.stop)}


def _mends_all(layout: Layout, text: str, index: int, other: str) -> bool:
    """Tell whether the composite check digit would be right with another character at a place."""
    check = layout.checks.get(COMPOSITE)
    if check is None:
        return True
    mended = digits.values(text[:index] + other + text[index + 1 :])
    return digits.check_digit(b"".join(mended[one] for one in check.over)) == mended[check.at]
