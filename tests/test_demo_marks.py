"""Whatever leaves a demonstration node carries DEMO, and nothing of a real node does: surface by surface."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest

import comity.web
from comity.cli import main
from comity.cli.verify_proof import verify
from comity.config import Config, Smtp, Webhook
from comity.demo.world import CAST, START, Place, found_place
from comity.duty.senders import senders
from comity.exchange import partnership, proof
from comity.exchange.notices import Notice
from comity.model.duty import Contact, Way
from comity.model.parties import StateCode
from comity.model.requests import MatterId, Urgency
from comity.seal.canonical import decode, unb64
from comity.web.api import make_api
from comity.web.server import Listener, serving
from comity.wiring import read_law
from duty.receivers import webhook
from stories.exchange import a_world, sent

NOW = START
TEMPLATES = Path(comity.web.__file__).parent / "templates"
WORDS = "DEMO: invented states and persons; nothing here has legal effect."


@dataclass(frozen=True)
class There:
    """A node with its home: a demonstration, or a real one."""

    place: Place
    home: Path
    folder: Path
    matter: MatterId | None

    @property
    def demo(self) -> bool:
        return self.place.node.demo


def config(there: There, **more: object) -> Config:
    return Config(home=there.folder, state=StateCode("BE"), demo=there.demo, **more)


NOTICE = Notice(id="a" * 32, reference=MatterId("alert/BE-RU-2019-000123"), urgency=Urgency.URGENT)


# ── the surfaces ────────────────────────────────────────────────────────────────────────────────
def command(*words: str) -> Callable[[There, pytest.CaptureFixture[str]], str]:
    def run(there: There, capsys: pytest.CaptureFixture[str]) -> str:
        main([*words, "--home", str(there.home)])
        return capsys.readouterr().out

    return run


def document(*words: str) -> Callable[[There, pytest.CaptureFixture[str]], str]:
    def run(there: There, capsys: pytest.CaptureFixture[str]) -> str:
        main([*words, "--home", str(there.home), "--json"])
        return f"DEMO {WORDS}" if json.loads(capsys.readouterr().out)["demo"] is True else "no"

    return run


def api(method: str, path: str) -> Callable[[There, pytest.CaptureFixture[str]], str]:
    def run(there: There, _: object) -> str:
        app = make_api(there.place.node, clock=lambda: NOW)
        with serving([Listener(app=app, host="127.0.0.1", port=0)]) as (url,), httpx2.Client() as client:
            return client.request(method, url + path).headers.get("comity-demo", "")

    return run


def mail(there: There, _: object = None) -> str:
    smtp = Smtp(host="127.0.0.1", port=1, sender="comity@police.example", unsafe_plaintext=True)
    sender = senders(config(there, smtp=smtp))[Way.SMTP]
    written: EmailMessage = sender.mail(Contact(way=Way.SMTP, to="d@police.example"), NOTICE, NOW)
    return f"{written['Subject']}\n{written.get_content()}"


def subject(there: There, _: object) -> str:
    return mail(there).splitlines()[0].partition(": alert/")[0]


def post(there: There, _: object) -> str:
    (there.folder / "webhook.key").write_bytes(bytes(range(32)))
    with webhook() as (host, posts):
        hook = senders(config(there, webhook=Webhook(hosts=(host,), unsafe_plain_http=True)))[Way.WEBHOOK]
        hook(Contact(way=Way.WEBHOOK, to=f"http://{host}/duty"), NOTICE, NOW)
    return f"DEMO {WORDS}" if json.loads(posts.bodies[0]).get("demo") is True else "no"


def invitation(there: There, _: object) -> str:
    statement = decode(unb64(decode(partnership.invitation(there.place.node))["statement"]))
    return f"DEMO {WORDS}" if statement["demo"] is True else "no"


SURFACES: dict[str, Callable[[There, pytest.CaptureFixture[str]], str]] = {
    "comity node status": command("node", "status"),
    "comity node check": command("node", "check"),
    "comity law status": command("law", "status"),
    "comity partner profile": command("partner", "profile", "BE"),
    "comity node status --json": document("node", "status"),
    "comity node check --json": document("node", "check"),
    "comity law status --json": document("law", "status"),
    "comity partner invite --json": document("partner", "invite"),
    "API: an answer": api("GET", "/openapi.json"),
    "API: nobody's token": api("GET", "/law"),
    "API: no such address": api("GET", "/nowhere"),
    "API: not by this method": api("DELETE", "/law"),
    "notice: subject of a mail": subject,
    "notice: text of a mail": mail,
    "notice: webhook": post,
    "invitation": invitation,
}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    with a_world() as world:
        matter = sent(world)
        yield There(world["BE"], world.folder / "BE", tmp_path_factory.mktemp("demo"), matter)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    folder = tmp_path_factory.mktemp("real")
    home = folder / "BE"
    place = found_place(Config(home=home, state=StateCode("BE")), read_law(demo=False), START, tuple(CAST))
    yield There(place, home, folder, None)
    place.node.store.close()


@pytest.mark.parametrize("surface", SURFACES)
def test_a_surface_of_a_demonstration_says_so(surface, demonstration, capsys):
    assert "DEMO" in SURFACES[surface](demonstration, capsys)


@pytest.mark.parametrize("surface", SURFACES)
def test_the_same_surface_of_a_real_node_does_not(surface, real, capsys):
    assert "DEMO" not in SURFACES[surface](real, capsys)


# ── proofs ──────────────────────────────────────────────────────────────────────────────────────
def test_a_proof_says_first_that_it_is_of_a_demonstration(demonstration: There):
    data = proof.export(demonstration.place.node, demonstration.matter, NOW)
    assert decode(data)["proof"]["demo"] is True
    for trust in (None, proof.trust_bundle(demonstration.place.node)):
        assert verify(data, trust).lines[0] == WORDS


def test_a_proof_that_drops_its_mark_is_invalid(demonstration: There):
    data = proof.export(demonstration.place.node, demonstration.matter, NOW)
    forged = data.replace(b'"demo":true', b'"demo":false', 1)
    assert forged != data
    assert verify(forged, proof.trust_bundle(demonstration.place.node)).verdict == "invalid"


# ── pages ───────────────────────────────────────────────────────────────────────────────────────
def test_every_page_stands_on_the_one_that_bears_the_mark():
    """What each page of each state shows is asked in tests/web/test_window_pages.py."""
    base = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    assert re.search(r'{% if visit\.node\.demo %}\s*<div class="c-demo">.*<strong lang="en">DEMO<', base)
    for page in sorted(TEMPLATES.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        stands_on_it = text.startswith('{% extends "comity/base.html" %}')
        assert stands_on_it or page.name in ("base.html", "parts.html"), page.name
