"""The law a node runs under: proposed by a legal officer, activated by a minister's delegate (TP1)."""

from datetime import datetime

from comity.acts.act import Act
from comity.acts.changes import begin
from comity.acts.commit import Deed, perform
from comity.acts.node import ACTIVE_LAW, Node
from comity.acts.ports import Tx
from comity.acts.signing import Hand
from comity.exchange import texts
from comity.exchange.weighing import check_files, check_law_active
from comity.model.requests import MatterId

MATTER = MatterId("law/node")


def propose(node: Node, by: Hand, now: datetime) -> Act:
    """Propose the digest of the law's files as they lie here (TP1, first person).

    Raises: LawNotActivated if a file was changed since the node read it.
    """
    check_files(node)
    marks = {"what": node.law.digest}
    return perform(node, Deed(kind="law.propose", matter=MATTER, by=by, marks=marks), now)


def activate(node: Node, by: Hand, now: datetime) -> Act:
    """Activate the proposed digest (TP1, second person); from then on the node decides under it.

    Raises: LawNotActivated if a file was changed since the node read it.
    """
    check_files(node)
    deed = Deed(
        kind="law.activate",
        matter=MATTER,
        by=by,
        marks={"what": node.law.digest},
        also=lambda tx, _: _put_into_force(tx, node, now),
    )
    return perform(node, deed, now)


def _put_into_force(tx: Tx, node: Node, now: datetime) -> None:
    """Name the law in force, and have everything looked at that rests on it."""
    tx.put_paper(ACTIVE_LAW, node.law.digest.encode())
    texts.set_clocks(tx, node, now)
    begin(tx, now)


def check_at_start(node: Node) -> None:
    """Check, before a node opens its doors, that its files are those that were activated.

    A node under no law yet may start: it decides nothing until two people have activated one.

    Raises: LawNotActivated.
    """
    if active_digest(node):
        node.store.read(lambda r: check_law_active(node, r))


def active_digest(node: Node) -> str:
    """Return the digest that the node decides under, or nothing."""
    return (node.store.read(lambda r: r.paper(ACTIVE_LAW)) or b"").decode()
