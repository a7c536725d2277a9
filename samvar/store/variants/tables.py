"""The rows of the sums: allele counts by key, allele numbers by place. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from samvar.model.calls import Int32, UInt64

COLUMNS = ("ac", "hom", "hemi", "miss")

_WORTH_A_KERNEL = 100_000
"""Rows from which merging is worth the loading of compiled code."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Signed counts of n keys, sorted, each key once.

    key: (n) uint64. ac: copies of the allele; hom, hemi: people with two copies, or with their
    only copy; miss: alleles not called although the person was callable there. All (n) int32,
    or narrower where they come from a file (see `segment`).
    """

    key: UInt64
    ac: Int32
    hom: Int32
    hemi: Int32
    miss: Int32

    def __len__(self) -> int:
        return len(self.key)

    def negative(self) -> Rows:
        """The rows that cancel these."""
        return Rows(self.key, *(-getattr(self, name).astype(np.int32) for name in COLUMNS))

    def between(self, low: int, high: int) -> Rows:
        """The rows at index `low` to `high`, without a copy."""
        return Rows(*(getattr(self, f.name)[low:high] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Track:
    """A step function over places: from `place[i]` on, `an` alleles of `people` are callable.

    place: (n) uint64, sorted (see `key.place`). an, people: (n) int32, 0 before the first place.
    """

    place: UInt64
    an: Int32
    people: Int32

    def __len__(self) -> int:
        return len(self.place)

    def negative(self) -> Track:
        """The track that cancels this one."""
        return Track(self.place, -self.an, -self.people)


def no_rows() -> Rows:
    """A table without rows."""
    none = np.zeros(0, np.int32)
    return Rows(np.zeros(0, np.uint64), none, none, none, none)


def add_rows(parts: Sequence[Rows]) -> Rows:
    """The sum of tables; rows that come to nothing vanish.

    >>> one = Rows(np.array([7], np.uint64), *(np.array([n], np.int32) for n in (1, 0, 0, 2)))
    >>> add_rows([one, one]).miss.tolist(), len(add_rows([one, one.negative()]))
    ([4], 0)
    """
    parts = [part for part in parts if len(part)]
    if len(parts) == 1:
        return _wide(parts[0])
    if parts and sum(map(len, parts)) >= _WORTH_A_KERNEL:
        return _merged(parts)
    return sort_rows(parts)


def sort_rows(parts: Sequence[Rows]) -> Rows:
    """`add_rows` by sorting all rows: for few of them, and the twin of the compiled merge."""
    if not any(map(len, parts)):
        return no_rows()
    key = np.concatenate([part.key for part in parts])
    # Stable: a merge of sorted parts costs one pass.
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    sums = [
        np.add.reduceat(
            np.concatenate([getattr(part, name) for part in parts])[order], first, dtype=np.int64
        )
        for name in COLUMNS
    ]
    keep = (sums[0] != 0) | (sums[1] != 0) | (sums[2] != 0) | (sums[3] != 0)
    return Rows(key[first][keep], *(column[keep].astype(np.int32) for column in sums))


def _merged(parts: Sequence[Rows]) -> Rows:
    """Two by two, the shortest first, so that no long table is copied more often than it must."""
    from samvar.store.variants.kernel import merge, sealed  # noqa: PLC0415 (few need numba)

    waiting = sorted(parts, key=len)
    while len(waiting) > 1:
        a, b = waiting[0], waiting[1]
        key, out = np.empty(len(a) + len(b), np.uint64), np.empty((4, len(a) + len(b)), np.int32)
        columns = [
            tuple(sealed(getattr(part, name), np.int32) for name in COLUMNS) for part in (a, b)
        ]
        count = merge(
            sealed(a.key, np.uint64), columns[0], sealed(b.key, np.uint64), columns[1], key, out
        )  # fmt: skip
        waiting = sorted([*waiting[2:], Rows(key[:count], *out[:, :count])], key=len)
    return waiting[0]


def _wide(rows: Rows) -> Rows:
    columns = [getattr(rows, name) for name in COLUMNS]
    keep = np.any(columns, axis=0)
    if bool(keep.all()):
        return Rows(rows.key, *(np.asarray(column, np.int32) for column in columns))
    return Rows(rows.key[keep], *(column[keep].astype(np.int32) for column in columns))


def add_tracks(parts: Sequence[Track]) -> Track:
    """The sum of tracks in its shortest form: no two neighbouring steps are equal.

    >>> one = Track(np.array([5, 9], np.uint64), np.array([2, 0]), np.array([1, 0]))
    >>> add_tracks([one, one]).an.tolist(), len(add_tracks([one, one.negative()]))
    ([4, 0], 0)
    """
    parts = [part for part in parts if len(part)]
    if not parts:
        return Track(np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    rises = [
        (part.place, np.diff(part.an, prepend=0), np.diff(part.people, prepend=0)) for part in parts
    ]
    return track_of(*(np.concatenate(column) for column in zip(*rises, strict=True)))


def track_of(place: UInt64, an_rise: np.ndarray, people_rise: np.ndarray) -> Track:
    """The track of rises and falls at places in any order."""
    if not len(place):
        return Track(np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    order = np.argsort(place, kind="stable")
    place = place[order]
    first = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
    an = np.add.reduceat(an_rise[order].astype(np.int64), first)
    people = np.add.reduceat(people_rise[order].astype(np.int64), first)
    keep = (an != 0) | (people != 0)
    return Track(
        place[first][keep],
        np.cumsum(an[keep]).astype(np.int32),
        np.cumsum(people[keep]).astype(np.int32),
    )
