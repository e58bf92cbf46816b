"""All that a person can do by command, done over the line; the private keys never leave their owners."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from comity.acts.partners import Line
from comity.cli.verify_proof import verify
from comity.client import ApiError
from comity.demo.people import register_id
from comity.demo.scene_000 import warning
from comity.demo.world import engage, fill_register
from comity.errors import NotAllowed
from comity.exchange.clock import run_due
from comity.exchange.doors import own_line
from comity.model.assurances import AssuranceKind, Othman
from comity.model.decisions import Disclosable
from comity.model.duty import Contact, Way
from comity.model.people import Role
from comity.model.releases import AlertReply, OutcomeCode
from comity.seal.tls import make_tls_key
from comity.web.api_examples import EXAMPLES
from duty.staff import deputy
from stories.exchange import (
    FILE,
    IDENTITY,
    MARK,
    THREAT,
    WHO,
    accepted,
    agree,
    at,
    dangerous,
    issued,
    released,
    states,
    velin,
    warned_of,
)
from web.served import served

SUSPECT = {"label": "p1", "status": "SUSPECT", "open_case": True, "minor": False, "protection_from": []}
FRAUD = {
    "code": "fraud",
    "area": "PAYMENT_FRAUD",
    "max_penalty_months": 60,
    "punishable_here": True,
    "death_at_partner": False,
}
KNOWN = {"subjects": [SUSPECT | {"name": "Arkady Velin", "born": "1980-05-04"}], "offences": [FRAUD]}


def reference(matter: str) -> str:
    return matter.partition("/")[2]


def asked(api) -> str:
    """Draft, approve and send a request of RU over the line; return its reference."""
    weighed = api.client("RU", Role.OFFICER).cases_draft(request=velin())
    assert (weighed.moment, weighed.outcome) == ("G1", "PERMIT")
    case = reference(weighed.matter)
    assert api.client("RU", Role.SUPERVISOR).cases_approve(case).own == "APPROVED"
    assert api.client("RU", Role.SPOC_DUTY).cases_send(case).shared == "SENT"
    api.world.carry()
    return case


def answered(api) -> str:
    """Bring an answer of BE before the judge."""
    case, officer = asked(api), api.client("BE", Role.OFFICER)
    taken = api.client("BE", Role.SPOC_DUTY).cases_take(case)
    assert (taken.moment, taken.act is not None) == ("G2", True)
    officer.cases_findings(case, findings=KNOWN)
    for item in (IDENTITY, FILE):
        officer.cases_item(case, item=item, content=MARK.decode())
    assert officer.cases_submit(case).own == "AWAITING_AUTHORISATION"
    return case


def promised(state: str) -> dict:
    """Write findings by which an assurance was given, for a crime that carries death there."""
    promise = {"kind": "NO_DEATH_PENALTY", "giver": {"state": "RU", "kind": "CENTRAL_AUTHORITY"}}
    noted = {"assurances": [{**promise, "state": state}]}
    return KNOWN | {"offences": [FRAUD | {"death_at_partner": True}], "circumstances": noted}


def test_two_persons_accept_an_assurance_and_an_officer_alone_does_not(api):
    be = api.world["BE"]
    be.people[Role.CA_LAWYER] = engage(be, Role.CA_LAWYER, "BE/CENTRAL_AUTHORITY", api.world.now)
    case, officer, lawyer = asked(api), api.client("BE", Role.OFFICER), api.client("BE", Role.CA_LAWYER)
    api.client("BE", Role.SPOC_DUTY).cases_take(case)
    with pytest.raises(ApiError) as refused:
        officer.cases_findings(case, findings=promised("ACCEPTED"))
    assert (refused.value.code, refused.value.status) == ("wrong-role", 403)
    officer.cases_findings(case, findings=promised("GIVEN"))
    which = {"kind": AssuranceKind.NO_DEATH_PENALTY, "giver": "RU/CENTRAL_AUTHORITY"}
    good = Othman(**{factor.name: True for factor in fields(Othman)})
    assert lawyer.cases_examine_assurance(case, **which, factors=good).kind == "assurance.examine"
    lawyer.cases_propose_assurance(case, **which, monitor_on=[date(2020, 6, 1)])
    with pytest.raises(ApiError) as refused:
        lawyer.cases_accept_assurance(case, **which)
    assert refused.value.code == "wrong-role"
    delegate = api.client("BE", Role.MINISTER_DELEGATE)
    assert delegate.cases_accept_assurance(case, **which).kind == "assurance.accept"
    (one,) = officer.cases_assurances(case).assurances
    assert (one.state, one.accepted_by) == ("ACCEPTED", {Role.CA_LAWYER, Role.MINISTER_DELEGATE})
    for to in ("MONITORED", "BREACHED"):
        lawyer.cases_move_assurance(case, **which, to=to)
    told = lawyer.cases_report_assurance(case, **which, reference="JC 2019/4")
    assert told.kind == "assurance.report"


def test_a_case_runs_from_the_request_to_the_feedback(api):
    case, ru, be = answered(api), api.client("RU", Role.OFFICER), api.client("BE", Role.SPOC_DUTY)
    judge = api.client("BE", Role.JUDGE)
    (waiting,) = judge.orders_list().orders
    assert (waiting.matter, waiting.items) == (f"case/{case}", 2)
    assert {i.item: i.text for i in judge.orders_view(case).items} == {
        "identity": MARK.decode(),
        "file": MARK.decode(),
    }
    order = judge.orders_authorise(case, docket="2019/17", conditions=["Not before court."])
    assert (order.kind, set(order.items)) == ("JUDGE", {"identity", "file"})
    transfer = api.client("BE", Role.LEGAL_OFFICER).cases_transfer(case, note="Needed for one inquiry.")
    assert transfer.kind == "AUTHORITY"
    assert be.cases_release(case).kind == "reply.full"
    api.world.carry()
    assert ru.cases_conditions(case).conditions.purpose == "INVESTIGATION"
    ru.cases_agree(case)
    assert [i.text for i in ru.cases_read(case).items] == [MARK.decode(), MARK.decode()]
    ru.cases_feedback(case, outcome=OutcomeCode.ADVANCED_CASE)
    api.world.carry()
    assert states(api.world, f"case/{case}") == ("CLOSED", "CLOSED")
    agree(api.world, f"case/{case}")
    assert [r.sent for r in be.releases_list().rows] == [True]
    proof, trust = ru.cases_prove(case).proof, ru.trust_bundle().bundle
    assert verify(proof.encode(), trust.encode()).verdict == "valid"


def test_both_sides_show_a_case_as_one_timeline(api):
    case = answered(api)
    api.world.carry()
    line = api.client("RU", Role.OFFICER).cases_show(case)
    assert [s.kind for s in line.steps if s.shared] == ["request.send", "request.ack", "request.accept"]
    (row,) = api.client("BE", Role.DPO).cases_list(partner="RU", shared="IN_PROGRESS").rows
    assert (row.matter, row.side, row.own) == (f"case/{case}", "requested", "AWAITING_AUTHORISATION")
    assert api.client("BE", Role.DPO).cases_list(shared="CLOSED").rows == ()


def test_a_judge_lets_go_a_part_only(api):
    case, judge = answered(api), api.client("BE", Role.JUDGE)
    order = judge.orders_authorise(case, items=["identity"], days=5)
    assert order.items == ("identity",)
    assert order.valid_until == api.world.now + timedelta(days=5)


def test_a_judge_refuses_and_the_asker_gets_the_neutral_reply(api):
    case = answered(api)
    refused = api.client("BE", Role.JUDGE).orders_refuse(case, reasons="No necessity is shown.")
    assert refused.kind == "order.refuse"
    neutral = api.client("BE", Role.SPOC_DUTY).cases_none(case)
    assert (neutral.kind, neutral.done) == ("reply.none", False)
    api.world.later(hours=5)
    api.world.carry()
    assert states(api.world, f"case/{case}")[0] == "NO_REPLY_POSSIBLE"


def test_the_law_says_why_again_in_another_language(api):
    case, officer = answered(api), api.client("BE", Role.OFFICER)
    decided = officer.cases_decide(case)
    assert (decided.moment, decided.outcome) == ("G3", "NEEDS_AUTHORISATION")
    again = officer.cases_explain(case)
    assert (again.lines, again.outcome, again.authorisers) == (
        decided.lines,
        decided.outcome,
        decided.authorisers,
    )
    french = officer.cases_explain(case, lang="fr")
    assert any("demande l'accord" in line for line in french.lines)
    assert (french.language, french.warning) == ("fr", "")
    dutch = officer.cases_explain(case, lang="nl-BE")
    assert (dutch.language, "'nl-BE' is answered in English" in dutch.warning) == ("en", True)
    assert dutch.lines == again.lines


def test_a_draft_is_weighed_as_the_partner_would_before_it_is_sent(api):
    officer = api.client("RU", Role.OFFICER)
    case = reference(officer.cases_draft(request=velin()).matter)
    report = officer.cases_compatibility(case, lang="fr")
    assert (report.partner, report.language) == ("BE", "fr")
    assert report.notice.startswith("Ceci est notre propre appréciation du droit de BE")
    judge = next(o for o in report.obstacles if o.rule == "R-JUDGE")
    assert (judge.depends, judge.needs, judge.units) == (True, ("JUDGE",), ("q1", "q2"))
    assert judge.line == (
        "demande l'accord : le juge : Code d'instruction criminelle art. 28quinquies, 57, "
        "si l'élément relève d'une affaire en cours contre la personne (R-JUDGE)"
    )
    transfer = next(o for o in report.obstacles if o.rule == "R-XFER")
    assert (transfer.depends, transfer.needs) == (False, ("LEGAL_OFFICER",))
    assert transfer.article == "directive (UE) 2016/680 art. 38"


def test_a_warning_is_weighed_as_the_partner_would_take_it_in_before_it_is_issued(api):
    officer = api.client("BE", Role.OFFICER)
    alert = reference(officer.alerts_draft(request=replace(warning("BE", "RU", None), language="vi")).matter)
    report = officer.alerts_compatibility(alert)
    assert (report.partner, report.outcome) == ("RU", "REFER")
    assert [(o.rule, o.depends) for o in report.obstacles] == [("R-FORM", False)]


def test_no_report_is_made_of_a_request_that_came_in(api):
    case = asked(api)
    with pytest.raises(ApiError, match="Make the report of a draft") as failed:
        api.client("BE", Role.OFFICER).cases_compatibility(case)
    assert failed.value.code == "out-of-order"


def test_a_request_comes_back_for_a_supplement_and_is_withdrawn(api):
    case, be = asked(api), api.client("BE", Role.SPOC_DUTY)
    be.cases_return(case, reason=Disclosable.FORM, missing="The account number.")
    api.world.carry()
    assert states(api.world, f"case/{case}") == ("RETURNED_FOR_SUPPLEMENT",) * 2
    assert api.client("RU", Role.SPOC_DUTY).cases_withdraw(case).kind == "request.withdraw"


def test_what_was_released_is_recalled(api):
    case, be = answered(api), api.client("BE", Role.SPOC_DUTY)
    api.client("BE", Role.JUDGE).orders_authorise(case)
    api.client("BE", Role.LEGAL_OFFICER).cases_transfer(case, note="Needed.")
    be.cases_release(case)
    api.world.carry()
    be.cases_recall(case, why="The person was mistaken for another.")
    api.world.carry()
    run_due(api.world["RU"].node, api.world.now)
    with pytest.raises(ApiError) as refused:
        api.client("RU", Role.OFFICER).cases_agree(case)
    assert (refused.value.code, refused.value.status) == ("out-of-order", 409)


def test_a_release_is_returned_unread_by_a_signature():
    with at(released) as (world, matter), served(world) as api:
        case = reference(matter)
        with pytest.raises(NotAllowed) as refused:
            api.client("RU", Role.SPOC_DUTY, key=False).cases_return_unread(case)
        assert refused.value.code == "personal-signature-missing"
        assert api.client("RU", Role.SPOC_DUTY).cases_return_unread(case).shared == "RETURNED_UNREAD"


def test_two_persons_let_a_warning_go_and_reviews_follow(api):
    officer, duty = api.client("BE", Role.OFFICER), api.client("BE", Role.SPOC_DUTY)
    subject = replace(dangerous(), protection_from=frozenset())
    alert = reference(officer.alerts_draft(request=warning("BE", "RU", subject)).matter)
    danger = {"to_life": True, "concrete": True, "order_too_late": True, "order_tried": True}
    person = SUSPECT | {"status": "PERSON_POSING_DANGER", "name": "Deniz Aral", "born": "1980-05-04"}
    duty.alerts_findings(alert, findings={"subjects": [person], "danger": danger})
    for item in (WHO, THREAT):
        officer.alerts_item(alert, item=item, content=MARK)
    api.client("BE", Role.SUPERVISOR).alerts_approve(alert)
    duty.alerts_attempt(alert, whom="duty magistrate", result="no answer")
    assert duty.alerts_propose(alert).kind == "TP2"
    assert set(api.client("BE", Role.LEGAL_OFFICER).alerts_second(alert).items) == {"who", "threat"}
    assert duty.alerts_issue(alert).shared == "ISSUED"
    api.world.carry()
    there = api.client("RU", Role.SPOC_DUTY)
    there.alerts_ack(alert)
    assert {i.item for i in there.alerts_read(alert).items} == {"who", "threat"}
    there.alerts_respond(alert, reply=AlertReply.LOCATED)
    reviewed = api.client("BE", Role.JUDGE).alerts_review(alert, confirmed=True, reasons="It was right.")
    assert reviewed.kind == "urgency.review"
    api.client("BE", Role.DPO).alerts_inspect(alert, confirmed=True, reasons="It was right.")
    api.world.carry()
    agree(api.world, f"alert/{alert}")


def test_a_judge_who_can_be_reached_authorises_a_warning_and_no_two_persons_are_needed(api):
    alert = reference(warned_of(api.world, dangerous()))
    judge, duty = api.client("BE", Role.JUDGE), api.client("BE", Role.SPOC_DUTY)
    assert [(i.item, i.text) for i in judge.alerts_view(alert).items] == [("who", MARK.decode())]
    order = judge.alerts_authorise(alert, docket="2019/18", days=1)
    assert (order.kind, set(order.items)) == ("JUDGE", {"who", "threat"})
    assert api.client("BE", Role.LEGAL_OFFICER).alerts_transfer(alert, note="Lives.").kind == "AUTHORITY"
    assert duty.alerts_issue(alert).shared == "ISSUED"
    api.world.carry()
    there = api.client("RU", Role.SPOC_DUTY)
    there.alerts_ack(alert)
    assert {i.item for i in there.alerts_read(alert).items} == {"who", "threat"}


def test_a_judge_refuses_a_warning_and_only_what_names_nobody_goes(api):
    alert = reference(warned_of(api.world, dangerous()))
    api.client("BE", Role.JUDGE).alerts_refuse(alert, reasons="The source is not credible.")
    assert api.client("BE", Role.SPOC_DUTY).alerts_issue(alert).shared == "ISSUED"
    api.world.carry()
    there = api.client("RU", Role.SPOC_DUTY)
    there.alerts_ack(alert)
    assert [i.item for i in there.alerts_read(alert).items] == ["threat"]


def test_what_the_law_refuses_to_use_is_told_as_withheld_with_its_reason():
    with at(accepted) as (world, matter), served(world) as api:
        officer = api.client("RU", Role.OFFICER)
        officer.cases_findings(reference(matter), findings={"tainted": ["file"]})
        told = officer.cases_read(reference(matter))
        assert [i.item for i in told.items] == ["identity"]
        assert [(i.item, "R-TAINT" in i.because[0]) for i in told.withheld] == [("file", True)]


def test_a_review_that_does_not_confirm_recalls_the_warning_by_the_same_hand(api):
    alert = reference(issued(api.world))
    api.client("BE", Role.JUDGE).alerts_review(alert, confirmed=False, reasons="There was time to ask.")
    steps = [s.kind for s in api.client("BE", Role.DPO).alerts_show(alert).steps]
    assert steps[-3:] == ["alert.recall", "urgency.review", "alert.weigh"]


def test_a_search_is_logged_and_says_why_it_found(api):
    fill_register(api.world["BE"], 50, 2019, (), api.world.now)
    officer = api.client("BE", Role.OFFICER)
    held = api.world["BE"].node.registers.get(register_id("BE"), "BE-000001")
    found = officer.registers_search(name=held.name, purpose="An inquiry.").found
    assert held.reference in {hit.reference for hit in found}
    assert all(hit.because for hit in found)


def test_many_persons_are_asked_for_at_once_and_no_more_than_twenty_leave(api):
    fill_register(api.world["BE"], 50, 2019, (), api.world.now)
    officer, registers = api.client("BE", Role.OFFICER), api.world["BE"].node.registers
    held = [registers.get(register_id("BE"), f"BE-00000{n}") for n in (1, 2)]
    persons = [{"name": one.name, "born": one.births[0].date.text} for one in held]
    asked = [*persons, {"name": "Nobody Nowhere", "born": "1911"}, {"name": "---"}]
    results = officer.registers_match(purpose="An inquiry.", persons=asked).results
    assert [one.found[0].reference for one in results[:2]] == ["BE-000001", "BE-000002"]
    assert (results[2].found, bool(results[3].refused)) == ((), True)
    logged = api.world["BE"].node.store.read(lambda r: r.acts_of_kinds(("register.search",)))
    assert len(logged) == 1
    years = [{"born": str(year)} for year in range(1940, 2010)]
    with pytest.raises(ApiError, match="by two persons only"):
        officer.registers_match(purpose="An inquiry.", persons=years)
    logged = api.world["BE"].node.store.read(lambda r: r.acts_of_kinds(("register.search",)))
    assert len(logged) == 2


def test_the_house_shows_how_it_stands(api):
    person = api.client("BE", Role.DPO)
    assert (person.node_status().state, person.node_status().partners) == ("BE", ("RU",))
    assert person.law_show().in_force
    assert [e.name for e in person.law_lists("UN", on=date(2018, 7, 1)).entries] == ["Northern Column"]
    compared = person.law_lists_diff("EU", "TR", on=date(2019, 10, 31))
    assert [e.name for e in compared.only_other] == ["Blue River Movement"]
    assert [e.one.key for e in compared.both] == ["DEMO-EU.02"]
    assert [p.stands for p in person.partners_list().partners] == ["ACTIVE"]
    assert person.partners_show("RU").stands == "ACTIVE"
    assert {log.log for log in person.ledger_verify().logs if log.wrong is None} == {"own", "pair/RU"}
    assert person.overdue_list().overdue == ()
    invited = person.pairing_invite().invitation
    there = api.client("RU", Role.DPO).pairing_compare(invitation=invited)
    assert there.fingerprint == person.partners_list().partners[0].fingerprint


def test_a_token_is_lent_by_the_person_and_ended(api):
    officer = api.client("BE", Role.OFFICER)
    lent = officer.tokens_issue(what="the evening run", until=api.world.now + timedelta(days=1))
    assert lent.secret.startswith(f"comity_{lent.token}_")
    assert lent.token in {t.token for t in officer.tokens_list().tokens}
    assert officer.tokens_end(lent.token).kind == "token.end"


def test_a_role_is_ended_by_whoever_accredits_and_its_token_with_it(api):
    officer, dpo = api.client("BE", Role.OFFICER), api.client("BE", Role.DPO)
    assert officer.law_show().in_force
    ended = dpo.people_end("be-officer", role=Role.OFFICER, why="They left the service.")
    assert ended.kind == "person.end"
    with pytest.raises(ApiError) as refused:
        officer.law_show()
    assert (refused.value.code, refused.value.status) == ("token-invalid", 401)
    (held,) = dpo.people_show("be-officer").roles
    assert (held.ended_by, held.ended_at) == ("be-dpo", api.world.now)
    assert [p.valid for p in dpo.people_list().people if p.pseudonym == "be-officer"] == [False]


def test_the_staff_is_told_what_it_can_do_and_what_it_lacks(api):
    found = {c.capability: c.usable for c in api.client("BE", Role.DPO).node_check().capabilities}
    assert found["ask"]
    assert {capability for capability, usable in found.items() if not usable} == {"assure", "lists"}


def test_the_duty_desk_says_who_stands_and_calls_them(api):
    duty, until = api.client("BE", Role.SPOC_DUTY), api.world.now + timedelta(hours=12)
    assert duty.duty_contact("be-spoc-duty", contacts=[Contact(way=Way.SMTP, to="d@police.example")]).done
    assert duty.duty_watch(role=Role.SPOC_DUTY, people=["be-spoc-duty"], ends_at=until).kind == "roster.set"
    (watch,) = duty.duty_roster().watches
    assert (watch.people, watch.ends_at) == (("be-spoc-duty",), until)
    case = asked(api)
    assert duty.cases_reach(case).partner.state == "RU"
    duty.duty_call(matter=f"case/{case}", whom=[Role.SPOC_DUTY])
    (call,) = duty.duty_calls().calls
    assert (call.matter, call.need, call.roles) == (f"case/{case}", "asked", (Role.SPOC_DUTY,))
    assert duty.duty_ack(matter=f"case/{case}").kind == "notice.ack"
    assert duty.duty_calls().calls == ()
    covered = {c.role: c.people for c in duty.duty_check().here if c.people}
    assert covered == {Role.SPOC_DUTY: ("be-spoc-duty",)}


def test_two_persons_change_how_a_partner_is_reached(api):
    operator, duty = api.client("BE", Role.SYSADMIN), api.client("BE", Role.SPOC_DUTY)
    certificate = make_tls_key("ru.police.example").certificate
    line = Line(address="https://ru.police.example:8443", tls=certificate)
    statement = own_line(api.world["RU"].node, line, api.world.now).decode()
    told = operator.pairing_compare_line("RU", to={"statement": statement})
    assert (told.address, told.new_key) == ("https://ru.police.example:8443", True)
    operator.pairing_propose_line("RU", to={"statement": statement})
    with pytest.raises(ApiError) as refused:
        duty.pairing_set_line("RU", to={"statement": statement}, fingerprint="0000")
    assert refused.value.code == "certificate-invalid"
    set_to = duty.pairing_set_line("RU", to={"statement": statement}, fingerprint=told.fingerprint.lower())
    assert set_to.kind == "line.set"
    assert [p.line for p in duty.partners_list().partners] == ["https://ru.police.example:8443"]
    operator.pairing_propose_line("RU", to={"by_file": True})
    duty.pairing_set_line("RU", to={"by_file": True})
    assert [p.line for p in duty.partners_list().partners] == ["by file"]


def test_two_persons_adopt_a_value_and_a_partner_is_told(api):
    legal, delegate = api.client("RU", Role.LEGAL_OFFICER), api.client("RU", Role.MINISTER_DELEGATE)
    written = EXAMPLES["AsProfile"]["profile"].replace('"BE"', '"RU"')
    assert legal.law_propose_value(profile=written).kind == "value.propose"
    with pytest.raises(ApiError) as refused:
        delegate.law_adopt_value(profile=written.replace('"nl", ', ""))
    assert refused.value.code == "not-proposed"
    assert delegate.law_adopt_value(profile=written).kind == "value.adopt"
    assert legal.pairing_declare("BE").kind == "profile.declare"
    api.world.carry()
    officer = api.client("BE", Role.OFFICER)
    told = {f.field: f for f in officer.partners_profile("RU").fields}
    assert (told["languages"].value, told["languages"].declared) == ("ru", "nl, fr, de, en")
    assert told["languages"].differs
    assert not told["death_penalty"].differs
    assert officer.law_show().missing == ()
    with pytest.raises(ApiError) as refused:
        legal.law_propose_value(profile='state = "RU"\n\n[[value]]\nfield = "guillotine"\n')
    assert (refused.value.code, refused.value.status) == ("law-file-invalid", 422)


def test_two_legal_officers_apply_a_list(api):
    written, second = EXAMPLES["AsList"]["file"], deputy(api.world, "BE", Role.LEGAL_OFFICER, 2)
    legal = api.client("BE", Role.LEGAL_OFFICER)
    told = legal.law_lists_change(file=written)
    assert [entry.name for entry in told.added] == ["Blue River Movement"]
    assert (told.on, told.today) == (date(2026, 3, 2), None)
    assert legal.law_propose_list(file=written).kind == "list.propose"
    with pytest.raises(ApiError) as refused:
        legal.law_activate_list(file=written)
    assert refused.value.code == "same-person-twice"
    api.world["BE"].people[Role.LEGAL_OFFICER] = second
    api.lent.clear()
    other = api.client("BE", Role.LEGAL_OFFICER)
    with pytest.raises(ApiError) as refused:
        other.law_activate_list(file=written.replace("Blue", "Red"))
    assert refused.value.code == "not-proposed"
    assert other.law_activate_list(file=written).matter == "lists/BE"
    listed = other.law_lists("BE", on=date(2026, 3, 2)).entries
    assert [entry.name for entry in listed] == ["Blue River Movement"]


def test_a_liaison_sees_assigned_cases_only(api):
    case, liaison = answered(api), api.client("BE", Role.LIAISON_OFFICER)
    assert (liaison.cases_list().rows, liaison.orders_list().orders) == ((), ())
    for looks in (liaison.cases_show, liaison.cases_explain, liaison.cases_prove):
        with pytest.raises(ApiError) as refused:
            looks(case)
        assert refused.value.code == "liaison-may-not-decide"


def test_without_the_key_no_act_with_legal_effect_is_done(api):
    case = reference(api.client("RU", Role.OFFICER).cases_draft(request=velin()).matter)
    with pytest.raises(NotAllowed) as refused:
        api.client("RU", Role.SUPERVISOR, key=False).cases_approve(case)
    assert refused.value.code == "personal-signature-missing"
    steps = api.client("RU", Role.OFFICER).cases_show(case).steps
    assert [s.kind for s in steps] == ["request.draft", "request.weigh"]


def test_a_token_sees_of_accounts_and_logs_what_its_role_has_business_with(api):
    officer, auditor = api.client("BE", Role.OFFICER), api.client("BE", Role.DPO)
    for looks in (
        officer.people_list,
        lambda: officer.people_show("be-judge"),
        officer.ledger_heads,
        officer.ledger_verify,
    ):
        with pytest.raises(ApiError) as refused:
            looks()
        assert (refused.value.code, refused.value.status) == ("wrong-role", 403)
    assert officer.people_show("be-officer").pseudonym == "be-officer"
    assert {t.pseudonym for t in officer.tokens_list().tokens} == {"be-officer"}
    assert {"be-officer", "be-dpo"} <= {t.pseudonym for t in auditor.tokens_list().tokens}
    assert {log.log for log in auditor.ledger_heads().logs} == {"own", "pair/RU"}
