"""`comity law compare`: what an amendment changes, from a file alone."""

import json
from pathlib import Path

import pytest

from comity.cli import commands

VERSION = """\
[[instrument]]
id = "x"
version = "{version}"
kind = "TREATY_BILATERAL"
title = "t"
parties = ["BE", "RU"]
entry = {{ rule = "ON_SIGNATURE" }}
signed_on = 2020-01-10
source = "s"
checked_on = 2026-01-01
confidence = "verify"
terms = {{ retention_days = {days}, read_in = "fr", articles = {{ retention_days = "art. 3" }} }}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with two versions of one agreement."""
    path = tmp_path / "two.toml"
    path.write_text(VERSION.format(version=1, days=90) + VERSION.format(version=2, days=30))
    return path


def run(*words):
    return commands.run(list(map(str, words)))


def test_shows_each_changed_term_with_its_article_and_what_it_does_to_protection(file, capsys):
    run("law", "compare", file, "x", "1", "2", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "changes": [
            {
                "term": "retention_days",
                "entry": "",
                "before": "90",
                "after": "30",
                "article": "art. 3 (fr)",
                "direction": "STRICTER",
            }
        ]
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [(("x", "1", "3"), "holds no version '3' of 'x'"), (("y", "1", "2"), "holds no version '1' of 'y'")],
)
def test_refuses_a_version_that_the_file_does_not_hold(file, capsys, words, said):
    assert run("law", "compare", file, *words) != 0
    assert said in capsys.readouterr().err


def test_refuses_a_file_that_is_not_there(tmp_path, capsys):
    assert run("law", "compare", tmp_path / "none.toml", "x", "1", "2") != 0
    assert "is no file" in capsys.readouterr().err
