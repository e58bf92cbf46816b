"""Whether two names may be one at all: the plain question of a desk that holds a document beside a record."""

from comity.matching import names


def same_name(one: str, other: str) -> bool:
    """Tell whether two names, in any scripts, may be one: each part of the shorter is read in the longer.

    Equality of forms is never identity (R-MATCH).
    """
    few, many = sorted((names.read(one).full, names.read(other).full), key=len)
    left = list(many)
    for part in few:
        same = next((p for p in left if p.fine == part.fine or p.readings & part.readings), None)
        if same is None:
            return False
        left.remove(same)
    return bool(few)
