"""Every parser of what strangers send, to be fuzzed: bytes go in, and nothing but a refusal comes out.

One row of `TARGETS` for each parser. `tests/fuzz/test_targets.py` runs them with Hypothesis in every run of
the tests, `tests/fuzz/run.py` with atheris in `make full`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from comity.documents import mrz
from comity.documents.chip import Verdict, authenticate
from comity.documents.revocation import read_revocation_list
from comity.documents.trust import read_trust
from comity.errors import BadInput
from comity.formats import ftm, ofac, table, un, un_groups
from comity.formats.listing import Listing, sift
from comity.formats.mapping import read_mapping
from comity.formats.ofac_remarks import read_remarks
from comity.formats.source import Held
from comity.model.records import Provenance, RegisterId
from documents.issuing import (
    ISSUED,
    NOW,
    ZONE,
    Scheme,
    chip_of,
    dg1,
    list_signer_of,
    master_list,
    revocation_list,
)

ON = date(2031, 2, 3)
AT = Provenance(source="fuzz", dated=ON)
REGISTER = RegisterId("FUZZ")

UN = b"""<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2031-02-03"><INDIVIDUALS>
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ALES</FIRST_NAME><REFERENCE_NUMBER>NWi.001</REFERENCE_NUMBER>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Bee</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1961</FROM_YEAR><TO_YEAR>1963</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>M1</NUMBER>
</INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>SALT</FIRST_NAME>
<REFERENCE_NUMBER>NWe.001</REFERENCE_NUMBER><LISTED_ON>2017-09-11</LISTED_ON></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>"""
REMARKS = (
    b"DOB circa 02 Sep 1968; alt. DOB 1970 to 1971; POB Lida, Belarus; nationality Belarus; Gender Female; "
    b"Passport MP1 (Belarus) issued 05 Mar 2010 expires 04 Mar 2020; Cedula No. 1-2 (Peru); a.k.a. 'THE BEE'."
)
OFAC = (
    b'7001,"HUTSKO, Volha","individual","A] [B","Dr",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"' + REMARKS + b'"\r\n'
    b'7003,"STAR","vessel","A",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
)
ALT = b'7001,1,"aka","GUTSKO, Olga",-0- \r\n7999,5,"fka","NOBODY",-0- \r\n'
FTM = (
    b'{"id":"p","schema":"Passport","properties":{"holder":["a"],"number":["M1"],"country":["by"]}}\n'
    b'{"id":"a","schema":"Person","properties":{"name":["Volha"],"weakAlias":["Bee"],"birthDate":["1968-09"]}}\n'
)
MAPPING = b"""
source = "x"
delimiter = ";"
dates = ["DD.MM.YYYY", "MON YYYY", "YYYY"]
about = ["ca."]
empty = ["-"]
reference = "File"
listed_on = "Since"
sex = { column = "Sex", male = ["m"], female = ["f"] }
[[name]]
columns = ["Name"]
many = "|"
[[birth]]
column = "Born"
to = "To"
[[document]]
number = "No"
state = "Of"
"""
TABLE = (
    b"File;Since;Sex;Name;Born;To;No;Of\r\n"
    b"A;1.2.2003;f;Volha|Olga;ca. 1968;1970;M1;Belarus\r\nB;;;Ales;;;;\r\n"
)
_MAPPED = read_mapping(MAPPING)
CHIP = chip_of(Scheme("ecdsa"), signed_at=ISSUED)
MASTER_LIST = master_list(list_signer_of(CHIP.root, Scheme("ecdsa")), [CHIP.root.der])
REVOKED = revocation_list(CHIP.root, {7: NOW}, NOW, None)
_TRUST = read_trust(CHIP.root.der)


@dataclass(frozen=True, slots=True)
class Target:
    """One parser; `run` raises for nothing but a fault of ours."""

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _list(opened: Callable[[bytes], Listing]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        try:
            found = sift(opened(data))
        except BadInput:
            return
        assert sum(1 for _ in found.records) == len(found.records)

    return run


def _refusing(parse: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        try:
            parse(data)
        except BadInput:
            return

    return run


def _remarks(data: bytes) -> None:
    for said in read_remarks(data.decode(errors="replace"), AT):
        assert said


def _zone(data: bytes) -> None:
    zone = mrz.read(data.decode(errors="replace").split("\n"), ON)
    assert zone.check_digits_valid is not True or all(zone.checks.values())


def _chip(data: bytes) -> None:
    """Whatever stands beside a chip's true files, or instead of its signed list: an answer comes."""
    for files in ([CHIP.com, data, *CHIP.groups.values()], [CHIP.sod, data]):
        report = authenticate(files, _TRUST, NOW)
        assert report.valid is (report.verdict is Verdict.GENUINE)


def _table(data: bytes) -> Listing:
    return table.read(Held(data), _MAPPED, dated=ON, register=REGISTER)


TARGETS = (
    Target("un", _list(lambda data: un.read(Held(data))), (UN,)),
    Target("un-groups", _refusing(un_groups.parse), (UN,)),
    Target("ofac", _list(lambda data: ofac.read(Held(data), alt=Held(ALT), dated=ON)), (OFAC,)),
    Target("ofac-aliases", _list(lambda data: ofac.read(Held(OFAC), alt=Held(data), dated=ON)), (ALT,)),
    Target("ofac-remarks", _remarks, (REMARKS,)),
    Target("ftm", _list(lambda data: ftm.read(Held(data), dated=ON)), (FTM,)),
    Target("table", _list(_table), (TABLE,)),
    Target("mapping", _refusing(read_mapping), (MAPPING,)),
    Target("zone", _zone, ("\n".join(ZONE).encode(),)),
    Target("chip", _chip, (CHIP.sod, dg1())),
    Target("trust-list", _refusing(read_trust), (MASTER_LIST, CHIP.root.der)),
    Target("revocation-list", _refusing(read_revocation_list), (REVOKED,)),
)
