"""Shards of carriers: what is packed comes out again, in the shorter of two forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.store.variants.carriers import (
    Carriers,
    Marks,
    decode_sites,
    encode_sites,
    join_shards,
    write_carriers,
)
from samvar.store.variants.key import encode_one

sites_of = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 2**32 - 1)), min_size=0, max_size=12
)


def random_marks(people: int, sites: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(site, person, state): each site says how many people at most, and a seed."""
    found = []
    for site, (number, seed) in enumerate(sites):
        chance = np.random.default_rng(seed)
        who = np.unique(chance.integers(0, people, size=min(number, people)))
        found += [(site, int(p), int(chance.integers(1, 4))) for p in who]
    return found


@given(people=st.integers(1, 1000), sites=sites_of)
@settings(max_examples=150, deadline=None)
def test_what_is_packed_comes_out_again(people, sites):
    marks = random_marks(people, sites)
    table = np.array(marks, dtype=np.int64).reshape(-1, 3)
    offsets, data = encode_sites(
        table[:, 0], table[:, 1], table[:, 2].astype(np.uint8), len(sites), people
    )
    width = -(-people // 4)
    assert (np.diff(offsets) <= width).all(), "never longer than two bits a person"
    found = decode_sites(offsets, data, people)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == marks


def test_a_rare_variant_takes_two_bytes_and_a_common_one_two_bits_a_person():
    site = np.array([0] + [1] * 1000)
    person = np.array([999, *range(1000)])
    offsets, _ = encode_sites(site, person, np.full(1001, 2, np.uint8), 2, 1000)
    assert np.diff(offsets).tolist() == [2, 250]


@given(
    people=st.integers(1, 60),
    sites=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 99)), min_size=1, max_size=8),
    leaving=st.sets(st.integers(0, 59)),
)
@settings(max_examples=40, deadline=None)
def test_people_leave_a_shard_and_shards_join(tmp_path_factory, people, sites, leaving):
    folder = tmp_path_factory.mktemp("shard")
    (folder / "carriers").mkdir()
    keys = [encode_one(1 + i % 25, 100 + i, "A", "C") for i in range(len(sites))]
    marks = random_marks(people, sites)
    packed = Marks.of(
        np.array([keys[s] for s, _, _ in marks], np.uint64),
        np.array([p for _, p, _ in marks], np.int64),
        np.array([m for _, _, m in marks], np.uint8),
    )
    file = write_carriers(folder, "carriers/one", [packed], people)
    one = Carriers(folder, file, people)
    staying = [p for p in range(people) if p not in leaving]
    index = {p: i for i, p in enumerate(staying)}
    places = [index.get(p) for p in range(people)]
    second = [None if i is None else i + len(staying) for i in places]
    total = max(1, 2 * len(staying))
    joined = Carriers(
        folder, join_shards(folder, "carriers/two", [(one, places), (one, second)], total), total
    )
    expected = sorted(
        (keys[s], index[p] + shift, m)
        for s, p, m in marks
        if p in index
        for shift in (0, len(staying))
    )
    every = joined.at(np.unique(np.array(keys, np.uint64)))
    assert rows_of(every) == expected
    assert [row for window in joined.windows() for row in rows_of(joined.of_window(window))] == (
        expected
    )


def rows_of(marks: Marks) -> list[tuple[int, int, int]]:
    columns = (marks.key.tolist(), marks.person.tolist(), marks.state.tolist())
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("key", [0, encode_one(7, 5, "A", "C"), 2**64 - 1])
def test_a_key_that_nobody_carries_has_no_marks(tmp_path, key):
    (tmp_path / "carriers").mkdir()
    marks = Marks.of(
        np.array([encode_one(7, 9, "A", "C")], np.uint64), np.array([0]), np.array([1])
    )
    shard = Carriers(tmp_path, write_carriers(tmp_path, "carriers/one", [marks], 1), 1)
    assert len(shard.at(np.array([key], np.uint64))) == 0
