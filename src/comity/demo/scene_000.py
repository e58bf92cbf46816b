"""Scene 000 in full: Russia asks Belgium for a suspect's data, and everything the first article names."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comity.demo.people import make_person
from comity.demo.stage import FRAUD, Stage, ask, bundle_beside, item, put, send, suspect, take
from comity.demo.world import fill_register
from comity.errors import OrderRequired
from comity.exchange import alerts, answers, cases, holdings, orders, proof, releases, weighing
from comity.exchange.holdings import subject_of
from comity.exchange.weighing import Findings
from comity.law.facts import Facts, establish
from comity.law.fairness import mirror
from comity.law.weighing import Danger
from comity.model.decisions import Outcome
from comity.model.parties import Authority, Channel
from comity.model.people import Role
from comity.model.records import Provenance, Query, Record, Standing
from comity.model.releases import AlertReply, OutcomeCode
from comity.model.requests import (
    Basis,
    DataCategory,
    Item,
    ItemId,
    MatterId,
    Purpose,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
    Urgency,
)

AGREEMENT = "demo-be-ru-police"
TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ASYLUM_ID, UNKNOWN_ID = "Ilya Testov", "Boris Nowherov"


def play(stage: Stage) -> None:
    """Play the scene."""
    registers(stage)
    law = next(i for i in stage.world["BE"].node.law.agreements if i.id == AGREEMENT)
    stage.say(f"Agreement: {law.title} (fictional). Everybody here is invented. DEMO.")
    matter, weighed = suspected(stage)
    _prove(stage, matter)
    mirrored(stage, weighed)
    warned(stage)
    answered_alike(stage)
    _today(stage)
    stage.facts["case"] = matter


def registers(stage: Stage) -> None:
    """Give both states a register of invented persons, those of this scene among them."""
    at = Provenance(source="fictitious register", dated=stage.world.now.date())
    open_case = Standing(status=SubjectStatus.SUSPECT, case_ref="BR-2019-1187", provenance=at, open_case=True)
    asked = {
        "BE": [
            make_person(
                "BE",
                "BE-VELIN",
                "Arkady Velin",
                "1980-05-04",
                original="Аркадий Велин",
                nationalities=["RU"],
                standing=open_case,
            ),
            make_person(
                "BE", "BE-TESTOV", ASYLUM_ID, "1991-02-11", nationalities=["RU"], protection_from=["RU"]
            ),
        ],
        "RU": [
            make_person("RU", "RU-VELIN", "Arkady Velin", "1980-05-04", original="Аркадий Велин"),
            make_person(
                "RU",
                "RU-VANHAECK",
                "Joris Vanhaeck",
                "1977-09-30",
                nationalities=["BE"],
                standing=open_case,
            ),
        ],
    }
    for state, fixed in asked.items():
        fill_register(stage.world[state], 40, 2019, fixed, stage.world.now)


def suspected(stage: Stage) -> tuple[MatterId, Facts]:
    """Ask for a suspect's data, and release it by a judge's order; return the case and what was weighed."""
    be = stage.world["BE"]
    stage.step("1. RU: an officer finds a person and asks BE (S01)")
    found = _find(stage, "RU", "Аркадий Велин")
    stage.say(f"RU register: {found.name}, found by a name in Cyrillic; the search itself is logged")
    request = ask(
        "RU",
        "BE",
        suspect("Arkady Velin", "1980-05-04", "RU"),
        FRAUD,
        [
            ("q1", DataCategory.DC_IDENTITY, "Which identities are known?"),
            ("q2", DataCategory.DC_CASE_FACTS, "What does the file say?"),
        ],
        agreement=AGREEMENT,
        case_ref="VG-2019-771",
        facts="Invoices were redirected between March and June 2019.",
    )
    matter = send(stage, "RU", request)
    stage.say("Approved by a supervisor, sent by the duty desk, each by their own signature; BE receipted it")
    stage.both(matter)
    now = stage.step("2. BE: the law asks a judge and, for the transfer, the legal officer")
    take(stage, "BE", matter, subject_of(_find(stage, "BE", "Arkady Velin"), "p1", minor=False))
    put(stage, "BE", matter, item("identity", DataCategory.DC_IDENTITY, "q1", linked=True), "Arkady Velin")
    put(stage, "BE", matter, item("file", DataCategory.DC_CASE_FACTS, "q2", linked=True), "The whole file.")
    asked = answers.decide_answer(be.node, matter, now)
    weighed = stage.law(be, asked.decision)
    stage.say("Both items were sealed the moment they entered the answer, under a key cut in two")
    stage.facts["before_order"] = [*weighed.authorisers, _refused(stage, matter)]
    _authorise(stage, matter)
    _arrive(stage, matter)
    return matter, establish(asked.weighing)


def _refused(stage: Stage, matter: MatterId) -> str:
    be = stage.world["BE"]
    try:
        releases.prepare(be.node, matter, be[Role.SPOC_DUTY], stage.world.now)
    except OrderRequired as refused:
        stage.say(f"BE duty desk tries to release now: {refused.code}: {refused.what}")
        return refused.code
    return ""


def _authorise(stage: Stage, matter: MatterId) -> None:
    be = stage.world["BE"]
    now = stage.step("3. BE: the judge turns the key; a change after the order voids it (S04)")
    answers.submit(be.node, matter, be[Role.OFFICER], now)
    waiting = orders.queue(be.node)
    stage.say(f"The judge's queue holds {len(waiting)} case; RU sees only work in progress")
    seen = orders.view(be.node, matter, be[Role.JUDGE], now)
    stage.say(f"The judge opens {len(seen)} items with their own key and authorises")
    orders.grant(be.node, matter, be[Role.JUDGE], now, terms=orders.OrderTerms(docket="2019/OJ/44"))
    note = "Needed for one inquiry, art. 38(1)(d)."
    orders.authorise_transfer(be.node, matter, note, be[Role.LEGAL_OFFICER], now)
    ordered = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], now).decision
    stage.facts["after_order"] = ordered.outcome.name
    stage.say(f"The legal officer signs the transfer with a note; the law now says {ordered.outcome.name}")
    put(stage, "BE", matter, item("phone", DataCategory.DC_CONTACT, "q1", linked=True), "+32 000 00 00 00")
    voided = answers.decide_answer(be.node, matter, now).decision
    stage.say(
        f"An officer adds a category: {voided.outcome.name} again, the order no longer covers the answer"
    )
    stage.facts["after_change"] = [*voided.authorisers, _refused(stage, matter)]
    answers.submit(be.node, matter, be[Role.OFFICER], now)
    orders.grant(be.node, matter, be[Role.JUDGE], now, terms=orders.OrderTerms(docket="2019/OJ/45"))
    orders.authorise_transfer(be.node, matter, note, be[Role.LEGAL_OFFICER], now)
    stage.say("The judge authorises the whole answer, the legal officer the whole transfer")


def _arrive(stage: Stage, matter: MatterId) -> None:
    ru, be = stage.world["RU"], stage.world["BE"]
    now = stage.step("4. The release arrives (S02)")
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], now)
    stage.law(be, ready.decision, lines=2)
    releases.release(be.node, ready, be[Role.SPOC_DUTY], now)
    stage.world.carry()
    stage.both(matter)
    bound = releases.accepted_conditions(ru.node, matter)
    releases.accept(ru.node, matter, ru[Role.OFFICER], now)
    opened = releases.read(ru.node, matter, ru[Role.OFFICER], now)
    stage.say(
        f"RU accepts the conditions ({bound.handling}, until {bound.retention_until:%Y-%m-%d}) and opens "
        f"{len(opened)} items; each is the one that the judge saw"
    )
    stage.facts["released"] = ready.decision.outcome.name
    stage.facts["opened"] = sorted(o.item for o in opened)
    cases.feed_back(ru.node, matter, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], now)
    stage.world.carry()
    stage.facts["ends"] = stage.both(matter)


def _prove(stage: Stage, matter: MatterId) -> None:
    stage.step("5. Both sides prove it, without node or network")
    for state in ("RU", "BE"):
        node = stage.world[state].node
        data = proof.export(node, matter, stage.world.now)
        report = stage.verify(data, proof.trust_bundle(node))
        stage.facts[f"proof_{state}"] = report.verdict
        stage.say(f"{state} proof of {len(data) // 1024} kB, no personal data in it: {report.verdict}")
        if state == "RU":
            for line in report.lines:
                if any(word in line for word in ("request.send", "reply.", "order of")):
                    stage.say(f"  {line.strip()}")
        if stage.keep is not None and state == "BE":
            keep, bundle = stage.keep, bundle_beside(stage.keep)
            keep.write_bytes(data)
            bundle.write_bytes(proof.trust_bundle(node))
            stage.say(f"Kept: {keep} and {bundle}. Check: comity proof verify {keep} --trust {bundle}")


def mirrored(stage: Stage, weighed: Facts) -> None:
    """Ask the same in the other direction, and tell what the law answers otherwise."""
    ru = stage.world["RU"]
    now = stage.step("6. The mirror: BE asks RU, and no judge is needed (S03)")
    request = ask(
        "BE",
        "RU",
        suspect("Joris Vanhaeck", "1977-09-30", "BE"),
        FRAUD,
        [
            ("q1", DataCategory.DC_IDENTITY, "Which identities are known?"),
            ("q2", DataCategory.DC_CASE_FACTS, "What does the file say?"),
        ],
        agreement=AGREEMENT,
        case_ref="BR-2019-1187",
        facts="Invoices were redirected between March and June 2019.",
    )
    matter = send(stage, "BE", request)
    take(stage, "RU", matter, subject_of(_find(stage, "RU", "Joris Vanhaeck"), "p1", minor=False))
    put(stage, "RU", matter, item("identity", DataCategory.DC_IDENTITY, "q1", linked=True), "Joris Vanhaeck")
    put(stage, "RU", matter, item("file", DataCategory.DC_CASE_FACTS, "q2", linked=True), "The whole file.")
    decided = answers.decide_answer(ru.node, matter, now)
    there = stage.law(ru, decided.decision, lines=1)
    stage.facts["mirror_outcome"] = there.outcome.name
    ready = releases.prepare(ru.node, matter, ru[Role.SPOC_DUTY], now)
    releases.release(ru.node, ready, ru[Role.SPOC_DUTY], now)
    stage.world.carry()
    stage.facts["mirror_ends"] = stage.both(matter)
    rules = mirror(weighed, establish(decided.weighing), ru.node.law.rulebook)
    stage.facts["mirror"] = {r.rule: [r.here.name, r.there.name, r.explained] for r in rules}
    for rule in rules:
        why = "explained by law" if rule.explained else "UNEXPLAINED"
        stage.say(f"differs by {rule.rule}: BE {rule.here.name}, RU {rule.there.name} ({why})")


def warned(stage: Stage) -> None:
    """Warn of danger to life, alike for nationals of both states."""
    stage.step("7. Danger to life: a warning passes at once, alike for a Russian and a Belgian (S05, S06)")
    ends = [_warn(stage, *who) for who in (("Arkady Velin", "RU"), ("Tom Peeraer", "BE"))]
    same = ends[0] == ends[1]
    stage.facts["warnings_alike"] = same
    stage.facts["warnings"] = [outcome.name for outcome, *_ in ends]
    stage.say(
        f"Outcome, conditions, lane and deadlines are {'the same' if same else 'NOT the same'} for both"
    )


def _warn(stage: Stage, name: str, nationality: str) -> tuple[Outcome, *tuple[object, ...]]:
    be, ru, now = stage.world["BE"], stage.world["RU"], stage.world.now
    subject = replace(suspect(name, "1980-05-04", nationality, SubjectStatus.PERSON_POSING_DANGER))
    known = replace(subject, open_case=True, minor=False)
    matter = alerts.draft(be.node, warning("BE", "RU", subject), be[Role.OFFICER], now)
    danger = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
    weighing.find(be.node, matter, Findings(subjects=(known,), danger=danger), be[Role.SPOC_DUTY], now)
    alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], now)
    put(stage, "BE", matter, item("who", DataCategory.DC_IDENTITY, "", linked=True), name)
    danger_text = Item(id=ItemId("danger"), category=DataCategory.DC_NON_PERSONAL)
    put(stage, "BE", matter, danger_text, "An attack on a school in Volgograd within three hours.")
    alerts.approve(be.node, matter, be[Role.SUPERVISOR], now)
    alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
    alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], now)
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], now)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], now)
    stage.world.carry()
    alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], now)
    opened = releases.read(ru.node, matter, ru[Role.OFFICER], now)
    alerts.respond(ru.node, matter, AlertReply.MEASURE_TAKEN, ru[Role.SPOC_DUTY], now)
    stage.world.carry()
    due = be.node.store.read(lambda r: sorted((t.kind, t.due_at - now) for t in r.timers_of(matter)))
    reviews = ", ".join(f"{kind} in {span // timedelta(hours=1)} h" for kind, span in due)
    stage.say(
        f"{nationality} national: {ready.decision.outcome.name} by two persons (TP2); "
        f"RU opened {len(opened)} items; due: {reviews}"
    )
    decision = ready.decision
    return decision.outcome, decision.conditions, decision.time_limit, decision.flags, tuple(due)


def warning(sender: str, recipient: str, subject: Subject | None) -> Request:
    """Write a warning of danger to life (T06)."""
    return Request(
        reference="",
        type=RequestType.T06,
        sender=Authority.parse(f"{sender}/SPOC"),
        recipient=Authority.parse(f"{recipient}/SPOC"),
        channel=Channel.BILATERAL_SPOC,
        basis=Basis(instrument=AGREEMENT, version="1", article="art. 6"),
        purpose=Purpose.PUBLIC_SECURITY_THREAT,
        case_ref="D-2019-3",
        urgency=Urgency.URGENT,
        urgency_reason="danger to life within hours",
        subjects=(subject,) if subject else (),
        facts="A message names place and time.",
        necessity="Lives are at stake.",
        link_to_recipient="The place lies in the recipient's territory.",
    )


def answered_alike(stage: Stage) -> None:
    """Ask about a protected and an unknown person, who get one and the same neutral answer."""
    stage.step("8. A protected person and an unknown person: one and the same neutral answer (as S09)")
    views = [_ask_about(stage, name) for name in (ASYLUM_ID, UNKNOWN_ID)]
    same = views[0] == views[1]
    stage.facts["neutral_alike"] = same
    stage.facts["neutral"] = views[0][0]
    stage.say(f"What RU sees is {'the same' if same else 'NOT the same'}: {', '.join(views[0][0])}")


def _ask_about(stage: Stage, name: str) -> tuple[tuple[str, ...], tuple[object, ...]]:
    be, ru, now = stage.world["BE"], stage.world["RU"], stage.world.now
    questions = [("q1", DataCategory.DC_ADDRESS, "Where does the person live?")]
    request = ask(
        "RU",
        "BE",
        suspect(name, "1991-02-11", "RU"),
        FRAUD,
        questions,
        agreement=AGREEMENT,
        case_ref="VG-2019-802",
        facts="A transfer of 12 April 2019 names the person.",
    )
    matter = send(stage, "RU", request)
    held = be.node.registers.search(Query(name=name))
    found = subject_of(held[0].record, "p1", minor=False) if held else None
    clear = suspect(name, "1991-02-11", "RU")
    unknown = replace(clear, minor=False, protection_from=frozenset(), open_case=False)
    take(stage, "BE", matter, found or unknown)
    if held:
        put(stage, "BE", matter, item("address", DataCategory.DC_ADDRESS, "q1"), "a street")
        stage.law(be, answers.decide_answer(be.node, matter, now).decision, lines=1)
    else:
        answers.nothing_held(be.node, matter, be[Role.OFFICER], now)
    answers.reply_none(be.node, matter, be[Role.SPOC_DUTY], now)
    stage.world.later(hours=4)
    stage.world.carry()
    acts = ru.node.store.read(lambda r: [a for a in r.acts_of(matter) if a.received])
    rows = ru.node.store.read(lambda r: r.matter(matter))
    state = rows.shared if rows else ""
    return (*(a.kind for a in acts), state), tuple(len(a.statement) for a in acts)


def _today(stage: Stage) -> None:
    stage.world.now = TODAY
    stage.step("9. The same request today: the law is dated")
    ru, be, now = stage.world["RU"], stage.world["BE"], stage.world.now
    request = ask(
        "RU",
        "BE",
        suspect("Arkady Velin", "1980-05-04", "RU"),
        FRAUD,
        [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")],
        agreement=AGREEMENT,
        case_ref="VG-2026-1",
        facts="Invoices were redirected between March and June 2026.",
    )
    draft = cases.draft(ru.node, request, ru[Role.OFFICER], now)
    stage.facts["today"] = stage.law(ru, draft.decision, lines=1).outcome.name
    alert = alerts.draft(be.node, warning("BE", "RU", None), be[Role.OFFICER], now)
    danger = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
    weighing.find(be.node, alert, Findings(danger=danger), be[Role.SPOC_DUTY], now)
    text = Item(id=ItemId("danger"), category=DataCategory.DC_NON_PERSONAL)
    put(stage, "BE", alert, text, "An attack on a school in Volgograd within three hours.")
    alerts.approve(be.node, alert, be[Role.SUPERVISOR], now)
    ready = releases.prepare(be.node, alert, be[Role.SPOC_DUTY], now)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], now)
    stage.world.carry()
    stage.facts["today_warning"] = stage.both(alert)
    stage.say("A warning of danger to life still passes")


def _find(stage: Stage, state: str, name: str) -> Record:
    place = stage.world[state]
    hits = holdings.search(place.node, Query(name=name), "inquiry", place[Role.OFFICER], stage.world.now)
    return hits[0].record
