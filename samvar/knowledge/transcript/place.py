"""Compiled: where an allele lies in each transcript near it, and all terms that follow.

An allele replaces reference bases s to e, s == e for an insertion before base s. Two bases on each
side of an intron are its splice site; the other splice terms count from the same edges.
Source: Ensembl VEP 113, calculated consequences; the Sequence Ontology's definitions of
SO:0001630 (1-3 bases of the exon, 3-8 of the intron), SO:0001787 (5th base of the intron),
SO:0002170 (3rd to 6th), SO:0002169 (17 to 3 bases before the exon). As in VEP the splice region is
told only where no closer term is.
"""

# Compiled code: one long function beats many short ones.
# ruff: noqa: PLR0912, PLR0915, PLR1714, SIM109

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.knowledge.transcript.bits import (
    ABLATION,
    ACCEPTOR,
    CODING,
    DECAYED,
    DONOR,
    DONOR_5TH,
    DONOR_REGION,
    DOWNSTREAM,
    INTERGENIC,
    INTRON,
    NONCODING,
    NONCODING_EXON,
    POLYPYRIMIDINE,
    REGION,
    START_LOST,
    UPSTREAM,
    UTR3,
    UTR5,
)
from samvar.knowledge.transcript.codon import NUMBER
from samvar.knowledge.transcript.effect import (
    ALLELE,
    CODING0,
    CODING1,
    DISTANCE,
    EXON0,
    EXON1,
    HIGH,
    INTRON0,
    INTRON1,
    LOW,
    TRANSCRIPT,
    coding_effect,
)
from samvar.knowledge.transcript.splice import base, exon_of, place_of, spliced_index
from samvar.knowledge.transcript.track import NMD, NO_START, SHIFT, Edit, Track
from samvar.model.calls import Int8, Int32, Int64

FINE, FULL, MISMATCH, OUT_OF_REACH, NO_SEQUENCE = range(5)
LEAST_INTRON = 13
"""A shorter gap between exons is no intron, as Ensembl VEP takes it: nothing is spliced there."""

_NUMBER = NUMBER
Letters = npt.NDArray[np.uint8]


@compiled
def _within(s: int, e: int, low: int, high: int) -> bool:
    """Whether an allele takes a base of low..high, or is inserted between two of them."""
    if s == e:
        return low < s < high
    return low < high and s < high and e > low


@compiled
def _zone(track: Track, t: int, s: int, e: int, low: int, high: int) -> int:
    """Terms of what an allele takes of a stretch of an exon where nothing can be translated."""
    if track.coding_start[t] < 0:
        return NONCODING_EXON
    start, end = int(track.coding_start[t]), int(track.coding_end[t])
    first, last = (UTR5, UTR3) if track.strand[t] > 0 else (UTR3, UTR5)
    if s == e:
        return first if s <= start else (last if s >= end else CODING)
    terms = 0
    if _within(s, e, low, min(high, start)):
        terms |= first
    if _within(s, e, max(low, start), min(high, end)):
        terms |= CODING
    if _within(s, e, max(low, end), high):
        terms |= last
    return terms


@compiled
def _at_intron(s: int, e: int, low: int, high: int, strand: int) -> int:
    """Terms of an allele near or in an intron low..high."""
    inserted = s == e
    terms = 0
    if _within(s, e, low, low + 2):
        terms |= DONOR if strand > 0 else ACCEPTOR
    if _within(s, e, high - 2, high):
        terms |= ACCEPTOR if strand > 0 else DONOR
    if _within(s, e, low + 2, high - 2) or (inserted and (s == low + 2 or s == high - 2)):
        terms |= INTRON
    if strand > 0:
        fifth = _within(s, e, low + 4, low + 5)
        near = _within(s, e, low + 2, low + 6)
        tract = _within(s, e, high - 17, high - 2)
    else:
        fifth = _within(s, e, high - 5, high - 4)
        near = _within(s, e, high - 6, high - 2)
        tract = _within(s, e, low + 2, low + 17)
    if fifth:
        terms |= DONOR_5TH
    if near:
        terms |= DONOR_REGION
    if tract:
        terms |= POLYPYRIMIDINE
    if (
        _within(s, e, low - 3, low)
        or _within(s, e, low + 2, low + 8)
        or _within(s, e, high - 8, high - 2)
        or _within(s, e, high, high + 3)
        or (inserted and (s == low or s == high or s == low + 2 or s == high - 2))
    ):
        terms |= REGION
    return terms


@compiled
def _takes_start(track: Track, t: int, s: int, e: int) -> bool:
    """Whether an allele takes a base of a start codon that is known to be one."""
    if track.phase[t] > 0 or track.traits[t] & NO_START:
        return False
    taken = False
    for k in range(3):
        taken |= s <= place_of(track, t, int(track.coding_from[t]) + k) < e
    return taken


