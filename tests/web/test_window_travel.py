"""A partner's query on a document (T04) or on crossings (T05), looked up on a page."""

from dataclasses import replace

import pytest

from comity.demo.world import World
from comity.exchange import crossings, papers
from comity.model.people import Role
from comity.model.requests import RequestType
from comity.model.travel import Fate
from exchange.test_travel import ENTRY, JANUARY, STOLEN, arrived, document, request
from stories.exchange import held, own_kinds, sent
from web.visiting import opened


def number_of(matter: str) -> str:
    return matter.partition("/")[2]


@pytest.mark.source("C2-18")
def test_a_document_is_held_against_the_registers_by_whoever_looks(world: World):
    be = world["BE"]
    papers.record(be.node, (STOLEN,), be[Role.OFFICER], world.now)
    zone = ("P<BELVELIN<<ARKADY".ljust(44, "<"), "EN123456<6BEL8005044M3005048<<<<<<<<<<<<<<00")
    asked = document()
    matter = arrived(world, replace(asked, paper=replace(asked.paper, zone=zone)))
    with opened(world) as guest:
        guest.look_as("BE", "OFFICER")
        guest.get(f"/cases/{number_of(matter)}")
        (way,) = guest.links(f"/cases/{number_of(matter)}/")
        guest.get(way)
        assert "paper.check" not in own_kinds(be.node, matter)
        answer = guest.send(way, seen="NOTHING")
        assert (answer.status_code, str(answer.url.path)) == (200, way)
        text = guest.main()
    assert "Stolen STOLEN" in text
    assert "Check digits that are wrong" in text
    assert "EN123456" not in text  # the page says what it is, not whose
    assert own_kinds(be.node, matter)[-1] == "paper.check"


def test_what_an_examiner_found_counts_and_is_one_of_the_choices(world: World):
    be, issued = world["BE"], replace(STOLEN, fate=Fate.ISSUED, name="Arkady Velin", born="1980-05-04")
    papers.record(be.node, (issued,), be[Role.OFFICER], world.now)
    matter = arrived(world, document())
    with opened(world) as guest:
        guest.look_as("BE", "OFFICER")
        way = f"/cases/{number_of(matter)}/document"
        guest.get(way)
        assert guest.send(way, seen="PERHAPS").status_code == 400
        guest.get(way)
        guest.send(way, seen="ALTERED")
        assert "Altered ALTERED" in guest.main()


@pytest.mark.source("C2-17")
def test_crossings_of_the_named_person_are_shown_once_they_are_looked_up(world: World):
    be = world["BE"]
    crossings.record(be.node, (ENTRY,), be[Role.OFFICER], world.now)
    matter = arrived(world, request(RequestType.T05, period=JANUARY))
    with opened(world) as guest:
        guest.look_as("BE", "OFFICER")
        way = f"/cases/{number_of(matter)}/crossings"
        guest.get(way)
        assert "Zaventem" not in guest.main()
        guest.send(way)
        text = guest.main()
        guest.get(f"{way}?lang=fr")
        assert "Entrées et sorties" in guest.main()
    assert "1 crossing found" in text
    assert "3 January 2019 Entry Zaventem Аркадий Велин own" in text
    assert held(be.node, matter).last("crossing.find") is not None


def test_the_asking_side_another_request_and_another_role_have_no_such_page(world: World):
    matter, other = arrived(world, document()), sent(world)
    with opened(world) as guest:
        assert guest.get(f"/cases/{number_of(matter)}/document").status_code == 404
        guest.look_as("BE", "OFFICER")
        assert guest.get(f"/cases/{number_of(other)}/document").status_code == 404
        assert guest.get(f"/cases/{number_of(matter)}/crossings").status_code == 404
        assert guest.get(f"/cases/{number_of(matter)}/else").status_code == 404
        guest.look_as("BE", "JUDGE")
        guest.get(f"/cases/{number_of(matter)}/document")
        assert "Your role does not look this up." in guest.main()
        assert guest.send(f"/cases/{number_of(matter)}/document", seen="NOTHING").status_code == 403
