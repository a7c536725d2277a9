"""A family's VCF, contig by contig."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from samvar.focus.rare_disease.analyse.rank_model.columns import Scorer, Seen
from samvar.focus.rare_disease.intake.contig import GeneSource, Together, codes_of, gathered, runs
from samvar.focus.rare_disease.model.contig import Contig
from samvar.formats.vcf import kernel
from samvar.formats.vcf.kin import KinBlock

T = TypeVar("T")
_NAMED_BY = ("END", "SVLEN")


class Blocks(Protocol):
    """A file that is read block after block: a `KinFile`, or what stands before one."""

    @property
    def name(self) -> str: ...
    def looked(
        self, samples: Sequence[str], keys: Sequence[str], look: Callable[[KinBlock], T]
    ) -> Iterator[tuple[KinBlock, T]]: ...


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
    """Each contig whole, in the file's order; or all of them at once, where the blocks are held.

    held: takes each block that was read, for whoever needs the lines again.

    Raises:
        BadFile: a record cannot be read, or the records of a contig do not stand together.
    """
    reader = _Reader(wanted)
    together = Together(file.name)
    pieces: list[Contig] = []
    for block, seen in file.looked(wanted.samples, wanted.keys, reader.look):
        stretches = [
            (start, end, together.see(code, block.block.first_line + start))
            for code, start, end in runs(block.block)
        ]
        reader.take(block, seen)
        if held is not None:
            held.append(block)
            if stretches:
                pieces.append(reader.piece(stretches))
            continue
        for stretch in stretches:
            if stretch[-1] and pieces:
                yield gathered(pieces)
                pieces = []
            pieces.append(reader.piece([stretch]))
    if pieces:
        yield gathered(pieces)


class _Seen(NamedTuple):
    """What a thread found in a block: genes of its lines by name, and what a scorer looks at."""

    names: list[tuple[bytes, ...]]
    every: list[tuple[bytes, ...]]
    scored: Seen | None


class _Reader:
    """Makes pieces of blocks; numbers of genes are those of one contig."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._genes: dict[bytes, int] = {}
        self._sets: dict[tuple[bytes, ...], frozenset[int]] = {}
        self._numbers = 0
        self._block: KinBlock
        keys = wanted.keys
        own = () if wanted.scorer is None else wanted.scorer.keys
        self._gene_key = keys.index(wanted.source.key)
        self._score_keys = [keys.index(key) for key in own]
        self._end_keys = [keys.index(key) for key in _NAMED_BY]

    def look(self, block: KinBlock) -> _Seen:
        """Look at a block; several threads may, and nothing is kept here."""
        source, scorer = self._wanted.source, self._wanted.scorer
        names = source.names(block, self._gene_key, every=False)
        every = source.names(block, self._gene_key, every=True) if self._wanted.reduced else []
        if scorer is None:
            return _Seen(names, every, None)
        spans = np.ascontiguousarray(block.spans[:, self._score_keys])
        return _Seen(names, every, scorer.look(block.raw, block.block, spans))

    def take(self, block: KinBlock, seen: _Seen) -> None:
        """The block whose pieces are wanted now."""
        self._block, self._names = block, seen.names
        self._reduced = np.zeros(block.lines, dtype=bool)
        if seen.every:
            wanted = self._wanted.reduced
            self._reduced[:] = [not wanted.isdisjoint(names) for names in seen.every]
        self._scores = np.zeros((block.lines, 0), dtype=np.int16)
        if self._wanted.scorer is not None and seen.scored is not None:
            self._scores = self._wanted.scorer.score(seen.scored)

    def _numbered(self, names: tuple[bytes, ...]) -> frozenset[int]:
        """Genes as numbers; of the same genes the same set, since neighbours share them."""
        known = self._sets.get(names)
        if known is None:
            for name in names:
                if name not in self._genes:
                    self._genes[name] = self._numbers
                    self._numbers += 1
            known = frozenset([self._genes[name] for name in names])
            self._sets[names] = known
        return known

    def piece(self, stretches: Sequence[tuple[int, int, bool]]) -> Contig:
        """Lines of the block. stretches: that follow each other; first and last line, and whether
        a contig begins there."""
        block = self._block
        start, end = stretches[0][0], stretches[-1][1]
        genes: list[frozenset[int]] = []
        for first, last, begins in stretches:
            if begins:
                self._genes = {}  # a contig that was handed out keeps its own
                self._sets.clear()
            genes += map(self._numbered, self._names[first:last])
        rows = slice(*np.searchsorted(block.line, [start, end]))
        table = block.block.table
        raw = block.raw
        starts = table[start:end, kernel.START].tolist()
        ends = table[start:end, kernel.ALT1].tolist()
        return Contig(
            codes_of(block.block)[start:end],
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
