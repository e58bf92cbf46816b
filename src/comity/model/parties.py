"""States, their authorities and the channels between them (domain.md 2.1, 3.3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

StateCode = NewType("StateCode", str)
"""ISO 3166-1 alpha-2."""

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET EU FI FJ
FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ
IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH
MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL
PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""

STATES = frozenset(map(StateCode, _CODES.split()))
"""Every code that ISO 3166-1 assigns, with XK and, as a party of agreements, EU."""

UNION = StateCode("EU")
"""The party through which an agreement of the European Union binds its member states."""


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
