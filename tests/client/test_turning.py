"""The key turns for what its owner asked, and for nothing else, whatever the server shows."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.acts.act import Act, Header, compose
from comity.acts.ports import Lane
from comity.client.errors import NotAsked
from comity.client.turning import ACT, BANDS, LIVES, ORDER, Asked, Turner, asked_for
from comity.law import clocks
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.seal.canonical import encode, frame
from comity.seal.keys import KeySet
from comity.seal.orders import write_order
from comity.seal.packages import Label, Package, Part, cut_package, share_info, show_to
from comity.wiring import read_law

KEYS, AUTHORITY = KeySet.generate(), KeySet.generate()
CASE = "case/RU-BE-2019-000001"
OTHER = "case/RU-BE-2019-000002"
NOW = datetime(2019, 10, 31, 9, tzinfo=UTC)
RECALL = asked_for(CASE, "release.recall", says={"why": "mistaken"})
GRANT = asked_for(
    CASE,
    "order.grant",
    orders=frozenset({OrderKind.JUDGE}),
    parts=frozenset({Part.JUDGE}),
    terms={"docket": "17", "conditions": []},
    items=frozenset({"one"}),
)


def turner_for(asked: Asked, clock: datetime = NOW) -> Turner:
    return Turner(KEYS, asked, lambda: clock)


def act(
    kind: str = "release.recall",
    matter: str = CASE,
    marked: str = "",
    at: datetime = NOW,
    to: str | None = "RU",
    **body: object,
) -> Act:
    header = Header(
        kind=kind,
        matter=MatterId(matter),
        lane=Lane.NORMAL,
        follows=(),
        at=at,
        state=StateCode("BE"),
        to=None if to is None else StateCode(to),
        authority="BE/SPOC",
        role=Role.SPOC_DUTY,
        author=Pseudonym("be-spoc-duty"),
        basis=None,
        catalogue="",
        marks={"why": marked} if marked else {"reason": "RECALL"},
    )
    return compose(header, body or {"why": "mistaken"})


def package(item: str, matter: str = CASE) -> Package:
    label = Label(matter=MatterId(matter), item=ItemId(item), category=DataCategory.DC_IDENTITY)
    return cut_package(label, b"text", authority=AUTHORITY.sealing.public, judges=[KEYS.sealing.public])


def order(*packages: Package, **more: object) -> bytes:
    named = Order(
        kind=OrderKind.JUDGE,
        matter=MatterId(CASE),
        request="",
        items=tuple(p.ordered for p in packages),
        recipient=StateCode("RU"),
        recipient_key="",
        announcement="",
        article="",
        conditions=(),
        given_by=Pseudonym("be-judge"),
        role=Role.JUDGE,
        authority="BE/COURT/brussels",
        docket="17",
        given_at=NOW,
        valid_until=NOW + timedelta(days=30),
    )
    return write_order(replace(named, **more))


def share_of(sealed: Package) -> tuple[bytes, bytes, bytes]:
    """Return a judge's share of a package, as the desk asks for it."""
    (share,) = (s for s in sealed.shares if s.part is Part.JUDGE)
    return share.sealed, share_info(Part.JUDGE, sealed.header), sealed.header


# ── acts ────────────────────────────────────────────────────────────────────────────────────────
def test_signs_the_act_that_was_asked():
    asked = act()
    signature = turner_for(RECALL).sign(asked.statement, ACT, asked.opening or b"")
    KEYS.signing.public.verify(signature, asked.statement, ACT.encode())


@pytest.mark.parametrize(
    "false",
    [
        pytest.param(act(kind="reply.full"), id="another act"),
        pytest.param(act(matter=OTHER), id="another matter"),
        pytest.param(act(why="another reason"), id="another word"),
        pytest.param(act(because="mistaken"), id="the word is missing"),
        pytest.param(act(marked="mistaken", why="another"), id="the word only in the marks"),
        pytest.param(act(marked="another"), id="another word in the marks"),
    ],
)
def test_signs_no_other_act(false):
    with pytest.raises(NotAsked):
        turner_for(RECALL).sign(false.statement, ACT, false.opening or b"")


@pytest.mark.parametrize(
    "off", [timedelta(minutes=-10), timedelta(), timedelta(minutes=10)], ids=["slow", "same", "fast"]
)
def test_signs_an_instant_near_its_own_clock(off):
    asked = act(at=NOW + off)
    turner_for(RECALL).sign(asked.statement, ACT, asked.opening or b"")


@pytest.mark.parametrize("off", [timedelta(minutes=-10, seconds=-1), timedelta(minutes=10, seconds=1)])
def test_signs_no_instant_that_is_more_than_ten_minutes_off_its_own_clock(off):
    false = act(at=NOW + off)
    with pytest.raises(NotAsked, match="10 minutes"):
        turner_for(RECALL).sign(false.statement, ACT, false.opening or b"")


