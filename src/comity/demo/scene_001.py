"""The texts of scene 001: what both sides signed is compared by hash, and where it differs."""

from dataclasses import replace
from importlib import resources

from comity.demo.stage import FRAUD, Stage, ask, suspect
from comity.exchange import activation, cases
from comity.exchange.texts import texts_view
from comity.law.body import Law
from comity.law.copies import read_copy
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import DataCategory
from comity.wiring import shipped

AGREEMENT = "demo-by-cn"
BY, CN = StateCode("BY"), StateCode("CN")
MISPRINT = ("may ask the other for information", "shall give the other all information")
"""What CN's copy has in article 4 instead."""


def signed_texts(stage: Stage) -> None:
    """CN's signed copy reads otherwise in article 4 than BY's: both gates ask the joint committee (I7)."""
    stage.step("Each node has shown by itself the hashes of its state's signed copies; no text travelled")
    law, stood = stage.world["CN"].node.law, [_compared(stage)]
    stage.step("CN looks into its archive: article 4 of its copy reads otherwise")
    _activate(stage, "CN", _law_with(law, _copy_in_the_archive()))
    stood.append(_compared(stage))
    asked = _asks(stage)
    stage.step("It was a misprint: the copies are exchanged anew, and the request is in order again")
    _activate(stage, "CN", law)
    stood.append(_compared(stage))
    stage.facts["texts"] = [*stood, asked, _asks(stage)]


def text_of_the_agreement() -> str:
    """Return the invented text of the demonstration's agreement."""
    file = resources.files("comity.demo") / "texts" / f"{AGREEMENT}.txt"
    return file.read_text(encoding="utf-8")


def _copy_in_the_archive() -> str:
    return text_of_the_agreement().replace(*MISPRINT)


def _law_with(law: Law, text: str) -> Law:
    """Return the law with CN's copy of this text in the agreement's file."""
    here, there = read_copy(text_of_the_agreement(), CN, "en"), read_copy(text, CN, "en")
    before, _, own = shipped("agreements")[f"{AGREEMENT}.toml"].decode().rpartition('holder = "CN"')
    hashes = [(copy.digest, *dict(copy.articles).values()) for copy in (here, there)]
    for old, new in zip(*hashes, strict=True):
        own = own.replace(old, new)
    return law.with_draft("agreements", {f"{AGREEMENT}.toml": f'{before}holder = "CN"{own}'.encode()})


def _activate(stage: Stage, state: str, law: Law) -> None:
    """Have two persons of a state activate a law, as after a restart under its new files (TP1)."""
    place = stage.world[state]
    place.node = replace(place.node, law=law)
    activation.propose(place.node, place[Role.LEGAL_OFFICER], stage.world.now)
    activation.activate(place.node, place[Role.MINISTER_DELEGATE], stage.world.now)


def _compared(stage: Stage) -> str:
    """Let clocks and couriers run, and tell how the copies stand to each other on both sides."""
    for _ in range(2):
        stage.world.later(minutes=1)
        stage.world.carry()
    stage.world.later(minutes=1)
    views = {state: texts_view(stage.world[state].node, other) for state, other in ((BY, CN), (CN, BY))}
    for state, view in views.items():
        for row in view.texts:
            where = f" in {', '.join(row.articles)}" if row.articles else ""
            hashes = f"{row.ours[:12]} beside {row.theirs[:12]}"
            stage.say(f"{state}: {row.instrument} ({row.language}) {hashes}: {row.stands}{where}")
    found = {" ".join((row.stands, *row.articles)) for view in views.values() for row in view.texts}
    return ", ".join(sorted(found))


def _asks(stage: Stage) -> list[str]:
    """CN drafts a request that rests on article 4: what its own gate says."""
    cn = stage.world["CN"]
    wanted = [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")]
    who = suspect("Wei Probin", "1984-08-16", "CN")
    request = ask("CN", "BY", who, FRAUD, wanted, agreement=AGREEMENT, case_ref="J-8", facts="Two invoices.")
    decision = stage.law(
        cn, cases.draft(cn.node, request, cn[Role.OFFICER], stage.world.now).decision, lines=2
    )
    asks = [ground for ground in decision.grounds if ground.rule == "I7"]
    return [decision.outcome.name, *(f"{one.action} {' '.join(one.needs)}" for one in asks)]
