"""What `comity law check` finds in files of the law: each mistake by its line, all of them at once."""

from datetime import date

import pytest

from comity.law.cataloguefile import parse_catalogue
from comity.law.checking import ERROR, WARNING, Finding, check
from law.shipped import CASES, ROOM, files

SHIPPED = {
    room: files(ROOM / room) for room in ("rules", "profiles", "agreements", "designations", "catalogue")
}
TREATY = """\
[[instrument]]
id = "x"
version = "1"
kind = "TREATY_BILATERAL"
title = "t"
parties = ["BE", "VN"]
signed_on = 2020-05-04
entry = { rule = "ON_SIGNATURE" }
source = "s"
checked_on = 2026-11-21
confidence = "verify"

[[instrument.article]]
topic = "scope"
number = "art. 1"
title = "Scope"
says = "The police help each other."

[instrument.terms]
purposes = ["INVESTIGATION"]
languages = ["en"]
data_categories = ["DC_IDENTITY"]
read_in = "en"

[instrument.terms.articles]
purposes = "art. 1"
languages = "art. 1"
data_categories = "art. 1"

[instrument.terms.request_types]
T02 = { article = "art. 1(2)" }

[instrument.terms.safeguards]
RIGHTS = "art. 1"
REDRESS = "art. 1"
SUPERVISION = "art. 1"
SECURITY = "art. 1"
BREACH_DUTY = "art. 1"
NO_DEATH_PENALTY_USE = "not applicable: no article 9 is needed, neither party has it"
SUSPENSION_CLAUSE = "art. 1"
"""
RULE = """\
[[rule]]
id = "R-X"
title = { en = "t", fr = "t" }
source = "s"
valid_from = 2000-01-01
disclosable = "SCOPE"

[[rule.clause]]
scope = "item"
effect = "M"
level = "N1"
article = "art. 1"
when.all = ["item.personal", "type.T02"]
en = "e"
fr = "f"
"""


def found(text: str, name: str = "x.toml") -> list[str]:
    """Return what is found in one file, as line, level and words."""
    checked = check({name: text.encode()}, SHIPPED)
    return [f"{one.line} {one.level}: {one.text}" for one in checked.findings]


def changed(text: str, old: str, new: str) -> list[str]:
    assert text.count(old) == 1
    return found(text.replace(old, new))


# ── agreements ──────────────────────────────────────────────────────────────────────────────────
def test_finds_nothing_in_a_sound_agreement_rule_profile_or_situation():
    assert found(TREATY) == []
    assert found(RULE) == []
    checked = check({**SHIPPED["profiles"], **files(CASES)}, SHIPPED)
    assert checked.findings == ()
    assert set(checked.kinds.values()) == {"profiles", "situations"}


def test_beside_as_many_mistakes_as_are_told_nothing_else_is_looked_for():
    """A treaty without a language cannot stand, but beside another with a hundred unknown keys it waits."""
    silent = TREATY.replace('id = "x"', 'id = "y"').replace('languages = ["en"]\n', "")
    many = TREATY.replace("[[instrument]]\n", "[[instrument]]\n" + "".join(f"k{n} = 1\n" for n in range(100)))
    told = check({"x.toml": many.encode(), "y.toml": silent.encode()}, SHIPPED).findings
    assert {one.file for one in told} == {"x.toml"}
    assert len(told) == 100
    assert any("no language" in line for line in found(silent))


