"""Key files under passphrases: of the ceremony and of persons. A passphrase is never an option's value."""

import os
import re
import sys
from getpass import getpass
from pathlib import Path

from comity.acts.node import Node
from comity.acts.roster import chain_of
from comity.acts.signing import Hand
from comity.config import Config
from comity.errors import BadInput, CertificateInvalid, UnknownPerson, WrongPassphrase
from comity.model.people import Pseudonym, Role
from comity.seal.keys import KeySet
from comity.seal.master import Hardness
from comity.seal.persons import protect, unlock

FAST = "COMITY_FAST_KEYS"
"""Set to 1, a demonstration node makes key files under the least that Argon2id allows; a real one never."""

LEAST = 12
"""The fewest characters of a passphrase at a real node."""


def passphrase(owner: str, *, least: int = 1, new: bool = False) -> str:
    """Return the passphrase of a key's owner: from the environment, or asked, twice for a new key.

    Raises: WrongPassphrase if there is none, the two differ or it is too short.
    """
    name = "COMITY_PASSPHRASE_" + re.sub(r"\W", "_", owner).upper()
    given = os.environ.get(name) or os.environ.get("COMITY_PASSPHRASE")
    if given is None:
        given = _ask(f"Passphrase of {owner}", f"set {name}", new=new)
    if len(given) < least:
        raise WrongPassphrase(f"The passphrase of {owner} is too short. Take {least} characters or more.")
    return given


def ask_master(*, new: bool = False) -> str:
    """Ask for the passphrase of the node's master key.

    Raises: WrongPassphrase.
    """
    given = os.environ.get("COMITY_MASTER") or _ask(
        "Passphrase of the node's master key", "set COMITY_MASTER", new=new
    )
    if not given:
        raise WrongPassphrase("The master key has no passphrase. Type one, or set COMITY_MASTER.")
    return given


def _ask(what: str, otherwise: str, *, new: bool) -> str:
    if not (sys.stdin.isatty() or sys.stderr.isatty()):
        raise WrongPassphrase(f"{what} cannot be asked for here. Run in a terminal, or {otherwise}.")
    given = getpass(f"{what}: ")
    if new and getpass(f"{what}, again: ") != given:
        raise WrongPassphrase("The two passphrases differ. Start again.")
    return given


def least_of(config: Config) -> int:
    """Return the fewest characters that a new passphrase must have."""
    return 1 if config.demo else LEAST


def write_key(file: Path, keys: KeySet, phrase: str, config: Config) -> None:
    """Write a key file that only its owner may read, never over another and never bare.

    Raises: BadInput.
    """
    fast = config.demo and os.environ.get(FAST) == "1"
    hardness = Hardness.fresh(memory_kib=8, lanes=1, iterations=1) if fast else Hardness.fresh()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(protect(keys, phrase, hardness))
    except OSError as failed:
        raise BadInput(f"{file} cannot be written ({failed.strerror}). Move what is there away.") from None


def read_key(file: Path, owner: str) -> KeySet:
    """Open a key file with its owner's passphrase.

    Raises: UnknownPerson if it is not there, WrongPassphrase, MalformedMessage.
    """
    try:
        data = file.read_bytes()
    except OSError:
        raise UnknownPerson(
            f"There is no key file {file}. Bring it from its custodian, or name it with an option."
        ) from None
    return unlock(data, passphrase(owner))


def unlock_hand(node: Node, pseudonym: str, role: Role | None, file: Path) -> Hand:
    """Return a person in role with their key unlocked.

    Raises: UnknownPerson, WrongPassphrase, CertificateInvalid if the key is not the accredited one.
    """
    person, chain = node.store.read(lambda r: chain_of(r, Pseudonym(pseudonym), role))
    keys = read_key(file, pseudonym)
    if keys.signing.id != chain[0].signing.id:
        raise CertificateInvalid(
            f"{file} holds another key than the one accredited for '{pseudonym}'. "
            "Have the right file brought, or accredit the person again: `comity people add`."
        )
    return Hand(person=person, chain=chain, keys=keys)


def look(node: Node, pseudonym: str | None, role: Role | None) -> Hand | None:
    """Return the person who looks, their key still locked, or nobody.

    Raises: UnknownPerson.
    """
    if pseudonym is None:
        return None
    person, chain = node.store.read(lambda r: chain_of(r, Pseudonym(pseudonym), role))
    return Hand(person=person, chain=chain)


def seat_file(home: Path, seat: str) -> Path:
    """Name the ceremony's key file of an authority or court."""
    return home / "ceremony" / f"{seat.replace('/', '-')}.key"
