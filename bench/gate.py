"""Measure the gate: one request, one offence, three items, all rules, on one core.

Target (design.md section 11): at least 10,000 requests a second to outcome, grounds and trace, the facts
already built. The second figure builds the facts too. The last ones tell what a decision costs with 200
agreements loaded, against one: spread over pairs of states, all between these two, and all 200 in force for
this very type (target: 1.5 at most).
Run: `python bench/gate.py`.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from itertools import combinations
from pathlib import Path

from comity.law import (
    Rulebook,
    Weighing,
    adopt,
    decide,
    establish,
    parse_agreements,
    parse_profiles,
    parse_rules,
)
from comity.law.body import ROOMS, Law, parse_law
from comity.model.decisions import Moment
from comity.model.instruments import EnabledType, Instrument
from comity.model.parties import Authority, AuthorityKind, Channel, StateCode
from comity.model.requests import (
    CrimeArea,
    DataCategory,
    Item,
    ItemId,
    MatterId,
    Offence,
    Purpose,
    Question,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)

TARGET = 10_000
LOADED = 200
ON = datetime(2019, 10, 31, 10, tzinfo=UTC)


def law_files(folder: str) -> dict[str, bytes]:
    """Return the shipped files of one folder of the law."""
    room = Path(str(files("comity.law"))) / folder
    return {path.name: path.read_bytes() for path in room.glob("*.toml")}


def weighing() -> Weighing:
    """Return the first scenario of the demonstration: a suspect's open case, asked by another state."""
    profiles = parse_profiles(law_files("profiles"))
    instruments, _ = parse_agreements(law_files("agreements"))
    states = {code: StateCode(code) for code in ("BE", "RU")}
    request = Request(
        reference="RU-BE-2019-000001",
        type=RequestType.T02,
        sender=Authority(state=states["RU"], kind=AuthorityKind.SPOC),
        recipient=Authority(state=states["BE"], kind=AuthorityKind.SPOC),
        channel=Channel.BILATERAL_SPOC,
        basis=None,
        purpose=Purpose.INVESTIGATION,
        case_ref="RU-2019-4711",
        subjects=(
            Subject(
                label="s",
                status=SubjectStatus.SUSPECT,
                name="Arkady Velin",
                born="1978-05-14",
                open_case=True,
            ),
        ),
        offences=(
            Offence(
                code="fraud", area=CrimeArea.PAYMENT_FRAUD, max_penalty_months=60, death_at_partner=False
            ),
        ),
        questions=(Question(id="q", category=DataCategory.DC_CASE_FACTS, text="What is held?"),),
        facts="Invoices were paid.",
        link_to_recipient="The seat is there.",
        necessity="Only this file shows it.",
    )
    categories = (DataCategory.DC_CASE_FACTS, DataCategory.DC_SUSPECT_STATUS, DataCategory.DC_IDENTITY)
    return Weighing(
        moment=Moment.G3,
        on=ON,
        own=profiles.profile(states["BE"], demonstration=True),
        partner=profiles.profile(states["RU"], demonstration=True),
        instruments=adopt(i for i in instruments if i.id == "demo-be-ru-police"),
        request=request,
        matter=MatterId("case/bench"),
        items=tuple(
            Item(id=ItemId(c.value), category=c, subject="s", linked_case=c is not categories[2])
            for c in categories
        ),
    )


def rate(work: Callable[[], object], seconds: float = 1.0) -> float:
    """Return how often a second a piece of work can be done: the best of five runs."""
    best = 0.0
    for _ in range(5):
        done, begun = 0, time.process_time()
        while time.process_time() - begun < seconds / 5:
            for _ in range(50):
                work()
            done += 50
        best = max(best, done / (time.process_time() - begun))
    return best


def law_of(agreements: tuple[Instrument, ...]) -> Law:
    """Return the shipped law with these agreements alone."""
    rooms = {room: law_files(room) for room in ROOMS}
    return replace(parse_law(demo=True, **rooms), agreements=agreements)


def with_others(one: Instrument) -> dict[str, tuple[Instrument, ...]]:
    """Return this agreement among 199 others: of other pairs, of this pair, of this pair and type."""
    states = ["BE", "RU", *(f"S{n}" for n in range(20))]
    pairs = [frozenset(map(StateCode, pair)) for pair in combinations(states, 2) if set(pair) != {"BE", "RU"}]
    kinds = [t for t in RequestType if t is not RequestType.T02]
    other = {t: replace(one.terms, request_types={t: EnabledType(article="art. 1")}) for t in kinds}
    rest = range(LOADED - 1)
    return {
        "spread over pairs": (
            one,
            *(replace(one, id=f"i{n}", parties=p) for n, p in enumerate(pairs[: LOADED - 1])),
        ),
        "all of this pair": (
            one,
            *(replace(one, id=f"i{n}", terms=other[kinds[n % len(kinds)]]) for n in rest),
        ),
        "all of this pair and type": (one, *(replace(one, id=f"i{n}") for n in rest)),
    }


def loaded(case: Weighing, rulebook: Rulebook) -> None:
    """Print what a decision costs with 200 agreements loaded, against one."""
    (one,) = case.instruments
    request = case.request

    def cost(agreements: tuple[Instrument, ...]) -> float:
        law = law_of(agreements)

        def decision() -> None:
            found = law.between(request.sender.state, request.recipient.state)
            decide(establish(replace(case, instruments=found)), rulebook, ON)

        return 1 / rate(decision)

    alone = cost((one,))
    for name, agreements in with_others(one).items():
        ratio = cost(agreements) / alone
        print(f"{len(agreements)} agreements, {name}: {ratio:.2f} x one   target at most 1.5")


def main() -> None:
    """Print the two rates and the size of the rulebook."""
    rulebook = parse_rules(law_files("rules"))
    case = weighing()
    facts = establish(case)
    clauses = sum(len(rule.clauses) for rule in rulebook.rules)
    decision = decide(facts, rulebook, ON)
    built = rate(lambda: decide(facts, rulebook, ON))
    whole = rate(lambda: decide(establish(case), rulebook, ON))
    print(f"{len(rulebook.rules)} rules, {clauses} clauses; outcome {decision.outcome.name}")
    print(f"facts built     {built:10,.0f} requests/s   target {TARGET:,}")
    print(f"facts included  {whole:10,.0f} requests/s")
    loaded(case, rulebook)


if __name__ == "__main__":
    main()
