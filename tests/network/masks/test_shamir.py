"""Enough shares give the secret, fewer fit every secret there is."""

from __future__ import annotations

import itertools
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.model.errors import BadInput
from samvar.network.masks.shamir import PRIME, SHARE_BYTES, join, split, threshold


def is_prime(number: int) -> bool:
    """Lucas-Lehmer: 2^p - 1 is prime if and only if it divides the p-2nd term."""
    exponent = number.bit_length()
    assert number == (1 << exponent) - 1
    term = 4
    for _ in range(exponent - 2):
        term = (term * term - 2) % number
    return term == 0


def test_the_modulus_is_a_prime():
    assert is_prime(PRIME)
    assert not is_prime((1 << 523) - 1)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(3, 9))
def test_any_that_suffice_join_to_the_secret(secret, nodes):
    enough = threshold(nodes)
    shares = dict(enumerate(split(secret, nodes, enough, secrets.token_bytes), 1))
    for some in itertools.combinations(shares, enough):
        assert join({x: shares[x] for x in some}) == secret
    assert join(shares) == secret


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_one_share_too_few_fits_every_other_secret(secret, other):
    """For each other secret there is a last share with which the same four join to it."""
    shares = dict(enumerate(split(secret, 7, 5, secrets.token_bytes), 1))
    seen = {x: shares[x] for x in (1, 3, 4, 7)}
    points = {0: int.from_bytes(other), **{x: int.from_bytes(y) for x, y in seen.items()}}
    fifth = 0
    for x, y in points.items():
        weight = 1
        for z in points:
            if z != x:
                weight = weight * (2 - z) * pow(x - z, -1, PRIME) % PRIME
        fifth = (fifth + y * weight) % PRIME
    assert join({**seen, 2: fifth.to_bytes(SHARE_BYTES)}) == other
    assert join({**seen, 2: shares[2]}) == secret


def test_shares_are_as_many_as_there_are_secrets():
    """With the same secret, a share is another each time."""
    first = {split(bytes(32), 7, 5, secrets.token_bytes)[0] for _ in range(50)}
    assert len(first) == 50


@pytest.mark.parametrize("share", [b"", bytes(65), bytes(67), PRIME.to_bytes(66), b"\xff" * 66])
def test_what_is_no_share_is_refused(share):
    shares = dict(enumerate(split(bytes(32), 3, 3, secrets.token_bytes), 1))
    with pytest.raises(BadInput):
        join({**shares, 2: share})


def test_a_changed_share_is_noticed_or_gives_another_secret():
    shares = dict(enumerate(split(bytes(32), 7, 5, secrets.token_bytes), 1))
    some = {x: shares[x] for x in range(1, 6)}
    for bit in range(0, 520, 7):
        changed = (int.from_bytes(some[2]) ^ 1 << bit).to_bytes(66)
        try:
            assert join({**some, 2: changed}) != bytes(32)
        except BadInput:
            continue


def test_a_split_of_the_wrong_size_is_refused():
    for secret, readers, enough in ((bytes(31), 7, 5), (bytes(32), 4, 5), (bytes(32), 7, 0)):
        with pytest.raises(ValueError, match="32 bytes"):
            split(secret, readers, enough, secrets.token_bytes)


def test_two_sets_that_enough_signed_share_more_than_a_third():
    for nodes in range(3, 60):
        assert 3 * (2 * threshold(nodes) - nodes) > nodes
        assert threshold(nodes) <= nodes
