"""RFC 8785, against an independent implementation."""

from __future__ import annotations

import json
import math
import struct

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.errors import UsageError
from samvar.network.canonical import canonical, digest, number

texts = st.text(st.characters(blacklist_categories=["Cs"]))
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@given(values)
def test_equals_the_reference_implementation(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(st.integers(0, 2**64 - 1))
def test_any_double_is_written_as_ecmascript_writes_it(bits):
    value = struct.unpack("<d", struct.pack("<Q", bits))[0]
    if not math.isfinite(value):
        with pytest.raises(UsageError):
            number(value)
    else:
        assert number(value) == rfc8785.dumps(value).decode()
        assert float(number(value)) == value


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        (0x0000000000000001, "5e-324"),
        (0x7FEFFFFFFFFFFFFF, "1.7976931348623157e+308"),
        (0x4340000000000001, "9007199254740994"),
        (0x44B52D02C7E14AF5, "9.999999999999997e+22"),
        (0x44B52D02C7E14AF6, "1e+23"),
        (0x444B1AE4D6E2EF4F, "999999999999999900000"),
        (0x3EB0C6F7A0B5ED8D, "0.000001"),
        (0x41B3DE4355555553, "333333333.3333332"),
        (0xBECBF647612F3696, "-0.0000033333333333333333"),
        (0x43143FF3C1CB0959, "1424953923781206.2"),
    ],
)
def test_rfc_8785_appendix_b(bits, expected):
    assert number(struct.unpack("<d", struct.pack("<Q", bits))[0]) == expected


@given(values)
def test_is_still_the_same_json(value):
    # ECMAScript has one kind of number: 44375394608887670 there is the double.
    assert json.loads(canonical(value), parse_int=float) == value


def test_names_sort_by_utf16_units():
    assert canonical({"\ufb33": 1, "\U0001f600": 2}).decode() == '{"\U0001f600":2,"\ufb33":1}'


@pytest.mark.parametrize("value", ["\ud800", 2**53 + 1, float("nan"), {1: 2}, object()])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises((UsageError, TypeError)):
        canonical(value)


def test_bytes_stand_as_their_hash():
    assert digest({"keys": b"abc"}) != digest({"keys": b"abd"})
    assert b"ba7816bf8f01cfea" in canonical(b"abc")  # FIPS 180-4, SHA-256 of "abc"
