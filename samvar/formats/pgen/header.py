"""The header of a .pgen: how many variants and people, and where each variant's record is.

Source: PLINK 2 File Format Specification Draft, section 2.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samvar.formats.pgen.difflist import UInt8, unpack2
from samvar.formats.pgen.fault import damaged
from samvar.model.calls import Int64
from samvar.model.errors import BadFile, Where

MAGIC = b"\x6c\x1b"
FIXED, STANDARD = 0x02, 0x10
BLOCK = 1 << 16
_OTHER_MODES = {
    0x00: "it is a sample-major PLINK 1 .bed",
    0x01: "it is a PLINK 1 .bed, which does not say which allele is the reference",
    0x03: "it holds dosages alone",
    0x04: "it holds phased dosages alone",
}


@dataclass(frozen=True, slots=True)
class Header:
    """kind: (v) type of each record. start, end: (v) where it lies in the file. alleles: (v)
    number of alleles, 0 where the .pvar says it."""

    variants: int
    people: int
    kind: UInt8
    start: Int64
    end: Int64
    alleles: Int64


def read_header(raw: UInt8, name: str) -> Header:
    """Read it, and hold every record to the file's length.

    Raises:
        BadFile: not a .pgen, damaged, cut short, or of a mode that cannot be read.
    """
    if raw[:2].tobytes() != MAGIC or len(raw) < 3:
        raise BadFile("this is not a .pgen file", where=Where(name), why="its first bytes differ")
    mode = int(raw[2])
    if mode not in (FIXED, STANDARD):
        raise BadFile(
            "this mode of .pgen is not read",
            where=Where(name),
            why=_OTHER_MODES.get(mode, f"its mode is {mode:#04x}"),
            remedy="write a file of hard calls with plink2 --make-pgen erase-dosage",
        )
    if len(raw) < 12:
        raise damaged(name, "it is cut short")
    variants, people = (int(n) for n in raw[3:11].view("<u4"))
    form = int(raw[11])
    if not variants or not people:
        raise damaged(name, "it has no variants or no people")
    if mode == FIXED:
        return _fixed(raw, name, variants, people, form)
    return _standard(raw, name, variants, people, form)


def _fixed(raw: UInt8, name: str, variants: int, people: int, form: int) -> Header:
    flags = -(-variants // 8) if form >> 6 == 3 else 0
    size = -(-people // 4)
    if 12 + flags + variants * size != len(raw):
        raise damaged(name, "the file's length is not that of its variants")
    start = 12 + flags + size * np.arange(variants, dtype=np.int64)
    none = np.zeros(variants, np.int64)
    return Header(variants, people, none.astype(np.uint8), start, start + size, none)


def _standard(raw: UInt8, name: str, variants: int, people: int, form: int) -> Header:
    layout, counted, flagged = form & 15, form >> 4 & 3, form >> 6 == 3
    if layout > 9:
        raise damaged(name, f"the layout {layout} of its records is not known")
    blocks = -(-variants // BLOCK)
    least = 12 + 8 * blocks + variants // 4
    if least > len(raw):
        raise damaged(name, "it is cut short")
    offsets = raw[12 : 12 + 8 * blocks].view("<u8").astype(np.int64)
    at = 12 + 8 * blocks
    kinds, starts, ends, alleles = [], [], [], []

    def take(size: int) -> UInt8:
        nonlocal at
        if at + size > len(raw):
            raise damaged(name, "it is cut short")
        at += size
        return raw[at - size : at]

    for block in range(blocks):
        number = min(BLOCK, variants - block * BLOCK)
        kind, length = _records(take, layout, number, people)
        kinds.append(kind)
        end = offsets[block] + np.cumsum(length)
        starts.append(end - length)
        ends.append(end)
        alleles.append(_wide(take(number * counted), counted) if counted else length * 0)
        if flagged:
            take(-(-number // 8))
    start, end = np.concatenate(starts), np.concatenate(ends)
    if (start < at).any() or (end > len(raw)).any() or (start[1:] < end[:-1]).any():
        raise damaged(name, "a record lies outside the file, or over another")
    return Header(variants, people, np.concatenate(kinds), start, end, np.concatenate(alleles))


def _records(
    take: Callable[[int], UInt8], layout: int, number: int, people: int
) -> tuple[UInt8, Int64]:
    """Types and lengths of a block's records."""
    if layout >= 8:
        bits = 2 if layout == 8 else 4
        packed = take(-(-number * bits // 8))
        more = (unpack2(packed, number) if bits == 2 else unpack4(packed, number)).astype(np.int64)
        return np.where(more > 0, 8, 0).astype(np.uint8), more + -(-people // 4)
    kind = take(number) if layout >= 4 else unpack4(take(-(-number // 2)), number)
    width = 1 + layout % 4
    return kind, _wide(take(number * width), width)


def unpack4(packed: UInt8, count: int) -> UInt8:
    """So many 4-bit values, the lowest bits first."""
    spread: UInt8 = (packed[:, None] >> np.array([0, 4], np.uint8)) & np.uint8(15)
    return spread.ravel()[:count]


def _wide(packed: UInt8, width: int) -> Int64:
    """Little-endian numbers of so many bytes."""
    padded = np.zeros((len(packed) // width, 8), np.uint8)
    padded[:, :width] = packed.reshape(-1, width)
    return padded.view("<u8").ravel().astype(np.int64)
