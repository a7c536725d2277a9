"""When sorted runs and shards are joined. Pure: sizes in, groups out."""

from __future__ import annotations

from collections.abc import Sequence

from samvar.store.variants.carriers import SHARD_PEOPLE

_RATIO = 4
"""A run is joined with the next younger one unless it is more than this many times longer.

So a table of n rows has about log4(n) runs, each row is rewritten about as often, and one
genome does not make the whole base be written again.
"""

BATCH = 32
"""People who come or go before the longest run, or a full shard, is written anew for them."""

MOST_RUNS = 16
"""Runs of one table from which writers wait until some are joined: a look-up searches each."""

_AT_ONCE = 4
"""Runs that are joined beside the writers at a time, at least."""


def runs_due(rows: Sequence[int], changes: Sequence[int], *, settle: bool = False) -> int:
    """How many of the youngest runs are worth joining beside the writers: none, or at least 2.

    rows, changes: of each run, oldest first. settle: something cancelled has to go by now.

    >>> runs_due([1000, 90, 90, 90], [9, 1, 1, 1]), runs_due([1000, 90, 90, 90, 90], [9] + [1] * 4)
    (0, 4)
    >>> runs_due([1000, 300], [99, 32]), runs_due([1000, 30], [99, 1], settle=True)
    (2, 2)
    """
    if settle or (len(rows) > 1 and sum(changes[1:]) >= BATCH):
        return len(rows)
    if len(rows) >= MOST_RUNS:
        return len(rows) - 1
    joined, size = 0, 0
    while joined < len(rows) - 1 and (not joined or rows[-1 - joined] <= _RATIO * size):
        joined += 1
        size += rows[-joined]
    return joined if joined >= _AT_ONCE else 0


def shards_due(people: Sequence[int], settle: Sequence[bool]) -> list[list[int]]:
    """Groups of neighbouring shards, by index, that are worth writing anew beside the writers.

    people: how many live in each. settle: somebody who left has to be gone from it by now.

    >>> shards_due([900, 1, 1], [False] * 3), shards_due([900, 1, 1], [True, False, False])
    ([], [[0]])
    >>> shards_due([100, *[1] * 32], [False] * 33) == [list(range(33))]
    True
    """
    first, size = len(people), 0
    while first and (not size or people[first - 1] <= _RATIO * size):
        if size + people[first - 1] > SHARD_PEOPLE:
            break
        first -= 1
        size += people[first]
    young = list(range(first, len(people)))
    joined = young if size - max(people[first:], default=0) >= BATCH else []
    alone = [[index] for index, due in enumerate(settle) if due and index not in joined]
    return [*alone, joined] if joined else alone


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
