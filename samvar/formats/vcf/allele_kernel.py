"""Compiled: every alternative of the lines that `kernel` has found, and what kind each is.

Source: VCF 4.5 (samtools/hts-specs), sections 1.4 to 1.6.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR0912, PLR0915, PLR1714, SIM109

from __future__ import annotations

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import (
    ALT0,
    ALT1,
    ALTS,
    ANY_OTHER,
    BREAKEND,
    CALLS,
    CONTIG,
    FROM,
    KIND,
    LINE,
    NO_PLACE,
    NONE,
    NOT_BASES,
    NUMBER,
    POS,
    QUIET,
    REF0,
    REF1,
    REF_NOT_BASES,
    SAME_AS_REF,
    SEQUENCE,
    SPANNING,
    SYMBOLIC,
    TO,
    USE,
)  # fmt: skip
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int32, Int64


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
