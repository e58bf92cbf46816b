"""Rule files: what is refused, with file and line, and what a digest covers."""

import pytest

from comity.errors import LawFileInvalid
from comity.law import parse_rules
from comity.law.clauses import Effect
from comity.law.gate import ABUSE, SHUT
from comity.law.named.danger import CONDITIONS
from comity.law.naming import vocabulary
from comity.model.decisions import Level
from law.shipped import ROOM, RULES, files

GOOD = """\
[[word]]
code = "JUDGE"
en = "the judge"
fr = "le juge"

[[rule]]
id = "R-X"
title = { en = "t", fr = "t" }
source = "s"
valid_from = 2000-01-01
disclosable = "SCOPE"

[[rule.clause]]
scope = "item"
effect = "A"
level = "N3"
article = "art. 1"
when.all = ["item.personal"]
needs = ["JUDGE"]
en = "e"
fr = "f"
"""


def refusal(text):
    with pytest.raises(LawFileInvalid) as caught:
        parse_rules({"x.toml": text.encode() if isinstance(text, str) else text})
    return caught.value.what


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"item.personal"', '"item.purple"', "x.toml:18: no fact is named 'item.purple'."),
        ('"item.personal"', '"offence.judged_here"', "x.toml:18: 'offence.judged_here' speaks of an offence"),
        ('needs = ["JUDGE"]', 'nedes = ["JUDGE"]', "x.toml:19: unknown key 'nedes'"),
        (
            'level = "N3"',
            'level = "N1"',
            "x.toml:16: an authorisation (A), and nothing else, stands at level N3",
        ),
        ('level = "N3"', 'level = "N9"', "x.toml:16: 'N9' is no level"),
        (
            'effect = "A"',
            'effect = "Z"',
            "x.toml:15: 'effect': 'Z' is no effect. Known: M, S, O, REFER, A, C, DUTY, NONE.",
        ),
        ('needs = ["JUDGE"]', "", "effect A names who is needed."),
        ('["JUDGE"]', '["KING"]', "x.toml:19: no [[word]] explains 'KING' in en, fr."),
        ('"art. 1"', '"art. {nowhere}"', "nothing is written out for '{nowhere}' here."),
        ('fr = "f"', "", "x.toml:13: 'fr' is missing."),
        (
            "valid_from = 2000-01-01",
            'valid_from = "2000-01-01"',
            "x.toml:10: 'valid_from': '2000-01-01' is no date.",
        ),
        ("valid_from = 2000-01-01", "valid_from = 2000-13-01", "x.toml:10: not TOML"),
        ("valid_from = 2000-01-01", "", "x.toml:6: 'valid_from' is missing."),
        (
            'when.all = ["item.personal"]',
            "when.all = []",
            "x.toml:18: 'all' has a list of one condition at least",
        ),
        (
            'when.all = ["item.personal"]',
            'when.some = ["item.personal"]',
            "x.toml:18: 'some' joins no conditions",
        ),
        (
            'disclosable = "SCOPE"',
            'disclosable = "GOSSIP"',
            "x.toml:11: 'disclosable': 'GOSSIP' is no reason that a partner may be told.",
        ),
        ('en = "e"', 'en = "because of {owner}"', "x.toml:20: a reason is read without the facts"),
        ("[[rule.clause]]", "[rule.clause]", "'clause' is a list of tables, written [[rule.clause]]."),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old, new, said):
    assert GOOD.count(old) == 1
    assert said in refusal(GOOD.replace(old, new))


def test_refuses_bytes_that_are_no_text():
    assert refusal(b"\xff\xfe") == "x.toml:1: not UTF-8 text (invalid start byte at byte 0)."


def test_refuses_a_rule_that_stands_twice_for_the_same_days():
    twice = GOOD + GOOD[GOOD.index("[[rule]]") :]
    assert "x.toml:23: rule 'R-X' stands twice for the same days." in refusal(twice)


def test_accepts_two_versions_of_a_rule_one_after_the_other():
    first = GOOD.replace("valid_from = 2000-01-01", "valid_from = 2000-01-01\nvalid_to = 2019-12-31")
    second = GOOD[GOOD.index("[[rule]]") :].replace("2000-01-01", "2020-01-01")
    assert len(parse_rules({"x.toml": (first + second).encode()}).rules) == 2


def test_refuses_a_condition_that_nobody_could_read():
    pairs = ", ".join(
        '{ any = ["item.personal", "item.special"] }, { any = ["item.tainted", "court.hold"] }' for _ in "ab"
    )
    more = ", ".join(f'{{ any = ["type.T0{n}", "type.T1{n}"] }}' for n in range(1, 8))
    assert "unfolds into more than 64 cases" in refusal(GOOD.replace('"item.personal"', f"{pairs}, {more}"))


