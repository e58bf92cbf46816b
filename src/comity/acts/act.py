"""The act: a statement by a person in role, at an authority, under an article, signed.

Signed bytes = the header with H(salt ‖ body) in it (design.md section 4). The header holds what the
lifecycle needs and no personal data, so state, signatures and proofs survive when salt and body are
erased. An act's id is SHA-256 of its signed bytes; the same id is its leaf in the ledger.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from comity.acts.ports import ActId, Lane
from comity.errors import Erased, MalformedMessage, SealBroken
from comity.model.parties import StateCode
from comity.model.people import Pseudonym, Role
from comity.model.requests import Basis, MatterId
from comity.seal.canonical import b64, decode, encode, frame, read_instant, unb64, write_instant

VERSION = "comity/1"
CONTEXT = b"comity/1 act"
"""Domain separation of every signature on an act."""

SALT_BYTES = 16
_FIELDS = frozenset(
    {"v", "kind", "matter", "lane", "follows", "at", "state", "to", "authority", "role"}
    | {"author", "basis", "catalogue", "marks", "body"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the lifecycle needs; `to` is None for an own act, `role` None for the node itself.

    `follows` are the heads the author knew; claimed instants (`at`) order nothing. `marks` are the
    few further words that a lifecycle, a clock or a proof needs; none of them is personal.
    """

    kind: str
    matter: MatterId
    lane: Lane
    follows: tuple[ActId, ...]
    at: datetime
    state: StateCode
    to: StateCode | None
    authority: str
    role: Role | None
    author: Pseudonym
    basis: Basis | None
    catalogue: str
    marks: Mapping[str, str]
    commitment: bytes = b""

    @property
    def shared(self) -> bool:
        """Tell whether the act goes to a partner."""
        return self.to is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: signed bytes, their reading, and the opening of the body while it is kept."""

    statement: bytes
    header: Header
    salt: bytes | None
    body: bytes | None

    @property
    def id(self) -> ActId:
        """Return the act's name."""
        return act_id(self.statement)

    @property
    def content(self) -> dict[str, Any]:
        """Return the body as a mapping.

        Raises: Erased if it is gone.
        """
        if self.body is None:
            raise Erased(f"The content of act {self.id[:12]} was erased; header and proof remain.")
        value = decode(self.body)
        if not isinstance(value, dict):
            raise MalformedMessage(f"The body of act {self.id[:12]} is no object.")
        return value

    @property
    def opening(self) -> bytes | None:
        """Return salt and body as one, or nothing once they are gone."""
        return None if self.salt is None or self.body is None else frame(self.salt, self.body)

    def erased(self) -> "Act":
        """Return the act without salt and body."""
        return replace(self, salt=None, body=None)


def act_id(statement: bytes) -> ActId:
    """Name an act by its signed bytes."""
    return ActId(hashlib.sha256(statement).hexdigest())


def commit_to(salt: bytes, body: bytes) -> bytes:
    """Return H(salt ‖ body)."""
    return hashlib.sha256(salt + body).digest()


def compose(header: Header, body: Mapping[str, Any]) -> Act:
    """Write an act that is not signed yet: the body under a fresh salt, its commitment into the header."""
    salt = secrets.token_bytes(SALT_BYTES)
    content = encode(dict(body))
    header = replace(header, follows=tuple(sorted(header.follows)), commitment=commit_to(salt, content))
    return Act(statement=encode(_plain(header)), header=header, salt=salt, body=content)


def read_act(statement: bytes, salt: bytes | None, body: bytes | None) -> Act:
    """Read an act from its signed bytes and, if kept, the opening of its body.

    Raises: MalformedMessage, DuplicateKeys; SealBroken if the body is not the one committed to.
    """
    header = read_header(statement)
    if (salt is None) != (body is None):
        raise MalformedMessage("An act carries salt and body together or neither.")
    if salt is not None and body is not None:
        if len(salt) != SALT_BYTES:
            raise MalformedMessage("An act's salt has 16 bytes.")
        if not hmac.compare_digest(commit_to(salt, body), header.commitment):
            raise SealBroken(
                "The body is not the one that the act's signature covers. Ask for the act again."
            )
    return Act(statement=statement, header=header, salt=salt, body=body)


@lru_cache(maxsize=16384)
def read_header(statement: bytes) -> Header:
    """Read the header from an act's signed bytes; the same bytes are read once.

    Raises: MalformedMessage, DuplicateKeys.
    """
    plain = decode(statement)
    if not isinstance(plain, dict) or set(plain) != _FIELDS or plain["v"] != VERSION:
        raise MalformedMessage("An act's statement has missing or unknown fields, or another version.")
    try:
        return _header(plain)
    except (KeyError, TypeError, ValueError, AttributeError) as bad:
        raise MalformedMessage(f"An act's statement cannot be read: {type(bad).__name__}.") from None


def _plain(header: Header) -> dict[str, Any]:
    basis = header.basis
    return {
        "v": VERSION,
        "kind": header.kind,
        "matter": header.matter,
        "lane": header.lane.value,
        "follows": list(header.follows),
        "at": write_instant(header.at),
        "state": header.state,
        "to": header.to,
        "authority": header.authority,
        "role": None if header.role is None else header.role.value,
        "author": header.author,
        "basis": basis
        and {"instrument": basis.instrument, "version": basis.version, "article": basis.article},
        "catalogue": header.catalogue,
        "marks": dict(header.marks),
        "body": b64(header.commitment),
    }


def _header(plain: Mapping[str, Any]) -> Header:
    basis, marks = plain["basis"], plain["marks"]
    texts = [plain["kind"], plain["matter"], plain["state"], plain["authority"], plain["author"]]
    texts += [plain["catalogue"], *plain["follows"], *marks.keys(), *marks.values()]
    if not all(isinstance(t, str) for t in texts) or not isinstance(plain["to"], str | None):
        raise ValueError("text expected")
    if sorted(set(plain["follows"])) != plain["follows"]:
        raise ValueError("follows is sorted, each once")
    commitment = unb64(plain["body"])
    if len(commitment) != hashlib.sha256().digest_size:
        raise ValueError("commitment of another length")
    return Header(
        kind=plain["kind"],
        matter=MatterId(plain["matter"]),
        lane=Lane(plain["lane"]),
        follows=tuple(ActId(f) for f in plain["follows"]),
        at=read_instant(plain["at"]),
        state=StateCode(plain["state"]),
        to=None if plain["to"] is None else StateCode(plain["to"]),
        authority=plain["authority"],
        role=None if plain["role"] is None else Role(plain["role"]),
        author=Pseudonym(plain["author"]),
        basis=None if basis is None else Basis(**basis),
        catalogue=plain["catalogue"],
        marks=MappingProxyType(marks),
        commitment=commitment,
    )