def test_the_shipped_law_has_no_error():
    for shipped in SHIPPED.values():
        assert [one for one in check(shipped, SHIPPED).findings if one.level == ERROR] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "t"', 'titel = "t"', "5 error: unknown key 'titel'"),
        ("signed_on = 2020-05-04", "signed_on = 2020-02-30", "7 error: not TOML: Invalid date"),
        ("signed_on = 2020-05-04", 'signed_on = "May"', "7 error: 'signed_on': 'May' is no date."),
        ("signed_on = 2020-05-04", "signed_on = 9999-05-04", "7 error: 'signed_on' lies outside the years"),
        (
            "signed_on = 2020-05-04",
            "signed_on = 2020-05-04\nends_on = 2019-01-01",
            "8 error: 'ends_on': 2019",
        ),
        (
            "signed_on = 2020-05-04",
            "signed_on = 2020-05-04\nratified = { BE = 2020-01-01 }",
            "8 error: the events of 'x' stand in no possible order",
        ),
        (
            "signed_on = 2020-05-04",
            "signed_on = 2020-05-04\nratified = { FR = 2020-06-01 }",
            "8 error: FR is no party of 'x'.",
        ),
        ('["BE", "VN"]', '["BE"]', "6 error: an agreement has two parties at the least."),
        ('["BE", "VN"]', '["BE", "Vietnam"]', "6 error: 'parties': 'Vietnam' is no state"),
        (
            '"ON_SIGNATURE" }',
            '"DAYS_AFTER_LAST_RATIFICATION", number = -1 }',
            "8 error: entry into force: DAYS_AFTER_LAST_RATIFICATION takes no number -1.",
        ),
        ('languages = ["en"]\n', "", "19 error: no language"),
        ("art. 1(2)", "art. 2", "31 error: 'T02' points to art. 2, which is not in the text."),
        ("art. 1(2)", " ", "31 error: 'T02' names no article."),
        ('{ article = "art. 1(2)" }', "{}", "31 error: 'article' is missing."),
        ('purposes = "art. 1"', 'purposes = "art. 1"\nwishes = "art. 1"', "27 error: 'wishes' is no term"),
        ('RIGHTS = "art. 1"', 'RIGHTS = ""', "34 error: 'RIGHTS' names no article."),
        ('says = "The police help each other."', 'says = ""', "17 error: 'art. 1' says nothing."),
        (
            'data_categories = ["DC_IDENTITY"]',
            'data_categories = ["DC_IDENTITY"]\nforbidden_categories = ["DC_IDENTITY"]',
            "23 error: the agreement contradicts itself: DC_IDENTITY is both opened and forbidden.",
        ),
        (
            'languages = ["en"]',
            'languages = ["en"]\nonward_transfer = "FORBIDDEN"\nonward_to = ["BY"]',
            "23 error: the agreement contradicts itself: 'onward_to' names states",
        ),
        (
            'languages = ["en"]',
            'languages = ["en"]\nduty_to_assist = ["T09"]',
            "22 error: a duty to assist with T09",
        ),
        ('languages = ["en"]', 'languages = ["en"]\nretention_days = "long"', "22 error: 'retention_days'"),
        ('source = "s"', 'source = ""', "9 error: 'source' says nothing."),
        (
            'read_in = "en"',
            "retention_days = 0",
            "23 error: 'retention_days' counts from 1 day on, and 36525 at the most.",
        ),
        (
            'read_in = "en"',
            "crime_areas = { DRUGS = -1 }",
            "23 error: 'DRUGS': a least penalty counts months",
        ),
        ("signed_on = 2020-05-04", "signed_on = 2020-05-04T10:00:00Z", "7 error: 'signed_on': 2020-05-04T10"),
        ('["BE", "VN"]', '["BE", "QQ"]', "6 error: 'QQ' is no state (ISO 3166-1), nor EU."),
        ('{ article = "art. 1(2)" }', "{ }", "31 error: 'article' is missing."),
        ("SUSPENSION_CLAUSE", "[instrument.wishes]\na", "40 error: unknown key 'wishes'"),
        (
            'languages = ["en"]',
            'languages = ["en"]\nrefusal_grounds = { R-NICE = { article = "art. 1" } }',
            "22 error: 'R-NICE' is no rule",
        ),
        ('id = "x"', 'id = "{short name}"', "2 error: still to be filled in: short name."),
    ],
)
def test_finds_a_mistake_in_an_agreement_by_its_line(old, new, said):
    findings = changed(TREATY, old, new)
    assert [one for one in findings if one.startswith(said)], findings


def test_finds_all_mistakes_of_a_file_and_not_the_first_alone():
    text = TREATY.replace('title = "t"', 'titel = "t"').replace("2020-05-04", '"soon"')
    text = text.replace("INVESTIGATION", "GOSSIP").replace("DC_IDENTITY", "DC_HAT").replace("T02", "T99")
    assert [one.split(":")[0] for one in found(text)] == [
        "1 error",  # 'title' is missing
        "5 error",  # unknown key 'titel'
        "7 error",  # no date
        "20 error",  # no purpose
        "22 error",  # no category
        "31 error",  # no type of request
    ]


