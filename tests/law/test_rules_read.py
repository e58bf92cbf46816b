"""What a rule's words come to: every key of its file, and what it is refused for, by its line."""

from datetime import date

import pytest

from comity.errors import LawFileInvalid
from comity.law import parse_rules
from comity.law.clauses import Clause, Effect
from comity.law.conditions import AllOf, AnyOf, Named, Not
from comity.law.cures import Cure, CureKind
from comity.law.naming import Scope, bits
from comity.law.rulebook import Rule, Rulebook
from comity.model.decisions import Disclosable, Ground, Level, Outcome

FILE = """\
[[word]]
code = "JUDGE"
en = "the judge"
fr = "le juge"

[[word]]
code = "H2"
en = "no evidence"
fr = "pas de preuve"

[[rule]]
id = "R-Y"
title = { en = "second", fr = "deuxième" }
source = "s"
valid_from = 2000-01-01
disclosable = "SCOPE"

[[rule.clause]]
scope = "message"
effect = "M"
level = "N0"
article = "art. 1"
when = "type.T02"
en = "e"
fr = "f"

[[rule]]
id = "R-X"
title = { en = "first", fr = "premier" }
source = "the law"
valid_from = 2000-01-01
valid_to = 2030-12-31
disclosable = "SCOPE"

[[rule.clause]]
scope = "item"
effect = "A"
level = "N3"
article = "art. 1"
when.all = ["item.personal", { not = "regime.led" }]
needs = ["JUDGE"]
action = "JUDGE"
conditions = ["H2"]
tp2 = true
disclosable = "FORM"
if_unknown = { needs = ["JUDGE or H2"], action = "H2" }
en = "because"
fr = "parce que"

[[rule.clause]]
scope = "item"
effect = "C"
level = "N1"
article = "art. {handling}"
when.any = ["item.personal", "item.special"]
conditions = ["{owner}"]
en = "g"
fr = "h"

[[cure]]
fact = "form.language_not_accepted"
kind = "field"
value = false
en = "say the facts"
fr = "dites les faits"

[[cure]]
fact = "court.hold"
kind = "instrument"
value = true
only_unknown = true
fills = ["form.status_missing"]
en = "c"
fr = "d"
"""


def read(text: str = FILE) -> Rulebook:
    return parse_rules({"x.toml": text.encode()})


def refused(text: str) -> str:
    with pytest.raises(LawFileInvalid) as caught:
        read(text)
    return caught.value.what


def test_reads_words_cures_and_rules_in_the_order_of_their_ids():
    book = read()
    assert book.words == {
        "JUDGE": {"en": "the judge", "fr": "le juge"},
        "H2": {"en": "no evidence", "fr": "pas de preuve"},
    }
    assert [rule.id for rule in book.rules] == ["R-X", "R-Y"]
    assert book.cures == (
        Cure(
            fact="court.hold",
            kind=CureKind.INSTRUMENT,
            value=True,
            only_unknown=True,
            fills=("form.status_missing",),
            text={"en": "c", "fr": "d"},
        ),
        Cure(
            fact="form.language_not_accepted",
            kind=CureKind.FIELD,
            value=False,
            text={"en": "say the facts", "fr": "dites les faits"},
        ),
    )


def test_reads_each_key_of_a_rule_and_of_its_clauses():
    first, second = read().rules
    personal, special = bits()["item.personal"], bits()["item.special"]
    asks = Clause(
        rule="R-X",
        place=0,
        scope=Scope.ITEM,
        effect=Effect.A,
        level=Level.N3,
        article="art. 1",
        disclosable=Disclosable.FORM,
        when=AllOf((Named("item.personal"), Not(Named("regime.led")))),
        conjuncts=((personal, bits()["regime.led"]),),
        needs=("JUDGE",),
        action="JUDGE",
        conditions=("H2",),
        tp2=True,
        unknown_needs=("JUDGE or H2",),
        unknown_action="H2",
        writes=False,
        writes_of_unit=False,
        because={"en": "because", "fr": "parce que"},
    )
    writes = Clause(
        rule="R-X",
        place=1,
        scope=Scope.ITEM,
        effect=Effect.C,
        level=Level.N1,
        article="art. {handling}",
        disclosable=Disclosable.SCOPE,  # the rule's own
        when=AnyOf((Named("item.personal"), Named("item.special"))),
        conjuncts=tuple(sorted([(personal, 0), (special, 0)])),
        needs=(),
        action="",
        conditions=("{owner}",),
        tp2=False,
        unknown_needs=(),
        unknown_action="",
        writes=True,
        writes_of_unit=True,
        because={"en": "g", "fr": "h"},
    )
    assert first == Rule(
        id="R-X",
        title={"en": "first", "fr": "premier"},
        source="the law",
        valid_from=date(2000, 1, 1),
        valid_to=date(2030, 12, 31),
        clauses=(asks, writes),
    )
    assert (second.valid_to, second.clauses[0].when, second.clauses[0].place) == (None, Named("type.T02"), 0)


