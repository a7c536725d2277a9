"""Compiled: how often each code stands in a table of codes of a few bits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled
from samvar.model.calls import Int64


@compiled
def count_codes(
    table: npt.NDArray[np.uint8], width: int, starts: Int64, ends: Int64, out: Int64
) -> None:
    """Add to `out` how often each code stands at the places `starts[k] <= place < ends[k]`.

    table: codes of `width` bits (1 to 16), the lowest bit first. out: 2^width counts.
    """
    mask = (1 << width) - 1
    last = len(table) - 1
    for k in range(len(starts)):
        for place in range(starts[k], ends[k]):
            bit = place * width
            at = bit >> 3
            word = int(table[at])
            if at < last:
                word |= int(table[at + 1]) << 8
            if at + 1 < last:
                word |= int(table[at + 2]) << 16
            out[(word >> (bit & 7)) & mask] += 1
