"""Why a record was found, in the words of the page: the registers and the matching room say it in English."""

import re
from collections.abc import Iterator, Mapping

from comity.model.records import Reason
from comity.web.window_tongues import P_, Phrase, Tongue

FEATURES: Mapping[str, Phrase] = {
    "name": P_("feature", "Name"),
    "birth": P_("feature", "Birth date"),
    "place": P_("feature", "Place"),
    "document": P_("feature", "Document"),
}

BECAUSE: Mapping[str, Phrase] = {
    "the same words as": P_("because", "The same words as in"),
    "every word asked stands in": P_("because", "Every word asked stands in"),
    "the primary name": P_("because", "the primary name"),
    "an alias of good quality": P_("because", "an alias of good quality"),
    "an alias of low quality": P_("because", "an alias of low quality"),
    "an alias": P_("because", "an alias"),
    "a former name": P_("because", "a former name"),
    "an alias without a grade": P_("because", "an alias without a grade"),
    "in original script": P_("because", "in original script"),
    "the same date": P_("because", "The same date"),
    "may be the same day": P_("because", "It may be the same day"),
    "no birth date is held": P_("because", "No birth date is held"),
    "the same number in a document of kind PASSPORT": P_("because", "The same number in a passport"),
    "the same number in a document of kind NATIONAL_ID": P_("because", "The same number in an identity card"),
    "the same number in a document of kind OTHER": P_("because", "The same number in another document"),
    "every word asked stands in a place": P_("because", "Every word asked stands in it"),
    "the same place": P_("because", "The same place"),
    "a part of the place is the same": P_("because", "A part of the place is the same"),
    "another place": P_("because", "Another place"),
    "the same number, but a short one": P_("because", "The same number, but a short one"),
    "the same number, a state not known": P_("because", "The same number; of which state is not known"),
    "the same number and state": P_("because", "The same number and state"),
    "the same day": P_("because", "The same day"),
    "the same year and month, as far as known": P_("because", "The same year and month, as far as known"),
    "both 1 January of one year, which often stands for an unknown day": P_(
        "because", "Both 1 January of one year, which often stands for an unknown day"
    ),
    "day and month swapped": P_("because", "Day and month are swapped"),
    "the same year, as far as known": P_("because", "The same year, as far as known"),
    "one digit wrong, or two neighbouring digits turned round": P_(
        "because", "One digit differs, or two neighbouring digits are turned round"
    ),
    "may be the same, one being uncertain": P_("because", "It may be the same; one of them is uncertain"),
    "one of day, month and year differs": P_("because", "One of day, month and year differs"),
    "a year apart or less": P_("because", "A year apart or less"),
    "contradict each other": P_("because", "The dates contradict each other"),
}
"""The parts of a search's reasons, as the registers and the matching room write them."""

PARTS: Mapping[str, Phrase] = {
    "same letters": P_("part", "the same letters"),
    "same sound": P_("part", "the same sound"),
    "same consonants": P_("part", "the same consonants"),
    "two forms of one name": P_("part", "two forms of one name"),
    "a slip of the pen apart": P_("part", "a slip of the pen apart"),
    "one is the initial of the other": P_("part", "one is the initial of the other"),
    "written together on one side": P_("part", "written together on one side"),
    "only held": P_("part", "only held"),
    "only asked": P_("part", "only asked"),
}
"""How one part of a name agrees with another."""

_PARTS = re.compile(r"(the same words as|every word asked stands in) (.+?)(?: (in original script))?")
_AGREED = re.compile(r"(.+ = .+) \(([a-z ]+), -?\d+\.\d\)")
_ALONE = re.compile(r"(.+) (only held|only asked)")


def because(tongue: Tongue, reason: str) -> str:
    """Say why a record was found, in the visitor's language."""
    whole = BECAUSE.get(reason)
    if whole is not None:
        return tongue.say(whole)
    found = _PARTS.fullmatch(reason)
    if found is not None:
        return " ".join(
            tongue.say(BECAUSE[part]) if part in BECAUSE else part for part in found.groups() if part
        )
    return "; ".join(_part(tongue, piece) for piece in reason.split("; "))


def _part(tongue: Tongue, piece: str) -> str:
    """Say how one part of a name agrees with another, or that it stands alone."""
    found = _AGREED.fullmatch(piece) or _ALONE.fullmatch(piece)
    if found is None or found[2] not in PARTS:
        return piece
    return f"{found[1]} ({tongue.say(PARTS[found[2]])})"


def pieces(reason: Reason) -> Iterator[tuple[str, bool]]:
    """Yield what is held in pieces, each with whether it agrees with what was asked."""
    end = 0
    for start, stop in reason.marks:
        yield reason.held[end:start], False
        yield reason.held[start:stop], True
        end = stop
    yield reason.held[end:], False
