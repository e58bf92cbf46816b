"""`comity people`: who is accredited, by whom, until when; each has a key of their own under a passphrase."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, InRole, end_of, home_of, opened
from comity.errors import BadInput
from comity.model.parties import Authority
from comity.model.people import JUDICIAL, PersonInRole, Pseudonym, Role

if TYPE_CHECKING:
    from datetime import datetime

    from comity.acts.node import Node
    from comity.acts.roster import Accreditation
    from comity.acts.signing import Hand
    from comity.seal.certificates import Certificate
    from comity.seal.keys import KeySet, PersonKeys

app = App(name="people", help="Accredit persons in role, with keys of their own.")
app.command("comity.cli.token:app", name="token", help="Lend a program one's own role, and take it back.")

ACCREDIT = (Role.ACCREDITATION_OFFICER, Role.DPO)
"""Who accredits, in the order in which a person's roles are tried."""

NewName = Annotated[str, Parameter(help="A short name for the account, never the person's own.")]
Seat = Annotated[str, Parameter(help="The authority or court they act for, as BE/SPOC.")]
Until = Annotated[str, Parameter(help="The last day of the accreditation, as 2026-12-31.")]
TheRole = Annotated[Role, Parameter(name="--role", help="The role.", name_transform=str.upper)]
SeatKey = Annotated[
    Path | None, Parameter(help="The seat's key file; else the one in the home's ceremony folder.")
]
OwnKey = Annotated[
    Path | None,
    Parameter(help="The person's key file, made if missing; else people/PSEUDONYM.key in the home."),
]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Making(At):
    """Who makes or ends a role: the officer who signs, and the seat's key; for a judge the court's alone."""

    as_: Annotated[
        str | None,
        Parameter(
            name="--as",
            help="The accreditation officer or data protection officer who signs; for a judge, a judge of "
            "the same court in place of the court's key.",
        ),
    ] = None
    as_key: Annotated[
        Path | None, Parameter(help="The key file of who signs; else people/PSEUDONYM.key in the home.")
    ] = None
    certify_with: SeatKey = None


MAKING = Making()


@app.command
def link(*, role: TheRole, seat: Seat, until: Until, at: At = HERE) -> None:
    """Make a one-time link for the first accreditation officer or data protection officer, as operator."""
    from comity.cli.telling import minute, tell
    from comity.people import links

    last = end_of(until)
    with opened(at) as (node, now):
        made, code = links.make(node, role, _authority(node, seat), last, now)
        document = {"code": code, "role": role, "authority": seat, "until": last, "redeem": made.redeem_until}
        tell(
            at,
            document,
            f"Hand this code to the {role} of {seat}; it is not shown again and opens once, until "
            f"{minute(made.redeem_until)}:",
            code,
            "They redeem it with their own passphrase: `comity people redeem CODE PSEUDONYM`.",
        )


@app.command
def redeem(
    code: Annotated[str, Parameter(help="The code that the operator handed over.")],
    pseudonym: NewName,
    /,
    *,
    certify_with: SeatKey = None,
    key: OwnKey = None,
    at: At = HERE,
) -> None:
    """Redeem a one-time link: make a key of one's own, have the authority certify it, and sign for it."""
    from comity.cli.keys import read_key, seat_file
    from comity.people import links

    name = _pseudonym(pseudonym)
    with opened(at) as (node, now):
        seat = links.link_of(node, code, now).authority.code
        issued_by = _certificate(node, seat)
        issuer = read_key(certify_with or seat_file(home_of(at), seat), seat)
        with _own_key(at, key, pseudonym) as (file, keys):
            hand = links.redeem(node, code, name, keys, issuer=issuer, issued_by=issued_by, now=now)
        _tell_hand(at, hand, file, now)


@app.command
def add(
    pseudonym: NewName,
    /,
    *,
    role: TheRole,
    seat: Seat,
    until: Until,
    key: OwnKey = None,
    by: Making = MAKING,
) -> None:
    """Accredit a person in role until a day, signed by an officer; a judge is made by the court alone."""
    from comity.people.accredit import accredit

    last = end_of(until)
    with opened(by) as (node, now):
        person = PersonInRole(pseudonym=_pseudonym(pseudonym), role=role, authority=_authority(node, seat))
        officer = _officer(by, node, person)
        issuer, issued_by = _issuer(by, node, person, officer)
        with _own_key(by, key, pseudonym) as (file, keys):
            hand = accredit(
                node,
                person,
                keys,
                issuer=issuer,
                issued_by=issued_by,
                until=last,
                now=now,
                by=None if _judge_makes(officer, person) else officer,
            )
        _tell_hand(by, hand, file, now)


@app.command
def end(
    pseudonym: Annotated[str, Parameter(help="The account.")],
    /,
    *,
    why: Annotated[str, Parameter(help="Why; it stays here.")],
    role: InRole = None,
    by: Making = MAKING,
) -> None:
    """End a role before its time, at once and with its tokens; a judge's is ended by the court alone."""
    from comity.acts.roster import chain_of
    from comity.cli.telling import tell
    from comity.people import ending

    with opened(by) as (node, now):
        person, _ = node.store.read(lambda r: chain_of(r, Pseudonym(pseudonym), role))
        officer = _officer(by, node, person)
        if officer is None or _judge_makes(officer, person):
            issuer, issued_by = _issuer(by, node, person, officer)
            act = ending.end_judge(node, person, why, issuer=issuer, issued_by=issued_by, now=now)
        else:
            act = ending.end(node, person, why, officer, now)
        document = {"pseudonym": pseudonym, "role": person.role, "ended": act.header.at}
        tell(by, document, f"{pseudonym} is {person.role} no longer. Partners are not told.")


