from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import (
    CannotOpen,
    ConfigInvalid,
    MalformedMessage,
    SignatureInvalid,
    Truncated,
    WrongPassphrase,
)
from comity.seal import master, persons
from comity.seal.chunks import CHUNK, open_chunks, padding, seal_chunks, size_class, unpad
from comity.seal.keys import (
    KeySet,
    SealingKey,
    SealingPublicKey,
    Signature,
    SigningKey,
    VerifyingKey,
    seal_to,
)
from comity.seal.master import Hardness

KEY = SigningKey.from_seeds(b"\x01" * 32, b"\x02" * 32)
SEALING = SealingKey.from_seeds(b"\x03" * 64, b"\x04" * 32)
WEAK = Hardness(memory_kib=32, lanes=4, iterations=1, salt=b"\x07" * 16)


def test_key_ids_follow_from_the_seeds():
    assert KEY.id == "9aad8f27c2490811bde1cecb81bd9be9"
    assert SEALING.id == "1cf9f1d5934e8459860058faa43dc427"


def test_a_signature_holds_for_its_bytes_and_its_use():
    signature = Signature.from_plain(KEY.sign(b"data", b"comity/1 act").to_plain())
    public = VerifyingKey.from_plain(KEY.public.to_plain())
    public.verify(signature, b"data", b"comity/1 act")
    for data, context in ((b"date", b"comity/1 act"), (b"data", b"comity/1 order")):
        with pytest.raises(SignatureInvalid):
            public.verify(signature, data, context)
    with pytest.raises(SignatureInvalid):
        SigningKey.generate().public.verify(signature, b"data", b"comity/1 act")


def test_opens_what_was_sealed_in_its_context_only():
    public = SealingPublicKey.from_plain(SEALING.public.to_plain())
    sealed = seal_to(public, b"text", b"info")
    assert SEALING.open(sealed, b"info") == b"text"
    with pytest.raises(CannotOpen):
        SEALING.open(sealed, b"other")
    with pytest.raises(CannotOpen):
        SealingKey.generate().open(sealed, b"info")
    with pytest.raises(CannotOpen):
        SEALING.open(sealed[:-1], b"info")
    with pytest.raises(Truncated):
        SEALING.open(sealed[:1135], b"info")


def test_private_keys_do_not_show_themselves():
    keys = KeySet.generate(with_log=True)
    shown = repr(keys)
    assert "Private" not in shown
    assert str(keys.log_seeds) not in shown


@pytest.mark.parametrize("with_log", [False, True])
def test_keys_come_back_from_their_file(with_log: bool):
    keys = KeySet.generate(with_log=with_log)
    again = persons.unlock(persons.protect(keys, "Straße ﬁn", WEAK), "Strasse fin".replace("ss", "ß"))
    assert (again.signing.id, again.sealing.id, again.log_seeds) == (
        keys.signing.id,
        keys.sealing.id,
        keys.log_seeds,
    )


def test_refuses_a_wrong_passphrase_and_weakened_parameters():
    data = persons.protect(KeySet.generate(), "right", WEAK)
    with pytest.raises(WrongPassphrase):
        persons.unlock(data, "wrong")
    with pytest.raises(WrongPassphrase):
        persons.unlock(data.replace(b'"iterations":1', b'"iterations":2'), "right")
    with pytest.raises(MalformedMessage):
        persons.unlock(data.replace(b'"memory_kib":32', b'"memory_kib":9999999'), "right")
    with pytest.raises(MalformedMessage):
        persons.unlock(data.replace(b'"iterations":1', b'"iterations":0'), "right")


def test_guessing_is_dear_by_default():
    fresh = Hardness.fresh()
    assert (fresh.memory_kib, fresh.lanes, fresh.iterations, len(fresh.salt)) == (65536, 4, 3, 16)
    assert Hardness.fresh().salt != fresh.salt
    assert Hardness.from_plain(fresh.to_plain()) == fresh


def test_the_master_key_wraps_to_a_place():
    key = master.read_key(b"\x05" * 32)
    assert master.derive_key("node", WEAK) != key
    wrapped = master.wrap(key, b"case key", b"case/1")
    assert master.unwrap(key, wrapped, b"case/1") == b"case key"
    for other, place in ((key, b"case/2"), (b"\x06" * 32, b"case/1")):
        with pytest.raises(CannotOpen):
            master.unwrap(other, wrapped, place)
    with pytest.raises(Truncated):
        master.unwrap(key, wrapped[:27], b"case/1")
    with pytest.raises(ConfigInvalid):
        master.read_key(b"short")


# ── large content ───────────────────────────────────────────────────────────────────────────────
@settings(max_examples=25)
@given(st.lists(st.integers(0, 2 * CHUNK), max_size=3), st.integers(1, CHUNK))
def test_content_in_any_parts_comes_back(sizes: list[int], piece: int):
    parts = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    sealed = b"".join(seal_chunks(b"\x08" * 32, parts))
    pieces = [sealed[at : at + piece] for at in range(0, len(sealed), piece)]
    assert b"".join(open_chunks(b"\x08" * 32, pieces)) == b"".join(parts)


@pytest.mark.parametrize("end", [0, 48, 49, 49 + 15, 49 + CHUNK + 16, 49 + 2 * (CHUNK + 16)])
def test_refuses_content_cut_at_a_seam(end: int):
    sealed = b"".join(seal_chunks(b"\x08" * 32, [bytes(3 * CHUNK)]))
    with pytest.raises(Truncated):
        b"".join(open_chunks(b"\x08" * 32, [sealed[:end]]))


def test_refuses_chunks_changed_or_moved():
    sealed = b"".join(seal_chunks(b"\x08" * 32, [bytes(3 * CHUNK)]))
    size, head, body = CHUNK + 16, sealed[:49], sealed[49:]
    moved = head + body[size : 2 * size] + body[:size] + body[2 * size :]
    for forged in (moved, sealed[:60] + bytes([sealed[60] ^ 1]) + sealed[61:], sealed + b"!", sealed[:-1]):
        with pytest.raises(CannotOpen):
            b"".join(open_chunks(b"\x08" * 32, [forged]))


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0, 4096),
        (4095, 4096),
        (4096, 16384),
        (65535, 65536),
        (262143, 262144),
        (262144, 1048576),
        (1048576, 2097152),
    ],
)
def test_sizes_are_hidden_in_classes(length: int, shown: int):
    padded = bytes(length) + padding(length)
    assert len(padded) == shown == size_class(length + 1)
    assert unpad(padded) == bytes(length)


@pytest.mark.parametrize(
    "padded",
    [b"", b"text", b"\x80", bytes(4096), b"\x80".ljust(8192, b"\0"), b"\x80" + bytes(4094) + b"!"],
)
def test_refuses_content_that_is_not_padded(padded: bytes):
    with pytest.raises(MalformedMessage):
        unpad(padded)


def test_a_signature_counts_for_the_key_it_names_only():
    signature = KEY.sign(b"data", b"comity/1 act")
    with pytest.raises(SignatureInvalid):
        KEY.public.verify(replace(signature, key="00" * 16), b"data", b"comity/1 act")
    with pytest.raises(SignatureInvalid):
        KEY.public.verify_ed25519(signature.ed25519, b"data", b"comity/1 order")
