"""The node's own logs as they are found: their heads, and each checked anew from its leaves."""

from dataclasses import dataclass
from datetime import datetime

from comity.acts.act import act_id
from comity.acts.allowed import check_reads
from comity.acts.heads import Vouched, read_vouched
from comity.acts.node import Node
from comity.acts.ports import OWN_LOG, Reading, pair_log
from comity.acts.signing import Hand
from comity.ledger.checkpoint import verify as verify_note
from comity.ledger.tree import append, root
from comity.model.parties import StateCode
from comity.model.people import OVERSIGHT, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One log as found: its stored head, the partner's cosigned head, and what is wrong, if anything."""

    log: str
    size: int
    root: str
    cosigned_size: int | None
    cosigned_at: datetime | None
    wrong: str | None = None


READERS = OVERSIGHT | {Role.SYSADMIN}
"""Who may see a node's logs."""


def check_logs(node: Node, by: Hand | None = None, *, deep: bool) -> tuple[Checked, ...]:
    """Show every log of this node; `deep` recomputes each from its leaves.

    Raises: WrongRole.
    """
    check_reads(by, READERS, "The logs")
    return node.store.read(lambda r: tuple(_check(node, r, log, deep=deep) for log in _logs(r)))


def _logs(reading: Reading) -> list[str]:
    states = sorted(name.partition("/")[2] for name in reading.papers("partner/"))
    return [OWN_LOG, *(pair_log(StateCode(s)) for s in states)]


def _check(node: Node, reading: Reading, log: str, *, deep: bool) -> Checked:
    head = reading.head(log)
    state = log.partition("/")[2]
    vouched = read_vouched(reading, StateCode(state)) if state else None
    return Checked(
        log=log,
        size=head.size,
        root=head.root.hex(),
        cosigned_size=vouched.size if vouched else None,
        cosigned_at=vouched.at if vouched else None,
        wrong=_audit(node, reading, log, vouched) if deep else None,
    )


def _audit(node: Node, reading: Reading, log: str, vouched: Vouched | None) -> str | None:
    """Say what is wrong with a log: its acts, its head, or the head that the partner cosigned."""
    head, leaves = reading.head(log), reading.leaves(log)
    for place, leaf in enumerate(leaves):
        act = reading.act(leaf)
        if act is None or act_id(act.statement) != leaf or act.log != log:
            return f"entry {place} has no act with that digest in this log"
    rows = append(0, [bytes.fromhex(leaf) for leaf in leaves], lambda _, __: b"")
    nodes = {(level, index): digest for level, index, digest in rows}
    if (head.size, head.root) != (len(leaves), root(len(leaves), lambda lv, i: nodes[lv, i])):
        return "the stored head is not the one of its leaves"
    if vouched is None:
        return None
    cosigned = verify_note(vouched.note, node.log_key(log).public())
    if cosigned.size > head.size or root(cosigned.size, lambda lv, i: nodes[lv, i]) != cosigned.root:
        return f"it does not extend the head of {cosigned.size} entries that the partner cosigned"
    return None
