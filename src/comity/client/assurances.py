"""What a partner promises in a case: examined, accepted by two persons, and answered for (TP4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic_core import to_jsonable_python

from comity.client.answers import Done
from comity.client.line import Line, at
from comity.client.turning import asked_for
from comity.model.assurances import Assurance, AssuranceKind, Othman


@dataclass(frozen=True, slots=True, kw_only=True)
class Assured:
    """The assurances of a case, as far as they have come."""

    matter: str
    assurances: tuple[Assurance, ...]


class Assuring(Line):
    """What a partner promises in a case; which is meant say its kind and giver, and its paper if several."""

    def cases_assurances(self, case: str) -> Assured:
        """Show the assurances of a case: what is promised, how good it is, and how far it has come."""
        return self._get(Assured, at("cases", case, "assurances"))

    def cases_examine_assurance(
        self, case: str, *, kind: AssuranceKind, giver: str, text: str = "", factors: Othman
    ) -> Done:
        """Examine an assurance by each factor (Othman), as the central authority's lawyer or as a judge."""
        words = {"factors": to_jsonable_python(factors)}
        return self._promise(case, "examine", _named(kind, giver, text), words)

    def cases_propose_assurance(
        self, case: str, *, kind: AssuranceKind, giver: str, text: str = "", monitor_on: Sequence[date]
    ) -> Done:
        """Propose to accept an assurance, as the central authority's lawyer (TP4, first person)."""
        words = {"monitor_on": [day.isoformat() for day in sorted(set(monitor_on))]}
        return self._promise(case, "propose", _named(kind, giver, text), words)

    def cases_accept_assurance(self, case: str, *, kind: AssuranceKind, giver: str, text: str = "") -> Done:
        """Accept an assurance as it was proposed, as the minister's delegate (TP4, second person)."""
        return self._promise(case, "accept", _named(kind, giver, text), {})

    def cases_move_assurance(
        self,
        case: str,
        *,
        kind: AssuranceKind,
        giver: str,
        text: str = "",
        to: Literal["REJECTED", "MONITORED", "BREACHED", "FULFILLED"],
    ) -> Done:
        """Reject an assurance, or say of one accepted that it is watched, was broken or was fulfilled."""
        return self._promise(case, "move", _named(kind, giver, text), {"to": to})

    def cases_report_assurance(
        self, case: str, *, kind: AssuranceKind, giver: str, text: str = "", reference: str
    ) -> Done:
        """Record that the joint committee reported on a broken assurance: its kind may be accepted again."""
        return self._promise(case, "report", _named(kind, giver, text), {"reference": reference})

    def _promise(self, case: str, verb: str, named: Mapping[str, str], words: Mapping[str, object]) -> Done:
        says = {**(named if named["text"] else {k: named[k] for k in ("kind", "giver")}), **words}
        asked = asked_for(f"case/{case}", f"assurance.{verb}", says=says)
        return self._do(Done, at("cases", case, "assurances", verb), asked, {**named, **words})


def _named(kind: AssuranceKind, giver: str, text: str) -> dict[str, str]:
    return {"kind": kind.value, "giver": giver, "text": text}
