"""The signed copies of a text: read from print, laid side by side, and shown to the partner (I7, I8)."""

import hashlib
from dataclasses import replace

import pytest

from comity.law.copies import (
    compare,
    conflicting_articles,
    copies_of,
    differing,
    held_by,
    read_copy,
    text_conflict,
)
from comity.model.instruments import Copy, EnabledType, InstrumentKind, Safeguard
from comity.model.requests import RequestType
from comity.model.texts import CopyView, Same, Shown
from law.treaty import BOTH, TREATY


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def copy(holder: str, whole: str, language: str = "fr", **articles: str) -> Copy:
    return Copy(
        holder=holder,
        language=language,
        digest=whole,
        articles=tuple((f"art. {a[1:]}", d) for a, d in articles.items()),
    )


def shown(*copies: Copy, instrument: str = "t", version: str = "1") -> Shown:
    return Shown(instrument=instrument, version=version, copies=copies)


# ── from print ──────────────────────────────────────────────────────────────────────────────────
def test_reads_a_whole_text_and_each_of_its_articles_by_their_words_alone():
    text = "Preamble\n\nArticle 1\nThe  police\n help.\nArt. 2 bis\nNobody pays.\n"
    assert read_copy(text, "BE", "fr") == Copy(
        holder="BE",
        language="fr",
        digest=digest("Preamble Article 1 The police help. Art. 2 bis Nobody pays."),
        articles=(
            ("art. 1", digest("Article 1 The police help.")),
            ("art. 2 bis", digest("Art. 2 bis Nobody pays.")),
        ),
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Article 4", "art. 4"),
        ("ARTICLE 4", "art. 4"),
        ("  Art. 12a", "art. 12a"),
        ("Статья 4", "art. 4"),
        ("Điều 4", "art. 4"),
        ("Madde 4", "art. 4"),
        ("المادة 4", "art. 4"),
        ("Artikel 4", "art. 4"),
        ("第四条", "art. 4"),
        ("第二十三条", "art. 23"),
        ("第 4 条", "art. 4"),
        ("المادة ٥", "art. 5"),
        ("Article IV", "art. 4"),
        ("Article premier", "art. 1"),
    ],
)
def test_knows_where_an_article_begins_in_each_language(line: str, name: str):
    assert [found for found, _ in read_copy(f"{line}\nwords\n", "BE", "fr").articles] == [name]


def test_a_line_that_names_an_article_within_is_no_beginning():
    assert read_copy("See article 4\n", "BE", "fr").articles == ()


def test_two_ways_to_write_one_letter_are_the_same():
    assert read_copy("Article 1\ncaf\u00e9", "BE", "fr") == read_copy("Article 1\ncafe\u0301", "BE", "fr")


# ── differing ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (copy("BE", "1", _4="a"), copy("RU", "1", _4="b"), frozenset()),  # one digest: one text
        (copy("BE", "1", _4="a", _9="c"), copy("RU", "2", _4="b", _9="c"), frozenset({"art. 4"})),
        (copy("BE", "1", _4="a"), copy("RU", "2", _4="a", _5="x"), frozenset({"art. 5"})),
        (copy("BE", "1", _4="a"), copy("RU", "2", _4="a"), None),
    ],
)
def test_names_the_articles_that_two_copies_do_not_share(one, other, expected):
    assert differing(one, other) == expected


def test_a_version_has_the_copies_of_its_file_and_those_that_the_partner_showed_of_it():
    own, theirs = copy("BE", "1"), copy("RU", "2")
    text = replace(TREATY, copies=(own,))
    assert copies_of(text, ()) == (own,)
    assert copies_of(text, [shown(theirs, own)]) == (own, theirs)
    assert copies_of(text, [shown(theirs, version="2"), shown(theirs, instrument="u")]) == (own,)
    assert conflicting_articles(text, BOTH, [shown(theirs)]) is None
    assert conflicting_articles(text, BOTH) == frozenset()
    assert conflicting_articles(text, ("BE", "TR"), [shown(theirs)]) == frozenset()


def test_every_pair_in_one_language_is_compared_and_all_that_differs_is_told():
    copies = (
        copy("BE", "1", _4="a", _5="b"),
        copy("BE", "3", "ru", _4="c", _5="d"),
        copy("RU", "2", _4="x", _5="b"),
        copy("RU", "4", "ru", _4="c", _5="y"),
    )
    assert conflicting_articles(replace(TREATY, copies=copies), BOTH) == {"art. 4", "art. 5"}


