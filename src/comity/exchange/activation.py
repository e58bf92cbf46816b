"""The law a node runs under: proposed by a legal officer, activated by a minister's delegate (TP1)."""

from datetime import datetime

from comity.acts.act import Act
from comity.acts.commit import Deed, perform
from comity.acts.node import ACTIVE_LAW, Node
from comity.acts.signing import Hand
from comity.model.requests import MatterId

MATTER = MatterId("law/node")


def propose(node: Node, by: Hand, now: datetime) -> Act:
    """Propose the digest of the law's files as they lie here (TP1, first person)."""
    marks = {"what": node.law.digest}
    return perform(node, Deed(kind="law.propose", matter=MATTER, by=by, marks=marks), now)


def activate(node: Node, by: Hand, now: datetime) -> Act:
    """Activate the proposed digest (TP1, second person); from then on the node decides under it."""
    digest = node.law.digest
    deed = Deed(
        kind="law.activate",
        matter=MATTER,
        by=by,
        marks={"what": digest},
        also=lambda tx, _: tx.put_paper(ACTIVE_LAW, digest.encode()),
    )
    return perform(node, deed, now)


def active_digest(node: Node) -> str:
    """Return the digest that the node decides under, or nothing."""
    return (node.store.read(lambda r: r.paper(ACTIVE_LAW)) or b"").decode()
