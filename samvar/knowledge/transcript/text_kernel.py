"""Compiled: pairs of alleles and transcripts as the entries of a VCF's CSQ."""

# Compiled code: one long function beats many short ones.
# ruff: noqa: PLR0912, PLR0915

from __future__ import annotations

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.info import put_number
from samvar.knowledge.transcript.bits import START_LOST, SYNONYMOUS
from samvar.knowledge.transcript.codon import THREE
from samvar.knowledge.transcript.effect import (
    AFTER,
    BEFORE,
    CODING0,
    CODING1,
    DISTANCE,
    EXON0,
    EXON1,
    INTRON0,
    INTRON1,
    PROTEIN0,
    PROTEIN1,
    TRANSCRIPT,
)
from samvar.knowledge.transcript.hgvs_coding import Letters, put, put_coding
from samvar.knowledge.transcript.track import Track
from samvar.model.calls import Bool, Int32, Int64

BAR, COMMA, COLON = ord("|"), ord(","), ord(":")
AROUND = 400
"""Letters of an entry at most that are none of its words, names and alleles."""

_THREE = np.zeros((256, 3), dtype=np.uint8)
for _one, _three in THREE.items():
    _THREE[ord(_one)] = np.frombuffer(_three.encode(), dtype=np.uint8)
_SHARED = np.frombuffer(b"codon_shared", dtype=np.uint8).copy()
_SAME = np.frombuffer(b"%3D", dtype=np.uint8).copy()
_PROTEIN = np.frombuffer(b"p.", dtype=np.uint8).copy()
_START = np.frombuffer(b"p.Met1?", dtype=np.uint8).copy()


@compiled
def put_from(out: Letters, at: int, letters: Letters, start: int, end: int) -> int:
    """Write `letters[start:end]`; returns the place behind it."""
    for k in range(start, end):
        out[at] = letters[k]
        at += 1
    return at


@compiled
def _put_span(out: Letters, at: int, first: int, last: int) -> int:
    at = put_number(out, at, first)
    if last != first:
        out[at] = 45
        at = put_number(out, at + 1, last)
    return at


@compiled
def _put_of(out: Letters, at: int, first: int, last: int, many: int) -> int:
    """`3/12`, or nothing where the first is 0."""
    if first > 0:
        at = _put_span(out, at, first, last)
        out[at] = 47
        at = put_number(out, at + 1, many)
    return at


@compiled
def is_plain(before: int, after: int, terms: int) -> bool:
    """Whether a row says all about its protein: one residue that is another one, or the same."""
    return terms & START_LOST != 0 or (before > 0 and after > 0 and before != 42 and after != 85)


@compiled
def _put_protein(out: Letters, at: int, row: Int32, terms: int) -> int:
    """`p.Arg12Gly`, `p.Arg12Ter`, `p.Arg12%3D`, `p.Met1?`."""
    if terms & START_LOST:
        return put(out, at, _START)
    at = put(out, at, _PROTEIN)
    at = put(out, at, _THREE[row[BEFORE]])
    at = put_number(out, at, row[PROTEIN0])
    if terms & SYNONYMOUS:
        return put(out, at, _SAME)
    return put(out, at, _THREE[row[AFTER]])


