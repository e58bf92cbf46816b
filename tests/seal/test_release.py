"""The two-key release from the judge's view to the opened item, and what stays closed without a key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.errors import (
    AccreditationExpired,
    CannotOpen,
    CertificateInvalid,
    ContentDiffers,
    KeyNotCommitted,
    LiaisonMayNotDecide,
    MalformedMessage,
    NotCompetent,
    OrderDoesNotCover,
    OrderExpired,
    PersonalSignatureMissing,
    RecipientKeyChanged,
    SamePersonTwice,
    WrongRole,
)
from comity.model.authorisations import OrderKind
from comity.model.people import Pseudonym, Role
from comity.model.requests import DataCategory, ItemId
from comity.seal import packages
from comity.seal.certificates import CertificateKind
from comity.seal.keys import KeySet, seal_to
from comity.seal.master import Hardness
from comity.seal.orders import SignedOrder, check_order, read_order, sign_order, write_order
from comity.seal.packages import (
    Label,
    Package,
    Part,
    cut_package,
    judge_view,
    open_package,
    open_secret,
    open_share,
    seal_again,
    seal_package,
    show_to,
)
from comity.seal.shares import ReleasedShare, open_release
from seal.world import BE, COURT, MARK, MATTER, NOW, RU, SPOC, World, certify, person_of, under_root

WEAK = Hardness(memory_kib=32, lanes=4, iterations=1, salt=b"\x07" * 16)


# ── the lawful way ──────────────────────────────────────────────────────────────────────────────
def test_releases_on_a_judges_order(world: World):
    items = [world.package(), world.package("Second item.", "i-2", DataCategory.DC_IDENTITY)]
    checked = world.check(world.judge_signs(items), items)
    shares = world.release(items, checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    sent = [Package.from_bytes(item.stripped().to_bytes()) for item in items]
    received = [ReleasedShare.from_plain(share.to_plain()) for share in shares]
    opened = open_release(sent, checked, received, world.ru.sealing)
    assert opened == {ItemId("i-1"): MARK.encode(), ItemId("i-2"): b"Second item."}


def test_the_recipient_checks_the_order_before_it_counts_items(world: World):
    item = world.package()
    wire = SignedOrder.from_plain(world.judge_signs([item]).to_plain())
    checked = world.check(wire, [])
    shares = world.release([item], checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    assert open_release([item.stripped()], checked, shares, world.ru.sealing) == {
        ItemId("i-1"): MARK.encode()
    }


def test_releases_fewer_items_than_the_order_names(world: World):
    items = [world.package(), world.package("Second item.", "i-2")]
    checked = world.check(world.judge_signs(items), items[:1])
    shares = world.release(items[:1], checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    assert open_release(items[:1], checked, shares, world.ru.sealing) == {ItemId("i-1"): MARK.encode()}


def test_holds_to_the_last_instant_of_the_order(world: World):
    item = world.package()
    assert world.check(world.judge_signs([item]), [item], NOW + timedelta(days=30)).order.docket == "2026/118"


def test_two_persons_release_the_minimum_in_danger(world: World):
    item = world.package(category=DataCategory.DC_VEHICLE)
    checked = world.check(world.pair_signs([item], world.legal, world.duty), [item])
    halves = (Part.FIRST, world.duty), (Part.SECOND, world.legal)
    shares = world.release([item], checked, (Part.AUTHORITY, world.spoc), *halves)
    assert open_release([item], checked, shares, world.ru.sealing) == {ItemId("i-1"): MARK.encode()}
    without_legal = world.release([item], checked, (Part.AUTHORITY, world.spoc), halves[0])
    with pytest.raises(CannotOpen):
        open_release([item], checked, without_legal, world.ru.sealing)


def test_the_authority_releases_alone_what_needs_no_judge(world: World):
    label = Label(matter=MATTER, item=ItemId("i-1"), category=DataCategory.DC_VEHICLE)
    sealed = seal_package(label, b"A number plate.", authority=world.spoc.public)
    item = Package.from_bytes(sealed.to_bytes())
    order = world.order(
        [item], kind=OrderKind.AUTHORITY, authority=SPOC, given_by=Pseudonym("duty"), role=Role.SPOC_DUTY
    )
    checked = world.check(world.signs(world.duty, order), [item])
    shares = world.release([item], checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    assert [share.part for share in shares] == [Part.AUTHORITY]
    assert open_release([item], checked, shares, world.ru.sealing) == {ItemId("i-1"): b"A number plate."}


def test_the_judge_reads_before_deciding(world: World):
    item = world.package()
    seen = world.see(item)
    assert seen.plaintext == MARK.encode()
    assert seen.ordered == item.ordered


def test_an_order_reads_back_as_it_was_written(world: World):
    order = world.order([world.package(), world.package(item="i-2")])
    assert read_order(write_order(order)) == order


def test_refuses_an_order_that_names_an_item_twice(world: World):
    item = world.package()
    with pytest.raises(MalformedMessage):
        read_order(write_order(world.order([item, item])))


def test_a_judge_who_leaves_seals_the_share_again(world: World):
    successor = person_of(world.court, COURT, "successor", Role.JUDGE)
    item = seal_again(world.package(), Part.JUDGE, world.judge.keys.sealing, [successor.public])
    shown = show_to(item, world.spoc.keys.sealing, successor.public)
    assert judge_view(item, shown, successor.keys.sealing).plaintext == MARK.encode()
    with pytest.raises(CannotOpen):
        open_share(item, Part.JUDGE, world.judge.keys.sealing)


# ── what is refused beside the attack table ─────────────────────────────────────────────────────
def test_refuses_to_give_one_key_both_halves(world: World):
    label = Label(matter=MATTER, item=ItemId("i-1"), category=DataCategory.DC_IDENTITY)
    authority, judge, duty = world.spoc.public, world.judge.public, world.duty.public
    with pytest.raises(SamePersonTwice):
        cut_package(label, b"", authority=authority, judges=[judge, authority])
    with pytest.raises(SamePersonTwice):
        cut_package(label, b"", authority=authority, judges=[judge], danger_pair=([duty], [duty]))
    with pytest.raises(SamePersonTwice):
        seal_again(world.package(), Part.JUDGE, world.judge.keys.sealing, [authority])
    with pytest.raises(NotCompetent):
        seal_again(world.package(), Part.JUDGE, world.judge.keys.sealing, [])
    with pytest.raises(NotCompetent):
        cut_package(label, b"", authority=authority, judges=[])


@pytest.mark.parametrize("category", [DataCategory.DC_CASE_FACTS, DataCategory.DC_CRIMINAL_RECORD])
def test_cuts_nothing_for_danger_but_the_minimum(world: World, category: DataCategory):
    assert {share.part for share in world.package(category=category).shares} == {Part.AUTHORITY, Part.JUDGE}


def test_refuses_content_that_a_dishonest_authority_did_not_commit_to(world: World):
    honest = world.package()
    secret = world.secret(honest)
    lying = honest.header.replace(honest.commitment.encode(), b"0" * 64)
    key = packages._package_key(secret, lying)
    text = b"".join(packages.open_chunks(packages._package_key(secret, honest.header), [honest.ciphertext]))
    forged = replace(
        Package.from_parts(lying, b"[]", honest.ciphertext),
        ciphertext=b"".join(packages.seal_chunks(key, [text])),
    )
    with pytest.raises(ContentDiffers):
        open_package(forged, secret)


def test_refuses_a_share_of_another_package_or_another_order(world: World):
    item, other = world.package(), world.package("Other.", "i-2")
    checked = world.check(world.judge_signs([item, other]), [item, other])
    both = (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge)
    swapped = [replace(share, item=ItemId("i-1")) for share in world.release([other], checked, *both)]
    with pytest.raises(CannotOpen):
        open_release([item], checked, swapped, world.ru.sealing)
    later = world.check(world.judge_signs([item], docket="2026/119"), [item])
    with pytest.raises(CannotOpen):
        open_release([item], later, world.release([item], checked, *both), world.ru.sealing)


def test_refuses_orders_by_who_may_not_give_them(world: World):
    item = world.package()
    officer = person_of(world.spoc, SPOC, "officer", Role.OFFICER)
    liaison = person_of(world.court, COURT, "liaison", Role.LIAISON_MAGISTRATE)
    for person, place, refused in ((officer, SPOC, WrongRole), (liaison, COURT, LiaisonMayNotDecide)):
        holder = person.chain[0].holder
        order = world.order([item], authority=place, given_by=holder.name, role=holder.role)
        with pytest.raises(refused):
            world.check(world.signs(person, order, [world.see(item)]), [item])


def test_refuses_an_order_in_another_persons_name(world: World):
    item = world.package()
    with pytest.raises(WrongRole):
        world.check(world.judge_signs([item], given_by=Pseudonym("another")), [item])


def test_refuses_an_order_of_a_state_that_does_not_release(world: World):
    item = world.package()
    with pytest.raises(NotCompetent):
        world.check(world.judge_signs([item]), [item], releaser=RU)


def test_refuses_a_danger_order_by_one_person_or_wrong_roles(world: World):
    item = world.package(category=DataCategory.DC_IDENTITY)
    pair = world.pair_signs([item], world.duty, world.legal)
    with pytest.raises(PersonalSignatureMissing):
        world.check(replace(pair, signatures=pair.signatures[:1]), [item])
    colleague = person_of(world.spoc, SPOC, "colleague", Role.SPOC_DUTY)
    with pytest.raises(WrongRole):
        world.check(world.pair_signs([item], world.duty, colleague), [item])
    beyond = world.package()
    with pytest.raises(OrderDoesNotCover):
        world.check(world.pair_signs([beyond], world.duty, world.legal), [beyond])


def test_refuses_an_order_of_a_judge_whose_time_is_over(world: World):
    item = world.package()
    former = person_of(world.court, COURT, "judge", Role.JUDGE, until=NOW - timedelta(seconds=1))
    with pytest.raises(AccreditationExpired):
        world.check(world.signs(former, world.order([item]), [world.see(item)]), [item])


def test_takes_the_order_of_another_role_where_the_law_names_it(world: World):
    item = world.package()
    prosecution = under_root(world.be_root, CertificateKind.AUTHORITY, "BE/PUBLIC_PROSECUTOR")
    prosecutor = person_of(prosecution, "BE/PUBLIC_PROSECUTOR", "p", Role.PROSECUTOR)
    order = world.order(
        [item], authority="BE/PUBLIC_PROSECUTOR", given_by=Pseudonym("p"), role=Role.PROSECUTOR
    )
    signed = sign_order(order, key=prosecutor.keys.signing, chain=prosecutor.chain, seen=[world.see(item)])
    with pytest.raises(WrongRole):
        world.check(signed, [item])
    named = frozenset({Role.PROSECUTOR})
    checked = check_order(signed, world.use([item]), roots=world.roots, now=NOW, authorisers=named)
    assert checked.order == order


def test_refuses_a_danger_order_signed_twice_by_one_key(world: World):
    item = world.package(category=DataCategory.DC_IDENTITY)
    holder = replace(world.duty.chain[0].holder, name=Pseudonym("other"), role=Role.LEGAL_OFFICER)
    again = certify(world.spoc.keys.signing, holder, world.duty.keys)
    other = replace(world.duty, chain=(again, *world.spoc.chain))
    with pytest.raises(SamePersonTwice):
        world.check(world.pair_signs([item], world.duty, other), [item])


@pytest.mark.parametrize("signer", ["node", "court"])
def test_no_order_comes_from_a_node_or_an_empty_bench(world: World, signer: str):
    item, person = world.package(), getattr(world, signer)
    holder = person.chain[0].holder
    order = world.order([item], kind=OrderKind.AUTHORITY, authority=holder.authority, given_by=holder.name)
    with pytest.raises(WrongRole):
        world.check(world.signs(person, order), [item])


def test_an_authoritys_own_key_gives_its_order(world: World):
    item, holder = world.package(), world.spoc.chain[0].holder
    order = world.order([item], kind=OrderKind.AUTHORITY, authority=SPOC, given_by=holder.name)
    assert world.check(world.signs(world.spoc, order), [item]).order == order


def test_refuses_an_order_in_another_role(world: World):
    item = world.package()
    with pytest.raises(WrongRole):
        world.check(world.judge_signs([item], role=Role.DUTY_MAGISTRATE), [item])


def test_refuses_an_order_before_its_time_or_for_another_state(world: World):
    item = world.package()
    signed = world.judge_signs([item])
    with pytest.raises(OrderExpired):
        world.check(signed, [item], NOW - timedelta(seconds=1))
    with pytest.raises(RecipientKeyChanged):
        world.check(signed, [item], recipient=BE)


def test_believes_the_signed_bytes_and_nothing_beside_them(world: World):
    item, other = world.package(), world.package(item="i-2")
    signed = world.judge_signs([item])
    with pytest.raises(OrderDoesNotCover):
        world.check(replace(signed, order=world.order([item, other])), [item, other])


def test_refuses_to_sign_without_the_certificate_of_the_key(world: World):
    order = world.order([world.package()], kind=OrderKind.AUTHORITY)
    for chain in ((), world.legal.chain):
        with pytest.raises(CertificateInvalid):
            sign_order(order, key=world.duty.keys.signing, chain=chain)


def test_a_relabelled_package_opens_nothing(world: World):
    item = world.package()
    secret = world.secret(item)
    assert open_package(item, secret) == MARK.encode()
    header = item.header.replace(b"DC_CRIMINAL_RECORD", b"DC_VEHICLE")
    relabelled = Package.from_parts(header, item.to_parts()[1], item.ciphertext)
    with pytest.raises(KeyNotCommitted):
        open_package(relabelled, secret)
    with pytest.raises(CannotOpen):
        open_share(relabelled, Part.JUDGE, world.judge.keys.sealing)
    checked = world.check(world.judge_signs([item]), [item])
    with pytest.raises(OrderDoesNotCover):
        world.release([relabelled], checked, (Part.AUTHORITY, world.spoc))


def test_a_share_serves_its_own_part_and_package_only(world: World):
    item, other = world.package(), world.package(item="i-2")
    shares = tuple(replace(share, part=Part.FIRST) for share in item.shares if share.part is Part.JUDGE)
    with pytest.raises(CannotOpen):
        open_share(replace(item, shares=shares), Part.FIRST, world.judge.keys.sealing)
    shown = show_to(other, world.spoc.keys.sealing, world.judge.public)
    with pytest.raises(CannotOpen):
        judge_view(item, shown, world.judge.keys.sealing)


def test_refuses_a_share_of_another_length(world: World):
    with pytest.raises(CannotOpen):
        open_secret(world.ru.sealing, seal_to(world.ru.sealing.public, bytes(31), b""), b"", b"")


def test_only_the_key_in_the_order_opens_the_release(world: World):
    item = world.package()
    checked = world.check(world.judge_signs([item]), [item])
    shares = world.release([item], checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    with pytest.raises(RecipientKeyChanged):
        open_release([item], checked, shares, KeySet.generate().sealing)
