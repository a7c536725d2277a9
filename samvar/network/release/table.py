"""The rows of a release: sorted by place, signed integers only, so that any engine reads them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samvar.model.calls import Int64

ROW_GROUP = 16384
"""Rows decoded for one point look-up that finds nothing warm: about a millisecond."""

ALLELES = pa.schema(
    [
        pa.field("contig", pa.int32(), nullable=False),  # code 1 to 25
        pa.field("position", pa.int32(), nullable=False),  # 0-based
        pa.field("ref", pa.string(), nullable=False),
        pa.field("alt", pa.string(), nullable=False),
        pa.field("ac", pa.int32(), nullable=False),
        pa.field("an", pa.int32(), nullable=False),
        pa.field("individuals", pa.int32(), nullable=False),  # counted people callable here
    ]
)
GENOTYPES = ALLELES.append(pa.field("hom", pa.int32(), nullable=False)).append(
    pa.field("hemi", pa.int32(), nullable=False)
)


def schema(*, genotypes: bool) -> pa.Schema:
    """Columns of a release that tells genotypes, or alleles only."""
    return GENOTYPES if genotypes else ALLELES


def place(table: pa.Table) -> Int64:
    """(n) int64, contig code and position in one number that sorts as the rows do."""
    contig = table.column("contig").to_numpy().astype(np.int64)
    at: Int64 = (contig << 32) | table.column("position").to_numpy()
    return at


def sort(table: pa.Table) -> pa.Table:
    """By contig, position, reference and alternative allele."""
    return table.sort_by([(name, "ascending") for name in ("contig", "position", "ref", "alt")])


def longest_ref_bp(table: pa.Table) -> int:
    """Length of the longest reference allele, 1 for an empty table."""
    if table.num_rows == 0:
        return 1
    longest: int = pc.max(pc.binary_length(table.column("ref"))).as_py()
    return longest


def write(table: pa.Table, path: Path) -> None:
    """Sorted rows as Parquet, zstd, with statistics that a reader finds its way by."""
    pq.write_table(
        table,
        path,
        row_group_size=ROW_GROUP,
        compression="zstd",
        write_statistics=True,
        use_dictionary=["contig", "ref", "alt"],
        data_page_version="2.0",
    )


def sha256(path: Path) -> str:
    """Digest of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
