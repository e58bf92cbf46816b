"""What the commands refuse: each with its stable code and a sentence that says what to do."""

import io
import json
import os
import stat
import tomllib

import pytest

from cli.homes import Homes, copy, environment, who
from comity.cli import keys, main
from comity.errors import WrongPassphrase

OFFICER, DUTY, LEGAL, JUDGE = (who("RU", person) for person in ("officer", "duty", "legal", "judge"))
SEARCH = ("register", "search", "--purpose", "inquiry")
ITEM = ("case", "item", "RU-BE-2019-000000", "i1", "--category", "DC_IDENTITY", *OFFICER)
ADD = ("people", "add", "ru-new", "--until", "2020-01-01")


@pytest.fixture(scope="module")
def shared(founded: Homes, tmp_path_factory: pytest.TempPathFactory):
    """Two homes for refusals that change nothing."""
    with pytest.MonkeyPatch.context() as patch:
        environment(patch)
        homes = copy(founded, tmp_path_factory.mktemp("refusals") / "homes", patch)
        both = ("people", "add", "ru-both", *who("RU", "accreditation"))
        homes("RU", *both, "--role", "LEGAL_OFFICER", *seat("RU/SPOC"))
        homes("RU", *both, "--role", "MINISTER_DELEGATE", *seat("RU/CENTRAL_AUTHORITY"))
        homes("RU", "law", "propose", "--as", "ru-both", "--role", "LEGAL_OFFICER")
        homes.file("empty.xml", "<CONSOLIDATED_LIST dateGenerated='2019-01-02'/>")
        example = str(homes("RU", "case", "template")["toml"])
        homes.file("own.toml", example.replace("BE/SPOC", "RU/SPOC"))
        homes.file("broken.toml", 'purpose = "INVESTIGATION"\ncase_ref =\n')
        yield homes


def seat(code: str) -> tuple[str, ...]:
    return "--seat", code, "--until", "2020-10-30"


REFUSALS = [
    (
        ("law", "activate", "--as", "ru-both", "--role", "MINISTER_DELEGATE"),
        "same-person-twice",
        "Ask a second",
    ),
    (("law", "propose", "--as", "ru-both"), "unknown-person", "name one with --role"),
    (("law", "propose", "--as", "nobody"), "unknown-person", "See `comity people list`"),
    (("law", "propose", *OFFICER), "wrong-role", "asks for LEGAL_OFFICER"),
    (("law", "activate", *who("RU", "liaison")), "liaison-may-not-decide", "Ask the competent authority"),
    (
        ("law", "propose", *LEGAL, "--key", "{homes}/RU/people/ru-duty.key"),
        "certificate-invalid",
        "right file",
    ),
    (
        ("law", "propose", *LEGAL, "--key", "{homes}/none.key"),
        "unknown-person",
        "Bring it from its custodian",
    ),
    (("law", "explain", "RU-BE-2019-000000", *LEGAL), "unknown-matter", "`comity case list`"),
    (("law", "explain", "alert/RU-BE-2019-000000", *who("RU", "operator")), "wrong-role", "Ask a person"),
    (("case", "show", "RU-BE-2019-000000"), "unknown-matter", "`comity case list`"),
    (("case", "send", "RU-BE-2019-000000", *DUTY), "unknown-matter", "`comity case list`"),
    (("case", "open", "{homes}/none.toml", *OFFICER), "bad-input", "Name a file that is there"),
    (("case", "open", "{homes}/broken.toml", *OFFICER), "malformed-file", "Line 2: "),
    (("case", "open", "{homes}/own.toml", *OFFICER), "bad-input", "addressed to RU, your own state. Name"),
    ((*ITEM, "--text", "a", "--file", "b"), "bad-input", "Take --text or --file"),
    (ITEM, "bad-input", "Give it by --text, --file or on stdin"),
    ((*ADD, "--role", "JUDGE", "--seat", "RU/SPOC"), "judge-key-not-certified-by-court", "court"),
    ((*ADD, "--role", "OFFICER", "--seat", "RU/FIU"), "bad-input", "It has: RU/CENTRAL_AUTHORITY"),
    ((*ADD, "--role", "OFFICER", "--seat", "police"), "bad-input", "Write it as BE/SPOC"),
    (
        ("people", "add", "../x", "--role", "DPO", *seat("RU/SPOC")),
        "bad-input",
        "Take up to 64 small letters",
    ),
    (
        (*ADD[:3], "--until", "soon", "--role", "DPO", "--seat", "RU/SPOC"),
        "bad-input",
        "Write it as 2026-12-31",
    ),
    (("partner", "show", "{homes}/RU.invitation"), "malformed-message", "this node's own"),
    (
        ("partner", "accept", "{homes}/BE.invitation", "--fingerprint", "0000 0000", *DUTY),
        "certificate-invalid",
        "Do not join; call the partner",
    ),
    (("partner", "invite", "--out", "{homes}/RU.invitation"), "bad-input", "Name a new file"),
    (("register", "import", "{homes}/empty.xml", *OFFICER), "malformed-file", "Line 1: "),
    ((*SEARCH, *OFFICER), "bad-input", "Give a name, a birth date, a document number"),
    ((*SEARCH, "--born", "yesterday", *OFFICER), "bad-input", "Write 1968"),
    ((*SEARCH, "--name", "A", *JUDGE), "wrong-role", "asks for OFFICER"),
    (("proof", "export", "RU-BE-2019-000000"), "unknown-matter", "`comity case list`"),
    (("node", "init", "RU"), "config-invalid", "Choose another home"),
    (("node", "init", "russia"), "bad-input", "two capital letters"),
    (("node", "init", "RU", "--seat", "BE/SPOC"), "bad-input", "Write it as RU/SPOC"),
    (("node", "init", "RU", "--agreement", "none-such"), "config-invalid", "Shipped are: "),
    (("node", "init", "RU", "--loopback", "BE"), "bad-input", "Write STATE=PATH"),
]


