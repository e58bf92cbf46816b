"""Strangers at a door cost it little and keep nobody out: real doors, real connections."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from comity.courier.tls import client_context
from comity.web.server import Limits, Listener, Protocol, serving
from web.doors import OnLine, on_the_line
from web.serving import PATIENCE


class Hasty(Protocol):
    """HTTP that waits for nobody."""

    ask_within = 0.1


async def _here(_: Request) -> PlainTextResponse:
    return PlainTextResponse("here")


@contextmanager
def a_door(**more: object) -> Iterator[tuple[str, int]]:
    """Open a door that says one word to anybody."""
    app = Starlette(routes=[Route("/", _here)])
    with serving([Listener(app=app, host="127.0.0.1", port=0, **more)]) as (url,):
        yield place(url)


def place(url: str) -> tuple[str, int]:
    host, port = url.rpartition("/")[2].split(":")
    return host, int(port)


@contextmanager
def silent(where: tuple[str, int], number: int, source: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """Hold connections open, and say nothing."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(where, PATIENCE, (source, 0))) for _ in range(number)
        ]


def is_cut(one: socket.socket) -> bool:
    """Wait until the other side hangs up, and tell whether it said nothing before."""
    with suppress(ConnectionError):
        return one.recv(1) == b""
    return True


def is_answered(one: socket.socket) -> bool:
    """Ask on a connection, and tell whether it was answered or cut."""
    try:
        one.sendall(b"GET /peer HTTP/1.1\r\nHost: here\r\n\r\n")
        return one.recv(9) == b"HTTP/1.1 "
    except OSError:
        return False


@contextmanager
def a_partner(online: OnLine) -> Iterator[ssl.SSLSocket]:
    """Come to BE's door as the partner that it pinned."""
    context = client_context(online.own("RU"), online.world["BE"].node.self_image.line.tls)
    with (
        socket.create_connection(place(online.urls["BE"]), PATIENCE) as raw,
        context.wrap_socket(raw) as one,
    ):
        yield one


# ── before the handshake ────────────────────────────────────────────────────────────────────────
def test_cuts_off_who_does_not_finish_the_handshake_in_time():
    with on_the_line() as online:
        tls = online.doors["BE"].listen("127.0.0.1", 0).tls
        with (
            a_door(tls=tls, limits=Limits(handshake=0.1)) as where,
            silent(where, 1) as (one,),
            silent(where, 1) as (other,),
        ):
            other.sendall(b"\x16\x03\x01")  # begins to speak, and stops
            assert is_cut(one)
            assert is_cut(other)


def test_gives_ten_seconds_for_the_handshake():
    assert Limits().handshake == 10.0


def test_lets_a_partner_in_while_strangers_hold_more_handshakes_than_the_door_has_room_for():
    beyond = 8
    with (
        on_the_line() as online,
        silent(place(online.urls["BE"]), Limits().coming + beyond) as many,
        a_partner(online) as partner,
    ):
        assert is_answered(partner)
        assert all(is_cut(one) for one in many[:beyond])  # the oldest gave way
        many[-1].settimeout(0.1)
        with pytest.raises(TimeoutError):
            many[-1].recv(1)  # the youngest has its time still


def test_no_address_that_floods_the_door_pushes_out_one_that_has_begun_from_another():
    beyond = 8
    with on_the_line() as online:
        where = place(online.urls["BE"])
        context = client_context(online.own("RU"), online.world["BE"].node.self_image.line.tls)
        with (
            silent(where, 1) as (begun,),
            silent(where, Limits().coming + beyond, "127.0.0.2") as many,
        ):
            assert all(is_cut(one) for one in many[:beyond])
            with context.wrap_socket(begun) as partner:
                assert is_answered(partner)


# ── behind it ───────────────────────────────────────────────────────────────────────────────────
def test_turns_away_whom_it_has_no_room_for_until_somebody_goes():
    with (
        a_door(limits=Limits(inside=2)) as where,
        silent(where, 2) as (first, second),
    ):
        assert is_answered(first)
        assert is_answered(second)
        with silent(where, 1) as (third,):
            assert not is_answered(third)
        first.close()
        for _ in range(100):  # the door learns of it in its own time
            with silent(where, 1) as (again,):
                if is_answered(again):
                    break
        else:
            pytest.fail("it lets nobody in again")


def test_cuts_off_who_asks_nothing_and_who_asks_too_slowly():
    with a_door(protocol=Hasty) as where, silent(where, 3) as (nothing, half, blank):
        half.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n")
        blank.sendall(b"\r\n")
        assert is_cut(nothing)
        assert is_cut(half)
        assert is_cut(blank)


def test_cuts_off_who_asks_too_slowly_for_the_second_time():
    with a_door(protocol=Hasty) as where, silent(where, 1) as (one,):
        one.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        said = b""
        while not said.endswith(b"here"):
            said += one.recv(4096)
        one.sendall(b"GET / HT")
        assert is_cut(one)
