"""Ask a caller about variants in words, and get terms by transcript."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.knowledge.transcript.bits import names_of
from samvar.knowledge.transcript.call import Caller, Pairs
from samvar.knowledge.transcript.effect import ALLELE, TRANSCRIPT
from samvar.model.bases import Bases
from samvar.model.genome import CODE

Written = tuple[str, int, str, str]  # contig, 0-based position, REF, ALT


def pairs_of(caller: Caller, variants: Sequence[Written]) -> Pairs:
    return caller.pairs(
        np.array([CODE[each[0]] for each in variants], dtype=np.int8),
        np.array([each[1] for each in variants], dtype=np.int32),
        Bases.of(each[2] for each in variants),
        Bases.of(each[3] for each in variants),
    )


def terms_of(caller: Caller, variants: Sequence[Written]) -> list[dict[str, set[str]]]:
    """Of each variant, the terms by the transcript's name; "" where it lies near none."""
    pairs = pairs_of(caller, variants)
    found: list[dict[str, set[str]]] = [{} for _ in variants]
    for row, terms in zip(pairs.rows.tolist(), pairs.terms.tolist(), strict=True):
        place = row[TRANSCRIPT]
        name = "" if place < 0 else caller.transcripts.name[place]
        found[row[ALLELE]][name] = set(names_of(terms))
    return found


def trimmed(position: int, ref: str, alt: str) -> tuple[int, int, str]:
    """Start and end of what is replaced, and by what."""
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return position, position + len(ref), alt
