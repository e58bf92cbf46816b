"""The proof checker against those who hold a file and no key: every tampering has its reason."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.cli.verify_proof import INVALID, verify
from comity.exchange import proof
from comity.seal.canonical import b64, encode, unb64
from exchange.proved import Plain, header, parts, released, two_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """Two releases of one world as BE shows them, and the roots."""

    release: bytes
    other: bytes
    trust: bytes


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proved]:
    """Real exchanges between two real nodes."""
    world = two_states(tmp_path_factory.mktemp("world"))
    node = world["BE"].node
    release, other = (proof.export(node, released(world), world.now) for _ in range(2))
    yield Proved(release=release, other=other, trust=proof.trust_bundle(node))
    world.close()


def flipped(text: str, at: int = 200) -> str:
    """Flip one bit of what base64url holds."""
    data = bytearray(unb64(text))
    data[min(at, len(data) - 1)] ^= 1
    return b64(bytes(data))


def flip(*path: str | int) -> Callable[[Plain, dict[str, Plain]], None]:
    """Return what flips a bit of one member: of an act by its kind, or else of the proof."""

    def change(file: Plain, acts: dict[str, Plain]) -> None:
        *way, last = path
        value = acts if way and way[0] in acts else file["proof"]
        for step in way:
            value = value[step]
        value[last] = flipped(value[last])

    return change


def reworded(kind: str, **members: object) -> Callable[[Plain, dict[str, Plain]], None]:
    """Return what rewrites members of a header without the keys to sign it."""

    def change(_: Plain, acts: dict[str, Plain]) -> None:
        acts[kind]["statement"] = b64(encode({**header(acts[kind]), **members}))

    return change


def another_minute(_: Plain, acts: dict[str, Plain]) -> None:
    """Flip one bit of a header that leaves it readable."""
    data = bytearray(unb64(acts["reply.full"]["statement"]))
    data[data.index(b'"at":"') + len('"at":"2019-10-31T09:2')] ^= 1
    acts["reply.full"]["statement"] = b64(bytes(data))


def swap_orders(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["orders"].reverse()


def other_cases_order(file: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["orders"] = acts["other"]["orders"]


def no_order(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["orders"] = []


def drop(kind: str) -> Callable[[Plain, dict[str, Plain]], None]:
    def change(file: Plain, acts: dict[str, Plain]) -> None:
        file["proof"]["acts"].remove(acts[kind])

    return change


def repeat(file: Plain, acts: dict[str, Plain]) -> None:
    file["proof"]["acts"].append(acts["reply.full"])


def without_person(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["signatures"]["person"] = None


def person_for_node(_: Plain, acts: dict[str, Plain]) -> None:
    """Let the person's signature, with its chain, stand for the node's."""
    acts["reply.full"]["signatures"]["node"] = acts["reply.full"]["signatures"]["person"]


def anothers_signature(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["signatures"]["person"] = acts["request.send"]["signatures"]["person"]


def not_signed(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["receipt"]["signed"] = ["0" * 64]


def other_receipt(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["receipt"] = acts["request.accept"]["receipt"]


def borrowed_signature(_: Plain, acts: dict[str, Plain]) -> None:
    """Let a receipt stand under the list and signature of another."""
    other = acts["other"]["receipt"]
    acts["reply.full"]["receipt"] |= {"signed": other["signed"], "signature": other["signature"]}


def longer_list(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["receipt"]["signed"].append("00" * 32)


def moved(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["place"]["index"] = acts["reply.full"]["place"]["index"] + 2


def shorter_path(_: Plain, acts: dict[str, Plain]) -> None:
    acts["reply.full"]["place"]["path"].pop()


def one_cosignature(file: Plain, _: dict[str, Plain]) -> None:
    """Keep the Ed25519 line and drop the ML-DSA-44 one."""
    lines = unb64(file["proof"]["heads"][0]["lines"]).splitlines(keepends=True)
    file["proof"]["heads"][0]["lines"] = b64(min(lines, key=len))


def bare_head(file: Plain, _: dict[str, Plain]) -> None:
    file["proof"]["heads"][0]["lines"] = ""


def not_a_demo(file: Plain, _: dict[str, Plain]) -> None:
    file["proof"]["demo"] = False


def later(file: Plain, _: dict[str, Plain]) -> None:
    file["proof"]["made_at"] = "2019-10-31T11:00:00Z"


FALSE, ACT = "A signature on {} is false.", "A signature on the act is false."
PATH = "The path from the act does not lead to the head of comity/BE/pair/RU."
ORDERS = ("reply.full", "orders", 0, "signatures", 0)
TAMPERINGS = [
    ("statement", another_minute, "", ACT),
    ("article", reworded("reply.full", basis={"instrument": "x", "version": "1", "article": "y"}), "", ACT),
    ("author", reworded("reply.full", author="be-officer"), "reply.full", ACT),
    ("own act", reworded("reply.full", to=None), "reply.full", "It is no act between the two states."),
    ("other matter", reworded("reply.full", matter="case/x"), "", "It is of another matter or version."),
    ("node ed25519", flip("reply.full", "signatures", "node", "ed25519"), "reply.full", ACT),
    ("node mldsa65", flip("reply.full", "signatures", "node", "mldsa65"), "reply.full", ACT),
    ("person", flip("request.send", "signatures", "person", "signature", "mldsa65"), "request.send", ACT),
    ("no person", without_person, "reply.full", "It has legal effect and no person signed it."),
    ("person for node", person_for_node, "reply.full", "*"),
    ("another's", anothers_signature, "reply.full", "The issuer of certificate "),
    ("order", flip("reply.full", "orders", 0, "statement"), "", "*"),
    ("order of another case", other_cases_order, "reply.full", "The order in the file is not the one"),
    ("orders swapped", swap_orders, "reply.full", "The order in the file is not the one"),
    ("judge", flip(*ORDERS, "signature", "ed25519"), "reply.full", FALSE.format("the order")),
    ("court", flip(*ORDERS, "chain", 1, "signature", "mldsa65"), "reply.full", "A signature on certificate"),
    ("path", flip("reply.full", "place", "path", 1), "reply.full", PATH),
    ("shorter path", shorter_path, "reply.full", PATH),
    ("index", moved, "", PATH),
    ("note", flip("heads", 0, "note"), "", "A signature of comity/BE/pair/RU under the head of 6 entries is"),
    ("cosignature", flip("heads", 0, "lines"), "", "A signature of comity/RU/witness under the head of 6"),
    ("one cosignature", one_cosignature, "", "A signature of comity/RU/witness under the head of 6"),
    ("receipt", flip("reply.full", "receipt", "signature", "mldsa65"), "", FALSE.format("the receipt")),
    ("receipt not signed", not_signed, "reply.full", "Its receipt is for another act."),
    (
        "receipt under another's signature",
        borrowed_signature,
        "reply.full",
        "Its receipt is for another act.",
    ),
    ("receipt in a longer list", longer_list, "", FALSE.format("the receipt")),
    ("other receipt", other_receipt, "reply.full", "Its receipt is for another act."),
    ("dropped", drop("request.accept"), "reply.full", "It repeats an act, or follows a missing one."),
    ("dropped join", drop("partner.join"), "", "*"),
    ("repeated", repeat, "reply.full", "It repeats an act, or follows a missing one."),
    ("invitation", flip("parties", "RU", "statement"), "", "*"),
    ("demo", not_a_demo, "", "BE shows no node, or demonstration and real mix."),
    # what the file alone could lose unseen stands under the signature of the node that shows it
    ("last act dropped", drop("reply.full"), "", FALSE.format("the proof")),
    ("order dropped", no_order, "", FALSE.format("the proof")),
    ("cosignatures dropped", bare_head, "", FALSE.format("the proof")),
    ("made at", later, "", FALSE.format("the proof")),
]


@pytest.mark.parametrize(
    ("change", "kind", "reason"), [t[1:] for t in TAMPERINGS], ids=[t[0] for t in TAMPERINGS]
)
def test_refuses_tampering(proved: Proved, change: Callable[..., None], kind: str, reason: str):
    file, acts = parts(proved.release)
    acts["other"] = parts(proved.other)[1]["reply.full"]
    change(file, acts)
    data = encode(file)
    for trust in (proved.trust, None):
        report = verify(data, trust)
        assert report.verdict == INVALID
        assert report.lines == []
        if reason != "*":
            assert report.reason.startswith(reason)
        if kind:
            assert re.fullmatch(rf"[0-9a-f]{{12}} \({re.escape(kind)}\)", report.act)


def test_refuses_a_member_named_twice(proved: Proved):
    doubled = proved.release.replace(b'"by":"BE"', b'"by":"BE","by":"BE"', 1)
    assert verify(doubled, proved.trust).reason == "A part is not in canonical form, or names a member twice."


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"proof":{},"signature":{}}', b"[" * 100_000]
)
def test_refuses_what_is_no_proof(proved: Proved, data: bytes):
    assert verify(data, proved.trust).verdict == INVALID
    assert verify(proved.release, data).verdict == INVALID


@settings(max_examples=150)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=3))
def test_flipped_bytes_are_never_valid_and_never_crash(proved: Proved, flips: list[tuple[float, int]]):
    data = bytearray(proved.release)
    for where, mask in flips:
        data[int(where * len(data))] ^= mask
    if bytes(data) != proved.release:
        assert verify(bytes(data), proved.trust).verdict == INVALID
        assert verify(bytes(data), None).verdict == INVALID
