"""Who is on call and who can be reached, by commands; and the loop as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.homes import Homes, who
from cli.story import DANGER
from duty.receivers import mail_server

ROOT = Path(__file__).resolve().parents[2]
NIGHT = ("--end", "2019-11-01T08:00+00:00")


def drafted(homes: Homes) -> str:
    """Draft a warning of BE, with what is known of the danger."""
    file = homes.file("alert.toml", str(homes("BE", "alert", "template")["toml"]))
    alert = str(homes("BE", "alert", "draft", file, *who("BE", "officer"))["matter"])
    danger = homes.file("danger.toml", DANGER)
    homes("BE", "alert", "findings", alert, danger, *who("BE", "duty"))
    words = ("--category", "DC_NON_PERSONAL", "--text", "An attack within three hours.")
    homes("BE", "alert", "item", alert, "danger", *words, *who("BE", "officer"))
    return alert


def with_mail(homes: Homes, state: str, port: int) -> None:
    """Have a home send its notices to a mail server on this machine."""
    with (homes.folder / state / "comity.toml").open("a") as config:
        config.write(
            f'\n[smtp]\nhost = "127.0.0.1"\nport = {port}\nsender = "comity@police.example"\n'
            "unsafe_plaintext = true\n"
        )


def test_a_warning_shows_who_cannot_be_reached_before_each_step_and_goes_all_the_same(homes: Homes):
    alert = drafted(homes)
    gaps = [
        "RU's duty desk: not known whether anybody can be reached.",
        "SPOC_DUTY: nobody stands on the roster.",
        "DUTY_MAGISTRATE or JUDGE: nobody stands on the roster.",
        "DPO: nobody stands on the roster.",
    ]
    for step, person in (("decide", "duty"), ("approve", "supervisor"), ("issue", "duty")):
        said = homes("BE", "alert", step, alert, *who("BE", person))
        assert said["reach"]["gaps"] == gaps
        assert said["reach"]["partner"] == {"state": "RU", "reachable": None, "since": None, "until": None}
    assert said["shared"] == "ISSUED"


def test_a_terminal_says_it_first(homes: Homes):
    alert = drafted(homes)
    _, out, _ = homes.run("BE", "alert", "approve", alert, *who("BE", "supervisor"))
    assert out.splitlines()[0] == "  ! RU's duty desk: not known whether anybody can be reached."
    assert out.splitlines()[-1].startswith("alert.approve done")


@pytest.mark.parametrize("step", ["approve", "propose", "second", "issue", "withdraw"])
def test_a_warning_shows_who_cannot_be_reached_before_the_passphrase_is_asked_for(homes: Homes, step: str):
    alert = drafted(homes)
    homes.patch.setenv("COMITY_PASSPHRASE", "not that one")
    code, out, err = homes.run("BE", "alert", step, alert, *who("BE", "duty"))
    assert out.splitlines() == [
        "  ! RU's duty desk: not known whether anybody can be reached.",
        "  ! SPOC_DUTY: nobody stands on the roster.",
        "  ! DUTY_MAGISTRATE or JUDGE: nobody stands on the roster.",
        "  ! DPO: nobody stands on the roster.",
    ]
    assert (code, "passphrase" in err) == (1, True)


@pytest.mark.parametrize("step", ["decide", "approve", "send", "withdraw"])
def test_a_request_shows_who_cannot_be_reached_before_the_passphrase_is_asked_for(homes: Homes, step: str):
    file = homes.file("request.toml", str(homes("RU", "case", "template")["toml"]))
    case = str(homes("RU", "case", "open", file, *who("RU", "officer"))["matter"])
    homes.patch.setenv("COMITY_PASSPHRASE", "not that one")
    code, out, err = homes.run("RU", "case", step, case, *who("RU", "duty"))
    assert out.splitlines() == ["  ! BE's duty desk: not known whether anybody can be reached."]
    assert (code, "passphrase" in err) == (1, True)


@pytest.mark.parametrize("step", ["release", "refuse", "none", "postpone", "return"])
def test_an_answer_shows_who_cannot_be_reached_before_the_passphrase_is_asked_for(homes: Homes, step: str):
    file = homes.file("request.toml", str(homes("RU", "case", "template")["toml"]))
    case = str(homes("RU", "case", "open", file, *who("RU", "officer"))["matter"])
    homes("RU", "case", "approve", case, *who("RU", "supervisor"))
    homes("RU", "case", "send", case, *who("RU", "duty"))
    homes.carry()
    more = ("--reason", "FORM", "--missing", "The day of birth.") if step == "return" else ()
    homes.patch.setenv("COMITY_PASSPHRASE", "not that one")
    code, out, err = homes.run("BE", "case", step, case, *more, *who("BE", "duty"))
    assert out.splitlines()[0] == "  ! RU's duty desk: not known whether anybody can be reached."
    assert (code, "passphrase" in err) == (1, True)


def test_a_request_shows_the_partners_duty_desk_before_it_is_sent(homes: Homes):
    with mail_server() as (port, _):
        with_mail(homes, "BE", port)
        homes("BE", "duty", "roster", "set", "SPOC_DUTY", "be-duty", *NIGHT, *who("BE", "supervisor"))
        homes("BE", "duty", "contact", "be-duty", "--mail", "duty@police.example", *who("BE", "operator"))
        homes("BE", "clock", "run")
        homes.carry()
    file = homes.file("request.toml", str(homes("RU", "case", "template")["toml"]))
    case = str(homes("RU", "case", "open", file, *who("RU", "officer"))["matter"])
    decided = homes("RU", "case", "decide", case, *who("RU", "officer"))["reach"]
    homes("RU", "case", "approve", case, *who("RU", "supervisor"))
    sent = homes("RU", "case", "send", case, *who("RU", "duty"))["reach"]
    assert decided["partner"] == {
        "state": "BE",
        "reachable": True,
        "since": "2019-10-31T09:00:00Z",
        "until": "2019-11-01T08:00:00Z",
    }
    assert (sent["partner"], sent["gaps"]) == (decided["partner"], [])


def test_one_pass_calls_by_mail_and_an_answer_ends_it(homes: Homes):
    alert = drafted(homes)
    with mail_server() as (port, box):
        with_mail(homes, "BE", port)
        homes("BE", "duty", "roster", "set", "DUTY_MAGISTRATE", "be-magistrate", *NIGHT, *who("BE", "judge"))
        address = ("--mail", "night@court.example")
        homes("BE", "duty", "contact", "be-magistrate", *address, *who("BE", "magistrate"))
        homes("BE", "duty", "call", alert, "--whom", "DUTY_MAGISTRATE", *who("BE", "duty"))
        homes("BE", "duty", "run", "--once")
        assert box.to == ["night@court.example"]
        (call,) = homes("BE", "duty", "notices")["calls"]
        assert [(a["to"], a["result"]) for a in call["attempts"]] == [
            ("be-magistrate", "begun"),
            ("be-magistrate", "accepted"),
        ]
        assert "night@court.example" not in json.dumps(homes("BE", "alert", "show", alert))
        homes("BE", "duty", "ack", alert, *who("BE", "magistrate"))
        assert homes("BE", "duty", "notices")["calls"] == []
        homes("BE", "duty", "run", "--once")
    assert len(box.mails) == 1


def test_a_contact_is_set_with_a_way_or_expressly_with_none(homes: Homes):
    words = ("duty", "contact", "be-duty", *who("BE", "duty"))
    assert homes.refused("BE", *words)[0] == "bad-input"
    assert homes.refused("BE", *words, "--none", "--mail", "a@b.example")[0] == "bad-input"
    assert homes("BE", *words, "--none")["kind"] == "contact.set"


def test_an_instant_without_its_offset_is_refused(homes: Homes):
    words = ("duty", "roster", "set", "SPOC_DUTY", "be-duty", "--end", "2019-11-01T08:00")
    assert homes.refused("BE", *words, *who("BE", "supervisor"))[0] == "bad-input"


def test_a_bad_section_is_told_with_file_and_key(homes: Homes):
    with (homes.folder / "BE" / "comity.toml").open("a") as config:
        config.write('\n[webhook]\nhosts = ["https://pager.example/x"]\n')
    code, what = homes.refused("BE", "duty", "check")
    assert (code, "[webhook] hosts" in what, "comity.toml" in what) == ("config-invalid", True, True)


@pytest.mark.slow
def test_the_loop_runs_as_a_process_until_it_is_told_to_stop(homes: Homes):
    homes("BE", "duty", "roster", "set", "SPOC_DUTY", "be-duty", *NIGHT, *who("BE", "supervisor"))
    waiting = homes("BE", "node", "status")["due"]  # the partner is to be told
    plain = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    words = [sys.executable, "-m", "comity", "duty", "run", "--home", str(homes.folder / "BE"), "--json"]
    with subprocess.Popen(
        words, env=plain, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        line = json.loads(process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
    assert waiting == 1
    assert (line["event"], line["kind"], line["done"]) == ("timer", "desk", "duty.show")
    assert (process.returncode, json.loads(out)) == (0, {"demo": True, "stopped": True})
