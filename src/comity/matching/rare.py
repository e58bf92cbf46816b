"""Scripts without rules of their own: their letters by `anyascii`."""

from anyascii import anyascii

from comity.matching import latin


def to_latin(word: str) -> str:
    """Return a word of any script in letters a-z."""
    return latin.plain(anyascii(word))
