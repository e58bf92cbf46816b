"""What each page shows to whom: both states' people see what they should, and nothing of the other's own."""

import re

import pytest
from rich.console import Console

from comity.acts.act import read_header
from comity.demo.scene_000 import registers
from comity.demo.stage import Stage
from comity.demo.world import World
from comity.exchange import cases, notices, orders, profiles
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.records import PartialDate, Query
from comity.model.requests import MatterId, Urgency
from duty.staff import call_now, can_send, three_on_duty
from stories.exchange import answered, at, dangerous, velin, warned_of
from web.visiting import Visitor, every_page, matter_of, opened

OLDER = re.compile(r'href="([^"&]+)" rel="next"')


# ── overview and lists ──────────────────────────────────────────────────────────────────────────
def test_says_who_looks_and_what_waits_for_their_role_first(visitor):
    visitor.look_as("BE", "SPOC_DUTY")
    visitor.get("/")
    text = visitor.main()
    for words in (
        "Duty desk SPOC_DUTY",
        "be-spoc-duty",
        "Single point of contact BE/SPOC",
        "28 October 2029",
    ):
        assert words in text
    mine, others = text.split("For your role")[1].split("You Role")[0].split("For others here")
    assert "Warnings to acknowledge 1" in mine
    assert "Requests to accept, return or refuse 2" in mine
    assert "Answers authorised, to release 1" in mine
    assert "Answers that wait for authorisation 1" in others
    assert "Drafts to approve 1" in others


def test_counts_lead_to_lists_of_as_many(visitor):
    visitor.get("/")
    counted = re.findall(
        r'href="(/(?:cases|alerts)\?[^"]+)"><span>[^<]+</span> <span class="c-count[^"]*">(\d+)<',
        visitor.seen,
    )
    assert len(counted) >= 6
    for link, many in counted:
        visitor.get(link.replace("&amp;", "&"))
        assert visitor.seen.count('class="c-list__first"') == int(many), link


def test_lists_cases_with_both_tracks_newest_change_first(visitor, shown):
    visitor.get("/cases")
    rows = shown["BE"].node.store.read(lambda r: r.matters("case/"))
    assert visitor.links("/cases/") == [f"/cases/{r.id.partition('/')[2]}" for r in rows]
    for words in (
        "Answered in full REPLIED_FULL",
        "Waits for authorisation AWAITING_AUTHORISATION",
        "We are asked",
    ):
        assert words in visitor.main()


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("partner=VN", 3),
        ("state=RETURNED_FOR_SUPPLEMENT", 1),
        ("state=own:DRAFT", 1),
        ("side=requesting", 5),
        ("partner=TR&side=requesting", 0),
    ],
)
def test_lists_only_what_a_filter_asks(visitor, query, many):
    assert visitor.get(f"/cases?{query}").status_code == 200
    assert len(visitor.links("/cases/")) == many
    assert ("No matter fits this filter." in visitor.main()) is (many == 0)


def test_lists_page_by_page(world):
    ru = world["RU"]
    for _ in range(51):
        cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now)
    with opened(world) as guest:
        guest.get("/cases")
        first, older = guest.links("/cases/"), OLDER.search(guest.seen)
        assert len(first) == 50
        assert older is not None
        guest.get(older[1])
        assert len(guest.links("/cases/")) == 1
        assert not set(guest.links("/cases/")) & set(first)
        assert OLDER.search(guest.seen) is None


# ── one case ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.source("C1-2")
def test_shows_a_case_as_one_line_of_both_states_with_both_times(visitor, shown):
    number = matter_of(shown, "BE", "case", "CLOSED")
    visitor.get(f"/cases/{number}")
    text = visitor.main()
    assert f"{number} A case in which Russia asks us." in text
    line = text.partition("What happened")[2].partition("What the law said")[0]
    assert "Thursday, 31 October 2019" in line
    assert (
        "10:20 Brussels 12:20 Moscow Request sent request.send Sent "
        "Russia · Duty desk ru-spoc-duty · Single point of contact RU/SPOC · demo-be-ru-police art. 4" in line
    )
    assert "Belgium · Judge be-judge · Court brussels BE/COURT/brussels" in line
    assert "Told what the answer was worth release.feedback Closed" in line
    assert "It advanced the case" in line
    shared = [
        "request.send",
        "request.ack",
        "request.accept",
        "reply.full",
        "release.accept",
        "release.feedback",
    ]
    assert [code for code in visitor.codes() if code in shared] == shared


