"""Point and range questions to the counts of one assembly and scope: the sum over its runs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from samvar.model.calls import Int64, UInt64
from samvar.store.variants.key import ALLELE_BITS, places
from samvar.store.variants.search import Search
from samvar.store.variants.segment import Part, contig_bounds
from samvar.store.variants.tables import COLUMNS, Rows, Track, add_rows, add_tracks, no_rows

_WORTH_A_KERNEL = 20_000
"""Keys from which a search is worth the loading of compiled code."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The answer for n keys, all (n) int64.

    ac: copies of the allele. an: alleles called. hom: people with two copies. hemi: people whose
    only copy it is (X and Y of men, mitochondria). individuals: people callable at the place.
    """

    ac: Int64
    an: Int64
    hom: Int64
    hemi: Int64
    individuals: Int64

    def __len__(self) -> int:
        return len(self.ac)


class Sums:
    """All runs of one assembly and scope, mapped; immutable."""

    def __init__(self, runs: Sequence[tuple[dict[Part, Rows], dict[Part, Track]]]) -> None:
        """runs: rows by stratum and contig, and tracks by stratum, oldest first."""
        self._rows: dict[Part, list[Rows]] = {}
        self._tracks: dict[str, list[Track]] = {}
        for rows, tracks in runs:
            for part, table in rows.items():
                self._rows.setdefault(part, []).append(table)
            for (stratum, _), track in tracks.items():
                if not len(track.place):  # of people of whom nothing is callable
                    continue
                self._tracks.setdefault(stratum, []).append(track)
        self._plain_rows = {
            part: [
                (Search(table.key), _plain(*(getattr(table, name) for name in COLUMNS)))
                for table in tables
            ]
            for part, tables in self._rows.items()
        }
        self._plain_tracks = {
            stratum: [_plain(track.place, track.an, track.people) for track in tracks]
            for stratum, tracks in self._tracks.items()
        }

    def strata(self) -> set[str]:
        """Labels of all strata that have a part in any run; "" is everyone."""
        return set(self._tracks) | {stratum for stratum, _ in self._rows}

    def counts(self, keys: UInt64, stratum: str) -> Counts:
        """Count any keys, in any order. A key without a row has ac 0 and the an of its place."""
        if len(keys) == 1:
            return Counts(*(np.array([n], np.int64) for n in self.point(int(keys[0]), stratum)))
        order = None
        if not bool((keys[1:] >= keys[:-1]).all()):
            # Sorted questions walk through the table once; shuffled ones jump about in it.
            order = np.argsort(keys)
            keys = keys[order]
        found = np.zeros((5, len(keys)), np.int64)
        for contig, low, high in contig_bounds(keys):
            part = self._of_contig(keys[low:high], stratum, contig)
            for row, field in enumerate(fields(Counts)):
                found[row, low:high] = getattr(part, field.name)
        if order is not None:
            back = np.empty_like(order)
            back[order] = np.arange(len(order))
            found = found[:, back]
        return Counts(*found)

    def point(self, key: int, stratum: str) -> tuple[int, int, int, int, int]:
        """One key, in the order of `Counts`: bisection in the mapped columns, in plain integers.

        Vectors of one number cost several times as much.
        """
        ac = an = hom = hemi = individuals = 0
        here = key >> 31
        for place, alleles, people in self._plain_tracks.get(stratum, ()):
            step = bisect_right(place, here) - 1
            an += alleles[step]
            individuals += people[step]
        for search, columns in self._plain_rows.get((stratum, key >> 59), ()):
            row = search.row(key)
            if row >= 0:
                copies, homs, hemis, misses = columns
                ac += copies[row]
                hom += homs[row]
                hemi += hemis[row]
                an -= misses[row]
        return ac, an, hom, hemi, individuals

    def _of_contig(self, keys: UInt64, stratum: str, contig: int) -> Counts:
        ac, an, hom, hemi, individuals = np.zeros((5, len(keys)), np.int64)
        here = places(keys)
        for track in self._tracks.get(stratum, ()):
            # Every track ends at 0, so that -1, before the first step, reads a true 0.
            step = track.place.searchsorted(here, side="right") - 1
            an += track.an[step]
            individuals += track.people[step]
        for rows in self._rows.get((stratum, contig), ()):
            row = _find(keys, rows.key)
            found = np.flatnonzero(row >= 0)
            if len(found):
                row = row[found]
                ac[found] += rows.ac[row]
                hom[found] += rows.hom[row]
                hemi[found] += rows.hemi[row]
                an[found] -= rows.miss[row]
        return Counts(ac, an, hom, hemi, individuals)

    def between(self, low: int, high: int, contig: int, stratum: str) -> Rows:
        """The merged rows of places `low` to `high` (exclusive) of one contig."""
        edges = np.array([low, high], dtype=np.uint64) << ALLELE_BITS
        parts = []
        for rows in self._rows.get((stratum, contig), ()):
            start, end = rows.key.searchsorted(edges).tolist()
            parts.append(rows.between(start, end))
        return parts[0] if len(parts) == 1 else add_rows(parts)

    def parts(self) -> Mapping[Part, Sequence[Rows]]:
        """The mapped rows of every run, oldest first, by stratum and contig."""
        return self._rows

    def table(self, stratum: str) -> Rows:
        """All merged rows of a stratum, sorted."""
        own = [add_rows(self._rows[part]) for part in sorted(self._rows) if part[0] == stratum]
        columns = [
            np.concatenate([getattr(part, name) for part in own])
            for name in ("key", *COLUMNS)
            if own
        ]
        return Rows(*columns) if own else no_rows()

    def keys(self, stratum: str) -> UInt64:
        """Sorted keys of a stratum that anyone carries."""
        own = [part for part in sorted(self._rows) if part[0] == stratum]
        found = [present(add_rows(self._rows[part])) for part in own]
        return np.concatenate([np.zeros(0, np.uint64), *found])

    def track(self, stratum: str) -> Track:
        """The merged track of a stratum."""
        return add_tracks(self._tracks.get(stratum, []))


def _plain(*columns: np.ndarray) -> list[memoryview]:
    """The same memory, indexed to Python's integers."""
    return [np.ascontiguousarray(column).data for column in columns]


def _find(keys: UInt64, table: UInt64) -> np.ndarray:
    """The row of each of n sorted keys in a sorted table, -1 where it has none."""
    if len(keys) >= _WORTH_A_KERNEL:
        from samvar.store.variants.kernel import rows_of, sealed  # noqa: PLC0415 (few need numba)

        return rows_of(sealed(keys, np.uint64), sealed(table, np.uint64))
    row = np.minimum(table.searchsorted(keys), len(table) - 1)
    row[table[row] != keys] = -1
    return row


def present(rows: Rows) -> UInt64:
    """Keys that anyone carries."""
    return rows.key[rows.ac > 0]
