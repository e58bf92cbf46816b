"""The API: one application of one node, its routes by noun; it answers JSON and nothing else.

It holds no state but what `House` counts and what waits for a signature, so several processes may serve one
node: tokens and idempotency keys stand in the store.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException

from comity.acts.node import Node
from comity.errors import ComityError
from comity.web import (
    api_alerts,
    api_answer,
    api_assurances,
    api_cases,
    api_duty,
    api_house,
    api_orders,
    api_pairs,
    api_people,
    api_registers,
    api_sign,
    api_travel,
)
from comity.web.api_document import document
from comity.web.api_door import House, Limits
from comity.web.api_guard import Guard
from comity.web.api_words import unfit
from comity.web.errors import UnfitRequest, UnknownAddress, answer

ROUTERS = (
    api_house.router,
    api_people.router,
    api_pairs.router,
    api_pairs.pairing,
    api_registers.router,
    api_cases.router,
    api_answer.router,
    api_assurances.router,
    api_travel.router,
    api_travel.held,
    api_orders.router,
    api_alerts.router,
    api_duty.router,
    api_duty.matters,
    api_sign.router,
)


def make_api(node: Node, *, clock: Callable[[], datetime], limits: Limits | None = None) -> FastAPI:
    """Make the API of a node; `clock` says what time it is at each request."""
    limits = limits or Limits()
    app = _routed()
    app.state.house = House(node, clock, limits)
    app.add_middleware(Guard, limits=limits, demo=node.demo)
    app.add_exception_handler(ComityError, _failed)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _nowhere)
    written = _document()
    app.add_api_route("/openapi.json", lambda: written, methods=["GET"], include_in_schema=False)
    return app


def _routed() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for router in ROUTERS:
        app.include_router(router)
    return app


@cache
def _document() -> dict[str, Any]:
    """Write the document once: its routes are the same for every node."""
    return document(_routed())


def _failed(_: Request, failed: Exception) -> Response:
    if not isinstance(failed, ComityError):  # only these are handed here
        raise failed
    return answer(failed)


def _unfit(_: Request, failed: Exception) -> Response:
    if not isinstance(failed, RequestValidationError):
        raise failed
    return answer(unfit("", failed.errors()))


def _nowhere(request: Request, failed: Exception) -> Response:
    """Answer what found no route: where there is one by another method, say which."""
    known = sorted(set(_methods(request)))
    if known:
        nothing = UnknownAddress(f"There is nothing here by {request.method}, only by {', '.join(known)}.")
        return answer(nothing, {"Allow": ", ".join(known)}, status=405)
    if isinstance(failed, HTTPException) and failed.status_code != 404:
        return answer(UnfitRequest("The request cannot be read."))
    return answer(UnknownAddress("There is nothing at this address."))


def _methods(request: Request) -> Iterable[str]:
    """Return the methods that an address knows."""
    for context in iter_route_contexts(request.app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.path_regex.fullmatch(request.url.path):
            yield from route.methods or ()
