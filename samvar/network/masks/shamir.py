"""A secret in shares: any `threshold` of them give it back, fewer say nothing of it.

Shamir 1979 (doi.org/10.1145/359168.359176) over the integers modulo 2^521 - 1, a prime that
holds every secret of 32 bytes. Not constant in time: whoever could measure it runs the node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samvar.model.errors import BadInput

PRIME = (1 << 521) - 1
SECRET_BYTES = 32
SHARE_BYTES = 66
_DRAWN_BYTES = 80
"""119 bits more than the prime has: what is left modulo it is as good as even."""

FEWEST = 3
"""Of two nodes each knows the other's part when it knows the sum."""

Draw = Callable[[int], bytes]
"""So many random bytes; `secrets.token_bytes` outside of tests."""


def threshold(nodes: int) -> int:
    """How many nodes of a roster must stay, and how many shares give a secret back: over 2/3.

    Two survivor sets that each have so many signatures have more than a third of all nodes in
    common, and each of those would have had to sign twice.

    >>> [threshold(n) for n in (3, 4, 5, 6, 7, 21)]
    [3, 3, 4, 5, 5, 15]
    """
    return 2 * nodes // 3 + 1


def split(secret: bytes, readers: int, enough: int, draw: Draw) -> list[bytes]:
    """One share for each of the readers 1, 2, ...; `enough` of them join to the secret.

    >>> from secrets import token_bytes
    >>> shares = split(bytes(range(32)), 7, 5, token_bytes)
    >>> join({2: shares[1], 3: shares[2], 5: shares[4], 6: shares[5], 7: shares[6]}) == bytes(
    ...     range(32)
    ... )
    True
    """
    if len(secret) != SECRET_BYTES or not 1 <= enough <= readers:
        raise ValueError("a secret has 32 bytes, and no more shares are needed than there are")
    line = [int.from_bytes(secret)]
    line += [int.from_bytes(draw(_DRAWN_BYTES)) % PRIME for _ in range(enough - 1)]
    return [_at(line, x).to_bytes(SHARE_BYTES) for x in range(1, readers + 1)]


def join(shares: Mapping[int, bytes]) -> bytes:
    """The secret, from reader -> share. With too few shares, or a false one, it is another.

    Raises:
        BadInput: a share that is none, or shares that join to no secret of 32 bytes.
    """
    points = {x: _number(share) for x, share in shares.items()}
    total = 0
    for x, y in points.items():
        above = below = 1
        for other in points:
            if other != x:
                above = above * other % PRIME
                below = below * (other - x) % PRIME
        total = (total + y * above * pow(below, -1, PRIME)) % PRIME
    if total >> (8 * SECRET_BYTES):
        raise BadInput("the shares do not fit together")
    return total.to_bytes(SECRET_BYTES)


def _at(line: list[int], x: int) -> int:
    y = 0
    for coefficient in reversed(line):
        y = (y * x + coefficient) % PRIME
    return y


def _number(share: bytes) -> int:
    number = int.from_bytes(share)
    if len(share) != SHARE_BYTES or number >= PRIME:
        raise BadInput("a share has a form that none has")
    return number
