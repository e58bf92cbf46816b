"""The attack table: every attack is mounted for real and refused with its own stable code."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.errors import (
    ComityError,
    ContentDiffers,
    DuplicateKeys,
    JudgeKeyNotCertifiedByCourt,
    KeyNotCommitted,
    OrderDoesNotCover,
    OrderExpired,
    OrderForOtherCase,
    OrderRequired,
    RecipientKeyChanged,
    Replayed,
    Retargeted,
    SamePersonTwice,
    SignatureInvalid,
    SuiteDowngraded,
    Truncated,
    UnknownSuite,
)
from comity.model.authorisations import OrderKind
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import DataCategory, MatterId
from comity.seal import canonical, chunks, envelope
from comity.seal.keys import KeySet, Signature, SigningKey
from comity.seal.orders import SignedOrder, read_order
from comity.seal.packages import Part
from comity.seal.shares import open_release
from seal.two_keys import collide
from seal.world import BE, COURT, MARK, NOW, SPOC, World, person_of


def replay_with_other_bytes(world: World):
    first, second = (world.at_door(world.pack(inner)) for inner in (b"an act", b"another act"))
    envelope.check_replay(second, first.digest)


def replay_after_its_time(world: World):
    world.at_door(world.pack(), now=NOW + timedelta(days=10, microseconds=1))


def deliver_to_another_state(world: World):
    world.at_door(world.pack(recipient=StateCode("VN")))


def pass_on_as_ones_own(world: World):
    world.at_door(world.pack(sender=StateCode("VN")))


def rewrite_the_address(world: World):
    header, signature, ciphertext = canonical.unframe(world.pack(recipient=StateCode("VN")), 3)
    world.at_door(canonical.frame(header.replace(b'"to":"VN"', b'"to":"RU"'), signature, ciphertext))


def cut_off_the_end(world: World):
    world.at_door(world.pack()[:-1])


def cut_off_the_last_chunk(world: World):
    sealed = b"".join(chunks.seal_chunks(bytes(32), [bytes(3 * chunks.CHUNK)]))
    b"".join(chunks.open_chunks(bytes(32), [sealed[: -chunks.CHUNK - 16]]))


def change_the_ciphertext(world: World):
    packed = world.pack()
    world.at_door(packed[:-1] + bytes([packed[-1] ^ 1]))


def _with_signature(world: World, changed: Callable[[Signature], Signature]):
    packages = [world.package()]
    signed = world.judge_signs(packages)
    personal = signed.signatures[0]
    forged = replace(personal, signature=changed(personal.signature))
    world.check(replace(signed, signatures=(forged,)), packages)


def put_garbage_for_the_second_signature(world: World):
    _with_signature(world, lambda honest: replace(honest, mldsa65=b"\x5a" * len(honest.mldsa65)))


def leave_out_the_second_signature(world: World):
    _with_signature(world, lambda honest: replace(honest, mldsa65=b""))


def put_garbage_for_the_first_signature(world: World):
    _with_signature(world, lambda honest: replace(honest, ed25519=b"\x5a" * 64))


def swap_in_a_signature_over_another_order(world: World):
    other = world.judge_signs([world.package()], docket="2026/119").signatures[0].signature
    _with_signature(world, lambda honest: replace(honest, mldsa65=other.mldsa65))


def say_the_address_twice(world: World):
    header, signature, ciphertext = canonical.unframe(world.pack(), 3)
    world.at_door(canonical.frame(header[:-1] + b',"to":"RU"}', signature, ciphertext))


def say_the_recipient_twice_in_an_order(world: World):
    read_order(world.judge_signs([world.package()]).statement[:-1] + b',"recipient":"RU"}')


def use_the_order_of_another_case(world: World):
    packages = [world.package()]
    world.check(world.judge_signs(packages), packages, matter=MatterId("case/BE-RU-2026-000008"))


def use_the_order_of_another_request(world: World):
    packages = [world.package()]
    world.check(world.judge_signs(packages), packages, request="ff" * 32)


def put_a_package_of_another_case_into_the_order(world: World):
    packages = [world.package(matter=MatterId("case/BE-RU-2026-000008"))]
    checked = world.check(world.judge_signs(packages), packages)
    world.release(packages, checked, (Part.AUTHORITY, world.spoc))


def use_an_expired_order(world: World):
    packages = [world.package()]
    world.check(world.judge_signs(packages), packages, NOW + timedelta(days=30, microseconds=1))


def change_the_recipients_key(world: World):
    packages = [world.package()]
    world.check(world.judge_signs(packages), packages, recipient_key=KeySet.generate().sealing.id)


def release_to_another_key(world: World):
    packages = [world.package()]
    checked = world.check(world.judge_signs(packages), packages)
    stranger = replace(world, ru=KeySet.generate())
    stranger.release(packages, checked, (Part.AUTHORITY, world.spoc))


def add_a_category_after_the_order(world: World):
    asked, added = world.package(), world.package(item="i-2", category=DataCategory.DC_FINANCIAL)
    world.check(world.judge_signs([asked]), [asked, added])


def relabel_an_item_after_the_order(world: World):
    package = world.package()
    order = world.judge_signs([package])
    item = replace(package.ordered, category=DataCategory.DC_FINANCIAL)
    world.check(order, [package], items=(item,))


def release_an_item_beside_the_order(world: World):
    asked, added = world.package(), world.package(item="i-2")
    checked = world.check(world.judge_signs([asked]), [asked])
    world.release([asked, added], checked, (Part.AUTHORITY, world.spoc))


def make_a_ciphertext_of_two_keys(world: World):
    one, other, salt, nonce = b"\x01" * 32, b"\x02" * 32, b"\x03" * 16, bytes(11) + b"\x01"
    honest = b"".join(chunks.seal_chunks(one, [b""]))
    inner = [chunks.derive(key, b"comity/1 chunk key", salt) for key in (one, other)]
    block = collide(inner[0], inner[1], nonce)
    texts = [AESGCM(key).decrypt(nonce, block, None) for key in inner]
    assert texts[0] != texts[1]  # bare AES-GCM opens it under both
    commitment = chunks.derive(one, b"comity/1 chunk commit", salt)
    forged = honest[:1] + salt + commitment + block
    assert b"".join(chunks.open_chunks(one, [forged])) == texts[0]
    b"".join(chunks.open_chunks(other, [forged]))


def swap_the_item_before_the_judge_signs(world: World):
    read, meant = world.package("A harmless text."), world.package(MARK)
    world.signs(world.judge, world.order([meant]), [world.see(read)])


def swap_the_item_after_the_judge_signed(world: World):
    read, meant = world.package("A harmless text."), world.package(MARK)
    checked = world.check(world.judge_signs([read]), [read])
    shares = world.release([read], checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    open_release([meant], checked, shares, world.ru.sealing)


def certify_the_judge_by_the_node(world: World):
    false = person_of(world.node, COURT, "judge", Role.JUDGE)
    packages = [world.package()]
    world.check(world.signs(false, world.order(packages), [world.see(packages[0])]), packages)


def certify_the_judge_by_the_police(world: World):
    false = person_of(world.spoc, SPOC, "judge", Role.JUDGE)
    packages = [world.package()]
    signed = world.signs(false, world.order(packages, authority=SPOC), [world.see(packages[0])])
    world.check(signed, packages)


def sign_both_halves(world: World):
    packages = [world.package(category=DataCategory.DC_IDENTITY)]
    world.check(world.pair_signs(packages, world.duty, world.duty), packages)


def sign_both_halves_in_two_roles(world: World):
    packages = [world.package(category=DataCategory.DC_IDENTITY)]
    again = person_of(world.spoc, SPOC, "duty", Role.LEGAL_OFFICER)
    world.check(world.pair_signs(packages, world.duty, again), packages)


def open_a_judges_item_by_the_authoritys_order(world: World):
    packages = [world.package()]
    order = world.order(
        packages, kind=OrderKind.AUTHORITY, authority=SPOC, given_by=Pseudonym("duty"), role=Role.SPOC_DUTY
    )
    checked = world.check(world.signs(world.duty, order), packages)
    world.release(packages, checked, (Part.AUTHORITY, world.spoc))


def open_case_text_by_two_persons(world: World):
    packages = [world.package(category=DataCategory.DC_CASE_FACTS)]
    checked = world.check(world.pair_signs(packages, world.duty, world.legal), packages)
    world.release(packages, checked, (Part.AUTHORITY, world.spoc))


def name_an_unknown_suite(world: World):
    header, signature, ciphertext = canonical.unframe(world.pack(), 3)
    world.at_door(canonical.frame(header.replace(b'"suite":1', b'"suite":9'), signature, ciphertext))


def name_an_unknown_suite_in_an_order(world: World):
    statement = world.judge_signs([world.package()]).statement.replace(b'"suite":1', b'"suite":9')
    SignedOrder.from_plain({"statement": canonical.b64(statement), "signatures": []})


def downgrade(world: World):
    world.at_door(world.pack(), suite=2)


def sign_with_a_key_of_ones_own(world: World):
    stranger = SigningKey.generate()
    forged = envelope.make(b"an act", world.header(), to=world.ru.sealing.public, signer=stranger)
    world.at_door(forged)


@dataclass(frozen=True)
class Attack:
    mount: Callable[[World], object]
    refused: type[ComityError]
    code: str


ATTACKS = [
    Attack(replay_with_other_bytes, Replayed, "replayed"),
    Attack(replay_after_its_time, Replayed, "replayed"),
    Attack(deliver_to_another_state, Retargeted, "retargeted"),
    Attack(pass_on_as_ones_own, Retargeted, "retargeted"),
    Attack(rewrite_the_address, SignatureInvalid, "signature-invalid"),
    Attack(cut_off_the_end, Truncated, "truncated"),
    Attack(cut_off_the_last_chunk, Truncated, "truncated"),
    Attack(change_the_ciphertext, SignatureInvalid, "signature-invalid"),
    Attack(sign_with_a_key_of_ones_own, SignatureInvalid, "signature-invalid"),
    Attack(put_garbage_for_the_first_signature, SignatureInvalid, "signature-invalid"),
    Attack(put_garbage_for_the_second_signature, SignatureInvalid, "signature-invalid"),
    Attack(leave_out_the_second_signature, SignatureInvalid, "signature-invalid"),
    Attack(swap_in_a_signature_over_another_order, SignatureInvalid, "signature-invalid"),
    Attack(say_the_address_twice, DuplicateKeys, "duplicate-keys"),
    Attack(say_the_recipient_twice_in_an_order, DuplicateKeys, "duplicate-keys"),
    Attack(use_the_order_of_another_case, OrderForOtherCase, "order-for-other-case"),
    Attack(use_the_order_of_another_request, OrderForOtherCase, "order-for-other-case"),
    Attack(put_a_package_of_another_case_into_the_order, OrderForOtherCase, "order-for-other-case"),
    Attack(use_an_expired_order, OrderExpired, "order-expired"),
    Attack(change_the_recipients_key, RecipientKeyChanged, "recipient-key-changed"),
    Attack(release_to_another_key, RecipientKeyChanged, "recipient-key-changed"),
    Attack(add_a_category_after_the_order, OrderDoesNotCover, "order-does-not-cover"),
    Attack(relabel_an_item_after_the_order, OrderDoesNotCover, "order-does-not-cover"),
    Attack(release_an_item_beside_the_order, OrderDoesNotCover, "order-does-not-cover"),
    Attack(make_a_ciphertext_of_two_keys, KeyNotCommitted, "key-not-committed"),
    Attack(swap_the_item_before_the_judge_signs, ContentDiffers, "content-differs"),
    Attack(swap_the_item_after_the_judge_signed, ContentDiffers, "content-differs"),
    Attack(certify_the_judge_by_the_node, JudgeKeyNotCertifiedByCourt, "judge-key-not-certified-by-court"),
    Attack(certify_the_judge_by_the_police, JudgeKeyNotCertifiedByCourt, "judge-key-not-certified-by-court"),
    Attack(sign_both_halves, SamePersonTwice, "same-person-twice"),
    Attack(sign_both_halves_in_two_roles, SamePersonTwice, "same-person-twice"),
    Attack(open_a_judges_item_by_the_authoritys_order, OrderRequired, "order-required"),
    Attack(open_case_text_by_two_persons, OrderRequired, "order-required"),
    Attack(name_an_unknown_suite, UnknownSuite, "unknown-suite"),
    Attack(name_an_unknown_suite_in_an_order, UnknownSuite, "unknown-suite"),
    Attack(downgrade, SuiteDowngraded, "suite-downgraded"),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.mount.__name__)
def test_refuses_the_attack_with_its_own_code(world: World, attack: Attack):
    with pytest.raises(attack.refused) as refusal:
        attack.mount(world)
    assert type(refusal.value) is attack.refused
    assert refusal.value.code == attack.code


def test_keeps_evidence_of_swapped_content(world: World):
    with pytest.raises(ContentDiffers) as refusal:
        swap_the_item_after_the_judge_signed(world)
    assert set(refusal.value.evidence) == {"item", "committed", "found"}
    assert refusal.value.evidence["item"] == "i-1"
    assert refusal.value.evidence["committed"] != refusal.value.evidence["found"]


def test_gives_a_retry_of_the_same_bytes_the_same_receipt(world: World):
    data = world.pack()
    first, again = world.at_door(data), world.at_door(data)
    assert not envelope.check_replay(first, None)
    assert envelope.check_replay(again, first.digest)
    assert envelope.claimed_sender(data) == BE
