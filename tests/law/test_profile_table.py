"""Every row of the table of national profiles, for every state: typed, dated, with source and confidence."""

import ast
from datetime import date

import pytest

from comity.law.entry import entry_into_force
from comity.law.fields import BESIDE, FIELDS, Side, names
from comity.model.profiles import Confidence
from law.shipped import INSTRUMENTS, PROFILES, ROOM

TODAY = date(2026, 11, 21)
STATES = ("BE", "VN", "MA", "TR", "RU", "BY", "CN")
NO = ("NOT_PARTY",) * 7
UNKNOWN = None

TABLE = {
    "languages": [
        ("nl", "fr", "de"), ("vi",), ("ar",), ("tr",), ("ru",), ("ru", "be"), ("zh",),
    ],
    "suspect_data_authoriser": [
        "JUDGE", "PROSECUTOR or SUPERVISOR", "PROSECUTOR", "PROSECUTOR or JUDGE", "none", "PROSECUTOR",
        "PROSECUTOR or SUPERVISOR",
    ],
    "led_applies": [True, False, False, False, False, False, False],
    "adequacy_led": ["NOT_APPLICABLE", False, False, False, False, False, False],
    "data_protection_law": [
        ("Act of 30 July 2018", "Regulation (EU) 2016/679", "Directive (EU) 2016/680"),
        ("Law on Personal Data Protection",), ("Law 09-08",), ("Law 6698",), ("Federal Law 152-FZ",),
        ("Law 99-Z",), ("Personal Information Protection Law",),
    ],
    "convention_108": ["PARTY", "NOT_PARTY", "PARTY", "PARTY", "PARTY", "NOT_PARTY", "NOT_PARTY"],
    "convention_108_plus": ["SIGNED", "NOT_PARTY", UNKNOWN, UNKNOWN, "SIGNED", "NOT_PARTY", "NOT_PARTY"],
    "coe_member": [True, False, False, True, False, False, False],
    "echr_bound": [True, False, False, True, False, False, False],
    "ece": ["PARTY", "NOT_PARTY", "BILATERAL", "PARTY", "PARTY", "NOT_PARTY", "BILATERAL"],
    "ets_112": ["PARTY", "NOT_PARTY", "BILATERAL", "PARTY", UNKNOWN, "NOT_PARTY", "BILATERAL"],
    "ets_167": ["PARTY", "NOT_PARTY", "BILATERAL", "PARTY", UNKNOWN, "NOT_PARTY", "BILATERAL"],
    "untoc": ["PARTY"] * 7,
    "interpol_member": [True] * 7,
    "fiu": ["CTIF-CFI", "AMLD", "ANRF", "MASAK", "Rosfinmonitoring", "DFM", "CAMLMAC"],
    "egmont_member": [True, UNKNOWN, True, True, UNKNOWN, UNKNOWN, False],
    "death_penalty": [
        "ABOLISHED_ALL", "RETAINED", "IN_LAW_MORATORIUM", "ABOLISHED_ALL", "IN_LAW_MORATORIUM",
        "RETAINED_USED", "RETAINED_USED",
    ],
    "own_nationals_extradited": [False] * 7,
    "extradition_decided_by": [
        ("COURT_OPINION", "MINISTER"), ("COURT", "MINISTRY"), ("COURT", "DECREE"), ("COURT", "EXECUTIVE"),
        ("PROSECUTOR_GENERAL", "COURT_APPEAL"), ("PROSECUTOR_GENERAL",), ("SUPREME_COURT", "STATE_COUNCIL"),
    ],
    "threat_scale": [
        {"kind": "LEVELS", "fewest": 4, "most": 4}, UNKNOWN, UNKNOWN, UNKNOWN,
        {"kind": "COLOURS", "fewest": 3, "most": 3}, {"kind": "LEVELS", "fewest": 3, "most": 4},
        {"kind": "COLOURS", "fewest": 4, "most": 4},
    ],
    "terrorist_lists": [("UN", "EU", "NATIONAL"), *[("UN", "NATIONAL")] * 6],
    "ihl_exclusion_flag": [True, False, False, False, False, False, False],
    "urgency_without_prior_order": [UNKNOWN] * 7,
    "regime": [
        {"IMMIGRATION": "GDPR", "CONSULAR": "GDPR", "FIU": "UNKNOWN"}, *[{"default": "OUTSIDE"}] * 6,
    ],
    "asylum_secrecy": [True] * 7,
}  # fmt: skip
"""The table as it is specified: field, then the value of each state in the order of STATES."""

