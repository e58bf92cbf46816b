"""What a travel document is found to be (T04): valid, lost, stolen, stolen as a blank, altered, kept apart.

The registers say what became of a document, its zone and its data say whether they fit what was issued, and
an examiner says what no register can: that it was altered, or that the bearer is somebody else (C2-18).
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from comity.documents.countries import may_sign_for
from comity.documents.dates import read_birth, read_expiry
from comity.documents.mrz import Zone, read
from comity.model.parties import StateCode
from comity.model.travel import TO_NATIONALS, Fate, Paper, PaperAsked, PaperReply, Seen, Verdict

SameName = Callable[[str, str], bool]
"""Tells whether two names, in any scripts, may be one; the rooms that compare names hand it in."""


class Ground(StrEnum):
    """What a reply rests on; pages say it in their own languages."""

    BLANK = "stolen as a blank: whatever it says was never issued"
    STOLEN = "reported stolen"
    LOST = "reported lost"
    REVOKED = "revoked by its issuer"
    ALTERED = "the examiner found that it was altered"
    IMPOSTOR = "the examiner found that the bearer is not its holder"
    UNCLEAR = "the examiner could not tell"
    DIGIT_WRONG = "a check digit of its machine-readable zone is wrong"
    FITS = "issued, and what was asked fits"
    EXPIRED = "it has expired"
    NEVER = "no document of this kind was issued under this number"
    ALIKE = "only a number or kind that looks alike is held: read the document again"
    OTHER_HOLDER = "the name that is claimed is not the holder's"
    OTHER_BIRTH = "the date of birth that is claimed is not the holder's"
    ZONE_FALSE = "its machine-readable zone does not verify"
    ZONE_ODD = "its machine-readable zone breaks the standard"
    ZONE_STATE = "its machine-readable zone names another issuing state"
    ZONE_NUMBER = "its machine-readable zone shows another number"
    ZONE_NAME = "its machine-readable zone shows another name"
    ZONE_BIRTH = "its machine-readable zone shows another date of birth"
    ZONE_EXPIRY = "its machine-readable zone shows another date of expiry"


_TOLD = {
    Fate.STOLEN_BLANK: (PaperReply.STOLEN_BLANK, Ground.BLANK),
    Fate.STOLEN: (PaperReply.STOLEN, Ground.STOLEN),
    Fate.LOST: (PaperReply.LOST, Ground.LOST),
    Fate.REVOKED: (PaperReply.REVOKED, Ground.REVOKED),
}
_SEEN = {
    Seen.ALTERED: (PaperReply.ALTERED, Ground.ALTERED),
    Seen.IMPOSTOR: (PaperReply.IMPOSTOR, Ground.IMPOSTOR),
    Seen.UNCLEAR: (PaperReply.CANNOT_DETERMINE, Ground.UNCLEAR),
}


def verify(
    asked: PaperAsked,
    claimed: tuple[str, str],
    held: Sequence[Paper],
    own: StateCode,
    seen: Seen,
    same_name: SameName,
    today: date,
) -> Verdict:
    """Say what a document is, by what the registers hold on it, what it claims and what an examiner saw.

    `claimed` is the name and date of birth under which it is used. The gravest word of a register comes
    first: a stolen blank before a theft, a theft before a loss. That a document was never issued is told of
    kinds that `own` issues to its nationals, and of no others.
    """
    zone = read(asked.zone, today) if asked.zone else None
    exact = [one for one in held if _bare(one.number) == _bare(asked.number) and one.kind is asked.kind]
    if exact:
        wrong = mismatches(asked, claimed, exact[0], zone, same_name, today)
        reply, because = _held(exact, seen, wrong, today)
    else:
        reply, because = _not_held(asked, held, own, seen)
    if zone is not None and zone.check_digits_valid is False and because:
        because = (*because, Ground.DIGIT_WRONG)
    return Verdict(
        reply=reply,
        because=because,
        format=str(zone.format) if zone else "",
        right=tuple(sorted(name for name, right in zone.checks.items() if right)) if zone else (),
        wrong=tuple(sorted(name for name, right in zone.checks.items() if not right)) if zone else (),
    )


def _held(
    exact: Sequence[Paper], seen: Seen, wrong: tuple[str, ...], today: date
) -> tuple[PaperReply, tuple[str, ...]]:
    fates = {one.fate for one in exact}
    examined = (_SEEN[seen][1],) if seen in _SEEN else ()
    for fate, (reply, said) in _TOLD.items():
        if fate in fates:
            return reply, (said, *examined)
    if seen in _SEEN:
        return _SEEN[seen][0], examined
    if wrong:
        return PaperReply.DATA_MISMATCH, wrong
    expired = exact[0].expires is not None and exact[0].expires < today
    return PaperReply.VALID, (Ground.FITS, *((Ground.EXPIRED,) if expired else ()))


def _not_held(
    asked: PaperAsked, held: Sequence[Paper], own: StateCode, seen: Seen
) -> tuple[PaperReply, tuple[str, ...]]:
    if asked.issuer == own and asked.kind in TO_NATIONALS and not held:
        return PaperReply.NOT_ISSUED, (Ground.NEVER,)
    if seen in _SEEN:
        reply, said = _SEEN[seen]
        return reply, (said,)
    if held:
        return PaperReply.CANNOT_DETERMINE, (Ground.ALIKE,)
    return PaperReply.NO_REPLY_POSSIBLE, ()


def mismatches(
    asked: PaperAsked,
    claimed: tuple[str, str],
    paper: Paper,
    zone: Zone | None,
    same_name: SameName,
    today: date,
) -> tuple[str, ...]:
    """Say what does not fit between what was issued, what is claimed, and what the zone shows."""
    name, born = claimed
    said = []
    if name and paper.name and not same_name(name, paper.name):
        said.append(Ground.OTHER_HOLDER)
    if born and paper.born and born != paper.born:
        said.append(Ground.OTHER_BIRTH)
    if zone is not None:
        said += _zone_mismatches(asked, paper, zone, same_name, today)
    return tuple(said)


def _zone_mismatches(
    asked: PaperAsked, paper: Paper, zone: Zone, same_name: SameName, today: date
) -> list[Ground]:
    said = []
    if zone.check_digits_valid is False:
        said.append(Ground.ZONE_FALSE)
    elif not zone.sound:
        said.append(Ground.ZONE_ODD)
    if not may_sign_for(asked.issuer, zone.field("issuer")):
        said.append(Ground.ZONE_STATE)
    if not zone.has_number(asked.number):
        said.append(Ground.ZONE_NUMBER)
    shown = " ".join(part for part in zone.names if part)
    if paper.name and shown and not same_name(shown, paper.name):
        said.append(Ground.ZONE_NAME)
    births = {one.text for one in read_birth(zone.born, today)}
    if paper.born and births and paper.born not in births:
        said.append(Ground.ZONE_BIRTH)
    until = read_expiry(zone.field("expires"), today) if zone.field("expires").isdecimal() else None
    if paper.expires and until is not None and until != paper.expires:
        said.append(Ground.ZONE_EXPIRY)
    return said


def _bare(number: str) -> str:
    return "".join(one for one in number.upper() if one.isalnum())
