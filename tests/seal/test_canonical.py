import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import DuplicateKeys, MalformedMessage, Truncated
from comity.seal.canonical import b64, decode, encode, frame, read_instant, unb64, unframe, write_instant

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="ascii"), max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


def test_writes_one_form():
    value = {"b": [1, None, True], "a": "Ж\n\u2028", "A": {}}
    assert encode(value) == '{"A":{},"a":"Ж\\n\u2028","b":[1,null,true]}'.encode()


@given(PLAIN)
def test_reads_what_it_wrote(value: object):
    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1, "b":2}',
        b'{"b":1,"a":2}',
        b'{"a":1}\n',
        b'{"a":1}{}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":9007199254740992}',
        b'"\\u0041"',
        b'"\\ud800"',
        b'"\xff"',
        b'\xef\xbb\xbf"a"',
        '{"ключ":1}'.encode(),
        b"[" * 34 + b"]" * 34,
        b"[" * 200_000,
        b"",
        b"1" * 5000,
    ],
    ids=lambda data: repr(data[:16]),
)
def test_refuses_what_is_not_canonical(data: bytes):
    with pytest.raises(MalformedMessage):
        decode(data)


@pytest.mark.parametrize("data", [b'{"a":1,"a":2}', b'[{"x":{"a":1,"a":1}}]'])
def test_refuses_a_member_said_twice(data: bytes):
    with pytest.raises(DuplicateKeys):
        decode(data)


def test_refuses_more_bytes_than_allowed():
    assert decode(b'"aaaa"', limit=6) == "aaaa"
    with pytest.raises(MalformedMessage):
        decode(b'"aaaaa"', limit=6)


def test_reads_depth_32_and_no_deeper():
    decode(b"[" * 32 + b"]" * 32)
    with pytest.raises(MalformedMessage):
        encode(json.loads("[" * 40 + "]" * 40))


@pytest.mark.parametrize("value", [1.5, b"raw", {1: 2}, {"a": (1,)}, 2**53, "\ud800", {"ä": 1}])
def test_refuses_to_write_what_has_no_canonical_form(value: object):
    with pytest.raises(MalformedMessage):
        encode(value)


@pytest.mark.parametrize("text", ["AB", "AA==", "A", "A+==", "Ä", "AA\n"])
def test_refuses_other_forms_of_base64url(text: str):
    with pytest.raises(MalformedMessage):
        unb64(text)


def test_binary_survives():
    assert b64(b"\xff\xfe\x00") == "__4A"
    assert unb64("__4A") == b"\xff\xfe\x00"


def test_writes_instants_in_utc():
    moscow = timezone(timedelta(hours=3))
    assert write_instant(datetime(2026, 3, 1, 15, 0, tzinfo=moscow)) == "2026-03-01T12:00:00Z"
    assert read_instant("2026-03-01T12:00:00.000001Z") == datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T12:00:00",
        "2026-03-01T12:00:00+00:00",
        "2026-03-01T12:00:00.100Z",
        "2026-03-01Z",
        "20260301T120000Z",
    ],
)
def test_refuses_other_forms_of_an_instant(text: str):
    with pytest.raises(MalformedMessage):
        read_instant(text)


def test_frames_and_unframes():
    assert frame(b"ab", b"") == b"\0\0\0\x02ab\0\0\0\0"
    assert unframe(b"\0\0\0\x02ab\0\0\0\0", 2) == [b"ab", b""]
    with pytest.raises(Truncated):
        unframe(b"\0\0\0\x02ab\0\0\0", 2)
    with pytest.raises(MalformedMessage):
        unframe(b"\0\0\0\x02ab\0\0\0\0!", 2)
