"""A release as sorted keys and columns of counts, mapped: a genome's alleles in one walk.

Made once from the release's Parquet file, which stays the truth, and kept in the cache by that
file's digest; it can be thrown away at any time.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import feather

from samvar.formats.cache import cache_folder
from samvar.model.calls import Int8, Int32, Int64, UInt64
from samvar.network.release.read import Release
from samvar.store.variants.kernel import rows_of, sealed, settle
from samvar.store.variants.key import encode, is_long

COLUMNS = ("ac", "an", "individuals", "hom", "hemi")
_FORM = 1
_UNUSED_S = 30 * 86400.0
_LONG = "long.arrow"

Alleles = Mapping[int, tuple[str, str]]
"""REF and ALT of a question's long alleles, by their place in it."""


@dataclass(slots=True)
class Lookup:
    """The rows of one release. counts: (columns, rows) int32, in the order of `columns`."""

    columns: tuple[str, ...]
    keys: UInt64
    counts: tuple[Int32, ...]
    long_rows: Int64
    long_ref: pa.StringArray
    long_alt: pa.StringArray

    def find(self, keys: UInt64, long: Alleles) -> Int64:
        """The row of each of n keys, -1 = not in the release.

        keys: as `store.variants.key` makes them. long: alleles behind the odd ones; an odd key
        whose alleles are not given is found nowhere.
        """
        order = np.argsort(keys, kind="stable")
        rows = np.empty(len(keys), dtype=np.int64)
        rows[order] = rows_of(sealed(keys[order], np.uint64), sealed(self.keys, np.uint64))
        hit = np.flatnonzero((rows >= 0) & is_long(keys))
        for place in hit.tolist():
            rows[place] = self._same(int(rows[place]), long.get(place))
        return rows

    def _same(self, row: int, alleles: tuple[str, str] | None) -> int:
        """The row from `row` on that has these alleles, among those that share its hash."""
        key = self.keys[row]
        at = int(np.searchsorted(self.long_rows, row))
        while at < len(self.long_rows) and self.keys[self.long_rows[at]] == key:
            if (self.long_ref[at].as_py(), self.long_alt[at].as_py()) == alleles:
                return int(self.long_rows[at])
            at += 1
        return -1

    def of(self, column: str, rows: Int64) -> Int32:
        """A column's number for each row; -1 where the row is -1, or the column is not there."""
        told = np.full(len(rows), -1, dtype=np.int32)
        if column in self.columns:
            there = np.flatnonzero(rows >= 0)
            told[there] = self.counts[self.columns.index(column)][rows[there]]
        return told


def lookup(release: Release, folder: Path | None = None) -> Lookup:
    """The look-up table of a release: what is kept of it, or made now.

    folder: where tables are kept, by default the cache of this user.
    """
    folder = folder or cache_folder() / "releases"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / f"{release.manifest.sha256[:40]}-{_FORM}"
    if not kept.is_dir():
        _make(release, kept)
        _sweep(folder, kept)
    with suppress(OSError):  # a cache that can only be read serves as well
        os.utime(kept)
    columns = tuple(name for name in COLUMNS if name in release.schema.names)
    if not len(release):
        none = np.zeros(0, np.int32)
        empty = pa.array([], pa.string())
        return Lookup(
            columns, np.zeros(0, np.uint64), (none,) * len(columns), np.zeros(0, np.int64),
            empty, empty,
        )  # fmt: skip
    long = feather.read_table(kept / _LONG, memory_map=True)
    return Lookup(
        columns,
        np.load(kept / "key.npy", mmap_mode="r"),
        tuple(np.load(kept / f"{name}.npy", mmap_mode="r") for name in columns),
        long["row"].to_numpy(),
        _string(long["ref"]),
        _string(long["alt"]),
    )


def _make(release: Release, kept: Path) -> None:
    making = kept.with_name(f".{kept.name}.{secrets.token_hex(6)}")
    making.mkdir(mode=0o700)
    try:
        if len(release):
            _write(release, making)
        with suppress(OSError):  # another process was quicker: its table is the same
            making.rename(kept)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _write(release: Release, folder: Path) -> None:
    """Rows sorted by key: within a place the release has them by their alleles' letters."""
    columns = [name for name in COLUMNS if name in release.schema.names]
    shape = (len(release),)

    def file(name: str, kind: type) -> np.memmap:
        path = folder / f"{name}.npy"
        return np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=shape)

    keys = file("key", np.uint64)
    counts = [file(name, np.int32) for name in columns]
    words: list[pa.Table] = []
    at = 0
    for batch in release.batches():
        here = slice(at, at + batch.num_rows)
        ref, alt = (_string(batch[name]) for name in ("ref", "alt"))
        contig: Int8 = batch["contig"].to_numpy().astype(np.int8)
        keys[here] = encode(contig, batch["position"].to_numpy(), ref, alt)
        for column, name in zip(counts, columns, strict=True):
            column[here] = batch[name].to_numpy()
        odd = np.flatnonzero(is_long(keys[here]))
        picked = {"row": pa.array(at + odd), "ref": ref.take(odd), "alt": alt.take(odd)}
        words.append(pa.table(picked))
        at += batch.num_rows
    row_of = np.arange(at, dtype=np.int32)
    settle(keys, row_of)
    moved = np.flatnonzero(row_of != np.arange(at, dtype=np.int32))
    for column in counts:
        column[moved] = column[row_of[moved]]
        column.flush()
    keys.flush()
    long = pa.concat_tables(words)
    odd = np.flatnonzero(is_long(keys))
    long = long.take(np.searchsorted(long["row"].to_numpy(), row_of[odd]))
    long = long.set_column(0, "row", pa.array(odd))
    feather.write_feather(long, folder / _LONG, compression="uncompressed")


def _string(column: pa.ChunkedArray) -> pa.StringArray:
    return pa.concat_arrays([*column.cast(pa.string()).chunks, pa.array([], pa.string())])


def _sweep(folder: Path, but: Path) -> None:
    """Tables that nobody has opened for a month go; the release that they are of need not be."""
    for path in folder.iterdir():
        if path != but and time.time() - path.stat().st_mtime > _UNUSED_S:
            shutil.rmtree(path, ignore_errors=True)
