"""Who stands for a role, from when to when, and by which ways people are called to their duty."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.model.parties import Authority
from comity.model.people import Pseudonym, Role


class Way(StrEnum):
    """A way by which a notice reaches a person."""

    SMTP = "smtp"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One way to one person; the address is personal data of staff and rests sealed."""

    way: Way
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who stands for a role at an authority from an instant until another, the first one first.

    Nobody in it is a watch too: it says that for this time nobody stands in.
    """

    authority: Authority
    role: Role
    starts_at: datetime
    ends_at: datetime
    people: tuple[Pseudonym, ...] = ()

    def covers(self, at: datetime) -> bool:
        """Tell whether an instant falls into it; its last one does not."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """By which ways a node can send notices: by mail, and to webhooks at these hosts."""

    smtp: bool = False
    hosts: frozenset[str] = frozenset()

    def can_reach(self, contact: Contact) -> bool:
        """Tell whether a notice can be sent that way."""
        if contact.way is Way.SMTP:
            return self.smtp
        return host_of(contact.to) in self.hosts


def host_of(url: str) -> str:
    """Return host and port of a webhook's address, as `pager.example:8443`."""
    return url.partition("://")[2].partition("/")[0].lower()
