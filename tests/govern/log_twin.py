"""The Merkle tree as RFC 6962 section 2.1 writes it down: recursive, slow, and obvious."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from samvar.govern.log.tree import STEP, growth


def mth(leaves: Sequence[bytes]) -> bytes:
    """The tree's hash over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return subproof(m, leaves, True)


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


class Memory:
    """Stored hashes in lists, made as the record store makes them."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.rows: dict[int, list[bytes]] = {0: list(leaves)}
        self.asked = 0
        level = STEP
        while whole := len(leaves) >> level:
            self.rows[level] = list(growth(self, level, 0, whole))
            level += STEP
        self.asked = 0

    def span(self, level: int, start: int, end: int) -> list[bytes]:
        found = self.rows[level][start:end]
        assert len(found) == end - start
        self.asked += len(found)
        return found
