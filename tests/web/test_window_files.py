"""The files that the pages use are the ones that their README names, and travel in the package."""

import os
import re
import zipfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
from flit_core import buildapi

from comity.web.window_tongues import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "comity" / "web" / "static"
README = (STATIC / "README.md").read_text(encoding="utf-8")
NAMED = dict(re.findall(r"^\| `([\w.]+)` \|.*`([0-9a-f]{64})` \|$", README, re.MULTILINE))


def test_names_every_vendored_file():
    assert sorted(NAMED) == ["frontend.css", "frontend.rtl.css", "htmx.min.js"]
    ours = {"README.md", "comity.css", "frontend.scss", "mark.svg"}
    assert {file.name for file in STATIC.iterdir()} == {*NAMED, *ours}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_keeps_each_as_it_was_built(name: str):
    assert sha256((STATIC / name).read_bytes()).hexdigest() == NAMED[name]


def test_goes_with_the_macros_that_write_the_pages():
    assert version("govuk-frontend-jinja") == "4.1.0"
    assert "| 6.3.0, as `govuk-frontend-jinja` 4.1.0 asks |" in README
    assert '--govuk-frontend-version:"6.3.0"' in (STATIC / "frontend.css").read_text().replace(" ", "")


@pytest.mark.parametrize("name", ["frontend.css", "frontend.rtl.css", "comity.css"])
def test_style_fetches_nothing_and_borrows_no_state_s_font(name: str):
    text = (STATIC / name).read_text(encoding="utf-8")
    assert re.findall(r"url\(|@import|@font-face|GDS|Transport", text) == []


def test_own_style_serves_both_directions_of_writing():
    text = re.sub(
        r'direction: ltr; text-align: left|\[dir="rtl"\][^}]*}', "", (STATIC / "comity.css").read_text()
    )
    assert (
        re.findall(
            r"(?:margin|padding|border)-(?:left|right)|[^-](?:left|right):|text-align: (?:left|right)", text
        )
        == []
    )


def test_the_package_holds_pages_texts_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / buildapi.build_wheel(os.fspath(tmp_path))
    held = set(zipfile.ZipFile(wheel).namelist())
    templates = {f"comity/web/templates/{t.name}" for t in (STATIC.parent / "templates").iterdir()}
    texts = {f"comity/locale/{code}/LC_MESSAGES/comity.po" for code in LANGUAGES if code != "en"}
    files = {f"comity/web/static/{name}" for name in (*NAMED, "comity.css", "mark.svg")}
    assert templates | texts | files <= held
    assert not [name for name in held if name.endswith((".mo", ".map"))]
