"""The tables of docs/protocol.md say what the code does, cell by cell: acts, crossing acts, error codes."""

import ast
import inspect
from collections import deque
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from comity import errors, wiring
from comity.acts.act import Header
from comity.acts.fold import Folded, fold, legal_move
from comity.acts.ports import ActId, Lane
from comity.law.cataloguefile import parse_catalogue
from comity.law.kinds import SAME, Kind
from comity.model.parties import StateCode
from comity.model.people import NODE, Role
from comity.model.requests import MatterId

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ROOT / "src" / "comity"
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
CATALOGUE = parse_catalogue({p.name: p.read_bytes() for p in (ROOMS / "law" / "catalogue").glob("*.toml")})
STATE = {"requesting": StateCode("RU"), "requested": StateCode("BE")}

Row = tuple[str, ...]
Acts = dict[ActId, Header]


def table(heading: str) -> list[Row]:
    """Read the first table below a heading of the document, without its own head."""
    rows: list[Row] = []
    for line in PROTOCOL.split(f"\n### {heading}\n")[1].splitlines():
        if line.startswith("|"):
            rows.append(tuple(cell.strip().replace("`", "") for cell in line.strip("|").split("|")))
        elif rows:
            break
    return rows[2:]


# ── the acts ────────────────────────────────────────────────────────────────────────────────────
def shared_kinds(lifecycle: str) -> list[Kind]:
    return [k for k in CATALOGUE.kinds.values() if k.shared and k.lifecycle == lifecycle]


def moves_of(kind: Kind) -> str:
    said = []
    for move in kind.moves:
        start = ", ".join(sorted(state or "start" for state in move.start))
        via = "".join(f"{state} → " for state in move.via)
        said.append(f"{start} → {via}{'the same' if move.to == SAME else move.to}")
    return "; ".join(said)


def row_of(kind: Kind) -> Row:
    roles = ", ".join(sorted(kind.roles)) or "the node"
    own = "yes" if kind.personal else ""
    return kind.name, kind.by, roles, own, moves_of(kind), str(kind.rank), kind.echo


@pytest.mark.parametrize(
    ("heading", "lifecycle"),
    [("Lifecycle Q: a request", "Q"), ("Lifecycle A: a warning", "A"), ("The pair", "PAIR")],
)
def test_every_shared_act_stands_in_the_document_as_in_the_catalogue(heading: str, lifecycle: str):
    assert table(heading) == [row_of(kind) for kind in shared_kinds(lifecycle)]


def test_no_lifecycle_with_shared_acts_is_left_out():
    assert {k.lifecycle for k in CATALOGUE.kinds.values() if k.shared} == {"Q", "A", "PAIR"}


def test_where_each_role_sits_stands_in_the_document_as_in_the_catalogue():
    assert table("Where a role sits") == [(role, ", ".join(sorted(CATALOGUE.seats[role]))) for role in Role]


# ── acts that crossed ───────────────────────────────────────────────────────────────────────────
def act(kind: str, side: str, *follows: ActId) -> Header:
    return Header(
        kind=kind,
        matter=MatterId("case/RU-BE-2019-000001"),
        lane=Lane.NORMAL,
        follows=follows,
        at=datetime(2019, 10, 31, tzinfo=UTC),
        state=STATE[side],
        to=STATE["requested" if side == "requesting" else "requesting"],
        authority=f"{STATE[side]}/SPOC",
        role=None,
        author=NODE,
        basis=None,
        catalogue=CATALOGUE.digest,
        marks={},
    )


def sides(kind: Kind) -> list[str]:
    return list(STATE) if kind.by == "either" else [kind.by]


def ways_to_states(lifecycle: str) -> dict[str, Acts]:
    """Find for each shared state a shortest chain of acts that leads there."""
    found: dict[str, Acts] = {"": {}}
    waiting = deque([""])
    while waiting:
        before = found[waiting.popleft()]
        for kind, side in ((k, s) for k in shared_kinds(lifecycle) for s in sides(k)):
            acts = before | {ActId(f"{len(before):02}"): act(kind.name, side, *list(before)[-1:])}
            after = fold(acts, CATALOGUE)
            if not after.ineffective and after.shared not in found:
                found[after.shared] = acts
                waiting.append(after.shared)
    return found


def cross(before: Acts, one: str, other: str, ids: tuple[str, str]) -> Folded:
    """Let the requesting side's act and the requested side's follow the same act, under two ids."""
    last = list(before)[-1:]
    ours, theirs = act(one, "requesting", *last), act(other, "requested", *last)
    return fold(before | {ActId(ids[0]): ours, ActId(ids[1]): theirs}, CATALOGUE)


def outcome(one: Kind, other: Kind, ways: dict[str, Acts]) -> Row | None:
    """Fold the two in every state in which both fit, under ids in either order: all end in one state."""
    ends: set[tuple[str, str]] = set()
    voids: set[str] = set()
    for state, before in ways.items():
        if state and legal_move(one, state) and legal_move(other, state):
            for ids in (("x", "y"), ("y", "x")):
                end = cross(before, one.name, other.name, ids)
                names = dict(zip(ids, (one.name, other.name), strict=True))
                ends.add((end.shared, "; ".join(end.duties)))
                voids.add(", ".join(names[id] for id in end.ineffective))
    assert len(ends) <= 1, f"{one.name} and {other.name}: neither the state nor an id may decide"
    void = " or ".join(sorted(name or "none" for name in voids)) if voids != {""} else ""
    return next(((becomes, void, duty) for becomes, duty in ends), None)


