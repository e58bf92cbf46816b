"""Warnings; two persons let one go when no judge can be reached in time (TP2)."""

from collections.abc import Mapping, Sequence

from comity.client.answers import Contents, Done, MatterView, Ordered, Page, ProofFile, Timeline, Weighed
from comity.client.cases import Plain, content_of, judges_order, words_of
from comity.client.line import Line, at
from comity.client.reasons import Compatibility, Explained
from comity.client.turning import Asked, asked_for
from comity.model.authorisations import OrderKind
from comity.model.releases import AlertReply, OutcomeCode
from comity.model.requests import Item, Request
from comity.seal.packages import Part

_DANGER = frozenset({OrderKind.TP2})
_OWN_ORDER = frozenset({OrderKind.AUTHORITY})


class Alerts(Line):
    """Warnings, on both sides."""

    def alerts_list(
        self, *, partner: str | None = None, shared: str = "", limit: int = 50, after: str = ""
    ) -> Page[MatterView]:
        """List the warnings, newest change first."""
        return self._get(
            Page[MatterView], "/alerts", partner=partner, shared=shared, limit=limit, after=after
        )

    def alerts_show(self, alert: str) -> Timeline:
        """Show a warning as one timeline of both sides; never content."""
        return self._get(Timeline, at("alerts", alert))

    def alerts_draft(self, *, request: Request | Plain) -> Done:
        """Draft a warning; nothing leaves."""
        return self._act(Done, "/alerts", {"request": words_of(request)})

    def alerts_redraft(self, alert: str, *, request: Request | Plain) -> Done:
        """Rewrite a warning that is drafted; nothing leaves."""
        return self._act(Done, at("alerts", alert, "draft"), {"request": words_of(request)})

    def alerts_findings(self, alert: str, *, findings: Plain) -> Done:
        """Record what is known of the danger and its subjects; it never leaves."""
        return self._act(Done, at("alerts", alert, "findings"), {"findings": findings})

    def alerts_item(self, alert: str, *, item: Item | Plain, content: str | bytes) -> Done:
        """Put an item into the warning: it is sealed at once, cut where the law asks a judge."""
        words = {"item": item, "content": content_of(content)}
        return self._act(Done, at("alerts", alert, "items"), words)

    def alerts_decide(self, alert: str) -> Weighed:
        """Weigh the warning now, record it, and say why."""
        return self._act(Weighed, at("alerts", alert, "decide"))

    def alerts_explain(self, alert: str, *, lang: str = "en") -> Explained:
        """Say why the law decided as it last did, and what is missing: the full weighing."""
        return self._get(Explained, at("alerts", alert, "explain"), lang=lang)

    def alerts_compatibility(self, alert: str, *, lang: str = "en") -> Compatibility:
        """Show which rules a draft is likely to meet at the partner, by this side's own assessment."""
        return self._get(Compatibility, at("alerts", alert, "compatibility"), lang=lang)

    def alerts_approve(self, alert: str) -> Done:
        """Approve a warning, by a supervisor's own signature."""
        return self._do(Done, at("alerts", alert, "approve"), asked_for(f"alert/{alert}", "alert.approve"))

    def alerts_attempt(self, alert: str, *, whom: str, result: str) -> Done:
        """Log that a judge was tried: without it no two persons may stand in for one."""
        return self._act(Done, at("alerts", alert, "attempt"), {"whom": whom, "result": result})

    def alerts_view(self, alert: str) -> Contents:
        """Open the items of a warning with the judge's own key, for the judge's eyes."""
        asked = asked_for(f"alert/{alert}", parts=frozenset({Part.JUDGE}))
        return self._open(Contents, at("alerts", alert, "view"), asked)

    def alerts_authorise(
        self,
        alert: str,
        *,
        items: Sequence[str] = (),
        docket: str = "",
        conditions: Sequence[str] = (),
        days: int | None = None,
    ) -> Ordered:
        """Authorise what a warning names, in full or in part, by the judge's own key."""
        words = {"docket": docket, "conditions": list(conditions), "items": list(items), "days": days}
        asked = judges_order(f"alert/{alert}", words)
        return self._do(Ordered, at("alerts", alert, "authorise"), asked, words)

    def alerts_refuse(self, alert: str, *, reasons: str) -> Done:
        """Refuse to authorise what a warning names; the bare warning goes all the same."""
        words = {"reasons": reasons}
        asked = asked_for(f"alert/{alert}", "order.refuse", says=words)
        return self._do(Done, at("alerts", alert, "refuse"), asked, words)

    def alerts_transfer(self, alert: str, *, note: str) -> Ordered:
        """Authorise the transfer of a warning as the legal officer, with the written note."""
        words = {"note": note}
        asked = asked_for(f"alert/{alert}", "transfer.authorise", says=words, orders=_OWN_ORDER)
        return self._do(Ordered, at("alerts", alert, "transfer"), asked, words)

    def alerts_propose(self, alert: str) -> Ordered:
        """Propose a release in imminent danger without prior order, as the duty desk (TP2, first person)."""
        asked = asked_for(f"alert/{alert}", "danger.propose", orders=_DANGER)
        return self._do(Ordered, at("alerts", alert, "propose"), asked)

    def alerts_second(self, alert: str) -> Ordered:
        """Give the second signature in imminent danger (TP2); both reviews fall due with it."""
        asked = asked_for(f"alert/{alert}", "danger.order", orders=_DANGER, parts=frozenset({Part.SECOND}))
        return self._do(Ordered, at("alerts", alert, "second"), asked)

    def alerts_issue(self, alert: str) -> Done:
        """Issue an approved warning, or update it, with what the law and the orders let go."""
        asked = asked_for(
            f"alert/{alert}",
            "alert.issue",
            "alert.update",
            orders=frozenset({OrderKind.AUTHORITY}),
            parts=frozenset({Part.FIRST}),
        )
        return self._do(Done, at("alerts", alert, "issue"), asked)

    def alerts_ack(self, alert: str) -> Done:
        """Acknowledge a warning as a person at the duty desk; its content opens with it."""
        return self._act(Done, at("alerts", alert, "ack"))

    def alerts_read(self, alert: str) -> Contents:
        """Open what a warning holds, for your eyes; every reading is logged."""
        return self._show(Contents, at("alerts", alert, "read"))

    def alerts_respond(self, alert: str, *, reply: AlertReply) -> Done:
        """Tell the issuing side what came of its warning."""
        return self._act(Done, at("alerts", alert, "respond"), {"reply": reply})

    def alerts_feedback(self, alert: str, *, outcome: OutcomeCode) -> Done:
        """Tell the partner what its warning was worth."""
        return self._act(Done, at("alerts", alert, "feedback"), {"outcome": outcome})

    def alerts_review(self, alert: str, *, confirmed: bool, reasons: str) -> Done:
        """Review a release of two persons as a judge or magistrate, within 72 hours."""
        return self._review(alert, "review", "urgency.review", confirmed, reasons)

    def alerts_inspect(self, alert: str, *, confirmed: bool, reasons: str) -> Done:
        """Review a release of two persons as data protection officer, within 7 days."""
        return self._review(alert, "inspect", "urgency.inspect", confirmed, reasons)

    def _review(self, alert: str, path: str, kind: str, confirmed: bool, reasons: str) -> Done:
        """Sign the review, and the recall that comes with one that does not confirm."""
        kinds: dict[str, Mapping[str, object]] = {
            kind: {"reasons": reasons, "confirmed": "yes" if confirmed else "no"}
        }
        if not confirmed:
            kinds["alert.recall"] = {"reason": "RECALL"}
        asked = Asked(matter=f"alert/{alert}", kinds=kinds)
        words = {"confirmed": confirmed, "reasons": reasons}
        return self._do(Done, at("alerts", alert, path), asked, words)

    def alerts_renew(self, alert: str) -> Done:
        """Renew a warning for another period."""
        return self._do(Done, at("alerts", alert, "renew"), asked_for(f"alert/{alert}", "alert.renew"))

    def alerts_recall(self, alert: str, *, why: str) -> Done:
        """Recall a warning: the recipient's node blocks its use at once."""
        words = {"why": why}
        return self._do(
            Done,
            at("alerts", alert, "recall"),
            asked_for(f"alert/{alert}", "alert.recall", says=words),
            words,
        )

    def alerts_report(self, alert: str, *, reference: str) -> Done:
        """Record that the supervisory authority knows of a warning without basis, as its officer."""
        words = {"reference": reference}
        asked = asked_for(f"alert/{alert}", "alert.report", says=words)
        return self._do(Done, at("alerts", alert, "report"), asked, words)

    def alerts_withdraw(self, alert: str) -> Done:
        """Withdraw a warning that is no longer wanted."""
        return self._do(Done, at("alerts", alert, "withdraw"), asked_for(f"alert/{alert}", "alert.withdraw"))

    def alerts_resolve(self, alert: str) -> Done:
        """Close a warning: the danger is over."""
        return self._do(Done, at("alerts", alert, "resolve"), asked_for(f"alert/{alert}", "alert.resolve"))

    def alerts_prove(self, alert: str) -> ProofFile:
        """Export who warned, ordered and released, with proofs and without content."""
        return self._get(ProofFile, at("alerts", alert, "proof"))
