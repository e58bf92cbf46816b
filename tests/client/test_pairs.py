"""The key turns for the very partner, line and certificate that were named, whatever the server shows."""

import hashlib
import json
from collections.abc import Callable
from functools import cache

import httpx2
import pytest

from comity.acts.act import Header, compose
from comity.acts.partners import Line
from comity.acts.ports import Lane
from comity.client import Client
from comity.client.errors import NotAsked
from comity.demo.world import START
from comity.errors import BadInput, MalformedMessage
from comity.exchange.doors import fingerprint_of, own_line
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import MatterId
from comity.seal.canonical import b64, encode
from comity.seal.keys import KeySet
from comity.seal.tls import make_tls_key
from web.doors import three

KEYS = KeySet.generate()
HEARD = "7A1F 7A1F 7A1F 7A1F 7A1F 7A1F 7A1F 7A1F 7A1F 7A1F"
DONE = {"act": "a", "kind": "k", "matter": "m", "at": "2019-10-31T09:00:00Z", "shared": "", "own": ""}


@cache
def line(host: str) -> Line:
    return Line(address=f"https://{host}", tls=make_tls_key(host).certificate)


RU_LINE, FALSE_LINE = line("ru.example"), line("false.example")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def invitation(state: str) -> str:
    return three()[state].node.self_image.to_bytes().decode()


def statement() -> str:
    return own_line(three()["RU"].node, RU_LINE, START).decode()


def on_line(state: str, to: Line | None) -> dict[str, object]:
    """Say what BE's act on a partner's line holds."""
    plain = None if to is None else to.to_plain()
    what = digest(encode({"state": state, "line": plain}))
    return {"body": {"line": plain}, "marks": {"what": what}, "matter": f"partnership/BE-{state}"}


def node_of(kind: str, words: dict[str, object], *, state: str = "BE", to: str | None = None) -> Client:
    """Return the client of a server that wants this act signed, whatever it was asked."""
    header = Header(
        kind=kind,
        matter=MatterId(str(words["matter"])),
        lane=Lane.NORMAL,
        follows=(),
        at=START,
        state=StateCode(state),
        to=None if to is None else StateCode(to),
        authority=f"{state}/SPOC",
        role=Role.SPOC_DUTY,
        author=Pseudonym("somebody"),
        basis=None,
        catalogue="",
        marks=words["marks"],
    )
    act = compose(header, words["body"])
    wish = {
        "kind": "sign",
        "about": b64(act.opening),
        "statement": b64(act.statement),
        "context": "comity/1 act",
    }
    parked = {"ticket": "t", "step": 1, "wanted": [wish]}

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.startswith("/tickets/"):
            return httpx2.Response(200, content=json.dumps({**DONE, "done": True}))
        return httpx2.Response(202, content=json.dumps(parked))

    http = httpx2.Client(base_url="http://127.0.0.1", transport=httpx2.MockTransport(answer))
    return Client("", "token", KEYS, http=http, clock=lambda: START)


def proposing(matter: str, of: str = "RU") -> Client:
    body = {"invitation": b64(invitation(of).encode())}
    words = {"body": body, "marks": {"what": digest(HEARD.encode())}, "matter": matter}
    return node_of("partner.propose", words)


def joining(matter: str, to: str = "RU", text: str = HEARD, confirmed: str = HEARD) -> Client:
    marks = {"what": digest(confirmed.encode()), "sealing": "00"}
    words = {"body": {"fingerprint": text, "sealing": {}}, "marks": marks, "matter": matter}
    return node_of("partner.join", words, to=to)


# ── the partner ─────────────────────────────────────────────────────────────────────────────────
def test_signs_for_the_partner_whose_invitation_it_is():
    assert proposing("partnership/BE-RU").pairing_propose(invitation=invitation("RU")).done
    assert joining("partnership/BE-RU").pairing_join(invitation=invitation("RU"), fingerprint=HEARD).done


@pytest.mark.parametrize("matter", ["partnership/BE-VN", "partnership/RU-VN", "partnership/", "case/BE-RU"])
def test_proposes_no_other_partner_than_the_one_invited(matter: str):
    with pytest.raises(NotAsked):
        proposing(matter).pairing_propose(invitation=invitation("RU"))


@pytest.mark.parametrize(
    "node",
    [
        pytest.param(lambda: joining("partnership/BE-VN", to="VN"), id="another pair"),
        pytest.param(lambda: joining("partnership/BE-RU", to="VN"), id="to a third state"),
        pytest.param(lambda: joining("partnership/BE-RU", text=HEARD[:-1] + "0"), id="another fingerprint"),
        pytest.param(lambda: joining("partnership/BE-RU", confirmed="another"), id="another digest"),
    ],
)
def test_joins_nobody_else_under_no_other_fingerprint(node: Callable[[], Client]):
    with pytest.raises(NotAsked):
        node().pairing_join(invitation=invitation("RU"), fingerprint=HEARD)


@pytest.mark.parametrize("text", ["", "{}", '{"signature":{},"statement":"bnVsbA"}'])
def test_signs_for_no_invitation_that_it_cannot_read(text: str):
    with pytest.raises(MalformedMessage):
        proposing("partnership/BE-RU").pairing_propose(invitation=text)


# ── its line ────────────────────────────────────────────────────────────────────────────────────
def test_signs_the_line_that_the_partner_named():
    said = {"statement": statement()}
    heard = fingerprint_of(StateCode("RU"), RU_LINE)
    assert node_of("line.propose", on_line("RU", RU_LINE)).pairing_propose_line("RU", to=said).done
    assert node_of("line.set", on_line("RU", RU_LINE)).pairing_set_line("RU", to=said, fingerprint=heard).done
    assert node_of("line.set", on_line("RU", None)).pairing_set_line("RU", to={"by_file": True}).done


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(on_line("VN", RU_LINE), id="another partner's"),
        pytest.param({**on_line("VN", RU_LINE), "matter": "partnership/BE-RU"}, id="another's digest"),
        pytest.param(on_line("RU", FALSE_LINE), id="another line"),
        pytest.param(on_line("RU", Line(address=RU_LINE.address, tls=FALSE_LINE.tls)), id="another key"),
        pytest.param({**on_line("RU", RU_LINE), "marks": {}}, id="no digest"),
    ],
)
def test_signs_no_other_line_than_the_partner_named(words: dict[str, object]):
    said = {"statement": statement()}
    with pytest.raises(NotAsked):
        node_of("line.propose", words).pairing_propose_line("RU", to=said)
    with pytest.raises(NotAsked):
        node_of("line.set", words).pairing_set_line("RU", to=said)


def test_signs_no_certificate_whose_fingerprint_was_not_heard():
    moved, heard = {"address": RU_LINE.address}, fingerprint_of(StateCode("RU"), RU_LINE)
    same_address = Line(address=RU_LINE.address, tls=FALSE_LINE.tls)
    assert (
        node_of("line.set", on_line("RU", RU_LINE)).pairing_set_line("RU", to=moved, fingerprint=heard).done
    )
    with pytest.raises(NotAsked):
        node_of("line.set", on_line("RU", same_address)).pairing_set_line("RU", to=moved, fingerprint=heard)


def test_takes_no_statement_of_another_state_for_the_partners():
    with pytest.raises(BadInput):
        node_of("line.set", on_line("VN", RU_LINE)).pairing_set_line("VN", to={"statement": statement()})
