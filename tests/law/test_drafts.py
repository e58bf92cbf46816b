"""What an agreement contradicts, lacks or cannot do: each by the line on which its author mends it."""

import pytest

from comity.law.drafts import contradictions, doubts
from comity.law.lawfile import read_file

TEXT = """\
[[instrument]]
id = "x"
version = "1"
kind = "TREATY_BILATERAL"
title = "t"
parties = ["BE", "VN"]
signed_on = 2020-05-04
ends_on = 2020-05-04
entry = { rule = "DAYS_AFTER_SIGNATURE", number = 3650 }
source = "s"
checked_on = 2026-11-21
confidence = "verify"

[[instrument.provisional]]
since = 2020-06-01
until = 2020-06-01

[[instrument.suspensions]]
notified_on = 2021-01-01
effective = "2 d"
until = 2021-01-03

[[instrument.denunciations]]
by = "VN"
notified_on = 2020-05-04
notice = "30 d"

[[instrument.article]]
topic = "one"
number = "art. 1"
title = "One"
says = "The police help each other."

[[instrument.article]]
topic = "two"
number = "art. 2a"
title = "Two"
says = "Nobody pays."

[instrument.terms]
purposes = ["INVESTIGATION"]
languages = ["en"]
data_categories = ["DC_IDENTITY"]
forbidden_categories = ["DC_DNA"]
duty_to_assist = ["T02"]
onward_transfer = "ALLOWED_TO"
onward_to = ["MA"]
crime_areas = { DRUGS = 12 }
authorities = { BE = ["BE/SPOC"] }
read_in = "en"

[instrument.terms.articles]
purposes = "art. 1"
data_categories = "art. 2a"
crime_areas = "art. 1(2)"
languages = "art. 1"
forbidden_categories = "art. 1"
duty_to_assist = "art. 1"
onward_transfer = "art. 1"
onward_to = "art. 1"
authorities = "art. 1"

[instrument.terms.request_types]
T02 = { article = "art. 1(9)", sender = "BE" }

[instrument.terms.refusal_grounds]
R-POLIT = { article = "art. 1" }

[instrument.terms.safeguards]
RIGHTS = "art. 1"
REDRESS = "art. 1"
SUPERVISION = "art. 1"
SECURITY = "art. 1"
BREACH_DUTY = "art. 1"
NO_DEATH_PENALTY_USE = "not applicable: no article 9 is needed"
SUSPENSION_CLAUSE = "art. 2a"
"""


def wrong(text: str) -> tuple[str, ...]:
    return contradictions(read_file("x.toml", text.encode()), frozenset({"R-POLIT"}))


