"""The person's key stays with the person: what waits, who may answer, what is checked, how it ends."""

import pytest

from comity.exchange import alerts
from comity.model.people import Role
from comity.seal.canonical import b64, decode, unb64
from comity.seal.keys import KeySet
from stories.exchange import answered, at, dangerous, drafted, own_kinds, warned_of
from web.served import quick, served

ACTS = [{"Idempotency-Key": f"key-number-{n}"} for n in range(10)]


def reference(matter: str) -> str:
    return matter.partition("/")[2]


def turned(keys: KeySet, waits: dict, **other: object) -> dict:
    """Turn a key for what a ticket wants."""
    (wish,) = waits["wanted"]
    if wish["kind"] == "sign":
        signature = keys.signing.sign(unb64(wish["statement"]), wish["context"].encode())
        return {"step": waits["step"], "granted": [{"signature": signature.to_plain()}], **other}
    opened = keys.sealing.open(unb64(wish["sealed"]), unb64(wish["info"]))
    return {"step": waits["step"], "granted": [{"opened": b64(opened)}], **other}


@pytest.fixture
def parked(api):
    """Have the supervisor of RU asked to sign an approval; give the client, the ticket, and the case."""
    case = reference(drafted(api.world))
    supervisor = api.bare("RU", Role.SUPERVISOR)
    answered = supervisor.post(f"/cases/{case}/approve", headers=ACTS[0])
    assert answered.status_code == 202
    assert answered.headers["Location"] == f"/tickets/{answered.json()['ticket']}"
    return supervisor, answered.json(), case


def test_the_statement_is_shown_with_what_it_commits_to(parked):
    _, waits, case = parked
    (wish,) = waits["wanted"]
    statement = decode(unb64(wish["statement"]))
    assert (wish["kind"], wish["context"]) == ("sign", "comity/1 act")
    assert (statement["kind"], statement["matter"]) == ("request.approve", f"case/{case}")
    assert unb64(wish["about"]).endswith(b"\x00\x00\x00\x02{}")
    assert (waits["step"], waits["seconds"] <= 120) == (1, True)


def test_the_ticket_says_who_cannot_be_reached_in_the_words_of_the_reading(parked):
    supervisor, waits, case = parked
    assert waits["gaps"] == ["BE's duty desk: not known whether anybody can be reached."]
    assert waits["gaps"] == supervisor.get(f"/cases/{case}/reach").json()["gaps"]


def test_every_step_of_a_warning_that_waits_for_a_key_says_who_cannot_be_reached(api):
    world = api.world
    alert = reference(warned_of(world, dangerous()))
    be, now = world["BE"].node, world.now
    alerts.note_attempt(
        be, f"alert/{alert}", "duty magistrate", "no answer", world["BE"][Role.SPOC_DUTY], now
    )
    gaps = [
        "RU's duty desk: not known whether anybody can be reached.",
        "SPOC_DUTY: nobody stands on the roster.",
        "DUTY_MAGISTRATE or JUDGE: nobody stands on the roster.",
        "DPO: nobody stands on the roster.",
    ]
    steps = (("propose", Role.SPOC_DUTY), ("second", Role.LEGAL_OFFICER), ("issue", Role.SPOC_DUTY))
    for number, (step, role) in enumerate(steps):
        person = api.bare("BE", role)
        waits = person.post(f"/alerts/{alert}/{step}", headers=ACTS[number])
        while waits.status_code == 202:
            assert waits.json()["gaps"] == gaps
            given = turned(world["BE"][role].keys, waits.json())
            waits = person.post(f"/tickets/{waits.json()['ticket']}", json=given)
        assert waits.status_code == 200


def test_a_ticket_outside_cases_and_warnings_names_no_gaps(api):
    supervisor = api.bare("BE", Role.SUPERVISOR)
    words = {"role": "SPOC_DUTY", "people": [], "ends_at": "2019-11-02T09:00:00Z"}
    waits = supervisor.post("/duty/roster", json=words, headers=ACTS[0])
    assert (waits.status_code, waits.json()["gaps"]) == (202, [])


def test_nothing_happened_while_the_act_waits(api, parked):
    _, _, case = parked
    assert own_kinds(api.world["RU"].node, f"case/{case}") == ["request.draft", "request.weigh"]


def test_the_key_turns_and_the_act_is_done(api, parked):
    supervisor, waits, _ = parked
    keys = api.world["RU"][Role.SUPERVISOR].keys
    done = supervisor.post(f"/tickets/{waits['ticket']}", json=turned(keys, waits))
    assert (done.status_code, done.json()["kind"]) == (200, "request.approve")
    gone = supervisor.post(f"/tickets/{waits['ticket']}", json=turned(keys, waits))
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown-ticket")


def test_anothers_key_does_nothing(api, parked):
    supervisor, waits, case = parked
    other = api.world["RU"][Role.OFFICER].keys
    refused = supervisor.post(f"/tickets/{waits['ticket']}", json=turned(other, waits))
    assert (refused.status_code, refused.json()["code"]) == (409, "signature-invalid")
    assert "request.approve" not in own_kinds(api.world["RU"].node, f"case/{case}")


def test_a_signature_over_another_statement_does_nothing(api, parked):
    supervisor, waits, case = parked
    keys = api.world["RU"][Role.SUPERVISOR].keys
    waits["wanted"][0]["statement"] = b64(b"another statement")
    refused = supervisor.post(f"/tickets/{waits['ticket']}", json=turned(keys, waits))
    assert (refused.status_code, refused.json()["code"]) == (409, "signature-invalid")
    assert "request.approve" not in own_kinds(api.world["RU"].node, f"case/{case}")


