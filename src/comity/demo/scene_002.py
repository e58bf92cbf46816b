"""Scene 002, its two queries: a passport that police doubt (T04), the crossings of a facilitator (T05)."""

from dataclasses import replace
from datetime import date

from comity.acts.plain import from_plain
from comity.demo.stage import FRAUD, Stage, ask, send, suspect, take
from comity.documents import making
from comity.documents.layouts import TD3
from comity.exchange import answers, cases, crossings, papers, releases
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import (
    CrimeArea,
    MatterId,
    Offence,
    Purpose,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)
from comity.model.travel import (
    Crossing,
    Direction,
    Fate,
    Paper,
    PaperAsked,
    PaperKind,
    Period,
    Seen,
    Verdict,
)
from comity.seal.canonical import decode

SMUGGLING = Offence(code="smuggling", area=CrimeArea.SMUGGLING_MIGRANTS, max_penalty_months=120)
VN = StateCode("VN")
NUMBER = "C7000218"
ZONE = making.make(
    TD3,
    {
        "code": "P",
        "issuer": "VNM",
        "nationality": "VNM",
        "names": "TRAN<<THI<MAI",
        "number": NUMBER,
        "born": "940412",
        "sex": "F",
        "expires": "290314",
    },
)
HELD = (
    Paper(
        kind=PaperKind.PASSPORT,
        issuer=VN,
        number=NUMBER,
        fate=Fate.STOLEN_BLANK,
        since=date(2022, 8, 1),
        source="VN passports",
    ),
    Paper(
        kind=PaperKind.PASSPORT,
        issuer=VN,
        number="B2210457",
        fate=Fate.ISSUED,
        since=date(2019, 5, 20),
        source="VN passports",
        name="Lê Văn Testo",
        born="1990-07-01",
        expires=date(2029, 5, 20),
    ),
)
_ENTRY = Crossing(
    name="Phạm Mậu", born="1985-01-19", direction=Direction.ENTRY, on=date(2023, 1, 3), place="Zaventem"
)
CROSSED = (
    _ENTRY,
    replace(_ENTRY, source="EES"),
    replace(_ENTRY, direction=Direction.EXIT, on=date(2023, 1, 19)),
    replace(_ENTRY, direction=Direction.EXIT, on=date(2021, 6, 2)),
)


def document(stage: Stage) -> None:
    """BE asks VN about a passport; its zone verifies, and yet it was stolen as a blank (C2-18)."""
    vn = stage.world["VN"]
    now = stage.step("BE asks VN about a passport; each check digit of its zone is right (C2-18)")
    papers.record(vn.node, HELD, vn[Role.OFFICER], now)
    holder = suspect("Tran Thi Mai", "1994-04-12", "VN", SubjectStatus.TRAVELLER)
    paper = PaperAsked(
        kind=PaperKind.PASSPORT, issuer=VN, number=NUMBER, zone=ZONE, reason="The laminate is loose."
    )
    request = replace(
        _query(RequestType.T04, "BE", "VN", holder, "BR-2023-88"), paper=paper, purpose=Purpose.BORDER_CONTROL
    )
    matter = send(stage, "BE", request)
    take(stage, "VN", matter, _known(holder), SMUGGLING)
    verdict = papers.check(vn.node, matter, Seen.NOTHING, vn[Role.OFFICER], now)
    stage.say(f"VN's register says {verdict.reply}: {'; '.join(verdict.because)}")
    papers.put(vn.node, matter, vn[Role.OFFICER], now)
    stage.facts["document"] = _told(stage, "VN", "BE", matter)


def entries_and_exits(stage: Stage) -> None:
    """VN asks BE for a named person's crossings: never without end, nor out of an EU system (C2-17)."""
    be, vn = stage.world["BE"], stage.world["VN"]
    now = stage.step("VN drafts a query for all crossings since 2015; the law holds it back (C2-17)")
    who = suspect("Pham Mau", "1985-01-19", "VN", SubjectStatus.FACILITATOR)
    query = _query(RequestType.T05, "VN", "BE", who, "HN-2023-5")
    endless = replace(query, period=Period(first=date(2015, 1, 1), last=date(2023, 3, 31)))
    draft = cases.draft(vn.node, endless, vn[Role.OFFICER], now)
    stage.facts["endless"] = stage.law(vn, draft.decision, lines=1).outcome.name
    now = stage.step("For January 2023 it goes; BE's own register answers, the EU system's entry stays")
    crossings.record(be.node, CROSSED, be[Role.OFFICER], now)
    matter = send(stage, "VN", replace(query, period=Period(first=date(2023, 1, 1), last=date(2023, 1, 31))))
    take(stage, "BE", matter, _known(who), SMUGGLING)
    found = crossings.find(be.node, matter, be[Role.OFFICER], now)
    stage.say(f"BE finds {len(found.crossings)} crossings in January 2023")
    crossings.put(be.node, matter, be[Role.OFFICER], now)
    decided = answers.decide_answer(be.node, matter, now)
    stage.facts["crossings"] = {unit.unit: unit.outcome.name for unit in decided.decision.items}
    stage.facts["crossed"] = _told(stage, "BE", "VN", matter)


def _query(kind: RequestType, asker: str, asked: str, who: Subject, case_ref: str) -> Request:
    request = ask(
        asker,
        asked,
        who,
        FRAUD,
        [],
        agreement="demo-be-vn",
        case_ref=case_ref,
        facts="On 3 and 17 January 2023 he met seven persons at Zaventem.",
    )
    return replace(request, type=kind, offences=(SMUGGLING,))


def _known(who: Subject) -> Subject:
    return replace(who, minor=False, protection_from=frozenset(), open_case=False)


def _told(stage: Stage, holder: str, asker: str, matter: MatterId) -> list[str]:
    """Release the answer, have the asker read it, and return what it reads."""
    here, there, now = stage.world[holder], stage.world[asker], stage.world.now
    decided = answers.decide_answer(here.node, matter, now)
    stage.law(here, decided.decision, lines=2)
    ready = releases.prepare(here.node, matter, here[Role.SPOC_DUTY], now)
    releases.release(here.node, ready, here[Role.SPOC_DUTY], now)
    stage.world.carry()
    releases.accept(there.node, matter, there[Role.OFFICER], now)
    read = releases.read(there.node, matter, there[Role.OFFICER], now)
    told = [line for one in read for line in _lines(decode(one.plaintext))]
    for line in told:
        stage.say(f"{asker} reads: {line}")
    stage.world.carry()
    return told


def _lines(plain: object) -> list[str]:
    """Return an answer in words: the reply on a document, or day and way of each crossing."""
    if isinstance(plain, dict):
        return [from_plain(Verdict, plain).reply]
    found = (from_plain(Crossing, one) for one in plain) if isinstance(plain, list) else ()
    return [f"{one.on} {one.direction} {one.place}" for one in found]
