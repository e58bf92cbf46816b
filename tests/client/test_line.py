"""The line repeats where that is safe, comes back by the same key, and gives a refused ticket up."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import httpx2
import pytest

from comity.client import ApiError, Client
from comity.client.errors import NoAnswer, NotAsked
from comity.errors import BadInput, MalformedMessage, OutOfOrder, PersonalSignatureMissing
from comity.model.people import Role
from comity.seal.keys import KeySet
from stories.exchange import drafted, own_kinds


@dataclass
class Broken(httpx2.BaseTransport):
    """A real line that loses some requests on the way, and some answers on the way back."""

    url: str
    lose_requests: int = 0
    lose_answers: int = 0
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    real: httpx2.HTTPTransport = field(default_factory=httpx2.HTTPTransport)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append((request.method, request.url.path, request.headers.get("Idempotency-Key", "")))
        if self.lose_requests:
            self.lose_requests -= 1
            raise httpx2.ConnectError("lost on the way")
        answered = self.real.handle_request(request)
        answered.read()
        if self.lose_answers:
            self.lose_answers -= 1
            raise httpx2.ReadError("lost on the way back")
        return answered

    def close(self) -> None:
        self.real.close()


def client(api, role: Role, line: httpx2.BaseTransport, waits: list[float] | None = None) -> Client:
    http = httpx2.Client(base_url=api.urls["RU"], transport=line)
    sleep = (waits if waits is not None else []).append
    return api.client("RU", role, http=http, sleep=sleep)


def test_a_reading_is_repeated(api):
    line, waits = Broken(api.urls["RU"], lose_requests=2), []
    assert client(api, Role.OFFICER, line, waits).law_show().in_force
    assert (len(line.seen), waits) == (3, [0.25, 0.5])


def test_an_act_is_repeated_under_its_key_and_done_once(api):
    matter = drafted(api.world)
    line = Broken(api.urls["RU"], lose_answers=1)
    duty = client(api, Role.SPOC_DUTY, line)
    assert duty.cases_assign(matter.partition("/")[2], to="ru-liaison-officer").kind == "case.assign"
    assert len({key for _, _, key in line.seen}) == 1
    assert own_kinds(api.world["RU"].node, matter).count("case.assign") == 1


def test_a_signed_act_whose_answer_is_lost_is_found_by_its_key(api):
    matter = drafted(api.world)
    line = Broken(api.urls["RU"])
    supervisor = client(api, Role.SUPERVISOR, line)

    def lose(request: httpx2.Request) -> None:
        if request.url.path.startswith("/tickets/") and len(line.seen) == 1:
            line.lose_answers = 1

    supervisor._http.event_hooks["request"] = [lose]
    assert supervisor.cases_approve(matter.partition("/")[2]).own == "APPROVED"
    assert [path.split("/")[1] for _, path, _ in line.seen] == ["cases", "tickets", "cases"]
    assert own_kinds(api.world["RU"].node, matter).count("request.approve") == 1


def test_a_search_is_not_repeated(api):
    line = Broken(api.urls["RU"], lose_answers=1)
    with pytest.raises(NoAnswer):
        client(api, Role.OFFICER, line).registers_search(name="Velin", purpose="An inquiry.")
    assert len(line.seen) == 1


def test_a_line_that_stays_down_is_given_up(api):
    line, waits = Broken(api.urls["RU"], lose_requests=9), []
    with pytest.raises(NoAnswer):
        client(api, Role.OFFICER, line, waits).law_show()
    assert (len(line.seen), waits) == (4, [0.25, 0.5, 1.0])


def test_each_act_has_a_key_of_its_own(api):
    case = drafted(api.world).partition("/")[2]
    line = Broken(api.urls["RU"])
    duty = client(api, Role.SPOC_DUTY, line)
    for to in ("ru-liaison-officer", "ru-officer"):
        duty.cases_assign(case, to=to)
    assert len({key for _, _, key in line.seen}) == 2


def test_a_program_that_starts_again_repeats_its_act_under_its_own_key(api):
    matter = drafted(api.world)
    supervisor, again = (api.client("RU", Role.SUPERVISOR) for _ in range(2))
    with supervisor.under("of-my-own-table-17"):
        first = supervisor.cases_approve(matter.partition("/")[2])
    with again.under("of-my-own-table-17"):
        assert again.cases_approve(matter.partition("/")[2]) == first
    assert own_kinds(api.world["RU"].node, matter).count("request.approve") == 1


def says(status: int, document: object, **headers: str | bytes) -> httpx2.MockTransport:
    """Return a server that says the same to everything: one that is not ours."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return httpx2.MockTransport(lambda _: httpx2.Response(status, content=content, headers=headers))