def test_the_digest_covers_what_the_files_say_and_not_how():
    plain = parse_rules({"x.toml": GOOD.encode()})
    spaced = parse_rules({"x.toml": ("# a remark\n\n" + GOOD.replace(" = ", "  =  ")).encode()})
    changed = parse_rules({"x.toml": GOOD.replace('"art. 1"', '"art. 2"').encode()})
    assert plain.digest == spaced.digest
    assert plain.digest != changed.digest


# ── the rules that ship ─────────────────────────────────────────────────────────────────────────
def test_ships_the_rules_of_5_3():
    touched = "BASIS SCOPE COMP FORM NECESS BULK XFER JUDGE EMBARGO PROV HAND SPEC MINOR ASYLUM REFOUL DEATH "
    touched += (
        "NEBIS R39 MATCH GRADE RETENT ONWARD CLASS INTEL SUSPREL TAINT VICTIM COERC FIU PEND DUAL NATL "
    )
    touched += (
        "TORTURE TRIAL LIFE ABSENT POLIT DISCRIM MILIT FISCAL BANK THRESH LAPSE EUCIT HUMAN IMMUN SOVER "
    )
    touched += "IHL SPECIALITY"
    assert {f"R-{name}" for name in touched.split()} <= {rule.id for rule in RULES.rules}


def test_every_rule_tells_the_partner_only_what_q2_allows():
    told = {
        "FORM": "R-FORM R-COMP",
        "SCOPE": "R-BASIS R-SCOPE R-COERC R-FIU R-CLASS",
        "NECESSITY": "R-NECESS R-BULK",
        "POSTPONED": "R-EMBARGO R-PEND R-R39 R-REFOUL",
        "NO_REPLY_POSSIBLE": "R-ASYLUM R-VICTIM R-PROV R-INTEL R-EMBARGO",
        "HUMAN_RIGHTS": "R-DEATH R-TAINT R-SPEC R-MINOR R-REFOUL R-LIFE R-TORTURE R-TRIAL R-ABSENT"
        " R-DISCRIM R-POLIT R-HUMAN",
        "NATIONAL_LAW": "R-XFER R-JUDGE R-MATCH R-HAND R-GRADE R-RETENT R-ONWARD R-SUSPREL",
    }
    told["NATIONAL_LAW"] += " R-NEBIS R-DUAL R-NATL R-MILIT R-FISCAL R-BANK R-THRESH R-LAPSE R-EUCIT R-IMMUN"
    told["NATIONAL_LAW"] += " R-SPECIALITY R-IHL R-SOVER R-LISTDIFF R-PRIV R-TLP R-REMAIN R-PROFILE R-AGREED"
    told["NECESSITY"] += " R-LIST"
    told["HUMAN_RIGHTS"] += " R-CONSENT"
    expected = {(rule, code) for code, rules in told.items() for rule in rules.split()}
    found = {(c.rule, c.disclosable.value) for rule in RULES.rules for c in rule.clauses}
    assert {pair for pair in found if pair[0].startswith("R-")} == expected


def test_the_absolute_rules_stand_at_n0():
    absolute = {c.rule for rule in RULES.rules for c in rule.clauses if c.level is Level.N0}
    assert absolute == {"R-ASYLUM", "R-REFOUL", "R-DEATH", "R-TAINT", "R-TORTURE", "R-TRIAL", "R-LIST"}


def test_only_the_needs_that_two_persons_in_danger_may_meet_say_so():
    met = {c.rule for rule in RULES.rules for c in rule.clauses if c.tp2}
    assert met == {"R-JUDGE", "R-XFER", "R-SPEC", "R-MINOR", "R-GRADE", "R-ONWARD"}


def test_no_rule_reads_a_nationality_but_through_an_allowed_fact():
    named = ("subjects.own_national", "subjects.citizen_of_another_member")
    readers = {c.rule for r in RULES.rules for c in r.clauses for name in named if name in str(c.when)}
    assert readers == {"R-NATL", "R-EUCIT"}


def test_every_clause_can_speak_and_every_effect_is_used():
    clauses = [clause for rule in RULES.rules for clause in rule.clauses]
    assert all(clause.conjuncts for clause in clauses)
    assert {clause.effect for clause in clauses} == set(Effect)


def test_the_rules_use_the_whole_vocabulary_but_what_the_gate_reads_itself():
    text = b"".join(files(ROOM / "rules").values()).decode()
    by_the_gate = ("type.", ABUSE, SHUT)
    unused = {n for n in vocabulary() if f'"{n}"' not in text and not n.startswith(by_the_gate)}
    unused -= {name for names in CONDITIONS.values() for name in names}  # one by one in item.released_by_tp2
    assert unused == {"form.supplement_lapsed", "item.awaits_tp2", "message.part_would_mislead"}
