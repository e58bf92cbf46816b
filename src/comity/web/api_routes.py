"""What every route shares: names in the path, pages, and what the document says of an operation."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Response

from comity.model.parties import StateCode
from comity.model.requests import MatterId

F = TypeVar("F", bound=Callable[..., Response])

REFERENCE = r"^[A-Z]{2}-[A-Z]{2}-[0-9]{4}-[0-9]{6}$"
STATE = r"^[A-Z]{2}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What the document says of an operation beside its parameters: what it answers, and by which key.

    `keyed` operations do an act under an idempotency key; `signed` ones may answer with a ticket.
    """

    answer: Any
    keyed: bool = False
    signed: bool = False
    public: bool = False


OPERATIONS: dict[str, Operation] = {}
"""Every operation by its id, as the routes' modules name them; never changed once they are read."""


def look(
    router: APIRouter, path: str, answer: object, desk: object, *, method: str = "GET", id: str = ""
) -> Callable[[F], F]:
    """Name a route that reads or shows something of a desk."""
    return _route(router, method, path, Operation(answer=answer), desk, id)


def act(
    router: APIRouter, path: str, answer: object, desk: object, *, signed: bool = True, id: str = ""
) -> Callable[[F], F]:
    """Name a route that has a desk do an act, under an idempotency key."""
    return _route(router, "POST", path, Operation(answer=answer, keyed=True, signed=signed), desk, id)


def unlock(router: APIRouter, path: str, answer: object, desk: object, *, id: str = "") -> Callable[[F], F]:
    """Name a route that answers with what only the person's own key opens."""
    return _route(router, "POST", path, Operation(answer=answer, signed=True), desk, id)


def said_of(desk: object) -> str:
    """Return what a desk says of itself, without what it raises: the problems stand beside."""
    return inspect.cleandoc(desk.__doc__ or "").partition("\n\nRaises:")[0]


def _route(
    router: APIRouter, method: str, path: str, operation: Operation, desk: object, id: str
) -> Callable[[F], F]:
    def named(function: F) -> F:
        noun = (router.prefix or path).strip("/").partition("/")[0]
        name = id or f"{noun}_{function.__name__.strip('_')}"
        OPERATIONS[name] = operation
        router.add_api_route(
            path,
            function,
            methods=[method],
            operation_id=name,
            name=name,
            tags=[noun],
            summary=said_of(function).split("\n")[0],
            description=said_of(desk),
            response_model=None,
        )
        return function

    return named


# ── names in the path, and pages ────────────────────────────────────────────────────────────────
def _case(
    case: Annotated[str, Path(pattern=REFERENCE, description="The case.", examples=["RU-BE-2019-005790"])],
) -> MatterId:
    return MatterId(f"case/{case}")


def _alert(
    alert: Annotated[
        str, Path(pattern=REFERENCE, description="The warning.", examples=["BE-RU-2019-000123"])
    ],
) -> MatterId:
    return MatterId(f"alert/{alert}")


def _state(
    state: Annotated[str, Path(pattern=STATE, description="The state, as ISO 3166 writes it.")],
) -> StateCode:
    return StateCode(state)


Case = Annotated[MatterId, Depends(_case)]
Alert = Annotated[MatterId, Depends(_alert)]
State = Annotated[StateCode, Depends(_state)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """Which rows of a list, and how many."""

    partner: StateCode | None
    limit: int
    after: str


def _some(
    partner: Annotated[str | None, Query(pattern=STATE, description="Only with this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many rows.")] = 50,
    after: Annotated[
        str, Query(max_length=200, description="The mark that the page before gave as `next`.")
    ] = "",
) -> Some:
    return Some(partner=None if partner is None else StateCode(partner), limit=limit, after=after)


Page = Annotated[Some, Depends(_some)]
Language = Annotated[
    str,
    Query(
        pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The language of the reasons: en or fr; for others `warning` says that it is English.",
    ),
]
Shared = Annotated[
    str, Query(pattern=r"^[A-Z_]{1,40}$", description="Only those in this shared state, as IN_PROGRESS.")
]
