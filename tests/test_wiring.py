"""A node's home: made once, opened with the right key only, the same after every restart."""

import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.acts.quotas import Quotas
from comity.config import Config, LineConfig, read_config, write_config
from comity.demo.world import seats_of
from comity.errors import CannotOpen, ConfigInvalid, LawNotActivated, WrongPassphrase
from comity.exchange import cases
from comity.law.body import Law
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.wiring import CHECKS, create_home, loopback, open_node, read_law
from stories.exchange import AGREEMENT, a_world, approved, at, closed, held, reopened, stage, states

NOW = datetime(2019, 10, 31, 9, 0, tzinfo=UTC)
BE = StateCode("BE")


def config(home: Path, **more: object) -> Config:
    return Config(home=home, state=BE, demo=True, **more)


# ── configuration ───────────────────────────────────────────────────────────────────────────────
def test_reads_back_what_it_wrote(tmp_path: Path):
    written = config(
        tmp_path / "home",
        database='postgresql://u:p"\\w@localhost/x',
        master="passphrase",
        agreements=("one", 'two "quoted"'),
        loopback={StateCode("RU"): tmp_path / 'a "strange" place'},
        line=LineConfig(address="https://be.example:8443", listen="[::1]:8443"),
        quotas=Quotas(burst=7, held=3),
    )
    write_config(written)
    assert read_config(tmp_path / "home") == written


def test_names_a_database_in_its_home_or_elsewhere(tmp_path: Path):
    assert config(tmp_path).where == tmp_path / "node.sqlite"
    assert config(tmp_path, database="postgresql://localhost/x").where == "postgresql://localhost/x"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("state = 'BE", "comity.toml"),
        ("demo = true", "state"),
        ("state = 7", "state"),
        ("state = 'BE'\ncolour = 'red'", "colour"),
        ("state = 'BE'\nmaster = 'none'", "master"),
        ("state = 'BE'\ndemo = 'false'", "demo"),
        ("state = 'BE'\nagreements = 'all'", "agreements"),
        ("state = 'BE'\nloopback = 'RU'", "loopback"),
        ("state = 'BE'\n[line]\nlisten = '127.0.0.1:1'", "address"),
        ("state = 'BE'\n[line]\naddress = 'http://be.example'", "[line]"),
        ("state = 'BE'\n[line]\naddress = 'https://be.example'\nlisten = '8443'", "HOST:PORT"),
        ("state = 'BE'\n[quotas]\nburst = 0", "at least 1"),
        ("state = 'BE'\n[quotas]\nburst = 'many'", "burst"),
        ("state = 'BE'\n[quotas]\nletters = 5", "letters"),
    ],
)
def test_refuses_a_configuration_that_it_cannot_trust(tmp_path: Path, text: str, named: str):
    (tmp_path / "comity.toml").write_text(text)
    with pytest.raises(ConfigInvalid, match=named):
        read_config(tmp_path)


def test_finds_no_node_where_none_is(tmp_path: Path):
    with pytest.raises(ConfigInvalid, match="node init"):
        open_node(tmp_path)


# ── making a home ───────────────────────────────────────────────────────────────────────────────
def test_makes_a_home_whose_secrets_only_its_owner_reads(tmp_path: Path):
    create_home(config(tmp_path / "home"), seats_of(BE), NOW)
    for name in ("master.key", "node.keys"):
        assert stat.S_IMODE((tmp_path / "home" / name).stat().st_mode) == 0o600


def test_makes_no_home_over_another(tmp_path: Path):
    create_home(config(tmp_path / "home"), seats_of(BE), NOW)
    before = (tmp_path / "home" / "master.key").read_bytes()
    with pytest.raises(ConfigInvalid):
        create_home(config(tmp_path / "home"), seats_of(BE), NOW)
    assert (tmp_path / "home" / "master.key").read_bytes() == before


def test_keeps_no_key_of_the_ceremony_in_the_home(tmp_path: Path):
    made = create_home(config(tmp_path / "home"), seats_of(BE), NOW)
    files = [f.read_bytes() for f in (tmp_path / "home").rglob("*") if f.is_file()]
    secrets = [made.root.signing, *(keys.signing for keys in made.seats.values())]
    for key in secrets:
        assert not any(key.ed25519.private_bytes_raw() in data for data in files)
    assert not any(made.node.signing.ed25519.private_bytes_raw() in data for data in files)


def test_opens_a_home_under_a_passphrase_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("COMITY_MASTER", raising=False)
    create_home(config(tmp_path / "home", master="passphrase"), seats_of(BE), NOW, "correct horse")
    node = open_node(tmp_path / "home", passphrase=lambda: "correct horse")
    node.store.close()
    assert node.authority == "BE/SPOC"
    with pytest.raises(WrongPassphrase):
        open_node(tmp_path / "home", passphrase=lambda: "battery staple")
    monkeypatch.setenv("COMITY_MASTER", "correct horse")
    open_node(tmp_path / "home").store.close()


def test_makes_no_home_under_an_empty_passphrase(tmp_path: Path):
    with pytest.raises(ConfigInvalid):
        create_home(config(tmp_path / "home", master="passphrase"), seats_of(BE), NOW)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["master.key", "node.keys", "node.identity"])
def test_says_which_file_is_missing(tmp_path: Path, name: str):
    shutil.copytree(stage(closed)[0].folder / "BE", tmp_path / "BE")
    (tmp_path / "BE" / name).unlink()
    with pytest.raises(ConfigInvalid, match=name):
        open_node(tmp_path / "BE")


def test_opens_nothing_with_another_master_key(tmp_path: Path):
    shutil.copytree(stage(closed)[0].folder / "BE", tmp_path / "BE")
    (tmp_path / "BE" / "master.key").write_bytes(bytes(32))
    with pytest.raises((WrongPassphrase, CannotOpen)):
        open_node(tmp_path / "BE")


# ── the same after a restart ────────────────────────────────────────────────────────────────────
def test_goes_on_after_a_restart_where_it_was():
    with at(approved) as (world, matter):
        world.close()
        again = reopened(world, world.folder)
        ru = again["RU"]
        cases.send(ru.node, matter, ru[Role.SPOC_DUTY], again.now)
        again.close()
        third = reopened(world, world.folder)
        third.carry()
        assert states(third, matter) == ("RECEIVED", "RECEIVED")
        third.close()


def test_opens_from_its_home_alone(tmp_path: Path):
    built, matter = stage(closed)
    shutil.copytree(built.folder / "BE", tmp_path / "BE")
    node = open_node(tmp_path / "BE")
    assert held(node, matter).folded.shared == "CLOSED"
    assert (node.state, node.demo, node.authority) == ("BE", True, "BE/SPOC")
    node.store.close()


def test_decides_only_under_the_law_that_two_persons_activated():
    with at(approved) as (world, matter):
        changed: Law = read_law(demo=True).choosing((AGREEMENT, "demo-be-ru"))
        ru = world["RU"]
        object.__setattr__(ru.node, "law", changed)
        with pytest.raises(LawNotActivated):
            cases.check(ru.node, matter, world.now)


def test_looks_at_every_arriving_kind_that_carries_something():
    assert sorted(CHECKS) == [
        "alert.issue",
        "alert.lapse",
        "alert.update",
        "duty.show",
        "partner.join",
        "profile.declare",
        "reply.full",
        "reply.partial",
        "request.send",
        "request.supplement",
        "text.show",
    ]


def test_a_line_in_one_process_leads_to_the_others_door():
    with a_world() as world:
        nodes = {state: place.node for state, place in world.places.items()}
        assert sorted(loopback(nodes)) == ["BE", "RU"]
