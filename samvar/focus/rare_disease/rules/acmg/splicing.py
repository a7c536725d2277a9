"""Splicing: where BP7 may be given, and PS1 by comparison with another splice variant.

Source: Walker et al. 2023, doi:10.1016/j.ajhg.2023.06.002 (table 2 for PS1; figure 4 for
prediction; BP7 for silent changes and deep enough in the intron).
"""

from __future__ import annotations

from samvar.focus.rare_disease.model.facts import Other, SplicePlace
from samvar.focus.rare_disease.model.verdict import Strength

FAR_BEHIND_EXON, FAR_BEFORE_EXON = 7, -21
"""From these intronic places on, away from the exon, BP7 may be given."""

_OUTSIDE = {
    (SplicePlace.NUCLEOTIDE, Other.PATHOGENIC): Strength.STRONG,
    (SplicePlace.NUCLEOTIDE, Other.LIKELY_PATHOGENIC): Strength.MODERATE,
    (SplicePlace.DINUCLEOTIDE, Other.PATHOGENIC): Strength.MODERATE,
    (SplicePlace.DINUCLEOTIDE, Other.LIKELY_PATHOGENIC): Strength.SUPPORTING,
    (SplicePlace.MOTIF, Other.PATHOGENIC): Strength.MODERATE,
    (SplicePlace.MOTIF, Other.LIKELY_PATHOGENIC): Strength.SUPPORTING,
}
_INSIDE_FULL = {
    (SplicePlace.DINUCLEOTIDE, Other.PATHOGENIC): Strength.SUPPORTING,
    (SplicePlace.MOTIF, Other.PATHOGENIC): Strength.SUPPORTING,
    (SplicePlace.MOTIF, Other.LIKELY_PATHOGENIC): Strength.SUPPORTING,
}
_INSIDE_LESS = {
    (SplicePlace.DINUCLEOTIDE, Other.PATHOGENIC): Strength.STRONG,
    (SplicePlace.MOTIF, Other.PATHOGENIC): Strength.MODERATE,
    (SplicePlace.MOTIF, Other.LIKELY_PATHOGENIC): Strength.SUPPORTING,
}


def ps1_strength(
    place: SplicePlace,
    other: Other,
    *,
    at_dinucleotide: bool,
    baseline: Strength | None,
) -> Strength | None:
    """The strength of PS1 for a splice variant; None where the table gives none.

    place, other: of the classified variant. at_dinucleotide: the new variant lies in the two bases
    next to the exon. baseline: the strength of its PVS1, None where that is not given.

    >>> ps1_strength(SplicePlace.NUCLEOTIDE, Other.PATHOGENIC, at_dinucleotide=False, baseline=None)
    <Strength.STRONG: 'strong'>
    """
    if not at_dinucleotide:
        return _OUTSIDE.get((place, other))
    if baseline is None:
        return None
    # The same base lies in the same two bases.
    near = SplicePlace.MOTIF if place is SplicePlace.MOTIF else SplicePlace.DINUCLEOTIDE
    table = _INSIDE_FULL if baseline is Strength.VERY_STRONG else _INSIDE_LESS
    return table.get((near, other))


def far_from_exon(offset: int) -> bool:
    """Whether an intronic place is far enough from the exon for BP7.

    offset: bases behind the exon, or before it if negative.

    >>> far_from_exon(7), far_from_exon(6), far_from_exon(-21), far_from_exon(-20)
    (True, False, True, False)
    """
    return offset >= FAR_BEHIND_EXON or offset <= FAR_BEFORE_EXON
