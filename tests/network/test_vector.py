"""Numbers on the wire lose nothing, and what cannot be is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.errors import Incompatible
from samvar.network.vector import Vector, pack, pack_keys, unpack, unpack_keys

int64s = st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-200, 200))


@given(int64s)
def test_every_vector_comes_back(numbers):
    vector = np.array(numbers, dtype=np.int64)
    assert unpack(pack(vector), len(vector)).tolist() == numbers


@pytest.mark.parametrize(
    ("numbers", "width"),
    [([7, 7, 7], 0), ([1, -128], 1), ([1, 128], 2), ([0, 40_000], 4), ([0, 2**40], 8)],
)
def test_the_narrowest_form_is_chosen(numbers, width):
    assert pack(np.array(numbers, dtype=np.int64)).width == width


@pytest.mark.parametrize(
    "vector",
    [
        Vector(4, 1, b"abc"),
        Vector(3, 1, b"abcd"),
        Vector(3, 3, b"a" * 9),
        Vector(3, 0, b"abc"),
        Vector(2**60, 0, bytes(8)),
        Vector(-3, 1, b""),
    ],
)
def test_a_hostile_vector_is_refused_and_allocates_nothing(vector):
    with pytest.raises(Incompatible):
        unpack(vector, 3)


@given(st.sets(st.integers(0, 2**64 - 1)))
def test_keys_come_back_sorted(keys):
    array = np.array(sorted(keys), dtype=np.uint64)
    assert unpack_keys(pack_keys(array), 1000).tolist() == sorted(keys)


@pytest.mark.parametrize("keys", [[2, 1], [1, 1]])
def test_unsorted_or_repeated_keys_are_refused(keys):
    with pytest.raises(Incompatible):
        unpack_keys(np.array(keys, dtype="<u8").tobytes(), 10)


def test_too_many_or_half_keys_are_refused():
    with pytest.raises(Incompatible):
        unpack_keys(bytes(24), 2)
    with pytest.raises(Incompatible):
        unpack_keys(bytes(7), 2)
