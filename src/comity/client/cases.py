"""Cases: the requesting side, the requested side, and those who authorise."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic_core import to_jsonable_python

from comity.client.answers import (
    Bound,
    Contents,
    Done,
    MatterView,
    Ordered,
    Page,
    ProofFile,
    Queue,
    Timeline,
    Weighed,
)
from comity.client.line import Line, at
from comity.client.reasons import Compatibility, Explained
from comity.client.turning import Asked, asked_for
from comity.model.authorisations import OrderKind
from comity.model.decisions import Disclosable
from comity.model.releases import OutcomeCode
from comity.model.requests import Item, Request
from comity.model.travel import FoundCrossings, Seen, Verdict
from comity.seal.packages import Part

Plain = Mapping[str, Any]
"""A value of the model as the API writes it; `null` says that something is not known."""

_OF_THE_DESK = frozenset({"reference", "made_at", "sender", "type"})
_OWN_ORDER = frozenset({OrderKind.AUTHORITY})


def words_of(request: Request | Plain) -> Plain:
    """Return a request without what the desk fills in itself."""
    plain: Plain = to_jsonable_python(request)
    return {name: value for name, value in plain.items() if name not in _OF_THE_DESK}


def content_of(content: str | bytes) -> Plain:
    """Return the content of an item as the API takes it."""
    return {"text": content} if isinstance(content, str) else {"base64": b64encode(content).decode()}


def judges_order(matter: str, words: Plain) -> Asked:
    """Say what a judge's key may be turned for: an order in a matter, on the terms in these words."""
    return asked_for(
        matter,
        "order.grant",
        orders=frozenset({OrderKind.JUDGE}),
        parts=frozenset({Part.JUDGE}),
        terms={"docket": words["docket"], "conditions": words["conditions"]},
        items=frozenset(words["items"]),
        life=None if words["days"] is None else timedelta(days=words["days"]),
    )


class Cases(Line):
    """The requesting side of a case, and what both sides see."""

    def cases_list(
        self, *, partner: str | None = None, shared: str = "", limit: int = 50, after: str = ""
    ) -> Page[MatterView]:
        """List the cases, newest change first."""
        return self._get(Page[MatterView], "/cases", partner=partner, shared=shared, limit=limit, after=after)

    def cases_show(self, case: str) -> Timeline:
        """Show a case as one timeline of both sides; never content."""
        return self._get(Timeline, at("cases", case))

    def cases_draft(self, *, request: Request | Plain, type: str = "T02") -> Weighed:
        """Draft a request and say what the law answers (G1); nothing leaves."""
        return self._act(Weighed, "/cases", {"request": words_of(request), "type": type})

    def cases_redraft(self, case: str, *, request: Request | Plain, type: str = "T02") -> Weighed:
        """Rewrite a draft and weigh it anew; nothing leaves."""
        words = {"request": words_of(request), "type": type}
        return self._act(Weighed, at("cases", case, "draft"), words)

    def cases_decide(self, case: str) -> Weighed:
        """Weigh the case now, record it, and say why: before sending, on receipt, or with the answer."""
        return self._act(Weighed, at("cases", case, "decide"))

    def cases_explain(self, case: str, *, lang: str = "en") -> Explained:
        """Say why the law decided as it last did, and what is missing: the full weighing."""
        return self._get(Explained, at("cases", case, "explain"), lang=lang)

    def cases_compatibility(self, case: str, *, lang: str = "en") -> Compatibility:
        """Show which rules a draft is likely to meet at the partner, by this side's own assessment."""
        return self._get(Compatibility, at("cases", case, "compatibility"), lang=lang)

    def cases_findings(self, case: str, *, findings: Plain) -> Done:
        """Record what this side found out; it never leaves."""
        return self._act(Done, at("cases", case, "findings"), {"findings": findings})

    def cases_assign(self, case: str, *, to: str) -> Done:
        """Assign a case to a person, so that a liaison may follow it (L5)."""
        return self._act(Done, at("cases", case, "assign"), {"to": to})

    def cases_approve(self, case: str) -> Done:
        """Approve a draft, by a supervisor's own signature."""
        return self._do(Done, at("cases", case, "approve"), asked_for(f"case/{case}", "request.approve"))

    def cases_send(self, case: str) -> Done:
        """Send an approved request, or its supplement, if the law lets it go (G1)."""
        asked = asked_for(f"case/{case}", "request.send", "request.supplement")
        return self._do(Done, at("cases", case, "send"), asked)

    def cases_withdraw(self, case: str) -> Done:
        """Withdraw a request; a release that crossed it is to be returned unread."""
        return self._do(Done, at("cases", case, "withdraw"), asked_for(f"case/{case}", "request.withdraw"))

    def cases_conditions(self, case: str) -> Bound:
        """Show the conditions under which a release came, before anybody accepts them."""
        return self._get(Bound, at("cases", case, "conditions"))

    def cases_agree(self, case: str) -> Done:
        """Accept the conditions of a release, by your own signature; its content opens with it."""
        return self._do(Done, at("cases", case, "agree"), asked_for(f"case/{case}", "release.accept"))

    def cases_read(self, case: str) -> Contents:
        """Open what was released, for your eyes; every reading is logged."""
        return self._show(Contents, at("cases", case, "read"))

    def cases_return_unread(self, case: str) -> Done:
        """Return a release unread; its content is erased there."""
        asked = asked_for(f"case/{case}", "release.return")
        return self._do(Done, at("cases", case, "return-unread"), asked)

    def cases_feedback(self, case: str, *, outcome: OutcomeCode) -> Done:
        """Tell the partner what its reply was worth to the case."""
        return self._act(Done, at("cases", case, "feedback"), {"outcome": outcome})

    def cases_prove(self, case: str) -> ProofFile:
        """Export who asked, decided, authorised and released, with proofs and without content."""
        return self._get(ProofFile, at("cases", case, "proof"))


