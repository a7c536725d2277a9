"""Repeats of a shard: by locus, and by length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.model.calls import Int32, Int64
from samvar.model.contribution import Contribution
from samvar.model.repeat import RepeatCalls
from samvar.store.variants.beside import FORMS, REPEATS


def rows_of(calls: RepeatCalls, people: Sequence[Contribution | None]) -> Any:
    """What calls of a file's samples add, as a table of the form `repeats`.

    people: of each of the file's samples, None for those that are left out; `person` is the index.
    """
    taken = np.array([each is not None for each in people], dtype=bool)
    at = np.flatnonzero(taken[calls.sample]) if len(calls) else np.zeros(0, np.int64)
    loci = [calls.loci[number] for number in calls.locus[at].tolist()]
    arrays: dict[str, Any] = {
        "locus": [locus.name for locus in loci],
        "person": calls.sample[at],
        "contig": [locus.contig for locus in loci],
        "start": [locus.start for locus in loci],
        "end": [locus.end for locus in loci],
        "unit": [locus.unit for locus in loci],
    }
    for number in (0, 1):
        arrays[f"units{number + 1}"] = calls.units[at, number]
        arrays[f"low{number + 1}"] = calls.low[at, number]
        arrays[f"high{number + 1}"] = calls.high[at, number]
    schema = FORMS[REPEATS].schema
    return pa.Table.from_arrays(
        [pa.array(arrays[field.name], field.type) for field in schema], schema=schema
    )


def told_anew(names: frozenset[str]) -> Any:
    """Which rows no longer hold once these loci have been told again."""
    wanted = pa.array(sorted(names), pa.string())

    def stale(table: Any) -> Any:
        return pa.compute.is_in(table.column("locus"), value_set=wanted).to_numpy()

    return stale


class Lengths:
    """The repeat table of one shard."""

    def __init__(self, table: Any) -> None:
        """table: as `beside.read_beside` maps it."""
        locus = table.column("locus")
        runs = pa.compute.run_end_encode(locus.combine_chunks()) if len(table) else None
        values, ends = ([], []) if runs is None else _runs(runs)
        self._rows = {
            name: slice(start, end)
            for name, start, end in zip(values, [0, *ends[:-1]], ends, strict=True)
        }
        self._person = table.column("person").to_numpy()
        self._units = np.stack([table.column(f"units{n}").to_numpy() for n in (1, 2)], axis=1)

    @property
    def loci(self) -> tuple[str, ...]:
        """Names of all loci that somebody is called at, sorted."""
        return tuple(self._rows)

    def at(self, locus: str) -> tuple[Int32, Int64]:
        """People of the shard who are called at a locus, (n), and their units, (n, 2).

        -1 stands for the second allele of who has one. A person has one row, the last that came.
        """
        rows = self._rows.get(locus, slice(0, 0))
        return self._person[rows], self._units[rows].astype(np.int64)


def _runs(runs: Any) -> tuple[list[str], list[int]]:
    array = runs.chunk(0) if isinstance(runs, pa.ChunkedArray) else runs
    return array.values.to_pylist(), array.run_ends.to_pylist()


def histogram(units: Int64, edges: Sequence[int]) -> tuple[Int64, Int64, Int64]:
    """Alleles in each bin, people with one there at least, and people with both there.

    units: (n, 2), -1 for no second allele. edges: the first length of each bin but the first one,
    so that there is one bin more than edges.

    >>> [part.tolist() for part in histogram(np.array([[9, 9], [9, 40], [41, -1]]), [36])]
    [[3, 2], [2, 2], [1, 0]]
    """
    bins = len(edges) + 1
    place = np.searchsorted(np.asarray(edges), units, side="right")
    real = units >= 0
    alleles = np.bincount(place[real], minlength=bins)
    both = real.all(axis=1) & (place[:, 0] == place[:, 1])
    twice = np.bincount(place[both, 0], minlength=bins)
    return alleles, alleles - twice, twice