def test_who_asked_too_much_waits_as_long_as_it_is_told(api):
    waits: list[float] = []
    problem = {"code": "too-many-requests", "detail": "Too much.", "do": "Wait."}
    with pytest.raises(ApiError) as refused:
        client(api, Role.OFFICER, says(429, problem, **{"Retry-After": "7"}), waits).law_show()
    assert (waits, refused.value.status) == ([7.0, 7.0, 7.0], 429)


def test_who_is_told_to_wait_for_hours_gives_up(api):
    waits: list[float] = []
    problem = {"code": "too-many-requests", "detail": "Too much.", "do": "Wait."}
    with pytest.raises(ApiError):
        client(api, Role.OFFICER, says(429, problem, **{"Retry-After": "7200"}), waits).law_show()
    assert waits == []


def test_a_refusal_has_the_nodes_own_code_and_remedy(api):
    case = drafted(api.world).partition("/")[2]
    with pytest.raises(ApiError) as refused:
        api.client("RU", Role.SUPERVISOR).cases_feedback(case, outcome="NO_EFFECT")  # type: ignore[arg-type]
    error = refused.value
    assert (error.code, error.status, error.remedy) == ("out-of-order", 409, OutOfOrder.remedy)
    assert error.what == "'release.feedback' does not fit: the matter is not begun."


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"{}", b'{"code": 1}'])
def test_an_answer_that_is_no_problem_document_is_said_to_be_none(api, content):
    with pytest.raises(ApiError) as refused:
        client(api, Role.OFFICER, says(502, content)).law_show()
    assert (refused.value.code, refused.value.status) == ("no-problem-document", 502)


def test_an_answer_of_another_form_is_refused(api):
    with pytest.raises(MalformedMessage):
        client(api, Role.OFFICER, says(200, {"files": 1})).law_show()


@pytest.mark.parametrize(
    "content", [b"<html>", b"[]", b"{}", b'{"ticket":"t","step":1,"wanted":[{"kind":"x"}]}']
)
def test_a_ticket_that_is_none_is_refused(api, content):
    with pytest.raises(MalformedMessage):
        client(api, Role.SUPERVISOR, says(202, content)).cases_approve("RU-BE-2019-000001")


def test_a_server_that_waits_for_ever_and_wants_nothing_is_left(api):
    asks: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asks.append(request.method)
        return httpx2.Response(202, content=b'{"ticket":"t","step":1,"wanted":[]}')

    with pytest.raises(MalformedMessage):
        client(api, Role.SUPERVISOR, httpx2.MockTransport(answer)).cases_approve("RU-BE-2019-000001")
    assert asks == ["POST", "DELETE"]


def test_a_wait_in_no_plain_digits_is_a_second(api):
    waits: list[float] = []
    with pytest.raises(ApiError):
        client(api, Role.OFFICER, says(429, b"", **{"Retry-After": "²".encode("latin-1")}), waits).law_show()
    assert waits == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("address", ["http://node.example", "http://10.0.0.1:8080", "ftp://node.example"])
def test_shows_no_token_over_plain_http_elsewhere(address):
    with pytest.raises(BadInput):
        Client(address, "token")


