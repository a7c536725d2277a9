"""The same evidence as a sum of points, and as a probability.

Sources: Tavtigian et al. 2018, doi:10.1038/gim.2017.210 (odds of 350 for very strong evidence,
prior 0.10; each step down is the square root); Tavtigian et al. 2020, doi:10.1002/humu.24088
(points 8, 4, 2, 1 and the borders of the classes).
"""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.verdict import Strength, Verdict

PATHOGENIC_FROM = 10
LIKELY_PATHOGENIC_FROM = 6
UNCERTAIN_FROM = 0
LIKELY_BENIGN_FROM = -6
VERY_STRONG_ODDS = 350
PRIOR = 0.10


def points_of(verdicts: Iterable[Verdict]) -> int:
    """The signed sum of what is met; BA1 stands outside and adds nothing."""
    return sum(each.points for each in verdicts)


def class_of_points(points: int) -> Class:
    """The class of a sum.

    >>> [class_of_points(points).tier for points in (10, 9, 6, 5, 0, -1, -6, -7)]
    [5, 4, 4, 3, 3, 2, 2, 1]
    """
    if points >= PATHOGENIC_FROM:
        return Class.PATHOGENIC
    if points >= LIKELY_PATHOGENIC_FROM:
        return Class.LIKELY_PATHOGENIC
    if points >= UNCERTAIN_FROM:
        return Class.UNCERTAIN
    return Class.LIKELY_BENIGN if points >= LIKELY_BENIGN_FROM else Class.BENIGN


def classify_by_points(verdicts: Iterable[Verdict]) -> Class:
    """The class by points; BA1 makes it benign whatever else there is."""
    given = tuple(verdicts)
    if any(each.strength is Strength.STAND_ALONE for each in given):
        return Class.BENIGN
    return class_of_points(points_of(given))


def odds(points: int) -> float:
    """Odds for being pathogenic that points stand for; 1 for none.

    >>> round(odds(8)), round(odds(1), 2)
    (350, 2.08)
    """
    return float(VERY_STRONG_ODDS ** (points / Strength.VERY_STRONG.points))


def posterior(points: int, prior: float = PRIOR) -> float:
    """Probability of being pathogenic, 0-1.

    >>> round(posterior(10), 3), round(posterior(6), 3), round(posterior(0), 3)
    (0.994, 0.9, 0.1)
    """
    weight = odds(points) * prior
    return weight / (weight + 1 - prior)
