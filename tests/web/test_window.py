"""The window itself: who is let in, what a browser is told, what a form must bring, how it fails."""

import re
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from comity.demo.serve import house_of
from comity.errors import ConfigInvalid
from comity.web.server import Listener, serving
from comity.web.window import make_window
from web.visiting import PAGES, Visitor, every_page, opened

OUTSIDE = re.compile(r"""(?:src|href|action|srcset|data)=["'](?!/(?!/)|#|\?)""")


# ── who is let in ───────────────────────────────────────────────────────────────────────────────
def test_refuses_a_real_node_while_there_is_no_sign_in(world):
    house = house_of(world["RU"])
    real = replace(house, node=replace(house.node, demo=False))
    with pytest.raises(ConfigInvalid, match="no sign-in yet"):
        make_window([house, real], lambda: world.now)


def test_refuses_to_open_onto_nothing(world):
    for houses in ([], [replace(house_of(world["RU"]), hands=())]):
        with pytest.raises(ConfigInvalid):
            make_window(houses, lambda: world.now)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_answers_to_its_own_name_only(visitor, host):
    answer = visitor.get("/", host=host)
    assert answer.status_code == 421
    assert "Belgium" not in answer.text
    assert answer.text.startswith("DEMO")


# ── what a browser is told ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", [*PAGES, "/pair/RU", "/cases/none", "/nowhere"])
def test_allows_a_page_nothing_but_its_own(visitor, path):
    answer = visitor.get(path)
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]{24})'", policy)
    assert nonce is not None
    assert policy == (
        f"default-src 'none'; script-src 'nonce-{nonce[1]}'; style-src 'nonce-{nonce[1]}'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce[1]}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


def test_gives_every_page_another_nonce(visitor):
    nonces = {re.search(r'nonce="([^"]+)"', visitor.get("/").text)[1] for _ in range(3)}
    assert len(nonces) == 3


def test_has_no_style_or_script_of_its_own_and_leads_nowhere_else(visitor, shown):
    for path in every_page(shown, "BE"):
        text = visitor.get(path).text
        assert OUTSIDE.findall(text) == [], path
        assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:", text) == [], path
        assert re.findall(r"<script(?![^>]*\ssrc=)", text) == [], path


def test_gives_files_for_a_year_under_a_path_that_changes_with_them(visitor):
    visitor.get("/")
    files = [link for link in visitor.links("/static/") if link]
    script = re.search(r'src="(/static/[^"]+)"', visitor.seen)
    kinds = {"css": "text/css", "svg": "image/svg+xml", "js": "text/javascript"}
    assert script is not None
    assert len({path.split("/")[2] for path in (*files, script[1])}) == 1
    for path in (*files, script[1]):
        answer = visitor.client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == kinds[path.rpartition(".")[2]]
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["README.md", "frontend.scss", "..%2Fwindow.py", "nothing.css"])
def test_gives_no_other_file(visitor, name):
    assert visitor.get(f"/static/0/{name}").status_code == 404


def test_sends_a_first_page_of_less_than_200_kilobytes(visitor):
    page = visitor.get("/cases")
    files = [*visitor.links("/static/"), re.search(r'src="(/static/[^"]+)"', page.text)[1]]
    assert len(page.content) + sum(len(visitor.client.get(path).content) for path in files) < 200_000


def test_keeps_its_cookies_from_scripts_and_other_sites(url):
    with Visitor(url) as new:
        cookies = new.get("/?lang=fr").headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=strict" in cookie for cookie in cookies)


# ── what a form must bring ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("path", "fields"), [("/switch", {"state": "RU"}), ("/registers", {"name": "x", "purpose": "y"})]
)
def test_takes_no_form_without_the_token_of_this_visitor(visitor, url, path, fields):
    with Visitor(url) as other:
        other.get("/")
        stolen = other.token()
    visitor.get("/")
    for token in ("", "0" * 64, stolen):
        answer = visitor.send(path, **{**fields, "token": token})
        assert answer.status_code == 400
        assert "bad-input" in visitor.codes()
    visitor.get("/")
    assert "Belgium" in visitor.seen


