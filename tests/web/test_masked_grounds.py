"""Role × ground × surface: who sees a masked ground at this node, and that nothing else ever tells it.

Every masked clause of the shipped rulebook is put into a case's last weighing and looked for on every
surface, as every role; then the same is done through the gate with real items and findings.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO

import httpx2
import pytest
from structlog.testing import capture_logs

from comity.acts.commit import known_matter
from comity.acts.signing import Hand
from comity.cli.desk import At
from comity.cli.matters import tell_decision, tell_explained, tell_matter
from comity.config import Smtp
from comity.demo.world import World, engage
from comity.duty.logs import complain, tell_call, tell_timers
from comity.duty.senders import Mail
from comity.errors import ComityError, OutOfOrder
from comity.exchange import answers, cases, clock, outcomes, proof, releases, views, weighing
from comity.exchange.explaining import explain_last
from comity.exchange.notices import Notice
from comity.exchange.weighing import keep
from comity.law import establish
from comity.law.clauses import Clause
from comity.law.sheet import write_sheet
from comity.model.decisions import Decision
from comity.model.duty import Way
from comity.model.people import Role
from comity.model.requests import MatterId, SubjectStatus, Urgency
from comity.web.server import Listener, serving
from comity.web.window import make_window
from comity.web.window_seats import House
from duty.staff import call_now, can_send, has_contact, name_of, on_watch
from law.masked import MASKED, decided, ground_of
from law.sample import WEIGHING
from law.shipped import RULES
from stories.exchange import FILE, HELD, IDENTITY, KNOWN, MARK, a_world, put, taken, velin
from web.served import Served, served
from web.visiting import Visitor

ALWAYS = {Role.LEGAL_OFFICER, Role.DPO, Role.DPA_INSPECTOR}
NEUTRAL = "no answer can be given; why is told only to those who decide this case (NO_REPLY_POSSIBLE)"
CASES = [(clause, unknown) for clause in MASKED for unknown in (False, True)]


@dataclass
class Bench:
    """One case at Belgium's node, with somebody in every role, behind every door."""

    world: World
    matter: MatterId
    hands: dict[Role, Hand]
    api: Served
    url: str
    stack: ExitStack
    visitors: dict[Role, Visitor] = field(default_factory=dict)
    programs: dict[Role, httpx2.Client] = field(default_factory=dict)

    @property
    def node(self):
        return self.world["BE"].node

    def keep(self, decision: Decision) -> None:
        """Make a decision the last one of the case."""
        kept = replace(decision, rulebook=self.node.law.rulebook.digest, on=self.world.now)
        facts = write_sheet(establish(WEIGHING))
        self.world.later(seconds=1)
        keep(self.node, replace(WEIGHING, matter=self.matter), kept, facts, self.world.now)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with a_world() as world:
        matter, be = taken(world), world["BE"]
        hands = {}
        for role in sorted(set(Role) - {Role.FIU_ANALYST, Role.CERT_ANALYST}):  # of other authorities
            kinds = be.node.catalogue.seats[role]
            seat = next(s for s in be.foundation.seats if s.split("/")[1] in kinds)
            hands[role] = be.people.get(role) or engage(be, role, seat, world.now)
        be.people |= hands
        for role in (Role.LIAISON_OFFICER, Role.LIAISON_MAGISTRATE):
            liaison = hands[role].person.pseudonym
            cases.assign(be.node, matter, liaison, hands[Role.SUPERVISOR], world.now)
        window = make_window([House(node=be.node, hands=tuple(hands.values()))], lambda: world.now)
        listener = Listener(app=window, host="127.0.0.1", port=0)
        with served(world) as api, serving([listener]) as (url,), ExitStack() as stack:
            yield Bench(world, matter, hands, api, url, stack)


def secrets_of(clause: Clause) -> set[str]:
    """Return what a surface may not show: the rule, its reasons, and whom alone it names."""
    return {clause.rule, *clause.because.values(), *(n for n in clause.needs if n.startswith("OWNER"))}


def shown(text: str, clause: Clause) -> bool:
    """Tell whether a text tells a masked ground; told in full or not at all."""
    found = {secret for secret in secrets_of(clause) if secret in text}
    assert not found or {clause.rule} <= found or not clause.rule
    return bool(found)


def page(bench: Bench, role: Role) -> str:
    if role not in bench.visitors:
        guest = bench.visitors[role] = bench.stack.enter_context(Visitor(bench.url))
        guest.get("/")
        guest.send("/switch", state="BE", person=f"{bench.hands[role].person.pseudonym}/{role}")
    bench.visitors[role].get(f"/cases/{bench.matter.partition('/')[2]}")
    return bench.visitors[role].main()


