"""Short tandem repeats: loci by name, alleles by how often their unit stands there."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.model.calls import Int16, Int32


@dataclass(frozen=True, slots=True)
class Locus:
    """A repeat as a caller's catalogue names it; 0-based half-open, the unit as the file has it."""

    name: str
    contig: int
    start: int
    end: int
    unit: str


@dataclass(frozen=True, slots=True)
class RepeatCalls:
    """What one file says of n pairs of a locus and a sample that is called there.

    samples: the file's sample names. locus, sample: (n) indices. units: (n, 2) int32, repeat units
    of each allele, the shorter first; -1 where a sample has one allele. low, high: (n, 2) int32,
    the caller's confidence interval of each, or -1. alleles: (n) int16, 1 or 2.
    """

    samples: tuple[str, ...]
    loci: tuple[Locus, ...]
    locus: Int32
    sample: Int32
    units: Int32
    low: Int32
    high: Int32
    alleles: Int16

    def __len__(self) -> int:
        return len(self.sample)