def test_signs_the_neutral_answer_for_the_end_of_its_band_and_no_later():
    turner = turner_for(asked_for(CASE, "reply.none"))
    held, later = (act("reply.none", at=NOW + timedelta(hours=hours)) for hours in (4, 5))
    turner.sign(held.statement, ACT, held.opening or b"")
    with pytest.raises(NotAsked):
        turner.sign(later.statement, ACT, later.opening or b"")


def test_knows_each_band_and_each_life_that_the_law_gives():
    kinds = read_law(demo=False).catalogue.kinds.values()
    assert {kind.name: timedelta(hours=kind.band_hours) for kind in kinds if kind.band_hours} == BANDS
    assert {kind: clocks.order_life(kind) for kind in OrderKind} == LIVES


def test_signs_no_act_to_a_state_that_is_no_party_of_the_matter():
    false, own = act(to="VN"), act(to=None)
    turner_for(RECALL).sign(own.statement, ACT, own.opening or b"")
    with pytest.raises(NotAsked, match="no party"):
        turner_for(RECALL).sign(false.statement, ACT, false.opening or b"")


def test_signs_no_act_whose_body_is_shown_otherwise():
    asked, shown = act(why="something else"), act()
    with pytest.raises(NotAsked, match="another body"):
        turner_for(RECALL).sign(asked.statement, ACT, shown.opening or b"")


@pytest.mark.parametrize("about", [b"", b"\x00", frame(b"salt", b"{}", b"more")])
def test_signs_no_act_whose_body_is_not_shown(about):
    with pytest.raises(NotAsked):
        turner_for(RECALL).sign(act().statement, ACT, about)


@pytest.mark.parametrize("statement", [b"", b"{}", b"[]", b"\xff", encode({"v": "comity/1"})])
def test_signs_no_bytes_that_are_no_act(statement):
    with pytest.raises(NotAsked):
        turner_for(RECALL).sign(statement, ACT, act().opening or b"")


@pytest.mark.parametrize("context", ["comity/1 certificate", "comity/1 receipt", "comity/1 invitation", ""])
def test_signs_in_no_other_context(context):
    asked = act()
    with pytest.raises(NotAsked):
        turner_for(RECALL).sign(asked.statement, context, asked.opening or b"")


def test_signs_no_order_where_none_was_asked():
    with pytest.raises(NotAsked):
        turner_for(RECALL).sign(order(), ORDER, b"")


def test_signs_a_few_times_only():
    turner, asked = turner_for(RECALL), act()
    for _ in range(12):
        turner.sign(asked.statement, ACT, asked.opening or b"")
    with pytest.raises(NotAsked, match="more signatures"):
        turner.sign(asked.statement, ACT, asked.opening or b"")


def test_a_name_that_the_node_makes_stays_in_its_room():
    turner = turner_for(asked_for("account/", "token.issue"))
    mine, other = (
        act("token.issue", "account/be-judge", to=None, what="x"),
        act("token.issue", CASE, what="x"),
    )
    turner.sign(mine.statement, ACT, mine.opening or b"")
    with pytest.raises(NotAsked):
        turner.sign(other.statement, ACT, other.opening or b"")


# ── orders and shares ───────────────────────────────────────────────────────────────────────────
def test_opens_the_shares_of_its_matter_and_signs_the_order_on_them():
    one, turner = package("one"), turner_for(GRANT)
    shown = show_to(one, AUTHORITY.sealing, KEYS.sealing.public)
    info = b"comity/1 view\n" + share_info(Part.JUDGE, one.header)[-32:]
    assert len(turner.open(shown, info, one.header)) == 32
    assert len(turner.open(*share_of(one))) == 32
    turner.sign(order(one), ORDER, b"")
    assert len(turner.open(*share_of(one))) == 32


def test_opens_no_endless_row_of_shares():
    turner, share = turner_for(GRANT), share_of(package("one"))
    for _ in range(4000):
        turner.open(*share)
    with pytest.raises(NotAsked, match="more shares"):
        turner.open(*share)


def test_opens_no_share_of_another_matter():
    with pytest.raises(NotAsked, match="another matter"):
        turner_for(GRANT).open(*share_of(package("one", OTHER)))


def test_opens_nothing_under_the_header_of_another_package():
    sealed, info, _ = share_of(package("one", OTHER))
    with pytest.raises(NotAsked):
        turner_for(GRANT).open(sealed, info, package("one").header)


def test_opens_no_share_of_another_part():
    sealed = package("one")
    data, _, header = share_of(sealed)
    with pytest.raises(NotAsked):
        turner_for(GRANT).open(data, share_info(Part.SECOND, header), header)


