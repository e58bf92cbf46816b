"""Two nodes compare the hashes of what their states signed; a difference is told and weighed (I7)."""

from dataclasses import replace

import pytest

from comity.acts.calls import read_call
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.ports import CALLS
from comity.demo.world import World
from comity.exchange import answers, cases, texts
from comity.exchange.clock import run_due
from comity.law.copies import read_copy
from comity.model.decisions import Decision, Outcome
from comity.model.lifecycle import Copy
from comity.model.parties import StateCode
from comity.model.texts import Same
from comity.seal.canonical import digest_hex, encode
from stories.exchange import BE, RU, a_world, at, drafted, held, own_kinds, shared_kinds, taken
from stories.signing import change_law, holding

PAIR = "partnership/BE-RU"
TEXT = "Preamble.\nArticle 1\nThe states help each other.\nArticle 4\nEach may ask the other.\n"
OTHER = TEXT.replace("Each may ask", "Each shall answer")


def copy_of(state: str, text: str = TEXT, language: str = "fr") -> Copy:
    return read_copy(text, StateCode(state), language)


def hold(world: World, state: str, *held_copies: Copy, name: str = "copies") -> None:
    """Have a state activate the file of the agreement with its own copies."""
    change_law(world, state, name, holding(*held_copies))


def run(world: World) -> None:
    """Let clocks and couriers of both nodes run."""
    for _ in range(3):
        for place in world.places.values():
            run_due(place.node, world.now)
        world.carry()


def found(node: Node, state: str) -> dict[str, tuple[Same, tuple[str, ...]]]:
    rows = texts.texts_view(node, StateCode(state)).texts
    return {row.language: (row.stands, row.articles) for row in rows}


def conflict_of(decision: Decision) -> tuple[Outcome, tuple[str, ...], str] | None:
    ground = next((g for g in decision.grounds if g.rule == "I7"), None)
    return None if ground is None else (ground.outcome, ground.needs, ground.action)


def called(node: Node) -> list[str]:
    """Name who is called to the pair."""
    timers = node.store.read(lambda r: r.timers_of(PAIR))
    return [role for t in timers if t.kind == f"{CALLS}text" for role in read_call(t).roles]


# ── shown by activation ─────────────────────────────────────────────────────────────────────────
def test_each_side_is_shown_the_hashes_of_the_other_when_the_file_is_activated():
    with a_world() as world:
        hold(world, "BE", copy_of("BE"), copy_of("BE", TEXT, "en"))
        run(world)
        assert shared_kinds(world["RU"].node, PAIR)[-1] == "text.show"
        assert found(world["RU"].node, "BE") == {"en": (Same.NOT_HELD, ()), "fr": (Same.NOT_HELD, ())}
        assert found(world["BE"].node, "RU") == {"en": (Same.NOT_SHOWN, ()), "fr": (Same.NOT_SHOWN, ())}
        hold(world, "RU", copy_of("RU"))
        run(world)
        for one, other in (("BE", "RU"), ("RU", "BE")):
            assert found(world[one].node, other)["fr"] == (Same.SAME, ())
            assert not texts.texts_view(world[one].node, StateCode(other)).differs


def test_nothing_is_shown_where_the_files_name_no_copy_and_no_text_travels_where_they_do():
    with a_world() as world:
        change_law(world, "BE", "another title", lambda text: replace(text, title="Another title"))
        run(world)
        assert "text.show" not in shared_kinds(world["BE"].node, PAIR)
        hold(world, "BE", copy_of("BE"))
        run(world)
        act = held(world["RU"].node, PAIR).last("text.show")
        body = world["RU"].node.store.reveal(PAIR, act.id, act.content)
        assert copy_of("BE").digest.encode() in body
        assert b"help each other" not in body


def test_what_was_shown_is_shown_once_and_again_when_it_changed():
    with a_world() as world:
        hold(world, "BE", copy_of("BE"))
        run(world)
        change_law(world, "BE", "another title", lambda text: replace(text, title="Another title"))
        run(world)
        assert shared_kinds(world["BE"].node, PAIR).count("text.show") == 1
        hold(world, "BE", name="none any more")
        run(world)
        assert shared_kinds(world["BE"].node, PAIR).count("text.show") == 2
        assert found(world["RU"].node, "BE") == {}


# ── a difference ────────────────────────────────────────────────────────────────────────────────
def test_texts_that_differ_in_an_article_of_the_message_make_both_gates_ask_the_joint_committee():
    with a_world() as world:
        matter = taken(world)
        assert conflict_of(answers.admit(world["BE"].node, matter, world.now)) is None
        hold(world, "BE", copy_of("BE"))
        hold(world, "RU", copy_of("RU", OTHER))
        run(world)
        for one, other in (("BE", "RU"), ("RU", "BE")):
            node = world[one].node
            assert found(node, other) == {"fr": (Same.DIFFERS, ("art. 4",))}
            assert own_kinds(node, PAIR)[-1] == "text.differ"
            assert called(node) == ["LEGAL_OFFICER"]
        asks = (Outcome.REFER, ("JOINT_COMMITTEE",), "TEXT_CONFLICT")
        assert conflict_of(answers.admit(world["BE"].node, matter, world.now)) == asks
        draft = drafted(world)
        assert conflict_of(cases.check(world["RU"].node, draft, world.now)) == asks

        hold(world, "RU", copy_of("RU"), name="the same after all")
        run(world)
        assert conflict_of(answers.admit(world["BE"].node, matter, world.now)) is None
        assert own_kinds(world["BE"].node, PAIR)[-1] == "text.agree"
        assert called(world["BE"].node) == []


