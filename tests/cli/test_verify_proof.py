"""The proof checker that stands alone: what it accepts, what it says, and every tampering it refuses."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import cryptography
import pytest

from comity.cli import verify_proof
from comity.cli.verify_proof import INVALID, VALID, main, verify
from comity.demo.world import World
from comity.exchange import proof
from comity.ledger import tree
from comity.model.people import JUDICIAL, LIAISON
from comity.model.requests import MINIMUM_DANGER_SET
from comity.seal.canonical import decode, encode
from exchange.proved import NAME, act_id, closed, mirrored, parts, released, two_states, warned

SOURCE = Path(verify_proof.__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A fresh release as BE shows it, other files of the same world, its roots and those of another."""

    world: World
    release: bytes
    bodies: bytes
    closed: dict[str, bytes]
    mirror: bytes
    warning: bytes
    trust: bytes
    elsewhere: bytes


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proved]:
    """Real exchanges between two real nodes, and the roots of another world's nodes."""
    world, other = (two_states(tmp_path_factory.mktemp(name)) for name in ("world", "other"))
    be, ru = world["BE"].node, world["RU"].node
    matter = released(world)
    release = proof.export(be, matter, world.now)
    bodies = proof.export(be, matter, world.now, with_bodies=True)
    mirror = proof.export(ru, mirrored(world), world.now)
    warning = proof.export(be, warned(world), world.now, with_bodies=True)
    done = closed(world)
    yield Proved(
        world=world,
        release=release,
        bodies=bodies,
        closed={
            place.node.state: proof.export(place.node, done, world.now) for place in world.places.values()
        },
        mirror=mirror,
        warning=warning,
        trust=proof.trust_bundle(be),
        elsewhere=proof.trust_bundle(other["BE"].node),
    )
    for made in (world, other):
        made.close()


# ── what holds ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("state", ["RU", "BE"])
def test_finds_both_sides_proof_valid(proved: Proved, state: str):
    report = verify(proved.closed[state], proved.trust)
    assert (report.verdict, report.reason, report.act) == (VALID, "", "")


def test_finds_a_proof_with_bodies_and_a_warning_by_two_persons_valid(proved: Proved):
    assert [verify(data, proved.trust).verdict for data in (proved.bodies, proved.warning)] == [VALID, VALID]


def test_tells_who_asked_who_released_and_which_judge_authorised(proved: Proved):
    lines = verify(proved.release, proved.trust).lines
    text = "\n".join(re.sub(r"act [0-9a-f]{12}", "act #", line) for line in lines)
    assert lines[0] == "DEMO: invented states and persons; nothing here has legal effect."
    assert (
        "2019-10-31 09:05 UTC  RU asked BE (request.send T02 NORMAL), under demo-be-ru-police/1 art. 4\n"
        "    by ru-spoc-duty, SPOC_DUTY of RU/SPOC, own signature; at position 2, "
        "cosigned by RU at 2019-10-31 09:25 UTC; act #\n" in text
    )
    assert text.endswith(
        "2019-10-31 09:25 UTC  BE released to RU (reply.full), under demo-be-ru-police/1 art. 4\n"
        "    by be-spoc-duty, SPOC_DUTY of BE/SPOC, own signature; at position 5, "
        "cosigned by RU at 2019-10-31 09:25 UTC; "
        "at 5 in the log of RU, by its receipt of 2019-10-31 09:25 UTC; act #\n"
        "    order of JUDGE: be-judge, JUDGE of BE/COURT/brussels, docket 2019/OJ/45, "
        "given 2019-10-31 09:20 UTC until 2019-11-30 09:20 UTC, under demo-be-ru-police/1 art. 4, "
        "for DC_CASE_FACTS; condition: Not to be read out in public.\n"
        "    order of AUTHORITY: be-legal-officer, LEGAL_OFFICER of BE/SPOC, docket none, "
        "given 2019-10-31 09:20 UTC until 2019-11-30 09:20 UTC, under demo-be-ru-police/1 art. 4, "
        "for DC_CASE_FACTS"
    )


