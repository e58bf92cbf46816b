"""`comity proof`: export what proves a case; anybody checks it without a node."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, Case, opened, write_out
from comity.errors import BadInput

app = App(name="proof", help="Export what proves a case, and check such a proof without a node.")

Out = Annotated[Path | None, Parameter(help="A new file for it; else stdout.")]


@app.command
def export(
    matter: Case,
    /,
    *,
    out: Out = None,
    with_bodies: Annotated[
        bool, Parameter(help="With what the acts say; else pseudonyms and digests only.")
    ] = False,
    at: At = HERE,
) -> None:
    """Export who asked, decided, authorised and released in a case or warning (alert/…), with proofs."""
    from comity.exchange import proof

    with opened(at) as (node, now):
        _hand_over(at, out, "proof", proof.export(node, matter, now, with_bodies=with_bodies))


@app.command
def bundle(*, out: Out = None, at: At = HERE) -> None:
    """Export the state roots that this node pinned, for those who check proofs."""
    from comity.exchange import proof

    with opened(at) as (node, _):
        _hand_over(at, out, "bundle", proof.trust_bundle(node))


@app.command
def verify(
    file: Annotated[Path, Parameter(help="The proof.")],
    /,
    *,
    trust: Annotated[
        Path | None, Parameter(help="The bundle of pinned roots; without it nobody is known.")
    ] = None,
    json: Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")] = False,
) -> int:
    """Check a proof: no node, no network; ends with 1 unless it holds."""
    from comity.cli import verify_proof

    for given in filter(None, (file, trust)):
        if not given.is_file():
            raise BadInput(f"{given} is no file. Name a file that is there.")
    words = [str(file), *(("--trust", str(trust)) if trust else ()), *(("--json",) if json else ())]
    return verify_proof.main(words)


def _hand_over(at: At, out: Path | None, what: str, data: bytes) -> None:
    from comity.cli.telling import tell

    if out is None:
        tell(at, {"file": None, what: data.decode()}, data.decode())
        return
    write_out(out, data)
    tell(at, {"file": str(out), "bytes": len(data)}, f"The {what} is in {out} ({len(data)} bytes).")