def test_texts_that_differ_elsewhere_hold_up_nothing_and_are_told():
    with at(taken) as (world, matter):
        hold(world, "BE", copy_of("BE"))
        hold(world, "RU", copy_of("RU", TEXT.replace("help each other", "assist each other")))
        run(world)
        assert found(world["BE"].node, "RU") == {"fr": (Same.DIFFERS, ("art. 1",))}
        assert called(world["BE"].node) == ["LEGAL_OFFICER"]
        assert conflict_of(answers.admit(world["BE"].node, matter, world.now)) is None


def test_a_difference_names_who_settles_it_where_the_text_says_so():
    def with_committee(text):
        terms = replace(text.terms, committee="the joint committee of art. 20", dispute="consultation")
        return replace(text, terms=terms, copies=(copy_of("BE"),))

    with a_world() as world:
        change_law(world, "BE", "committee", with_committee)
        hold(world, "RU", copy_of("RU", OTHER))
        run(world)
        (row,) = texts.texts_view(world["BE"].node, RU).texts
        assert (row.committee, row.dispute) == ("the joint committee of art. 20", "consultation")


def test_another_language_or_another_version_is_not_compared():
    with a_world() as world:
        hold(world, "BE", copy_of("BE"))
        change_law(
            world, "RU", "copies", lambda text: replace(text, version="9", copies=(copy_of("RU", OTHER),))
        )
        run(world)
        assert not texts.texts_view(world["BE"].node, RU).differs
        hold(world, "BE", copy_of("BE", OTHER, "nl"), name="another language")
        run(world)
        assert not texts.texts_view(world["BE"].node, RU).differs


# ── what a partner cannot do ────────────────────────────────────────────────────────────────────
def row(holder: str = "RU", digest: str = "0" * 64, language: str = "fr") -> dict[str, object]:
    return {"holder": holder, "language": language, "digest": digest, "articles": []}


def of(*copies: dict[str, object], version: str = "1") -> dict[str, object]:
    return {"instrument": "demo-be-ru-police", "version": version, "copies": list(copies)}


@pytest.mark.parametrize(
    "said",
    [
        [of(row("BE"))],
        [of(row()), of(row())],
        [of(row(), row(digest="1" * 64))],
        [of(row()) | {"note": "x"}],
        [of(row())] * 501,
        [of(row(digest="abc"))],
        "none",
    ],
)
def test_refuses_what_is_no_list_of_the_partners_own_copies(said: object):
    with a_world() as world:
        body = {"texts": said}
        deed = Deed(kind="text.show", matter=PAIR, to=BE, body=body, marks={"what": digest_hex(encode(body))})
        perform(world["RU"].node, deed, world.now)
        world.carry()
        pair = held(world["BE"].node, PAIR)
        assert pair.last("text.show") is None
        refused = pair.headers[pair.acts.index(pair.last("envelope.refuse"))]
        assert refused.marks["code"] == "malformed-message"


def test_refuses_copies_under_another_digest():
    with a_world() as world:
        marks = {"what": digest_hex(b"another")}
        deed = Deed(kind="text.show", matter=PAIR, to=BE, body={"texts": [of(row())]}, marks=marks)
        perform(world["RU"].node, deed, world.now)
        world.carry()
        assert held(world["BE"].node, PAIR).last("text.show") is None


def test_waits_with_showing_while_its_files_are_not_those_in_force():
    with a_world() as world:
        hold(world, "BE", copy_of("BE"))
        node = world["BE"].node
        object.__setattr__(node, "law_on_disk", lambda: "changed")
        told = {due.kind: due.done for due in run_due(node, world.now)}
        assert told["texts"] == "put off: law-not-activated"


# ── the signed text itself ──────────────────────────────────────────────────────────────────────
def test_two_prints_of_one_text_have_one_hash_and_one_word_changes_its_article():
    print_of_it = TEXT.replace(" ", "  ").replace("\n", "\r\n\r\n")
    assert read_copy(print_of_it, BE, "fr") == read_copy(TEXT, BE, "fr")
    one, two = (dict(read_copy(text, BE, "fr").articles) for text in (TEXT, OTHER))
    assert list(one) == ["art. 1", "art. 4"]
    assert {name for name in one if one[name] != two[name]} == {"art. 4"}


def test_knows_an_article_by_its_heading_in_other_scripts():
    text = "第四条\n双方可以提出请求。\nСтатья 5\nСтороны помогают.\nĐiều 6\nHai bên.\nMadde 7\nTaraflar.\n"
    assert [name for name, _ in read_copy(text, BE, "zh").articles] == [
        "art. 4",
        "art. 5",
        "art. 6",
        "art. 7",
    ]