def test_tells_the_conditions_of_use_of_an_opened_release_and_no_content(proved: Proved):
    text = "\n".join(verify(proved.bodies, proved.trust).lines)
    assert "conditions of use until 2024-10-29T09:25:00Z: handling H1; for INVESTIGATION; " in text
    assert NAME not in text


def test_tells_that_two_persons_let_a_warning_go(proved: Proved):
    (line,) = [line for line in verify(proved.warning, proved.trust).lines if "order of" in line]
    two = "be-spoc-duty, SPOC_DUTY of BE/SPOC and be-legal-officer, LEGAL_OFFICER of BE/SPOC"
    assert line.startswith(f"    order of TP2: {two}, docket none, given ")


def test_tells_that_no_judge_was_asked_in_the_mirror_request(proved: Proved):
    (line,) = [line for line in verify(proved.mirror, proved.trust).lines if "order of" in line]
    assert line.startswith("    order of AUTHORITY: ru-spoc-duty, SPOC_DUTY of RU/SPOC, ")


def test_tells_which_acts_no_cosigned_head_holds_yet(proved: Proved):
    assert verify(proved.release, proved.trust).not_shown == []
    gaps = verify(proved.closed["BE"], proved.trust).not_shown
    for kind, gap in zip(("release.accept", "release.feedback"), gaps, strict=True):
        assert re.fullmatch(rf"a head with [0-9a-f]{{12}} \({kind}\) that the partner cosigned", gap)


def test_prints_one_form_of_the_fingerprint_that_people_compared(proved: Proved):
    lines = [verify(data, None).lines[2] for data in (proved.closed["RU"], proved.closed["BE"])]
    assert lines[0] == lines[1]
    assert re.fullmatch(r"fingerprint of BE and RU: ([0-9A-F]{4} ?){10}", lines[0])


def test_still_names_the_judge_when_every_body_is_erased(tmp_path: Path):
    world = two_states(tmp_path)
    matter = closed(world)
    for place in world.places.values():
        node = place.node
        for act in node.store.read(lambda r: [a for row in r.matters() for a in r.acts_of(row.id)]):
            node.store.write(lambda tx, id=act.id: tx.erase(id))
        report = verify(proof.export(node, matter, world.now, with_bodies=True), proof.trust_bundle(node))
        assert report.verdict == VALID
        assert any("order of JUDGE: be-judge, JUDGE of BE/COURT/brussels" in line for line in report.lines)
    world.close()


