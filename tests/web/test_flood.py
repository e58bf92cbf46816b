"""A flooding but valid partner cannot delay another's warning: real doors, real connections."""

import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace

from comity.acts.act import Act
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.partners import matter_of, partner
from comity.acts.quotas import Quotas
from comity.courier.courier import Delivery, deliver_to
from comity.courier.http import HttpLine
from comity.courier.pack import pack_all
from comity.courier.tls import client_context
from comity.demo.world import World
from comity.errors import QuotaExceeded
from comity.exchange import alerts, releases
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.web.gate import MOST_CONNECTIONS
from comity.web.peer import MOST_POSTS
from stories.exchange import BE, RU, a_copy, danger_ordered, held, states
from web.doors import OnLine, served, three
from web.serving import PATIENCE

VN = StateCode("VN")
CONNECTIONS = 20


def flood(world: World, envelopes: int) -> list[bytes]:
    """Let VN make as many acts for RU as told, each correctly signed, numbered and sealed."""
    vn = world["VN"].node
    for _ in range(envelopes):
        perform(vn, Deed(kind="head.show", matter=matter_of(RU, VN), to=RU), world.now)
    peer = vn.store.read(lambda r: partner(r, RU))
    rows = vn.store.read(lambda r: r.outbox(RU))
    return [row.envelope or b"" for row in pack_all(vn, rows, peer, world.now).packed]


@contextmanager
def lines(online: OnLine, number: int) -> Iterator[list[HttpLine]]:
    """Open several lines from VN to RU, as a flood does."""
    here = replace(online.world["RU"].node.self_image.line, address=online.urls[RU])
    with ExitStack() as stack:
        yield [stack.enter_context(closing(HttpLine(RU, here, online.own("VN")))) for _ in range(number)]


def admitted(world: World) -> int:
    """Count the envelopes of VN that RU let in, beside the one by which the pair was made."""
    return len(world["RU"].node.store.read(lambda r: r.arrived_seqs(VN))) - 1


def warn(world: World) -> MatterId:
    """Let BE issue a warning to RU, without the courier."""
    be, matter = world["BE"], danger_ordered(world)
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], world.now)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], world.now)
    return matter


def send_warning(online: OnLine) -> Delivery:
    node = online.world["BE"].node
    return deliver_to(node, RU, online.lines[BE]()[RU], online.world.now)


def limited(world: World, **more: object) -> Node:
    """Change RU's node before its door opens."""
    world["RU"].node = replace(world["RU"].node, **more)
    return world["RU"].node


def test_takes_a_warning_while_another_partners_posts_hang_at_the_door():
    let_go, entered = threading.Event(), threading.Event()

    def hang(node: Node, act: Act, peer: object, now: object) -> None:
        entered.set()
        assert let_go.wait(PATIENCE)

    with a_copy(three()) as world:
        limited(world, checks={**world["RU"].node.checks, "head.show": hang})
        matter = warn(world)
        data = flood(world, CONNECTIONS)
        with (
            served(world) as online,
            lines(online, CONNECTIONS) as many,
            ThreadPoolExecutor(CONNECTIONS) as threads,
        ):
            posts = [threads.submit(line, [one], world.now) for line, one in zip(many, data, strict=True)]
            assert entered.wait(PATIENCE)
            refused = sum(1 for post in first_done(posts, CONNECTIONS - MOST_POSTS) if over(post))
            assert refused == CONNECTIONS - MOST_POSTS  # no more than eight wait, in one thread
            done = send_warning(online)
            assert (done.taken, done.failed) == (1, 0)
            assert states(world, matter) == ("ISSUED", "ISSUED", "")
            assert admitted(world) == 0  # not one of the flood came before it
            let_go.set()
        assert admitted(world) == MOST_POSTS


