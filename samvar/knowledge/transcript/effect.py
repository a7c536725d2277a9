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
from samvar.knowledge.transcript.codon import SELENOCYSTEINE, STOP, UNKNOWN
from samvar.knowledge.transcript.splice import (
    edited_base,
    edited_residue,
    is_recoded,
    residue,
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
        if not whole or residue(track, t, last) != STOP or low < u:
            terms |= CODING
        elif low >= last and edited_residue(track, t, edit, last) == STOP:
            terms |= STOP_RETAINED
        else:
            terms |= STOP_LOST
    return terms


@compiled
def coding_effect(track: Track, t: int, edit: Edit, row: Int32) -> int:
    """Terms of an edit that touches the coding sequence; fills the row's columns.

    The edit crosses no edge of an exon, and an insertion touches none.
    """
    u, v = int(track.coding_from[t]), int(track.coding_to[t])
    low, high = edit.low, edit.high
    n = edit.a1 - edit.a0
    row[CODING0], row[CODING1] = max(low, u) - u, min(high, v) - u
    if low < u or high > v:
        if track.traits[t] & NO_PROTEIN:
            return CODING | (UTR5 if low < u else 0) | (UTR3 if high > v else 0)
        return _over_the_edge(track, t, edit)
    if track.traits[t] & NO_PROTEIN:
        return CODING
    delta = n - (high - low)
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
    first = u + f + 3 * c0
    stop_at = whole - 1  # the codon that ends translation, if it does
    ends = tail == 0 and whole > 0 and residue(track, t, u + f + 3 * stop_at) == STOP
    terms = 0
    known_start = f == 0 and not track.traits[t] & NO_START
    if c0 == 0 and known_start and c1 > 0:
        begins = edited_residue(track, t, edit, u)
        if delta == 0:
            if begins == UNKNOWN:
                return CODING
            changed = False
            for k in range(3):
                changed |= edited_base(track, t, edit, u + k) != spliced_base(track, t, u + k)
            if changed and begins != _START:
                if c1 == 1:
                    row[BEFORE] = residue(track, t, u)
                    row[AFTER] = begins
                return START_LOST
            if changed:
                terms |= START_RETAINED
        elif _keeps_start(track, t, edit):
            return START_RETAINED
        elif begins != _START:
            return START_LOST | (FRAMESHIFT if delta % 3 != 0 else 0)
    at_stop = ends and (c1 > stop_at or (c0 == c1 and c0 == stop_at))
    if delta % 3 != 0:
        if at_stop and c0 == stop_at:
            if edited_residue(track, t, edit, first) == STOP:
                return STOP_RETAINED
            # Between the last residue and the stop codon nothing of the stop codon is lost by name.
            return FRAMESHIFT | STOP_LOST
        terms |= FRAMESHIFT
        stops = False
        for k in range((3 * (c1 - c0) + delta) // 3):
            i = first + 3 * k
            stops |= edited_residue(track, t, edit, i) == STOP
        if stops and not at_stop:
            terms |= STOP_GAINED
        if at_stop and not stops:
            terms |= STOP_LOST
        return terms
    many = c1 - c0 + delta // 3  # codons that stand there afterwards
    ref_stop = alt_stop = -1
    recoded = False
    for k in range(c1 - c0):
        letter = residue(track, t, first + 3 * k)
        if letter == UNKNOWN:
            return terms | CODING
        if letter == STOP:
            if ends and c0 + k == stop_at:
                ref_stop = k
            elif is_recoded(track, t, first + 3 * k):
                recoded = True
            else:
                return terms | CODING  # read through, and nobody says as what
        if c1 - c0 == 1:
            row[BEFORE] = SELENOCYSTEINE if recoded else letter
    for k in range(many):
        letter = edited_residue(track, t, edit, first + 3 * k)
        if letter == UNKNOWN:
            row[BEFORE] = 0
            return terms | CODING
        if (
            letter == STOP
            and alt_stop < 0
            and not _same_codon(track, t, edit, first + 3 * k, recoded)
        ):
            alt_stop = k
        if many == 1 and c1 - c0 == 1:
            row[AFTER] = letter
    if delta != 0:
        row[BEFORE] = row[AFTER] = 0
        return terms | _longer_or_shorter(
            track, t, edit, first, c1 - c0, many, ref_stop,
            alt_stop, at_stop,
        )  # fmt: skip
    same = True
    for k in range(many):
        if k != ref_stop:
            same &= residue(track, t, first + 3 * k) == edited_residue(
                track, t, edit, first + 3 * k
            )
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
def _same_codon(track: Track, t: int, edit: Edit, i: int, recoded: bool) -> bool:
    """Whether a stop codon of the edited transcript is one for selenocysteine that was there."""
    if not recoded:
        return False
    stays = is_recoded(track, t, i)
    for k in range(3):
        stays &= edited_base(track, t, edit, i + k) == spliced_base(track, t, i + k)
    return stays


@compiled
def _longer_or_shorter(
    track: Track, t: int, edit: Edit,
    first: int, few: int, many: int, ref_stop: int, alt_stop: int, at_stop: bool,
) -> int:  # fmt: skip
    """Terms of an edit that adds or takes whole codons: `few` of them become `many`."""
    pure = edit.a1 == edit.a0
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
            old = residue(track, t, first + 3 * k)
            begins &= old == edited_residue(track, t, edit, first + 3 * k)
            ends &= old == edited_residue(track, t, edit, first + 3 * (size - few + k))
    if begins or ends:
        return terms | INSERTION
    return terms if terms else ALTERING
