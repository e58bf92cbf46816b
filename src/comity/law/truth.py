"""Three truth values after Kleene: True, False, and None for UNKNOWN (K4, Q11)."""

from collections.abc import Iterable

Truth = bool | None


def all_of(*values: Truth) -> Truth:
    """Return FALSE if one value is, else UNKNOWN if one is, else TRUE."""
    if False in values:
        return False
    return None if None in values else True


def any_of(values: Iterable[Truth]) -> Truth:
    """Return TRUE if one value is, else UNKNOWN if one is, else FALSE."""
    seen = tuple(values)
    if True in seen:
        return True
    return None if None in seen else False


def opposite(value: Truth) -> Truth:
    """Return the contrary; the contrary of UNKNOWN is UNKNOWN."""
    return None if value is None else not value


def yes_or_no(value: object) -> Truth:
    """Return a yes or no that a profile says; anything else says neither."""
    return value if isinstance(value, bool) else None
