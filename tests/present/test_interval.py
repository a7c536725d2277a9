"""Confidence intervals against published values, a slow twin and their own laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.present.interval import Proportion, clopper_pearson, wilson

NEWCOMBE = [
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E,
    # table I, methods 3 (score) and 5 (Clopper-Pearson).
    (wilson, 81, 263, 0.2553, 0.3662),
    (wilson, 15, 148, 0.0624, 0.1605),
    (wilson, 0, 20, 0.0000, 0.1611),
    (wilson, 1, 29, 0.0061, 0.1718),
    (clopper_pearson, 81, 263, 0.2527, 0.3676),
    (clopper_pearson, 15, 148, 0.0578, 0.1617),
    (clopper_pearson, 0, 20, 0.0000, 0.1684),
    (clopper_pearson, 1, 29, 0.0009, 0.1776),
]


@pytest.mark.parametrize(("method", "count", "total", "lower", "upper"), NEWCOMBE)
def test_published_intervals_are_found(method, count, total, lower, upper):
    found = method(count, total)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=5e-5)


@st.composite
def counts(draw):
    total = draw(st.integers(1, 20_000))
    return draw(st.integers(0, total)), total


@given(counts())
def test_an_interval_holds_its_value_and_stays_within_0_and_1(pair):
    for method in (wilson, clopper_pearson):
        found = method(*pair)
        assert 0 <= found.lower <= found.value <= found.upper <= 1


@given(counts())
def test_an_interval_mirrors(pair):
    count, total = pair
    for method in (wilson, clopper_pearson):
        one, other = method(count, total), method(total - count, total)
        assert one.lower == pytest.approx(1 - other.upper, abs=1e-9)


def tail(count, total, p):
    """P(X >= count), term by term: the slow twin of the beta function."""
    return math.fsum(
        math.comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(count, total + 1)
    )


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_the_exact_interval_ends_where_the_binomial_tail_is_a_fortieth(pair):
    count, total = pair
    found = clopper_pearson(count, total)
    assert tail(count, total, found.lower) == pytest.approx(0.025, abs=1e-9)


def test_nobody_looked_at_is_not_zero():
    assert wilson(0, 0) is None
    assert clopper_pearson(0, 0) is None
    assert wilson(0, 1) == Proportion(0.0, 0.0, wilson(0, 1).upper)


@pytest.mark.parametrize(("count", "total"), [(-1, 5), (6, 5)])
def test_what_is_no_proportion_is_an_error(count, total):
    for method in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="not a proportion"):
            method(count, total)
