"""`comity case`, the requested side: take up, find out, put items in, authorise, reply, recall."""

from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import By, Case, CaseOrAlert, do, working
from comity.cli.items import ItemName, ItemWords
from comity.model.decisions import Disclosable

app = App(name="answer", help="Answer a partner's request.")

Why = Annotated[str, Parameter(help="Why; it stays on this side unless said otherwise.")]
Items = Annotated[tuple[str, ...], Parameter(name="--item", help="An item of the answer; repeat for more.")]


@app.command
def take(case: Case, /, *, by: By) -> None:
    """Weigh a received request (G2), record that, and accept it for work."""
    from comity.cli.matters import tell_decision
    from comity.exchange import answers

    with working(by) as (node, hand, now):
        decision = answers.admit(node, case, now)
        act = answers.accept(node, case, hand, now)
        tell_decision(by, node, case, decision, hand, act=act.id)


@app.command(name="return")
def return_(
    case: Case,
    /,
    *,
    reason: Annotated[
        Disclosable, Parameter(help="The reason that the partner is told.", name_transform=str)
    ],
    missing: Annotated[str, Parameter(help="What is missing, in words that the partner reads.")],
    by: By,
) -> None:
    """Return a request for a supplement, saying what is missing."""
    from comity.cli.reaching import do_showing
    from comity.exchange import answers

    do_showing(
        by,
        case,
        lambda node, hand, now: answers.return_for_supplement(node, case, reason, missing, hand, now),
    )


@app.command
def item(case: Case, name: ItemName, /, *, words: ItemWords, by: By) -> None:
    """Put an item into the answer: it is sealed at once, cut in two where the law asks a judge."""
    from comity.exchange import answers

    content = words.content()
    do(by, lambda node, hand, now: answers.add_item(node, case, words.item(name), content, hand, now))


@app.command
def nothing(case: Case, /, *, by: By) -> None:
    """Record that nothing is held; it stays here, and the partner gets `comity case none`."""
    from comity.exchange import answers

    do(by, lambda node, hand, now: answers.nothing_held(node, case, hand, now))


@app.command
def submit(case: Case, /, *, by: By) -> None:
    """Submit the answer to those who must authorise it; the partner sees only work in progress."""
    from comity.exchange import answers

    do(by, lambda node, hand, now: answers.submit(node, case, hand, now))


@app.command
def transfer(
    case: CaseOrAlert,
    /,
    *,
    note: Annotated[str, Parameter(help="Why the transfer is necessary, in writing (LED 38).")],
    by: By,
) -> None:
    """Authorise a transfer to a third country as the legal officer, with the written note."""
    from comity.cli.matters import tell_order
    from comity.exchange import orders

    with working(by) as (node, hand, now):
        tell_order(by, orders.authorise_transfer(node, case, note, hand, now))


@app.command
def propose_special(case: Case, /, *, item: Items, necessity: Why, by: By) -> None:
    """Propose to release items of a special category, with the necessity (TP3, first person)."""
    from comity.exchange import orders

    wanted = ItemWords.names(item)
    do(by, lambda node, hand, now: orders.propose_special(node, case, wanted, necessity, hand, now))


@app.command
def authorise_special(case: Case, /, *, item: Items, by: By) -> None:
    """Authorise the release of the proposed special items (TP3, second person)."""
    from comity.exchange import orders

    wanted = ItemWords.names(item)
    do(by, lambda node, hand, now: orders.authorise_special(node, case, wanted, hand, now))


@app.command
def release(case: Case, /, *, by: By) -> None:
    """Release what the law and the orders let go; without the right order nothing leaves."""
    from comity.cli.reaching import do_showing
    from comity.exchange import releases

    do_showing(
        by,
        case,
        lambda node, hand, now: releases.release(node, releases.prepare(node, case, hand, now), hand, now),
    )


@app.command
def refuse(case: Case, /, *, by: By) -> None:
    """Refuse, with the disclosable reasons of the law; a masked ground gives the neutral reply."""
    from comity.cli.reaching import do_showing
    from comity.exchange import answers, outcomes

    do_showing(
        by,
        case,
        lambda node, hand, now: answers.refuse(
            node, case, outcomes.weigh_now(node, case, hand, now), hand, now
        ),
    )


@app.command
def none(case: Case, /, *, by: By) -> None:
    """Give the one neutral reply, the same whether nothing is held or it may not be said."""
    from comity.cli.reaching import do_showing
    from comity.exchange import answers

    do_showing(by, case, lambda node, hand, now: answers.reply_none(node, case, hand, now))


@app.command
def postpone(case: Case, /, *, by: By) -> None:
    """Postpone the answer, where naming that does no harm."""
    from comity.cli.reaching import do_showing
    from comity.exchange import answers

    do_showing(by, case, lambda node, hand, now: answers.postpone(node, case, hand, now))


@app.command
def resume(case: Case, /, *, by: By) -> None:
    """Take up a postponed request again."""
    from comity.cli.reaching import do_showing
    from comity.exchange import answers

    do_showing(by, case, lambda node, hand, now: answers.resume(node, case, hand, now))


@app.command
def recall(case: Case, /, *, why: Why, by: By) -> None:
    """Recall what was released: the recipient's node blocks its use at once."""
    from comity.cli.reaching import do_showing
    from comity.exchange import releases

    do_showing(by, case, lambda node, hand, now: releases.recall(node, case, why, hand, now))


@app.command
def report(
    case: Case,
    /,
    *,
    reference: Annotated[str, Parameter(help="The supervisory authority's number for it.")],
    by: By,
) -> None:
    """Record that the supervisory authority knows of a release without basis, as data protection officer."""
    from comity.exchange import unfounded

    do(by, lambda node, hand, now: unfounded.report(node, case, reference, hand, now))
