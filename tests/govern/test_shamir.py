"""Shares of a secret: enough give it back, fewer say nothing, a wrong letter is found."""

from __future__ import annotations

import secrets
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.govern.shamir import PRIME, Share, join, split
from samvar.model.errors import BadInput

SECRET = st.binary(min_size=32, max_size=32)


def test_the_field_is_the_smallest_prime_above_every_secret() -> None:
    """Miller-Rabin, 40 random bases for the prime; a factor or a witness for each number before."""

    def probably_prime(n: int) -> bool:
        d, s = n - 1, 0
        while d % 2 == 0:
            d, s = d // 2, s + 1
        for _ in range(40):
            x = pow(2 + secrets.randbelow(n - 3), d, n)
            if x in (1, n - 1):
                continue
            for _ in range(s - 1):
                x = x * x % n
                if x == n - 1:
                    break
            else:
                return False
        return True

    assert [n for n in range(2**256, 2**256 + 298) if probably_prime(n)] == [PRIME]


@settings(max_examples=40, deadline=None)
@given(SECRET, st.integers(2, 7), st.integers(0, 5), st.randoms())
def test_any_k_of_n_give_the_secret_back(secret: bytes, k: int, more: int, chance: object) -> None:
    shares = list(split(secret, k, k + more))
    chance.shuffle(shares)  # type: ignore[attr-defined]
    assert join(shares[:k]) == secret
    assert join(Share.parse(f" {share.text().upper()}\n") for share in shares) == secret
    with pytest.raises(BadInput, match=f"{k - 1} shares are not enough"):
        join([*shares[: k - 1], shares[0]])


@settings(max_examples=20, deadline=None)
@given(SECRET, SECRET)
def test_k_minus_1_shares_fit_every_secret_equally_well(secret: bytes, other: bytes) -> None:
    """Two shares of three: for any other secret there is one polynomial through them and it."""
    first, second, _ = split(secret, 3, 3)
    at_zero = int.from_bytes(other)
    # The third point that would make `other` the secret, by Lagrange over x = 0, 1, 2 at x = 3.
    third = (at_zero - 3 * first.value + 3 * second.value) % PRIME
    assert join([first, second, Share(3, 3, first.batch, third)]) == other


def test_a_known_polynomial_gives_the_shares_of_paper_and_pencil() -> None:
    """Shamir's own kind of example: q(x) = 1234 + 166x + 94x^2 at 1, 2 and 3."""
    points = {1: 1494, 2: 1942, 3: 2578, 6: 5614}
    shares = [Share(3, x, b"test", y) for x, y in points.items()]
    for three in combinations(shares, 3):
        assert join(three) == (1234).to_bytes(32)
    body = "orsxg5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaxlo7tl6f3dgm"
    text = f"samvar-share-1-3-1-{body}"
    assert shares[0].text() == Share.parse(text).text() == text


def test_every_wrong_letter_is_found_and_not_repeated() -> None:
    text = split(secrets.token_bytes(32), 2, 3)[1].text()
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    for place in range(len("samvar-share-1-"), len(text)):
        for letter in letters:
            if letter == text[place]:
                continue
            with pytest.raises(BadInput) as caught:
                Share.parse(text[:place] + letter + text[place + 1 :])
            assert text[20:40] not in str(caught.value)
    for wrong in ("", text[:-1], text + "a", text.replace("-1-", "-2-", 1)):
        with pytest.raises(BadInput):
            Share.parse(wrong)


def test_shares_that_do_not_belong_together_are_refused() -> None:
    secret = secrets.token_bytes(32)
    ours, theirs = split(secret, 2, 3), split(secret, 2, 3)
    with pytest.raises(BadInput, match="one splitting"):
        join([ours[0], theirs[1]])
    with pytest.raises(BadInput, match="one splitting"):
        join([])
    bent = Share(2, 3, ours[0].batch, (ours[2].value + 1) % PRIME)
    with pytest.raises(BadInput, match="contradict"):
        join([*ours[:2], bent])
    with pytest.raises(BadInput, match="256-bit"):
        join([Share(2, 1, b"high", 2**256 + 5), Share(2, 2, b"high", 2**256 + 5)])


@pytest.mark.parametrize(("k", "n"), [(1, 3), (0, 0), (4, 3), (2, 256)])
def test_a_threshold_that_shares_cannot_have_is_refused(k: int, n: int) -> None:
    with pytest.raises(BadInput):
        split(bytes(32), k, n)
    with pytest.raises(ValueError, match="32 bytes"):
        split(bytes(31), 2, 3)
