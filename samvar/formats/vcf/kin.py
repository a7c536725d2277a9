"""A VCF of a family, block after block: genotypes with phase as arrays, INFO as places in the text.

Every line stays as it is, so that whoever adds fields to it can write it again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from samvar.formats import stream
from samvar.formats.abreast import abreast, threads
from samvar.formats.vcf import fast, kernel, odd, opening
from samvar.formats.vcf.header import Header
from samvar.formats.vcf.lines import Lines
from samvar.formats.vcf.phase import read_phase
from samvar.formats.vcf.spans import info_spans
from samvar.model.calls import Int8, Int32
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Assembly

T = TypeVar("T")


@dataclass(slots=True)
class KinBlock:
    """Some whole lines. raw: their bytes. lines: how many. The others are by row, which is one
    alternative of one line on a primary contig: line (r) int32, its line among these; contig,
    position (r); genotypes, haplotype and phase_set (r, samples), as `fast.Genotypes` and
    `phase.read_phase` have them. spans: (lines, keys, 2), where each wanted INFO key's value is.
    """

    raw: bytes
    block: fast.Block
    lines: int
    line: Int32
    contig: Int8
    position: Int32
    genotypes: fast.Genotypes
    haplotype: Int8
    phase_set: Int32
    spans: Int32

    def value(self, line: int, key: int) -> bytes | None:
        """The value of a wanted key; None where the record does not have it."""
        start, end = self.spans[line, key]
        return None if start < 0 else self.raw[start:end]


def _nothing(block: KinBlock) -> None:
    """Nothing is made of a block."""


class KinFile:
    """One VCF or BCF, read once from front to back.

    samples: whose genotypes are read, in this order. keys: of INFO, whose places are told.
    text: some lines of the file with its header, instead of reading it; then `path` is its name.

    Raises:
        BadFile: damaged, not a VCF, or without one of the samples.
        UnknownAssembly: nothing says the assembly, or two disagree.
    """

    def __init__(
        self, path: Path, assembly: Assembly | None = None, text: Generator[bytes] | None = None
    ) -> None:
        self.name = path.name
        self._pool = threads("vcf")
        if text is None:
            is_bcf = odd.is_bcf(path)
            text = stream.ahead(odd.bcf_text(path)) if is_bcf else stream.chunks(path, self._pool)
        self._lines = Lines(text, self.name)
        self.head = self._lines.header()
        self.header = Header.parse(self.head, self.name)
        self.assembly, _ = self.header.decide(assembly, self.name)
        self._lengths = opening.lengths_of(self.assembly)
        self._names = opening.names_of(self.header, self.assembly)

    def declares(self, key: str) -> bool:
        """Whether the header has a line for a key of INFO."""
        begin = f"##INFO=<ID={key},".encode()
        return any(line.startswith(begin) for line in self.head)

    def blocks(self, samples: Sequence[str], keys: Sequence[str]) -> Iterator[KinBlock]:
        """Genotypes of these samples, in this order, and the places of these keys of INFO.

        Blocks are made by threads side by side, and come in the file's order.

        Raises BadFile with the line, and UnknownAssembly for a record beyond its contig.
        """
        for block, _ in self.looked(samples, keys, _nothing):
            yield block

    def looked(
        self, samples: Sequence[str], keys: Sequence[str], look: Callable[[KinBlock], T]
    ) -> Iterator[tuple[KinBlock, T]]:
        """The same blocks, each with what `look` makes of it; the threads look, too."""
        take, wanted = self._columns(samples), tuple(keys)

        def made(raw: bytes, block: fast.Block) -> tuple[KinBlock, T]:
            whole = self._block(take, len(samples), wanted, raw, block)
            return whole, look(whole)

        yield from self._each(made)

    def texts(self, keys: Sequence[str]) -> Iterator[tuple[bytes, fast.Block, Int32]]:
        """Only the lines: their bytes, what stands where, and the places of these keys.

        Raises: as `blocks`.
        """
        wanted = tuple(keys)

        def made(raw: bytes, block: fast.Block) -> tuple[bytes, fast.Block, Int32]:
            return raw, block, info_spans(block.text, block.table, len(block.table), wanted)

        yield from self._each(made)

    def _each(self, make: Callable[[bytes, fast.Block], T]) -> Iterator[T]:
        jobs = (partial(self._job, make, *each) for each in self._lines.blocks())
        found = abreast(self._pool, jobs)
        try:
            yield from found
        finally:
            found.close()
            self._pool.shutdown()

    def _job(self, make: Callable[[bytes, fast.Block], T], raw: bytes, first: int) -> T:
        block = fast.index(raw, first, self.header.columns, self._names, self._lengths, self.name)
        if block.beyond >= 0:
            raise opening.beyond(block, self.assembly, self.name)
        return make(raw, block)

    def _block(
        self, take: Int32, samples: int, keys: tuple[str, ...], raw: bytes, block: fast.Block
    ) -> KinBlock:
        table, rows = block.table, block.rows
        genotypes = fast.read_genotypes(
            block, rows, (0, len(rows)), take, samples, (True, True, True), self.name
        )
        haplotype, phase_set = read_phase(block, take, samples)
        line = np.ascontiguousarray(rows[:, kernel.LINE])
        return KinBlock(
            raw,
            block,
            len(table),
            line,
            table[line, kernel.CONTIG].astype(np.int8),
            table[line, kernel.POS],
            genotypes,
            haplotype,
            phase_set,
            info_spans(block.text, table, len(table), keys),
        )

    def _columns(self, samples: Sequence[str]) -> Int32:
        take = np.full(len(self.header.samples), -1, dtype=np.int32)
        for number, name in enumerate(samples):
            if name not in self.header.samples:
                raise BadFile(
                    "the file has no sample for somebody who was asked for",
                    where=Where(self.name, line=self.header.lines),
                    remedy="name the people of the pedigree as the file names its samples",
                )
            take[self.header.samples.index(name)] = number
        return take
