"""Point and range questions to the counts of one assembly and scope: the sum over its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from samvar.model.calls import Int64, UInt64
from samvar.store.variants.key import ALLELE_BITS, places
from samvar.store.variants.segment import Part, contig_bounds
from samvar.store.variants.tables import Rows, Track, add_rows, add_tracks


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
                self._tracks.setdefault(stratum, []).append(track)

    def strata(self) -> set[str]:
        """Labels of all strata that have a part in any run; "" is everyone."""
        return set(self._tracks) | {stratum for stratum, _ in self._rows}

    def counts(self, keys: UInt64, stratum: str) -> Counts:
        """Count any keys, in any order. A key without a row has ac 0 and the an of its place."""
        if len(keys) == 1:
            return self._of_one(keys[0], stratum)
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

    def _of_one(self, key: np.uint64, stratum: str) -> Counts:
        """One key in plain integers: vectors of one number cost several times as much."""
        ac = an = hom = hemi = individuals = 0
        here = key >> ALLELE_BITS
        for track in self._tracks.get(stratum, ()):
            step = track.place.searchsorted(here, side="right") - 1
            an += int(track.an[step])
            individuals += int(track.people[step])
        for rows in self._rows.get((stratum, int(key) >> 59), ()):
            row = rows.key.searchsorted(key)
            if row < len(rows.key) and rows.key[row] == key:
                ac += int(rows.ac[row])
                hom += int(rows.hom[row])
                hemi += int(rows.hemi[row])
                an -= int(rows.miss[row])
        return Counts(*(np.array([n], np.int64) for n in (ac, an, hom, hemi, individuals)))

    def _of_contig(self, keys: UInt64, stratum: str, contig: int) -> Counts:
        ac, an, hom, hemi, individuals = np.zeros((5, len(keys)), np.int64)
        here = places(keys)
        for track in self._tracks.get(stratum, ()):
            # Every track ends at 0, so that -1, before the first step, reads a true 0.
            step = track.place.searchsorted(here, side="right") - 1
            an += track.an[step]
            individuals += track.people[step]
        for rows in self._rows.get((stratum, contig), ()):
            row = np.minimum(rows.key.searchsorted(keys), len(rows.key) - 1)
            found = np.flatnonzero(rows.key[row] == keys)
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

    def table(self, stratum: str) -> Rows:
        """All merged rows of a stratum, sorted."""
        return add_rows(
            [
                rows
                for (own, _), parts in sorted(self._rows.items())
                if own == stratum
                for rows in parts
            ]
        )

    def track(self, stratum: str) -> Track:
        """The merged track of a stratum."""
        return add_tracks(self._tracks.get(stratum, []))


def present(rows: Rows) -> UInt64:
    """Keys that anyone carries."""
    return rows.key[rows.ac > 0]
