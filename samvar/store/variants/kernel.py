"""Compiled: sorting and merging tables, finding sorted keys in one, unpacking one site's carriers.

Each but `settle` has a plain twin for small tables, so that a small node waits for no compiler:
`tables.add_rows`, `numpy.searchsorted`, `carriers.decode_sites`. Arrays are handed over read-only
(see `sealed`): stored columns are, and numba compiles anew for every kind that it meets.
"""

from __future__ import annotations

import numpy as np

from samvar.formats.compiled import compiled
from samvar.model.calls import Int32, Int64, UInt64

Columns = tuple[np.ndarray, ...]


def sealed(values: np.ndarray, width: type) -> np.ndarray:
    """The same numbers, contiguous, of one width, and not to be written to."""
    found: np.ndarray = np.ascontiguousarray(values, dtype=width).view()
    found.flags.writeable = False
    return found


@compiled
def merge(
    a_key: UInt64, a: Columns, b_key: UInt64, b: Columns, key: UInt64, out: np.ndarray
) -> int:
    """Add two sorted tables into `key` (n + m) and `out` (4, n + m) int32; how many rows.

    Rows that come to nothing are left out.
    """
    i = j = n = 0
    while i < len(a_key) or j < len(b_key):
        left = j >= len(b_key) or (i < len(a_key) and a_key[i] <= b_key[j])
        right = i >= len(a_key) or (j < len(b_key) and b_key[j] <= a_key[i])
        ac = hom = hemi = miss = np.int32(0)
        if left:
            here = a_key[i]
            ac += a[0][i]
            hom += a[1][i]
            hemi += a[2][i]
            miss += a[3][i]
            i += 1
        if right:
            here = b_key[j]
            ac += b[0][j]
            hom += b[1][j]
            hemi += b[2][j]
            miss += b[3][j]
            j += 1
        if ac | hom | hemi | miss:
            key[n] = here
            out[0, n], out[1, n], out[2, n], out[3, n] = ac, hom, hemi, miss
            n += 1
    return n


@compiled
def rows_of(keys: UInt64, table: UInt64) -> Int64:
    """The row of each of n sorted keys in a sorted table; -1 where it has none.

    Strides double until they pass the key, then halve: close keys cost a step or two each.
    """
    found = np.empty(len(keys), np.int64)
    low, end = 0, len(table)
    for i in range(len(keys)):
        key = keys[i]
        stride = 1
        high = low
        while high < end and table[high] < key:
            low = high + 1
            high += stride
            stride *= 2
        high = min(high, end)
        while low < high:
            middle = (low + high) >> 1
            if table[middle] < key:
                low = middle + 1
            else:
                high = middle
        found[i] = low if low < end and table[low] == key else -1
    return found


@compiled
def settle(keys: UInt64, row_of: Int32) -> None:
    """Sort nearly sorted keys where they lie, and carry along which row each came from.

    Each key is moved to the left until it stands right, so equal ones keep their order; a key of
    a sorted place moves past its few neighbours only.
    """
    for k in range(1, len(keys)):
        key, row = keys[k], row_of[k]
        at = k
        while at > 0 and keys[at - 1] > key:
            keys[at], row_of[at] = keys[at - 1], row_of[at - 1]
            at -= 1
        keys[at], row_of[at] = key, row


@compiled
def unpack_site(data: np.ndarray, start: int, end: int, people: int, state: np.ndarray) -> None:
    """Write the state of each of `people` into `state`, from the bytes `start` to `end` of a site.

    The two forms of bytes: see `carriers`.
    """
    state[:people] = 0
    if end - start == (people + 3) // 4:
        for index in range(people):
            state[index] = data[start + (index >> 2)] >> (2 * (index & 3)) & 3
        return
    person = np.int64(0)
    at = start
    while at < end:
        code = np.int64(data[at])
        at += 1
        if code >= 128:
            code = (code & np.int64(127)) | np.int64(data[at]) << np.int64(7)
            at += 1
        person += code >> 2
        state[person] = code & 3
        person += 1
