"""`comity ledger`: the heads of this node's logs, and each log checked anew from its leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cyclopts import App

from comity.cli.desk import HERE, At, opened

if TYPE_CHECKING:
    from comity.acts.heads import Vouched
    from comity.acts.node import Node
    from comity.acts.ports import Reading

app = App(name="ledger", help="See the heads of the logs and check them against their leaves.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One log as found: its stored head, the partner's cosigned head, and what is wrong, if anything."""

    log: str
    size: int
    root: str
    cosigned_size: int | None
    cosigned_at: datetime | None
    wrong: str | None = None


@app.command
def head(*, at: At = HERE) -> None:
    """Show size and root of every log, and the newest head that each partner cosigned."""
    _tell(at, deep=False)


@app.command
def verify(*, at: At = HERE) -> int:
    """Recompute every log from its leaves; a log that is not what was signed ends with 1."""
    return _tell(at, deep=True)


def _tell(at: At, *, deep: bool) -> int:
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell

    with opened(at) as (node, _):
        found = node.store.read(lambda r: [_check(node, r, log, deep=deep) for log in _logs(r)])
    wrong = [f"  {c.log}: {c.wrong}. Stop the node and keep its files." for c in found if c.wrong]
    document = {"logs": [to_plain(c) for c in found]} | ({"ok": not wrong} if deep else {})
    cells = ((c.log, c.size, c.root[:16], c.cosigned_size, c.cosigned_at) for c in found)
    verdict = wrong or (["Every log is what was signed."] if deep else [])
    tell(at, document, grid(cells, "log", "size", "root", "cosigned", "at"), *verdict)
    return 1 if wrong else 0


def _logs(reading: "Reading") -> list[str]:
    from comity.acts.ports import OWN_LOG, pair_log
    from comity.model.parties import StateCode

    states = sorted(name.partition("/")[2] for name in reading.papers("partner/"))
    return [OWN_LOG, *(pair_log(StateCode(s)) for s in states)]


def _check(node: "Node", reading: "Reading", log: str, *, deep: bool) -> Checked:
    from comity.acts.heads import read_vouched
    from comity.model.parties import StateCode

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


def _audit(node: "Node", reading: "Reading", log: str, vouched: "Vouched | None") -> str | None:
    """Say what is wrong with a log: its acts, its head, or the head that the partner cosigned."""
    from comity.acts.act import act_id
    from comity.ledger.checkpoint import verify as verify_note
    from comity.ledger.tree import append, root

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
