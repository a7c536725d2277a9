"""Compiled: where the values of wanted INFO keys stand in many lines, and columns inside of them.

Nothing is copied or decoded here: of millions of records nearly all say the same few things, so
the reader looks at the bytes of a value once and knows it again.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: SIM110

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import BLANK, CONTIG, INFO0, INFO1
from samvar.formats.vcf.words import (
    COMMAS,
    SEMICOLONS,
    Text,
    Words,
    column_start,
    letter_end,
    words_of,
)
from samvar.model.calls import Int32

ABSENT = -1


@compiled
def _find(
    text: Text, words: Words, table: Int32, lines: int, keys: Text, ends: Int32, found: Int32
) -> None:
    """found: (lines, keys, 2); a flag's value has no letters and ends where it starts."""
    # Which keys there can be of a length and a first letter: most items of INFO are none of ours.
    maybe = np.zeros(1024, dtype=np.int32)
    begin = 0
    for key in range(len(ends)):
        maybe[((ends[key] - begin) * 37 + keys[begin]) & 1023] += 1
        begin = ends[key]
    for line in range(lines):
        for key in range(len(ends)):
            found[line, key, 0] = -1
            found[line, key, 1] = -1
        if table[line, CONTIG] == BLANK:
            continue
        at, stop = table[line, INFO0], table[line, INFO1]
        while at < stop:
            equals = at
            while equals < stop and text[equals] != 61 and text[equals] != 59:
                equals += 1
            start = end = equals
            if equals < stop and text[equals] == 61:
                start = equals + 1
                end = letter_end(text, words, start, stop, SEMICOLONS)
            begin = 0
            wanted = equals > at and maybe[((equals - at) * 37 + text[at]) & 1023] > 0
            for key in range(len(ends) if wanted else 0):
                if ends[key] - begin == equals - at and found[line, key, 0] < 0:
                    same = True
                    for k in range(equals - at):
                        if text[at + k] != keys[begin + k]:
                            same = False
                            break
                    if same:
                        found[line, key, 0] = start
                        found[line, key, 1] = end
                        break
                begin = ends[key]
            at = end + 1


def info_spans(text: Text, table: Int32, lines: int, keys: Sequence[str]) -> Int32:
    """(lines, keys, 2) start and end of each key's value within the text, `ABSENT` where it is not.

    table: the line table of `fast.index`. Of a key that comes twice in a record the first counts.
    """
    names = [key.encode() for key in keys]
    ends = np.cumsum([len(name) for name in names], dtype=np.int64).astype(np.int32)
    found = np.empty((lines, len(names), 2), dtype=np.int32)
    letters = np.frombuffer(b"".join(names), dtype=np.uint8)
    _find(text, words_of(text), table, lines, letters, ends, found)
    return found


@compiled
def _same(text: Text, one: int, one_end: int, other: int, other_end: int) -> bool:
    if one_end - one != other_end - other:
        return False
    for k in range(one_end - one):
        if text[one + k] != text[other + k]:
            return False
    return True


@compiled
def _column(
    text: Text,
    words: Words,
    spans: Int32,
    column: int,
    distinct: bool,
    owner: Int32,
    found: Int32,
) -> int:
    """Fill `owner` and `found` with each entry's column; returns how many, of which only those
    that there is room for are filled in."""
    count = 0
    for line in range(len(spans)):
        at, stop = int(spans[line, 0]), int(spans[line, 1])
        if at < 0 or at == stop:
            continue
        first = count
        while at <= stop:
            place = 0
            start = at
            if column:
                at, place = column_start(text, words, at, stop, column)
                start = at
            while at < stop and text[at] != 44 and text[at] != 124:
                at += 1
            end = at
            at = letter_end(text, words, at, stop, COMMAS)
            if place == column:
                known = False
                if distinct:
                    for k in range(min(count, len(owner)) - 1, first - 1, -1):
                        if _same(text, found[k, 0], found[k, 1], start, end):
                            known = True
                            break
                if not known:
                    if count < len(owner):
                        owner[count] = line
                        found[count, 0] = start
                        found[count, 1] = end
                    count += 1
            at += 1
    return count


def column_spans(
    text: Text, spans: Int32, column: int, *, distinct: bool = False
) -> tuple[Int32, Int32]:
    """One `|`-separated column of each comma-separated entry of values such as CSQ.

    spans: (lines, 2) of the values. distinct: of one line each value only once, which most often
    is all: the transcripts of a gene say the same of it. Returns the line of each entry and the
    (n, 2) span of its column; an entry that is too short for the column is left out.
    """
    room = 4 * len(spans) + 16
    while True:
        owner, found = np.empty(room, dtype=np.int32), np.empty((room, 2), dtype=np.int32)
        count = _column(text, words_of(text), spans, column, distinct, owner, found)
        if count <= room:
            return owner[:count], found[:count]
        room = count