@app.command(name="list")
def list_(*, at: At = HERE) -> None:
    """List who is accredited here, in which role, until when, with those that expired or were ended."""
    from comity.cli.telling import grid, tell
    from comity.people.accounts import staff

    with opened(at) as (node, now):
        rows = [_row(one, now) for one in staff(node)]
        heads = ("pseudonym", "role", "authority", "until", "stands")
        tell(at, {"people": rows}, grid(([row[h] for h in heads] for row in rows), *heads))


@app.command
def show(pseudonym: Annotated[str, Parameter(help="The account.")], /, *, at: At = HERE) -> None:
    """Show an account: its roles with dates, who made and ended them, and its tokens."""
    from comity.cli.telling import grid, tell
    from comity.cli.token import token_row
    from comity.people.accounts import account

    with opened(at) as (node, now):
        found = account(node, Pseudonym(pseudonym))
        roles = [
            {
                **_row(held.accreditation, now),
                "from": held.accreditation.certificate.valid_from,
                "by": held.made_by,
                "ended": held.accreditation.ended_at,
                "ended_by": held.ended_by or None,
            }
            for held in found.roles
        ]
        lent = [token_row(token, now) for token in found.tokens]
        heads = ("role", "authority", "from", "until", "by", "stands", "ended", "ended_by")
        shown = ("token", "role", "what", "until", "valid")
        tell(
            at,
            {"pseudonym": pseudonym, "roles": roles, "tokens": lent},
            grid(([row[h] for h in heads] for row in roles), *heads),
            *([grid(([row[h] for h in shown] for row in lent), *shown)] if lent else ["No tokens."]),
        )


def _row(one: "Accreditation", now: "datetime") -> dict[str, object]:
    return {
        "pseudonym": one.person.pseudonym,
        "role": one.person.role,
        "authority": one.person.authority.code,
        "until": one.valid_until,
        "stands": one.standing(now),
        "valid": one.is_valid(now),
    }


def _tell_hand(at: At, hand: "Hand", file: Path, now: "datetime") -> None:
    from comity.acts.roster import Accreditation
    from comity.cli.telling import tell

    person, last = hand.person, hand.certificate.valid_until
    row = _row(Accreditation(person=person, chain=hand.chain), now)
    said = f"{person.pseudonym} is {person.role} of {person.authority.code} until {last:%Y-%m-%d}"
    tell(at, {**row, "key": str(file)}, f"{said}; the key is in {file}.")


def _pseudonym(text: str) -> Pseudonym:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text):
        raise BadInput(
            "That is no pseudonym. Take up to 64 small letters, digits, dots and hyphens, as be-duty-1."
        )
    return Pseudonym(text)


def _authority(node: "Node", seat: str) -> Authority:
    _certificate(node, seat)
    return Authority.parse(seat)


def _certificate(node: "Node", seat: str) -> "Certificate":
    try:
        Authority.parse(seat)
    except ValueError:
        raise BadInput(f"'{seat}' is no authority. Write it as BE/SPOC or BE/COURT/brussels.") from None
    known = {a.holder.authority: a for a in node.self_image.authorities}
    if seat not in known:
        raise BadInput(f"'{seat}' is no seat of this node. It has: {', '.join(sorted(known))}.")
    return known[seat]


def _officer(by: Making, node: "Node", whom: PersonInRole) -> "Hand | None":
    """Return who signs, with their key unlocked; of a person with several roles the one that may.

    Raises: BadInput if nobody is named for a person who is no judge.
    """
    from comity.acts.roster import accreditations
    from comity.cli.keys import unlock_hand

    name = by.as_
    if name is None:
        if whom.role in JUDICIAL:
            return None
        raise BadInput("Say with --as who signs: an accreditation officer or the data protection officer.")
    held = {one.person.role for one in node.store.read(lambda r: accreditations(r, name)) if not one.ended_at}
    wanted = (Role.JUDGE, *ACCREDIT) if whom.role in JUDICIAL else ACCREDIT
    role = next((role for role in wanted if role in held), None)
    return unlock_hand(node, name, role, by.as_key or home_of(by) / "people" / f"{name}.key")


def _judge_makes(officer: "Hand | None", whom: PersonInRole) -> bool:
    """Tell whether a sitting judge stands in for the court's key."""
    return officer is not None and whom.role in JUDICIAL and officer.person.role is Role.JUDGE


def _issuer(
    by: Making, node: "Node", whom: PersonInRole, officer: "Hand | None"
) -> "tuple[PersonKeys, Certificate]":
    """Return the key that certifies a person: a sitting judge's who was named, else the seat's."""
    from comity.cli.keys import read_key, seat_file

    if officer is not None and officer.keys is not None and _judge_makes(officer, whom):
        return officer.keys, officer.certificate
    seat = whom.authority.code
    return read_key(by.certify_with or seat_file(home_of(by), seat), seat), _certificate(node, seat)


@contextmanager
def _own_key(at: At, file: Path | None, pseudonym: str) -> "Iterator[tuple[Path, KeySet]]":
    """Give the person's keys, made now if there are none; those go again if what follows fails."""
    from comity.cli.keys import least_of, passphrase, read_key, write_key
    from comity.config import read_config
    from comity.seal.keys import KeySet

    file = file or home_of(at) / "people" / f"{pseudonym}.key"
    if file.exists():
        yield file, read_key(file, pseudonym)
        return
    config, keys = read_config(home_of(at)), KeySet.generate()
    write_key(file, keys, passphrase(pseudonym, least=least_of(config), new=True), config)
    try:
        yield file, keys
    except BaseException:
        file.unlink()
        raise
