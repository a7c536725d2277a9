"""Read MethBat's profile of a sample against a cohort.

Source: MethBat (PacificBiosciences), output of `methbat profile`: one line a region, BED places.
The labels of regions in Swedish files are kind, gene and HGNC id, joined by `_`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.tabular import read_table
from samvar.model.errors import BadFile
from samvar.model.genome import contig_name

_LABEL = re.compile(r"(?P<kind>[^_]+)_(?P<gene>.+)_HGNC:(?P<hgnc>\d{1,7})")


@dataclass(frozen=True, slots=True)
class MethylationOutlier:
    """A region, 0-based half-open. contig: None of an alternative sequence.

    state: methylated, unmethylated, allele-specific; against: how it differs from the cohort.
    Methylation is 0-1 of the CpGs; hap1, hap2: of each copy, None where reads are not phased.
    like: people of the cohort who are alike, frequency: their share.
    """

    sample: str | None
    contig: str | None
    start: int
    end: int
    label: str
    gene: str | None
    hgnc: int | None
    state: str | None
    against: str | None
    background: str | None
    like: int | None
    frequency: float | None
    methylation: float | None
    delta: float | None
    z: float | None
    hap1: float | None
    hap2: float | None
    coverage: float | None
    line: int


def read_methylation(path: Path) -> tuple[MethylationOutlier, ...]:
    """The regions of a profile.

    Raises:
        BadFile: with line and column.
    """
    found = []
    for row in read_table(path, ("chrom", "start", "end", "cpg_label", "summary_label")):
        start, end = row.whole("start"), row.whole("end")
        if start is None or end is None or not 0 <= start < end:
            raise BadFile("a region does not end after it starts", where=row.where("start"))
        label = row.must("cpg_label")
        parts = _LABEL.fullmatch(label)
        found.append(
            MethylationOutlier(
                row.text("sample_id"),
                contig_name(row.must("chrom")),
                start,
                end,
                label,
                parts.group("gene") if parts else None,
                int(parts.group("hgnc")) if parts else None,
                row.text("summary_label"),
                row.text("compare_label"),
                row.text("background_category"),
                row.whole("category_pop_count"),
                row.number("category_pop_freq"),
                row.number("mean_combined_methyl"),
                row.number("mean_combined_methyl_delta"),
                row.number("mean_combined_methyl_zscore"),
                row.number("mean_hap1_methyl"),
                row.number("mean_hap2_methyl"),
                row.number("median_total_coverage"),
                row.line,
            )
        )
    return tuple(found)
