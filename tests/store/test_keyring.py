"""A matter's content opens with the matter's key and the node's, and with nothing else."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from hashlib import sha256

import pytest

from comity.errors import CannotOpen, ConfigInvalid, Erased, StoreFailed
from comity.store.keyring import Keyring
from faults import MASTER_KEY, Seams, in_child

CASE, OTHER = "case/BE-RU-2026-000001", "case/BE-RU-2026-000002"


@pytest.fixture
def keyring(tmp_path):
    return Keyring(tmp_path / "keys", MASTER_KEY)


def test_reveals_what_it_protected(keyring, tmp_path):
    content = keyring.protect(CASE, "act 1", b"a marked sentence")
    assert Keyring(tmp_path / "keys", MASTER_KEY).reveal(CASE, "act 1", content) == b"a marked sentence"
    assert b"marked" not in content.sealed + content.wrapped


def test_every_content_has_its_own_key(keyring):
    first, second = (keyring.protect(CASE, "act 1", b"same words") for _ in range(2))
    assert first.sealed != second.sealed
    with pytest.raises(CannotOpen):
        keyring.reveal(CASE, "act 1", replace(first, wrapped=second.wrapped))


def test_opens_under_no_other_name_matter_or_master_key(keyring, tmp_path):
    content = keyring.protect(CASE, "act 1", b"words")
    keyring.protect(OTHER, "act 1", b"words")
    with pytest.raises(CannotOpen, match="act 2"):
        keyring.reveal(CASE, "act 2", content)
    with pytest.raises(CannotOpen):
        keyring.reveal(OTHER, "act 1", content)
    with pytest.raises(CannotOpen, match="Check the master key"):
        Keyring(tmp_path / "keys", bytes(32)).reveal(CASE, "act 1", content)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(40)])
def test_refuses_bytes_that_it_did_not_seal(keyring, sealed):
    content = keyring.protect(CASE, "act 1", b"words")
    with pytest.raises(CannotOpen):
        keyring.reveal(CASE, "act 1", replace(content, sealed=sealed))


def test_a_matters_file_holds_its_key_wrapped_and_tells_no_name(keyring, tmp_path):
    keyring.protect(CASE, "act 1", b"words")
    (file,) = (tmp_path / "keys").iterdir()
    assert file.name == sha256(CASE.encode()).hexdigest()
    assert len(file.read_bytes()) == 12 + 32 + 16
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_deleting_the_file_destroys_every_content_of_the_matter(keyring):
    contents = [keyring.protect(CASE, f"act {n}", b"words") for n in range(3)]
    other = keyring.protect(OTHER, "act 9", b"other words")
    keyring.file(CASE).unlink()
    for number, content in enumerate(contents):
        with pytest.raises(Erased, match="was destroyed"):
            keyring.reveal(CASE, f"act {number}", content)
    keyring.protect(CASE, "act 4", b"a new key does not bring them back")
    with pytest.raises(CannotOpen):
        keyring.reveal(CASE, "act 0", contents[0])
    assert keyring.reveal(OTHER, "act 9", other) == b"other words"


def test_erased_content_is_told_from_broken(keyring):
    with pytest.raises(Erased, match="act 1 was erased"):
        keyring.reveal(CASE, "act 1", None)


def test_many_who_need_a_new_key_get_the_same(tmp_path):
    rings = [Keyring(tmp_path / "keys", MASTER_KEY) for _ in range(8)]
    with ThreadPoolExecutor(8) as desks:
        contents = list(desks.map(lambda ring: ring.protect(CASE, "act 1", b"words"), rings))
    assert {rings[0].reveal(CASE, "act 1", content) for content in contents} == {b"words"}


def test_dies_at_any_seam_and_leaves_no_second_copy_of_a_key(tmp_path):
    def scenario(folder, seams) -> None:
        Keyring(folder, MASTER_KEY, seams).protect(CASE, "act 1", b"words")

    counter = Seams()
    scenario(tmp_path / "undisturbed", counter)
    assert counter.passed == 8  # write, fsync, rename, fsync of the folder
    for seam in range(1, 9):
        folder = tmp_path / str(seam)
        assert in_child(partial(scenario, folder, Seams(seam))) == 137
        ring = Keyring(folder, MASTER_KEY)
        content = ring.protect(CASE, "act 1", b"words")
        assert ring.reveal(CASE, "act 1", content) == b"words"
        assert list(folder.iterdir()) == [ring.file(CASE)]


def test_refuses_a_master_key_of_another_length(tmp_path):
    with pytest.raises(ConfigInvalid, match="has 16 bytes"):
        Keyring(tmp_path / "keys", bytes(16))


def test_says_when_the_folder_cannot_be_used(tmp_path):
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(StoreFailed, match="cannot be made"):
        Keyring(tmp_path / "keys", MASTER_KEY)
