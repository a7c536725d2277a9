"""The draw of a sampling review: random, bounded, and never without the rare."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from samvar.govern.log.sample import draw

USUAL = [(n, "bioinformatician", "TREAT") for n in range(1, 10_001)]
RARE = [
    (20_001, "pharmacist", "ETREAT"),
    (20_002, "clinical_geneticist", "ETREAT"),
    (20_003, "researcher", "HRESCH"),
]


@pytest.mark.parametrize("seed", range(20))
def test_emergency_access_and_rare_roles_are_always_looked_at(seed: int) -> None:
    drawn = dict(draw(USUAL + RARE, 10, random.Random(seed)))
    assert len(drawn) == 10
    assert {n for n, _, _ in RARE} <= drawn.keys()
    assert drawn[20_001] == "pharmacist ETREAT"


def test_emergency_access_comes_first_where_there_is_little_room() -> None:
    for seed in range(20):
        drawn = dict(draw(USUAL + RARE, 2, random.Random(seed)))
        assert any("ETREAT" in kind for kind in drawn.values())


def test_each_entry_of_one_kind_has_the_same_chance() -> None:
    """Chi-squared over 10 places, 9 degrees of freedom: 27.9 is the 0.1 % point."""
    chance = random.Random(4)
    hits = Counter(n for _ in range(4_000) for n, _ in draw(USUAL[:10], 3, chance))
    mean = 4_000 * 3 / 10
    assert sum((hits[n] - mean) ** 2 / mean for n, _, _ in USUAL[:10]) < 27.9


@pytest.mark.parametrize(
    ("there", "asked", "expected"), [(0, 5, 0), (3, 5, 3), (5, 5, 5), (9, 5, 5)]
)
def test_a_draw_is_as_large_as_asked_and_no_entry_twice(there, asked, expected) -> None:
    drawn = draw(USUAL[:there], asked, random.Random(1))
    assert len(drawn) == len({n for n, _ in drawn}) == expected
    assert list(drawn) == sorted(drawn)
