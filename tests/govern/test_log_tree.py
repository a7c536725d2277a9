"""The Merkle tree against the published vectors of Certificate Transparency, and a naive twin."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.govern.log.tree import EMPTY, consistency, extends, includes, inclusion, leaf, root
from tests.govern.log_twin import Memory, mth, path, proof

ENTRIES = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
EIGHT = [leaf(each) for each in ENTRIES]

# google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = [
    # index, size, path
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], B, D]),
]
CONSISTENCY = [
    # old, size, proof
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [F, E, ROOTS[4]]),
    (2, 5, [B, D]),
]


def leaves(count: int, salt: int = 0) -> list[bytes]:
    return [sha256(b"%d/%d" % (salt, n)).digest() for n in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root(Memory(EIGHT[:size]), size).hex() == ROOTS[size]
    assert mth(EIGHT[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int, expected: list[str]) -> None:
    found = inclusion(Memory(EIGHT[:size]), index, size)
    assert [each.hex() for each in found] == expected
    assert includes(index, size, EIGHT[index], found, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "size", "expected"), CONSISTENCY)
def test_published_consistency_proofs(old: int, size: int, expected: list[str]) -> None:
    found = consistency(Memory(EIGHT[:size]), old, size)
    assert [each.hex() for each in found] == expected
    assert extends(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), found)


def test_every_small_tree_is_the_twins() -> None:
    """All sizes to 40, all places, all earlier sizes."""
    all_leaves = leaves(40)
    for size in range(1, 41):
        some = all_leaves[:size]
        tree, top = Memory(some), mth(some)
        assert root(tree, size) == top
        for index in range(size):
            assert inclusion(tree, index, size) == path(index, some)
            assert includes(index, size, some[index], path(index, some), top)
        for old in range(1, size + 1):
            assert consistency(tree, old, size) == proof(old, some)
            assert extends(old, mth(some[:old]), size, top, proof(old, some))
        assert extends(0, EMPTY, size, top, [])


BIG = leaves(3 * 65_536 // 2 + 700)
TREE = Memory(BIG)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_trees_with_stored_hashes_are_the_twins(data: st.DataObject) -> None:
    """Sizes around 256 and 65,536, where hashes are stored."""
    size = data.draw(
        st.sampled_from([255, 256, 257, 511, 65_535, 65_536, 65_537, 66_000, len(BIG)])
        | st.integers(1, 2_000)
    )
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    some = BIG[:size]
    top = mth(some)
    assert root(TREE, size) == top
    way, steps = inclusion(TREE, index, size), consistency(TREE, old, size)
    assert includes(index, size, some[index], way, top)
    assert extends(old, mth(some[:old]), size, top, steps)
    if size < 2_000:
        assert (way, steps) == (path(index, some), proof(old, some))


def test_a_long_log_is_not_read_again() -> None:
    TREE.asked = 0
    root(TREE, len(BIG))
    assert TREE.asked <= 3 * 256
    TREE.asked = 0
    inclusion(TREE, 70_001, len(BIG))
    assert TREE.asked <= 6 * 256


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 300), st.integers(0, 2**32), st.sampled_from("abcdefg"))
def test_a_false_proof_of_inclusion_is_refused(size: int, seed: int, way: str) -> None:
    chance = random.Random(seed)
    some = leaves(size)
    index, top = chance.randrange(size), mth(some)
    right = path(index, some)
    entry, wrong, place, other, count = some[index], list(right), index, top, size
    if way == "a":
        entry = flipped(entry, chance)
    elif way == "b":
        other = flipped(top, chance)
    elif way == "c":
        wrong = [*right, sha256(b"more").digest()]
    elif way == "d" and right:
        at = chance.randrange(len(right))
        wrong[at] = flipped(right[at], chance)
    elif way == "e" and right:
        del wrong[chance.randrange(len(right))]
    elif way == "f" and size > 1:
        place = chance.choice([n for n in range(size) if n != index])
    else:
        place = chance.choice([-1, size, size + 1])
    assert not includes(place, count, entry, wrong, other)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 300), st.integers(0, 2**32), st.sampled_from("abcdef"))
def test_a_false_proof_of_consistency_is_refused(size: int, seed: int, way: str) -> None:
    chance = random.Random(seed)
    some = leaves(size)
    old = chance.randrange(1, size)
    right, before, after = proof(old, some), mth(some[:old]), mth(some)
    wrong, earlier = list(right), old
    if way == "a":
        before = flipped(before, chance)
    elif way == "b":
        after = flipped(after, chance)
    elif way == "c":
        wrong = [*right, sha256(b"more").digest()]
    elif way == "d":
        at = chance.randrange(len(right))
        wrong[at] = flipped(right[at], chance)
    elif way == "e":
        del wrong[chance.randrange(len(right))]
    else:
        earlier = chance.choice([n for n in range(size + 2) if n != old])
    assert not extends(earlier, before, size, after, wrong)


def test_a_leaf_cannot_pass_for_an_inner_node() -> None:
    """The second-preimage attack that the prefixes are for: two leaves as one entry."""
    one, two = EIGHT[0], EIGHT[1]
    assert leaf(one + two) != root(Memory([one, two]), 2)
    assert not includes(0, 1, leaf(one + two), [], root(Memory([one, two]), 2))


def flipped(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) * 8)
    changed = bytearray(raw)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)
