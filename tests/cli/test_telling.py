"""What a partner sent cannot steer the terminal of whoever reads it."""

import json

from comity.cli.desk import At
from comity.cli.telling import grid, printable, tell

EVIL = "\x1b[2Jgone\x07 \u202egnihton \u009b31m"


def test_control_characters_are_shown_as_nothing():
    assert printable(EVIL) == "\ufffd[2Jgone\ufffd \ufffdgnihton \ufffd31m"
    assert printable("line\nline\tтекст نص 文") == "line\nline\tтекст نص 文"


def test_lines_and_tables_are_cleaned(capsys):
    tell(At(), {}, EVIL, grid([[EVIL]], "what"))
    assert {"\x1b", "\x07", "\u202e", "\u009b"} & set(capsys.readouterr().out) == set()


LONG = ["be-ma-organised-crime", "MEMBERSHIP_OFFENCE, FREEZE_FUNDS, TRAVEL_BAN, COOPERATION_DUTY", "x" * 90]


def test_a_row_in_a_pipe_is_one_line_however_long(capsys):
    tell(At(), {}, grid([LONG], "agreement", "effect", "why"))
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["agreement", "effect", "why"]
    assert row.rstrip() == "  ".join(LONG)


def test_a_table_on_a_narrow_terminal_cuts_no_code(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    tell(At(), {}, grid([LONG], "agreement", "effect", "why"))
    _, *rows = capsys.readouterr().out.splitlines()
    assert max(map(len, rows)) <= 40
    written = "".join("".join(rows).split())
    assert sorted(written) == sorted("".join(" ".join(LONG).split()))


def test_square_brackets_are_text(capsys):
    tell(At(), {}, "[red]as it stands[/red]")
    assert capsys.readouterr().out == "[red]as it stands[/red]\n"


def test_json_is_one_document_in_the_letters_that_people_write(capsys):
    tell(At(json=True), {"name": "Игорь", "steer": "\x1b"}, "never shown")
    out = capsys.readouterr().out
    assert "Игорь" in out
    assert "\x1b" not in out
    assert json.loads(out) == {"name": "Игорь", "steer": "\x1b"}
