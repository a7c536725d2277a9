"""Compiled: the sample columns of VCF records to arrays of genotypes, depth and quality."""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR0912, PLR0915, PLR1714, SIM109, SIM110

from __future__ import annotations

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import (
    ALTS,
    BAD_ALLELE,
    BAD_GENOTYPE,
    BAD_NUMBER,
    END,
    FINE,
    FORMAT0,
    FORMAT1,
    LINE,
    NUMBER,
)
from samvar.formats.vcf.words import Text, Words
from samvar.model.calls import Int8, Int32

_MAX = 2147483647
_UNPHASED = np.uint64(int.from_bytes(b"0/0\t0/0\t", "little"))
_PHASED = np.uint64(int.from_bytes(b"0|0\t0|0\t", "little"))
_ONE, _REST = np.uint64(1), np.uint64(63)
GT, DP, GQ, AD, MIN_DP = range(5)


@compiled
def format_fields(text: Text, start: int, end: int, places: Int32) -> None:
    """Where GT, DP, GQ, AD and MIN_DP stand in a FORMAT field; -1 = not there."""
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
            elif a == 68 and b == 80:
                places[DP] = place
            elif a == 71 and b == 81:
                places[GQ] = place
            elif a == 65 and b == 68:
                places[AD] = place
        elif stop - start == 6 and _is_min_dp(text, start):
            places[MIN_DP] = place
        start = stop + 1
        place += 1


@compiled
def _is_min_dp(text: Text, at: int) -> bool:
    """Six letters are there; others have fields like it (MED_DP)."""
    found = text[at] == 77 and text[at + 1] == 73 and text[at + 2] == 78 and text[at + 3] == 95
    return bool(found and text[at + 4] == 68 and text[at + 5] == 80)


@compiled
def quantities(text: Text, table: Int32, lines: int) -> tuple[bool, bool, bool]:
    """Whether any line's FORMAT names DP (or MIN_DP), GQ, AD."""
    places = np.empty(5, dtype=np.int32)
    dp = gq = ad = False
    known0 = known1 = 0
    for line in range(lines):
        start, end = int(table[line, FORMAT0]), int(table[line, FORMAT1])
        if end <= start or _same(text, start, end, known0, known1):
            continue
        known0, known1 = start, end
        format_fields(text, start, end, places)
        dp = dp or places[DP] >= 0 or places[MIN_DP] >= 0
        gq = gq or places[GQ] >= 0
        ad = ad or places[AD] >= 0
    return dp, gq, ad


@compiled
def _same(text: Text, start: int, end: int, start_b: int, end_b: int) -> bool:
    if end - start != end_b - start_b:
        return False
    for k in range(end - start):
        if text[start + k] != text[start_b + k]:
            return False
    return True


@compiled
def _number(text: Text, at: int, end: int) -> tuple[int, int]:
    """A whole number from `at`, and where it ends; -1 = not given, -2 = not a number.

    Decimals are cut: some callers write GQ as a real number.
    """
    value = -1
    while at < end:
        c = text[at]
        if c == 9 or c == 58 or c == 44:
            break
        if 48 <= c <= 57:
            value = min(max(value, 0) * 10 + (c - 48), _MAX)
            at += 1
            continue
        if c == 46:
            at += 1
            while at < end and 48 <= text[at] <= 57:
                value = max(value, 0)
                at += 1
            if at < end and text[at] != 9 and text[at] != 58 and text[at] != 44:
                return -2, at
            break
        if c == 45:  # a negative number is a caller's way to say missing
            at += 1
            while at < end and (48 <= text[at] <= 57 or text[at] == 46):
                at += 1
            if at < end and text[at] != 9 and text[at] != 58 and text[at] != 44:
                return -2, at
            value = -1
            break
        return -2, at
    return value, at


@compiled
def _references(
    words: Words, at: int, column: int, take: Int32, called: Int8, written: Int8, out: int
) -> tuple[int, int]:
    """Pass over people who have `0/0` or `0|0` and nothing else, two at a time; nearly all do.

    A tab behind the second keeps it inside the line. Returns the next column and its place.
    """
    while column + 1 < len(take):
        word = at >> 3
        if word + 1 >= len(words):
            break
        shift = np.uint64((at & 7) << 3)
        two = words[word] >> shift | (words[word + 1] << _ONE) << (_REST - shift)
        if two != _UNPHASED and two != _PHASED:
            break
        for sample in (take[column], take[column + 1]):
            if sample >= 0:
                called[out, sample] = 2
                written[out, sample] = 2
        at += 8
        column += 2
    return column, at


