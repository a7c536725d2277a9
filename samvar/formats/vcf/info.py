"""Compiled: lines of a VCF with fields added to INFO; everything else of them as it was.

The twin in the tests is pysam, record by record.
Source: VCF 4.5 (samtools/hts-specs), section 1.6.1, field 8.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR0912, PLR0915, PLR1714, SIM110

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import BLANK, CONTIG, END, INFO0, INFO1, LINE, START
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int32, Int64

COUNT, RATIO, DIFFERENCE = range(3)
"""What a field tells of columns a and b: a itself, a / b, or a - b."""

LONGEST = 12
"""Letters that one value takes at most, with the comma before it."""

Letters = npt.NDArray[np.uint8]


@compiled
def _copy(out: Letters, at: int, text: Text, start: int, end: int) -> int:
    for k in range(end - start):
        out[at + k] = text[start + k]
    return at + end - start


@compiled
def put_number(out: Letters, at: int, value: int) -> int:
    """A whole number, not negative."""
    size = 1
    most = 10
    while value >= most:
        size += 1
        most *= 10
    for k in range(size):
        out[at + size - 1 - k] = 48 + value % 10
        value //= 10
    return at + size


@compiled
def _put_ratio(out: Letters, at: int, a: int, b: int) -> int:
    """a / b for 0 <= a <= b, b > 0, as C writes it by %g: six digits, ties to even.

    Whole numbers all the way: what is written is the fraction rounded, not a rounded double.
    """
    if a == 0 or a == b:
        out[at] = 49 if a else 48
        return at + 1
    top, shift = a, 0  # digits = a * 10^shift / b lies in 100,000 .. 999,999
    while top < b * 100_000:
        top *= 10
        shift += 1
    digits, rest = top // b, top % b
    if 2 * rest > b or (2 * rest == b and digits % 2 == 1):
        digits += 1
        if digits == 1_000_000:
            digits = 100_000
            shift -= 1
    if digits == 100_000 and shift == 5:
        out[at] = 49
        return at + 1
    exponent = shift - 5  # the first digit stands at 10^-exponent
    size = 6
    while digits % 10 == 0:
        digits //= 10
        size -= 1
    if exponent <= 4:
        out[at], out[at + 1] = 48, 46
        at += 2
        for _ in range(exponent - 1):
            out[at] = 48
            at += 1
        return put_number(out, at, digits)
    if size > 1:
        # The digits are written one place to the right; then the first is moved before the point.
        put_number(out, at + 1, digits)
        out[at] = out[at + 1]
        out[at + 1] = 46
        at += size + 1
    else:
        out[at] = 48 + digits
        at += 1
    out[at], out[at + 1] = 101, 45
    at += 2
    if exponent < 10:
        out[at] = 48
        at += 1
    return put_number(out, at, exponent)


@compiled
def _begins(text: Text, at: int, end: int, own: Text) -> bool:
    if end - at < len(own):
        return False
    for k in range(len(own)):
        if text[at + k] != own[k]:
            return False
    return True


@compiled
def _put_kept(out: Letters, at: int, text: Text, start: int, end: int, own: Text) -> int:
    """INFO without the items whose keys begin with `own`, else letter for letter; a lone dot is
    nothing."""
    if end - start == 1 and text[start] == 46:
        return at
    mine = _begins(text, start, end, own)
    for k in range(start, end):
        if text[k] == 59 and _begins(text, k + 1, end, own):
            mine = True
            break
    if not mine:
        return _copy(out, at, text, start, end)
    first = at
    item = start
    while item < end:
        stop = item
        while stop < end and text[stop] != 59:
            stop += 1
        if stop > item and not _begins(text, item, stop, own):
            if at > first:
                out[at] = 59
                at += 1
            at = _copy(out, at, text, item, stop)
        item = stop + 1
    return at


@compiled
def _is_known(values: Int32, row: int, kind: int, a: int, b: int) -> bool:
    if values[row, a] < 0:
        return False
    return kind == COUNT or (values[row, b] > 0 if kind == RATIO else values[row, b] >= 0)


@compiled
def write_lines(
    text: Text,
    table: Int32,
    rows: Int32,
    lines: int,
    values: Int32,
    plan: Int32,
    names: Text,
    name_ends: Int32,
    own: Text,
    key: Text,
    items: Text,
    item_edges: Int64,
    out: Letters,
) -> int:
    """Write the lines with their new fields to `out`; returns how many bytes that are.

    rows: all alternatives, those of a line one after another. values: (rows, columns) int32,
    negative where nothing is known. plan: (fields, 3), what each tells and its columns. names:
    `KEY=` of each field, end to end. own: items whose key begins so were written by us before,
    and go. A field of which no alternative of a line has anything is left out of that line.
    key, items, item_edges: `KEY=` of a field that is text, and what it holds for each row, end to
    end; those of a line are joined by commas. No edges: there is no such field.
    Empty lines go; line ends become line feeds.
    """
    at = r = 0
    for line in range(lines):
        row = table[line]
        while r < len(rows) and rows[r, LINE] < line:
            r += 1
        if row[CONTIG] == BLANK:
            continue
        stop = r
        while stop < len(rows) and rows[stop, LINE] == line:
            stop += 1
        at = _copy(out, at, text, row[START], row[INFO0])
        info = at
        at = _put_kept(out, at, text, row[INFO0], row[INFO1], own)
        start = 0
        for field in range(len(plan)):
            kind, a, b = plan[field, 0], plan[field, 1], plan[field, 2]
            some = False
            for k in range(r, stop):
                if _is_known(values, k, kind, a, b):
                    some = True
                    break
            if some:
                if at > info:
                    out[at] = 59
                    at += 1
                at = _copy(out, at, names, start, name_ends[field])
                for k in range(r, stop):
                    if k > r:
                        out[at] = 44
                        at += 1
                    one, other = int(values[k, a]), int(values[k, b])
                    if not _is_known(values, k, kind, a, b):
                        out[at] = 46
                        at += 1
                    elif kind == RATIO:
                        at = _put_ratio(out, at, one, other)
                    elif kind == DIFFERENCE:
                        at = put_number(out, at, one - other)
                    else:
                        at = put_number(out, at, one)
            start = name_ends[field]
        begun = False
        for k in range(r, min(stop, len(item_edges) - 1)):
            if item_edges[k + 1] > item_edges[k]:
                if begun:
                    out[at] = 44
                    at += 1
                else:
                    if at > info:
                        out[at] = 59
                        at += 1
                    at = _copy(out, at, key, 0, len(key))
                    begun = True
                at = _copy(out, at, items, item_edges[k], item_edges[k + 1])
        if at == info:
            out[at] = 46
            at += 1
        at = _copy(out, at, text, row[INFO1], row[END])
        out[at] = 10
        at += 1
        r = stop
    return at
