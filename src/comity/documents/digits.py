"""Check digits after ICAO Doc 9303 part 3, 4.9, and the confusions of reading that they see or cannot see."""

from collections.abc import Iterator

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILLER = "<"
_VALUES = bytes(ALPHABET.find(chr(code)) if chr(code) in ALPHABET else 0 for code in range(256))

LOOK_ALIKE = ("0OQD", "1IL", "2Z", "5S", "6GQ", "8BS")
"""Characters that readers and forgers take for one another."""

ALIKE: dict[str, str] = {
    one: "".join(sorted({other for group in LOOK_ALIKE if one in group for other in group} - {one}))
    for one in sorted(set("".join(LOOK_ALIKE)))
}
"""The look-alikes of each character: all that is unseen in a field that no check digit covers."""
BLIND: dict[str, str] = {
    one: same
    for one, others in ALIKE.items()
    if (same := "".join(o for o in others if (ALPHABET.find(o) - ALPHABET.find(one)) % 10 == 0))
}
"""The look-alikes that no check digit tells apart, as 6 and G: their values agree modulo 10."""
TO_DIGIT = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "U": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "G": "6",
    "B": "8",
}
"""What a letter among digits most likely was."""
TO_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
"""What a digit among letters most likely was."""


def letters_for(digit: str) -> str:
    """Return the letters that a digit among letters may have been, the likeliest first."""
    first = TO_LETTER.get(digit, "")
    return first + "".join(one for one in alike(digit) if one.isalpha() and one != first)


def values(text: str) -> bytes:
    """Return the value of each character: 0-9, A-Z as 10-35, the filler and strangers as 0."""
    return text.encode("latin-1", "replace").translate(_VALUES)


def check_digit(held: bytes) -> int:
    """Return the check digit of values: weights 7, 3, 1 over and over, modulo 10 (part 3, 4.9)."""
    return (7 * sum(held[::3]) + 3 * sum(held[1::3]) + sum(held[2::3])) % 10


def alike(character: str) -> str:
    """Return the characters that may be taken for this one."""
    return ALIKE.get(character, "")


def repairs(text: str, wanted: int) -> Iterator[tuple[int, str]]:
    """Yield place and character of each single look-alike that would give the wanted check digit."""
    off = (wanted - check_digit(values(text))) % 10
    for place, character in enumerate(text):
        weight, value = (7, 3, 1)[place % 3], ALPHABET.find(character)
        for other in alike(character):
            if (weight * (ALPHABET.find(other) - value) - off) % 10 == 0:
                yield place, other
