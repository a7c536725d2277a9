"""Compiled: on which copy of the chromosome a phased genotype has its alternative."""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR1714, SIM109

from __future__ import annotations

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.fast import Block
from samvar.formats.vcf.kernel import END, FORMAT0, FORMAT1, LINE, NUMBER
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int8, Int32

WHOLE_CONTIG = -2
"""Phased, and no phase set is named: one set for the whole contig (VCF 4.5, section 1.6.2, PS)."""
GT, PS, PGT, PID = range(4)


@compiled
def _places(text: Text, start: int, end: int, places: Int32) -> None:
    places[:] = -1
    place = 0
    while start < end:
        stop = start
        while stop < end and text[stop] != 58:
            stop += 1
        a, b = text[start], text[min(start + 1, end - 1)]
        if stop - start == 2:
            if a == 71 and b == 84:
                places[GT] = place
            elif a == 80 and b == 83:
                places[PS] = place
        elif stop - start == 3 and a == 80:
            c = text[start + 2]
            if b == 71 and c == 84:
                places[PGT] = place
            elif b == 73 and c == 68:
                places[PID] = place
        start = stop + 1
        place += 1


@compiled
def _copy_of(text: Text, start: int, end: int, number: int) -> int:
    """1 or 2 where a phased diploid genotype has the allele once, on that copy; else 0."""
    bar = start
    while bar < end and text[bar] != 124:
        bar += 1
    if bar == end or bar == start:
        return 0
    first = second = 0
    for k in range(start, bar):
        if text[k] < 48 or text[k] > 57:
            return 0
        first = first * 10 + (text[k] - 48)
    if bar + 1 == end:
        return 0
    for k in range(bar + 1, end):
        if text[k] < 48 or text[k] > 57:
            return 0
        second = second * 10 + (text[k] - 48)
    if (first == number) == (second == number):
        return 0
    return 1 if first == number else 2


@compiled
def _hash(text: Text, start: int, end: int) -> int:
    """A phase set as a number that is not negative: its own where it is a number, else a hash."""
    value = 0
    digits = end - start < 10
    for k in range(start, end):
        digits = digits and 48 <= text[k] <= 57
        value = value * 10 + (text[k] - 48)
    if digits:
        return value
    hashed = np.uint32(2166136261)  # FNV-1a
    for k in range(start, end):
        hashed = np.uint32((hashed ^ np.uint32(text[k])) * np.uint32(16777619))
    return int(hashed & np.uint32(0x7FFFFFFF))


@compiled
def _read(text: Text, table: Int32, rows: Int32, take: Int32, copies: Int8, sets: Int32) -> None:
    places = np.empty(4, dtype=np.int32)
    spans = np.empty((4, 2), dtype=np.int32)
    for r in range(len(rows)):
        line, number = rows[r, LINE], rows[r, NUMBER]
        f0, f1 = int(table[line, FORMAT0]), int(table[line, FORMAT1])
        if f1 <= f0:
            continue
        _places(text, f0, f1, places)
        end = int(table[line, END])
        at = f1 + 1
        for column in range(len(take)):
            sample = take[column]
            spans[:] = -1
            place = 0
            while at < end and text[at] != 9:
                start = at
                while at < end and text[at] != 9 and text[at] != 58:
                    at += 1
                for key in range(4):
                    if places[key] == place:
                        spans[key, 0], spans[key, 1] = start, at
                place += 1
                if at < end and text[at] == 58:
                    at += 1
            at += 1
            if sample < 0 or spans[GT, 0] < 0:
                continue
            copy = _copy_of(text, spans[GT, 0], spans[GT, 1], number)
            key = PS
            if copy == 0 and spans[PGT, 0] >= 0:
                copy = _copy_of(text, spans[PGT, 0], spans[PGT, 1], number)
                key = PID
            start, stop = spans[key, 0], spans[key, 1]
            named = start >= 0 and stop > start and not (stop - start == 1 and text[start] == 46)
            if key == PID and not named:
                copy = 0
            copies[r, sample] = copy
            if copy > 0:
                sets[r, sample] = _hash(text, start, stop) if named else WHOLE_CONTIG


def read_phase(block: Block, take: Int32, samples: int) -> tuple[Int8, Int32]:
    """(rows, samples) the copy that has each alternative, 1 or 2 (0: not known), and its phase set.

    take: the output sample of each sample column, -1 = not wanted. Sets of one sample and contig
    are the same where the caller says so by PS, or by GATK's PGT and PID (then the genotype itself
    is not phased); -1 where nothing is phased.
    """
    shape = len(block.rows), samples
    copies = np.zeros(shape, dtype=np.int8)
    sets = np.full(shape, -1, dtype=np.int32)
    _read(block.text, block.table, block.rows, take, copies, sets)
    return copies, sets
