"""Personal signatures over the line: the desk waits where it needs a person's key, which never comes here.

A desk call that needs the key runs in a thread of its own. Where it asks for a signature, or for a share to
be opened, the thread waits under a ticket; the person's program turns the key and hands in what came of it.
A signature is checked against the accredited key before the desk goes on. A ticket that runs out ends the
call as a locked key would: what was not committed by then did not happen. Tickets live in this process.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue

from comity.acts.signing import Hand
from comity.errors import Crossed, PersonalSignatureMissing
from comity.seal.certificates import Certificate
from comity.seal.keys import PersonKeys, SealingPublicKey, Signature, VerifyingKey
from comity.web.errors import KeyReused, TooManyRequests, UnknownTicket

PATIENCE = 10.0
"""Seconds that a repeat waits for the request that is at work on the same act."""

Granted = Signature | bytes
Doing = Callable[[PersonKeys], object]
"""A whole desk call with its answer, ready for the keys of the person."""

Gaps = Callable[[], tuple[str, ...]]
"""Who cannot be reached for the matter of a call, asked anew whenever it waits for the key."""


class WishKind(StrEnum):
    """What the person's key is wanted for."""

    SIGN = "sign"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One turn of a person's key: bytes to sign in a context, or sealed bytes to open with an info.

    `about` is what they commit to: salt and body of an act, or the header of a package.
    """

    kind: WishKind
    data: bytes = field(repr=False)
    context: bytes
    about: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A desk call that waits: its ticket, which wish of it this is, and how long the ticket still lives.

    `gaps` says who cannot be reached, before the key is turned.
    """

    ticket: str
    step: int
    wish: Wish
    seconds: int
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ended:
    answer: object = None
    failed: BaseException | None = None


class Call:
    """One desk call in a thread of its own."""

    def __init__(
        self, name: str, digest: str, hand: Hand, doing: Doing, lives: float, gaps: Gaps | None
    ) -> None:
        self.ticket = secrets.token_urlsafe(24)
        self.name = name
        self.digest = digest
        self._until = time.monotonic() + lives
        self._turn = threading.Lock()
        self._step = 0
        self._now: Wish | _Ended = _Ended()
        self._events: SimpleQueue[Wish | _Ended] = SimpleQueue()
        self._granted: SimpleQueue[Granted | None] = SimpleQueue()
        self._keys = _Elsewhere(hand.certificate, self)
        self._doing = doing
        self._gaps = gaps

    def start(self, ended: Callable[["Call"], None]) -> object:
        """Begin, and return what the desk answers or the call parked; `ended` is told when it is over."""
        threading.Thread(target=self._run, args=(ended,), name="comity-desk", daemon=True).start()
        with self._turn:
            return self._next()

    def stands(self) -> object:
        """Return the call as it waits now, or what became of it meanwhile.

        Raises: Crossed while it is at work for long; what the desk raised.
        """
        if not self._turn.acquire(timeout=PATIENCE):
            raise Crossed("This act is under way by another request just now.")
        try:
            return self._told()
        finally:
            self._turn.release()

    def grant(self, step: int, read: Callable[[Wish], Granted]) -> object:
        """Hand in what the person's key made of the present wish, and return what comes next.

        Raises: Crossed at another step; what `read` raises for what is no such thing.
        """
        if not self._turn.acquire(blocking=False):
            raise Crossed("This act is under way by another request just now.")
        try:
            if step != self._step or not isinstance(self._now, Wish):
                raise Crossed(f"The ticket is at step {self._step}, not at the one that is answered.")
            self._granted.put(read(self._now))
            return self._next()
        finally:
            self._turn.release()

    def drop(self) -> None:
        """Give the call up: the desk ends as with a locked key."""
        self._granted.put(None)

    def ask(self, wish: Wish) -> Granted:
        """Wait, in the thread of the desk, for the person's key.

        Raises: PersonalSignatureMissing if nothing came in time.
        """
        self._events.put(wish)
        try:
            granted = self._granted.get(timeout=max(0.0, self._until - time.monotonic()))
        except Empty:
            granted = None
        if granted is None:
            raise PersonalSignatureMissing("The person's key was not turned before the ticket ended.")
        return granted

    def _run(self, ended: Callable[["Call"], None]) -> None:
        try:
            last = _Ended(answer=self._doing(self._keys))
        except BaseException as failed:  # told to the request that waits
            last = _Ended(failed=failed)
        ended(self)
        self._events.put(last)

    def _next(self) -> object:
        self._now = self._events.get()
        self._step += 1
        return self._told()

    def _told(self) -> object:
        if isinstance(self._now, Wish):
            left = max(1, int(self._until - time.monotonic()))
            gaps = () if self._gaps is None else self._gaps()
            return Parked(ticket=self.ticket, step=self._step, wish=self._now, seconds=left, gaps=gaps)
        if self._now.failed is not None:
            raise self._now.failed
        return self._now.answer


