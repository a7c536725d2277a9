"""Compiled: many alleles at once to their normalised form, and the key that tells them apart.

The same form as `bcftools norm -m -any -f`: trimmed at the end, shifted left over the
reference as far as it goes, trimmed at the start, one base kept of each allele.
Source: Tan et al. 2015, doi:10.1093/bioinformatics/btv112.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: PLR0912, PLR0915, PLR1714

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import CONTIG, FROM, LINE, PASSED, POS, REF0, REF1, TO
from samvar.formats.vcf.words import Text
from samvar.model.calls import Bool, Int8, Int32, Int64, UInt64

FINE, MISMATCH, OUT_OF_REACH = range(3)


@compiled
def _base(content: Text, offset: int, bases: int, width: int, position: int) -> int:
    letter: int = content[offset + position // bases * width + position % bases] & 0xDF
    if letter == 65 or letter == 67 or letter == 71 or letter == 84:
        return letter
    return 78


@compiled
def align_rows(
    text: Text,
    table: Int32,
    rows: Int32,
    content: Text,
    layout: Int64,
    contig: Int8,
    position: Int32,
    passed: Bool,
    ref_text: npt.NDArray[np.uint8],
    ref_edges: Int32,
    alt_text: npt.NDArray[np.uint8],
    alt_edges: Int32,
    key: UInt64,
    changed: Bool,
    reached: Bool,
) -> tuple[int, int]:
    """Normalise every row; alleles are written upper case, end to end, as `model.bases` has them.

    content, layout: the reference's bytes and (4, 26) offsets, bases, widths and lengths by
    contig code; lengths of 0 mean no reference, and alleles are only trimmed (`reached` False).
    key: contig 5 bits, position 28, alleles 31; odd where the alleles are only hashed.
    Returns (fault, row); a mismatch stops it.
    """
    p_ref = p_alt = 0
    ref_edges[0] = alt_edges[0] = 0
    for r in range(len(rows)):
        line = rows[r, LINE]
        code = table[line, CONTIG]
        p = int(table[line, POS])
        r0, r1 = int(table[line, REF0]), int(table[line, REF1])
        a0, a1 = int(rows[r, FROM]), int(rows[r, TO])
        offset, bases, width, length = (
            layout[0, code], layout[1, code], layout[2, code], layout[3, code],
        )  # fmt: skip
        known = p + r1 - r0 <= length
        reached[r] = known
        contig[r] = code
        passed[r] = table[line, PASSED] != 0
        if known:
            for k in range(r1 - r0):
                if _base(content, offset, bases, width, p + k) != text[r0 + k] & 0xDF:
                    return MISMATCH, r
        if r1 - r0 == 1 and a1 - a0 == 1:
            # One base for another, as most are: nothing to trim and nowhere to go.
            ref_text[p_ref] = text[r0] & 0xDF
            alt_text[p_alt] = text[a0] & 0xDF
            position[r], changed[r] = p, False
            key[r] = (
                (np.uint64(code) << np.uint64(59))
                | (np.uint64(p) << np.uint64(31))
                | _alleles(ref_text, p_ref, p_ref + 1, alt_text, p_alt, p_alt + 1)
            )
            p_ref += 1
            p_alt += 1
            ref_edges[r + 1], alt_edges[r + 1] = p_ref, p_alt
            continue
        before = 0  # base before both alleles, 0 = none
        after = 0  # base behind both alleles
        turn = 0  # places by which the only allele left is rotated to the right
        while text[r1 - 1] & 0xDF == text[a1 - 1] & 0xDF:
            if r1 - r0 == 1 or a1 - a0 == 1:
                if not known or p == 0:
                    break
                r1 -= 1
                a1 -= 1
                s0, s1 = (r0, r1) if r1 > r0 else (a0, a1)
                size = s1 - s0
                while True:
                    if p == 0:
                        # Nothing stands before: keep the base behind instead.
                        after = _base(content, offset, bases, width, r1 - r0)
                        break
                    before = _base(content, offset, bases, width, p - 1)
                    if before != text[s0 + (size - 1 - turn) % size] & 0xDF:
                        break
                    p -= 1
                    turn += 1
                    before = 0
                if before:
                    p -= 1
                turn %= size
                break
            r1 -= 1
            a1 -= 1
        while r1 - r0 > 1 and a1 - a0 > 1 and text[r0] & 0xDF == text[a0] & 0xDF:
            r0 += 1
            a0 += 1
            p += 1
        position[r] = p
        changed[r] = (
            p != table[line, POS]
            or r1 - r0 + (before > 0) + (after > 0) != table[line, REF1] - table[line, REF0]
            or a1 - a0 + (before > 0) + (after > 0) != rows[r, TO] - rows[r, FROM]
        )
        ref_start, alt_start = p_ref, p_alt
        if before:
            ref_text[p_ref] = before
            alt_text[p_alt] = before
            p_ref += 1
            p_alt += 1
        size = r1 - r0
        for k in range(size):
            ref_text[p_ref] = text[r0 + (k - turn) % size] & 0xDF
            p_ref += 1
        size = a1 - a0
        for k in range(size):
            alt_text[p_alt] = text[a0 + (k - turn) % size] & 0xDF
            p_alt += 1
        if after:
            ref_text[p_ref] = after
            alt_text[p_alt] = after
            p_ref += 1
            p_alt += 1
        key[r] = (
            (np.uint64(code) << np.uint64(59))
            | (np.uint64(p) << np.uint64(31))
            | _alleles(ref_text, ref_start, p_ref, alt_text, alt_start, p_alt)
        )
        ref_edges[r + 1] = p_ref
        alt_edges[r + 1] = p_alt
    return FINE, 0


@compiled
def _alleles(
    ref: npt.NDArray[np.uint8],
    r0: int,
    r1: int,
    alt: npt.NDArray[np.uint8],
    a0: int,
    a1: int,
) -> np.uint64:
    """31 bits: both lengths and two bits a base where that fits, else a hash with the low bit 1."""
    size = r1 - r0 + a1 - a0
    if size <= 11:
        packed = np.uint64(((r1 - r0) << 4) | (a1 - a0))
        exact = True
        for k in range(r0, r1):
            exact = exact and ref[k] != 78
            packed = (packed << np.uint64(2)) | np.uint64((ref[k] >> 1) & 3)
        for k in range(a0, a1):
            exact = exact and alt[k] != 78
            packed = (packed << np.uint64(2)) | np.uint64((alt[k] >> 1) & 3)
        if exact:
            return packed << np.uint64(2 * (11 - size) + 1)
    hashed = np.uint64(14695981039346656037)  # FNV-1a
    for k in range(r0, r1):
        hashed = (hashed ^ np.uint64(ref[k])) * np.uint64(1099511628211)
    hashed = (hashed ^ np.uint64(10)) * np.uint64(1099511628211)
    for k in range(a0, a1):
        hashed = (hashed ^ np.uint64(alt[k])) * np.uint64(1099511628211)
    return ((hashed >> np.uint64(34)) << np.uint64(1)) | np.uint64(1)
