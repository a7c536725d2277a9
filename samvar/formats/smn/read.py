"""Read SMNCopyNumberCaller's table.

Source: Chen et al. 2020, doi:10.1038/s41436-020-0754-0, and the program's description of its
columns: "None means no-call".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.peddy.read import once
from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile


@dataclass(frozen=True, slots=True)
class SmnCall:
    """One sample; None is a no-call, never a zero.

    affected: no copy of SMN1. carrier: one copy. delta78: copies of SMN2 without exons 7 and 8.
    silent: copies of g.27134T>G, which goes along with two copies on one chromosome and none on
    the other. total, full_length: copies by depth, not rounded.
    """

    sample: str
    affected: bool | None
    carrier: bool | None
    smn1: int | None
    smn2: int | None
    delta78: int | None
    silent: int | None
    total: float | None
    full_length: float | None
    line: int


def read_smn(path: Path) -> tuple[SmnCall, ...]:
    """Each sample of the table.

    Raises:
        BadFile: with line and column; a sample twice, or a negative copy number.
    """
    rows = read_table(path, ("Sample", "isSMA", "isCarrier", "SMN1_CN", "SMN2_CN"))
    once(rows, "Sample")
    return tuple(
        SmnCall(
            row.must("Sample"),
            row.flag("isSMA"),
            row.flag("isCarrier"),
            _copies(row, "SMN1_CN"),
            _copies(row, "SMN2_CN"),
            _copies(row, "SMN2delta7-8_CN"),
            _copies(row, "g.27134T>G_CN"),
            row.number("Total_CN_raw"),
            row.number("Full_length_CN_raw"),
            row.line,
        )
        for row in rows
    )


def _copies(row: Row, title: str) -> int | None:
    found = row.whole(title)
    if found is not None and found < 0:
        raise BadFile(f"{title} is negative", where=row.where(title))
    return found
