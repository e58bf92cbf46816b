"""Every text of the pages is marked, every language says every one of them, every code has words."""

import re
import tomllib
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import nodes

from comity.acts.calls import ACK, ATTEMPT, Result
from comity.acts.ports import CALLS
from comity.documents.verifying import Ground
from comity.exchange.clock import REMINDERS
from comity.exchange.views import NOT_BEGUN
from comity.law.kinds import SAME
from comity.matching.births import WORTH
from comity.matching.likeness import Person, compare
from comity.matching.parts import Agreement
from comity.model.decisions import Disclosable, Moment, Outcome
from comity.model.instruments import InstrumentKind, Onward
from comity.model.parties import AuthorityKind
from comity.model.people import Role
from comity.model.records import Band, NameQuality, Reason
from comity.model.releases import AlertReply, OutcomeCode
from comity.model.requests import DataCategory, Handling, Purpose, RequestType, Urgency
from comity.model.travel import Direction, PaperReply, Seen
from comity.registers.reasons import _QUALITIES
from comity.web import window_faults, window_words
from comity.web.window import make_pages
from comity.web.window_because import because, pieces
from comity.web.window_tongues import LANGUAGES, choose, tongue, zone_of
from comity.web.window_travel import RESTS, rests
from comity.web.window_words import colour, word
from comity.wiring import read_law

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
TEMPLATES = sorted((SOURCE / "comity" / "web" / "templates").glob("*.html"))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "P_": ((1, "c"), 2)}
OTHERS = [code for code in LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
SAID_IN_ATTRIBUTES = {"aria-label", "alt", "title", "placeholder", "label", "data-label"}
UNTRANSLATED = {"Comity", "English", "français", "DEMO", "·", "–", "comity proof export", "--out case.proof"}
"""Names, and commands as they are typed: the same in every language."""


def extracted() -> set[tuple[str, object]]:
    """Return every marked text of the source with its context."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(m["pattern"], m["method"]) for m in mappings]
    options = {m["pattern"]: {k: v for k, v in m.items() if k not in ("method", "pattern")} for m in mappings}
    found = extract_from_dir(SOURCE, methods, options, keywords=KEYWORDS)
    return {(context or "", message) for _, _, message, _, context in found}


def catalog(code: str) -> Catalog:
    file = SOURCE / "comity" / "locale" / code / "LC_MESSAGES" / "comity.po"
    return read_po(BytesIO(file.read_bytes()), locale=code)


# ── texts ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.source("C1-9")
@pytest.mark.parametrize("code", OTHERS)
def test_says_every_text_in_every_language_and_none_that_is_gone(code):
    read = catalog(code)
    held = {(m.context or "", m.id) for m in read if m.id}
    assert held == extracted()
    assert read.obsolete == {}
    assert [m.id for m in read if m.id and (m.fuzzy or not all(_forms(m.string)))] == []


@pytest.mark.parametrize("code", OTHERS)
def test_has_the_plural_forms_and_the_gaps_of_every_text(code):
    read = catalog(code)
    for message in read:
        if not message.id:
            continue
        asked = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
        forms = _forms(message.string)
        assert len(forms) == (read.num_plurals if message.pluralizable else 1), message.id
        assert set(PLACEHOLDER.findall(forms[-1])) == asked, message.id
        assert all(set(PLACEHOLDER.findall(form)) <= asked for form in forms), message.id


def test_extracts_enough_to_mean_something():
    found = extracted()
    assert len(found) > 450
    assert ("act", "Request sent") in found
    assert ("", ("%(num)s case", "%(num)s cases")) in found


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


class _Said(HTMLParser):
    """Collects what a template says unmarked: letters in text, or in an attribute that is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value for name, value in attrs if name in SAID_IN_ATTRIBUTES and value)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_marks_every_text_of_a_template(template):
    pages = make_pages()
    tokens = pages.lex(template.read_text())
    said = _Said()
    said.feed("".join("" if kind != "data" else text for _, kind, text in tokens))
    left = "\n".join(said.found)
    for known in UNTRANSLATED:
        left = left.replace(known, "")
    assert (
        re.findall(r"[^\W\d_]{2,}", re.sub(r"comity proof (export|verify) ?(case\.proof)?|/", "", left)) == []
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_marks_every_text_that_a_template_hands_to_a_component(template):
    tree = make_pages().parse(template.read_text())
    bare = [
        value.value
        for pair in tree.find_all(nodes.Pair)
        for key, value in [(pair.key, pair.value)]
        if isinstance(key, nodes.Const)
        and key.value
        in ("text", "html", "titleText", "navigationLabel", "landmarkLabel", "visuallyHiddenText")
        and isinstance(value, nodes.Const)
    ]
    assert bare == []


# ── words for codes ─────────────────────────────────────────────────────────────────────────────
def test_has_words_for_every_act_and_every_state_of_the_matters_that_it_shows():
    catalogue = read_law(demo=True).catalogue
    room = {name: lifecycle.matter for name, lifecycle in catalogue.lifecycles.items()}
    kinds = [k for k in catalogue.kinds.values() if room[k.lifecycle] in ("case", "alert", "partnership")]
    moves = [move for kind in kinds for move in kind.moves]
    crossings = [crossing for kind in kinds for crossing in kind.crossings]
    reached = {*(m.to for m in moves), *(v for m in moves for v in m.via), *(c.to for c in crossings)}
    called = {"duty.call", ATTEMPT, ACK}
    assert {k.name for k in kinds if room[k.lifecycle] != "partnership"} | called == set(window_words.ACTS)
    assert reached - {SAME} | {NOT_BEGUN} == set(window_words.STATES)
    assert {c.duty for c in crossings if c.duty} == set(window_words.DUTIES)


@pytest.mark.source("C1-9")
@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("role", Role),
        ("authority", AuthorityKind),
        ("band", Band),
        ("data", DataCategory),
        ("purpose", Purpose),
        ("type", RequestType),
        ("outcome", [o.name for o in Outcome]),
        ("moment", Moment),
        ("handling", Handling),
        ("onward", Onward),
        ("instrument", InstrumentKind),
        ("urgency", Urgency),
        ("reason", [*Disclosable, "RECALL"]),
        ("reply", [*AlertReply, *OutcomeCode]),
        ("side", ["requesting", "requested"]),
        (
            "clock",
            [*REMINDERS, "arrest", "echo", "update", "lapse", "later", "alert-expire", CALLS.rstrip(":")],
        ),
        ("result", Result),
        ("seen", Seen),
        ("paper", PaperReply),
        ("way", Direction),
    ],
)
def test_has_words_for_every_code_and_no_other(sort, codes):
    assert set(window_words.WORDS[sort]) == {str(code) for code in codes}


