"""Order is a type: nothing is released without the order that the law asks, by hand or by mistake."""

import ast
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from comity.acts.states import AuthorisedRequest, PermittedRequest, UrgentRequest
from comity.errors import (
    OrderDoesNotCover,
    OrderExpired,
    OrderForOtherCase,
    OrderRequired,
    OutOfOrder,
    WrongRole,
)
from comity.exchange import answers, orders, releases
from comity.model.authorisations import OrderKind
from comity.model.decisions import Outcome
from comity.model.people import JUDICIAL, Role
from comity.model.requests import DataCategory, ItemId
from comity.seal.orders import sign_order
from stories.exchange import (
    FILE,
    IDENTITY,
    answered,
    at,
    authorised,
    danger_ordered,
    let_go,
    put,
    shared_kinds,
    taken,
    velin,
)

SRC = Path(__file__).resolve().parents[2] / "src"
STATES = {"PermittedRequest", "AuthorisedRequest", "UrgentRequest", "DecidedRequest"}
PHONE = replace(IDENTITY, id=ItemId("phone"), category=DataCategory.DC_CONTACT)

SNIPPET = """
from datetime import datetime

from comity.acts.node import Node
from comity.acts.signing import Hand
from comity.acts.states import (
    AuthorisedRequest,
    DecidedRequest,
    PermittedRequest,
    ReceivedRequest,
    UrgentRequest,
)
from comity.exchange.releases import release


def with_order(node: Node, ready: AuthorisedRequest, by: Hand, now: datetime) -> None:
    release(node, ready, by, now)


def without_a_judge(node: Node, ready: PermittedRequest, by: Hand, now: datetime) -> None:
    release(node, ready, by, now)


def in_danger(node: Node, ready: UrgentRequest, by: Hand, now: datetime) -> None:
    release(node, ready, by, now)


def too_early(node: Node, decided: DecidedRequest, by: Hand, now: datetime) -> None:
    release(node, decided, by, now)


def far_too_early(node: Node, received: ReceivedRequest, by: Hand, now: datetime) -> None:
    release(node, received, by, now)
"""


@pytest.mark.slow
def test_the_type_checker_refuses_a_release_without_an_order(tmp_path: Path):
    (tmp_path / "snippet.py").write_text(SNIPPET)
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--follow-imports=silent"]
    found = subprocess.run(
        [*mypy, f"--cache-dir={tmp_path / 'cache'}", "snippet.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(SRC), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    expected = '"PermittedRequest | AuthorisedRequest | UrgentRequest"  [arg-type]'
    assert found.stdout.splitlines() == [
        'snippet.py:29: error: Argument 2 to "release" has incompatible type "DecidedRequest"; '
        f"expected {expected}",
        'snippet.py:33: error: Argument 2 to "release" has incompatible type "ReceivedRequest"; '
        f"expected {expected}",
    ]


def test_nothing_but_the_transitions_makes_a_state():
    makers = [
        source.relative_to(SRC).as_posix()
        for source in sorted(SRC.rglob("*.py"))
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in STATES
    ]
    assert makers == ["comity/acts/states.py"] * 4


def test_asks_the_judge_and_the_legal_officer_before_anything_leaves():
    with at(answered) as (world, matter):
        be = world["BE"]
        with pytest.raises(OrderRequired, match="JUDGE, LEGAL_OFFICER"):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        with pytest.raises(OrderRequired, match="LEGAL_OFFICER"):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert "reply.full" not in shared_kinds(be.node, matter)


def test_the_legal_officer_never_stands_in_for_the_judge():
    with at(answered) as (world, matter):
        be = world["BE"]
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        with pytest.raises(OrderRequired, match="JUDGE"):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)


def test_binds_the_judges_order_to_the_answer():
    with at(authorised) as (world, matter):
        be = world["BE"]
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert isinstance(ready, AuthorisedRequest)
        assert ready.decision.outcome is Outcome.PERMIT_WITH_CONDITIONS
        assert sorted(p.label.item for p in ready.packages) == ["file", "identity"]
        assert [s.order.kind for s in ready.signed] == [OrderKind.JUDGE, OrderKind.AUTHORITY]


def test_binds_the_order_of_two_persons_to_a_warning():
    with at(danger_ordered) as (world, matter):
        be = world["BE"]
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert isinstance(ready, UrgentRequest)
        assert [s.order.kind for s in ready.signed] == [OrderKind.TP2]


def test_an_order_of_two_persons_releases_no_answer():
    with at(danger_ordered) as (world, matter):
        be = world["BE"]
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(OutOfOrder):
            releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)


# ── what an order is bound to (K6) ──────────────────────────────────────────────────────────────
def the_order(world, matter):
    signed, _ = next(p for p in orders.orders_of(world["BE"].node, matter) if p[0].order.kind == "JUDGE")
    return signed


def bind(world, matter, signed, now=None):
    decided = answers.rebuild(world["BE"].node, matter, world.now)
    return decided.authorised(signed, roots=world["BE"].node.roots, now=now or world.now)


