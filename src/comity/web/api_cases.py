"""Routes of the requesting side of a case, and of what both sides see."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.exchange import cases, outcomes, proof, releases, views, weighing
from comity.exchange.compatibility import Compatibility, report
from comity.exchange.explaining import Explained, explain_last
from comity.exchange.weighing import Findings
from comity.model.releases import OutcomeCode
from comity.model.requests import MatterId, Request, RequestType
from comity.web.api_answers import ProofFile
from comity.web.api_door import Acts, Door, Looks
from comity.web.api_once import Note
from comity.web.api_routes import Case, Language, Page, Shared, act, look
from comity.web.api_words import Drafted, Reader, Words, fill_request

router = APIRouter(prefix="/cases")


class CaseRequest(Words):
    """A request as its officer writes it: for information (T02), a document (T04), crossings (T05)."""

    request: Annotated[Request, Drafted()]
    type: Literal["T02", "T04", "T05"] = "T02"

    @classmethod
    def filled(cls, plain: dict[str, Any]) -> dict[str, Any]:
        """Fill in what the desk knows itself."""
        kind = plain.get("type")
        return fill_request(plain, RequestType(kind) if kind in ("T04", "T05") else RequestType.T02)


class FoundOut(Words):
    """What this side found out itself; it never leaves. Null says that nobody has found out."""

    findings: Findings


class ToWhom(Words):
    """The pseudonym of a person."""

    to: str = Field(min_length=1, max_length=64)


class Worth(Words):
    """What a reply or warning was worth."""

    outcome: OutcomeCode


@look(router, "", views.Page[views.MatterView], views.list_matters)
def list_(door: Looks, some: Page, shared: Shared = "") -> Response:
    """List the cases, newest change first."""
    return door.show(
        lambda node, hand, _: views.list_matters(
            node, "case", hand, partner=some.partner, shared=shared, limit=some.limit, after=some.after
        )
    )


@look(router, "/{case}", views.Timeline, views.show_matter)
def show(case: Case, door: Looks) -> Response:
    """Show a case as one timeline of both sides; never content."""
    return door.show(lambda node, hand, _: views.show_matter(node, case, hand))


@act(router, "", outcomes.Weighed, cases.draft, signed=False)
def draft(door: Acts, words: Annotated[CaseRequest, Depends(Reader(CaseRequest))]) -> Response:
    """Draft a request and say what the law answers (G1); nothing leaves."""
    return _draft(door, words.request, None)


@act(router, "/{case}/draft", outcomes.Weighed, cases.draft, signed=False)
def redraft(case: Case, door: Acts, words: Annotated[CaseRequest, Depends(Reader(CaseRequest))]) -> Response:
    """Rewrite a draft and weigh it anew; nothing leaves."""
    return _draft(door, words.request, case)


def _draft(door: Acts, request: Request, case: MatterId | None) -> Response:
    mine = replace(request, sender=door.hand.person.authority)

    def telling(node: Node, note: Note) -> object:
        drafted, weighed = note.act("request.draft"), note.act("request.weigh")
        matter = drafted.matter if drafted else MatterId("")
        if weighed is None:  # a crash came between
            return outcomes.weighed(node, matter, cases.check(node, matter, door.now), door.hand)
        return outcomes.weighed(node, matter, outcomes.weighing_of(node, weighed.act), door.hand)

    return door.act(
        lambda node, hand, now: cases.draft(node, mine, hand, now, case), "request.draft", telling=telling
    )


@act(router, "/{case}/decide", outcomes.Weighed, outcomes.weigh_now, signed=False)
def decide(case: Case, door: Acts) -> Response:
    """Weigh the case now, record it, and say why: before sending, on receipt, or with the answer."""
    return weigh(door, case)


def weigh(door: Acts, matter: MatterId) -> Response:
    """Weigh a case or warning now, and answer with what was recorded."""

    def telling(node: Node, note: Note) -> object:
        weighed = note.act(*outcomes.WEIGHINGS)
        decision = weighed and outcomes.weighing_of(node, weighed.act)
        return decision and outcomes.weighed(node, matter, decision, door.hand)

    return door.act(
        lambda node, hand, now: outcomes.weigh_now(node, matter, hand, now),
        *outcomes.WEIGHINGS,
        telling=telling,
    )


@look(router, "/{case}/explain", Explained, explain_last)
def explain(case: Case, door: Looks, lang: Language = "en") -> Response:
    """Say why the law decided as it last did, and what is missing: the full weighing."""
    return explained(door, case, lang)


def explained(door: Door, matter: MatterId, language: str) -> Response:
    """Answer with the last weighing of a case or warning, in a language."""
    return door.show(lambda node, hand, _: explain_last(node, matter, hand, language))


@look(router, "/{case}/compatibility", Compatibility, report)
def compatibility(case: Case, door: Looks, lang: Language = "en") -> Response:
    """Show which rules a draft is likely to meet at the partner, by our own assessment."""
    return door.show(lambda node, hand, now: report(node, case, hand, now, lang))


@act(router, "/{case}/findings", outcomes.Done, weighing.find, signed=False)
def findings(case: Case, door: Acts, words: Annotated[FoundOut, Depends(Reader(FoundOut))]) -> Response:
    """Record what this side found out; it never leaves."""
    return door.act(
        lambda node, hand, now: weighing.find(node, case, words.findings, hand, now), "case.findings"
    )


@act(router, "/{case}/assign", outcomes.Done, cases.assign, signed=False)
def assign(case: Case, door: Acts, words: Annotated[ToWhom, Depends(Reader(ToWhom))]) -> Response:
    """Assign a case to a person, so that a liaison may follow it (L5)."""
    return door.act(lambda node, hand, now: cases.assign(node, case, words.to, hand, now), "case.assign")


@act(router, "/{case}/approve", outcomes.Done, cases.approve)
def approve(case: Case, door: Acts) -> Response:
    """Approve a draft, by a supervisor's own signature."""
    return door.sign(lambda node, hand, now: cases.approve(node, case, hand, now), "request.approve")