def test_a_sound_agreement_contradicts_and_lacks_nothing():
    assert wrong(TEXT) == ()
    assert doubts(read_file("x.toml", TEXT.encode())) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["BE", "VN"]', '["VN"]', "x.toml:6: an agreement has two parties at the least."),
        ("{ BE = [", "{ FR = [", "x.toml:49: 'authorities' names FR, which is no party."),
        (
            '["MA"]\ncrime_areas = { DRUGS = 12 }\nauthorities = { BE = [',
            '["FR"]\ncrime_areas = { DRUGS = 12 }\nauthorities = { FR = [',
            "x.toml:49: 'authorities' names FR, which is no party.",
        ),
        ('sender = "BE"', 'sender = "FR"', "x.toml:64: 'request_types' names FR, which is no party."),
        (
            "ends_on = 2020-05-04",
            "ends_on = 2020-05-03",
            "x.toml:8: 'ends_on': 2020-05-03 lies before 2020-05-04, on which it rests.",
        ),
        (
            "until = 2020-06-01",
            "until = 2020-05-31",
            "x.toml:16: 'until': 2020-05-31 lies before 2020-06-01, on which it rests.",
        ),
        (
            "until = 2021-01-03",
            "until = 2021-01-02",
            "x.toml:21: 'until': 2021-01-02 lies before 2021-01-03, on which it rests.",
        ),
        (
            "notified_on = 2020-05-04",
            "notified_on = 2020-05-03",
            "x.toml:25: 'denunciations': 2020-05-03 lies before 2020-05-04, on which it rests.",
        ),
        (
            '["DC_DNA"]',
            '["DC_DNA", "DC_IDENTITY"]',
            "x.toml:44: the agreement contradicts itself: DC_IDENTITY is both opened and forbidden.",
        ),
        (
            '"ALLOWED_TO"',
            '"WITH_CONSENT"',
            "x.toml:47: the agreement contradicts itself: 'onward_to' names states, and onward transfer is "
            "WITH_CONSENT.",
        ),
        (
            'duty_to_assist = ["T02"]',
            'duty_to_assist = ["T09"]',
            "x.toml:45: a duty to assist with T09, which is not opened.",
        ),
        ('"art. 1(9)"', '" "', "x.toml:64: 'T02' names no article."),
        ('"art. 1(9)"', '"art. 7(1)"', "x.toml:64: 'T02' points to art. 7, which is not in the text."),
        ('"art. 1(9)"', '"art. 2"', "x.toml:64: 'T02' points to art. 2, which is not in the text."),
        ('{ article = "art. 1" }', '{ article = "" }', "x.toml:67: 'R-POLIT' names no article."),
        (
            '{ article = "art. 1" }',
            '{ article = "art. 8" }',
            "x.toml:67: 'R-POLIT' points to art. 8, which is not in the text.",
        ),
        ('SECURITY = "art. 1"', 'SECURITY = ""', "x.toml:73: 'SECURITY' names no article."),
        (
            'SECURITY = "art. 1"',
            'SECURITY = "art. 3"',
            "x.toml:73: 'SECURITY' points to art. 3, which is not in the text.",
        ),
        (
            'purposes = "art. 1"',
            'purposes = "art. 3"',
            "x.toml:53: 'purposes' points to art. 3, which is not in",
        ),
        (
            'purposes = "art. 1"',
            'wishes = "art. 1"',
            "x.toml:53: 'wishes' is no term that an article could hold.",
        ),
        ('purposes = "art. 1"\n', "", "x.toml:41: no article is named for 'purposes'."),
        ('data_categories = "art. 2a"\n', "", "x.toml:43: no article is named for 'data_categories'."),
        ('crime_areas = "art. 1(2)"\n', "", "x.toml:48: no article is named for 'crime_areas'."),
        ('languages = "art. 1"\n', "", "x.toml:42: no article is named for 'languages'."),
        ('authorities = "art. 1"\n', "", "x.toml:49: no article is named for 'authorities'."),
        (
            'read_in = "en"\n',
            "",
            "x.toml:40: no language version: 'read_in' names the one from which the terms were read (I8).",
        ),
        ('["BE", "VN"]', '["BE", "VN", "XX"]', "x.toml:6: 'XX' is no state (ISO 3166-1), nor EU."),
        ("R-POLIT =", "R-POLITICS =", "x.toml:67: 'R-POLITICS' is no rule, so nothing tests this ground."),
        ('languages = ["en"]\n', "", "x.toml:40: no language: name those in which a request is taken."),
        ('number = "art. 2a"', 'number = "art. 1"', "x.toml:36: the number 'art. 1' stands twice."),
    ],
)
def test_finds_a_contradiction_by_its_line(old: str, new: str, said: str):
    assert old in TEXT
    found = wrong(TEXT.replace(old, new, 1))
    assert any(one.startswith(said) for one in found), found


