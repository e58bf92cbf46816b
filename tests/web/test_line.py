"""Two nodes over HTTPS: each shows its one certificate and trusts what it pinned; the exchange goes on."""

import socket
import ssl
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from acts.forgery import envelopes, outbox
from comity.acts.partners import Line, line_paper
from comity.acts.wire import read_receipt
from comity.courier.courier import deliver
from comity.courier.http import PATH, HttpLine
from comity.courier.tls import TlsFile, client_context
from comity.demo.world import World
from comity.errors import ConfigInvalid, LineDown
from comity.exchange import cases
from comity.model.people import Role
from comity.model.requests import MatterId
from comity.seal.canonical import encode, frame, unframe
from comity.seal.tls import TlsKey, make_tls_key
from stories.exchange import BE, RU, agree, approved, closed, shared_kinds, states
from web.doors import OnLine, on_the_line, three


def to_be_sent(world: World) -> MatterId:
    matter = approved(world)
    cases.send(world["RU"].node, matter, world["RU"][Role.SPOC_DUTY], world.now)
    return matter


def line_to(online: OnLine, state: str = "BE", sender: str = "RU", **changed: object) -> HttpLine:
    """Return a line as a state's courier has it, or one that differs in what it trusts."""
    own, pinned = online.own(sender), online.world[state].node.self_image.line
    return HttpLine(BE, replace(pinned, address=online.urls[state], **changed), own)


def post(online: OnLine, body: bytes, **headers: str) -> httpx2.Response:
    """Post bytes to BE's door under RU's certificate."""
    pinned = online.world["BE"].node.self_image.line.tls
    context = client_context(online.own("RU"), pinned)
    with httpx2.Client(base_url=online.urls[BE], verify=context) as client:
        return client.post(PATH, content=body, headers=headers)


# ── the exchange ────────────────────────────────────────────────────────────────────────────────
def test_carries_a_request_and_its_receipt_over_the_line():
    with on_the_line() as online:
        world = online.world
        matter = to_be_sent(world)
        done = online.carry()
        assert (done.taken, done.failed) == (2, 0)
        assert states(world, matter) == ("RECEIVED", "RECEIVED")
        assert shared_kinds(world["BE"].node, matter) == ["request.send", "request.ack"]


@pytest.mark.source("C0-1")
def test_carries_a_whole_case_from_request_to_feedback():
    with on_the_line() as online:
        world = online.world
        matter = closed(world)
        assert states(world, matter) == ("CLOSED", "CLOSED")
        agree(world, matter)


def test_says_at_the_door_which_protocol_it_speaks():
    with on_the_line() as online:
        context = client_context(online.own("RU"), online.world["BE"].node.self_image.line.tls)
        with httpx2.Client(base_url=online.urls[BE], verify=context) as client:
            assert client.get("/peer").json() == {"v": "comity/1", "suite": 1}
            assert client.get("/").status_code == 404


# ── who comes in ────────────────────────────────────────────────────────────────────────────────
def strange(folder: Path, key: TlsKey) -> TlsFile:
    """Write a key of somebody whom nobody pinned."""
    file = folder / "line.pem"
    file.write_bytes(key.to_pem(b"secret"))
    return TlsFile(file=file, password=b"secret")


def pin(world: World, line: Line) -> None:
    """Let BE reach RU by another line."""
    world["BE"].node.store.write(lambda tx: tx.put_paper(line_paper(RU), encode(line.to_plain())))


def packed(online: OnLine) -> list[bytes]:
    to_be_sent(online.world)
    return envelopes(online.world, "RU")


def taken(online: OnLine, receipt: bytes) -> bool:
    return read_receipt(receipt, online.world["BE"].node.keys.signing.public).state == "taken"


def test_lets_nobody_in_whose_certificate_was_not_pinned(tmp_path: Path):
    with on_the_line() as online:
        (data,) = packed(online)
        own = strange(tmp_path, make_tls_key("127.0.0.1"))
        line = HttpLine(BE, replace(online.world["BE"].node.self_image.line, address=online.urls[BE]), own)
        with pytest.raises(LineDown):
            line([data], online.world.now)
        line.close()
        assert online.world["BE"].node.store.read(lambda r: r.arrived_seqs(RU)) == (1,)


def test_speaks_to_nobody_who_shows_another_certificate():
    with on_the_line() as online:
        (data,) = packed(online)
        line = line_to(online, tls=make_tls_key("127.0.0.1").certificate)
        with pytest.raises(LineDown):
            line([data], online.world.now)
        line.close()


def test_lets_nobody_in_without_a_certificate():
    with on_the_line() as online:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with (
            httpx2.Client(base_url=online.urls[BE], verify=context) as client,
            pytest.raises(httpx2.HTTPError),
        ):
            client.get("/peer")


def test_speaks_nothing_older_than_tls_1_3():
    with on_the_line() as online:
        context = client_context(online.own("RU"), online.world["BE"].node.self_image.line.tls)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        host, port = online.urls[BE].removeprefix("https://").split(":")
        with socket.create_connection((host, int(port))) as raw, pytest.raises(ssl.SSLError):
            context.wrap_socket(raw)


