"""How states write the numbers of their passports: used only to settle what check digits are blind to.

Doc 9303 leaves the form of a number to each state, so each line names who says so. A state
whose form nobody was found to state has none here: its look-alikes are proposed and left to a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The form of a state's passport numbers, who says so, and whether that is the state itself."""

    form: re.Pattern[str]
    source: str
    official: bool


_COLLECTED = "collected by the library validator.js (isPassportNumber)"

HABITS: Mapping[tuple[str, str], Habit] = {
    ("P", "BEL"): Habit(form=re.compile(r"[A-Z]{2}\d{6}<"), source=_COLLECTED, official=False),
    ("P", "BLR"): Habit(form=re.compile(r"[A-Z]{2}\d{7}"), source=_COLLECTED, official=False),
    ("P", "CHN"): Habit(
        form=re.compile(r"[A-Z][A-HJ-NP-Z0-9]\d{7}"),
        source="Public Security Bureau of Guangzhou, 19 February 2024: a letter and eight digits, "
        "since then E and a letter other than I and O before seven",
        official=True,
    ),
    ("P", "D<<"): Habit(
        form=re.compile(r"[CFGHJKLMNPRTVWXYZ0-9]{9}|[A-Z]\d{7}<"),
        source="Passverordnung, Anlage 11 no. 1: these letters and digits; provisional and children's "
        "passports a letter and seven digits",
        official=True,
    ),
    ("P", "RUS"): Habit(form=re.compile(r"\d{9}"), source=_COLLECTED, official=False),
    ("P", "TUR"): Habit(form=re.compile(r"[A-Z]\d{8}"), source=_COLLECTED, official=False),
}
"""By the first letter of the document's code and its issuer."""
