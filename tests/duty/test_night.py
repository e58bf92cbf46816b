"""A night at the duty desk: real mails of real warnings, until somebody answers; nothing else is told."""

import os
import re
import signal
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from comity.config import Config, Smtp
from comity.demo.stage import suspect
from comity.demo.world import World
from comity.duty import Sender, once, senders
from comity.exchange import alerts, notices
from comity.exchange.notices import Notice
from comity.model.duty import Contact, Way
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import Urgency
from duty.night import at_work, until
from duty.receivers import mail_server
from duty.staff import MARKED, attempts, can_send, three_on_duty
from faults import in_children
from stories.exchange import (
    MEMORY,
    at,
    copied,
    dangerous,
    issued,
    reopened,
    sent,
    template,
    velin,
)

PERSON = "Zoltan Markiert"
"""Whom the matters are about; the name may stand in no notice and in no log."""


def by_mail(world: World, port: int) -> Mapping[Way, Sender]:
    smtp = Smtp(host="127.0.0.1", port=port, sender="comity@police.example", unsafe_plaintext=True)
    return senders(Config(home=world.folder, state=StateCode("RU"), smtp=smtp))


class Dial:
    """A clock that a test turns."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def warned(world: World):
    return issued(world, dangerous(PERSON))


def test_a_warning_wakes_the_first_then_the_deputy_until_one_acknowledges():
    with at(warned) as (world, matter), mail_server() as (port, box):
        can_send(world)
        names = three_on_duty(world, "RU", Role.SPOC_DUTY)
        ru, dial = world["RU"], Dial(world.now)
        with at_work(ru.node, {}, dial, senders=by_mail(world, port)):
            box.wait(1)
            until(lambda: "accepted" in dict(attempts(ru.node, matter)).values())
            dial.now += timedelta(minutes=10)
            box.wait(2)
            until(lambda: len(attempts(ru.node, matter)) == 4)
            alerts.acknowledge(ru.node, matter, ru[Role.SPOC_DUTY], dial.now)
            dial.now += timedelta(hours=10)
            until(lambda: notices.open_calls(ru.node, dial.now) == ())
        assert box.to == [f"{MARKED}.{name}@police.example" for name in names[:2]]
        assert attempts(ru.node, matter) == [
            (names[0], "begun"),
            (names[0], "accepted"),
            (names[1], "begun"),
            (names[1], "accepted"),
        ]


def test_two_matters_make_the_same_mail_but_for_the_reference(world: World):
    urgent = replace(velin(), urgency=Urgency.URGENT, urgency_reason="A life hangs on it.")
    other = replace(urgent, facts=f"{PERSON} drove a van.", case_ref="another")
    other = replace(other, subjects=(suspect(PERSON, "1990-01-01", "BE"),))
    can_send(world)
    three_on_duty(world, "BE", Role.SPOC_DUTY)
    matters, be = [sent(world, urgent), sent(world, other)], world["BE"].node
    with mail_server() as (port, box), at_work(be, {}, Dial(world.now), senders=by_mail(world, port)):
        box.wait(2)
    by_reference = {re.search(rb"Reference: (\S+)", m)[1].decode(): m for m in box.mails}
    assert set(by_reference) == set(matters)
    alike = {
        re.sub(rb"(?m)^Message-ID: <[0-9a-f]{32}@", b"Message-ID: <ID@", mail).replace(
            matter.encode(), b"REFERENCE"
        )
        for matter, mail in by_reference.items()
    }
    assert len(alike) == 1
    for word in (PERSON, "Zoltan", "Velin", "life", "van", "be-spoc", "://"):
        assert word.encode() not in b"".join(box.mails).replace(f"{MARKED}.be-spoc-duty".encode(), b"")


def test_the_log_names_nobody_and_no_matter():
    with at(warned) as (world, matter), mail_server() as (port, box):
        can_send(world)
        names = three_on_duty(world, "RU", Role.SPOC_DUTY)
        ways = by_mail(world, port)
        with capture_logs() as logged, at_work(world["RU"].node, {}, world.now, senders=ways):
            box.wait(1)
            until(lambda: any(line["event"] == "called" for line in logged))
        assert {line["event"] for line in logged} <= {"called", "timer"}
        said = str(logged)
        assert not [word for word in (PERSON, MARKED, matter, "police.example", *names) if word in said]


def test_one_pass_does_what_is_due_and_ends(world: World):
    can_send(world)
    three_on_duty(world, "BE", Role.SPOC_DUTY)
    urgent = replace(velin(), urgency=Urgency.URGENT, urgency_reason="A life hangs on it.")
    matter = sent(world, urgent)
    with mail_server() as (port, box):
        be = world["BE"].node
        ran, done = once(be, {}, clock=lambda: world.now, holder="one", senders=by_mail(world, port))
    assert len(box.mails) == 1
    assert (ran, done.failed) == ((), 0)
    assert [result for _, result in attempts(be, matter)] == ["begun", "accepted"]


def test_a_way_that_hangs_keeps_no_other_call_waiting(world: World):
    can_send(world)
    three_on_duty(world, "BE", Role.SPOC_DUTY)
    urgent = replace(velin(), urgency=Urgency.URGENT, urgency_reason="A life hangs on it.")
    first, second = sent(world, urgent), sent(world, urgent)
    goes_on, asked = threading.Event(), []

    def slow(contact: Contact, notice: Notice, now: datetime) -> None:
        asked.append(notice.reference)
        if len(asked) == 1:
            assert goes_on.wait(60)

    be = world["BE"].node
    with at_work(be, {}, Dial(world.now), senders={Way.SMTP: slow}):
        until(lambda: len(asked) == 2)
        other = asked[1]
        until(lambda: [r for _, r in attempts(be, other)] == ["begun", "accepted"])
        goes_on.set()
        until(lambda: [r for _, r in attempts(be, asked[0])] == ["begun", "accepted"])
    assert {first, second} == set(asked)


# ── a process that is killed while it calls ─────────────────────────────────────────────────────
def call_and_hang(open_world, say: int, *, sends: bool, port: int) -> None:
    world = open_world()
    can_send(world)
    mail = by_mail(world, port)[Way.SMTP]

    def hang(contact: Contact, notice: Notice, now: datetime) -> None:
        if sends:
            mail(contact, notice, now)
        os.write(say, b"!")
        threading.Event().wait()

    once(world["RU"].node, {}, clock=lambda: world.now, holder="dies", senders={Way.SMTP: hang})


def call(open_world, later: timedelta, port: int) -> None:
    world = open_world()
    can_send(world)
    now = world.now + later
    once(world["RU"].node, {}, clock=lambda: now, holder="lives", senders=by_mail(world, port))
    world.close()


@pytest.mark.faults
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(("sends", "mails"), [(False, 1), (True, 2)])
def test_who_is_killed_while_calling_leaves_a_noted_attempt_and_the_call_is_made_again(
    sends: bool, mails: int
):
    with tempfile.TemporaryDirectory(prefix="comity-night-", dir=MEMORY) as folder:
        world = copied(template(), Path(folder))
        matter = warned(world)
        can_send(world)
        (first, *_) = three_on_duty(world, "RU", Role.SPOC_DUTY)
        world.close()
        open_world = partial(reopened, world, Path(folder))
        with mail_server() as (port, box):
            killed(partial(call_and_hang, open_world, sends=sends, port=port))
            soon, later = timedelta(minutes=1), timedelta(minutes=2)
            assert in_children([partial(call, open_world, soon, port)]) == [0]  # its claim still holds
            assert len(box.mails) == mails - 1
            assert in_children([partial(call, open_world, later, port)]) == [0]
            assert len(box.mails) == mails
        again = reopened(world, Path(folder))
        assert attempts(again["RU"].node, matter) == [
            (first, "begun"),
            (first, "begun"),
            (first, "accepted"),
        ]
        again.close()


def killed(work) -> None:
    """Run work in a child until it says that it hangs, and kill it."""
    said, say = os.pipe()
    process = os.fork()
    if not process:
        try:
            signal.alarm(120)
            work(say)
        finally:
            os._exit(1)
    os.close(say)
    with os.fdopen(said, "rb") as pipe:
        assert pipe.read(1) == b"!", "it ended before it hung"
    os.kill(process, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(process, 0)[1])
