"""`comity law`: what the law says and why; two persons activate what a node decides under (TP1)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli import law_files
from comity.cli.desk import HERE, At, By, Case, Reasons, do, opened, working

if TYPE_CHECKING:
    from comity.exchange.status import AgreementStatus

app = App(name="law", help="See what the law says and why; propose and activate it.")
for _command in (
    law_files.check,
    law_files.decide,
    law_files.template,
    law_files.gaps,
    law_files.copy,
    law_files.docs,
):
    app.command(_command)
app.command("comity.cli.values:app", name="value", help="Adopt single values of national profiles (TP1).")


app.command("comity.cli.designations:app", name="lists", help="Show, compare, propose and activate lists.")


for _name, _help in {
    "prove": "Prove the theorems of the law for all facts, or show what refutes one.",
    "diff": "Show situations that two versions of the law decide differently.",
    "backtest": "Show what a draft would have changed in this node's past cases.",
}.items():
    app.command(f"comity.cli.proofs:{_name}", name=_name, help=_help)


@app.command
def explain(
    matter: Case,
    /,
    *,
    lang: Reasons = "en",
    by: By,
) -> None:
    """Say why the law decided as it last did in a case or warning (alert/…), and what is missing.

    With --json: every rule, fact and ground with its value, as far as you may see it.
    """
    from comity.cli.matters import tell_explained
    from comity.exchange import explaining

    with working(by) as (node, hand, _):
        tell_explained(by, node, explaining.explain_last(node, matter, hand, lang))


@app.command
def propose(*, by: By) -> None:
    """Propose the law's files as they lie here, as a legal officer (TP1, first person)."""
    from comity.exchange import activation

    do(by, activation.propose)


@app.command
def activate(*, by: By) -> None:
    """Activate the proposed law, as the minister's delegate (TP1, second person)."""
    from comity.exchange import activation

    do(by, activation.activate)


@app.command
def status(*, at: At = HERE) -> None:
    """Show under which digest the node decides, what it applies, and which values are missing."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import demo_lines, grid, tell
    from comity.exchange.status import law_status

    with opened(at) as (node, now):
        told = law_status(node, now)
        stands = "in force" if told.in_force else "NOT activated: nothing is decided under them"
        rows = ((a.id, a.version, a.kind, a.adopted, a.fictional, _flags(a)) for a in told.agreements)
        heads = ("agreement", "version", "kind", "adopted", "fictional", "flags")
        tell(
            at,
            to_plain(told),
            *demo_lines(told.demo),
            f"The law's files {told.files[:12]} are {stands}.",
            grid(rows, *heads),
            *(f"Profile of {one.state}, not adopted (TP1): {', '.join(one.fields)}" for one in told.missing),
        )


@app.command
def compare(
    file: Annotated[Path, Parameter(help="The file of agreements, with both versions.")],
    agreement: Annotated[str, Parameter(help="Its id, as be-vn-migration-mou.")],
    old: Annotated[str, Parameter(help="The earlier version.")],
    new: Annotated[str, Parameter(help="The later version.")],
    /,
    *,
    at: At = HERE,
) -> None:
    """Show what an amendment changes, term by term, and whether that protects more or less."""
    from comity.cli.telling import grid, tell
    from comity.errors import BadInput
    from comity.law.agreementfile import parse_agreements
    from comity.law.comparing import compare_versions

    if not file.is_file():
        raise BadInput(f"{file} is no file. Name a file that is there.")
    instruments, _ = parse_agreements({file.name: file.read_bytes()})
    try:
        changes = compare_versions(instruments, agreement, old, new)
    except KeyError as missing:
        raise BadInput(f"{file.name} holds no version {missing} of '{agreement}'.") from None
    rows = ((c.term, c.entry, c.before, c.after, c.direction.lower(), c.article) for c in changes)
    said = f"{len(changes)} changes from version {old} to {new} of {agreement}."
    heads = ("term", "of", "before", "after", "protection", "article")
    tell(at, {"changes": changes}, said, grid(rows, *heads))


def _flags(agreement: "AgreementStatus") -> str:
    """Name what makes an agreement weaker or its record doubtful, and whether a review is to be planned."""
    flags = {
        "INCOMPLETE": agreement.incomplete,
        "CLAIMS": agreement.contradictions,
        "REVIEW (LED 61)": agreement.to_review,
    }
    return ", ".join(flag for flag, stands in flags.items() if stands)
