"""National profiles at the desk: adopt single values (TP1), declare the own profile, and see both beside.

A partner's declaration stands beside our assessment of it and never replaces it: where they differ on what
the gate asks, R-PROFILE has a legal officer look. To follow the partner, two persons adopt its value.
"""

from collections.abc import Mapping
from datetime import date, datetime

from comity.acts.act import Act
from comity.acts.changes import begin
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of, partner
from comity.acts.ports import Reading, Tx
from comity.acts.profiles import DECLARES, adopt_values, declared_by, profile_of, read_values, write_values
from comity.acts.signing import Hand
from comity.errors import BadInput, MalformedMessage
from comity.law.fields import FIELDS, Side, names
from comity.law.national import Values, declared_otherwise, not_adopted, parse_profiles
from comity.model.parties import StateCode
from comity.model.profiles import FieldView, MissingValues, Profile, ProfileScalar, ProfileView
from comity.model.requests import MatterId
from comity.seal.canonical import digest_hex, encode

MATTER = MatterId("law/values")
_FILE = "profile"


def propose(node: Node, content: bytes, by: Hand, now: datetime) -> Act:
    """Propose values of one state's profile for adoption, as a legal officer (TP1, first person).

    `content` is a profile file: every value with its source, the day it was checked, and how sure it is.

    Raises: LawFileInvalid naming the line; BadInput for a file of another kind.
    """
    state, _ = _read(content)
    marks = {"what": digest_hex(content), "state": state}
    body = {"profile": content.decode()}
    return perform(node, Deed(kind="value.propose", matter=MATTER, by=by, body=body, marks=marks), now)


def adopt(node: Node, content: bytes, by: Hand, now: datetime) -> Act:
    """Adopt the values proposed, as the minister's delegate (TP1, second person); from then on they count.

    Raises: LawFileInvalid, BadInput; OutOfOrder if it is not the file that was proposed.
    """
    state, values = _read(content)
    deed = Deed(
        kind="value.adopt",
        matter=MATTER,
        by=by,
        marks={"what": digest_hex(content), "state": state},
        also=lambda tx, _: _take_over(tx, state, values, now),
    )
    return perform(node, deed, now)


def _take_over(tx: Tx, state: StateCode, values: Values, now: datetime) -> None:
    adopt_values(tx, state, values)
    begin(tx, now)


def declare(node: Node, to: StateCode, by: Hand, now: datetime) -> Act:
    """Declare the own profile to a partner, as a legal officer: what this state has adopted and nothing else.

    Raises: UnknownPartner; BadInput if nothing is adopted; OutOfOrder before both sides have joined.
    """
    node.store.read(lambda r: partner(r, to))
    held = node.store.read(lambda r: profile_of(node, r, node.state)).values
    adopted = {name: tuple(v for v in dated if v.adopted) for name, dated in held.items()}
    values = {name: dated for name, dated in adopted.items() if dated}
    if not values:
        raise BadInput(
            f"{node.state} has adopted no value of its profile, so there is nothing to declare. Adopt values "
            "first: `comity law value propose`."
        )
    said = write_values(values)
    deed = Deed(
        kind=DECLARES,
        matter=matter_of(node.state, to),
        by=by,
        to=to,
        body={"profile": said},
        marks={"what": digest_hex(encode(said))},
    )
    return perform(node, deed, now)


def check_declaration(node: Node, act: Act, peer: Partner, now: datetime) -> None:
    """Check a partner's declaration: its fields and values are of this protocol, and under their digest.

    Raises: MalformedMessage.
    """
    if set(act.content) != {"profile"}:
        raise MalformedMessage("A declaration holds a profile and nothing else.")
    said = act.content["profile"]
    read_values(said)
    if digest_hex(encode(said)) != act.header.marks.get("what"):
        raise MalformedMessage("The profile declared is not the one that the declaration's header names.")


def profile_view(node: Node, state: StateCode, now: datetime) -> ProfileView:
    """Show a state's profile as this node assesses it, beside what that state declares of itself.

    Raises: UnknownPartner for a state that is neither this one nor a partner.
    """
    assessed, declared = node.store.read(lambda r: _both(node, r, state))
    on = node.day(now)
    differing = () if declared is None else declared_otherwise(assessed, declared, on)
    side = Side.OWN if state == node.state else Side.PARTNER
    return ProfileView(
        state=state,
        version=assessed.version,
        declared_version=None if declared is None else declared.version,
        missing=not_adopted(assessed, on, side),
        fields=tuple(
            _field(name, assessed, declared, on, asked=name in names(side), differs=name in differing)
            for name in FIELDS
        ),
    )


def missing_values(node: Node, states: tuple[StateCode, ...], now: datetime) -> tuple[MissingValues, ...]:
    """Say which values the gate asks of the own profile and of our assessments that nobody has adopted."""
    sides = {node.state: Side.OWN, **dict.fromkeys(states, Side.PARTNER)}
    held = node.store.read(lambda r: {s: profile_of(node, r, s) for s in sides})
    found = (
        MissingValues(state=s, fields=not_adopted(held[s], node.day(now), side)) for s, side in sides.items()
    )
    return tuple(one for one in found if one.fields)


def _both(node: Node, reading: Reading, state: StateCode) -> tuple[Profile, Profile | None]:
    if state != node.state:
        partner(reading, state)
    return profile_of(node, reading, state), declared_by(reading, state)


def _field(
    name: str, assessed: Profile, declared: Profile | None, on: date, *, asked: bool, differs: bool
) -> FieldView:
    held = assessed.held(name, on)
    return FieldView(
        field=name,
        row=FIELDS[name].row,
        value=None if held is None else _said(held.value),
        adopted=held is not None and held.adopted,
        confidence=None if held is None else held.confidence,
        source="" if held is None else held.source,
        checked_on=None if held is None else held.checked_on,
        declared=None if declared is None else _said(declared.at(name, on)),
        asked=asked,
        differs=differs,
    )


def _said(value: ProfileScalar | None) -> str | None:
    """Say a value in one line: yes or no, words, or what a small table holds."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _read(content: bytes) -> tuple[StateCode, Values]:
    """Read a profile file of one state.

    Raises: LawFileInvalid; BadInput.
    """
    book = parse_profiles({_FILE: content})
    if len(book.states) != 1 or book.demonstration:
        raise BadInput("That is no profile of one state. Begin it with its state, as the shipped ones do.")
    state = book.states[0]
    if not book.shipped[state]:
        raise BadInput(f"The profile of {state} holds no value. Write each as a [[value]] table.")
    return state, book.shipped[state]