def test_marks_own_acts_and_own_acts_alone_as_only_here(visitor, shown):
    visitor.get(f"/cases/{matter_of(shown, 'BE', 'case', 'CLOSED')}")
    cards = re.split(r'<li class="c-step', visitor.seen)[1:]
    shared = {
        "request.send",
        "request.ack",
        "request.accept",
        "reply.full",
        "release.accept",
        "release.feedback",
    }
    for card in cards:
        kind = re.search(r"<code>([a-z]+\.[a-z_]+)</code>", card)[1]
        assert ("Only here" in card) is (kind not in shared), kind
        assert card.startswith(" c-step--ours") or kind in shared


@pytest.mark.source("C4-12")
def test_says_where_it_stands_whose_turn_it_is_and_what_the_clock_will_do(visitor, shown):
    visitor.get(f"/cases/{matter_of(shown, 'BE', 'case', 'IN_PROGRESS', 'AWAITING_AUTHORISATION')}")
    text = visitor.main()
    assert "Both sides see In progress IN_PROGRESS" in text
    assert "Only here Waits for authorisation AWAITING_AUTHORISATION" in text
    assert "Belgium · it is our turn Those whom the law names read the items and authorise or refuse." in text
    assert "“Further time needed” is sent, if the request is still open: 7 Nov 2019" in text
    visitor.look_as("RU", "OFFICER")
    visitor.get(f"/cases/{matter_of(shown, 'BE', 'case', 'IN_PROGRESS', 'AWAITING_AUTHORISATION')}")
    assert "Who waits for whom Belgium The answer is put together and decided." in visitor.main()


@pytest.mark.parametrize("state", ["BE", "RU"])
def test_says_in_words_every_clock_and_act_of_every_matter(url, shown, state):
    with Visitor(url) as guest:
        guest.look_as(state, "OFFICER")
        for path in every_page(shown, state):
            guest.get(path)
            bare = re.sub(r"<code.*?</code>", "", guest.seen.partition("<main")[2], flags=re.DOTALL)
            assert re.findall(r"\bcall:[a-z-]+|\b(?:duty|notice)\.[a-z]+", bare) == [], path


def watched_warning(world: World) -> MatterId:
    three_on_duty(world, "BE", Role.DUTY_MAGISTRATE)
    return warned_of(world, dangerous())


def test_says_who_was_called_and_what_came_of_it():
    with at(watched_warning) as (world, matter), opened(world) as guest:
        can_send(world)
        be = world["BE"]
        whom = (Role.DUTY_MAGISTRATE,)
        notices.call(be.node, matter, whom, Urgency.URGENT, be[Role.SPOC_DUTY], world.now)
        call_now(world["BE"].node, world.now)
        guest.look_as("BE", "OFFICER")
        guest.get(f"/alerts/{matter.partition('/')[2]}")
        told = guest.main()
        assert "People called to this matter duty.call" in told
        assert told.count("Attempt to reach a person notice.attempt") == 2
        assert "Duty magistrate · The notice was taken" in told
        assert "The next person is called, unless somebody answers" in told
        notices.acknowledge(be.node, matter, be[Role.DUTY_MAGISTRATE], world.now)
        guest.get(f"/alerts/{matter.partition('/')[2]}")
        assert "Call answered notice.ack" in guest.main()


def test_gives_the_law_s_reasons_with_rule_and_article_and_the_way_to_prove(visitor, shown):
    number = matter_of(shown, "BE", "case", "IN_PROGRESS", "AWAITING_AUTHORISATION")
    visitor.get(f"/cases/{number}")
    text = visitor.main()
    assert "Needs authorisation NEEDS_AUTHORISATION · before release" in text
    assert "It asks for: the judge, the legal officer" in text
    assert "identity: needs the judge: Code of Criminal Procedure arts 28quinquies, 57, because" in text
    assert f"comity proof export case/{number} --out case.proof" in text
    visitor.get(f"/cases/{number}?lang=fr")
    assert "identity : demande l'accord : le juge" in visitor.main()


def test_shows_no_grounds_to_the_operator(visitor, shown):
    visitor.look_as("BE", "SYSADMIN")
    visitor.get(f"/cases/{matter_of(shown, 'BE', 'case', 'IN_PROGRESS', 'AWAITING_AUTHORISATION')}")
    assert "The operator sees no grounds." in visitor.main()
    assert "R-JUDGE" not in visitor.seen


