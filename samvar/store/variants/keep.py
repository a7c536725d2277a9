"""Which calls of a batch are worth a row, and what each adds; see `rules.decide_calls`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from samvar.model.calls import Bool, Int8, Int32, Int64
from samvar.store.variants.rules import decide_calls

WORTH_A_KERNEL = 1 << 16
"""Calls of a batch from which the loading of compiled code pays."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Calls that carry the allele or miss one, n, by site and then by sample.

    site, column: (n) index in the batch. counted, missed, hemizygous: (n) int8.
    duplicates: calls that would be kept, had not an earlier record been first. outside: calls of
    the allele outside the callable stretches.
    """

    site: Int32 | Int64
    column: Int32 | Int64
    counted: Int8
    missed: Int8
    hemizygous: Int8
    duplicates: int
    outside: int


class Batch(NamedTuple):
    """Calls of v sites and s samples, and what decides whether each counts.

    dosage, called: (v, s), as in `Calls`. good: (v, s), the call passes its rules; None where all
    do. ploidy: (classes, s); row_of: (v) the class of each site. within: (k, v), whether the site
    lies in each of k sets of stretches; stretches_of: (s) which of them is the sample's.
    repeated: (v, s), an earlier record has it; None where there is none.
    """

    dosage: Int8
    called: Int8
    good: Bool | None
    ploidy: Int8
    row_of: Int8
    within: Bool
    stretches_of: Int64
    repeated: Bool | None


def keep_calls(batch: Batch) -> Keeping:
    """Decide the calls of a batch."""
    small = batch.dosage.size < WORTH_A_KERNEL
    return keep_plain(batch) if small else keep_compiled(batch)


def keep_plain(batch: Batch) -> Keeping:
    """The same in numpy, for small batches."""
    dosage, called, good, ploidy, row_of, within, stretches_of, repeated = batch
    inside = within[stretches_of].T
    callable_ = np.where(inside, ploidy[row_of], np.int8(0))
    sound = np.ones(dosage.shape, dtype=bool) if good is None else good
    decision = decide_calls(dosage, called, sound, callable_)
    keep = (dosage > 0) | (decision.missed > 0)
    duplicates = 0
    if repeated is not None:
        duplicates = int((keep & repeated).sum())
        keep &= ~repeated
    site, column = np.nonzero(keep)
    small = (decision.counted, decision.missed, decision.hemizygous)
    counted, missed, hemizygous = (matrix[site, column] for matrix in small)
    outside = int(((dosage > 0) & ~inside).sum())
    return Keeping(site, column, counted, missed, hemizygous, duplicates, outside)


def keep_compiled(batch: Batch) -> Keeping:
    """The same in one pass over the calls."""
    from samvar.store.variants.keep_kernel import keep_rows  # noqa: PLC0415 (few need numba)
    from samvar.store.variants.kernel import sealed  # noqa: PLC0415

    dosage, called, good, ploidy, row_of, within, stretches_of, repeated = batch
    none = np.zeros((0, 0), dtype=bool)
    site, column = np.empty(dosage.size, np.int32), np.empty(dosage.size, np.int32)
    small = [np.empty(dosage.size, np.int8) for _ in range(3)]
    count, duplicates, outside = keep_rows(
        sealed(dosage, np.int8), sealed(called, np.int8),
        sealed(none if good is None else good, np.bool_), sealed(ploidy, np.int8),
        sealed(row_of, np.int8), sealed(within, np.bool_), sealed(stretches_of, np.int64),
        sealed(none if repeated is None else repeated, np.bool_), site, column, *small,
    )  # fmt: skip
    # Copies: what is kept is a small part of what there was room for.
    counted, missed, hemizygous = (each[:count].copy() for each in small)
    return Keeping(
        site[:count].copy(), column[:count].copy(), counted, missed, hemizygous,
        duplicates, outside,
    )  # fmt: skip
