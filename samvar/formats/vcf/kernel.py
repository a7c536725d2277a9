"""Compiled: the lines of a VCF text, and where their fields stand. The twin in the tests is pysam.

`text` is whole lines; a *line* is its index among them. A *row* is one alternative allele.
Source: VCF 4.5 (samtools/hts-specs), sections 1.4 to 1.6.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR0912, PLR0915

from __future__ import annotations

from samvar.formats.compiled import compiled
from samvar.formats.vcf.words import Text, Words, field_end, tabs_to_end
from samvar.model.calls import Int8, Int32

# Columns of the line table. Fields are given by start and end within the text.
# USE: whether a line gives calls (CALLS), says only that nothing was seen (QUIET), or neither.
(START, END, CONTIG, POS, REF0, REF1, ALT0, ALT1, PASSED, INFO0, INFO1, FORMAT0, FORMAT1, ALTS,
 USE) = range(15)  # fmt: skip
LINE_COLUMNS = 15
CALLS, QUIET = 1, 2
BLANK = -1  # contig code of an empty line; 0 is a sequence that is not primary

# Columns of the row table.
LINE, NUMBER, FROM, TO, KIND = range(5)
ROW_COLUMNS = 5
KINDS = 10
(SEQUENCE, SPANNING, SYMBOLIC, BREAKEND, NONE, ANY_OTHER, NOT_BASES, SAME_AS_REF, REF_NOT_BASES,
 NO_PLACE) = range(KINDS)  # fmt: skip

# What may be wrong with a line.
(FINE, NEW_NAME, TOO_FEW, WRONG_COUNT, BAD_POSITION, EMPTY_FIELD, HEADER_LINE, BAD_GENOTYPE,
 BAD_ALLELE, BAD_NUMBER) = range(10)  # fmt: skip

MOST = 2147483647


@compiled
def _short_end(text: Text, at: int) -> int:
    """The same as `field_end`, byte by byte: quicker where a field has a few letters."""
    while text[at] != 9 and text[at] != 10:
        at += 1
    return at


@compiled
def code_of(text: Text, start: int, end: int, names: Text, ends: Int32, codes: Int8) -> int:
    """Code of a contig name, or -1 where it is not known yet."""
    begin = 0
    for name in range(len(ends)):
        same = ends[name] - begin == end - start
        k = 0
        while same and k < end - start:
            same = text[start + k] == names[begin + k]
            k += 1
        if same:
            return int(codes[name])
        begin = ends[name]
    return -1


@compiled
def index_lines(
    text: Text,
    words: Words,
    table: Int32,
    columns: int,
    names: Text,
    name_ends: Int32,
    codes: Int8,
    at: int,
    count: int,
) -> tuple[int, int, int, int]:
    """Fill the line table from `text[at:]`, line `count` onwards. Every line ends in a line feed.

    names, name_ends, codes: known contig names end to end, and their codes.
    Returns (fault, lines done, place, detail): at NEW_NAME the place and length of a name that
    is not known; else the detail is a column or the number of columns found.
    """
    total = len(text)
    known, known_length, known_code = 0, 0, 0
    while at < total:
        row = table[count]
        row[START] = at
        if text[at] == 10 or (text[at] == 13 and text[at + 1] == 10):
            row[END:] = 0  # who reads every line finds fields without a letter here
            row[CONTIG] = BLANK
            at += 1 + (text[at] == 13)
            count += 1
            continue
        if text[at] == 35:
            return HEADER_LINE, count, at, 1

        # CHROM: nearly always that of the line before.
        k = 0
        while k < known_length and text[at + k] == text[known + k]:
            k += 1
        i = at + k
        if k < known_length or k == 0 or text[i] != 9:
            i = _short_end(text, at)
            if text[i] == 10:
                return TOO_FEW, count, at, 1
            if i == at:
                return EMPTY_FIELD, count, at, 1
            known_code = code_of(text, at, i, names, name_ends, codes)
            if known_code < 0:
                return NEW_NAME, count, at, i - at
            known, known_length = at, i - at
        row[CONTIG] = known_code

        i += 1
        start, value = i, 0
        while 48 <= text[i] <= 57 and i - start < 10:
            value = value * 10 + (text[i] - 48)
            i += 1
        if text[i] == 10 or (text[i] == 13 and text[i + 1] == 10):
            return TOO_FEW, count, at, 2
        if i == start and text[i] == 9:
            return EMPTY_FIELD, count, at, 2
        if text[i] != 9 or value > MOST:
            return BAD_POSITION, count, at, 2
        row[POS] = value - 1

        i = _short_end(text, i + 1)  # ID
        if text[i] == 10:
            return TOO_FEW, count, at, 3

        start = i + 1
        i = _short_end(text, start)
        if text[i] == 10:
            return TOO_FEW, count, at, 4
        if i == start:
            return EMPTY_FIELD, count, at, 4
        row[REF0], row[REF1] = start, i

        start = i + 1
        i = start
        alts = 1
        while text[i] != 9 and text[i] != 10:
            alts += text[i] == 44
            i += 1
        if text[i] == 10:
            return TOO_FEW, count, at, 5
        if i == start:
            return EMPTY_FIELD, count, at, 5
        row[ALT0], row[ALT1], row[ALTS] = start, i, alts

        i = _short_end(text, i + 1)  # QUAL
        if text[i] == 10:
            return TOO_FEW, count, at, 6

        start = i + 1
        i = _short_end(text, start)
        if text[i] == 10:
            return TOO_FEW, count, at, 7
        row[PASSED] = i == start or (i - start == 1 and text[start] == 46) or (
            i - start == 4
            and text[start] == 80
            and text[start + 1] == 65
            and text[start + 2] == 83
            and text[start + 3] == 83
        )  # fmt: skip

        start = i + 1
        i = field_end(text, words, start)
        row[INFO0], row[INFO1] = start, i
        if columns == 8:
            if text[i] == 9:
                return WRONG_COUNT, count, at, 9
            row[INFO1] -= text[i - 1] == 13
            row[END] = row[INFO1]
            row[FORMAT0] = row[FORMAT1] = 0
        else:
            if text[i] == 10:
                return TOO_FEW, count, at, 8
            start = i + 1
            i = field_end(text, words, start)
            newline, tabs = tabs_to_end(text, words, i)
            if tabs + 9 != columns:
                return WRONG_COUNT, count, at, tabs + 9
            row[END] = newline - (text[newline - 1] == 13)
            row[FORMAT0], row[FORMAT1] = start, min(i, row[END])
            if row[FORMAT1] == start:
                return EMPTY_FIELD, count, at, 9
            i = newline
        at = i + 1
        count += 1
    return FINE, count, at, 0
