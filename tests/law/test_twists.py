"""Whatever term, value or list differs between two versions of the law, a message shows what it does."""

import pytest

from comity.law.body import parse_law
from comity.law.probing import probed
from law.sample import ON
from law.shipped import ROOM, files

NAME = "demo-be-vn.toml"
ROOMS = {room: files(ROOM / room) for room in ("catalogue", "rules", "profiles", "designations")}
HEAD = "[instrument.terms.request_types]\n"
TYPES = 'T01 = { article = "art. 4" }\nT12 = { article = "art. 20" }\nT13 = { article = "art. 21" }\n'
SHIPPED = files(ROOM / "agreements")[NAME].decode()
ROOMS["agreements"] = {NAME: SHIPPED.replace(HEAD, f"{HEAD}{TYPES}").encode()}
"""The shipped law with one agreement, so that BE and VN alone have anything to say to each other."""


def law(room="rules", name="basis.toml", edit=str):
    """Return that law with one file written otherwise."""
    text = ROOMS[room][name].decode()
    return parse_law(demo=True, **{**ROOMS, room: {**ROOMS[room], name: edit(text).encode()}})


def agreement(terms="", tables=""):
    """Return the law whose agreement says these terms besides."""

    def edit(text):
        more = text.replace('read_in = "en"', f'read_in = "en"\n{terms}')
        return more.replace(HEAD, f"{tables}{HEAD}")

    return law("agreements", NAME, edit)


def profile(state, field, value):
    """Return the law in which one state has this value, and no other of the field."""
    row = (
        f'\n[[value]]\nfield = "{field}"\nvalue = {value}\nvalid_from = 2000-01-01\n'
        'source = "s"\nchecked_on = 2026-11-21\nconfidence = "verify"\n'
    )

    def edit(text):
        head, *values = text.split("[[value]]")
        others = [one for one in values if f'field = "{field}"' not in one]
        return "[[value]]".join((head, *others)) + row

    return law("profiles", f"{state}.toml", edit)


def told(before, after, says=""):
    """Return what is told of messages whose title says this, in lines."""
    found = [change.lines() for change in probed(before, after, ON)]
    return [lines for lines in found if says in lines[0]]


PLAIN = agreement()


def test_the_same_law_twice_has_nothing_to_tell():
    assert told(PLAIN, agreement()) == []


# ── agreements ──────────────────────────────────────────────────────────────────────────────────
SCREENING = 'hit_no_hit = {{ article = "a", classes = ["police"] }}\nlist_screening = {{ {} }}'
OF_LIST = 'article = "a", occasion = "games", most_persons = {}, delete_by = 2030-01-01'


SURRENDER = "[instrument.terms.surrender]\n{}\n"
BINDING = '[instrument.terms.refusal_grounds]\n{} = {{ article = "a", mandatory = true }}\n'


@pytest.mark.full
@pytest.mark.parametrize(
    ("tables", "says", "rule"),
    [
        (SURRENDER.format("least_sentence_months = 12"), "to serve a sentence of 11 months", "R-THRESH"),
        (SURRENDER.format("least_penalty_months = 24"), "punished with 23 months", "R-THRESH"),
        (SURRENDER.format("accessory_offences = false"), "a second offence that is too small", "R-THRESH"),
        (BINDING.format("R-DUAL"), "the act is no offence here", "R-DUAL"),
        (BINDING.format("R-REMAIN"), "two months are left to serve", "R-REMAIN"),
        (BINDING.format("R-PRIV"), "all is privileged", "R-PRIV"),
        (BINDING.format("R-EMBARGO"), "all is under embargo", "R-EMBARGO"),
    ],
)
def test_a_threshold_or_ground_refuses_one_message_more(tables, says, rule):
    found = told(PLAIN, agreement(tables=tables), says)
    assert found
    for lines in found:
        assert "REFUSE" not in lines[1]
        assert "REFUSE" in lines[2]
        assert rule in lines[3]


