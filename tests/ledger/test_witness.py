import struct
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import CheckpointInvalid, ConsistencyInvalid, Evidence, EvidenceRefuted, LogRolledBack
from comity.ledger.checkpoint import Checkpoint, LogKey, encode, sign, signature_line, verify
from comity.ledger.tree import EMPTY_ROOT
from comity.ledger.witness import (
    COSIGNATURES,
    Cosigned,
    Divergence,
    Older,
    cosign,
    prove_divergence,
    verify_cosignature,
)
from ledger.reference import Log

ORIGIN = "north.example/pair/south"
KEY = LogKey.from_seeds(ORIGIN, b"\x01" * 32, b"\x02" * 32)
WITNESS = LogKey.from_seeds("south.example", b"\x03" * 32, b"\x04" * 32)
NOW = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)  # POSIX 1772366405
ENTRIES = [b"entry %d" % number for number in range(40)]
LOG = Log(ENTRIES)
REWRITTEN = Log([*ENTRIES[:3], b"another", *ENTRIES[4:]])


def head(size, log=LOG):
    return sign(Checkpoint(origin=ORIGIN, size=size, root=log.root(size)), KEY)


def witnessed(previous, note, path=(), now=NOW):
    return cosign(previous, note, path, KEY.public(), WITNESS, now)


FIVE, TEN = head(5), head(10)
AT_FIVE = witnessed(None, FIVE).head
AT_TEN = witnessed(None, TEN).head


def test_cosigns_the_first_head_and_what_extends_it():
    grown = witnessed(AT_FIVE, TEN, LOG.consistency(5, 10))
    assert isinstance(grown, Cosigned)
    assert (grown.head.origin, grown.head.size, grown.head.root) == (ORIGIN, 10, LOG.root(10))
    assert grown.head.note == TEN
    assert verify_cosignature(TEN, grown.lines, WITNESS.public()) == datetime(
        2026, 3, 1, 12, 0, 5, tzinfo=UTC
    )


@settings(max_examples=20)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=3))
def test_follows_an_honest_log_whatever_its_steps(steps):
    size, seen = 0, None
    for step in steps:
        outcome = witnessed(seen, head(size + step), LOG.consistency(size, size + step) if seen else ())
        size += step
        seen = outcome.head
    assert seen.root == LOG.root(size)


def test_cosigns_the_same_head_again_with_bytes_sent_again():
    later = NOW + timedelta(hours=1)
    again = witnessed(AT_TEN, TEN, LOG.consistency(5, 10), later)
    assert again.head == AT_TEN
    assert verify_cosignature(TEN, again.lines, WITNESS.public()) == later


def test_grows_from_the_empty_log_without_a_path():
    empty = witnessed(None, sign(Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT), KEY))
    assert witnessed(empty.head, FIVE).head == AT_FIVE
    with pytest.raises(ConsistencyInvalid):
        witnessed(empty.head, FIVE, [LOG.root(5)])


def test_makes_the_cosignatures_that_the_c2sp_document_describes():
    ed25519 = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
    mldsa44 = MLDSA44PrivateKey.from_seed_bytes(b"\x04" * 32)
    text = encode(verify(TEN, KEY.public()))
    stamp = struct.pack(">Q", 1772366405)
    subtree = b"subtree/v1\n\x00" + b"\x0dsouth.example" + stamp + b"\x18" + ORIGIN.encode()
    subtree += bytes(8) + struct.pack(">Q", 10) + LOG.root(10)
    parts = [
        (b"\x04", ed25519, ed25519.sign(b"cosignature/v1\ntime 1772366405\n" + text)),
        (b"\x06", mldsa44, mldsa44.sign(subtree)),
    ]
    lines = b""
    for kind, key, signature in parts:
        key_id = sha256(b"south.example\n" + kind + key.public_key().public_bytes_raw()).digest()[:4]
        lines += "— south.example ".encode() + b64encode(key_id + stamp + signature) + b"\n"
    assert verify_cosignature(TEN, lines, WITNESS.public()) == NOW
    assert witnessed(None, TEN).lines.splitlines()[0] == lines.splitlines()[0]


def test_accepts_an_older_honest_head_and_keeps_the_newer():
    assert witnessed(AT_TEN, FIVE, LOG.consistency(5, 10)) == Older(head=AT_TEN)


def test_accepts_the_empty_head_as_older():
    empty = sign(Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT), KEY)
    assert witnessed(AT_TEN, empty) == Older(head=AT_TEN)


@pytest.mark.parametrize(
    ("size", "path"),
    [
        (5, ()),
        (5, REWRITTEN.consistency(5, 10)),
        (5, LOG.consistency(5, 11)),
    ],
)
def test_refuses_an_older_head_without_its_path(size, path):
    with pytest.raises(LogRolledBack) as refused:
        witnessed(AT_TEN, head(size), path)
    evidence = refused.value.evidence
    assert evidence.earlier == TEN
    assert prove_divergence(evidence, KEY.public()) is Divergence.GAP


