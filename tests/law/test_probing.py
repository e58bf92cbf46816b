"""What a changed agreement or profile decides otherwise, found without any situation."""

import pytest

from comity.law.apart import changed_pairs
from comity.law.body import parse_law
from comity.law.probing import probed
from law.sample import ON
from law.shipped import ROOM, files

ROOMS = {
    room: files(ROOM / room) for room in ("catalogue", "rules", "profiles", "agreements", "designations")
}
SHIPPED = parse_law(demo=True, **ROOMS)


def changed(room, name, *edits):
    """Return the shipped law with one file of it edited."""
    text = ROOMS[room][name].decode()
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return parse_law(demo=True, **{**ROOMS, room: {**ROOMS[room], name: text.encode()}})


def agreement(*edits):
    return changed("agreements", "demo-be-vn.toml", *edits)


def told(law):
    return [change.lines() for change in probed(SHIPPED, law, ON)]


def test_a_law_beside_itself_has_nothing_to_tell():
    assert changed_pairs(SHIPPED, SHIPPED, ON) == ()
    assert told(SHIPPED) == []


def test_a_type_that_is_no_longer_opened_is_refused_for_want_of_a_basis():
    found = told(agreement(('T05 = { article = "art. 5" }\n', "")))
    assert {lines[0].partition(":")[0] for lines in found} == {"BE asks VN (T05)", "VN asks BE (T05)"}
    for lines in found:
        assert lines[-2].startswith("after: message REFUSE; every part REFUSE")
        assert "R-BASIS" in lines[-1]


def test_a_category_that_is_no_longer_opened_stays_back_alone():
    found = told(agreement(('"DC_ADDRESS", ', "")))
    assert (
        "BE asks VN (T02, T03, T04, T05): INVESTIGATION, DRUGS, in 'en' by BILATERAL_SPOC",
        "before: message NEEDS_AUTHORISATION; DC_ADDRESS PERMIT",
        "after: message NEEDS_AUTHORISATION; DC_ADDRESS REFUSE",
        "through: R-SCOPE",
    ) in found
    assert all("DC_ADDRESS REFUSE" in lines[-2] for lines in found)


@pytest.mark.parametrize(
    ("edit", "asked"),
    [
        (('"PREVENTION", ', ""), "PREVENTION, DRUGS"),
        (("FIREARMS = 0\n", ""), ", FIREARMS"),
        (
            ("FIREARMS = 0", "FIREARMS = 24"),
            ", FIREARMS, in 'en' by BILATERAL_SPOC, punished with 23",
        ),
        (('languages = ["en", "fr", "vi"]', 'languages = ["en", "fr", "vi", "nl"]'), "in 'nl'"),
    ],
)
def test_what_only_one_version_allows_is_asked_for(edit, asked):
    found = [lines[0] for lines in told(agreement(edit))]
    assert found
    assert all(asked in title for title in found)


@pytest.mark.full
def test_another_authoriser_in_a_profile_is_found_towards_every_partner():
    law = changed(
        "profiles",
        "BE.toml",
        (
            'field = "suspect_data_authoriser"\nvalue = "JUDGE"',
            'field = "suspect_data_authoriser"\nvalue = "PROSECUTOR"',
        ),
    )
    assert {pair for pair in changed_pairs(SHIPPED, law, ON) if "BE" not in pair} == set()
    found = [lines for lines in told(law) if lines[0].startswith("VN asks BE (T02")]
    assert found
    assert [lines[1:] for lines in found] == [
        (
            "before: message NEEDS_AUTHORISATION; needs JUDGE, TP3",
            "after: message NEEDS_AUTHORISATION; needs PROSECUTOR, TP3",
            "through: R-JUDGE",
        )
    ]


@pytest.mark.full
def test_a_death_penalty_in_a_profile_is_found_where_an_offence_may_carry_it():
    law = changed("profiles", "MA.toml", ('value = "IN_LAW_MORATORIUM"', 'value = "ABOLISHED_ALL"'))
    found = told(law)
    assert found
    assert all("the offence may carry death" in lines[0] for lines in found)
    assert all("R-DEATH" in lines[-1] for lines in found)


def test_a_government_s_decision_on_a_relation_is_found():
    row = """
[[relation]]
of = "BE"
towards = "VN"
status = "SUSPENDED"
valid_from = 2000-01-01
source = "s"
checked_on = 2026-11-21
confidence = "verify"
"""
    text = ROOMS["agreements"]["demo-be-vn.toml"] + row.encode()
    law = parse_law(demo=True, **{**ROOMS, "agreements": {**ROOMS["agreements"], "demo-be-vn.toml": text}})
    assert any("R-SUSPREL" in lines[-1] for lines in told(law))


def test_changes_that_refuse_alike_are_each_shown_and_values_of_one_term_together():
    found = told(
        agreement(
            ("FIREARMS = 0", "FIREARMS = 24"),
            ("CORRUPTION = 0\n", ""),
            ("DRUGS = 0", "DRUGS = 0\nEXTREMISM = 0"),
            ("CYBERCRIME = 0\n", ""),
            ('"PREVENTION", ', ""),
        )
    )
    asked = {lines[0].partition(": ")[2] for lines in found if lines[0].startswith("VN asks BE (T02")}
    assert {
        "INVESTIGATION, CORRUPTION or CYBERCRIME, in 'en' by BILATERAL_SPOC",
        "INVESTIGATION, FIREARMS, in 'en' by BILATERAL_SPOC, punished with 23 months",
        "PREVENTION, DRUGS, in 'en' by BILATERAL_SPOC",
    } <= asked


def test_a_variation_that_adds_nothing_to_the_usual_message_is_not_told():
    limits = '[instrument.terms.time_limits.T02]\nurgent = "2 h"\n\n[instrument.terms.request_types]\n'
    found = told(agreement(("[instrument.terms.request_types]\n", limits), ('"DC_ADDRESS", ', "")))
    urgent = [lines for lines in found if "urgent" in lines[0]]
    assert urgent
    assert all(lines[0].startswith(("BE asks VN (T02)", "VN asks BE (T02)")) for lines in urgent)
    assert all("answered within 2 h" in lines[2] for lines in urgent)
