"""Vouch for another's log: cosign a head only when it extends the last one cosigned, else keep evidence.

The rules are those of C2SP tlog-witness, the signatures those of C2SP tlog-cosignature, under Ed25519 and
ML-DSA-44 together. One step is added, because heads travel in two lanes and by courier: a head that is
behind the last one, and proved to lie on its way, is accepted without a cosignature. Compare and keep the
head in one transaction, before the cosignature leaves; a witness that lost its head is retired.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from comity.errors import CheckpointInvalid, ConsistencyInvalid, Evidence, EvidenceRefuted, LogRolledBack
from comity.ledger.checkpoint import (
    Checkpoint,
    LogKey,
    LogPublicKey,
    SignatureType,
    signature_line,
    split,
    verify,
    verify_signatures,
)
from comity.ledger.proof import verify_consistency

COSIGNATURES = (SignatureType.ED25519_COSIGNATURE, SignatureType.MLDSA44_COSIGNATURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """The last head of a log that this witness cosigned, with the note as it came."""

    origin: str
    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """The head was cosigned: the lines go back to the log, the head is the one to keep."""

    lines: bytes
    head: Witnessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """The head is honest but behind the last one cosigned, which stays; there is no cosignature."""

    head: Witnessed


class Divergence(StrEnum):
    """How strongly two signed heads accuse their log."""

    FORK = "fork"
    """Two roots for one size: proof by itself, nothing can explain it."""
    GAP = "gap"
    """The path offered does not join them: the log must show one that does, or stands convicted."""


def cosign(
    previous: Witnessed | None,
    note: bytes,
    consistency: Sequence[bytes],
    log: LogPublicKey,
    witness: LogKey,
    now: datetime,
) -> Cosigned | Older:
    """Cosign a log's head if it extends the last one cosigned (C2SP tlog-witness, add-checkpoint).

    `consistency` leads from the previous head to this one; for a head behind the previous, from it to the
    previous. For the first head, and for the same one again, there is nothing to prove.

    Raises:
        CheckpointInvalid: The note is malformed, of another log, or not signed by it.
        ConsistencyInvalid: The head does not extend the previous one.
        LogRolledBack: The head is behind the previous one and not proved to lie on its way.
    """
    head = verify(note, log)
    if previous is None:
        if consistency:
            raise ConsistencyInvalid(
                "The log grows from a head that this witness does not hold. "
                "Retire a witness that lost its state."
            )
    elif previous.origin != head.origin:
        raise CheckpointInvalid("The head is of another log than the last one cosigned. Name the right log.")
    else:
        _extend(previous, head, note, consistency)
        if head.size < previous.size:
            return Older(head=previous)
    time = int(now.timestamp())
    lines = b"".join(signature_line(head, witness, kind, time) for kind in COSIGNATURES)
    return Cosigned(
        lines=lines, head=Witnessed(origin=head.origin, size=head.size, root=head.root, note=note)
    )


@lru_cache(maxsize=256)
def verify_cosignature(note: bytes, lines: bytes, witness: LogPublicKey) -> datetime:
    """Check a witness's two cosignatures on a note and return the instant, the same in both.

    `lines` is what `cosign` gave, or empty where the note already holds it. Whether the log signed is for
    `checkpoint.verify` to say. What stood is remembered: all acts of a batch bring the same lines.

    Raises:
        CheckpointInvalid: A cosignature is missing, false, or without a common time.
    """
    checkpoint, signatures = split(note + lines)
    ed25519, mldsa44 = (verify_signatures(checkpoint, signatures, witness, kind) for kind in COSIGNATURES)
    try:
        return datetime.fromtimestamp(max((ed25519 & mldsa44) - {0}), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CheckpointInvalid(
            "The two cosignatures name no common instant. Ask the witness again."
        ) from error


def prove_divergence(evidence: Evidence, log: LogPublicKey) -> Divergence:
    """Weigh evidence against a log with nothing but its public key, and say how strong it is.

    A log that stands accused of a GAP clears itself by a path: weigh the evidence again with that path.

    Raises:
        CheckpointInvalid: One of the heads is not signed by this log, so it proves nothing about it.
        EvidenceRefuted: The heads fit together.
    """
    earlier, later = verify(evidence.earlier, log), verify(evidence.later, log)
    try:
        _connect(earlier, later, evidence.path)
    except ConsistencyInvalid:
        return Divergence.FORK if earlier.size == later.size else Divergence.GAP
    raise EvidenceRefuted("The larger head extends the smaller one. Withdraw the accusation.")


def _extend(previous: Witnessed, head: Checkpoint, note: bytes, path: Sequence[bytes]) -> None:
    """Check that the heads fit together, or refuse with both notes as evidence."""
    try:
        _connect(previous, head, path)
    except ConsistencyInvalid as broken:
        evidence = Evidence(earlier=previous.note, later=note, path=tuple(path))
        if head.size < previous.size:
            raise LogRolledBack(
                f"The log shows {head.size} entries after {previous.size} were witnessed, and no path joins "
                "the two. Keep the evidence and ask the log for the path.",
                evidence=evidence,
            ) from broken
        raise ConsistencyInvalid(broken.what, evidence=evidence) from broken


def _connect(one: Witnessed | Checkpoint, other: Witnessed | Checkpoint, path: Sequence[bytes]) -> None:
    """Check that the larger head extends the smaller; for equal heads the path is not looked at.

    Bytes sent again carry the path from a head that is no longer the last one, so equal heads are enough.
    """
    old, new = (one, other) if one.size <= other.size else (other, one)
    if old.size == new.size:
        path = ()
        if old.root == new.root:
            return
    if old.size or path:  # every log begins with the empty one
        verify_consistency(old.size, old.root, new.size, new.root, path)
