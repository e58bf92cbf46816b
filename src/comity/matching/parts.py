"""How alike the parts of two names are: which part stands for which, by what form, and what that is worth.

Worth is in hundredths of a bit, in whole numbers. A part that is equal letter by letter is worth what it
says: the rarer, the more. Equal only by sound or by consonants says less, a slip of the pen costs by the
letter; a part on one side only costs little, a part against another part costs much.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA

from comity.matching.latin import once
from comity.matching.tokens import INITIAL_WORTH, Token, most_slips, tokens


class Agreement(StrEnum):
    """By what two parts agree."""

    LETTERS = "same letters"
    SOUND = "same sound"
    CONSONANTS = "same consonants"
    SLIP = "a slip of the pen apart"
    NAME = "two forms of one name"
    INITIAL = "one is the initial of the other"
    JOINED = "written together on one side"


SOUND_COSTS, CONSONANTS_COST, LETTER_COSTS, PART, JOIN_COSTS = 80, 250, 200, 2, 60
WHOLE, MORE, HALF = 1000, 600, 900
ACROSS_SOUND_COSTS, ACROSS_CONSONANTS_COST = 40, 80
"""Another script has other letters, and Arabic few vowels: there equal sounds and consonants are the rule."""
FORM_MOST, FORM_COSTS = 600, 200
"""Of two forms of one given name each says less than the same form twice, however rare it is."""
CONFLICT, RELIEF, ABSENT = 1200, 900, 120
"""What a part against another part costs, and a part that stands on one side only."""
WEAKEST = 120
"""A slip that leaves less than this is chance, not agreement."""
LEAST_HEARD, LEAST_CONSONANTS = 9, 2
"""Within one script: of how many letters both sounds are, if a slip parts them; how many consonants agree."""
MOST_TOGETHER, MOST_JOINED = 4, 3
"""Of how many loose parts joins are tried, and of how many parts one may be joined."""


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


@lru_cache(maxsize=262_144)
def agree(one: Token, other: Token) -> Agreed:
    """Return what two parts are worth to each other, and by what they agree; NOTHING where they do not."""
    if one.initial or other.initial:
        same = one.fine[:1] == other.fine[:1] or one.coarse[:1] == other.coarse[:1]
        return Agreed(INITIAL_WORTH, 0, Agreement.INITIAL) if same else NOTHING
    if one.fine == other.fine:
        return Agreed(min(one.fine_worth, other.fine_worth), 0, Agreement.LETTERS)
    across = one.script is not other.script
    by_letters = _near_enough(one.letters, other.letters, max(one.slips, other.slips))
    by_ear = _near_enough(one.heard, other.heard, max(one.sound_slips, other.sound_slips))
    if not (by_letters or by_ear or across) and one.forms.isdisjoint(other.forms):
        return NOTHING
    found = [_by_sound(one, other, across), _by_consonants(one, other, across)]
    if not one.names.isdisjoint(other.names):
        worth = min(one.fine_worth, other.fine_worth, FORM_MOST)
        costs = min(FORM_COSTS, worth // 2)
        found.append(Agreed(worth - costs, costs, Agreement.NAME))
    if by_letters:
        found.append(_slip(one.fine, other.fine, min(one.fine_worth, other.fine_worth), 0))
    best = max(found)
    return best if best.worth >= (WEAKEST if best.agreement is Agreement.SLIP else 1) else NOTHING


def _by_sound(one: Token, other: Token, across: bool) -> Agreed:
    worth, costs = min(one.sound_worth, other.sound_worth), ACROSS_SOUND_COSTS if across else SOUND_COSTS
    if not one.sounds.isdisjoint(other.sounds):
        costs = min(costs, worth // 2)
        return Agreed(worth - costs, costs, Agreement.SOUND)
    if not across and len(one.sound) + len(other.sound) < LEAST_HEARD:
        return NOTHING
    return _slip(one.sound, other.sound, worth, costs)


def _by_consonants(one: Token, other: Token, across: bool) -> Agreed:
    worth = min(one.coarse_worth, other.coarse_worth)
    costs = ACROSS_CONSONANTS_COST if across else CONSONANTS_COST
    if not one.coarses.isdisjoint(other.coarses):
        if not across and max(map(len, one.coarses & other.coarses)) < LEAST_CONSONANTS:
            return NOTHING
        costs = min(costs, worth // 2)
        return Agreed(worth - costs, costs, Agreement.CONSONANTS)
    # within one script, letters and sounds have said it better
    return _slip(one.coarse, other.coarse, worth, costs) if across else NOTHING


def _near_enough(one: int, other: int, most: int) -> bool:
    """Tell whether so few letters stand on one side only that slips of the pen may have made them."""
    return (one & ~other).bit_count() <= most >= (other & ~one).bit_count()


def _slip(one: str, other: str, worth: int, cost: int) -> Agreed:
    """Return what two forms are still worth that differ by few letters, swaps of neighbours among them."""
    letters = max(len(one), len(other))
    least = min(len(one), len(other))
    most = most_slips(letters)
    if least < 2 or letters < 3 or letters - least > most:
        return NOTHING
    distance = OSA.distance(one, other, score_cutoff=most)
    if distance > most:
        return NOTHING
    cost += worth * PART * distance // (2 * letters) + LETTER_COSTS * distance
    return Agreed(worth - cost, cost, Agreement.SLIP)


def _may_join(wholes: tuple[Token, ...], loose: tuple[Token, ...]) -> bool:
    """Tell whether a part may hold loose ones; most names have none that does, and here that is soon seen."""
    if len(loose) > 2:
        return True
    letters = bones = long = 0
    for piece in loose:
        letters |= piece.letters
        bones |= piece.bones
        long += piece.size
    for whole in wholes:
        if len(loose) > 1 and (whole.together or _fits(whole, letters, bones, long, 2)):
            return True
        others = ~whole.letters
        for piece in loose:
            if not piece.letters & others and piece.size > 2:
                return True
    return False


def _fits(whole: Token, letters: int, bones: int, long: int, many: int) -> bool:
    """Tell whether so many parts have about the letters or the consonants of the whole."""
    if bones == whole.bones or (bones | whole.bones) == whole.all_bones:
        return True
    size = whole.size
    most = most_slips(max(long, size))
    return size - most <= long <= size + most + many - 1 and _near_enough(letters, whole.letters, most)


class Pieces(NamedTuple):
    """Loose parts that may have been written together: their places, and what letters they have in all."""

    places: tuple[int, ...]
    letters: int
    bones: int
    long: int
    consonants: int


def _pieces(loose: tuple[Token, ...], places: list[int]) -> list[Pieces]:
    """List which loose parts may have been written together, two or three of them."""
    found = []
    for many in range(2, min(len(places), MOST_JOINED) + 1):
        for some in combinations(places, many):
            letters = bones = long = consonants = 0
            for place in some:
                piece = loose[place]
                letters |= piece.letters
                bones |= piece.bones
                long += len(piece.fine)
                consonants += len(piece.coarse)
            found.append(Pieces(some, letters, bones, long, consonants))
    return found


def _join(whole: Token, loose: tuple[Token, ...], pieces: list[Pieces]) -> tuple[int, tuple[int, ...]]:
    """Return which loose parts, written together, make the whole, and what that is worth; 0 where none do.

    Parts that have not about the letters or the consonants of the whole make it in no order.
    """
    best: tuple[int, tuple[int, ...]] = (0, ())
    for some, letters, bones, long, consonants in pieces:
        if whole.together and len(some) == len(whole.text):
            firsts = [(loose[place].text[0], loose[place].fine[0]) for place in some]
            if all(letter in said for letter, said in zip(whole.text, firsts, strict=True)):
                best = max(best, (INITIAL_WORTH * len(some), some))
        more = consonants - len(whole.coarse)
        if -1 <= more <= MOST_JOINED and _fits(whole, letters, bones, long, len(some)):
            for chosen in permutations(some):
                best = max(best, (_together(whole, [loose[place] for place in chosen]), chosen))
    return best


def _end(whole: Token, piece: Token) -> int:
    """Return what it is worth that a part begins or ends the whole; 0 if it does not."""
    fine = piece.fine
    if len(fine) < 3 or not (whole.fine.startswith(fine) or whole.fine.endswith(fine)):
        return 0
    return min(piece.fine_worth, whole.fine_worth) - JOIN_COSTS - ABSENT


def _together(whole: Token, pieces: list[Token]) -> int:
    fine = once("".join(piece.fine for piece in pieces))
    worth = min(whole.fine_worth, sum(piece.fine_worth for piece in pieces)) - JOIN_COSTS
    if fine == whole.fine:
        return worth
    bones = once("".join(piece.coarse for piece in pieces))
    if len(bones) > 1 and bones in map(once, whole.coarses):
        costs = CONSONANTS_COST if whole.script is pieces[0].script else ACROSS_CONSONANTS_COST
        coarse = min(whole.coarse_worth, sum(piece.coarse_worth for piece in pieces)) - costs
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
    elif not parts and len(one) == len(other) > 1:
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
    may_join = _may_join(ours, theirs) or _may_join(theirs, ours)
    for worth, _, mine, yours in _joins(ours, theirs) if may_join else ():
        if left.issuperset(mine) and right.issuperset(yours):
            left.difference_update(mine)
            right.difference_update(yours)
            said, costs = said + worth + JOIN_COSTS, costs + JOIN_COSTS
            joined.append(Aligned(mine, yours, worth, Agreement.JOINED))
    costs += _against(len(left), len(right))
    if len(left) == 1 == len(right):
        costs -= _near(ours[left.pop()], theirs[right.pop()])
        return Rest(said, costs, tuple(joined))
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
    """List which part of one side holds which of the other, the best first; ties fall by the letters."""
    found: list[tuple[int, str, tuple[int, ...], tuple[int, ...]]] = []
    for turned, wholes, loose in ((False, ours, theirs), (True, theirs, ours)):
        places = [place for place, piece in enumerate(loose[:MOST_TOGETHER]) if not piece.initial]
        pieces = _pieces(loose, places) if len(places) > 1 else []
        for at, whole in enumerate(wholes):
            best = _join(whole, loose, pieces) if pieces else (0, ())
            if not best[0] and not whole.initial:
                others = ~whole.letters
                ends = [(_end(whole, loose[p]), (p,)) for p in places if not loose[p].letters & others]
                best = max(ends, default=best)
            if best[0] >= WEAKEST:
                mine, yours = (best[1], (at,)) if turned else ((at,), best[1])
                found.append((best[0], whole.text, mine, yours))
    found.sort(reverse=True)
    return found


def _near(one: Token, other: Token) -> int:
    """Return how much less two parts contradict each other that look a little alike."""
    if one.initial or other.initial:
        return 0
    longer = max(len(one.fine), len(other.fine))
    return RELIEF * (longer - OSA.distance(one.fine, other.fine)) // longer