VERIFY = {
    "suspect_data_authoriser": "VN MA TR RU BY CN",
    "data_protection_law": "VN",
    "convention_108": "RU",
    "convention_108_plus": "BE MA TR RU",
    "echr_bound": "RU",
    "ece": "TR RU BY",
    "ets_112": "TR RU BY",
    "ets_167": "TR RU BY",
    "interpol_member": "BY",
    "fiu": "VN RU BY",
    "egmont_member": "VN RU BY CN",
    "death_penalty": "VN",
    "own_nationals_extradited": "BY",
    "extradition_decided_by": "VN MA TR RU BY CN",
    "threat_scale": "VN MA TR RU BY CN",
    "regime": "BE",
}
"""The cells with a v: to be verified before any use."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("field", TABLE)
def test_every_cell_is_held_typed_and_dated_with_source_and_confidence(field, state):
    held = PROFILES.profile(state).held(field, TODAY)
    assert held is not None
    assert held.value == TABLE[field][STATES.index(state)]
    assert held.source
    assert held.checked_on == TODAY
    assert held.confidence in (Confidence.STATED, Confidence.VERIFY)


@pytest.mark.parametrize(("field", "states"), VERIFY.items())
def test_what_is_to_be_verified_says_so(field, states):
    for state in states.split():
        assert PROFILES.profile(state).held(field, TODAY).confidence is Confidence.VERIFY


def test_no_row_of_the_fields_is_left_out_of_the_table():
    assert {FIELDS[name].row for name in TABLE} == {field.row for field in FIELDS.values()} - {BESIDE}
    assert {name for name, field in FIELDS.items() if not field.optional} - set(TABLE) == {
        "eu_member",  # beside led_applies
        "adequacy_gdpr",  # beside adequacy_led
    }


def test_russia_was_a_member_of_the_council_of_europe_until_16_march_2022():
    profile = PROFILES.profile("RU")
    assert profile.held("coe_member", date(2022, 3, 16)).value is True
    assert profile.held("coe_member", date(2022, 3, 17)).value is False
    assert profile.held("coe_member", date(1996, 2, 27)) is None


def test_vietnams_extradition_law_counts_from_its_first_day_on():
    profile = PROFILES.profile("VN")
    assert profile.held("provisional_detention_days", date(2026, 6, 30)) is None
    assert profile.held("provisional_detention_days", date(2026, 7, 1)).value == 45


def test_what_a_profile_says_of_the_extradition_convention_is_what_the_agreement_says():
    (convention,) = [text for text in INSTRUMENTS if text.id == "ece"]
    for state in STATES:
        held = PROFILES.profile(state).held("ece", TODAY)
        assert (held.value == "PARTY") is (state in convention.parties)
    since = entry_into_force(convention, ("BE", "RU"))
    assert PROFILES.profile("RU").held("ece", since).value == "PARTY"
    assert PROFILES.profile("RU").held("ece", date(2000, 3, 8)) is None


def test_whether_extradition_needs_a_treaty_is_said_of_each_state_or_unknown():
    values = {state: PROFILES.profile(state).held("extradition_without_treaty", TODAY) for state in STATES}
    assert {state: held.value for state, held in values.items()} == {
        **{"BE": False, "VN": True, "RU": True, "CN": True},
        **dict.fromkeys(("MA", "TR", "BY")),
    }
    assert {held.confidence for held in values.values()} == {Confidence.VERIFY}
    assert PROFILES.profile("VN").held("extradition_without_treaty", date(2026, 6, 30)) is None


def test_exceptions_for_own_nationals_are_named():
    found = {state: PROFILES.profile(state).held("own_nationals_exception", TODAY) for state in STATES}
    assert {state: held.value for state, held in found.items() if held} == {
        "BE": ("EU_WARRANT",),
        "TR": ("ICC",),
        "BY": ("TREATY",),
    }


def test_the_fields_say_of_whom_the_gate_reads_them():
    """Find each `view.own("…")`, `view.partner("…")` and `law.at("…")` in the law's code."""
    found: dict[str, set[str]] = {
        "own": set(),
        "partner": set(),
        "own_says": set(),
        "says": set(),
        "at": set(),
    }
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                named = node.args[1:2] if node.func.attr == "says" else node.args[:1]
                constants = [a.value for arg in named for a in ast.walk(arg) if isinstance(a, ast.Constant)]
                if node.func.attr in found:
                    found[node.func.attr] |= {n for n in constants if isinstance(n, str)} - {"GDPR"}
    assert set().union(*found.values()) <= set(FIELDS)  # a value of no field would be UNKNOWN for ever
    assert found["own"] | found["own_says"] <= names(Side.OWN)
    assert found["partner"] <= names(Side.PARTNER)
    assert found["says"] <= names(Side.OWN) & names(Side.PARTNER)


def test_the_protocol_names_every_field_that_a_partner_can_declare():
    page = (ROOM.parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
    (said,) = [line for line in page.splitlines() if line.startswith("**Profiles.** ")]
    named = said.partition(" by the fields ")[2].partition(" (shapes:")[0]
    assert [word.strip("` ") for word in named.split(",")] == list(FIELDS)


def test_working_languages_stand_apart_where_a_state_has_any():
    listed = {"BE": ("en",), "VN": ("en",), "MA": ("fr",), "TR": ("en",), "CN": ("en",)}
    for state in STATES:
        profile = PROFILES.profile(state, demonstration=True)
        held = profile.held("working_languages", TODAY)
        assert profile.at("working_languages", TODAY) == listed.get(state)
        assert held is None or (held.source.strip() and held.checked_on == TODAY)
