"""Confidence intervals of a frequency: what a count among so many alleles can tell.

Both treat alleles as independent draws. Relatives and population structure make the true
uncertainty larger, so an interval is a floor of the doubt, never a ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """A frequency with its interval; all 0 to 1, `lower <= value <= upper`."""

    value: float
    lower: float
    upper: float


def wilson(count: int, total: int, z: float = Z_95) -> Proportion | None:
    """Score interval of `count` among `total`; None where nothing was looked at.

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.

    >>> p = wilson(0, 100)
    >>> p.value, p.lower, round(p.upper, 4)
    (0.0, 0.0, 0.037)
    >>> wilson(0, 0) is None
    True

    Raises:
        ValueError: a negative count, or more counted than looked at.
    """
    _check(count, total)
    if total == 0:
        return None
    p = count / total
    shrink = 1 + z * z / total
    centre = (p + z * z / (2 * total)) / shrink
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / shrink
    lower = 0.0 if count == 0 else max(0.0, centre - half)
    upper = 1.0 if count == total else min(1.0, centre + half)
    return Proportion(p, min(lower, p), max(upper, p))


def clopper_pearson(count: int, total: int, level: float = 0.95) -> Proportion | None:
    """Exact interval: never covers less than `level`; wider than Wilson's.

    Source: Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404.

    >>> p = clopper_pearson(3, 20)
    >>> round(p.lower, 4), round(p.upper, 4)
    (0.0321, 0.3789)

    Raises:
        ValueError: a negative count, or more counted than looked at.
    """
    _check(count, total)
    if total == 0:
        return None
    tail = (1 - level) / 2
    lower = 0.0 if count == 0 else _beta_quantile(tail, count, total - count + 1)
    upper = 1.0 if count == total else _beta_quantile(1 - tail, count + 1, total - count)
    return Proportion(count / total, lower, upper)


def _check(count: int, total: int) -> None:
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is not a proportion")


def _beta_quantile(q: float, a: float, b: float) -> float:
    """Bisection: 60 halvings leave an error below 1e-18, and it cannot diverge."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < q:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function by its continued fraction.

    Source: DLMF 8.17.22, https://dlmf.nist.gov/8.17.E22 (modified Lentz evaluation).

    >>> round(beta_cdf(0.5, 2, 2), 12)
    0.5
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast only on this side of the mean
        return 1 - beta_cdf(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction / a
