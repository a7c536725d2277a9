"""Numbers that add up to one that is shown: none of them follows from the others under a floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.network.floor import hide_below, hide_parts
from samvar.network.kind import Sum

NAMES, STRATA, FLOOR = 4, 2, 10


def kind_of(*, adds_up: bool = True) -> Sum:
    """People of four kinds, in all and in two strata; `people` says how many there are."""
    return Sum(
        columns=("having", "people"),
        length=lambda _: dict.fromkeys(("having", "people"), NAMES * (1 + STRATA)),
        per_person={"having": 1, "people": 1},
        carriers=lambda value: {"having": value["having"]},
        people={"having": "people"},
        strata=lambda _: STRATA,
        partitions=frozenset({"having"} if adds_up else ()),
    )


def value_of(groups: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """groups: the strata, and as the last one people without a label."""
    table = np.array([[sum(g[n] for g in groups) for n in range(NAMES)], *groups[:STRATA]])
    people = np.repeat(table.sum(axis=1), NAMES)
    return {"having": table.ravel(), "people": people}


def masks(groups: Sequence[Sequence[int]], *, adds_up: bool = True) -> np.ndarray:
    kind = kind_of(adds_up=adds_up)
    return hide_below(kind, None, value_of(groups), FLOOR)["having"].reshape(1 + STRATA, NAMES)


def derivable(cells: np.ndarray, hidden: np.ndarray) -> bool:
    """Whether what is hidden of a published total is one number, or a small one, though more
    could have been hidden."""
    if not hidden.any() or hidden.all():
        return False
    return bool(hidden.sum() < 2 or cells[hidden].sum() < FLOOR)


counts = st.lists(st.integers(0, 40), min_size=NAMES, max_size=NAMES)
groups = st.lists(counts, min_size=STRATA + 1, max_size=STRATA + 1)


@settings(max_examples=300)
@given(groups)
def test_no_small_number_is_shown_or_follows_from_what_is(drawn):
    hidden = masks(drawn)
    rows = value_of(drawn)["having"].reshape(1 + STRATA, NAMES)
    for row, mask in zip(rows, hidden, strict=True):
        if row.sum():
            assert mask[row < FLOOR].all()
            assert not derivable(row, mask)
    assert hidden[:, hidden[0]].all()  # what is hidden in the total is hidden in every stratum
    whole = np.vstack([rows[1:], rows[0] - rows[1:].sum(axis=0)])
    for name in np.flatnonzero(~hidden[0]):
        # Total minus the strata that are shown is what the others hold, the unlabelled among them.
        shown = ~hidden[1:, name]
        rest = rows[0, name] - rows[1:, name][shown].sum()
        assert rest == 0 or rest >= FLOOR or not shown.any() or not whole[:-1][shown].any()


def test_a_number_alone_below_the_floor_takes_the_smallest_shown_with_it():
    drawn = ((90, 60, 40, 3), (0, 0, 0, 0), (0, 0, 0, 0))
    assert masks(drawn)[0].tolist() == [False, False, True, True]
    assert masks(drawn, adds_up=False)[0].tolist() == [False, False, False, True]


def test_a_table_of_large_numbers_is_shown_whole():
    assert not masks(((90, 60, 40, 30), (50, 20, 20, 11), (12, 12, 12, 12))).any()


@pytest.mark.parametrize("visible", [1, 2, 3])
@settings(max_examples=100)
@given(drawn=st.lists(counts, min_size=3, max_size=3))
def test_no_small_part_of_a_centre_follows_from_its_own_total(visible, drawn):
    kind = Sum(
        columns=("having", "people"),
        length=lambda _: dict.fromkeys(("having", "people"), NAMES),
        per_person={"having": 1, "people": 1},
        carriers=lambda value: {"having": value["having"]},
        people={"having": "people"},
        strata=lambda _: 0,
        partitions=frozenset({"having"}),
    )
    parts = [{"having": np.array(p), "people": np.repeat(sum(p), NAMES)} for p in drawn]
    total = {c: np.sum([p[c] for p in parts], axis=0) for c in ("having", "people")}
    national = hide_below(kind, None, total, FLOOR)
    found = hide_parts(kind, None, parts[:visible], total, national, FLOOR)
    for part, mask in zip(parts, found, strict=False):
        cells, hidden = part["having"], mask["having"]
        assert hidden[national["having"]].all()
        if cells.sum():
            assert hidden[cells < FLOOR].all()
            assert not derivable(cells, hidden)


class Attacker:
    """Who knows every sum and every shown cell of a table, and tries all tables that fit them.

    What can be moved round the hidden cells without changing any known sum is a flow, so that
    the greatest and the least that a cell can be are a greatest flow each.
    """

    def __init__(self, cells: np.ndarray, hidden: np.ndarray, no_total: np.ndarray) -> None:
        self.cells, self.hidden = cells, hidden
        self.rows, self.columns = cells.shape
        self.capacity: dict[tuple[object, object], float] = {}
        for row, column in np.argwhere(hidden).tolist():
            self.capacity["r", row, "c", column] = np.inf
            self.capacity["c", column, "r", row] = float(cells[row, column])
        for column in np.flatnonzero(no_total).tolist():  # hidden totals have a known sum too
            self.capacity["c", column, "t", 0] = np.inf
            self.capacity["t", 0, "c", column] = float(cells[:, column].sum())

    def interval(self, row: int, column: int) -> tuple[int, int]:
        here = int(self.cells[row, column])
        up = self._flow(("c", column), ("r", row), without=(row, column))
        down = self._flow(("r", row), ("c", column), without=(row, column))
        return here - int(min(down, here)), here + int(min(up, 1000))

    def _flow(self, source: tuple, sink: tuple, without: tuple[int, int]) -> float:
        left = dict(self.capacity)
        row, column = without
        left.pop(("r", row, "c", column), None)
        left.pop(("c", column, "r", row), None)
        total = 0.0
        while total < 1000:
            came: dict[tuple, tuple | None] = {source: None}
            queue = [source]
            while queue and sink not in came:
                at = queue.pop(0)
                for edge, room in left.items():
                    if edge[:2] == at and room > 0 and edge[2:] not in came:
                        came[edge[2:]] = at
                        queue.append(edge[2:])
            if sink not in came:
                return total
            path, at = [], sink
            while came[at] is not None:
                path.append((*came[at], *at))
                at = came[at]
            much = min(1000.0, *(left[edge] for edge in path))
            for edge in path:
                left[edge] -= much
                back = (*edge[2:], *edge[:2])
                left[back] = left.get(back, 0.0) + much
            total += much
        return total


few = st.lists(st.integers(0, 25), min_size=NAMES, max_size=NAMES)


@settings(max_examples=300)
@given(st.lists(few, min_size=STRATA + 1, max_size=STRATA + 1))
def test_no_table_that_fits_the_shown_figures_tells_more_of_a_small_group_than_the_floor(drawn):
    hidden = masks(drawn)
    table = np.array(drawn)
    # People without a label are never shown.
    mask = np.vstack([hidden[1:], np.ones(NAMES, dtype=bool)]) & (table.sum(axis=1) > 0)[:, None]
    rest = mask[-1] & ~(hidden[0] | hidden[1:].any(axis=0))
    mask[-1] &= ~rest  # but where all strata are shown they follow, and then they are not few
    assert (table[-1][rest] >= FLOOR).all()
    attacker = Attacker(table, mask, hidden[0])
    for row, column in np.argwhere(mask & (table < FLOOR)).tolist():
        if mask.all() and hidden[0].all():
            continue  # nothing at all is shown
        low, high = attacker.interval(row, column)
        people = int(table[row].sum())
        assert low == 0, (row, column, low, high)
        assert high >= min(FLOOR - 1, people), (row, column, low, high)


@pytest.mark.parametrize("visible", [2, 3])
@settings(max_examples=300)
@given(drawn=st.lists(few, min_size=3, max_size=3))
def test_no_table_of_regions_that_fits_the_shown_figures_tells_more_than_the_floor(visible, drawn):
    """Phenotypes by region: each region's people are shown, so that both margins are known."""
    kind = kind_of()
    parts = [{"having": np.array(p), "people": np.repeat(sum(p), NAMES)} for p in drawn]
    total = {c: np.sum([p[c] for p in parts], axis=0) for c in ("having", "people")}
    kind = replace(kind, strata=lambda _: 0)
    national = hide_below(kind, None, total, FLOOR)["having"]
    found = hide_parts(kind, None, parts[:visible], total, {"having": national}, FLOOR)
    rows = [mask["having"] for mask in found]
    table = np.array(drawn)
    # Those who are not shown are one region more, whose figures are total less the others.
    mask = np.vstack([*rows, np.ones((3 - visible, NAMES), dtype=bool)])
    mask &= (table.sum(axis=1) > 0)[:, None]
    if visible < 3:
        follows = mask[-1] & ~(national | mask[:-1].any(axis=0))
        mask[-1] &= ~follows
        assert (table[-1][follows] >= FLOOR).all()
    attacker = Attacker(table, mask, national)
    # A region of two people bounds the others by itself, though not one of its cells is shown.
    blind = Attacker(
        table, np.broadcast_to((table.sum(axis=1) > 0)[:, None], table.shape), national
    )
    for row, column in np.argwhere(mask & (table < FLOOR)).tolist():
        if mask.all() and national.all():
            continue  # nothing at all is shown
        low, high = attacker.interval(row, column)
        least, most = blind.interval(row, column)
        enough = min(FLOOR - 1, int(table[row].sum()))
        assert low in (0, least), (row, column, low, high)
        assert high >= enough or high == most, (row, column, low, high)


@settings(max_examples=150)
@given(st.lists(few, min_size=4, max_size=4))
def test_ancestries_and_regions_of_one_question_share_nothing_but_a_total_that_is_shown(drawn):
    """Two regions of two ancestries: what a region shows says nothing of a hidden national total,
    and no stratum is shown within a region."""
    cells = np.array(drawn).reshape(2, 2, NAMES)  # region, ancestry, phenotype
    kind = kind_of()
    parts = [value_of([*region.tolist(), [0] * NAMES]) for region in cells]
    total = {c: parts[0][c] + parts[1][c] for c in ("having", "people")}
    national = hide_below(kind, None, total, FLOOR)
    for mask in hide_parts(kind, None, parts, total, national, FLOOR):
        shown = ~mask["having"].reshape(1 + STRATA, NAMES)
        assert not shown[1:].any()
        assert not (shown[0] & national["having"].reshape(1 + STRATA, NAMES)[0]).any()