def test_shows_a_recalled_warning(visitor, shown):
    visitor.look_as("RU", "SPOC_DUTY")
    visitor.get(f"/alerts/{matter_of(shown, 'RU', 'alert', 'RECALL_DONE')}")
    text = visitor.main()
    assert "A warning from Belgium to us." in text
    assert "Recalled by its sender" in text
    assert "Nobody waits any more." in text
    assert "Content erased" in text


def test_answers_a_page_that_asks_for_news_only_where_there_is_some(world):
    with opened(world) as guest:
        matter, ru = draft(world), world["RU"]
        guest.get(f"/cases/{matter}")
        again = re.search(r'hx-get="([^"]+)"', guest.seen)[1]
        assert guest.get(again).status_code == 204
        cases.approve(ru.node, f"case/{matter}", ru[Role.SUPERVISOR], world.now)
        assert guest.get(again).status_code == 200
        assert "Request approved request.approve" in guest.main()


# ── nothing of the other's own ──────────────────────────────────────────────────────────────────
def acts(world, state, own=False):
    """Return the acts that a node holds, all or only its own."""
    node = world[state].node
    rows = node.store.read(lambda r: r.matters())
    held = [a for row in rows for a in node.store.read(lambda r, m=row.id: r.acts_of(m))]
    return [a for a in held if a.partner is None or not own]


def authors(held, state):
    """Return who of a state's people did these acts."""
    headers = (read_header(a.statement) for a in held)
    return {h.author for h in headers if h.state == state and h.role is not None}


@pytest.mark.parametrize(("here", "there"), [("RU", "BE"), ("BE", "RU")])
def test_never_shows_an_own_act_of_the_other_state(url, shown, here, there):
    known = {a.matter for a in acts(shown, here)}
    unknown = {a.matter for a in acts(shown, there, own=True)} - known
    secret = {m.partition("/")[2] for m in unknown if m.startswith(("case/", "alert/"))}
    silent = authors(acts(shown, there, own=True), there) - authors(acts(shown, here), there)
    assert any(number.startswith(f"{there}-{here}-") for number in secret)
    assert f"{there.lower()}-sysadmin" in silent
    with Visitor(url) as guest:
        guest.look_as(here, "OFFICER")
        for path in every_page(shown, here):
            guest.get(path)
            assert [number for number in secret if number in guest.seen] == [], path
            assert [who for who in silent if who in guest.seen] == [], path


@pytest.mark.source("C2-5")
def test_shows_of_each_matter_the_acts_that_its_node_holds_and_no_other(url, shown):
    rooms = {"case": "/cases", "alert": "/alerts"}
    for state in ("RU", "BE"):
        with Visitor(url) as guest:
            guest.look_as(state, "OFFICER")
            for matter in {a.matter for a in acts(shown, state)}:
                room, _, number = matter.partition("/")
                if room in rooms:
                    guest.get(f"{rooms[room]}/{number}")
                    kinds = re.findall(r"<code>([a-z]+\.[a-z_]+)</code>", guest.seen)
                    assert kinds == [a.kind for a in acts(shown, state) if a.matter == matter]


def test_is_the_same_to_the_byte_whatever_the_other_state_does_on_its_own():
    with at(answered) as (world, matter), opened(world) as guest:
        be, number = world["BE"], matter.partition("/")[2]
        paths = ("/", "/cases", f"/cases/{number}", "/releases", "/pair", "/pair/BE")

        def pages() -> list[str]:
            return [re.sub(r'nonce="[^"]+"', "", guest.get(path).text) for path in paths]

        world.carry()
        before = pages()
        cases.assign(be.node, matter, "be-liaison-officer", be[Role.SUPERVISOR], world.now)
        orders.refuse(be.node, matter, "not yet", be[Role.JUDGE], world.now)
        world.carry()
        assert pages() == before


