"""A VCF on its way through: its lines as they are, and the normalised alleles that they speak of.

Nothing is split, dropped or rewritten here: whoever annotates needs every line, and beside it the
key of each of its alternatives. BCF comes as the text of its VCF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from samvar.formats import stream
from samvar.formats.abreast import abreast, threads
from samvar.formats.fasta import Reference
from samvar.formats.vcf import fast, kernel, odd, opening
from samvar.formats.vcf.header import Header
from samvar.formats.vcf.lines import Lines
from samvar.model.calls import Bool, Int8, Int32, Int64
from samvar.model.genome import Assembly

T = TypeVar("T")


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
    reference: the genome by which it is normalised; None where none was at hand.
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
        self._pool = threads("vcf")
        is_bcf = odd.is_bcf(path)
        text = stream.ahead(odd.bcf_text(path)) if is_bcf else stream.chunks(path, self._pool)
        self._lines = Lines(text, self.name)
        self.head = self._lines.header()
        self.header = Header.parse(self.head, self.name)
        decided, _ = self.header.decide(assembly, self.name)
        found = None if reference is None else reference(decided)
        self.assembly, self.assembly_from = opening.decide(
            self.header, self.name, assembly, found, assert_normalised=assert_normalised
        )
        self.reference = found
        self._asserted = assert_normalised
        self._content, self._layout = opening.ground(found)
        self._lengths = opening.lengths_of(self.assembly)
        self._names = opening.names_of(self.header, self.assembly)

    def each(self, make: Callable[[Passing], T]) -> Iterator[T]:
        """What `make` makes of each piece of some megabytes of text, in the file's order.

        Pieces are read and made by threads side by side; `make` has to be safe for that.

        Raises:
            BadFile, ReferenceMismatch, UnknownAssembly, NotNormalised: with the line.
        """
        jobs = (partial(self._job, make, *block) for block in self._lines.blocks())
        found = abreast(self._pool, jobs)
        try:
            yield from found
        finally:
            found.close()
            self._pool.shutdown()

    def _job(self, make: Callable[[Passing], T], raw: bytes, first_line: int) -> T:
        return make(self._piece(raw, first_line))

    def _piece(self, raw: bytes, first_line: int) -> Passing:
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
        return Passing(block, own, aligned.contig, aligned)