def test_refuses_the_order_of_another_case():
    with at(authorised) as (world, matter):
        other = taken(world, velin())
        put(world, other, IDENTITY)
        with pytest.raises(OrderForOtherCase):
            bind(world, other, the_order(world, matter))


def test_refuses_an_order_that_ran_out():
    with at(authorised) as (world, matter):
        be, late = world["BE"], world.now + timedelta(days=30, microseconds=1)
        with pytest.raises(OrderExpired):
            bind(world, matter, the_order(world, matter), late)
        with pytest.raises(OrderExpired):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], late)


def test_refuses_an_order_that_ran_out_while_the_answer_lay_ready():
    with at(authorised) as (world, matter):
        be = world["BE"]
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(OrderExpired):
            releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now + timedelta(days=31))


def test_keeps_to_a_shorter_life_that_the_judge_gave_the_order():
    with at(answered) as (world, matter):
        be = world["BE"]
        terms = orders.OrderTerms(valid_for=timedelta(hours=2))
        orders.grant(be.node, matter, be[Role.JUDGE], world.now, terms=terms)
        with pytest.raises(OrderExpired):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now + timedelta(hours=2, seconds=1))


def test_an_item_added_after_the_order_voids_it():
    with at(authorised) as (world, matter):
        be, signed = world["BE"], the_order(world, matter)
        put(world, matter, PHONE)
        decided = answers.decide_answer(be.node, matter, world.now).decision
        assert (decided.outcome, decided.authorisers) == (
            Outcome.NEEDS_AUTHORISATION,
            ("JUDGE", "LEGAL_OFFICER"),
        )
        with pytest.raises(OrderRequired, match="JUDGE, LEGAL_OFFICER"):
            releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        with pytest.raises(OrderDoesNotCover):
            bind(world, matter, signed)


def test_an_item_added_while_the_answer_lay_ready_voids_its_order():
    with at(authorised) as (world, matter):
        be = world["BE"]
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        put(world, matter, PHONE)
        with pytest.raises(OrderRequired):
            releases.release(be.node, ready, be[Role.SPOC_DUTY], world.now)
        assert "reply.full" not in shared_kinds(be.node, matter)


def test_releases_fewer_items_than_the_order_names():
    with at(authorised) as (world, matter):
        be = world["BE"]
        fewer = answers.rebuild(be.node, matter, world.now, only=frozenset({IDENTITY.id}))
        further = tuple(s for s, _ in orders.orders_of(be.node, matter) if s.order.kind == "AUTHORITY")
        ready = fewer.authorised(
            the_order(world, matter), further=further, roots=be.node.roots, now=world.now
        )
        assert [p.label.item for p in ready.packages] == ["identity"]


def test_refuses_an_order_for_a_judge_by_whom_the_law_does_not_name():
    with at(authorised) as (world, matter):
        be, signed = world["BE"], the_order(world, matter)
        prosecutor = be[Role.PROSECUTOR]
        order = replace(
            signed.order,
            given_by=prosecutor.person.pseudonym,
            role=Role.PROSECUTOR,
            authority=prosecutor.person.authority.code,
        )
        decided = answers.rebuild(be.node, matter, world.now)
        seen = orders.view(be.node, matter, be[Role.JUDGE], world.now)
        forged = sign_order(order, key=prosecutor.keys.signing, chain=prosecutor.chain, seen=seen)
        with pytest.raises(WrongRole):
            decided.authorised(forged, roots=be.node.roots, now=world.now, authorisers=JUDICIAL)


# ── an order for part of the answer ─────────────────────────────────────────────────────────────
def test_releases_what_the_judge_authorised_in_part():
    with at(answered) as (world, matter):
        be, ru = world["BE"], world["RU"]
        orders.grant(be.node, matter, be[Role.JUDGE], world.now, items=frozenset({IDENTITY.id}))
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        let_go(world, matter)
        world.carry()
        assert shared_kinds(ru.node, matter)[-1] == "reply.partial"
        releases.accept(ru.node, matter, ru[Role.OFFICER], world.now)
        assert [o.item for o in releases.read(ru.node, matter, ru[Role.OFFICER], world.now)] == ["identity"]


def test_an_order_names_nothing_that_may_not_leave():
    with at(taken) as (world, matter):
        be = world["BE"]
        put(world, matter, IDENTITY)
        put(world, matter, replace(FILE, source="SIS"))
        answers.submit(be.node, matter, be[Role.OFFICER], world.now)
        with pytest.raises(OutOfOrder):
            orders.grant(be.node, matter, be[Role.JUDGE], world.now, items=frozenset({FILE.id}))
        judged = orders.grant(be.node, matter, be[Role.JUDGE], world.now)
        moved = orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        assert [[i.item for i in s.order.items] for s in (judged, moved)] == [["identity"], ["identity"]]


def test_needs_no_judge_where_the_law_of_the_releasing_side_asks_none():
    with at(taken) as (world, matter):
        be = world["BE"]
        put(world, matter, replace(IDENTITY, linked_case=False))
        orders.authorise_transfer(be.node, matter, "Needed.", be[Role.LEGAL_OFFICER], world.now)
        ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
        assert isinstance(ready, PermittedRequest)