def test_shows_a_code_that_nobody_named_as_it_is():
    assert word(tongue("fr"), "act", "moon.land") == "moon.land"
    assert word(tongue("fr"), "act", "request.send") == "Demande envoyée"


@pytest.mark.parametrize("quality", NameQuality)
@pytest.mark.parametrize("original", [True, False])
@pytest.mark.parametrize("how", ["the same words as", "every word asked stands in"])
def test_says_why_a_record_matches_in_words_of_the_language(quality, original, how):
    reason = f"{how} {_QUALITIES[quality]}{' in original script' if original else ''}"
    french = because(tongue("fr"), reason)
    assert french != reason
    assert not re.search(r"\b(the|every|word|name|script)\b", french)


@pytest.mark.parametrize("relation", [one for one, worth in WORTH.items() if worth])
def test_says_how_dates_relate_in_words_of_the_language(relation):
    assert because(tongue("en"), str(relation))
    assert because(tongue("fr"), str(relation)) not in (str(relation), because(tongue("en"), str(relation)))


@pytest.mark.parametrize("agreement", Agreement)
def test_says_how_parts_of_a_name_agree_in_words_of_the_language(agreement):
    french = because(tongue("fr"), f"арк = ark ({agreement}, 4.5); velin = вел (same letters, -1.0)")
    assert str(agreement) not in french
    assert french.startswith("арк = ark (")
    assert french.endswith("; velin = вел (mêmes lettres)")


