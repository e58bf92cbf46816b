"""How alike the parts of two names are: which part stands for which, by what form, and what that is worth.

Worth is in hundredths of a bit, in whole numbers. A part that is equal letter by letter is worth what it
says: the rarer, the more. Equal only by sound or by consonants says less, a slip of the pen costs by the
letter; a part on one side only costs little, a part against another part costs much.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA

from comity.matching.common import shares
from comity.matching.latin import once
from comity.matching.names import Kind, Part, Script, read


class Agreement(StrEnum):
    """By what two parts agree."""

    LETTERS = "same letters"
    SOUND = "same sound"
    CONSONANTS = "same consonants"
    SLIP = "a slip of the pen apart"
    INITIAL = "one is the initial of the other"
    JOINED = "written together on one side"


SOUND_COSTS, CONSONANTS_COST, LETTER_COSTS, PART, JOIN_COSTS = 80, 250, 200, 2, 60
WHOLE, MORE, HALF = 1000, 600, 900
ACROSS_SOUND_COSTS, ACROSS_CONSONANTS_COST = 40, 80
"""Another script has other letters, and Arabic few vowels: there equal sounds and consonants are the rule."""
INITIAL_WORTH, INITIAL_AGAINST = 150, 400
CONFLICT, RELIEF, ABSENT = 1200, 900, 120
"""What a part against another part costs, and a part that stands on one side only."""
WEAKEST = 120
"""Less than this is chance, not agreement."""
MOST_TOGETHER = 4
"""Of how many loose parts the joins are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A part made ready to be compared: its forms and what they are worth; one object for one part."""

    text: str
    script: Script
    fine: str
    sound: str
    coarse: str
    other: str
    initial: bool
    fine_worth: int
    sound_worth: int
    coarse_worth: int


class Agreed(NamedTuple):
    """What two parts are worth to each other, after what their difference costs, and by what they agree."""

    worth: int
    cost: int
    agreement: Agreement


NOTHING = Agreed(0, 0, Agreement.SLIP)


class Aligned(NamedTuple):
    """Parts of two names that stand for each other: their places in each, what it is worth, by what."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    worth: int
    cost: int
    agreement: Agreement


class Alignment(NamedTuple):
    """What two names are worth to each other, and which parts of them agree."""

    worth: int
    parts: tuple[Aligned, ...]

    def told(self, one: str, other: str) -> str:
        """Say which parts of the two names agree, by what, and which stand alone."""
        ours, theirs = tokens(one), tokens(other)
        said, mine, yours = [], set(range(len(ours))), set(range(len(theirs)))
        for part in self.parts:
            mine.difference_update(part.one)
            yours.difference_update(part.other)
            left, right = _words(ours, part.one), _words(theirs, part.other)
            said.append(f"{left} = {right} ({part.agreement}, {part.worth / 100:.1f})")
        alone = [f"{_words(ours, mine)} only held"] if mine else []
        alone += [f"{_words(theirs, yours)} only asked"] if yours else []
        return "; ".join(said + alone)


def _words(parts: tuple[Token, ...], places: Iterable[int]) -> str:
    return " ".join(parts[place].text for place in sorted(places))


@lru_cache(maxsize=65_536)
def tokens(name: str) -> tuple[Token, ...]:
    """Read a name into parts that are ready to be compared."""
    return tuple([_token(part) for part in read(name).parts])


@lru_cache(maxsize=65_536)
def _token(part: Part) -> Token:
    text = part.text
    if part.kind is Kind.INITIAL:
        return Token(
            text, part.script, part.fine, part.sound, part.coarse, part.other, True, *[INITIAL_WORTH] * 3
        )
    fine, sound, coarse = _worth(part)
    return Token(
        text, part.script, part.fine, part.sound, part.coarse, part.other, False, fine, sound, coarse
    )


def _worth(part: Part) -> tuple[int, int, int]:
    """Return what a part says by its letters, its sound and its consonants, never more by less."""
    common = shares()
    fine = min(
        400 + 110 * len(part.fine), 1400, common.get(part.fine, 9999), common.get(part.sound, 9999) + 200
    )
    sound = min(fine, 250 + 130 * len(part.sound), common.get(part.sound, 9999))
    return fine, sound, min(sound, 250 + 190 * len(part.coarse))


