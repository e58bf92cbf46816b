"""Plays the scenes, one per source article; `comity demo` and `make demo` call it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from comity.demo import scene_000, scenes
from comity.demo.stage import Stage, Verify, bundle_beside, on_stage
from comity.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One article: its subject and date, what of it runs here, and what is not built yet, by name."""

    id: str
    subject: str
    at: datetime
    realises: str
    states: tuple[str, ...]
    agreements: tuple[str, ...]
    play: Callable[[Stage], None]
    missing: str = ""


SCENES = (
    Scene(
        id="000",
        subject="Belgium and Russia: police cooperation in spite of different laws",
        at=datetime(2019, 10, 31, 9, tzinfo=UTC),
        realises="a suspect's data leaves only by a judge's order; danger is met alike whoever the person is",
        states=("RU", "BE"),
        agreements=("demo-be-ru-police",),
        play=scene_000.play,
    ),
    Scene(
        id="001",
        subject="Belarus and China: stronger cooperation of law enforcement",
        at=datetime(2017, 6, 12, 9, tzinfo=UTC),
        realises="no list of specialists can be asked for, and a programme of prosecutors carries no data",
        states=("CN", "BY"),
        agreements=("demo-by-cn",),
        play=scenes.specialists,
        missing="meetings, plans, event security, flows",
    ),
    Scene(
        id="002",
        subject="Vietnam and Belgium: against illegal migration",
        at=datetime(2023, 4, 4, 9, tzinfo=UTC),
        realises="facts about a facilitator: the own item goes, the item of an EU border system does not",
        states=("VN", "BE"),
        agreements=("demo-be-vn",),
        play=scenes.facilitator,
        missing="seminars and training, review of the memorandum",
    ),
    Scene(
        id="003",
        subject="Morocco and Belgium: organised crime and terrorism",
        at=datetime(2016, 4, 23, 9, tzinfo=UTC),
        realises="another state's item waits for its owner's consent; the register decides, not the press",
        states=("MA", "BE"),
        agreements=("demo-be-ma",),
        play=scenes.owner_consent,
        missing="the liaison magistrate's page, FIU exchange",
    ),
    Scene(
        id="004",
        subject="Turkey and Belgium: joint statement of ministers",
        at=datetime(2016, 3, 10, 9, tzinfo=UTC),
        realises="no alert level takes the judge out, danger is warned of at once, a label accuses nobody",
        states=("TR", "BE"),
        agreements=("demo-be-tr",),
        play=scenes.alert_level,
        missing="extradition, joint statements and commitments, statistics by partner",
    ),
)


_PROVES = "000"
"""The scene that exports a proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scene that was played: what it told, and the facts it found."""

    id: str
    text: str
    facts: dict[str, object]


def main(scene: str | None = None, proof: str | None = None, *, verify: Verify, as_json: bool = False) -> int:
    """Play one scene or all, and say how to go on; `verify` checks the exported proofs.

    Raises: BadInput for an unknown scene, a proof that would overwrite a file or that no scene exports.
    """
    chosen = [s for s in SCENES if scene in (None, s.id)]
    if not chosen:
        known = ", ".join(s.id for s in SCENES)
        raise BadInput(f"There is no scene '{scene}'. Choose one of {known}, or none for all.")
    keep = _keep(Path(proof), chosen) if proof else None
    console = Console(quiet=as_json, soft_wrap=True)
    console.print("DEMO: invented states and persons; nothing here has legal effect.", highlight=False)
    facts: dict[str, dict[str, object]] = {}
    for played in _played(chosen, verify, console, keep):
        facts[played.id] = played.facts
        if not as_json:
            console.file.write(played.text)
    if as_json:
        print(json.dumps({"demo": True} | facts, indent=2, sort_keys=True))
    console.print(
        "\n[bold]Go on:[/bold] `comity demo 000 --proof case.proof` keeps the proof · "
        "`comity node init --help` makes a node of your own · docs/index.md is the map",
        highlight=False,
    )
    return 0


def _keep(proof: Path, chosen: list[Scene]) -> Path:
    """Return where the proof stays, before anything is played for nothing."""
    if _PROVES not in [scene.id for scene in chosen]:
        raise BadInput(f"Only scene {_PROVES} exports a proof. Play it, or leave --proof out.")
    for file in (proof, bundle_beside(proof)):
        if file.exists():
            raise BadInput(f"{file} is there already. Name a new file.")
    if not proof.parent.is_dir():
        raise BadInput(f"{proof.parent} is no folder. Name a file in one that is there.")
    return proof


def _played(chosen: list[Scene], verify: Verify, console: Console, proof: Path | None) -> Iterator[Played]:
    """Play scenes side by side, each in a world and a process of its own, and give them in their order."""
    looks = (console.is_terminal, console.width)
    keeps = [proof if s.id == _PROVES else None for s in chosen]
    if len(chosen) == 1:
        yield _play(chosen[0].id, verify, looks, proof)
        return
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        ids = [s.id for s in chosen]
        yield from pool.map(_play, ids, repeat(verify), repeat(looks), keeps)


def _play(id: str, verify: Verify, looks: tuple[bool, int], proof: Path | None) -> Played:
    scene = next(s for s in SCENES if s.id == id)
    told = StringIO()
    console = Console(file=told, force_terminal=looks[0], width=looks[1], soft_wrap=True)
    console.rule(f"[bold]Scene {scene.id} · {scene.at:%Y-%m-%d}[/bold]")
    console.print(f" [bold]{scene.subject}[/bold]", highlight=False)
    console.print(f" Realises: {scene.realises}", highlight=False)
    with on_stage(console, verify, scene.states, scene.at, scene.agreements) as stage:
        stage.keep = proof
        scene.play(stage)
        if scene.missing:
            console.print(f"\n [dim]Not built yet: {scene.missing}[/dim]", highlight=False)
        return Played(id=id, text=told.getvalue(), facts=stage.facts)
