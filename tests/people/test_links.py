"""Links: the operator opens two first accounts, once, and nothing else; whoever redeems signs for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from comity.acts.commit import known_matter, open_act, read_matter
from comity.acts.node import Node
from comity.acts.roster import accreditations, chain_of
from comity.acts.signing import Hand, Signatures, verify_act
from comity.config import Config
from comity.demo.world import START, seats_of
from comity.errors import (
    BadInput,
    CertificateInvalid,
    LinkInvalid,
    SamePersonTwice,
    UnknownPerson,
    WrongRole,
    WrongSeat,
)
from comity.model.parties import Authority, StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import MatterId
from comity.people import links
from comity.people.ceremony import Foundation
from comity.seal.keys import KeySet
from comity.wiring import create_home, open_node

SPOC = Authority.parse("BE/SPOC")
UNTIL = START + timedelta(days=365)
HOUR = timedelta(hours=1)


class Newborn:
    """A node that was just founded: nobody is accredited at it."""

    def __init__(self, home: Path) -> None:
        config = Config(home=home, state=StateCode("BE"), demo=True)
        self.foundation: Foundation = create_home(config, seats_of(StateCode("BE")), START)
        self.node: Node = open_node(home)

    def link(self, role: Role = Role.DPO, now: datetime = START) -> str:
        return links.make(self.node, role, SPOC, now + timedelta(days=365), now)[1]

    def redeem(
        self,
        code: str,
        name: str = "be-first",
        now: datetime = START,
        keys: KeySet | None = None,
        seat: str = "BE/SPOC",
    ) -> Hand:
        return links.redeem(
            self.node,
            code,
            Pseudonym(name),
            keys or KeySet.generate(),
            issuer=self.foundation.seats[seat],
            issued_by=self.foundation.certificates[seat],
            now=now,
        )

    def refusals(self, code: str) -> list[str]:
        """Say what was recorded of refusals of a code."""
        id = code.split("_")[1]
        matter = self.node.store.read(lambda r: read_matter(r, MatterId(f"link/{id}"), self.node.catalogue))
        return [h.marks["why"] for h in matter.headers if h.kind == "account.refuse"]


@pytest.fixture
def be(tmp_path: Path):
    newborn = Newborn(tmp_path / "BE")
    yield newborn
    newborn.node.store.close()


# ── what a link is ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.ACCREDITATION_OFFICER, Role.DPO])
def test_opens_a_first_account_that_the_person_signs_for(be: Newborn, role: Role):
    hand = be.redeem(be.link(role))
    person, chain = be.node.store.read(lambda r: chain_of(r, Pseudonym("be-first")))
    assert (person.role, chain[0].digest) == (role, hand.certificate.digest)
    stored = known_matter(be.node, MatterId("account/be-first")).last("account.redeem")
    act, signatures = open_act(be.node, stored), Signatures.from_bytes(stored.signatures)
    kind = be.node.catalogue.kind("account.redeem")
    verify_act(act, kind, signatures, be.node.keys.signing.public, be.node.roots)
    assert signatures.person.chain[0].signing.id == hand.keys.signing.id
    assert (act.header.author, act.header.role) == ("be-first", role)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ACCREDITATION_OFFICER, Role.DPO)])
def test_is_made_for_no_other_role(be: Newborn, role: Role):
    with pytest.raises(WrongRole, match="ACCREDITATION_OFFICER and DPO only"):
        be.link(role)


def test_is_made_for_no_role_that_somebody_holds(be: Newborn):
    be.redeem(be.link())
    with pytest.raises(WrongRole, match="has its DPO"):
        be.link()
    be.link(Role.ACCREDITATION_OFFICER)
    be.link(now=UNTIL + HOUR)  # nobody holds it any more


def test_is_made_for_no_days_gone_by(be: Newborn):
    with pytest.raises(BadInput, match="has passed"):
        links.make(be.node, Role.DPO, SPOC, START, START)


def test_is_made_for_no_authority_that_does_not_have_the_role(be: Newborn):
    with pytest.raises(WrongSeat, match="DPO is a role at DPO or SPOC, not at CENTRAL_AUTHORITY"):
        links.make(be.node, Role.DPO, Authority.parse("BE/CENTRAL_AUTHORITY"), UNTIL, START)


def test_is_an_act_of_the_node_and_keeps_nothing_that_opens(be: Newborn):
    code = be.link()
    _, id, secret = code.split("_", 2)
    matter = known_matter(be.node, MatterId(f"link/{id}"))
    assert [(h.kind, h.author, dict(h.marks)) for h in matter.headers] == [
        ("account.link", "node", {"role": "DPO", "authority": "BE/SPOC", "until": "2020-10-30"})
    ]
    kept = be.node.store.read(lambda r: r.paper(f"link/{id}"))
    assert secret.encode() not in kept + matter.acts[0].statement


# ── when it opens nothing ───────────────────────────────────────────────────────────────────────
def test_is_used_once_and_the_second_time_is_recorded(be: Newborn):
    code = be.link()
    be.redeem(code)
    with pytest.raises(LinkInvalid):
        be.redeem(code, "be-second")
    assert be.refusals(code) == ["used"]
    with pytest.raises(UnknownPerson):
        be.node.store.read(lambda r: chain_of(r, Pseudonym("be-second")))


def test_waits_72_hours_and_no_longer(be: Newborn):
    late, in_time = be.link(), be.link()
    with pytest.raises(LinkInvalid):
        be.redeem(late, now=START + 72 * HOUR + timedelta(seconds=1))
    assert be.refusals(late) == ["late"]
    be.redeem(in_time, now=START + 72 * HOUR)


def test_opens_nothing_once_another_link_filled_the_role(be: Newborn):
    one, other = be.link(), be.link()
    be.redeem(one)
    with pytest.raises(LinkInvalid):
        be.redeem(other, "be-second")
    assert be.refusals(other) == ["filled"]


def test_records_a_guess_at_its_secret(be: Newborn):
    code = be.link()
    head, id, secret = code.split("_", 2)
    with pytest.raises(LinkInvalid):
        be.redeem(f"{head}_{id}_{secret[::-1]}")
    assert be.refusals(code) == ["wrong secret"]
    be.redeem(code)


def test_says_one_sentence_of_every_code_that_opens_nothing(be: Newborn):
    code = be.link()
    be.redeem(code)
    said = set()
    for wrong in (code, code[:-1], "", f"link_{'0' * 16}_{'A' * 43}", code.replace("link", "comity")):
        with pytest.raises(LinkInvalid) as refused:
            be.redeem(wrong, "be-second")
        said.add(refused.value.what)
    assert len(said) == 1


# ── who may redeem it ───────────────────────────────────────────────────────────────────────────
def test_needs_the_certificate_of_the_very_authority(be: Newborn):
    code = be.link()
    for seat in ("BE/CENTRAL_AUTHORITY", "BE/COURT/brussels"):
        with pytest.raises(CertificateInvalid):
            be.redeem(code, seat=seat)
    be.redeem(code)


def test_lets_no_operator_certify_with_the_nodes_key(be: Newborn):
    with pytest.raises(CertificateInvalid):
        links.redeem(
            be.node,
            be.link(),
            Pseudonym("be-first"),
            KeySet.generate(),
            issuer=be.foundation.node,
            issued_by=be.foundation.certificates["BE/SPOC"],
            now=START,
        )


def test_gives_nobody_another_persons_account(be: Newborn):
    be.redeem(be.link(Role.ACCREDITATION_OFFICER), "be-officer")
    with pytest.raises(SamePersonTwice, match="Take another pseudonym"):
        be.redeem(be.link(), "be-officer")


def test_gives_nobody_a_second_account_under_the_same_key(be: Newborn):
    hand = be.redeem(be.link(Role.ACCREDITATION_OFFICER), "be-officer")
    with pytest.raises(SamePersonTwice, match="another person's already"):
        be.redeem(be.link(), "be-twin", keys=hand.keys)


def test_makes_one_account_of_four_who_redeem_it_at_once(be: Newborn):
    code = be.link()

    def one(name: str) -> str:
        try:
            return be.redeem(code, name).person.pseudonym
        except LinkInvalid as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(one, ("be-1", "be-2", "be-3", "be-4")))
    assert said[1:] == ["link-invalid"] * 3
    assert [one.person.pseudonym for one in be.node.store.read(accreditations)] == said[:1]
    assert be.refusals(code) == ["used"] * 3
