"""Files of agreements: what is refused, with file and line, before anything of it counts."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from comity.errors import LawFileInvalid
from comity.law import parse_agreements
from comity.law.instruments import relation_on
from comity.model.parties import Channel
from comity.model.profiles import Confidence, Relation, RelationStatus

WHOLE = """\
[[instrument]]
id = "x"
version = "1"
kind = "TREATY_BILATERAL"
title = "t"
parties = ["BE", "RU"]
entry = { rule = "ON_SIGNATURE" }
signed_on = 2020-01-10
source = "s"
checked_on = 2026-01-01
confidence = "verify"
"""


LISTED = '{{ article = "9", occasion = "games", most_persons = {}, delete_by = 2027-01-01 }}'


def read(text, file="x.toml"):
    instruments, _ = parse_agreements({file: text.encode()})
    return instruments


def refusal(text):
    with pytest.raises(LawFileInvalid) as caught:
        read(text)
    return caught.value.what


@pytest.mark.parametrize(
    "lines",
    [
        "led61_grandfathered = true",
        "valid_from = 2022-01-01\nvalid_to = 2022-01-01",
        'entry = { rule = "AFTER_DEPOSITS", deposits = 1 }',
        'entry = { rule = "DAYS_AFTER_SIGNATURE", number = 3 }',
        'entry = { rule = "MONTHS_AFTER_LAST_RATIFICATION", number = 3 }',
        'entry = { rule = "ON_DATE", on = 2021-01-01 }',
        'terms = { safeguards = { REDRESS = "not applicable: nobody is tried" } }',
        'authentic = ["fr"]\ncopies = [{ holder = "BE", language = "fr", digest = "1" }]',
        'authentic = ["fr"]\nterms = { read_in = "fr" }',
        'denunciations = [{ by = "BE", notified_on = 2021-01-01 }]\nterms = { denunciation_notice = "9 d" }',
        'superseded_on = 2022-01-01\nsuperseded_by = "elsewhere"',
        'terms = { safeguards = { REDRESS = "art. X" } }',
        'entry = { rule = "DAYS_AFTER_SIGNATURE", number = 36525 }',
        'entry = { rule = "MONTHS_AFTER_LAST_RATIFICATION", number = 1200 }',
        'denunciations = [{ by = "BE", notified_on = 2021-01-01, notice = "36525 d" }]',
        'denunciations = [{ by = "BE", notified_on = 2021-01-01, notice = "1200 months" }]',
        'sources = { entry = { source = "s", checked_on = 2026-01-01, confidence = "verify" } }',
        'sources = { "terms.costs" = { source = "s", checked_on = 2026-01-01, confidence = "verify" } }',
        'terms = { languages = ["en", "fr"], read_in = "fr" }',
        "terms = { retention_days = 1 }",
        f"terms = {{ list_screening = {LISTED.format(1)} }}",
    ],
)
def test_what_contradicts_nothing_is_read(lines):
    text = WHOLE.replace("2020-01-10", "2016-05-05") if "led61" in lines else WHOLE
    if lines.startswith("entry"):
        text = text.replace('entry = { rule = "ON_SIGNATURE" }\n', "")
    content = f"{text}{lines}\n".encode()
    (one,), _ = parse_agreements({"x.toml": content}, elsewhere=frozenset({"elsewhere"}))
    assert one.id == "x"


def test_reads_decisions_on_relations_beside_agreements():
    relation = """
