"""Measure the API's readings at a node with 10,000 cases, over a real line on this machine.

Target: p95 below 30 ms. Each route is told beside an empty route on the same kind of server in the same run,
so that a slow machine shows as what it is; a search is an act besides, so it waits for the disk: one durable
write is told too. The cases are written into the store as drafting leaves them, with one act each.
Run: `python bench/api.py`.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

import httpx2
from fastapi import FastAPI, Response

from comity.acts.act import compose, read_header
from comity.acts.commit import known_matter, stored_act
from comity.acts.node import Node
from comity.acts.ports import MatterRow, StoredAct, Tx
from comity.demo.stage import FRAUD, ask, suspect
from comity.demo.world import World, fill_register, make_world
from comity.exchange import cases
from comity.model.people import Role
from comity.model.requests import DataCategory, MatterId
from comity.people import tokens
from comity.web.api import make_api
from comity.web.api_door import Limits
from comity.web.server import Listener, serving

CASES = 10_000
PERSONS = 10_000
ASKED = 400
AT_ONCE = 4
TARGET = 30.0


def a_case(world: World) -> MatterId:
    """Draft, approve and send one real case of RU."""
    ru = world["RU"]
    request = ask(
        "RU",
        "BE",
        suspect("Arkady Velin", "1980-05-04", "RU"),
        FRAUD,
        [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")],
        agreement="demo-be-ru-police",
        case_ref="VG-2019-771",
        facts="Invoices were redirected between March and June 2019.",
    )
    matter = cases.draft(ru.node, request, ru[Role.OFFICER], world.now).matter
    cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
    cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
    world.carry()
    return matter


def fill(node: Node, like: MatterId, many: int) -> None:
    """Write cases into the store, each with a draft and a state as a real one has them."""
    held = known_matter(node, like)
    first, header = held.acts[0], read_header(held.acts[0].statement)
    row = node.store.read(lambda r: r.matter(like))
    assert row is not None
    rows: list[tuple[StoredAct, MatterRow]] = []
    for number in range(many):
        matter, at = MatterId(f"case/RU-BE-2018-{number:06d}"), first.at - timedelta(minutes=number + 1)
        act = compose(replace(header, matter=matter, at=at), {})
        stored = stored_act(act, first.signatures, None, received=False, own=node.state, now=at)
        shared = ("SENT", "IN_PROGRESS", "CLOSED", "REPLIED_FULL")[number % 4]
        heads = (act.id,)
        state = replace(
            row, id=matter, shared=shared, opened_at=at, changed_at=at, heads=heads, shared_heads=heads
        )
        rows.append((stored, state))

    def write(tx: Tx, some: list[tuple[StoredAct, MatterRow]]) -> None:
        for stored, state in some:
            tx.append(stored)
            tx.put_matter(state)

    for start in range(0, many, 500):
        node.store.write(lambda tx, s=start: write(tx, rows[s : s + 500]))  # type: ignore[misc]


@contextmanager
def served() -> Iterator[tuple[Node, httpx2.Client, httpx2.Client, str]]:
    """Serve a filled node and, beside it, an application with one empty route."""
    empty = FastAPI(openapi_url=None)
    empty.add_api_route("/", lambda: Response(b"{}", media_type="application/json"))
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder), ("RU", "BE"), agreements=("demo-be-ru-police",))
        ru, matter = world["RU"], a_case(world)
        fill(ru.node, matter, CASES)
        fill_register(ru, PERSONS, 2019, (), world.now)
        _, token = tokens.issue(ru.node, ru[Role.OFFICER], "bench", world.now + timedelta(days=1), world.now)
        limits = Limits(rate=1e9, burst=10**9)
        begun = time.monotonic()
        app = make_api(
            ru.node,
            clock=lambda: world.now + timedelta(seconds=time.monotonic() - begun),
            limits=limits,
        )
        listeners = [Listener(app=a, host="127.0.0.1", port=0) for a in (app, empty)]
        headers = {"Authorization": f"Bearer {token}"}
        with (
            serving(listeners) as (url, bare),
            httpx2.Client(base_url=url, headers=headers) as client,
            httpx2.Client(base_url=bare) as none,
        ):
            yield ru.node, client, none, matter.partition("/")[2]
        world.close()


def measure(do_once: Callable[[], httpx2.Response | None], many: int = ASKED) -> list[float]:
    """Do it so often, and return how long each took, in milliseconds."""
    took = []
    for _ in range(many):
        started = time.perf_counter()
        answered = do_once()
        took.append((time.perf_counter() - started) * 1000)
        if answered is not None:
            answered.raise_for_status()
    return took


def percentiles(took: list[float]) -> tuple[float, float]:
    """Return p50 and p95."""
    cut = quantiles(took, n=20)
    return cut[9], cut[18]


def main() -> None:
    """Measure every reading, one after the other and several at once."""
    with served() as (node, client, none, case):
        after = client.get("/cases?limit=200").json()["next"]
        searched = {"name": "Velin", "purpose": "bench"}
        asked: dict[str, Callable[[], httpx2.Response]] = {
            "GET /cases": lambda: client.get("/cases"),
            "GET /cases?after=…": lambda: client.get("/cases", params={"after": after}),
            "GET /cases?partner=BE&shared=CLOSED": lambda: client.get("/cases?partner=BE&shared=CLOSED"),
            "GET /cases/{case}": lambda: client.get(f"/cases/{case}"),
            "GET /cases/{case}/explain": lambda: client.get(f"/cases/{case}/explain"),
            "POST /registers/search": lambda: client.post("/registers/search", json=searched),
            "GET /releases": lambda: client.get("/releases"),
            "GET /orders": lambda: client.get("/orders"),
            "GET /overdue": lambda: client.get("/overdue"),
            "GET /partners/{state}": lambda: client.get("/partners/BE"),
            "GET /node": lambda: client.get("/node"),
        }
        base = percentiles(measure(lambda: none.get("/")))
        disk = percentiles(measure(lambda: node.store.write(lambda tx: tx.put_paper("bench", b"x"))))
        print(f"{CASES} cases, {PERSONS} persons")
        print(f"an empty route    p50 {base[0]:6.2f} ms, p95 {base[1]:6.2f} ms")
        print(f"one durable write p50 {disk[0]:6.2f} ms, p95 {disk[1]:6.2f} ms\n")
        print(f"{'':38} p50 ms  p95 ms  p95 / empty   p95 ms, {AT_ONCE} at once")
        worst = 0.0
        for name, once in asked.items():
            measure(once, 20)
            p50, p95 = percentiles(measure(once))
            with ThreadPoolExecutor(AT_ONCE) as pool:
                share = ASKED // AT_ONCE
                many = [t for took in pool.map(lambda _: measure(once, share), range(AT_ONCE)) for t in took]  # noqa: B023
            worst = max(worst, p95)
            print(f"{name:38} {p50:6.1f}  {p95:6.1f}  {p95 / base[1]:11.1f}   {percentiles(many)[1]:6.1f}")
        said = "met" if worst < TARGET else "MISSED"
        print(
            f"\nTarget p95 < {TARGET:.0f} ms on readings, one after the other: {said} (worst {worst:.1f} ms)"
        )


if __name__ == "__main__":
    main()
