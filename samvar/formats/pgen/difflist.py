"""Difflists: sorted people of a record, each with a category of genotype or without one.

Source: PLINK 2 File Format Specification Draft, section 2.3.1; its text says floor(L/4) for the
bytes of the categories, its example and PLINK 2 itself have the ceiling.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.pgen.fault import Malformed
from samvar.model.calls import Int64

UInt8 = npt.NDArray[np.uint8]

GROUP = 64
_LONGEST = 5  # bytes of a varint below 2^32


def read_varint(raw: UInt8, at: int) -> tuple[int, int]:
    """The base-128 number at a place, and the place after it. Raises Malformed."""
    value = 0
    for n in range(_LONGEST):
        if at + n >= len(raw):
            break
        byte = int(raw[at + n])
        value |= (byte & 127) << (7 * n)
        if byte < 128:
            return value, at + n + 1
    raise Malformed("a number does not end")


def read_difflist(
    raw: UInt8, at: int, people: int, *, categories: bool
) -> tuple[Int64, UInt8, int]:
    """People (0-based, rising), their categories (empty without any), and the place after it.

    Raises:
        Malformed: it ends too early, or names nobody of the file, or anybody twice.
    """
    length, at = read_varint(raw, at)
    if length > people:
        raise Malformed("a list names more people than there are")
    if not length:
        return np.zeros(0, np.int64), np.zeros(0, np.uint8), at
    groups = -(-length // GROUP)
    width = id_bytes(people)
    firsts, at = _take(raw, at, groups * width)
    padded = np.zeros((groups, 8), np.uint8)
    padded[:, :width] = firsts.reshape(groups, width)
    sizes, at = _take(raw, at, groups - 1)
    packed, at = _take(raw, at, -(-length // 4) if categories else 0)
    steps = np.zeros(groups * GROUP, np.int64)
    numbers, ends = _varints(raw[at:], length - groups)
    inner = np.arange(length) % GROUP != 0
    steps[:length][inner] = numbers
    steps[::GROUP] = padded.view("<u8").ravel()
    found = steps.reshape(groups, GROUP).cumsum(axis=1).ravel()[:length]
    if (np.diff(found) <= 0).any() or found[-1] >= people:
        raise Malformed("the people of a list do not rise, or are not of the file")
    told = sizes.astype(np.int64) + GROUP - 1
    if groups > 1:
        # Each group but the last has 63 numbers; where they end must be where it says.
        last = ends[np.arange(1, groups) * (GROUP - 1) - 1]
        if (last != np.cumsum(told)).any():
            raise Malformed("the groups of a list have other sizes than it says")
    return found, unpack2(packed, length) if categories else packed, at + int(ends[-1])


def _take(raw: UInt8, at: int, length: int) -> tuple[UInt8, int]:
    if at + length > len(raw):
        raise Malformed("a list ends too early")
    return raw[at : at + length], at + length


def _varints(raw: UInt8, count: int) -> tuple[Int64, Int64]:
    """So many numbers, and the place after each (of none: one place, 0)."""
    if not count:
        return np.zeros(0, np.int64), np.zeros(1, np.int64)
    near = raw[: count * _LONGEST]
    last = np.flatnonzero(near < 128)[:count]
    if len(last) < count:
        raise Malformed("a list ends too early")
    first = np.append(0, last[:-1] + 1)
    if (last - first >= _LONGEST).any():
        raise Malformed("a number does not end")
    bits = near[: last[-1] + 1].astype(np.int64) & 127
    shift = 7 * (np.arange(len(bits)) - np.repeat(first, last - first + 1))
    return np.add.reduceat(bits << shift, first), last + 1


def id_bytes(people: int) -> int:
    """Bytes of a person's number: 1 up to 2^8 people, 2 up to 2^16, 3 up to 2^24, else 4.

    >>> id_bytes(256), id_bytes(257), id_bytes(65537)
    (1, 2, 3)
    """
    return 1 + sum(people > 1 << bits for bits in (8, 16, 24))


def unpack2(packed: UInt8, count: int) -> UInt8:
    """So many 2-bit values, the lowest bits first."""
    spread: UInt8 = (packed[:, None] >> np.array([0, 2, 4, 6], np.uint8)) & np.uint8(3)
    return spread.ravel()[:count]


def pack2(values: UInt8) -> UInt8:
    """2-bit values in whole bytes, the last one filled with zeros."""
    padded = np.zeros(-(-len(values) // 4) * 4, np.uint8)
    padded[: len(values)] = values
    return np.asarray(
        np.bitwise_or.reduce(padded.reshape(-1, 4) << np.array([0, 2, 4, 6], np.uint8), axis=1),
        dtype=np.uint8,
    )


def unpack1(raw: UInt8, at: int, count: int, skip: int = 0) -> tuple[UInt8, int]:
    """So many bits after the first `skip` of a byte at a place, and the whole byte after them."""
    size = -(-(count + skip) // 8)
    if at + size > len(raw):
        raise Malformed("a record ends too early")
    bits = np.unpackbits(raw[at : at + size], bitorder="little")
    return bits[skip : skip + count], at + size


def write_difflist(found: Int64, categories: UInt8 | None, people: int) -> bytes:
    """The bytes of a list; `found` rises."""
    if not len(found):
        return b"\0"
    width = id_bytes(people)
    firsts = found[::GROUP].astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width]
    inner = np.flatnonzero(np.arange(len(found)) % GROUP)
    steps, sizes = _as_varints(np.diff(found, prepend=0)[inner])
    by_group = np.bincount(inner // GROUP, sizes, len(firsts)).astype(np.int64)
    return b"".join(
        (
            _as_varints(np.array([len(found)]))[0].tobytes(),
            firsts.tobytes(),
            (by_group[:-1] - (GROUP - 1)).astype(np.uint8).tobytes(),
            b"" if categories is None else pack2(categories).tobytes(),
            steps.tobytes(),
        )
    )


def _as_varints(values: Int64) -> tuple[UInt8, Int64]:
    """The bytes of numbers below 2^35 one after another, and how many each takes."""
    if not len(values):
        return np.zeros(0, np.uint8), np.zeros(0, np.int64)
    table = (values[:, None] >> (7 * np.arange(_LONGEST))) & 127
    sizes = 1 + (values[:, None] >> (7 * np.arange(1, _LONGEST)) > 0).sum(axis=1)
    place = np.arange(_LONGEST)
    table |= np.where(place < sizes[:, None] - 1, 128, 0)
    return table[place < sizes[:, None]].astype(np.uint8), sizes
