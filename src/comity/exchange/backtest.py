"""What a draft would have changed: the facts of past cases, weighed under the law in force and the draft.

Read from the weighings that this node recorded, without what the cases say; what comes of it are numbers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from comity.acts.act import read_header
from comity.acts.node import Node
from comity.acts.plain import from_plain
from comity.acts.ports import Mark, Reading, StoredAct
from comity.acts.profiles import adopted_values, declared_by
from comity.acts.signing import Hand
from comity.acts.texts import shown_by
from comity.errors import Erased, MalformedMessage, WrongRole
from comity.exchange.designations import lists_of
from comity.exchange.outcomes import WEIGHINGS
from comity.exchange.weighing import content
from comity.law.bare import Bare
from comity.law.body import Law
from comity.law.differing import answer, compared
from comity.law.gate import weigh
from comity.law.supposing import idle, supposed
from comity.model.decisions import Decision, Moment
from comity.model.people import Role
from comity.model.requests import MatterId, RequestType

AT_ONCE = 200
"""Weighings read from the store at a time."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shift:
    """So many cases of one type that would go from one outcome to another, through these rules.

    `released` is by how many items more, or fewer, would have left at once.
    """

    type: RequestType
    moment: Moment
    before: str
    after: str
    rules: tuple[str, ...]
    released: int
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a draft would have changed since an instant, each case at each moment as it stood last.

    `as_if_in_force` are texts of the draft that bind nobody yet and were weighed as if in force over the
    whole period; `never_in_force` those that are in force on none of the days. `weighed` were compared;
    `without_facts` were recorded without them or are erased; `decided_otherwise` were decided under an
    earlier law than the one in force now, which they are compared with.
    """

    draft: str
    since: datetime
    as_if_in_force: tuple[str, ...]
    never_in_force: tuple[str, ...]
    weighed: int
    changed: int
    without_facts: int
    decided_otherwise: int
    shifts: tuple[Shift, ...]


def backtest(
    node: Node, draft: Law, since: datetime, by: Hand, on_progress: Callable[[int], None] | None = None
) -> Backtest:
    """Run a draft over the past cases of this node, as a legal officer, as if it had been in force.

    Raises: WrongRole.
    """
    if by.person.role is not Role.LEGAL_OFFICER:
        raise WrongRole("What a draft would change is for a legal officer to see. Ask one.")
    shifts: Counter[tuple[RequestType, Moment, str, str, tuple[str, ...], int]] = Counter()
    told: Counter[str] = Counter()
    days = {since.date()}
    assumed = supposed(draft, node.law, since, as_dated=True)
    adopted = node.store.read(adopted_values)
    for stored in _last_weighings(node, since):
        if on_progress:
            on_progress(told["weighed"] + told["without_facts"])
        recorded = _recorded(node, stored)
        if recorded is None:
            told["without_facts"] += 1
            continue
        told["weighed"] += 1
        then, facts = recorded
        days.add(facts.on.astimezone(node.zone).date())
        declared = node.store.read(partial(declared_by, state=facts.partner))
        shown = node.store.read(partial(shown_by, state=facts.partner))
        lists = lists_of(node, node.day(facts.on))
        rest = (adopted, lists, declared, shown, node.zone)
        both = ((law, facts.under(law, *rest)) for law in (node.law, assumed.law))
        one, two = (weigh(weighing, law.rulebook) for law, weighing in both)
        told["decided_otherwise"] += answer(one)["message"] != then.outcome.name
        changed = compared("", one, two)
        if changed is not None:
            fewer = len(two.released_now) - len(one.released_now)
            outcomes = (one.outcome.name, two.outcome.name)
            shifts[facts.request.type, facts.moment, *outcomes, changed.rules, fewer] += 1
    return Backtest(
        draft=draft.digest,
        since=since,
        as_if_in_force=assumed.as_if,
        never_in_force=idle(assumed.law, node.law, days),
        weighed=told["weighed"],
        changed=shifts.total(),
        without_facts=told["without_facts"],
        decided_otherwise=told["decided_otherwise"],
        shifts=tuple(
            Shift(type=t, moment=m, before=b, after=a, rules=rules, released=n, cases=cases)
            for (t, m, b, a, rules, n), cases in sorted(shifts.items())
        ),
    )


def _last_weighings(node: Node, since: datetime) -> Iterator[StoredAct]:
    """Yield the last weighing of each matter at each moment, the newest matters first."""
    seen: set[MatterId] = set()
    mark: Mark | None = None
    while True:
        page = node.store.read(partial(_page, mark))
        for stored in page:
            if stored.at < since:
                return
            if stored.matter not in seen:
                seen.add(stored.matter)
                yield from _last_of(node.store.read(partial(_acts, stored.matter)), since)
        if len(page) < AT_ONCE:
            return
        mark = (page[-1].at, page[-1].id)


def _page(mark: Mark | None, reading: Reading) -> tuple[StoredAct, ...]:
    return reading.acts_of_kinds(WEIGHINGS, limit=AT_ONCE, after=mark)


def _acts(matter: MatterId, reading: Reading) -> tuple[StoredAct, ...]:
    return reading.acts_of(matter)


def _last_of(acts: Iterable[StoredAct], since: datetime) -> Iterable[StoredAct]:
    """Return the last weighing at each moment, in order of commit: instants may be the same."""
    weighed = (a for a in acts if a.kind in WEIGHINGS and a.at >= since)
    return {read_header(a.statement).marks["moment"]: a for a in weighed}.values()


def _recorded(node: Node, stored: StoredAct) -> tuple[Decision, Bare] | None:
    """Return how the law decided and the facts it was told; None where they are erased or were not kept."""
    try:
        body = content(node, stored)
        return from_plain(Decision, body["decision"]), from_plain(Bare, body["weighed"])
    except (Erased, KeyError, MalformedMessage):
        return None
