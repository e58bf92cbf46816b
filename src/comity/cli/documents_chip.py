"""`comity documents chip` and `trust`: passports' chips, and the lists that they are held against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, home_of, read_in
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.documents.chip import ChipReport
    from comity.documents.trust import TrustList

trust = App(name="trust", help="Keep the lists of states' certificates (CSCA) that chips are held against.")

_MOST_FILES = 64
Anchor = Annotated[
    str,
    Parameter(help="The SHA-256 of the certificate that the list rests on, compared over a second channel."),
]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """What a chip is held against."""

    trust: Annotated[
        Path | None, Parameter(help="A master list, or certificates of states; else the home's list in use.")
    ] = None
    anchor: Anchor = ""
    version: Annotated[
        str, Parameter(help="An earlier version of the home's lists, by the beginning of its digest.")
    ] = ""
    crl: Annotated[
        tuple[Path, ...], Parameter(help="A revocation list of the issuing state; repeatable.")
    ] = ()
    issued: Annotated[date | None, Parameter(help="The day of issue printed in the document.")] = None
    on: Annotated[date | None, Parameter(help="The day to judge on; else today.")] = None


NOTHING = Against()


def chip(
    folder: Annotated[Path, Parameter(help="A folder with the files of a chip, or with such folders.")],
    /,
    *,
    against: Against = NOTHING,
    at: At = HERE,
) -> int:
    """Authenticate chips' files after ICAO Doc 9303; ends with 1 if any is not shown to be genuine.

    With --json, one document a line. What a file is, is seen from its first byte, not from its name.
    """
    from comity.cli.batch import write_line
    from comity.cli.telling import tell
    from comity.documents.chip import authenticate
    from comity.documents.revocation import MOST_BYTES, read_revocation_list
    from comity.wiring import now

    moment = datetime.combine(against.on, time(12), UTC) if against.on else now()
    held = _trust(against, at)
    revoked = [read_revocation_list(read_in(file, MOST_BYTES)) for file in against.crl]
    failed = 0
    for place in _chips(folder):
        try:
            files = _files(place)
        except BadInput as bad:
            failed += 1
            error = {"code": bad.code, "what": bad.what, "do": bad.remedy}
            if at.json:
                write_line({"chip": place.name, "valid": False, "error": error})
            else:
                tell(at, {}, f"{place.name}:", f"  {bad.what}")
            continue
        report = authenticate(files, held, moment, revoked=revoked, issued=against.issued)
        failed += not report.valid
        if at.json:
            write_line({"chip": place.name, **report.to_plain(), "zone": _zone(report, moment.date())})
        else:
            tell(at, {}, f"{place.name}:", *(f"  {line}" for line in report.lines()))
    return 1 if failed else 0


def _zone(report: "ChipReport", today: date) -> dict[str, object] | None:
    """Read the zone that DG1 holds, as `documents mrz` would."""
    from comity.cli.documents import plain
    from comity.documents.mrz import read

    return plain(read(report.zone, today)) if report.zone else None


def _trust(against: Against, at: At) -> "TrustList":
    from comity.documents.trust import MOST_BYTES, anchored, read_trust
    from comity.store.trustlists import list_of

    if against.trust is None:
        return list_of(home_of(at), against.version)
    return anchored(read_trust(read_in(against.trust, MOST_BYTES)), against.anchor)


def _chips(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder. Name the folder that holds a chip's files.")
    inside = sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
    yield from [folder] if not inside or _is_chip(folder) else inside


def _is_chip(folder: Path) -> bool:
    """Tell whether a folder with folders in it holds a signed list itself, and so is one chip."""
    from comity.documents.lds import MOST_SIGNED_BYTES, SOD, kind_of

    beside = [one for one in folder.iterdir() if one.is_file()][:_MOST_FILES]
    small = (one for one in beside if one.stat().st_size <= MOST_SIGNED_BYTES)
    return any(kind_of(read_in(one, MOST_SIGNED_BYTES)) == SOD for one in small)


def _files(folder: Path) -> Sequence[bytes]:
    from comity.documents.lds import MOST_BYTES

    found = sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith("."))
    if len(found) > _MOST_FILES:
        raise BadInput(f"{folder} holds more than {_MOST_FILES} files. Name the folder of one chip.")
    return [read_in(file, MOST_BYTES) for file in found]


@trust.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="A master list (.ml), or certificates of states.")],
    /,
    *,
    anchor: Anchor = "",
    at: At = HERE,
) -> None:
    """Keep a trust list as the one in use; every earlier version stays."""
    from comity.cli.telling import tell
    from comity.documents.trust import MOST_BYTES
    from comity.store.trustlists import import_list
    from comity.wiring import now

    kept, read = import_list(home_of(at), read_in(file, MOST_BYTES), now(), anchor=anchor)
    unusable = len(read.unusable)
    tell(
        at,
        {"version": kept, "unusable": unusable, "skipped": read.skipped},
        f"In use: {kept.certificates} certificates of {kept.states} states, version {kept.version}.",
        f"Signed by {kept.signer} on {kept.signed_at}."
        if kept.signer
        else "Signed by nobody: bare certificates.",
        *(() if kept.compared else (_COMPARE.format(kept.anchor),)),
        f"Keys that cannot be used: {unusable}. Certificates that cannot be read: {read.skipped}.",
    )


_COMPARE = (
    "Nobody compared yet what it rests on. Compare over a second channel, then import with --anchor {}."
)


@trust.command(name="list")
def list_(*, at: At = HERE) -> None:
    """List the versions that were in use, the present one last."""
    from comity.cli.telling import grid, tell
    from comity.store.trustlists import versions

    kept = versions(home_of(at))
    rows = (
        (one.imported_at[:10], one.certificates, one.states, one.compared, one.version[:16]) for one in kept
    )
    tell(at, {"versions": kept}, grid(rows, "since", "certificates", "states", "compared", "version"))