@pytest.mark.source("C0-9", "C3-12")
def test_shows_a_liaison_the_assigned_cases_only(visitor, shown):
    visitor.look_as("BE", "LIAISON_OFFICER")
    visitor.get("/")
    assert "1 case · 0 warnings" in visitor.main()
    assigned = matter_of(shown, "BE", "case", "IN_PROGRESS", "AUTHORISED")
    visitor.get("/cases")
    assert visitor.links("/cases/") == [f"/cases/{assigned}"]
    assert visitor.get(f"/cases/{assigned}").status_code == 200
    other = matter_of(shown, "BE", "case", "CLOSED")
    assert visitor.get(f"/cases/{other}").status_code == 403
    assert "This case is not assigned to you" in visitor.main()
    visitor.get("/releases")
    assert visitor.links("/cases/") == []


# ── registers ───────────────────────────────────────────────────────────────────────────────────
def searches(world, state):
    found = world[state].node.store.read(lambda r: r.acts_of_kinds(("register.search",)))
    return sorted(found, key=lambda act: act.at)


def test_searches_for_a_purpose_and_says_why_each_record_matches(world):
    registers(Stage(world=world, console=Console(quiet=True), verify=None))
    with opened(world) as guest:
        guest.look_as("BE", "OFFICER")
        guest.get("/registers")
        kept = len(searches(world, "BE"))
        answer = guest.send("/registers", name="Аркадий Велин", born="1980", purpose="inquiry BR-2019-1187")
        assert answer.status_code == 200
        assert "1 record found" in guest.main()
        assert "Arkady Velin" in guest.main()
        assert (
            "Name: Аркадий Велин – The same words as in the primary name in original script" in guest.main()
        )
        assert "Birth date: 1980-05-04 – It may be the same day" in guest.main()
        assert "<bdi><mark>Аркадий</mark> <mark>Велин</mark></bdi>" in answer.text
        found = searches(world, "BE")
        assert len(found) == kept + 1
        guest.send("/registers", name="Аркадий Велин", born="1980-05-04", purpose="inquiry BR-2019-1187")
        assert "Likely to be the person asked for" in guest.main()
        assert b"be-officer" in found[-1].statement
        assert guest.send("/registers", name="Nobody Atall", purpose="inquiry").status_code == 200
        assert "0 records found" in guest.main()
        assert len(searches(world, "BE")) == kept + 3


def test_searches_by_place_and_tells_reasons_aliases_and_likeness_in_the_language_of_the_page(world):
    registers(Stage(world=world, console=Console(quiet=True), verify=None))
    everybody = world["BE"].node.registers.search(Query(born=PartialDate.parse("1940/2010")))
    held = next(hit.record for hit in everybody if hit.record.places and len(hit.record.names) > 1)
    with opened(world) as guest:
        guest.look_as("BE", "OFFICER")
        guest.get("/registers?lang=fr")
        answer = guest.send("/registers", name=held.name[:-1], place=held.places[0].city, purpose="enquête")
        assert answer.status_code == 200
        assert "ressemblance n'est jamais une preuve d'identité" in guest.main()
        assert f"Lieu : {held.places[0].city}" in guest.main()
        assert "Chaque mot demandé y figure" in guest.main()
        assert all(name.text in guest.main() for name in held.names)
        assert not re.search(r"same (letters|sound)|slip of the pen|only (held|asked)", guest.main())


def test_keeps_persons_out_of_addresses_and_titles(visitor):
    visitor.get("/registers")
    answer = visitor.send("/registers", name="Arkady Velin", purpose="inquiry")
    assert str(answer.url).endswith("/registers")
    assert re.search(r"<title>(.*?)</title>", answer.text)[1] == "Register search – Belgium – Comity"
    assert 'method="post" action="/registers"' in answer.text
    assert not [link for link in visitor.links("/") if "Velin" in link]
    assert re.search(r'name="to" value="([^"]*)"', answer.text)[1] == "/registers"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "Velin"}, ["Say why you search."]),
        ({"purpose": "inquiry"}, ["Give a name, a birth date, a place or a document number."]),
        ({"born": "last year", "purpose": "inquiry"}, ["Write a birth date as 1968, 1968-09"]),
        ({"name": "x" * 201, "purpose": "inquiry"}, ["Write no more than 200 letters."]),
    ],
)
def test_says_at_the_field_what_to_mend_and_searches_nothing(visitor, shown, fields, says):
    visitor.get("/registers")
    before = len(searches(shown, "BE"))
    assert visitor.send("/registers", **fields).status_code == 400
    assert re.search(r"<title>Error: ", visitor.seen)
    for text in says:
        assert visitor.main().count(text) == 2  # in the summary, and at the field
    assert len(searches(shown, "BE")) == before


