"""`comity law prove`, `diff` and `backtest`: what holds of a law, and what another law would change."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from comity.cli.desk import At, By, working
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.law.body import Law
    from comity.law.theorems import Proof

Place = Annotated[
    Path | None, Parameter(help="A folder of law files, or one file of rules; else the law as shipped.")
]
Json = Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")]


def prove(
    place: Place = None,
    /,
    *,
    since: Annotated[str, Parameter(help="From this day on, as 2026-03-01; else from today.")] = "",
    only: Annotated[str, Parameter(help="These theorems only, as ab.")] = "",
    json: Json = False,
) -> int:
    """Prove the theorems of the law for all facts, or show a situation that refutes one.

    Absolute prohibitions are those of the shipped law: a draft must keep them.
    """
    from comity.cli.telling import grid, tell
    from comity.wiring import now, read_law, read_law_at

    law, shipped = read_law_at(place), read_law(demo=True)
    from comity.law.theorems import THEOREMS
    from comity.law.theorems import prove as prove_all

    known = {theorem.id for theorem in THEOREMS}
    if not set(only) <= known:
        raise BadInput(f"There are the theorems {', '.join(sorted(known))}. Name some of them, as --only ab.")
    found = list(
        timed(
            prove_all(
                law.rulebook,
                law.profiles,
                _midnight(since) if since else now(),
                reference=shipped.rulebook,
                only=only or None,
            )
        )
    )
    holds = all(proof.holds for proof, _ in found)
    rows = ((p.theorem, _stands(p), f"{seconds:.1f}", p.settings, p.says) for p, seconds in found)
    refuted = [line for proof, _ in found for line in _refuted(proof)]
    total = sum(seconds for _, seconds in found)
    tell(
        At(json=json),
        {
            "law": law.digest,
            "holds": holds,
            "seconds": round(total, 2),
            "theorems": [_plain(proof, seconds) for proof, seconds in found],
        },
        grid(rows, "theorem", "", "seconds", "settings", "says"),
        *refuted,
        f"The law {law.digest[:12]} {'is proved' if holds else 'is REFUTED'} in {total:.1f} s.",
    )
    return 0 if holds else 1


def timed(proofs: "Iterator[Proof]") -> "Iterator[tuple[Proof, float]]":
    """Yield each proof with the seconds that it took."""
    begun = time.monotonic()
    for proof in proofs:
        yield proof, time.monotonic() - begun
        begun = time.monotonic()


def _stands(proof: "Proof") -> str:
    return "proved" if proof.holds else "REFUTED"


def _refuted(proof: "Proof") -> tuple[str, ...]:
    if proof.counterexample is None:
        return ()
    head = f"\nThis refutes ({proof.theorem}), on {proof.counterexample.on:%Y-%m-%d}:"
    return (head, *(f"  {line}" for line in proof.counterexample.lines()))


def _plain(proof: "Proof", seconds: float) -> dict[str, object]:
    from comity.acts.plain import to_plain

    return {
        "id": proof.theorem,
        "says": proof.says,
        "holds": proof.holds,
        "seconds": round(seconds, 2),
        "settings": proof.settings,
        "counterexample": to_plain(proof.counterexample) if proof.counterexample else None,
    }


def _midnight(day: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    except ValueError:
        raise BadInput("The day cannot be read. Write it as 2026-03-01.") from None


# ── diff ────────────────────────────────────────────────────────────────────────────────────────
def diff(
    before: Annotated[str, Parameter(help="The earlier law: a folder, a file, or `shipped`.")],
    after: Annotated[str, Parameter(help="The later law, likewise.")],
    /,
    *,
    cases: Annotated[Path | None, Parameter(help="A folder of situations to weigh under both.")] = None,
    on: Annotated[str, Parameter(help="On this day, as 2026-03-01; else today.")] = "",
    json: Json = False,
) -> None:
    """Show situations that two versions of the law decide differently, each as small as can be.

    With the prover installed, a changed rule without a situation makes no difference by itself. Of changed
    agreements and profiles ordinary messages between the states concerned are weighed under both; a text
    that binds nobody yet as if it were in force. `proved` is true where nothing but rules was changed.
    """
    from comity.cli.telling import tell
    from comity.law.apart import changed_pairs
    from comity.law.differing import changed_by_rules, changed_known
    from comity.law.probing import probed
    from comity.law.proving import is_there
    from comity.law.stages import settings
    from comity.wiring import now, read_toml

    day = _midnight(on) if on else now()
    one, two, stands = _as_if_in_force(_law_at(before), _law_at(after), day)
    known = [] if cases is None else list(changed_known(read_toml([cases]), one, two))
    setting = next(s for s in settings(two.rulebook, two.profiles, day) if s.names_an_authoriser)
    by_rules = list(changed_by_rules(one.rulebook, two.rulebook, setting))
    by_texts = list(probed(one, two, day))
    asked = bool(changed_pairs(one, two, day))
    heads = {"before": one.digest, "after": two.digest, "proved": is_there() and not asked, **stands}
    tell(
        At(json=json),
        {**heads, "situations": known, "by_rules": by_rules, "by_texts": by_texts},
        *(line for changed in (*known, *by_rules, *by_texts) for line in (*changed.lines(), "")),
        f"Decided differently: {len(known)} of the situations given, {len(by_rules)} found in changed rules, "
        f"{len(by_texts)} in changed agreements and profiles.",
        *(("Agreements and profiles are asked, not proved: others may exist.",) if asked else ()),
        *(() if is_there() else ("Without the prover (comity[proof]) others may exist.",)),
        *_standing(stands, f"on {day:%Y-%m-%d}"),
    )


Stands = dict[str, dict[str, tuple[str, ...]]]
"""Which texts of either law are weighed as if in force, and which are in force on none of the days."""


def _as_if_in_force(before: "Law", after: "Law", day: datetime) -> "tuple[Law, Law, Stands]":
    from comity.law.supposing import idle, supposed

    one, two = supposed(before, after, day), supposed(after, before, day)
    never = (idle(one.law, after, [day.date()]), idle(two.law, before, [day.date()]))
    return (
        one.law,
        two.law,
        {
            "as_if_in_force": {"before": one.as_if, "after": two.as_if},
            "never_in_force": dict(zip(("before", "after"), never, strict=True)),
        },
    )


def _standing(stands: Stands, when: str) -> "Iterator[str]":
    """Say of which texts it was supposed that they are in force, and which do nothing."""
    for law, texts in stands["as_if_in_force"].items():
        if texts:
            yield f"Weighed as if in force {when}, which they are not ({law}): {', '.join(texts)}."
    for law, texts in stands["never_in_force"].items():
        if texts:
            yield f"In force on none of the days, so that they do nothing ({law}): {', '.join(texts)}."


def _law_at(word: str) -> "Law":
    """Return the law that a word names: the shipped one by name or digest, else what lies at a path."""
    from comity.wiring import read_law, read_law_at

    shipped = read_law(demo=True)
    is_shipped = word == "shipped" or (len(word) >= 12 and shipped.digest.startswith(word))
    return shipped if is_shipped else read_law_at(Path(word))


# ── backtest ────────────────────────────────────────────────────────────────────────────────────
def backtest(
    draft: Annotated[Path, Parameter(help="A draft of an agreement, of rules or of a profile.")],
    /,
    *,
    since: Annotated[str, Parameter(help="Cases weighed from this day on, as 2026-01-01.")],
    by: By,
) -> None:
    """Show what a draft would have changed in this node's past cases, as a legal officer.

    The facts are read that were weighed, never what a case says; each case counts as it stood last. A draft
    that binds nobody yet is weighed as if it were in force over the whole period.
    """
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange.backtest import backtest as run
    from comity.wiring import with_draft

    begun = _midnight(since)
    with working(by) as (node, hand, _), _progress() as going_on:
        found = run(node, with_draft(node.law, draft), begun, hand, going_on)
    rows = (
        (
            s.type,
            s.moment,
            s.before,
            s.after,
            f"{s.released:+d}" if s.released else "",
            s.cases,
            ", ".join(s.rules),
        )
        for s in found.shifts
    )
    tell(
        by,
        to_plain(found),
        grid(rows, "type", "moment", "before", "with the draft", "items", "cases", "rules"),
        f"{found.changed} of {found.weighed} cases would have been decided otherwise.",
        f"Not looked at, for want of facts: {found.without_facts}. Decided under an earlier law, and "
        f"otherwise than today: {found.decided_otherwise}.",
        *_standing(
            {
                "as_if_in_force": {"draft": found.as_if_in_force},
                "never_in_force": {"draft": found.never_in_force},
            },
            f"over the whole period from {since} on",
        ),
    )


@contextmanager
def _progress() -> "Iterator[Callable[[int], None]]":
    """Show on a terminal how many cases were weighed."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    with Progress(
        SpinnerColumn(), TextColumn("{task.completed} cases"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done: bar.update(task, completed=done)
