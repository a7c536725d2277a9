"""Read DROP's tables of top hits: OUTRIDER (expression) and FRASER (splicing).

Source: Yepez et al. 2021, doi:10.1038/s41596-020-00462-5; columns as the clinical tables of
nf-core/tomte have them. Places are 1-based and inclusive in the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.tabular import Row, read_table
from samvar.model.fault import Fault
from samvar.model.genome import contig_name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a gene or junction lies, 0-based half-open; None for what the file does not tell."""

    contig: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class ExpressionOutlier:
    """A gene that a sample's RNA has too much or too little of.

    l2fc: log2 of the fold change. p_adjusted: of all genes tested. aberrant: by DROP.
    """

    sample: str
    gene: str | None
    hgnc: int | None
    place: Place
    p: float | None
    p_adjusted: float | None
    z: float | None
    l2fc: float | None
    counts: float | None
    expected: float | None
    aberrant: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class SpliceOutlier:
    """A junction that a sample's RNA uses too much or too little.

    psi: share of reads that use it, delta: less what is expected. counts of total: reads.
    """

    sample: str
    gene: str | None
    hgnc: int | None
    place: Place
    kind: str | None
    p: float | None
    p_gene: float | None
    psi: float | None
    delta: float | None
    counts: int | None
    total: int | None
    impact: str | None
    frameshift: str | None
    line: int


def read_expression(path: Path) -> tuple[tuple[ExpressionOutlier, ...], tuple[Fault, ...]]:
    """The genes of an OUTRIDER table, and places that it does not tell as numbers.

    Raises:
        BadFile: with line and column.
    """
    faults: list[Fault] = []
    rows = tuple(
        ExpressionOutlier(
            row.must("sampleID"),
            row.text("hgncSymbol"),
            row.whole("hgncId"),
            _place(row, faults),
            row.number("pValue"),
            row.number("padjust"),
            row.number("zScore"),
            row.number("l2fc"),
            row.number("rawcounts"),
            row.number("meanCorrected"),
            row.flag("aberrant"),
            row.line,
        )
        for row in read_table(path, ("sampleID", "hgncSymbol", "pValue", "l2fc"))
    )
    return rows, tuple(faults)


def read_splicing(path: Path) -> tuple[tuple[SpliceOutlier, ...], tuple[Fault, ...]]:
    """The junctions of a FRASER table, and places that it does not tell as numbers.

    Raises:
        BadFile: with line and column.
    """
    faults: list[Fault] = []
    rows = tuple(
        SpliceOutlier(
            row.must("sampleID"),
            row.text("hgncSymbol"),
            row.whole("hgncId"),
            _place(row, faults),
            row.text("type"),
            row.number("pValue"),
            row.number("pValueGene"),
            row.number("psiValue"),
            row.number("deltaPsi"),
            row.whole("counts"),
            row.whole("totalCounts"),
            row.text("potentialImpact"),
            row.text("causesFrameshift"),
            row.line,
        )
        for row in read_table(path, ("sampleID", "hgncSymbol", "pValue", "deltaPsi"))
    )
    return rows, tuple(faults)


def _place(row: Row, faults: list[Fault]) -> Place:
    start, end = row.told_whole("start", faults), row.told_whole("end", faults)
    contig = contig_name(row.text("seqnames") or "")
    return Place(contig, None if start is None else start - 1, end)