@lru_cache(maxsize=262_144)
def agree(one: Token, other: Token) -> Agreed:
    """Return what two parts are worth to each other, and by what they agree; NOTHING where they do not."""
    if one.initial or other.initial:
        same = one.fine[:1] == other.fine[:1] or one.coarse[:1] == other.coarse[:1]
        return Agreed(INITIAL_WORTH, 0, Agreement.INITIAL) if same else NOTHING
    fine = min(one.fine_worth, other.fine_worth)
    if one.fine == other.fine:
        return Agreed(fine, 0, Agreement.LETTERS)
    across = one.script is not other.script
    by_sound = ACROSS_SOUND_COSTS if across else SOUND_COSTS
    by_consonants = ACROSS_CONSONANTS_COST if across else CONSONANTS_COST
    sound, coarse = min(one.sound_worth, other.sound_worth), min(one.coarse_worth, other.coarse_worth)
    found = [_slip(one.fine, other.fine, fine, 0)]
    if one.sound == other.sound:
        found.append(Agreed(sound - by_sound, by_sound, Agreement.SOUND))
    else:
        found.append(_slip(one.sound, other.sound, sound, by_sound))
    if one.coarse in (other.coarse, other.other) or one.other in (other.coarse, other.other):
        found.append(Agreed(coarse - by_consonants, by_consonants, Agreement.CONSONANTS))
    else:
        found.append(_slip(one.coarse, other.coarse, coarse, by_consonants))
    best = max(found)
    return best if best.worth >= WEAKEST else NOTHING