@pytest.mark.parametrize(("words", "code", "advice"), REFUSALS, ids=lambda value: str(value)[:60])
def test_refuses_with_a_code_and_says_what_to_do(
    shared: Homes, words: tuple[str, ...], code: str, advice: str
):
    found, sentence = shared.refused("RU", *(w.replace("{homes}", str(shared.folder)) for w in words))
    assert found == code
    assert advice in sentence
    assert sentence.endswith(".")


def test_an_error_is_one_line_on_stderr_and_nothing_else(shared: Homes):
    code, out, err = shared.run("RU", "law", "propose", *OFFICER)
    assert (code, out) == (1, "")
    assert err.startswith("wrong-role: 'law.propose' asks for LEGAL_OFFICER")
    assert err.count("\n") == 1


def test_a_list_that_is_refused_leaves_its_error_alone_and_no_bar(shared: Homes):
    code, out, err = shared.run("RU", "register", "import", str(shared.folder / "empty.xml"), *OFFICER)
    assert (code, out) == (1, "")
    assert err.startswith("malformed-file: Line 1: ")
    assert err.count("\n") == 1


def test_takes_a_role_in_small_letters_too(shared: Homes):
    words = ("law", "activate", "--as", "ru-both", "--role")
    found = [shared.refused("RU", *words, role)[0] for role in ("minister_delegate", "MINISTER_DELEGATE")]
    assert found == ["same-person-twice", "same-person-twice"]
    assert shared.run("RU", *words, "minister")[0] == 2


def test_warns_while_the_ceremony_s_keys_are_in_the_home(homes: Homes):
    folder = homes.folder / "RU" / "ceremony"
    assert homes("RU", "node", "status")["ceremony_here"] is True
    assert f"Warning: {folder} still holds the ceremony's keys" in homes.run("RU", "node", "status")[1]
    folder.rename(homes.folder / "offline")
    assert homes("RU", "node", "status")["ceremony_here"] is False
    assert "Warning" not in homes.run("RU", "node", "status")[1]


def test_wrong_words_end_with_2(shared: Homes):
    assert shared.run("RU", "case", "approve", "x")[0] == 2
    code, out, _ = shared.run("RU", "case", "approve", "x", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "usage")


# ── who acts ────────────────────────────────────────────────────────────────────────────────────
def test_refuses_a_role_that_has_run_out_until_it_is_renewed(homes: Homes):
    homes.at("2020-11-01T09:00:00+00:00")
    code, sentence = homes.refused("RU", "law", "propose", *LEGAL)
    assert code == "accreditation-expired"
    assert "2019-10-31 to 2020-10-30" in sentence
    assert "`comity people add`" in sentence
    renewed = ("--role", "LEGAL_OFFICER", "--seat", "RU/SPOC", "--until", "2021-10-30")
    homes("RU", "people", "add", "ru-legal", *renewed, *who("RU", "accreditation"))
    assert homes("RU", "law", "propose", *LEGAL)["own"] == "PROPOSED"


