"""When sorted runs and shards are joined. Pure: sizes in, groups out."""

from __future__ import annotations

from collections.abc import Sequence

from samvar.store.variants.carriers import SHARD_PEOPLE

_RATIO = 4
"""A run is joined with the next younger one unless it is more than this many times longer.

So a table of n rows has about log4(n) runs, each row is rewritten about as often, and one
genome does not make the whole base be written again.
"""


def runs_to_join(
    rows: Sequence[int], fresh: int, *, everything: bool = False, at_most: int | None = None
) -> int:
    """How many of the youngest runs join the fresh rows; `rows` are lengths, oldest first.

    at_most: rows that the joined run may have, before rows of one key are added up.

    >>> runs_to_join([1000, 90, 30], 20), runs_to_join([1000, 90], 400)
    (2, 2)
    >>> runs_to_join([1000], 20), runs_to_join([1000], 20, everything=True)
    (0, 1)
    """
    if everything:
        return len(rows)
    joined, size = 0, fresh
    while (
        joined < len(rows)
        and rows[-1 - joined] <= _RATIO * size
        and (at_most is None or size + rows[-1 - joined] <= at_most)
    ):
        joined += 1
        size += rows[-joined]
    return joined


def shards_to_join(people: Sequence[int], *, everything: bool = False) -> list[list[int]]:
    """Groups of neighbouring shards, by index, that become one shard each; most stay alone.

    people: how many live in each shard. An empty shard joins no group: it vanishes.

    >>> shards_to_join([800, 3, 2]), shards_to_join([800, 3, 2], everything=True)
    ([[0], [1, 2]], [[0, 1, 2]])
    >>> shards_to_join([600, 600, 0])
    [[0], [1]]
    """
    groups: list[list[int]] = []
    sizes: list[int] = []
    for index, number in enumerate(people):
        if not number:
            continue
        groups.append([index])
        sizes.append(number)
        while len(groups) > 1 and sizes[-1] + sizes[-2] <= SHARD_PEOPLE:
            if not everything and sizes[-2] > _RATIO * sizes[-1]:
                break
            last, size = groups.pop(), sizes.pop()
            groups[-1] += last
            sizes[-1] += size
    return groups
