"""CYP2D6: from activity score to phenotype, with copy numbers.

Source: Caudle et al. 2020, CPIC and DPWG consensus, doi:10.1111/cts.12692: 0 poor; above 0 and
below 1.25 intermediate; 1.25 to 2.25 normal; above 2.25 ultrarapid. The value of an allele is
multiplied by its copies.
"""

from __future__ import annotations

import re

GENE = "CYP2D6"
POOR = "Poor Metabolizer"
_NORMAL_FROM, _ULTRARAPID_ABOVE = 1.25, 2.25
_COPIES = re.compile(r"(.+?)x(\d{1,2})")

STRUCTURAL = frozenset({"*5", "*13", "*36", "*61", "*63", "*68"})
"""Deletion and hybrids with CYP2D7, known by name although no small variant defines them
(Nofziger et al. 2020, PharmVar CYP2D6, doi:10.1002/cpt.1643)."""


def phenotype(score: float) -> str:
    """The phenotype of an activity score.

    >>> [phenotype(x) for x in (0, 0.25, 1, 1.25, 2.25, 3)] # doctest: +NORMALIZE_WHITESPACE
    ['Poor Metabolizer', 'Intermediate Metabolizer', 'Intermediate Metabolizer',
     'Normal Metabolizer', 'Normal Metabolizer', 'Ultrarapid Metabolizer']
    """
    if score == 0:
        return POOR
    if score < _NORMAL_FROM:
        return "Intermediate Metabolizer"
    return "Normal Metabolizer" if score <= _ULTRARAPID_ABOVE else "Ultrarapid Metabolizer"


def copies(allele: str) -> tuple[tuple[str, int], ...]:
    """The alleles of one strand with their copy numbers.

    >>> copies("*1x2"), copies("*36+*10")
    ((('*1', 2),), (('*36', 1), ('*10', 1)))
    """
    found = []
    for part in allele.split("+"):
        match = _COPIES.fullmatch(part)
        found.append((match.group(1), int(match.group(2))) if match else (part, 1))
    return tuple(found)
