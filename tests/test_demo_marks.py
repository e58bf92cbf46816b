"""Whatever leaves a demonstration node carries DEMO, and nothing of a real node does: surface by surface."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest

import comity.web
from comity import cli
from comity.acts.partners import Line
from comity.cli import main
from comity.cli.match_search import written
from comity.cli.verify_proof import verify
from comity.config import Config, Smtp, Webhook
from comity.courier import files
from comity.demo.world import CAST, START, Place, found_place
from comity.duty.senders import senders
from comity.errors import DemoMixedWithReal
from comity.exchange import cases, doors, partnership, proof
from comity.exchange.lookups import Looked
from comity.exchange.notices import Notice
from comity.model.duty import Contact, Way
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId, Urgency
from comity.seal.canonical import decode, unb64, unframe
from comity.web.api import make_api
from comity.web.server import Listener, serving
from comity.wiring import read_law
from duty.receivers import webhook
from stories.exchange import a_world, approved, sent

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
        return f"DEMO {WORDS}" if json.loads(capsys.readouterr().out).get("demo") is True else "no"

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
    "comity case list --json": document("case", "list"),
    "comity alert list --json": document("alert", "list"),
    "comity release list --json": document("release", "list"),
    "comity clock overdue --json": document("clock", "overdue"),
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


# ── files ───────────────────────────────────────────────────────────────────────────────────────
WRITERS = {"write_out", "new_file", "write_lines", "put_aside", "write_text", "write_bytes", "write_key"}
"""How a command writes a file."""

MARKED = {
    "proof._hand_over": "a proof or a trust bundle",
    "partner.invite": "an invitation",
    "simulate._invitation": "an invitation",
    "node.line": "what the node says of its line",
    "courier.write": "a courier's file of envelopes",
    "courier.read": "a courier's file of receipts",
    "match_search.bulk": "results with persons",
    "match_search.export": "results with persons",
}
"""The commands that write a paper of a node for others: each bears the mark, as a test below shows."""

UNMARKED = {
    "node._keep": "keys, sealed by their owners' passphrases",
    "people._own_key": "a key, sealed by its owner's passphrase",
    "values.write": "the shipped profile, the same for every node",
    "law_files._write_pages": "the shipped law, and no node",
    "register.convert": "what a publisher gave out, and no node",
    "listfiles.sift_list": "the rows of a publisher's list that cannot be read, as they came",
    "listfiles.write_lines": "what a publisher gave out, as entities, and no node",
    "listfiles.put_aside": "the rows of a publisher's list that cannot be read, as they came",
    "match.make_table": "a table of frequencies, and no node",
}
"""The other commands that write a file, each with its reason."""


def writing_commands() -> set[str]:
    """Return the functions of the command line that write a file."""
    found = set()
    for file in Path(cli.__file__).parent.glob("*.py"):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(map(writes, ast.walk(function))):
                found.add(f"{file.stem}.{function.name}")
    return found


def writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in WRITERS


def test_every_command_that_writes_a_file_is_known_here():
    assert writing_commands() == {*MARKED, *UNMARKED}


def test_a_trust_bundle_and_a_word_on_a_line_say_whether_they_are_of_a_demonstration(demonstration, real):
    for there in (demonstration, real):
        node = there.place.node
        assert decode(proof.trust_bundle(node))["demo"] is there.demo
        told = decode(doors.own_line(node, Line(address="https://door.example", tls=b"x"), NOW))
        assert decode(unb64(told["statement"]))["demo"] is there.demo


def test_a_couriers_files_say_that_they_are_of_a_demonstration_and_a_real_node_takes_none_in():
    with a_world() as world:
        cases.send(world["RU"].node, approved(world), world["RU"][Role.SPOC_DUTY], world.now)
        ru, be = world["RU"].node, world["BE"].node
        data = files.write_parcel(ru, StateCode("BE"), world.now).data
        _, receipts = files.take_in(be, files.read_file(be, data, world.now), world.now)
        for one in (data, receipts):
            assert decode(unframe(one, 3)[0])["demo"] is True
        with pytest.raises(DemoMixedWithReal):
            files.read_file(replace(be, demo=False), data, world.now)


def test_results_of_a_demonstration_bear_its_mark_line_by_line():
    looked = (Looked(found=()), Looked(refused="It names nobody."))
    lines = [json.loads(line) for line in written(looked, demo=True).splitlines()]
    assert [line["demo"] for line in lines] == [True, True]
    assert b"demo" not in written(looked, demo=False)


def test_every_answer_of_the_api_bears_the_mark_whatever_is_asked(demonstration):
    app = make_api(demonstration.place.node, clock=lambda: NOW)
    with serving([Listener(app=app, host="127.0.0.1", port=0)]) as (url,), httpx2.Client() as client:
        paths = client.get(url + "/openapi.json").json()["paths"]
        assert len(paths) > 100
        for path, methods in paths.items():
            for method in methods:
                assert client.request(method, url + path).headers["comity-demo"] == WORDS, path


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
