"""Reading a release: memory-mapped, verified when opened, looked up by place."""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samvar.model.calls import Int64
from samvar.model.errors import CorruptStore, Where
from samvar.model.genome import CODE, Assembly, Interval
from samvar.model.variant import Variant
from samvar.network.release import table as rows
from samvar.network.release.manifest import KeysOf, Manifest, unsealed

MANIFEST, SEAL, VARIANTS = "manifest.json", "manifest.sig", "variants.parquet"
_WARM_GROUPS = 32


class Release:
    """One signed release, open for reading by any number of threads.

    Looking up decodes only the row groups that hold the place; the last ones stay decoded.
    """

    def __init__(self, manifest: Manifest, file: pq.ParquetFile) -> None:
        self.manifest = manifest
        self.assembly = Assembly.parse(manifest.assembly)
        self._file = file
        self._lock = threading.Lock()
        self._warm: OrderedDict[int, tuple[Int64, pa.Table]] = OrderedDict()
        self._first, self._last = _bounds(file)

    @classmethod
    def open(cls, folder: Path, keys_of: KeysOf | None) -> Release:
        """Verify signature and digest, then map the file. keys_of: as `manifest.unsealed`.

        Raises:
            BadSignature: no node of the roster signed this manifest.
            CorruptStore: a file is missing, or is not what was signed.
        """
        where = Where(folder.name)
        try:
            body, seal = (folder / MANIFEST).read_bytes(), (folder / SEAL).read_bytes()
            manifest = unsealed(body, seal, keys_of, where)
            digest = rows.sha256(folder / VARIANTS)
        except OSError as missing:
            raise CorruptStore(
                "a file of the release cannot be read", where=where, why=missing.strerror
            ) from None
        if manifest.name != folder.name or digest != manifest.sha256:
            raise CorruptStore(
                "the release is not what was signed",
                where=where,
                remedy="delete the folder and fetch the release again",
            )
        return cls(manifest, pq.ParquetFile(folder / VARIANTS, memory_map=True))

    def __len__(self) -> int:
        return self.manifest.rows

    @property
    def schema(self) -> pa.Schema:
        """Columns of the rows that look-ups give."""
        return self._file.schema_arrow

    def close(self) -> None:
        """Give the mapping back."""
        with self._lock:
            self._warm.clear()
            self._file.close()

    def at(self, variant: Variant) -> pa.Table:
        """The row of one variant, or no row: it is not in the release. 0 or 1 rows."""
        if variant.assembly is not self.assembly:
            return self.schema.empty_table()
        here = self.starting(Interval(variant.contig, variant.position, variant.position + 1))
        alleles = zip(here.column("ref").to_pylist(), here.column("alt").to_pylist(), strict=True)
        found = next((i for i, pair in enumerate(alleles) if pair == (variant.ref, variant.alt)), 0)
        hit = here.slice(found, 1)
        same = hit.num_rows and (hit["ref"][0].as_py(), hit["alt"][0].as_py()) == (
            variant.ref,
            variant.alt,
        )
        return hit if same else here.slice(0, 0)

    def table(self) -> pa.Table:
        """All rows, in order."""
        with self._lock:
            return self._file.read()

    def batches(self, groups: int = 16) -> Iterator[pa.Table]:
        """All rows, in order, so many row groups at a time."""
        for first in range(0, self._file.metadata.num_row_groups, groups):
            last = min(first + groups, self._file.metadata.num_row_groups)
            with self._lock:
                found = self._file.read_row_groups(range(first, last))
            yield found

    def starting(self, interval: Interval) -> pa.Table:
        """Rows whose position lies in the stretch, in order."""
        base = CODE[interval.contig] << 32
        low, high = base | interval.start, base | interval.end
        first = bisect.bisect_left(self._last, low)
        parts = []
        for group in range(first, len(self._first)):
            if self._first[group] >= high:
                break
            places, table = self._group(group)
            a, b = np.searchsorted(places, [low, high])
            parts.append(table.slice(int(a), int(b - a)))
        return pa.concat_tables(parts) if parts else self.schema.empty_table()

    def beginning(self, places: Int64) -> pa.Table:
        """Rows that begin at some places, in order. places: contig's code << 32 | position, sorted,
        each once. Every group of rows that may have one is read once."""
        parts = []
        for group, (low, high) in enumerate(zip(self._first, self._last, strict=True)):
            a, b = np.searchsorted(places, [low, high + 1])
            if a < b:
                own, table = self._group(group)
                parts.append(table.filter(pa.array(np.isin(own, places[a:b]))))
        return pa.concat_tables(parts) if parts else self.schema.empty_table()

    def overlapping(self, interval: Interval) -> pa.Table:
        """Rows whose reference allele shares a base with the stretch, in order."""
        reach = max(0, interval.start - self.manifest.longest_ref_bp + 1)
        near = self.starting(Interval(interval.contig, reach, interval.end))
        ends = near.column("position").to_numpy() + np.fromiter(
            map(len, near.column("ref").to_pylist()), dtype=np.int64, count=near.num_rows
        )
        return near.filter(pa.array(ends > interval.start))

    def _group(self, number: int) -> tuple[Int64, pa.Table]:
        with self._lock:
            found = self._warm.get(number)
            if found is None:
                table = self._file.read_row_group(number, use_threads=False)
                found = rows.place(table), table
                self._warm[number] = found
                if len(self._warm) > _WARM_GROUPS:
                    self._warm.popitem(last=False)
            else:
                self._warm.move_to_end(number)
            return found


def _bounds(file: pq.ParquetFile) -> tuple[list[int], list[int]]:
    """First and last place of each row group, from the statistics in the footer."""
    first, last = [], []
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        if group.num_rows == 0:  # how an empty release is written
            continue
        contig, position = group.column(0).statistics, group.column(1).statistics
        # Within a group of several contigs the positions do not bound the places; the contigs do.
        one = contig.min == contig.max
        first.append((contig.min << 32) | (position.min if one else 0))
        last.append((contig.max << 32) | (position.max if one else (1 << 32) - 1))
    return first, last
