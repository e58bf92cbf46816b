"""The line to a node: sign-in, one key for each act, repeats where they are safe, and who signs."""

import secrets
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, Self, TypeVar, cast
from urllib.parse import quote

import httpx2
from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from comity.client.answers import Page
from comity.client.errors import ApiError, NoAnswer
from comity.client.turning import Asked, Turner
from comity.errors import BadInput, ComityError, MalformedMessage, PersonalSignatureMissing
from comity.seal.canonical import b64, unb64
from comity.seal.keys import PersonKeys

T = TypeVar("T")

ATTEMPTS = 4
"""How often a request goes out at the most, where a repeat does nothing twice."""

LONGEST_WAIT = 30.0
"""Seconds: who is told to wait longer gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What the node wants of the person's key."""

    kind: Literal["sign", "open"]
    about: str
    statement: str = ""
    context: str = ""
    sealed: str = ""
    info: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parked:
    """An act that waits for the person's key; `gaps` says who cannot be reached for its matter."""

    ticket: str
    step: int
    wanted: tuple[_Wish, ...]
    gaps: tuple[str, ...] = ()


def _real_time() -> datetime:
    return datetime.now(UTC)


class Line:
    """Requests to one node for one token, with the person's key where it is given.

    A token is shown over TLS, or to this machine; `unsafe_plain_http` shows it to anybody on the way. `clock`
    is what the instants are held against that the node wants signed. `told_gaps` hears, before the key is
    turned, who cannot be reached for a case or warning; what it raises gives the act up.

    Raises: BadInput for plain HTTP elsewhere.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        key: PersonKeys | None = None,
        *,
        http: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = _real_time,
        told_gaps: Callable[[tuple[str, ...]], None] | None = None,
        unsafe_plain_http: bool = False,
    ) -> None:
        self._http = http or httpx2.Client(base_url=base_url, timeout=60.0)
        at_home = self._http.base_url.host in ("127.0.0.1", "::1", "localhost")
        if http is None and not (self._http.base_url.scheme == "https" or at_home or unsafe_plain_http):
            raise BadInput("A token goes over plain HTTP to this machine only. Write https://…")
        self._token = token
        self._key = key
        self._sleep = sleep
        self._clock = clock
        self._told_gaps = told_gaps
        self._own = ""

    def __enter__(self) -> Self:
        """Use the line for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the line."""
        self._http.close()

    @contextmanager
    def under(self, key: str) -> Iterator[None]:
        """Do one act under a key of one's own, kept where a crash of this program leaves it.

        Who starts again repeats the act under the same key: it is not done twice.
        """
        self._own, before = key, self._own
        try:
            yield
        finally:
            self._own = before

    def each(self, page: Callable[..., Page[T]], **words: Any) -> Iterator[T]:  # noqa: ANN401 - the page's own
        """Go through every row of a list, page by page: `client.each(client.cases_list, partner="BE")`."""
        after = ""
        while True:
            found = page(**words, after=after)
            yield from found.rows
            if not found.next:
                return
            after = found.next

    def _get(self, kind: type[T], path: str, **query: object) -> T:
        params = {name: value for name, value in query.items() if value not in (None, "")}
        return _value(kind, self._ask("GET", path, safe=True, params=params))

    def _show(self, kind: type[T], path: str, words: Mapping[str, object] | None = None) -> T:
        return _value(kind, self._ask("POST", path, safe=False, json=words))

    def _open(self, kind: type[T], path: str, asked: Asked, words: Mapping[str, object] | None = None) -> T:
        return _value(kind, self._sign(self._ask("POST", path, safe=False, json=words), asked, None))

    def _act(self, kind: type[T], path: str, words: Mapping[str, object] | None = None) -> T:
        return _value(kind, self._ask("POST", path, safe=True, json=words, key=self._own or _fresh()))

    def _do(self, kind: type[T], path: str, asked: Asked, words: Mapping[str, object] | None = None) -> T:
        """Have an act done that the person signs; if the line breaks, come back by the same key."""
        key = self._own or _fresh()

        def again() -> httpx2.Response:
            return self._ask("POST", path, safe=True, json=words, key=key)

        return _value(kind, self._sign(again(), asked, again))

    def _sign(
        self, answered: httpx2.Response, asked: Asked, again: Callable[[], httpx2.Response] | None
    ) -> httpx2.Response:
        """Turn the key as often as the act wants it, and return the act's answer."""
        turner = None if self._key is None else Turner(self._key, asked, self._clock)
        attempts, told = ATTEMPTS, tuple[str, ...]()
        while answered.status_code == 202:
            waits = _value(_Parked, answered)
            try:
                if self._told_gaps is not None and waits.gaps not in ((), told):
                    self._told_gaps(waits.gaps)
                told = waits.gaps
                granted = _turned(turner, waits.wanted)
            except Exception:
                with suppress(ComityError):  # if that is lost, the ticket runs out by itself
                    self._ask("DELETE", at("tickets", waits.ticket), safe=True)
                raise
            words = {"step": waits.step, "granted": granted}
            try:
                answered = self._ask("POST", at("tickets", waits.ticket), safe=False, json=words)
            except NoAnswer:
                attempts -= 1
                if again is None or not attempts:
                    raise
                answered = again()
        return answered

    def _ask(
        self,
        method: str,
        path: str,
        *,
        safe: bool,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> httpx2.Response:
        """Send a request, again where that is safe.

        Raises: ApiError, NoAnswer.
        """
        headers = {"Authorization": f"Bearer {self._token}"} | ({"Idempotency-Key": key} if key else {})
        content = None if json is None else to_jsonable_python(dict(json))
        for attempt in range(ATTEMPTS):
            try:
                answered = self._http.request(method, path, json=content, params=params, headers=headers)
            except httpx2.TransportError as broken:
                if not safe or attempt == ATTEMPTS - 1:
                    raise NoAnswer(f"No answer came from the node: {type(broken).__name__}.") from None
                self._sleep(2.0**attempt / 4)
                continue
            wait = _wait(answered) if attempt < ATTEMPTS - 1 else None
            if wait is None:
                break
            self._sleep(wait)
        if answered.is_success:
            return answered
        raise ApiError.of(answered)


def _wait(answered: httpx2.Response) -> float | None:
    """Say how long to wait before a repeat, if one makes sense: on 429 nothing was done."""
    if answered.status_code == 429:
        told = answered.headers.get("Retry-After", "")
        seconds = float(told) if told.isascii() and told.isdigit() else 1.0
        return seconds if seconds <= LONGEST_WAIT else None
    return None


def _turned(turner: Turner | None, wanted: Sequence[_Wish]) -> list[dict[str, object]]:
    """Turn the key for each wish.

    Raises: PersonalSignatureMissing without a key; NotAsked; MalformedMessage if there is no wish.
    """
    if turner is None:
        raise PersonalSignatureMissing("The act needs the person's own key. Give it to the client.")
    if not wanted:  # or a server could keep a client for ever by wanting nothing
        raise MalformedMessage("The node waits for the person's key, and says not what for.")
    granted: list[dict[str, object]] = []
    for wish in wanted:
        about = unb64(wish.about)
        if wish.kind == "sign":
            signature = turner.sign(unb64(wish.statement), wish.context, about)
            granted.append({"signature": signature.to_plain()})
        else:
            granted.append({"opened": b64(turner.open(unb64(wish.sealed), unb64(wish.info), about))})
    return granted


def at(*names: str) -> str:
    """Write an address of its names."""
    return "".join(f"/{quote(name, safe='')}" for name in names)


def _fresh() -> str:
    return secrets.token_urlsafe(24)


@cache
def _reader(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", kind))


def _value(kind: type[T], answered: httpx2.Response) -> T:
    try:
        value: T = _reader(cast("Hashable", kind)).validate_json(answered.content)
    except ValueError:
        raise MalformedMessage(
            "The answer is not one that this client knows; update the older side."
        ) from None
    return value
