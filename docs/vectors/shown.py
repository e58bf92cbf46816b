"""Vectors of what a node says by itself: hashes of the signed texts, and a recall that nobody confirmed."""

from dataclasses import replace

from world import BE, PAIR, RU, Json, World, changed, header, vector

from comity.acts.plain import to_plain
from comity.acts.texts import Texts
from comity.law.copies import conflicting_articles, read_copy
from comity.model.parties import StateCode
from comity.model.requests import MatterId
from comity.model.texts import Shown
from comity.seal.canonical import digest_hex, encode
from comity.wiring import read_law

ALERT = MatterId("alert/RU-BE-2019-000123")
TEXT = "Preamble\nArticle 1\nThe states help each other.\nArticle 2\nEach may ask\nthe other.\n"
PRINTED = (
    "Preamble \r\n\r\nArticle 1\r\n  The states help  each other.\r\nArticle 2\r\nEach may ask the\tother."
)
OTHER = TEXT.replace("may ask", "shall ask")
AGREEMENT = "demo-be-ru-police"
DECOMPOSED, COMPOSED = "Artikel 1\nE\u0301tat", "Artikel 1\n\u00c9tat"


def shown(world: World) -> list[Json]:
    """Hash texts, show them, compare them; recall by the node alone."""
    return [*_copies(), *_shown(world), *_lapse(world)]


def _copies() -> list[Json]:
    held = _copy(TEXT)
    expect = {"digest": held["digest"], "articles": held["articles"]}
    changed_text = {name: _copy(OTHER)[name] for name in ("digest", "articles")}
    composed = {name: _copy(COMPOSED)[name] for name in ("digest", "articles")}
    return [
        vector("copy", expect, {"text": TEXT}),
        changed("copy", "in-another-print", expect, text=PRINTED),
        changed("copy", "with-another-word", changed_text, text=OTHER),
        vector("copy-composed", composed, {"text": COMPOSED}),
        changed("copy-composed", "otherwise", composed, text=DECOMPOSED),
    ]


def _copy(text: str, holder: StateCode = RU) -> Json:
    plain: Json = to_plain(read_copy(text, holder, "en"))
    return plain


def _shown(world: World) -> list[Json]:
    ours, theirs = read_copy(TEXT, BE, "en"), read_copy(OTHER, RU, "en")
    row = Shown(instrument=AGREEMENT, version="1", copies=(theirs,))
    body = to_plain(Texts(texts=(row,)))
    what = digest_hex(encode(body))
    follows = (world.acts["head"][0].id,)
    world.put_act(
        "texts", header("text.show", RU, PAIR, 70, follows=follows, marks={"what": what}), body, drawn=True
    )
    text = next(i for i in read_law(demo=True).agreements if i.id == AGREEMENT)
    differ = conflicting_articles(replace(text, copies=(ours,)), (BE, RU), (row,))
    own = {"act": "@texts act", "node": "@RU invitation", "root": "@RU root", "own": _copy(TEXT, BE)}
    two = {"texts": [{**body["texts"][0], "copies": [_copy(TEXT), _copy(OTHER)]}]}
    twice = {"texts": [*body["texts"], *body["texts"]]}
    foreign = {"texts": [{**body["texts"][0], "copies": [_copy(OTHER, BE)]}]}
    loud = {"texts": [{**body["texts"][0], "copies": [_copy(OTHER) | {"digest": theirs.digest.upper()}]}]}
    bad = {
        "with-two-copies-in-one-language": two,
        "with-one-version-twice": twice,
        "with-the-readers-own-copy": foreign,
        "with-a-digest-in-capitals": loud,
    }
    return [
        vector("texts", {"kind": "text.show", "differ": sorted(differ or ())}, own),
        changed("texts", "that-agree", {"kind": "text.show", "differ": []}, own=_copy(OTHER, BE)),
        changed("texts", "signed-by-another-node", "signature-invalid", node="@BE invitation"),
        changed("texts", "under-another-digest", "malformed-message", what="0" * 64),
        *(changed("texts", how, "malformed-message", shown=it) for how, it in bad.items()),
    ]


def _lapse(world: World) -> list[Json]:
    words = header("alert.lapse", RU, ALERT, 71, follows=("a0" * 32,), marks={"reason": "RECALL"})
    world.put_act("lapse", words, {}, drawn=True)
    own = {"act": "@lapse act", "node": "@RU invitation", "root": "@RU root"}
    return [
        vector("lapse", {"kind": "alert.lapse", "author": "node"}, own),
        changed("lapse", "signed-by-another-node", "signature-invalid", node="@BE invitation"),
        changed("lapse", "with-another-body", "seal-broken", body={"reason": "none"}),
    ]
