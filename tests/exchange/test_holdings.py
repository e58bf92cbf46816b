"""An authority's own records at a desk: every search is logged, whatever it finds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from comity.acts.commit import open_act
from comity.demo.people import make_person, make_register
from comity.demo.world import World, fill_register
from comity.errors import MalformedFile, OutOfOrder, UnknownRecord, WrongRole
from comity.exchange import holdings
from comity.model.people import Role
from comity.model.records import Dataset, Provenance, Query, Record, RegisterId, Standing
from comity.model.requests import MatterId, SubjectStatus
from stories.exchange import held


@pytest.fixture
def filled(world: World) -> World:
    """Give BE a register in which one suspect and one protected person stand."""
    at = Provenance(source="fictitious register", dated=world.now.date())
    known = Standing(status=SubjectStatus.SUSPECT, case_ref="BR-2019-1", provenance=at, open_case=True)
    people = [
        make_person("BE", "BE-VELIN", "Arkady Velin", "1980-05-04", nationalities=["RU"], standing=known),
        make_person("BE", "BE-TESTOV", "Ilya Testov", "1991-02-11", protection_from=["RU"]),
    ]
    fill_register(world["BE"], 5, 2019, people, world.now)
    return world


def searches(world: World):
    return held(world["BE"].node, MatterId("register/searches-2019-10-31-6"))


@pytest.mark.parametrize(("name", "hits"), [("Arkady Velin", 1), ("Boris Nowherov", 0)])
def test_logs_a_search_with_its_purpose_whatever_it_finds(filled: World, name: str, hits: int):
    be = filled["BE"]
    found = holdings.search(be.node, Query(name=name), "inquiry BR-2019-1", be[Role.OFFICER], filled.now)
    assert len(found) == hits
    (stored,) = searches(filled).acts
    content = open_act(be.node, stored).content
    assert (content["purpose"], content["query"]["name"]) == ("inquiry BR-2019-1", name)
    assert searches(filled).headers[0].author == "be-officer"
    assert dict(searches(filled).headers[0].marks) == {}


def test_lets_nobody_search_whose_role_has_no_case(filled: World):
    be = filled["BE"]
    with pytest.raises(WrongRole):
        holdings.search(be.node, Query(name="Arkady Velin"), "curiosity", be[Role.SYSADMIN], filled.now)
    assert searches(filled).acts == ()


def test_imports_a_list_in_one_commit_with_the_act_that_tells_of_it(filled: World):
    be = filled["BE"].node
    imported = held(be, MatterId("register/BE-DEMO"))
    assert [dict(h.marks) for h in imported.headers] == [
        {"dated": "2019-01-01", "records": "7", "rejected": "0"}
    ]
    assert imported.acts[0].partner is None


def test_says_what_a_list_would_change_to_those_alone_who_may_import_it(filled: World):
    be = filled["BE"]
    name = RegisterId("BE-NEW")
    records = tuple(replace(record, register=name) for record in make_register("BE", 3, 5))
    new = Dataset(register=name, source="invented", dated=date(2019, 1, 1), records=records)
    report = holdings.compare_list(be.node, new, be[Role.OFFICER])
    assert (len(report.added), report.read) == (3, 3)
    assert held(be.node, MatterId("register/BE-NEW")).acts == ()
    with pytest.raises(WrongRole):
        holdings.compare_list(be.node, new, be[Role.JUDGE])


def test_tells_how_far_the_index_follows_an_import_and_a_search_after_one(filled: World):
    be, name, told = filled["BE"], RegisterId("BE-NEW"), []
    for dated, count in ((date(2019, 1, 1), 3), (date(2019, 2, 1), 5)):
        records = tuple(replace(record, register=name) for record in make_register("BE", count, 5))
        new = Dataset(register=name, source="invented", dated=dated, records=records)
        steps = (lambda done, total: told.append((done, total))) if count == 3 else None
        holdings.import_list(be.node, new, be[Role.OFFICER], filled.now, on_index=steps)
    assert told[-1][0] == told[-1][1] >= 3
    query = Query(name=records[4].name, registers=(name,))
    then: list[tuple[int, int]] = []
    found = holdings.search(
        be.node, query, "a test", be[Role.OFFICER], filled.now, lambda *step: then.append(step)
    )
    assert (found[0].record.reference, then) == (records[4].reference, [(2, 2)])


class _Broken(tuple[Record, ...]):
    """Records of a file that changed after it was read once: the second reading breaks off."""

    def __iter__(self) -> Iterator[Record]:
        yield self[0]
        raise MalformedFile("Line 9: the file changed.")


def test_an_import_that_breaks_off_leaves_neither_records_nor_an_act(filled: World):
    be = filled["BE"]
    name = RegisterId("BE-NEW")
    records = _Broken(replace(record, register=name) for record in make_register("BE", 3, 5))
    broken = Dataset(register=name, source="invented", dated=date(2019, 1, 1), records=records)
    with pytest.raises(MalformedFile):
        holdings.import_list(be.node, broken, be[Role.OFFICER], filled.now)
    assert held(be.node, MatterId("register/BE-NEW")).acts == ()
    with pytest.raises(UnknownRecord):
        be.node.registers.search(Query(name="anybody", registers=(name,)))


def test_finds_for_a_subject_what_the_law_asks(filled: World):
    be = filled["BE"]
    subjects = [
        holdings.subject_of(be.node.registers.search(Query(name=name))[0].record, "p1", minor=False)
        for name in ("Arkady Velin", "Ilya Testov")
    ]
    assert [(s.status, s.open_case, s.protection_from) for s in subjects] == [
        (SubjectStatus.SUSPECT, True, frozenset()),
        (SubjectStatus.UNIDENTIFIED, False, frozenset({"RU"})),
    ]


def test_imports_nothing_by_who_may_not(world: World):
    be = world["BE"]
    be.people[Role.OFFICER] = be[Role.JUDGE]
    with pytest.raises((WrongRole, OutOfOrder)):
        fill_register(be, 1, 2019, [], world.now)
    assert be.node.registers.search(Query(name="Arkady Velin")) == ()
