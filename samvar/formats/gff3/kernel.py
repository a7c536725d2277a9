"""Compiled: lines of a GFF3 file to rows of what transcripts are made of.

Source: GFF3 1.26 (The Sequence Ontology, gff3.md).
"""

# Compiled code: one long function beats many short ones.
# ruff: noqa: PLR0912, PLR0915, PLR1714

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import code_of
from samvar.formats.vcf.words import Text, Words, field_end, tabs_to_end
from samvar.model.calls import Int8, Int32, UInt64

# Columns of the row table. WORDS: row of the span table, or -1. LINE: from 0 within the block.
KIND, CONTIG, START, END, STRAND, PHASE, LINE, WORDS = range(8)
ROW_COLUMNS = 8
FEATURE, EXON, CODING, RECODED = range(4)
ID, PARENT = range(2)  # columns of the hash table; 0 = the line has none

(FINE, NEW_NAME, FULL, TOO_FEW, TOO_MANY, BAD_START, BAD_END, BAD_STRAND, BAD_PHASE, NO_PARENT,
 SEQUENCE) = range(11)  # fmt: skip

_SEED = np.uint64(14695981039346656037)  # FNV-1a, 64 bits
_STEP = np.uint64(1099511628211)
_LIMIT = 1 << 28


@compiled
def hashed(text: Text, start: int, end: int) -> np.uint64:
    """FNV-1a of some letters; never 0."""
    value = _SEED
    for k in range(start, end):
        value = (value ^ np.uint64(text[k])) * _STEP
    return value | np.uint64(1)


@compiled
def _is_word(text: Text, start: int, end: int, words: Text, begin: int, stop: int) -> bool:
    if end - start != stop - begin:
        return False
    same = True
    for k in range(end - start):
        same &= text[start + k] == words[begin + k]
    return same


@compiled
def _number(text: Text, start: int, end: int) -> int:
    """A whole number below 2^28, or -1."""
    if end == start or end - start > 9:
        return -1
    value = 0
    for k in range(start, end):
        if not 48 <= text[k] <= 57:
            return -1
        value = value * 10 + (text[k] - 48)
    return value if value < _LIMIT else -1


