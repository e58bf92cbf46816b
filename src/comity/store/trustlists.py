"""The trust lists of a home: every version that was ever in use stays, so that a judgement can be made again.

A list lies under its digest in the folder `trust`; `trust/versions.json` says when each came into use.
A crash leaves a list that no version names, which the next import of it writes over.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from comity.documents.trust import TrustList, anchored, read_trust, succeeds
from comity.errors import CertificateInvalid, StoreFailed, Unknown

_FOLDER, _VERSIONS = "trust", "versions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version: whose list it is, what it rests on, and whether somebody compared that fingerprint."""

    version: str
    imported_at: str
    signer: str
    signed_at: str | None
    anchor: str
    compared: bool
    certificates: int
    states: int


def import_list(home: Path, data: bytes, now: datetime, *, anchor: str = "") -> tuple[Version, TrustList]:
    """Keep a trust list as the version in use from now on.

    The first may come without its anchor's fingerprint, and is marked then. A later one rests on a
    certificate that the list in use holds, or its fingerprint is told.

    Raises: MalformedFile, CertificateInvalid, StoreFailed.
    """
    trust = anchored(read_trust(data), anchor)
    before = versions(home)
    known = bool(before) and succeeds(trust, _read(home, before[-1]))
    if before and trust.anchor and not (known or anchor):
        raise CertificateInvalid(
            f"The master list rests on a certificate that the list in use does not hold ({trust.anchor}). "
            f"Compare that fingerprint over a second channel, and name it with --anchor."
        )
    compared = bool(anchor) or not trust.anchor or (known and before[-1].compared)
    kept = Version(
        version=trust.version,
        imported_at=now.isoformat(),
        signer=trust.signer,
        signed_at=trust.signed_at.isoformat() if trust.signed_at else None,
        anchor=trust.anchor,
        compared=compared,
        certificates=len(trust.certificates),
        states=len(trust.countries),
    )
    folder = home / _FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{trust.version}.ml", data)
        rows = [asdict(one) for one in (*before, kept)]
        _write(folder / _VERSIONS, json.dumps(rows, ensure_ascii=False, indent=2).encode())
    except OSError as failed:
        raise StoreFailed(f"{folder} cannot be written ({failed.strerror}).") from None
    return kept, trust


def versions(home: Path) -> tuple[Version, ...]:
    """Return the versions of a home, the one in use last.

    Raises: StoreFailed.
    """
    file = home / _FOLDER / _VERSIONS
    try:
        return tuple(Version(**row) for row in json.loads(file.read_bytes()))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError):
        raise StoreFailed(
            f"{file} cannot be read. Restore it from a backup, or import the list anew."
        ) from None


def list_of(home: Path, version: str = "") -> TrustList:
    """Return the trust list in use, or an earlier one by the beginning of its digest.

    Raises: Unknown, StoreFailed.
    """
    found = list(_named(versions(home), version))
    if not found:
        raise Unknown("No such trust list is kept here. Import one: `comity documents trust import FILE.ml`.")
    kept = found[-1]
    trust = _read(home, kept)
    return trust if kept.compared else anchored(trust, "")


def _named(kept: tuple[Version, ...], version: str) -> Iterator[Version]:
    return (one for one in kept if one.version.startswith(version))


def _read(home: Path, kept: Version) -> TrustList:
    file = home / _FOLDER / f"{kept.version}.ml"
    try:
        data = file.read_bytes()
    except OSError as failed:
        raise StoreFailed(f"{file} cannot be read ({failed.strerror}).") from None
    if sha256(data).hexdigest() != kept.version:
        raise StoreFailed(f"{file} is not what was imported. Restore it from a backup, or import it anew.")
    return read_trust(data)


def _write(file: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)
