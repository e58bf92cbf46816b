"""How common a form of a name is, in bits: by a versioned table of common tokens, by letters beyond it.

The table gives each token's share among the names of the people where it is most common; what it does not
list is rarer than its last line, and is measured letter by letter. Both sides count by one table, so they
agree without talking on what a key is worth.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log2

from comity.errors import MalformedFile
from comity.matching import chinese, latin
from comity.matching.names import REMEMBERED, Kind, Part, read_part

UNLISTED = 0.4
"""The share of the names of a people that a table of common ones leaves out."""
FINE, SOUND, COARSE, LETTER = (6.0, 0.12), (5.0, 0.12), (2.0, 0.35), (3.0, 0.2)
GRAIN = 64
"""Bits are counted in 64ths, whose sums are exact: the order of parts and the machine do not count."""
HEAD = "comity name table"
MOST_ROWS = 20_000
Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Letters:
    """How common one letter is after another, among the forms of a table."""

    after: Mapping[str, float]
    rare: float

    def bits(self, form: str) -> float:
        """Return what a form weighs, letter by letter."""
        text, after, rare = f"^{form}$", self.after, self.rare
        return sum([after.get(text[at : at + 2], rare) for at in range(len(form) + 1)])


@dataclass(frozen=True, slots=True)
class Form:
    """One form (fine, sound, coarse, the first or last letter of fine) with its common values."""

    shares: Shares
    letters: Letters
    base: float
    slope: float
    known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)
    """Bits of parts that were asked before: they come again and again."""

    def bits(self, value: str) -> float:
        """Return the bits of a value, by its share in the table and, for what that leaves out, by letters."""
        found = self.known.get(value)
        if found is None:
            unlisted = UNLISTED * 2.0 ** -(self.base + self.slope * self.letters.bits(value))
            found = round(-log2(self.shares.get(value, 0.0) + unlisted) * GRAIN) / GRAIN
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[value] = found
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """A table of name statistics, ready to weigh parts of names."""

    version: str
    fine: Form
    sound: Form
    coarse: Form
    first: Form
    last: Form


def parse(text: str) -> Frequencies:
    """Read a table: a head line with its version, then `token<TAB>share` lines.

    Raises: MalformedFile with the line that does not fit.
    """
    lines = text.splitlines()
    head = lines[0].split("\t") if lines else []
    if len(head) < 2 or head[0] != HEAD:
        raise MalformedFile(f"Line 1: this is no {HEAD}.")
    rows = [_row(number, line) for number, line in enumerate(lines[1:], start=2) if line and line[0] != "#"]
    if not rows or len(rows) > MOST_ROWS:
        raise MalformedFile(f"The table has {len(rows)} rows; 1 to {MOST_ROWS} are allowed.")
    parts = [(part, share, people) for token, share, people in rows if (part := read_part(token))]
    return Frequencies(
        version=head[1],
        fine=_form(((part.fine, share, people) for part, share, people in parts), *FINE),
        sound=_form(
            ((value, share, people) for part, share, people in parts for value in _sounds(part)), *SOUND
        ),
        coarse=_form(((part.coarse, share, people) for part, share, people in parts), *COARSE),
        first=_form(((part.fine[0], share, people) for part, share, people in parts), *LETTER),
        last=_form(((part.fine[-1], share, people) for part, share, people in parts), *LETTER),
    )


def _row(number: int, line: str) -> tuple[str, float, str]:
    token, _, rest = line.partition("\t")
    share, _, people = rest.partition("\t")
    try:
        value = float(share)
    except ValueError:
        value = 0.0
    if not token or not 0 < value < 1:
        raise MalformedFile(f"Line {number}: a token, a tab and a share between 0 and 1 belong there.")
    return token, value, people


def _sounds(part: Part) -> Iterable[str]:
    yield part.sound
    if part.text in chinese.CLASSES:
        yield chinese.CLASSES[part.text]


def _form(values: Iterable[tuple[str, float, str]], base: float, slope: float) -> Form:
    peoples: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for value, share, people in values:
        peoples[people][value] += share
    shares: dict[str, float] = defaultdict(float)
    for found in peoples.values():
        for value, share in found.items():
            shares[value] = max(shares[value], min(share, 0.9))
    return Form(dict(shares), _letters(shares), base, slope)


def _letters(values: Mapping[str, float]) -> Letters:
    pairs: dict[str, float] = defaultdict(float)
    firsts: dict[str, float] = defaultdict(float)
    alphabet = {letter for value in values for letter in value} | {"$"}
    for value, share in values.items():
        weight = share**0.5
        for one, two in zip("^" + value, value + "$", strict=True):
            pairs[one + two] += weight
            firsts[one] += weight
    least = sum(firsts.values()) / len(firsts) * 0.02
    after = {
        pair: -log2((weight + least / len(alphabet)) / (firsts[pair[0]] + least))
        for pair, weight in pairs.items()
    }
    return Letters(after, max(after.values(), default=8.0))


def joined(fine: str) -> str:
    """Return letters in the order of the alphabet, so that order and spacing of a name do not count."""
    return "".join(sorted(latin.once(fine)))


def build(rows: Iterable[tuple[str, float, str]], *, version: str, most: int = 1000) -> str:
    """Make the text of a table from statistics: name, count, group; a row without a name counts its group.

    A token's share is that in the group where it is most common. Raises: MalformedFile if no row counts.
    """
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name, count, group in rows:
        for token in tokens(name) if name else ("",):
            counts[group][token] += count
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for group, found in counts.items():
        people = group.partition("-")[0]
        persons = found.pop("", 0.0) or sum(found.values())
        for token, count in found.items():
            shares[token, people] = max(shares[token, people], min(count / persons, 0.9))
    common = sorted(shares.items(), key=lambda row: (-row[1], row[0]))[:most]
    if not common:
        raise MalformedFile("The statistics count no name.")
    lines = [
        f"{HEAD}\t{version}",
        *(f"{token}\t{share:.3g}\t{people}" for (token, people), share in sorted(common)),
    ]
    return "\n".join(lines) + "\n"


def tokens(name: str) -> Iterator[str]:
    """Yield the words of a name in plain letters, as a table lists them."""
    for word in re.split(r"[\s-]+", name):
        part = read_part(word)
        if part and part.kind is not Kind.INITIAL:
            yield latin.plain(part.text) or part.fine
