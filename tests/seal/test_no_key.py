"""No key, no release: what stays closed to whoever holds every byte but no judge's key."""

from itertools import permutations

import pytest

from comity.errors import ComityError, KeyNotCommitted
from comity.model.requests import DataCategory
from comity.seal import master, persons
from comity.seal.canonical import encode
from comity.seal.keys import KeySet
from comity.seal.master import Hardness
from comity.seal.packages import Package, Part, open_package, open_secret, share_info, show_to, xor
from comity.seal.shares import ReleasedShare
from seal.world import MARK, World

WEAK = Hardness(memory_kib=32, lanes=4, iterations=1, salt=b"\x07" * 16)


def secrets_in(
    package: Package, keys: list[KeySet], released: list[ReleasedShare], digest: bytes
) -> list[bytes]:
    """Open whatever any key opens as a share, at rest or released."""
    found = []
    sealed = [share.sealed for share in package.shares] + [share.sealed for share in released]
    for part in Part:
        for info in (share_info(part, package.header), share_info(part, package.header) + digest):
            for blob in sealed:
                for key in keys:
                    try:
                        found.append(open_secret(key.sealing, blob, info, b""))
                    except ComityError:
                        continue
    return found


def recover(stored: list[bytes], package: Package, secrets: list[bytes]) -> bool:
    """Search every stored byte, then try every joining of what was found."""
    if any(MARK.encode() in blob for blob in stored):
        return True
    pool = [*secrets, bytes(32)]
    pool += [xor(one, other) for one, other in permutations(pool, 2)]
    for guess in [*pool, *(one + other for one in pool for other in pool)]:
        try:
            if MARK.encode() in open_package(package, guess):
                return True
        except KeyNotCommitted:
            continue
    return False


@pytest.mark.parametrize("category", [DataCategory.DC_CRIMINAL_RECORD, DataCategory.DC_IDENTITY])
def test_no_judges_key_no_release(world: World, category: DataCategory):
    """With every stored byte, the authority's and the node's keys, but no judge's: it stays closed."""
    package = world.package(category=category)
    signed = world.judge_signs([package])
    checked = world.check(signed, [package])
    released = world.release([package], checked, (Part.AUTHORITY, world.spoc), (Part.JUDGE, world.judge))
    shown = show_to(package, world.spoc.keys.sealing, world.judge.public)
    node_master = b"\x11" * 32
    node_file = master.wrap(node_master, world.node.keys.to_secret(), b"node keys")
    case_key = master.wrap(node_master, b"\x22" * 32, b"case key")
    stored = [
        package.to_bytes(),
        package.stripped().to_bytes(),
        encode(signed.to_plain()),
        *(encode(share.to_plain()) for share in released),
        shown,
        persons.protect(world.judge.keys, "a passphrase nobody wrote down", WEAK),
        node_file,
        case_key,
        world.pack(encode([share.to_plain() for share in released])),
    ]
    stored += [
        master.unwrap(node_master, node_file, b"node keys"),
        master.unwrap(node_master, case_key, b"case key"),
    ]
    thief = [world.spoc.keys, world.node.keys, KeySet.from_secret(stored[-2])]
    loot = [*secrets_in(package, thief, released, checked.digest), stored[-1], node_master]
    assert len(loot) > 2  # the authority's own share is among it
    assert not recover(stored, package, loot)
    half = secrets_in(package, [*thief, world.duty.keys], released, checked.digest)
    assert not recover(stored, package, half)
    whole = secrets_in(package, [*thief, world.judge.keys], released, checked.digest)
    assert recover(stored, package, whole)


def test_a_stolen_backup_of_the_recipient_opens_nothing_before_the_release(world: World):
    package = world.package()
    assert not recover([package.to_bytes()], package, secrets_in(package, [world.ru], [], b""))
