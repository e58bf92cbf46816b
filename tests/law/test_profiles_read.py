"""What a profile's words come to: dated values, whose they are, and what is no value of a field."""

import hashlib
import json
import re
from datetime import date

import pytest

from comity.errors import LawFileInvalid
from comity.law import parse_profiles
from comity.law.fields import FIELDS, REGIMES, Side, names, read_field
from comity.law.national import (
    authoriser,
    declaration,
    declared,
    declared_otherwise,
    not_adopted,
    published,
    values_digest,
)
from comity.model.people import Role
from comity.model.profiles import Confidence, Profile, ProfileValue

BE = """\
state = "BE"
note = "for the reader"

[[value]]
field = "led_applies"
value = true
valid_from = 2016-05-05
valid_to = 2020-12-31
source = "first"
checked_on = 2026-01-02
confidence = "stated"

[[value]]
field = "led_applies"
value = false
valid_from = 2021-01-01
source = "second"
checked_on = 2026-01-03
confidence = "verify"

[[value]]
field = "fiu"
value = "UNKNOWN"
valid_from = 2000-01-01
source = "third"
checked_on = 2026-01-04
confidence = "stated"
"""
DEMO = """\
world = "demonstration"

[[value]]
states = ["BE", "TR"]
field = "led_applies"
value = true
valid_from = 2022-01-01
source = "invented"
checked_on = 2026-01-05
confidence = "fictional"

[[value]]
field = "fiu"
value = "nobody's"
valid_from = 2022-01-01
source = "invented"
checked_on = 2026-01-05
confidence = "fictional"
"""
DAY = date(2026, 3, 2)


def read(be: str = BE, demo: str = DEMO):
    return parse_profiles({"BE.toml": be.encode(), "demo.toml": demo.encode(), "TR.toml": b'state = "TR"\n'})


def refused(be: str = BE, demo: str = DEMO) -> tuple[str, ...]:
    with pytest.raises(LawFileInvalid) as caught:
        read(be, demo)
    return caught.value.faults


def value(said, since: date = date(2020, 1, 1), **more) -> ProfileValue:
    usual = {"source": "s", "checked_on": DAY, "confidence": Confidence.VERIFY}
    return ProfileValue(value=said, valid_from=since, **{**usual, **more})


def profile(state: str = "BE", **fields) -> Profile:
    return Profile(state=state, version="v", values={n: (value(v, adopted=True),) for n, v in fields.items()})


FIRST = value(
    True,
    date(2016, 5, 5),
    valid_to=date(2020, 12, 31),
    source="first",
    checked_on=date(2026, 1, 2),
    confidence=Confidence.STATED,
)
SECOND = value(False, date(2021, 1, 1), source="second", checked_on=date(2026, 1, 3))
INVENTED = value(
    True,
    date(2022, 1, 1),
    source="invented",
    checked_on=date(2026, 1, 5),
    confidence=Confidence.FICTIONAL,
)


# ── from its file ───────────────────────────────────────────────────────────────────────────────
def test_reads_each_key_of_a_value_in_the_order_of_their_writing():
    book = read()
    assert book.states == ("BE", "TR")
    assert book.shipped["BE"]["led_applies"] == (FIRST, SECOND)
    assert [v.value for v in book.shipped["BE"]["fiu"]] == [None]
    assert book.shipped["TR"] == {}


def test_what_a_demonstration_world_adopts_is_kept_apart_by_state():
    book = read()
    assert book.demonstration == {"BE": {"led_applies": (INVENTED,)}, "TR": {"led_applies": (INVENTED,)}}
    shipped, demo = book.profile("BE"), book.profile("BE", demonstration=True)
    assert [v.source for v in shipped.values["led_applies"]] == ["first", "second"]
    assert [v.source for v in demo.values["led_applies"]] == ["first", "second", "invented"]
    assert demo.at("led_applies", DAY) is True  # the last one written
    assert demo.at("led_applies", date(2021, 6, 1)) is False
    assert book.profile("TR", demonstration=True).at("led_applies", DAY) is True
    assert (shipped.version, demo.version) == (f"shipped-{book.digest[:12]}", f"demo-{book.digest[:12]}")


def test_a_state_for_which_nothing_is_invented_has_its_shipped_values_in_the_demonstration_world():
    other = BE.replace('state = "BE"', 'state = "CH"').encode()
    book = parse_profiles({"CH.toml": other, "demo.toml": DEMO.encode()})
    demo = book.profile("CH", demonstration=True)
    assert [v.source for v in demo.values["led_applies"]] == ["first", "second"]
    assert demo.at("led_applies", DAY) is False


def test_a_profile_after_the_demonstration_world_is_read_too():
    book = parse_profiles({"a-demo.toml": DEMO.encode(), "be.toml": BE.encode()})
    assert book.shipped["BE"]["led_applies"] == (FIRST, SECOND)


