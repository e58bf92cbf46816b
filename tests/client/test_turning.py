"""The key turns for what its owner asked, and for nothing else, whatever the server shows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comity.acts.act import Act, Header, compose
from comity.acts.ports import Lane
from comity.client.errors import NotAsked
from comity.client.turning import ACT, ORDER, Turner, asked_for
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import DataCategory, ItemId, MatterId
from comity.seal.canonical import encode, frame
from comity.seal.keys import KeySet
from comity.seal.orders import write_order
from comity.seal.packages import Label, Package, Part, cut_package, share_info, show_to

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


def act(kind: str = "release.recall", matter: str = CASE, marked: str = "", **body: object) -> Act:
    header = Header(
        kind=kind,
        matter=MatterId(matter),
        lane=Lane.NORMAL,
        follows=(),
        at=NOW,
        state=StateCode("BE"),
        to=StateCode("RU"),
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
        valid_until=NOW,
    )
    return write_order(replace(named, **more))


def share_of(sealed: Package) -> tuple[bytes, bytes, bytes]:
    """Return a judge's share of a package, as the desk asks for it."""
    (share,) = (s for s in sealed.shares if s.part is Part.JUDGE)
    return share.sealed, share_info(Part.JUDGE, sealed.header), sealed.header


# ── acts ────────────────────────────────────────────────────────────────────────────────────────
def test_signs_the_act_that_was_asked():
    asked = act()
    signature = Turner(KEYS, RECALL).sign(asked.statement, ACT, asked.opening or b"")
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
        Turner(KEYS, RECALL).sign(false.statement, ACT, false.opening or b"")


def test_signs_no_act_whose_body_is_shown_otherwise():
    asked, shown = act(why="something else"), act()
    with pytest.raises(NotAsked, match="another body"):
        Turner(KEYS, RECALL).sign(asked.statement, ACT, shown.opening or b"")


@pytest.mark.parametrize("about", [b"", b"\x00", frame(b"salt", b"{}", b"more")])
def test_signs_no_act_whose_body_is_not_shown(about):
    with pytest.raises(NotAsked):
        Turner(KEYS, RECALL).sign(act().statement, ACT, about)


@pytest.mark.parametrize("statement", [b"", b"{}", b"[]", b"\xff", encode({"v": "comity/1"})])
def test_signs_no_bytes_that_are_no_act(statement):
    with pytest.raises(NotAsked):
        Turner(KEYS, RECALL).sign(statement, ACT, act().opening or b"")


@pytest.mark.parametrize("context", ["comity/1 certificate", "comity/1 receipt", "comity/1 invitation", ""])
def test_signs_in_no_other_context(context):
    asked = act()
    with pytest.raises(NotAsked):
        Turner(KEYS, RECALL).sign(asked.statement, context, asked.opening or b"")


def test_signs_no_order_where_none_was_asked():
    with pytest.raises(NotAsked):
        Turner(KEYS, RECALL).sign(order(), ORDER, b"")


def test_signs_a_few_times_only():
    turner, asked = Turner(KEYS, RECALL), act()
    for _ in range(12):
        turner.sign(asked.statement, ACT, asked.opening or b"")
    with pytest.raises(NotAsked, match="more signatures"):
        turner.sign(asked.statement, ACT, asked.opening or b"")


def test_a_name_that_the_node_makes_stays_in_its_room():
    turner = Turner(KEYS, asked_for("account/", "token.issue"))
    mine, other = act("token.issue", "account/be-judge", what="x"), act("token.issue", CASE, what="x")
    turner.sign(mine.statement, ACT, mine.opening or b"")
    with pytest.raises(NotAsked):
        turner.sign(other.statement, ACT, other.opening or b"")


# ── orders and shares ───────────────────────────────────────────────────────────────────────────
def test_opens_the_shares_of_its_matter_and_signs_the_order_on_them():
    one, two, turner = package("one"), package("two"), Turner(KEYS, GRANT)
    for sealed in (one, two):
        shown = show_to(sealed, AUTHORITY.sealing, KEYS.sealing.public)
        info = b"comity/1 view\n" + share_info(Part.JUDGE, sealed.header)[-32:]
        assert len(turner.open(shown, info, sealed.header)) == 32
        assert len(turner.open(*share_of(sealed))) == 32
    turner.sign(order(one), ORDER, b"")
    assert len(turner.open(*share_of(one))) == 32


def test_opens_no_share_of_another_matter():
    with pytest.raises(NotAsked, match="another matter"):
        Turner(KEYS, GRANT).open(*share_of(package("one", OTHER)))


def test_opens_nothing_under_the_header_of_another_package():
    sealed, info, _ = share_of(package("one", OTHER))
    with pytest.raises(NotAsked):
        Turner(KEYS, GRANT).open(sealed, info, package("one").header)


def test_opens_no_share_of_another_part():
    sealed = package("one")
    data, _, header = share_of(sealed)
    with pytest.raises(NotAsked):
        Turner(KEYS, GRANT).open(data, share_info(Part.SECOND, header), header)


def test_opens_nothing_where_only_a_signature_was_asked():
    with pytest.raises(NotAsked):
        Turner(KEYS, RECALL).open(*share_of(package("one")))


def test_opens_no_share_of_an_item_that_its_order_leaves_out():
    one, two, turner = package("one"), package("two"), Turner(KEYS, GRANT)
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
        Turner(KEYS, GRANT).sign(order(package("one"), **more), ORDER, b"")


def test_signs_no_order_that_lets_go_more_than_was_asked():
    one, two, turner = package("one"), package("two"), Turner(KEYS, GRANT)
    for sealed in (one, two):
        turner.open(*share_of(sealed))
    with pytest.raises(NotAsked, match="other items"):
        turner.sign(order(one, two), ORDER, b"")


def test_opens_no_share_under_an_order_that_named_an_item_unopened_and_unasked():
    two, turner = package("two"), Turner(KEYS, GRANT)
    turner.sign(order(package("one"), two), ORDER, b"")  # an item of no judge's may go along
    with pytest.raises(NotAsked):
        turner.open(*share_of(two))


def test_signs_no_order_on_other_content_than_was_opened():
    one, turner = package("one"), Turner(KEYS, GRANT)
    turner.open(*share_of(one))
    false = OrderedItem(
        item=ItemId("one"), category=DataCategory.DC_IDENTITY, package="", commitment="00" * 32
    )
    with pytest.raises(NotAsked, match="other items"):
        turner.sign(order(items=(false,)), ORDER, b"")
