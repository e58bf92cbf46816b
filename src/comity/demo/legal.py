"""The legal parts of scenes 001, 003 and 004: a programme, the press, a listed organisation."""

from dataclasses import replace
from datetime import date

from comity.acts.commit import known_matter
from comity.demo.stage import FRAUD, Stage, ask, suspect
from comity.errors import OutOfOrder
from comity.exchange import answers, cases
from comity.exchange.weighing import weigh
from comity.law import gate
from comity.law.claims import contradictions
from comity.law.lifecycle import in_force, standing
from comity.law.weighing import Weighing
from comity.model.accusations import Accusation, Deed, Ties
from comity.model.decisions import Decision, Moment
from comity.model.instruments import Instrument
from comity.model.people import Role
from comity.model.requests import CrimeArea, DataCategory, Offence, Request
from comity.wiring import read_law

PROGRAMME, CONVENTION = "by-cn-prosecutors-programme", "be-ma-organised-crime"


def programme(stage: Stage) -> None:
    """CN asks BY for a suspect's identity on the prosecutors' programme alone (C1-23, AX7)."""
    text = _registered(PROGRAMME)
    now = stage.step(f"CN would ask for a person on the prosecutors' programme of {text.signed_on} alone")
    cn = stage.world["CN"]
    who = suspect("Wei Probin", "1984-08-16", "CN")
    wanted = [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")]
    request = ask("CN", "BY", who, FRAUD, wanted, agreement=PROGRAMME, case_ref="J-7", facts="Two invoices.")
    request = replace(request, language="ru")  # BY's own: the programme names no working language
    matter = cases.draft(cn.node, request, cn[Role.OFFICER], now).matter
    weighed = weigh(cn.node, known_matter(cn.node, matter), request, Moment.G1, now)
    decision = stage.law(cn, _under(stage, weighed, text), lines=2)
    stage.facts["programme"] = [decision.outcome.name, _rules(decision)]
    stage.say("It opens topics, meetings and training; it carries no personal data and no coercion (AX7)")


def press(stage: Stage) -> None:
    """Show the press call one text by two names and another day, while the register decides (C3-1)."""
    text = _registered(CONVENTION)
    now = stage.step("The press of 23 April 2016 says memorandum, then convention, signed on Thursday")
    for one in contradictions(text):
        stage.say(f"Flagged: {one.point} {one.said} ({one.source}) against {one.against} ({one.where})")
    stands, binds = (
        standing(text, now.date(), text.parties),
        in_force(text, "art. 1", now.date(), text.parties),
    )
    stage.say(
        f"The register: signed on {text.signed_on}, assent voted, entry into force not verified "
        f"({stands or 'UNKNOWN'}). What anybody writes of it moves nothing."
    )
    stage.facts["press"] = {"flags": len(contradictions(text)), "in_force": binds}


def listed(stage: Stage) -> None:
    """TR accuses a man of belonging to a listed organisation; without a deed of his it goes back (C4-13)."""
    tr = stage.world["TR"]
    now = stage.step("TR asks BE about a member of a listed organisation, without a deed of this man")
    ties = Accusation(organisation="Northern Column", ties=frozenset({Ties.LISTING, Ties.MEMBERSHIP}))
    request = _about(ties)
    draft = cases.draft(tr.node, request, tr[Role.OFFICER], now)
    stage.law(tr, draft.decision, lines=1)
    cases.approve(tr.node, draft.matter, tr[Role.SUPERVISOR], now)
    try:
        cases.send(tr.node, draft.matter, tr[Role.SPOC_DUTY], now)
    except OutOfOrder as refusal:
        stage.say(f"It goes back to its author, though a supervisor approved it: {refusal.what}")
    weighed = weigh(tr.node, known_matter(tr.node, draft.matter), request, Moment.G1, now)
    there = replace(weighed, moment=Moment.G2, own=weighed.partner, partner=weighed.own)
    would = gate.weigh(there, tr.node.law.rulebook)
    stage.say(f"Had it been sent, BE's law would have said {would.outcome.name} ({', '.join(_rules(would))})")
    now = stage.step("TR adds a dated deed of his from a graded source, and sends it")
    deed = Deed(
        on=date(2015, 11, 14),
        what="handed over 40,000 EUR in cash in Genk",
        source="seized ledger",
        grading="B2",
        attributable=True,
    )
    mended = cases.draft(tr.node, _about(replace(ties, deeds=(deed,))), tr[Role.OFFICER], now, draft.matter)
    cases.approve(tr.node, mended.matter, tr[Role.SUPERVISOR], now)
    cases.send(tr.node, mended.matter, tr[Role.SPOC_DUTY], now)
    stage.world.carry()
    be = stage.world["BE"]
    admitted = stage.law(be, answers.admit(be.node, mended.matter, now), lines=2)
    back = [[one.outcome.name, _rules(one)] for one in (draft.decision, would)]
    stage.facts["listed"] = [*back, _rules(admitted)]
    steps = ("request.draft", "request.approve", "request.send")
    stage.facts["one_matter"] = [
        act.kind for act in known_matter(tr.node, mended.matter).acts if act.kind in steps
    ]


def _about(accusation: Accusation) -> Request:
    financing = Offence(
        code="financing", area=CrimeArea.TERRORISM, max_penalty_months=120, accusation=accusation
    )
    who = suspect("Selim Korkan", "1988-03-02", "TR")
    wanted = [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")]
    return ask(
        "TR",
        "BE",
        who,
        financing,
        wanted,
        agreement="demo-be-tr",
        case_ref="IZ-2016-9",
        facts="Money was collected in Genk.",
    )


def _registered(id: str) -> Instrument:
    return next(i for i in read_law(demo=True).agreements if i.id == id)


def _under(stage: Stage, weighed: Weighing, text: Instrument) -> Decision:
    """Weigh as if this text were the only one."""
    only = replace(weighed, instruments=(text,))
    return gate.weigh(only, stage.world[weighed.own.state].node.law.rulebook)


def _rules(decision: Decision) -> list[str]:
    """Name the rules that stand in the way."""
    return sorted({g.rule for g in decision.grounds if g.outcome.name not in _LETS_PASS})


_LETS_PASS = ("PERMIT", "PERMIT_WITH_CONDITIONS")
