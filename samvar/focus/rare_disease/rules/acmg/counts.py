"""Scores that are sums over patients and families: PS2 and PM6, PM3, PP1, and odds of an assay.

Each gives a strength, or None where it is too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2

from samvar.focus.rare_disease.model.facts import DeNovo, Family, Fit, Other, Phase, Trans
from samvar.focus.rare_disease.model.verdict import Strength
from samvar.model.errors import BadInput

Steps = Sequence[tuple[float, Strength]]
"""Borders with the strength from each on, the highest first."""

DE_NOVO: Steps = (
    (4.0, Strength.VERY_STRONG),
    (2.0, Strength.STRONG),
    (1.0, Strength.MODERATE),
    (0.5, Strength.SUPPORTING),
)
TRANS = DE_NOVO
"""ClinGen SVI gives PM3 (version 1.0) the same borders as PS2 and PM6 (version 1.1)."""
_DE_NOVO_POINTS = {
    Fit.SPECIFIC: (2.0, 1.0),
    Fit.CONSISTENT: (1.0, 0.5),
    Fit.HETEROGENEOUS: (0.5, 0.25),
    Fit.INCONSISTENT: (0.0, 0.0),
}
"""Points of one patient, parentage proven and assumed."""
MOST_HETEROGENEOUS = 1.0
_TRANS_POINTS = {
    Other.PATHOGENIC: (1.0, 0.5),
    Other.LIKELY_PATHOGENIC: (1.0, 0.25),
    Other.UNCERTAIN: (0.25, 0.0),
}
"""Points of one patient by the other variant's class, opposite by proof and phase unknown."""
HOMOZYGOUS, MOST_HOMOZYGOUS, MOST_UNCERTAIN = 0.5, 1.0, 0.5

PP1_ONE_FAMILY: Steps = ((5, Strength.STRONG), (4, Strength.MODERATE), (3, Strength.SUPPORTING))
PP1_MORE: Steps = ((4, Strength.STRONG), (3, Strength.MODERATE), (2, Strength.SUPPORTING))
"""Bits: 5 stand for a probability of 1 in 32 by chance. Jarvik and Browning 2016, table 2."""
PS3_ODDS: Steps = (
    (350.0, Strength.VERY_STRONG),
    (18.7, Strength.STRONG),
    (4.3, Strength.MODERATE),
    (2.1, Strength.SUPPORTING),
)
BS3_ODDS: Steps = (
    (0.48, Strength.SUPPORTING),
    (0.23, Strength.MODERATE),
    (0.053, Strength.STRONG),
)
"""OddsPath, above and below which: Brnich et al. 2019, doi:10.1186/s13073-019-0690-2, table 3."""
CONTROLS_FOR_MODERATE = 11
"""Validation controls without which an assay is no more than supporting (Brnich 2019)."""


def strength_of(value: float, steps: Steps) -> Strength | None:
    """The strength of the highest border that the value reaches.

    >>> strength_of(2.0, DE_NOVO), strength_of(0.25, DE_NOVO)
    (<Strength.STRONG: 'strong'>, None)
    """
    return next((strength for border, strength in steps if value >= border), None)


def de_novo_points(cases: Iterable[DeNovo]) -> float:
    """Sum over unrelated patients; those with a picture of many causes give at most 1.

    Source: ClinGen SVI, de novo criteria PS2 and PM6, version 1.1, table 1.
    """
    total, broad = 0.0, 0.0
    for case in cases:
        proven, assumed = _DE_NOVO_POINTS[case.fit]
        points = proven if case.proven else assumed
        if case.fit is Fit.HETEROGENEOUS:
            broad += points
        else:
            total += points
    return total + min(broad, MOST_HETEROGENEOUS)


def trans_points(cases: Iterable[Trans]) -> float:
    """Sum over unrelated patients with a recessive disease.

    Source: ClinGen SVI, in trans criterion PM3, version 1.0, table 1.
    """
    total, homozygous, uncertain = 0.0, 0.0, 0.0
    for case in cases:
        if case.other is Other.HOMOZYGOUS:
            homozygous += HOMOZYGOUS
        elif case.phase is not Phase.CIS:
            opposite, unknown = _TRANS_POINTS[case.other]
            points = opposite if case.phase is Phase.TRANS else unknown
            if case.other is Other.UNCERTAIN:
                uncertain += points
            else:
                total += points
    return total + min(homozygous, MOST_HOMOZYGOUS) + min(uncertain, MOST_UNCERTAIN)


def segregation_bits(families: Iterable[Family]) -> float:
    """How improbable a segregation is by chance, over all families: -log2 of the probability.

    One bit for each informative meiosis of a dominant or X-linked disease; of a recessive one two
    bits for each further affected child, and log2(4/3) for each healthy one.

    Source: Jarvik and Browning 2016, doi:10.1016/j.ajhg.2016.04.003.

    >>> segregation_bits([Family(meioses=3), Family(affected_siblings=1)])
    5.0
    """
    return sum(
        (
            family.meioses + 2 * family.affected_siblings + log2(4 / 3) * family.healthy_siblings
            for family in families
        ),
        0.0,
    )


def segregation(families: Sequence[Family]) -> Strength | None:
    """The strength of PP1."""
    telling = [each for each in families if segregation_bits([each]) > 0]
    steps = PP1_ONE_FAMILY if len(telling) < 2 else PP1_MORE
    return strength_of(segregation_bits(telling), steps)


def odds_path(
    pathogenic_abnormal: int, pathogenic_normal: int, benign_abnormal: int, benign_normal: int
) -> tuple[float, float]:
    """OddsPath of an abnormal and of a normal result, from controls of known class.

    Where no control was misread, one of them is taken to be, so that no odds are infinite.

    Source: Brnich et al. 2019, doi:10.1186/s13073-019-0690-2, additional file 2.

    >>> [round(odds, 2) for odds in odds_path(10, 0, 0, 10)]
    [9.0, 0.11]

    Raises:
        BadInput: no control of one kind.
    """
    pathogenic = pathogenic_abnormal + pathogenic_normal
    benign = benign_abnormal + benign_normal
    if not pathogenic or not benign:
        raise BadInput("odds of an assay need pathogenic and benign controls")

    def odds(right: int, wrong: int) -> float:
        return right / wrong if wrong else float(max(right - 1, 0))

    to_prior = benign / pathogenic
    abnormal = odds(pathogenic_abnormal, benign_abnormal) * to_prior
    read_normal = odds(benign_normal, pathogenic_normal)
    return abnormal, to_prior / read_normal if read_normal else 1.0


def functional(odds: float, *, abnormal: bool) -> Strength | None:
    """The strength of PS3 (abnormal) or BS3 (normal) by OddsPath."""
    if abnormal:
        return next((strength for border, strength in PS3_ODDS if odds > border), None)
    found = [strength for border, strength in BS3_ODDS if odds < border]
    return max(found) if found else None
