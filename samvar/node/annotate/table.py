"""An annotated file as Parquet: one row for each allele that is a sequence on a primary contig.

Columns: contig, position (0-based), ref, alt, line, allele, and each field by its key without
`SAMVAR_`, in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samvar.formats.vcf import kernel
from samvar.formats.vcf.info import DIFFERENCE, RATIO
from samvar.formats.vcf.passing import Passing
from samvar.formats.vcf.rewrite import Items, Told
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


class Rows:
    """Makes rows of the pieces of a file, and writes them in its order."""

    def __init__(
        self, fields: Sequence[Told], said: Mapping[str, str], text: str | None = None
    ) -> None:
        """fields, said: of the annotation; what was said stands in the file's metadata.

        text: the key of a field that is text, the last column.
        """
        self._fields = tuple(fields)
        kinds = [pa.float64() if field.kind == RATIO else pa.int32() for field in fields]
        own = ((column_of(f), kind) for f, kind in zip(fields, kinds, strict=True))
        last = [] if text is None else [(text.lower(), pa.large_string())]
        self.schema = pa.schema([*_PLACE, *own, *last], metadata=dict(said))
        self._text = text is not None

    def of(self, piece: Passing, values: Int32, items: Items) -> pa.RecordBatch:
        """The rows of a piece: normalised alleles; null where nothing is known.

        values: (own alleles, columns) int32. items: of every alternative.
        """
        columns = _columns(piece, values, self._fields)
        if self._text:
            columns.append(_text(items, piece))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def write(self, batches: Iterable[pa.RecordBatch], path: Path) -> None:
        """Write rows in row groups of about a million."""
        held: list[pa.RecordBatch] = []
        with pq.ParquetWriter(
            path, self.schema, compression="zstd", use_dictionary=["contig"]
        ) as writer:
            for batch in batches:
                held.append(batch)
                if sum(each.num_rows for each in held) >= _ROWS:
                    writer.write_table(pa.Table.from_batches(held, self.schema))
                    held.clear()
            writer.write_table(pa.Table.from_batches(held, self.schema))


def column_of(field: Told) -> str:
    """The column's name of a field.

    >>> from samvar.node.annotate.fields import Group, told
    >>> [column_of(each) for each in told([Group("SAMVAR_LOCAL_", "", frozenset(["ac"]))], ["AC"])]
    ['local_ac']
    """
    return field.key.removeprefix(OWN).lower()


def _text(items: Items, piece: Passing) -> pa.LargeStringArray:
    """The text of a piece's own alleles; the other alternatives have none."""
    edges = np.append(items.edges[piece.own], items.edges[-1:])
    return pa.LargeStringArray.from_buffers(
        len(piece), pa.py_buffer(edges), pa.py_buffer(items.letters)
    )


def _columns(piece: Passing, values: Int32, fields: Sequence[Told]) -> list[pa.Array]:
    rows = piece.block.rows[piece.own]
    code = pa.array((piece.contig - 1).astype(np.int8))
    return [
        pa.DictionaryArray.from_arrays(code, _NAMES),
        pa.array(piece.aligned.position),
        _strings(piece.aligned.ref),
        _strings(piece.aligned.alt),
        pa.array(rows[:, kernel.LINE].astype(np.int64) + piece.block.first_line),
        pa.array(rows[:, kernel.NUMBER].astype(np.int16)),
        *(_figures(values, field) for field in fields),
    ]


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