def test_lets_in_whom_two_persons_pinned_since_and_no_more_whom_they_let_go(tmp_path: Path):
    with on_the_line() as online:
        world, renewed = online.world, make_tls_key("127.0.0.1")
        (data,) = packed(online)
        own = strange(tmp_path, renewed)
        line = HttpLine(BE, replace(world["BE"].node.self_image.line, address=online.urls[BE]), own)
        with pytest.raises(LineDown):
            line([data], world.now)
        pin(world, Line(address="https://127.0.0.1:1", tls=renewed.certificate))
        online.doors[BE].tend()
        (receipt,) = line([data], world.now)
        assert taken(online, receipt)
        line.close()
        with pytest.raises(LineDown):  # the certificate that it had before
            line_to(online)([data], world.now)


def test_takes_no_more_over_a_connection_whose_certificate_was_let_go_meanwhile():
    with on_the_line() as online:
        first, second = (packed(online)[0] for _ in range(2))
        context = client_context(online.own("RU"), online.world["BE"].node.self_image.line.tls)
        with httpx2.Client(base_url=online.urls[BE], verify=context) as client:
            assert client.post(PATH, content=frame(first)).status_code == 200
            pin(online.world, Line(address="https://127.0.0.1:1", tls=make_tls_key("127.0.0.1").certificate))
            online.doors[BE].tend()
            answer = client.post(PATH, content=frame(second))
        assert (answer.status_code, answer.json()["code"]) == (403, "unknown-partner")


# ── what the door says ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        (lambda data: b"", 400, "malformed-message"),
        (lambda data: b"\x00\x00", 400, "truncated"),
        (lambda data: frame(*[data] * 65), 400, "malformed-message"),
        (lambda data: frame(data[:-1]), 400, "truncated"),
        (lambda data: frame(data[:-1] + bytes([data[-1] ^ 1])), 400, "signature-invalid"),
        (lambda data: frame(data.replace(b'"from":"RU"', b'"from":"VN"')), 403, "unknown-partner"),
        (lambda data: frame(data.replace(b'"to":"BE"', b'"to":"VN"')), 400, "retargeted"),
    ],
)
def test_answers_what_no_partner_signed_with_a_problem(spoil, status: int, code: str):
    with on_the_line() as online:
        (data,) = packed(online)
        answer = post(online, spoil(data))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert sorted(answer.json()) == ["code", "status", "title", "type"]
        assert online.world["BE"].node.store.read(lambda r: r.arrived_seqs(RU)) == (1,)


def test_reads_no_more_of_a_post_than_one_may_have():
    with on_the_line() as online:
        told = post(online, b"\x00" * ((18 << 20) + 1))
        assert (told.status_code, told.json()["code"]) == (400, "malformed-message")
        untold = post_in_chunks(online, (18 << 20) + 1)
        assert (untold.status_code, untold.json()["code"]) == (400, "malformed-message")


def post_in_chunks(online: OnLine, size: int) -> httpx2.Response:
    def chunks():
        left = size
        while left > 0:
            yield b"\x00" * min(left, 1 << 20)
            left -= 1 << 20

    context = client_context(online.own("RU"), online.world["BE"].node.self_image.line.tls)
    with httpx2.Client(base_url=online.urls[BE], verify=context) as client:
        return client.post(PATH, content=chunks())


def test_answers_the_first_of_several_when_one_is_not_signed():
    with on_the_line() as online:
        (data,) = packed(online)
        answer = post(online, frame(data, data[:-1]))
        (receipt,) = unframe(answer.content, 1)
        assert taken(online, receipt)


def test_takes_the_same_bytes_from_a_third_partner_who_passes_them_on():
    with on_the_line(three()) as online:  # the gate is the carrier's, the envelope is its sender's
        world = online.world
        to_be_sent(world)
        (data,) = envelopes(world, "RU")
        line = line_to(online, sender="VN")
        (receipt,) = line([data], world.now)
        assert taken(online, receipt)
        line.close()


# ── what the courier makes of it ────────────────────────────────────────────────────────────────
def test_keeps_what_a_door_refused_and_says_its_code():
    with on_the_line() as online:
        world = online.world
        to_be_sent(world)
        another = three()["VN"].node.self_image.to_bytes()
        world["BE"].node.store.write(lambda tx: tx.put_paper("partner/RU", another))
        done = deliver(world["RU"].node, online.lines[RU](), world.now)
        assert (done.failed, done.problems) == (1, ("BE:door-refused",))
        assert len(outbox(world, "RU")) == 1


def test_says_that_a_line_is_down_and_carries_on_when_it_is_up():
    with on_the_line() as online:
        world = online.world
        matter = to_be_sent(world)
        right = online.lines[RU]()
        wrong = line_to(online)
        wrong._client.base_url = "https://127.0.0.1:1"
        done = deliver(world["RU"].node, {BE: wrong}, world.now)
        wrong.close()
        assert (done.failed, done.problems) == (1, ("BE:line-down",))
        world.later(minutes=1)
        assert deliver(world["RU"].node, right, world.now).taken == 1
        assert states(world, matter) == ("SENT", "SENT")


def test_opens_no_line_without_its_key(tmp_path: Path):
    with on_the_line() as online:
        own = replace(online.own("RU"), file=tmp_path / "none.pem")
        with pytest.raises(ConfigInvalid):
            HttpLine(BE, online.world["BE"].node.self_image.line, own)
        with pytest.raises(ConfigInvalid):
            HttpLine(
                BE, online.world["BE"].node.self_image.line, replace(online.own("RU"), password=b"false")
            )