@pytest.mark.source("C3-6")
def test_an_agreement_without_all_safeguards_is_incomplete_and_no_error():
    (finding,) = changed(TREATY, 'REDRESS = "art. 1"\n', "")
    assert finding.startswith(
        "33 warning: INCOMPLETE: no article on REDRESS; without it the agreement carries"
    )
    assert "LED art. 37(1)(a)" in finding


def test_a_memorandum_that_opens_requests_is_told_that_it_is_no_basis():
    findings = changed(TREATY, "TREATY_BILATERAL", "MOU")
    assert findings == ["4 warning: MOU is by itself no basis for personal data or coercion (AX7)."]


def test_a_term_without_an_article_is_refused():
    findings = changed(TREATY, 'purposes = "art. 1"\n', "")
    assert findings == ["20 error: no article is named for 'purposes'."]


def test_protocols_that_rest_on_each_other_are_refused():
    protocol = TREATY.replace("TREATY_BILATERAL", "IMPLEMENTING_PROTOCOL")
    one = protocol.replace('id = "x"', 'id = "x"\nparent = "y"')
    other = protocol.replace('id = "x"', 'id = "y"\nparent = "x"')
    assert found(one + other) == [
        "3 error: circular reference: x → y → x.",
        f"{3 + one.count(chr(10))} error: circular reference: y → x → y.",
    ]


def test_a_protocol_may_rest_on_a_shipped_agreement_and_on_none_that_is_nowhere():
    protocol = TREATY.replace("TREATY_BILATERAL", "IMPLEMENTING_PROTOCOL")
    assert found(protocol.replace('id = "x"', 'id = "x"\nparent = "demo-be-vn"')) == []
    assert found(protocol.replace('id = "x"', 'id = "x"\nparent = "nowhere"')) == [
        "3 error: there is no instrument 'nowhere'."
    ]


# ── rules, profiles, situations ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"item.personal"',
            '"item.personnel"',
            "13 error: no fact is named 'item.personnel'. Perhaps 'item.personal'?",
        ),
        (
            '"type.T02"',
            '{ not = "item.personal" }',
            "13 error: the condition can never be true: it asks for 'item.personal' and for its contrary.",
        ),
        (
            '"item.personal"',
            '"type.T10"',
            "13 error: the condition can never be true: 'type.T02' and 'type.T10' exclude each other.",
        ),
        (
            "valid_from = 2000-01-01",
            "valid_from = 2000-01-01\nvalid_to = 1999-12-31",
            "6 error: the rule would end before it begins.",
        ),
        (
            '["item.personal", "type.T02"]',
            '["moment.using", "moment.releasing"]',
            "13 error: the condition can never be true: 'moment.releasing' and 'moment.using' exclude each "
            "other.",
        ),
        ('["item.personal", "type.T02"]', "[]", "13 error: 'all' has a list of one condition at least."),
        ('fr = "f"\n', "", "8 error: 'fr' is missing."),
        ('fr = "f"\n', 'fr = " "\n', "15 error: 'fr' says nothing."),
        ('source = "s"', 'source = ""', "4 error: 'source' says nothing."),
        ('article = "art. 1"', 'article = ""', "12 error: 'article' says nothing."),
        ('article = "art. 1"\n', "", "8 error: 'article' is missing."),
    ],
)
def test_finds_a_mistake_in_a_rule_by_its_line(old, new, said):
    assert changed(RULE, old, new) == [said]


def test_a_condition_that_one_alternative_can_meet_is_no_mistake():
    assert (
        changed(RULE, 'when.all = ["item.personal", ', 'when.any = [{ all = ["type.T09", "type.T10"] }, ')
        == []
    )


def test_a_rule_that_forbids_and_allows_the_same_is_refused():
    clause = RULE[RULE.index("[[rule.clause]]") :]
    again = clause.replace('effect = "M"', 'effect = "C"').replace(
        'fr = "f"', 'fr = "f"\nconditions = ["H1"]'
    )
    assert found(RULE + again) == [
        "18 error: the rule contradicts itself: clause 1 has effect M in the very same case, clause 2 has C."
    ]


def test_all_unknown_facts_of_a_condition_are_told():
    findings = changed(RULE, '["item.personal", "type.T02"]', '["a.b", "type.T02",\n"c.d"]')
    assert findings == ["13 error: no fact is named 'a.b'.", "14 error: no fact is named 'c.d'."]


