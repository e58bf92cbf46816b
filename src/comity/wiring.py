"""The only place that wires: reads the law's files and keys, opens the store, holds the real clock."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path

from sqlalchemy import Connection

from comity.acts.node import Node
from comity.acts.partners import Line, Partner, host_of, read_invitation
from comity.acts.ports import Reading
from comity.acts.receive import receive_all
from comity.config import FILE, Config, read_config, write_config
from comity.courier.courier import Transport
from comity.courier.tls import TlsFile
from comity.errors import (
    BadInput,
    CannotOpen,
    ConfigInvalid,
    DemoMixedWithReal,
    LawFileInvalid,
    StoreFailed,
    WrongPassphrase,
)
from comity.exchange.arriving import CHECKS
from comity.exchange.clock import run_due
from comity.law.body import ROOMS, Law, chosen_digest, files_digest, parse_law, room_of
from comity.law.lawfile import MOST_BYTES
from comity.matching.frequencies import Frequencies
from comity.matching.frequencies import parse as parse_frequencies
from comity.model.duty import Ways
from comity.model.parties import StateCode
from comity.people.ceremony import Foundation, found
from comity.registers.held import HeldRegisters
from comity.registers.sealing import derive_keys
from comity.registers.travel import HeldTravel
from comity.seal.canonical import decode, encode
from comity.seal.keys import KeySet
from comity.seal.master import Hardness, derive_key, read_key, unwrap, wrap
from comity.seal.tls import certificate_of, make_tls_key, pem_password
from comity.store.reading import SqlReading
from comity.store.vault import open_store

_NODE_KEYS = b"comity/1 node keys"
NAME_TABLE = "names-3.tsv"
LINE_KEY = "line.pem"
"""The file in a home with the key and certificate of its door, the key encrypted."""

INDEX = "index"
"""The folder in a home with the index of the registers; without it, it is made anew."""


def now() -> datetime:
    """Return the real time: the one clock of the house."""
    return datetime.now(UTC)


@cache
def read_law(*, demo: bool) -> Law:
    """Read the shipped law, once in a process.

    Raises: LawFileInvalid naming file and line.
    """
    return parse_law(demo=demo, **LawFiles().read())


def shipped(room: str) -> Mapping[str, bytes]:
    """Return the files of one shipped folder of the law, by name; `templates` is one too."""
    folder = resources.files("comity.law") / room
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name.endswith(".toml")}


@cache
def name_table(file: Path | None = None) -> Frequencies:
    """Read a table of name frequencies, once in a process; without a file the shipped one.

    Raises: BadInput; MalformedFile with the line that does not fit.
    """
    try:
        source = file or resources.files("comity.matching") / "tables" / NAME_TABLE
        return parse_frequencies(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{file} cannot be read. Name a table that `comity match table` made.") from None


NEVER_EMPTY = ("catalogue", "rules", "profiles")
"""Folders without which nothing of a law is left; agreements and lists there may be none."""


def read_rooms(folder: Path | None) -> Mapping[str, Mapping[str, bytes]]:
    """Return the law's files by room, as shipped; a room that the folder has is read there instead.

    Raises: BadInput for a folder that has none of them, or an empty one of NEVER_EMPTY.
    """
    own = {room: read_toml([folder / room]) for room in ROOMS if folder and (folder / room).is_dir()}
    if folder is not None and not own:
        raise BadInput(f"{folder} has none of the folders {', '.join(ROOMS)}. Name the folder above them.")
    for room in (room for room in NEVER_EMPTY if room in own and not own[room]):
        raise BadInput(f"The folder {room} of {folder} holds no .toml file, and no law is without {room}.")
    return {room: own[room] if room in own else shipped(room) for room in ROOMS}


def read_toml(paths: Iterable[Path]) -> Mapping[str, bytes]:
    """Return files of the law by name, each no further than one may be long; of a folder, all that it holds.

    Raises: BadInput for what cannot be read.
    """
    found: dict[str, bytes] = {}
    try:
        for path in paths:
            for file in sorted(path.rglob("*.toml")) if path.is_dir() else [path]:
                with file.open("rb") as source:
                    found[str(file)] = source.read(MOST_BYTES + 1)
    except OSError as failed:
        raise BadInput(f"{failed.filename} cannot be read ({failed.strerror}). Name another.") from None
    return found


def shipped_profile(state: StateCode) -> bytes:
    """Return the profile file that ships for a state.

    Raises: ConfigInvalid if none does.
    """
    file = shipped("profiles").get(f"{state}.toml")
    if file is None:
        raise ConfigInvalid(f"No profile of '{state}' ships. Write one in the form of another state's.")
    return file


def read_law_at(place: Path | None, *, demo: bool = True) -> Law:
    """Read another law: a folder laid out as the shipped one, or one file; what it lacks is as shipped.

    Raises: BadInput; LawFileInvalid naming file and line.
    """
    if place is None:
        return read_law(demo=demo)
    if not place.is_dir():
        return with_draft(read_law(demo=demo), place)
    return parse_law(demo=demo, **read_rooms(place))


def with_draft(law: Law, file: Path) -> Law:
    """Return a law with one file as a draft: rules or a profile instead of those in the file of its name.

    Raises: BadInput; LawFileInvalid naming file and line.
    """
    (content,) = read_toml([file]).values()
    room = room_of(file.name, content)
    beside = {} if room in ("agreements", "designations") else shipped(room)
    return law.with_draft(room, {**beside, file.name: content})


class LawFiles:
    """The law's files as they lie: the shipped ones, and those in the folder `agreements` of a home."""

    def __init__(self, home: Path | None = None, *, demo: bool = False, chosen: tuple[str, ...] = ()) -> None:
        root = Path(str(resources.files("comity.law")))
        self._folders = [(room, root / room) for room in ROOMS]
        self._folders += [] if home is None else [("agreements", home / "agreements")]
        self._home, self._demo, self._chosen = home, demo, chosen
        self._seen: tuple[tuple[object, ...], str] = ((), "")

    def read(self) -> dict[str, dict[str, bytes]]:
        """Return the files by room and name; of one that is too large, enough to be refused.

        Raises: LawFileInvalid if a home's file has the name of a shipped one.
        """
        rooms: dict[str, dict[str, bytes]] = {room: {} for room in ROOMS}
        for room, entry in self._files():
            if entry.name in rooms[room]:
                raise LawFileInvalid(f"{entry.path}:1: a file of this name ships. Give it another name.")
            with Path(entry.path).open("rb") as file:
                rooms[room][entry.name] = file.read(MOST_BYTES + 1)
        return rooms

    def law(self) -> Law:
        """Read the law that a node runs under, with the agreements that it chose.

        Raises: LawFileInvalid naming file and line.
        """
        own = self._home is not None and (self._home / "agreements").is_dir()
        law = parse_law(demo=self._demo, **self.read()) if own else read_law(demo=self._demo)
        return law.choosing(self._chosen)

    def digest(self) -> str:
        """Return the digest of the files as they lie now; read again only where one was touched.

        A change keeps no trace only if somebody sets the clock of the file system back, who could as well
        change the program.
        """
        touched = tuple(
            (entry.path, s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino)
            for _, entry in self._files()
            for s in (entry.stat(),)
        )
        if touched != self._seen[0]:
            digest = chosen_digest(files_digest(self.read(), demo=self._demo), self._chosen)
            self._seen = (touched, digest)
        return self._seen[1]

    def _files(self) -> list[tuple[str, os.DirEntry[str]]]:
        there = ((room, folder) for room, folder in self._folders if folder.is_dir())
        files = [(room, entry) for room, folder in there for entry in os.scandir(folder)]
        return sorted((f for f in files if f[1].name.endswith(".toml")), key=lambda f: f[1].path)


