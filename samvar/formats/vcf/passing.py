"""A VCF on its way through: its lines as they are, and the normalised alleles that they speak of.

Nothing is split, dropped or rewritten here: whoever annotates needs every line, and beside it the
key of each of its alternatives. BCF comes as the text of its VCF.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samvar.formats import stream
from samvar.formats.fasta import Reference
from samvar.formats.vcf import fast, kernel, odd, opening
from samvar.formats.vcf.header import Header
from samvar.formats.vcf.lines import Lines
from samvar.model.calls import Bool, Int8, Int32, Int64
from samvar.model.genome import Assembly


@dataclass(slots=True)
class Passing:
    """Some whole lines of a file, and the alleles in them that are sequences on primary contigs.

    own: (n) index of each such allele among `block.rows`; the other arrays of `aligned` lie
    likewise. contig: (n) int8, its code.
    """

    block: fast.Block
    own: Int64
    contig: Int8
    aligned: fast.Alleles

    def __len__(self) -> int:
        return len(self.own)

    def alleles_of(self, wanted: Bool) -> list[tuple[str, str]]:
        """REF and ALT in words of those alleles, n marks, that are wanted."""
        which = np.flatnonzero(wanted)
        return list(zip(self.aligned.ref.take(which), self.aligned.alt.take(which), strict=True))


class PassingFile:
    """One file, read once from front to back.

    head: the header's lines as they came, without line ends; the `#CHROM` line last.
    """

    def __init__(
        self,
        path: Path,
        *,
        assembly: Assembly | None = None,
        reference: Callable[[Assembly], Reference | None] | None = None,
        assert_normalised: bool = False,
    ) -> None:
        """assembly, assert_normalised: as `read.open_vcf`. reference: finds the mounted genome of
        the file's assembly, if there is one.

        Raises: as `read.open_vcf`.
        """
        self.name = path.name
        text = odd.bcf_text(path) if odd.is_bcf(path) else stream.chunks(path)
        self._lines = Lines(text, self.name)
        self.head = self._lines.header()
        self.header = Header.parse(self.head, self.name)
        decided, _ = self.header.decide(assembly, self.name)
        found = None if reference is None else reference(decided)
        self.assembly, self.assembly_from = opening.decide(
            self.header, self.name, assembly, found, assert_normalised=assert_normalised
        )
        self._asserted = assert_normalised
        self._content, self._layout = opening.ground(found)
        self._lengths = opening.lengths_of(self.assembly)
        self._names = opening.names_of(self.header, self.assembly)

    def pieces(self) -> Iterator[Passing]:
        """The records in order, some megabytes of text at a time; inflated by a thread of its own.

        Raises:
            BadFile, ReferenceMismatch, UnknownAssembly, NotNormalised: with the line.
        """
        source = stream.ahead(self._lines.blocks())
        try:
            yield from self._pieces(source)
        finally:
            source.close()

    def _pieces(self, source: Generator[tuple[bytes, int]]) -> Iterator[Passing]:
        for raw, first_line in source:
            block = fast.index(
                raw, first_line, self.header.columns, self._names, self._lengths, self.name
            )
            if block.beyond >= 0:
                raise opening.beyond(block, self.assembly, self.name)
            own = np.flatnonzero(block.rows[:, kernel.KIND] == kernel.SEQUENCE)
            rows: Int32 = block.rows if len(own) == len(block.rows) else block.rows[own]
            aligned = fast.align_block(block, rows, self._content, self._layout, self.name)
            if not self._asserted and not aligned.reached.all():
                row = int(np.flatnonzero(~aligned.reached)[0])
                raise opening.out_of_reach(block, int(rows[row, kernel.LINE]), self.name)
            yield Passing(block, own, aligned.contig, aligned)
