"""Calls on their way into a store: held in memory up to a bound, beyond it in unnamed files."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np

from samvar.store.variants.carriers import WINDOW_SHIFT, WINDOWS
from samvar.store.variants.genome import Kept, no_calls
from samvar.store.variants.key import is_long

ROWS_HELD = 8_000_000
"""Rows sorted in memory at a time, about 0.25 GB with a copy for sorting."""

_ROWS_AT_ONCE = 1_000_000


class Spool:
    """Takes calls in any order, and gives them back by sample, or by window of the genome.

    A file of it has no name and is gone with the process, however that ends: calls of people
    are never left behind. The files lie in `folder`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[Kept] = []
        self._held_rows = 0
        self._parts: list[Kept] = []
        self._last = no_calls()
        self.rows = 0
        self.long_uses: Counter[int] = Counter()

    def add(self, kept: Kept) -> None:
        """Take some rows. Raises OSError where the disk is full."""
        keys, uses = np.unique(kept.key[is_long(kept.key)], return_counts=True)
        self.long_uses.update(dict(zip(keys.tolist(), uses.tolist(), strict=True)))
        self.rows += len(kept)
        self._held.append(kept)
        self._held_rows += len(kept)
        if self._held_rows >= ROWS_HELD:
            self._parts.append(_on_disk(self._folder, self._sorted()))
            self._held, self._held_rows = [], 0

    def finish(self) -> Spool:
        """Sort what is still held; nothing is added after this."""
        self._parts.append(self._sorted())
        self._held = []
        return self

    def _sorted(self) -> Kept:
        return _in_order(Kept.chain([no_calls(), *self._held]))

    def of_sample(self, sample: int) -> Kept:
        """All rows of one sample, sorted by key."""
        return self.of_samples(sample, sample + 1)

    def of_samples(self, low: int, high: int) -> Kept:
        """All rows of samples `low` to `high` (exclusive), sorted by sample and then by key."""
        found = self._of_samples(low, high)
        return found[0] if len(found) == 1 else _in_order(Kept.chain(found))

    def groups(self, samples: int) -> Iterator[tuple[int, int]]:
        """First and end of each group of neighbours who have a million rows or so together."""
        rows = np.zeros(samples, np.int64)
        for part in self._parts:
            rows += np.diff(np.searchsorted(part.sample, np.arange(samples + 1)))
        ends = [*_groups(rows)] or [samples]
        return pairwise([0, *ends])

    def by_window(self, low: int, high: int) -> Iterator[Kept]:
        """Rows of samples `low` to `high` (exclusive): a few whole windows of carriers at a time,
        in their order."""
        parts = self._of_samples(low, high)
        windows = [(part.key >> WINDOW_SHIFT).astype(np.uint16) for part in parts]
        orders = [np.argsort(own, kind="stable").astype(np.int32) for own in windows]
        rows = [np.bincount(own, minlength=WINDOWS) for own in windows]
        ends = [np.cumsum(own) for own in rows]
        first = 0
        for last in _groups(np.sum(rows, axis=0)):
            yield Kept.chain(
                [
                    part.take(order[end[first - 1] if first else 0 : end[last - 1]])
                    for part, order, end in zip(parts, orders, ends, strict=True)
                ]
            )
            first = last

    def _of_samples(self, low: int, high: int) -> list[Kept]:
        found = []
        for part in self._parts:
            edges = np.searchsorted(part.sample, np.array([low, high], part.sample.dtype))
            found.append(part.take(slice(*edges)))
        return found


def _in_order(kept: Kept) -> Kept:
    """The rows by sample and then by key; those of a file in order are nearly so."""
    if not bool((kept.key[1:] >= kept.key[:-1]).all()):
        kept = kept.take(np.argsort(kept.key, kind="stable"))
    sample = kept.sample
    if bool((sample[1:] >= sample[:-1]).all()):
        return kept
    few = int(sample.max()) < 1 << 16  # then numpy sorts by digits
    return kept.take(np.argsort(sample.astype(np.uint16) if few else sample, kind="stable"))


def _groups(rows: np.ndarray) -> Iterator[int]:
    """Where to end each group of neighbouring windows, so that it has a million rows or so."""
    held = 0
    for window in np.flatnonzero(rows).tolist():
        if held and held + rows[window] > _ROWS_AT_ONCE:
            yield window
            held = 0
        held += int(rows[window])
    if held:
        yield len(rows)


def _on_disk(folder: Path, kept: Kept) -> Kept:
    """The same rows in an unnamed file, mapped."""
    columns = [getattr(kept, field.name) for field in fields(Kept)]
    mapped = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for column in columns:
            file.write(column.tobytes())
        file.flush()
        offset = 0
        for column in columns:
            mapped.append(np.memmap(file, column.dtype, "r", offset, column.shape))
            offset += column.nbytes
    return Kept(*mapped)