def _connection(reading: Reading) -> Connection:
    """Return the connection under a read or write of the node's own store."""
    if not isinstance(reading, SqlReading):
        raise StoreFailed("Registers live in the node's own database only.")
    return reading.connection


def open_node(
    home: Path, *, passphrase: Callable[[], str] | None = None, on_seam: Callable[[str], None] | None = None
) -> Node:
    """Open a node's home.

    Raises: ConfigInvalid, WrongPassphrase, CannotOpen, StoreFailed, LawFileInvalid.
    """
    return open_home(home, passphrase=passphrase, on_seam=on_seam)[0]


def open_home(
    home: Path, *, passphrase: Callable[[], str] | None = None, on_seam: Callable[[str], None] | None = None
) -> tuple[Node, TlsFile]:
    """Open a node's home, and say where the key of its line lies and what opens it.

    Raises: ConfigInvalid, WrongPassphrase, CannotOpen, StoreFailed, LawFileInvalid; DemoMixedWithReal for a
        configuration that calls a demonstration real, or the other way round.
    """
    config = read_config(home)
    master = _master(config, passphrase)
    try:
        secret = unwrap(master, _read(home / "node.keys"), _NODE_KEYS)
    except CannotOpen:
        raise WrongPassphrase(
            f"The master key does not open the keys in {home}. Give the right passphrase or key file."
        ) from None
    keys = KeySet.from_secret(secret)
    image = read_invitation(_read(home / "node.identity"))
    if image.demo != config.demo:
        raise DemoMixedWithReal(
            f"{home / FILE} says demo = {str(config.demo).lower()}; the node in it was founded otherwise. "
            "A demonstration never turns into a real node: write back what stood there, or found a new node."
        )
    files = LawFiles(home, demo=config.demo, chosen=config.agreements)
    node = wire(config, master, keys, image, files.law(), on_seam)
    return replace(node, law_on_disk=files.digest), tls_file(home, master)


