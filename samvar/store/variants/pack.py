"""Genomes of a few rows each, many in one Parquet file: those of a panel's people, of a region's.

A file costs a millisecond whatever is in it, so that people who come together and have few rows
share one. Its columns are those of a genome, and `person` (signed 32-bit), the place of each among
those who share it; rows are sorted by person, and then as in a genome. When somebody leaves, the
file is written anew without them at that commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.store.variants.genome import (
    SCHEMA,
    read_genome,
    read_sums,
    read_table,
    sums_of,
    write_table,
)
from samvar.store.variants.manifest import File
from samvar.store.variants.people import Entry
from samvar.store.variants.tables import Rows

FEW_ROWS = 1 << 14
"""With more rows than this a person has a file of their own."""
ROWS = 1 << 16
"""Rows of a pack, at most: what is read for one person, and rewritten when one leaves."""

PACK = SCHEMA.append(pa.field("person", pa.int32(), nullable=False))


def shares(rows: Sequence[int]) -> Iterable[tuple[int, int]]:
    """First and end of each run of neighbours who share a file; a run of one has its own.

    rows: of each person.

    >>> list(shares([10, 20, 99_999, 7]))
    [(0, 2), (2, 3), (3, 4)]
    """
    start = held = 0
    for at, own in enumerate(rows):
        if at > start and (max(own, rows[at - 1]) > FEW_ROWS or held + own > ROWS):
            yield start, at
            start, held = at, 0
        held += own
    if start < len(rows):
        yield start, len(rows)


def write_pack(folder: Path, name: str, tables: Sequence[Any]) -> File:
    """Write genomes as one file, in the order of their places."""
    person = np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables])
    whole = pa.concat_tables(tables).append_column(PACK.field("person"), pa.array(person))
    return write_table(folder, name, whole)


def read_pack(folder: Path, file: File) -> Any:
    """All of a pack. Raises CorruptStore and Missing."""
    return read_table(folder, file, PACK)


class Genomes:
    """Reads people's calls. The last pack stays at hand: who shares one is asked for together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: tuple[str, Any] = ("", None)

    def of(self, entry: Entry) -> Any:
        """The table of one sample, columns as in `genome`. Raises CorruptStore, Missing."""
        if entry.place is None:
            return read_genome(self._folder, entry.genome)
        name, pack = self._last  # at once: another thread may exchange it
        if name != entry.genome.name:
            pack = read_pack(self._folder, entry.genome)
            self._last = (entry.genome.name, pack)
        return of_place(pack, entry.place)

    def sums(self, entry: Entry) -> tuple[Rows, dict[int, tuple[str, str]]]:
        """What a sample adds to the counts, and its long alleles by key; as `genome.read_sums`."""
        if entry.place is None:
            return read_sums(self._folder, entry.genome)
        table = self.of(entry)
        for name in ("ref", "alt"):
            at = table.schema.get_field_index(name)
            table = table.set_column(at, name, table.column(at).dictionary_encode())
        return sums_of(table)


def of_place(pack: Any, place: int) -> Any:
    """The genome of the person with this place in a pack."""
    person = pack.column("person").to_numpy()
    first, end = np.searchsorted(person, [place, place + 1]).tolist()
    return pack.slice(first, end - first).drop_columns(["person"])
