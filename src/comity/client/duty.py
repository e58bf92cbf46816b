"""The duty desk: who can be reached, who stands when, who is called, and who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from comity.client.answers import Done
from comity.client.line import Line, at
from comity.client.turning import asked_for
from comity.model.duty import Contact, Watch
from comity.model.people import Role
from comity.model.requests import Urgency
from comity.seal.canonical import write_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverView:
    """How a role at an authority is covered now, and when that changes next."""

    authority: str
    role: Role
    people: tuple[str, ...]
    reachable: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReach:
    """What a partner's node says of its duty desk; None where nothing fresh is known."""

    state: str
    reachable: bool | None
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDesk:
    """Who can be reached here and at partners; nobody is called at all without `at_work_until`."""

    here: tuple[CoverView, ...]
    partners: tuple[PartnerReach, ...]
    at_work_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HereReach:
    """Whether somebody in one of these roles can be reached at the node, and why not."""

    roles: tuple[Role, ...]
    reachable: bool
    because: Literal[
        "on duty",
        "nobody stands on the roster",
        "the accreditation of those on the roster has ended",
        "those on the roster can be called by no way that this node has",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachView:
    """Who can be reached for a matter; `gaps` says in words who cannot."""

    matter: str
    partner: PartnerReach | None
    here: tuple[HereReach, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to reach somebody, as it was noted."""

    at: datetime
    to: str
    role: str
    result: Literal["begun", "accepted", "failed", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call that nobody has answered, with the attempts made so far."""

    matter: str
    need: str
    urgency: Urgency
    roles: tuple[Role, ...]
    next_at: datetime
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCalls:
    """The calls that nothing has settled."""

    calls: tuple[OpenCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watches:
    """Who stands for which role when."""

    watches: tuple[Watch, ...]


class Duty(Line):
    """The duty desk."""

    def duty_check(self) -> DutyDesk:
        """Show for each role whether somebody can be reached, from when nobody can, and what partners say."""
        return self._get(DutyDesk, "/duty")

    def cases_reach(self, case: str) -> ReachView:
        """Show who can be reached for a case, before it is sent or decided; nothing of it holds that back."""
        return self._get(ReachView, at("cases", case, "reach"))

    def alerts_reach(self, alert: str) -> ReachView:
        """Show who can be reached for a warning, before it is issued; nothing of it holds that back."""
        return self._get(ReachView, at("alerts", alert, "reach"))

    def duty_calls(self) -> OpenCalls:
        """List the calls that nothing has settled, and whom each tried so far."""
        return self._get(OpenCalls, "/duty/calls")

    def duty_call(self, *, matter: str, whom: Sequence[Role], urgency: Urgency = Urgency.URGENT) -> Done:
        """Call people now, one after the other, until one answers: as the judge, before two stand in."""
        words = {"matter": matter, "whom": list(whom), "urgency": urgency}
        return self._act(Done, "/duty/calls", words)

    def duty_ack(self, *, matter: str) -> Done:
        """Answer a call: nobody is called for a round, then again until it is settled; one by hand ends."""
        return self._act(Done, "/duty/calls/ack", {"matter": matter})

    def duty_contact(self, pseudonym: str, *, contacts: Sequence[Contact]) -> Done:
        """Set by which ways a person is called, as that person or as the operator."""
        says = {"contacts": [{"way": c.way.value, "to": c.to} for c in contacts]}
        asked = asked_for(f"account/{pseudonym}", "contact.set", says=says)
        return self._do(Done, at("duty", "contacts", pseudonym), asked, {"contacts": list(contacts)})

    def duty_roster(self) -> Watches:
        """Show every watch that is not over, the newest of each role first: it counts where two overlap."""
        return self._get(Watches, "/duty/roster")

    def duty_watch(
        self,
        *,
        role: Role,
        ends_at: datetime,
        people: Sequence[str] = (),
        starts_at: datetime | None = None,
    ) -> Done:
        """Set who stands for a role at your own authority; a later watch counts where two overlap."""
        says = {"people": list(people), "role": role.value, "ends": write_instant(ends_at)}
        if starts_at is not None:
            says["starts"] = write_instant(starts_at)
        words = {"role": role, "people": list(people), "starts_at": starts_at, "ends_at": ends_at}
        return self._do(Done, "/duty/roster", asked_for("duty/", "roster.set", says=says), words)
