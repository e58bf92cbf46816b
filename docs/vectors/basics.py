"""Vectors of the bytes: canonical form, frames, padding, instants, keys, certificates, trees."""

from typing import Any

from world import BE, RU, Json, Log, World, changed, instant, keys_of, seeds, vector, witness

from comity.ledger.checkpoint import LogKey, SignatureType
from comity.model.people import Role
from comity.seal.canonical import b64, digest_hex, encode, frame, unb64
from comity.seal.certificates import CertificateKind
from comity.seal.chunks import padding
from comity.seal.keys import seal_to


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────
def canonical() -> list[Json]:
    """Texts in canonical form and out of it."""
    good = {
        "empty-object": {},
        "members-sorted": {"B": 1, "a": [True, False, None], "a.b": "x", "b": -7},
        "text-as-it-is": "Дениз Арал, Zoë, 陈, 😀, \u2028, \x7f, /",
        "text-escaped": '\b\t\n\f\r"\\ \x00\x1f',
        "largest-numbers": [2**53 - 1, -(2**53 - 1), 0],
        "as-deep-as-allowed": _nested(33),
    }
    bad = {
        "white-space": '{"a": 1}',
        "members-unsorted": '{"b":1,"a":2}',
        "member-twice": ('{"a":1,"a":1}', "duplicate-keys"),
        "member-not-ascii": '{"é":1}',
        "fraction": "[1.0]",
        "exponent": "[1e2]",
        "minus-zero": "[-0]",
        "zero-in-front": "[01]",
        "number-too-large": "[9007199254740992]",
        "not-a-number": "[NaN]",
        "escape-not-needed": '"\\u00e9"',
        "escape-of-slash": '"\\/"',
        "escape-in-capitals": '"\\u001F"',
        "half-a-character": '"\\ud83d"',
        "too-deep": "[" * 34 + "]" * 34,
        "byte-order-mark": "\ufeff{}",
        "something-after": "{}\n",
        "nothing": "",
    }
    vectors = [
        vector(name, {"value": value}, {"text": encode(value).decode()}) for name, value in good.items()
    ]
    for name, case in bad.items():
        text, code = case if isinstance(case, tuple) else (case, "malformed-message")
        vectors.append(vector(name, code, {"text": text}))
    return [*vectors, vector("not-utf-8", "malformed-message", {"hex": b'"\xff"'.hex()})]


def _nested(depth: int) -> Any:  # noqa: ANN401
    return [_nested(depth - 1)] if depth > 1 else []


def lengths() -> list[Json]:
    """Frames, padding, base64url and instants."""
    parts = [b"", b"a", bytes(range(5))]
    whole = frame(*parts)
    listed = {"parts": [part.hex() for part in parts]}
    vectors = [
        vector("frame", listed, {"frame": whole.hex()}),
        vector("frame-cut", "truncated", {"frame": whole[:-1].hex(), "count": 3}),
        vector("frame-with-more", "malformed-message", {"frame": (whole + b"\0").hex(), "count": 3}),
    ]
    for length in (0, 1, 4095, 4096, 65535, 262144, 1048576):
        padded = bytes(length) + padding(length)
        vectors.append(
            vector(
                f"padding-of-{length}-zeros",
                {"size": len(padded), "sha256": digest_hex(padded)},
                {"zeros": length},
            )
        )
    for name, start, zeros in (
        ("none", b"a", 4095),
        ("then-more", b"a\x80\1", 4093),
        ("of-another-class", b"a\x80", 4095),
    ):
        vectors.append(vector(f"padding-{name}", "malformed-message", {"start": start.hex(), "zeros": zeros}))
    for text, name in {"_-8": "one-form", "": "empty"}.items():
        vectors.append(vector(f"base64url-{name}", {"hex": unb64(text).hex()}, {"base64url": text}))
    for text, name in {
        "_-8=": "padded",
        "/+8": "of-the-other-alphabet",
        "_-9": "spare-bits-set",
        "_": "too-short",
    }.items():
        vectors.append(vector(f"base64url-{name}", "malformed-message", {"base64url": text}))
    for text in ("2019-11-04T09:00:00Z", "2019-11-04T09:00:00.000001Z"):
        vectors.append(vector(f"instant-{text}", {"instant": text}, {"instant": text}))
    for text in (
        "2019-11-04T09:00:00.000000Z",
        "2019-11-04T09:00:00+00:00",
        "2019-11-04T09:00Z",
        "2019-02-30T09:00:00Z",
    ):
        vectors.append(vector(f"instant-{text}", "malformed-message", {"instant": text}))
    return vectors


# ── keys and certificates ───────────────────────────────────────────────────────────────────────
def keys() -> list[Json]:
    """Keys from seeds, signatures and seals with them."""
    owner, data, context = keys_of("BE node"), b"Comity", "comity/1 act"
    ed25519, mldsa65, mlkem768, x25519, *log = (b64(seed) for seed in seeds("BE node"))
    signing = {"ed25519": ed25519, "mldsa65": mldsa65}
    sealing = {"seeds": {"mlkem768": mlkem768, "x25519": x25519}}
    return [
        vector(
            "signing-key",
            {"public": owner.signing.public.to_plain(), "id": owner.signing.id},
            {"seeds": signing},
        ),
        vector("sealing-key", {"public": owner.sealing.public.to_plain(), "id": owner.sealing.id}, sealing),
        _log_key("log-key", Log(BE, RU).key, log, (1, 6)),
        _log_key("witness-key", witness(BE), log, (4, 6)),
        vector(
            "signature",
            {"valid": True},
            {"seeds": signing, "data": data.hex(), "context": context},
            {"signature": owner.signing.sign(data, context.encode()).to_plain()},
        ),
        changed("signature", "in-another-context", "signature-invalid", context="comity/1 receipt"),
        changed("signature", "over-other-data", "signature-invalid", data=b"comity".hex()),
        changed("signature", "ed25519-false", "signature-invalid", flip=("signature.ed25519", 40)),
        changed("signature", "mldsa65-false", "signature-invalid", flip=("signature.mldsa65", 40)),
        vector(
            "seal",
            {"data": data.hex()},
            sealing | {"info": b"header".hex()},
            {"sealed": b64(seal_to(owner.sealing.public, data, b"header"))},
        ),
        changed("seal", "under-another-info", "cannot-open", info=b"Header".hex()),
        changed("seal", "altered", "cannot-open", flip=("sealed", 1130)),
        changed("seal", "cut", "truncated", cut=("sealed", 20)),
    ]


