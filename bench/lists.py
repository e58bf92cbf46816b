"""Measure the readers of lists: persons a second and memory, beside a bare parse of the same bytes.

The persons are invented. A bare parse splits rows, decodes JSON or walks XML, and keeps nothing.
"""

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from time import perf_counter
from xml.etree import ElementTree

from sqlalchemy import create_engine

from comity.formats import ftm, ofac, table, un
from comity.formats.listing import Listing, sift
from comity.formats.mapping import read_mapping
from comity.formats.source import Held
from comity.model.records import RegisterId
from comity.registers.register import compare, import_list
from comity.registers.sealing import derive_keys
from comity.registers.tables import register_metadata

PERSONS, FEW, IMPORTED = 20_000, 2_000, 2_000
ON = date(2031, 2, 3)
NOW = datetime(2031, 2, 4, tzinfo=UTC)
MAPPING = read_mapping(
    b'source = "x"\nreference = "id"\ndates = ["DD.MM.YYYY"]\n[[name]]\ncolumns = ["given", "family"]\n'
    b'[[name]]\ncolumns = ["nick"]\nquality = "LOW"\n[[birth]]\ncolumn = "born"\n[[document]]\n'
    b'kind = "PASSPORT"\nnumber = "no"\nstate = "of"\n[[nationality]]\ncolumn = "of"\n'
)
LISTED = "<CONSOLIDATED_LIST dateGenerated='2031-02-03'><INDIVIDUALS>{}</INDIVIDUALS></CONSOLIDATED_LIST>"


def un_person(n: int) -> str:
    """Write one person as the UN does."""
    return (
        f"<INDIVIDUAL><DATAID>{n}</DATAID><FIRST_NAME>Ales {n}</FIRST_NAME><SECOND_NAME>Hutsko</SECOND_NAME>"
        f"<REFERENCE_NUMBER>NWi.{n}</REFERENCE_NUMBER><LISTED_ON>2012-06-29</LISTED_ON><NATIONALITY><VALUE>"
        "Belarus</VALUE></NATIONALITY><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Oles Hutsko"
        "</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Bee"
        "</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>"
        "1970-02-28</DATE></INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport"
        f"</TYPE_OF_DOCUMENT><NUMBER>MP{n}</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL>\n"
    )


def ofac_person(n: int) -> str:
    """Write one person as OFAC does."""
    return (
        f'{n},"HUTSKO, Ales {n}","individual","NOWHERE] [BEES",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"'
        f"DOB 28 Feb 1970; alt. DOB 1971; POB Lida, Belarus; nationality Belarus; Gender Male; "
        f"Passport MP{n} (Belarus) expires 01 Jan 2030; a.k.a. 'THE BEE'; Linked To: none.\"\r\n"
    )


def ftm_person(n: int) -> str:
    """Write one person and a passport as entities."""
    person = {"name": [f"Ales {n}"], "alias": ["Oles"], "birthDate": ["1970-02-28"], "nationality": ["by"]}
    passport = {"holder": [f"p{n}"], "number": [f"MP{n}"], "country": ["by"]}
    return "".join(
        json.dumps({"id": id, "schema": schema, "properties": said}) + "\n"
        for id, schema, said in ((f"p{n}", "Person", person), (f"d{n}", "Passport", passport))
    )


def table_person(n: int) -> str:
    """Write one person as a row."""
    return f"A-{n},Ales {n},Hutsko,The Bee,28.02.1970,MP{n},Belarus\n"


def written(name: str, persons: int) -> bytes:
    """Write a list of that many persons."""
    body = "".join(WAYS[name][0](n) for n in range(persons))
    if name == "un":
        return LISTED.format(body).encode()
    return (("id,given,family,nick,born,no,of\n" if name == "csv" else "") + body).encode()


def bare_xml(data: bytes) -> None:
    """Walk an XML file and keep nothing."""
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        if element.tag == "INDIVIDUAL":
            element.clear()


def bare_csv(data: bytes) -> None:
    """Split a table into rows."""
    for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), newline="")):
        pass


def opened_table(data: bytes) -> Listing:
    """Open a table by the mapping."""
    return table.read(Held(data), MAPPING, dated=ON, register=RegisterId("X"))


def bare_json(data: bytes) -> None:
    """Decode each line."""
    for line in io.BytesIO(data):
        json.loads(line)


WAYS: dict[str, tuple[Callable[[int], str], Callable[[bytes], Listing], Callable[[bytes], None]]] = {
    "un": (un_person, lambda data: un.read(Held(data)), bare_xml),
    "ofac": (ofac_person, lambda data: ofac.read(Held(data), dated=ON), bare_csv),
    "ftm": (ftm_person, lambda data: ftm.read(Held(data), dated=ON), bare_json),
    "csv": (table_person, opened_table, bare_csv),
}


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    start = perf_counter()
    work()
    return perf_counter() - start


def peak(name: str, persons: int) -> float:
    """Return the most memory that one pass holds beside the bytes, in MB."""
    data = written(name, persons)
    tracemalloc.start()
    for _ in WAYS[name][1](data).entries(None):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def formats() -> Iterator[str]:
    """Measure each format."""
    for name, (_, opened, bare) in WAYS.items():
        data = written(name, PERSONS)
        plain = min(seconds(partial(bare, data)) for _ in range(2))
        ours = min(seconds(partial(read, opened, data)) for _ in range(2))
        yield (
            f"{name:5} {PERSONS / ours:>8,.0f} persons/s, {len(data) / ours / 1e6:4.1f} MB/s; a bare parse "
            f"is {ours / plain:5.1f} times as fast; memory {peak(name, FEW):4.1f} MB for {FEW:,}, "
            f"{peak(name, PERSONS):4.1f} MB for {PERSONS:,} persons"
        )


def read(opened: Callable[[bytes], Listing], data: bytes) -> None:
    """Read a list to its end, keeping nobody."""
    sift(opened(data))


def imports() -> str:
    """Measure a first import into a register, and a comparison of the same list with it."""
    found = sift(WAYS["csv"][1](written("csv", IMPORTED)))
    engine = create_engine("sqlite://")
    register_metadata.create_all(engine)
    keys = derive_keys(bytes(32))
    with engine.begin() as connection:
        first = seconds(lambda: import_list(connection, keys, found, now=NOW))
        again = seconds(lambda: compare(connection, keys, found))
    return (
        f"sealed into a register {IMPORTED / first:,.0f} persons/s; held against it {IMPORTED / again:,.0f}/s"
    )


def main() -> None:
    """Print what one run measured."""
    for line in formats():
        print(line, flush=True)
    print(imports())


if __name__ == "__main__":
    main()