def test_a_ticket_is_of_one_token(api, parked):
    _, waits, _ = parked
    keys = api.world["RU"][Role.SUPERVISOR].keys
    for role in (Role.OFFICER, Role.DPO):
        other = api.bare("RU", role)
        assert other.post(f"/tickets/{waits['ticket']}", json=turned(keys, waits)).status_code == 404
        assert other.delete(f"/tickets/{waits['ticket']}").status_code == 404


def test_an_answer_to_another_step_changes_nothing(api, parked):
    supervisor, waits, _ = parked
    keys, address = api.world["RU"][Role.SUPERVISOR].keys, f"/tickets/{waits['ticket']}"
    crossed = supervisor.post(address, json=turned(keys, waits) | {"step": 2})
    assert (crossed.status_code, crossed.json()["code"]) == (409, "crossed")
    wrong = supervisor.post(address, json={"step": 1, "granted": [{"opened": b64(bytes(32))}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad-input")
    assert supervisor.post(address, json=turned(keys, waits)).status_code == 200


def test_what_is_given_up_did_not_happen(api, parked):
    supervisor, waits, case = parked
    assert supervisor.delete(f"/tickets/{waits['ticket']}").status_code == 204
    again = supervisor.post(f"/cases/{case}/approve", headers=ACTS[1])
    assert again.status_code == 202
    assert own_kinds(api.world["RU"].node, f"case/{case}") == ["request.draft", "request.weigh"]


def test_a_ticket_runs_out_and_nothing_happened():
    with at(drafted) as (world, matter), served(world, quick(ticket_lives=0.05)) as api:
        supervisor, case = api.bare("RU", Role.SUPERVISOR), reference(matter)
        keys = world["RU"][Role.SUPERVISOR].keys
        waits = supervisor.post(f"/cases/{case}/approve", headers=ACTS[0]).json()
        while True:  # until the desk has given up, the key may still come in time
            late = supervisor.post(f"/tickets/{waits['ticket']}", json=turned(keys, waits) | {"step": 9})
            if late.status_code == 404:
                break
        assert late.json()["code"] == "unknown-ticket"
        assert own_kinds(world["RU"].node, matter) == ["request.draft", "request.weigh"]


def test_one_token_holds_few_tickets_at_once(api):
    cases = [reference(drafted(api.world)) for _ in range(9)]
    supervisor = api.bare("RU", Role.SUPERVISOR)
    answers = [
        supervisor.post(f"/cases/{case}/approve", headers=headers)
        for case, headers in zip(cases, ACTS, strict=False)
    ]
    assert [a.status_code for a in answers] == [202] * 8 + [429]
    assert (answers[-1].json()["code"], answers[-1].headers["Retry-After"]) == ("too-many-requests", "5")
    elsewhere = api.bare("RU", Role.SPOC_DUTY).post(f"/cases/{cases[0]}/withdraw", headers=ACTS[0])
    assert elsewhere.status_code == 409  # the law's answer, and not the other token's


def test_the_desk_says_no_before_any_key_is_wanted(api):
    case = reference(drafted(api.world))
    refused = api.bare("RU", Role.OFFICER).post(f"/cases/{case}/approve", headers=ACTS[0])
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong-role")


def test_a_judge_opens_each_item_step_by_step():
    with at(answered) as (world, matter), served(world) as api:
        judge, keys = api.bare("BE", Role.JUDGE), world["BE"][Role.JUDGE].keys
        answer = judge.post(f"/orders/{reference(matter)}/view")
        wishes = []
        while answer.status_code == 202:
            wishes.append(answer.json()["wanted"][0])
            answer = judge.post(f"/tickets/{answer.json()['ticket']}", json=turned(keys, answer.json()))
        assert [unb64(w["info"]).split(b"\n")[0] for w in wishes] == [
            b"comity/1 view",
            b"comity/1 share",
        ] * 2
        assert {decode(unb64(w["about"]))["item"] for w in wishes} == {"identity", "file"}
        assert len(answer.json()["items"]) == 2


def test_a_false_share_opens_nothing_and_orders_nothing():
    with at(answered) as (world, matter), served(world) as api:
        judge = api.bare("BE", Role.JUDGE)
        waits = judge.post(f"/orders/{reference(matter)}/authorise", json={}, headers=ACTS[0]).json()
        address = f"/tickets/{waits['ticket']}"
        for step in (1, 2):
            false = {"step": step, "granted": [{"opened": b64(bytes(32))}]}
            answer = judge.post(address, json=false)
        assert (answer.status_code, answer.json()["code"]) == (409, "key-not-committed")
        assert "order.grant" not in own_kinds(world["BE"].node, matter)


def test_an_act_that_another_overtook_is_signed_anew(api, parked):
    supervisor, waits, case = parked
    keys, address = api.world["RU"][Role.SUPERVISOR].keys, f"/tickets/{waits['ticket']}"
    api.client("RU", Role.SPOC_DUTY).cases_assign(case, to="ru-liaison-officer")
    again = supervisor.post(address, json=turned(keys, waits))
    assert (again.status_code, again.json()["step"]) == (202, 2)
    done = supervisor.post(address, json=turned(keys, again.json()))
    assert (done.status_code, done.json()["kind"]) == (200, "request.approve")
