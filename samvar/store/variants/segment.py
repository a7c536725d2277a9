"""Sorted runs on disk: uncompressed Arrow IPC, mapped, one record batch per stratum and contig.

A batch's metadata names its stratum ("" is everyone) and its contig code (0: all contigs).
Columns are read in place; nothing is copied and pages are shared between processes. Counts are as
wide as the largest of a file needs: a byte each where one person comes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from samvar.store.variants.disk import Output
from samvar.store.variants.key import CONTIG_SHIFT
from samvar.store.variants.manifest import File, corrupt
from samvar.store.variants.mapping import arrow_batches, mapped
from samvar.store.variants.tables import COLUMNS, Rows, Track

Part = tuple[str, int]
"""Stratum and contig code of one batch."""

_T = TypeVar("_T", Rows, Track)

_WIDTHS = (np.int8, np.int16, np.int32)


def _schema_of(width: type) -> Any:
    counts = pa.from_numpy_dtype(np.dtype(width))
    return pa.schema([("key", pa.uint64()), *((name, counts) for name in COLUMNS)])


_ROWS = {width: _schema_of(width) for width in _WIDTHS}
_TRACK = pa.schema([("place", pa.uint64()), ("an", pa.int32()), ("people", pa.int32())])


def contig_bounds(keys: np.ndarray) -> list[tuple[int, int, int]]:
    """Contig code, first and end index of each contig that sorted keys touch."""
    edges = np.searchsorted(keys, np.arange(1, 27, dtype=np.uint64) << CONTIG_SHIFT)
    return [
        (code, int(edges[code - 1]), int(edges[code]))
        for code in range(1, 26)
        if edges[code] > edges[code - 1]
    ]


def by_contig(rows: Rows) -> dict[int, Rows]:
    """The rows of each contig, without a copy."""
    return {code: rows.between(low, high) for code, low, high in contig_bounds(rows.key)}


def largest(rows: Rows) -> int:
    """The largest number in any column, whatever its sign."""
    columns = [getattr(rows, name) for name in COLUMNS if len(rows)]
    return max((max(int(c.max()), -int(c.min())) for c in columns), default=0)


def write_rows(
    folder: Path, name: str, parts: Iterable[tuple[Part, Rows]], most: int = (1 << 31) - 1
) -> File | None:
    """Write the rows of each part, in that order; None, and no file, where all are empty.

    most: a bound of `largest` over all parts. Parts are taken one at a time.
    """
    width = next(width for width in _WIDTHS if most <= np.iinfo(width).max)
    batches = ((part, rows) for part, rows in parts if len(rows))
    return _write(folder, name, _ROWS[width], batches)


def write_tracks(folder: Path, name: str, parts: Iterable[tuple[str, Track]]) -> File | None:
    """Write the track of each stratum; None, and no file, where all are empty."""
    batches = (((stratum, 0), track) for stratum, track in parts if len(track))
    return _write(folder, name, _TRACK, batches)


def read_rows(folder: Path, file: File | None, *, verify: bool = True) -> dict[Part, Rows]:
    """Map the rows of a file. Raises CorruptStore and Missing, as `mapping.mapped`."""
    return _read(folder, file, list(_ROWS.values()), Rows, verify)


def read_tracks(folder: Path, file: File | None, *, verify: bool = True) -> dict[Part, Track]:
    """Map the tracks of a file. Raises CorruptStore and Missing, as `mapping.mapped`."""
    return _read(folder, file, [_TRACK], Track, verify)


def under_all_names(parts: Mapping[Part, _T], same: Mapping[str, str]) -> dict[Part, _T]:
    """The parts of a run, also under the strata that have the table of another (`Run.same`)."""
    found = dict(parts)
    for stratum, first in same.items():
        found |= {(stratum, c): table for (own, c), table in parts.items() if own == first}
    return found


def _write(
    folder: Path, name: str, schema: Any, batches: Iterable[tuple[Part, Rows | Track]]
) -> File | None:
    out: Output | None = None
    writer: Any = None
    try:
        for (stratum, contig), values in batches:
            if out is None:
                out = Output(folder / name)
                writer = pa.ipc.new_file(out, schema)
            columns = [
                pa.array(np.asarray(getattr(values, field.name), field.type.to_pandas_dtype()))
                for field in schema
            ]
            writer.write_batch(
                pa.record_batch(columns, schema=schema),
                custom_metadata={"stratum": stratum, "contig": str(contig)},
            )
        if out is None:
            return None
        writer.close()
    finally:
        if out is not None:
            out.close()
    return File(name, out.bytes, out.sha256)


def _read(
    folder: Path, file: File | None, schemas: list[Any], shape: type[_T], verify: bool
) -> dict[Part, _T]:
    if file is None:
        return {}
    found: dict[Part, _T] = {}
    for metadata, batch in arrow_batches(file, mapped(folder, file, verify=verify)):
        known = any(batch.schema.equals(schema) for schema in schemas)
        if not known or "stratum" not in metadata:
            raise corrupt(file.name, "it has other columns")
        columns = [column.to_numpy(zero_copy_only=True) for column in batch.columns]
        found[metadata["stratum"], int(metadata["contig"])] = shape(*columns)
    return found
