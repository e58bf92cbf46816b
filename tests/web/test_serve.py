"""`comity serve`: two real processes exchange over mutual TLS, say where they listen, and stop cleanly."""

import json
import signal
from contextlib import ExitStack
from datetime import timedelta

import pytest

from acts.forgery import outbox
from comity.client import Client
from comity.demo.world import World
from comity.exchange import alerts, cases, releases
from comity.model.people import Role
from comity.people import tokens
from stories.exchange import a_copy, agree, approved, danger_ordered, shared_kinds, states, velin
from web.doors import lined, reach
from web.serving import Served, until


def serve(stack: ExitStack, world: World) -> tuple[Served, ...]:
    """Start a process for each node, and tell each where the other's door stands."""
    served = tuple(stack.enter_context(Served(world.folder / state, world.now)) for state in world.places)
    for state, one in zip(world.places, served, strict=True):
        reach(world, state, one.doors["partners"])
    return served


def quiet(world: World) -> bool:
    """Tell whether nothing is on its way any more."""
    return all(outbox(world, state) == () for state in ("RU", "BE"))


def test_two_processes_exchange_a_request_and_a_warning():
    with a_copy(lined()) as world, ExitStack() as stack:
        served = serve(stack, world)
        ru, be = world["RU"], world["BE"]
        request = approved(world)
        cases.send(ru.node, request, ru[Role.SPOC_DUTY], world.now)
        until(lambda: states(world, request) == ("RECEIVED", "RECEIVED"), served)
        warned = danger_ordered(world)
        ready = releases.prepare(be.node, warned, be[Role.SPOC_DUTY], world.now)
        alerts.issue(be.node, ready, be[Role.SPOC_DUTY], world.now)
        until(lambda: "alert.receive" in shared_kinds(be.node, warned) and quiet(world), served)
        agree(world, request)
        agree(world, warned)
        assert [one.stop() for one in served] == [0, 0]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_says_where_it_listens_and_stops_when_told(how: signal.Signals):
    with a_copy(lined()) as world, Served(world.folder / "BE", world.now) as one:
        assert list(one.doors) == ["partners"]
        assert one.doors["partners"].startswith("https://127.0.0.1:")
        assert one.stop(how) == 0


def test_logs_in_lines_of_json_that_name_no_person():
    with a_copy(lined()) as world, ExitStack() as stack:
        served = serve(stack, world)
        request = approved(world)
        cases.send(world["RU"].node, request, world["RU"][Role.SPOC_DUTY], world.now)
        until(lambda: states(world, request) == ("RECEIVED", "RECEIVED") and quiet(world), served)
        for one in served:
            one.stop()
            lines = [json.loads(line) for line in one.said().splitlines()]
            assert lines
            assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
            for word in ("Velin", "ru-spoc-duty", "be-spoc-duty", request):
                assert word not in one.said()


def test_a_node_without_a_door_works_all_the_same():
    with a_copy(lined()) as world:
        file = world.folder / "BE" / "comity.toml"
        kept = file.read_text().split("\n[line]")[0]
        file.write_text(kept + "\n")
        with Served(world.folder / "BE", world.now) as one:
            assert one.doors == {}
            assert one.stop() == 0


def test_opens_a_door_for_programs_where_the_configuration_says_so():
    with a_copy(lined()) as world:
        file = world.folder / "BE" / "comity.toml"
        text = file.read_text().replace("[loopback]", '[api]\nlisten = "127.0.0.1:0"\n\n[loopback]', 1)
        file.write_text(text)
        be = world["BE"]
        until_then = world.now + timedelta(days=1)
        _, token = tokens.issue(be.node, be[Role.SUPERVISOR], "tests", until_then, world.now)
        with (
            Served(world.folder / "BE", world.now) as one,
            Client(
                one.doors["programs"], token, be[Role.SUPERVISOR].keys, clock=lambda: world.now
            ) as supervisor,
        ):
            assert sorted(one.doors) == ["partners", "programs"]
            assert supervisor.node_status().state == "BE"
            case = approved_by(supervisor, world)
            assert supervisor.cases_show(case).view.own == "APPROVED"
            assert one.stop() == 0


def approved_by(supervisor: Client, world: World) -> str:
    """Draft a request of BE at its node, and have it approved over the line."""
    be = world["BE"]
    drafted = cases.draft(be.node, velin("BE", "RU"), be[Role.OFFICER], world.now)
    case = drafted.matter.partition("/")[2]
    supervisor.cases_approve(case)
    return case
