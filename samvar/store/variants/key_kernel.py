"""Compiled: the keys of many variants at once. The plain twin of it is `key.encode_one`."""

from __future__ import annotations

import numpy as np

from samvar.formats.compiled import compiled
from samvar.model.calls import Int8, Int32, Int64, UInt64

_MOST_BASES = 11


@compiled
def _base(letter: int) -> int:
    if letter == 65:
        return 0
    if letter == 67:
        return 1
    if letter == 71:
        return 2
    return 3 if letter == 84 else 4


@compiled
def encode_rows(
    contig: Int8,
    position: Int32,
    ref: np.ndarray,
    ref_edges: Int32,
    alt: np.ndarray,
    alt_edges: Int32,
    key: UInt64,
    long: Int64,
) -> int:
    """Fill the keys of n variants; of long ones only the place, and in `long` (n) their rows.

    ref, alt: letters; edges: (n + 1), see `model.bases`. Returns how many are long.
    """
    count = 0
    for row in range(len(key)):
        r0, r1, a0, a1 = ref_edges[row], ref_edges[row + 1], alt_edges[row], alt_edges[row + 1]
        place = np.uint64(contig[row]) << np.uint64(28) | np.uint64(position[row])
        size = r1 - r0 + a1 - a0
        exact = size <= _MOST_BASES
        code = np.uint64(0)
        if exact:
            code = np.uint64((r1 - r0) << 4 | (a1 - a0))
            for at in range(r0, r1):
                base = _base(ref[at])
                exact = exact and base < 4
                code = code << np.uint64(2) | np.uint64(base & 3)
            for at in range(a0, a1):
                base = _base(alt[at])
                exact = exact and base < 4
                code = code << np.uint64(2) | np.uint64(base & 3)
            code <<= np.uint64(2 * (_MOST_BASES - size) + 1)
        if not exact:
            code = np.uint64(0)
            long[count] = row
            count += 1
        key[row] = place << np.uint64(31) | code
    return count
