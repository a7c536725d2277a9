"""An annotated file as Parquet: one row for each allele that is a sequence on a primary contig."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samvar.formats.vcf import kernel
from samvar.formats.vcf.info import DIFFERENCE, RATIO
from samvar.formats.vcf.passing import Passing
from samvar.formats.vcf.rewrite import Told
from samvar.model.bases import Bases
from samvar.model.calls import Int32
from samvar.model.genome import CONTIGS
from samvar.node.annotate.fields import OWN

_ROWS = 1 << 20
_PLACE = (
    ("contig", pa.dictionary(pa.int8(), pa.string())),
    ("position", pa.int32()),  # 0-based
    ("ref", pa.string()),
    ("alt", pa.string()),
    ("line", pa.int64()),  # of the file, from 1
    ("allele", pa.int16()),  # of the record's alternatives, from 1
)
_NAMES = pa.array(CONTIGS)


def write_table(
    pieces: Iterable[tuple[Passing, Int32]],
    fields: Sequence[Told],
    said: Mapping[str, str],
    path: Path,
) -> None:
    """Write normalised alleles with their figures; null where nothing is known.

    pieces: with (own alleles, columns) int32. Columns: contig, position (0-based), ref, alt,
    line, allele, and each field by its key without `SAMVAR_`, lower case.
    """
    kinds = [pa.float64() if field.kind == RATIO else pa.int32() for field in fields]
    schema = pa.schema(
        [*_PLACE, *((column_of(f), kind) for f, kind in zip(fields, kinds, strict=True))],
        metadata=dict(said),
    )
    held: list[pa.RecordBatch] = []
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=["contig"]) as writer:
        for piece, values in pieces:
            held.append(_batch(piece, values, fields, schema))
            if sum(batch.num_rows for batch in held) >= _ROWS:
                writer.write_table(pa.Table.from_batches(held, schema))
                held.clear()
        writer.write_table(pa.Table.from_batches(held, schema))


def column_of(field: Told) -> str:
    """The column's name of a field.

    >>> from samvar.node.annotate.fields import Group, told
    >>> [column_of(each) for each in told([Group("SAMVAR_LOCAL_", "", frozenset(["ac"]))], ["AC"])]
    ['local_ac']
    """
    return field.key.removeprefix(OWN).lower()


def _batch(
    piece: Passing, values: Int32, fields: Sequence[Told], schema: pa.Schema
) -> pa.RecordBatch:
    rows = piece.block.rows[piece.own]
    code = pa.array((piece.contig - 1).astype(np.int8))
    columns = [
        pa.DictionaryArray.from_arrays(code, _NAMES),
        pa.array(piece.aligned.position),
        _strings(piece.aligned.ref),
        _strings(piece.aligned.alt),
        pa.array(rows[:, kernel.LINE].astype(np.int64) + piece.block.first_line),
        pa.array(rows[:, kernel.NUMBER].astype(np.int16)),
        *(_figures(values, field) for field in fields),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _figures(values: Int32, field: Told) -> pa.Array:
    one, other = values[:, field.a], values[:, field.b]
    if field.kind == RATIO:
        unknown = (one < 0) | (other <= 0)
        return pa.array(one / np.where(unknown, 1, other), mask=unknown)
    if field.kind == DIFFERENCE:
        return pa.array(one - other, mask=(one < 0) | (other < 0))
    return pa.array(np.ascontiguousarray(one), mask=one < 0)


def _strings(bases: Bases) -> pa.StringArray:
    """The same sequences as an Arrow array, without a Python string."""
    return pa.StringArray.from_buffers(
        len(bases), pa.py_buffer(bases.edges), pa.py_buffer(bases.letters)
    )
