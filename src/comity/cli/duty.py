"""`comity duty`: who is on call, who is being called, and the loop that calls, carries and keeps time."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, do, now_of, opened, opened_home
from comity.errors import BadInput
from comity.model.people import Pseudonym, Role
from comity.model.requests import MatterId, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from comity.exchange.notices import OpenCall
    from comity.exchange.reach import Cover, PartnerReach

app = App(name="duty", help="See who is on call and call them; run timers, couriers and notices.")
app.command("comity.cli.roster:app", name="roster", help="Set who stands for a role when, and see it.")

Matter = Annotated[MatterId, Parameter(help="The whole reference, as alert/BE-RU-2019-000123.")]


@app.command
def contact(
    pseudonym: Annotated[str, Parameter(help="Whose ways they are.")],
    /,
    *,
    mail: Annotated[tuple[str, ...], Parameter(help="A mail address; repeat for more.")] = (),
    webhook: Annotated[tuple[str, ...], Parameter(help="A webhook's address; repeat for more.")] = (),
    none: Annotated[bool, Parameter(help="Forget all ways: nobody can call this person.")] = False,
    by: By,
) -> None:
    """Set by which ways a person is called, as that person or as the operator."""
    from comity.exchange import rosters
    from comity.model.duty import Contact, Way

    ways = [Contact(way=Way.SMTP, to=to) for to in mail]
    ways += [Contact(way=Way.WEBHOOK, to=to) for to in webhook]
    if bool(ways) == none:
        raise BadInput("Name at least one way with --mail or --webhook, or none of them with --none.")
    do(by, lambda node, hand, now: rosters.set_contact(node, Pseudonym(pseudonym), tuple(ways), hand, now))


@app.command
def check(*, at: At = HERE) -> None:
    """Show for each role whether somebody can be reached, from when nobody can, and what partners say."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, minute, tell
    from comity.exchange import reach
    from comity.model.parties import StateCode

    with opened(at) as (node, now):
        here = reach.check(node, now)
        states, lease = node.store.read(lambda r: (r.papers("partner/"), r.leaseholder("clock")))
        partners = [reach.partner_reach(node, StateCode(s.partition("/")[2]), now) for s in sorted(states)]
        at_work = lease is not None and lease[1] > now
    rows = ((s.role, s.authority.code, ", ".join(s.people), s.reachable, _changes(s)) for s in here)
    document = {
        "here": [{**to_plain(s), "authority": s.authority.code} for s in here],
        "partners": [to_plain(p) for p in partners],
        "duty_process": {"at_work": at_work, "until": lease[1] if lease and at_work else None},
    }
    run = f"A duty process is at work until {minute(lease[1])}." if lease and at_work else _NOBODY_RUNS
    table = grid(rows, "role", "authority", "on the roster now", "reachable", "next change")
    tell(at, document, table, *map(_says, partners), run)


_NOBODY_RUNS = "No duty process is at work: nothing is sent and nobody is called. Start `comity duty run`."


def _changes(covered: "Cover") -> str:
    from comity.cli.telling import minute

    if covered.changes_at is None:
        return ""
    return f"{'nobody from' if covered.reachable else 'somebody from'} {minute(covered.changes_at)}"


def _says(partner: "PartnerReach") -> str:
    from comity.cli.telling import minute

    word = {True: "somebody can be reached", False: "nobody can be reached", None: "not known"}
    since = f" since {minute(partner.since)}" if partner.since else ""
    until = f", until {minute(partner.until)}" if partner.until else ""
    return f"{partner.state}'s duty desk: {word[partner.reachable]}{since}{until}."


@app.command
def call(
    matter: Matter,
    /,
    *,
    whom: Annotated[
        tuple[Role, ...],
        Parameter(name="--whom", help="Which roles, in this order; repeat.", name_transform=str.upper),
    ],
    urgency: Annotated[
        Urgency, Parameter(name="--urgency", help="How urgently.", name_transform=str.upper)
    ] = Urgency.URGENT,
    by: By,
) -> None:
    """Call people now, one after the other, until one answers: as the judge, before two stand in for one."""
    from comity.exchange import notices

    do(by, lambda node, hand, now: notices.call(node, matter, whom, urgency, hand, now))


@app.command
def ack(matter: Matter, /, *, by: By) -> None:
    """Answer a call: nobody is called for a round, then again until it is settled; one by hand ends."""
    from comity.exchange import notices

    do(by, lambda node, hand, now: notices.acknowledge(node, matter, hand, now))


@app.command
def notices(*, at: At = HERE) -> None:
    """List the calls that nothing has settled, and whom each tried so far."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange import notices as desk

    with opened(at) as (node, now):
        calls = desk.open_calls(node, now)
    heads = ("matter", "need", "urgency", "roles", "next at", "tried")
    rows = ((c.matter, c.need, c.urgency, " ".join(c.roles), c.next_at, _tried(c)) for c in calls)
    tell(at, {"calls": [to_plain(c) for c in calls]}, grid(rows, *heads))


def _tried(call: "OpenCall") -> str:
    return ", ".join(f"{a.to or 'nobody there'} {a.result}" for a in call.attempts if a.result != "begun")


@app.command
def run(
    *,
    once: Annotated[bool, Parameter(help="Do what is due now, and end.")] = False,
    at: At = HERE,
) -> None:
    """Run timers, couriers and notices until told to stop; several processes of one node share the work."""
    from contextlib import ExitStack

    from comity import duty
    from comity.cli.courier import lines_of
    from comity.cli.telling import tell
    from comity.exchange.activation import check_at_start

    with opened_home(at) as (node, own, config), ExitStack() as stack:
        check_at_start(node)

        def clock() -> "datetime":
            return now_of(config)

        duty.write_json()
        lines = lines_of(stack, node, own, config)
        ways = duty.senders(config)
        if once:
            ran, sent = duty.once(node, lines(), clock=clock, holder=duty.holder(), senders=ways)
            document = {"timers": len(ran), "taken": sent.taken, "failed": sent.failed}
            tell(at, document, f"{len(ran)} timers ran, {sent.taken} taken, {sent.failed} failed.")
            return
        with duty.until_told() as stop:
            duty.run(node, lines, stop, clock=clock, holder=duty.holder(), senders=ways)
        tell(at, {"stopped": True}, "Stopped.")