@act(router, "/{case}/send", outcomes.Done, cases.send)
def send(case: Case, door: Acts) -> Response:
    """Send an approved request, or its supplement, if the law lets it go (G1)."""
    return door.sign(
        lambda node, hand, now: cases.send(node, case, hand, now), "request.send", "request.supplement"
    )


@act(router, "/{case}/withdraw", outcomes.Done, cases.withdraw)
def withdraw(case: Case, door: Acts) -> Response:
    """Withdraw a request; a release that crossed it is to be returned unread."""
    return door.sign(lambda node, hand, now: cases.withdraw(node, case, hand, now), "request.withdraw")


@look(router, "/{case}/conditions", outcomes.Bound, outcomes.bound)
def conditions(case: Case, door: Looks) -> Response:
    """Show the conditions under which a release came, before anybody accepts them."""
    return door.show(lambda node, hand, _: outcomes.bound(node, case, hand))


@act(router, "/{case}/agree", outcomes.Done, releases.accept)
def agree(case: Case, door: Acts) -> Response:
    """Accept the conditions of a release, by your own signature; its content opens with it."""
    return door.sign(lambda node, hand, now: releases.accept(node, case, hand, now), "release.accept")


@look(router, "/{case}/read", outcomes.Contents, outcomes.read, method="POST")
def read(case: Case, door: Looks) -> Response:
    """Open what was released, for your eyes; every reading is logged."""
    return opened(door, case)


def opened(door: Door, matter: MatterId) -> Response:
    """Answer with what a partner released in a case or warning."""
    return door.show(lambda node, hand, now: outcomes.read(node, matter, hand, now))


@act(router, "/{case}/return-unread", outcomes.Done, cases.return_unread)
def return_unread(case: Case, door: Acts) -> Response:
    """Return a release unread, by your own signature; its content is erased here."""
    return door.sign(lambda node, hand, now: cases.return_unread(node, case, hand, now), "release.return")


@act(router, "/{case}/feedback", outcomes.Done, cases.feed_back, signed=False)
def feedback(case: Case, door: Acts, words: Annotated[Worth, Depends(Reader(Worth))]) -> Response:
    """Tell the partner what its reply was worth to the case."""
    return door.act(
        lambda node, hand, now: cases.feed_back(node, case, words.outcome, hand, now), "release.feedback"
    )


@look(router, "/{case}/proof", ProofFile, proof.export)
def prove(case: Case, door: Looks) -> Response:
    """Export who asked, decided, authorised and released, with proofs and without content."""
    return proved(door, case)


def proved(door: Door, matter: MatterId) -> Response:
    """Answer with the proof of a case or warning, to a person who may see it."""

    def export(node: Node, hand: Hand, now: datetime) -> ProofFile:
        outcomes.check_reader(node, matter, hand)
        return ProofFile(matter=matter, proof=proof.export(node, matter, now).decode())

    return door.show(export)
