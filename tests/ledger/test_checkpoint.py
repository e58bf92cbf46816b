import struct
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import BadInput, CheckpointInvalid
from comity.ledger.checkpoint import Checkpoint, LogKey, encode, parse, sign, verify
from comity.ledger.tree import EMPTY_ROOT

ORIGIN = "north.example/pair/south"
KEY = LogKey.from_seeds(ORIGIN, b"\x01" * 32, b"\x02" * 32)
HEAD = Checkpoint(origin=ORIGIN, size=42, root=bytes(range(32)))
TEXT = b"north.example/pair/south\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
NOTE = sign(HEAD, KEY)
ED25519_LINE, MLDSA44_LINE = NOTE.splitlines(keepends=True)[4:]


def line(name, key_type, public, signature):
    key_id = sha256(name.encode() + b"\n" + key_type + public).digest()[:4]
    return "— ".encode() + name.encode() + b" " + b64encode(key_id + signature) + b"\n"


def test_writes_the_text_of_a_head():
    assert encode(HEAD) == TEXT
    assert parse(TEXT) == HEAD


def test_writes_the_empty_log_and_extensions():
    head = Checkpoint(origin="north.example", size=0, root=EMPTY_ROOT, extensions=("one", "two"))
    text = b"north.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\none\ntwo\n"
    assert encode(head) == text
    assert parse(text) == head


@given(
    st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=60),
    st.integers(1, 2**64 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_reads_back_what_it_writes(origin, size, root):
    head = Checkpoint(origin=origin, size=size, root=root)
    assert parse(encode(head)) == head


ROOT = b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"log\n42\n",
        b"log\n42\n" + ROOT,  # no newline at the end
        b"log\n42\n" + ROOT + b"\n\n",  # an empty extension line
        b"log\n42\n" + ROOT + b"\nmore",
        b"\n42\n" + ROOT + b"\n",
        b"log\n042\n" + ROOT + b"\n",
        b"log\n+42\n" + ROOT + b"\n",
        b"log\n 42\n" + ROOT + b"\n",
        b"log\n4_2\n" + ROOT + b"\n",
        b"log\n-1\n" + ROOT + b"\n",
        b"log\n\xd9\xa4\xd9\xa2\n" + ROOT + b"\n",  # 42 in Arabic digits
        b"log\n18446744073709551616\n" + ROOT + b"\n",  # 2 ** 64
        b"log\n" + b"9" * 5000 + b"\n" + ROOT + b"\n",
        b"log\n0\n" + ROOT + b"\n",  # not the root of the empty log
        b"log\n42\n" + ROOT[:-1] + b"\n",  # padding missing
        b"log\n42\n" + ROOT[:-2] + b"9=\n",  # bits beyond the last byte
        b"log\n42\n" + ROOT + b"=\n",
        b"log\n42\n " + ROOT + b"\n",
        b"log\n42\nAAAA\n",
        b"log\r\n42\r\n" + ROOT + b"\r\n",
        b"l\x00og\n42\n" + ROOT + b"\n",
        b"l\xffog\n42\n" + ROOT + b"\n",
    ],
)
def test_refuses_every_other_way_to_write_a_head(text):
    with pytest.raises(CheckpointInvalid):
        parse(text)


def test_verifies_what_it_signs():
    assert verify(NOTE, KEY.public()) == HEAD


def test_makes_the_signatures_that_the_c2sp_documents_describe():
    ed25519 = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
    mldsa44 = MLDSA44PrivateKey.from_seed_bytes(b"\x02" * 32)
    public = mldsa44.public_key().public_bytes_raw()
    name = bytes([24]) + ORIGIN.encode()
    message = (
        b"subtree/v1\n\x00" + name + bytes(8) + name + bytes(8) + struct.pack(">Q", 42) + bytes(range(32))
    )
    lines = [
        line(ORIGIN, b"\x01", ed25519.public_key().public_bytes_raw(), ed25519.sign(TEXT)),
        line(ORIGIN, b"\x06", public, bytes(8) + mldsa44.sign(message)),
    ]
    assert verify(TEXT + b"\n" + b"".join(lines), KEY.public()) == HEAD
    assert lines[0] == ED25519_LINE


