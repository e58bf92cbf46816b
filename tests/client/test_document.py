"""The client knows the operations, words and answers of the OpenAPI document, and no others; both ways."""

import inspect
import typing
from typing import Any

import pytest
from pydantic import TypeAdapter

from comity.client import Client
from comity.client.line import Line
from comity.web.api_words import Schemas
from web.written import DOCUMENT

OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
BY_THE_LINE = {"tickets_answer", "tickets_drop"}
"""Operations that the client uses by itself, whenever an act wants the person's key."""

METHODS = {
    name: method
    for name, method in inspect.getmembers(Client, inspect.isfunction)
    if not name.startswith("_") and not hasattr(Line, name)
}


ONLY_READ = {"title", "description", "default", "examples", "$defs"}


def resolved(schema: Any, defs: dict[str, Any]) -> Any:
    """Return a schema in one piece, without what only people read."""
    if isinstance(schema, list):
        return [resolved(one, defs) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolved(defs[schema["$ref"].rpartition("/")[2]], defs)
    kept = {k: v for k, v in schema.items() if k not in ONLY_READ}
    properties = {k: resolved(v, defs) for k, v in kept.pop("properties", {}).items()}
    return {k: resolved(v, defs) for k, v in kept.items()} | (
        {"properties": properties} if properties else {}
    )


def words_of(operation: dict[str, Any]) -> dict[str, bool]:
    """Return what an operation takes from its caller, and whether it must be given."""
    words = {
        p["name"]: p.get("required", False)
        for p in operation.get("parameters", ())
        if p["in"] in ("path", "query")
    }
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        schema = DOCUMENT["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        words |= {name: name in schema.get("required", ()) for name in schema["properties"]}
    return words


def test_the_client_has_every_operation_and_no_other():
    assert set(METHODS) == set(OPERATIONS) - BY_THE_LINE


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_the_words_of_its_operation(name):
    taken = {
        parameter.name: parameter.default is parameter.empty
        for parameter in inspect.signature(METHODS[name]).parameters.values()
        if parameter.name != "self"
    }
    assert taken == words_of(OPERATIONS[name][2])


@pytest.mark.parametrize("name", METHODS)
def test_a_method_reads_the_answer_of_its_operation(name):
    kind = typing.get_type_hints(METHODS[name])["return"]
    ours = TypeAdapter(kind).json_schema(mode="serialization", schema_generator=Schemas)
    theirs = OPERATIONS[name][2]["responses"]["200"]["content"]["application/json"]["schema"]
    assert resolved(ours, ours.get("$defs", {})) == resolved(theirs, DOCUMENT["components"]["schemas"])
