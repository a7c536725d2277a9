"""Mitochondrial alleles of a shard: which part of a person's reads carries each.

A sum of copies cannot say it: a call of both alleles on a contig of which there is one copy is no
call there. So each allele on MT that a file gives reads for has a row here beside its genome's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.model.calls import Int64
from samvar.model.contribution import CountingRules
from samvar.model.genome import CODE
from samvar.store.variants.beside import FORMS, MITOCHONDRIAL
from samvar.store.variants.genome import Kept
from samvar.store.variants.key import CONTIG_SHIFT

THOUSAND = 1000
LEVELS = (0, 50, 100, 200, 400, 600, 800, 950)
"""Where each bin of heteroplasmy begins, in thousandths of the reads; the last one is homoplasmic
to the accuracy of the reads. Below 50 a call is near the error of sequencing."""


def rows_of(parts: Iterable[tuple[int, Kept, CountingRules]]) -> Any:
    """The table of the form `mitochondrial` of people's stored calls.

    parts: of each person the index, the calls as `genome.Kept`, and the rules. The level is not
    known (-1) where nothing was called, the reads are not given, or the call fails the rules.
    """
    schema = FORMS[MITOCHONDRIAL].schema
    found = [schema.empty_table()]
    for person, kept, rules in parts:
        callable_ = (kept.counted > 0) | (kept.missed > 0)
        own = kept.take(np.flatnonzero((kept.key >> CONTIG_SHIFT == CODE["MT"]) & callable_))
        good = (own.dosage > 0) & (own.ad >= 0) & (own.dp > 0) & (own.ad <= own.dp)
        good &= (own.passed > 0) | (not rules.pass_only)
        good &= (own.gq >= rules.min_gq) | (rules.min_gq <= 0)
        good &= own.dp >= rules.min_dp
        level = own.ad.astype(np.int64) * THOUSAND // np.maximum(own.dp, 1)
        columns = [
            own.key.view(np.int64),
            np.full(len(own), person, np.int32),
            np.where(good, level, -1).astype(np.int16),
            np.where(good, own.dp, -1).astype(np.int32),
        ]
        found.append(pa.Table.from_arrays([pa.array(c) for c in columns], schema=schema))
    return pa.concat_tables(found)


class Levels:
    """The mitochondrial table of one shard."""

    def __init__(self, table: Any) -> None:
        """table: as `beside.read_beside` maps it."""
        self._key = table.column("key").to_numpy()
        self._person = table.column("person").to_numpy()
        self._level = table.column("level").to_numpy()

    def at(self, key: int) -> tuple[Int64, Int64]:
        """People of the shard with reads of the allele, and their levels; -1 = not known."""
        wanted = np.uint64(key).astype(np.int64)
        low, high = np.searchsorted(self._key, [wanted, wanted + 1])
        return self._person[low:high].astype(np.int64), self._level[low:high].astype(np.int64)


def by_level(levels: Int64) -> Int64:
    """People in each bin of `LEVELS`.

    >>> by_level(np.array([20, 500, 1000])).tolist()
    [1, 0, 0, 0, 1, 0, 0, 1]
    """
    place = np.searchsorted(np.asarray(LEVELS), levels, side="right") - 1
    return np.bincount(place, minlength=len(LEVELS))
