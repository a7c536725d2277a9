"""The variants of a contig in a family's file, or of several, as the models need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samvar.formats.vcf.fast import Genotypes
from samvar.model.calls import Bool, Int8, Int16, Int32


@dataclass(slots=True)
class Contig:
    """The lines of one contig, in order, and their alternatives; or of a whole small file.

    codes: (lines) of their contigs; 0 for sequences that samvar does not keep, which have no
    alternatives. genes: of each line, as numbers, which are of one contig each. reduced: (lines)
    in a gene of reduced penetrance. scores: (lines, plugins), or no plugins. heads: of each line,
    `CHROM POS ID REF ALT`. ends: of lines with a symbolic allele, what genmod's name of the variant
    ends in. first_line: its number in the file. line: (r) of each alternative, among these.
    names: of the genes, as the file writes them, with their numbers; of the last contig.
    """

    codes: Int8
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

    @property
    def code(self) -> int:
        """The contig's, where there is one."""
        return int(self.codes[0]) if len(self.codes) else 0
