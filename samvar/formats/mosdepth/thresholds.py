"""Read `*.thresholds.bed.gz`: how many bases of each region reach each depth.

Source: Pedersen and Quinlan 2018, doi:10.1093/bioinformatics/btx699; columns as mosdepth 0.3 writes
them with `--by FILE.bed --thresholds 10,20,30`: chrom, start, end, region, and a title such as
`20X` for each depth. The region is the fourth column of the BED; `unknown` where it had none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile, Where

TITLES = ("chrom", "start", "end", "region")
NAMELESS = "unknown"
_LAST = (1 << 31) - 1
"""No contig is longer."""
_FLOOR = re.compile(r"([1-9]\d{0,5})X")


@dataclass(frozen=True, slots=True)
class RegionDepth:
    """One region, 0-based half-open. reaching: bases with at least so many reads, by number."""

    contig: str
    start: int
    end: int
    region: str
    reaching: Mapping[int, int]
    line: int


def read_thresholds(path: Path) -> tuple[RegionDepth, ...]:
    """Each line.

    Raises:
        BadFile: with line and column; no depth is asked in it, a region is empty, or more of its
            bases reach a depth than there are, or than reach a smaller one.
    """
    rows = read_table(path, TITLES)
    floors = sorted(
        (int(match[1]), title)
        for title in (rows[0].columns if rows else ())
        if (match := _FLOOR.fullmatch(title))
    )
    if rows and not floors:
        raise BadFile(
            "the header has no column of a depth, such as 20X",
            where=Where(path.name, 1),
            remedy="run mosdepth with --thresholds 10,20,30",
        )
    return tuple(_region(row, floors) for row in rows)


def _region(row: Row, floors: list[tuple[int, str]]) -> RegionDepth:
    start, end = row.whole("start"), row.whole("end")
    if start is None or end is None or not 0 <= start < end <= _LAST:
        raise BadFile("a region needs a start and a larger end", where=row.where("start"))
    reaching: dict[int, int] = {}
    most = end - start
    for floor, title in floors:
        found = row.whole(title)
        if found is None or not 0 <= found <= most:
            raise BadFile(
                f"{title} is none of the region's bases, or more than reach a smaller depth",
                where=row.where(title),
            )
        reaching[floor] = most = found
    return RegionDepth(row.must("chrom"), start, end, row.must("region"), reaching, row.line)
