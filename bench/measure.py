"""Clocks and percentiles, and the shape of one published figure."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `ratio`: ours over the peer's in the same run, below 1 is better
    for times. `must`: the promise it is held against, and `met` whether it was kept."""

    name: str
    value: float
    unit: str
    peer: str | None = None
    ratio: float | None = None
    must: str | None = None
    met: bool | None = None
    detail: str | None = None

    def plain(self) -> dict[str, Any]:
        """Without what was not measured."""
        plain = {key: value for key, value in asdict(self).items() if value is not None}
        # Numbers that come from numpy are not those that JSON knows.
        for key in ("value", "ratio"):
            if key in plain:
                plain[key] = float(f"{plain[key]:.5g}")
        if "met" in plain:
            plain["met"] = bool(plain["met"])
        return plain

    def line(self) -> str:
        """The figure as one printed line."""
        text = f"  {self.name:<58} {self.value:>12,.4g} {self.unit}"
        if self.ratio is not None:
            ratio = f"{self.ratio:.2f}" if self.ratio >= 0.01 else f"{self.ratio:.1g}"
            text += f"   {ratio} x {self.peer}"
        if self.must is not None:
            text += f"   [{'ok' if self.met else 'SHORT'}: {self.must}]"
        return text


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """The best of some runs, in seconds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


class Turn(NamedTuple):
    """Seconds by the clock, and of CPU of this process, its threads and its children."""

    wall: float
    cpu: float


def turns(*works: Callable[[], Any], rounds: int = 3) -> list[Turn]:
    """The medians of each; they take turns, so that a busy minute meets all of them."""
    taken: list[list[Turn]] = [[] for _ in works]
    for _ in range(rounds):
        for own, work in zip(taken, works, strict=True):
            start, cpu = time.perf_counter(), sum(os.times()[:4])
            work()
            own.append(Turn(time.perf_counter() - start, sum(os.times()[:4]) - cpu))
    return [Turn(*np.median(own, axis=0).tolist()) for own in taken]


def each_seconds(work: Callable[[int], Any], count: int) -> list[float]:
    """The time of each of `count` calls; `work` gets the number of the call."""
    taken = []
    for i in range(count):
        start = time.perf_counter()
        work(i)
        taken.append(time.perf_counter() - start)
    return taken


def throughput(name: str, count: int, taken_s: float, least: float | None = None) -> Figure:
    """Questions per second, held against a least figure."""
    rate = count / taken_s
    if least is None:
        return Figure(name, rate, "questions/s")
    return Figure(name, rate, "questions/s", must=f">= {least:g}/s", met=rate >= least)


def percentile_figures(name: str, taken: Sequence[float], **first: Any) -> list[Figure]:
    """p50 and p99 in milliseconds; `first` goes to the p99 figure."""
    p50, p99 = np.percentile(np.array(taken) * 1000, [50, 99])
    return [
        Figure(f"{name}, p50", float(p50), "ms"),
        Figure(f"{name}, p99", float(p99), "ms", **first),
    ]