@pytest.mark.parametrize(
    ("before", "after", "says", "rule"),
    [
        ("", 'authorities = { VN = ["SPOC"] }', "VN asks BE (T13)", "R-SCOPE"),
        (
            'authorities = { VN = ["SPOC", "INVESTIGATING_UNIT"] }',
            'authorities = { VN = ["SPOC"] }',
            "sent by INVESTIGATING_UNIT",
            "R-SCOPE",
        ),
        ("", 'channels = ["BILATERAL_SPOC"]', "by CENTRAL_AUTHORITY", "R-SCOPE"),
        ('channels = ["BILATERAL_SPOC", "LIAISON"]', 'channels = ["BILATERAL_SPOC"]', "LIAISON", "R-SCOPE"),
        ("", 'forbidden_categories = ["DC_FACE"]', "BE asks VN (T02, T03", "R-SCOPE"),
        (
            SCREENING.format(OF_LIST.format(30)),
            SCREENING.format(OF_LIST.format(20)),
            "21 persons at once for 'games'",
            "R-BULK",
        ),
        (
            SCREENING.format(OF_LIST.format(30)),
            SCREENING.format(OF_LIST.format(30).replace("games", "summit")),
            "30 persons at once for 'games'",
            "R-BULK",
        ),
        (
            SCREENING.format(OF_LIST.format(30)),
            'hit_no_hit = { article = "a", classes = ["police"] }',
            "2 persons at once for 'games'",
            "R-BULK",
        ),
    ],
)
def test_a_term_refuses_one_message_more(before, after, says, rule):
    found = told(agreement(before), agreement(after), says)
    assert found
    assert all("REFUSE" in lines[2] and rule in lines[3] for lines in found)


@pytest.mark.full
def test_who_translates_is_shown_by_a_language_that_nobody_reads():
    found = told(PLAIN, agreement('translation_by = "REQUESTED"'), "does not read")
    assert found
    for lines in found:
        assert lines[1].startswith("before: message REFER; every part REFER")
        assert "R-FORM" in lines[3]


def test_a_duty_to_assist_is_shown_where_national_law_alone_refuses():
    found = told(PLAIN, agreement('duty_to_assist = ["T10"]'), "a national of the requested state")
    assert [lines[1:] for lines in found] == [
        (
            "before: message REFUSE; flags none",
            "after: message REFER; flags TREATY_CONFLICT",
            "through: K2",
        )
    ] * len(found)
    assert found


@pytest.mark.full
def test_a_watched_assurance_is_shown_by_one_that_was_accepted():
    watched = (
        '[{ kind = "NO_DEATH_PENALTY", trigger = "R-DEATH", giver = "STATE", monitoring = "visits",'
        ' article = "a" }]'
    )
    found = told(PLAIN, agreement(f"assurances = {watched}"), "an assurance of NO_DEATH_PENALTY is accepted")
    assert found
    assert all("NO_DEATH_PENALTY watched by visits" in lines[2] for lines in found)


# ── what follows beside the decision ────────────────────────────────────────────────────────────
def of_be(before, after):
    """Return what is told of a plain T02 by VN, urgent or not."""
    found = told(before, after, "VN asks BE (T02")
    return [(lines[0].partition("SPOC")[2], lines[1], lines[2]) for lines in found]


@pytest.mark.full
def test_time_limits_are_told_urgent_and_not():
    limits = '[instrument.terms.time_limits.T02]\nurgent = "2 h"\nnormal = "3 d"\nextension = "10 d"\n'
    head = "message NEEDS_AUTHORISATION"
    assert of_be(PLAIN, agreement(tables=limits)) == [
        (
            "",
            f"before: {head}; answered within 7 d; further time 30 d",
            f"after: {head}; answered within 3 d; further time 10 d",
        ),
        (
            ", urgent",
            f"before: {head}; answered within 8 h; further time 30 d",
            f"after: {head}; answered within 2 h; further time 10 d",
        ),
    ]


@pytest.mark.full
def test_a_calendar_is_told_with_the_limits_that_it_counts():
    found = of_be(PLAIN, agreement('calendar = "WORKING_DAYS_OF_REQUESTED"'))
    assert found[0][2] == (
        "after: message NEEDS_AUTHORISATION; answered within 7 d of work; further time 30 d of work"
    )


