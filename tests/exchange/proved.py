"""Exchanges between two real nodes that are worth proving, and the means to forge such proofs."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from comity.acts.act import CONTEXT as ACT
from comity.acts.signing import Hand
from comity.demo.stage import FRAUD, ask, item, suspect
from comity.demo.world import START, World, make_world
from comity.exchange import alerts, answers, cases, orders, proof, releases, weighing
from comity.exchange.weighing import Findings
from comity.law.weighing import Danger
from comity.model.people import Role
from comity.model.releases import OutcomeCode
from comity.model.requests import (
    DataCategory,
    MatterId,
    Offence,
    Purpose,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
    Urgency,
)
from comity.seal.canonical import b64, decode, encode, unb64
from comity.seal.certificates import Certificate, PersonalSignature, issue
from comity.seal.keys import KeySet, SigningKey

AGREEMENT = "demo-be-ru-police"
NAME, BORN = "Arkady Velin", "1980-05-04"
SENTENCE = "THE MARKED SENTENCE OF THE FILE"

ORDER = b"comity/1 order"

Plain = dict[str, Any]


# ── exchanges ───────────────────────────────────────────────────────────────────────────────────
def two_states(folder: Path) -> World:
    """RU and BE under an agreement without data safeguards: a judge and a legal officer are needed."""
    return make_world(folder, ["RU", "BE"], agreements=(AGREEMENT,))


def question(asker: str, holder: str, who: Subject) -> Request:
    """What one state asks the other about a suspect."""
    questions = [("q1", DataCategory.DC_CASE_FACTS, "What does the file say?")]
    told = "Invoices were redirected."
    return ask(asker, holder, who, FRAUD, questions, agreement=AGREEMENT, case_ref="VG-2019-771", facts=told)


def asked(world: World, asker: str = "RU", holder: str = "BE") -> MatterId:
    """One state asks the other, which takes the request up and finds the person."""
    here, there = world[asker], world[holder]
    who = suspect(NAME, BORN, "RU")
    request = question(asker, holder, who)
    matter = cases.draft(here.node, request, here[Role.OFFICER], world.now).matter
    cases.approve(here.node, matter, here[Role.SUPERVISOR], world.now)
    cases.send(here.node, matter, here[Role.SPOC_DUTY], world.later(minutes=5))
    world.carry()
    answers.accept(there.node, matter, there[Role.SPOC_DUTY], world.later(minutes=5))
    offence = Offence(code="fraud", area=FRAUD.area, max_penalty_months=60, death_at_partner=False)
    findings = Findings(subjects=(replace(who, minor=False, open_case=True),), offences=(offence,))
    weighing.find(there.node, matter, findings, there[Role.OFFICER], world.now)
    file = item("file", DataCategory.DC_CASE_FACTS, "q1", linked=True)
    answers.add_item(there.node, matter, file, SENTENCE.encode(), there[Role.OFFICER], world.now)
    return matter


def released(world: World, docket: str = "2019/OJ/45") -> MatterId:
    """RU asks BE; judge and legal officer authorise; the release arrives and nothing more is said."""
    be, matter = world["BE"], asked(world)
    answers.submit(be.node, matter, be[Role.OFFICER], world.later(minutes=5))
    terms = orders.OrderTerms(docket=docket, conditions=("Not to be read out in public.",))
    orders.grant(be.node, matter, be[Role.JUDGE], world.later(minutes=5), terms=terms)
    note = "Needed for one inquiry, art. 38(1)(d)."
    orders.authorise_transfer(be.node, matter, note, be[Role.LEGAL_OFFICER], world.now)
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.later(minutes=5))
    releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def closed(world: World) -> MatterId:
    """The same, and RU accepts the conditions, reads, and says what it was worth."""
    matter, ru = released(world), world["RU"]
    releases.accept(ru.node, matter, ru[Role.OFFICER], world.later(minutes=5))
    releases.read(ru.node, matter, ru[Role.OFFICER], world.now)
    cases.feed_back(ru.node, matter, OutcomeCode.ADVANCED_CASE, ru[Role.OFFICER], world.now)
    world.carry()
    return matter


def mirrored(world: World) -> MatterId:
    """BE asks RU, where no judge is needed: the duty desk's own order lets the answer go."""
    ru, matter = world["RU"], asked(world, "BE", "RU")
    ready = releases.prepare(ru.node, matter, ru[Role.SPOC_DUTY], world.later(minutes=5))
    releases.release(ru.node, ready, ru[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def warned(world: World) -> MatterId:
    """BE warns RU of danger to life under the order of two persons (TP2)."""
    be, ru, now = world["BE"], world["RU"], world.now
    subject = suspect(NAME, BORN, "RU", SubjectStatus.PERSON_POSING_DANGER)
    warning = replace(
        question("BE", "RU", subject),
        type=RequestType.T06,
        purpose=Purpose.PUBLIC_SECURITY_THREAT,
        urgency=Urgency.URGENT,
        urgency_reason="danger to life within hours",
        offences=(),
        questions=(),
    )
    matter = alerts.draft(be.node, warning, be[Role.OFFICER], now)
    danger = Danger(to_life=True, concrete=True, order_too_late=True, order_tried=True)
    known = replace(subject, open_case=True, minor=False)
    weighing.find(be.node, matter, Findings(subjects=(known,), danger=danger), be[Role.SPOC_DUTY], now)
    alerts.note_attempt(be.node, matter, "duty magistrate", "no answer", be[Role.SPOC_DUTY], now)
    who = item("who", DataCategory.DC_IDENTITY, "", linked=True)
    answers.add_item(be.node, matter, who, NAME.encode(), be[Role.OFFICER], now)
    alerts.approve(be.node, matter, be[Role.SUPERVISOR], now)
    alerts.propose_danger(be.node, matter, be[Role.SPOC_DUTY], now)
    alerts.order_danger(be.node, matter, be[Role.LEGAL_OFFICER], now)
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], now)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], now)
    world.carry()
    alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], world.later(minutes=5))
    world.carry()
    return matter