def test_a_text_with_only_the_messages_facts_is_written_once_for_all_items():
    (clause,) = (c for c in read(FILE.replace("{owner}", "{partner_state}")).rules[0].clauses if c.place == 1)
    assert (clause.writes, clause.writes_of_unit) == (True, False)


def test_words_that_other_files_explain_are_known():
    words = {"JUDGE": {"en": "j", "fr": "j"}, "H2": {"en": "h", "fr": "h"}}
    text = FILE[FILE.index("[[rule]]") :]
    assert parse_rules({"x.toml": text.encode()}, words).words == words
    assert "no [[word]] explains 'JUDGE' in en, fr." in refused(text)


# ── in force ────────────────────────────────────────────────────────────────────────────────────
LATER = FILE[FILE.index('[[rule]]\nid = "R-X"') : FILE.index("[[cure]]")]
LATER = LATER.replace("valid_from = 2000-01-01\nvalid_to = 2030-12-31", "valid_from = 2031-01-01")
LATER = LATER[: LATER.rindex("[[rule.clause]]")].replace('"because"', '"because of later law"')


def spoke(clause: int, rule: str = "R-X") -> Ground:
    return Ground(
        rule=rule,
        outcome=Outcome.REFUSE,
        level=Level.N1,
        article="a",
        disclosable=Disclosable.SCOPE,
        clause=clause,
    )


def test_a_rule_is_in_force_from_its_first_to_its_last_day():
    book = read(FILE + LATER)
    days = {date(1999, 12, 31): [], date(2000, 1, 1): [None, 2030], date(2030, 12, 31): [None, 2030]}
    days |= {date(2031, 1, 1): [None, None]}
    for day, ends in days.items():
        found = [rule.valid_to and rule.valid_to.year for rule in book.in_force(day)]
        assert sorted(found, key=str) == sorted(ends, key=str)


def test_finds_the_clause_that_spoke_in_the_version_of_the_day():
    book = read(FILE + LATER)

    def because(clause: int, on: date) -> str | None:
        found = book.clause_of(spoke(clause), on)
        return None if found is None else found.because["en"]

    assert because(0, date(2030, 12, 31)) == "because"
    assert because(1, date(2030, 12, 31)) == "g"
    assert because(0, date(2031, 1, 1)) == "because of later law"
    assert because(1, date(2031, 1, 1)) is None  # the later version has one clause
    assert because(0, date(1999, 1, 1)) == "because"  # of no day: the first that there is
    assert book.clause_of(spoke(0, "R-Z"), date(2026, 1, 1)) is None


def test_a_rule_may_hold_for_one_day():
    (first, *_) = read(FILE.replace("valid_to = 2030-12-31", "valid_to = 2000-01-01")).rules
    assert (first.valid_from, first.valid_to) == (date(2000, 1, 1), date(2000, 1, 1))


