"""A weighing without its content: what the law asked, without names, texts and birth dates.

`establish` finds the same facts in it. It is kept beside the decision, so that a draft of an agreement can
be run over past cases (`exchange.backtest`) without opening what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from comity.law.body import Law
from comity.law.named.subjects import under_18_on
from comity.law.national import Values
from comity.law.weighing import Circumstances, Danger, Grant, Weighing
from comity.model.authorisations import Order
from comity.model.decisions import Moment
from comity.model.lists import DesignationList
from comity.model.parties import StateCode
from comity.model.people import Pseudonym
from comity.model.profiles import Profile
from comity.model.requests import Item, ItemId, MatterId, Request, Subject
from comity.model.texts import Shown

T = TypeVar("T")

KEPT = frozenset(
    {"Authority.seat", "Basis.article", "Basis.instrument", "Basis.version", "Request.case_ref"}
    | {"Request.language", "Subject.label", "Question.subject", "Offence.code", "Offence.articles"}
    | {"Accusation.organisation", "Deed.grading", "Surrendered.offences", "Circumstances.uses"}
    | {"OffenceExamination.code", "OffenceExamination.depoliticised_by", "Circumstances.alert_level"}
    | {"Item.source", "Item.subject", "Item.classification", "Item.assertion", "Item.grading"}
    | {"Order.request", "Order.recipient_key", "Order.article", "Order.conditions", "OrderedItem.package"}
)
"""Texts that are codes, numbers of files or names of papers and lists; the text of any other is left out."""

SOMETHING = "x"
"""Stands for any text: the law asks only whether there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """What was weighed, without content: subjects and items by number; law and profiles are not in it.

    Nor is what the own log says of earlier messages: its marks of abuse decide nothing (domain.md 5.7).
    """

    moment: Moment
    on: datetime
    own: StateCode
    partner: StateCode
    request: Request
    items: tuple[Item, ...] = ()
    orders: tuple[Order, ...] = ()
    consents: tuple[Grant, ...] = ()
    packages: tuple[tuple[ItemId, str], ...] = ()
    request_act: str = ""
    recipient_key: str = ""
    danger: Danger | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)
    received_under: str = ""
    received_beside: tuple[str, ...] = ()

    def under(
        self,
        law: Law,
        adopted: Mapping[StateCode, Values] | None = None,
        lists: tuple[DesignationList, ...] = (),
        declared: Profile | None = None,
        shown: tuple[Shown, ...] = (),
        zone: tzinfo = UTC,
    ) -> Weighing:
        """Return what the gate weighs again, under a law with its profiles, agreements and relations.

        `adopted` are the values of profiles that two persons adopted (TP1), `lists` those applied here,
        `declared` what the partner says of its own law, `shown` what it shows of its texts, `zone` the
        deciding authority's time zone (Q21).
        """
        by_act = adopted or {}
        by_id = {i.id: i for i in reversed(law.agreements)}
        return Weighing(
            own=law.profile(self.own, by_act.get(self.own)),
            partner=law.profile(self.partner, by_act.get(self.partner)),
            declared=declared,
            shown=shown,
            lists=lists,
            instruments=law.between(self.own, self.partner),
            relation=law.relation(self.own, self.partner, self.on.astimezone(zone), self.request.channel),
            zone=zone,
            matter=_MATTER,
            received_under=by_id.get(self.received_under),
            received_beside=tuple(by_id[label] for label in self.received_beside if label in by_id),
            **{name: getattr(self, name) for name in _ALIKE},
        )


_MATTER = MatterId("case/bare")
_ALIKE = (
    "moment",
    "on",
    "request",
    "items",
    "orders",
    "consents",
    "packages",
    "request_act",
    "recipient_key",
    "danger",
    "circumstances",
)


def bare(weighing: Weighing) -> Bare:
    """Return a weighing without its content."""
    days = (
        weighing.on.astimezone(weighing.zone).date(),
        *(o.committed_on for o in weighing.request.offences if o.committed_on),
    )
    labels = {s.label: f"s{n}" for n, s in enumerate(weighing.request.subjects)}
    ids = {item.id: ItemId(f"i{n}") for n, item in enumerate(weighing.items)}
    units = {"": "", **{o.code: o.code for o in weighing.request.offences}}
    units |= {str(item): str(number) for item, number in ids.items()}
    subjects = tuple(replace(_ageless(s, days), label=labels[s.label]) for s in weighing.request.subjects)
    questions = tuple(replace(q, subject=_label(q.subject, labels)) for q in weighing.request.questions)
    request = replace(weighing.request, subjects=subjects, questions=questions, reference="")
    return Bare(
        moment=weighing.moment,
        on=weighing.on,
        own=weighing.own.state,
        partner=weighing.partner.state,
        request=_without_text(request),
        items=tuple(
            replace(_without_text(i), id=ids[i.id], subject=_label(i.subject, labels)) for i in weighing.items
        ),
        orders=tuple(_order(order, ids) for order in weighing.orders),
        consents=tuple(_grant(grant, units) for grant in weighing.consents),
        packages=tuple((ids[item], package) for item, package in weighing.packages if item in ids),
        request_act=weighing.request_act,
        recipient_key=weighing.recipient_key,
        danger=weighing.danger,
        circumstances=_without_text(weighing.circumstances),
        received_under=weighing.received_under.id if weighing.received_under else "",
        received_beside=tuple(text.id for text in weighing.received_beside),
    )


def _label(label: str, labels: dict[str, str]) -> str:
    """Return the number of a label; one that names no subject stays one that names none."""
    return labels.get(label, SOMETHING) if label else ""


def _ageless(subject: Subject, days: tuple[date, ...]) -> Subject:
    """Say of a subject whether they were a minor, and no more when they were born."""
    young = any(under_18_on(subject.born, day) is True for day in days)
    return replace(subject, born="", minor=True if young else subject.minor)


def _order(order: Order, ids: dict[ItemId, ItemId]) -> Order:
    covered = tuple(replace(o, item=ids[o.item], commitment="") for o in order.items if o.item in ids)
    return replace(_without_text(order), items=covered, given_by=Pseudonym(""), matter=_MATTER)


def _grant(grant: Grant, units: dict[str, str]) -> Grant:
    """Write the units anew: the message, offences by code, items by number; any other is one that is none."""
    return replace(grant, units=frozenset(units.get(unit, SOMETHING) for unit in grant.units))


# ── text ────────────────────────────────────────────────────────────────────────────────────────
def _without_text(value: T) -> T:
    """Replace every text of a value, and of what it holds, by a sign that there was one."""
    hints = _hints(type(value))  # type: ignore[arg-type]
    changed = {
        f.name: _blank(hints[f.name], getattr(value, f.name))
        for f in fields(value)  # type: ignore[arg-type]
        if f"{type(value).__name__}.{f.name}" not in KEPT
    }
    return replace(value, **changed)  # type: ignore[type-var]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _blank(hint: Any, value: Any) -> Any:  # noqa: ANN401 - a type hint has any shape
    if hint is str:
        return SOMETHING if value.strip() else ""
    if is_dataclass(value) and not isinstance(value, type):
        return _without_text(value)
    if get_origin(hint) in (tuple, frozenset):
        inner = get_args(hint)[0]
        return get_origin(hint)(_blank(inner, one) for one in value)
    return value