def test_all_mistakes_of_a_profile_are_told():
    value = '[[value]]\nfield = "{}"\nvalue = {}\nvalid_from = 2000-01-01\nsource = "s"\n'
    value += 'checked_on = 2026-11-21\nconfidence = "verify"\n'
    text = 'state = "BE"\n' + value.format("hats", "true") + value.format("led_applies", '"yes"')
    assert found(text) == [
        "3 error: unknown field 'hats'; known: " + known_fields(),
        "11 error: 'yes' is no value of field 'led_applies': it is true or false.",
    ]


def known_fields() -> str:
    from comity.law.national import FIELDS

    return f"{', '.join(sorted(FIELDS))}."


def test_situations_that_follow_each_other_in_a_circle_are_refused():
    text = '[[situation]]\nid = "A"\nlike = "B"\n\n[[situation]]\nid = "B"\nlike = "A"\n'
    assert found(text) == [
        "3 error: circular reference: B → A → B.",
        "7 error: circular reference: A → B → A.",
    ]


def test_a_chain_of_situations_that_nobody_could_read_is_refused():
    links = (f'[[situation]]\nid = "S{n}"\nlike = "S{n + 1}"\n' for n in range(500))
    assert "more than 16 situations follow one another." in found("".join(links))[0]


# ── what no lawyer wrote ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'parties = [\n"BE",\n' + '"BE",\n' * 1_000_000 + "]",
            "166666 error: the file goes on after 1000000 bytes",
        ),
        ("a = 1\nparties = [" + "1," * 1_000_000 + "]", "2 error: the line has more than 4000 bytes."),
        ("a = [\n" + "1,\n" * 20_000 + "]", "1 error: 'a' has more than 10000 entries."),
        ("a = 1\nb = [\n" + "[\n" * 2_000 + "]\n" * 2_000 + "]", "18 error: nested too deeply."),
        ("a = 1\nb = " + "[" * 40 + "]" * 40, "2 error: nested too deeply."),
        ("a = 1\n" + "b." * 1_900 + "c = 1", "2 error: nested too deeply."),
        ("a = 1\na = 2", "2 error: not TOML"),
        (
            "a = 1",
            "1 error: neither rules, agreement, profile, list, situations nor catalogue: none of [[rule]], "
            "[[instrument]], [[value]], [[list]], [[situation]], [[act]] is here.",
        ),
    ],
)
def test_what_is_too_long_or_too_deep_is_refused_by_its_line(text, said):
    (finding,) = found(text)
    assert finding.startswith(said)


def test_bytes_that_are_no_text_are_refused_by_their_line():
    (finding,) = check({"x.toml": b"a = 1\nb = '\xff'"}, SHIPPED).findings
    assert (finding.line, finding.level) == (2, ERROR)
    assert finding.text.startswith("not UTF-8 text")


def test_a_byte_order_mark_is_named():
    (finding,) = check({"x.toml": b"\xef\xbb\xbf" + TREATY.encode()}, SHIPPED).findings
    assert (finding.line, finding.text) == (
        1,
        "a byte order mark stands before the text. Save it without one.",
    )


def test_a_hundred_mistakes_are_told_and_the_rest_is_for_later():
    many = "".join(f'[[value]]\nfield = "f{n}"\n' for n in range(500))
    assert len(found('state = "BE"\n' + many)) == 100
    circles = "".join(TREATY.replace('"x"', f'"x{n}"\nparent = "x{n ^ 1}"') for n in range(300))
    assert len(found(circles)) >= 100
    assert len(check({f"{n}.toml": b"a = " for n in range(150)}, SHIPPED).findings) == 150


def test_one_file_that_cannot_be_read_hides_nothing_of_another():
    checked = check({"a.toml": b"a = ", "b.toml": TREATY.replace('"en"', "5").encode()}, SHIPPED)
    assert [(one.file, one.line) for one in checked.findings] == [
        ("a.toml", 1),
        ("b.toml", 21),
        ("b.toml", 23),
    ]
    assert not checked.sound


def test_warnings_alone_are_sound():
    checked = check({"x.toml": TREATY.replace("TREATY_BILATERAL", "MOU").encode()}, SHIPPED)
    assert [one.level for one in checked.findings] == [WARNING]
    assert checked.sound