def test_passes_over_the_signatures_of_others():
    other = LogKey.from_seeds(ORIGIN, b"\x03" * 32, b"\x04" * 32)
    strange = line("witness.example", b"\xff", b"", b"whatever")
    assert verify(sign(HEAD, other) + NOTE.partition(b"\n\n")[2] + strange, KEY.public()) == HEAD


@pytest.mark.parametrize("missing", [ED25519_LINE, MLDSA44_LINE])
def test_needs_both_signatures(missing):
    with pytest.raises(CheckpointInvalid):
        verify(NOTE.replace(missing, b""), KEY.public())


def broken(line):
    """The line with a bit of its signature turned."""
    at = len(line) - 40
    return line[:at] + (b"A" if line[at : at + 1] != b"A" else b"B") + line[at + 1 :]


@pytest.mark.parametrize("true", [ED25519_LINE, MLDSA44_LINE])
def test_refuses_one_false_signature_beside_a_true_one(true):
    for note in (NOTE.replace(true, broken(true)), NOTE + broken(true)):
        with pytest.raises(CheckpointInvalid):
            verify(note, KEY.public())


@pytest.mark.parametrize(
    "change",
    [{"size": 43}, {"root": bytes(32)}, {"origin": "north.example/own"}, {"extensions": ("more",)}],
)
def test_refuses_signatures_moved_to_another_head(change):
    with pytest.raises(CheckpointInvalid):
        verify(encode(replace(HEAD, **change)) + b"\n" + ED25519_LINE + MLDSA44_LINE, KEY.public())


def test_refuses_a_key_of_another_log():
    own = LogKey.from_seeds("north.example/own", b"\x01" * 32, b"\x02" * 32)
    with pytest.raises(CheckpointInvalid):
        sign(HEAD, own)
    with pytest.raises(CheckpointInvalid):
        verify(NOTE, own.public())


@pytest.mark.parametrize(
    "note",
    [
        b"",
        TEXT,
        TEXT + b"\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE + b"more\n",
        NOTE.replace(b"\n\n", b"\n\n\n"),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace("— ".encode(), "—  ".encode()),
        NOTE.replace(b"\n", b"\r\n"),
        TEXT + b"\n" + ED25519_LINE[:-3] + b"9=\n" + MLDSA44_LINE,
        TEXT + b"\n" + ED25519_LINE[:-2] + b"\n" + MLDSA44_LINE,
        NOTE + "— a b AAAAAAAA\n".encode(),
        NOTE + "— a\x01b AAAAAAAA\n".encode(),
        NOTE + "— ab AAAA\n".encode(),  # no byte of a signature
        NOTE + "— ab AAAAA\n".encode(),
        NOTE + "— ab \n".encode(),
        NOTE + b"\xff\n",
        NOTE + "— ab AAAAAAAA\n".encode() * 31,  # 33 signatures
    ],
)
def test_refuses_a_malformed_note(note):
    with pytest.raises(CheckpointInvalid):
        verify(note, KEY.public())


def test_accepts_as_many_signatures_as_the_limit_says():
    assert verify(NOTE + "— ab AAAAAAAA\n".encode() * 30, KEY.public()) == HEAD


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a" * 256])
def test_refuses_a_key_name_that_a_note_cannot_hold(name):
    with pytest.raises(BadInput):
        LogKey.from_seeds(name, bytes(32), bytes(32)).public()


def test_refuses_keys_of_another_length():
    with pytest.raises(BadInput):
        LogKey.from_seeds(ORIGIN, bytes(31), bytes(32))
    with pytest.raises(BadInput):
        replace(KEY.public(), mldsa44=bytes(1311))


def test_shows_no_private_key_in_its_text():
    assert (b"\x01" * 32).hex() not in repr(KEY)
    assert repr(b"\x02" * 32) not in repr(KEY)
