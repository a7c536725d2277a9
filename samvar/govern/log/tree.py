"""The Merkle tree over a log: roots and proofs from few stored hashes, and their verification.

A hash of every 256th complete subtree is kept (level 8), and of every 256th of those (level 16),
and so on. A root or a proof of a million entries then reads about a thousand hashes, and no leaf
is ever hashed into the tree twice.

Source: RFC 6962 section 2.1 (hashes, proofs); RFC 9162 sections 2.1.3.2 and 2.1.4.2 (verifiers).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Protocol

HASH_BYTES = 32
STEP = 8
"""Levels between stored hashes: one stored hash covers 256 of the level below."""

EMPTY = sha256(b"").digest()
LONGEST_PROOF = 64


class Nodes(Protocol):
    """Hashes of complete subtrees of one log."""

    def span(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Hashes number `start` to `end` (exclusive) at a level that is a multiple of `STEP`.

        Number i at level l covers the leaves i * 2^l to (i + 1) * 2^l.
        """
        ...


def leaf(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || entry)."""
    return sha256(b"\0" + entry).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash above neighbours of one height, of which the last may be lower.

    >>> fold([]) == EMPTY, fold([b"x" * 32]) == b"x" * 32
    (True, True)
    """
    row = list(hashes) or [EMPTY]
    while len(row) > 1:
        above = [parent(row[n], row[n + 1]) for n in range(0, len(row) - 1, 2)]
        row = above + row[len(above) * 2 :]
    return row[0]


def root(nodes: Nodes, size: int) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return subtree(nodes, 0, size)


def subtree(nodes: Nodes, start: int, end: int) -> bytes:
    """The hash over leaves `start` to `end`; `start` is a multiple of the power of two above."""
    parts: list[Sequence[bytes]] = []
    while start < end:
        level = (end - start).bit_length() - 1
        level -= level % STEP
        whole = (end - start) >> level
        parts.append(nodes.span(level, start >> level, (start >> level) + whole))
        start += whole << level
    # Right to left: what is left over of a level is the last, lower neighbour of the one above.
    lower: list[bytes] = []
    for part in reversed(parts):
        lower = [fold([*part, *lower])]
    return fold(lower)


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]): the siblings from the leaf up to the root's child."""
    path, low, high = list[bytes](), 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree(nodes, middle, high))
            high = middle
        else:
            path.append(subtree(nodes, low, middle))
            low = middle
    return path[::-1]


def consistency(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """PROOF(old, D[size]): that the first `old` leaves are those of the tree of that size."""
    if not 0 < old < size:
        return []
    path, low, high = list[bytes](), 0, size
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(subtree(nodes, middle, high))
            high = middle
        else:
            path.append(subtree(nodes, low, middle))
            low = middle
    if low:
        path.append(subtree(nodes, low, high))
    return path[::-1]


def includes(index: int, size: int, entry: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash `entry` is number `index` of the tree with this size and root."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, entry
    for beside in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = parent(beside, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = parent(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def extends(old: int, old_root: bytes, size: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `size` leaves begins with the tree of `old` leaves."""
    if old == size:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY
    if not 0 < old < size or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = parent(beside, before), parent(beside, after)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = parent(after, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def growth(nodes: Nodes, level: int, start: int, end: int) -> Iterator[bytes]:
    """The stored hashes number `start` to `end` of a level, from those of the level below."""
    for number in range(start, end):
        yield fold(nodes.span(level - STEP, number << STEP, (number + 1) << STEP))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
