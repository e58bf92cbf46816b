"""`comity partner`: two states pair by one fingerprint over a second channel and two persons (TP9)."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, do, opened, read_in, write_out
from comity.cli.simulate import simulate
from comity.model.parties import StateCode

app = App(name="partner", help="Pair with another state's node: one fingerprint, two persons.")
app.command(simulate)
app.command("comity.cli.lines:app", name="line", help="See and change how partners are reached (TP9).")

File = Annotated[Path, Parameter(help="The invitation that the partner's node wrote.")]


@app.command
def invite(
    *,
    out: Annotated[Path | None, Parameter(help="A new file for the invitation; else stdout.")] = None,
    at: At = HERE,
) -> None:
    """Write what this node says of itself, to hand over on any channel."""
    from comity.cli.telling import tell
    from comity.exchange.partnership import invitation

    with opened(at) as (node, _):
        data = invitation(node)
        document = {"state": node.state, "demo": node.demo, "file": str(out) if out else None}
        if out is None:
            tell(at, {**document, "invitation": data.decode()}, data.decode())
            return
        write_out(out, data)
        tell(at, document, f"The invitation of {node.state} is in {out}. Send it to the partner.")


@app.command
def show(file: File, /, *, at: At = HERE) -> None:
    """Show whose invitation it is and the one fingerprint that both sides compare by voice."""
    from comity.cli.telling import tell
    from comity.exchange.partnership import compare

    with opened(at) as (node, now):
        peer, text = compare(node, read_in(file), now)
        document = {"state": peer.state, "authority": peer.authority, "demo": peer.demo, "fingerprint": text}
        tell(
            at,
            document,
            f"Invitation of {peer.state} ({peer.authority}){', demonstration' if peer.demo else ''}",
            f"Fingerprint: {text}",
            "Compare it by voice, on a number that you already know, with the person on the other side.",
        )


@app.command
def propose(file: File, /, *, by: By) -> None:
    """Propose a partner, as the operator (TP9, first person)."""
    from comity.exchange import partnership

    data = read_in(file)
    do(by, lambda node, hand, now: partnership.propose(node, data, hand, now))


@app.command
def accept(
    file: File,
    /,
    *,
    fingerprint: Annotated[str, Parameter(help="The fingerprint as heard from the partner.")],
    by: By,
) -> None:
    """Confirm the fingerprint heard and pin the partner, as the duty desk (TP9, second person)."""
    from comity.exchange import partnership

    data = read_in(file)
    do(by, lambda node, hand, now: partnership.join(node, data, fingerprint, hand, now))


@app.command(name="list")
def list_(*, at: At = HERE) -> None:
    """List the partners, and how far each pair has come."""
    from comity.cli.telling import grid, tell
    from comity.exchange.partnership import pairs

    with opened(at) as (node, _):
        rows = pairs(node)
        heads = ("state", "authority", "stands", "line", "fingerprint")
        tell(at, {"partners": rows}, grid(([getattr(row, h) for h in heads] for row in rows), *heads))


@app.command
def declare(state: Annotated[StateCode, Parameter(help="The partner, as RU.")], /, *, by: By) -> None:
    """Declare the own profile to a partner, as a legal officer: what this state has adopted."""
    from comity.exchange import profiles

    do(by, lambda node, hand, now: profiles.declare(node, state, hand, now))


@app.command
def profile(
    state: Annotated[StateCode, Parameter(help="A partner, or the own state.")], /, *, at: At = HERE
) -> None:
    """Show a state's law as this node assesses it, beside what that state declares of itself."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import demo_lines, grid, tell
    from comity.exchange.profiles import profile_view

    with opened(at) as (node, now):
        seen = profile_view(node, state, now)
    rows = ((f.field, f.value, f.adopted, f.declared, "DIFFERS" if f.differs else "") for f in seen.fields)
    lacks = (f"Not adopted, and asked by the gate (TP1): {', '.join(seen.missing)}",) if seen.missing else ()
    counts = [f.field for f in seen.fields if f.differs and f.asked]
    looks = (f"A legal officer looks at what leaves, for {', '.join(counts)}.",) if counts else ()
    heads = ("field", "assessed", "adopted", "declared", "")
    told = (*demo_lines(node.demo), f"Profile of {state}")
    tell(at, to_plain(seen), *told, grid(rows, *heads), *lacks, *looks)


@app.command
def texts(state: Annotated[StateCode, Parameter(help="The partner, as RU.")], /, *, at: At = HERE) -> None:
    """Show what both sides hold of the signed texts between them, and what is not the same (I7)."""
    from comity.acts.plain import to_plain
    from comity.cli.telling import grid, tell
    from comity.exchange.texts import texts_view

    with opened(at) as (node, _):
        seen = texts_view(node, state)
    rows = (
        (t.instrument, t.version, t.language, t.stands, t.ours[:12], t.theirs[:12], ", ".join(t.articles))
        for t in seen.texts
    )
    asks = ["Messages that rest on such an article wait for the joint committee."] if seen.differs else []
    asks += [
        f"{t.instrument}: {', '.join(w for w in (t.committee, t.dispute) if w)}"
        for t in seen.texts
        if t.committee or t.dispute
    ]
    heads = ("agreement", "version", "language", "", "ours", "theirs", "articles")
    tell(at, to_plain(seen), f"Signed texts with {state}", grid(rows, *heads), *asks)


@app.command
def pair(state: Annotated[StateCode, Parameter(help="The partner, as RU.")], /, *, at: At = HERE) -> None:
    """Show how this state and a partner stand: agreements, contacts, activity of the last year."""
    from comity.cli.telling import grid, tell
    from comity.exchange.views import pair_view

    with opened(at) as (node, now):
        seen = pair_view(node, state, now)
        texts = (
            (i.instrument.title, i.instrument.kind, i.stands or "unknown", i.entered_on)
            for i in seen.instruments
        )
        tell(
            at,
            {"pair": seen},
            f"{node.state} and {state}: {seen.stands}. Contact: {', '.join(seen.authorities)}",
            f"Fingerprint: {seen.fingerprint}",
            grid(texts, "agreement", "kind", "stands", "since"),
            grid(((m.month, m.sent, m.received) for m in seen.activity), "month", "sent", "received"),
        )
