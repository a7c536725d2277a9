"""What a figure costs: how well it tells whether one person is among the people counted. Pure.

The attacker of this rule holds the genome of a target and knows every frequency of the population
exactly. For one exact count the best test has the squared distance `d2 = shift^2 / variance`
between its two worlds, the target counted or not; over figures of independent places the d2 add
up, and the best of all tests trades errors as two normal distributions do that are sqrt(sum d2)
apart (Dong, Roth & Su 2022, doi:10.1111/rssb.12454). A budget of B stands for the greatest sum at
which its true-positive rate stays below e^B times its false-positive rate, but for `DELTA`.

A cost is taken from the frequency that is public and the number of people, never from the data,
and for the genotype that would be betrayed most: an asker who picks variants by the target's
genome gains nothing beyond what is paid for.
"""

from __future__ import annotations

import math
from enum import Enum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]

DELTA = 1e-3
"""By how much a rate may pass e^B times the other: one target in a thousand."""
KNOWN_SHARE = 0.2
"""The part of the counted people whose genomes the attacker may hold: they hide nobody."""
SMALLEST_STRATUM = 0.1
"""A stratum with a smaller part of the people is not shown, so that its figures cost at most ten
times what the total's do."""


class Form(Enum):
    """What is told of one variant. Both together tell how many are homozygous."""

    ALLELES = "alleles"
    CARRIERS = "carriers"
    BOTH = "both"


@lru_cache(maxsize=64)
def capacity(budget: float) -> float:
    """The sum of d2 that a budget of B allows; grows with B, zero for none.

    >>> [round(capacity(b), 3) for b in (0, 1, 2, 3)]
    [0.0, 0.151, 0.479, 0.929]
    """
    if budget <= 0:
        return 0.0
    low, high = 0.0, 2 * budget + 1.0
    while _excess(budget, high) < DELTA:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _excess(budget, middle) < DELTA else (low, middle)
    return low


def _excess(budget: float, d2: float) -> float:
    """The most by which a true-positive rate can pass e^B times the false one, at this d2."""
    d = math.sqrt(d2)
    if d == 0:
        return 0.0
    false = _tail(budget / d + d / 2)
    return _tail(budget / d - d / 2) - (math.exp(budget) * false if false else 0.0)


def _tail(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2))


def cost(frequency: Float64, people: float | Float64, floor: int, form: Form) -> Float64:
    """d2 of each of n figures. frequency: 0 to 1 as published, or not-a-number: not published.

    people: who may be counted, in all of them or in each. floor: carriers below which the figure
    is hidden: a rarer variant than that costs no more than one of just so many, because its figure
    is hardly ever seen.

    >>> some = np.array([0.5, 0.1, 0.01, np.nan])
    >>> cost(some, 7000, 10, Form.ALLELES).round(5).tolist()
    [0.00036, 0.00321, 0.03536, 0.5]
    >>> cost(some, 7000, 10, Form.CARRIERS).round(5).tolist()
    [0.00054, 0.00076, 0.00879, 0.125]
    """
    hiding = np.maximum(people, 1.0) * (1 - KNOWN_SHARE)
    p = np.where(np.isnan(frequency), 0.0, np.clip(frequency, 0.0, 1.0))
    q = 1 - p
    with np.errstate(divide="ignore"):
        if form is Form.ALLELES:
            return np.minimum(2 * _odds(p) / hiding, _rarest(floor, 2))
        carriers = _odds(1 - q * q)
        if form is Form.CARRIERS:
            return np.minimum(carriers / hiding, _rarest(floor, 1))
        # Homozygotes have no floor of their own once both are told, so neither has this a limit.
        rarest = np.minimum(np.minimum(p * p, 2 * p * q), q * q)
        return np.asarray((1 - rarest) / (rarest * hiding))


def _odds(share: Float64) -> Float64:
    """How many stand against each of the fewer: what one of the fewer betrays."""
    few = np.minimum(share, 1 - share)
    return np.asarray((1 - few) / few)


def _rarest(floor: int, shift: int) -> float:
    """d2 of a count that is seen from `floor` on, for somebody who adds `shift` to it."""
    return shift * shift / (max(floor, 1) * (1 - KNOWN_SHARE))


def cells(count: int, floor: int) -> float:
    """d2 of a whole table in which one person stands in `count` cells, each seen from `floor` on.

    >>> cells(2, 10)
    0.25
    """
    return count * _rarest(floor, 1)
