"""Records at rest: sealed to their place, and the tables show nobody."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from comity.demo.people import make_register
from comity.errors import CannotOpen, ConfigInvalid, Truncated
from comity.registers.register import import_list
from comity.registers.sealing import blind, content_digest, derive_keys, open_sealed, seal
from comity.registers.tables import records, register_metadata

from .conftest import NOW, dataset

OTHER = derive_keys(bytes(32))


def test_a_sealed_record_opens_to_itself(keys):
    for record in make_register("MA", 50, 7):
        assert open_sealed(keys, record.register, b"here", seal(keys, record, b"here")) == record


def test_a_sealed_record_opens_neither_elsewhere_nor_changed_nor_under_another_key(keys, people):
    record = people[0]
    sealed = seal(keys, record, b"here")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for wrong in (
        lambda: open_sealed(keys, record.register, b"there", sealed),
        lambda: open_sealed(keys, "BE-SPOC", b"here", sealed),
        lambda: open_sealed(keys, record.register, b"here", changed),
        lambda: open_sealed(OTHER, record.register, b"here", sealed),
    ):
        with pytest.raises(CannotOpen):
            wrong()
    with pytest.raises(Truncated):
        open_sealed(keys, record.register, b"here", sealed[:20])


def test_a_term_differs_by_key_register_and_kind(keys):
    terms = {
        blind(keys, "BE-DEMO", "name", "1968"),
        blind(keys, "RU-DEMO", "name", "1968"),
        blind(keys, "BE-DEMO", "birth", "1968"),
        blind(OTHER, "BE-DEMO", "name", "1968"),
    }
    assert len(terms) == 4


def test_content_is_the_same_wherever_the_source_says_it(keys, people):
    record = people[0]
    moved = replace(record, provenance=replace(record.provenance, line=99))
    renamed = replace(record, names=(replace(record.names[0], text="Ihor Vikhorow"), *record.names[1:]))
    assert content_digest(keys, moved) == content_digest(keys, record)
    assert content_digest(keys, renamed) != content_digest(keys, record)


def test_the_tables_show_no_person(connection: Connection, keys, people):
    import_list(connection, keys, dataset(people), now=NOW)
    shown = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in register_metadata.sorted_tables
        for row in connection.execute(select(table))
        for value in row
    )
    for said in ("Vikhorev", "vikhorev", "Вихорев", "вихорев", "窦海", "004711", "1968", "BE-A"):
        assert said.encode() not in shown
    assert connection.execute(select(records.c.register).distinct()).scalars().all() == ["BE-DEMO"]


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ConfigInvalid):
        derive_keys(b"short")