@compiled
def read_genotypes(
    text: Text,
    words: Words,
    table: Int32,
    rows: Int32,
    first: int,
    last: int,
    take: Int32,
    lowest_depth: bool,
    dosage: Int8,
    called: Int8,
    written: Int8,
    dp: Int32,
    gq: Int32,
    ad: Int32,
) -> tuple[int, int, int]:
    """Fill the arrays (row, sample) from rows `first` to `last`; rows of one line follow another.

    take: the output sample of each sample column, -1 = not wanted. lowest_depth: prefer MIN_DP.
    dosage, called and written come as zeros, the others as -1; an empty one is not filled.
    Returns (fault, line, column).
    """
    places = np.empty(5, dtype=np.int32)
    depths = np.empty(64, dtype=np.int32)
    known0 = known1 = 0
    r = first
    while r < last:
        line = rows[r, LINE]
        stop = r + 1
        while stop < last and rows[stop, LINE] == line:
            stop += 1
        out, outs = r - first, stop - first
        r = stop
        f0, f1 = int(table[line, FORMAT0]), int(table[line, FORMAT1])
        if f1 <= f0:
            continue
        if not _same(text, f0, f1, known0, known1):
            format_fields(text, f0, f1, places)
            known0, known1 = f0, f1
        at_gt, at_gq, at_ad = places[GT], places[GQ], places[AD]
        at_dp = places[MIN_DP] if lowest_depth and places[MIN_DP] >= 0 else places[DP]
        if len(dp) == 0:
            at_dp = -1
        if len(gq) == 0:
            at_gq = -1
        if len(ad) == 0:
            at_ad = -1
        last_place = max(at_gt, at_dp, at_gq, at_ad)
        alts = table[line, ALTS]
        if alts + 1 > len(depths):
            depths = np.empty(alts + 1, dtype=np.int32)
        end = int(table[line, END])
        i = f1 + 1
        only_gt = at_gt == 0 and last_place == 0 and outs - out == 1
        alone = rows[first + out, NUMBER]
        column = 0
        while column < len(take):
            if only_gt:
                column, i = _references(words, i, column, take, called, written, out)
                if column == len(take):
                    break
            sample = take[column]
            column += 1
            place = 0
            if only_gt and sample >= 0 and i + 3 <= end:
                # Two alleles of one letter, and nothing else is wanted: most of all genotypes.
                one, two, mark = text[i] - 48, text[i + 2] - 48, text[i + 1]
                if (
                    0 <= one <= min(alts, 9)
                    and 0 <= two <= min(alts, 9)
                    and (mark == 124 or mark == 47)
                    and (i + 3 == end or text[i + 3] == 9)
                ):
                    dosage[out, sample] = (one == alone) + (two == alone)
                    called[out, sample] = 2
                    written[out, sample] = 2
                    i += 4
                    continue
            while sample >= 0 and place <= last_place:
                if place == at_gt:
                    c = text[i] if i < end else 9
                    if c == 47 or c == 124:  # VCF 4.4: a leading phase sign
                        i += 1
                    n_called = n_written = 0
                    while True:
                        c = text[i] if i < end else 9
                        if c == 46:
                            i += 1
                        elif 48 <= c <= 57:
                            allele = c - 48
                            i += 1
                            while i < end and 48 <= text[i] <= 57 and allele <= alts:
                                allele = allele * 10 + (text[i] - 48)
                                i += 1
                            if allele > alts:
                                return BAD_ALLELE, line, column + 9
                            n_called += 1
                            if allele > 0:
                                for k in range(out, outs):
                                    if rows[first + k, NUMBER] == allele:
                                        dosage[k, sample] += 1
                        else:
                            return BAD_GENOTYPE, line, column + 9
                        n_written += 1
                        if i >= end or (text[i] != 47 and text[i] != 124):
                            break
                        i += 1
                    if n_written > 100 or (i < end and text[i] != 9 and text[i] != 58):
                        return BAD_GENOTYPE, line, column + 9
                    for k in range(out, outs):
                        called[k, sample] = n_called
                        written[k, sample] = n_written
                elif place == at_dp or place == at_gq:
                    value, i = _number(text, i, end)
                    if value == -2 or (i < end and text[i] == 44):
                        return BAD_NUMBER, line, column + 9
                    for k in range(out, outs):
                        if place == at_dp:
                            dp[k, sample] = value
                        else:
                            gq[k, sample] = value
                elif place == at_ad:
                    n = 0
                    while True:
                        value, i = _number(text, i, end)
                        if value == -2:
                            return BAD_NUMBER, line, column + 9
                        if n <= alts:
                            depths[n] = value
                        n += 1
                        if i >= end or text[i] != 44:
                            break
                        i += 1
                    if n == alts + 1:
                        for k in range(out, outs):
                            ad[k, sample] = depths[rows[first + k, NUMBER]]
                else:
                    while i < end and text[i] != 58 and text[i] != 9:
                        i += 1
                if i >= end or text[i] == 9:
                    break
                i += 1
                place += 1
            while i < end and text[i] != 9:
                i += 1
            i += 1
    return FINE, 0, 0