def test_takes_no_form_that_another_site_sent(visitor):
    visitor.get("/")
    for site in ("cross-site", "same-site", "none"):
        data = {"token": visitor.token(), "state": "RU"}
        assert visitor.client.post("/switch", data=data, headers={"sec-fetch-site": site}).status_code == 400


def test_takes_no_form_without_end(visitor):
    visitor.get("/")
    assert visitor.send("/registers", name="x" * 20_000, purpose="y").status_code == 400


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\n/x"]
)
def test_goes_on_to_no_other_site_after_the_switch(visitor, to):
    visitor.get("/")
    answer = visitor.send("/switch", follow=False, state="RU", person="", to=to)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_goes_on_to_the_same_page_after_the_switch(visitor):
    visitor.get("/cases?state=RECEIVED&side=requested")
    answer = visitor.send("/switch", follow=False, state="RU", person="", to="/cases?state=RECEIVED")
    assert answer.headers["location"] == "/cases?state=RECEIVED"


def test_shows_what_was_typed_as_text_whatever_it_is(visitor):
    script = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    visitor.get("/registers")
    for fields in ({"name": script, "purpose": script}, {"name": script, "purpose": "", "born": script}):
        answer = visitor.send("/registers", **fields)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        visitor.get("/registers")


# ── how it fails ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("path", "status", "code", "says"),
    [
        ("/cases/RU-BE-1999-000000", 404, "unknown-matter", "There is no such case or warning here"),
        ("/alerts/%3Cb%3E", 404, "unknown-matter", "There is no such case or warning here"),
        ("/pair/FR", 404, "unknown-partner", "This node is not paired with that state"),
        ("/pair/%2e%2e", 404, "unknown-partner", "This node is not paired with that state"),
        ("/nowhere", 404, "http-404", "There is no such page"),
        ("/switch", 405, "http-405", "This page is not asked in that way"),
        ("/cases?state=LOST", 400, "bad-input", "There is no such state to list by."),
        ("/cases?side=left", 400, "bad-input", "A list shows one side or both."),
        ("/cases?after=x", 400, "bad-input", "That is no mark of a page of this node."),
        ("/releases?after=x", 400, "bad-input", "That is no mark of a page of this node."),
    ],
)
def test_says_what_is_wrong_and_where_to_go_on(visitor, path, status, code, says):
    assert visitor.get(path).status_code == status
    assert code in visitor.codes()
    assert says in visitor.main()
    assert visitor.links("/cases")
    assert "DEMO" in visitor.seen


def test_says_in_the_visitor_s_language_what_is_wrong(visitor):
    visitor.get("/cases/RU-BE-1999-000000?lang=fr")
    assert "Il n'y a ici ni affaire ni alerte de cette référence" in visitor.main()


def test_says_what_to_do_when_the_store_is_gone(world):
    with opened(world) as guest:
        world["RU"].node.store.close()
        assert guest.get("/releases").status_code == 500
        assert "store-failed" in guest.codes()
        assert "What to do: Look at disk and database" in guest.main()
        assert not re.search("sqlite|Traceback", guest.seen)


def test_tells_nothing_of_how_it_failed(world):
    window = make_window([house_of(world["RU"])], lambda: world.now + "a day")
    with (
        capture_logs() as told,
        serving([Listener(app=window, host="127.0.0.1", port=0)]) as (url,),
        Visitor(url) as guest,
    ):
        answer = guest.get("/")
    assert (answer.status_code, guest.seen) == (
        500,
        "DEMO: the window failed. Nothing was changed; try again.\n",
    )
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    ((event, kind),) = [(line["event"], line["kind"]) for line in told]
    assert (event, kind) == ("window-failed", "TypeError")
    assert "a day" not in str(told)
