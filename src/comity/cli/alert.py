"""`comity alert`: warnings of danger; two persons let one go when no judge can be reached in time (TP2)."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import ALL, HERE, LOOKING, Alert, At, By, Looking, Some, do, opened, working
from comity.cli.items import ItemName, ItemWords
from comity.model.releases import AlertReply, OutcomeCode

app = App(name="alert", help="Warn a partner of danger, or answer its warning.")

File = Annotated[Path, Parameter(help="A file in TOML; `comity alert template` prints one with its keys.")]
Confirmed = Annotated[
    bool, Parameter(help="Whether the release was right; if not, recall it.", negative="--not-confirmed")
]
Reasons = Annotated[str, Parameter(help="The reasons; they stay on this side.")]


@app.command
def template(*, at: At = HERE) -> None:
    """Print an annotated example of a warning, as the file is written."""
    from comity.cli.drafts import template as example
    from comity.cli.telling import tell

    text = example("alert")
    tell(at, {"template": "alert", "toml": text}, text)


@app.command
def draft(
    file: File,
    /,
    *,
    by: By,
    alert: Annotated[Alert | None, Parameter(help="The draft to rewrite; else a new one is made.")] = None,
) -> None:
    """Draft a warning from a file; nothing leaves."""
    from comity.cli.drafts import read_request
    from comity.cli.telling import tell
    from comity.exchange import alerts
    from comity.model.requests import RequestType

    with working(by) as (node, hand, now):
        request = read_request(file, RequestType.T06, hand.person.authority)
        matter = alerts.draft(node, request, hand, now, alert)
        tell(by, {"matter": matter}, f"{matter} is drafted.")


@app.command
def findings(alert: Alert, file: File, /, *, by: By) -> None:
    """Record what is known of the danger and its subjects; it never leaves."""
    from comity.cli.drafts import read_findings
    from comity.exchange import weighing

    found = read_findings(file)
    do(by, lambda node, hand, now: weighing.find(node, alert, found, hand, now))


@app.command
def item(alert: Alert, name: ItemName, /, *, words: ItemWords, by: By) -> None:
    """Put an item into the warning: it is sealed at once, cut where the law asks a judge."""
    from comity.exchange import answers

    content = words.content()
    do(by, lambda node, hand, now: answers.add_item(node, alert, words.item(name), content, hand, now))


@app.command
def decide(alert: Alert, /, *, by: By) -> None:
    """Weigh the warning now, record it, and say why; who cannot be reached is shown first."""
    from comity.cli.matters import tell_decision
    from comity.cli.reaching import showing
    from comity.exchange import outcomes

    with showing(by, alert) as (node, hand, now, shown):
        decision = outcomes.weigh_now(node, alert, hand, now)
        tell_decision(by, node, alert, decision, hand, **shown)


@app.command
def compatibility(alert: Alert, /, *, lang: Reasons = "en", by: By) -> None:
    """Show which rules a draft is likely to meet at the partner, by our own assessment; nothing leaves."""
    from comity.cli.matters import tell_compatibility
    from comity.exchange.compatibility import report

    with working(by) as (node, hand, now):
        tell_compatibility(by, report(node, alert, hand, now, lang))


@app.command
def approve(alert: Alert, /, *, by: By) -> None:
    """Approve a warning, by a supervisor's own signature; who cannot be reached is shown first."""
    from comity.cli.reaching import do_showing
    from comity.exchange import alerts

    do_showing(by, alert, lambda node, hand, now: alerts.approve(node, alert, hand, now))


@app.command
def attempt(
    alert: Alert,
    /,
    *,
    whom: Annotated[str, Parameter(help="Who was tried, by office, as duty magistrate.")],
    result: Annotated[str, Parameter(help="What came of it.")],
    by: By,
) -> None:
    """Log that a judge was tried: without it no two persons may stand in for one."""
    from comity.exchange import alerts

    do(by, lambda node, hand, now: alerts.note_attempt(node, alert, whom, result, hand, now))


@app.command
def propose(alert: Alert, /, *, by: By) -> None:
    """Propose a release in imminent danger without prior order, as the duty desk (TP2, first person)."""
    from comity.cli.matters import tell_order
    from comity.cli.reaching import showing
    from comity.exchange import alerts

    with showing(by, alert) as (node, hand, now, shown):
        tell_order(by, alerts.propose_danger(node, alert, hand, now), **shown)


@app.command
def second(alert: Alert, /, *, by: By) -> None:
    """Give the second signature in imminent danger (TP2); both reviews fall due with it."""
    from comity.cli.matters import tell_order
    from comity.cli.reaching import showing
    from comity.exchange import alerts

    with showing(by, alert) as (node, hand, now, shown):
        tell_order(by, alerts.order_danger(node, alert, hand, now), **shown)


