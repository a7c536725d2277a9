"""Which protein-coding genes a stretch takes a part of, from transcripts."""

from __future__ import annotations

import numpy as np

from samvar.focus.rare_disease.model.copy_number import Hit
from samvar.model.genome import CODE, Interval
from samvar.model.transcript import Mark, Transcripts

BEST_FIRST = (Mark.MANE_SELECT, Mark.MANE_PLUS, Mark.CANONICAL)


def hits_in(transcripts: Transcripts, place: Interval) -> tuple[Hit, ...]:
    """Each gene of which a coding transcript shares a base with the stretch, once.

    Its exons are those of its MANE Select transcript, else MANE Plus Clinical, else the source's
    own choice, else the one with most coding bases, of those that are touched.
    """
    t = transcripts
    touched = np.flatnonzero(
        (t.contig == CODE[place.contig])
        & (t.coding_start >= 0)
        & (t.start < place.end)
        & (t.end > place.start)
    )
    best: dict[int, tuple[tuple[int, int], int]] = {}
    for transcript in touched.tolist():
        gene, order = int(t.gene[transcript]), _order(t, transcript)
        if gene not in best or order < best[gene][0]:
            best[gene] = order, transcript
    return tuple(_hit(t, gene, transcript) for gene, (_, transcript) in sorted(best.items()))


def _order(t: Transcripts, transcript: int) -> tuple[int, int]:
    marks = int(t.marks[transcript])
    rank = next((k for k, mark in enumerate(BEST_FIRST) if marks & mark), len(BEST_FIRST))
    low, high = int(t.coding_start[transcript]), int(t.coding_end[transcript])
    exons = t.exons(transcript)
    coding = sum(max(0, min(end, high) - max(start, low)) for start, end in exons)
    return rank, -coding


def _hit(t: Transcripts, gene: int, transcript: int) -> Hit:
    return Hit(
        gene=t.symbol[gene] or t.gene_id[gene],
        start=int(t.start[transcript]),
        end=int(t.end[transcript]),
        forward=int(t.strand[transcript]) > 0,
        exons=tuple(t.exons(transcript)),
        coding=(int(t.coding_start[transcript]), int(t.coding_end[transcript])),
    )
