"""`comity people token`: lend a program one's own role, and take it back."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from comity.cli.desk import HERE, At, By, end_of, opened, working

if TYPE_CHECKING:
    from datetime import datetime

    from comity.people.tokens import Token

app = App(name="token", help="Lend a program one's own role, and take it back.")


@app.command
def issue(
    what: Annotated[str, Parameter(help="What the program is for, in one line; no person's name.")],
    /,
    *,
    until: Annotated[str, Parameter(help="The last day, no later than the accreditation's, as 2026-12-31.")],
    by: By,
) -> None:
    """Issue a token for one's own role, signed by the person; its text is shown this once."""
    from comity.cli.telling import tell
    from comity.people import tokens

    last = end_of(until)
    with working(by) as (node, hand, now):
        id, text = tokens.issue(node, hand, what, last, now)
        whose = f"{hand.person.pseudonym} as {hand.person.role}"
        tell(
            by,
            {"token": id, "secret": text, "role": hand.person.role, "until": last},
            f"Token {id} works for {whose} until {until}. It never signs.",
            "Give this to the program now; it is not shown again:",
            text,
        )


@app.command
def end(token: Annotated[str, Parameter(help="The token's id, 16 digits.")], /, *, by: By) -> None:
    """End a token at once; its person does, an accreditation officer, data protection officer or operator."""
    from comity.cli.telling import tell
    from comity.people import tokens

    with working(by) as (node, hand, now):
        act = tokens.end(node, token, hand, now)
        tell(by, {"token": token, "ended": act.header.at}, f"Token {token} has ended.")


@app.command(name="list")
def list_(*, at: At = HERE) -> None:
    """List the tokens: for whom, what for, until when; never what opens."""
    from comity.cli.telling import grid, tell
    from comity.people import tokens

    with opened(at) as (node, now):
        rows = [token_row(token, now) for token in tokens.tokens(node)]
        heads = ("token", "pseudonym", "role", "what", "until", "valid")
        tell(at, {"tokens": rows}, grid(([row[h] for h in heads] for row in rows), *heads))


def token_row(token: "Token", now: "datetime") -> dict[str, object]:
    """Return a token as a command shows it."""
    return {
        "token": token.id,
        "pseudonym": token.person.pseudonym,
        "role": token.person.role,
        "authority": token.person.authority.code,
        "what": token.what,
        "issued": token.issued_at,
        "until": token.valid_until,
        "ended": token.ended_at,
        "valid": token.is_valid(now),
    }