def tls_file(home: Path, master: bytes) -> TlsFile:
    """Say where the key of a home's line lies and what opens it."""
    return TlsFile(file=home / LINE_KEY, password=pem_password(master))


def wire(
    config: Config,
    master: bytes,
    keys: KeySet,
    image: Partner,
    law: Law,
    on_seam: Callable[[str], None] | None = None,
) -> Node:
    """Join store, registers, law and keys to one node."""
    held = Path(str(resources.files("comity.registers")))
    migrations = (held / "migrations", held / "travel_migrations")
    options = {} if on_seam is None else {"on_seam": on_seam}
    store = open_store(
        config.where, master_key=master, keys=config.home / "keys", migrations=migrations, **options
    )
    return Node(
        state=config.state,
        demo=config.demo,
        authority=image.authority,
        keys=keys,
        self_image=image,
        store=store,
        registers=HeldRegisters(store, _connection, derive_keys(master), config.home / INDEX, **options),
        travel=HeldTravel(store, _connection, derive_keys(master)),
        law=law,
        checks=CHECKS,
        ways=_ways(config),
        quotas=config.quotas,
        zone=config.zone,
    )


def _ways(config: Config) -> Ways:
    hosts = config.webhook.hosts if config.webhook else ()
    return Ways(smtp=config.smtp is not None, hosts=frozenset(hosts))


def create_home(
    config: Config, seats: tuple[str, ...], at: datetime, passphrase: str | None = None
) -> Foundation:
    """Make a node's home: configuration, master key, keys and identity; the ceremony's keys are returned.

    Raises: ConfigInvalid if the home holds a node already, or the passphrase is empty.
    """
    if config.master == "passphrase" and not passphrase:
        raise ConfigInvalid("A master key from a passphrase needs one. Give it, or take a key file.")
    write_config(config)
    if config.master == "passphrase" and passphrase:
        hardness = Hardness.fresh()
        _write(config.home / "master.hardness", encode(hardness.to_plain()))
        master = derive_key(passphrase, hardness)
    else:
        master = os.urandom(32)
        _write(config.home / "master.key", master)
    address = None if config.line is None else config.line.address
    foundation = found(config.state, seats, demo=config.demo, now=at, address=address)
    if foundation.tls is not None:
        _write(config.home / LINE_KEY, foundation.tls.to_pem(pem_password(master)))
    _write(config.home / "node.keys", wrap(master, foundation.node.to_secret(), _NODE_KEYS))
    _write(config.home / "node.identity", foundation.image.to_bytes())
    return foundation


def own_door(config: Config) -> Line:
    """Return where this node's door stands and the certificate that it shows there.

    Raises: ConfigInvalid if the configuration names no address; MalformedMessage.
    """
    return Line(address=_address(config), tls=certificate_of(_read(config.home / LINE_KEY)))


def renew_line(config: Config, own: TlsFile) -> None:
    """Make the key of a node's door anew; the old file stays beside it.

    Raises: ConfigInvalid if the configuration names no address.
    """
    key = make_tls_key(host_of(_address(config)))
    if own.file.exists():
        own.file.replace(own.file.with_suffix(".old"))
    _write(own.file, key.to_pem(own.password))


def loopback(nodes: Mapping[StateCode, Node]) -> dict[StateCode, Transport]:
    """Return lines to nodes in this process: envelopes go straight to the other's door."""
    return {state: _door(node) for state, node in nodes.items()}


def _door(node: Node) -> Transport:
    def carry(envelopes: Sequence[bytes], at: datetime) -> Sequence[bytes]:
        receipts = receive_all(node, envelopes, at)
        run_due(node, at)
        return receipts

    return carry


def _address(config: Config) -> str:
    if config.line is None:
        raise ConfigInvalid(
            f"This node has no line. Write [line] with its address into {config.home / FILE}, then make its "
            "key: `comity node line --renew`."
        )
    return config.line.address


def _master(config: Config, passphrase: Callable[[], str] | None) -> bytes:
    if config.master == "file":
        return read_key(_read(config.home / "master.key"))
    hardness = Hardness.from_plain(decode(_read(config.home / "master.hardness")))
    given = os.environ.get("COMITY_MASTER") or (passphrase() if passphrase else "")
    return derive_key(given, hardness)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ConfigInvalid(f"{file} is missing. Restore it from where the custodian keeps it.") from None


def _write(file: Path, data: bytes) -> None:
    """Write a secret file that only its owner may read, never over another."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
