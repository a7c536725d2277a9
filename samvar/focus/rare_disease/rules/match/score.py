"""How good a match is, of what both patients have in genes and in features."""

from __future__ import annotations

GENES, FEATURES = 0.75, 0.25
SAME_GENE = 0.25
"""The part of the genes' weight that a match of the gene alone gets."""


def match_score(likeness: float, *, gene: bool, variant: bool) -> float:
    """0 to 1: 0.75 g + 0.25 likeness; g is 1 for the same variant, 1/4 for the same gene, else 0.

    Source: the weights of patientMatcher, the Matchmaker Exchange node of SciLifeLab
    (github.com/Clinical-Genomics/patientMatcher: MAX_GT_SCORE 0.75, MAX_PHENO_SCORE 0.25, a
    feature that matches by its gene alone a quarter), for a question with one genomic feature.
    Its phenotype part counts identical terms, diagnoses and Monarch's guesses; ours is
    `analyse.match.likeness`.

    >>> match_score(0.5, gene=True, variant=False), match_score(0.2, gene=True, variant=True)
    (0.3125, 0.8)
    """
    return GENES * (1.0 if variant else SAME_GENE if gene else 0.0) + FEATURES * likeness
