"""Transcripts of a genome, as columns: a release has hundreds of thousands of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from samvar.model.bases import Bases
from samvar.model.calls import Int8, Int16, Int32
from samvar.model.genome import Assembly

UInt16 = npt.NDArray[np.uint16]


class Mark(IntFlag):
    """What a source says of a transcript. A mark that is not there was not given.

    MANE_SELECT, MANE_PLUS: NCBI's and Ensembl's common choice, doi:10.1038/s41586-022-04558-8.
    CANONICAL: the source's own choice for the gene. START_UNKNOWN, END_UNKNOWN: the coding
    sequence goes on beyond the transcript. UNEVEN: its coding sequence is not what its exons hold
    between the first and the last coding base (a programmed frameshift, a gap against the genome),
    so that no protein can be predicted from the genome.
    """

    MANE_SELECT = 1
    MANE_PLUS = 2
    CANONICAL = 4
    START_UNKNOWN = 8
    END_UNKNOWN = 16
    UNEVEN = 32


@dataclass(frozen=True, slots=True)
class Transcripts:
    """t transcripts of g genes on primary contigs, in order of contig, start, end and name.

    Positions are 0-based half-open on the genome. An array of edges has one entry more than what
    it divides: transcript i has exons `exon_edges[i]` to `exon_edges[i + 1]`.

    gene_id, symbol, hgnc_id: (g) texts, "" where the source has none.
    name: (t) accession, with its version where it has one. protein: (t) accession, or "".
    gene: (t) int32, index. biotype: (t) int16, index of `biotypes`. contig: (t) int8, code.
    strand: (t) int8, 1 or -1. start, end: (t) int32. marks: (t) uint16, of `Mark`.
    exon_edges: (t + 1) int32. exon_start, exon_end: (e) int32, ascending within a transcript.
    coding_start, coding_end: (t) int32, first coding base and the end of the last, the stop codon
    within them; -1 where a transcript codes for nothing.
    phase: (t) int8, coding bases before the first whole codon: 0, 1 or 2.
    recoded_edges: (t + 1) int32. recoded: (r) int32, the place of the first base, along the
    transcript, of each codon UGA that is read as selenocysteine.
    """

    assembly: Assembly
    gene_id: Bases
    symbol: Bases
    hgnc_id: Bases
    name: Bases
    protein: Bases
    biotypes: tuple[str, ...]
    gene: Int32
    biotype: Int16
    contig: Int8
    strand: Int8
    start: Int32
    end: Int32
    marks: UInt16
    exon_edges: Int32
    exon_start: Int32
    exon_end: Int32
    coding_start: Int32
    coding_end: Int32
    phase: Int8
    recoded_edges: Int32
    recoded: Int32

    def __len__(self) -> int:
        return len(self.gene)

    def exons(self, transcript: int) -> list[tuple[int, int]]:
        """Start and end of each exon of one transcript, in the genome's order."""
        low, high = self.exon_edges[transcript : transcript + 2]
        starts, ends = self.exon_start[low:high].tolist(), self.exon_end[low:high].tolist()
        return list(zip(starts, ends, strict=True))
