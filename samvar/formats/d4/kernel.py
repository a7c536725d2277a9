"""Compiled: how often codes of a few bits stand in a table, and what they add up to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.model.calls import Int64

Float64 = npt.NDArray[np.float64]


@compiled
def code_at(table: npt.NDArray[np.uint8], width: int, place: int) -> int:
    """The code at a place. table: codes of `width` bits (1 to 16), the lowest bit first."""
    bit = place * width
    at, last = bit >> 3, len(table) - 1
    word = int(table[at])
    if at < last:
        word |= int(table[at + 1]) << 8
    if at + 1 < last:
        word |= int(table[at + 2]) << 16
    return (word >> (bit & 7)) & ((1 << width) - 1)


@compiled
def count_codes(
    table: npt.NDArray[np.uint8], width: int, starts: Int64, ends: Int64, out: Int64
) -> None:
    """Add to `out` how often each code stands at the places `starts[k] <= place < ends[k]`.

    table: as of `code_at`. out: 2^width counts.
    """
    for k in range(len(starts)):
        for place in range(starts[k], ends[k]):
            out[code_at(table, width, place)] += 1


@compiled
def add_codes(
    table: npt.NDArray[np.uint8],
    width: int,
    starts: Int64,
    ends: Int64,
    depth: Float64,
    floors: Float64,
    out: Float64,
) -> None:
    """Add up the depths of the codes at `starts[k] <= place < ends[k]`, and count those that reach
    each floor.

    depth: of each code. out: (k, 1 + floors), the sum and then a count for each floor.
    """
    for k in range(len(starts)):
        for place in range(starts[k], ends[k]):
            code = code_at(table, width, place) if width else 0
            out[k, 0] += depth[code]
            for n in range(len(floors)):
                out[k, 1 + n] += depth[code] >= floors[n]


@compiled
def add_runs(
    run_starts: Int64,
    run_ends: Int64,
    run_depth: Float64,
    instead: float,
    starts: Int64,
    ends: Int64,
    floors: Float64,
    out: Float64,
) -> None:
    """Let runs stand for what the primary table has there, which is the depth `instead`.

    Runs and stretches are disjoint and ascending. out: as `add_codes` filled it.
    """
    first = 0
    for r in range(len(run_starts)):
        while first < len(starts) and ends[first] <= run_starts[r]:
            first += 1
        k = first
        while k < len(starts) and starts[k] < run_ends[r]:
            bases = min(ends[k], run_ends[r]) - max(starts[k], run_starts[r])
            if bases > 0:
                out[k, 0] += bases * (run_depth[r] - instead)
                for n in range(len(floors)):
                    more = int(run_depth[r] >= floors[n]) - int(instead >= floors[n])
                    out[k, 1 + n] += bases * more
            k += 1
