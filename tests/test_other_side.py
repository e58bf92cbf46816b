"""docs/protocol.md is enough to write the other side: a node written from it alone works with ours.

`other_side` has nothing of Comity; only bytes pass between the two.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from comity.acts.receive import receive
from comity.courier.courier import Delivery, deliver
from comity.demo.world import START, World, make_world
from comity.exchange import answers, orders, partnership, weighing
from comity.exchange.clock import run_due
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import MatterId
from other_side.basics import Refused, key_id
from other_side.node import OtherNode
from other_side.release import check_order, open_release
from stories.exchange import AGREEMENT, FILE, KNOWN, MARK, held, let_go, put, shared_kinds

RU = StateCode("RU")
PAIR, CASE = MatterId("partnership/BE-RU"), MatterId("case/RU-BE-2019-004711")
BASIS = {"instrument": AGREEMENT, "version": "1", "article": "art. 4"}
REQUEST = {
    "reference": "RU-BE-2019-004711",
    "type": "T02",
    "sender": {"state": "RU", "kind": "SPOC", "seat": ""},
    "recipient": {"state": "BE", "kind": "SPOC", "seat": ""},
    "channel": "BILATERAL_SPOC",
    "basis": BASIS,
    "purpose": "INVESTIGATION",
    "case_ref": "VG-2019-771",
    "subjects": [
        {
            "label": "p1",
            "status": "SUSPECT",
            "name": "Arkady Velin",
            "nationalities": ["RU"],
            "born": "1980-05-04",
        }
    ],
    "offences": [{"code": "fraud", "area": "PAYMENT_FRAUD", "max_penalty_months": 60}],
    "questions": [{"id": "q2", "category": "DC_CASE_FACTS", "text": "What does the file say?"}],
    "facts": "Invoices were redirected between March and June 2019.",
    "link_to_recipient": "The account is held in BE.",
    "necessity": "Only the bank's file names the account's holder.",
    "made_at": "2019-10-31T09:00:00Z",
}


@dataclass
class Pair:
    """Our node of BE in a world of its own, and the other side's node of RU."""

    world: World
    ru: OtherNode
    came: list[tuple[str, dict]] = field(default_factory=list)

    @property
    def be(self):
        return self.world["BE"].node

    def give(self, envelope: bytes) -> dict:
        """Bring an envelope of RU to our door and its receipt back."""
        receipt = self.ru.settle(receive(self.be, envelope, self.world.now), envelope)
        run_due(self.be, self.world.now)
        return receipt

    def fetch(self) -> Delivery:
        """Bring what BE has for RU and its receipts back."""

        def carry(envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
            taken = [self.ru.take(envelope) for envelope in envelopes]
            self.came += [(said["kind"], body) for said, body, _ in taken]
            return [receipt for *_, receipt in taken]

        return deliver(self.be, {RU: carry}, self.world.now)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    world = make_world(tmp_path, ("BE",), agreements=(AGREEMENT,))
    yield Pair(world, OtherNode(state="RU", now=START))
    world.close()


def joined(pair: Pair) -> Pair:
    """Join both: BE's act comes first, RU's follows it."""
    place, ru = pair.world["BE"], pair.ru
    heard = ru.pair_with(partnership.invitation(pair.be))
    partnership.propose(pair.be, ru.invitation, place[Role.SYSADMIN], START)
    partnership.join(pair.be, ru.invitation, heard, place[Role.SPOC_DUTY], START)
    assert pair.fetch() == Delivery(taken=1)
    assert pair.give(ru.join(heard))["state"] == "taken"
    return pair


def ask(pair: Pair) -> bytes:
    marks = {"type": "T02", "urgency": "NORMAL"}
    return pair.ru.send("request.send", CASE, {"request": REQUEST}, marks, basis=BASIS)


def test_nothing_of_comity_is_in_it():
    folder = Path(__file__).parent / "other_side"
    trees = [ast.parse(file.read_text()) for file in folder.glob("*.py")]
    names = {n.module for tree in trees for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    names |= {a.name for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    rooms = {str(name).split(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert rooms == {"cryptography", "other_side"}


def test_both_work_out_one_fingerprint_and_join(pair: Pair):
    joined(pair)
    kinds = shared_kinds(pair.be, PAIR)
    ((kind, body),) = pair.came
    assert (kinds, kind) == (["partner.join", "partner.join"], "partner.join")
    assert key_id(body["sealing"]) == pair.be.keys.sealing.id
    assert partnership.is_active(pair.be, RU)


def test_a_request_written_by_the_page_is_taken_in_acknowledged_and_answered(pair: Pair):
    joined(pair)
    receipt = pair.give(ask(pair))
    assert (receipt["state"], receipt["cosigned"], receipt["witnessed"]) == ("taken", 3, 3)
    duty = pair.world["BE"][Role.SPOC_DUTY]
    answers.accept(pair.be, CASE, duty, START)
    assert pair.fetch() == Delivery(taken=2)
    assert [kind for kind, _ in pair.came] == ["partner.join", "request.ack", "request.accept"]
    assert pair.ru.seen[0] == 5


def test_a_release_under_a_judges_order_is_opened_and_accepted_there(pair: Pair):
    joined(pair)
    request = pair.give(ask(pair))["act"]
    node, place = pair.be, pair.world["BE"]
    answers.accept(node, CASE, place[Role.SPOC_DUTY], START)
    weighing.find(node, CASE, KNOWN, place[Role.OFFICER], START)
    put(pair.world, CASE, FILE)
    answers.submit(node, CASE, place[Role.OFFICER], START)
    orders.grant(node, CASE, place[Role.JUDGE], START)
    orders.authorise_transfer(node, CASE, "Needed for one inquiry.", place[Role.LEGAL_OFFICER], START)
    let_go(pair.world, CASE)
    pair.fetch()
    kind, body = pair.came[-1]
    use = {"matter": CASE, "request": request, "recipient": "RU", "recipient_key": key_id(pair.ru.sealing)}
    order = check_order(body["orders"][0], pair.ru.peer, use, "2019-10-31T09:00:00Z")
    assert (kind, order["kind"], order["authority"]) == ("reply.full", "JUDGE", "BE/COURT/brussels")
    assert open_release(body, order, pair.ru.opens) == {"file": MARK}
    assert pair.give(pair.ru.send("release.accept", CASE, {}, {}))["state"] == "taken"
    assert held(node, CASE).folded.shared == "FEEDBACK_DUE"


def test_a_copy_gets_the_same_receipt_again(pair: Pair):
    joined(pair)
    envelope = ask(pair)
    first, second = receive(pair.be, envelope, START), receive(pair.be, envelope, START)
    assert first == second


def test_what_is_altered_on_the_way_to_the_other_side_is_refused_there(pair: Pair):
    heard = pair.ru.pair_with(partnership.invitation(pair.be))
    place = pair.world["BE"]
    partnership.propose(pair.be, pair.ru.invitation, place[Role.SYSADMIN], START)
    partnership.join(pair.be, pair.ru.invitation, heard, place[Role.SPOC_DUTY], START)

    def carry(envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
        (envelope,) = envelopes
        altered = envelope[:-1] + bytes([envelope[-1] ^ 1])
        with pytest.raises(Refused, match="signature-invalid"):
            pair.ru.take(altered)
        raise ConnectionError

    assert deliver(pair.be, {RU: carry}, START).failed == 1
    assert pair.ru.entries == []


def test_a_refusal_of_ours_can_be_read_there(pair: Pair):
    joined(pair)
    other = pair.ru.send("request.send", "case/RU-BE-2019-004712", {"request": REQUEST}, {}, basis=BASIS)
    receipt = pair.give(other)
    assert (receipt["state"], receipt["code"]) == ("refused", "retargeted")