@compiled
def _inside(
    track: Track, t: int, s: int, e: int, alt: Letters, a0: int, a1: int, row: Int32
) -> int:
    """Terms of an allele that lies within a transcript; fills the row's columns."""
    low, high = int(track.exon_edges[t]), int(track.exon_edges[t + 1])
    strand = int(track.strand[t])
    codes = track.coding_start[t] >= 0
    i = exon_of(track, t, s)
    i = max(i - 1, low)  # the intron before has its say too
    terms = 0
    exonic = crosses = False
    whole = -1  # the exon that holds all of it
    x0 = x1 = n0 = n1 = -1
    while i < high and track.exon_start[i] <= e + 3:
        begin, end = int(track.exon_start[i]), int(track.exon_end[i])
        # An insertion at the outer edge of the transcript is not within it.
        if _within(s, e, begin, end):
            exonic = True
            x0 = i if x0 < 0 else x0
            x1 = i
            if begin <= s and e <= end:
                whole = i
            else:
                terms |= _zone(track, t, s, e, begin, end)
                crosses = True
        if i + 1 < high:
            after = int(track.exon_start[i + 1])
            if after - end < LEAST_INTRON:
                if _within(s, e, end, after) or (s == e and (s == end or s == after)):
                    exonic = crosses = True
                    if not codes:
                        terms |= NONCODING_EXON
                    else:
                        terms |= _zone(track, t, s, e, min(s, end), max(e, after))
            else:
                terms |= _at_intron(s, e, end, after, strand)
                if _within(s, e, end, after) or (s == e and (s == end or s == after)):
                    n0 = i if n0 < 0 else n0
                    n1 = i
                if s == e and (s == end or s == after):
                    # Whether the new bases come into the transcript, splicing decides.
                    exonic = crosses = True
                    terms |= _zone(track, t, s, e, s, s)
        i += 1
    if terms & DONOR_5TH:
        terms &= ~DONOR_REGION
    if terms & (DONOR | ACCEPTOR | DONOR_5TH | DONOR_REGION):
        terms &= ~REGION
    if x0 >= 0:
        row[EXON0] = x0 - low + 1 if strand > 0 else high - x1
        row[EXON1] = x1 - low + 1 if strand > 0 else high - x0
    if n0 >= 0:
        row[INTRON0] = n0 - low + 1 if strand > 0 else high - 1 - n1
        row[INTRON1] = n1 - low + 1 if strand > 0 else high - 1 - n0
    if not codes:
        return terms | (NONCODING_EXON if exonic else NONCODING)
    if crosses and s < e and _takes_start(track, t, s, e):
        terms = (terms & ~CODING) | START_LOST
    if whole >= 0 and not crosses:
        if strand > 0:
            a = spliced_index(track, t, whole, s)
        else:
            a = spliced_index(track, t, whole, e - 1)
        b = a + e - s
        row[LOW], row[HIGH] = a, b
        u, v = int(track.coding_from[t]), int(track.coding_to[t])
        if b <= u:
            terms |= UTR5
        elif a >= v:
            terms |= UTR3
        else:
            terms |= coding_effect(track, t, Edit(a, b, alt, a0, a1), row)
    if track.traits[t] & NMD:
        terms |= DECAYED
    return terms


@compiled
def find_pairs(
    track: Track,
    contig: Int8,
    position: Int32,
    ref: Letters,
    ref_edges: Int32,
    alt: Letters,
    alt_edges: Int32,
    reach: int,
    first: int,
    rows: Int32,
    terms: Int64,
) -> tuple[int, int, int]:
    """Pairs of an allele and a transcript that it lies in, or not farther from than `reach`.

    contig, position: of n alleles, in any order; ref, alt: their letters and edges. first: the
    allele to begin with. rows: (room, `COLUMNS`), those of an allele in the transcripts' order; one
    row with TRANSCRIPT -1 where there is none. terms: (room) int64, sets of `bits`.
    Returns (fault, rows done, allele): FULL asks for another call from that allele on.
    """
    done = 0
    for r in range(first, len(contig)):
        code = int(contig[r])
        p = int(position[r])
        r0, r1 = int(ref_edges[r]), int(ref_edges[r + 1])
        a0, a1 = int(alt_edges[r]), int(alt_edges[r + 1])
        if p + r1 - r0 > track.layout[3, code]:
            return OUT_OF_REACH, done, r
        for k in range(r1 - r0):
            here, told = base(track, code, p + k), int(_NUMBER[ref[r0 + k]])
            if here != told:
                return MISMATCH, done, r
        while r1 > r0 and a1 > a0 and ref[r1 - 1] == alt[a1 - 1]:
            r1 -= 1
            a1 -= 1
        while r1 > r0 and a1 > a0 and ref[r0] == alt[a0]:
            r0 += 1
            a0 += 1
            p += 1
        s, e = p, p + r1 - r0
        begun = done
        low = max(s - reach - 1, 0) >> SHIFT
        most = int(track.first_bin[code + 1] - track.first_bin[code]) - 1
        high = min((e + reach) >> SHIFT, most)
        for k in range(low, high + 1):
            at = track.first_bin[code] + k
            for m in range(track.bin_edges[at], track.bin_edges[at + 1]):
                t = int(track.bin_members[m])
                start, end = int(track.start[t]), int(track.end[t])
                if max(start >> SHIFT, low) != k:
                    continue  # met in the bin before
                inside = _within(s, e, start, end)
                distance = 0
                if not inside:
                    distance = start - e + 1 if e <= start else s - end + 1
                    if distance > reach:
                        continue
                if done >= len(rows):
                    return FULL, begun, r
                row = rows[done]
                row[:] = 0
                row[ALLELE], row[TRANSCRIPT], row[DISTANCE] = r, t, distance
                row[CODING0] = row[CODING1] = row[LOW] = row[HIGH] = -1
                if not inside:
                    before = (e <= start) == (track.strand[t] > 0)
                    terms[done] = UPSTREAM if before else DOWNSTREAM
                elif a0 == a1 and s <= start and e >= end:
                    terms[done] = ABLATION
                elif end > track.layout[3, code]:
                    return NO_SEQUENCE, begun, r
                else:
                    terms[done] = _inside(track, t, s, e, alt, a0, a1, row)
                done += 1
        if done == begun:
            if done >= len(rows):
                return FULL, begun, r
            row = rows[done]
            row[:] = 0
            row[ALLELE], row[TRANSCRIPT] = r, -1
            row[CODING0] = row[CODING1] = row[LOW] = row[HIGH] = -1
            terms[done] = INTERGENIC
            done += 1
    return FINE, done, len(contig)
