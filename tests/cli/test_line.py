"""A node's door and its partners' lines, by commands alone; a change takes two persons."""

import pytest

from cli.homes import Homes, who

MOVED = "https://ru.example:9443"


def test_shows_how_a_partner_is_reached_and_changes_it_by_two_persons(homes: Homes):
    assert homes("BE", "partner", "line", "show", "RU")["address"] == "https://127.0.0.1:8443"
    asked = homes("BE", "partner", "line", "show", "RU", "--address", MOVED)
    assert (asked["address"], asked["new_key"]) == (MOVED, False)
    homes("BE", "partner", "line", "propose", "RU", "--address", MOVED, *who("BE", "operator"))
    assert homes("BE", "partner", "line", "show", "RU")["address"] == "https://127.0.0.1:8443"
    homes("BE", "partner", "line", "accept", "RU", "--address", MOVED, *who("BE", "duty"))
    assert homes("BE", "partner", "line", "show", "RU")["address"] == MOVED
    assert [p["line"] for p in homes("BE", "partner", "list")["partners"]] == [MOVED]


def test_hands_over_a_renewed_key_in_a_signed_file_with_a_fingerprint_to_compare(homes: Homes):
    first = homes("RU", "node", "line")
    file = str(homes.folder / "ru.line")
    renewed = homes("RU", "node", "line", "--renew", "--out", file)
    assert (renewed["state"], renewed["address"]) == ("RU", "https://127.0.0.1:8443")
    assert renewed["fingerprint"] != first["fingerprint"]
    seen = homes("BE", "partner", "line", "show", "RU", "--file", file)
    assert (seen["new_key"], seen["fingerprint"]) == (True, renewed["fingerprint"])
    homes("BE", "partner", "line", "propose", "RU", "--file", file, *who("BE", "operator"))
    words = ("partner", "line", "accept", "RU", "--file", file, *who("BE", "duty"))
    assert homes.refused("BE", *words)[0] == "certificate-invalid"
    homes("BE", *words, "--fingerprint", renewed["fingerprint"])
    assert homes("BE", "partner", "line", "show", "RU")["address"] == "https://127.0.0.1:8443"
    assert homes.refused("BE", "partner", "line", "show", "RU", "--file", file)[0] == "replayed"
    assert (homes.folder / "RU" / "line.old").exists()


def test_turns_to_files(homes: Homes):
    homes("BE", "partner", "line", "propose", "RU", "--by-file", *who("BE", "operator"))
    homes("BE", "partner", "line", "accept", "RU", "--by-file", *who("BE", "duty"))
    assert homes("BE", "partner", "line", "show", "RU")["address"] is None
    assert [p["line"] for p in homes("BE", "partner", "list")["partners"]] == ["by file"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "bad-input"),
        (("--by-file", "--address", MOVED), "bad-input"),
        (("--address", "http://ru.example"), "malformed-message"),
    ],
)
def test_wants_one_line_that_can_be_one(homes: Homes, words: tuple[str, ...], code: str):
    said = homes.refused("BE", "partner", "line", "propose", "RU", *words, *who("BE", "operator"))
    assert said[0] == code


def test_reads_no_file_that_is_larger_than_a_line(homes: Homes):
    file = homes.file("large", "x" * 65_537)
    assert homes.refused("BE", "partner", "line", "show", "RU", "--file", file)[0] == "bad-input"


def test_keeps_the_key_of_its_door_closed(homes: Homes):
    file = homes.folder / "BE" / "line.pem"
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_node_without_a_line_says_how_to_make_one(homes: Homes):
    homes("VN", "node", "init", "VN", "--demo")
    code, what = homes.refused("VN", "node", "line")
    assert (code, "[line]" in what) == ("config-invalid", True)
    with (homes.folder / "VN" / "comity.toml").open("a") as config:
        config.write('[line]\naddress = "https://vn.example"\n')
    assert homes("VN", "node", "line", "--renew")["address"] == "https://vn.example"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--listen", "127.0.0.1:8443"), "bad-input"),
        (("--address", "vn.example"), "malformed-message"),
        (("--address", "https://vn.example", "--listen", "8443"), "config-invalid"),
    ],
)
def test_founds_no_node_with_a_door_that_cannot_be(homes: Homes, words: tuple[str, ...], code: str):
    assert homes.refused("VN", "node", "init", "VN", "--demo", *words)[0] == code
    assert not (homes.folder / "VN").exists()
