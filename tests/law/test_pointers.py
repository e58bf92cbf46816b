"""Articles as a text cites them: read into articles and paragraphs, in any script (I1, I3, I7)."""

import pytest

from comity.law.articles import covers, parts_of, touches


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("art. 4", {"4"}),
        ("4", {"4"}),
        ("Article 4(2)", {"4(2)"}),
        ("art. 4, para. 2", {"4(2)"}),
        ("art. 4 § 2", {"4(2)"}),
        ("4.2", {"4(2)"}),
        ("arts 18(3), 27(1)", {"18(3)", "27(1)"}),
        ("arts 2(b), 3, 5", {"2(b)", "3", "5"}),
        ("arts 12-14", {"12", "13", "14"}),
        ("arts 12 to 14 and 16", {"12", "13", "14", "16"}),
        ("art. 4(1) and (2)", {"4(1)", "4(2)"}),
        ("art. 4(2)(a), (b)", {"4(2)(a)", "4(2)(b)"}),
        ("art. 4(1)-(3)", {"4(1)", "4(2)", "4(3)"}),
        ("art. 2 bis", {"2bis"}),
        ("art. 12a", {"12a"}),
        ("art. 159 CC", {"159"}),
        ("art. 8 and the article on data protection", {"8"}),
        ("Article IV", {"4"}),
        ("Article premier", {"1"}),
        ("статья 4", {"4"}),
        ("المادة ٥", {"5"}),
        ("第四条", {"4"}),
        ("第十二条第二款", {"12(2)"}),
        ("第一百零三条", {"103"}),
        ("annex 2", {"annex 2"}),
        ("para. 4", {"para 4"}),
        ("note", {"note"}),
        ("not applicable: art. 4 gives no data", set()),
        ("", set()),
    ],
)
def test_reads_a_pointer_into_what_it_names(pointer, expected):
    assert parts_of(pointer) == expected


@pytest.mark.parametrize(
    ("named", "pointer", "expected"),
    [
        ("art. 4", "art. 4", True),
        ("art. 4", "art. 4(2)", True),
        ("Article 4", "arts 3, 4(2)(a)", True),
        ("art. 4(2)", "art. 4", True),  # who rests on the whole article rests on each paragraph
        ("art. 4(1)", "art. 4(2)", False),
        ("art. 4", "art. 44", False),
        ("art. 2", "art. 2 bis", False),
        ("art. 4", "annex 4", False),
        ("art. 4", "not applicable: none", False),
        ("art. 4", "", False),
    ],
)
def test_what_is_said_of_an_article_is_said_of_its_paragraphs(named, pointer, expected):
    assert touches((named,), pointer) is expected


@pytest.mark.parametrize(
    ("named", "pointer", "expected"),
    [
        (("art. 4",), "art. 4(2)", True),
        (("art. 4(2)",), "art. 4", False),
        (("art. 4",), "arts 4, 5", False),
        (("art. 4", "art. 5"), "arts 4, 5", True),
        (("art. 4",), "", False),
    ],
)
def test_what_is_applied_covers_a_pointer_only_as_a_whole(named, pointer, expected):
    assert covers(named, pointer) is expected


def test_a_pointer_of_any_length_is_read_or_left_as_it_is():
    assert parts_of("9" * 5000) == {"9" * 5000}
    assert parts_of("arts 1-9999") == {"1", "9999"}
