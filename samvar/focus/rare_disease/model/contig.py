"""The variants of one contig in a family's file, as the models need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samvar.formats.vcf.fast import Genotypes
from samvar.model.calls import Bool, Int8, Int16, Int32


@dataclass(slots=True)
class Contig:
    """The lines of one contig, in order, and their alternatives.

    code: of the contig; 0 for sequences that samvar does not keep, which have no alternatives.
    genes: of each line, as numbers. reduced: (lines) in a gene of reduced penetrance.
    scores: (lines, plugins), or no plugins. heads: of each line, `CHROM POS ID REF ALT`.
    ends: of lines with a symbolic allele, what genmod's name of the variant ends in.
    first_line: its number in the file. line: (r) of each alternative, among these.
    names: of the genes, as the file writes them, with their numbers.
    """

    code: int
    first_line: int
    lines: int
    genes: list[frozenset[int]]
    reduced: Bool
    scores: Int16
    heads: list[bytes]
    ends: dict[int, str]
    line: Int32
    number: Int32
    position: Int32
    genotypes: Genotypes
    haplotype: Int8
    phase_set: Int32
    names: Mapping[bytes, int] = field(default_factory=dict)