class Answering(Line):
    """The requested side of a case: take up, put items in, authorise, reply, recall."""

    def cases_take(self, case: str) -> Weighed:
        """Weigh a received request (G2), record that, and accept it for work."""
        return self._do(Weighed, at("cases", case, "take"), asked_for(f"case/{case}", "request.accept"))

    def cases_return(self, case: str, *, reason: Disclosable, missing: str) -> Done:
        """Return a request for a supplement, saying what is missing."""
        words = {"reason": reason, "missing": missing}
        asked = asked_for(f"case/{case}", "request.return", says=words)
        return self._do(Done, at("cases", case, "return"), asked, words)

    def cases_item(self, case: str, *, item: Item | Plain, content: str | bytes) -> Done:
        """Put an item into the answer: it is sealed at once, cut in two where the law asks a judge."""
        words = {"item": item, "content": content_of(content)}
        return self._act(Done, at("cases", case, "items"), words)

    def cases_nothing(self, case: str) -> Done:
        """Record that nothing is held; it stays there, and the partner gets the neutral reply."""
        return self._act(Done, at("cases", case, "nothing"))

    def cases_check(self, case: str, *, seen: Seen = Seen.NOTHING) -> Verdict:
        """Hold the document that a partner asks about (T04) against the registers; nothing leaves."""
        return self._show(Verdict, at("cases", case, "document"), {"seen": seen})

    def cases_put_document(self, case: str) -> Done:
        """Put what the document was found to be into the answer, or note that nothing is held."""
        return self._act(Done, at("cases", case, "document", "put"))

    def cases_crossings(self, case: str) -> FoundCrossings:
        """Look up the crossings of the named persons in the period asked about (T05); nothing leaves."""
        return self._show(FoundCrossings, at("cases", case, "crossings"))

    def cases_put_crossings(self, case: str) -> Done:
        """Put the crossings found into the answer, an item for each person and source."""
        return self._act(Done, at("cases", case, "crossings", "put"))

    def cases_submit(self, case: str) -> Done:
        """Submit the answer to those who must authorise it; the partner sees only work in progress."""
        return self._act(Done, at("cases", case, "submit"))

    def cases_transfer(self, case: str, *, note: str) -> Ordered:
        """Authorise a transfer to a third country as the legal officer, with the written note."""
        words = {"note": note}
        asked = asked_for(f"case/{case}", "transfer.authorise", says=words, orders=_OWN_ORDER)
        return self._do(Ordered, at("cases", case, "transfer"), asked, words)

    def cases_propose_special(self, case: str, *, items: Sequence[str], necessity: str) -> Done:
        """Propose to release items of a special category, with the necessity (TP3, first person)."""
        words = {"items": sorted(set(items)), "necessity": necessity}
        asked = asked_for(f"case/{case}", "special.propose", says=words)
        return self._do(Done, at("cases", case, "special", "propose"), asked, words)

    def cases_authorise_special(self, case: str, *, items: Sequence[str]) -> Done:
        """Authorise the release of the proposed special items (TP3, second person)."""
        words = {"items": sorted(set(items))}
        asked = asked_for(f"case/{case}", "special.authorise", says=words)
        return self._do(Done, at("cases", case, "special", "authorise"), asked, words)

    def cases_release(self, case: str) -> Done:
        """Release what the law and the orders let go; without the right order nothing leaves."""
        asked = asked_for(f"case/{case}", "reply.full", "reply.partial", orders=_OWN_ORDER)
        return self._do(Done, at("cases", case, "release"), asked)

    def cases_refuse(self, case: str) -> Done:
        """Refuse, with the disclosable reasons of the law; a masked ground gives the neutral reply."""
        return self._do(
            Done, at("cases", case, "refuse"), asked_for(f"case/{case}", "reply.refused", "reply.none")
        )

    def cases_none(self, case: str) -> Done:
        """Give the one neutral reply, the same whether nothing is held or it may not be said."""
        return self._do(Done, at("cases", case, "none"), asked_for(f"case/{case}", "reply.none"))

    def cases_postpone(self, case: str) -> Done:
        """Postpone the answer, where naming that does no harm."""
        return self._do(Done, at("cases", case, "postpone"), asked_for(f"case/{case}", "reply.postponed"))

    def cases_resume(self, case: str) -> Done:
        """Take up a postponed request again."""
        return self._do(Done, at("cases", case, "resume"), asked_for(f"case/{case}", "request.resume"))

    def cases_recall(self, case: str, *, why: str) -> Done:
        """Recall what was released: the recipient's node blocks its use at once."""
        words = {"why": why}
        asked = asked_for(f"case/{case}", "release.recall", says=words)
        return self._do(Done, at("cases", case, "recall"), asked, words)

    def cases_report(self, case: str, *, reference: str) -> Done:
        """Record that the supervisory authority knows of a release without basis, as its officer."""
        words = {"reference": reference}
        asked = asked_for(f"case/{case}", "release.report", says=words)
        return self._do(Done, at("cases", case, "report"), asked, words)


class Authorising(Line):
    """What waits for a judge, the judge's reading, and the key that only a judge turns."""

    def orders_list(self) -> Queue:
        """List what waits for authorisation, oldest first; never content."""
        return self._get(Queue, "/orders")

    def orders_view(self, case: str) -> Contents:
        """Open the items of an answer with the judge's own key, for the judge's eyes."""
        asked = asked_for(f"case/{case}", parts=frozenset({Part.JUDGE}))
        return self._open(Contents, at("orders", case, "view"), asked)

    def orders_authorise(
        self,
        case: str,
        *,
        items: Sequence[str] = (),
        docket: str = "",
        conditions: Sequence[str] = (),
        days: int | None = None,
    ) -> Ordered:
        """Authorise the release of an answer, in full or in part, by the judge's own key."""
        words = {"docket": docket, "conditions": list(conditions), "items": list(items), "days": days}
        return self._do(Ordered, at("orders", case, "authorise"), judges_order(f"case/{case}", words), words)

    def orders_refuse(self, case: str, *, reasons: str) -> Done:
        """Refuse to authorise the answer."""
        words = {"reasons": reasons}
        asked = asked_for(f"case/{case}", "order.refuse", says=words)
        return self._do(Done, at("orders", case, "refuse"), asked, words)
