"""Vectors of a sum over named things: the total first, then each stratum's, all equally long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from samvar.model.calls import Int64
from samvar.network.kind import SumValue

Rows = list[list[int]]
"""(1 + strata, width) in plain integers: a cell of numpy costs thirty times as much to add to."""


class Tally:
    """Where a name and a stratum are counted; the last place is that of all other names."""

    def __init__(self, names: Sequence[str], labels: Sequence[str]) -> None:
        self.width = len(names) + 1
        self._strata = 1 + len(labels)
        self._at = {name: number for number, name in enumerate(names)}
        self._rows = {label: (0, number) for number, label in enumerate(labels, 1)}

    def zeros(self, width: int = 1) -> Rows:
        """Nobody, in every stratum."""
        return [[0] * width for _ in range(self._strata)]

    def rows(self, label: str | None) -> tuple[int, ...]:
        """The total, and the stratum if it was asked for."""
        return (0,) if label is None else self._rows.get(label, (0,))

    def place(self, name: str) -> int:
        """Where a name is counted."""
        return self._at.get(name, self.width - 1)


def flat(wide: Mapping[str, int], **tables: Rows) -> SumValue:
    """Each table as one vector; a denominator stands beside every number that it is of.

    wide: how often each number of a table is repeated, where it is not once.

    >>> flat({"people": 2}, people=[[5], [3]], seen=[[1, 2], [0, 1]])["people"].tolist()
    [5, 5, 3, 3]
    """
    return {name: _vector(table, wide.get(name, 1)) for name, table in tables.items()}


def _vector(table: Rows, times: int) -> Int64:
    return np.repeat(np.array(table, dtype=np.int64), times, axis=1).ravel()
