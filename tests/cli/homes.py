"""Two homes on one machine, driven by commands alone: `homes("RU", "case", "list")` answers with JSON."""

import io
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

from comity.cli import commands, main

NOW = "2019-10-31T09:00:00+00:00"
DOOR = ("--address", "https://127.0.0.1:8443", "--listen", "127.0.0.1:0")
AGREEMENT = "demo-be-ru-police"
SEATS = {"RU": "volgograd", "BE": "brussels"}
STAFF = {
    "officer": ("OFFICER", "SPOC"),
    "supervisor": ("SUPERVISOR", "SPOC"),
    "duty": ("SPOC_DUTY", "SPOC"),
    "legal": ("LEGAL_OFFICER", "SPOC"),
    "dpo": ("DPO", "SPOC"),
    "accreditation": ("ACCREDITATION_OFFICER", "SPOC"),
    "operator": ("SYSADMIN", "SPOC"),
    "liaison": ("LIAISON_OFFICER", "SPOC"),
    "delegate": ("MINISTER_DELEGATE", "CENTRAL_AUTHORITY"),
    "prosecutor": ("PROSECUTOR", "PUBLIC_PROSECUTOR"),
    "judge": ("JUDGE", "COURT"),
    "magistrate": ("DUTY_MAGISTRATE", "COURT"),
}


FIRST = ("accreditation", "dpo")
"""Who come by a one-time link; they accredit all others but the judges."""


class Homes:
    """Two homes in a folder, and every command that was run in them."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.patch = patch
        self.ran: set[str] = set()
        self.at(NOW)

    def at(self, instant: str) -> None:
        """Tell both demonstration nodes what time it is."""
        self.patch.setenv("COMITY_NOW", instant)

    def run(self, state: str, *words: str, stdin: bytes = b"") -> tuple[int, str, str]:
        """Run one command in a home and return its exit code, stdout and stderr."""
        out, err = io.StringIO(), io.StringIO()
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*words, "--home", str(self.folder / state)])
        return code, out.getvalue(), err.getvalue()

    def __call__(self, state: str, *words: str, stdin: bytes = b"") -> dict[str, Any]:
        """Run a command that must succeed and return its one JSON document."""
        code, out, err = self.run(state, *words, "--json", stdin=stdin)
        assert code == 0, f"{words}: {out}{err}"
        self.ran.add(command_of(words))
        return json.loads(out)

    def alone(self, *words: str) -> dict[str, Any]:
        """Run a command that needs no home and must succeed; return its one JSON document."""
        out = io.StringIO()
        with redirect_stdout(out):
            code = main([*words, "--json"])
        assert code == 0, f"{words}: {out.getvalue()}"
        self.ran.add(command_of(words))
        return json.loads(out.getvalue())

    def refused(self, state: str, *words: str) -> tuple[str, str]:
        """Run a command that must fail, both ways, and return code and sentence of its error."""
        code, out, _ = self.run(state, *words, "--json")
        assert code == 1, f"{words}: {out}"
        error = json.loads(out)["error"]
        assert set(error) == {"code", "what", "do"}
        return error["code"], error["what"]

    def carry(self) -> None:
        """Let both couriers go to and fro until nothing is taken."""
        while sum(self(state, "courier", "run")["taken"] for state in ("RU", "BE")):
            pass

    def file(self, name: str, text: str) -> str:
        """Write a file that a command reads."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


def command_of(words: tuple[str, ...]) -> str:
    """Name the command that words begin with, as `people token issue`."""
    known = {name for name, _ in leaves()}
    return next((name for n in (3, 2, 1) if (name := " ".join(words[:n])) in known), " ".join(words[:2]))


def who(state: str, person: str) -> tuple[str, str]:
    """Say who acts: `--as ru-duty`."""
    return "--as", f"{state.lower()}-{person}"


def officer(state: str, role: str) -> tuple[str, ...]:
    """Say who accredits: the accreditation officer, or for judges nobody beside their court."""
    return () if role in ("JUDGE", "DUTY_MAGISTRATE") else who(state, "accreditation")


def environment(patch: pytest.MonkeyPatch) -> None:
    """Give the passphrase and the cheap keys that only a demonstration node takes."""
    for name, value in {
        "COMITY_PASSPHRASE": "correct horse",
        "COMITY_FAST_KEYS": "1",
        "COLUMNS": "200",
        "NO_COLOR": "1",
    }.items():
        patch.setenv(name, value)


def copy(founded: Homes, folder: Path, patch: pytest.MonkeyPatch) -> Homes:
    """Copy the founded homes."""
    shutil.copytree(founded.folder, folder)
    homes = Homes(folder, patch)
    homes.ran |= founded.ran
    return homes


def found(homes: Homes, state: str, other: str) -> None:
    """Make a home with seats and staff, and activate its law by two persons."""
    seats = [f"{state}/{kind}" for kind in ("SPOC", "CENTRAL_AUTHORITY", "PUBLIC_PROSECUTOR")]
    seats.append(f"{state}/COURT/{SEATS[state]}")
    words = [word for seat in seats for word in ("--seat", seat)]
    line = ("--loopback", f"{other}=../{other}", *DOOR)
    homes(state, "node", "init", state, "--demo", "--agreement", AGREEMENT, *line, *words)
    for person in FIRST:
        role, kind = STAFF[person]
        made = homes(
            state, "people", "link", "--role", role, "--seat", f"{state}/{kind}", "--until", "2021-10-30"
        )
        homes(state, "people", "redeem", made["code"], f"{state.lower()}-{person}")
    for person, (role, kind) in STAFF.items():
        if person not in FIRST:
            seat = next(s for s in seats if s.split("/")[1] == kind)
            words = (f"{state.lower()}-{person}", "--role", role, "--seat", seat, "--until", "2020-10-30")
            homes(state, "people", "add", *words, *officer(state, role))
    homes(state, "law", "propose", *who(state, "legal"))
    homes(state, "law", "activate", *who(state, "delegate"))


def pair(homes: Homes) -> None:
    """Join the two by one fingerprint and two persons each (TP9)."""
    for state in ("RU", "BE"):
        homes(state, "partner", "invite", "--out", str(homes.folder / f"{state}.invitation"))
    for state, other in (("RU", "BE"), ("BE", "RU")):
        file = str(homes.folder / f"{other}.invitation")
        heard = homes(state, "partner", "show", file)["fingerprint"]
        homes(state, "partner", "propose", file, *who(state, "operator"))
        homes(state, "partner", "accept", file, "--fingerprint", heard, *who(state, "duty"))
    homes.carry()


def leaves(app: App | None = None, above: tuple[str, ...] = ()) -> Iterator[tuple[str, App]]:
    """Yield every command of the tree, as `case open`, with its own app."""
    for name in sorted(app := app or commands.app):
        if name.startswith("-"):
            continue
        inside = app[name]
        if inside.default_command is not None:
            yield " ".join((*above, name)), inside
        else:
            yield from leaves(inside, (*above, name))