def test_says_which_parts_of_a_name_stand_alone_and_leaves_what_it_does_not_know():
    assert because(tongue("fr"), "van der only held; x only asked") == (
        "van der (seulement dans le registre); x (seulement dans la demande)"
    )
    assert because(tongue("fr"), "of unknown make") == "of unknown make"


def test_the_matching_room_tells_of_a_name_what_the_page_can_say():
    told = compare(Person(names=("Arkady Borisovich Velin",)), Person(names=("Аркадий Велен Q.",))).because[0]
    french = because(tongue("fr"), told.because)
    assert french != told.because
    assert not re.search(r"same|only|slip|initial of|\d", french)


def test_cuts_what_is_held_into_pieces_that_agree_and_others():
    reason = Reason(feature="name", asked="Velin", held="Arkady Velin B.", because="", marks=((7, 12),))
    assert list(pieces(reason)) == [("Arkady ", False), ("Velin", True), (" B.", False)]
    assert list(pieces(Reason(feature="birth", asked="1980", held="1980", because=""))) == [("1980", False)]


def test_colours_what_went_wrong_apart_from_what_went_well():
    assert [colour(c) for c in ("REFUSED", "REPLIED_FULL", "AWAITING_AUTHORISATION", "SENT", "CLOSED")] == [
        "red",
        "green",
        "yellow",
        "blue",
        "grey",
    ]


def test_knows_a_title_and_advice_for_what_a_window_meets():
    found = window_faults.fault(tongue("en"), "window-failed")
    assert found["title"] == "The window failed"
    assert found["known"]
    assert not window_faults.fault(tongue("en"), "crossed", "a", "b")["known"]


# ── languages ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "spoken"),
    [
        ("fr", "ar", "en", "fr"),
        ("", "ar", "fr", "ar"),
        ("xx", "yy", "fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("", "", "de,nl;q=0.5,en;q=0.7", "en"),
        ("", "", "zh-CN,zh;q=0.9", "zh"),
        ("", "", "q=;;;,,", "en"),
        ("", "", "", "en"),
    ],
)
def test_speaks_the_language_asked_for_kept_or_accepted(asked, kept, accepted, spoken):
    assert choose(asked, kept, accepted).code == spoken


def test_keeps_the_language_that_a_visitor_chose(visitor):
    assert 'lang="ar" dir="rtl"' in visitor.get("/?lang=ar").text
    again = visitor.get("/cases").text
    assert 'lang="ar" dir="rtl"' in again
    assert "frontend.rtl.css" in again
    assert 'lang="en" dir="ltr"' in visitor.get("/cases?lang=en").text


@pytest.mark.parametrize("code", LANGUAGES)
def test_says_of_a_translation_that_nobody_reviewed_it(visitor, code):
    visitor.get(f"/?lang={code}")
    notice = '<a class="c-link" hreflang="fr" lang="fr" href="/?lang=fr">français</a></p>'
    assert (notice in visitor.seen) is (code not in ("en", "fr"))


def test_tells_the_time_of_each_state_s_authorities():
    zones = {state: str(zone_of(state)) for state in ("BE", "RU", "BY", "CN", "VN", "MA", "TR", "US", "XX")}
    assert zones == {
        "BE": "Europe/Brussels",
        "RU": "Europe/Moscow",
        "BY": "Europe/Minsk",
        "CN": "Asia/Shanghai",
        "VN": "Asia/Ho_Chi_Minh",
        "MA": "Africa/Casablanca",
        "TR": "Europe/Istanbul",
        "US": "UTC",
        "XX": "UTC",
    }


def test_every_ground_of_a_reply_on_a_document_is_said_in_every_language():
    assert set(RESTS) == set(Ground)
    assert all(rests(tongue("en"), ground) == ground for ground in Ground)
    for code in OTHERS:
        assert not [ground for ground in Ground if rests(tongue(code), ground) == ground]
    assert rests(tongue("fr"), "of an older node") == "of an older node"
