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

_VARIED = ("purpose", "area", "language", "channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One message: what is ordinary of it, which part `varies` from the usual one, and how it is turned."""

    message: Ordinary
    varies: str = ""
    twist: Twist | None = None

    def title(
        self,
        sender: StateCode,
        recipient: StateCode,
        types: Iterable[RequestType],
        values: tuple[str, ...] = (),
    ) -> str:
        """Say in one line what the message is, of these types, with these values of what varies."""
        said: dict[str, tuple[str, ...]] = {n: (str(getattr(self.message, n)),) for n in _VARIED}
        said |= {self.varies: values} if self.varies and values else {}
        basis = self.message.basis
        under = () if basis is None else (f"under {basis.instrument}",)
        besides = (*under, *(() if self.twist is None else (self.twist.says,)))
        purpose, area, channel = (" or ".join(said[name]) for name in ("purpose", "area", "channel"))
        language = " or ".join(f"'{one}'" for one in said["language"])
        what = (purpose, area, f"in {language} by {channel}", *besides)
        verb = "tells" if self.message.type in SPONTANEOUS else "asks"
        return f"{sender} {verb} {recipient} ({', '.join(types)}): {', '.join(what)}"

    def value(self) -> str:
        """Return the value of what varies."""
        return str(getattr(self.message, self.varies)) if self.varies else ""

    def rest(self) -> tuple[object, ...]:
        """Return what else the message is, beside its type and the value of what varies."""
        said = (getattr(self.message, name) for name in _VARIED if name != self.varies)
        return (*said, self.message.basis, self.varies)

    def weighing(self, sender: StateCode, recipient: StateCode, on: datetime, law: Law) -> Weighing:
        """Return the message as it is weighed under one law."""
        weighing = weighing_of(self.message, sender, recipient, on, law)
        return weighing if self.twist is None else self.twist.turn(weighing)


def probed(before: Law, after: Law, on: datetime) -> Iterator[Changed]:
    """Yield the messages that fare otherwise where agreements, relations, profiles or lists were changed.

    Types that fare otherwise in the same way are told together, and so are values of what is varied; a
    variation is told only where it adds something to the usual message.
    """
    for pair in changed_pairs(before, after, on):
        differing = apart(before, after, pair, on)
        texts = versions_of(*(on_the_day(law, pair, on) for law in (before, after)))
        for sender, recipient in permutations(pair):
            fared = _fared(sender, recipient, on, (before, after), _probes(texts, differing))
            yield from _together(sender, recipient, fared)


Fared = tuple[Changed, Probe]


def _fared(
    sender: StateCode, recipient: StateCode, on: datetime, laws: tuple[Law, Law], probes: Iterable[Probe]
) -> Iterator[Fared]:
    """Yield the messages that fare otherwise and add something to what the usual one of their type shows."""
    usual: dict[RequestType, list[Changed]] = {}
    for probe in probes:
        one, two = (probe.weighing(sender, recipient, on, law) for law in laws)
        changed = weighed_both("", (one, two), *laws)
        told = usual.setdefault(probe.message.type, [])
        if changed is None or not all(changed.adds_to(other) for other in told):
            continue
        if not probe.varies and probe.twist is None:
            told.append(changed)
        yield changed, probe


def _together(sender: StateCode, recipient: StateCode, fared: Iterable[Fared]) -> Iterator[Changed]:
    """Tell values that fare alike together, then types that do for the same values."""
    by_value: dict[tuple[object, ...], tuple[Changed, Probe, list[str]]] = {}
    for changed, probe in fared:
        alike = (probe.message.type, changed.lines(), probe.twist is None, *probe.rest())
        by_value.setdefault(alike, (changed, probe, []))[2].append(probe.value())
    by_type: dict[tuple[object, ...], tuple[Changed, Probe, list[RequestType], tuple[str, ...]]] = {}
    for changed, probe, found in by_value.values():
        kind, values = probe.message.type, tuple(dict.fromkeys(found))
        says = probe.twist.says if probe.twist else ""
        same = (kind in SPONTANEOUS, changed.lines(), says, values, *probe.rest())
        by_type.setdefault(same, (changed, probe, [], values))[2].append(kind)
    for changed, probe, types, values in by_type.values():
        yield replace(changed, title=probe.title(sender, recipient, types, values))


def _probes(texts: Iterable[Versions], differing: Apart) -> Iterator[Probe]:
    """Yield every type as usual, then what only one version allows, then what is turned."""
    held, turned = tuple(texts), tuple(twists(differing))
    for kind in RequestType:
        for usual, others in messages(kind, held, differing):
            yield Probe(message=usual)
            yield from (Probe(message=message, varies=what) for what, message in others)
            for twist in (twist for twist in turned if kind in twist.types):
                purpose, area = twist.purpose or usual.purpose, twist.area or usual.area
                message = replace(usual, purpose=purpose, area=area)
                yield Probe(message=message, twist=twist, varies="area" if twist.area else "")
