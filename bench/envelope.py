"""Measure the envelope row of the design's table: made and opened with all checks, against bare signatures.

The inner bytes hold a statement with one Ed25519 and ML-DSA-65 pair, the outside one Ed25519 signature.
Bare and whole are timed in turns within one run, so that a busy machine slows both alike.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

from comity.model.parties import StateCode
from comity.seal import envelope
from comity.seal.canonical import Fields, b64, decode, encode
from comity.seal.keys import SealingKey, Signature, SigningKey

ROUNDS, EACH = 20, 25
CONTEXT, OUTSIDE = b"comity/1 act", b"comity/1 envelope"
BE, RU = StateCode("BE"), StateCode("RU")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER, RECIPIENT = SigningKey.generate(), SealingKey.generate()
HEADER = envelope.Header(
    id="e",
    sender=BE,
    recipient=RU,
    key=RECIPIENT.id,
    seq=0,
    prev="c3" * 32,
    issued_at=NOW,
    expires_at=NOW + timedelta(days=10),
)


def statement(number: int) -> bytes:
    """Write something of the size and shape of an act."""
    texts = {f"member_{name}": "a text of some forty characters, as in acts" for name in range(20)}
    return encode({"number": number, "members": texts, "follows": ["ab" * 32, "cd" * 32]})


def make(number: int) -> bytes:
    """Write, sign and seal one act."""
    act = statement(number)
    signature = SIGNER.sign(act, CONTEXT)
    inner = encode({"act": b64(act), "signature": signature.to_plain(), "proof": ["ef" * 32] * 20})
    return envelope.make(
        inner, replace(HEADER, id=f"e-{number}", seq=number), to=RECIPIENT.public, signer=SIGNER
    )


def open_all(data: bytes) -> object:
    """Open one act with every check."""
    outer = envelope.check_outer(data, sender=BE, sender_key=SIGNER.public, recipient=RU, now=NOW)
    envelope.check_replay(outer, None)
    inner = Fields(decode(envelope.open_envelope(outer, RECIPIENT)), "inner", ("act", "signature", "proof"))
    act = inner.binary("act")
    SIGNER.public.verify(Signature.from_plain(inner.any("signature")), act, CONTEXT)
    return decode(act)


def sign_bare(number: int) -> tuple[bytes, Signature, bytes]:
    """Make only the signatures that an envelope contains."""
    act = statement(number)
    return act, SIGNER.sign(act, CONTEXT), SIGNER.sign_ed25519(act[:320], OUTSIDE)


def verify_bare(signed: tuple[bytes, Signature, bytes]) -> None:
    """Check only those signatures."""
    act, signature, outside = signed
    SIGNER.public.verify(signature, act, CONTEXT)
    SIGNER.public.verify_ed25519(outside, act[:320], OUTSIDE)


def timed(work: Callable[..., object], over: list) -> tuple[float, list]:
    """Return seconds and results."""
    start = perf_counter()
    results = [work(one) for one in over]
    return perf_counter() - start, results


def main() -> None:
    """Print both rates of one run beside what they must reach."""
    spent = dict.fromkeys((make, sign_bare, open_all, verify_bare), 0.0)
    for number in range(ROUNDS):
        numbers = list(range(number * EACH, (number + 1) * EACH))
        for write, read in ((make, open_all), (sign_bare, verify_bare)):
            seconds, written = timed(write, numbers)
            spent[write] += seconds
            spent[read] += timed(read, written)[0]
    for name, whole, bare, target in (
        ("made", make, sign_bare, 0.75),
        ("opened", open_all, verify_bare, 0.55),
    ):
        rate, limit = (ROUNDS * EACH / spent[work] for work in (whole, bare))
        print(
            f"envelope {name:<7} {rate:>7,.0f}/s of {limit:>7,.0f}/s bare signatures: "
            f"{rate / limit:.2f} (target {target})"
        )


if __name__ == "__main__":
    main()