def _log_key(name: str, key: LogKey, log: list[str], types: tuple[int, int]) -> Json:
    public = key.public()
    ids = {str(kind): public.key_id(SignatureType(kind)).hex() for kind in types}
    image = {"ed25519": b64(public.ed25519), "mldsa44 sha256": digest_hex(public.mldsa44)}
    return vector(name, {"public": image, "ids": ids}, {"log_seeds": log, "name": key.name})


def certificates(world: World) -> list[Json]:
    """Certify the people of both states, and check their chains."""
    world.certify("BE node", "BE root", CertificateKind.NODE)
    world.certify("RU node", "RU root", CertificateKind.NODE)
    for state in (BE, RU):
        world.certify(f"{state} SPOC", f"{state} root", CertificateKind.AUTHORITY, "SPOC")
        world.certify(f"{state} duty", f"{state} SPOC", CertificateKind.PERSON, "SPOC", Role.SPOC_DUTY)
    world.certify("BE court", "BE root", CertificateKind.COURT, "COURT/brussels")
    world.certify("BE judge", "BE court", CertificateKind.PERSON, "COURT/brussels", Role.JUDGE)
    world.certify("BE police-judge", "BE SPOC", CertificateKind.PERSON, "SPOC", Role.JUDGE)
    duty_chain = {
        "chain": ["@BE duty", "@BE SPOC"],
        "root": "@BE root",
        "at": instant(0),
    }
    holder = {"state": "BE", "kind": "PERSON", "name": "duty", "authority": "BE/SPOC", "role": "SPOC_DUTY"}
    judge = holder | {"name": "judge", "authority": "BE/COURT/brussels", "role": "JUDGE"}
    after, late, early = (instant(m) for m in (360 * 24 * 60, 360 * 24 * 60 + 1, -6 * 24 * 60))
    return [
        vector("chain", {"holder": holder}, duty_chain),
        changed("chain", "at-its-last-instant", {"holder": holder}, at=after),
        changed("chain", "of-a-judge", {"holder": judge}, chain=["@BE judge", "@BE court"]),
        changed("chain", "a-minute-too-late", "accreditation-expired", at=late),
        changed("chain", "too-early", "accreditation-expired", at=early),
        changed("chain", "under-another-root", "certificate-invalid", root="@RU root"),
        changed("chain", "without-its-middle", "certificate-invalid", chain=["@BE duty"]),
        changed("chain", "through-another-authority", "certificate-invalid", chain=["@BE duty", "@RU SPOC"]),
        changed("chain", "false-signature", "certificate-invalid", flip=("chain.0.signature.mldsa65", 9)),
        changed(
            "chain",
            "of-a-judge-certified-by-the-police",
            "judge-key-not-certified-by-court",
            chain=["@BE police-judge", "@BE SPOC"],
        ),
        changed("chain", "of-unknown-suite", "unknown-suite", statement_with={"suite": 2}),
        changed("chain", "with-one-member-more", "malformed-message", statement_with={"more": 1}),
    ]


# ── trees ───────────────────────────────────────────────────────────────────────────────────────
def trees() -> list[Json]:
    """Write roots, inclusion and consistency of a log of one-byte entries."""
    log = Log(RU, BE)
    log.add(bytes([n]) for n in range(8))
    roots = [log.root(size).hex() for size in range(9)]
    vectors = [
        vector(f"root-of-{size}", {"root": roots[size]}, {"entries": [f"{n:02x}" for n in range(size)]})
        for size in range(9)
    ]
    for index, size in ((0, 1), (0, 8), (6, 7), (7, 8), (2, 5)):
        given = {"entry": f"{index:02x}", "index": index, "size": size, "root": roots[size]}
        given["path"] = log.inclusion(index, size)
        vectors.append(vector(f"inclusion-{index}-in-{size}", {"valid": True}, given))
    for old, new in ((1, 8), (3, 7), (4, 8), (6, 8), (5, 5)):
        ends = {"old": {"size": old, "root": roots[old]}, "new": {"size": new, "root": roots[new]}}
        given = ends | {"path": log.consistency(old, new)}
        vectors.append(vector(f"consistency-{old}-to-{new}", {"valid": True}, given))
    one, two, bad = "inclusion-2-in-5", "consistency-3-to-7", ("inclusion-invalid", "consistency-invalid")
    return [
        *vectors,
        changed(one, "at-another-index", bad[0], index=3),
        changed(one, "by-a-short-path", bad[0], path=log.inclusion(2, 5)[:-1]),
        changed(one, "beyond-the-end", bad[0], index=5),
        changed(two, "from-another-root", bad[1], old={"size": 3, "root": "00" * 32}),
        changed(two, "without-a-path", bad[1], path=[]),
        changed(two, "backwards", bad[1], old={"size": 8, "root": roots[8]}),
    ]