def test_of_a_field_that_two_persons_adopted_their_values_alone_count():
    book = read()
    by_act = {"led_applies": (value(True),)}
    own = book.profile("BE", by_act=by_act)
    assert own.values["led_applies"] == (value(True, adopted=True),)
    assert own.version == f"shipped-{book.digest[:12]}+{values_digest(by_act)[:12]}"
    assert own.held("fiu", DAY).adopted is False
    nobody = book.profile("XX", by_act=by_act)  # no file of that state
    assert (nobody.state, set(nobody.values)) == ("XX", {"led_applies"})
    with pytest.raises(
        LawFileInvalid, match=r"^No profile of 'XX'\. Add profiles/XX\.toml and activate it \(TP1\)\.$"
    ):
        book.profile("XX")


def test_the_digest_of_values_is_over_all_that_they_say_and_not_over_who_adopted_them():
    values = {"b": (value("é", valid_to=DAY),), "a": (value(True), value(5))}
    said = [
        ["a", [[said, "2020-01-01", "None", "s", "2026-03-02", "verify"] for said in (True, 5)]],
        ["b", [["é", "2020-01-01", "2026-03-02", "s", "2026-03-02", "verify"]]],
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    assert values_digest(values) == hashlib.sha256(text.encode()).hexdigest()
    adopted = {"b": (value("é", valid_to=DAY, adopted=True),), "a": (value(True), value(5))}
    assert values_digest(adopted) == values_digest(values)
    one, turned = ({"r": (value(said),)} for said in ({"a": "x", "b": 1}, {"b": 1, "a": "x"}))
    assert values_digest(one) == values_digest(turned)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('state = "BE"', 'state = "BEL"', "BE.toml:1: a profile names its 'state' by two letters, or world"),
        ('note = "for the reader"', "hats = 5", "BE.toml:2: unknown key 'hats'; known here: note, state, va"),
        (
            'note = "for the reader"',
            "religion = 5",
            "BE.toml:2: 'religion': nationality, ethnic origin and r",
        ),
        ('field = "led_applies"', 'field = "ethnic_risk"', "BE.toml:5: 'ethnic_risk': nationality, ethnic"),
        (
            'field = "led_applies"',
            'field = "hats"',
            "BE.toml:5: unknown field 'hats'; known: adequacy_gdpr, ",
        ),
        ('field = "led_applies"', "", "BE.toml:4: unknown field ''; known: adequacy_gdpr, "),
        (
            "value = true",
            "value = 5",
            "BE.toml:6: 5 is no value of field 'led_applies': it is true or false.",
        ),
        ("value = true\n", "", "BE.toml:4: 'value' of field 'led_applies' is missing."),
        ("valid_from = 2016-05-05\n", "", "BE.toml:4: 'valid_from' of field 'led_applies' is missing."),
        ('source = "first"\n', "", "BE.toml:4: 'source' of field 'led_applies' is missing."),
        ("checked_on = 2026-01-02\n", "", "BE.toml:4: 'checked_on' of field 'led_applies' is missing."),
        ('confidence = "stated"\n', "", "BE.toml:4: 'confidence' of field 'led_applies' is missing."),
        ("valid_to = 2020-12-31", "valid_to = 5", "BE.toml:8: 'valid_to': 5 is no date."),
        (
            "valid_to = 2020-12-31",
            "valid_to = 2016-05-04",
            "BE.toml:8: 'valid_to' lies before 'valid_from'.",
        ),
        (
            "valid_to = 2020-12-31",
            "valid_to = 2021-01-01",
            "BE.toml:16: 'led_applies' has another value from 2016-05-05 on: end that one by 'valid_to'",
        ),
        ("valid_to = 2020-12-31\n", "", "BE.toml:15: 'led_applies' has another value from 2016-05-05 on"),
        ("valid_from = 2021-01-01", "valid_from = 2016-05-05", "BE.toml:16: 'led_applies' has another value"),
        ("valid_from = 2016-05-05", "valid_from = 5", "BE.toml:7: 'valid_from': 5 is no date."),
        ('source = "first"', "source = 5", "BE.toml:9: 'source': 5 is no text."),
        ("checked_on = 2026-01-02", "checked_on = 5", "BE.toml:10: 'checked_on': 5 is no date."),
        (
            'source = "first"',
            'sources = "first"',
            "BE.toml:9: unknown key 'sources'; known here: checked_on, ",
        ),
        (
            'source = "first"',
            'states = ["BE"]',
            "BE.toml:9: unknown key 'states'; known here: checked_on, con",
        ),
        (
            'source = "first"',
            'race_score = "x"',
            "BE.toml:9: 'race_score': nationality, ethnic origin and rel",
        ),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old: str, new: str, said: str):
    assert old in BE
    faults = refused(BE.replace(old, new, 1))
    assert any(fault.startswith(said) for fault in faults), faults


