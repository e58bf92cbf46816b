"""Importing lists one after the other, adding own records, and getting them back."""

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select

from comity.demo.people import make_person, make_register
from comity.errors import BadInput, OutOfOrder, UnknownRecord
from comity.formats import un
from comity.model.records import ImportReport, Query, Rejected
from comity.registers.register import add, compare, get, import_list
from comity.registers.tables import imports, records

from .conftest import NOW, dataset

LISTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "watchlist" / "un"
DATES = ("2017-07-03", "2018-10-29", "2020-11-30")


def test_a_first_import_adds_everybody(connection: Connection, keys, people):
    report = import_list(connection, keys, dataset(people), now=NOW)
    assert report == ImportReport(added=("BE-A", "BE-B", "BE-C"), changed=(), delisted=(), unchanged=())
    assert get(connection, keys, "BE-DEMO", "BE-B") == people[1]


@pytest.mark.source("C4-11")
def test_a_second_import_shows_added_changed_delisted_and_unchanged(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    kept, changed, _gone = people
    changed = replace(changed, delisted_on=None, births=(*changed.births, *kept.births))
    new = make_person("BE", "BE-D", "Bavo Claeskens", "1970")
    report = import_list(connection, keys, dataset((kept, changed, new), date(2020, 1, 1)), now=NOW)
    assert report == ImportReport(
        added=("BE-D",), changed=("BE-B",), delisted=("BE-C",), unchanged=("BE-A",), gone=("BE-C",)
    )
    assert report.read == 3
    assert get(connection, keys, "BE-DEMO", "BE-B") == changed


def test_whom_a_rejected_entry_may_be_is_kept_and_not_delisted(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    named = replace(
        dataset(people[:1], date(2020, 1, 1)),
        rejected=(Rejected(line=9, reason="no name", reference="BE-B"),),
    )
    report = import_list(connection, keys, named, now=NOW)
    assert (report.delisted, report.kept, report.read) == (("BE-C",), ("BE-B",), 2)
    assert get(connection, keys, "BE-DEMO", "BE-B") == people[1]


def test_nobody_is_delisted_while_a_rejected_entry_may_be_anybody(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    unnamed = replace(
        dataset(people[:1], date(2020, 1, 1)), rejected=(Rejected(line=9, reason="no reference"),)
    )
    report = import_list(connection, keys, unnamed, now=NOW)
    assert (report.delisted, report.kept) == ((), ("BE-B", "BE-C"))


def test_comparing_says_what_an_import_would_do_and_writes_nothing(connection: Connection, keys, people):
    first = compare(connection, keys, dataset(people))
    assert first.added == ("BE-A", "BE-B", "BE-C")
    assert connection.execute(select(func.count()).select_from(records)).scalar_one() == 0
    import_list(connection, keys, dataset(people), now=NOW)
    later = compare(connection, keys, dataset(people[:2], date(2020, 1, 1)))
    assert (later.unchanged, later.delisted) == (("BE-A", "BE-B"), ("BE-C",))
    assert get(connection, keys, "BE-DEMO", "BE-C") == people[2]
    assert connection.execute(select(func.count()).select_from(imports)).scalar_one() == 1


def test_the_delisted_are_kept_with_their_date_and_given_only_when_asked_for(
    connection: Connection, keys, people, look
):
    import_list(connection, keys, dataset(people), now=NOW)
    import_list(connection, keys, dataset(people[:2], date(2020, 1, 1)), now=NOW)
    with pytest.raises(UnknownRecord):
        get(connection, keys, "BE-DEMO", "BE-C")
    assert look(Query(name="Dou Haisheng")) == ()
    held = get(connection, keys, "BE-DEMO", "BE-C", delisted=True)
    assert held == replace(people[2], delisted_on=date(2020, 1, 1))
    assert [hit.record for hit in look(Query(name="Dou Haisheng", delisted=True))] == [held]


def test_who_comes_back_counts_as_added_and_is_found_again(connection: Connection, keys, people):
    for year, listed in ((2018, people), (2019, people[:2]), (2020, people)):
        report = import_list(connection, keys, dataset(listed, date(year, 1, 1)), now=NOW)
    assert report == ImportReport(added=("BE-C",), changed=(), delisted=(), unchanged=("BE-A", "BE-B"))
    assert get(connection, keys, "BE-DEMO", "BE-C").delisted_on is None


def test_who_the_list_itself_calls_delisted_is_delisted_on_that_date(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    removed = (replace(people[0], delisted_on=date(2019, 6, 1)), *people[1:])
    first = import_list(connection, keys, dataset(removed, date(2020, 1, 1)), now=NOW)
    again = import_list(connection, keys, dataset(removed, date(2020, 2, 1)), now=NOW)
    assert first.delisted == ("BE-A",)
    assert again == ImportReport(added=(), changed=(), delisted=(), unchanged=("BE-A", "BE-B", "BE-C"))
    assert get(connection, keys, "BE-DEMO", "BE-A", delisted=True).delisted_on == date(2019, 6, 1)


def test_the_same_list_again_changes_nothing(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    sealed = connection.execute(select(records.c.sealed).order_by(records.c.handle)).scalars().all()
    report = import_list(connection, keys, dataset(people), now=NOW)
    assert report == ImportReport(added=(), changed=(), delisted=(), unchanged=("BE-A", "BE-B", "BE-C"))
    assert connection.execute(select(records.c.sealed).order_by(records.c.handle)).scalars().all() == sealed


def test_a_changed_record_is_no_longer_found_by_what_it_said_before(
    connection: Connection, keys, people, look
):
    import_list(connection, keys, dataset(people), now=NOW)
    renamed = replace(people[1], names=people[2].names[:1])
    import_list(connection, keys, dataset((people[0], renamed, people[2]), date(2020, 1, 1)), now=NOW)
    assert look(Query(name="Bưởi")) == ()
    assert [hit.record.reference for hit in look(Query(name="haisheng"))] == [
        "BE-B",
        "BE-C",
    ]


def test_an_import_that_fails_half_way_changes_nothing(engine: Engine, keys, people):
    crowd = tuple(make_register("BE", 1100, 3))

    def fail_late(done: int, total: int) -> None:
        if done > 500:
            raise KeyboardInterrupt

    with engine.begin() as connection:
        import_list(connection, keys, dataset(people), now=NOW)
    with pytest.raises(KeyboardInterrupt), engine.begin() as connection:
        import_list(connection, keys, dataset(crowd, date(2020, 1, 1)), now=NOW, on_progress=fail_late)
    with engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(records)).scalar_one() == 3
        assert connection.execute(select(func.count()).select_from(imports)).scalar_one() == 1
        assert get(connection, keys, "BE-DEMO", "BE-A") == people[0]


def test_an_import_tells_how_far_it_is(connection: Connection, keys):
    steps: list[tuple[int, int]] = []
    crowd = tuple(make_register("BE", 1100, 3))
    import_list(connection, keys, dataset(crowd), now=NOW, on_progress=lambda *at: steps.append(at))
    assert steps == [(500, 1100), (1000, 1100), (1100, 1100)]


def test_each_import_is_noted(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    import_list(connection, keys, dataset(people[:2], date(2020, 1, 1)), now=NOW)
    noted = connection.execute(select(imports).order_by(imports.c.id)).all()
    assert [tuple(row)[1:] for row in noted] == [
        ("BE-DEMO", "invented", "2019-01-01", "2019-10-31T09:00:00+00:00", 3, 0, 0, 0),
        ("BE-DEMO", "invented", "2020-01-01", "2019-10-31T09:00:00+00:00", 0, 0, 1, 2),
    ]


def test_refuses_a_list_older_than_the_one_held(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    with pytest.raises(OutOfOrder, match="the list of 2018-12-31 is older"):
        import_list(connection, keys, dataset(people, date(2018, 12, 31)), now=NOW)


def test_refuses_a_list_of_another_source(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    with pytest.raises(BadInput, match="another source"):
        import_list(connection, keys, dataset(people, date(2020, 1, 1), source="elsewhere"), now=NOW)


def test_refuses_an_empty_list_and_a_reference_that_stands_twice(connection: Connection, keys, people):
    empty = replace(dataset(people), records=())
    for unfit in (empty, dataset((*people, people[0])), dataset((*people, *make_register("RU", 1, 1)))):
        with pytest.raises(BadInput, match="empty, or a reference is foreign or stands twice"):
            import_list(connection, keys, unfit, now=NOW)


def test_own_records_and_imported_lists_do_not_mix(connection: Connection, keys, people):
    add(connection, keys, people[0])
    with pytest.raises(BadInput, match="records of your own"):
        import_list(connection, keys, dataset(people), now=NOW)
    russians = make_register("RU", 3, 1)
    import_list(connection, keys, dataset(russians), now=NOW)
    with pytest.raises(BadInput, match="is an imported list"):
        add(connection, keys, russians[0])


def test_an_own_record_is_added_once_and_found(connection: Connection, keys, people, look):
    add(connection, keys, people[0])
    with pytest.raises(BadInput, match="already holds"):
        add(connection, keys, people[0])
    assert get(connection, keys, "BE-DEMO", "BE-A") == people[0]
    assert [hit.record for hit in look(Query(document="D004711"))] == [people[0]]


def test_an_unknown_reference_is_refused_without_repeating_it(connection: Connection, keys):
    with pytest.raises(UnknownRecord) as refused:
        get(connection, keys, "BE-DEMO", "Ihor Vikhorev")
    assert "Vikhorev" not in refused.value.what


@pytest.mark.skipif(not LISTS.is_dir(), reason="the real list is not beside this project")
def test_the_real_list_at_three_dates_shows_added_changed_and_delisted(connection: Connection, keys):
    counts = []
    for dated in DATES:
        published = un.parse((LISTS / f"un_consolidated_{dated}.xml").read_bytes())
        report = import_list(connection, keys, published, now=NOW)
        counts.append(tuple(map(len, (report.added, report.changed, report.delisted, report.unchanged))))
    assert counts == [(650, 0, 0, 0), (58, 25, 5, 620), (21, 494, 11, 198)]
    listed = select(func.count()).select_from(records).where(records.c.delisted_on.is_(None))
    assert connection.execute(listed).scalar_one() == 713
    assert connection.execute(select(func.count()).select_from(records)).scalar_one() == 729


@pytest.mark.skipif(not LISTS.is_dir(), reason="the real list is not beside this project")
def test_every_person_of_the_real_list_is_found_by_every_name_and_number(connection: Connection, keys, look):
    published = un.parse((LISTS / f"un_consolidated_{DATES[2]}.xml").read_bytes())
    import_list(connection, keys, published, now=NOW)
    missed = shared = 0
    for record in published.records[:: 7 if os.environ.get("COMITY_FULL") == "1" else 71]:
        asked = [
            Query(name=name.text.split("(")[0].split(";")[0] or name.text, limit=999) for name in record.names
        ]
        asked += [Query(document=paper.number) for paper in record.documents if paper.number]
        for query in asked:
            found = [hit.record.reference for hit in look(query)]
            missed += record.reference not in found
    numbers = Counter(paper.number for record in published.records for paper in record.documents)
    for number, times in numbers.items():
        if number and times > 1:
            shared += times * (len(look(Query(document=number))) > 1)
    assert (missed, shared) == (0, 4)  # two passports stand with two persons each
