"""What becomes of an error at a door of the web: a status, and one problem document (RFC 9457).

Inner rooms know nothing of HTTP. The errors that only a door of the web can make stand here too; none of
them says what was sent.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.responses import JSONResponse

from comity.errors import (
    AccreditationExpired,
    BadInput,
    CheckpointTooOld,
    ComityError,
    Crossed,
    Erased,
    LedgerDiverged,
    LineDown,
    NotAllowed,
    OutOfOrder,
    QuotaExceeded,
    SealBroken,
    StoreFailed,
    TokenInvalid,
    Unknown,
)

PROBLEM = "application/problem+json"
MOST_PLACES = 20


class UnfitRequest(BadInput):
    """A request does not have the form that the document of the API gives it."""

    code = "unfit-request"
    remedy = "Mend what is named, after /openapi.json; nothing was changed."

    def __init__(self, what: str, where: Iterable[str] = ()) -> None:
        super().__init__(what)
        self.where = tuple(where)[:MOST_PLACES]


class UnknownAddress(Unknown):
    """The API has nothing at that address, or not by that method."""

    code = "unknown-address"
    remedy = "See /openapi.json for what there is."


class UnknownTicket(Unknown):
    """No act waits for a signature under that ticket: it is over, ran out, or is another token's."""

    code = "unknown-ticket"
    remedy = "Send the request of the act again, with the same idempotency key."


class TooLarge(BadInput):
    """The body of a request is larger than this node takes."""

    code = "too-large"
    remedy = "Send less at once, or have the operator raise the limit."


class TooSlow(BadInput):
    """The body of a request did not come in time."""

    code = "too-slow"
    remedy = "Send the request again over a better line."


class KeyReused(BadInput):
    """The idempotency key stands for another request already."""

    code = "key-reused"
    remedy = "Take a new key for a new request."


class TooManyRequests(ComityError):
    """The token asked more than its share, or holds too many tickets."""

    code = "too-many-requests"
    remedy = "Wait as long as Retry-After says, then go on."

    def __init__(self, what: str, seconds: int) -> None:
        super().__init__(what)
        self.seconds = seconds


class Unforeseen(ComityError):
    """The node met something that it has no word for; what it was stands in the operator's log."""

    code = "unforeseen"
    remedy = "Look at how the matter stands before you repeat, and tell the operator the instant."


STATUS: Mapping[type[ComityError], int] = {
    BadInput: 422,
    UnfitRequest: 400,
    TooLarge: 413,
    TooSlow: 408,
    Unknown: 404,
    NotAllowed: 403,
    TokenInvalid: 401,
    AccreditationExpired: 403,
    OutOfOrder: 409,
    SealBroken: 409,
    LedgerDiverged: 500,
    CheckpointTooOld: 409,
    LineDown: 503,
    QuotaExceeded: 429,
    StoreFailed: 503,
    Crossed: 409,
    Erased: 410,
    TooManyRequests: 429,
    Unforeseen: 500,
}
"""The status of each branch of the tree of errors; what is not named has that of its branch."""


def status_of(error: ComityError) -> int:
    """Return the status that an error has at a door of the web."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem_of(error: ComityError) -> dict[str, Any]:
    """Write an error as a problem document."""
    status = status_of(error)
    return {
        "type": f"urn:comity:error:{error.code}",
        "title": (type(error).__doc__ or error.code).splitlines()[0],
        "status": status,
        "detail": error.what,
        "code": error.code,
        "do": error.remedy,
        "where": list(error.where) if isinstance(error, UnfitRequest) else [],
    }


def answer(error: ComityError, headers: Mapping[str, str] | None = None, *, status: int = 0) -> JSONResponse:
    """Answer with an error, under its own status or one that the door knows better."""
    more = dict(headers or {})
    if isinstance(error, TooManyRequests):
        more["Retry-After"] = str(error.seconds)
    if isinstance(error, TokenInvalid):
        more["WWW-Authenticate"] = "Bearer"
    document = problem_of(error)
    document["status"] = status or document["status"]
    return JSONResponse(document, document["status"], headers=more, media_type=PROBLEM)
