"""Counts on the wire: int64 vectors in the narrowest form that loses nothing."""

from __future__ import annotations

import msgspec
import numpy as np

from samvar.model.calls import Int64, UInt64
from samvar.model.errors import Incompatible

_WIDTHS: dict[int, np.dtype[np.signedinteger]] = {
    1: np.dtype("<i1"),
    2: np.dtype("<i2"),
    4: np.dtype("<i4"),
    8: np.dtype("<i8"),
}


class Vector(msgspec.Struct, frozen=True, array_like=True):
    """`length` numbers of `width` bytes, little-endian, signed; width 0: one for all, 8 bytes."""

    length: int
    width: int
    data: bytes


def pack(values: Int64) -> Vector:
    """The narrowest exact form; a million genotype counts of a small node take two megabytes.

    >>> pack(np.array([1, 300, -5])).width, pack(np.zeros(10, dtype=np.int64)).width
    (2, 0)
    """
    count = len(values)
    if count == 0:
        return Vector(0, 0, bytes(8))
    if count == 1:
        return Vector(1, 0, int(values[0]).to_bytes(8, "little", signed=True))
    low, high = int(values.min()), int(values.max())
    if low == high:
        return Vector(count, 0, low.to_bytes(8, "little", signed=True))
    for width, dtype in _WIDTHS.items():
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max:
            return Vector(count, width, values.astype(dtype).tobytes())
    raise AssertionError("an int64 fits into eight bytes")


def unpack(vector: Vector, length: int) -> Int64:
    """What `pack` packed, if it has the length that the question implies.

    Raises:
        Incompatible: another length, width or number of bytes.
    """
    if vector.length != length:
        raise Incompatible("an answer has another length than its question")
    if vector.width == 0 and len(vector.data) == 8:
        one = int.from_bytes(vector.data, "little", signed=True)
        if length == 1:
            return np.array([one], dtype=np.int64)
        return np.full(length, one, dtype=np.int64)
    dtype = _WIDTHS.get(vector.width)
    if dtype is None or len(vector.data) != length * vector.width:
        raise Incompatible("an answer's numbers cannot be read")
    return np.frombuffer(vector.data, dtype=dtype).astype(np.int64)


def pack_keys(keys: UInt64) -> bytes:
    """Sorted, distinct variant keys as little-endian uint64."""
    return np.ascontiguousarray(keys, dtype="<u8").tobytes()


def unpack_keys(data: bytes, most: int) -> UInt64:
    """Keys as `pack_keys` wrote them.

    Raises:
        Incompatible: not sorted, not distinct, or more than `most`.
    """
    if len(data) % 8 or len(data) > 8 * most:
        raise Incompatible("a batch of keys has a length that cannot be")
    keys = np.frombuffer(data, dtype="<u8").astype(np.uint64, copy=False)
    if len(keys) > 1 and not bool((keys[1:] > keys[:-1]).all()):
        raise Incompatible("a batch of keys is not sorted and distinct")
    return keys
