"""States, their authorities and the channels between them (domain.md 2.1, 3.3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

StateCode = NewType("StateCode", str)
"""ISO 3166-1 alpha-2."""


class AuthorityKind(StrEnum):
    """The institutions of domain.md 2.1."""

    SPOC = "SPOC"
    NCB = "NCB"
    INVESTIGATING_UNIT = "INVESTIGATING_UNIT"
    PUBLIC_PROSECUTOR = "PUBLIC_PROSECUTOR"
    COURT = "COURT"
    INVESTIGATING_JUDGE = "INVESTIGATING_JUDGE"
    CENTRAL_AUTHORITY = "CENTRAL_AUTHORITY"
    EXECUTIVE_DECIDER = "EXECUTIVE_DECIDER"
    IMMIGRATION = "IMMIGRATION"
    FIU = "FIU"
    CERT = "CERT"
    CONSULAR = "CONSULAR"
    DPO = "DPO"
    DPA = "DPA"
    JOINT_COMMITTEE = "JOINT_COMMITTEE"
    EVENT_CONTACT_POINT = "EVENT_CONTACT_POINT"


class Channel(StrEnum):
    """The ways a message may lawfully take (domain.md 3.3)."""

    BILATERAL_SPOC = "BILATERAL_SPOC"
    CENTRAL_AUTHORITY = "CENTRAL_AUTHORITY"
    DIPLOMATIC = "DIPLOMATIC"
    INTERPOL_I247 = "INTERPOL_I247"
    LIAISON = "LIAISON"
    FIU_SECURE = "FIU_SECURE"
    CERT = "CERT"
    CONSULAR = "CONSULAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One institution of one state, as `BE/SPOC` or `BE/COURT/brussels`."""

    state: StateCode
    kind: AuthorityKind
    seat: str = ""

    @property
    def code(self) -> str:
        """Return the one written form."""
        return "/".join(part for part in (self.state, self.kind, self.seat) if part)

    @classmethod
    def parse(cls, code: str) -> "Authority":
        """Read the written form.

        Raises: ValueError for an unknown kind or a missing part.
        """
        state, kind, *seat = code.split("/", 2)
        return cls(state=StateCode(state), kind=AuthorityKind(kind), seat=seat[0] if seat else "")
