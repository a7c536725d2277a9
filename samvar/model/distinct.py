"""The different values among whole numbers, or rows of them, and which of them each is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from samvar.model.calls import Int64

_WIDE = 1 << 16
"""Values within so many are counted, which is far quicker than to sort them."""


_ROOM = 1 << 62


def distinct(values: npt.NDArray[np.integer]) -> tuple[Int64, Int64]:
    """The different values, ascending, and (n) the number of each among them.

    >>> kinds, which = distinct(np.array([7, -2, 7]))
    >>> kinds.tolist(), which.tolist()
    ([-2, 7], [1, 0, 1])
    """
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if high - low >= _WIDE:
        kinds, which = np.unique(values, return_inverse=True)
        return kinds.astype(np.int64), which.reshape(-1).astype(np.int64)
    there = np.zeros(high - low + 1, dtype=bool)
    place = values.astype(np.int64) - low
    there[place] = True
    number: Int64 = np.cumsum(there) - 1
    return np.flatnonzero(there) + low, number[place]


def numbered(columns: Sequence[Int64]) -> Int64:
    """One number for each row, the same for rows that are alike in every column; none negative.

    columns: none of their values is negative.

    >>> numbered([np.array([5, 5, 9]), np.array([1, 2, 1])]).tolist()
    [0, 1, 2]
    """
    code = np.zeros(len(columns[0]), dtype=np.int64)
    size = 1
    for column in columns:
        most = int(column.max()) + 1 if len(column) else 1
        if size > _ROOM // most:
            code = distinct(code)[1]
            size = int(code.max()) + 1
        code = code * most + column
        size *= most
    return distinct(code)[1]


def distinct_rows(table: npt.NDArray[np.integer]) -> tuple[Int64, Int64]:
    """One row of each kind, by its index, and (n) the number of each row's kind.

    >>> first, which = distinct_rows(np.array([[1, -1], [0, 0], [1, -1]]))
    >>> first.tolist(), which.tolist()
    ([1, 0], [1, 0, 1])
    """
    wide = table.astype(np.int64)
    which = numbered([column - column.min() for column in wide.T] if len(wide) else [wide[:, 0]])
    first = np.zeros(int(which.max()) + 1 if len(which) else 0, dtype=np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    return first, which
