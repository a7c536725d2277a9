"""A nation of seven twin nodes for the tests of the network."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from tests.network.twin import SEVEN, Nation, TwinPerson, build_nation

VARIANTS = (
    "10-94781859-G-A",
    "10-94842866-A-G",
    "6-31464003-ACGTACGTACGTACGTA-A",
    "22-42130692-G-A",
)


def some_people(seed: int, each: int = 6) -> dict[str, list[TwinPerson]]:
    """Random people of seven nodes; deterministic."""
    dice = random.Random(seed)
    return {
        node: [
            TwinPerson(
                f"{node}-{n}",
                {v: dice.choice([0, 0, 0, 1, 2, None]) for v in VARIANTS},
                dice.choice(["EUR", "AFR", "SAS"]),
            )
            for n in range(each + place)
        ]
        for place, node in enumerate(SEVEN)
    }


@pytest.fixture
def make_nation() -> Iterator[Callable[..., Nation]]:
    """`make_nation(people)`, closed when the test ends."""
    made: list[Nation] = []

    def make(people: dict[str, list[TwinPerson]] | None = None, **more: object) -> Nation:
        nation = build_nation(some_people(1) if people is None else people, **more)
        made.append(nation)
        return nation

    yield make
    for nation in made:
        nation.close()


@pytest.fixture
def nation(make_nation: Callable[..., Nation]) -> Nation:
    """Seven nodes with 63 people."""
    return make_nation()
