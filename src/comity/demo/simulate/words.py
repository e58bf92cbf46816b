"""The words of a script: what people do, which lies are told, how door and line fail.

Beside each lie stands the code by which a node that follows the protocol answers it.
"""

from collections.abc import Mapping
from enum import StrEnum


class Verb(StrEnum):
    """What people of the simulated state do, by its desks and under its law; `lie` goes past both."""

    ACCEPT = "accept"
    RETURN = "return"
    REFUSE = "refuse"
    NEUTRAL = "neutral"
    POSTPONE = "postpone"
    RESUME = "resume"
    UPDATE = "update"
    ANSWER = "answer"
    RECALL = "recall"
    ASK = "ask"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    AGREE = "agree"
    READ = "read"
    RETURN_UNREAD = "return-unread"
    FEEDBACK = "feedback"
    WARN = "warn"
    RENEW = "renew"
    RESOLVE = "resolve"
    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    LIE = "lie"


class Lie(StrEnum):
    """An act that no desk would let through, sent as if one had."""

    OWN_ACT = "own-act"
    UNKNOWN_KIND = "unknown-kind"
    OTHER_CASE = "other-case"
    OTHER_STATE = "other-state"
    YOUR_NAME = "your-name"
    YOUR_CASE = "your-case"
    MADE_FOR_ANOTHER = "made-for-another"
    STILL_TO_COME = "still-to-come"
    BACKDATED = "backdated"
    UNSIGNED = "unsigned"
    FORGED = "forged"
    SIGNED_BY_ANOTHER = "signed-by-another"
    WRONG_ROLE = "wrong-role"
    PERSON_FOR_NODE = "person-for-node"
    LIAISON = "liaison"
    EXPIRED_PERSON = "expired-person"
    JUDGE_BY_NODE = "judge-by-node"
    JUDGE_BY_AUTHORITY = "judge-by-authority"
    WITHOUT_CONTENT = "without-content"
    WITHOUT_ARTICLE = "without-article"
    OTHER_FINGERPRINT = "other-fingerprint"


class FalseRelease(StrEnum):
    """What may be false about a release: its content, or the order that it stands on."""

    OTHER_CONTENT = "other-content"
    NO_ORDER = "no-order"
    NO_JUDGE = "no-judge"
    FALSE_JUDGE = "false-judge"
    FORGED_ORDER = "forged-order"
    ORDER_EXPIRED = "order-expired"
    ORDER_OF_OTHER_CASE = "order-of-other-case"
    ORDER_FOR_OTHER_KEY = "order-for-other-key"
    BESIDE_THE_ORDER = "beside-the-order"


class AtDoor(StrEnum):
    """How the simulated door treats an envelope: the line fails, or the receipt lies."""

    DROP = "drop"
    BUSY = "busy"
    HANG = "hang"
    LATE = "late"
    LOST = "lost"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    OTHER_ENVELOPE = "other-envelope"
    OTHER_ACT = "other-act"
    OTHER_KEY = "other-key"
    OTHER_PLACE = "other-place"
    FORKED_LOG = "forked-log"


class OnLine(StrEnum):
    """How the simulated courier treats an envelope of its own: the line fails, or the envelope lies."""

    TWICE = "twice"
    LOST = "lost"
    LATE = "late"
    REORDER = "reorder"
    GAP = "gap"
    CUT_OFF = "cut-off"
    BAD_SIGNATURE = "bad-signature"
    OTHER_BYTES = "other-bytes"
    NUMBER_INSIDE = "number-inside"
    NUMBER_AGAIN = "number-again"
    OTHER_BEFORE = "other-before"
    OVERSIZED = "oversized"
    NOT_SEALED = "not-sealed"
    OTHER_SEALING_KEY = "other-sealing-key"
    OTHER_BODY = "other-body"
    TOO_LONG = "too-long"
    OUT_OF_TIME = "out-of-time"
    OTHER_PLACE = "other-place"
    FORKED_LOG = "forked-log"
    ROLLED_BACK_LOG = "rolled-back-log"
    UNJOINED_LOG = "unjoined-log"


