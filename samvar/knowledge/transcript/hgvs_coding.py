"""Compiled: an allele as HGVS writes it along a transcript, `c.76A>G`, `n.12_14del`.

A deletion, duplication or insertion is moved along the genome as far towards the transcript's 3'
end as its bases allow. In introns places count from the nearer exon, from the one before where both
are as near. Source: HGVS nomenclature 21.1, DNA recommendations.
"""

# Compiled code: one long function beats many short ones.
# ruff: noqa: PLR0912, PLR0915

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.formats.vcf.info import put_number
from samvar.knowledge.transcript.codon import NUMBER, OTHER
from samvar.knowledge.transcript.splice import base, exon_of, spliced_index
from samvar.knowledge.transcript.track import Track

Letters = npt.NDArray[np.uint8]
_SUBSTITUTED, _DELETED, _INSERTED, _DOUBLED, _INVERTED, _REPLACED = range(6)
_NUMBER = NUMBER
_LETTERS = np.frombuffer(b"ACGTN", dtype=np.uint8).copy()
_DEL = np.frombuffer(b"del", dtype=np.uint8).copy()
_DUP = np.frombuffer(b"dup", dtype=np.uint8).copy()
_INS = np.frombuffer(b"ins", dtype=np.uint8).copy()
_INV = np.frombuffer(b"inv", dtype=np.uint8).copy()


@compiled
def put(out: Letters, at: int, word: Letters) -> int:
    """Write a word; returns the place behind it."""
    for k in range(len(word)):
        out[at + k] = word[k]
    return at + len(word)


@compiled
def put_place(out: Letters, at: int, track: Track, t: int, p: int) -> int:
    """A base of the genome within a transcript, `88`, `-12`, `*7`, `88+2`, `89-1`."""
    exon = exon_of(track, t, p)
    end = int(track.exon_end[exon])
    offset, sign, edge = 0, 43, p
    if p >= end:
        left = p - end + 1
        right = int(track.exon_start[exon + 1]) - p
        forward = track.strand[t] > 0
        to_left = left <= right if forward else left < right
        edge = end - 1 if to_left else int(track.exon_start[exon + 1])
        exon = exon if to_left else exon + 1
        offset = left if to_left else right
        sign = 43 if to_left == forward else 45
    i = spliced_index(track, t, exon, edge)
    u, v = int(track.coding_from[t]), int(track.coding_to[t])
    number = i + 1
    if u >= 0:
        number = i - u + 1
        if i < u:
            out[at] = 45
            at += 1
            number = u - i
        elif i >= v:
            out[at] = 42
            at += 1
            number = i - v + 1
    for k in range(2 if offset > 0 else 1):
        if k == 1:
            out[at] = sign
            at += 1
        at = put_number(out, at, number if k == 0 else offset)
    return at


@compiled
def _put_alt(out: Letters, at: int, alt: Letters, a0: int, a1: int, turn: int, strand: int) -> int:
    """The alternative as the transcript reads it, `turn` bases of it moved from front to end."""
    size = a1 - a0
    for k in range(size):
        m = (k + turn) % size
        number = int(_NUMBER[alt[a0 + m] if strand > 0 else alt[a1 - 1 - m]])
        if strand < 0 and number != OTHER:
            number = 3 - number
        out[at] = _LETTERS[number]
        at += 1
    return at


@compiled
def _is_inversion(track: Track, code: int, s: int, e: int, alt: Letters, a0: int, a1: int) -> bool:
    if a1 - a0 != e - s or e - s < 2:
        return False
    same = True
    for k in range(e - s):
        number = base(track, code, e - 1 - k)
        same &= number < OTHER and int(_NUMBER[alt[a0 + k]]) == 3 - number
    return same


@compiled
def put_coding(
    out: Letters, at: int, track: Track, t: int, s: int, e: int, alt: Letters, a0: int, a1: int
) -> int:
    """Write the name of an allele, bases s..e replaced by `alt[a0:a1]`, shared ends trimmed off.

    Nothing is written where the allele is not wholly within the transcript.
    """
    start, end = int(track.start[t]), int(track.end[t])
    if s < start or e > end or (s == e and (s <= start or s >= end)):
        return at
    code, strand = int(track.contig[t]), int(track.strand[t])
    size = a1 - a0
    turn = 0
    if size == 0:
        while strand > 0 and e < end and base(track, code, s) == base(track, code, e) < OTHER:
            s += 1
            e += 1
        while (
            strand < 0
            and s > start
            and base(track, code, e - 1) == base(track, code, s - 1) < OTHER
        ):
            s -= 1
            e -= 1
    elif s == e:
        # The inserted bases turn: each base that is passed goes from their front to their end.
        while True:
            if strand > 0:
                if s >= end - 1 or base(track, code, s) != int(_NUMBER[alt[a0 + turn % size]]):
                    break
                s += 1
            else:
                if s <= start + 1:
                    break
                if base(track, code, s - 1) != int(_NUMBER[alt[a1 - 1 - turn % size]]):
                    break
                s -= 1
            turn += 1
        e = s
    # Which bases the name counts, and what it says of them.
    low, high, what = s, e, _SUBSTITUTED
    if s == e:
        low, high = (s - size, s) if strand > 0 else (s, s + size)
        twice = low >= start and high <= end
        if twice:
            for k in range(size):
                m = (k + turn) % size
                if strand > 0:
                    told, here = int(_NUMBER[alt[a0 + m]]), base(track, code, low + k)
                else:
                    told, here = int(_NUMBER[alt[a1 - 1 - m]]), base(track, code, high - 1 - k)
                twice &= told == here and told < OTHER
        what = _DOUBLED
        if not twice:
            low, high, what = s - 1, s + 1, _INSERTED
    elif size == 0:
        what = _DELETED
    elif e - s > 1 or size > 1:
        what = _INVERTED if _is_inversion(track, code, s, e, alt, a0, a1) else _REPLACED
    out[at] = 99 if track.coding_from[t] >= 0 else 110
    out[at + 1] = 46
    at += 2
    for k in range(2 if high - low > 1 else 1):
        if k == 1:
            out[at] = 95
            at += 1
        at = put_place(out, at, track, t, low if (k == 0) == (strand > 0) else high - 1)
    if what == _SUBSTITUTED:
        number = base(track, code, s)
        out[at] = _LETTERS[3 - number if strand < 0 and number < OTHER else number]
        out[at + 1] = 62
        at += 2
    if what in (_DELETED, _REPLACED):
        at = put(out, at, _DEL)
    if what in (_INSERTED, _REPLACED):
        at = put(out, at, _INS)
    if what == _DOUBLED:
        at = put(out, at, _DUP)
    if what == _INVERTED:
        at = put(out, at, _INV)
    if what in (_SUBSTITUTED, _INSERTED, _REPLACED):
        at = _put_alt(out, at, alt, a0, a1, turn, strand)
    return at
