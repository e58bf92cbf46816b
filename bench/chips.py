"""Measure passive authentication: chips a second of one core, and the bare signatures of the same run.

Target (design.md section 11): at least 400 a second. Run: `python bench/chips.py [MASTER_LIST.ml]`.

`alone`: every chip has a signer of its own, so nothing is known beforehand: two signatures. `shared`: all
have one signer, as a state's chips have for months: one signature. A master list's keys are counted as well.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests")]

from comity.documents.certificates import read_certificate  # noqa: E402
from comity.documents.chip import authenticate  # noqa: E402
from comity.documents.signatures import read_key, verify  # noqa: E402
from comity.documents.trust import TrustList, read_trust  # noqa: E402
from documents.issuing import ISSUED, NOW, Chip, Holder, Scheme, signer_of  # noqa: E402

TARGET = 400.0
COUNT = 200
FAMILIES = {
    "RSA-2048 under RSA-4096": (Scheme("rsa"), Scheme("rsa", size=4096)),
    "RSASSA-PSS-2048 under PSS-3072": (Scheme("pss"), Scheme("pss", size=3072)),
    "P-256 under P-256": (Scheme("ecdsa"), Scheme("ecdsa", number=1)),
    "P-384 under P-384": (
        Scheme("ecdsa", "sha384", "secp384r1"),
        Scheme("ecdsa", "sha384", "secp384r1", number=1),
    ),
    "brainpoolP256r1, spelled out, under P384r1": (
        Scheme("ecdsa", "sha256", "brainpoolP256r1", spelled=True),
        Scheme("ecdsa", "sha384", "brainpoolP384r1", spelled=True),
    ),
    "brainpoolP224r1 (own arithmetic)": (
        Scheme("ecdsa", "sha224", "brainpoolP224r1"),
        Scheme("ecdsa", "sha224", "brainpoolP224r1", number=1),
    ),
}
"""A document signer's scheme under its state's: what is common, and the dearest."""


@dataclass(frozen=True)
class Measured:
    """Chips a second alone and shared, and the pairs of bare signatures a second."""

    alone: float
    shared: float
    bare: float


def rate(count: int, begun: float) -> float:
    """Return how many a second of this core."""
    return count / (time.process_time() - begun)


def judge_all(chips: list[list[bytes]], trust: TrustList) -> float:
    """Authenticate chips and return the rate; every one must be genuine."""
    begun = time.process_time()
    for files in chips:
        if not authenticate(files, trust, NOW).valid:
            raise SystemExit("a chip that is genuine was not taken for it")
    return rate(len(chips), begun)


def measure(signer: Scheme, above: Scheme) -> Measured:
    """Measure one family of algorithms."""
    root = Holder(above)
    trust = read_trust(root.der)
    chips = [
        Chip(root, signer_of(root, signer, serial=n), how={"signed_at": ISSUED}).files
        for n in range(1, COUNT + 1)
    ]
    alone = judge_all(chips, trust)
    shared = judge_all([chips[0]] * COUNT, trust)
    lower, upper = read_key(signer.key_info), trust.certificates[0]
    made = read_certificate(signer_of(root, signer).der, "It")
    assert made.algorithm
    signature, how = signer.sign(made.signed), read_certificate(Holder(signer).der, "It").algorithm
    assert how
    begun = time.process_time()
    for _ in range(COUNT):
        verify(upper.key, made.algorithm, made.signature, made.signed)
        verify(lower, how, signature, made.signed)
    return Measured(alone, shared, rate(COUNT, begun))


def main() -> None:
    """Print chips a second for each family, with the ratio to bare signatures; the keys of a list."""
    print(f"{'':42}   alone   shared   bare pairs   alone/bare   alone/target")
    for name, (signer, above) in FAMILIES.items():
        found = measure(signer, above)
        print(
            f"{name:42} {found.alone:7.0f} {found.shared:8.0f} {found.bare:12.0f} "
            f"{found.alone / found.bare:12.2f} {found.alone / TARGET:14.2f}"
        )
    for file in sys.argv[1:]:
        begun = time.process_time()
        trust = read_trust(Path(file).read_bytes())
        usable = len(trust.certificates) - len(trust.unusable)
        spent = time.process_time() - begun
        print(f"keys of use: {usable} of {len(trust.certificates)}, {trust.skipped} unread, in {spent:.2f} s")


if __name__ == "__main__":
    main()
