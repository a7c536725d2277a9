"""What a policy decision costs in CPU: one never asked before, one remembered, the whole matrix."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from bench.measure import Figure
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.policy import Facts, Policy
from samvar.govern.policy.matrix.cell import cell, size
from samvar.govern.policy.matrix.check import check, sample
from samvar.govern.policy.matrix.oracle import Oracle
from samvar.govern.policy.profile import shipped

COUNT = 5_000


def run(_folder: Path) -> Iterator[Figure]:
    """The engine, the memory before it, reading a profile, and the matrix in full."""
    draw = random.Random(4)
    cells = [cell(draw.randrange(size())) for _ in range(COUNT)]
    forgetful = Policy.of(shipped("se-current"), remembered=0)
    for one in islice(cells, 200):
        forgetful.judge(one.role, one.permission, one.ground)

    def new() -> None:
        for one in cells:
            forgetful.judge(one.role, one.permission, one.ground)

    yield _micros("policy decision, never asked before", new, COUNT)

    policy, here = Policy.load(), Facts("skane", "skane")
    asker = Asker.of(PERSONAS["geneticist"])
    policy.decide(asker, "ask:national", here)

    def again() -> None:
        for _ in range(COUNT):
            policy.decide(asker, "ask:national", here)

    yield _micros("policy decision, remembered", again, COUNT)

    oracle = Oracle.read()
    start = time.process_time()
    found = check(Policy.load(), oracle, sample(oracle))
    yield Figure(
        "sample of the matrix, against the table", time.process_time() - start, "s CPU",
        detail=f"{found.cells} cells, {len(found.mismatches)} mismatches",
    )  # fmt: skip
    start = time.process_time()
    found = check(Policy.load(), oracle)
    yield Figure(
        "the whole matrix, against the table", time.process_time() - start, "s CPU",
        must="0 mismatches", met=found.agrees and found.cells == size(),
        detail=f"{found.cells} cells, {len(found.mismatches)} mismatches",
    )  # fmt: skip


def _micros(name: str, work: Callable[[], None], count: int) -> Figure:
    """The best of three, in microseconds of CPU each."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return Figure(name, best / count * 1e6, "us CPU")
