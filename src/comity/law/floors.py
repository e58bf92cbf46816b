"""Floors: what no profile and no rule may lower (domain.md 6, Q20), and what no rule may weigh (LED 11(3)).

Floors hold without being said. A file that names one as if it could be set is refused with file and line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """One floor: the word by which a file might try to set it, and what holds whatever the file says."""

    field: str
    holds: str


FLOORS: Mapping[str, Floor] = {
    "AX1": Floor(field="separate_nodes", holds="each state runs its own node and reads in no other"),
    "AX2": Floor(field="releasing_side_decides", holds="the gate belongs to the releasing side"),
    "AX3": Floor(field="strictest_rule_wins", holds="the strictest rule wins and UNKNOWN never permits"),
    "AX4": Floor(field="nationality_neutral", holds="nationality never weakens or slows action on danger"),
    "AX5": Floor(field="human_decision", holds="a named human decides what affects a person"),
    "AX6": Floor(
        field="traceable_release", holds="every release is traceable to article, rule and authoriser"
    ),
    "AX7": Floor(field="political_text_is_no_basis", holds="a political text is no basis for personal data"),
    "AX8": Floor(
        field="membership_is_not_enough", holds="membership of an organisation is no fact of a person"
    ),
    "AX9": Floor(field="internal_grounds_stay", holds="internal grounds are not what the partner is told"),
    "AX10": Floor(field="versions_kept", holds="each decision keeps the versions used and can be replayed"),
    "AX11": Floor(field="own_acts_hidden", holds="nothing that the partner sees betrays an own act"),
    "R-TORTURE": Floor(field="torture_refused", holds="nobody is handed to torture"),
    "R-TRIAL": Floor(
        field="denial_of_justice_refused", holds="nobody is handed to a flagrant denial of justice"
    ),
    "R-REFOUL": Floor(
        field="refoulement_refused", holds="nobody is returned to persecution or ill-treatment"
    ),
    "R-DEATH": Floor(field="death_refused", holds="nothing serves the death penalty without an assurance"),
    "R-TAINT": Floor(field="tainted_refused", holds="what torture obtained is neither used nor passed on"),
    "R-LIST": Floor(field="list_only_refused", holds="a listing alone accuses nobody"),
    "R-ASYLUM": Floor(field="asylum_secrecy", holds="asylum secrecy is kept by every node"),
    "R-BULK": Floor(field="bulk_refused", holds="persons are asked for by name, never in bulk"),
    "LOGGING": Floor(field="logging", holds="every act is logged"),
}
"""The floors by id."""

NATIONALITY_RULES = frozenset(
    {"R-NATL", "R-EUCIT", "R-ASYLUM", "R-REFOUL", "R-DISCRIM", "R-CONSENT", "R-REMAIN", "4.4/T12", "4.4/T13"}
)
"""The rules in which a person's nationality counts (AX4): surrender, transfer, readmission, protection."""

NATIONALITY_FACTS = frozenset(
    {"item.former_claim_to_origin", "subjects.own_national", "subjects.citizen_of_another_member"}
    | {"sentence.of_no_national", "sentence.served_here", "subjects.one_foreign_to_recipient"}
)
"""The facts that read a person's nationality; a test finds any other."""

_TRAIT = re.compile(
    r"national|ethnic|ethno|\brac(e|ial)\b|relig|faith|creed|tribe|caste|\bsect\b|denomination|skin|descent|"
    r"birthplace|country_of_birth",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\brisk\b|scor(e|ing)|\bweight|\brating|propensity", re.IGNORECASE)

NO_PROFILING = (
    "nationality, ethnic origin and religion are never weighed as a risk (LED art. 11(3)); "
    "a rule names an act of a person"
)


def lowered(name: str) -> str | None:
    """Return why a file may not set this, if it names a floor by its id or its word."""
    for id, floor in FLOORS.items():
        if name.upper().replace("_", "-") == id or name.lower() in (
            floor.field,
            floor.field.replace("_", "-"),
        ):
            return f"'{name}' is a floor of the platform ({id}): {floor.holds}. No profile lowers it."
    return None


def profiles_people(name: str, *, both: bool = False) -> bool:
    """Tell whether a name that no vocabulary knows speaks of birth or belief, or of a score; or of `both`."""
    words = re.sub(r"[_.\-]+", " ", name)
    found = bool(_TRAIT.search(words)), bool(_SCORE.search(words))
    return all(found) if both else any(found)


def weighs_nationality(rule: str, facts: Iterable[str]) -> str | None:
    """Return the fact by which a rule weighs nationality though it is none in which nationality counts."""
    return None if rule in NATIONALITY_RULES else next(iter(sorted(NATIONALITY_FACTS & set(facts))), None)
