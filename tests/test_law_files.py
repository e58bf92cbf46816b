"""A node decides only under the law's files that two persons activated: at its start and at each decision."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cli import commands
from comity.demo.world import World, make_world
from comity.errors import LawFileInvalid, LawNotActivated, OutOfOrder
from comity.exchange import activation, cases
from comity.model.people import Role
from comity.wiring import open_node
from stories.exchange import velin

OWN = """\
[[instrument]]
id = "be-ru-own"
version = "1"
kind = "MOU"
title = "A text of our own"
parties = ["BE", "RU"]
entry = { rule = "ON_SIGNATURE" }
signed_on = 2018-01-10
source = "fictional"
checked_on = 2026-01-01
confidence = "fictional"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two paired nodes under active law."""
    world = make_world(tmp_path_factory.mktemp("world"), ("BE", "RU"))
    yield world
    world.close()


@pytest.fixture
def home(built: World, tmp_path: Path) -> Path:
    """A copy of Belgium's home for one test."""
    return Path(shutil.copytree(built.folder / "BE", tmp_path / "BE"))


def draft(built: World, home: Path, spoil=lambda: None) -> None:
    node = open_node(home)
    try:
        spoil()
        cases.draft(node, velin("BE", "RU"), built["BE"][Role.OFFICER], built.now)
    finally:
        node.store.close()


def write_own(home: Path, text: str = OWN) -> None:
    (home / "agreements").mkdir(exist_ok=True)
    (home / "agreements" / "own.toml").write_text(text)


def test_decides_while_the_files_are_those_that_were_activated(built: World, home: Path):
    draft(built, home)


def test_decides_nothing_once_a_file_was_changed_under_the_running_node(built: World, home: Path):
    with pytest.raises(LawNotActivated) as caught:
        draft(built, home, lambda: write_own(home))
    assert "were changed while the node ran" in caught.value.what


def test_decides_again_when_the_files_are_put_back(built: World, home: Path):
    def change_and_put_back():
        write_own(home)
        shutil.rmtree(home / "agreements")

    draft(built, home, change_and_put_back)


def test_decides_nothing_under_files_that_differ_since_the_last_start(built: World, home: Path):
    write_own(home)
    with pytest.raises(LawNotActivated) as caught:
        draft(built, home)
    assert "active is" in caught.value.what


@pytest.mark.parametrize("words", [("serve",), ("duty", "run", "--once")])
def test_opens_no_door_under_files_that_differ(home: Path, capsys, words):
    write_own(home)
    assert commands.run([*words, "--home", str(home)]) != 0
    assert capsys.readouterr().err.startswith("law-not-activated: The law's files have digest")


def test_two_persons_bring_a_file_of_the_home_into_force(built: World, home: Path):
    write_own(home)
    node, place = open_node(home), built["BE"]
    try:
        with pytest.raises(LawNotActivated):
            activation.check_at_start(node)
        assert "be-ru-own" in {i.id for i in node.law.agreements}
        activation.propose(node, place[Role.LEGAL_OFFICER], built.now)
        activation.activate(node, place[Role.MINISTER_DELEGATE], built.now)
        activation.check_at_start(node)
        cases.draft(node, velin("BE", "RU"), place[Role.OFFICER], built.now)
    finally:
        node.store.close()


def test_a_file_changed_after_it_was_proposed_is_not_activated(built: World, home: Path):
    write_own(home)
    node, place = open_node(home), built["BE"]
    try:
        activation.propose(node, place[Role.LEGAL_OFFICER], built.now)
        write_own(home, OWN.replace("2018-01-10", "2017-01-10"))
        with pytest.raises(LawNotActivated):
            activation.activate(node, place[Role.MINISTER_DELEGATE], built.now)
    finally:
        node.store.close()


def test_other_files_than_those_that_were_proposed_are_not_activated(built: World, home: Path):
    write_own(home)
    node, place = open_node(home), built["BE"]
    activation.propose(node, place[Role.LEGAL_OFFICER], built.now)
    node.store.close()
    write_own(home, OWN.replace("2018-01-10", "2017-01-10"))
    node = open_node(home)
    try:
        with pytest.raises(OutOfOrder, match="on the same content first"):
            activation.activate(node, place[Role.MINISTER_DELEGATE], built.now)
    finally:
        node.store.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace("signed_on", "singed_on"), "own.toml:8: unknown key 'singed_on'"),
        (OWN.replace("2018-01-10", "2018-02-30"), "own.toml:8: not TOML"),
        (f"{OWN}members = [{'1, ' * 1_000_000}]", "own.toml:12: the line has more than"),
        (f'{OWN}superseded_by = "be-ru-own"', "own.toml:12: circular reference: be-ru-own"),
        (f"{OWN}valid_from = 2021-01-01\nvalid_to = 2020-01-01", "own.toml:13: 'valid_to' lies before"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_the_law_in_force_stays(built: World, home: Path, text, said):
    write_own(home, text)
    with pytest.raises(LawFileInvalid) as caught:
        open_node(home)
    assert said in caught.value.what
    shutil.rmtree(home / "agreements")
    draft(built, home)


def test_a_file_of_the_home_replaces_none_that_ships(home: Path):
    (home / "agreements").mkdir()
    (home / "agreements" / "be-vn.toml").write_text(OWN)
    with pytest.raises(LawFileInvalid) as caught:
        open_node(home)
    assert "be-vn.toml:1: a file of this name ships." in caught.value.what
