"""Floors on a merged sum: which numbers are hidden, nationally, by stratum and by region. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samvar.govern.disclosure import bounded, hidden_below, hidden_cells
from samvar.model.calls import Bool, Int64
from samvar.network.kind import Sum, SumValue


@dataclass(frozen=True, slots=True)
class _Rule:
    """adds_up: each group's numbers make a number that is shown. both: non-carriers count too."""

    floor: int
    adds_up: bool
    both: bool


def hide_below(kind: Sum, args: Any, value: SumValue, floor: int) -> dict[str, Bool]:
    """Guarded column -> which numbers of the national total must be hidden.

    A total with fewer than `floor` carriers is hidden with all its strata, and so is one that
    cannot be shown without betraying a small stratum. Of other totals a stratum below the floor
    is hidden, and as many more as keep it from being derived; people without a label are a
    stratum of their own that is never shown.
    """
    hidden: dict[str, Bool] = {}
    strata = kind.strata(args)
    others = kind.others(value)
    for column, carriers in kind.carriers(value).items():
        rule = _Rule(floor, column in kind.partitions, column in others)
        table, people = _table(carriers, strata), _table(value[kind.people[column]], strata)
        mask = np.zeros(table.shape, dtype=np.bool_)
        mask[0] = hidden_below(table[0], floor)
        if rule.both:
            mask[0] |= hidden_below(_table(others[column], strata)[0], floor)
            people = table + _table(others[column], strata)
        if rule.adds_up:
            mask[:1] |= _across(table[:1], people[:1], mask[:1], rule)
        if len(table) > 1:
            cells, there = _with_rest(table), _with_rest(people)
            few = there < kind.least_stratum * people[0]
            while True:
                found, open_ = _hidden(cells, there, mask[0], rule, few)
                if not open_.any():
                    break
                mask[0] |= open_
                if rule.adds_up:
                    mask[:1] |= _across(table[:1], people[:1], mask[:1], rule)
            mask[1:] = found[:-1]
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
    whole, others = kind.carriers(total), kind.others(total)
    by_part = [kind.carriers(part) for part in parts]
    others_by_part = [kind.others(part) for part in parts]
    rows = kind.strata(args) + 1
    for column, carriers in whole.items():
        rule = _Rule(floor, column in kind.partitions, column in others)
        cells = _with_rest_of([_first(p[column], rows) for p in by_part], _first(carriers, rows))
        if rule.both:
            rest = [_first(p[column], rows) for p in others_by_part]
            people = cells + _with_rest_of(rest, _first(others[column], rows))
        else:
            of = kind.people[column]
            rest = [_first(part[of], rows) for part in parts]
            people = _with_rest_of(rest, _first(total[of], rows))
        hidden = _of_parts(cells, people, _first(national[column], rows), rule)
        for mask, row in zip(masks, hidden, strict=False):
            full = np.ones((rows, len(row)), dtype=np.bool_)
            full[0] = row
            mask[column] = full.ravel()
    return masks


def _of_parts(cells: Int64, people: Int64, total: Bool, rule: _Rule) -> Bool:
    """(part, number) which cells are hidden.

    Numbers that are hidden in the total are one number here: of them only the sum is known, and
    a part's share in it follows where its people and all its other numbers are shown. Where even
    then a cell stays alone, no part is shown at all.
    """
    if not (rule.adds_up and total.any()):
        hidden, open_ = _hidden(cells, people, total, rule)
    else:
        told = ~total
        folded = np.hstack([cells[:, told], cells[:, total].sum(axis=1, keepdims=True)])
        same = np.hstack([people[:, told], people[:, total][:, :1]])
        found, open_ = _hidden(folded, same, np.zeros(folded.shape[1], dtype=np.bool_), rule)
        hidden = np.ones(cells.shape, dtype=np.bool_)
        hidden[:, told] = found[:, :-1]
    if rule.adds_up and bool(open_.any()):
        hidden = np.ones(cells.shape, dtype=np.bool_)
    return hidden