@compiled
def read_lines(
    text: Text,
    words: Words,
    names: Text,
    name_ends: Int32,
    codes: Int8,
    kinds: Text,
    kind_ends: Int32,
    kind_codes: Int8,
    keys: Text,
    key_ends: Int32,
    state: npt.NDArray[np.int64],
    rows: Int32,
    hashes: UInt64,
    spans: npt.NDArray[np.int32],
    said: npt.NDArray[np.uint8],
) -> tuple[int, int, int]:
    """Read whole lines from `text[state[0]:]`; each ends in a line feed.

    names, name_ends, codes: known sequence names end to end, and their codes; features on code 0
    are passed over. kinds, kind_ends, kind_codes: types by name: EXON, CODING, RECODED, or -1 to
    pass over; any other type is a FEATURE where it has an ID. keys: attributes whose values are
    wanted, ID and Parent the first two. state: place, lines, rows, span rows and letters done;
    kept up, so that a call can go on where the last one stopped.
    rows: `ROW_COLUMNS`. hashes: (rows, 2). spans: (n, keys + 1, 2) start and end in `said` of each
    attribute's value, and of the type in the last place; start -1 for what is not there.
    Returns (fault, place, detail): at NEW_NAME place and length of the name, else the column.
    """
    at, line, n, w, size = state[0], state[1], state[2], state[3], state[4]
    total = len(text)
    many = len(key_ends)
    last_parent = np.uint64(0)
    known, known_length, known_code = 0, 0, 0
    while at < total:
        state[0], state[1], state[2], state[3], state[4] = at, line, n, w, size
        first = text[at]
        if first == 10 or first == 35 or (first == 13 and text[at + 1] == 10):
            if first == 35 and total - at > 7 and text[at + 1] == 35 and text[at + 2] == 70:
                return SEQUENCE, at, 0  # ##FASTA
            stop, _ = tabs_to_end(text, words, at)
            at = stop + 1
            line += 1
            continue
        if first == 62:
            return SEQUENCE, at, 0
        # Sequence: nearly always that of the line before.
        k = 0
        while k < known_length and text[at + k] == text[known + k]:
            k += 1
        i = at + k
        if known_length == 0 or k < known_length or text[i] != 9:
            i = field_end(text, words, at)
            if text[i] == 10:
                return TOO_FEW, at, 1
            known_code = code_of(text, at, i, names, name_ends, codes)
            if known_code < 0:
                return NEW_NAME, at, i - at
            known, known_length = at, i - at
        if known_code == 0:
            stop, _ = tabs_to_end(text, words, i)
            at = stop + 1
            line += 1
            continue
        i = field_end(text, words, i + 1)
        if text[i] == 10:
            return TOO_FEW, at, 2
        type0 = i + 1
        i = field_end(text, words, type0)
        if text[i] == 10:
            return TOO_FEW, at, 3
        type1 = i
        kind = FEATURE
        begin = 0
        for k in range(len(kind_ends)):
            if _is_word(text, type0, type1, kinds, begin, kind_ends[k]):
                kind = kind_codes[k]
                break
            begin = kind_ends[k]
        if kind < 0:
            stop, _ = tabs_to_end(text, words, i)
            at = stop + 1
            line += 1
            continue
        i = field_end(text, words, type1 + 1)
        if text[i] == 10:
            return TOO_FEW, at, 4
        start = _number(text, type1 + 1, i)
        if start < 1:
            return BAD_START, at, 4
        from_ = i + 1
        i = field_end(text, words, from_)
        if text[i] == 10:
            return TOO_FEW, at, 5
        end = _number(text, from_, i)
        if end < start:
            return BAD_END, at, 5
        i = field_end(text, words, i + 1)
        if text[i] == 10:
            return TOO_FEW, at, 6
        if text[i + 1] == 10 or text[i + 2] != 9:
            return BAD_STRAND, at, 7
        sign = text[i + 1]
        strand = 1 if sign == 43 else (-1 if sign == 45 else 0)
        if strand == 0 and sign != 46 and sign != 63:
            return BAD_STRAND, at, 7
        i += 3
        if text[i] == 10 or text[i + 1] != 9:
            return BAD_PHASE, at, 8
        phase = -1
        if 48 <= text[i] <= 50:
            phase = text[i] - 48
        elif text[i] != 46 or kind == CODING:
            return BAD_PHASE, at, 8
        i += 2
        begin = i
        stop = field_end(text, words, i)
        if text[stop] != 10:
            return TOO_MANY, at, 9
        close = stop - 1 if text[stop - 1] == 13 else stop
        # Attributes: the whole list for a feature, and for the first coding line of a parent.
        if w >= len(spans) or size + (close - begin) + (type1 - type0) > len(said):
            return FULL, at, 0
        row = spans[w]
        for k in range(many + 1):
            row[k, 0] = row[k, 1] = -1
        while i < close:
            while i < close and (text[i] == 32 or text[i] == 59):
                i += 1
            key0 = i
            while i < close and text[i] != 61 and text[i] != 59:
                i += 1
            if i < close and text[i] == 61:
                key1 = i
                value0 = i + 1
                while i < close and text[i] != 59:
                    i += 1
                before = 0
                for k in range(many):
                    if _is_word(text, key0, key1, keys, before, key_ends[k]):
                        row[k, 0], row[k, 1] = value0, i
                        break
                    before = key_ends[k]
                if kind == EXON and row[PARENT, 0] >= 0:
                    break
        own = np.uint64(0)
        if row[ID, 0] >= 0:
            own = hashed(text, row[ID, 0], row[ID, 1])
        if row[PARENT, 0] < 0:
            if kind != FEATURE:
                return NO_PARENT, at, 9
            if own == 0:
                at = stop + 1
                line += 1
                continue
        p0, p1 = int(row[PARENT, 0]), int(row[PARENT, 1])
        place = -1
        if kind in (FEATURE, CODING):
            parent = hashed(text, p0, p1) if p0 >= 0 else np.uint64(0)
            if kind == FEATURE or parent != last_parent or row[many - 1, 0] >= 0:
                place = w
                for k in range(many):
                    if row[k, 0] >= 0:
                        low, high = row[k, 0], row[k, 1]
                        row[k, 0] = size
                        for m in range(low, high):
                            said[size] = text[m]
                            size += 1
                        row[k, 1] = size
                row[many, 0] = size
                for m in range(type0, type1):
                    said[size] = text[m]
                    size += 1
                row[many, 1] = size
                w += 1
            if kind == CODING:
                last_parent = parent
        # One row for each parent; a feature without one has one row too.
        while True:
            if n >= len(rows):
                return FULL, at, 0
            cut = p0
            while cut < p1 and text[cut] != 44:
                cut += 1
            out = rows[n]
            out[KIND], out[CONTIG] = kind, known_code
            out[START], out[END] = start - 1, end
            out[STRAND], out[PHASE], out[LINE], out[WORDS] = strand, phase, line, place
            hashes[n, ID] = own
            hashes[n, PARENT] = hashed(text, p0, cut) if p0 >= 0 else np.uint64(0)
            n += 1
            p0 = cut + 1
            if p0 >= p1:
                break
        at = stop + 1
        line += 1
    state[0], state[1], state[2], state[3], state[4] = at, line, n, w, size
    return FINE, at, 0
