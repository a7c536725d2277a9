"""A family's VCF contig by contig: what the models need of each, gathered from blocks of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.focus.rare_disease.model.contig import Contig
from samvar.formats.vcf import kernel
from samvar.formats.vcf.alike import alike
from samvar.formats.vcf.annotation import Annotation, Annotator
from samvar.formats.vcf.fast import Block, Genotypes
from samvar.formats.vcf.kin import KinBlock
from samvar.formats.vcf.spans import column_spans
from samvar.model.calls import Int8
from samvar.model.errors import BadFile, Where

GENE_COLUMNS = {
    Annotator.VEP: ("Gene", "HGNC_ID", "SYMBOL"),
    Annotator.SNPEFF: ("Gene_ID", "Gene_Name"),
    Annotator.BCFTOOLS: ("gene",),
}
"""Columns that name a gene; the first that a file has tells genes apart."""
ANNOTATION = "Annotation"
"""genmod's own key: names of genes with commas between."""
STRANGER = "HGNCId"
"""stranger's, of a repeat."""


@dataclass(frozen=True, slots=True)
class GeneSource:
    """Where a file names genes. columns: numbers within the key's entries; none: it is a list."""

    key: str
    columns: tuple[int, ...] = ()

    @classmethod
    def of(cls, annotations: Sequence[Annotation], *, listed: bool) -> GeneSource | None:
        """The first of CSQ, ANN, BCSQ; else genmod's own; None where a file has none of them."""
        for annotation in annotations:
            names = GENE_COLUMNS[annotation.annotator]
            places = [annotation.place(name) for name in names]
            if any(place is not None for place in places):
                kept = tuple(place for place in places if place is not None)
                return cls(annotation.annotator.value, kept)
        return cls(ANNOTATION) if listed else None

    def names(self, block: KinBlock, key: int, *, every: bool) -> list[tuple[bytes, ...]]:
        """The genes of each line. every: by all their names, else by the first column alone."""
        found: list[tuple[bytes, ...]] = [()] * block.lines
        spans, text = block.spans[:, key], block.block.text
        if not self.columns:
            for line in np.flatnonzero(spans[:, 0] >= 0).tolist():
                start, end = spans[line]
                found[line] = tuple(filter(_is_named, block.raw[start:end].split(b",")))
        for column in self.columns if every else self.columns[:1]:
            owner, places = column_spans(text, spans, column, distinct=True)
            number, first = alike(text, places)
            names = [block.raw[start:end] for start, end in places[first].tolist()]
            alone = [(name,) if _is_named(name) else () for name in names]
            for line, which in zip(owner.tolist(), number.tolist(), strict=True):
                before, own = found[line], alone[which]
                found[line] = (*before, *own) if before else own
        return found


def _is_named(gene: bytes) -> bool:
    return gene not in (b"", b".")


def gathered(one: Sequence[Contig]) -> Contig:
    """Pieces that follow each other in the file, as one."""
    if len(one) == 1:
        return one[0]
    starts = np.concatenate(([0], np.cumsum([each.lines for each in one])))
    ends = {
        line + int(start): text
        for start, each in zip(starts, one, strict=False)
        for line, text in each.ends.items()
    }

    def joined(name: str) -> npt.NDArray[np.int32]:
        found: npt.NDArray[np.int32] = np.concatenate([getattr(each, name) for each in one])
        return found

    genotypes = Genotypes(
        *(
            np.concatenate([getattr(each.genotypes, name) for each in one])
            for name in ("dosage", "called", "written", "dp", "gq", "ad")
        )
    )
    line = [each.line + np.int32(start) for start, each in zip(starts, one, strict=False)]
    return Contig(
        joined("codes").astype(np.int8),
        one[0].first_line,
        int(starts[-1]),
        [genes for each in one for genes in each.genes],
        joined("reduced").astype(bool),
        joined("scores").astype(np.int16),
        [head for each in one for head in each.heads],
        ends,
        np.concatenate(line),
        joined("number"),
        joined("position"),
        genotypes,
        joined("haplotype").astype(np.int8),
        joined("phase_set"),
        one[-1].names,
    )


def codes_of(block: Block) -> Int8:
    """(lines) codes of their contigs; an empty line is of the contig before it, or of the first."""
    codes = block.table[:, kernel.CONTIG]
    blank = codes == kernel.BLANK
    if blank.any():
        kept = np.maximum.accumulate(np.where(blank, -1, np.arange(len(codes))))
        first = codes[~blank][0] if not blank.all() else 0
        codes = np.where(kept >= 0, codes[np.maximum(kept, 0)], first)
    return codes.astype(np.int8)


def runs(block: Block) -> Iterator[tuple[int, int, int]]:
    """Code, first and last line (exclusive) of stretches of one contig; empty lines go along."""
    codes = codes_of(block)
    if not len(codes):
        return
    edges = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
    for start, end in zip(edges, np.append(edges[1:], len(codes)), strict=True):
        yield int(codes[start]), int(start), int(end)


class Together:
    """Notices a contig that comes back after another one: its genes would be judged in parts."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: set[int] = set()
        self._now = -1

    def see(self, code: int, line: int) -> bool:
        """Whether a contig begins here.

        Raises:
            BadFile: it was seen before.
        """
        if code == self._now:
            return False
        if code in self._seen and code > 0:
            raise BadFile(
                "the records of a contig do not stand together",
                where=Where(self._file, line=line),
                remedy="sort the file, for example with bcftools sort",
            )
        self._seen.add(code)
        self._now = code
        return True