def test_gives_no_form_to_a_role_that_does_not_search_and_refuses_its_search(visitor, shown):
    visitor.look_as("BE", "JUDGE")
    visitor.get("/registers")
    assert "Your role does not search the registers." in visitor.main()
    before = len(searches(shown, "BE"))
    assert visitor.send("/registers", name="Velin", purpose="inquiry").status_code == 403
    assert "wrong-role" in visitor.codes()
    assert len(searches(shown, "BE")) == before


# ── releases and the pair ───────────────────────────────────────────────────────────────────────
def test_registers_what_left_and_came_with_conditions_order_and_article(visitor, shown):
    visitor.get("/releases")
    text = visitor.main()
    number = matter_of(shown, "BE", "case", "CLOSED")
    line = text.partition(f"{number} Answer released in full reply.full")[2]
    assert line.startswith(" Sent to Russia 3 Facts of the case, Contact, Identity ")
    assert "Not in court without permission H1 · Investigation · erased on 29 Oct 2024" in line
    assert "Passed on by consent only · Never for a death penalty demo-be-ru-police art. 4" in line
    assert "Recalled and erased RECALL_DONE The release was recalled" in text
    visitor.get("/releases?partner=VN")  # the specialists' paper, a document check, crossings of a border
    assert visitor.main().count("Answer released in full") == 3
    visitor.get("/releases?way=received")
    assert "Received from Russia" in visitor.main()
    assert "Sent to" not in visitor.main()


@pytest.mark.source("C2-2", "C3-1")
def test_shows_the_pair_with_agreements_contacts_both_laws_and_activity(visitor, shown):
    visitor.get("/pair/RU")
    text = visitor.main()
    for words in (
        "Belgium and Russia",
        "Demonstration agreement on police cooperation, BE-RU, without data safeguards In force Fictional",
        "In force since 1 December 2015",
        "Information request (art. 4)",
        "18 areas of crime (art. 3) · 21 categories of data (art. 8)",
        "0 of seven that Directive (EU) 2016/680 asks",
        "Illustrative, not legal advice",
        "Court volgograd RU/COURT/volgograd",
        "Who authorises the release of a suspect's data Judge Nobody: no authorisation is asked",
        "Death penalty Abolished In law, not carried out",
        "Oct 2019",
    ):
        assert words in text
    print_of = re.search(r"(?:[0-9A-F]{4} ){9}[0-9A-F]{4}", text)
    visitor.look_as("RU", "OFFICER")
    visitor.get("/pair/BE")
    assert print_of is not None
    assert print_of[0] in visitor.main()


def test_shows_beside_our_assessment_what_a_partner_declares_of_itself(world):
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get("/pair/RU")
        assert "Death penalty Abolished In law, not carried out Nothing declared" in visitor.main()
        ru = world["RU"]
        profiles.declare(ru.node, StateCode("BE"), ru[Role.LEGAL_OFFICER], world.now)
        world.carry()
        visitor.get("/pair/RU")
        assert "Death penalty Abolished In law, not carried out In law, not carried out" in visitor.main()
        assert "Differs" not in visitor.main()


def test_draws_activity_as_a_picture_with_a_name_and_a_table_of_the_same_numbers(visitor):
    visitor.get("/pair/RU")
    drawn = re.findall(r'<text x="\d+" y="\d+" text-anchor="middle">(\d+)</text>', visitor.seen)
    table = re.findall(r'<td class="c-num">(\d+)</td>', visitor.seen)
    assert drawn == table
    assert re.search(r'<svg class="c-chart" role="img" aria-labelledby="chart-says"', visitor.seen)


@pytest.mark.parametrize("state", ["RU", "BE", "VN", "MA", "TR", "BY", "CN"])
def test_says_demo_on_every_page_of_every_state(url, shown, state):
    with Visitor(url) as guest:
        guest.look_as(state, "OFFICER")
        for path in every_page(shown, state):
            assert guest.get(path).status_code == 200, path
            assert '<strong lang="en">DEMO</strong>' in guest.seen, path


# ── helpers ─────────────────────────────────────────────────────────────────────────────────────
def draft(world) -> str:
    ru = world["RU"]
    return cases.draft(ru.node, velin(), ru[Role.OFFICER], world.now).matter.partition("/")[2]
