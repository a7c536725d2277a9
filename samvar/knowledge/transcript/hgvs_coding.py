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
LONGEST_NUMBER = 64
"""Letters that the two places of a name take at most."""

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
def _put_spliced(out: Letters, at: int, track: Track, t: int, i: int) -> int:
    """A spliced index as HGVS counts it: from the start codon, from the stop codon, or from 1."""
    u, v = int(track.coding_from[t]), int(track.coding_to[t])
    if u < 0:
        return put_number(out, at, i + 1)
    if i < u:
        out[at] = 45
        return put_number(out, at + 1, u - i)
    if i >= v:
        out[at] = 42
        return put_number(out, at + 1, i - v + 1)
    return put_number(out, at, i - u + 1)


@compiled
def put_place(out: Letters, at: int, track: Track, t: int, p: int) -> int:
    """A base of the genome within a transcript, `88`, `-12`, `*7`, `88+2`, `89-1`."""
    exon = exon_of(track, t, p)
    end = int(track.exon_end[exon])
    if p < end:
        return _put_spliced(out, at, track, t, spliced_index(track, t, exon, p))
    left = p - end + 1
    right = int(track.exon_start[exon + 1]) - p
    forward = track.strand[t] > 0
    to_left = left <= right if forward else left < right
    near = exon if to_left else exon + 1
    edge = end - 1 if to_left else int(track.exon_start[exon + 1])
    at = _put_spliced(out, at, track, t, spliced_index(track, t, near, edge))
    out[at] = 43 if to_left == forward else 45
    return put_number(out, at + 1, left if to_left else right)


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
def _put_range(out: Letters, at: int, track: Track, t: int, s: int, e: int) -> int:
    """Places of bases s to e of the genome, along the transcript; one place for one base."""
    forward = track.strand[t] > 0
    at = put_place(out, at, track, t, s if forward else e - 1)
    if e - s > 1:
        out[at] = 95
        at = put_place(out, at + 1, track, t, e - 1 if forward else s)
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
    out[at] = 99 if track.coding_from[t] >= 0 else 110
    out[at + 1] = 46
    at += 2
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
        if twice:
            at = _put_range(out, at, track, t, low, high)
            return put(out, at, _DUP)
        at = _put_range(out, at, track, t, s - 1, s + 1)
        at = put(out, at, _INS)
        return _put_alt(out, at, alt, a0, a1, turn, strand)
    if e - s == 1 and size == 1:
        at = put_place(out, at, track, t, s)
        number = base(track, code, s)
        out[at] = _LETTERS[3 - number if strand < 0 and number < OTHER else number]
        out[at + 1] = 62
        return _put_alt(out, at + 2, alt, a0, a1, 0, strand)
    at = _put_range(out, at, track, t, s, e)
    if size == 0:
        return put(out, at, _DEL)
    if _is_inversion(track, code, s, e, alt, a0, a1):
        return put(out, at, _INV)
    at = put(out, put(out, at, _DEL), _INS)
    return _put_alt(out, at, alt, a0, a1, 0, strand)
