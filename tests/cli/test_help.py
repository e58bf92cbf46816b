"""The help is whole: commands and options say what they are, and every command that a text names exists."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cyclopts import App

from cli.homes import leaves
from comity.cli import commands

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = dict(leaves())
NAMED = re.compile(r"`comity ([a-z]+(?: [a-z][a-z-]+)?)")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_in_one_sentence_what_it_does(name: str):
    said = (COMMANDS[name].help or COMMANDS[name].default_command.__doc__).split("\n")[0]
    assert re.fullmatch(r"[A-Z].+\.", said)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is(name: str):
    silent = [
        a.name for a in shown(COMMANDS[name]) if not re.fullmatch(r"[A-Z(].+\.", a.parameter.help or "")
    ]
    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_in_json(name: str):
    assert "--json" in {option for a in shown(COMMANDS[name]) for option in a.names}


def test_no_passphrase_is_ever_an_option():
    options = {option for app in COMMANDS.values() for a in shown(app) for option in a.names}
    assert [o for o in options if "pass" in o or "secret" in o] == []


def test_the_nouns_say_the_same_in_both_helps():
    for noun, said in commands.NOUNS.items():
        assert commands.app[noun].help == said


def test_every_command_that_a_text_names_exists():
    nouns = {" ".join(name.split()[:words]) for name in COMMANDS for words in (1, 2)}
    texts = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.toml"), *ROOT.glob("*.md")]
    texts += (ROOT / "docs").rglob("*.md")
    named = {
        (text.name, found) for text in texts for found in NAMED.findall(text.read_text(encoding="utf-8"))
    }
    unknown = {(text, found) for text, found in named if found not in COMMANDS and found not in nouns}
    assert unknown == set()


def test_the_first_help_needs_nothing_heavy():
    asked = "import sys; from comity.cli import main; main(['--help']); print(sorted(sys.modules))"
    plain = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=plain)
    assert "Lawful, provable and fast" in ran.stdout
    loaded = ran.stdout.splitlines()[-1]
    heavy = ("sqlalchemy", "alembic", "cryptography", "comity.exchange", "comity.law", "rich.markdown")
    assert [module for module in heavy if f"'{module}'" in loaded] == []


def shown(app: App) -> list:
    """Return what can be said to a command."""
    return [a for a in app.assemble_argument_collection() if a.show and not a.children]