@app.command
def issue(alert: Alert, /, *, by: By) -> None:
    """Issue an approved warning with what the law and the orders let go; nothing of reach holds it back."""
    from comity.cli.reaching import do_showing
    from comity.exchange import alerts, releases

    do_showing(
        by,
        alert,
        lambda node, hand, now: alerts.issue(node, releases.prepare(node, alert, hand, now), hand, now),
    )


@app.command
def ack(alert: Alert, /, *, by: By) -> None:
    """Acknowledge a warning as a person at the duty desk; its content opens with it."""
    from comity.exchange import alerts

    do(by, lambda node, hand, now: alerts.acknowledge(node, alert, hand, now))


@app.command
def read(alert: Alert, /, *, by: By) -> None:
    """Open what a warning holds, for your eyes; every reading is logged."""
    from comity.cli.matters import tell_content
    from comity.exchange import outcomes

    with working(by) as (node, hand, now):
        tell_content(by, outcomes.read(node, alert, hand, now))


@app.command
def respond(
    alert: Alert,
    reply: Annotated[AlertReply, Parameter(help="What came of it.", name_transform=str)],
    /,
    *,
    by: By,
) -> None:
    """Tell the issuing side what came of its warning."""
    from comity.exchange import alerts

    do(by, lambda node, hand, now: alerts.respond(node, alert, reply, hand, now))


@app.command
def feedback(
    alert: Alert,
    outcome: Annotated[OutcomeCode, Parameter(help="What it was worth.", name_transform=str)],
    /,
    *,
    by: By,
) -> None:
    """Tell the partner what its warning was worth."""
    from comity.exchange import cases

    do(by, lambda node, hand, now: cases.feed_back(node, alert, outcome, hand, now))


@app.command
def review(alert: Alert, /, *, confirmed: Confirmed, reasons: Reasons, by: By) -> None:
    """Review a release of two persons as a judge or magistrate, within 72 hours."""
    from comity.exchange import alerts

    do(by, lambda node, hand, now: alerts.review(node, alert, confirmed, reasons, hand, now))


@app.command
def inspect(alert: Alert, /, *, confirmed: Confirmed, reasons: Reasons, by: By) -> None:
    """Review a release of two persons as data protection officer, within 7 days."""
    from comity.exchange import alerts

    do(by, lambda node, hand, now: alerts.inspect(node, alert, confirmed, reasons, hand, now))


@app.command
def renew(alert: Alert, /, *, by: By) -> None:
    """Renew a warning for another period."""
    from comity.cli.reaching import do_showing
    from comity.exchange import alerts

    do_showing(by, alert, lambda node, hand, now: alerts.renew(node, alert, hand, now))


@app.command
def recall(alert: Alert, /, *, why: Annotated[str, Parameter(help="Why it is recalled.")], by: By) -> None:
    """Recall a warning: the recipient's node blocks its use at once."""
    from comity.cli.reaching import do_showing
    from comity.exchange import releases

    do_showing(by, alert, lambda node, hand, now: releases.recall(node, alert, why, hand, now))


@app.command
def report(
    alert: Alert,
    /,
    *,
    reference: Annotated[str, Parameter(help="The supervisory authority's number for it.")],
    by: By,
) -> None:
    """Record that the supervisory authority knows of a warning without basis, as data protection officer."""
    from comity.exchange import unfounded

    do(by, lambda node, hand, now: unfounded.report(node, alert, reference, hand, now))


@app.command
def withdraw(alert: Alert, /, *, by: By) -> None:
    """Withdraw a warning that is no longer wanted."""
    from comity.cli.reaching import do_showing
    from comity.exchange import alerts

    do_showing(by, alert, lambda node, hand, now: alerts.withdraw(node, alert, hand, now))


@app.command
def resolve(alert: Alert, /, *, by: By) -> None:
    """Close a warning: the danger is over."""
    from comity.cli.reaching import do_showing
    from comity.exchange import alerts

    do_showing(by, alert, lambda node, hand, now: alerts.resolve(node, alert, hand, now))


@app.command(name="list")
def list_(*, some: Some = ALL, at: Looking = LOOKING) -> None:
    """List the warnings of this node, newest change first."""
    from comity.cli.matters import tell_matters

    with opened(at) as (node, _):
        tell_matters(at, node, "alert", some)


@app.command
def show(alert: Alert, /, *, at: Looking = LOOKING) -> None:
    """Show a warning as one timeline of both sides; never content."""
    from comity.cli.keys import look
    from comity.cli.matters import tell_matter

    with opened(at) as (node, _):
        tell_matter(at, node, alert, look(node, at.as_, at.role))
