"""`comity people`: accredit persons in role; each has a key of their own under a passphrase."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, end_of, home_of, opened
from comity.errors import BadInput
from comity.model.parties import Authority
from comity.model.people import PersonInRole, Pseudonym, Role

if TYPE_CHECKING:
    from comity.acts.node import Node
    from comity.seal.certificates import Certificate
    from comity.seal.keys import KeySet

app = App(name="people", help="Accredit persons in role, with keys of their own.")
app.command("comity.cli.token:app", name="token", help="Lend a program one's own role, and take it back.")


@app.command
def add(
    pseudonym: Annotated[str, Parameter(help="A short name for the account, never the person's own.")],
    /,
    *,
    role: Annotated[Role, Parameter(name="--role", help="The role.", name_transform=str.upper)],
    seat: Annotated[str, Parameter(help="The authority or court they act for, as BE/SPOC.")],
    until: Annotated[str, Parameter(help="The last day of the accreditation, as 2026-12-31.")],
    certify_with: Annotated[
        Path | None, Parameter(help="The seat's key file; else the one in the home's ceremony folder.")
    ] = None,
    key: Annotated[
        Path | None,
        Parameter(help="The person's key file, made if missing; else people/PSEUDONYM.key in the home."),
    ] = None,
    at: At = HERE,
) -> None:
    """Accredit a person in role until a day; a judge is certified by the court's key alone."""
    from comity.cli.keys import read_key, seat_file
    from comity.cli.telling import tell
    from comity.people.accredit import accredit

    person, last = _person(pseudonym, role, seat), end_of(until)
    file = key or home_of(at) / "people" / f"{pseudonym}.key"
    with opened(at) as (node, now):
        issued_by = _certificate(node, seat)
        issuer = read_key(certify_with or seat_file(home_of(at), seat), seat)
        made, keys = _keys(at, file, pseudonym)
        try:
            hand = accredit(node, person, keys, issuer=issuer, issued_by=issued_by, until=last, now=now)
        except BaseException:
            if made:
                file.unlink()
            raise
        document = {**_row(hand.chain[0], now), "key": str(file)}
        tell(at, document, f"{pseudonym} is {role} of {seat} until {until}; the key is in {file}.")


@app.command(name="list")
def list_(*, at: At = HERE) -> None:
    """List who is accredited here, in which role, until when."""
    from comity.acts.roster import people
    from comity.cli.telling import grid, tell

    with opened(at) as (node, now):
        rows = [_row(chain[0], now) for chain in node.store.read(people)]
        heads = ("pseudonym", "role", "authority", "until", "valid")
        tell(at, {"people": rows}, grid(([row[h] for h in heads] for row in rows), *heads))


def _row(certificate: "Certificate", now: datetime) -> dict[str, object]:
    holder = certificate.holder
    return {
        "pseudonym": holder.name,
        "role": holder.role,
        "authority": holder.authority,
        "until": certificate.valid_until,
        "valid": certificate.is_valid(now),
    }


def _person(pseudonym: str, role: Role, seat: str) -> PersonInRole:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", pseudonym):
        raise BadInput(
            "That is no pseudonym. Take up to 64 small letters, digits, dots and hyphens, as be-duty-1."
        )
    try:
        authority = Authority.parse(seat)
    except ValueError:
        raise BadInput(f"'{seat}' is no authority. Write it as BE/SPOC or BE/COURT/brussels.") from None
    return PersonInRole(pseudonym=Pseudonym(pseudonym), role=role, authority=authority)


def _certificate(node: "Node", seat: str) -> "Certificate":
    known = {a.holder.authority: a for a in node.self_image.authorities}
    if seat not in known:
        raise BadInput(f"'{seat}' is no seat of this node. It has: {', '.join(sorted(known))}.")
    return known[seat]


def _keys(at: At, file: Path, pseudonym: str) -> tuple[bool, "KeySet"]:
    """Return the person's keys, and whether they were made now."""
    from comity.cli.keys import least_of, passphrase, read_key, write_key
    from comity.config import read_config
    from comity.seal.keys import KeySet

    if file.exists():
        return False, read_key(file, pseudonym)
    config, keys = read_config(home_of(at)), KeySet.generate()
    phrase = passphrase(pseudonym, least=least_of(config), new=True)
    write_key(file, keys, phrase, config)
    return True, keys
