"""What a partner can see of a node: envelopes as they pass, acts as they arrive, logs as they grow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.acts.commit import open_act, read_matter
from comity.acts.heads import read_sight
from comity.courier.courier import Transport
from comity.courier.courier import deliver as run_courier
from comity.demo.world import World
from comity.seal.canonical import decode, unframe
from comity.wiring import loopback
from stories.exchange import BE, RU


@dataclass
class Watch:
    """Everything that came from BE to RU: when, how large, under which number, and how large BE's log was."""

    world: World
    seen: list[tuple[Any, ...]] = field(default_factory=list)

    def carry(self) -> None:
        """Let both couriers go to and fro, and look at all that passes."""
        nodes = {state: place.node for state, place in self.world.places.items()}
        lines = loopback(nodes)
        tapped = {RU: self._envelopes(lines[RU]), BE: self._receipts(lines[BE])}
        while sum(
            run_courier(nodes[s], {o: tapped[o]}, self.world.now).taken for s, o in ((RU, BE), (BE, RU))
        ):
            continue

    def later(self, **span: float) -> None:
        """Let time pass, with the clocks and couriers running."""
        self.world.later(**span)
        self.carry()

    def _envelopes(self, line: Transport) -> Transport:
        """Look at the envelopes that BE sends, and at its log as RU sees it then."""

        def carry(envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
            receipts = line(envelopes, at)
            sight = self.world["RU"].node.store.read(lambda r: read_sight(r, BE))
            for data in envelopes:
                header, *_ = unframe(data, 3)
                self.seen.append(
                    ("envelope", at, len(data), decode(header)["seq"], sight.size, len(sight.unjoined))
                )
            return receipts

        return carry

    def _receipts(self, line: Transport) -> Transport:
        """Look at the receipts that BE gives."""

        def carry(envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
            receipts = line(envelopes, at)
            self.seen += [("receipt", at, len(receipt)) for receipt in receipts]
            return receipts

        return carry

    def arrived(self) -> list[tuple[Any, ...]]:
        """Return what RU holds of BE's: all of it but what is drawn by chance (ids, digests, signatures)."""
        node, found = self.world["RU"].node, []
        for row in node.store.read(lambda r: r.matters("case/")):
            held = node.store.read(lambda r, m=row.id: read_matter(r, m, node.catalogue))
            for stored, header in zip(held.acts, held.headers, strict=True):
                if stored.received:
                    body = open_act(node, stored).content
                    who = (header.authority, header.role, header.author)
                    words = {k: v for k, v in header.marks.items() if k != "order"}
                    found.append((stored.kind, header.at, *who, words, sizes(body), len(stored.signatures)))
            found.append((row.shared, held.folded.duties))
        return sorted(found, key=repr)


def sizes(body: dict[str, Any]) -> dict[str, int]:
    return {name: len(repr(value)) for name, value in body.items()}
