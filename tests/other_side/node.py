"""A small node of the other side: it joins, asks, takes in and receipts.

It keeps everything in memory and has no law, no register, and one person: the duty desk.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from other_side.basics import Key, b64, certify, digest, frame, key_id, need, pad, read, say, unb64, write
from other_side.logs import LogKey, check_consistency, check_place, consistency, inclusion, root_of
from other_side.reading import SEAL, check_act, fingerprint, open_envelope, read_invitation, read_receipt


@dataclass
class OtherNode:
    """One state's node with its duty desk, its pair log, and what it knows of its one partner."""

    state: str
    now: datetime
    root: Key = field(default_factory=Key)
    key: Key = field(default_factory=Key)
    spoc: Key = field(default_factory=Key)
    duty: Key = field(default_factory=Key)
    log: LogKey = field(default_factory=LogKey)
    witness: LogKey = field(default_factory=LogKey)
    mlkem: Any = field(default_factory=mlkem.MLKEM768PrivateKey.generate)
    x25519: Any = field(default_factory=x25519.X25519PrivateKey.generate)
    entries: list[bytes] = field(default_factory=list)
    acts: list[Any] = field(default_factory=list)
    last: tuple[int, str] = (0, "")
    sizes: set[int] = field(default_factory=set)
    seen: tuple[int, bytes] = (0, b"")
    cosigned: bytes = b""

    def __post_init__(self) -> None:
        halves = {"mlkem768": self.mlkem, "x25519": self.x25519}
        self.opens = hpke.MLKEM768X25519PrivateKey(self.mlkem, self.x25519)
        self.sealing = {name: b64(half.public_key().public_bytes_raw()) for name, half in halves.items()}
        desk = {"state": self.state, "kind": "PERSON", "name": "desk", "authority": f"{self.state}/SPOC"}
        seat = desk | {"kind": "AUTHORITY", "name": "seat", "role": None}
        node = seat | {"kind": "NODE", "name": "node", "authority": ""}
        at = self.now
        self.seat = certify(self.root, self.spoc, None, seat, at)
        self.desk = certify(self.spoc, self.duty, None, desk | {"role": "SPOC_DUTY"}, at)
        said = {"demo": True, "root": self.root.public, "authorities": [self.seat]}
        said["node"] = certify(self.root, self.key, self.sealing, node, at)
        statement = write(said | {"log": self.log.public, "witness": self.witness.public, "line": None})
        signature = self.key.sign(statement, b"comity/1 invitation")
        self.invitation = write({"statement": b64(statement), "signature": signature})

    def pair_with(self, invitation: bytes) -> str:
        """Pin a partner and return the fingerprint that two persons compare."""
        self.peer = read_invitation(invitation)
        self.pair = "partnership/" + "-".join(sorted((self.state, self.peer["state"])))
        return fingerprint(self.invitation, invitation)

    def join(self, text: str) -> bytes:
        """Confirm the fingerprint and announce the sealing key."""
        marks = {"sealing": key_id(self.sealing), "what": digest(text.encode())}
        return self.send("partner.join", self.pair, {"fingerprint": text, "sealing": self.sealing}, marks)

    def send(
        self, kind: str, matter: str, body: Any, marks: dict[str, str], basis: Any = None, person: bool = True
    ) -> bytes:
        """Write, sign, log and seal an act, and return its envelope."""
        salt, content = secrets.token_bytes(16), write(body)
        of_matter = [said for said in self.acts if said["matter"] == matter]
        followed = {one for said in of_matter for one in said["follows"]}
        said = {"v": "comity/1", "kind": kind, "matter": matter, "lane": "normal", "at": say(self.now)}
        said |= {"follows": sorted(said["id"] for said in of_matter if said["id"] not in followed)}
        said |= {"state": self.state, "to": self.peer["state"], "authority": f"{self.state}/SPOC"}
        said |= {"role": "SPOC_DUTY" if person else None, "author": "desk" if person else "node"}
        said |= {"basis": basis, "catalogue": "", "marks": marks}
        statement = write(said | {"body": b64(hashlib.sha256(salt + content).digest())})
        signed = {"node": self.key.sign(statement, b"comity/1 act"), "person": None}
        if person:
            own = self.duty.sign(statement, b"comity/1 act")
            signed["person"] = {"signature": own, "chain": [self.desk, self.seat]}
        id = self.keep(said, statement)
        inside = {"act": b64(statement), "salt": b64(salt), "body": b64(content)}
        return self.seal(inside | {"signatures": b64(write(signed)), "head": self.show(id)})

    def seal(self, inside: Any) -> bytes:
        """Number and seal what is inside, and sign the outside."""
        seq, prev = self.last[0] + 1, self.last[1]
        inside |= {"to": self.peer["state"], "seq": seq, "prev": prev}
        inside |= {"cosigned": b64(self.cosigned), "witnessed": self.seen[0]}
        header = {"suite": 1, "id": secrets.token_hex(16), "from": self.state, "to": self.peer["state"]}
        header |= {"key": key_id(self.peer["sealing"]), "seq": seq, "prev": prev}
        header |= {"issued": say(self.now), "expires": say(self.now + timedelta(days=366))}
        outside, sealing = write(header), self.peer["sealing"]
        public = hpke.MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(unb64(sealing["mlkem768"])),
            x25519.X25519PublicKey.from_public_bytes(unb64(sealing["x25519"])),
        )
        ciphertext = SEAL.encrypt(pad(write(inside)), public, info=outside)
        covered = b"comity/1 envelope\n" + outside + hashlib.sha256(ciphertext).digest()
        data = frame(outside, self.key.one.sign(covered), ciphertext)
        self.last = (seq, digest(data))
        return data

    def keep(self, said: Any, statement: bytes) -> str:
        """Put an act into the pair log and return its id."""
        id = digest(statement)
        self.acts.append(said | {"id": id})
        self.entries.append(bytes.fromhex(id))
        return id

    def show(self, act: str) -> Any:
        """Show an act's place under a head of the pair log, joined to earlier ones."""
        size, index = len(self.entries), self.entries.index(bytes.fromhex(act))
        origin = f"comity/{self.state}/pair/{self.peer['state']}"
        text = f"{origin}\n{size}\n{base64.b64encode(root_of(self.entries)).decode()}\n\n".encode()
        joins = [
            {"size": old, "path": [b64(one) for one in consistency(old, self.entries)]}
            for old in sorted(self.sizes)
        ]
        self.sizes.add(size)
        path = [b64(one) for one in inclusion(index, self.entries)]
        note = text + self.log.lines(text, origin, (1, 6))
        return {"note": b64(note), "index": index, "path": path, "joins": joins}

    def witness_head(self, shown: Any, act: str) -> bytes:
        """Check the partner's head against the last one seen, and cosign it."""
        size, root = check_place(
            shown, act, f"comity/{self.peer['state']}/pair/{self.state}", self.peer["log"]
        )
        paths = {one["size"]: [unb64(step) for step in one["path"]] for one in shown["joins"]}
        if self.seen[0]:
            check_consistency(*self.seen, size, root, paths.get(self.seen[0], []))
        self.seen = (size, root)
        note, name = unb64(shown["note"]), f"comity/{self.state}/witness"
        lines = self.witness.lines(note, name, (4, 6), int(self.now.timestamp()))
        self.cosigned = frame(note, lines)
        return lines

    def take(self, data: bytes) -> tuple[Any, Any, bytes]:
        """Take in an envelope and return the act's statement, its body, and the receipt."""
        header, inside = open_envelope(data, self.peer, self.state, self.opens, key_id(self.sealing))
        statement, body = unb64(inside["act"]), unb64(inside["body"])
        said = check_act(statement, unb64(inside["salt"]), body, read(unb64(inside["signatures"])), self.peer)
        need((said["state"], said["to"]) == (self.peer["state"], self.state), "retargeted")
        lines = self.witness_head(inside["head"], digest(statement))
        receipt = {"envelope": header["id"], "digest": digest(data), "act": self.keep(said, statement)}
        receipt |= {"state": "taken", "code": "", "what": "", "at": say(self.now), "by": self.state}
        receipt |= {"cosignature": b64(lines), "cosigned": self.seen[0], "witnessed": self.seen[0]}
        receipt |= {"unjoined": [], "head": self.show(receipt["act"]), "gaps": []}
        statement, signed = write(receipt), [digest(write(receipt))]
        signature = self.key.sign(write(signed), b"comity/1 receipt")
        answer = {"statement": b64(statement), "signed": signed, "signature": signature}
        return said, read(body), write(answer)

    def settle(self, data: bytes, envelope: bytes) -> Any:
        """Check the partner's receipt for an envelope and return what it says."""
        said = read_receipt(data, self.peer)
        need((said["digest"], said["by"]) == (digest(envelope), self.peer["state"]), "retargeted")
        if said["state"] == "taken":
            self.witness_head(said["head"], said["act"])
            self.sizes.add(said["witnessed"])
        return said