def test_refuses_a_mistake_of_the_demonstration_world_with_file_and_line():
    assert refused(demo=DEMO.replace('"led_applies"', '"hats"'))[0].startswith(
        "demo.toml:5: unknown field 'hats"
    )
    assert refused(demo=DEMO.replace('["BE", "TR"]', '"BE"')) == ("demo.toml:4: 'states' is a list.",)


# ── what is a value ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("led_applies", False, False),
        ("led_applies", "UNKNOWN", None),
        ("adequacy_led", "NOT_APPLICABLE", "NOT_APPLICABLE"),
        ("adequacy_led", True, True),
        ("suspect_data_article", "art. 5", "art. 5"),
        ("retention_days", 1, 1),
        ("languages", ["fr", "nl"], ("fr", "nl")),
        ("death_penalty", "RETAINED", "RETAINED"),
        ("terrorist_lists", ["UN"], ("UN",)),
        ("dual_criminality_for", ["T01", "T08"], ("T01", "T08")),
        ("suspect_data_authoriser", "none", "none"),
        ("suspect_data_authoriser", "PROSECUTOR or JUDGE", "PROSECUTOR or JUDGE"),
        ("regime", {"default": "OUTSIDE"}, {"default": "OUTSIDE"}),
        (
            "threat_scale",
            {"kind": "LEVELS", "fewest": 1, "most": 1},
            {"kind": "LEVELS", "fewest": 1, "most": 1},
        ),
        (
            "urgency_without_prior_order",
            {"article": "a", "reviewer": "JUDGE", "hours": 1},
            {"article": "a", "reviewer": "JUDGE", "hours": 1},
        ),
        (
            "urgency_without_prior_order",
            {"article": "", "reviewer": "", "hours": 0},
            {"article": "", "reviewer": "", "hours": 0},
        ),
        ("asylum_secrecy", True, True),
    ],
)
def test_reads_a_value_of_a_field(field, said, kept):
    assert read_field(field, said) == kept
    assert type(read_field(field, said)) is type(kept)


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        ("led_applies", 1, "it is true or false"),
        ("adequacy_led", "YES", "it is true or false"),
        ("suspect_data_article", " ", "it is text"),
        ("suspect_data_article", 5, "it is text"),
        ("retention_days", 0, "it is a whole number above 0"),
        ("retention_days", True, "it is a whole number above 0"),
        ("retention_days", "5", "it is a whole number above 0"),
        ("languages", [], "it is a list of texts"),
        ("languages", ["fr", " "], "it is a list of texts"),
        ("languages", ["fr", 5], "it is a list of texts"),
        ("languages", "fr", "it is a list of texts"),
        ("convention_108", "RARELY", "known are BILATERAL, NOT_PARTY, PARTY, SIGNED"),
        ("convention_108", 5, "known are BILATERAL, NOT_PARTY, PARTY, SIGNED"),
        ("terrorist_lists", [], "it is a list of EU, NATIONAL, UN"),
        ("terrorist_lists", ["UN", "OUR"], "it is a list of EU, NATIONAL, UN"),
        ("terrorist_lists", "UN", "it is a list of EU, NATIONAL, UN"),
        (
            "suspect_data_authoriser",
            5,
            "it names roles of persons, as 'PROSECUTOR or JUDGE', or 'none' (AX5)",
        ),
        ("regime", {}, "a regime is one of GDPR, LED, OUTSIDE, UNKNOWN"),
        ("regime", {"default": "LAX"}, "a regime is one of GDPR, LED, OUTSIDE, UNKNOWN"),
        ("regime", "LED", "a regime is one of GDPR, LED, OUTSIDE, UNKNOWN"),
        ("threat_scale", {"kind": "LEVELS", "fewest": 1}, "a threat scale names kind, fewest and most"),
        ("threat_scale", "LEVELS", "a threat scale names kind, fewest and most"),
        (
            "threat_scale",
            {"kind": "STARS", "fewest": 1, "most": 2},
            "a threat scale has LEVELS or COLOURS, and ",
        ),
        (
            "threat_scale",
            {"kind": "LEVELS", "fewest": 0, "most": 2},
            "a threat scale has LEVELS or COLOURS, and",
        ),
        (
            "threat_scale",
            {"kind": "LEVELS", "fewest": 3, "most": 2},
            "a threat scale has LEVELS or COLOURS, and",
        ),
        (
            "threat_scale",
            {"kind": "LEVELS", "fewest": 1, "most": 2.5},
            "a threat scale has LEVELS or COLOURS",
        ),
        (
            "threat_scale",
            {"kind": "LEVELS", "fewest": True, "most": 2},
            "a threat scale has LEVELS or COLOURS",
        ),
        (
            "urgency_without_prior_order",
            {"article": "a"},
            "an urgency rule names article, reviewer and hours",
        ),
        ("urgency_without_prior_order", "art. 1", "an urgency rule names article, reviewer and hours"),
        (
            "urgency_without_prior_order",
            {"article": 5, "reviewer": "JUDGE", "hours": 5},
            "an urgency rule names an article, and a person in role as the reviewer (AX5)",
        ),
        (
            "urgency_without_prior_order",
            {"article": "a", "reviewer": "JUDGE", "hours": 0},
            "an urgent release is reviewed within 72 hours; no profile allows more",
        ),
        (
            "urgency_without_prior_order",
            {"article": "a", "reviewer": "JUDGE", "hours": 73},
            "an urgent release is reviewed within 72 hours; no profile allows more",
        ),
        (
            "urgency_without_prior_order",
            {"article": "a", "reviewer": "JUDGE", "hours": "5"},
            "an urgent release is reviewed within 72 hours; no profile allows more",
        ),
        ("asylum_secrecy", False, "it is a floor of the platform and can only be true"),
    ],
)
def test_refuses_what_is_no_value_of_a_field_and_says_what_is(field, said, why):
    with pytest.raises(ValueError, match=f"^{re.escape(why)}"):
        read_field(field, said)