def by_command(bench: Bench, role: Role, *, json_: bool) -> str:
    """Return what `law explain`, `case decide` and `case show` print for somebody in a role."""
    hand, out = bench.hands[role], StringIO()
    at = At(json=json_)
    with redirect_stdout(out):
        tell_matter(at, bench.node, bench.matter, hand)
        if role is not Role.SYSADMIN:
            tell_explained(at, bench.node, explain_last(bench.node, bench.matter, hand))
            tell_explained(at, bench.node, explain_last(bench.node, bench.matter, hand, "fr"))
            decision = outcomes.weighing_of(bench.node, last(bench))
            tell_decision(at, bench.node, bench.matter, decision, hand)
    return out.getvalue()


def last(bench: Bench):
    return known_matter(bench.node, bench.matter).last("request.weigh").id


def by_api(bench: Bench, role: Role) -> str:
    if role not in bench.programs:
        bench.programs[role] = bench.api.bare("BE", role)
    client = bench.programs[role]
    number = bench.matter.partition("/")[2]
    paths = ("", "/explain", "/explain?lang=fr")
    return "\n".join(client.get(f"/cases/{number}{path}").text for path in paths)


def expected(clause: Clause, role: Role, *, unknown: bool) -> bool:
    """Say who sees a ground: written out from the specification, not from the code."""
    asked = clause.unknown_needs or ("LEGAL_OFFICER",) if unknown else clause.needs
    return role in ALWAYS or role in {word for need in asked for word in need.split(" or ")}


def put_last(bench: Bench, clause: Clause, *, unknown: bool) -> Decision:
    needs = (clause.unknown_needs or ("LEGAL_OFFICER",)) if unknown else clause.needs
    owned = tuple(need.replace("{owner}", "FR") for need in needs)
    decision = decided(ground_of(clause, unknown=unknown, needs=owned))
    bench.keep(decision)
    return decision


def name(case):
    clause, unknown = case
    return f"{clause.rule}-{clause.place}{'-unknown' if unknown else ''}"


FIRST = [next(case for case in CASES if case[0].rule == rule) for rule in {case[0].rule for case in CASES}]
IN_TURN = [case if case in FIRST else pytest.param(case, marks=pytest.mark.full) for case in CASES]
"""The first masked clause of each rule in each run, all of them in the long one."""


@pytest.mark.parametrize("case", IN_TURN, ids=name)
def test_every_role_on_page_and_command_sees_what_it_may(bench, case):
    clause, unknown = case
    put_last(bench, clause, unknown=unknown)
    for role in bench.hands:
        sees = expected(clause, role, unknown=unknown) and role is not Role.SYSADMIN
        surfaces = {
            "page": page(bench, role),
            "text": by_command(bench, role, json_=False),
            "json": by_command(bench, role, json_=True),
        }
        assert {name: shown(text, clause) for name, text in surfaces.items()} == dict.fromkeys(
            surfaces, sees
        ), role
        held = clause.effect != "C" or unknown
        if held and not sees and role is not Role.SYSADMIN:
            assert all(NEUTRAL in text for text in surfaces.values()), role


@pytest.mark.parametrize("case", IN_TURN, ids=name)
def test_no_token_of_any_role_sees_a_masked_ground(bench, case):
    clause, unknown = case
    put_last(bench, clause, unknown=unknown)
    for role in bench.hands:
        text = by_api(bench, role)
        assert not shown(text, clause), role
        if (clause.effect != "C" or unknown) and role is not Role.SYSADMIN:
            assert NEUTRAL in text, role


@pytest.mark.parametrize("case", CASES, ids=name)
def test_neither_log_nor_notice_nor_proof_tells_one(bench, case):
    clause, unknown = case
    put_last(bench, clause, unknown=unknown)
    node, now, matter = bench.node, bench.world.now, bench.matter
    with capture_logs() as logged:
        tell_timers(clock.run_due(node, now))
        with pytest.raises(ComityError) as failed:
            releases.prepare(node, matter, bench.hands[Role.SPOC_DUTY], now)
        complain("release", failed.value)
        by_api(bench, Role.OFFICER)
        page(bench, Role.OFFICER)
    papers = {
        "log": str(logged),
        "proof": proof.export(node, matter, now).decode(),
        "proof with bodies": proof.export(node, matter, now, with_bodies=True).decode(),
        "register": repr(views.release_register(node)),
        "error": str(failed.value),
    }
    assert not [paper for paper, text in papers.items() if shown(text, clause) or "NEUTRAL" in text]


def test_the_api_never_answers_a_token_with_a_fact_of_a_person(bench):
    put_last(bench, MASKED[0], unknown=False)
    for role in (Role.OFFICER, Role.LEGAL_OFFICER, Role.DPA_INSPECTOR):
        told = bench.api.client("BE", role).cases_explain(bench.matter.partition("/")[2])
        assert told.whole is False
        assert {fact.scope for fact in told.facts} == {"message"}
        assert not [f.fact for f in told.facts if f.fact.startswith(("subjects.", "danger.", "item."))]