def first_done(posts: list[Future], number: int) -> list[Future]:
    """Wait for so many of the posts, whichever they are."""
    done: list[Future] = []
    enough = threading.Semaphore(0)
    for post in posts:
        post.add_done_callback(lambda p: (done.append(p), enough.release()))
    for _ in range(number):
        assert enough.acquire(timeout=PATIENCE)
    return done[:number]


def over(post: Future) -> bool:
    return isinstance(post.exception(), QuotaExceeded)


def test_lets_no_more_of_a_flood_in_than_its_share_and_takes_the_warning_in_the_midst_of_it():
    with a_copy(three()) as world:
        limited(world, quotas=Quotas(burst=12, envelopes_per_minute=60))
        matter = warn(world)
        data = flood(world, 40)
        with served(world) as online, lines(online, 5) as (line, *others):
            put_off = [pour(line, data[:20], world)]
            assert admitted(world) == 12
            with ThreadPoolExecutor(4) as threads:
                more = [threads.submit(pour, other, data, world) for other in others]
                assert send_warning(online).taken == 1
                put_off += [each.result() for each in more]
            assert states(world, matter) == ("ISSUED", "ISSUED", "")
            assert admitted(world) == 12  # of 40, from five connections
            assert put_off[0] == 8
            recorded_once(online)


def pour(line: HttpLine, data: list[bytes], world: World) -> int:
    """Post envelopes one by one, and count those that were put off."""
    put_off = 0
    for one in data:
        try:
            line([one], world.now)
        except QuotaExceeded:
            put_off += 1
    return put_off


def recorded_once(online: OnLine) -> None:
    """Check that RU recorded the flood as one act, however often it looked."""
    for _ in range(3):
        online.doors[RU].tend()
    node, pair = online.world["RU"].node, matter_of(RU, VN)
    marks = [h.marks for h in held(node, pair).headers if h.kind == "quota.exceed"]
    assert len(marks) == 1
    assert int(marks[0]["envelopes"]) >= 8


def test_loses_nothing_of_an_honest_partner_that_had_too_much_to_say_at_once():
    with a_copy(three()) as world:
        limited(world, quotas=Quotas(burst=3, envelopes_per_minute=60))
        flood(world, 8)
        with served(world) as online:
            clocked = online.world  # its time is the doors' time
            node, rounds = clocked["VN"].node, []
            while node.store.read(lambda r: r.outbox(RU)):
                done = deliver_to(node, RU, online.lines[VN]()[RU], clocked.now)
                rounds.append((done.taken, done.problems))
                clocked.later(seconds=1)
            assert rounds[0] == (3, ("RU:quota-exceeded",))
            assert sum(taken for taken, _ in rounds) == 8
            assert {row.attempts for row in node.store.read(lambda r: r.outbox())} == set()
            assert admitted(world) == 8


def test_holds_no_more_connections_of_one_partner_than_its_share_and_lets_others_in():
    with a_copy(three()) as world:
        matter = warn(world)
        with served(world) as online, ExitStack() as stack:
            kept = [stack.enter_context(connected(online)) for _ in range(MOST_CONNECTIONS)]
            assert all(answers_on(one) for one in kept)
            assert not answers_on(stack.enter_context(connected(online)))
            assert send_warning(online).taken == 1
            assert states(online.world, matter) == ("ISSUED", "ISSUED", "")


@contextmanager
def connected(online: OnLine) -> Iterator[ssl.SSLSocket]:
    """Open one connection from VN to RU's door."""
    host, port = online.urls[RU].removeprefix("https://").split(":")
    context = client_context(online.own("VN"), online.world["RU"].node.self_image.line.tls)
    with socket.create_connection((host, int(port)), PATIENCE) as raw, context.wrap_socket(raw) as one:
        yield one


def answers_on(connection: ssl.SSLSocket) -> bool:
    """Ask on a connection, and tell whether it was answered or cut."""
    try:
        connection.sendall(b"GET /peer HTTP/1.1\r\nHost: ru\r\n\r\n")
        return connection.recv(12) == b"HTTP/1.1 200"
    except OSError:
        return False
