"""Read a `.selfSM` of VerifyBamID or VerifyBamID2.

Source: Zhang et al. 2020, doi:10.1101/gr.246934.118; columns of the VerifyBamID wiki.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.peddy.read import once
from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile


@dataclass(frozen=True, slots=True)
class Contamination:
    """One sample. fraction: of its reads that are another person's, 0-1 (FREEMIX)."""

    sample: str
    fraction: float | None
    sites: int | None
    depth: float | None
    line: int


def read_contamination(path: Path) -> tuple[Contamination, ...]:
    """Each sample of a table.

    Raises:
        BadFile: with line and column; a sample twice, or a fraction that is none.
    """
    rows = read_table(path, ("SEQ_ID", "FREEMIX"))
    once(rows, "SEQ_ID")
    return tuple(
        Contamination(
            row.must("SEQ_ID"),
            _fraction(row),
            row.whole("#SNPS"),
            row.number("AVG_DP"),
            row.line,
        )
        for row in rows
    )


def _fraction(row: Row) -> float | None:
    found = row.number("FREEMIX")
    if found is not None and not 0 <= found <= 1:
        raise BadFile("FREEMIX is not between 0 and 1", where=row.where("FREEMIX"))
    return found
