"""At which step of protocol.md section 6 an envelope was refused, for whoever writes the other side.

The node says a code and no more; this walks the same steps once again and tells which one does not hold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from comity.acts import admission, allowed
from comity.acts.heads import check_place, check_vouched, read_sight, vouch
from comity.acts.node import Node
from comity.acts.partners import Partner, partner
from comity.acts.receive import ALWAYS
from comity.acts.signing import Signatures, verify_act
from comity.acts.wire import Inner, read_inner
from comity.errors import ComityError, Replayed, Retargeted
from comity.seal.canonical import unframe
from comity.seal.envelope import Outer, check_outer, check_replay, claimed_sender, open_envelope

STEPS = (
    "1, the outside: pinned partner, frame, header, suite, route, Ed25519",
    "2, the id: one that came before under other bytes, or one that came after its time",
    "3, the inside: it opens, agrees with the outside, and fits its matter",
    "4, signatures, chain, role; content and article",
    "5, the kind's own check: request, order or fingerprint",
    "6, place in the log, the log's growth, number of the envelope",
    "7, the commit: what it follows has come, and it does not fit",
)


@dataclass(slots=True)
class _Walk:
    """One envelope on its way through the steps; each finds what the next one needs."""

    node: Node
    data: bytes
    now: datetime
    peer: Partner = field(init=False)
    outer: Outer = field(init=False)
    inner: Inner = field(init=False)

    def outside(self) -> None:
        """Check the outside (step 1)."""
        sender = claimed_sender(self.data)
        self.peer = self.node.store.read(lambda r: partner(r, sender))
        self.outer = check_outer(
            self.data,
            sender=sender,
            sender_key=self.peer.node.signing,
            recipient=self.node.state,
            now=ALWAYS,
        )

    def id(self) -> None:
        """Check that the id is new and in time (step 2)."""
        header = self.outer.header
        known = self.node.store.read(lambda r: r.arrival(header.sender, header.id))
        check_replay(self.outer, None if known is None else known.digest)
        if self.now > header.expires_at:
            raise Replayed(f"Envelope {header.id} arrived after its time.")

    def inside(self) -> None:
        """Open it, and check route, numbers, instants and matter (step 3)."""
        self.inner = read_inner(open_envelope(self.outer, self.node.keys.sealing))
        act, header = self.inner.act, self.inner.act.header
        route = (self.peer.state, self.node.state, self.node.state)
        if (header.state, header.to, self.inner.to) != route:
            raise Retargeted("The act was made for another state.")
        if (self.inner.seq, self.inner.prev) != (self.outer.header.seq, self.outer.header.prev):
            raise Retargeted("The number inside is another than outside.")
        admission.check_size(header)
        admission.check_authority(header)
        admission.check_instants(self.outer.header, header, self.now)
        kind = self.node.catalogue.kind(header.kind)
        admission.check_matter(self.node, header, kind)
        self.node.store.read(lambda r: admission.check_order(r, act, kind))

    def signatures(self) -> None:
        """Check signatures, role, and that content and article are there (step 4)."""
        act, kind = self.inner.act, self.node.catalogue.kind(self.inner.act.header.kind)
        signatures = Signatures.from_bytes(self.inner.signatures)
        verify_act(act, kind, signatures, self.peer.node.signing, self.peer.roots)
        allowed.check_role(kind, act.header.role)
        seat = admission.check_authority(act.header)
        allowed.check_seat(self.node.catalogue, act.header.role, seat.kind)
        if act.body is None or (kind.basis and act.header.basis is None):
            admission.check_content(self.node, kind, act, self.peer, self.now)

    def content(self) -> None:
        """Make the kind's own check (step 5)."""
        act = self.inner.act
        kind = self.node.catalogue.kind(act.header.kind)
        admission.check_content(self.node, kind, act, self.peer, self.now)

    def place(self) -> None:
        """Check place and growth of the log (step 6)."""
        head, state = self.inner.head, self.peer.state
        check_place(head, self.inner.act.id, self.peer, self.node.state)
        sight = self.node.store.read(lambda r: read_sight(r, state))
        vouch(self.node, sight, head, self.peer, self.now, self.outer.header.issued_at)
        if self.inner.cosigned:
            note, lines = unframe(self.inner.cosigned, 2)
            check_vouched(self.node, note, lines, self.peer)


def failing_step(node: Node, data: bytes, code: str, now: datetime) -> int:
    """Return the number of the step at which a node refused an envelope with a code."""
    walk = _Walk(node, data, now)
    checks: tuple[Callable[[], None], ...] = (
        walk.outside,
        walk.id,
        walk.inside,
        walk.signatures,
        walk.content,
        walk.place,
    )
    for number, check in enumerate(checks, 1):
        try:
            check()
        except ComityError:
            return number
    return 6 if code in ("replayed", "ledger-diverged") else 7
