"""Every failure is a problem document, with a status of its own, that never says what was sent."""

from datetime import datetime, timedelta

import httpx2
import pytest

from comity import errors
from comity.errors import ComityError
from comity.model.people import Role
from comity.web import errors as doors
from comity.web.api import make_api
from comity.web.errors import STATUS, problem_of, status_of
from comity.web.server import Listener, serving
from stories.exchange import drafted

KEY = {"Idempotency-Key": "0123456789"}
SECRET = "Amina Kaddour"
MEMBERS = {"type", "title", "status", "detail", "code", "do", "where"}


MORE = {
    doors.TooManyRequests: lambda: doors.TooManyRequests("It failed.", 3),
    errors.DoorRefused: lambda: errors.DoorRefused("It failed.", told="quota"),
    errors.QuotaExceeded: lambda: errors.QuotaExceeded("It failed.", wait=timedelta(seconds=3)),
}
"""Errors that say more than a sentence."""


def classes_of(module) -> list[type[ComityError]]:
    return [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, ComityError)]


def problem(answered, status: int, code: str) -> dict:
    """Check the form of a problem, and return it."""
    document = answered.json()
    assert answered.headers["content-type"] == "application/problem+json"
    assert (answered.status_code, document["status"], document["code"]) == (status, status, code)
    assert set(document) == MEMBERS
    assert document["type"] == f"urn:comity:error:{code}"
    assert SECRET not in answered.text
    return document


def test_every_branch_of_the_tree_of_errors_has_a_status():
    branches = {c for c in classes_of(errors) + classes_of(doors) if c.__base__ is ComityError}
    assert branches <= set(STATUS)


def test_every_error_says_its_code_and_what_to_do():
    for kind in {*classes_of(errors), *classes_of(doors)} - {ComityError}:
        error = MORE[kind]() if kind in MORE else kind("It failed.")
        said = problem_of(error)
        assert (said["code"], said["do"], said["detail"]) == (kind.code, kind.remedy, "It failed.")
        assert said["status"] == status_of(error)
        assert 400 <= said["status"] <= 503


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnknownMatter("x"), 404),
        (errors.WrongRole("x"), 403),
        (errors.TokenInvalid("x"), 401),
        (errors.OrderRequired("x"), 409),
        (errors.ContentDiffers("x"), 409),
        (errors.MalformedMessage("x"), 422),
        (errors.LogRolledBack("x"), 500),
        (errors.CheckpointTooOld("x"), 409),
        (errors.StoreFailed("x"), 503),
        (errors.Crossed("x"), 409),
        (errors.Erased("x"), 410),
    ],
)
def test_an_error_has_the_status_of_what_went_wrong(error, status):
    assert status_of(error) == status


def test_nothing_is_there_at_an_unknown_address(api):
    problem(api.bare("RU").get(f"/{SECRET}"), 404, "unknown-address")
    problem(api.bare("RU").get("/cases/"), 404, "unknown-address")


def test_another_method_is_told_which_there_are(api):
    answered = api.bare("RU").delete("/cases")
    problem(answered, 405, "unknown-address")
    assert answered.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("shown", [None, "Bearer", "Bearer x", "Basic eDp5", f"Bearer {SECRET}"])
def test_who_shows_no_good_token_is_not_let_in(api, shown):
    headers = {} if shown is None else {"Authorization": shown}
    answered = api.bare("RU").get("/cases", headers=headers)
    problem(answered, 401, "token-invalid")
    assert answered.headers["www-authenticate"] == "Bearer"


def test_a_token_of_the_partners_node_is_not_let_in(api):
    headers = {"Authorization": f"Bearer {api.token('BE', Role.OFFICER)}"}
    problem(api.bare("RU").get("/cases", headers=headers), 401, "token-invalid")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"request": {"facts": SECRET}}, "body.request.recipient: missing"),
        ({"request": 7}, "body.request: dataclass_type"),
        ({}, "body.request: missing"),
        ({"request": {}, SECRET: 1}, "body: extra_forbidden"),
        (
            {"request": {"subjects": [{"label": "p1", "status": SECRET}]}},
            "body.request.subjects.0.status: enum",
        ),
        ({"request": {"sender": {"state": SECRET}}}, "body.request.sender: of_the_desk"),
        ({"request": {"coercive": "yes"}}, "body.request.coercive: bool_type"),
        (
            {"request": {"subjects": [{"label": "p", SECRET: 1}]}},
            "body.request.subjects.0: unexpected_keyword_argument",
        ),
    ],
)
def test_a_body_of_another_form_is_refused_by_its_place(api, body, where):
    answered = api.bare("RU", Role.OFFICER).post("/cases", json=body, headers=KEY)
    assert where in problem(answered, 400, "unfit-request")["where"]


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "unfit-request"),
        (b"", "application/json", 400, "unfit-request"),
        (b"[]", "application/json", 400, "unfit-request"),
        (b"\xff", "application/json", 400, "unfit-request"),
        (b'{"to": "a", "to": "b"}', "application/json", 422, "duplicate-keys"),
        (b'{"to": NaN}', "application/json", 400, "unfit-request"),
        (b'{"to": 1e999}', "application/json", 400, "unfit-request"),
        (b'{"to": "\\ud800"}', "application/json", 400, "unfit-request"),
        (b"[" * 100_000, "application/json", 400, "unfit-request"),
        (b'{"to": "a"}', "text/plain", 400, "unfit-request"),
        (b"to=a", "application/x-www-form-urlencoded", 400, "unfit-request"),
    ],
)
def test_bytes_that_are_no_body_are_refused(api, content, kind, status, code):
    case = drafted(api.world).partition("/")[2]
    officer = api.bare("RU", Role.SPOC_DUTY)
    answered = officer.post(f"/cases/{case}/assign", content=content, headers=KEY | {"Content-Type": kind})
    problem(answered, status, code)


def test_an_instant_without_its_offset_is_refused(api):
    case = drafted(api.world).partition("/")[2]
    words = {"findings": {"danger": {"released_at": "2019-10-31T09:00:00"}}}
    answered = api.bare("RU", Role.OFFICER).post(f"/cases/{case}/findings", json=words, headers=KEY)
    where = problem(answered, 400, "unfit-request")["where"]
    assert where == ["body.findings.danger.released_at: timezone"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "partner=Russia", "shared=%27"])
def test_a_parameter_of_another_form_is_refused(api, query):
    answered = api.bare("RU", Role.OFFICER).get(f"/cases?{query}")
    assert problem(answered, 400, "unfit-request")["where"][0].startswith("query.")


def test_a_mark_of_no_page_is_refused(api):
    problem(api.bare("RU", Role.OFFICER).get(f"/cases?after={SECRET}"), 422, "bad-input")


def test_the_desks_refusal_comes_with_its_remedy(api):
    answered = api.bare("RU", Role.OFFICER).get("/cases/RU-BE-2019-000000")
    assert "comity case list" in problem(answered, 404, "unknown-matter")["do"]


def test_what_is_unforeseen_is_told_to_nobody(world, caplog):
    def broken() -> datetime:
        raise RuntimeError(SECRET)

    app = make_api(world["RU"].node, clock=broken)
    with serving([Listener(app=app, host="127.0.0.1", port=0)]) as (url,):
        answered = httpx2.get(f"{url}/cases", headers={"Authorization": "Bearer x"})
    problem(answered, 500, "unforeseen")
    (logged,) = [r.getMessage() for r in caplog.records if r.name == "comity.web"]
    assert logged.startswith("unforeseen RuntimeError at test_api_errors.py:")
    assert SECRET not in logged