def test_tells_the_fields_that_the_gate_reads_and_those_that_it_needs():
    assert names(Side.PARTNER, needed=True) == {
        "languages",
        "eu_member",
        "adequacy_led",
        "adequacy_gdpr",
        "death_penalty",
    }
    assert names(Side.PARTNER) - names(Side.PARTNER, needed=True) == {
        "ets_167",
        "ets_167_excludes_residents",
        "extradition_without_treaty",
        "sentence_way_excluded",
        "working_languages",
    }
    assert names(Side.OWN) <= set(FIELDS)
    assert not_adopted(profile(death_penalty="RETAINED", eu_member=False), DAY, Side.PARTNER) == (
        "adequacy_gdpr",
        "adequacy_led",
        "languages",
    )


# ── who authorises, and what is declared ────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("named", "switch", "expected"),
    [
        ("JUDGE", None, "JUDGE"),
        ("JUDGE", True, "JUDGE or PROSECUTOR"),
        ("JUDGE", False, "JUDGE"),
        ("PROSECUTOR", True, "PROSECUTOR"),
        (None, True, "UNKNOWN"),
    ],
)
def test_a_prosecutor_is_the_competent_magistrate_where_the_switch_says_so(named, switch, expected):
    own = profile(suspect_data_authoriser=named, magistrate_includes_prosecutor=switch)
    assert authoriser(own, DAY) == expected


def test_a_declaration_is_the_states_own_word_as_of_its_day():
    made = declaration("TR", {"led_applies": False, "languages": ["tr"]}, DAY)
    told = {
        name: value(said, DAY, source="declared by TR", confidence=Confidence.STATED)
        for name, said in (("led_applies", False), ("languages", ("tr",)))
    }
    assert made == declared("TR", {name: (one,) for name, one in told.items()})
    assert made.state == "TR"
    assert made.version == "declared-" + values_digest({n: (v,) for n, v in told.items()})[:12]
    assert all(v.adopted for held in made.values.values() for v in held)
    assert made.at("languages", DAY) == ("tr",)
    with pytest.raises(KeyError):
        declaration("TR", {"hats": True}, DAY)
    with pytest.raises(ValueError, match="it is true or false"):
        declaration("TR", {"led_applies": 5}, DAY)


def test_a_declaration_differs_where_both_speak_and_speak_otherwise():
    ours = profile(led_applies=True, fiu="one", eu_member=False)
    theirs = profile(led_applies=False, fiu="other", languages=("tr",), eu_member=False)
    assert declared_otherwise(ours, theirs, DAY) == ("fiu", "led_applies")


def test_what_a_partner_declares_counts_in_foreseeing_its_answer_and_what_it_leaves_open_is_ours():
    ours, theirs = profile(led_applies=True, fiu="one"), profile(led_applies=False)
    seen = published(ours, theirs)
    assert (seen.at("led_applies", DAY), seen.at("fiu", DAY)) == (False, "one")
    assert (seen.state, seen.version) == ("BE", "v+v")
    assert published(ours, None) is ours


def test_all_roles_may_authorise_and_all_regimes_may_stand_in_one_profile():
    anybody = " or ".join(Role)
    assert read_field("suspect_data_authoriser", anybody) == anybody
    every = {f"BE/{n}": regime for n, regime in enumerate(sorted(REGIMES))}
    assert read_field("regime", every) == every
