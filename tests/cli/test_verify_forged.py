"""The proof checker against those who hold keys: nodes, desks, judges and seats that overstep."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from comity.acts.signing import Hand
from comity.cli.verify_proof import VALID, Report, verify
from comity.demo.world import World
from comity.exchange import proof
from comity.model.people import Role
from comity.seal.canonical import b64, decode, encode, unb64
from exchange.proved import (
    ORDER,
    Plain,
    certify,
    header,
    parts,
    personally,
    rebody,
    released,
    reorder,
    reseal,
    rewrite,
    two_states,
    warned,
)

COURT = "BE/COURT/brussels"
NOT_BY_COURT = "The issuer of certificate forged of be-judge is not their court or a sitting judge of it."
OUT_OF_FORCE = "At 2019-10-31 09:20 UTC certificate forged of be-judge was not in force."
OTHER_ARTICLE = "Request, order and release differ in article."
NOT_ANNOUNCED = "The order names a key that its recipient did not announce."
NOT_THEN = "The order did not hold at the release."


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """A release as BE shows it, with bodies; what a test changes is signed anew by BE's own keys."""

    world: World
    file: Plain
    acts: dict[str, Plain]
    trust: bytes

    @property
    def release(self) -> Plain:
        """The release to tamper with."""
        return self.acts["reply.full"]

    def hand(self, role: Role) -> Hand:
        """Somebody at BE."""
        return self.world["BE"][role]

    def verify(self) -> Report:
        """Check the file under the node's own signature, as a lying node would show it."""
        return verify(reseal(self.world, self.file), self.trust)

    def signed_by(self, hand: Hand) -> Report:
        """Let another hand sign the judge's order, with the bodies left out."""
        for act in self.acts.values():
            act["opening"] = None
        order = self.release["orders"][0]
        order["signatures"] = [personally(hand, unb64(order["statement"]), ORDER)]
        return self.verify()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[str, bytes]]]:
    """A world with a release and a warning, as BE shows them."""
    world = two_states(tmp_path_factory.mktemp("world"))
    node = world["BE"].node
    files = {make.__name__: make(world) for make in (released, warned)}
    yield (
        world,
        {name: proof.export(node, matter, world.now, with_bodies=True) for name, matter in files.items()},
    )
    world.close()


@pytest.fixture
def forgery(shown: tuple[World, dict[str, bytes]]) -> Forgery:
    """The release, fresh for one test."""
    return opened(shown, "released")


@pytest.fixture
def warning(shown: tuple[World, dict[str, bytes]]) -> Forgery:
    """The warning, fresh for one test."""
    return opened(shown, "warned")


def opened(shown: tuple[World, dict[str, bytes]], name: str) -> Forgery:
    """Open one of the files to change it."""
    file, acts = parts(shown[1][name])
    return Forgery(world=shown[0], file=file, acts=acts, trust=proof.trust_bundle(shown[0]["BE"].node))


def test_an_untouched_file_under_a_new_signature_is_valid(forgery: Forgery):
    assert forgery.verify().verdict == VALID


