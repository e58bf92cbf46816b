"""The API asks the very desks that the command line asks; what it leaves out is written here, with why."""

import ast
import re
from pathlib import Path

from comity.law.cataloguefile import parse_catalogue

ROOMS = Path(__file__).resolve().parents[2] / "src" / "comity"
DESKS = ("comity.exchange.", "comity.people.")

NOT_BY_API = {
    "exchange.activation.check_at_start": "asked before any door opens, the API's among them",
    "exchange.clock.run_due": "what fell due is run by the node's own clock, not at anybody's wish",
    "exchange.lookups.persons_in": "belongs to matching a file",
    "exchange.lookups.propose_export": "brings the file of persons, which each of two searches anew",
    "exchange.lookups.export": "brings the file of persons, and writes what leaves beside it",
    "exchange.doors.own_line": "signs for the door's certificate, a file at the node's own machine",
    "exchange.doors.fingerprint_of": "belongs to the door's certificate",
    "exchange.backtest.backtest": "reads a draft's file, which lies at whoever writes it",
    "people.accredit.accredit": "certifies with the seat's key, a file at its custodian",
    "people.ending.end_judge": "signs with the court's key, a file at its custodian",
    "people.links.make": "the operator hands the code over at the node's own machine",
    "people.links.link_of": "belongs to redeeming",
    "people.links.redeem": "certifies with the seat's key, a file at its custodian",
}
"""Desks of commands that no route asks."""

NOT_BY_COMMAND: dict[str, str] = {
    "exchange.outcomes.order_of": "tells an order again from its act when a request is repeated",
    "exchange.outcomes.weighing_of": "tells a weighing again from its act when a request is repeated",
    "exchange.outcomes.check_reader": "a proof goes to those who may see the matter",
    "exchange.cases.check": "weighs a draft whose weighing a crash cut off",
    "exchange.outcomes.check_seen": "keeps from a liaison what is not assigned to them (L5)",
    "exchange.outcomes.may_see": "keeps from a liaison what is not assigned to them (L5)",
    "people.tokens.bearer": "how a program comes in",
}
"""Desks of routes that no command asks."""


def functions_of(module: str) -> set[str]:
    """Return the public functions of a desk's module."""
    file = ROOMS.joinpath(*module.split(".")[1:]).with_suffix(".py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")}


def names_in(tree: ast.AST) -> tuple[dict[str, str], dict[str, str]]:
    """Return which names stand for modules of desks, and which for functions of them."""
    modules, functions = {}, {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        for name in node.names:
            here = name.asname or name.name
            if f"{node.module}." in DESKS:
                modules[here] = f"{node.module}.{name.name}"
            elif node.module.startswith(DESKS) and name.name in functions_of(node.module):
                functions[here] = f"{node.module}.{name.name}"
    return modules, functions


def desks_of(*files: Path) -> set[str]:
    """Return the desk functions that some files use."""
    found = set()
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules, functions = names_in(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = modules.get(node.value.id)
                if module and node.attr in functions_of(module):
                    found.add(f"{module}.{node.attr}")
            elif isinstance(node, ast.Name) and node.id in functions:
                found.add(functions[node.id])
    return {name.removeprefix("comity.") for name in found}


def test_every_desk_of_a_command_has_a_route_and_every_desk_of_a_route_a_command():
    commands = desks_of(*(ROOMS / "cli").glob("*.py"))
    routes = desks_of(*(ROOMS / "web").glob("api*.py"))
    assert len(commands & routes) > 50
    assert commands - routes == set(NOT_BY_API)
    assert routes - commands == set(NOT_BY_COMMAND)


def test_the_page_names_each_desk_that_has_no_route_with_its_reason():
    page = (ROOMS.parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    section = page.split("\n## Not by this door\n")[1].split("\n## ")[0]
    assert dict(re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", section, re.MULTILINE)) == NOT_BY_API


def test_a_new_command_without_a_route_is_seen(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text(
        "def one():\n    from comity.exchange import cases\n    return cases.withdraw\n"
        "def two():\n    from comity.exchange.orders import grant as give\n    return give\n"
    )
    assert desks_of(planted) == {"exchange.cases.withdraw", "exchange.orders.grant"}


# ── keys ────────────────────────────────────────────────────────────────────────────────────────
CATALOGUE = parse_catalogue({p.name: p.read_bytes() for p in (ROOMS / "law" / "catalogue").glob("*.toml")})


def acts_of(how: str) -> dict[str, set[str]]:
    """Return for each route that has an act done so, by its place, the kinds of act that it names."""
    found = {}
    for file in (ROOMS / "web").glob("api_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"door.{how}":
                named = (a.value for a in node.args if isinstance(a, ast.Constant))
                found[f"{file.stem}:{node.lineno}"] = set(named)
    return found


def test_what_needs_the_persons_signature_waits_for_it_and_nothing_else_does():
    personal = {kind.name for kind in CATALOGUE.kinds.values() if kind.personal}
    plain = {place: kinds for place, kinds in acts_of("act").items() if kinds & personal}
    assert plain == {}
    signed = acts_of("sign")
    assert len(signed) > 35
    assert {place: kinds - personal for place, kinds in signed.items() if kinds - personal} == {}


def test_every_act_that_a_person_may_do_has_a_route():
    named = set().union(*acts_of("act").values(), *acts_of("sign").values())
    done = {kind.name for kind in CATALOGUE.kinds.values() if not kind.by_node}
    assert done - named == {
        "account.redeem",  # needs the seat's key file
        "person.accredit",  # needs the seat's key file
        "alert.read",  # shown, not done: see `door.show`
        "release.read",
        "order.view",
        "register.search",
        "paper.check",
        "crossing.find",
        "register.import",
        "token.issue",
        "export.propose",  # a file of persons that both bring
        "export.approve",
    }
