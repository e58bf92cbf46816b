"""A list of any format that is read here, opened with what its format needs beside it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.errors import BadInput
from comity.formats import ftm, ofac, table, un
from comity.formats.listing import Listing
from comity.formats.mapping import read_mapping
from comity.formats.source import Source
from comity.model.records import RegisterId


class Format(StrEnum):
    """How a list is written."""

    UN = "un"
    OFAC = "ofac"
    FTM = "ftm"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a list needs beside its own file: OFAC's aliases and addresses, a table's mapping, a day."""

    aliases: Source | None = None
    addresses: Source | None = None
    mapping: bytes | None = None
    dated: str = ""


def open_list(source: Source, format: Format, register: str, beside: Beside) -> Listing:
    """Open a list; without a register named, it is the format's own.

    Raises: BadInput for what the format lacks or asks for; MalformedFile.
    """
    _refuse_unfit(format, beside)
    match format:
        case Format.UN:
            return un.read(source, register=RegisterId(register or un.REGISTER))
        case Format.OFAC:
            return ofac.read(
                source,
                alt=beside.aliases,
                add=beside.addresses,
                dated=_day(beside),
                register=RegisterId(register or ofac.REGISTER),
            )
        case Format.FTM:
            return ftm.read(source, dated=_day(beside), register=RegisterId(register or ftm.REGISTER))
        case Format.CSV:
            if not register:
                raise BadInput("Name the register that the table is (--register; by API register).")
            mapping = read_mapping(beside.mapping or b"")
            return table.read(source, mapping, dated=_day(beside), register=RegisterId(register))


def _refuse_unfit(format: Format, beside: Beside) -> None:
    given = {
        "--aliases": (beside.aliases, Format.OFAC),
        "--addresses": (beside.addresses, Format.OFAC),
        "--mapping": (beside.mapping, Format.CSV),
    }
    for option, (said, of) in given.items():
        if said is not None and format is not of:
            raise BadInput(f"{option} belongs to --format {of}. Leave it out, or name that format.")
    if format is Format.CSV and beside.mapping is None:
        raise BadInput("A table says nothing by itself. Name its mapping (--mapping; by API beside.mapping).")
    if format is Format.UN and beside.dated:
        raise BadInput("A UN list says its day itself. Leave --dated out.")


def _day(beside: Beside) -> date:
    try:
        return date.fromisoformat(beside.dated)
    except ValueError:
        raise BadInput("The file does not say its day. Give it: --dated 2026-12-31 (by API dated).") from None