def test_an_article_matters_that_the_type_a_term_or_a_safeguard_rests_on():
    terms = replace(
        TREATY.terms,
        request_types={RequestType.T02: EnabledType(article="art. 4")},
        articles={"purposes": "art. 5"},
        safeguards={Safeguard.RIGHTS: "art. 6"},
    )

    def split(number: str, **more):
        two = (copy("BE", "1", **{f"_{number}": "a"}), copy("RU", "2", **{f"_{number}": "b"}))
        return text_conflict(replace(TREATY, terms=terms, copies=two), RequestType.T02, BOTH, **more)

    assert [split(number) for number in ("4", "5", "6", "7")] == [True, True, True, False]
    one = replace(TREATY, terms=terms, copies=(copy("BE", "1", _4="a"),))
    assert text_conflict(one, RequestType.T02, BOTH) is False
    assert text_conflict(one, RequestType.T02, BOTH, [shown(copy("RU", "2", _4="b"))]) is True
    assert text_conflict(one, RequestType.T05, BOTH, [shown(copy("RU", "2", _4="b"))]) is False
    assert text_conflict(one, RequestType.T02, BOTH, [shown(copy("RU", "2"))]) is True
    somewhere = replace(one, copies=(copy("BE", "1"),))
    assert text_conflict(somewhere, RequestType.T05, BOTH, [shown(copy("RU", "2"))]) is True
    assert text_conflict(
        replace(one, terms=replace(terms, articles={"crime_areas": "arts 2(b), 3"})),
        RequestType.T05,
        BOTH,
        [shown(copy("RU", "2", _4="a", _2="b"))],
    )
    none = replace(TREATY, terms=terms)
    assert text_conflict(none, RequestType.T02, BOTH, [shown(copy("RU", "2", _4="b"))]) is False


@pytest.mark.parametrize(
    ("pointer", "name"),
    [("art. 4(2)", "art. 4"), ("art. 4", "art. 四"), ("Article 4", "art. 4"), ("4", "art. 4")],
)
def test_a_paragraph_is_affected_with_its_article_however_both_are_written(pointer: str, name: str):
    terms = replace(TREATY.terms, request_types={RequestType.T02: EnabledType(article=pointer)})
    held = tuple(
        Copy(holder=holder, language="zh", digest=digest, articles=((name, digest), ("art. 5", "x")))
        for holder, digest in (("BE", "1"), ("RU", "2"))
    )
    assert text_conflict(replace(TREATY, terms=terms, copies=held), RequestType.T02, BOTH) is True


def test_one_article_under_two_names_is_no_difference():
    here = replace(copy("BE", "1"), articles=(("art. 4", "a"), ("Article 5", "b")))
    there = replace(copy("RU", "2"), articles=(("art. 四", "a"), ("art. 5", "c")))
    assert differing(here, there) <= {"Article 5", "art. 5"}
    assert differing(here, there)


def test_the_copy_of_a_union_is_compared_for_its_member():
    """I7: the European Union signed the agreement that binds Belgium, and keeps the copy."""
    text = replace(
        TREATY, kind=InstrumentKind.EU_AGREEMENT, parties=frozenset({"EU", "TR"}), members=frozenset({"BE"})
    )
    held = (copy("EU", "1", "en", _4="a", _9="c"), copy("TR", "2", "en", _4="b", _9="c"))
    assert conflicting_articles(replace(text, copies=held), ("BE", "TR")) == {"art. 4"}
    assert conflicting_articles(replace(TREATY, copies=held), BOTH) == frozenset()


# ── shown and laid side by side ─────────────────────────────────────────────────────────────────
def test_a_state_shows_its_own_copies_of_what_it_adopted():
    own, second, theirs = copy("BE", "1", "nl"), copy("BE", "2", "fr"), copy("RU", "3")
    text = replace(TREATY, copies=(own, theirs, second))
    later = replace(text, version="2")
    other = replace(text, id="a")
    unknown = replace(text, id="u", adopted=False)
    none = replace(text, id="n", copies=(theirs,))
    assert held_by([later, text, other, unknown, none], "BE") == (
        shown(second, own, instrument="a"),
        shown(second, own),
        shown(second, own, version="2"),
    )


def test_lays_what_both_hold_side_by_side():
    ours = [shown(copy("BE", "1", "fr", _4="a"), copy("BE", "5", "nl"), copy("BE", "7", "en"))]
    theirs = [shown(copy("RU", "2", "fr", _4="b"), copy("RU", "6", "ru"), copy("RU", "7", "en"))]
    theirs += [shown(copy("RU", "8", "fr"), version="2")]

    def row(
        language: str, stands: Same, ours: str, theirs: str, *articles: str, version: str = "1"
    ) -> CopyView:
        return CopyView(
            instrument="t",
            version=version,
            language=language,
            stands=stands,
            ours=ours,
            theirs=theirs,
            articles=articles,
        )

    assert compare(ours, theirs) == (
        row("en", Same.SAME, "7", "7"),
        row("fr", Same.DIFFERS, "1", "2", "art. 4"),
        row("nl", Same.NOT_SHOWN, "5", ""),
        row("ru", Same.NOT_HELD, "", "6"),
        row("fr", Same.NOT_HELD, "", "8", version="2"),
    )
    (somewhere,) = compare([shown(copy("BE", "1"))], [shown(copy("RU", "2"))])
    assert (somewhere.stands, somewhere.articles) == (Same.DIFFERS, ())
