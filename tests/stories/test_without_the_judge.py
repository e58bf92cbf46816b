"""Whoever has the database, every file and every key but a judge's cannot read a suspect's item."""

from itertools import product
from pathlib import Path

import pytest

from comity.demo.stage import FRAUD, ask, item, suspect
from comity.demo.world import Place, World, make_world
from comity.errors import CannotOpen, ContentDiffers, KeyNotCommitted, Truncated
from comity.exchange import answers, cases, orders, weighing
from comity.exchange.weighing import Findings
from comity.model.people import JUDICIAL, Role
from comity.model.requests import DataCategory, MatterId, Offence, Subject
from comity.seal.keys import SealingKey
from comity.seal.packages import Part, open_package, open_share, xor

MARKED = b"THE MARKED SENTENCE OF THE FILE"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Build two states."""
    return make_world(tmp_path_factory.mktemp("world"), ["RU", "BE"], agreements=("demo-be-ru-police",))


@pytest.fixture(scope="module")
def matter(world: World) -> MatterId:
    """Bring a marked sentence into an answer that waits for the judge."""
    ru, be, now = world["RU"], world["BE"], world.now
    who = suspect("Arkady Velin", "1980-05-04", "RU")
    questions = [("q1", DataCategory.DC_CASE_FACTS, "What does the file say?")]
    request = ask(
        "RU", "BE", who, FRAUD, questions, agreement="demo-be-ru-police", case_ref="C", facts="Dated facts."
    )
    draft = cases.draft(ru.node, request, ru[Role.OFFICER], now)
    cases.approve(ru.node, draft.matter, ru[Role.SUPERVISOR], now)
    cases.send(ru.node, draft.matter, ru[Role.SPOC_DUTY], now)
    world.carry()
    answers.accept(be.node, draft.matter, be[Role.SPOC_DUTY], now)
    found = Subject(label="p1", status=who.status, minor=False, open_case=True)
    offence = Offence(code="fraud", area=FRAUD.area, death_at_partner=False)
    weighing.find(
        be.node, draft.matter, Findings(subjects=(found,), offences=(offence,)), be[Role.OFFICER], now
    )
    wanted = item("file", DataCategory.DC_CASE_FACTS, "q1", linked=True)
    answers.add_item(be.node, draft.matter, wanted, MARKED, be[Role.OFFICER], now)
    answers.submit(be.node, draft.matter, be[Role.OFFICER], now)
    return draft.matter


def every_key_but_a_judges(place: Place) -> list[SealingKey]:
    """Collect the node's, the seats' and everybody's keys except those of judges."""
    seats = [keys.sealing for keys in place.foundation.seats.values()]
    people = [h.keys.sealing for r, h in place.people.items() if r not in JUDICIAL and h.keys]
    return [place.foundation.node.sealing, place.foundation.root.sealing, *seats, *people]


def test_finds_the_sentence_in_no_file_of_the_node(world: World, matter: MatterId) -> None:
    home: Path = world.folder / "BE"
    files = [f for f in home.rglob("*") if f.is_file()]
    assert len(files) > 5
    assert [f.name for f in files if MARKED in f.read_bytes()] == []


def test_opens_the_item_with_no_combination_of_other_keys(world: World, matter: MatterId) -> None:
    be = world["BE"]
    (package,) = answers.packages(be.node, matter)
    shares = []
    for part, key in product(Part, every_key_but_a_judges(be)):
        try:
            shares.append(open_share(package, part, key))
        except CannotOpen:
            continue
    assert len(shares) == 1  # the authority's own
    candidates = [a + b for a, b in product(shares, [b"", bytes(32), *shares])]
    candidates += [a + xor(a, b) for a, b in product(shares, shares)]
    for secret in candidates:
        with pytest.raises((CannotOpen, KeyNotCommitted, ContentDiffers, Truncated)):
            open_package(package, secret)


def test_opens_the_item_for_the_judge(world: World, matter: MatterId) -> None:
    be = world["BE"]
    (seen,) = orders.view(be.node, matter, be[Role.JUDGE], world.now)
    assert seen.plaintext == MARKED