def _slip(one: str, other: str, worth: int, cost: int) -> Agreed:
    """Return what two forms are still worth that differ by few letters, swaps of neighbours among them."""
    letters = max(len(one), len(other))
    most = 0 if min(len(one), len(other)) < 2 or letters < 3 else min(3, 1 + letters // 5)
    distance = OSA.distance(one, other, score_cutoff=most) if most else 1
    if distance > most:
        return NOTHING
    cost += worth * PART * distance // (2 * letters) + LETTER_COSTS * distance
    return Agreed(worth - cost, cost, Agreement.SLIP)


@lru_cache(maxsize=65_536)
def _join(whole: Token, pieces: tuple[Token, ...]) -> tuple[int, tuple[int, ...]]:
    """Return which loose parts, written together, make the whole, and what that is worth; 0 where none do.

    A part at the end or the beginning of the whole counts too: the rest of it then stands on one side only.
    """
    best: tuple[int, tuple[int, ...]] = (0, ())
    places = range(len(pieces))
    for many in range(2, min(len(pieces), 3) + 1):
        for chosen in permutations(places, many):
            best = max(best, (_together(whole, [pieces[place] for place in chosen]), chosen))
    if best[0]:
        return best
    held = [p for p in places if len(pieces[p].fine) > 2 and _ends(whole.fine, pieces[p].fine)]
    worths = [(min(pieces[p].fine_worth, whole.fine_worth) - JOIN_COSTS - ABSENT, (p,)) for p in held]
    return max([best, *worths])


def _ends(whole: str, piece: str) -> bool:
    return whole.startswith(piece) or whole.endswith(piece)


def _together(whole: Token, pieces: list[Token]) -> int:
    fine = once("".join(piece.fine for piece in pieces))
    worth = min(whole.fine_worth, sum(piece.fine_worth for piece in pieces)) - JOIN_COSTS
    if fine == whole.fine:
        return worth
    if once("".join(piece.coarse for piece in pieces)) == whole.coarse and len(whole.coarse) > 1:
        coarse = min(whole.coarse_worth, sum(piece.coarse_worth for piece in pieces)) - CONSONANTS_COST
        return max(coarse, _slip(fine, whole.fine, worth, 0).worth)
    return _slip(fine, whole.fine, worth, 0).worth


def align(one: tuple[Token, ...], other: tuple[Token, ...]) -> Alignment | None:
    """Find which parts stand for which, the best first, and weigh all; None where one side has no part.

    Swapped sides weigh the same.
    """
    if not one or not other:
        return None
    left, right, parts = (1 << len(one)) - 1, (1 << len(other)) - 1, []
    for _, _, _, i, j, agreed in _found(one, other):
        if left >> i & 1 and right >> j & 1:
            left ^= 1 << i
            right ^= 1 << j
            parts.append(Aligned((i,), (j,), *agreed))
    if left and right and (parts or len(one) == 1 or len(other) == 1):
        left, right = _joined(one, left, other, right, parts)
    said = costs = 0
    for part in parts:
        said += part.worth + part.cost
        costs += part.cost
    if left or right:
        costs += _against(one, left, other, right, bool(parts))
    return Alignment(_saturated(said) - costs, tuple(parts))


def _saturated(said: int) -> int:
    """Return what all agreeing parts say together: beyond a whole name, every further bit counts for less."""
    more = said - WHOLE
    return said if more <= 0 else WHOLE + more * MORE // (more + HALF)


def _found(one: tuple[Token, ...], other: tuple[Token, ...]) -> list[tuple[int, int, int, int, int, Agreed]]:
    """List all pairs of parts that agree, the best first; ties fall the same way when sides are swapped."""
    found = []
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            agreed = agree(a, b)
            if agreed is not NOTHING:
                found.append((-agreed.worth, i + j, abs(i - j), i, j, agreed))
    found.sort()
    return found


def _loose(parts: tuple[Token, ...], mask: int) -> list[int]:
    return [place for place, part in enumerate(parts) if mask >> place & 1 and not part.initial]


def _joined(
    one: tuple[Token, ...], left: int, other: tuple[Token, ...], right: int, parts: list[Aligned]
) -> tuple[int, int]:
    """Add parts written together on one side to those found; return which parts stay loose."""
    ours, theirs = _loose(one, left)[:MOST_TOGETHER], _loose(other, right)[:MOST_TOGETHER]
    found: list[tuple[int, str, tuple[int, ...], tuple[int, ...]]] = []
    for whole in ours:
        worth, chosen = _join(one[whole], tuple([other[place] for place in theirs]))
        found.append((worth, one[whole].text, (whole,), tuple(theirs[place] for place in chosen)))
    for whole in theirs:
        worth, chosen = _join(other[whole], tuple([one[place] for place in ours]))
        found.append((worth, other[whole].text, tuple(ours[place] for place in chosen), (whole,)))
    for worth, _, mine, yours in sorted(found, reverse=True):
        taken, given = sum(1 << place for place in mine), sum(1 << place for place in yours)
        if worth >= WEAKEST and left & taken == taken and right & given == given:
            left, right = left ^ taken, right ^ given
            parts.append(Aligned(mine, yours, worth, JOIN_COSTS, Agreement.JOINED))
    return left, right


def _against(one: tuple[Token, ...], left: int, other: tuple[Token, ...], right: int, some: bool) -> int:
    """Return what the parts cost that found nothing: against each other, or on one side only."""
    ours, theirs = left.bit_count(), right.bit_count()
    costs = CONFLICT * min(ours, theirs) + ABSENT * abs(ours - theirs)
    if not (some and left and right):
        return costs
    near = []
    for i in _loose(one, left)[:MOST_TOGETHER]:
        for j in _loose(other, right)[:MOST_TOGETHER]:
            near.append((-_near(one[i], other[j]), i + j, abs(i - j), i, j))
    for relief, _, _, i, j in sorted(near):
        if left >> i & 1 and right >> j & 1:
            left, right = left ^ 1 << i, right ^ 1 << j
            costs += relief
    return costs


@lru_cache(maxsize=262_144)
def _near(one: Token, other: Token) -> int:
    """Return how much less two parts contradict each other that look a little alike."""
    longer = max(len(one.fine), len(other.fine))
    alike = longer - OSA.distance(one.fine, other.fine)
    return RELIEF * alike // longer