[[relation]]
of = "BE"
towards = "RU"
status = "REFER"
valid_from = 2022-02-24
source = "s"
checked_on = 2026-01-01
confidence = "stated"
"""
    (one,), (told,) = parse_agreements({"x.toml": (WHOLE + relation).encode()})
    assert (told.of, told.towards, told.status, told.valid_from) == ("BE", "RU", "REFER", date(2022, 2, 24))
    assert "x.toml:16: 'status': 'COLD' is no status of a relation" in refusal(
        WHOLE + relation.replace("REFER", "COLD")
    )
    later = replace(
        told, status=RelationStatus.SUSPENDED, valid_from=date(2023, 1, 1), valid_to=date(2023, 12, 31)
    )
    held = [later, told]
    days = {date(2022, 2, 23): "OPEN", date(2022, 2, 24): "REFER", date(2023, 1, 1): "SUSPENDED"}
    days |= {date(2023, 12, 31): "SUSPENDED", date(2024, 1, 1): "REFER"}
    for day, status in days.items():
        assert relation_on(held, "BE", "RU", day) == relation_on(held[::-1], "BE", "RU", day) == status
    assert relation_on(held, "RU", "BE", date(2023, 6, 1)) == "OPEN"
    assert one.id == "x"


def test_a_decision_that_ends_before_it_begins_is_refused():
    early = """
[[relation]]
of = "BE"
towards = "RU"
status = "SUSPENDED"
valid_from = 2022-03-16
valid_to = 2022-03-15
source = "s"
checked_on = 2026-01-01
confidence = "stated"
"""
    assert refusal(WHOLE + early) == "x.toml:18: 'valid_to' lies before 'valid_from'."
    _, (told,) = parse_agreements({"x.toml": (WHOLE + early.replace("03-15", "03-16")).encode()})
    assert relation_on((told,), "BE", "RU", date(2022, 3, 16)) == "SUSPENDED"


@pytest.mark.parametrize("channels", [frozenset(), frozenset({Channel.DIPLOMATIC})])
def test_of_two_decisions_of_one_day_the_stricter_counts_in_whatever_order_they_stand(channels):
    def decided(status: str, on: date = date(2026, 1, 1)) -> Relation:
        return Relation(
            of="BE",
            towards="RU",
            status=RelationStatus(status),
            valid_from=on,
            source="s",
            checked_on=on,
            confidence=Confidence.STATED,
            channels=channels,
        )

    for said in permutations((decided("OPEN"), decided("SUSPENDED"), decided("REFER"))):
        assert relation_on(said, "BE", "RU", date(2026, 2, 1), Channel.DIPLOMATIC) == "SUSPENDED"
        later = (*said, decided("OPEN", date(2026, 1, 2)))
        assert relation_on(later, "BE", "RU", date(2026, 2, 1), Channel.DIPLOMATIC) == "OPEN"


@pytest.mark.parametrize(
    ("channel", "on", "status"),
    [
        (Channel.INTERPOL_I247, date(2024, 5, 1), "SUSPENDED"),
        (Channel.BILATERAL_SPOC, date(2024, 5, 1), "REFER"),
        (None, date(2024, 5, 1), "REFER"),
        (Channel.INTERPOL_I247, date(2024, 4, 30), "REFER"),
        (Channel.INTERPOL_I247, date(2025, 1, 1), "REFER"),
    ],
)
def test_a_government_may_suspend_one_channel_and_leave_the_others(channel, on, status):
    told = """
[[relation]]
of = "BE"
towards = "RU"
status = "REFER"
valid_from = 2022-02-24
source = "s"
checked_on = 2026-01-01
confidence = "stated"

[[relation]]
of = "BE"
towards = "RU"
status = "SUSPENDED"
channels = ["INTERPOL_I247"]
valid_from = 2024-05-01
valid_to = 2024-12-31
source = "s"
checked_on = 2026-01-01
confidence = "stated"

