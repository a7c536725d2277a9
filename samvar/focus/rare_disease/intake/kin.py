"""A family's VCF, contig by contig."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from samvar.focus.rare_disease.analyse.rank_model.columns import Scorer
from samvar.focus.rare_disease.intake.contig import Gathering, GeneSource, Together, runs
from samvar.focus.rare_disease.model.contig import Contig
from samvar.formats.vcf import kernel
from samvar.formats.vcf.kin import KinBlock

_NAMED_BY = ("END", "SVLEN")


class Blocks(Protocol):
    """A file that is read block after block: a `KinFile`, or what stands before one."""

    @property
    def name(self) -> str: ...
    def blocks(self, samples: Sequence[str], keys: Sequence[str]) -> Iterator[KinBlock]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is gathered. samples: whose genotypes. source: where genes are named.

    reduced: names of genes whose carriers may be healthy. scorer: scores fields of the file.
    more: other keys of INFO whose places are told.
    """

    samples: tuple[str, ...]
    source: GeneSource
    reduced: frozenset[bytes]
    scorer: Scorer | None
    more: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of INFO that are read."""
        own = () if self.scorer is None else self.scorer.keys
        return tuple(dict.fromkeys((self.source.key, *_NAMED_BY, *own, *self.more)))


def contigs(file: Blocks, wanted: Wanted, held: deque[KinBlock] | None = None) -> Iterator[Contig]:
    """Each contig whole, in the file's order.

    held: takes each block that was read, for whoever needs the lines again.

    Raises:
        BadFile: a record cannot be read, or the records of a contig do not stand together.
    """
    reader = _Reader(wanted)
    together = Together(file.name)
    gathering: Gathering | None = None
    for block in file.blocks(wanted.samples, wanted.keys):
        if held is not None:
            held.append(block)
        for code, start, end in runs(block.block):
            first = block.block.first_line + start
            if together.see(code, first):
                if gathering is not None:
                    yield gathering.whole()
                gathering = Gathering(code, first)
                reader.begin()
            if gathering is not None:
                gathering.pieces.append(reader.piece(block, start, end))
    if gathering is not None:
        yield gathering.whole()


class _Reader:
    """Makes pieces of blocks; numbers of genes are those of one contig."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._genes: dict[bytes, int] = {}
        self._sets: dict[tuple[bytes, ...], frozenset[int]] = {}
        self._block: KinBlock | None = None
        keys = wanted.keys
        own = () if wanted.scorer is None else wanted.scorer.keys
        self._gene_key = keys.index(wanted.source.key)
        self._score_keys = [keys.index(key) for key in own]
        self._end_keys = [keys.index(key) for key in _NAMED_BY]

    def begin(self) -> None:
        """A new contig."""
        self._genes = {}  # a contig that was handed out keeps its own
        self._sets.clear()

    def _numbered(self, names: tuple[bytes, ...]) -> frozenset[int]:
        """Genes as numbers; of the same genes the same set, since neighbours share them."""
        known = self._sets.get(names)
        if known is None:
            numbers = self._genes
            known = frozenset([numbers.setdefault(name, len(numbers)) for name in names])
            self._sets[names] = known
        return known

    def piece(self, block: KinBlock, start: int, end: int) -> Contig:
        """Lines `start` to `end` of a block."""
        if block is not self._block:
            self._look(block)
        rows = slice(*np.searchsorted(block.line, [start, end]))
        genes = [self._numbered(names) for names in self._names[start:end]]
        table = block.block.table
        raw = block.raw
        starts = table[start:end, kernel.START].tolist()
        ends = table[start:end, kernel.ALT1].tolist()
        return Contig(
            -1,
            block.block.first_line + start,
            end - start,
            genes,
            self._reduced[start:end],
            self._scores[start:end],
            [raw[a:b] for a, b in zip(starts, ends, strict=True)],
            self._ends(block, start, end),
            block.line[rows] - np.int32(start),
            block.block.rows[rows, kernel.NUMBER],
            block.position[rows],
            block.genotypes.between(rows.start, rows.stop),
            block.haplotype[rows],
            block.phase_set[rows],
            self._genes,
        )

    def _look(self, block: KinBlock) -> None:
        self._block = block
        wanted = self._wanted
        self._names = wanted.source.names(block, self._gene_key, every=False)
        self._reduced = np.zeros(block.lines, dtype=bool)
        if wanted.reduced:
            every = wanted.source.names(block, self._gene_key, every=True)
            self._reduced = np.array(
                [not wanted.reduced.isdisjoint(names) for names in every], dtype=bool
            )
        self._scores = np.zeros((block.lines, 0), dtype=np.int16)
        if wanted.scorer is not None:
            spans = np.ascontiguousarray(block.spans[:, self._score_keys])
            self._scores = wanted.scorer.scores(block.raw, block.block, spans)

    def _ends(self, block: KinBlock, start: int, end: int) -> dict[int, str]:
        """genmod 3.12 names a symbolic allele by its end, or by its length."""
        found = {}
        table = block.block.table
        text = block.block.text
        alts = text[table[start:end, kernel.ALT0]]
        for line in np.flatnonzero(alts == ord("<")).tolist():
            for key, name in zip(self._end_keys, _NAMED_BY, strict=True):
                value = block.value(start + line, key)
                if value:
                    found[line] = f"_{name}{value.decode('utf-8', 'replace')}"
                    break
        return found


def variant_name(head: bytes, end: str = "") -> str:
    """genmod's name of a record: `1_879537_T_C`. head: `CHROM POS ID REF ALT` with tabs between.

    >>> variant_name(b"1\\t879537\\trs1\\tT\\t<DEL>", "_END880000")
    '1_879537_T_DEL_END880000'
    """
    contig, position, _, ref, alt = head.decode("utf-8", "replace").split("\t")[:5]
    return "_".join((contig, position, ref, alt.translate(_PLAIN))) + end


_PLAIN = str.maketrans("", "", "<>[]:")


def names_of(contig: Contig, lines: Sequence[int]) -> list[str]:
    """The names of some lines."""
    return [variant_name(contig.heads[line], contig.ends.get(line, "")) for line in lines]
