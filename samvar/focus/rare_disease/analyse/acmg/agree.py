"""Two readers of the same variants: where they differ, and how far beyond chance they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from samvar.focus.rare_disease.model.classified import Class, Result

T = TypeVar("T")
ACTED_ON = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC)
"""Classes that a patient is treated by: a difference across this border matters most."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How two readings of one variant differ. apart: steps between the classes, 0-4.

    across: one of them would be acted on and the other not. first, second: labels that only this
    reader has, another strength of the same criterion included.
    """

    apart: int
    across: bool
    first: tuple[str, ...]
    second: tuple[str, ...]

    @property
    def agree(self) -> bool:
        """Whether the class is the same."""
        return self.apart == 0


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Of n variants read twice. table: rows the first reader's class, columns the second's, from
    pathogenic to benign. observed, expected: share of equal classes, 0-1, and what chance gives.

    kappa, weighted: Cohen's, and with steps counted (linear weights); None where both readers use
    one class only, and chance explains everything.
    """

    n: int
    table: tuple[tuple[int, ...], ...]
    observed: float
    expected: float
    kappa: float | None
    weighted: float | None


def difference(first: Result, second: Result) -> Difference:
    """Where two readings of one variant differ."""
    one, other = first.proposed, second.proposed
    return Difference(
        apart=abs(one.tier - other.tier),
        across=(one in ACTED_ON) is not (other in ACTED_ON),
        first=tuple(each for each in first.labels if each not in second.labels),
        second=tuple(each for each in second.labels if each not in first.labels),
    )


def agreement(pairs: Sequence[tuple[Class, Class]]) -> Agreement:
    """How far two readers agree over the classes of many variants; see `agreement_among`."""
    return agreement_among(pairs, tuple(Class))


def agreement_among(pairs: Sequence[tuple[T, T]], classes: Sequence[T]) -> Agreement:
    """How far two readers agree over many things. classes: all there are, in their order.

    Source: Cohen 1960, doi:10.1177/001316446002000104; weights: Cohen 1968,
    doi:10.1037/h0026256.

    >>> pairs = [("P", "P")] * 20 + [("P", "B")] * 5 + [("B", "P")] * 10 + [("B", "B")] * 15
    >>> found = agreement_among(pairs, ("P", "B"))
    >>> found.observed, found.expected, round(found.kappa, 3)
    (0.7, 0.5, 0.4)
    """
    table = [[0] * len(classes) for _ in classes]
    for one, other in pairs:
        table[classes.index(one)][classes.index(other)] += 1
    n = len(pairs)
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    most = len(classes) - 1

    def shares(weights: list[list[float]]) -> tuple[float, float]:
        cells = [(r, c) for r in range(len(classes)) for c in range(len(classes))]
        seen = sum(weights[r][c] * table[r][c] for r, c in cells)
        chance = sum(weights[r][c] * rows[r] * columns[c] for r, c in cells)
        return (seen / n, chance / n**2) if n else (0.0, 0.0)

    size = range(len(classes))
    observed, expected = shares([[float(r == c) for c in size] for r in size])
    near, near_by_chance = shares([[1 - abs(r - c) / most for c in size] for r in size])
    return Agreement(
        n=n,
        table=tuple(tuple(row) for row in table),
        observed=observed,
        expected=expected,
        kappa=_kappa(observed, expected) if n else None,
        weighted=_kappa(near, near_by_chance) if n else None,
    )


def _kappa(observed: float, expected: float) -> float | None:
    return None if expected >= 1 else (observed - expected) / (1 - expected)