class Tickets:
    """The desk calls of this process that wait for a person's key, a few for each token."""

    def __init__(self, *, lives: float, each: int, most: int) -> None:
        self._lives = lives
        self._each = each
        self._most = most
        self._lock = threading.Lock()
        self._calls: dict[str, tuple[str, Call]] = {}

    def begin(
        self, owner: str, name: str, digest: str, hand: Hand, doing: Doing, gaps: Gaps | None = None
    ) -> object:
        """Begin a desk call for a token, or come back to the one that waits under the same name.

        Raises: KeyReused, Crossed, TooManyRequests; what the desk raises.
        """
        with self._lock:
            waiting = next((c for _, c in self._calls.values() if name and c.name == name), None)
            if waiting is None:
                self._check_room(owner)
                call = Call(name, digest, hand, doing, self._lives, gaps)
                self._calls[call.ticket] = (owner, call)
        if waiting is None:
            return call.start(self._end)
        if waiting.digest != digest:
            raise KeyReused("The idempotency key stands for another act, which waits for a signature.")
        return waiting.stands()

    def find(self, owner: str, ticket: str) -> Call:
        """Return a token's call.

        Raises: UnknownTicket.
        """
        with self._lock:
            held = self._calls.get(ticket)
        if held is None or held[0] != owner:
            raise UnknownTicket("Nothing waits under this ticket: it is over, or it never was this token's.")
        return held[1]

    def drop(self, owner: str, ticket: str) -> None:
        """Give a token's call up; from now on there is no such ticket.

        Raises: UnknownTicket.
        """
        call = self.find(owner, ticket)
        self._end(call)
        call.drop()

    def _check_room(self, owner: str) -> None:
        own = sum(1 for whose, _ in self._calls.values() if whose == owner)
        if own >= self._each or len(self._calls) >= self._most:
            raise TooManyRequests("Too many acts wait for a signature. Sign or drop one first.", seconds=5)

    def _end(self, call: Call) -> None:
        with self._lock:
            self._calls.pop(call.ticket, None)


@dataclass(frozen=True, slots=True)
class _Signer:
    public: VerifyingKey
    call: Call

    @property
    def id(self) -> str:
        """Return the key id."""
        return self.public.id

    def sign(self, data: bytes, context: bytes, about: bytes = b"") -> Signature:
        """Have the person sign, and check it against the accredited key.

        Raises: PersonalSignatureMissing, SignatureInvalid.
        """
        wish = Wish(kind=WishKind.SIGN, data=data, context=context, about=about)
        signature = self.call.ask(wish)
        if not isinstance(signature, Signature):
            raise PersonalSignatureMissing("Something else than a signature was handed in.")
        self.public.verify(signature, data, context)
        return signature


@dataclass(frozen=True, slots=True)
class _Opener:
    public: SealingPublicKey
    call: Call

    @property
    def id(self) -> str:
        """Return the key id."""
        return self.public.id

    def open(self, sealed: bytes, info: bytes, about: bytes = b"") -> bytes:
        """Have the person open a share; only the package shows whether it is the right one.

        Raises: PersonalSignatureMissing.
        """
        opened = self.call.ask(Wish(kind=WishKind.OPEN, data=sealed, context=info, about=about))
        if not isinstance(opened, bytes):
            raise PersonalSignatureMissing("Something else than an opened share was handed in.")
        return opened


class _Elsewhere:
    """The keys of a person that stay with the person (`seal.keys.PersonKeys`)."""

    def __init__(self, certificate: Certificate, call: Call) -> None:
        self._certificate = certificate
        self._call = call

    @property
    def signing(self) -> _Signer:
        """Return what has the person sign."""
        return _Signer(self._certificate.signing, self._call)

    @property
    def sealing(self) -> _Opener:
        """Return what has the person open.

        Raises: PersonalSignatureMissing.
        """
        if self._certificate.sealing is None:
            raise PersonalSignatureMissing("The person was accredited without a key that opens.")
        return _Opener(self._certificate.sealing, self._call)
