"""The demonstration world that the window shows: seven states, every scene played, and work under way.

The scenes are played in one world within a few days, so that one state is seen with several partners; in
`comity demo` each has the date of its article.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from comity.demo import scene_000, scenes
from comity.demo.stage import FRAUD, Report, Stage, ask, item, put, send, suspect, take
from comity.demo.world import World, fill_register, make_world
from comity.errors import BadInput
from comity.exchange import alerts, answers, cases, orders, releases, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Danger
from comity.model.decisions import Disclosable
from comity.model.people import Role
from comity.model.requests import Basis, DataCategory, Item, ItemId, MatterId

STATES = ("RU", "BE", "VN", "MA", "TR", "BY", "CN")
PAIRS = (("RU", "BE"), ("BE", "VN"), ("BE", "MA"), ("BE", "TR"), ("BY", "CN"))
AGREEMENTS = (scene_000.AGREEMENT, "demo-by-cn", "demo-be-vn", "demo-be-ma", "demo-be-tr")
NOTE = "Needed for one inquiry, art. 38(1)(d)."

Tell = Callable[[str, float], None]
"""Told what is being made, and what part of the whole is done."""


def build(folder: Path, tell: Tell) -> World:
    """Make the world in a folder: found the states, play every scene, and leave some work undone."""
    tell("Founding seven states and accrediting their people", 0.0)
    world = make_world(folder, STATES, agreements=AGREEMENTS, pairs=PAIRS)
    stage = Stage(world=world, console=Console(quiet=True), verify=_no_proof)
    for place, (name, play) in enumerate(_PARTS, 3):
        tell(name, place / (len(_PARTS) + 3))
        play(stage)
    world.later(minutes=7)
    world.carry()
    tell("Ready", 1.0)
    return world


def _suspect(stage: Stage) -> None:
    scene_000.registers(stage)
    for seed, state in enumerate(STATES[2:]):
        fill_register(stage.world[state], 20, seed, (), stage.world.now)
    _, weighed = scene_000.suspected(stage)
    scene_000.mirrored(stage, weighed)


def _dangers(stage: Stage) -> None:
    scene_000.warned(stage)
    scene_000.answered_alike(stage)


def _others(stage: Stage) -> None:
    for scene in (scenes.specialists, scenes.facilitator, scenes.owner_consent, scenes.alert_level):
        stage.world.later(hours=3)
        scene(stage)


def _under_way(stage: Stage) -> None:
    """Leave cases between RU and BE at every stage, one of them assigned to each side's liaison."""
    stage.world.later(hours=11)
    _wanted(stage, "RU", "Gleb Norov", "VG-2019-790")
    _returned(stage)
    _submitted(stage, "Yulia Samkova", "VG-2019-811")
    assigned = _authorised(stage)
    for state in ("RU", "BE"):
        place = stage.world[state]
        liaison = place[Role.LIAISON_OFFICER].person.pseudonym
        cases.assign(place.node, assigned, liaison, place[Role.SUPERVISOR], stage.world.now)
    _answered(stage)
    _withdrawn(stage)
    _drafted(stage)


def _warnings(stage: Stage) -> None:
    stage.world.later(hours=2)
    _threat(stage, "RU", "BE", "A threat against a concert hall in Antwerp was overheard.")
    recalled = _threat(stage, "BE", "RU", "A vehicle with a false plate is on its way to Pskov.")
    ru, be = stage.world["RU"], stage.world["BE"]
    alerts.acknowledge(ru.node, recalled, ru[Role.SPOC_DUTY], stage.world.now)
    stage.world.carry()
    stage.world.later(minutes=45)
    releases.recall(be.node, recalled, "the source withdrew it", be[Role.LEGAL_OFFICER], stage.world.now)
    stage.world.carry()
    stage.world.later(minutes=5)
    stage.world.carry()


_PARTS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("Russia asks Belgium for a suspect's data, and Belgium asks Russia", _suspect),
    ("Warnings of danger, and answers that tell nothing", _dangers),
    ("China and Belarus, Vietnam, Morocco, Turkey", _others),
    ("Work under way", _under_way),
    ("Warnings under way", _warnings),
)