[[relation]]
of = "BE"
towards = "RU"
status = "OPEN"
channels = ["INTERPOL_I247"]
valid_from = 2025-01-01
source = "s"
checked_on = 2026-01-01
confidence = "stated"
"""
    _, held = parse_agreements({"x.toml": told.encode()})
    assert relation_on(held, "BE", "RU", on, channel) == status


def test_an_authorisation_that_no_rule_reads_is_refused():
    asked = (
        'terms = { authorisations = [{ act = "RELEASE", role = "KING", side = "REQUESTED", article = "4" }] }'
    )
    said = refusal(f"{WHOLE}{asked}\n")
    assert said.startswith(
        "x.toml:12: no rule reads an authorisation of KING for RELEASE; known: JUDGE, PROSECUTOR,"
    )
    assert read(f"{WHOLE}{asked.replace('KING', 'JUDGE')}\n")
    assert read(f"{WHOLE}{asked.replace('REQUESTED', 'REQUESTING')}\n")
    assert "JUDGE for DANCE" in refusal(
        f"{WHOLE}{asked.replace('KING', 'JUDGE').replace('RELEASE', 'DANCE')}\n"
    )


def test_reads_a_whole_agreement():
    (instrument,) = read(WHOLE)
    assert (instrument.id, instrument.parties) == ("x", {"BE", "RU"})


ENOUGH = 'kind = "MOU"\ntitle = "t"\nparties = ["BE"]\nentry = { rule = "UNKNOWN" }'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            'kind = "TREATISE"',
            "x.toml:4: 'kind': 'TREATISE' is no kind of instrument. Known: TREATY_BILATERAL",
        ),
        ("signed = 2020-01-01", "x.toml:4: unknown key 'signed'"),
        (f'{ENOUGH}\nsigned_on = "soon"', "x.toml:8: 'signed_on': 'soon' is no date."),
        (f"{ENOUGH}\nsigned_on = 2020-13-45", "x.toml:8: not TOML: "),
        (
            f"{ENOUGH}\nterms = {{ request_types = {{ T99 = {{}} }} }}",
            "x.toml:8: 'T99': 'T99' is no request type.",
        ),
        (
            f'{ENOUGH}\ndenunciations = [{{ by = "BE", notified_on = 2020-01-01, notice = "6 moons" }}]',
            "x.toml:8: 'notice': '6 moons' is no period such as '90 d' or '6 months', of a hundred years",
        ),
        (f"{ENOUGH}\nadopted = 1", "x.toml:8: 'adopted': 1 is no true or false."),
    ],
)
def test_refuses_a_mistake_with_file_and_line(lines, said):
    assert said in refusal(f'[[instrument]]\nid = "x"\nversion = "1"\n{lines}\n')


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("ratified = { VN = 2020-01-01 }", "x.toml:12: VN is no party of 'x'."),
        ('suspensions = [{ by = "VN", notified_on = 2021-01-01 }]', "x.toml:12: VN is no party of 'x'."),
        (
            'denunciations = [{ by = "VN", notified_on = 2021-01-01, notice = "9 d" }]',
            "x.toml:12: VN is no party of 'x'.",
        ),
        (
            'reservations = [{ by = "VN", articles = ["1"], text = "t" }]',
            "x.toml:12: VN is no party of 'x'.",
        ),
        ('copies = [{ holder = "VN", language = "fr", digest = "1" }]', "x.toml:12: VN is no party of 'x'."),
        (
            'authentic = ["fr"]\ncopies = [{ holder = "BE", language = "ru", digest = "1" }]',
            "x.toml:12: 'ru' is no authentic language of 'x' (I8).",
        ),
        ('authentic = ["fr"]\nterms = { read_in = "en" }', "x.toml:12: 'en' is no authentic language"),
        (
            'denunciations = [{ by = "BE", notified_on = 2021-01-01 }]',
            "x.toml:12: a denunciation has a period of notice, here or in the terms.",
        ),
        (
            'reservations = [{ by = "VN", articles = ["1"], text = "t" }, { by = "MA", articles = ["1"], '
            'text = "t" }]',
            "x.toml:12: MA, VN is no party of 'x'.",
        ),
        (
            'authentic = ["fr"]\nterms = { read_in = "en" }\n'
            'copies = [{ holder = "BE", language = "ru", digest = "1" }]',
            "x.toml:12: 'en, ru' is no authentic language of 'x' (I8).",
        ),
        (
            "terms = { retention_days = 0 }",
            "x.toml:12: 'retention_days' counts from 1 day on, and 36525 at the most.",
        ),
        (
            f"terms = {{ list_screening = {LISTED.format(0)} }}",
            "x.toml:12: 'most_persons' counts from 1 person on.",
        ),
        ("led61_grandfathered = true", "x.toml:12: art. 61 LED keeps what was signed before 2016-05-06."),
        ("valid_from = 2022-01-01\nvalid_to = 2021-01-01", "x.toml:13: 'valid_to' lies before 'valid_from'."),
        (
            'terms = { safeguards = { REDRESS = "not applicable: " } }',
            "x.toml:12: REDRESS names its article, or 'not applicable: …' with the reason.",
        ),
        (
            "suspensions = [{ notified_on = 2019-01-01 }]",
            "x.toml:12: the events of 'x' stand in no possible order: SUSPENDED does not follow the first",
        ),
        ('prevails_for = ["T13"]', "x.toml:12: 'prevails_for' stands in an EU_AGREEMENT alone (I9)."),
        (
            'sources = { "terms.foo" = { source = "s", checked_on = 2026-01-01, confidence = "verify" } }',
            "x.toml:12: 'sources' names 'terms.foo', which is no key of an agreement, nor a term",
        ),
        (
            'sources = { entries = { source = "s", checked_on = 2026-01-01, confidence = "verify" } }',
            "x.toml:12: 'sources' names 'entries', which is no key of an agreement",
        ),
        (
            'terms = { languages = ["en", "fr"], read_in = "qq" }',
            "x.toml:12: 'qq' is no language of 'x': list it as 'authentic' (I8).",
        ),
        (
            'suspensions = [{ by = "RU", notified_on = 2021-01-01, effective = "9999999999 d" }]',
            "x.toml:12: 'effective': '9999999999 d' is no period such as '90 d' or '6 months', of a hundred",
        ),
        (
            'denunciations = [{ by = "RU", notified_on = 2021-01-01, notice = "1201 months" }]',
            "x.toml:12: 'notice': '1201 months' is no period",
        ),
        ('parent = "y"', "x.toml:12: an implementing protocol, and nothing else, names its 'parent'."),
        ('superseded_on = 2022-01-01\nsuperseded_by = "y"', "x.toml:13: there is no instrument 'y'."),
    ],
)
def test_refuses_what_an_agreement_says_against_itself(lines, said):
    assert said in refusal(f"{WHOLE}{lines}\n")


def test_what_was_signed_on_the_day_of_article_61_is_not_kept_by_it():
    said = refusal(f"{WHOLE.replace('2020-01-10', '2016-05-06')}led61_grandfathered = true\n")
    assert said == "x.toml:12: art. 61 LED keeps what was signed before 2016-05-06."


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ("proposed_on = 2021-01-01", "PROPOSED"),
        ("negotiating_since = 2021-01-01", "NEGOTIATING"),
        ("initialled_on = 2021-01-01", "INITIALLED"),
        ("abandoned_on = 2021-01-01", "ABANDONED"),
        ("provisional = [{ since = 2019-01-01 }]", "PROVISIONALLY_APPLIED"),
        ('denunciations = [{ by = "BE", notified_on = 2019-01-01, notice = "9 d" }]', "DENOUNCED"),
        ("ends_on = 2019-01-01", "TERMINATED"),
        ('superseded_on = 2019-01-01\nsuperseded_by = "y"', "SUPERSEDED"),
    ],
)
def test_an_event_out_of_order_is_told_at_its_own_line(lines, state):
    said = f"x.toml:13: the events of 'x' stand in no possible order: {state} does not follow "
    assert refusal(f"{WHOLE}adopted = true\n{lines}\n").startswith(said)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('{ rule = "ON_DATE" }', "x.toml:7: entry into force: ON_DATE names the day as 'on'."),
        (
            '{ rule = "ON_SIGNATURE", number = 3 }',
            "x.toml:7: entry into force: ON_SIGNATURE takes no number",
        ),
        ('{ rule = "DAYS_AFTER_SIGNATURE", number = -1 }', "takes no number -1"),
        (
            '{ rule = "DAYS_AFTER_SIGNATURE", number = 36526 }',
            "x.toml:7: entry into force: DAYS_AFTER_SIGNATURE counts 36525 at the most (a hundred years).",
        ),
        ('{ rule = "MONTHS_AFTER_LAST_RATIFICATION", number = 1201 }', "counts 1200 at the most"),
        (
            '{ rule = "FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION", number = 99999999 }',
            "x.toml:7: entry into force: FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION counts 1200 at the most",
        ),
        (
            '{ rule = "ON_SIGNATURE", later_of = [{ rule = "DAYS_AFTER_SIGNATURE", number = 9999999 }] }',
            "x.toml:7: entry into force: DAYS_AFTER_SIGNATURE counts 36525 at the most",
        ),
        ('{ rule = "AFTER_DEPOSITS" }', "AFTER_DEPOSITS names how many 'deposits' it takes."),
        ('{ rule = "AFTER_DEPOSITS", deposits = 0 }', "x.toml:7: entry into force: AFTER_DEPOSITS names how"),
        ('{ rule = "AFTER_DEPOSITS", deposits = 1, number = 2 }', "AFTER_DEPOSITS takes no number 2."),
        ('{ rule = "ON_SIGNATURE", later_of = [{ rule = "ON_DATE" }] }', "ON_DATE names the day as 'on'."),
    ],
)
def test_refuses_a_clause_on_entry_that_cannot_be_computed(entry, said):
    assert said in refusal(WHOLE.replace('{ rule = "ON_SIGNATURE" }', entry))


def protocol(label, parent):
    text = WHOLE.replace('"x"', f'"{label}"').replace("TREATY_BILATERAL", "IMPLEMENTING_PROTOCOL")
    return f'{text}parent = "{parent}"\n'


def test_refuses_protocols_that_stand_under_each_other():
    said = refusal(protocol("p", "q") + protocol("q", "r") + protocol("r", "p"))
    assert said == (
        "x.toml:12: circular reference: p → q → r → p. "
        "x.toml:24: circular reference: q → r → p → q. "
        "x.toml:36: circular reference: r → p → q → r."
    )


def test_refuses_a_protocol_under_itself_or_under_nothing():
    assert "circular reference: p → p" in refusal(protocol("p", "p"))
    assert "x.toml:12: there is no instrument 'q'." in refusal(protocol("p", "q"))


def test_refuses_texts_that_supersede_each_other():
    one = f'{WHOLE}superseded_on = 2022-01-01\nsuperseded_by = "y"\n'
    other = one.replace('"x"', '"z"').replace('"y"', '"x"').replace('"z"', '"y"')
    assert "x.toml:13: circular reference: x → y → x." in refusal(one + other)


def test_refuses_one_version_twice():
    assert "x.toml:13: instrument 'x' version '1' stands twice." in refusal(WHOLE + WHOLE)


def test_refuses_a_list_of_a_million_entries_before_it_reads_it():
    no_toml = "members = [" + '"BE", ' * 1_000_000
    said = refusal(f"{WHOLE}{no_toml}")
    assert said == "x.toml:12: the line has more than 4000 bytes."
    one_a_line = "members = [\n" + '"BE",\n' * 1_000_000
    assert "the file goes on after 1000000 bytes" in refusal(f"{WHOLE}{one_a_line}")


def test_a_refused_file_among_others_lets_none_of_them_in():
    with pytest.raises(LawFileInvalid) as caught:
        parse_agreements({"a.toml": WHOLE.encode(), "b.toml": b"[[instrument]]\nid = 1\n"})
    assert caught.value.what.startswith("b.toml:2:")
