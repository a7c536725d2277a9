"""One key among millions that lie sorted in a mapped file, found with one or two pages touched."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np

from samvar.model.calls import UInt64

_STRIDE = 1024
"""Keys between two that are kept in memory: two pages of a file."""


class Search:
    """Bisection in plain integers: a vector of one key costs several times as much.

    Every 1,024th key is copied at the first search, a thousandth of the table. Without that, each
    of some twenty steps would wait for another page.

    >>> found = Search(np.array([3, 5, 9], np.uint64))
    >>> found.row(5), found.row(4), found.row(99)
    (1, -1, -1)
    """

    __slots__ = ("_fence", "_keys")

    def __init__(self, keys: UInt64) -> None:
        self._keys = np.ascontiguousarray(keys).data
        self._fence: list[int] | None = None

    def row(self, key: int) -> int:
        """Where the key is; -1 where it is not."""
        fence = self._fence
        if fence is None:
            fence = self._fence = np.asarray(self._keys)[::_STRIDE].tolist()
        block = bisect_right(fence, key) - 1
        if block < 0:
            return -1
        low = block * _STRIDE
        keys = self._keys
        high = min(low + _STRIDE, len(keys))
        row = bisect_left(keys, key, low, high)
        return row if row < high and keys[row] == key else -1
