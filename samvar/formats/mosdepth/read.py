"""Read `*.mosdepth.summary.txt`.

Source: Pedersen and Quinlan 2018, doi:10.1093/bioinformatics/btx699; columns as mosdepth 0.3
writes them. Lines of a target end in `_region` behind the contig's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile, Where

TOTAL = "total"
_OF_TARGET = "_region"


@dataclass(frozen=True, slots=True)
class ContigDepth:
    """One contig, or all of them (`total`). length: bases looked at; reads: depths added up."""

    contig: str
    of_target: bool
    length: int
    reads: int
    mean: float
    line: int


def read_summary(path: Path) -> tuple[ContigDepth, ...]:
    """Each line of a summary.

    Raises:
        BadFile: with line and column; a line twice.
    """
    found = tuple(_depth(row) for row in read_table(path, ("chrom", "length", "bases", "mean")))
    seen: set[tuple[str, bool]] = set()
    for each in found:
        if (each.contig, each.of_target) in seen:
            raise BadFile(f"contig {each.contig[:40]} stands twice", where=_where(path, each.line))
        seen.add((each.contig, each.of_target))
    return found


def _depth(row: Row) -> ContigDepth:
    title, length, reads = row.must("chrom"), row.whole("length"), row.whole("bases")
    mean = row.number("mean")
    if length is None or reads is None or mean is None or min(length, reads) < 0:
        raise BadFile("a line needs length, bases and mean", where=row.where())
    contig = title.removesuffix(_OF_TARGET)
    return ContigDepth(contig, contig != title, length, reads, mean, row.line)


def _where(path: Path, line: int) -> Where:
    return Where(path.name, line, 1)
