"""Two readers: where they differ, and Cohen's kappa by its definition."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.acmg.agree import agreement, difference
from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.model.classified import Class, Result
from samvar.focus.rare_disease.model.verdict import parse_label

P, LP, VUS, LB, B = Class


def read(labels: str) -> Result:
    return classify([parse_label(each) for each in labels.split()])


DIFFERENCES = [
    # first,            second,               apart, across, only first, only second
    ("PVS1 PM2", "PVS1 PM2", 0, False, (), ()),
    ("PVS1 PM2", "PVS1 PM2_Supporting", 1, False, ("PM2",), ("PM2_Supporting",)),
    ("PVS1 PM2", "PM2", 2, True, ("PVS1",), ()),
    ("PP3", "BP4", 1, False, ("PP3",), ("BP4",)),
    ("PVS1 PM2", "BA1", 4, True, ("PVS1", "PM2"), ("BA1",)),
]


@pytest.mark.parametrize(("one", "other", "apart", "across", "first", "second"), DIFFERENCES)
def test_where_two_readers_differ(
    one: str, other: str, apart: int, across: bool, first: tuple[str], second: tuple[str]
) -> None:
    found = difference(read(one), read(other))
    assert (found.apart, found.across, found.first, found.second) == (apart, across, first, second)
    assert found.agree is (apart == 0)
    back = difference(read(other), read(one))
    assert (back.apart, back.across, back.first, back.second) == (apart, across, second, first)


PAIRS = st.lists(st.tuples(st.sampled_from(Class), st.sampled_from(Class)), max_size=40)


@given(PAIRS)
def test_kappa_by_its_definition(pairs: list[tuple[Class, Class]]) -> None:
    found = agreement(pairs)
    if not pairs:
        assert (found.kappa, found.weighted) == (None, None)
        return
    n = len(pairs)
    one, other = (Counter(each) for each in zip(*pairs, strict=True))
    seen = sum(a is b for a, b in pairs) / n
    chance = sum(one[each] * other[each] for each in Class) / n**2
    assert (found.observed, found.expected) == pytest.approx((seen, chance))
    assert sum(map(sum, found.table)) == n
    if chance == 1:
        assert found.kappa is None
    else:
        assert found.kappa == pytest.approx((seen - chance) / (1 - chance))
        steps = sum(abs(a.tier - b.tier) for a, b in pairs) / n
        by_chance = sum(abs(a.tier - b.tier) * one[a] * other[b] for a in Class for b in Class)
        if by_chance:
            assert found.weighted == pytest.approx(1 - steps / (by_chance / n**2))


@given(PAIRS)
def test_who_reads_first_does_not_matter(pairs: list[tuple[Class, Class]]) -> None:
    one, other = agreement(pairs), agreement([(b, a) for a, b in pairs])
    assert one.kappa == pytest.approx(other.kappa) if one.kappa is not None else True
    assert one.table == tuple(zip(*other.table, strict=True))


def test_readers_who_always_agree() -> None:
    assert agreement([(P, P), (VUS, VUS), (B, B)]).kappa == 1
    assert agreement([(P, P)] * 9).kappa is None
