"""What was done under an idempotency key is done once: repeated, raced, interrupted, after a restart."""

import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from comity.acts.plain import to_plain
from comity.model.people import Role
from comity.seal.canonical import unb64
from stories.exchange import MEMORY, approved, at, copied, drafted, held, template, velin
from web.served import served

KEY = {"Idempotency-Key": "0123456789abcdef"}
OTHER = {"Idempotency-Key": "fedcba9876543210"}
OF_THE_DESK = ("reference", "made_at", "sender", "type")
REQUEST = {k: v for k, v in to_plain(velin()).items() if k not in OF_THE_DESK}


def cases_of(world) -> list[str]:
    return [row.id for row in world["RU"].node.store.read(lambda r: r.matters("case/"))]


def signed(api, role: Role, waits: dict) -> dict:
    """Sign what a ticket wants, as the person in a role of RU."""
    (wish,) = waits["wanted"]
    keys = api.world["RU"][role].keys
    signature = keys.signing.sign(unb64(wish["statement"]), wish["context"].encode())
    return {"step": waits["step"], "granted": [{"signature": signature.to_plain()}]}


def test_a_repeat_has_the_same_answer_and_does_nothing(api):
    officer = api.bare("RU", Role.OFFICER)
    first = officer.post("/cases", json={"request": REQUEST}, headers=KEY)
    again = officer.post("/cases", json={"request": REQUEST}, headers=KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert cases_of(api.world) == [first.json()["matter"]]


def test_a_repeat_has_the_same_answer_though_the_matter_went_on(api):
    case = drafted(api.world).partition("/")[2]
    duty, words = api.bare("RU", Role.SPOC_DUTY), {"to": "ru-liaison-officer"}
    first = duty.post(f"/cases/{case}/assign", json=words, headers=KEY)
    assert (first.json()["own"], first.json()["done"]) == ("DRAFT", True)
    api.client("RU", Role.SUPERVISOR).cases_approve(case)
    assert duty.post(f"/cases/{case}/assign", json=words, headers=KEY).json() == first.json()


def test_another_request_under_the_same_key_is_refused(api):
    officer = api.bare("RU", Role.OFFICER)
    officer.post("/cases", json={"request": REQUEST}, headers=KEY)
    other = officer.post("/cases", json={"request": REQUEST | {"case_ref": "VG-2"}}, headers=KEY)
    elsewhere = officer.post("/alerts", json={"request": REQUEST}, headers=KEY)
    assert [(a.status_code, a.json()["code"]) for a in (other, elsewhere)] == [(422, "key-reused")] * 2
    assert len(cases_of(api.world)) == 1


def test_two_tokens_may_have_the_same_key(api):
    for role in (Role.OFFICER, Role.SPOC_DUTY):
        api.bare("RU", role).post("/cases", json={"request": REQUEST}, headers=KEY)
    assert len(cases_of(api.world)) == 2


def test_what_was_refused_keeps_no_key(api):
    case = drafted(api.world).partition("/")[2]
    supervisor = api.bare("RU", Role.SUPERVISOR)
    early = supervisor.post(f"/cases/{case}/feedback", json={"outcome": "NO_EFFECT"}, headers=KEY)
    late = supervisor.post(f"/cases/{case}/assign", json={"to": "ru-liaison-officer"}, headers=KEY)
    assert (early.status_code, late.status_code) == (409, 200)


def test_an_act_without_a_key_is_not_done(api):
    answered = api.bare("RU", Role.OFFICER).post("/cases", json={"request": REQUEST})
    assert (answered.status_code, answered.json()["where"]) == (400, ["header.Idempotency-Key: missing"])
    assert cases_of(api.world) == []


def test_of_requests_that_race_under_one_key_one_is_done(api):
    many, officer = 8, api.bare("RU", Role.OFFICER)
    gate = threading.Barrier(many)

    def post(_: int) -> str:
        gate.wait()
        return officer.post("/cases", json={"request": REQUEST}, headers=KEY).json()["matter"]

    with ThreadPoolExecutor(many) as pool:
        matters = set(pool.map(post, range(many)))
    assert matters == set(cases_of(api.world))
    assert len(matters) == 1
    (matter,) = matters
    assert [a.kind for a in held(api.world["RU"].node, matter).acts].count("request.draft") == 1


def test_a_crash_between_commit_and_answer_is_made_good_by_a_repeat():
    cut = threading.Event()

    def die(seam: str) -> None:
        if seam == "after COMMIT" and cut.is_set():
            cut.clear()
            raise OSError("the machine stopped here")

    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        from stories.exchange import reopened

        copied(template(), Path(folder)).close()
        world = reopened(template(), Path(folder), die)
        with served(world) as api:
            officer = api.bare("RU", Role.OFFICER)
            cut.set()
            lost = officer.post("/cases", json={"request": REQUEST}, headers=KEY)
            assert lost.status_code == 503
            found = officer.post("/cases", json={"request": REQUEST}, headers=KEY)
            again = officer.post("/cases", json={"request": REQUEST}, headers=KEY)
            assert (found.status_code, again.json()["outcome"]) == (200, "PERMIT")
            assert cases_of(world) == [found.json()["matter"]]
        world.close()


def test_a_key_holds_after_a_restart():
    with at(approved) as (world, matter):
        case = matter.partition("/")[2]
        with served(world) as api:
            duty = api.bare("RU", Role.SPOC_DUTY)
            waits = duty.post(f"/cases/{case}/send", headers=KEY).json()
            answered = duty.post(f"/tickets/{waits['ticket']}", json=signed(api, Role.SPOC_DUTY, waits))
            assert answered.json()["kind"] == "request.send"
            token = api.token("RU", Role.SPOC_DUTY)
        with served(world) as api:
            headers = KEY | {"Authorization": f"Bearer {token}"}
            again = api.bare("RU").post(f"/cases/{case}/send", headers=headers)
        assert again.json() == answered.json()


def test_a_parked_act_is_found_again_by_its_key(api):
    case = drafted(api.world).partition("/")[2]
    supervisor = api.bare("RU", Role.SUPERVISOR)
    first = supervisor.post(f"/cases/{case}/approve", headers=KEY)
    again = supervisor.post(f"/cases/{case}/approve", headers=KEY)
    assert (first.status_code, again.status_code) == (202, 202)
    same = ("ticket", "step", "wanted")
    assert [again.json()[k] for k in same] == [first.json()[k] for k in same]
    other = supervisor.post(f"/cases/{case}/withdraw", headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    done = supervisor.post(
        f"/tickets/{first.json()['ticket']}", json=signed(api, Role.SUPERVISOR, first.json())
    )
    after = supervisor.post(f"/cases/{case}/approve", headers=KEY)
    assert (done.status_code, after.json()) == (200, done.json())


def test_a_note_is_kept_for_a_day_and_then_dropped(api):
    officer = api.bare("RU", Role.OFFICER)
    first = officer.post("/cases", json={"request": REQUEST}, headers=KEY).json()
    api.world.now += timedelta(hours=24)
    assert officer.post("/cases", json={"request": REQUEST}, headers=KEY).json() == first
    api.world.now += timedelta(hours=24)
    officer.post("/cases", json={"request": REQUEST}, headers=OTHER)
    papers = api.world["RU"].node.store.read(lambda r: r.papers("once/"))
    assert {name.split("/")[1] for name in papers} == {"2019-11-02"}


def test_a_note_holds_no_content(api):
    officer = api.bare("RU", Role.OFFICER)
    officer.post("/cases", json={"request": REQUEST}, headers=KEY)
    (note,) = api.world["RU"].node.store.read(lambda r: r.papers("once/")).values()
    assert b"Velin" not in note
    assert b"outcome" not in note


@pytest.mark.parametrize("path", ["read", "conditions"])
def test_a_reading_asks_for_no_key(api, path):
    case = drafted(api.world).partition("/")[2]
    method = "POST" if path == "read" else "GET"
    answered = api.bare("RU", Role.OFFICER).request(method, f"/cases/{case}/{path}")
    assert (answered.status_code, answered.json()["code"]) == (409, "out-of-order")