EXPECTED: Mapping[str, str] = {
    Lie.OWN_ACT: "retargeted",
    Lie.UNKNOWN_KIND: "unknown-kind",
    Lie.OTHER_CASE: "retargeted",
    Lie.OTHER_STATE: "retargeted",
    Lie.YOUR_NAME: "retargeted",
    Lie.YOUR_CASE: "retargeted",
    Lie.MADE_FOR_ANOTHER: "retargeted",
    Lie.STILL_TO_COME: "out-of-order",
    Lie.BACKDATED: "out-of-order",
    Lie.UNSIGNED: "personal-signature-missing",
    Lie.FORGED: "signature-invalid",
    Lie.SIGNED_BY_ANOTHER: "certificate-invalid",
    Lie.WRONG_ROLE: "wrong-role",
    Lie.PERSON_FOR_NODE: "wrong-role",
    Lie.LIAISON: "liaison-may-not-decide",
    Lie.EXPIRED_PERSON: "accreditation-expired",
    Lie.JUDGE_BY_NODE: "judge-key-not-certified-by-court",
    Lie.JUDGE_BY_AUTHORITY: "judge-key-not-certified-by-court",
    Lie.WITHOUT_CONTENT: "malformed-message",
    Lie.WITHOUT_ARTICLE: "malformed-message",
    Lie.OTHER_FINGERPRINT: "certificate-invalid",
    FalseRelease.OTHER_CONTENT: "content-differs",
    FalseRelease.NO_ORDER: "order-required",
    FalseRelease.NO_JUDGE: "order-required",
    FalseRelease.FALSE_JUDGE: "judge-key-not-certified-by-court",
    FalseRelease.FORGED_ORDER: "signature-invalid",
    FalseRelease.ORDER_EXPIRED: "order-expired",
    FalseRelease.ORDER_OF_OTHER_CASE: "order-for-other-case",
    FalseRelease.ORDER_FOR_OTHER_KEY: "recipient-key-changed",
    FalseRelease.BESIDE_THE_ORDER: "order-does-not-cover",
    AtDoor.OTHER_ENVELOPE: "retargeted",
    AtDoor.OTHER_ACT: "retargeted",
    AtDoor.OTHER_KEY: "signature-invalid",
    AtDoor.OTHER_PLACE: "inclusion-invalid",
    AtDoor.FORKED_LOG: "consistency-invalid",
    OnLine.CUT_OFF: "truncated",
    OnLine.BAD_SIGNATURE: "signature-invalid",
    OnLine.OTHER_BYTES: "replayed",
    OnLine.NUMBER_INSIDE: "retargeted",
    OnLine.NUMBER_AGAIN: "replayed",
    OnLine.OTHER_BEFORE: "replayed",
    OnLine.OVERSIZED: "malformed-message",
    OnLine.NOT_SEALED: "cannot-open",
    OnLine.OTHER_SEALING_KEY: "recipient-key-changed",
    OnLine.OTHER_BODY: "seal-broken",
    OnLine.TOO_LONG: "malformed-message",
    OnLine.OUT_OF_TIME: "replayed",
    OnLine.OTHER_PLACE: "inclusion-invalid",
    OnLine.FORKED_LOG: "consistency-invalid",
    OnLine.ROLLED_BACK_LOG: "ledger-diverged",
    OnLine.UNJOINED_LOG: "ledger-diverged",
}
"""What is told of the line itself, as a drop or a delay, is no lie and has no code."""

PACKED = frozenset(
    {
        OnLine.NUMBER_INSIDE,
        OnLine.NUMBER_AGAIN,
        OnLine.OTHER_BEFORE,
        OnLine.OVERSIZED,
        OnLine.NOT_SEALED,
        OnLine.OTHER_SEALING_KEY,
        OnLine.OTHER_BODY,
        OnLine.TOO_LONG,
        OnLine.OUT_OF_TIME,
        OnLine.OTHER_PLACE,
        OnLine.FORKED_LOG,
        OnLine.ROLLED_BACK_LOG,
    }
)
"""Lies in the packing of one envelope, which the step `lie` may tell too."""