def test_a_person_who_sees_all_is_told_every_fact_and_every_rule(bench):
    put_last(bench, MASKED[0], unknown=False)
    told = explain_last(bench.node, bench.matter, bench.hands[Role.DPA_INSPECTOR])
    assert told.whole is True
    assert {fact.scope for fact in told.facts} == {"message", "offence", "item"}
    assert [rule.rule for rule in told.rules] == [rule.id for rule in RULES.in_force(WEIGHING.on.date())]


# ── the same through the gate ───────────────────────────────────────────────────────────────────
PROTECTED = replace(HELD, protection_from=frozenset({"RU"}))
UNASKED = replace(HELD, status=SubjectStatus.VICTIM)
REAL = {
    "R-ASYLUM": (PROTECTED, {}),
    "R-ASYLUM unknown": (replace(HELD, protection_from=None), {}),
    "R-VICTIM": (replace(UNASKED, consent=False), {}),
    "R-VICTIM unknown": (UNASKED, {}),
    "R-PROV closed": (HELD, {"source": "SIS"}),
    "R-PROV owner": (HELD, {"source": "FR"}),
    "R-INTEL": (HELD, {"intelligence_service": True}),
    "R-EMBARGO": (HELD, {"embargo": True, "embargo_hidden": True}),
}


def seen_by_officer(subject, changes) -> str:
    """Play a case with one item that is masked for this reason; return all that the officer comes to see."""
    with a_world() as world:
        found = replace(KNOWN, subjects=(subject,))
        matter, be = taken(world, velin(), found=found), world["BE"]
        put(world, matter, replace(FILE, **changes), MARK)
        officer, out = be[Role.OFFICER], StringIO()
        with redirect_stdout(out):
            decision = outcomes.weigh_now(be.node, matter, officer, world.now)
            for language in ("en", "fr"):
                tell_explained(At(json=True), be.node, explain_last(be.node, matter, officer, language))
                tell_explained(At(), be.node, explain_last(be.node, matter, officer, language))
            tell_decision(At(json=True), be.node, matter, decision, officer)
            answers.submit(be.node, matter, officer, world.now)
            tell_matter(At(json=True), be.node, matter, officer)
            with pytest.raises(ComityError) as failed:
                releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
            print(failed.value)
        text = out.getvalue().replace(matter, "MATTER").replace(matter.partition("/")[2], "MATTER")
        return re.sub(r"[0-9a-f]{64}", "DIGEST", text)


def test_through_the_gate_all_masked_grounds_look_alike_to_the_officer():
    seen = {name: seen_by_officer(*case) for name, case in REAL.items()}
    assert {rule.partition(" ")[0] for rule in REAL} == {
        clause.rule for clause in MASKED if clause.scope == "item"
    }
    assert len(set(seen.values())) == 1
    assert NEUTRAL in seen["R-ASYLUM"]
    for clause in MASKED:
        assert not shown(seen["R-ASYLUM"], clause)


def test_a_draft_that_would_reveal_a_claim_is_held_back_without_saying_why():
    with a_world() as world:
        ru = world["RU"]
        matter = cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now).matter
        found = replace(KNOWN, subjects=(replace(HELD, protection_from=frozenset({"BE"})),))
        weighing.find(ru.node, matter, found, ru[Role.OFFICER], world.now)
        cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        with pytest.raises(OutOfOrder) as failed:
            cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
        assert "R-ASYLUM" not in str(failed.value)
        assert "the law says REFUSE (NEUTRAL)" in str(failed.value)
        lines = explain_last(ru.node, matter, ru[Role.LEGAL_OFFICER]).lines
        assert any("R-ASYLUM" in line for line in lines)


@pytest.mark.parametrize("reason", [name for name, (_, changes) in REAL.items() if changes])
def test_a_notice_of_what_waits_says_reference_and_urgency_alone(reason):
    with a_world() as world:
        matter, be = taken(world), world["BE"]
        can_send(world, "BE")
        has_contact(world, "BE", name_of(be, Role.JUDGE))
        on_watch(world, "BE", Role.JUDGE, name_of(be, Role.JUDGE))
        put(world, matter, replace(FILE, **REAL[reason][1]), MARK)
        put(world, matter, IDENTITY, MARK)
        answers.submit(be.node, matter, be[Role.OFFICER], world.now)
        with capture_logs() as logged:
            (turn,) = call_now(be.node, world.now)
            tell_call(turn.call.need, turn.notice.urgency, {Way.SMTP: "accepted"})
        assert replace(turn.notice, id="") == Notice(id="", reference=matter, urgency=Urgency.NORMAL)
        smtp = Smtp(host="127.0.0.1", port=1, sender="c@p.example", unsafe_plaintext=True)
        mail = Mail(smtp, world.folder, demo=True)
        text = mail.mail(turn.contacts[0], turn.notice, world.now).as_string()
        assert not [c.rule for c in MASKED if shown(text + str(logged), c)]
        assert logged == [
            {"event": "called", "log_level": "info", "need": "judge", "urgency": "NORMAL", "smtp": "accepted"}
        ]
