"""Many searches at once: each is logged, and what holds more than 20 persons leaves by two only (TP8)."""

import pytest

from comity.acts.commit import open_act
from comity.demo.people import make_person
from comity.demo.world import World, fill_register
from comity.errors import ComityError, OutOfOrder, WrongRole
from comity.exchange import lookups
from comity.model.people import Role
from comity.model.records import Band, PartialDate, Query
from comity.model.requests import MatterId
from stories.exchange import held

SURNAMES = ("Velin", "Testov", "Bulgarin", "Orlov", "Sidorov", "Zhukov", "Kozlov", "Gromov", "Fadin", "Lunin")
CROWD = [make_person("BE", f"BE-{n}", f"Arkady {name}", "1980-05-04") for n, name in enumerate(SURNAMES)]


@pytest.fixture
def filled(world: World) -> World:
    fill_register(world["BE"], 30, 2019, CROWD, world.now)
    return world


def ask(name: str, born: str = "") -> Query:
    return Query(name=name, born=PartialDate.parse(born) if born else None)


def test_answers_each_of_many_in_order_and_logs_whom_was_asked_for(filled: World):
    be = filled["BE"]
    queries = [ask("Arkady Velin", "1980-05-04"), ask("Nobody Nowhere", "1911"), ask("---"), ask("Orlov")]
    steps: list[tuple[int, int]] = []
    matched = lookups.match(
        be.node, queries, "inquiry", be[Role.OFFICER], filled.now, lambda *step: steps.append(step)
    )
    looked = [one for _, one in matched]
    assert steps[-1] == (40, 40)
    assert [[hit.reference for hit in one.found][:1] for one in looked] == [["BE-0"], [], [], ["BE-3"]]
    assert [bool(one.refused) for one in looked] == [False, False, True, False]
    assert looked[0].found[0].band is Band.LIKELY
    (act,) = held(be.node, MatterId("register/searches-2019-10-31-6")).acts
    logged = open_act(be.node, act).content
    assert [query["name"] for query in logged["queries"]] == [query.name for query in queries]
    assert logged["purpose"] == "inquiry"


def test_a_name_alone_however_well_it_agrees_is_never_likely(filled: World):
    be = filled["BE"]
    matched = lookups.match(be.node, [ask("Arkady Velin")], "inquiry", be[Role.OFFICER], filled.now)
    assert [one.found[0].band for _, one in matched] == [Band.NEEDS_SECOND_FACTOR]


def test_lets_nobody_match_a_file_whose_role_has_no_case(filled: World):
    be = filled["BE"]
    with pytest.raises(WrongRole):
        list(lookups.match(be.node, [ask("Velin")], "curiosity", be[Role.SYSADMIN], filled.now))


def test_twenty_persons_may_leave_and_more_need_two(filled: World):
    be = filled["BE"]
    queries = [ask("", str(year)) for year in range(1950, 2001)]
    looked = [one for _, one in lookups.match(be.node, queries, "inquiry", be[Role.OFFICER], filled.now)]
    assert lookups.persons_in(looked) > 20
    with pytest.raises(OutOfOrder, match="by two persons only"):
        lookups.check_may_leave(looked)
    few = [one for one in looked if one.found][:1]
    assert lookups.persons_in(few) <= 20
    lookups.check_may_leave(few)


def test_a_supervisor_proposes_and_the_data_protection_officer_lets_it_leave(filled: World):
    be = filled["BE"]
    queries = [ask("", "1980")]
    with pytest.raises(ComityError):
        lookups.export(be.node, queries, "statistics", be[Role.DPO], filled.now)
    act = lookups.propose_export(be.node, queries, "statistics", be[Role.SUPERVISOR], filled.now)
    assert int(dict(act.header.marks)["persons"]) >= 10
    with pytest.raises(WrongRole):
        lookups.export(be.node, queries, "statistics", be[Role.SUPERVISOR], filled.now)
    (looked,) = lookups.export(be.node, queries, "statistics", be[Role.DPO], filled.now)
    assert {f"BE-{n}" for n in range(10)} <= {hit.reference for hit in looked.found}


def test_another_file_than_the_proposed_does_not_leave(filled: World):
    be = filled["BE"]
    lookups.propose_export(be.node, [ask("", "1980")], "statistics", be[Role.SUPERVISOR], filled.now)
    with pytest.raises(ComityError):
        lookups.export(be.node, [ask("", "1981")], "statistics", be[Role.DPO], filled.now)