def crossings_of(lifecycle: str) -> list[Row]:
    """Say of every two acts that can cross how they end; acts of the requested side that end alike in one."""
    ways, kinds = ways_to_states(lifecycle), shared_kinds(lifecycle)
    grouped: dict[Row, list[str]] = {}
    for one, other in product(kinds, kinds):
        if "requesting" in sides(one) and "requested" in sides(other):
            end = outcome(one, other, ways)
            if end is not None:
                grouped.setdefault((one.name, *end), []).append(other.name)
    return [(one, ", ".join(others), *end) for (one, *end), others in grouped.items()]


def test_the_catalogues_rows_for_crossing_acts_stand_in_the_document():
    assert table("Rows of the catalogue") == [
        (kind.name, ", ".join(sorted(row.with_kinds)), row.to, row.duty)
        for kind in CATALOGUE.kinds.values()
        for row in kind.crossings
    ]


@pytest.mark.parametrize(
    ("heading", "lifecycle"), [("Two acts of a request", "Q"), ("Two acts of a warning", "A")]
)
def test_every_two_acts_that_can_cross_end_as_the_document_says(heading: str, lifecycle: str):
    assert table(heading) == crossings_of(lifecycle)


def test_every_state_in_which_acts_can_cross_was_reached():
    starts = {s for k in CATALOGUE.kinds.values() if k.shared for m in k.moves for s in m.start}
    reached = {state for lifecycle in ("Q", "A", "PAIR") for state in ways_to_states(lifecycle)}
    assert starts - reached == {"RETURN_DUE"}  # acts that crossed lead there, and then one side alone may act


# ── error codes ─────────────────────────────────────────────────────────────────────────────────
INBOX = ("acts.receive", "acts.admission", "acts.allowed", "seal.orders", "seal.packages", "law.kinds")
"""Where an envelope passes: the inbox, the rights of its author, and what a release carries."""

ON_THE_WAY = {"acts", "seal", "ledger"}

STAYS_HERE = {
    "BadInput": "this node's own log",
    "ContentDiffers": "found when a person opens the release; the act release.differs tells it",
    "DemoMixedWithReal": "found in an invitation, before there is a pair",
    "EvidenceRefuted": "answers whoever weighs evidence",
    "KeyNotCommitted": "found when a person opens the release",
    "LogRolledBack": "the inbox keeps an older head as one that wants a path",
    "NotProposed": "the halves of two persons are this node's own acts",
    "RequesterMayNotAuthorise": "asked before this node's own acts only",
    "UnknownMatter": "a partner is told the same of every matter in which nothing was shared with it",
    "UnknownPerson": "asked before this node's own people act",
}
"""Raised in the rooms on the way, yet no partner is told, and why."""


def raised_in(nodes: list[ast.AST]) -> set[str]:
    calls = (n.exc for node in nodes for n in ast.walk(node) if isinstance(n, ast.Raise))
    return {ast.unparse(call.func) for call in calls if isinstance(call, ast.Call)}


def raised_on_the_way(module: str, seen: set[str]) -> set[str]:
    """Name what a module raises, with those of the rooms on the way that it imports."""
    if module in seen:
        return set()
    seen.add(module)
    tree = ast.parse(ROOMS.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8"))
    raised = raised_in([tree])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("comity."):
            name = str(node.module).removeprefix("comity.")
            if "." in name and name.split(".")[0] in ON_THE_WAY:
                raised |= raised_on_the_way(name, seen)
    return raised


def raised_by(check: object) -> set[str]:
    """Name what a check of one kind raises, with the functions of its own module that it calls."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(check)))  # type: ignore[arg-type]
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    reached, waiting = set(), {check.__name__}  # type: ignore[attr-defined]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        called = {n.id for n in ast.walk(functions[name]) if isinstance(n, ast.Name)} & set(functions)
        waiting |= called - reached
    return raised_in([functions[name] for name in reached])


def codes_told() -> set[str]:
    """Name every code that a partner may be told; what befalls the store is never told."""
    seen: set[str] = set()
    names = set().union(*(raised_on_the_way(module, seen) for module in INBOX))
    names |= set().union(*(raised_by(check) for check in wiring.CHECKS.values()))
    found = {name: getattr(errors, name) for name in names - set(STAYS_HERE) if hasattr(errors, name)}
    return {error.code for error in found.values() if not issubclass(error, errors.StoreFailed)}


def every_error() -> dict[str, str]:
    """Give each code with the first sentence of its class, in the order of the page of errors."""
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.ComityError)]
    assert len({c.code for c in classes}) == len(classes)
    return {
        c.code: (c.__doc__ or "").splitlines()[0].replace("`", "")
        for c in classes
        if c is not errors.ComityError
    }


def test_every_error_code_stands_in_the_document_with_what_it_means():
    assert {code: means for code, means, _ in table("Error codes")} == every_error()
    assert [code for code, _, _ in table("Error codes")] == list(every_error())


def test_the_document_marks_every_code_that_a_partner_may_be_told():
    assert {code for code, _, told in table("Error codes") if told} == codes_told()
    assert {told for _, _, told in table("Error codes")} == {"", "door", "receipt", "door, receipt"}


def test_what_is_not_told_is_raised_on_the_way_all_the_same():
    seen: set[str] = set()
    names = set().union(*(raised_on_the_way(module, seen) for module in INBOX))
    assert set(STAYS_HERE) <= names
