"""Travel documents at a desk: registers of them, and what a partner's verification (T04) is answered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from comity.acts.act import Act
from comity.acts.commit import Deed, Matter, known_matter, perform
from comity.acts.node import Node
from comity.acts.plain import from_plain, to_plain
from comity.acts.signing import Hand
from comity.documents.verifying import verify
from comity.errors import ComityError, OutOfOrder
from comity.exchange import answers, marks
from comity.exchange.weighing import content, other_side, request_of, weigh, weigh_and_record
from comity.law import gate
from comity.matching.alike import same_name
from comity.model.decisions import Moment
from comity.model.requests import DataCategory, Item, ItemId, MatterId, RequestType
from comity.model.travel import Paper, PaperReply, Seen, Verdict
from comity.seal.canonical import decode, encode

ITEM = ItemId("document")

_TAKEN = frozenset({PaperReply.STOLEN, PaperReply.STOLEN_BLANK, PaperReply.REVOKED})


def record(node: Node, papers: Sequence[Paper], by: Hand, now: datetime) -> Act:
    """Write what became of documents into the register; the act says how many, never which."""
    deed = Deed(
        kind="register.import",
        matter=MatterId("register/PAPERS"),
        by=by,
        body={"source": " ".join(sorted({one.source for one in papers}))},
        marks={"records": str(len(papers))},
        also=lambda tx, _: node.travel.put_papers(tx, papers),
    )
    return perform(node, deed, now)


def check(node: Node, matter: MatterId, seen: Seen, by: Hand, now: datetime) -> Verdict:
    """Hold the document that a partner asks about against the registers, and log that and what came of it.

    `seen` is what an examiner found on the document or its bearer. Nothing leaves.

    Raises: OutOfOrder if the matter asks about no document.
    """
    request, _ = request_of(node, known_matter(node, matter))
    if request.type is not RequestType.T04 or request.paper is None:
        raise OutOfOrder(f"{matter} asks about no travel document. See `comity case show`.")
    claimed = next(((s.name, s.born) for s in request.subjects), ("", ""))
    held = node.travel.papers(request.paper.number, request.paper.issuer)
    verdict = verify(request.paper, claimed, held, node.state, seen, same_name, node.day(now))
    body = {"verdict": to_plain(verdict), "seen": seen}
    perform(node, Deed(kind="paper.check", matter=matter, by=by, body=body), now)
    return verdict


def put(node: Node, matter: MatterId, by: Hand, now: datetime) -> Act:
    """Put the last verdict on a document into the answer, or note that nothing is held; the gate decides.

    Raises: OutOfOrder if the document was not checked; what `answers.add_item` raises.
    """
    held = known_matter(node, matter)
    verdict = last_verdict(node, held)
    if verdict.reply is PaperReply.NO_REPLY_POSSIBLE:
        return answers.nothing_held(node, matter, by, now)
    request, _ = request_of(node, held)
    label = request.subjects[0].label if request.subjects else ""
    item = Item(id=ITEM, category=DataCategory.DC_DOCUMENT, subject=label, linked_case=False)
    return answers.add_item(node, matter, item, encode(to_plain(verdict)), by, now)


def last_verdict(node: Node, held: Matter) -> Verdict:
    """Return what the last check of a document found.

    Raises: OutOfOrder.
    """
    stored = held.last("paper.check")
    if stored is None:
        raise OutOfOrder(f"The document of {held.id} was not checked yet: `comity case check`.")
    return from_plain(Verdict, content(node, stored)["verdict"])


def note_reply(node: Node, held: Matter, opened: Iterable[bytes], now: datetime) -> None:
    """Keep that its own issuer reports a document stolen or revoked; flag it if its holder is known here.

    A passport is reported so to stop somebody's travel too: whoever is protected here, or was asked for
    because of what they hold, is looked at (domain.md 5.7). Own acts alone; nothing that the reader sees.
    """
    request, _ = request_of(node, held)
    paper = request.paper
    if request.type is not RequestType.T04 or paper is None or paper.issuer != other_side(node, request):
        return
    if not any(_is_taken(plaintext) for plaintext in opened):
        return
    node.store.write(marks.note_reported(node, held.id, paper, now))
    weighing = weigh(node, held, request, Moment.G4, now)
    decision = gate.weigh(weighing, node.law.rulebook)
    if any(flag.startswith("ABUSE(") for flag in decision.flags):
        weigh_and_record(node, weighing, now)


def _is_taken(plaintext: bytes) -> bool:
    """Tell whether a partner's verdict says that a document is stolen or revoked; what is none says no."""
    try:
        return from_plain(Verdict, decode(plaintext)).reply in _TAKEN
    except ComityError:
        return False
