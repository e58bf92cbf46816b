"""What a partner's act must be before it is taken in: its route, size, instant, matter, order and content.

A partner learns one thing only from what it may not do in a matter: that nothing was taken in. Whether this
node has a draft under that name makes no difference.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from comity.acts.act import Act, Header, read_header
from comity.acts.fold import opener_of
from comity.acts.node import Node
from comity.acts.partners import Partner, matter_of
from comity.acts.ports import ActId, Reading, StatedAct
from comity.acts.wire import VALID
from comity.errors import MalformedMessage, OutOfOrder, Retargeted
from comity.law.kinds import Kind
from comity.model.parties import Authority
from comity.seal import envelope
from comity.seal.canonical import encode

CLOCK_SKEW = timedelta(minutes=10)
"""How far two clocks may be apart."""

MOST_FOLLOWED = 64
MOST_MARKS = 32
MARKS_LIMIT = 4096
"""Bytes of all marks of an act in canonical form."""

_NAME = re.compile(r"([A-Z]+)-([A-Z]+)-[0-9]{4}-[0-9]{6}")
"""The name of a case or warning: the two states, the year, and a number that is drawn."""


def check_size(header: Header) -> None:
    """Check that an act's header is no larger than any that a node writes.

    Raises: MalformedMessage.
    """
    marks = dict(header.marks)
    if len(header.follows) > MOST_FOLLOWED or len(marks) > MOST_MARKS or len(encode(marks)) > MARKS_LIMIT:
        raise MalformedMessage("The act follows too many others, or its marks are too many or too long.")


def check_authority(header: Header) -> Authority:
    """Check that the author's authority is one of the author's state, and return it.

    Raises: MalformedMessage, Retargeted.
    """
    try:
        authority = Authority.parse(header.authority)
    except ValueError:
        raise MalformedMessage("The act names no authority that can be read.") from None
    if authority.state != header.state:
        raise Retargeted(f"The act names an authority of another state than {header.state}.")
    return authority


def check_instants(outer: envelope.Header, header: Header, now: datetime) -> None:
    """Check the instants that an envelope and its act claim against each other and our clock.

    Raises: MalformedMessage, OutOfOrder.
    """
    if not outer.issued_at <= outer.expires_at <= outer.issued_at + VALID:
        raise MalformedMessage(f"Envelope {outer.id} is valid for another time than the protocol says.")
    if max(outer.issued_at, header.at) > now + CLOCK_SKEW:
        raise OutOfOrder("The act or its envelope bears an instant still to come; set the clocks right.")
    if not outer.issued_at - VALID <= header.at <= outer.issued_at + CLOCK_SKEW:
        raise OutOfOrder("The act bears another time than its envelope; it is not taken in.")


def check_matter(node: Node, header: Header, kind: Kind) -> None:
    """Check that a partner's act is of a shared kind, in a matter of its kind and of this very pair.

    A reference goes out again by notices, so it has no room for words.

    Raises: Retargeted.
    """
    sort, _, name = header.matter.partition("/")
    named = _NAME.fullmatch(name)
    ours = named is not None and set(named.groups()) == {header.state, node.state}
    if sort == "partnership":
        ours = header.matter == matter_of(header.state, node.state)
    if not (kind.shared and ours and sort == node.catalogue.lifecycles[kind.lifecycle].matter):
        raise _not_in(header, kind)


def check_order(reading: Reading, act: Act, kind: Kind) -> None:
    """Check what an act follows: shared acts of its own matter, none of them later than itself.

    A case or warning begins with a kind that begins it, by the state that it is named after first.

    Raises: Retargeted, OutOfOrder.
    """
    here = reading.stated((act.id, *act.header.follows))
    if act.id not in here:  # else it came by another envelope
        check_follows(reading, act, kind, here)


def check_follows(reading: Reading, act: Act, kind: Kind, here: Mapping[ActId, StatedAct]) -> None:
    """Check what an act that is not here yet follows, as far as it is `here`.

    Raises: Retargeted, OutOfOrder.
    """
    header = act.header
    known = [here[id] for id in header.follows if id in here]
    if any(a.matter != header.matter or a.partner is None for a in known):
        raise _not_in(header, kind)
    if not known and not _may_begin(reading, header, kind):
        raise _not_in(header, kind)
    if any(read_header(a.statement).at > header.at + CLOCK_SKEW for a in known):
        raise OutOfOrder("The act bears an earlier instant than those it follows; it is not taken in.")


def _may_begin(reading: Reading, header: Header, kind: Kind) -> bool:
    """Tell whether an act may stand in a matter although nothing that it follows is known here.

    While nothing is shared only the state that opens the matter has acts in it, ours or those still to come.
    """
    first = opener_of(header.matter)
    if first is None:
        return True
    row = reading.matter(header.matter)
    begun = row is not None and bool(row.shared_heads)
    if header.follows:
        return begun or (header.state == first and kind.by != "requested")
    return not begun and header.state == first and any("" in move.start for move in kind.moves)


def _not_in(header: Header, kind: Kind) -> Retargeted:
    return Retargeted(
        f"'{kind.name}' is no act that {header.state} may send in this matter; it is not taken in."
    )


def check_content(node: Node, kind: Kind, act: Act, peer: Partner, now: datetime) -> None:
    """Check what an act of this kind must carry; whatever is wrong with it is refused and never stored.

    Raises: MalformedMessage; what the kind's own check raises.
    """
    if act.body is None:
        raise MalformedMessage(f"'{kind.name}' arrived without its content; send it whole.")
    if kind.basis and act.header.basis is None:
        raise MalformedMessage(f"'{kind.name}' must name the article that it rests on.")
    check = node.checks.get(kind.name)
    if check is None:
        return
    try:
        check(node, act, peer, now)
    except (KeyError, TypeError, ValueError, AttributeError) as bad:
        raise MalformedMessage(
            f"The content of '{kind.name}' is not what the protocol says: {type(bad).__name__}."
        ) from None
