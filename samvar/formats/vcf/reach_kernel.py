"""Compiled: how far the lines that `kernel` has found reach along their contig."""

from __future__ import annotations

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import CONTIG, INFO0, INFO1, MOST, POS, REF0, REF1, USE
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int8, Int32


@compiled
def record_stretches(table: Int32, lines: int, contig: Int8, start: Int32, end: Int32) -> int:
    """The lines' own stretches, those that follow and touch already joined; returns how many."""
    count = 0
    for line in range(lines):
        row = table[line]
        if row[USE] == 0:
            continue
        code, a = row[CONTIG], row[POS]
        b = a + row[REF1] - row[REF0]
        if count and contig[count - 1] == code and start[count - 1] <= a <= end[count - 1]:
            end[count - 1] = max(end[count - 1], b)
        else:
            contig[count], start[count], end[count] = code, a, b
            count += 1
    return count


@compiled
def block_ends(text: Text, table: Int32, lines: int, ends: Int32) -> int:
    """INFO/END of each line, as the exclusive 0-based end, or -1. Returns how many have one."""
    found = 0
    for line in range(lines):
        ends[line] = -1
        if table[line, CONTIG] < 1:
            continue
        stop = table[line, INFO1]
        k = table[line, INFO0]
        while k + 4 < stop:
            if text[k] == 69 and text[k + 1] == 78 and text[k + 2] == 68 and text[k + 3] == 61:
                value = 0
                k += 4
                while k < stop and 48 <= text[k] <= 57 and value < MOST // 10:
                    value = value * 10 + (text[k] - 48)
                    k += 1
                ends[line] = value
                found += 1
                break
            while k < stop and text[k] != 59:
                k += 1
            k += 1
    return found
