"""Compiled: which of many short stretches of a text are the same; each is then looked at once."""

from __future__ import annotations

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import BLANK, CONTIG, END
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int32

NONE = -1


@compiled
def _number(text: Text, spans: Int32, slots: Int32, which: Int32, first: Int32) -> int:
    """slots: a power of two of them, more than there are spans, all below 0."""
    count = 0
    mask = np.uint64(len(slots) - 1)
    for row in range(len(spans)):
        start, end = int(spans[row, 0]), int(spans[row, 1])
        which[row] = -1
        if start < 0:
            continue
        code = np.uint64(14695981039346656037)
        for k in range(start, end):
            code = (code ^ np.uint64(text[k])) * np.uint64(1099511628211)
        at = (code ^ (code >> np.uint64(32))) & mask
        while True:
            known = slots[at]
            if known < 0:
                slots[at] = count
                first[count] = row
                which[row] = count
                count += 1
                break
            other = first[known]
            same = spans[other, 1] - spans[other, 0] == end - start
            if same:
                begin = int(spans[other, 0])
                for k in range(end - start):
                    if text[begin + k] != text[start + k]:
                        same = False
                        break
            if same:
                which[row] = known
                break
            at = (at + np.uint64(1)) & mask
    return count


def alike(text: Text, spans: Int32) -> tuple[Int32, Int32]:
    """(n) the number of each stretch among the different ones, `NONE` where there is none; and
    (different) which stretch is the first of each.

    spans: (n, 2) start and end; a start below 0 is nothing.

    >>> text = np.frombuffer(b"ab,b,ab", dtype=np.uint8)
    >>> numbers, first = alike(text, np.array([[0, 2], [3, 4], [-1, 0], [5, 7]], np.int32))
    >>> numbers.tolist(), first.tolist()
    ([0, 1, -1, 0], [0, 1])
    """
    n = len(spans)
    slots = np.full(1 << max((2 * n).bit_length(), 4), -1, dtype=np.int32)
    which, first = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    count = _number(text, spans, slots, which, first)
    return which, first[:count]


@compiled
def _field(text: Text, table: Int32, begin: int, skip: int, found: Int32) -> None:
    for line in range(len(table)):
        if table[line, CONTIG] == BLANK:
            found[line, 0] = found[line, 1] = -1
            continue
        at, stop = table[line, begin], table[line, END]
        for _ in range(skip):
            while at < stop and text[at] != 9:
                at += 1
            at += 1
        start = at
        while at < stop and text[at] != 9:
            at += 1
        found[line, 0], found[line, 1] = start, at


def field_spans(text: Text, table: Int32, begin: int, skip: int) -> Int32:
    """(lines, 2) one whole field of each line. begin: the column of `table` that says where the
    search begins; skip: how many tabs lie before the field from there. An empty line has none."""
    found = np.empty((len(table), 2), dtype=np.int32)
    _field(text, table, begin, skip, found)
    return found