def _hidden(
    cells: Int64, people: Int64, total: Bool, rule: _Rule, also: Bool | None = None
) -> tuple[Bool, Bool]:
    """(group, number) which cells are hidden, and (number) where even that betrays one.

    total: numbers that are hidden in the sum of all groups. also: cells hidden in any case.
    """
    already = np.zeros(cells.shape, dtype=np.bool_) | total
    if also is not None:
        already |= also
    hidden = already | hidden_cells(cells, people, rule.floor, already, both=rule.both)
    while rule.adds_up:
        more = _across(cells, people, hidden, rule) | hidden
        more |= hidden_cells(cells, people, rule.floor, more, both=rule.both)
        more |= _beside(cells, people, more, _alone(cells, people, more, rule.floor), rule.floor)
        if bool((more == hidden).all()):
            break
        hidden = more
    if rule.adds_up:
        open_ = _alone(cells, people, hidden, rule.floor).any(axis=0)
    else:
        open_ = bounded(cells, people, hidden, rule.floor, both=rule.both)
    return hidden, open_ & ~total


def _alone(cells: Int64, people: Int64, hidden: Bool, floor: int) -> Bool:
    """Hidden small cells of a table with both margins known that no exchange leaves open.

    A cell can be anything from zero to the floor if there are three hidden cells that make a
    rectangle with it, such that amounts can be moved round it either way: what is added to the
    cell is taken from both neighbours and given to the one across. That is enough, and more than
    needed: where only longer ways round exist a table is taken for unprotected.
    """
    found = np.zeros(cells.shape, dtype=np.bool_)
    small = hidden & (cells < floor) & (people > 0)
    for row, column in np.argwhere(small).tolist():
        here = int(cells[row, column])
        want = max(0, min(floor - 1, int(people[row, column])) - here)
        beside = hidden[row] & (cells[row] >= want)
        beside[column] = False
        below = hidden[:, column] & (cells[:, column] >= want)
        below[row] = False
        across = hidden & (cells >= here) & beside[None, :] & below[:, None]
        found[row, column] = not across.any()
    return found


def _beside(cells: Int64, people: Int64, hidden: Bool, alone: Bool, floor: int) -> Bool:
    """For each cell that is alone, the rectangle that takes the fewest people more with it."""
    more = np.zeros(cells.shape, dtype=np.bool_)
    for row, column in np.argwhere(alone).tolist():
        here = int(cells[row, column])
        want = max(0, min(floor - 1, int(people[row, column])) - here)
        cost = np.where(hidden | more, 0, cells + 1).astype(np.float64)
        price = cost + cost[row][None, :] + cost[:, column][:, None]
        fits = (cells >= here) & (cells[row] >= want)[None, :] & (cells[:, column] >= want)[:, None]
        fits &= (people > 0) & (people[row] > 0)[None, :] & (people[:, column] > 0)[:, None]
        fits[row], fits[:, column] = False, False
        if fits.any():
            price[~fits] = np.inf
            there, beside = np.unravel_index(int(price.argmin()), price.shape)
            more[there, beside] = more[row, beside] = more[there, column] = True
    return more


def _across(cells: Int64, people: Int64, hidden: Bool, rule: _Rule) -> Bool:
    """The same rule within each group, over its numbers."""
    found = hidden_cells(cells.T, people.T, rule.floor, hidden.T, both=rule.both)
    return found.T


def _with_rest(table: Int64) -> Int64:
    """The strata, and as the last group people without a label."""
    return np.vstack([table[1:], table[0] - table[1:].sum(axis=0)])


def _with_rest_of(parts: Sequence[Int64], total: Int64) -> Int64:
    """The parts, and as the last group all others."""
    return np.vstack([*parts, total - np.sum(parts, axis=0) if parts else total])


def _first(vector: Int64 | Bool, rows: int) -> Any:
    return _table(vector, rows - 1)[0]


def _table(vector: Int64 | Bool, strata: int) -> Any:
    """(1 + strata, n): the total in row 0, then each stratum."""
    return vector.reshape(strata + 1, -1).copy()
