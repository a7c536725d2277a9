"""Floors: what is hidden, and that nothing hidden can be worked out again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.govern.disclosure import FLOOR_CARRIERS, Tier, hidden_below, hidden_cells, tier
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


tables = st.integers(2, 8).flatmap(
    lambda c: st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=c, max_size=c)
)


@given(tables, st.integers(1, 20))
def test_no_single_small_group_can_be_derived_from_the_total(rows, floor):
    cells = np.array([[n if there else 0] for n, there in rows])
    exists = np.array([[there] for _, there in rows])
    hidden = hidden_cells(cells, exists, floor)
    assert not hidden[~exists].any()
    assert hidden[exists & (cells < floor)].all()
    total_hidden = int(cells[hidden].sum())
    if hidden.any():
        nothing_left_to_hide = bool((hidden | ~exists).all())
        # What an attacker gets is total minus shown = the hidden sum: it must be of two or more
        # groups and not small itself, unless everything there is has been hidden.
        assert nothing_left_to_hide or (hidden.sum() >= 2 and total_hidden >= floor)


@given(st.lists(st.integers(10, 90), min_size=1, max_size=8))
def test_a_table_of_large_groups_is_shown_whole(counts):
    cells = np.array(counts).reshape(-1, 1)
    assert not hidden_cells(cells, np.ones_like(cells, dtype=bool)).any()


def test_columns_are_protected_one_by_one():
    cells = np.array([[3, 30], [40, 40], [60, 60]])
    hidden = hidden_cells(cells, np.ones_like(cells, dtype=bool))
    assert hidden.tolist() == [[True, False], [True, False], [False, False]]
