"""Transcripts laid out for kernels: spliced offsets, and which lie in each stretch of a contig."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from samvar.formats.fasta import Reference
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int8, Int32, Int64
from samvar.model.genome import CODE, CONTIGS
from samvar.model.transcript import Mark, Transcripts

SHIFT = 14
"""A bin is 2^14 bases: about one transcript of the genome in ten begins in it, few cross many."""

NO_PROTEIN, NO_START, NMD = 1, 2, 4
"""Bits of `Track.traits`: the protein cannot be told; where it starts is not told; the transcript
is one of nonsense-mediated decay."""


class Edit(NamedTuple):
    """Spliced bases low to high become `alt[a0:a1]`, whose letters are the genome's strand."""

    low: int
    high: int
    alt: Text
    a0: int
    a1: int


class Track(NamedTuple):
    """t transcripts with e exons, all arrays of `Transcripts` that kernels need, and more.

    before: (e) int32, bases of the same transcript's exons that lie before it on the genome.
    spliced: (t) int32, bases of all its exons. coding_from, coding_to: (t) int32, its coding
    sequence in spliced bases along the transcript; -1 for none. code: (t) int8, 1 = mitochondrial.
    traits: (t) int8. bin_edges: (b + 1) int32; bin_members: int32, the transcripts that lie in bin
    i are `bin_members[bin_edges[i]:bin_edges[i + 1]]`, ascending. first_bin: (27) int64, of each
    contig code. content, layout: the reference's bytes; (4, 26) offsets, bases and widths of lines,
    and lengths, by contig code.
    """

    start: Int32
    end: Int32
    contig: Int8
    strand: Int8
    exon_edges: Int32
    exon_start: Int32
    exon_end: Int32
    before: Int32
    spliced: Int32
    coding_start: Int32
    coding_end: Int32
    coding_from: Int32
    coding_to: Int32
    phase: Int8
    code: Int8
    traits: Int8
    recoded_edges: Int32
    recoded: Int32
    bin_edges: Int32
    bin_members: Int32
    first_bin: Int64
    content: Text
    layout: Int64


def track_of(transcripts: Transcripts, reference: Reference) -> Track:
    """Lay transcripts out over a reference of their assembly; linear in what they hold."""
    t = transcripts
    length = (t.exon_end - t.exon_start).astype(np.int64)
    total = np.concatenate([[0], np.cumsum(length)])
    of_exon = np.repeat(np.arange(len(t)), np.diff(t.exon_edges))
    before = (total[:-1] - total[t.exon_edges[:-1]][of_exon]).astype(np.int32)
    spliced = (total[t.exon_edges[1:]] - total[t.exon_edges[:-1]]).astype(np.int32)
    low, high = _coding(t, before, of_exon)
    forward = t.strand > 0
    codes = t.coding_start >= 0
    coding_from = np.where(codes, np.where(forward, low, spliced - high), -1).astype(np.int32)
    coding_to = np.where(codes, np.where(forward, high, spliced - low), -1).astype(np.int32)
    traits = np.where(t.marks & Mark.UNEVEN, NO_PROTEIN, 0)
    traits |= np.where(t.marks & Mark.START_UNKNOWN, NO_START, 0)
    decayed = [name == "nonsense_mediated_decay" for name in t.biotypes]
    traits |= np.where(np.array(decayed, dtype=bool)[t.biotype], NMD, 0)
    lay = reference.layout
    columns = (
        t.start, t.end, t.contig, t.strand, t.exon_edges, t.exon_start, t.exon_end, before, spliced,
        t.coding_start, t.coding_end, coding_from, coding_to, t.phase,
        (t.contig == CODE["MT"]).astype(np.int8), traits.astype(np.int8), t.recoded_edges,
        t.recoded, *_bins(t), reference.content,
        np.stack([lay.offset, lay.bases, lay.width, lay.length]),
    )  # fmt: skip
    return Track(*(_sealed(each) for each in columns))


def _sealed(values: np.ndarray) -> np.ndarray:
    """The same, not to be written to, as mapped columns are: numba compiles for one kind once."""
    found: np.ndarray = np.ascontiguousarray(values).view()
    found.flags.writeable = False
    return found


def _coding(t: Transcripts, before: Int32, of_exon: Int64) -> tuple[Int64, Int64]:
    """Spliced offsets, in the genome's order, of where each coding sequence begins and ends."""
    low, high = np.zeros(len(t), np.int64), np.zeros(len(t), np.int64)
    start, end = t.coding_start[of_exon], t.coding_end[of_exon]
    first = (t.exon_start <= start) & (start < t.exon_end)
    low[of_exon[first]] = before[first] + start[first] - t.exon_start[first]
    last = (t.exon_start < end) & (end <= t.exon_end)
    high[of_exon[last]] = before[last] + end[last] - t.exon_start[last]
    return low, high


def _bins(t: Transcripts) -> tuple[Int32, Int32, Int64]:
    longest = np.zeros(len(CONTIGS) + 2, dtype=np.int64)
    np.maximum.at(longest, t.contig.astype(np.int64), t.end.astype(np.int64))
    first_bin = np.zeros(len(CONTIGS) + 2, dtype=np.int64)
    np.cumsum((longest[:-1] >> SHIFT) + 1, out=first_bin[1:])
    begin = first_bin[t.contig] + (t.start >> SHIFT)
    count = ((t.end - 1) >> SHIFT).astype(np.int64) - (t.start >> SHIFT) + 1
    member = np.repeat(np.arange(len(t)), count)
    within = np.arange(len(member)) - np.repeat(np.cumsum(count) - count, count)
    place = begin[member] + within
    order = np.argsort(place, kind="stable")
    edges = np.zeros(int(first_bin[-1]) + 1, dtype=np.int32)
    np.cumsum(np.bincount(place, minlength=int(first_bin[-1])), out=edges[1:])
    return edges, member[order].astype(np.int32), first_bin
