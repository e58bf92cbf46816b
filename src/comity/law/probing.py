"""What a changed agreement, profile or list decides otherwise, asked of ordinary messages between its states.

A rule is read by the prover (`law.differing`); what an agreement opens or a profile says is found by asking.
Every type goes each way between the two states, with the data that either version opens, on a person whom
an open case concerns; then again with each purpose, area, language and channel that only one version has,
and turned in each way that can show a term, a field or a list that differs (`law.twists`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import permutations
from typing import Any

from comity.law.apart import Apart, apart, changed_pairs
from comity.law.body import Law
from comity.law.differing import Changed, weighed_both
from comity.law.ordinary import Ordinary, weighing_of
from comity.law.twists import Twist, twists
from comity.law.view import SPONTANEOUS
from comity.law.weighing import Weighing
from comity.model.instruments import Instrument
from comity.model.parties import Channel, StateCode
from comity.model.requests import CrimeArea, DataCategory, Purpose, RequestType


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One message: what is ordinary of it, and how it is turned, if at all."""

    message: Ordinary
    twist: Twist | None = None

    def title(self, sender: StateCode, recipient: StateCode, types: Iterable[RequestType]) -> str:
        """Say in one line what the message is, of these types."""
        said = self.message
        besides = () if self.twist is None else (self.twist.says,)
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
        for sender, recipient in permutations(pair):
            found: dict[tuple[object, ...], tuple[Changed, Probe, list[RequestType]]] = {}
            told: set[tuple[object, ...]] = set()
            for probe in _probes(before.between(*pair), after.between(*pair), differing):
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


def _probes(before: Iterable[Instrument], after: Iterable[Instrument], differing: Apart) -> Iterator[Probe]:
    """Yield every type as usual, then what only one version allows, then what is turned."""
    texts = ((*before,), (*after,))
    purposes = _usual_first(texts, "purposes", Purpose.INVESTIGATION)
    areas = _usual_first(texts, "crime_areas", CrimeArea.DRUGS)
    languages = _languages(texts, differing)
    channels = _channels(texts, differing)
    turned = tuple(twists(differing))
    for kind in RequestType:
        usual = Ordinary(
            type=kind,
            purpose=purposes[0],
            area=areas[0],
            language=languages[0],
            channel=channels[0],
            categories=_categories(texts),
        )
        yield Probe(message=usual)
        yield from (Probe(message=replace(usual, purpose=purpose)) for purpose in purposes[1:])
        yield from (Probe(message=replace(usual, area=area)) for area in areas[1:])
        yield from (Probe(message=replace(usual, language=language)) for language in languages[1:])
        yield from (Probe(message=replace(usual, channel=channel)) for channel in channels[1:])
        for twist in (twist for twist in turned if kind in twist.types):
            purpose, area = twist.purpose or usual.purpose, twist.area or usual.area
            yield Probe(message=replace(usual, purpose=purpose, area=area), twist=twist)


def _usual_first(versions: Iterable[Iterable[Instrument]], term: str, usual: Any) -> list[Any]:  # noqa: ANN401
    """Return the usual value if both allow it, else one that both do; then what a text gained or lost."""
    before, after = (
        {(text.id, value) for text in texts for value in getattr(text.terms, term)} for texts in versions
    )
    common = sorted({value for _, value in before} & {value for _, value in after})
    first = usual if usual in common or not common else common[0]
    return [first, *sorted({value for _, value in before ^ after} - {first})]


def _languages(texts: Iterable[Iterable[Instrument]], differing: Apart) -> list[str]:
    """Return the usual language, then those that a text or a profile gained or lost."""
    found: list[str] = _usual_first(texts, "languages", "en")
    profiles: list[Any] = list(differing.fields.get("languages", ()))
    others = {language for one, two in profiles for language in {*(one or ())} ^ {*(two or ())}}
    return [*found, *sorted(others - {*found})]


def _channels(texts: Iterable[Iterable[Instrument]], differing: Apart) -> list[Channel]:
    """Return the usual channel, then those gained or lost; a text that names none is open to all others."""
    found: list[Channel] = _usual_first(texts, "channels", Channel.BILATERAL_SPOC)
    if any(not text.terms.channels for version in texts for text in version):
        found = list(dict.fromkeys((Channel.BILATERAL_SPOC, *found)))
    pairs: list[Any] = list(differing.of_term("channels"))
    some_open = any(not one or not two for one, two in pairs)
    return [*found, *(c for c in Channel if some_open and c not in found)]


def _categories(texts: Iterable[Iterable[Instrument]]) -> tuple[DataCategory, ...]:
    """Return every category that a text of either version opens or forbids."""
    held = [text.terms for version in texts for text in version]
    return tuple(sorted({c for terms in held for c in terms.data_categories | terms.forbidden_categories}))