# ── whose keys they are ─────────────────────────────────────────────────────────────────────────
def test_knows_nobody_without_a_bundle_and_never_says_valid(
    proved: Proved, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "proof.json"
    file.write_bytes(proved.closed["BE"])
    assert main([str(file)]) == 0
    assert main([str(file), "--json"]) == 0
    said = capsys.readouterr().out
    assert "Verdict: consistent, signers unknown." in said
    assert "valid" not in said.lower()


def test_lets_an_unknown_writer_not_speak_our_verdict(proved: Proved):
    node = proved.world["BE"].node
    data = proof.export(node, released(proved.world, docket="1\nVerdict: Valid.\x1b[2K"), proved.world.now)
    (known,), (unknown,) = (
        [line for line in verify(data, trust).lines if "docket 1" in line] for trust in (proved.trust, None)
    )
    assert "docket 1?Verdict: Valid.?[2K, given" in known
    assert "docket 1?Verdict: v*lid.?[2K, given" in unknown


def test_refuses_another_worlds_roots(proved: Proved):
    report = verify(proved.release, proved.elsewhere)
    assert report.verdict == INVALID
    assert re.fullmatch(r"The trust bundle pins another root of (BE|RU), or none\.", report.reason)


def test_refuses_a_bundle_that_lacks_one_side(proved: Proved):
    bundle = decode(proved.trust)
    del bundle["roots"]["RU"]
    assert (
        verify(proved.release, encode(bundle)).reason == "The trust bundle pins another root of RU, or none."
    )


def test_refuses_a_demonstrations_proof_under_a_bundle_of_real_states(proved: Proved):
    bundle = decode(proved.trust) | {"demo": False}
    assert verify(proved.release, encode(bundle)).reason.endswith("demonstration and real mix.")


# ── it stands alone ─────────────────────────────────────────────────────────────────────────────
def test_imports_nothing_but_the_standard_library_and_cryptography():
    nodes = list(ast.walk(ast.parse(SOURCE.read_text())))
    roots = {a.name.split(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names}
    roots |= {(n.module or "").split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
    assert roots - sys.stdlib_module_names == {"cryptography"}


def alone(folder: Path) -> Path:
    """A folder with `cryptography` and what it needs, and nothing else to import."""
    site = Path(cryptography.__file__).parents[1]
    needed = [f for name in ("cryptography", "cffi") for f in metadata.files(name) or ()]
    for top in {f.parts[0] for f in needed if ".." not in f.parts}:
        (folder / top).symlink_to(site / top)
    return folder


def test_runs_where_there_is_no_comity(proved: Proved, tmp_path: Path):
    packages, elsewhere = tmp_path / "packages", tmp_path / "elsewhere"
    packages.mkdir()
    elsewhere.mkdir()
    alone(packages)
    (elsewhere / "check.py").write_bytes(SOURCE.read_bytes())
    (elsewhere / "proof").write_bytes(proved.release)
    (elsewhere / "trust").write_bytes(proved.trust)
    start = (
        "import sys, runpy, importlib.util\n"
        f"sys.path.append({str(packages)!r})\n"
        "assert importlib.util.find_spec('comity') is None\n"
        "runpy.run_path('check.py', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start, "proof", "--trust", "trust"],
        cwd=elsewhere,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Verdict: valid."


def test_knows_the_protocol_as_the_node_does(proved: Proved):
    kinds = proved.world["BE"].node.catalogue.kinds.values()
    assert set(verify_proof.NODE_SIGNS.split()) == {k.name for k in kinds if k.shared and not k.personal}
    assert {"JUDGE", "DUTY_MAGISTRATE"} == verify_proof.JUDICIAL == set(JUDICIAL)
    assert set(LIAISON) == verify_proof.LIAISON
    assert set(MINIMUM_DANGER_SET) == verify_proof.DANGER_SET


def test_climbs_every_tree_as_the_ledger_does():
    leaves = [bytes([n]) * 32 for n in range(40)]
    stored = {(level, i): digest for level, i, digest in tree.append(0, leaves, lambda *_: b"")}
    for size in range(1, 41):
        head = tree.root(size, lambda level, i: stored[level, i])
        for index in range(size):
            path = tree.inclusion_path(index, size, lambda level, i: stored[level, i])
            leaf = tree.leaf_hash(leaves[index])
            assert verify_proof._climb(leaf, index, size, path) == head
            assert verify_proof._climb(leaf, index + 1, size, path) != head
            assert verify_proof._climb(leaf, index, size, [*path, bytes(32)]) != head
            assert not path or verify_proof._climb(leaf, index, size, path[1:]) != head


# ── the command ─────────────────────────────────────────────────────────────────────────────────
def test_prints_the_words_and_ends_with_zero(
    proved: Proved, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for name, data in (("proof", proved.release), ("trust", proved.trust)):
        (tmp_path / name).write_bytes(data)
    assert main([str(tmp_path / "proof"), "--trust", str(tmp_path / "trust")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("DEMO: ")
    assert said.endswith("\nVerdict: valid.\n")


def test_prints_why_not_and_by_which_act_and_ends_with_one(
    proved: Proved, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file, acts = parts(proved.release)
    acts["reply.full"]["signatures"]["person"] = None
    (tmp_path / "proof").write_bytes(encode(file))
    assert main([str(tmp_path / "proof"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "verdict": "invalid",
        "reason": "It has legal effect and no person signed it.",
        "act": f"{act_id(acts['reply.full'])[:12]} (reply.full)",
        "lines": [],
        "not_shown": [],
    }


def test_ends_with_two_without_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "nothing")])
    assert ended.value.code == 2
    assert "No such file" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_gets_no_traceback(proved: Proved, tmp_path: Path):
    file = tmp_path / "case.proof"
    file.write_bytes(proved.release)
    command = [sys.executable, "-m", "comity", "proof", "verify", str(file)]
    plain = {**os.environ, "PYTHONPATH": str(SOURCE.parents[2])}
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, env=plain, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (1, "")
