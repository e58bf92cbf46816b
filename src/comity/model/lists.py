"""Designation lists: who listed which organisation, since when, and with which effect (C4-10, C4-11).

A list speaks of organisations, never of persons. A name on it is a label and no fact about anybody (AX8).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.model.profiles import Confidence

UN = "UN"
EU = "EU"
"""Listers beside the states, whose own code names them."""


class ListEffect(StrEnum):
    """What a listing does in law where the list is applied."""

    FREEZE_FUNDS = "FREEZE_FUNDS"
    TRAVEL_BAN = "TRAVEL_BAN"
    ARMS_EMBARGO = "ARMS_EMBARGO"
    COOPERATION_DUTY = "COOPERATION_DUTY"
    MEMBERSHIP_OFFENCE = "MEMBERSHIP_OFFENCE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """One organisation on one list, from `since` to the last day `until`; `key` is the list's reference.

    `organisation` is the one label by which people on both sides speak of it.
    """

    key: str
    name: str
    organisation: str = ""
    aliases: tuple[str, ...] = ()
    since: date
    until: date | None = None
    effects: frozenset[ListEffect] = frozenset()

    def in_force(self, on: date) -> bool:
        """Tell whether it is listed on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationList:
    """The list of one lister as of one day; `effects` hold for every entry that names none of its own."""

    lister: str
    title: str
    dated: date
    effects: frozenset[ListEffect] = frozenset()
    source: str
    checked_on: date
    confidence: Confidence
    fictional: bool = False
    entries: tuple[Designation, ...] = ()