# ── orders that do not hold, though the judge signed them and the release names them ────────────
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"article": "demo-be-ru-police/1 art. 9"}, OTHER_ARTICLE),
        ({"request": "0" * 64}, "The order was given for another request."),
        ({"matter": "case/RU-BE-2019-000000"}, "The order is for another case."),
        ({"recipient": "BE"}, "The order is for another case."),
        ({"recipient_key": "0" * 32}, NOT_ANNOUNCED),
        ({"announcement": "0" * 64}, NOT_ANNOUNCED),
        ({"valid_until": "2019-10-31T09:24:59Z"}, NOT_THEN),
        ({"given_at": "2019-10-31T09:25:01Z"}, NOT_THEN),
        ({"given_by": "be-somebody"}, "The order is signed by another than it names."),
        ({"role": "DUTY_MAGISTRATE"}, "The order is signed by another than it names."),
        ({"kind": "TP2"}, "Its signers give no TP2 order."),
        ({"suite": 2}, "A statement is of a suite that is not known."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_refuses_an_order_that_does_not_hold(forgery: Forgery, change: dict[str, Any], reason: str):
    reorder(forgery.world, forgery.release, forgery.hand(Role.JUDGE), change)
    assert forgery.verify().reason == reason


def test_refuses_an_order_for_a_request_that_the_release_does_not_follow(forgery: Forgery):
    other = {"request": decode_order(forgery)["announcement"]}
    reorder(forgery.world, forgery.release, forgery.hand(Role.JUDGE), other)
    assert forgery.verify().reason == "The order was given for another request."


def decode_order(forgery: Forgery) -> Plain:
    """Read the first order of the release."""
    plain: Plain = decode(unb64(forgery.release["orders"][0]["statement"]))
    return plain


# ── releases that do not hold, though desk and node signed them ─────────────────────────────────
@pytest.mark.parametrize(
    "basis", [{"instrument": "demo-be-ru-police", "version": "1", "article": "art. 9"}, None]
)
def test_refuses_a_release_under_another_article_than_its_request(forgery: Forgery, basis: Plain | None):
    rewrite(forgery.world, forgery.release, Role.SPOC_DUTY, lambda plain: plain.update(basis=basis))
    assert forgery.verify().reason == OTHER_ARTICLE


def test_refuses_a_release_that_names_no_order(forgery: Forgery):
    rewrite(forgery.world, forgery.release, Role.SPOC_DUTY, lambda plain: plain["marks"].pop("order"))
    forgery.release["orders"] = []
    assert forgery.verify().reason == "It names no order."


def test_refuses_a_release_that_was_rewritten_after_the_log_had_it(forgery: Forgery):
    rewrite(forgery.world, forgery.release, Role.SPOC_DUTY, lambda plain: plain["marks"].update(items="9"))
    assert forgery.verify().reason == "The path from the act does not lead to the head of comity/BE/pair/RU."


def test_refuses_an_author_who_is_not_the_signer(forgery: Forgery):
    rewrite(forgery.world, forgery.release, Role.LEGAL_OFFICER, lambda _: None)
    assert forgery.verify().reason == "Its signer is not its author."


def test_refuses_a_judges_package_that_left_under_the_authoritys_order_alone(forgery: Forgery):
    del forgery.release["orders"][0]
    rebody(forgery.world, forgery.release, {"orders": forgery.release["orders"]})
    assert forgery.verify().reason == "A package left without the judge's order."


def test_refuses_a_package_that_no_order_names(forgery: Forgery):
    package = bytearray(unb64(decode(unb64(forgery.release["opening"]["body"]))["packages"][0]))
    package[-1] ^= 1
    rebody(forgery.world, forgery.release, {"packages": [b64(bytes(package))]})
    assert forgery.verify().reason == "A package is not one that the order names."


def test_refuses_orders_beside_a_release_that_it_did_not_carry(forgery: Forgery):
    forgery.release["orders"].pop()
    assert forgery.verify().reason == "The orders in the file are not those that the release carries."


def test_refuses_another_body_than_the_act_commits_to(forgery: Forgery):
    forgery.acts["request.send"]["opening"]["body"] = b64(encode({"request": "another"}))
    assert forgery.verify().reason == "The body in the file is not the one that the act commits to."


def test_refuses_a_pair_that_confirmed_another_fingerprint(forgery: Forgery):
    join = next(
        act
        for act in forgery.file["proof"]["acts"]
        if (header(act)["kind"], header(act)["state"]) == ("partner.join", "BE")
    )
    rewrite(forgery.world, join, Role.SPOC_DUTY, lambda plain: plain["marks"].update(what="0" * 64))
    assert forgery.verify().reason == "It confirms another fingerprint than that of the two invitations."


def test_cannot_tell_that_a_node_left_out_the_last_act_of_a_matter(forgery: Forgery):
    """The limit of one side's proof: nothing follows the act. The other side's proof shows it."""
    forgery.file["proof"]["acts"].remove(forgery.release)
    assert forgery.verify().verdict == VALID


def test_tells_what_a_node_left_out_of_a_release(forgery: Forgery):
    forgery.file["proof"]["heads"][0]["lines"] = ""
    forgery.release["orders"] = []
    forgery.release["opening"] = None
    report = forgery.verify()
    assert report.verdict == VALID
    release = [gap for gap in report.not_shown if "(reply.full)" in gap]
    assert [gap.split(" ")[0] for gap in release] == ["who", "a"]
    assert len(report.not_shown) == 1 + len(forgery.file["proof"]["acts"])


# ── who certified the judge ─────────────────────────────────────────────────────────────────────
def another_key(forgery: Forgery, by: Hand | str, days: tuple[int, int] = (0, 365)) -> Hand:
    """Certify another key for the judge: by a person, by a seat, by the root or by the node."""
    be, judge = forgery.world["BE"], forgery.hand(Role.JUDGE)
    if isinstance(by, Hand):
        assert by.keys is not None
        return certify(judge, by.keys.signing, by.chain, days)
    if by in be.foundation.seats:
        return certify(judge, be.foundation.seats[by].signing, (be.foundation.certificates[by],), days)
    if by == "node":
        return certify(judge, be.node.keys.signing, (be.node.self_image.node,), days)
    return certify(judge, be.foundation.root.signing, (), days)


def test_accepts_another_key_of_the_judge_that_their_court_certified(forgery: Forgery):
    assert forgery.signed_by(another_key(forgery, COURT)).verdict == VALID


def test_accepts_a_judge_whom_a_sitting_judge_certified(forgery: Forgery):
    assert forgery.signed_by(another_key(forgery, forgery.hand(Role.JUDGE))).verdict == VALID


@pytest.mark.parametrize("by", ["BE/SPOC", "BE/PUBLIC_PROSECUTOR", "root", "node"])
def test_refuses_a_judge_whom_no_court_certified(forgery: Forgery, by: str):
    assert forgery.signed_by(another_key(forgery, by)).reason == NOT_BY_COURT


@pytest.mark.parametrize("role", [Role.DUTY_MAGISTRATE, Role.PROSECUTOR, Role.SPOC_DUTY])
def test_refuses_a_judge_whom_somebody_else_certified(forgery: Forgery, role: Role):
    assert forgery.signed_by(another_key(forgery, forgery.hand(role))).reason == NOT_BY_COURT


@pytest.mark.parametrize("days", [(-9, 0), (1, 9)])
def test_refuses_a_certificate_that_was_not_in_force_at_the_order(forgery: Forgery, days: tuple[int, int]):
    assert forgery.signed_by(another_key(forgery, COURT, days)).reason == OUT_OF_FORCE


def test_refuses_a_judge_certified_by_one_whose_own_certificate_had_run_out(forgery: Forgery):
    gone = another_key(forgery, COURT, (-9, 0))
    assert forgery.signed_by(another_key(forgery, gone)).reason == OUT_OF_FORCE


def test_refuses_a_chain_without_the_court(forgery: Forgery):
    judge = forgery.hand(Role.JUDGE)
    report = forgery.signed_by(replace(judge, chain=judge.chain[:1]))
    assert report.reason.endswith(" of be-judge is not in its chain.")


@pytest.mark.parametrize("role", [Role.LEGAL_OFFICER, Role.LIAISON_OFFICER, Role.SPOC_DUTY])
def test_refuses_a_judges_order_in_anothers_hand(forgery: Forgery, role: Role):
    assert forgery.signed_by(forgery.hand(role)).reason == "The order is signed by another than it names."


def test_refuses_a_judges_order_by_an_officer_of_the_courts_own_seat(forgery: Forgery):
    seats = forgery.world["BE"].foundation
    above = (seats.certificates[COURT],)
    hand = certify(forgery.hand(Role.JUDGE), seats.seats[COURT].signing, above, (0, 9), Role.OFFICER)
    reorder(forgery.world, forgery.release, hand, {"role": "OFFICER"})
    assert forgery.verify().reason == "Its signers give no JUDGE order."


def test_refuses_an_order_of_the_authority_by_a_liaison(forgery: Forgery):
    liaison = forgery.hand(Role.LIAISON_OFFICER)
    change = {"kind": "AUTHORITY", "role": "LIAISON_OFFICER", "given_by": "be-liaison-officer"}
    reorder(forgery.world, forgery.release, liaison, {**change, "authority": "BE/SPOC"})
    assert forgery.verify().reason == "Its signers give no AUTHORITY order."


# ── two persons in danger ───────────────────────────────────────────────────────────────────────
def both_sign(warning: Forgery, hands: tuple[Hand, ...], change: dict[str, Any] | None = None) -> Report:
    """Let these sign the warning's order, changed or not, and the desk name it."""
    issued = warning.acts["alert.issue"]
    issued["opening"] = None
    reorder(warning.world, issued, hands[0], change or {})
    statement = unb64(issued["orders"][0]["statement"])
    issued["orders"][0]["signatures"] = [personally(hand, statement, ORDER) for hand in hands]
    return warning.verify()


def test_refuses_two_signatures_of_one_person(warning: Forgery):
    desk = warning.hand(Role.SPOC_DUTY)
    reason = "In danger two persons sign: the duty desk, and a legal officer or prosecutor."
    assert both_sign(warning, (desk, desk)).reason == reason


@pytest.mark.parametrize("second", [Role.OFFICER, Role.JUDGE, Role.SUPERVISOR])
def test_refuses_a_second_person_in_another_role(warning: Forgery, second: Role):
    report = both_sign(warning, (warning.hand(Role.SPOC_DUTY), warning.hand(second)))
    assert report.reason == "Its signers give no TP2 order."


def test_refuses_an_order_of_two_persons_with_one_signature(warning: Forgery):
    report = both_sign(warning, (warning.hand(Role.SPOC_DUTY),))
    assert report.reason == "Its signers give no TP2 order."


def test_refuses_two_persons_who_release_more_than_the_danger_asks(warning: Forgery):
    pair = (warning.hand(Role.SPOC_DUTY), warning.hand(Role.LEGAL_OFFICER))
    item = {"item": "who", "category": "DC_HEALTH", "package": "0" * 64, "commitment": "0" * 64}
    report = both_sign(warning, pair, {"items": [item]})
    assert report.reason == "Two persons may not release such items."
