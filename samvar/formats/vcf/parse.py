"""All that can be said of one block of lines without those before it: threads do it abreast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.formats.vcf import fast, genotype, kernel, reach_kernel
from samvar.formats.vcf.words import Text
from samvar.model.calls import Bool, Int8, Int32, Int64
from samvar.model.errors import BadFile, SamvarError

EAGER_CELLS = 4 << 20
"""Rows x samples up to which genotypes are read with the block; more are read span by span."""


@dataclass(slots=True)
class Cover:
    """The lines of a gVCF that say what was seen, n, and how well: (n, samples) each.

    whole: every allele of the genotype was called. gq, dp: -1 = not given; None: in no line.
    """

    lines: Int64
    whole: Bool
    gq: Int32 | None
    dp: Int32 | None


@dataclass(slots=True)
class Parsed:
    """One block. `rows` are its alternatives that are sequences on a primary contig.

    aligned: of these rows, or why they cannot be. wanted: whether DP, GQ and AD are given.
    genotypes: of these rows; None where there are too many cells, or one of them is wrong.
    stretches: contig, start and end of the records, those that touch joined. cover: None where
    the file was not known to be a gVCF, or a genotype is wrong.
    """

    block: fast.Block
    rows: Int32
    aligned: fast.Alleles | SamvarError
    wanted: tuple[bool, bool, bool]
    genotypes: fast.Genotypes | None
    stretches: tuple[Int8, Int32, Int32]
    cover: Cover | None


class Parser:
    """What is known of a file before its records, for the work on each of its blocks.

    is_gvcf: set once the first block has told; blocks that are begun before lack their cover.
    """

    def __init__(
        self,
        file: str,
        columns: int,
        names: fast.Names,
        lengths: Int64,
        reference: tuple[Text, Int64],
        take: Int32,
        samples: int,
    ) -> None:
        """reference: content and layout, see `align.align_rows`. take: see `genotype`."""
        self.file = file
        self.columns = columns
        self.names = names
        self.lengths = lengths
        self.reference = reference
        self.take = take
        self.samples = samples
        self.is_gvcf = False

    def __call__(self, raw: bytes, first_line: int) -> Parsed:
        """Parse whole lines.

        Raises:
            BadFile: see `fast.index`. Other faults wait in what is returned: they come after those
                of what stands before.
        """
        block = fast.index(raw, first_line, self.columns, self.names, self.lengths, self.file)
        rows = block.rows
        if block.kinds[:, kernel.SEQUENCE].sum() < len(rows):
            rows = rows[rows[:, kernel.KIND] == kernel.SEQUENCE]
        aligned: fast.Alleles | SamvarError
        try:
            aligned = fast.align_block(block, rows, *self.reference, self.file)
        except SamvarError as error:
            aligned = error
        wanted = genotype.quantities(block.text, block.table, len(block.table))
        if not self.samples:
            wanted = (False, False, False)
        found = self._genotypes(block, rows, wanted)
        cover = self._cover(block) if self.is_gvcf else None
        return Parsed(block, rows, aligned, wanted, found, _stretches(block), cover)

    def _genotypes(
        self, block: fast.Block, rows: Int32, wanted: tuple[bool, bool, bool]
    ) -> fast.Genotypes | None:
        if len(rows) * self.samples > EAGER_CELLS:
            return None
        try:
            return self.genotypes(block, rows, (0, len(rows)), wanted)
        except BadFile:
            return None

    def _cover(self, block: fast.Block) -> Cover | None:
        try:
            return self.cover(block)
        except BadFile:
            return None

    def cover(self, block: fast.Block) -> Cover:
        """What a gVCF's block says of what was seen. Raises BadFile, see `fast.read_genotypes`."""
        lines = np.flatnonzero(block.table[:, kernel.USE] > 0)
        one = np.zeros((len(lines), kernel.ROW_COLUMNS), dtype=np.int32)
        one[:, kernel.LINE] = lines
        dp, gq, _ = genotype.quantities(block.text, block.table, len(block.table))
        found = self.genotypes(block, one, (0, len(lines)), (dp, gq, False), lowest_depth=True)
        whole = (found.called == found.written) & (found.written > 0)
        return Cover(lines, whole, found.gq if gq else None, found.dp if dp else None)

    def genotypes(
        self,
        block: fast.Block,
        rows: Int32,
        span: tuple[int, int],
        wanted: tuple[bool, bool, bool],
        *,
        lowest_depth: bool = False,
    ) -> fast.Genotypes:
        """Genotypes of rows `span` of a block. Raises BadFile, see `fast.read_genotypes`."""
        return fast.read_genotypes(
            block, rows, span, self.take, self.samples, wanted, self.file,
            lowest_depth=lowest_depth,
        )  # fmt: skip


def _stretches(block: fast.Block) -> tuple[Int8, Int32, Int32]:
    lines = len(block.table)
    contig = np.empty(lines, dtype=np.int8)
    start, end = np.empty(lines, dtype=np.int32), np.empty(lines, dtype=np.int32)
    count = reach_kernel.record_stretches(block.table, lines, contig, start, end)
    return contig[:count], start[:count], end[:count]
