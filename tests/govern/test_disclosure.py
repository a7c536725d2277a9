"""Floors: what is hidden, and that nothing hidden can be worked out again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.govern.disclosure import (
    FLOOR_CARRIERS,
    Tier,
    bounded,
    hidden_below,
    hidden_cells,
    tier,
)
from samvar.govern.identity import ANONYMOUS, PERSONAS, RELEASE_MANDATE, Asker
from samvar.govern.purpose import Purpose

TIERS = [
    ("geneticist", Purpose.TREAT, False, Tier.CARE),
    ("geneticist", Purpose.ETREAT, False, Tier.CARE),
    ("geneticist", Purpose.HRESCH, False, Tier.REGISTERED),
    ("researcher", Purpose.HRESCH, True, Tier.PERMIT),
    ("researcher", Purpose.HRESCH, False, Tier.REGISTERED),
    ("coordinator", Purpose.HQUALIMP, False, Tier.REGISTERED),
]


@pytest.mark.parametrize(("persona", "purpose", "valid", "expected"), TIERS)
def test_the_tier_follows_from_purpose_and_permit(persona, purpose, valid, expected):
    assert tier(Asker(PERSONAS[persona], purpose), permit_is_valid=valid) is expected


def test_only_care_and_the_nodes_own_release_have_no_floor():
    assert tier(Asker(ANONYMOUS, Purpose.TREAT)) is Tier.PUBLIC
    assert tier(Asker(RELEASE_MANDATE, Purpose.HOPERAT)) is Tier.MANDATE
    assert tier(Asker(RELEASE_MANDATE, Purpose.HRESCH)).has_floor
    assert {t for t in Tier if not t.has_floor} == {Tier.CARE, Tier.MANDATE}


def test_zero_is_below_the_floor_too():
    carriers = np.arange(12)
    assert hidden_below(carriers).tolist() == [n < FLOOR_CARRIERS for n in range(12)]


groups = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=6
)  # carriers and others of each group


@given(groups, st.integers(1, 15), st.booleans())
def test_no_hidden_small_group_is_bounded_by_what_is_shown(drawn, floor, both):
    """An attacker who tries every table that fits the shown figures."""
    cells = np.array([[carriers] for carriers, _ in drawn])
    people = np.array([[carriers + others] for carriers, others in drawn])
    hidden = hidden_cells(cells, people, floor, both=both)
    there = people > 0
    assert not hidden[~there].any()
    assert hidden[there & (cells < floor)].all()
    assert not both or hidden[there & (people - cells < floor)].all()
    if bounded(cells, people, hidden, floor, both=both).any():
        # Nothing is left to hide, so whoever shows the total must hide that.
        assert (hidden | ~there).all()
        return
    sums = int(cells[hidden].sum())
    most = people[hidden].tolist()
    for number, (count, of) in enumerate(zip(cells[hidden], most, strict=True)):
        if count < floor:
            others = sum(most) - of
            possible = [n for n in range(of + 1) if 0 <= sums - n <= others]
            assert possible[0] == 0, number
            assert possible[-1] >= min(floor - 1, of), number


@given(st.lists(st.integers(10, 90), min_size=1, max_size=8))
def test_a_table_of_large_groups_is_shown_whole(counts):
    cells = np.array(counts).reshape(-1, 1)
    assert not hidden_cells(cells, cells * 3).any()
    assert not hidden_cells(cells, cells + 10, both=True).any()


def test_columns_are_protected_one_by_one():
    cells = np.array([[3, 30], [40, 40], [60, 60]])
    hidden = hidden_cells(cells, np.full_like(cells, 100))
    assert hidden.tolist() == [[True, False], [True, False], [False, False]]


def test_people_who_are_nearly_all_carriers_bound_the_others():
    """3 of 100 and 99 of 100: their sum leaves the first at least 2, were the rest 100."""
    cells, people = np.array([[3], [99], [60]]), np.array([[100], [100], [100]])
    assert hidden_cells(cells, people).ravel().tolist() == [True, False, True]
    assert bounded(cells, people, np.array([[True], [True], [False]])).tolist() == [True]
