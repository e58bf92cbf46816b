"""What a changed agreement, profile or list decides otherwise, asked of ordinary messages between its states.

A rule is read by the prover (`law.differing`); what an agreement opens or a profile says is found by asking.
Every type goes each way between the two states, as is usual under the text that was changed (`law.usual`),
with the data that either version opens, on a person whom an open case concerns; then again with each
purpose, area, language and channel that only one version has, and turned in each way that can show a term,
a field or a list that differs (`law.twists`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import permutations

from comity.law.apart import Apart, apart, changed_pairs, on_the_day
from comity.law.body import Law
from comity.law.differing import Changed, weighed_both
from comity.law.ordinary import Ordinary, weighing_of
from comity.law.twists import Twist, twists
from comity.law.usual import Versions, messages, versions_of
from comity.law.view import SPONTANEOUS
from comity.law.weighing import Weighing
from comity.model.parties import StateCode
from comity.model.requests import RequestType


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One message: what is ordinary of it, and how it is turned, if at all."""

    message: Ordinary
    twist: Twist | None = None

    def title(self, sender: StateCode, recipient: StateCode, types: Iterable[RequestType]) -> str:
        """Say in one line what the message is, of these types."""
        said = self.message
        under = () if said.basis is None else (f"under {said.basis.instrument}",)
        besides = (*under, *(() if self.twist is None else (self.twist.says,)))
        what = (f"{said.purpose}, {said.area}", f"in '{said.language}' by {said.channel}", *besides)
        verb = "tells" if said.type in SPONTANEOUS else "asks"
        return f"{sender} {verb} {recipient} ({', '.join(types)}): {', '.join(what)}"

    def weighing(self, sender: StateCode, recipient: StateCode, on: datetime, law: Law) -> Weighing:
        """Return the message as it is weighed under one law."""
        weighing = weighing_of(self.message, sender, recipient, on, law)
        return weighing if self.twist is None else self.twist.turn(weighing)


def probed(before: Law, after: Law, on: datetime) -> Iterator[Changed]:
    """Yield the messages that fare otherwise where agreements, relations, profiles or lists were changed.

    Types that fare otherwise in the same way are told together, and a variation only where it adds something.
    """
    for pair in changed_pairs(before, after, on):
        differing = apart(before, after, pair, on)
        texts = versions_of(*(on_the_day(law, pair, on) for law in (before, after)))
        for sender, recipient in permutations(pair):
            found: dict[tuple[object, ...], tuple[Changed, Probe, list[RequestType]]] = {}
            told: set[tuple[object, ...]] = set()
            for probe in _probes(texts, differing):
                kind = probe.message.type
                one, two = (probe.weighing(sender, recipient, on, law) for law in (before, after))
                changed = weighed_both("", (one, two), before, after)
                if changed is None or (gist := (kind, *changed.gist())) in told:
                    continue
                told.add(gist)
                plain = replace(probe, message=replace(probe.message, type=RequestType.T01))
                alike = (kind in SPONTANEOUS, changed.lines(), plain)
                found.setdefault(alike, (changed, probe, []))[2].append(kind)
            for changed, probe, types in found.values():
                yield replace(changed, title=probe.title(sender, recipient, types))


def _probes(texts: Iterable[Versions], differing: Apart) -> Iterator[Probe]:
    """Yield every type as usual, then what only one version allows, then what is turned."""
    held, turned = tuple(texts), tuple(twists(differing))
    for kind in RequestType:
        for usual, others in messages(kind, held, differing):
            yield from (Probe(message=message) for message in (usual, *others))
            for twist in (twist for twist in turned if kind in twist.types):
                purpose, area = twist.purpose or usual.purpose, twist.area or usual.area
                yield Probe(message=replace(usual, purpose=purpose, area=area), twist=twist)
