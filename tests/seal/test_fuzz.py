"""Whatever arrives, only our own errors come out."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import ComityError
from comity.seal import canonical, envelope, persons
from comity.seal.canonical import decode, encode
from comity.seal.certificates import Certificate, PersonalSignature
from comity.seal.chunks import open_chunks, seal_chunks, unpad
from comity.seal.keys import KeySet, SealingPublicKey, Signature, VerifyingKey
from comity.seal.master import Hardness, unwrap
from comity.seal.orders import SignedOrder, read_order
from comity.seal.packages import Package
from comity.seal.shares import ReleasedShare
from seal.world import World

WEAK = Hardness(memory_kib=32, lanes=4, iterations=1, salt=b"\x07" * 16)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def honest(world: World) -> dict[str, tuple[Callable[[bytes], object], bytes]]:
    """Each reader beside honest bytes for it."""
    package = world.package()
    signed = world.judge_signs([package])
    key = world.judge.keys.signing
    return {
        "decode": (decode, signed.statement),
        "order": (read_order, signed.statement),
        "package": (Package.from_bytes, package.to_bytes()),
        "envelope": (world.at_door, world.pack()),
        "claimed sender": (envelope.claimed_sender, world.pack()),
        "key file": (lambda data: persons.unlock(data, "p"), persons.protect(world.duty.keys, "p", WEAK)),
        "key set": (KeySet.from_secret, world.duty.keys.to_secret()),
        "chunks": (
            lambda data: b"".join(open_chunks(bytes(32), [data])),
            b"".join(seal_chunks(bytes(32), [b"text"])),
        ),
        "sealed": (lambda data: world.ru.sealing.open(data, b""), bytes(1200)),
        "wrapped": (lambda data: unwrap(bytes(32), data, b""), bytes(40)),
        "padded": (unpad, b"\x80" + bytes(4095)),
        "base64": (lambda data: canonical.unb64(data.decode("latin-1")), b"AAAA"),
        "instant": (lambda data: canonical.read_instant(data.decode("latin-1")), b"2026-03-01T12:00:00Z"),
        "signed order": (_plain(SignedOrder.from_plain), encode(signed.to_plain())),
        "certificate": (_plain(Certificate.from_plain), encode(world.judge.chain[0].to_plain())),
        "personal signature": (_plain(PersonalSignature.from_plain), encode(signed.signatures[0].to_plain())),
        "signature": (_plain(Signature.from_plain), encode(key.sign(b"", b"").to_plain())),
        "signing key": (_plain(VerifyingKey.from_plain), encode(key.public.to_plain())),
        "sealing key": (_plain(SealingPublicKey.from_plain), encode(world.ru.sealing.public.to_plain())),
        "protection": (_plain(Hardness.from_plain), encode(WEAK.to_plain())),
        "share": (_plain(ReleasedShare.from_plain), encode({"item": "i", "part": "JUDGE", "sealed": ""})),
    }


READERS = [
    "decode", "order", "package", "envelope", "claimed sender", "key file", "key set", "chunks", "sealed",
    "wrapped", "padded", "base64", "instant", "signed order", "certificate", "personal signature",
    "signature", "signing key", "sealing key", "protection", "share",
]  # fmt: skip


def _plain(reader: Callable[[object], object]) -> Callable[[bytes], object]:
    return lambda data: reader(decode(data))


def read(reader: Callable[[bytes], object], data: bytes) -> None:
    try:
        reader(data)
    except ComityError:
        return


def test_every_reader_is_fuzzed(honest: dict[str, tuple[Callable[[bytes], object], bytes]]):
    assert list(honest) == READERS


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(data=st.binary(max_size=200))
def test_survives_any_bytes(honest, name: str, data: bytes):
    read(honest[name][0], data)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(place=st.floats(0, 1), cut=st.integers(0, 40), patch=st.binary(max_size=8))
def test_survives_damaged_bytes(honest, name: str, place: float, cut: int, patch: bytes):
    reader, data = honest[name]
    at = int(place * len(data))
    read(reader, data[:at] + patch + data[at + cut :])


@pytest.mark.parametrize("name", [name for name in READERS if name not in {"padded", "base64"}])
@settings(max_examples=60)
@given(draw=st.data())
def test_survives_another_value_in_any_member(honest, name: str, draw: st.DataObject):
    reader, data = honest[name]
    try:
        value = decode(data)
    except ComityError:
        return
    place = value
    while isinstance(place, dict | list) and place:
        member = draw.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[member], dict | list) or draw.draw(st.booleans()):
            place[member] = draw.draw(JSON)
            break
        place = place[member]
    read(reader, encode(value))
