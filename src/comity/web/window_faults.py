"""What went wrong, in the visitor's language: by code, what happened and what to do."""

from collections.abc import Mapping
from typing import Any

from comity.errors import BadInput, ComityError, NotAllowed, OutOfOrder, Unknown
from comity.web.window_tongues import P_, Phrase, Tongue

STATUS: tuple[tuple[type[ComityError], int], ...] = (
    (Unknown, 404),
    (NotAllowed, 403),
    (BadInput, 400),
    (OutOfOrder, 409),
)

ANY = P_("fault", "This cannot be done")

FAULTS: Mapping[str, tuple[Phrase, Phrase]] = {
    "unknown-matter": (
        P_("fault", "There is no such case or warning here"),
        P_(
            "fault", "The reference may be mistyped, or the matter may be another state's. Look in the lists."
        ),
    ),
    "unknown-partner": (
        P_("fault", "This node is not paired with that state"),
        P_("fault", "Choose one of the partners. Two persons on each side pair a new one."),
    ),
    "liaison-may-not-decide": (
        P_("fault", "This case is not assigned to you"),
        P_("fault", "A liaison sees the assigned cases only (L5). Ask a supervisor to assign it."),
    ),
    "wrong-role": (
        P_("fault", "Your role does not do this"),
        P_("fault", "Ask a person whose role does, or look as one of them."),
    ),
    "accreditation-expired": (
        P_("fault", "Your accreditation does not hold today"),
        P_("fault", "Have it renewed by the authority that gave it."),
    ),
    "http-404": (
        P_("fault", "There is no such page"),
        P_("fault", "The address may be mistyped. Go on from one of the lists."),
    ),
    "http-405": (
        P_("fault", "This page is not asked in that way"),
        P_("fault", "Open the page and use its form."),
    ),
    "window-failed": (
        P_("fault", "The window failed"),
        P_("fault", "Nothing was changed. Try again; if it fails again, tell the operator when it happened."),
    ),
}
"""Title and advice for what a window meets; of anything else the error's own words are shown."""


def status_of(failed: ComityError) -> int:
    """Return the HTTP status of a failure."""
    return next((number for kind, number in STATUS if isinstance(failed, kind)), 500)


def fault(tongue: Tongue, code: str, what: str = "", do: str = "") -> dict[str, Any]:
    """Return what the page of a failure shows."""
    known = FAULTS.get(code)
    return {
        "code": code,
        "title": tongue.say(known[0] if known else ANY),
        "advice": tongue.say(known[1]) if known else "",
        "known": known is not None,
        "what": what,
        "do": do,
    }
