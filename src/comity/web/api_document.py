"""The OpenAPI document: FastAPI names paths and parameters; bodies, answers and problems are added here.

Schemas are written from the very types by which bodies are read and from which answers are written.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from comity import __version__
from comity.web.api_answers import Problem, Waits
from comity.web.api_examples import EXAMPLES
from comity.web.api_routes import OPERATIONS, Operation
from comity.web.api_words import Reader, Schemas, Words
from comity.web.errors import PROBLEM

TEXT = """Every desk of a node, as the command line has them.

Sign in with a token that a person in role issued. A token never signs: an act with legal effect is answered
with 202 and a ticket, the person's own program turns the key, and the private key stays where it is. Acts are
done once for each `Idempotency-Key`. Lists come by pages. Tickets and the share of each token are counted in
one process; keys and tokens hold for all processes of a node. Persons in the examples are invented."""

PROBLEMS = {
    "400": "The request does not have the form that this document gives.",
    "401": "No token, or one that opens nothing.",
    "403": "The person may not do this.",
    "404": "There is no such thing here.",
    "409": "It does not fit the state that the matter is in.",
    "422": "It has the right form and cannot be used, or the idempotency key stands for another request.",
    "429": "The token asked more than its share; Retry-After says how long to wait.",
    "default": "Another problem: too large or too slow a body, something erased, a node in trouble.",
}
TO_THE_TICKET = {
    name: {"operationId": name, "parameters": {"ticket": "$response.body#/ticket"}}
    for name in ("tickets_answer", "tickets_drop")
}


def document(app: FastAPI) -> dict[str, Any]:
    """Write the document of an application."""
    written = get_openapi(title="Comity", version=__version__, description=TEXT, routes=app.routes)
    bodies = {route.operation_id or "": _body(route) for route in _routes(app)}
    schemas, found = _schemas(bodies)
    for path in written["paths"].values():
        for operation in path.values():
            id = operation["operationId"]
            body = bodies[id]
            if body is not None:
                content = _json(schemas[id, "validation"])
                if body.__name__ in EXAMPLES:
                    content["application/json"]["example"] = EXAMPLES[body.__name__]
                operation["requestBody"] = {"required": True, "content": content}
            operation["responses"] = _responses(OPERATIONS[id], schemas[id, "serialization"], schemas)
    problem = {PROBLEM: {"schema": schemas["Problem", "serialization"]}}
    written["components"]["schemas"] = found
    written["components"]["responses"] = {
        status: {"description": means, "content": problem} for status, means in PROBLEMS.items()
    }
    return written


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            yield route


def _body(route: APIRoute) -> type[Words] | None:
    """Return the words that a route reads."""
    readers = [d.call for d in route.dependant.dependencies if isinstance(d.call, Reader)]
    return readers[0].kind if readers else None


Schema = dict[str, Any]
Named = dict[tuple[str, str], Schema]


def _schemas(bodies: Mapping[str, type[Words] | None]) -> tuple[Named, Schema]:
    """Write the schemas of all bodies and answers at once, so that each name stands for one thing."""
    wanted: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (id, "validation", TypeAdapter(body)) for id, body in bodies.items() if body is not None
    ]
    wanted += [(id, "serialization", TypeAdapter(known.answer)) for id, known in OPERATIONS.items()]
    wanted += [(kind.__name__, "serialization", TypeAdapter(kind)) for kind in (Problem, Waits)]
    schemas, whole = TypeAdapter.json_schemas(
        wanted, ref_template="#/components/schemas/{model}", schema_generator=Schemas
    )
    return {(id, mode): schema for (id, mode), schema in schemas.items()}, whole["$defs"]


def _responses(known: Operation, answer: Schema, schemas: Named) -> dict[str, Any]:
    said: dict[str, Any] = {"200": {"description": "Done.", "content": _json(answer)}}
    if known.answer is None:
        said = {"204": {"description": "Done."}}
    if known.signed:
        waits = _json(schemas["Waits", "serialization"])
        said["202"] = {
            "description": "The person's own key is wanted; answer the ticket.",
            "content": waits,
            "links": TO_THE_TICKET,
        }
    return said | {status: {"$ref": f"#/components/responses/{status}"} for status in PROBLEMS}


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
