"""The OpenAPI document is whole: ids, texts, problems, keys, tickets, and examples of invented persons."""

import json
import re
from pathlib import Path

import pytest

from comity.client import errors as of_the_client
from comity.errors import ComityError
from comity.model.people import Role
from comity.web import errors
from comity.web.api_routes import OPERATIONS
from comity.web.api_words import Reader, Words
from web.written import DOCUMENT

FOUND = {
    operation["operationId"]: (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}

WITHOUT_EXAMPLE = {
    "pairing_compare",
    "pairing_propose",
    "pairing_join",
    "registers_import",
    "tickets_answer",
}
"""Bodies of keys, signatures and whole files."""


def kinds_of(kind: type[Words]) -> list[type[Words]]:
    return [kind, *(deeper for inside in kind.__subclasses__() for deeper in kinds_of(inside))]


READERS = {kind.__name__: Reader(kind) for kind in kinds_of(Words)}


def test_every_route_stands_in_the_document_and_nothing_else():
    assert set(FOUND) == set(OPERATIONS)
    assert len(FOUND) > 70


@pytest.mark.parametrize("name", FOUND)
def test_an_operation_says_what_it_does(name):
    _, _, operation = FOUND[name]
    assert re.fullmatch(r"[A-Z].+\.", operation["summary"])
    assert re.match(r"[A-Z]", operation["description"])
    assert "Raises" not in operation["description"]
    assert operation["security"] == [{"token": []}]
    assert all(p.get("description") for p in operation.get("parameters", ()))


@pytest.mark.parametrize("name", FOUND)
def test_an_operation_names_its_problems(name):
    _, _, operation = FOUND[name]
    problems = {s for s in operation["responses"] if not s.startswith("2")}
    assert problems == {"400", "401", "403", "404", "409", "422", "429", "default"}


@pytest.mark.parametrize("name", FOUND)
def test_an_act_has_a_key_and_a_reading_none(name):
    _, method, operation = FOUND[name]
    headers = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "header"}
    assert (headers == {"Idempotency-Key"}) == OPERATIONS[name].keyed
    assert ("202" in operation["responses"]) == OPERATIONS[name].signed
    if OPERATIONS[name].keyed:
        assert method == "post"


def test_the_document_is_made_of_named_parts_that_are_there():
    named = set(re.findall(r"#/components/(\w+)/([\w.-]+)", str(DOCUMENT)))
    assert {(room, name) for room, name in named if name not in DOCUMENT["components"][room]} == set()


def test_no_body_takes_a_member_that_it_does_not_name():
    schemas = DOCUMENT["components"]["schemas"]
    asked = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in FOUND.values()
        if "requestBody" in operation
    ]
    assert asked
    assert [name for name in asked if schemas[name].get("additionalProperties") is not False] == []


def test_the_desk_fills_in_what_the_document_leaves_out():
    request = DOCUMENT["components"]["schemas"]["Request"]
    assert not {"reference", "made_at", "sender", "type"} & set(request["properties"])
    assert request["required"] == ["recipient", "purpose", "case_ref"]
    assert request["additionalProperties"] is False


@pytest.mark.parametrize("name", [name for name, (_, _, o) in FOUND.items() if "requestBody" in o])
def test_an_example_is_a_body_that_is_read(name):
    content = FOUND[name][2]["requestBody"]["content"]["application/json"]
    example = content.get("example")
    if example is None:
        assert name in WITHOUT_EXAMPLE
        return
    read = READERS[content["schema"]["$ref"].rpartition("/")[2]].read(json.dumps(example).encode())
    assert set(example) <= set(type(read).model_fields)


# ── docs/api.md ─────────────────────────────────────────────────────────────────────────────────
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_page_names_every_code_of_the_door_and_the_client_as_it_is():
    rows = re.findall(r"^\| `([a-z-]+)` \| ([0-9, ]*) ?\| (.+) \|$", PAGE, re.MULTILINE)
    kinds = {
        c.code: c
        for module in (errors, of_the_client)
        for c in vars(module).values()
        if isinstance(c, type) and issubclass(c, ComityError) and c.__module__ == module.__name__
    }
    del kinds[of_the_client.ApiError.code]
    assert {code: means for code, _, means in rows} == {
        code: (kind.__doc__ or "").splitlines()[0] for code, kind in kinds.items()
    }
    for code, status, _ in rows:
        error = kinds[code]("x", 1) if code == errors.TooManyRequests.code else kinds[code]("x")
        assert not status.strip() or str(errors.status_of(error)) in status


def test_the_example_of_the_page_runs(api, capsys):
    (example,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    words = {
        "url": api.urls["RU"],
        "officers_token": api.token("RU", Role.OFFICER),
        "supervisors_token": api.token("RU", Role.SUPERVISOR),
        "supervisors_key": api.world["RU"][Role.SUPERVISOR].keys,
        "clock": lambda: api.world.now,
    }
    example = example.replace("supervisors_key)", "supervisors_key, clock=clock)")  # the world is of 2019
    exec(compile(example, "docs/api.md", "exec"), words)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "PERMIT"
    assert said[-2].startswith("wrong-role 'request.send' asks for SPOC_DUTY")
    assert said[-1].endswith("  APPROVED")
