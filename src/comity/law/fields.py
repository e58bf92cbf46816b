"""The fields of a national profile: every row of domain.md 6, its shape, and of whom the gate reads it.

A value that nobody has found is written UNKNOWN and is read as None. What is a floor of the platform is no
value of a profile: see `law/floors.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.model.people import Role
from comity.model.profiles import ProfileScalar


class Side(StrEnum):
    """Whose profile: that of the deciding state, or its assessment of the partner."""

    OWN = "own"
    PARTNER = "partner"


Shape = Callable[[object], ProfileScalar]
"""Reads a value; raises ValueError, saying what it must be, for any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: the row of the table that it belongs to, and of whom the gate reads it.

    `optional` fields mean by their absence that the law has no such thing; one that is written and UNKNOWN,
    or not adopted, is not known, and says itself what that leads to. Without any other field that the gate
    reads of its own side, or with `OWN_CONDITIONS` that are not known, the profile is incomplete.
    """

    row: str
    shape: Shape
    read_of: frozenset[Side] = frozenset()
    optional: bool = False


DEATH_PENALTY = frozenset({"ABOLISHED_ALL", "IN_LAW_MORATORIUM", "RETAINED", "RETAINED_USED"})
REGIMES = frozenset({"LED", "GDPR", "OUTSIDE", "UNKNOWN"})
NOBODY = "none"
"""As the authoriser in a profile: that law asks none."""

LONGEST_REVIEW = 72
"""Hours: no profile may let an urgent release go unreviewed for longer (domain.md 5.5)."""

BESIDE = ""
"""The row of what other sections let a profile say: how long data is kept, when dual criminality counts."""

_QUERIES = frozenset(f"T{number:02}" for number in range(1, 9))
_STANDING = frozenset({"PARTY", "SIGNED", "NOT_PARTY", "BILATERAL"})
_DECIDERS = frozenset(
    {"COURT", "COURT_OPINION", "COURT_APPEAL", "SUPREME_COURT", "PROSECUTOR_GENERAL"}
    | {"MINISTER", "MINISTRY", "EXECUTIVE", "DECREE", "STATE_COUNCIL"}
)
_SCALES = frozenset({"LEVELS", "COLOURS"})
_LISTS = frozenset({"UN", "EU", "NATIONAL"})
_EXCEPTIONS = frozenset({"EU_WARRANT", "ICC", "TREATY"})


def _yes_no(value: object) -> ProfileScalar:
    if isinstance(value, bool):
        return value
    raise ValueError("it is true or false")


def _yes_no_or_not_applicable(value: object) -> ProfileScalar:
    return value if isinstance(value, str) and value == "NOT_APPLICABLE" else _yes_no(value)


def _text(value: object) -> ProfileScalar:
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError("it is text")


def _number(value: object) -> ProfileScalar:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError("it is a whole number above 0")


def _texts(value: object) -> ProfileScalar:
    if isinstance(value, list | tuple) and value and all(isinstance(v, str) and v.strip() for v in value):
        return tuple(value)
    raise ValueError("it is a list of texts")


def _one_of(known: frozenset[str]) -> Shape:
    def read(value: object) -> ProfileScalar:
        if isinstance(value, str) and value in known:
            return value
        raise ValueError(f"known are {', '.join(sorted(known))}")

    return read


def _some_of(known: frozenset[str]) -> Shape:
    def read(value: object) -> ProfileScalar:
        if isinstance(value, list | tuple) and value and all(v in known for v in value):
            return tuple(value)
        raise ValueError(f"it is a list of {', '.join(sorted(known))}")

    return read


def _authoriser(value: object) -> ProfileScalar:
    """Read who authorises: persons in role, so that no machine ever stands in for them (AX5)."""
    if value == NOBODY or (isinstance(value, str) and set(value.split(" or ")) <= set(Role)):
        return str(value)
    raise ValueError("it names roles of persons, as 'PROSECUTOR or JUDGE', or 'none' (AX5)")


def _regimes(value: object) -> ProfileScalar:
    if isinstance(value, Mapping) and value and set(value.values()) <= REGIMES:
        return dict(value)
    raise ValueError(f"a regime is one of {', '.join(sorted(REGIMES))}")


def _scale(value: object) -> ProfileScalar:
    if not isinstance(value, Mapping) or set(value) != {"kind", "fewest", "most"}:
        raise ValueError("a threat scale names kind, fewest and most")
    fewest, most = value["fewest"], value["most"]
    counts = type(fewest) is int and type(most) is int and 1 <= fewest <= most
    if value["kind"] not in _SCALES or not counts:
        raise ValueError("a threat scale has LEVELS or COLOURS, and says from how many to how many")
    return dict(value)


def _urgency(value: object) -> ProfileScalar:
    """Read the rule of 5.5(0); an empty article says that the law is known to have none (Q13)."""
    if not isinstance(value, Mapping) or set(value) != {"article", "reviewer", "hours"}:
        raise ValueError("an urgency rule names article, reviewer and hours")
    if value["article"] == "":
        return dict(value)
    if not isinstance(value["article"], str) or value["reviewer"] not in set(Role):
        raise ValueError("an urgency rule names an article, and a person in role as the reviewer (AX5)")
    if type(value["hours"]) is not int or not 0 < value["hours"] <= LONGEST_REVIEW:
        raise ValueError(
            f"an urgent release is reviewed within {LONGEST_REVIEW} hours; no profile allows more"
        )
    return dict(value)


def _floor(value: object) -> ProfileScalar:
    if value is True:
        return True
    raise ValueError("it is a floor of the platform and can only be true")


_OWN, _PARTNER = frozenset({Side.OWN}), frozenset({Side.PARTNER})

FIELDS: Mapping[str, Field] = {
    "languages": Field(row="languages", shape=_texts, read_of=_OWN | _PARTNER),
    "working_languages": Field(row="languages", shape=_texts, read_of=_OWN | _PARTNER, optional=True),
    "suspect_data_authoriser": Field(row="suspect_data_authoriser", shape=_authoriser, read_of=_OWN),
    "suspect_data_article": Field(row="suspect_data_authoriser", shape=_text, read_of=_OWN, optional=True),
    "magistrate_includes_prosecutor": Field(
        row="suspect_data_authoriser", shape=_yes_no, read_of=_OWN, optional=True
    ),
    "led_applies": Field(row="led_applies", shape=_yes_no, read_of=_OWN),
    "led_38_1_b": Field(row="led_applies", shape=_yes_no, read_of=_OWN, optional=True),
    "eu_member": Field(row="led_applies", shape=_yes_no, read_of=_OWN | _PARTNER),
    "adequacy_led": Field(row="EU adequacy", shape=_yes_no_or_not_applicable, read_of=_PARTNER),
    "adequacy_gdpr": Field(row="EU adequacy", shape=_yes_no_or_not_applicable, read_of=_PARTNER),
    "data_protection_law": Field(row="data protection law", shape=_texts),
    "convention_108": Field(row="C108 / C108+", shape=_one_of(_STANDING)),
    "convention_108_plus": Field(row="C108 / C108+", shape=_one_of(_STANDING)),
    "coe_member": Field(row="CoE member, ECHR bound", shape=_yes_no),
    "echr_bound": Field(row="CoE member, ECHR bound", shape=_yes_no),
    "ece": Field(row="ECE / ETS 112 / ETS 167", shape=_one_of(_STANDING)),
    "ets_112": Field(row="ECE / ETS 112 / ETS 167", shape=_one_of(_STANDING)),
    "ets_167": Field(
        row="ECE / ETS 112 / ETS 167", shape=_one_of(_STANDING), read_of=_OWN | _PARTNER, optional=True
    ),
    "ets_167_excludes_residents": Field(
        row="ECE / ETS 112 / ETS 167", shape=_yes_no, read_of=_OWN | _PARTNER, optional=True
    ),
    "sentence_way_excluded": Field(
        row="ECE / ETS 112 / ETS 167",
        shape=_one_of(frozenset({"CONTINUED_ENFORCEMENT", "CONVERSION"})),
        read_of=_OWN | _PARTNER,
        optional=True,
    ),
    "untoc": Field(row="UNTOC, INTERPOL", shape=_one_of(_STANDING)),
    "interpol_member": Field(row="UNTOC, INTERPOL", shape=_yes_no),
    "interpol_extra_checks": Field(row="UNTOC, INTERPOL", shape=_yes_no, optional=True),
    "fiu": Field(row="FIU (Egmont)", shape=_text),
    "egmont_member": Field(row="FIU (Egmont)", shape=_yes_no),
    "death_penalty": Field(row="death_penalty", shape=_one_of(DEATH_PENALTY), read_of=_PARTNER),
    "death_asked_of_any_request": Field(row="death_penalty", shape=_yes_no, read_of=_OWN, optional=True),
    "own_nationals_extradited": Field(row="own nationals extradited", shape=_yes_no, read_of=_OWN),
    "own_nationals_exception": Field(
        row="own nationals extradited", shape=_some_of(_EXCEPTIONS), optional=True
    ),
    "extradition_decided_by": Field(row="extradition decided by", shape=_some_of(_DECIDERS)),
    "extradition_without_treaty": Field(
        row="extradition decided by", shape=_yes_no, read_of=_OWN | _PARTNER, optional=True
    ),
    "court_examines_assurances": Field(
        row="extradition decided by", shape=_yes_no, read_of=_OWN, optional=True
    ),
    "provisional_detention_days": Field(row="extradition decided by", shape=_number, optional=True),
    "threat_scale": Field(row="own threat scale", shape=_scale),
    "terrorist_lists": Field(
        row="terrorist lists applied", shape=_some_of(_LISTS), read_of=_OWN, optional=True
    ),
    "ihl_exclusion_flag": Field(row="ihl_exclusion_flag", shape=_yes_no, read_of=_OWN),
    "urgency_without_prior_order": Field(
        row="urgency_without_prior_order", shape=_urgency, read_of=_OWN, optional=True
    ),
    "regime": Field(row="regime by authority", shape=_regimes, read_of=_OWN),
    "transfer_rule": Field(row="regime by authority", shape=_text, read_of=_OWN, optional=True),
    "release_conditions": Field(row="regime by authority", shape=_texts, read_of=_OWN, optional=True),
    "asylum_secrecy": Field(row="asylum secrecy", shape=_floor),
    "retention_days": Field(row=BESIDE, shape=_number, read_of=_OWN, optional=True),
    "dual_criminality_for": Field(row=BESIDE, shape=_some_of(_QUERIES), read_of=_OWN, optional=True),
}
"""Every field by name. The urgency rule is optional, since 5.5 says itself what UNKNOWN leads to there."""


OWN_CONDITIONS = ("release_conditions", "retention_days")
"""By these a law lays conditions on all that leaves (Q5); not adopted, no release can name them."""


def read_field(name: str, value: object) -> ProfileScalar | None:
    """Read a value of a field; None is UNKNOWN.

    Raises: KeyError for an unknown field; ValueError for what is no value of it.
    """
    shape = FIELDS[name].shape
    return None if value == "UNKNOWN" else shape(value)


def names(read_of: Side, *, needed: bool = False) -> frozenset[str]:
    """Name the fields that the gate reads of a side; with `needed` without the optional ones."""
    return frozenset(n for n, f in FIELDS.items() if read_of in f.read_of and not (needed and f.optional))