SEVEN_PAIRS = ", ".join(f'{{ any = ["type.T{n:02}", "type.T{n + 1:02}"] }}' for n in range(1, 14, 2))
"""Each doubles the cases: 128."""


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "H2"', 'code = "H2"\nde = "x"', "x.toml:8: unknown key 'de'; known here: code, en, fr."),
        ('code = "H2"\n', "", "x.toml:6: 'code' is missing."),
        ('en = "no evidence"\n', "", "x.toml:6: 'en' is missing."),
        ('code = "H2"', 'code = "RELIGION_RISK"', "x.toml:7: 'RELIGION_RISK': nationality, ethnic origin"),
        ('source = "the law"\n', "", "x.toml:27: 'source' is missing."),
        ('source = "the law"', "source = 5", "x.toml:30: 'source': 5 is no text."),
        ('source = "the law"', "risk = 5", "x.toml:30: 'risk': nationality, ethnic origin and religion"),
        ('source = "the law"', 'source = "the law"\ncolour = "red"', "x.toml:31: unknown key 'colour'"),
        ("valid_to = 2030-12-31", "valid_to = 1999-12-31", "x.toml:32: the rule would end before it begins."),
        (', fr = "premier" }', " }", "x.toml:29: 'fr' is missing."),
        ("tp2 = true", 'tp2 = "yes"', "x.toml:44: 'tp2': 'yes' is no true or false."),
        ("tp2 = true", "weight = 5", "x.toml:44: 'weight': nationality, ethnic origin and religion"),
        (
            'when.all = ["item.personal", { not = "regime.led" }]',
            f"when.all = [{SEVEN_PAIRS}]",
            "x.toml:40: the condition unfolds into more than 64 cases.",
        ),
        (
            'disclosable = "FORM"',
            'disclosable = "ALL"',
            "x.toml:45: 'disclosable': 'ALL' is no reason that a partner may be told.",
        ),
        ('action = "H2" }', 'colour = "H2" }', "x.toml:46: unknown key 'colour'; known here: action, needs."),
        ('action = "JUDGE"', "action = 5", "x.toml:42: 'action': 5 is no text."),
        ('action = "JUDGE"', 'action = "KING"', "x.toml:42: no [[word]] explains 'KING' in en, fr."),
        ('["JUDGE or H2"]', '["JUDGE or KING"]', "x.toml:46: no [[word]] explains 'KING' in en, fr."),
        ('action = "H2" }', 'action = "KING" }', "x.toml:46: no [[word]] explains 'KING' in en, fr."),
        ('conditions = ["H2"]', 'conditions = ["HX(1)"]', "x.toml:43: no [[word]] explains 'HX' in en, fr."),
        ('conditions = ["{owner}"]\n', "", "x.toml:52: effect C names its conditions."),
        ('effect = "M"', 'effect = "M"\nneeds = ["JUDGE"]', "x.toml:21: effect M needs nobody."),
        ('effect = "M"', 'effect = "M"\ntp2 = true', "x.toml:21: only an authorisation can be met by TP2."),
        ('effect = "M"', 'effect = "A"\nneeds = ["JUDGE"]', "x.toml:22: an authorisation (A), and nothing"),
        ('effect = "M"', 'effect = "DUTY"', "x.toml:21: a duty to assist (DUTY), and nothing else, stands"),
        ('effect = "M"', 'effect = "REFER"', "x.toml:18: effect REFER names who is needed."),
        ('effect = "M"', 'effect = "O"', "x.toml:18: effect O names who is needed."),
        ('level = "N0"', "level = 0", "x.toml:21: 0 is no level; known: N0 to N5."),
        ('level = "N0"', 'level = "N4"', "x.toml:21: a duty to assist (DUTY), and nothing else, stands"),
        ('level = "N1"', 'level = "N3"', "x.toml:53: an authorisation (A), and nothing else, stands"),
        ("{owner}", "{nobody}", "x.toml:56: nothing is written out for '{nobody}' here."),
        ('article = "art. 1"\nwhen = "type', 'article = "{owner}"\nwhen = "type', "for '{owner}' here."),
        (
            'fr = "h"',
            'fr = "{owner}"',
            "x.toml:57: a reason is read without the facts and writes out nothing.",
        ),
        ('when = "type.T02"', "when = 5", "x.toml:23: a condition is a fact, or one of all, any, not."),
        (
            'when = "type.T02"',
            'when = "item.personal"',
            "'item.personal' speaks of an item, this clause of the",
        ),
        (
            'when = "type.T02"',
            'when = "its.religion"',
            "x.toml:23: no fact is named 'its.religion': nationality",
        ),
        ('when = "type.T02"', 'when = "qqqqqqq"', "x.toml:23: no fact is named 'qqqqqqq'."),
        (
            'when = "type.T02"',
            'when = "subjects.own_national"',
            "x.toml:23: 'R-Y' is no rule in which nationality counts (AX4): nationality, ethnic origin",
        ),
        (
            'when = "type.T02"',
            'when.all = ["relation.suspended", "relation.to_be_referred"]',
            "x.toml:23: the condition can never be true: 'relation.suspended' and 'relation.",
        ),
        (
            'when = "type.T02"',
            'when.all = ["regime.led", "regime.gdpr"]',
            "x.toml:23: the condition can never be true: 'regime.gdpr' and 'regime.led' exclude each other.",
        ),
        ('kind = "field"', 'kind = "hope"', "x.toml:62: 'kind': 'hope' is no kind of cure."),
        ('kind = "field"', 'kind = "order"', "x.toml:62: an order is asked for by a rule, not by a cure."),
        ('kind = "field"', 'kind = "field"\nprice = 5', "x.toml:63: unknown key 'price'"),
        ('kind = "field"\n', "", "x.toml:60: 'kind' is missing."),
        ('en = "say the facts"\n', "", "x.toml:60: 'en' is missing."),
        ("form.language_not_accepted", "form.nothing", "x.toml:61: no fact is named 'form.nothing'."),
        ("form.language_not_accepted", "court.hold", "x.toml:68: 'court.hold' has its cure already."),
        (
            "form.language_not_accepted",
            "subjects.own_national",
            "x.toml:61: 'subjects.own_national' can never be named as missing: it is no lawful cure.",
        ),
        (
            "form.status_missing",
            "court.hold",
            "x.toml:72: a cure fills blanks alone: form.status_missing, off",
        ),
    ],
)
def test_refuses_a_mistake_with_file_and_line(old: str, new: str, said: str):
    assert old in FILE
    assert said in refused(FILE.replace(old, new, 1))