# ── reading a proof, and forging one ────────────────────────────────────────────────────────────
def parts(data: bytes) -> tuple[Plain, dict[str, Plain]]:
    """Open a proof file: all of it, and its acts by kind (the last of each)."""
    file = decode(data)
    return file, {decode(unb64(act["statement"]))["kind"]: act for act in file["proof"]["acts"]}


def header(act: Plain) -> Plain:
    """Read the header of an act in a proof."""
    value: Plain = decode(unb64(act["statement"]))
    return value


def act_id(act: Plain) -> str:
    """Name an act in a proof."""
    return hashlib.sha256(unb64(act["statement"])).hexdigest()


def reseal(world: World, file: Plain) -> bytes:
    """Sign a changed proof anew by the node that shows it: what a lying node could do."""
    node = world[file["proof"]["by"]].node
    signature = node.keys.signing.sign(encode(file["proof"]), proof.CONTEXT)
    return encode({"proof": file["proof"], "signature": signature.to_plain()})


def rewrite(world: World, act: Plain, by: Role, change: Callable[[Plain], None]) -> None:
    """Change an act's header and sign it again by its node and its author: what these could do together."""
    plain = header(act)
    change(plain)
    place, statement = world[plain["state"]], encode(plain)
    act["statement"] = b64(statement)
    act["signatures"]["node"] = place.node.keys.signing.sign(statement, ACT).to_plain()
    act["signatures"]["person"] = personally(place[by], statement, ACT)


def reorder(world: World, release: Plain, hand: Hand, change: Plain) -> None:
    """Change the first order of a release, sign it by another hand, and let the release name it."""
    statement = encode(decode(unb64(release["orders"][0]["statement"])) | change)
    release["orders"][0] = {"statement": b64(statement), "signatures": [personally(hand, statement, ORDER)]}
    rewrite(world, release, Role.SPOC_DUTY, naming(release))


def naming(release: Plain) -> Callable[[Plain], None]:
    """Return what makes a header name the first order that stands beside it."""
    digest = act_id(release["orders"][0])
    return lambda plain: plain["marks"].update(order=digest)


def rebody(world: World, release: Plain, change: Plain) -> None:
    """Change the opened body of a release, and let the release commit to it and name its first order."""
    body = encode(decode(unb64(release["opening"]["body"])) | change)
    commitment = hashlib.sha256(unb64(release["opening"]["salt"]) + body).digest()
    release["opening"]["body"] = b64(body)

    def commit(plain: Plain) -> None:
        naming(release)(plain)
        plain["body"] = b64(commitment)

    rewrite(world, release, Role.SPOC_DUTY, commit)


def personally(hand: Hand, statement: bytes, context: bytes) -> Plain:
    """Sign bytes by a person's own key, with its chain."""
    assert hand.keys is not None
    signature = hand.keys.signing.sign(statement, context)
    return PersonalSignature(signature=signature, chain=hand.chain).to_plain()


def certify(
    like: Hand,
    issuer: SigningKey,
    above: Sequence[Certificate],
    days: tuple[int, int],
    role: Role | None = None,
) -> Hand:
    """Certify a fresh key for a person, or for their place in another role, whoever may do that or not.

    `days` count from the start of the first day of the world.
    """
    keys, midnight = KeySet.generate(), START.replace(hour=0)
    holder = replace(like.certificate.holder, role=role or like.certificate.holder.role)
    certificate = issue(
        *(holder, keys.signing.public, None),
        issuer=issuer,
        serial="forged",
        valid_from=midnight + timedelta(days=days[0]),
        valid_until=midnight + timedelta(days=days[1]),
    )
    return replace(like, chain=(certificate, *above), keys=keys)
