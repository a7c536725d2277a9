"""Compiled: the text of many VCF records to columns and genotypes. The twin in the tests is pysam.

`text` is whole lines; a *line* is its index among them. A *row* is one alternative allele.
Source: VCF 4.5 (samtools/hts-specs), sections 1.4 to 1.6.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR0912, PLR0915, PLR1714, SIM109

from __future__ import annotations

from samvar.formats.compiled import compiled
from samvar.formats.vcf.words import Text, Words, field_end, tabs_to_end
from samvar.model.calls import Int8, Int32, Int64

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

_LIMIT = 2147483647


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
        if text[i] != 9 or value > _LIMIT:
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


@compiled
def count_alternatives(table: Int32, lines: int) -> int:
    """Alternatives of all lines on primary contigs."""
    count = 0
    for line in range(lines):
        if table[line, CONTIG] > 0:
            count += table[line, ALTS]
    return count


@compiled
def _is_base(letter: int) -> bool:
    upper = letter & 0xDF
    return upper == 65 or upper == 67 or upper == 71 or upper == 84 or upper == 78


@compiled
def _is_non_ref(text: Text, at: int) -> bool:
    """Whether `NON_REF` stands at `at`, followed by one more letter of the same field."""
    found = text[at] == 78 and text[at + 1] == 79 and text[at + 2] == 78 and text[at + 3] == 95
    return bool(found and text[at + 4] == 82 and text[at + 5] == 69 and text[at + 6] == 70)


@compiled
def list_alleles(
    text: Text, table: Int32, lines: int, lengths: Int64, rows: Int32, kinds: Int64
) -> tuple[int, int, int, int, int, int]:
    """Fill the row table with every alternative of every primary line, and each line's USE.

    lengths: bases of each contig by its code. kinds: (2, KINDS), how many alternatives of each
    kind there are, in the first row those that stand alone in their record.
    Returns (rows, records, records off the primary contigs, first line beyond its contig or -1,
    letters of all REF and of all ALT of the sequences).
    """
    count = records = others = ref_letters = alt_letters = 0
    beyond = -1
    for line in range(lines):
        row = table[line]
        row[USE] = 0
        if row[CONTIG] < 1:
            records += row[CONTIG] == 0
            others += row[CONTIG] == 0
            continue
        records += 1
        if row[POS] + row[REF1] - row[REF0] > lengths[row[CONTIG]] and beyond < 0:
            beyond = line
        r0, r1 = row[REF0], row[REF1]
        ref_fine = True
        for k in range(r0, r1):
            if not _is_base(text[k]):
                ref_fine = False
        start = row[ALT0]
        calls = quiet = 0
        for number in range(row[ALTS]):
            end = start
            while end < row[ALT1] and text[end] != 44:
                end += 1
            first = text[start] if end > start else 0
            kind = SEQUENCE
            if first == 42:
                kind = SPANNING
            elif first == 60:
                kind = SYMBOLIC
                inner = end - start - 2
                star = inner == 1 and text[start + 1] == 42
                if text[end - 1] == 62 and (star or (inner == 7 and _is_non_ref(text, start + 1))):
                    kind = ANY_OTHER
            elif end - start == 1 and first == 46:
                kind = NONE
            else:
                if end == start:
                    kind = NOT_BASES
                for k in range(start, end):
                    c = text[k]
                    if c == 91 or c == 93 or ((k == start or k == end - 1) and c == 46):
                        kind = BREAKEND
                        break
                    if not _is_base(c):
                        kind = NOT_BASES
                if kind == SEQUENCE:
                    same = end - start == r1 - r0
                    k = 0
                    while same and k < r1 - r0:
                        same = (text[start + k] & 0xDF) == (text[r0 + k] & 0xDF)
                        k += 1
                    if same:
                        kind = SAME_AS_REF
                    elif not ref_fine:
                        kind = REF_NOT_BASES
                    elif row[POS] < 0:
                        kind = NO_PLACE
            rows[count, LINE] = line
            rows[count, NUMBER] = number + 1
            rows[count, FROM] = start
            rows[count, TO] = end
            rows[count, KIND] = kind
            kinds[0 if row[ALTS] == 1 else 1, kind] += 1
            if kind == SEQUENCE:
                calls += 1
                ref_letters += r1 - r0
                alt_letters += end - start
            quiet += kind == NONE or kind == ANY_OTHER
            count += 1
            start = end + 1
        if calls:
            row[USE] = CALLS
        elif quiet == row[ALTS] and row[POS] >= 0:
            row[USE] = QUIET
    return count, records, others, beyond, ref_letters, alt_letters


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
                while k < stop and 48 <= text[k] <= 57 and value < _LIMIT // 10:
                    value = value * 10 + (text[k] - 48)
                    k += 1
                ends[line] = value
                found += 1
                break
            while k < stop and text[k] != 59:
                k += 1
            k += 1
    return found
