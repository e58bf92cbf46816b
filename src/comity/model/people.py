"""Persons in role and what they hold (domain.md 2.2)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from comity.model.parties import Authority

Pseudonym = NewType("Pseudonym", str)
"""One account of one person at one node; never a name."""

NODE = Pseudonym("node")
"""The author of receipts and clock acts."""


class Role(StrEnum):
    """The roles of domain.md 2.2; SYSADMIN is the operator and sees no content."""

    OFFICER = "OFFICER"
    SUPERVISOR = "SUPERVISOR"
    SPOC_DUTY = "SPOC_DUTY"
    LEGAL_OFFICER = "LEGAL_OFFICER"
    PROSECUTOR = "PROSECUTOR"
    JUDGE = "JUDGE"
    DUTY_MAGISTRATE = "DUTY_MAGISTRATE"
    CA_LAWYER = "CA_LAWYER"
    MINISTER_DELEGATE = "MINISTER_DELEGATE"
    LIAISON_OFFICER = "LIAISON_OFFICER"
    LIAISON_MAGISTRATE = "LIAISON_MAGISTRATE"
    FIU_ANALYST = "FIU_ANALYST"
    CERT_ANALYST = "CERT_ANALYST"
    TRAINER = "TRAINER"
    TRANSLATOR = "TRANSLATOR"
    PROGRAMME_MANAGER = "PROGRAMME_MANAGER"
    DPO = "DPO"
    DPA_INSPECTOR = "DPA_INSPECTOR"
    AUDITOR = "AUDITOR"
    ACCREDITATION_OFFICER = "ACCREDITATION_OFFICER"
    SYSADMIN = "SYSADMIN"


LIAISON = frozenset({Role.LIAISON_OFFICER, Role.LIAISON_MAGISTRATE})
JUDICIAL = frozenset({Role.JUDGE, Role.DUTY_MAGISTRATE})
OVERSIGHT = frozenset({Role.DPO, Role.DPA_INSPECTOR, Role.AUDITOR})
"""Who look at how a node works and change nothing of it; an inspector cannot be denied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInRole:
    """Who acts: one account, in one role, at one authority."""

    pseudonym: Pseudonym
    role: Role
    authority: Authority