@compiled
def write_entries(
    track: Track,
    rows: Int32,
    terms: Int64,
    edges: Int64,
    position: Int32,
    ref: Letters,
    ref_edges: Int32,
    alt: Letters,
    alt_edges: Int32,
    name: Letters,
    name_edges: Int32,
    number: Int32,
    words: Letters,
    word_edges: Int32,
    word_of: Int64,
    head: Letters,
    head_edges: Int32,
    tail: Letters,
    tail_edges: Int32,
    flags: Letters,
    flag_edges: Int32,
    accession: Letters,
    accession_edges: Int32,
    protein: Letters,
    protein_edges: Int32,
    told: Letters,
    told_edges: Int32,
    shared: Bool,
    out: Letters,
    out_edges: Int64,
) -> None:
    """Write the entries of n alleles, commas between, to `out`; `out_edges`: (n + 1).

    rows, terms, edges: of `call.Pairs`. name, number: how CSQ calls each allele, and its number in
    its record. words: `terms|IMPACT` of each set, `word_of` says which is a row's. head, tail,
    flags, accession, protein: words of each transcript. told: what a row's protein becomes, where
    `is_plain` does not say it. shared: rows whose codon another allele of the file changes too.
    """
    at = 0
    for r in range(len(edges) - 1):
        out_edges[r] = at
        p = int(position[r])
        r0, r1 = int(ref_edges[r]), int(ref_edges[r + 1])
        a0, a1 = int(alt_edges[r]), int(alt_edges[r + 1])
        while r1 > r0 and a1 > a0 and ref[r1 - 1] == alt[a1 - 1]:
            r1 -= 1
            a1 -= 1
        while r1 > r0 and a1 > a0 and ref[r0] == alt[a0]:
            r0 += 1
            a0 += 1
            p += 1
        s, e = p, p + r1 - r0
        for k in range(edges[r], edges[r + 1]):
            row = rows[k]
            t = int(row[TRANSCRIPT])
            if k > edges[r]:
                out[at] = COMMA
                at += 1
            at = put_from(out, at, name, name_edges[r], name_edges[r + 1])
            out[at] = BAR
            w = word_of[k]
            at = put_from(out, at + 1, words, word_edges[w], word_edges[w + 1])
            out[at] = BAR
            at += 1
            if t >= 0:
                at = put_from(out, at, head, head_edges[t], head_edges[t + 1])
            else:
                for _ in range(4):
                    out[at] = BAR
                    at += 1
            many = int(track.exon_edges[t + 1] - track.exon_edges[t]) if t >= 0 else 0
            out[at] = BAR
            at = _put_of(out, at + 1, row[EXON0], row[EXON1], many)
            out[at] = BAR
            at = _put_of(out, at + 1, row[INTRON0], row[INTRON1], many - 1)
            out[at] = BAR
            at += 1
            if t >= 0 and row[DISTANCE] == 0:
                before = at
                at = put_from(out, at, accession, accession_edges[t], accession_edges[t + 1])
                out[at] = COLON
                after = put_coding(out, at + 1, track, t, s, e, alt, a0, a1)
                at = before if after == at + 1 else after
            out[at] = BAR
            at += 1
            plain = is_plain(row[BEFORE], row[AFTER], terms[k])
            if plain or told_edges[k + 1] > told_edges[k]:
                if protein_edges[t + 1] > protein_edges[t]:
                    at = put_from(out, at, protein, protein_edges[t], protein_edges[t + 1])
                    out[at] = COLON
                    at += 1
                if plain:
                    at = _put_protein(out, at, row, terms[k])
                else:
                    at = put_from(out, at, told, told_edges[k], told_edges[k + 1])
            out[at] = BAR
            at += 1
            if row[CODING0] >= 0:
                first, last = int(row[CODING0]) + 1, int(row[CODING1])
                at = _put_span(out, at, min(first, last), max(first, last))
            out[at] = BAR
            at += 1
            if row[PROTEIN0] > 0:
                at = _put_span(out, at, row[PROTEIN0], row[PROTEIN1])
            out[at] = BAR
            at += 1
            if row[BEFORE] > 0:
                out[at] = row[BEFORE]
                at += 1
                if not terms[k] & SYNONYMOUS:
                    out[at], out[at + 1] = 47, row[AFTER]
                    at += 2
            out[at] = BAR
            at = put_number(out, at + 1, number[r])
            out[at] = BAR
            at += 1
            if row[DISTANCE] > 0:
                at = put_number(out, at, row[DISTANCE])
            out[at] = BAR
            at += 1
            if t >= 0:
                at = put_from(out, at, flags, flag_edges[t], flag_edges[t + 1])
                if shared[k]:
                    if flag_edges[t + 1] > flag_edges[t]:
                        out[at] = 38
                        at += 1
                    at = put(out, at, _SHARED)
            out[at] = BAR
            at += 1
            if t >= 0:
                at = put_from(out, at, tail, tail_edges[t], tail_edges[t + 1])
            else:
                for _ in range(3):
                    out[at] = BAR
                    at += 1
    out_edges[len(edges) - 1] = at


@compiled
def write_names(
    text: Letters, alleles: Int32, references: Int32, out: Letters, edges: Int32
) -> None:
    """What VEP calls the alternatives of records: see `text.vep_names`.

    alleles: (n, 3) int32, record, start and end in `text` of each, those of a record one after
    another. references: (n, 2), the same of its REF. out, edges: as `model.bases` has them.
    """
    at = first = 0
    edges[0] = 0
    while first < len(alleles):
        last = first
        while last < len(alleles) and alleles[last, 0] == alleles[first, 0]:
            last += 1
        r0, r1 = int(references[first, 0]), int(references[first, 1])
        lengths, begins = False, True
        for k in range(first, last):
            a0, a1 = int(alleles[k, 1]), int(alleles[k, 2])
            lengths |= a1 - a0 != r1 - r0
            begins &= text[a0] & 0xDF == text[r0] & 0xDF
        for k in range(first, last):
            a0, a1 = int(alleles[k, 1]), int(alleles[k, 2])
            if lengths and begins:
                a0 += 1
            if a0 == a1:
                out[at] = 45
                at += 1
            for m in range(a0, a1):
                out[at] = text[m] & 0xDF
                at += 1
            edges[k + 1] = at
        first = last


@compiled
def number_sets(terms: Int64, seen: Int64, number: Int32, sets: Int64, word_of: Int64) -> int:
    """Number the different sets of terms in the order in which they come; returns how many.

    seen, number: a table of a power of two places, `seen` all 0: no set is empty. sets: filled with
    them; at most half of the table's places. word_of: (n), the number of each. -1: too many.
    """
    many = 0
    mask = len(seen) - 1
    for k in range(len(terms)):
        value = terms[k]
        at = (value ^ (value >> 11) ^ (value >> 23)) & mask
        while seen[at] != 0 and seen[at] != value:
            at = (at + 1) & mask
        if seen[at] == 0:
            if 2 * many >= len(seen):
                return -1
            seen[at] = value
            number[at] = many
            sets[many] = value
            many += 1
        word_of[k] = number[at]
    return many