# ── whatever stands there ───────────────────────────────────────────────────────────────────────
ODD = ("5", "true", "[]", "{}", "[{}]", "[[1]]", "nan", "9999-12-31", '"99999999 d"', "{ BE = 2020-01-01 }")
SITUATION = """\
[[situation]]
id = "A"
title = "t"
on = 2026-03-01T10:00:00Z
moment = "G3"
own = "BE"
partner = "VN"
agreements = ["demo-be-vn"]
expect = { outcome = "REFUSE" }
circumstances = { real_risk = false }
danger = { to_life = true }
denounced = { demo-be-vn = { by = "VN", notified_on = 2026-01-01, notice = "90 d" } }
item = [{ id = "i", category = "DC_VEHICLE" }]
order = [{ kind = "JUDGE", role = "JUDGE", items = ["i"], article = "a" }]
request = { type = "T04", sender = "VN/SPOC", recipient = "BE/SPOC", purpose = "BORDER_CONTROL" }
"""
PROFILE = """\
state = "BE"

[[value]]
field = "regime"
value = { IMMIGRATION = "GDPR" }
valid_from = 2000-01-01
valid_to = 2020-01-01
source = "s"
checked_on = 2026-11-21
confidence = "verify"
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [RULE, *(pytest.param(text, marks=pytest.mark.full) for text in (TREATY, PROFILE, SITUATION))],
    ids=["rule", "agreement", "profile", "situation"],
)
def test_any_value_in_any_line_is_told_by_line_and_breaks_nothing(text):
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "=" not in line:
            continue
        for odd in ODD:
            changed_line = f"{line.split('=')[0]}= {odd}"
            content = "\n".join((*lines[:number], changed_line, *lines[number + 1 :]))
            for finding in check({"x.toml": content.encode()}, SHIPPED).findings:
                assert 1 <= finding.line <= len(lines)
                assert finding.file == "x.toml"


# ── the catalogue ───────────────────────────────────────────────────────────────────────────────
ACT = """\
[lifecycle.X]
matter = "case"
ends = ["DONE"]

[[act]]
kind = "case.finish"
lifecycle = "X"
by = "either"
roles = ["OFFICER"]
move = [{ from = ["OPEN"], to = "DONE" }]

