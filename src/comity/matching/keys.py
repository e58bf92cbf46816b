"""Match keys: what two records of one person share, made so that only equality need be tested.

A key is a component of the name and one of the birth date, hashed. It is made only when both together carry
the bits that its template asks for, counted by a public table of frequencies and the key's own content: both
sides decide alike without talking, and "Nguyen with one birth date" is never a key. A document's number makes
a key of its own. Protocol section 18; design record 21.

Limits by design: twins with like names share keys; a change of script with nothing but a year carries too
little; what an officer hears of names and dates is POSSIBLE, never an identity (R-MATCH).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import NamedTuple

from comity.matching.components import MAKERS, Component, Weighed, weigh
from comity.matching.dates import dates
from comity.matching.frequencies import Frequencies
from comity.matching.names import read
from comity.model.records import PartialDate

NORM = "2026-3"
"""How names are read: another form, component or template is a new version, which meets no older one."""
MOST_KEYS = 20
STRONG_BITS = 30.0
"""Among 10^6 records a key of so many bits meets a stranger once in a thousand queries."""
DOMAIN = "comity/1"


class KeyClass(StrEnum):
    """What a key is made of; an index holds the classes apart."""

    IDENTITY = "IDENTITY"
    DOCUMENT = "DOCUMENT"


class Answer(StrEnum):
    """What may be told of a match (domain 4.2): a name and date are POSSIBLE, a document is a HIT."""

    HIT = "HIT"
    POSSIBLE = "POSSIBLE"
    NO_HIT = "NO_HIT"


class Template(NamedTuple):
    """A kind of key, as `F*/full`: what of the name, what of the date, and the bits both must carry."""

    type: str
    name: str
    date: str
    bits: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A frozen set of templates; where a name makes too many keys, the last give way."""

    name: str
    templates: tuple[Template, ...]


class Key(NamedTuple):
    """One match key: the digest is all that is compared; content and bits stay with the side that made it."""

    digest: bytes
    key_class: KeyClass
    type: str
    strong: bool
    bits: float
    content: str


def match_keys(name: str, born: PartialDate | None, profile: Profile, table: Frequencies) -> tuple[Key, ...]:
    """Return the keys of a name and birth date, at most 20, in the order of the profile."""
    read_name = read(name)
    carried = {kind: (content, bits) for kind, content, bits in dates(born)}
    if not read_name.full or not carried:
        return ()
    weighed = weigh(read_name, table)
    version = f"{NORM}+{table.version}"
    made = _made(weighed, profile, carried)
    keys: dict[bytes, Key] = {}
    for template in profile.templates:
        if template.date not in carried:
            continue
        date, date_bits = carried[template.date]
        head = _head(KeyClass.IDENTITY, template.type, version)
        for component, name_bits in made[template.name]:
            bits = name_bits + date_bits
            if bits < template.bits:
                break
            key = _key(KeyClass.IDENTITY, template.type, head, f"{component}|{date}", bits)
            keys.setdefault(key.digest, key)
            if len(keys) == MOST_KEYS:
                return tuple(keys.values())
    return tuple(keys.values())


_MOST_BITS = itemgetter(1)


def _made(
    name: Weighed, profile: Profile, carried: Mapping[str, tuple[str, float]]
) -> Mapping[str, Sequence[Component]]:
    """Make each component once, where any template may take it: most bits first, then by content."""
    least: dict[str, float] = {}
    for template in profile.templates:
        if template.date in carried:
            bits = template.bits - carried[template.date][1]
            least[template.name] = min(bits, least.get(template.name, bits))
    made = {}
    for kind, bits in least.items():
        found = list(MAKERS[kind](name, bits))
        if len(found) > 1:
            found.sort()
            found.sort(key=_MOST_BITS, reverse=True)
        made[kind] = found
    return made


_WHOLE = frozenset(("F*/full", "S*/full"))
_FOLDED = str.maketrans("OISBZ", "01582")
_LEAST_CHARACTERS = 5
_DOCUMENT_BITS = 40.0


def document_key(number: str, state: str) -> Key | None:
    """Return the key of a document: its number, folded for O/0 I/1 S/5 B/8 Z/2, and the state of issue.

    None where the number says too little: under five characters, or one character over and over.
    """
    folded = "".join(c for c in number.upper() if c.isascii() and c.isalnum()).translate(_FOLDED)
    if len(folded) < _LEAST_CHARACTERS or len(set(folded)) == 1:
        return None
    head = _head(KeyClass.DOCUMENT, "D", NORM)
    return _key(KeyClass.DOCUMENT, "D", head, f"{state.strip().upper()}|{folded}", _DOCUMENT_BITS)


def answer(matched: Iterable[Key]) -> Answer:
    """Return what matched keys may be called: names and dates never make a HIT, however many match."""
    classes = {key.key_class for key in matched if key.strong or key.key_class is KeyClass.IDENTITY}
    if KeyClass.DOCUMENT in classes:
        return Answer.HIT
    return Answer.POSSIBLE if classes else Answer.NO_HIT


def _key(key_class: KeyClass, kind: str, head: bytes, content: str, bits: float) -> Key:
    strong = key_class is KeyClass.DOCUMENT or (bits >= STRONG_BITS and kind in _WHOLE)
    data = content.encode()
    digest = sha256(head + len(data).to_bytes(4, "big") + data).digest()
    return Key(digest, key_class, kind, strong, bits, content)


@lru_cache(maxsize=64)
def _head(key_class: KeyClass, kind: str, version: str) -> bytes:
    """Write each field behind its length, so that no two lists of fields give the same bytes."""
    fields = (field.encode() for field in (DOMAIN, key_class, kind, version))
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)