PLACES = """
[[instrument.terms.assurances]]
kind = "NO_DEATH_PENALTY"
trigger = "R-DEATH"
giver = "STATE"
monitoring = "the consul"
article = "art. 1"

[[instrument.terms.authorisations]]
act = "RELEASE"
role = "JUDGE"
side = "REQUESTED"
article = "art. 1(3)"

[instrument.terms.hit_no_hit]
article = "art. 1"
classes = ["WANTED"]

[instrument.terms.list_screening]
article = "art. 2a"
occasion = "CUP-2026"
most_persons = 40
delete_by = 2026-12-31
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\nart", "\nart", ""),
        (
            '"the consul"\narticle = "art. 1"',
            '"the consul"\narticle = "art. 99"',
            "x.toml:83: 'article' points to art. 99",
        ),
        ('"art. 1(3)"', '"art. 99"', "x.toml:89: 'article' points to art. 99"),
        (
            'article = "art. 1"\nclasses',
            'article = "art. 99"\nclasses',
            "x.toml:92: 'article' points to art. 99",
        ),
        ('"art. 2a"\noccasion', '"art. 99"\noccasion', "x.toml:96: 'article' points to art. 99"),
        ('"art. 2a"\noccasion', '"see annex"\noccasion', "x.toml:96: 'article' points to see annex"),
        (
            'RIGHTS = "art. 1"',
            'RIGHTS = "annex 2"',
            "x.toml:70: 'RIGHTS' points to annex 2, which is not in the text.",
        ),
        (
            'purposes = "art. 1"',
            'purposes = "foo"',
            "x.toml:53: 'purposes' points to foo, which is not in the text.",
        ),
        (
            'purposes = "art. 1"',
            'purposes = "not applicable"',
            "x.toml:53: 'purposes' names no article, or 'not applicable: …' with the reason.",
        ),
        (
            'read_in = "en"\n\n[instrument.terms.articles]',
            'read_in = "en"\nconsular_mandatory = "art. 5"\n\n[instrument.terms.articles]\n'
            'consular_mandatory = "art. 1"',
            "x.toml:51: 'consular_mandatory' points to art. 5, which is not in the text.",
        ),
    ],
)
def test_wherever_a_term_points_an_article_stands_there(old: str, new: str, said: str):
    text = TEXT + PLACES
    assert old in text
    found = wrong(text.replace(old, new, 1))
    assert len(found) == bool(said)
    assert "".join(found).startswith(said)


def test_finds_all_and_not_the_first_alone():
    text = TEXT.replace("ends_on = 2020-05-04", "ends_on = 2020-05-03").replace(
        '["DC_DNA"]', '["DC_IDENTITY"]'
    )
    text = text.replace('languages = ["en"]\n', "").replace("{ BE = [", "{ FR = [")
    assert [one.split(": ")[0] for one in wrong(text)] == ["x.toml:48", "x.toml:8", "x.toml:43", "x.toml:40"]


def test_a_text_without_articles_may_point_anywhere():
    start, end = TEXT.index("[[instrument.article]]"), TEXT.index("[instrument.terms]")
    assert wrong(TEXT[:start] + TEXT[end:].replace("art. 1(9)", "art. 77")) == ()


def test_an_agreement_that_cannot_be_read_is_told_elsewhere():
    assert wrong(TEXT.replace('title = "t"', "title = 5")) == ()
    assert wrong("instrument = 5\n") == ()
    second = TEXT.replace('"x"', '"y"').replace('languages = ["en"]\n', "")
    assert len(wrong(TEXT.replace('title = "t"', "title = 5") + second)) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'REDRESS = "art. 1"\nSUPERVISION = "art. 1"\n',
            "",
            "x.toml:69: INCOMPLETE: no article on REDRESS, SUPERVISION; without it the agreement carries no "
            "transfer of personal data under LED art. 37(1)(a) or GDPR art. 46(2)(a).",
        ),
        (
            'REDRESS = "art. 1"\n',
            "",
            "x.toml:69: INCOMPLETE: no article on REDRESS; without it the agreement carries no transfer of "
            "personal data under LED art. 37(1)(a) or GDPR art. 46(2)(a).",
        ),
        (
            "TREATY_BILATERAL",
            "MOU",
            "x.toml:4: MOU is by itself no basis for personal data or coercion (AX7).",
        ),
    ],
)
def test_doubts_what_carries_less_than_one_may_think(old: str, new: str, said: str):
    assert doubts(read_file("x.toml", TEXT.replace(old, new).encode())) == (said,)


def test_a_text_under_a_parent_rests_on_it_and_one_that_opens_nothing_carries_nothing():
    protocol = TEXT.replace('"TREATY_BILATERAL"', '"IMPLEMENTING_PROTOCOL"\nparent = "p"')
    assert doubts(read_file("x.toml", protocol.encode())) == ()
    memo = TEXT.replace("TREATY_BILATERAL", "MOU")
    start, end = memo.index("[instrument.terms.request_types]"), memo.index("[instrument.terms.refusal")
    assert doubts(read_file("x.toml", (memo[:start] + memo[end:]).encode())) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('SECURITY = "art. 1"', 'SECURITY = ""', "x.toml:75: 'SECURITY' names no article."),
        ('R-POLIT = { article = "art. 1" }', 'R-POLIT = { article = "" }', "x.toml:69: 'R-POLIT' names no"),
        ("R-POLIT = {", "R-NICE = {", "x.toml:69: 'R-NICE' is no rule, so nothing tests this ground."),
    ],
)
def test_a_mistake_is_told_at_its_own_line_where_a_text_above_has_the_same_word(old, new, said):
    told = TEXT.replace(
        'languages = ["en"]', 'languages = ["en"]\ncosts = "as under SECURITY, R-POLIT and R-NICE"'
    )
    told = told.replace('purposes = "art. 1"', 'purposes = "art. 1"\ncosts = "art. 1"')
    assert wrong(told) == ()
    (found,) = wrong(told.replace(old, new))
    assert found.startswith(said)


@pytest.mark.parametrize(
    ("event", "line", "place"),
    [
        ('suspensions = [{ by = "VN", notified_on = 2021-01-01, articles = ["art. 9"] }]', 9, "suspensions"),
        ('reservations = [{ by = "VN", articles = ["art. 9"], text = "no" }]', 9, "reservations"),
        ('provisional = [{ since = 2020-06-01, articles = ["art. 9"] }]', 9, "provisional"),
    ],
)
def test_warns_of_an_article_that_is_suspended_and_that_no_term_reads(event, line, place):
    head = "\n".join(TEXT.splitlines()[:8])
    rest = TEXT.partition("[[instrument.suspensions]]")[2].partition("[[instrument.denunciations]]")
    plain = TEXT.replace(f"[[instrument.suspensions]]{rest[0]}", "")
    applied = plain.partition("[[instrument.provisional]]")[2].partition("[[instrument.denunciations]]")[0]
    plain = plain.replace(f"[[instrument.provisional]]{applied}", "")

    def told(text: str) -> tuple[str, ...]:
        return doubts(read_file("x.toml", plain.replace(head, f"{head}\n{text}").encode()))

    said = f"x.toml:{line}: '{place}' names 'art. 9', to which no term points: it changes nothing."
    assert told(event) == (said,)
    assert told(event.replace("art. 9", "Article 1")) == ()
    assert told(event.replace("art. 9", "art. 2a(3)")) == ()
