"""What the other side reads: invitations, acts, envelopes, receipts (sections 4, 5, 6, 8)."""

import hashlib
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ed25519

from other_side.basics import (
    Refused,
    digest,
    frame,
    instant,
    need,
    read,
    unb64,
    unframe,
    unpad,
    verify,
    verify_chain,
    write,
)

SEAL = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
HEADER = {"suite", "id", "from", "to", "key", "seq", "prev", "issued", "expires"}
STATEMENT = {"v", "kind", "matter", "lane", "follows", "at", "state", "to", "authority", "role", "author"}
STATEMENT |= {"basis", "catalogue", "marks", "body"}
LANES = {"normal", "urgent"}
ROLES = {
    None,
    *[
        "OFFICER",
        "SUPERVISOR",
        "SPOC_DUTY",
        "LEGAL_OFFICER",
        "PROSECUTOR",
        "JUDGE",
        "DUTY_MAGISTRATE",
        "CA_LAWYER",
        "MINISTER_DELEGATE",
        "LIAISON_OFFICER",
        "LIAISON_MAGISTRATE",
        "FIU_ANALYST",
        "CERT_ANALYST",
        "TRAINER",
        "TRANSLATOR",
        "PROGRAMME_MANAGER",
        "DPO",
        "DPA_INSPECTOR",
        "AUDITOR",
        "ACCREDITATION_OFFICER",
        "SYSADMIN",
    ],
}
NODE_SIGNS = {"head.show", "request.ack", "request.update", "alert.receive", "alert.lapse", "text.show"}


# ── 4 the pair ──────────────────────────────────────────────────────────────────────────────────
def read_invitation(data: bytes) -> Any:
    plain = read(data, {"statement", "signature"})
    said = read(unb64(plain["statement"]))
    node = read(unb64(said["node"]["statement"]))
    verify(node["signing"], plain["signature"], unb64(plain["statement"]), b"comity/1 invitation")
    return said | {"state": node["holder"]["state"], "key": node["signing"], "sealing": node["sealing"]}


def check_invitation(said: Any, *, demo: bool, own_state: str, at: datetime) -> None:
    """Check an invitation before two persons compare its fingerprint."""
    need(said["demo"] == demo, "demo-mixed-with-real")
    need(said["state"] != own_state and said["authorities"])
    for one in (said["node"], *said["authorities"]):
        verify_chain([one], said["root"], at)


def fingerprint(one: bytes, other: bytes) -> str:
    statements = sorted(unb64(read(data)["statement"]) for data in (one, other))
    text = digest(b"comity/1 fingerprint" + frame(*statements))[:40].upper()
    return " ".join(text[at : at + 4] for at in range(0, 40, 4))


# ── 5 acts, 6 envelope, 8 receipt ───────────────────────────────────────────────────────────────
def check_act(statement: bytes, salt: bytes, body: bytes, signatures: Any, peer: Any) -> Any:
    """Check an act with its opening and signatures and return what its statement says."""
    said = read(statement, STATEMENT)
    need(said["v"] == "comity/1" and said["follows"] == sorted(set(said["follows"])) and len(salt) == 16)
    need(said["lane"] in LANES and said["role"] in ROLES and instant(said["at"]))
    need(all(isinstance(mark, str) for mark in said["marks"].values()) and len(unb64(said["body"])) == 32)
    need(unb64(said["body"]) == hashlib.sha256(salt + body).digest(), "seal-broken")
    verify(peer["key"], signatures["node"], statement, b"comity/1 act")
    person = signatures["person"]
    need(person or said["kind"] in NODE_SIGNS, "personal-signature-missing")
    if person:
        own = verify_chain(person["chain"], peer["root"], instant(said["at"]))
        verify(own["signing"], person["signature"], statement, b"comity/1 act")
        holder = [own["holder"][name] for name in ("state", "name", "role", "authority")]
        need(
            holder == [said[name] for name in ("state", "author", "role", "authority")], "certificate-invalid"
        )
    return said


def open_envelope(data: bytes, peer: Any, own_state: str, key: Any, own_key: str) -> tuple[Any, Any]:
    """Check an envelope's outside, open it, and return header and inside."""
    outside, signature, ciphertext = unframe(data, 3)
    header = read(outside, HEADER)
    need(header["suite"] == 1, "unknown-suite")
    need((header["from"], header["to"]) == (peer["state"], own_state), "retargeted")
    try:
        public = ed25519.Ed25519PublicKey.from_public_bytes(unb64(peer["key"]["ed25519"]))
        public.verify(signature, b"comity/1 envelope\n" + outside + hashlib.sha256(ciphertext).digest())
    except InvalidSignature:
        raise Refused("signature-invalid") from None
    need(header["key"] == own_key, "recipient-key-changed")
    try:
        inside = read(unpad(SEAL.decrypt(ciphertext, key, info=outside)))
    except InvalidTag:
        raise Refused("cannot-open") from None
    need(
        [inside[name] for name in ("to", "seq", "prev")] == [header[name] for name in ("to", "seq", "prev")],
        "retargeted",
    )
    return header, inside


def read_receipt(data: bytes, peer: Any) -> Any:
    plain = read(data, {"statement", "signed", "signature"})
    need(len(plain["signed"]) <= 64, "malformed-message")
    need(digest(unb64(plain["statement"])) in plain["signed"], "signature-invalid")
    verify(peer["key"], plain["signature"], write(plain["signed"]), b"comity/1 receipt")
    return read(unb64(plain["statement"]))