# ── cases left where they are ───────────────────────────────────────────────────────────────────
def _wanted(stage: Stage, asker: str, name: str, case_ref: str) -> MatterId:
    """Ask about a person, and leave it there."""
    stage.world.later(minutes=35)
    asked = "BE" if asker == "RU" else "RU"
    request = ask(
        asker,
        asked,
        suspect(name, "1986-08-17", asker),
        FRAUD,
        [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")],
        agreement=scene_000.AGREEMENT,
        case_ref=case_ref,
        facts="An invoice was redirected in May 2019.",
    )
    return send(stage, asker, request)


def _returned(stage: Stage) -> None:
    """Return a request for what is missing."""
    matter, be = _wanted(stage, "RU", "Ruslan Petsky", "VG-2019-795"), stage.world["BE"]
    now = stage.world.later(minutes=25)
    why, missing = Disclosable.NECESSITY, "Say why the open sources did not suffice."
    answers.return_for_supplement(be.node, matter, why, missing, be[Role.SPOC_DUTY], now)
    stage.world.carry()


def _submitted(stage: Stage, name: str, case_ref: str) -> MatterId:
    """Bring an answer as far as the judge's queue."""
    matter, be = _wanted(stage, "RU", name, case_ref), stage.world["BE"]
    now = stage.world.later(minutes=50)
    known = replace(
        suspect(name, "1986-08-17", "RU"), minor=False, protection_from=frozenset(), open_case=True
    )
    take(stage, "BE", matter, known)
    put(stage, "BE", matter, item("identity", DataCategory.DC_IDENTITY, "q1", linked=True), name)
    answers.submit(be.node, matter, be[Role.OFFICER], now)
    stage.world.carry()
    return matter


def _authorised(stage: Stage) -> MatterId:
    """Bring an answer as far as the judge's and the legal officer's orders."""
    matter, be = _submitted(stage, "Timur Golav", "VG-2019-820"), stage.world["BE"]
    now = stage.world.later(hours=1)
    orders.view(be.node, matter, be[Role.JUDGE], now)
    orders.grant(be.node, matter, be[Role.JUDGE], now, terms=orders.OrderTerms(docket="2019/OJ/51"))
    orders.authorise_transfer(be.node, matter, NOTE, be[Role.LEGAL_OFFICER], now)
    return matter


def _answered(stage: Stage) -> None:
    """Release an answer whose conditions nobody has accepted yet."""
    matter, ru = _wanted(stage, "BE", "Marta Delvane", "BR-2019-1201"), stage.world["RU"]
    now = stage.world.later(minutes=40)
    take(stage, "RU", matter, suspect("Marta Delvane", "1986-08-17", "BE"))
    put(stage, "RU", matter, item("identity", DataCategory.DC_IDENTITY, "q1"), "Marta Delvane")
    ready = releases.prepare(ru.node, matter, ru[Role.SPOC_DUTY], now)
    releases.release(ru.node, ready, ru[Role.SPOC_DUTY], now)
    stage.world.carry()


def _withdrawn(stage: Stage) -> None:
    """Withdraw a request that is no longer needed."""
    matter, be = _wanted(stage, "BE", "Pieter Roosen", "BR-2019-1214"), stage.world["BE"]
    now = stage.world.later(minutes=30)
    cases.withdraw(be.node, matter, be[Role.SUPERVISOR], now)
    stage.world.carry()


def _drafted(stage: Stage) -> None:
    """Leave one draft to a supervisor, and an approved one to the duty desk."""
    for asker, asked, approved in (("BE", "RU", False), ("RU", "BE", True)):
        place, now = stage.world[asker], stage.world.later(minutes=15)
        request = ask(
            asker,
            asked,
            suspect("Nikita Brel", "1979-01-30", asked),
            FRAUD,
            [("q1", DataCategory.DC_ADDRESS, "Where does the person live?")],
            agreement=scene_000.AGREEMENT,
            case_ref="D-2019-17",
            facts="A transfer of 2 July 2019 names the person.",
        )
        draft = cases.draft(place.node, request, place[Role.OFFICER], now)
        if approved:
            cases.approve(place.node, draft.matter, place[Role.SUPERVISOR], now)


def _threat(stage: Stage, sender: str, recipient: str, text: str) -> MatterId:
    """Warn of a danger without naming anybody."""
    place, now = stage.world[sender], stage.world.later(minutes=20)
    basis = Basis(instrument=scene_000.AGREEMENT, version="1", article="art. 6")
    draft = replace(scene_000.warning(sender, recipient, None), basis=basis)
    matter = alerts.draft(place.node, draft, place[Role.OFFICER], now)
    danger = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
    weighing.find(place.node, matter, Findings(danger=danger), place[Role.SPOC_DUTY], now)
    put(stage, sender, matter, Item(id=ItemId("danger"), category=DataCategory.DC_NON_PERSONAL), text)
    alerts.approve(place.node, matter, place[Role.SUPERVISOR], now)
    ready = releases.prepare(place.node, matter, place[Role.SPOC_DUTY], now)
    alerts.issue(place.node, ready, place[Role.SPOC_DUTY], now)
    stage.world.carry()
    return matter


def _no_proof(proof: bytes, bundle: bytes | None) -> Report:
    """Stand where a proof would be checked; the window exports none.

    Raises: BadInput always.
    """
    raise BadInput("No proof is checked here. Play `comity demo 000 --proof FILE`.")
