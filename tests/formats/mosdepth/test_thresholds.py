"""mosdepth's thresholds: bases of each region by depth."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from samvar.formats.mosdepth.thresholds import RegionDepth, read_thresholds
from samvar.model.errors import BadFile

HEAD = "#chrom\tstart\tend\tregion\t10X\t20X\n"


def test_regions_packed_or_not(tmp_path: Path) -> None:
    text = HEAD + "chr7\t100\t200\tCFTR\t90\t40\n7\t300\t310\tunknown\t10\t10\n"
    plain, packed = tmp_path / "a.thresholds.bed", tmp_path / "a.thresholds.bed.gz"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    found = read_thresholds(plain)
    assert found == read_thresholds(packed) == (
        RegionDepth("chr7", 100, 200, "CFTR", {10: 90, 20: 40}, 2),
        RegionDepth("7", 300, 310, "unknown", {10: 10, 20: 10}, 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ("#chrom\tstart\tend\tregion\n7\t1\t2\tA\n", "no column of a depth", 1, None),
        (HEAD + "7\t5\t5\tA\t0\t0\n", "a start and a larger end", 2, 2),
        (HEAD + "7\t5\t2147483648\tA\t0\t0\n", "a start and a larger end", 2, 2),
        (HEAD + "7\t5\tx\tA\t0\t0\n", "end is not a whole number|end is not a number", 2, 3),
        (HEAD + "7\t5\t9\tA\t5\t0\n", "10X is none of the region's bases", 2, 5),
        (HEAD + "7\t5\t9\tA\t2\t3\n", "more than reach a smaller depth", 2, 6),
        (HEAD + "7\t5\t9\tA\t2\t\n", "20X is none", 2, 6),
        (HEAD + "7\t5\t9\t\t2\t1\n", "region is empty", 2, 4),
        ("#chrom\tstart\tend\t10X\n7\t1\t2\t1\n", "no column region", 1, None),
        (HEAD + "7\t5\t9\tA\t2\n", "the line has 5 cells", 2, None),
    ],
)
def test_what_is_refused_and_where(
    tmp_path: Path, text: str, what: str, line: int, column: int | None
) -> None:
    path = tmp_path / "a.bed"
    path.write_text(text)
    with pytest.raises(BadFile, match=what) as caught:
        read_thresholds(path)
    where = caught.value.where
    assert where is not None
    assert (where.line, where.column) == (line, column)
