"""Matters' keys, one small file each, outside the database's backup set.

A content's own key lies in the database, wrapped by its matter's key; a matter's key lies here, wrapped
by the node's master key. So a backup of the database alone opens nothing, and deleting one file destroys
every content of that matter, in old backups too. Nothing is kept in memory.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.acts.ports import Protected
from comity.errors import CannotOpen, ConfigInvalid, Erased
from comity.model.requests import MatterId
from comity.store.database import OnSeam, failing_as, no_seam

NONCE = 12


class Keyring:
    """The keys of one node's matters in one folder."""

    def __init__(self, folder: Path, master_key: bytes, on_seam: OnSeam = no_seam) -> None:
        if len(master_key) != 32:
            raise ConfigInvalid(f"The node's master key has {len(master_key)} bytes. Give 32.")
        self._folder = folder
        self._master = AESGCM(master_key)
        self._on_seam = on_seam
        with failing_as(f"The folder of keys {folder} cannot be made"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def protect(self, matter: MatterId, name: str, content: bytes) -> Protected:
        """Seal content under a fresh key, wrapped by the matter's key, which is made if missing."""
        key = AESGCM.generate_key(bit_length=256)
        wrapped = _seal(AESGCM(self._key(matter, make=True)), key, name.encode())
        return Protected(wrapped=wrapped, sealed=_seal(AESGCM(key), content, name.encode()))

    def reveal(self, matter: MatterId, name: str, content: Protected | None) -> bytes:
        """Open protected content.

        Raises:
            Erased: Content or the matter's key is gone.
            CannotOpen: The bytes are not what was protected under that name.
        """
        if content is None:
            raise Erased(f"The content of {name} was erased. Header, signatures and proofs remain.")
        key = _open(AESGCM(self._key(matter, make=False)), content.wrapped, name.encode())
        return _open(AESGCM(key), content.sealed, name.encode())

    def file(self, matter: MatterId) -> Path:
        """Name the file of a matter's key; its name tells nobody which matter."""
        return self._folder / sha256(matter.encode()).hexdigest()

    def _key(self, matter: MatterId, *, make: bool) -> bytes:
        file = self.file(matter)
        with failing_as(f"The key of {matter} cannot be used"):
            wrapped = self._read(file)
            if wrapped is None and make:
                self._make(matter)
                wrapped = self._read(file)
        if wrapped is None:
            raise Erased(f"The key of {matter} was destroyed. Header, signatures and proofs remain.")
        return _open(self._master, wrapped, matter.encode())

    def _read(self, file: Path) -> bytes | None:
        with self._locked(fcntl.LOCK_SH):  # whoever is making it has made it durable
            return file.read_bytes() if file.exists() else None

    def _make(self, matter: MatterId) -> None:
        """Write a new key; a crash leaves either none or a durable one, and no second copy."""
        file = self.file(matter)
        wrapped = _seal(self._master, AESGCM.generate_key(bit_length=256), matter.encode())
        with self._locked(fcntl.LOCK_EX) as folder:
            if file.exists():  # another process was first
                return
            new = file.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                with self._seam("key write"):
                    out.write(wrapped)
                    out.flush()
                with self._seam("key fsync"):
                    os.fsync(out.fileno())
            with self._seam("key rename"):
                new.rename(file)
            with self._seam("key folder fsync"):
                os.fsync(folder)

    @contextmanager
    def _locked(self, how: int) -> Iterator[int]:
        """Hold the folder's lock, which the system drops when a process dies."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, how)
            yield folder
        finally:
            os.close(folder)

    @contextmanager
    def _seam(self, name: str) -> Iterator[None]:
        self._on_seam(f"before {name}")
        yield
        self._on_seam(f"after {name}")


def _seal(key: AESGCM, content: bytes, name: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + key.encrypt(nonce, content, name)


def _open(key: AESGCM, sealed: bytes, name: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], name)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(
            f"What is kept for {name.decode()} does not open. Check the master key, then restore a backup."
        ) from error