def test_refuses_a_log_that_was_rolled_back_and_grew_anew():
    with pytest.raises(LogRolledBack) as refused:
        witnessed(AT_TEN, head(5, REWRITTEN), REWRITTEN.consistency(5, 10))
    assert prove_divergence(refused.value.evidence, KEY.public()) is Divergence.GAP


def test_refuses_two_roots_for_one_size_with_proof():
    forked = head(10, REWRITTEN)
    with pytest.raises(ConsistencyInvalid) as refused:
        witnessed(AT_TEN, forked)
    assert refused.value.evidence == Evidence(earlier=TEN, later=forked)
    assert prove_divergence(refused.value.evidence, KEY.public()) is Divergence.FORK


@pytest.mark.parametrize("path", [(), LOG.consistency(10, 20), REWRITTEN.consistency(10, 20)])
def test_refuses_a_rewritten_log_that_grew(path):
    forked = head(20, REWRITTEN)
    with pytest.raises(ConsistencyInvalid) as refused:
        witnessed(AT_TEN, forked, path)
    assert refused.value.evidence == Evidence(earlier=TEN, later=forked, path=tuple(path))
    assert prove_divergence(refused.value.evidence, KEY.public()) is Divergence.GAP


def test_clears_a_log_that_shows_the_path():
    accused = Evidence(earlier=FIVE, later=TEN)
    assert prove_divergence(accused, KEY.public()) is Divergence.GAP
    with pytest.raises(EvidenceRefuted):
        prove_divergence(replace(accused, path=tuple(LOG.consistency(5, 10))), KEY.public())
    with pytest.raises(EvidenceRefuted):
        prove_divergence(Evidence(earlier=TEN, later=head(10)), KEY.public())


def test_accuses_no_log_of_what_it_did_not_sign():
    forger = LogKey.from_seeds(ORIGIN, b"\x05" * 32, b"\x06" * 32)
    forged = sign(Checkpoint(origin=ORIGIN, size=10, root=bytes(32)), forger)
    with pytest.raises(CheckpointInvalid):
        prove_divergence(Evidence(earlier=TEN, later=forged), KEY.public())
    with pytest.raises(CheckpointInvalid):
        witnessed(AT_TEN, forged)


def test_refuses_a_path_where_it_holds_no_head():
    with pytest.raises(ConsistencyInvalid) as refused:
        witnessed(None, TEN, LOG.consistency(5, 10))
    assert refused.value.evidence is None


def test_refuses_to_follow_one_log_with_the_head_of_another():
    with pytest.raises(CheckpointInvalid):
        witnessed(replace(AT_TEN, origin="north.example/own"), head(12), LOG.consistency(10, 12))


LINES = witnessed(None, TEN).lines
FIRST, SECOND = LINES.splitlines(keepends=True)
LATER_FIRST, LATER_SECOND = witnessed(None, TEN, (), NOW + timedelta(days=1)).lines.splitlines(keepends=True)


def test_finds_the_cosignatures_in_a_note_that_holds_them():
    assert verify_cosignature(TEN + LINES, b"", WITNESS.public()) == NOW
    assert verify(TEN + LINES, KEY.public()).size == 10


def test_tells_the_latest_of_several_cosignatures():
    lines = FIRST + LATER_FIRST + SECOND + LATER_SECOND
    assert verify_cosignature(TEN, lines, WITNESS.public()) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        FIRST,
        SECOND,
        FIRST + LATER_SECOND,  # no common instant
        FIRST + SECOND[:60] + (b"B" if SECOND[60:61] == b"A" else b"A") + SECOND[61:],
        b"\n" + LINES,
        LINES + b"\n",
    ],
)
def test_needs_both_cosignatures_of_one_instant(lines):
    with pytest.raises(CheckpointInvalid):
        verify_cosignature(TEN, lines, WITNESS.public())


@pytest.mark.parametrize("time", [0, 253402300800, 2**64 - 1])  # none, the year 10000, beyond the format
def test_needs_an_instant_that_a_calendar_holds(time):
    signed = verify(TEN, KEY.public())
    lines = b"".join(signature_line(signed, WITNESS, kind, time) for kind in COSIGNATURES)
    with pytest.raises(CheckpointInvalid):
        verify_cosignature(TEN, lines, WITNESS.public())


def test_refuses_a_cosignature_moved_to_another_head():
    with pytest.raises(CheckpointInvalid):
        verify_cosignature(FIVE, LINES, WITNESS.public())


def test_refuses_the_cosignature_of_another_witness():
    other = LogKey.from_seeds("south.example", b"\x07" * 32, b"\x08" * 32)
    with pytest.raises(CheckpointInvalid):
        verify_cosignature(TEN, LINES, other.public())


def test_takes_no_signature_of_the_log_for_a_cosignature():
    with pytest.raises(CheckpointInvalid):
        verify_cosignature(TEN, b"", KEY.public())