@pytest.mark.parametrize("address", ["https://node.example", "http://127.0.0.1:1", "http://[::1]:1"])
def test_shows_its_token_over_tls_or_on_this_machine(address):
    Client(address, "token").close()


def test_a_server_that_wants_something_else_signed_gets_nothing(api):
    case = drafted(api.world).partition("/")[2]
    line = Broken(api.urls["RU"])
    supervisor = client(api, Role.SUPERVISOR, line)
    supervisor._http.event_hooks["request"] = [
        lambda request: (
            setattr(request, "url", request.url.copy_with(path=f"/cases/{case}/approve"))
            if request.url.path.endswith("/withdraw")
            else None
        )
    ]
    with pytest.raises(NotAsked):  # asked is to withdraw; the line leads to the approval
        supervisor.cases_withdraw(case)
    assert [method for method, _, _ in line.seen] == ["POST", "DELETE"]
    assert "request.approve" not in own_kinds(api.world["RU"].node, f"case/{case}")


def test_a_person_signs_nothing_at_an_instant_that_their_own_clock_does_not_know(api):
    case = drafted(api.world).partition("/")[2]
    late = api.client("RU", Role.SUPERVISOR, clock=lambda: api.world.now + timedelta(minutes=11))
    with pytest.raises(NotAsked, match="10 minutes"):
        late.cases_approve(case)
    here, token = api.urls["RU"], api.token("RU", Role.SUPERVISOR)
    keys = api.world["RU"][Role.SUPERVISOR].keys
    with Client(here, token, keys) as real, pytest.raises(NotAsked):  # the world of the tests is of 2019
        real.cases_approve(case)
    assert "request.approve" not in own_kinds(api.world["RU"].node, f"case/{case}")


def test_without_a_key_the_ticket_is_given_up(api):
    case = drafted(api.world).partition("/")[2]
    with pytest.raises(PersonalSignatureMissing):
        api.client("RU", Role.SUPERVISOR, key=False).cases_approve(case)
    assert api.client("RU", Role.SUPERVISOR).cases_approve(case).own == "APPROVED"


def test_a_wrong_key_is_refused_by_the_node(api):
    case = drafted(api.world).partition("/")[2]
    here, token = api.urls["RU"], api.token("RU", Role.SUPERVISOR)
    stranger = Client(here, token, KeySet.generate(), clock=lambda: api.world.now)
    with stranger, pytest.raises(ApiError) as refused:
        stranger.cases_approve(case)
    assert refused.value.code == "signature-invalid"


def test_a_name_in_an_address_stays_a_name(api):
    with pytest.raises(ApiError) as refused:
        api.client("RU", Role.OFFICER).cases_show("../law")
    assert refused.value.status in (400, 404)


# ── who cannot be reached ───────────────────────────────────────────────────────────────────────
def test_tells_who_cannot_be_reached_before_the_key_is_turned(api):
    told: list[tuple[str, ...]] = []
    case = drafted(api.world)

    def note(gaps: tuple[str, ...]) -> None:
        assert own_kinds(api.world["RU"].node, case) == ["request.draft", "request.weigh"]
        told.append(gaps)

    api.client("RU", Role.SUPERVISOR, told_gaps=note).cases_approve(case.partition("/")[2])
    assert told == [("BE's duty desk: not known whether anybody can be reached.",)]
    assert own_kinds(api.world["RU"].node, case)[-1] == "request.approve"


def test_gives_the_act_up_where_that_is_not_good_enough(api):
    case = drafted(api.world)

    def wait(gaps: tuple[str, ...]) -> None:
        raise RuntimeError("later")

    supervisor = api.client("RU", Role.SUPERVISOR, told_gaps=wait)
    with pytest.raises(RuntimeError, match="later"):
        supervisor.cases_approve(case.partition("/")[2])
    assert own_kinds(api.world["RU"].node, case) == ["request.draft", "request.weigh"]
