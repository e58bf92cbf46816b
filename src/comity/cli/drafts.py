"""What officers write in files: requests, warnings and findings, as TOML, refused with the line.

A refusal never quotes a value of the file: it may be a name or a date of birth.
"""

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from comity.cli.desk import read_in
from comity.errors import BadInput, LawFileInvalid, MalformedFile
from comity.exchange.weighing import Findings
from comity.law.lawfile import Table, read_file
from comity.law.shapes import UNKNOWN, read_table
from comity.model.parties import Authority, Channel
from comity.model.requests import Request, RequestType

_T = TypeVar("_T")
_PLACE = re.compile(r"draft:(\d+): (?:('[^']*'): .* is (no .*)|(.*))", re.DOTALL)
_OF_THE_DESK = frozenset({"reference", "made_at", "sender"})


def read_request(file: Path, kind: RequestType, sender: Authority, *others: RequestType) -> Request:
    """Read a request or warning, of a kind or of one of the others that its file names as `type`.

    The desk gives it its reference, instant and sender.

    Raises: BadInput, MalformedFile naming line and reason.
    """
    usual: Mapping[str, Any] = {
        "type": kind.value,
        "channel": Channel.BILATERAL_SPOC.value,
        "basis": UNKNOWN,
        "reference": "",
        "sender": sender.code,
    }

    def filled(table: Table) -> Table:
        for key in sorted(_OF_THE_DESK & set(table.data)):
            raise table.refuse(f"'{key}' is filled in by the desk; leave it out.", at=key)
        known = [one.value for one in (kind, *others)]
        if table.data.get("type", kind.value) not in known:
            raise table.refuse(f"'type' is {', '.join(known)} here, or left out.", at="type")
        return table.with_data({**usual, **table.data})

    request = _read(Request, filled, file)
    if request.recipient.state == sender.state:
        raise BadInput(
            f"The request is addressed to {sender.state}, your own state. "
            "Name an authority of the partner in 'recipient'."
        )
    return request


def read_findings(file: Path) -> Findings:
    """Read what this side found out about subjects, offences, circumstances and a danger.

    Raises: BadInput, MalformedFile naming line and reason.
    """
    return _read(Findings, lambda table: table, file)


def template(name: str) -> str:
    """Return an annotated example: `request`, `alert` or `findings`."""
    return (resources.files("comity.cli") / "templates" / f"{name}.toml").read_text(encoding="utf-8")


def _read(kind: type[_T], fill: Any, file: Path) -> _T:  # noqa: ANN401 - a function of a table
    try:
        return read_table(kind, fill(read_file("draft", read_in(file))))
    except LawFileInvalid as refused:
        place = _PLACE.fullmatch(refused.what)
        if place is None:
            raise
        line, key, wrong, other = place.groups()
        why = f"{key} is {wrong}" if key else other
        raise MalformedFile(f"Line {line}: {why} Mend it there; see `comity case template`.") from None
