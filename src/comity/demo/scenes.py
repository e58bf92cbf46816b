"""The other four scenes, as far as their features exist."""

from dataclasses import replace
from datetime import date

from comity.demo import legal, scene_001, scene_002
from comity.demo.scene_000 import warning
from comity.demo.stage import FRAUD, Stage, ask, item, put, send, suspect, take
from comity.exchange import alerts, answers, cases, releases, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Circumstances, Danger
from comity.model.accusations import Accusation, Deed
from comity.model.people import Role
from comity.model.requests import (
    Basis,
    CrimeArea,
    DataCategory,
    Item,
    ItemId,
    Offence,
    SubjectStatus,
)

SMUGGLING = Offence(code="smuggling", area=CrimeArea.SMUGGLING_MIGRANTS, max_penalty_months=120)
_DEED = Deed(
    on=date(2016, 3, 1), what="carried the device", source="witness", grading="B2", attributable=True
)
TERRORISM = Offence(
    code="terrorism",
    area=CrimeArea.TERRORISM,
    max_penalty_months=240,
    accusation=Accusation(deeds=(_DEED,)),
)


def specialists(stage: Stage) -> None:
    """CN asks BY for the names of everybody on a joint site (S08)."""
    cn = stage.world["CN"]
    now = stage.step("CN drafts a request for the names of all specialists on a joint site (S08)")
    request = ask(
        "CN",
        "BY",
        None,
        FRAUD,
        [("q1", DataCategory.DC_IDENTITY, "Who works on the site?")],
        agreement="demo-by-cn",
        case_ref="J-1",
        facts="The site has several hundred specialists.",
    )
    draft = cases.draft(cn.node, request, cn[Role.OFFICER], now)
    stage.facts["bulk"] = stage.law(cn, draft.decision, lines=2).outcome.name
    stage.say("Nothing was sent: BY's register of the site never holds a list of workers")
    legal.programme(stage)
    scene_001.signed_texts(stage)


def facilitator(stage: Stage) -> None:
    """VN asks BE about an alleged facilitator; an EU system's item stays (after S10)."""
    be = stage.world["BE"]
    now = stage.step("VN asks BE about an alleged facilitator; facts are dated (after S10)")
    who = suspect("Pham Mau", "1985-01-19", "VN", SubjectStatus.FACILITATOR)
    request = ask(
        "VN",
        "BE",
        who,
        SMUGGLING,
        [("q1", DataCategory.DC_ENTRY_EXIT, "Which crossings are known?")],
        agreement="demo-be-vn",
        case_ref="HN-2023-5",
        facts="On 2 February 2023 three persons named him.",
    )
    matter = send(stage, "VN", request)
    known = replace(who, minor=False, protection_from=frozenset(), open_case=False)
    take(stage, "BE", matter, known, SMUGGLING)
    put(stage, "BE", matter, item("police", DataCategory.DC_ENTRY_EXIT, "q1"), "one crossing")
    put(stage, "BE", matter, item("border", DataCategory.DC_ENTRY_EXIT, "q1", source="EES"), "two crossings")
    decided = answers.decide_answer(be.node, matter, now)
    stage.law(be, decided.decision, lines=3)
    stage.facts["partial"] = decided.decision.partial
    stage.facts["items"] = {unit.unit: unit.outcome.name for unit in decided.decision.items}
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], now)
    releases.release(be.node, ready, be[Role.SPOC_DUTY], now)
    stage.world.carry()
    stage.facts["ends"] = stage.both(matter)
    scene_002.document(stage)
    scene_002.entries_and_exits(stage)


def owner_consent(stage: Stage) -> None:
    """MA asks BE; one item of the answer belongs to French police (S36)."""
    be = stage.world["BE"]
    now = stage.step("MA asks BE; one item of the answer belongs to French police (S36)")
    who = suspect("Omar Tazinou", "1990-07-07", "MA")
    request = ask(
        "MA",
        "BE",
        who,
        TERRORISM,
        [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")],
        agreement="demo-be-ma",
        case_ref="RB-2016-9",
        facts="A cell was dissolved on 3 March 2016.",
    )
    matter = send(stage, "MA", request)
    known = replace(who, minor=False, protection_from=frozenset(), open_case=False)
    take(stage, "BE", matter, known, TERRORISM)
    put(stage, "BE", matter, item("own", DataCategory.DC_IDENTITY, "q1"), "an identity")
    put(stage, "BE", matter, item("french", DataCategory.DC_ALIAS, "q1", source="FR"), "an alias")
    decision = stage.law(be, answers.decide_answer(be.node, matter, now).decision, lines=3)
    stage.facts["needs"] = list(decision.authorisers)
    legal.press(stage)


def alert_level(stage: Stage) -> None:
    """BE is at its top alert level: the judge stays, and a warning goes at once (S43, S05)."""
    be, tr = stage.world["BE"], stage.world["TR"]
    now = stage.step(
        "BE is at its highest alert level; an officer would skip the judge, no danger is imminent (S43)"
    )
    who = suspect("Selim Korkan", "1988-03-02", "TR")
    request = ask(
        "TR",
        "BE",
        who,
        TERRORISM,
        [("q1", DataCategory.DC_CASE_FACTS, "What does the file say?")],
        agreement="demo-be-tr",
        case_ref="IZ-2016-4",
        facts="On 1 March 2016 a witness named him.",
    )
    matter = send(stage, "TR", request)
    known = replace(who, minor=False, protection_from=frozenset(), open_case=True)
    take(stage, "BE", matter, known, TERRORISM)
    offence = replace(TERRORISM, punishable_here=True, death_at_partner=False)
    top = Findings(subjects=(known,), offences=(offence,), circumstances=Circumstances(alert_level="4 of 4"))
    weighing.find(be.node, matter, top, be[Role.OFFICER], now)
    put(stage, "BE", matter, item("file", DataCategory.DC_CASE_FACTS, "q1", linked=True), "the file")
    decision = stage.law(be, answers.decide_answer(be.node, matter, now).decision, lines=1)
    stage.facts["needs"] = list(decision.authorisers)
    now = stage.step("Three hours before an attack a warning without a name goes at once")
    draft = replace(
        warning("BE", "TR", None), basis=Basis(instrument="demo-be-tr", version="1", article="art. 6")
    )
    alert = alerts.draft(be.node, draft, be[Role.OFFICER], now)
    danger = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
    weighing.find(be.node, alert, Findings(danger=danger), be[Role.SPOC_DUTY], now)
    text = Item(id=ItemId("danger"), category=DataCategory.DC_NON_PERSONAL)
    put(stage, "BE", alert, text, "An attack on a school in Izmir within three hours.")
    alerts.approve(be.node, alert, be[Role.SUPERVISOR], now)
    ready = releases.prepare(be.node, alert, be[Role.SPOC_DUTY], now)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], now)
    stage.world.carry()
    alerts.acknowledge(tr.node, alert, tr[Role.SPOC_DUTY], now)
    stage.world.carry()
    stage.facts["warning"] = stage.both(alert)
    legal.listed(stage)
