"""What every scene needs: a world, a voice that tells what each side sees, and the usual requests."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from comity.demo.world import Place, World, make_world
from comity.exchange import answers, cases, weighing
from comity.exchange.weighing import Findings
from comity.law.explain import explain
from comity.model.decisions import Decision
from comity.model.parties import Authority, Channel, StateCode
from comity.model.people import Role
from comity.model.requests import (
    Basis,
    CrimeArea,
    DataCategory,
    Item,
    ItemId,
    MatterId,
    Offence,
    Proportionality,
    Purpose,
    Question,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)


class Report(Protocol):
    """What the independent proof checker answers."""

    @property
    def verdict(self) -> str:
        """Return `valid` or what else it found."""
        ...

    @property
    def lines(self) -> Sequence[str]:
        """Return who asked, decided, authorised and released, in words."""
        ...


Verify = Callable[[bytes, bytes | None], Report]


def bundle_beside(proof: Path) -> Path:
    """Name the trust bundle that is kept beside a proof."""
    return proof.with_name(proof.name + ".trust")


_CAST = (Role.SPOC_DUTY, Role.LEGAL_OFFICER, Role.JUDGE)
"""Those who must hold a key before an item is sealed; the others are accredited when first called."""


@dataclass(slots=True)
class Stage:
    """One scene under way: its world, its console, and the facts it found, for `--json` and for tests.

    `verify` checks an exported proof; it stands alone and is handed in by the command line;
    `keep` is where the exported proof stays.
    """

    world: World
    console: Console
    verify: Verify
    keep: Path | None = None
    facts: dict[str, object] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Tell what happens."""
        self.console.print(f"  {escape(text)}", highlight=False)

    def step(self, text: str) -> datetime:
        """Begin a step of the scene, twenty minutes after the last one."""
        now = self.world.later(minutes=20)
        self.console.print(f"\n [bold]{escape(text)}[/bold] [dim]{now:%Y-%m-%d %H:%M}[/dim]", highlight=False)
        return now

    def law(self, place: Place, decision: Decision, lines: int = 4) -> Decision:
        """Tell what the law says and why, the gravest grounds first."""
        partial = ", partly" if decision.partial else ""
        self.console.print(
            f"  {place.node.state} law: [cyan]{decision.outcome.name}{partial}[/cyan]", highlight=False
        )
        for line in explain(decision, place.node.law.rulebook)[:lines]:
            self.console.print(f"    · {escape(line)}", highlight=False)
        return decision

    def both(self, matter: MatterId) -> dict[str, str]:
        """Tell what each side sees of a matter, the own track beside it, and return the shared states."""
        shared: dict[str, str] = {}
        for state, place in self.world.places.items():
            row = place.node.store.read(lambda r: r.matter(matter))
            if row is not None:
                own = f" (own: {row.own})" if row.own else ""
                self.say(f"{state} sees {matter}: {row.shared or 'nothing yet'}{own}")
                shared[state] = row.shared or ""
        return shared


@contextmanager
def on_stage(
    console: Console, verify: Verify, states: Sequence[str], at: datetime, agreements: tuple[str, ...]
) -> Iterator[Stage]:
    """Build a world for one scene in a folder of its own, and clear it away."""
    with tempfile.TemporaryDirectory(prefix="comity-demo-") as folder:
        world = make_world(Path(folder), states, now=at, agreements=agreements, cast=_CAST)
        try:
            yield Stage(world=world, console=console, verify=verify)
        finally:
            world.close()


def ask(
    asker: str,
    asked: str,
    subject: Subject | None,
    offence: Offence,
    questions: Sequence[tuple[str, DataCategory, str]],
    *,
    agreement: str,
    case_ref: str,
    facts: str,
) -> Request:
    """Write an information request (T02) from one point of contact to another."""
    return Request(
        reference="",
        type=RequestType.T02,
        sender=Authority.parse(f"{asker}/SPOC"),
        recipient=Authority.parse(f"{asked}/SPOC"),
        channel=Channel.BILATERAL_SPOC,
        basis=Basis(instrument=agreement, version="1", article="art. 4"),
        purpose=Purpose.INVESTIGATION,
        case_ref=case_ref,
        subjects=(subject,) if subject else (),
        offences=(offence,),
        questions=tuple(
            Question(id=id, category=category, text=text, subject=subject.label if subject else "")
            for id, category, text in questions
        ),
        facts=facts,
        link_to_recipient=f"The trail leads to {asked}.",
        necessity="The inquiry cannot go on without this information.",
        proportionality=Proportionality(
            necessity="needed to identify the person",
            suitability="the file names the person",
            less_intrusive="open sources were tried",
            balance="limited to the questions asked",
        ),
    )


def suspect(name: str, born: str, nationality: str, status: SubjectStatus = SubjectStatus.SUSPECT) -> Subject:
    """Write the subject of a request."""
    return Subject(
        label="p1", status=status, name=name, born=born, nationalities=frozenset({StateCode(nationality)})
    )


FRAUD = Offence(code="fraud", area=CrimeArea.PAYMENT_FRAUD, max_penalty_months=60)


def send(stage: Stage, asker: str, request: Request) -> MatterId:
    """Draft, approve and send a request, and let the courier go."""
    place, now = stage.world[asker], stage.world.now
    draft = cases.draft(place.node, request, place[Role.OFFICER], now)
    cases.approve(place.node, draft.matter, place[Role.SUPERVISOR], now)
    cases.send(place.node, draft.matter, place[Role.SPOC_DUTY], now)
    stage.world.carry()
    return draft.matter


def take(stage: Stage, state: str, matter: MatterId, found: Subject | None, offence: Offence = FRAUD) -> None:
    """Accept a request for work and record what the officer found in the own registers."""
    place, now = stage.world[state], stage.world.now
    answers.accept(place.node, matter, place[Role.SPOC_DUTY], now)
    known = replace(offence, punishable_here=True, death_at_partner=False)
    findings = Findings(subjects=(found,) if found else (), offences=(known,))
    weighing.find(place.node, matter, findings, place[Role.OFFICER], now)


def put(stage: Stage, state: str, matter: MatterId, item: Item, text: str) -> None:
    """Put an item into an answer; it is sealed at once."""
    place = stage.world[state]
    answers.add_item(place.node, matter, item, text.encode(), place[Role.OFFICER], stage.world.now)


def item(
    id: str, category: DataCategory, answers_to: str, *, linked: bool = False, source: str = "own"
) -> Item:
    """Write an item about the subject of a request."""
    return Item(
        id=ItemId(id),
        category=category,
        subject="p1",
        linked_case=linked,
        answers=answers_to,
        source=source,
    )
