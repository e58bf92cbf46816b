"""run.py lists its verbs, says what is missing, and starts at once when nothing changed."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module, with its environment and its locks in a folder of the test."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    places = {"LOCKS": tmp_path / "locks", "VENV": venv, "PYTHON": venv / "bin" / "python"}
    for name, place in {**places, "STAMP": venv / "comity.stamp"}.items():
        monkeypatch.setattr(module, name, place)
    module.LOCKS.mkdir()
    for lock in ("core", "test", "all"):
        (module.LOCKS / f"{lock}.txt").write_text(f"{lock}==1\n")
    return module


def complete(run: ModuleType, lock: str) -> None:
    """Leave what a finished installation leaves."""
    run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    run.PYTHON.touch()
    run.STAMP.write_text(run.stamp(lock))


def refuse_to_call(*command: str) -> int:
    raise AssertionError(command)


# ── verbs ───────────────────────────────────────────────────────────────────────────────────────
def test_lists_the_verbs(run, capsys):
    assert run.main([]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == ["demo", "test", "full", "check", "fix", "bench"]


def test_make_knows_the_same_verbs(run):
    targets = re.search(r"^\.PHONY: verbs (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    assert targets[1].split() == list(run.VERBS)


def test_an_unknown_verb_gets_the_list_and_exit_2(run, capsys):
    assert run.main(["tset"]) == 2
    assert "  test " in capsys.readouterr().out


def test_refuses_words_that_a_verb_cannot_use(run, capsys):
    assert run.main(["test", "seal"]) == 2
    assert capsys.readouterr().err == "`test` takes no further words: seal\n"


def test_says_which_benches_there_are(run, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "BENCH", tmp_path)
    for name in ("ledger.py", "envelope.py"):
        (tmp_path / name).touch()
    assert [stage.name for stage in run.benches()] == ["bench envelope", "bench ledger"]
    assert [stage.name for stage in run.benches("ledger")] == ["bench ledger"]
    with pytest.raises(run.Stop, match=r"There is no bench/gate\.py\. There are: envelope, ledger\."):
        run.benches("gate")


# ── the environment ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_says_what_to_install_where_venv_is_missing(run, monkeypatch, capsys, missing):
    monkeypatch.setattr(run.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == missing else name)
    monkeypatch.setattr(run, "call", refuse_to_call)
    assert run.main(["demo"]) == 2
    major, minor = sys.version_info[:2]
    assert f"    apt-get install python{major}.{minor}-venv\n" in capsys.readouterr().err
    assert not run.VENV.exists()


def test_an_older_python_is_told_so(run, monkeypatch, capsys):
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 4))
    assert run.main(["demo"]) == 2
    assert "needs Python 3.11 or newer" in capsys.readouterr().out


def test_a_second_run_installs_nothing(run, monkeypatch):
    complete(run, "test")
    monkeypatch.setattr(run, "call", refuse_to_call)
    run.ensure("test")
    run.ensure("core")


def test_the_demo_environment_is_not_enough_for_the_tests(run):
    complete(run, "core")
    assert run.holds("core")
    assert not run.holds("test")


def test_a_changed_lock_makes_the_environment_stale(run):
    complete(run, "test")
    (run.LOCKS / "test.txt").write_text("test==2\n")
    assert not run.holds("test")


def test_an_unfinished_environment_is_made_again(run, monkeypatch):
    complete(run, "core")
    run.STAMP.write_text("unfinished\n")
    (run.VENV / "left-over").touch()
    monkeypatch.setattr(run.shutil, "which", lambda *_, **__: "uv")
    monkeypatch.setattr(run, "call", lambda *_: 0)
    run.ensure("core")
    assert run.STAMP.read_text() == run.stamp("core")
    assert not (run.VENV / "left-over").exists()


def test_never_deletes_an_environment_that_it_did_not_make(run, capsys):
    run.VENV.mkdir()
    assert run.main(["check"]) == 2
    assert "was not made by run.py" in capsys.readouterr().err
    assert run.VENV.exists()


def test_pip_steps_in_where_uv_fails(run, monkeypatch):
    complete(run, "core")
    (run.VENV / "bin" / "pip").touch()
    monkeypatch.setattr(run.shutil, "which", lambda *_, **__: "uv")
    asked = []
    monkeypatch.setattr(run, "call", lambda *words: asked.append(words[:3]) or int(words[0] == "uv"))
    run.ensure("test")
    by_pip = (str(run.PYTHON), "-m", "pip")
    assert asked == [("uv", "pip", "install"), by_pip, by_pip]
    assert run.holds("test")


def test_commands_keep_what_they_compile(run, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in run.surroundings()


def test_finds_every_marked_test_in_the_folders_of_its_stage(run):
    through = {**dict.fromkeys(run.APART, ""), "postgres": "|import either_[d]atabase"}  # a marked fixture
    for mark, folders in run.APART.items():
        marked = {
            path.relative_to(ROOT).parts[1]
            for path in (ROOT / "tests").rglob("*.py")
            if re.search(rf"\bmark\.{mark}\b{through[mark]}", path.read_text())
        }
        assert marked == {Path(folder).name for folder in folders}, mark


# ── stages ──────────────────────────────────────────────────────────────────────────────────────
def python(run: ModuleType, code: str, *, counts: bool = False):
    """A stage that runs some Python."""
    return run.Stage("some", (sys.executable, "-c", code), counts=counts)


def test_the_fuzzer_s_script_and_its_lock_are_there(run):
    assert (ROOT / run.FUZZ.command[1]).is_file()
    assert "--hash=sha256:" in (ROOT / "locks" / "fuzz.txt").read_text()


def test_stops_at_the_first_stage_that_fails(run, capsys):
    stages = (python(run, "print('one')"), python(run, "raise SystemExit(3)"), python(run, "print('three')"))
    assert run.run_stages(stages) == 3
    out = capsys.readouterr().out
    assert "one" in out
    assert "The stage 'some' failed (exit 3)" in out
    assert "three" not in out


def test_sums_the_tests_in_a_last_plain_line(run, capsys):
    stages = tuple(
        python(run, f"print({line!r})", counts=True)
        for line in (
            "120 passed, 1 skipped, 4 deselected in 3.20s",
            "3 passed, 1 xfailed, 2 warnings in 61.00s (0:01:01)",
        )
    )
    assert run.run_stages(stages) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "124 passed, 0 failed, 1 skipped"


def test_counts_an_error_as_a_failure(run, capsys):
    code = "print('2 failed, 5 passed, 1 error in 1.00s'); raise SystemExit(1)"
    assert run.run_stages((python(run, code, counts=True),)) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 3 failed"


def test_a_stage_in_which_no_test_ran_fails(run):
    assert run.run_stages((python(run, "print('7 skipped in 0.01s')", counts=True),)) == 1


def test_a_stage_whose_tests_may_all_skip_passes_and_says_so(run, capsys):
    stage = python(run, "print('7 skipped in 0.01s')", counts=True)._replace(may_skip=True)
    assert run.run_stages((python(run, "print('1 passed in 0.01s')", counts=True), stage)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 7 skipped"


# ── locks ───────────────────────────────────────────────────────────────────────────────────────
def pins(lock: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "locks" / f"{lock}.txt").read_text(), re.MULTILINE)
    )


def test_the_locks_are_one_resolution():
    assert pins("core").items() <= pins("test").items() <= pins("all").items()


def test_the_locks_hold_what_the_project_asks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {"core": project["dependencies"], "test": project["optional-dependencies"]["test"]}
    for lock, wishes in asked.items():
        assert {re.split(r"[\[<>=]", wish)[0] for wish in wishes} <= pins(lock).keys()


@pytest.mark.parametrize("lock", ["core", "test", "all", "uv"])
def test_a_lock_pins_by_hash_and_names_no_host(lock):
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", entry)