@pytest.mark.full
def test_how_long_data_is_kept_is_told_by_category():
    long = agreement(tables='[instrument.terms.retention]\nDC_FACE = "90 d"\n')
    short = agreement(tables='[instrument.terms.retention]\nDC_FACE = "30 d"\n')
    assert of_be(long, short) == [
        (
            "",
            "before: message NEEDS_AUTHORISATION; kept at most DC_FACE 90 d; all others 1825 d",
            "after: message NEEDS_AUTHORISATION; kept at most DC_FACE 30 d; all others 1825 d",
        )
    ]


@pytest.mark.full
def test_how_fresh_the_partner_s_word_on_the_log_must_be_is_told():
    ((_, before, after),) = of_be(PLAIN, agreement('checkpoint_age_line = "12 h"'))
    assert before.endswith("log cosigned within 1 d by line; 14 d by file")
    assert after.endswith("log cosigned within 12 h by line; 14 d by file")


@pytest.mark.full
def test_of_conditions_only_those_that_differ_are_told():
    ((_, before, after),) = of_be(PLAIN, agreement('onward_transfer = "FORBIDDEN"'))
    assert before.endswith("conditions besides: ONWARD_BY_CONSENT")
    assert after.endswith("conditions besides: ONWARD_FORBIDDEN")


# ── profiles and lists ──────────────────────────────────────────────────────────────────────────
@pytest.mark.full
@pytest.mark.parametrize(
    ("field", "value", "says", "rule", "after"),
    [
        ("ihl_exclusion_flag", "false", "an act in an armed conflict", "R-IHL", "COURT for ORDINARY_OFFENCE"),
        ("dual_criminality_for", '["T02"]', "the act is no offence here", "R-DUAL", "message REFER"),
        ("sentence_way_excluded", '"CONVERSION"', "the sentence is converted", "4.4/T12", "message REFER"),
        ("eu_member", "false", "a national of FR", "R-EUCIT", "message NEEDS_AUTHORISATION"),
        ("languages", '["nl"]', "in 'de' by BILATERAL_SPOC", "R-FORM", "message REFER"),
        ("working_languages", '["es"]', "urgent, in 'es'", "R-FORM", "message NEEDS_AUTHORISATION"),
        ("terrorist_lists", '["NATIONAL"]', "deeds for", "R-LISTDIFF", "LABEL_IGNORED"),
    ],
)
def test_a_value_of_national_law_is_shown_by_a_message_that_turns_on_it(field, value, says, rule, after):
    found = told(PLAIN, profile("BE", field, value), says)
    assert found
    assert any(rule in lines[-1] and after in lines[2] for lines in found)


@pytest.mark.full
def test_who_may_be_transferred_without_consent_is_shown():
    found = told(
        profile("VN", "ets_167", '"PARTY"'), profile("VN", "ets_167", '"NOT_PARTY"'), "does not consent"
    )
    assert found
    assert all("REFUSE" in lines[2] and "R-CONSENT" in lines[-1] for lines in found)


@pytest.mark.full
def test_an_own_limit_on_keeping_data_is_told():
    assert of_be(PLAIN, profile("BE", "retention_days", "100"))[0][2] == (
        "after: message NEEDS_AUTHORISATION; kept at most 100 d"
    )


def test_the_hours_of_an_urgent_review_are_shown_by_a_warning_that_two_signed():
    sooner = law("profiles", "demo.toml", lambda text: text.replace("hours = 72", "hours = 24"))
    found = told(PLAIN, sooner, "two persons have signed (TP2)")
    assert found
    assert all("REVIEW(DUTY_MAGISTRATE,72h)" in lines[1] for lines in found)
    assert all("REVIEW(DUTY_MAGISTRATE,24h)" in lines[2] for lines in found)


def test_a_listing_is_shown_by_deeds_for_the_organisation():
    row = '[[list.entries]]\nkey = "X"\nname = "New Group"\nsince = 2020-01-01\n\n'
    first = '[[list.entries]]\nkey = "DEMO-EU.01"'
    listed = law("designations", "demo.toml", lambda text: text.replace(first, row + first))
    found = told(law(), listed, "deeds for 'New Group'")
    assert found
    for lines in found:
        assert "LABEL_IGNORED" in lines[1]
        assert "LABEL_IGNORED" not in lines[2]
        assert lines[3] == "through: R-LISTDIFF"
        assert "REFER" not in lines[2]  # the deed that it names is dated (R-LIST)
