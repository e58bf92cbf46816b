"""Shares, sizes, times, pages, and what stands on every answer."""

import socket
from urllib.parse import urlsplit

import pytest

from comity.model.people import Role
from stories.exchange import drafted
from web.served import quick, served

KEY = {"Idempotency-Key": "0123456789"}


def raw(url: str, *parts: bytes) -> bytes:
    """Send bytes as they stand, and read until the server has answered and hung up."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as line:
        for part in parts:
            line.sendall(part)
        answered = b""
        while got := line.recv(65536):
            answered += got
        return answered


def test_a_token_that_asks_too_much_is_told_to_wait(world):
    with served(world, quick(rate=0.5, burst=3)) as api:
        officer = api.bare("RU", Role.OFFICER)
        answers = [officer.get("/law") for _ in range(4)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429]
        assert answers[-1].json()["code"] == "too-many-requests"
        assert answers[-1].headers["retry-after"] == "2"
        assert api.bare("RU", Role.DPO).get("/law").status_code == 200


def test_who_shows_no_token_takes_nobodys_share(world):
    with served(world, quick(rate=0.5, burst=1)) as api:
        for _ in range(5):
            assert api.bare("RU").get("/law").status_code == 401
        assert api.bare("RU", Role.OFFICER).get("/law").status_code == 200


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "in chunks"])
def test_a_body_beyond_the_limit_is_refused(world, told):
    case = drafted(world).partition("/")[2]
    with served(world, quick(body=1000)) as api:
        content = b'{"to": "' + b"x" * 1000 + b'"}'
        sent = content if told else iter([content[:500], content[500:]])
        headers = KEY | {"Content-Type": "application/json"}
        answered = api.bare("RU", Role.SPOC_DUTY).post(f"/cases/{case}/assign", content=sent, headers=headers)
        assert (answered.status_code, answered.json()["code"]) == (413, "too-large")


def test_a_body_that_does_not_come_is_not_waited_for(world):
    case = drafted(world).partition("/")[2]
    with served(world, quick(seconds=0.1)) as api:
        head = (
            f"POST /cases/{case}/assign HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: 0123456789\r\n"
            f"Authorization: Bearer {api.token('RU', Role.SPOC_DUTY)}\r\n\r\n"
        )
        answered = raw(api.urls["RU"], head.encode(), b'{"to": ')
        assert answered.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"too-slow"' in answered


@pytest.mark.parametrize("path", ["/law", "/nothing", "/openapi.json", "/cases/RU-BE-2019-000000"])
def test_every_answer_is_kept_by_nobody_and_taken_for_what_it_is(api, path):
    headers = api.bare("RU", Role.OFFICER).get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-type"].partition(";")[0] in ("application/json", "application/problem+json")
    assert not {"server", "set-cookie", "access-control-allow-origin"} & set(headers)


def test_lists_come_by_pages_and_each_row_once(api):
    made = [drafted(api.world) for _ in range(7)]
    officer = api.client("RU", Role.OFFICER)
    first = officer.cases_list(limit=3)
    assert (len(first.rows), first.next != "") == (3, True)
    assert {row.matter for row in officer.each(officer.cases_list, limit=3)} == set(made)
    assert [row.matter for row in officer.each(officer.cases_list, limit=2)] == [
        row.matter for row in officer.cases_list(limit=200).rows
    ]
    assert officer.cases_list(limit=7).next == ""


def test_no_word_of_a_search_stands_in_an_address(api):
    document = api.bare("RU").get("/openapi.json").json()
    named = {
        parameter["name"]
        for path in document["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in ("query", "path")
    }
    assert named == {
        "case",
        "alert",
        "lister",
        "other",
        "on",
        "state",
        "token",
        "ticket",
        "partner",
        "shared",
        "pseudonym",
        "limit",
        "after",
        "lang",
    }
