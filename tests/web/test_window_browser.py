"""The pages in a real browser: three stories, what aids find wrong, narrow pages, both directions."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from comity.demo.world import World
from comity.exchange import cases, crossings, papers
from comity.model.people import Role
from comity.model.requests import RequestType
from comity.web.window_tongues import LANGUAGES
from exchange.test_travel import ENTRY, JANUARY, STOLEN, arrived, document, request
from stories.exchange import velin
from web.visiting import matter_of, window_onto

pytestmark = pytest.mark.browser

CHROMIUM = Path(os.environ.get("COMITY_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = 1280, 390
expect.set_options(timeout=30_000)  # a loaded machine is no fault of a page

NO_PAGE = "Failed to load resource: the server responded with a status of 4"
"""What Chromium says of an answer that is a page about a failure."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there: install Debian's chromium, or name another in COMITY_CHROMIUM")
    flags = [*FLAGS, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


class Tab:
    """One page of the browser, and everything that went wrong in it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.wrong: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda asked: self._stays_here(asked.url))

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def look_as(self, state: str, role: str) -> None:
        self.page.get_by_label("State").select_option(state)
        self.page.locator(".c-switch button").click()
        self.page.locator("#switch-person").select_option(
            f"{state.lower()}-{role.lower().replace('_', '-')}/{role}"
        )
        self.page.locator(".c-switch button").click()

    def check(self) -> None:
        """See that nothing is wrong with the page, for aids or for its width."""
        found = Axe().run(self.page).response["violations"]
        named = [(v["id"], [node["html"][:100] for node in v["nodes"]]) for v in found]
        assert named == [], self.page.url
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide == 0, self.page.url
        assert self.wrong == [], self.page.url

    def _note(self, sort: str, text: str) -> None:
        if sort in ("error", "warning") and not text.startswith(NO_PAGE):
            self.wrong.append(text)

    def _stays_here(self, url: str) -> None:
        if not url.startswith(self.url):
            self.wrong.append(f"asked for {url}")


@pytest.fixture
def tab(browser: Browser, url: str) -> Iterator[Tab]:
    """A new browser window of the usual width."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="en")
    opened = Tab(context, url)
    yield opened
    assert opened.wrong == []
    context.close()


# ── stories ─────────────────────────────────────────────────────────────────────────────────────
def test_follows_a_case_from_the_asking_state_to_the_asked_one_by_the_switch(tab: Tab, shown: World):
    number = matter_of(shown, "BE", "case", "IN_PROGRESS", "AWAITING_AUTHORISATION")
    page = tab.page
    tab.open("/")
    tab.look_as("RU", "OFFICER")
    page.get_by_role("link", name="Cases", exact=True).first.click()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    expect(page.locator("main")).to_contain_text("A case in which we ask Belgium.")
    expect(page.locator(".c-step")).not_to_have_count(0)
    assert "answer.submit" not in page.content()
    page.locator("#switch-state").select_option("BE")
    page.locator(".c-switch button").click()
    expect(page).to_have_url(f"{tab.url}/cases/{number}")
    expect(page.locator("main")).to_contain_text("A case in which Russia asks us.")
    expect(page.locator(".c-step--only").filter(has_text="Answer submitted for authorisation")).to_have_count(
        1
    )


def test_searches_a_register_and_reads_why_a_record_matched(tab: Tab):
    page = tab.page
    tab.open("/")
    tab.look_as("BE", "OFFICER")
    page.get_by_role("link", name="Register search").click()
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator(".govuk-error-summary").get_by_role("link", name="Say why you search.").click()
    expect(page.get_by_label("Purpose")).to_be_focused()
    page.keyboard.type("inquiry BR-2019-1187")
    page.get_by_label("Name").fill("Аркадий Велин")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 record found")).to_be_focused()
    expect(page.locator("article")).to_contain_text("Arkady Velin")
    expect(page.locator(".c-why")).to_contain_text("The same words as in the primary name in original script")
    assert page.url == f"{tab.url}/registers"
    assert page.title() == "Register search – Belgium – Comity"


def test_finds_a_release_and_the_page_of_its_pair(tab: Tab, shown: World):
    page, number = tab.page, matter_of(shown, "BE", "case", "CLOSED")
    tab.open("/")
    tab.look_as("BE", "DPO")
    page.get_by_role("link", name="Release register").click()
    page.get_by_label("Partner", exact=True).select_option("RU")
    page.get_by_label("Direction").select_option("sent")
    page.get_by_role("button", name="Show").click()
    line = page.get_by_role("row").filter(has_text=number)
    expect(line).to_contain_text("Not in court without permission H1")
    expect(line).to_contain_text("Facts of the case, Contact, Identity")
    line.get_by_role("link", name=number).click()
    expect(page.locator("main")).to_contain_text("Answer released in full")
    page.get_by_role("link", name="Partners").click()
    page.get_by_role("link", name=re.compile("Russia")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Belgium and Russia")
    expect(page.get_by_role("img", name="Acts sent and received by month")).to_be_visible()


def test_brings_news_into_an_open_page_without_a_reload(browser: Browser, world: World):
    ru = world["RU"]
    matter = cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now).matter
    with window_onto(world) as url:
        context = browser.new_context(locale="en")
        tab = Tab(context, url)
        tab.open(f"/cases/{matter.partition('/')[2]}")
        tab.page.evaluate("window.stays = true")
        cases.approve(ru.node, matter, ru[Role.SUPERVISOR], world.now)
        tab.page.evaluate(
            "htmx.ajax('GET', document.querySelector('#live').getAttribute('hx-get'), "
            "{source: '#live', target: '#live', select: '#live', swap: 'outerHTML'})"
        )
        expect(tab.page.locator("main")).to_contain_text("Request approved")
        assert tab.page.evaluate("window.stays") is True
        assert tab.wrong == []
        context.close()


# ── every page ──────────────────────────────────────────────────────────────────────────────────
def visit_every_page(browser: Browser, url: str, shown: World, language: str, width: int) -> None:
    """Open each page once, with errors and results shown, and check it."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = Tab(context, url)
    tab.open(f"/?lang={language}")
    tab.page.locator("#switch-state").select_option("BE")
    tab.page.locator(".c-switch button").click()
    case = matter_of(shown, "BE", "case", "CLOSED")
    waiting = matter_of(shown, "BE", "case", "IN_PROGRESS", "AWAITING_AUTHORISATION")
    alert = matter_of(shown, "BE", "alert", "RECALL_DONE")
    paths = (
        "/",
        "/cases",
        "/alerts",
        "/releases",
        "/pair",
        "/pair/RU",
        "/registers",
        "/cases/none",
        f"/cases/{case}",
    )
    for path in (*paths, f"/cases/{waiting}", f"/alerts/{alert}"):
        tab.open(path)
        assert tab.page.locator("html").get_attribute("lang") == language
        assert tab.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        tab.check()
    tab.open("/registers")
    tab.page.locator("#born").fill("some day")
    tab.page.locator("main form button").click()
    expect(tab.page.locator(".govuk-error-summary")).to_be_visible()
    tab.check()
    tab.page.locator("#born").fill("")
    tab.page.locator("#name").fill("Аркадий Велин")
    tab.page.locator("#purpose").fill("inquiry")
    tab.page.locator("main form button").click()
    expect(tab.page.locator("article")).to_be_visible()
    tab.check()
    context.close()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_has_no_fault_that_aids_find_on_any_page(browser, url, shown, language, width):
    visit_every_page(browser, url, shown, language, width)


@pytest.mark.full
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code not in ("en", "ar")])
def test_has_no_fault_in_any_language(browser, url, shown, language, width):
    visit_every_page(browser, url, shown, language, width)


@pytest.mark.parametrize(
    ("language", "width"), [("ar", NARROW), pytest.param("en", WIDE, marks=pytest.mark.full)]
)
def test_has_no_fault_where_documents_and_crossings_are_looked_up(browser, world, language, width):
    be = world["BE"]
    papers.record(be.node, (STOLEN,), be[Role.OFFICER], world.now)
    crossings.record(be.node, (ENTRY,), be[Role.OFFICER], world.now)
    queries = {"document": document(), "crossings": request(RequestType.T05, period=JANUARY)}
    numbers = {look: arrived(world, asked).partition("/")[2] for look, asked in queries.items()}
    with window_onto(world) as url:
        context = browser.new_context(viewport={"width": width, "height": 900})
        tab = Tab(context, url)
        tab.open(f"/?lang={language}")
        tab.page.locator("#switch-state").select_option("BE")
        tab.page.locator(".c-switch button").click()
        for look, number in numbers.items():
            tab.open(f"/cases/{number}")
            tab.check()
            tab.page.locator(f'main a[href$="/{look}"]').click()
            tab.check()
            tab.page.locator("main form button").click()
            expect(tab.page.locator("#found")).to_be_visible()
            tab.check()
        context.close()


def test_works_by_keyboard_alone_from_the_first_key(tab: Tab):
    page = tab.page
    tab.open("/cases")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Partner", exact=True)).to_be_focused()


def test_works_without_javascript(browser: Browser, url: str):
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(url)
    page.locator("#switch-state").select_option("TR")
    page.locator(".c-switch button").click()
    page.get_by_role("link", name="Cases", exact=True).first.click()
    page.locator(".c-list__first a").first.click()
    expect(page.locator("main")).to_contain_text("A case in which we ask Belgium.")
    context.close()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_reads_at_twice_the_size_without_scrolling_sideways(browser, url, shown, width):
    context = browser.new_context(viewport={"width": width // 2 if width == WIDE else width, "height": 900})
    tab = Tab(context, url)
    for path in (
        "/",
        "/cases",
        "/releases",
        "/registers",
        f"/cases/{matter_of(shown, 'RU', 'case', 'CLOSED')}",
    ):
        tab.open(path)
        tab.check()
    context.close()
