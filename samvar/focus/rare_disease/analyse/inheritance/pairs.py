"""Pairs of variants in one gene, judged once for all variants whose family looks alike.

A gene of a genome has thousands of heterozygous variants and a handful of different patterns
among a family's genotypes. So variants of one gene with one pattern are a class, pairs of classes
are judged, and no pair of variants is looked at before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samvar.model.calls import Bool, Int8, Int32, Int64
from samvar.model.distinct import numbered


@dataclass(frozen=True, slots=True)
class GeneRows:
    """Which variants lie in which genes: n pairs of a row and a gene's number, both int32."""

    rows: Int32
    genes: Int32

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, genes: Sequence[Collection[int]]) -> GeneRows:
        """From the genes of each variant.

        >>> GeneRows.of([[7], [], [7, 8]]).rows.tolist()
        [0, 2, 2]
        """
        counts = [len(each) for each in genes]
        flat = [gene for each in genes for gene in each]
        rows = np.repeat(np.arange(len(genes), dtype=np.int32), counts)
        return cls(rows, np.array(flat, dtype=np.int32))

    def among(self, wanted: Bool) -> GeneRows:
        """Only of variants (v) that are wanted."""
        kept = wanted[self.rows]
        return GeneRows(self.rows[kept], self.genes[kept])


class Classes:
    """Classes of variants by gene and pattern, and the pairs of classes in one gene.

    first: (c) a row of each class. one, other: (p) the classes of each pair, `one` before `other`
    or the same where a class has several variants.
    """

    def __init__(self, inside: GeneRows, pattern: Int64) -> None:
        """inside: of the candidates only. pattern: (v) the number of each variant's pattern."""
        own = pattern[inside.rows].astype(np.int64)
        code = numbered([inside.genes.astype(np.int64), own]) if len(inside) else own
        order = np.lexsort((inside.rows, code))
        self._members = inside.rows[order]
        self._size = np.bincount(code) if len(code) else np.zeros(0, dtype=np.int64)
        self._start = np.concatenate(([0], np.cumsum(self._size))).astype(np.int64)
        self.first: Int32 = self._members[self._start[:-1]]
        self._class_of = code
        self._row_of = inside.rows
        gene = inside.genes[order][self._start[:-1]]
        self.one, self.other = _within(gene, self._size)

    def reduce(self, values: Int32, rows: int) -> Int32:
        """(v) the highest value of all pairs of each variant, -1 where it has none.

        values: (p) of each pair, not negative.
        """
        best = np.full(len(self._size), -1, dtype=np.int32)
        np.maximum.at(best, self.one, values)
        np.maximum.at(best, self.other, values)
        found = np.full(rows, -1, dtype=np.int32)
        np.maximum.at(found, self._row_of, best[self._class_of])
        return found

    def partners(self, good: Bool) -> Partners:
        """Who pairs with whom. good: (p) pairs that count."""
        return Partners(self, self.one[good], self.other[good])

    def members(self, number: int) -> Int32:
        """The rows of a class, in order."""
        return self._members[self._start[number] : self._start[number + 1]]

    def of_row(self) -> tuple[Int32, Int64]:
        """Rows and their classes, one pair for each gene of a row."""
        return self._row_of, self._class_of


class Partners:
    """For each variant the variants that make a pair with it."""

    def __init__(self, classes: Classes, one: Int64, other: Int64) -> None:
        self._classes = classes
        self._known: dict[int, Int32] = {}
        both = one != other
        start = np.concatenate((one, other[both]))
        end = np.concatenate((other, one[both]))
        order = np.argsort(start, kind="stable")
        self._from, self._to = start[order], end[order]

    def classes_of(self, row: int) -> tuple[int, ...]:
        """The classes of one variant: all of the same classes have the same partners, each less
        itself."""
        return self._by_row.get(row, ())

    @cached_property
    def _by_row(self) -> dict[int, tuple[int, ...]]:
        rows, numbers = self._classes.of_row()
        found: dict[int, tuple[int, ...]] = {}
        for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
            found[row] = (*found.get(row, ()), number)
        return found

    def together(self, row: int) -> Int32:
        """Rows that pair with the classes of one variant, in order, each once; itself among them
        where two of its class make a pair."""
        numbers = self.classes_of(row)
        if not numbers:
            return np.zeros(0, dtype=np.int32)
        every = self._of_class(numbers[0])
        if len(numbers) > 1:
            every = np.unique(np.concatenate([self._of_class(each) for each in numbers]))
        return every

    def of(self, row: int) -> Int32:
        """Rows of the partners of one variant, in order, each once."""
        every = self.together(row)
        partners: Int32 = every[every != row]
        return partners

    def _of_class(self, number: int) -> Int32:
        """Rows of the partners of all variants of a class; found once, for all of them."""
        known = self._known.get(number)
        if known is None:
            others = self._to[slice(*np.searchsorted(self._from, [number, number + 1]))]
            rows = [self._classes.members(int(other)) for other in others]
            known = np.sort(np.concatenate([np.zeros(0, dtype=np.int32), *rows]))
            self._known[number] = known
        return known

    def highest(self, values: Int32) -> Int32:
        """(v) the highest value among each variant's partners; the least int32 for no partner."""
        least = np.iinfo(np.int32).min
        rows, numbers = self._classes.of_row()
        count = int(numbers.max()) + 1 if len(numbers) else 0
        top = np.full(count, least, dtype=np.int64)
        np.maximum.at(top, numbers, values[rows].astype(np.int64))
        is_top = values[rows] == top[numbers]
        tops = np.bincount(numbers, is_top, minlength=count)
        second = np.full(count, least, dtype=np.int64)
        below = ~is_top
        np.maximum.at(second, numbers[below], values[rows[below]].astype(np.int64))
        other = np.full(count, least, dtype=np.int64)
        apart = self._from != self._to
        np.maximum.at(other, self._from[apart], top[self._to[apart]])
        own = np.zeros(count, dtype=bool)
        own[self._from[~apart]] = True
        alone = is_top & (tops[numbers] < 2)
        inside = np.where(alone, second[numbers], top[numbers])
        best = np.maximum(other[numbers], np.where(own[numbers], inside, least))
        found = np.full(len(values), least, dtype=np.int64)
        np.maximum.at(found, rows, best)
        return found.astype(np.int32)


def _within(gene: Int32, size: Int64) -> tuple[Int64, Int64]:
    """All pairs of classes of one gene; a class with itself where it has several variants.

    gene: (c) ascending.
    """
    count = len(gene)
    if not count:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    edges = np.append(np.flatnonzero(np.append(True, gene[1:] != gene[:-1])), count)
    last = np.repeat(edges[1:], np.diff(edges))
    here = np.arange(count)
    many = last - here
    one = np.repeat(here, many)
    other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + one
    kept = (one != other) | (size[one] > 1)
    return one[kept], other[kept]


def as_wide(column: Int8 | Int32 | Bool) -> Int64:
    """A column for `numbered`; -1 becomes 0."""
    return column.astype(np.int64) + 1
