"""Compiled: bases of the reference by place, and bases of a transcript along it.

A *number* of a base is 0 to 3 for A, C, G, T and 4 for any other letter. A *spliced* index counts
the bases of a transcript's exons from its 5' end, from 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.knowledge.transcript.codon import LETTERS, NO_CODON, NUMBER, OTHER
from samvar.knowledge.transcript.track import Edit, Track

END = 5
"""Number of what lies beyond the last base of a transcript."""

_NUMBER = NUMBER
_LETTERS = np.frombuffer(f"{LETTERS}N".encode(), dtype=np.uint8).copy()


@compiled
def base(track: Track, code: int, p: int) -> int:
    """Number of the reference's base at a place of a contig; the caller knows that it is there."""
    layout = track.layout
    bases = layout[1, code]
    return int(_NUMBER[track.content[layout[0, code] + p // bases * layout[2, code] + p % bases]])


@compiled
def exon_of(track: Track, t: int, p: int) -> int:
    """The last exon of a transcript that begins at or before a place; the first, if none does."""
    low, high = int(track.exon_edges[t]), int(track.exon_edges[t + 1])
    while high - low > 1:
        middle = (low + high) >> 1
        if track.exon_start[middle] <= p:
            low = middle
        else:
            high = middle
    return low


@compiled
def spliced_index(track: Track, t: int, exon: int, p: int) -> int:
    """Spliced index of a place within an exon."""
    k = int(track.before[exon]) + p - int(track.exon_start[exon])
    return k if track.strand[t] > 0 else int(track.spliced[t]) - 1 - k


@compiled
def place_of(track: Track, t: int, i: int) -> int:
    """Place on the genome of a spliced index; -1 beyond the transcript."""
    total = int(track.spliced[t])
    if i < 0 or i >= total:
        return -1
    k = i if track.strand[t] > 0 else total - 1 - i
    low, high = int(track.exon_edges[t]), int(track.exon_edges[t + 1])
    while high - low > 1:
        middle = (low + high) >> 1
        if track.before[middle] <= k:
            low = middle
        else:
            high = middle
    return int(track.exon_start[low]) + k - int(track.before[low])


@compiled
def spliced_base(track: Track, t: int, i: int) -> int:
    """Number of the base at a spliced index, as the transcript reads it; `END` beyond."""
    p = place_of(track, t, i)
    if p < 0:
        return END
    number = base(track, track.contig[t], p)
    return number if number == OTHER or track.strand[t] > 0 else 3 - number


@compiled
def put_spliced(track: Track, t: int, out: npt.NDArray[np.uint8]) -> None:
    """Write all letters of a transcript along it: A, C, G, T, or N for any other."""
    at = 0 if track.strand[t] > 0 else len(out) - 1
    step = 1 if track.strand[t] > 0 else -1
    code = int(track.contig[t])
    for exon in range(track.exon_edges[t], track.exon_edges[t + 1]):
        for p in range(track.exon_start[exon], track.exon_end[exon]):
            number = base(track, code, p)
            out[at] = _LETTERS[number if number == OTHER or step > 0 else 3 - number]
            at += step


@compiled
def alt_base(edit: Edit, strand: int, k: int) -> int:
    """Number of the k-th base of an alternative, as a transcript reads it."""
    if strand > 0:
        return int(_NUMBER[edit.alt[edit.a0 + k]])
    number = int(_NUMBER[edit.alt[edit.a1 - 1 - k]])
    return number if number == OTHER else 3 - number


@compiled
def edited_base(track: Track, t: int, edit: Edit, i: int) -> int:
    """Number of base i of an edited transcript; `END` beyond its last."""
    new = edit.a1 - edit.a0
    if edit.low <= i < edit.low + new:
        return alt_base(edit, track.strand[t], i - edit.low)
    return spliced_base(track, t, i if i < edit.low else i - new + edit.high - edit.low)


@compiled
def codon(track: Track, t: int, edit: Edit, i: int) -> int:
    """Number of the codon that begins at a spliced index of an edited transcript, `NO_CODON` where
    a base of it is none."""
    found = 0
    known = True
    for k in range(3):
        number = edited_base(track, t, edit, i + k)
        known &= number < OTHER
        found = 4 * found + number
    return found if known else NO_CODON


@compiled
def is_recoded(track: Track, t: int, i: int) -> bool:
    """Whether the codon at a spliced index is read as selenocysteine."""
    for k in range(track.recoded_edges[t], track.recoded_edges[t + 1]):
        p = int(track.recoded[k])
        exon = exon_of(track, t, p)
        if p < track.exon_end[exon] and spliced_index(track, t, exon, p) == i:
            return True
    return False