def test_refuses_a_wrong_passphrase_and_takes_the_person_s_own(homes: Homes):
    homes.patch.setenv("COMITY_PASSPHRASE_RU_LEGAL", "wrong")
    assert homes.refused("RU", "law", "propose", *LEGAL)[0] == "wrong-passphrase"
    homes.patch.setenv("COMITY_PASSPHRASE", "not hers")
    homes.patch.setenv("COMITY_PASSPHRASE_RU_LEGAL", "correct horse")
    assert homes("RU", "law", "propose", *LEGAL)["done"] is True


def test_refuses_to_go_on_without_a_passphrase(homes: Homes):
    homes.patch.delenv("COMITY_PASSPHRASE")
    code, sentence = homes.refused("RU", "law", "propose", *LEGAL)
    assert (code, "set COMITY_PASSPHRASE_RU_LEGAL" in sentence) == ("wrong-passphrase", True)


def test_a_new_passphrase_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter(["one", "two", "same", "same"])
    monkeypatch.delenv("COMITY_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(keys, "getpass", lambda _: next(typed))
    with pytest.raises(WrongPassphrase, match="differ"):
        keys.passphrase("be-judge", new=True)
    assert keys.passphrase("be-judge", new=True) == "same"


def test_a_refused_accreditation_leaves_no_key_behind(homes: Homes):
    homes.refused("RU", *ADD, "--role", "JUDGE", "--seat", "RU/SPOC")
    assert not (homes.folder / "RU" / "people" / "ru-new.key").exists()


def test_a_judge_is_certified_by_the_court_s_key_alone(homes: Homes):
    police = str(homes.folder / "RU" / "ceremony" / "RU-SPOC.key")
    court = ("--role", "JUDGE", "--seat", "RU/COURT/volgograd")
    code, _ = homes.refused("RU", *ADD, *court, "--certify-with", police)
    assert code == "certificate-invalid"
    code, sentence = homes.refused("RU", *ADD, *court, *who("RU", "accreditation"))
    assert code == "judge-key-not-certified-by-court"
    assert "no officer's signature stands for it" in sentence
    assert homes("RU", *ADD, *court)["role"] == "JUDGE"
    colleague = ("people", "add", "ru-newer", "--until", "2020-01-01", *court, *who("RU", "judge"))
    assert homes("RU", *colleague)["role"] == "JUDGE"
    assert homes("RU", "people", "show", "ru-newer")["roles"][0]["by"] == "ru-judge"


def test_a_liaison_sees_no_case_that_is_not_assigned(homes: Homes):
    draft = homes.file("request.toml", str(homes("RU", "case", "template")["toml"]))
    case = str(homes("RU", "case", "open", draft, *OFFICER)["matter"])
    assert homes.refused("RU", "case", "show", case, *who("RU", "liaison"))[0] == "liaison-may-not-decide"
    assert homes("RU", "case", "list", *who("RU", "liaison"))["cases"] == []


# ── files of requests and findings ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("written", "instead", "line", "why"),
    [
        (
            'status = "SUSPECT"',
            'status = "GUILTY"',
            "status",
            "'status' is no status of a person. Known: SUSPECT",
        ),
        ('born = "1980-05-04"', "born = 1980-05-04", "born", "'born' is no text."),
        ('case_ref = "V-2019-771"', "", "", "'case_ref' is missing."),
        (
            "max_penalty_months = 72",
            'max_penalty_months = "six"',
            "max_penalty",
            "'max_penalty_months' is no",
        ),
        ('language = "en"', 'colour = "red"', "colour", "unknown key 'colour'"),
        ('language = "en"', 'reference = "1"', "reference", "'reference' is filled in by the desk"),
        ('language = "en"', 'type = "T06"', "type", "'type' is T02, T04, T05 here"),
        ('recipient = "BE/SPOC"', 'recipient = "Brussels"', "recipient", "'recipient' is no authority"),
    ],
)
def test_refuses_a_request_with_line_and_reason_and_without_quoting_it(
    shared: Homes, written: str, instead: str, line: str, why: str
):
    text = str(shared("RU", "case", "template")["toml"])
    assert text.count(written) == 1
    text = text.replace(written, instead)
    rows = [row.partition("#")[0] for row in text.splitlines()]
    number = next(n for n, row in enumerate(rows, 1) if line in row)
    code, sentence = shared.refused("RU", "case", "open", shared.file("bad.toml", text), *OFFICER)
    assert code == "malformed-file"
    assert sentence.startswith(f"Line {number}: {why}")
    assert "`comity case template`" in sentence
    for value in ("GUILTY", "1980", "six", "red", "Brussels"):
        assert value not in sentence


