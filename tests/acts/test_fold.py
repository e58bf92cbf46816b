"""The fold: one state from any order of delivery, own acts unseen, crossing acts settled by the table."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.acts.act import Header
from comity.acts.fold import Folded, advance, causal_order, fold, fold_shared
from comity.acts.ports import ActId, Lane
from comity.law.cataloguefile import parse_catalogue
from comity.law.kinds import Catalogue
from comity.model.parties import StateCode
from comity.model.people import NODE, Pseudonym, Role
from comity.model.requests import MatterId

HOME = Path(__file__).resolve().parents[2] / "src/comity/law/catalogue"
CATALOGUE: Catalogue = parse_catalogue({p.name: p.read_bytes() for p in HOME.glob("*.toml")})
RU, BE = StateCode("RU"), StateCode("BE")
NOON = datetime(2019, 10, 31, 12, tzinfo=UTC)


def header(kind: str, state: StateCode, *follows: str, own: bool = False) -> Header:
    """Write a header of the case under test."""
    return Header(
        kind=kind,
        matter=MatterId("alert/BE-RU-2019-000001" if kind[:6] == "alert." else "case/RU-BE-2019-000001"),
        lane=Lane.NORMAL,
        follows=tuple(ActId(f) for f in sorted(follows)),
        at=NOON,
        state=state,
        to=None if own else (BE if state == RU else RU),
        authority=f"{state}/SPOC",
        role=Role.SPOC_DUTY,
        author=NODE if own else Pseudonym("x"),
        basis=None,
        catalogue=CATALOGUE.digest,
        marks={},
        commitment=bytes(32),
    )


def folded(acts: dict[str, Header]) -> Folded:
    """Fold a case given by short names."""
    return fold({ActId(k): h for k, h in acts.items()}, CATALOGUE)


ANSWERED = {
    "a": header("request.send", RU),
    "b": header("request.ack", BE, "a"),
    "c": header("request.accept", BE, "b"),
    "d": header("reply.full", BE, "c"),
    "e": header("release.accept", RU, "d"),
    "f": header("release.feedback", RU, "e"),
}


def test_passes_every_state_of_lifecycle_q() -> None:
    assert [s for s, _ in folded(ANSWERED).passed] == [
        "SENT",
        "RECEIVED",
        "ADMISSIBILITY",
        "ACCEPTED",
        "IN_PROGRESS",
        "DECIDED",
        "REPLIED_FULL",
        "FEEDBACK_DUE",
        "CLOSED",
    ]


def test_passes_every_state_of_lifecycle_a() -> None:
    acts = {
        "a": header("alert.issue", BE),
        "b": header("alert.receive", RU, "a"),
        "c": header("alert.ack", RU, "b"),
        "d": header("alert.respond", RU, "c"),
        "e": header("alert.renew", BE, "d"),
        "f": header("alert.expire", BE, "e"),
    }
    assert [s for s, _ in folded(acts).passed] == ["ISSUED", "ACKED", "ACTIVE", "RENEWED", "EXPIRED"]


def test_lets_a_release_that_left_stand_when_a_withdrawal_crossed_it() -> None:
    crossed = folded({k: ANSWERED[k] for k in "abcd"} | {"w": header("request.withdraw", RU, "b")})
    assert crossed.shared == "RETURN_DUE"
    assert crossed.duties == ("return the release unread",)
    assert crossed.shared_heads == ("d", "w")


def test_refuses_a_withdrawal_that_follows_the_release() -> None:
    late = folded({k: ANSWERED[k] for k in "abcd"} | {"w": header("request.withdraw", RU, "d")})
    assert (late.shared, late.ineffective) == ("REPLIED_FULL", ("w",))


def test_takes_the_stricter_of_two_decisions_that_crossed() -> None:
    acts = {k: ANSWERED[k] for k in "abc"} | {
        "x": header("reply.full", BE, "c"),
        "r": header("reply.refused", BE, "c"),
    }
    assert (folded(acts).shared, folded(acts).ineffective) == ("REFUSED", ("x",))


@pytest.mark.parametrize("kind", ["reply.full", "request.ack", "release.recall", "request.update"])
def test_ignores_an_act_of_the_wrong_side(kind: str) -> None:
    assert folded({"a": ANSWERED["a"], "z": header(kind, RU, "a")}).ineffective == ("z",)


def test_ignores_an_act_that_the_catalogue_does_not_know() -> None:
    assert folded({"a": ANSWERED["a"], "z": header("request.teleport", BE, "a")}).ineffective == ("z",)


def test_leaves_the_shared_state_alone_when_own_acts_are_added() -> None:
    own = {
        "1": header("answer.item", BE, "c", own=True),
        "2": header("answer.submit", BE, "1", own=True),
        "3": header("order.grant", BE, "2", own=True),
    }
    with_own, without = folded(ANSWERED | own), folded(ANSWERED)
    assert (with_own.shared, with_own.passed) == (without.shared, without.passed)
    assert with_own.shared_heads == ("f",)
    assert with_own.own == "AUTHORISED"


KINDS = sorted(k for k, v in CATALOGUE.kinds.items() if v.shared and v.lifecycle == "Q")


@st.composite
def cases(draw: st.DrawFn) -> dict[ActId, Header]:
    """Make any tangle of shared and own acts of one case, legal or not."""
    acts: dict[str, Header] = {}
    for n in range(draw(st.integers(1, 12))):
        earlier = sorted(acts)
        own = draw(st.booleans()) and n > 0
        may_follow = earlier if own else [e for e in earlier if acts[e].shared]
        follows = draw(st.lists(st.sampled_from(may_follow), max_size=3, unique=True)) if may_follow else []
        kind = draw(st.sampled_from(["answer.item", "answer.submit"] if own else KINDS))
        acts[f"{n:02d}"] = header(kind, draw(st.sampled_from([RU, BE])), *follows, own=own)
    return {ActId(k): h for k, h in acts.items()}


@settings(max_examples=300)
@given(cases(), st.randoms(use_true_random=False))
def test_folds_to_one_state_whatever_the_order_of_delivery(acts: dict[ActId, Header], chance: object) -> None:
    names = list(acts) * 2
    chance.shuffle(names)  # type: ignore[attr-defined]
    delivered = {name: acts[name] for name in names}
    assert fold(delivered, CATALOGUE) == fold(acts, CATALOGUE)


@settings(max_examples=200)
@given(cases())
def test_shows_the_partner_nothing_of_own_acts(acts: dict[ActId, Header]) -> None:
    mine, theirs = fold(acts, CATALOGUE), fold_shared(acts, CATALOGUE)
    assert (mine.shared, mine.passed, mine.duties) == (theirs.shared, theirs.passed, theirs.duties)
    assert mine.shared_heads == theirs.shared_heads


@settings(max_examples=200)
@given(cases())
def test_advances_to_what_a_whole_fold_gives(acts: dict[ActId, Header]) -> None:
    folded_so_far, seen = Folded(), {}
    for id in causal_order(acts, CATALOGUE):
        seen[id] = acts[id]
        whole = fold(seen, CATALOGUE)
        step = advance(folded_so_far, id, acts[id], CATALOGUE)
        if step is not None:
            assert (step.shared, step.own, step.shared_heads) == (whole.shared, whole.own, whole.shared_heads)
        folded_so_far = whole