[[two_person]]
id = "TP99"
first = "case.finish"
second = "case.finish"
maker = ["OFFICER"]
checker = ["SUPERVISOR"]
"""


def test_finds_nothing_in_a_sound_catalogue():
    assert found(ACT) == []
    assert check({"x.toml": ACT.encode()}, SHIPPED).kinds == {"x.toml": "catalogue"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('by = "either"', 'bye = "either"', "8 error: unknown key 'bye'"),
        (
            'by = "either"',
            'by = "neither"',
            "8 error: 'by' is one of either, releasing, requested, requesting.",
        ),
        ('["OFFICER"]\nmove', '["OFICER"]\nmove', "9 error: 'OFICER' is no role."),
        ('kind = "case.finish"\n', "", "5 error: 'kind' is missing."),
        ('lifecycle = "X"', 'lifecycle = "Y"', "7 error: act case.finish: there is no lifecycle 'Y'."),
        ('lifecycle = "X"', 'lifecycle = "X"\nrank = "high"', "8 error: 'rank'"),
        (
            'lifecycle = "X"',
            'lifecycle = "X"\ncapability = "fly"',
            "8 error: act case.finish: there is no capa",
        ),
        (
            'lifecycle = "X"',
            'lifecycle = "X"\necho = "no.act"',
            "8 error: act case.finish: there is no act 'no.a",
        ),
        ("move = [{ from", "move = [{ when = 1, from", "10 error: unknown key 'when'"),
        ('second = "case.finish"', 'second = "case.end"', "15 error: TP99: there is no act 'case.end'."),
        ('matter = "case"', "matter = 1", "2 error: 'matter'"),
    ],
)
def test_finds_a_mistake_in_the_catalogue_by_its_line(old, new, said):
    assert any(one.startswith(said) for one in changed(ACT, old, new))


def test_an_act_that_stands_twice_is_refused():
    twice = ACT + ACT[ACT.index("[[act]]") : ACT.index("[[two_person]]")]
    assert any("the act 'case.finish' stands twice." in one for one in found(twice))


def test_a_file_of_the_catalogue_stands_in_for_the_shipped_one_of_its_name():
    for name in ("here/Q.toml", "Q.toml", "C:\\here\\Q.toml"):
        assert check({name: SHIPPED["catalogue"]["Q.toml"]}, SHIPPED).findings == ()


# ── every bad input that is named (issue 4) ─────────────────────────────────────────────────────
def test_all_that_an_agreement_says_against_itself_is_told():
    text = TREATY.replace(
        'entry = { rule = "ON_SIGNATURE" }',
        'entry = { rule = "ON_DATE" }\nratified = { FR = 2020-06-01 }\n'
        "valid_from = 2021-01-01\nvalid_to = 2020-01-01\nled61_grandfathered = true",
    ).replace('RIGHTS = "art. 1"', 'RIGHTS = "not applicable:"')
    said = " ".join(found(text))
    for part in (
        "ON_DATE names the day as 'on'",
        "FR is no party of 'x'",
        "'valid_to' lies before 'valid_from'",
        "art. 61 LED keeps what was signed before 2016-05-06",
        "RIGHTS names its article",
    ):
        assert part in said


@pytest.mark.source("C3-6")
@pytest.mark.parametrize(
    "pointer", ["to be negotiated", "see annex", "not applicable", "not applicable: ", ""]
)
def test_a_safeguard_that_points_nowhere_is_none(pointer):
    text = TREATY[: TREATY.index("[[instrument.article]]")] + TREATY[TREATY.index("[instrument.terms]") :]
    broken = text.replace('RIGHTS = "art. 1"', f'RIGHTS = "{pointer}"')
    assert any(
        "RIGHTS names its article, or 'not applicable: …' with the reason." in one for one in found(broken)
    )
    assert found(text) == []


def test_all_that_is_wrong_with_a_rule_is_told_and_not_the_first_alone():
    rule = (
        RULE.replace(', fr = "t" }', " }")
        .replace('"SCOPE"', '"WHIM"')
        .replace('effect = "M"', 'effect = "A"')
    )
    rule = rule.replace('"type.T02"]', '{ not = "item.personal" }, "item.nope"]').replace('fr = "f"\n', "")
    assert [one.partition(" (")[0].partition(": 'WHIM'")[0] for one in found(rule)] == [
        "3 error: 'fr' is missing.",
        "6 error: 'disclosable'",
        "8 error: 'fr' is missing.",
        "8 error: effect A names who is needed.",
        "11 error: an authorisation",
        "13 error: no fact is named 'item.nope'. Perhaps 'item.tainted'?",
        "13 error: the condition can never be true: it asks for 'item.personal' and for its contrary.",
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("retention_days = 99999999999999", "'retention_days' counts from 1 day on, and 36525 at the most."),
        ('retention = { DC_FACE = "0 d" }', "'DC_FACE' is no time at all."),
        ('review_every = "0 d"', "'review_every' is no time at all."),
        ('time_limits = { T02 = { urgent = "0 h" } }', "'urgent' is no time at all."),
        (
            'time_limits = { T02 = { urgent = "30 d", normal = "7 d" } }',
            "an urgent answer has more time than another.",
        ),
        ('time_limits = { T09 = { normal = "7 d" } }', "a time limit for T09, which is not opened."),
        ('onward_transfer = "ALLOWED_TO"', "onward transfer is ALLOWED_TO, and 'onward_to' names no state."),
        ("crime_areas = { DRUGS = 1201 }", "'DRUGS': a least penalty counts 1200 months at the most."),
        (
            "surrender = { least_penalty_months = -1 }",
            "'least_penalty_months': a least penalty counts months from 0 on.",
        ),
    ],
)
def test_a_number_that_cannot_be_is_refused_at_its_line(lines, said):
    text = TREATY.replace('read_in = "en"\n', f'read_in = "en"\n{lines}\n')
    assert f"24 error: {said}" in found(text)


def test_days_and_spans_that_can_be_are_taken():
    lines = (
        'retention_days = 36525\ncrime_areas = { DRUGS = 1200 }\nonward_transfer = "ALLOWED_TO"\n'
        'onward_to = ["MA"]\ntime_limits = { T02 = { urgent = "7 d", normal = "7 d" } }\n'
    )
    text = TREATY.replace('read_in = "en"\n', f'read_in = "en"\n{lines}')
    assert all("no article is named" in one for one in found(text))


def test_an_assurance_says_who_looks_at_it():
    term = (
        '\n[[instrument.terms.assurances]]\nkind = "NO_DEATH_PENALTY"\ntrigger = "R-DEATH"\ngiver = "STATE"\n'
    )
    line = term + 'monitoring = " "\narticle = "art. 1"\n'
    assert found(TREATY + line) == ["46 error: 'monitoring' says who looks whether an assurance is kept."]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("DAYS_AFTER_SIGNATURE", False),
        ("MONTHS_AFTER_LAST_RATIFICATION", False),
        ("FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION", False),
        ("DAYS_AFTER_LAST_RATIFICATION", True),
    ],
)
def test_a_text_does_not_enter_into_force_before_or_on_the_day_that_its_clause_counts_from(rule, fits):
    told = found(TREATY.replace('rule = "ON_SIGNATURE"', f'rule = "{rule}"'))
    assert told == ([] if fits else [f"8 error: entry into force: {rule} names a 'number' from 1 on."])


def test_nothing_was_checked_on_a_day_that_has_not_come():
    text = TREATY.replace("checked_on = 2026-11-21", "checked_on = 2036-01-02  # 2036-01-09")
    on = check({"x.toml": text.encode()}, SHIPPED, date(2036, 1, 1)).findings
    assert [(one.line, one.text) for one in on] == [(10, "'checked_on': 2036-01-02 has not come yet.")]
    assert check({"x.toml": text.encode()}, SHIPPED, date(2036, 1, 2)).findings == ()
    assert check({"x.toml": text.encode()}, SHIPPED).findings == ()


def test_a_clock_that_is_behind_the_shipped_law_calls_none_of_its_days_wrong():
    shipped = SHIPPED["agreements"]["demo-be-vn.toml"]
    assert check({"demo-be-vn.toml": shipped}, SHIPPED, date(1999, 1, 1)).findings == ()


BAD = {
    "unknown key": (TREATY.replace('title = "t"', 'titel = "t"'), 5),
    "a date that is none": (TREATY.replace("2020-05-04", "2020-13-41"), 7),
    "a rule that contradicts itself": (RULE.replace('"type.T02"', '{ not = "item.personal" }'), 13),
    "an agreement that contradicts itself": (
        TREATY.replace('languages = ["en"]', 'languages = ["en"]\nforbidden_categories = ["DC_IDENTITY"]'),
        22,
    ),
    "a circular reference": (TREATY.replace('version = "1"', 'version = "1"\nsuperseded_by = "x"'), 4),
    "a million entries in one line": (
        TREATY.replace('["BE", "VN"]', "[" + '"BE", ' * 1_000_000 + "]"),
        6,
    ),
    "a million entries in a million lines": (
        TREATY.replace('["BE", "VN"]', "[\n" + '"B",\n' * 1_000_000 + "]"),
        None,
    ),
    "more entries than any law has": (TREATY.replace('["BE", "VN"]', "[\n" + '"B",\n' * 20_000 + "]"), 6),
}


@pytest.mark.parametrize("name", BAD)
def test_every_bad_input_is_told_by_file_and_line(name):
    text, line = BAD[name]
    errors = [one for one in check({"bad.toml": text.encode()}, SHIPPED).findings if one.level == ERROR]
    assert errors
    assert all(one.file == "bad.toml" and one.line > 0 for one in errors)
    assert line is None or line in {one.line for one in errors}


def test_a_mistake_of_no_single_line_is_told_without_one():
    need = '[[need]]\nid = "n"\nbegins = ["case.draft"]\nsettled = ["case.draft"]\nroles = ["JUDGE"]\n'
    kind = min(kind for kind in parse_catalogue(SHIPPED["catalogue"]).kinds)
    text = need.replace("case.draft", kind)
    checked = check({"duty.toml": text.encode()}, SHIPPED)
    said = "duty: no [[pace]] for every role that is NORMAL and URGENT."
    assert checked.findings == (Finding(file="", line=0, level=ERROR, text=said),)
    assert (checked.kinds, checked.sound) == ({"duty.toml": "catalogue"}, False)