def test_tells_all_that_a_rule_lacks_and_not_the_first_alone():
    with pytest.raises(LawFileInvalid) as caught:
        read("[[rule]]\n")
    assert [fault.split(": ")[1] for fault in caught.value.faults] == [
        "'id' is missing.",
        "'title' is missing.",
        "'source' is missing.",
        "'valid_from' is missing.",
        "'disclosable' is missing.",
        "'clause' is missing.",
    ]
    bare = FILE[: FILE.index('scope = "message"')]
    with pytest.raises(LawFileInvalid) as caught:
        read(bare)
    assert list(caught.value.faults) == [
        f"x.toml:18: '{key}' is missing."
        for key in ("scope", "effect", "level", "article", "when", "en", "fr")
    ]


@pytest.mark.parametrize(
    ("ends", "begins", "meet"),
    [
        ("2009-12-31", "2010-01-01", False),
        ("2010-01-01", "2010-01-01", True),
        ("2020-01-01", "1990-01-01", True),
    ],
)
def test_two_versions_of_a_rule_share_no_day(ends: str, begins: str, meet: bool):
    rule = FILE[FILE.index('[[rule]]\nid = "R-Y"') : FILE.index('[[rule]]\nid = "R-X"')]
    first = rule.replace("2000-01-01", f"2000-01-01\nvalid_to = {ends}")
    text = first + rule.replace("2000-01-01", begins)
    if meet:
        assert refused(text) == "x.toml:19: rule 'R-Y' stands twice for the same days."
    else:
        assert [str(one.valid_from) for one in read(text).rules] == ["2000-01-01", begins]


def test_a_clause_may_say_otherwise_in_another_case():
    clause = FILE[FILE.index('[[rule.clause]]\nscope = "message"') : FILE.index('[[rule]]\nid = "R-X"')]
    other = clause.replace('"M"', '"NONE"').replace("N0", "N1")
    place = FILE.index('[[rule]]\nid = "R-X"')
    twice = FILE[:place] + other + FILE[place:]
    assert refused(twice) == (
        "x.toml:29: the rule contradicts itself: "
        "clause 1 has effect M in the very same case, clause 2 has NONE."
    )
    assert len(read(twice.replace('when = "type.T02"', 'when = "type.T03"', 1)).rules[1].clauses) == 2
    assert len(read(FILE[:place] + clause + FILE[place:]).rules[1].clauses) == 2