def test_opens_nothing_where_only_a_signature_was_asked():
    with pytest.raises(NotAsked):
        turner_for(RECALL).open(*share_of(package("one")))


def test_opens_no_share_of_an_item_that_its_order_leaves_out():
    one, two, turner = package("one"), package("two"), turner_for(GRANT)
    turner.open(*share_of(one))
    turner.sign(order(one), ORDER, b"")
    with pytest.raises(NotAsked, match="not ordered"):
        turner.open(*share_of(two))


@pytest.mark.parametrize(
    "more",
    [
        {"kind": OrderKind.AUTHORITY},
        {"matter": MatterId(OTHER)},
        {"docket": "18"},
        {"conditions": ("Anything goes.",)},
    ],
)
def test_signs_no_order_under_other_terms(more):
    with pytest.raises(NotAsked):
        turner_for(GRANT).sign(order(package("one"), **more), ORDER, b"")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"valid_until": NOW + timedelta(days=31)}, id="longer than the law"),
        pytest.param({"valid_until": NOW + timedelta(days=8)}, id="shorter than the law"),
        pytest.param({"recipient": StateCode("VN")}, id="a third state"),
        pytest.param({"recipient": StateCode("BE")}, id="not who asked"),
        pytest.param(
            {"given_at": NOW - timedelta(hours=1), "valid_until": NOW + timedelta(days=30, hours=-1)},
            id="given an hour ago",
        ),
    ],
)
def test_signs_no_order_for_another_time_or_another_state(more):
    with pytest.raises(NotAsked):
        turner_for(GRANT).sign(order(package("one"), **more), ORDER, b"")


def test_signs_an_order_that_holds_as_many_days_as_were_asked():
    week = replace(GRANT, life=timedelta(days=7))
    turner_for(week).sign(order(package("one"), valid_until=NOW + timedelta(days=7)), ORDER, b"")
    with pytest.raises(NotAsked, match="as long as was asked"):
        turner_for(week).sign(order(package("one")), ORDER, b"")


@pytest.mark.parametrize(
    ("asked", "hours", "signs"),
    [(None, 72, True), (None, 73, False), (None, 71, False), (30, 72, True), (1, 24, True), (1, 72, False)],
)
def test_signs_no_order_in_a_warning_that_holds_longer_than_two_persons_order(asked, hours, signs):
    warning = "alert/BE-RU-2019-000003"
    days = None if asked is None else timedelta(days=asked)
    turner = turner_for(replace(GRANT, matter=warning, life=days))
    until = NOW + timedelta(hours=hours)
    with nullcontext() if signs else pytest.raises(NotAsked, match="as long as was asked"):
        turner.sign(order(matter=MatterId(warning), valid_until=until), ORDER, b"")


@pytest.mark.parametrize(("ago", "holds"), [(71, True), (73, False)])
def test_signs_as_the_second_person_what_the_first_proposed_while_it_holds(ago: int, holds: bool):
    warning = "alert/BE-RU-2019-000003"
    danger = frozenset({OrderKind.TP2})
    asked = asked_for(warning, "danger.order", orders=danger, parts=frozenset({Part.SECOND}))
    proposed = order(
        kind=OrderKind.TP2,
        matter=MatterId(warning),
        given_at=NOW - timedelta(hours=ago),
        valid_until=NOW + timedelta(hours=72 - ago),
    )
    with nullcontext() if holds else pytest.raises(NotAsked):
        turner_for(asked).sign(proposed, ORDER, b"")


def test_opens_for_an_order_no_item_but_those_that_were_asked():
    with pytest.raises(NotAsked, match="not asked"):
        turner_for(GRANT).open(*share_of(package("two")))


def test_opens_every_item_where_none_was_named():
    whole, one, two = turner_for(replace(GRANT, items=frozenset())), package("one"), package("two")
    for sealed in (one, two):
        whole.open(*share_of(sealed))
    whole.sign(order(one, two), ORDER, b"")


def test_opens_no_share_under_an_order_that_named_an_item_unopened_and_unasked():
    two, turner = package("two"), turner_for(GRANT)
    turner.sign(order(package("one"), two), ORDER, b"")  # an item of no judge's may go along
    with pytest.raises(NotAsked):
        turner.open(*share_of(two))


def test_signs_no_order_on_other_content_than_was_opened():
    one, turner = package("one"), turner_for(GRANT)
    turner.open(*share_of(one))
    false = OrderedItem(
        item=ItemId("one"), category=DataCategory.DC_IDENTITY, package="", commitment="00" * 32
    )
    with pytest.raises(NotAsked, match="other content"):
        turner.sign(order(items=(false,)), ORDER, b"")
