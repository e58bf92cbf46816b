"""How alike the parts of two names are: which part stands for which, by what form, and what that is worth.

Worth is in hundredths of a bit, in whole numbers. A part that is equal letter by letter is worth what it
says: the rarer, the more. Equal only by sound or by consonants says less, a slip of the pen costs by the
letter; a part on one side only costs little, a part against another part costs much.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, permutations
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
MOST_TOGETHER, MOST_JOINED = 4, 3
"""Of how many loose parts joins are tried, and of how many parts one may be joined."""


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A part made ready to be compared: its forms and what they are worth; one object for one part."""

    text: str
    script: Script
    fine: str
    sound: str
    sounds: frozenset[str]
    coarse: str
    coarses: frozenset[str]
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
    agreement: Agreement


class Rest(NamedTuple):
    """What the parts say and cost that found no other part, and which were written together."""

    said: int
    costs: int
    joined: tuple[Aligned, ...]


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
def words(place: str) -> tuple[Token, ...]:
    """Read a place into parts; in a place nothing is a title or a particle."""
    found = read(place)
    return tuple([_token(part) for part in (*found.parts, *found.dropped) if part.fine])


@lru_cache(maxsize=65_536)
def _token(part: Part) -> Token:
    initial = part.kind is Kind.INITIAL
    fine, sound, coarse = (INITIAL_WORTH,) * 3 if initial else _worth(part)
    return Token(
        text=part.text,
        script=part.script,
        fine=part.fine,
        sound=part.sound,
        sounds=frozenset(filter(None, part.sounds)),
        coarse=part.coarse,
        coarses=frozenset(filter(None, part.coarses)),
        initial=initial,
        fine_worth=fine,
        sound_worth=sound,
        coarse_worth=coarse,
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
    if not one.sounds.isdisjoint(other.sounds):
        found.append(Agreed(sound - by_sound, by_sound, Agreement.SOUND))
    else:
        found.append(_slip(one.sound, other.sound, sound, by_sound))
    if not one.coarses.isdisjoint(other.coarses):
        found.append(Agreed(coarse - by_consonants, by_consonants, Agreement.CONSONANTS))
    elif across:  # within one script, letters and sounds have said it better
        found.append(_slip(one.coarse, other.coarse, coarse, by_consonants))
    best = max(found)
    return best if best.worth >= WEAKEST else NOTHING


def _slip(one: str, other: str, worth: int, cost: int) -> Agreed:
    """Return what two forms are still worth that differ by few letters, swaps of neighbours among them."""
    letters = max(len(one), len(other))
    least = min(len(one), len(other))
    most = min(3, 1 + letters // 5)
    if least < 2 or letters < 3 or letters - least > most:
        return NOTHING
    distance = OSA.distance(one, other, score_cutoff=most)
    if distance > most:
        return NOTHING
    cost += worth * PART * distance // (2 * letters) + LETTER_COSTS * distance
    return Agreed(worth - cost, cost, Agreement.SLIP)


def _join(whole: Token, pieces: tuple[Token, ...]) -> tuple[int, tuple[int, ...]]:
    """Return which loose parts, written together, make the whole, and what that is worth; 0 where none do.

    A part at the end or the beginning of the whole counts too: the rest of it then stands on one side only.
    """
    best: tuple[int, tuple[int, ...]] = (0, ())
    places = [place for place, piece in enumerate(pieces) if not piece.initial]
    for many in range(2, min(len(places), MOST_JOINED) + 1):
        for some in combinations(places, many):
            if _fits(whole, [pieces[place] for place in some]):
                for chosen in permutations(some):
                    best = max(best, (_together(whole, [pieces[place] for place in chosen]), chosen))
    if best[0] or whole.initial:
        return best
    held = [p for p in places if len(pieces[p].fine) > 2 and _ends(whole.fine, pieces[p].fine)]
    worths = [(min(pieces[p].fine_worth, whole.fine_worth) - JOIN_COSTS - ABSENT, (p,)) for p in held]
    return max([best, *worths])


def _fits(whole: Token, pieces: list[Token]) -> bool:
    """Tell whether parts have about as many consonants as the whole: else no order of them makes it."""
    more = sum([len(piece.coarse) for piece in pieces]) - len(whole.coarse)
    return -1 <= more <= MOST_JOINED


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
    left, right, said, costs = (1 << len(one)) - 1, (1 << len(other)) - 1, 0, 0
    parts: list[Aligned] = []
    for _, _, _, i, j, agreed in _found(one, other):
        if left >> i & 1 and right >> j & 1:
            left ^= 1 << i
            right ^= 1 << j
            said += agreed.worth + agreed.cost
            costs += agreed.cost
            parts.append(Aligned((i,), (j,), agreed.worth, agreed.agreement))
    if not left or not right:
        costs += ABSENT * (left | right).bit_count()
    elif not parts and len(one) > 1 < len(other):
        costs += _against(left.bit_count(), right.bit_count())
    else:
        ours, theirs = _loose(one, left), _loose(other, right)
        rest = _rest(tuple([one[i] for i in ours]), tuple([other[j] for j in theirs]))
        said, costs = said + rest.said, costs + rest.costs
        for mine, yours, worth, agreement in rest.joined:
            parts.append(
                Aligned(tuple([ours[i] for i in mine]), tuple([theirs[j] for j in yours]), worth, agreement)
            )
    return Alignment(_saturated(said) - costs, tuple(parts))


def _loose(parts: tuple[Token, ...], mask: int) -> list[int]:
    return [place for place in range(len(parts)) if mask >> place & 1]


def _against(ours: int, theirs: int) -> int:
    """Return what so many parts cost against each other that have nothing in common."""
    return CONFLICT * min(ours, theirs) + ABSENT * abs(ours - theirs)


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


@lru_cache(maxsize=65_536)
def _rest(ours: tuple[Token, ...], theirs: tuple[Token, ...]) -> Rest:
    """Weigh the parts that found no other part: written together, against each other, or alone."""
    left, right, said, costs, joined = set(range(len(ours))), set(range(len(theirs))), 0, 0, []
    for worth, _, mine, yours in sorted(_joins(ours, theirs), reverse=True):
        if worth >= WEAKEST and left.issuperset(mine) and right.issuperset(yours):
            left.difference_update(mine)
            right.difference_update(yours)
            said, costs = said + worth + JOIN_COSTS, costs + JOIN_COSTS
            joined.append(Aligned(mine, yours, worth, Agreement.JOINED))
    costs += _against(len(left), len(right))
    near = [(-_near(ours[i], theirs[j]), i + j, abs(i - j), i, j) for i in left for j in right]
    for relief, _, _, i, j in sorted(near):
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            costs += relief
    return Rest(said, costs, tuple(joined))


def _joins(
    ours: tuple[Token, ...], theirs: tuple[Token, ...]
) -> list[tuple[int, str, tuple[int, ...], tuple[int, ...]]]:
    """List which part of one side holds which parts of the other; ties fall by the letters."""
    found: list[tuple[int, str, tuple[int, ...], tuple[int, ...]]] = []
    for i, whole in enumerate(ours):
        worth, chosen = _join(whole, theirs[:MOST_TOGETHER])
        found.append((worth, whole.text, (i,), chosen))
    for j, whole in enumerate(theirs):
        worth, chosen = _join(whole, ours[:MOST_TOGETHER])
        found.append((worth, whole.text, chosen, (j,)))
    return found


def _near(one: Token, other: Token) -> int:
    """Return how much less two parts contradict each other that look a little alike."""
    if one.initial or other.initial:
        return 0
    longer = max(len(one.fine), len(other.fine))
    return RELIEF * (longer - OSA.distance(one.fine, other.fine)) // longer