# ── homes ───────────────────────────────────────────────────────────────────────────────────────
def test_a_demonstration_never_pairs_with_a_real_node(homes: Homes):
    homes.patch.setenv("COMITY_PASSPHRASE", "long enough a phrase")
    homes("real", "node", "init", "VN", "--seat", "VN/SPOC")
    invitation = str(homes.folder / "VN.invitation")
    homes("real", "partner", "invite", "--out", invitation)
    assert homes.refused("RU", "partner", "show", invitation)[0] == "demo-mixed-with-real"
    assert not homes("real", "node", "status")["now"].startswith("2019-10-31")
    demo = ("register", "demo", "--as", "nobody")
    assert homes.refused("real", *demo)[0] == "unknown-person"


def test_a_real_home_takes_no_cheap_keys_and_no_short_passphrase(homes: Homes):
    homes.patch.setenv("COMITY_PASSPHRASE", "too short")
    code, sentence = homes.refused("short", "node", "init", "VN")
    assert (code, "Take 12 characters or more" in sentence) == ("wrong-passphrase", True)
    assert not (homes.folder / "short").exists()
    homes.patch.setenv("COMITY_PASSPHRASE", "long enough a phrase")
    homes("real", "node", "init", "VN", "--seat", "VN/SPOC")
    root = json.loads((homes.folder / "real" / "ceremony" / "root.key").read_bytes())
    assert root["protection"]["memory_kib"] == 64 * 1024


def test_secret_files_are_for_their_owner_alone_and_never_bare(homes: Homes):
    home = homes.folder / "RU"
    secret = [*(home / "ceremony").iterdir(), *(home / "people").iterdir(), home / "master.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in secret} == {0o600}
    for file in secret[:-1]:
        assert set(json.loads(file.read_bytes())) == {"suite", "protection", "keys"}


def test_a_master_passphrase_opens_the_home_and_nothing_else_does(homes: Homes):
    homes.patch.setenv("COMITY_MASTER", "a master phrase")
    homes("own", "node", "init", "VN", "--demo", "--master", "passphrase", "--seat", "VN/SPOC")
    assert tomllib.loads((homes.folder / "own" / "comity.toml").read_text())["master"] == "passphrase"
    assert homes("own", "node", "status")["state"] == "VN"
    homes.patch.setenv("COMITY_MASTER", "another")
    assert homes.refused("own", "node", "status")[0] == "wrong-passphrase"
    homes.patch.delenv("COMITY_MASTER")
    assert homes.refused("own", "node", "status")[0] == "wrong-passphrase"


def test_a_home_may_be_named_by_the_environment(homes: Homes, capsys):
    homes.patch.setenv("COMITY_HOME", str(homes.folder / "BE"))
    assert main(["node", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "BE"


def test_refuses_an_instant_without_an_offset(homes: Homes):
    homes.at("2019-10-31T09:00:00")
    code, sentence = homes.refused("RU", "node", "status")
    assert (code, "Write it with its offset" in sentence) == ("bad-input", True)


def test_refuses_a_line_that_leads_to_another_state(homes: Homes):
    file = homes.folder / "RU" / "comity.toml"
    file.write_text(file.read_text().replace("BE =", "VN ="))
    code, sentence = homes.refused("RU", "courier", "run")
    assert (code, "leads to the node of BE" in sentence) == ("config-invalid", True)


def test_a_courier_that_cannot_deliver_ends_with_1(homes: Homes):
    draft = homes.file("request.toml", str(homes("RU", "case", "template")["toml"]))
    case = str(homes("RU", "case", "open", draft, *OFFICER)["matter"])
    homes("RU", "case", "approve", case, *who("RU", "supervisor"))
    homes("RU", "case", "send", case, *DUTY)
    homes.at("2019-10-31T09:00:01+00:00")
    os.unlink(homes.folder / "BE" / "node.sqlite")
    code, out, _ = homes.run("RU", "courier", "run", "--json")
    assert code == 1
    assert json.loads(out)["failed"] == 1
    assert json.loads(out)["problems"] == ["BE:unknown-partner"]
