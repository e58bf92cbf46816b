"""`comity case`: the requesting side, and what both sides see; `cli.answer` adds the requested side."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from comity.cli import answer, travel
from comity.cli.desk import ALL, HERE, LOOKING, At, By, Case, Looking, Reasons, Some, do, opened, working
from comity.model.releases import OutcomeCode

app = App(name="case", help="Ask a partner for information, or answer one that asks.")
app.command(answer.app, name="*")
app.command(travel.app, name="*")

File = Annotated[Path, Parameter(help="A file in TOML; `comity case template` prints one with its keys.")]


@app.command
def template(
    what: Annotated[
        Literal["request", "document", "crossings", "findings"], Parameter(help="Which file.")
    ] = "request",
    /,
    *,
    at: At = HERE,
) -> None:
    """Print an annotated example of a request, a document or crossings query, or of findings."""
    from comity.cli.drafts import template as example
    from comity.cli.telling import tell

    text = example(what)
    tell(at, {"template": what, "toml": text}, text)


@app.command(name="open")
def open_(
    file: File,
    /,
    *,
    by: By,
    case: Annotated[Case | None, Parameter(help="The draft to rewrite; else a new case is opened.")] = None,
) -> None:
    """Draft a request from a file and say what the law answers (G1); nothing leaves."""
    from comity.cli.drafts import read_request
    from comity.cli.matters import tell_decision
    from comity.exchange import cases
    from comity.model.requests import RequestType

    with working(by) as (node, hand, now):
        others = (RequestType.T04, RequestType.T05)
        request = read_request(file, RequestType.T02, hand.person.authority, *others)
        draft = cases.draft(node, request, hand, now, case)
        tell_decision(by, node, draft.matter, draft.decision, hand)


@app.command(name="list")
def list_(*, some: Some = ALL, at: Looking = LOOKING) -> None:
    """List the cases of this node, newest change first."""
    from comity.cli.matters import tell_matters

    with opened(at) as (node, _):
        tell_matters(at, node, "case", some)


@app.command
def show(case: Case, /, *, at: Looking = LOOKING) -> None:
    """Show a case as one timeline of both sides: who in role did what when; never content."""
    from comity.cli.keys import look
    from comity.cli.matters import tell_matter

    with opened(at) as (node, _):
        tell_matter(at, node, case, look(node, at.as_, at.role))


@app.command
def decide(case: Case, /, *, by: By) -> None:
    """Weigh the case now, record it, and say why: before sending, on receipt, or with the answer."""
    from comity.cli.matters import tell_decision
    from comity.cli.reaching import showing
    from comity.exchange import outcomes

    with showing(by, case) as (node, hand, now, shown):
        decision = outcomes.weigh_now(node, case, hand, now)
        tell_decision(by, node, case, decision, hand, **shown)


@app.command
def compatibility(case: Case, /, *, lang: Reasons = "en", by: By) -> None:
    """Show which rules a draft is likely to meet at the partner, by our own assessment; nothing leaves."""
    from comity.cli.matters import tell_compatibility
    from comity.exchange.compatibility import report

    with working(by) as (node, hand, now):
        tell_compatibility(by, report(node, case, hand, now, lang))


@app.command
def findings(case: Case, file: File, /, *, by: By) -> None:
    """Record what this side found out about subjects and offences; it never leaves."""
    from comity.cli.drafts import read_findings
    from comity.exchange import weighing

    found = read_findings(file)
    do(by, lambda node, hand, now: weighing.find(node, case, found, hand, now))


@app.command
def assign(
    case: Case, /, *, to: Annotated[str, Parameter(help="The pseudonym of the person.")], by: By
) -> None:
    """Assign a case to a person, so that a liaison may follow it (L5)."""
    from comity.exchange import cases

    do(by, lambda node, hand, now: cases.assign(node, case, to, hand, now))


@app.command
def approve(case: Case, /, *, by: By) -> None:
    """Approve a draft, by a supervisor's own signature; who cannot be reached is shown first."""
    from comity.cli.reaching import do_showing
    from comity.exchange import cases

    do_showing(by, case, lambda node, hand, now: cases.approve(node, case, hand, now))


@app.command
def send(case: Case, /, *, by: By) -> None:
    """Send an approved request, or its supplement, if the law lets it go (G1); reach is shown first."""
    from comity.cli.reaching import do_showing
    from comity.exchange import cases

    do_showing(by, case, lambda node, hand, now: cases.send(node, case, hand, now))


@app.command
def withdraw(case: Case, /, *, by: By) -> None:
    """Withdraw a request; a release that crossed it is to be returned unread."""
    from comity.cli.reaching import do_showing
    from comity.exchange import cases

    do_showing(by, case, lambda node, hand, now: cases.withdraw(node, case, hand, now))


@app.command
def conditions(case: Case, /, *, by: By) -> None:
    """Show the conditions under which a release came, before anybody accepts them."""
    from comity.cli.matters import tell_conditions
    from comity.exchange import outcomes

    with working(by) as (node, hand, _):
        tell_conditions(by, outcomes.bound(node, case, hand))


@app.command
def agree(case: Case, /, *, by: By) -> None:
    """Accept the conditions of a release, by your own signature; its content opens with it."""
    from comity.exchange import releases

    do(by, lambda node, hand, now: releases.accept(node, case, hand, now))


@app.command
def read(case: Case, /, *, by: By) -> None:
    """Open what was released, for your eyes; every reading is logged."""
    from comity.cli.matters import tell_content
    from comity.exchange import outcomes

    with working(by) as (node, hand, now):
        tell_content(by, outcomes.read(node, case, hand, now))


@app.command
def return_unread(case: Case, /, *, by: By) -> None:
    """Return a release unread; its content is erased here."""
    from comity.exchange import cases

    do(by, lambda node, hand, now: cases.return_unread(node, case, hand, now))


@app.command
def feedback(
    case: Case,
    outcome: Annotated[OutcomeCode, Parameter(help="What the reply was worth.", name_transform=str)],
    /,
    *,
    by: By,
) -> None:
    """Tell the partner what its reply was worth to the case."""
    from comity.exchange import cases

    do(by, lambda node, hand, now: cases.feed_back(node, case, outcome, hand, now))
