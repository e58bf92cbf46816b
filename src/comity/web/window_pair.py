"""What left and came, line by line; and how two states stand: agreements, contacts, activity, both laws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from comity.acts.profiles import declared_by, profile_of
from comity.errors import UnknownPartner
from comity.exchange import standing, views
from comity.exchange.views import Month
from comity.law.national import declared_otherwise
from comity.model.parties import StateCode
from comity.model.profiles import Profile, ProfileValue
from comity.web.window_tongues import P_, Phrase
from comity.web.window_visit import Here, Visit

routes = APIRouter()

Said = Mapping[str, object] | None
"""A value of a law in words, and whether they are English in every language; None where it is not held."""

WAYS = {"sent": True, "received": False}

LAW: Mapping[str, Phrase] = {
    "suspect_data_authoriser": P_("law", "Who authorises the release of a suspect's data"),
    "led_applies": P_("law", "Directive (EU) 2016/680 on data protection in criminal matters applies"),
    "urgency_without_prior_order": P_("law", "Release in danger without a prior order"),
    "death_penalty": P_("law", "Death penalty"),
    "own_nationals_extradited": P_("law", "Own nationals are extradited"),
}
"""The fields of a profile that a reader of the pair's page wants first."""

VALUES: Mapping[str, Phrase] = {
    "True": P_("value", "Yes"),
    "False": P_("value", "No"),
    "none": P_("value", "Nobody: no authorisation is asked"),
    "ABOLISHED_ALL": P_("value", "Abolished"),
    "IN_LAW_MORATORIUM": P_("value", "In law, not carried out"),
    "RETAINED": P_("value", "Retained"),
    "RETAINED_USED": P_("value", "Retained and carried out"),
}

RELATIONS: Mapping[str, Phrase] = {
    "OPEN": P_("relation", "Open"),
    "REFER": P_("relation", "Every message is looked at by a person"),
    "SUSPENDED": P_("relation", "Suspended"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the chart, in its units: where it stands, how high it is, what it counts."""

    x: int
    height: int
    count: int
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The chart of a year's acts: two bars for each month, the tallest as high as the chart."""

    width: int
    bars: tuple[Bar, ...]
    months: tuple[tuple[int, str], ...]


@routes.get("/releases")
def releases(visit: Here) -> Response:
    """List what was released to and by partners."""
    partner, way = visit.asked("partner"), visit.asked("way")
    page = views.release_register(
        visit.node,
        visit.hand,
        partner=StateCode(partner) if partner else None,
        sent=WAYS.get(way),
        after=visit.asked("after"),
    )
    return visit.page(
        "releases.html",
        partners=standing.partners(visit.node),
        rows=page.rows,
        next=page.next,
        chosen={"partner": partner, "way": way},
    )


@routes.get("/pair")
def pairs(visit: Here) -> Response:
    """List the partners."""
    return visit.page("pairs.html", partners=standing.partners(visit.node))


@routes.get("/pair/{state}")
def pair(visit: Here, state: str) -> Response:
    """Show how this state and another stand to each other."""
    other = StateCode(state)
    if other not in standing.partners(visit.node):
        raise UnknownPartner("This node is not paired with a state of that code.")
    shown = views.pair_view(visit.node, other, visit.now)
    relation = visit.node.law.relation(visit.node.state, other, visit.now)
    return visit.page(
        "pair.html",
        shown=shown,
        own=[a.holder.authority for a in visit.node.self_image.authorities],
        chart=chart_of(shown.activity),
        law=_laws(visit, other),
        relation=visit.tongue.say(RELATIONS[relation]),
    )


def chart_of(activity: Sequence[Month], *, height: int = 120, bar: int = 22, gap: int = 32) -> Chart:
    """Lay out the chart: units are those of its own drawing."""
    most = max((max(month.sent, month.received) for month in activity), default=0) or 1
    bars, months, step = list[Bar](), list[tuple[int, str]](), 2 * bar + gap
    for place, month in enumerate(activity):
        left = gap // 2 + place * step
        for n, (count, sent) in enumerate(((month.sent, True), (month.received, False))):
            tall = max(1, round(height * count / most)) if count else 0
            bars.append(Bar(x=left + n * bar, height=tall, count=count, sent=sent))
        months.append((left + bar, month.month))
    return Chart(width=max(step * len(activity), step), bars=tuple(bars), months=tuple(months))


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One question to both laws: ours, theirs as assessed here and as declared, and whether those differ."""

    question: str
    ours: Said
    theirs: Said
    declared: Said
    differs: bool


def _laws(visit: Visit, other: StateCode) -> list[Law]:
    node, on = visit.node, visit.now.date()
    ours, theirs, declared = node.store.read(
        lambda r: (profile_of(node, r, node.state), profile_of(node, r, other), declared_by(r, other))
    )
    differing = () if declared is None else declared_otherwise(theirs, declared, on)
    return [
        Law(
            question=visit.tongue.say(text),
            ours=_value(visit, ours, name),
            theirs=_value(visit, theirs, name),
            declared=_value(visit, declared, name),
            differs=name in differing,
        )
        for name, text in LAW.items()
    ]


def _value(visit: Visit, profile: Profile | None, name: str) -> Said:
    held = None if profile is None else profile.held(name, visit.now.date())
    return None if held is None or held.value is None else _told(visit, held)


def _told(visit: Visit, held: ProfileValue) -> Said:
    """Say a profile's value in words: yes or no, a code, roles, or the article that it names in English."""
    if isinstance(held.value, Mapping):
        return {"text": str(held.value.get("article", "")), "english": True}
    text = str(held.value)
    if text in VALUES:
        return {"text": visit.tongue.say(VALUES[text]), "english": False}
    return {"text": " / ".join(visit.word("role", role) for role in text.split(" or ")), "english": False}
