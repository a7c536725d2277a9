"""Compiled: what an edit of the spliced transcript does to its coding sequence.

An *edit* replaces spliced bases low to high of a transcript by an alternative. Only the codons
that it touches are compared, as Ensembl VEP compares them; the first codon and the last are
judged by whether translation still begins and ends there.
Source: Ensembl VEP 113, calculated consequences; McLaren et al. 2016,
doi:10.1186/s13059-016-0974-4; definitions of the terms in the Sequence Ontology.
"""

# Compiled code: one long function beats many short ones.
# ruff: noqa: PLR0912, PLR0915

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.knowledge.transcript.bits import (
    ALTERING,
    CODING,
    DELETION,
    FRAMESHIFT,
    INCOMPLETE,
    INSERTION,
    MISSENSE,
    START_LOST,
    START_RETAINED,
    STOP_GAINED,
    STOP_LOST,
    STOP_RETAINED,
    SYNONYMOUS,
    UTR3,
    UTR5,
)
from samvar.knowledge.transcript.codon import CODES, SELENOCYSTEINE, STOP, UNKNOWN
from samvar.knowledge.transcript.splice import (
    codon,
    edited_base,
    is_recoded,
    spliced_base,
)
from samvar.knowledge.transcript.track import NO_PROTEIN, NO_START, Edit, Track
from samvar.model.calls import Int32

# Columns of a pair's row; what does not apply is 0. EXON, INTRON: along the transcript, from 1.
# CODING: half-open in the coding sequence, from 0, or -1. PROTEIN: residues from 1, of an insertion
# between two codons those beside it. BEFORE, AFTER: amino acids where one codon becomes one other.
# LOW, HIGH: half-open, spliced, where one exon holds all of the allele, else -1.
(ALLELE, TRANSCRIPT, EXON0, EXON1, INTRON0, INTRON1, CODING0, CODING1, PROTEIN0, PROTEIN1, BEFORE,
 AFTER, DISTANCE, LOW, HIGH) = range(15)  # fmt: skip
COLUMNS = 15

Letters = npt.NDArray[np.uint8]
_START = ord("M")
_CODES = CODES


@compiled
def _keeps_start(track: Track, t: int, edit: Edit) -> bool:
    """Whether the whole coding sequence still stands, at its end of the edited transcript."""
    u = int(track.coding_from[t])
    first = edit.low + edit.a1 - edit.a0 - (edit.high - u)
    if first < 0:
        return False
    for k in range(edit.high - u):
        if edited_base(track, t, edit, first + k) != spliced_base(track, t, u + k):
            return False
    return True


@compiled
def _over_the_edge(track: Track, t: int, edit: Edit) -> int:
    """An edit that takes bases of both the coding sequence and what lies beside it."""
    u, v = int(track.coding_from[t]), int(track.coding_to[t])
    low, high = edit.low, edit.high
    code = int(track.code[t])
    terms = 0
    if low < u:
        terms |= UTR5
        if track.traits[t] & NO_START or high > v:
            terms |= CODING
        elif _keeps_start(track, t, edit):
            terms |= START_RETAINED
        else:
            terms |= START_LOST
    if high > v:
        terms |= UTR3
        last = v - 3
        whole = (v - u - track.phase[t]) % 3 == 0
        if not whole or _CODES[code, codon(track, t, _nothing(edit), last)] != STOP or low < u:
            terms |= CODING
        elif low >= last and _CODES[code, codon(track, t, edit, last)] == STOP:
            terms |= STOP_RETAINED
        else:
            terms |= STOP_LOST
    return terms


@compiled
def _nothing(edit: Edit) -> Edit:
    """An edit that changes nothing: the transcript as it is."""
    return Edit(edit.low, edit.low, edit.alt, edit.a0, edit.a0)


