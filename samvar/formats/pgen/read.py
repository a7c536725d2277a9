"""Read a .pgen from front to back: the genotypes of one variant after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from samvar.formats.pgen.difflist import UInt8
from samvar.formats.pgen.fault import Malformed, damaged
from samvar.formats.pgen.header import BLOCK, Header, read_header
from samvar.formats.pgen.record import DOSAGE, LD, LD_SWAPPED, Genotypes, categories, genotypes
from samvar.formats.stream import open_binary
from samvar.model.errors import BadFile, Where

_BIALLELIC = 2


class PgenFile:
    """One .pgen, mapped. header: its dimensions. dosages: records whose dosages were left out."""

    def __init__(self, path: Path) -> None:
        """Raises:
        NotFound: no such file. BadFile: not a .pgen, damaged, or of a mode that is not read.
        """
        self.name = path.name
        with open_binary(path) as file:
            size = file.seek(0, 2)
        if size < 3:
            raise BadFile("this is not a .pgen file", where=Where(self.name), why="it is too short")
        self._raw: UInt8 = np.memmap(path, np.uint8, mode="r")
        self.header: Header = read_header(self._raw, self.name)
        self.dosages = 0

    def __iter__(self) -> Iterator[Genotypes]:
        return self.genotypes(())

    def genotypes(self, alleles: Sequence[int]) -> Iterator[Genotypes]:
        """Each variant's. alleles: how many each has, as the .pvar says; () = two, or as the
        header says.

        Raises:
            BadFile: a record is damaged; which one is said.
        """
        header, before = self.header, None
        for number, (kind, start, end) in enumerate(
            zip(header.kind.tolist(), header.start.tolist(), header.end.tolist(), strict=True)
        ):
            if number % BLOCK == 0:
                before = None
            raw = np.asarray(self._raw[start:end])
            told = int(header.alleles[number]) or _BIALLELIC
            many = alleles[number] if alleles else told
            if header.alleles[number] and many != told:
                raise damaged(self.name, "the .pvar has another number of alleles", number)
            try:
                category, at = categories(raw, kind, header.people, before)
                yield genotypes(raw, at, kind, category, many)
            except Malformed as fault:
                raise damaged(self.name, str(fault), number) from None
            if kind & 7 not in (LD, LD_SWAPPED):
                before = category
            self.dosages += bool(kind & DOSAGE)
