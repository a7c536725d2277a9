"""Floors on a merged sum: which numbers are hidden, nationally, by stratum and by region. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from samvar.govern.disclosure import hidden_below, hidden_cells
from samvar.model.calls import Bool, Int64
from samvar.network.kind import Sum, SumValue


def hide_below(kind: Sum, args: Any, value: SumValue, floor: int) -> dict[str, Bool]:
    """Guarded column -> which numbers of the national total must be hidden.

    A total with fewer than `floor` carriers is hidden with all its strata. Of other totals a
    stratum below the floor is hidden, and as many more as keep it from being derived; people
    without a label are a stratum of their own that is never shown.
    """
    hidden: dict[str, Bool] = {}
    for column, carriers in kind.carriers(value).items():
        adds_up = column in kind.partitions
        table = _table(carriers, kind.strata(args))
        people = _table(value[kind.people[column]], kind.strata(args))
        mask = np.zeros(table.shape, dtype=np.bool_)
        mask[0] = hidden_below(table[0], floor)
        if adds_up:
            mask[:1] = _across(table[:1], people[:1] > 0, mask[:1], floor) | mask[:1]
        if len(table) > 1:
            cells = np.vstack([table[1:], table[0] - table[1:].sum(axis=0)])
            there = np.vstack([people[1:], people[0] - people[1:].sum(axis=0)]) > 0
            mask[1:] = _hidden(cells, there, mask[0], floor, adds_up=adds_up)[:-1]
        hidden[column] = mask.ravel()
    return hidden


def hide_parts(
    kind: Sum,
    args: Any,
    parts: Sequence[SumValue],
    total: SumValue,
    national: Mapping[str, Bool],
    floor: int,
) -> list[dict[str, Bool]]:
    """For each visible part: guarded column -> which numbers must be hidden.

    Parts that may not be seen make one more cell, because the total is shown. Strata within a
    region are not shown at all: a table in three directions cannot be protected cell by cell.
    """
    masks: list[dict[str, Bool]] = [{} for _ in parts]
    whole = kind.carriers(total)
    by_part = [kind.carriers(part) for part in parts]
    for column, carriers in whole.items():
        rows = kind.strata(args) + 1
        total_row = _table(carriers, rows - 1)[0]
        cells = np.vstack([_table(p[column], rows - 1)[0] for p in by_part] + [total_row])
        people = [_table(v[kind.people[column]], rows - 1)[0] for v in (*parts, total)]
        there = np.vstack(people)
        cells[-1] -= cells[:-1].sum(axis=0)
        there[-1] -= there[:-1].sum(axis=0)
        whole_row = _table(national[column], rows - 1)[0]
        hidden = _hidden(cells, there > 0, whole_row, floor, adds_up=column in kind.partitions)
        for mask, row in zip(masks, hidden, strict=False):
            full = np.ones((rows, len(row)), dtype=np.bool_)
            full[0] = row
            mask[column] = full.ravel()
    return masks


def _hidden(cells: Int64, there: Bool, total: Bool, floor: int, *, adds_up: bool) -> Bool:
    """Which cells of (group, number) are hidden; `total`: numbers hidden in the sum of all groups.

    adds_up: each group's numbers make a number that is shown. Then what is hidden among groups
    and what is hidden among numbers are each made safe in turn until neither adds any more; a
    combination of several rows and columns is not looked for.
    """
    hidden = hidden_cells(cells, there, floor) | total
    while adds_up:
        more = _across(cells, there, hidden, floor) | hidden
        more |= hidden_cells(cells, there, floor, more)
        if bool((more == hidden).all()):
            break
        hidden = more
    return hidden


def _across(cells: Int64, there: Bool, hidden: Bool, floor: int) -> Bool:
    """The same rule within each group, over its numbers."""
    return hidden_cells(cells.T, there.T, floor, hidden.T).T


def _table(vector: Int64 | Bool, strata: int) -> Any:
    """(1 + strata, n): the total in row 0, then each stratum."""
    return vector.reshape(strata + 1, -1).copy()