@compiled
def coding_effect(track: Track, t: int, edit: Edit, row: Int32) -> int:
    """Terms of an edit that touches the coding sequence; fills the row's columns.

    The edit crosses no edge of an exon, and an insertion touches none.
    """
    u, v = int(track.coding_from[t]), int(track.coding_to[t])
    low, high = edit.low, edit.high
    row[CODING0], row[CODING1] = max(low, u) - u, min(high, v) - u
    if track.traits[t] & NO_PROTEIN:
        return CODING | (UTR5 if low < u else 0) | (UTR3 if high > v else 0)
    if low < u or high > v:
        return _over_the_edge(track, t, edit)
    delta = edit.a1 - edit.a0 - (high - low)
    f = int(track.phase[t])
    a, b = low - u - f, high - u - f  # from the first whole codon
    pad = 1 if f > 0 else 0  # a partial first codon is a residue too
    whole = (v - u - f) // 3
    tail = (v - u - f) % 3
    if a < 0:
        row[PROTEIN0] = row[PROTEIN1] = 1
        return FRAMESHIFT if delta % 3 != 0 else CODING
    c0 = a // 3
    c1 = (b + 2) // 3
    if a == b:
        c1 = c0 if a % 3 == 0 else c0 + 1
    if c0 == c1:
        row[PROTEIN0], row[PROTEIN1] = pad + c0, pad + c0 + 1
    else:
        row[PROTEIN0], row[PROTEIN1] = pad + c0 + 1, pad + c1
    if tail > 0 and (c0 >= whole or c1 > whole):
        if c0 >= whole:
            row[PROTEIN0] = row[PROTEIN1] = pad + whole + 1
            return INCOMPLETE | CODING
        return FRAMESHIFT if delta % 3 != 0 else CODING
    # The codons that the edit touches, and those that stand there afterwards.
    few = c1 - c0
    many = (3 * few + delta) // 3
    first = u + f + 3 * c0
    stop_at = whole - 1  # the codon that ends translation, if it does
    old = np.empty(few + 1, dtype=np.uint8)
    as_it_is = _nothing(edit)
    for k in range(few + 1):
        old[k] = codon(track, t, as_it_is, first + 3 * k if k < few else u + f + 3 * stop_at)
    new = np.empty(max(many, 1), dtype=np.uint8)
    for k in range(len(new)):
        new[k] = codon(track, t, edit, first + 3 * k)
    code = _CODES[track.code[t]]
    ends = tail == 0 and whole > 0 and code[old[few]] == STOP
    terms = 0
    if c0 == 0 and c1 > 0 and f == 0 and not track.traits[t] & NO_START:
        begins = code[new[0]]
        if delta == 0:
            if begins == UNKNOWN:
                return CODING
            if begins != _START:
                if c1 == 1:
                    row[BEFORE], row[AFTER] = code[old[0]], begins
                return START_LOST
            terms |= START_RETAINED
        elif _keeps_start(track, t, edit):
            return START_RETAINED
        elif begins != _START:
            return START_LOST | (FRAMESHIFT if delta % 3 != 0 else 0)
    at_stop = ends and (c1 > stop_at or (c0 == c1 and c0 == stop_at))
    if delta % 3 != 0:
        if at_stop and c0 == stop_at:
            return STOP_RETAINED if code[new[0]] == STOP else FRAMESHIFT | STOP_LOST
        stops = False
        for k in range(many):
            stops |= code[new[k]] == STOP
        terms |= FRAMESHIFT
        if stops and not at_stop:
            terms |= STOP_GAINED
        if at_stop and not stops:
            terms |= STOP_LOST
        return terms
    ref_stop = alt_stop = -1
    for k in range(few):
        letter = code[old[k]]
        if letter == UNKNOWN:
            return terms | CODING
        if letter == STOP:
            if ends and c0 + k == stop_at:
                ref_stop = k
            elif not is_recoded(track, t, first + 3 * k):
                return terms | CODING  # read through, and nobody says as what
    for k in range(many):
        letter = code[new[k]]
        if letter == UNKNOWN:
            return terms | CODING
        stays = k < few and k != ref_stop and new[k] == old[k]  # selenocysteine, where it was
        if letter == STOP and alt_stop < 0 and not stays:
            alt_stop = k
    if delta != 0:
        pure = edit.a0 == edit.a1
        return terms | _longer_or_shorter(
            code, old[:few], new[:many], ref_stop, alt_stop, at_stop, pure
        )
    if few == 1:
        recoded = code[old[0]] == STOP and ref_stop < 0
        row[BEFORE] = SELENOCYSTEINE if recoded else code[old[0]]
        row[AFTER] = code[new[0]]
    same = True
    for k in range(many):
        same &= k == ref_stop or code[old[k]] == code[new[k]]
    if ref_stop >= 0:
        if alt_stop < 0:
            return terms | STOP_LOST
        if alt_stop < ref_stop:
            return terms | STOP_GAINED
        return terms | STOP_RETAINED | (0 if same else MISSENSE)
    if alt_stop >= 0:
        return terms | STOP_GAINED
    return terms | (SYNONYMOUS if same else MISSENSE)


@compiled
def _longer_or_shorter(
    code: Letters,
    old: Letters,
    new: Letters,
    ref_stop: int,
    alt_stop: int,
    at_stop: bool,
    pure: bool,
) -> int:
    """Terms of an edit that adds or takes whole codons. pure: it puts nothing in their place."""
    few, many = len(old), len(new)
    if ref_stop >= 0 and alt_stop < 0:
        return STOP_LOST | (DELETION if pure else 0)
    if at_stop and alt_stop == 0 and (ref_stop == 0 or few == 0):
        return STOP_RETAINED
    terms = STOP_GAINED if alt_stop >= 0 and ref_stop < 0 else 0
    if many < few:
        if pure:
            return terms | DELETION
        return terms if terms else ALTERING
    # An insertion is plain where the old residues stand whole at one end of the new.
    size = many if alt_stop < 0 else alt_stop + 1
    begins = ends = size >= few
    if size >= few:
        for k in range(few):
            begins &= code[old[k]] == code[new[k]]
            ends &= code[old[k]] == code[new[size - few + k]]
    if begins or ends:
        return terms | INSERTION
    return terms if terms else ALTERING
