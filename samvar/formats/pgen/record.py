"""One variant's record: who has which two alleles, and in which order where that is known.

Source: PLINK 2 File Format Specification Draft, sections 2.3.2 to 2.3.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.formats.pgen.difflist import UInt8, read_difflist, unpack1, unpack2
from samvar.formats.pgen.fault import Malformed
from samvar.model.calls import Bool, Int16

REF, HET, ALT, MISSING = range(4)
"""Categories: two of REF, one each of REF and an ALT, two of ALT, no call."""
LD, LD_SWAPPED = 2, 3
MULTI, PHASED = 8, 16
DOSAGE = 0xE0
_PAIRS = {1: (0, 1), 2: (0, 2), 3: (0, 3), 5: (1, 2), 6: (1, 3), 9: (2, 3)}
_ALL_BUT = {4: REF, 6: ALT, 7: MISSING}
_SWAPPED = np.array([ALT, HET, REF, MISSING], np.uint8)


@dataclass(frozen=True, slots=True)
class Genotypes:
    """n people. first, second: index of each allele, -1 = no call; in the order of the
    chromosomes where `phased`, else the lower one first."""

    first: Int16
    second: Int16
    phased: Bool


def categories(raw: UInt8, kind: int, people: int, before: UInt8 | None) -> tuple[UInt8, int]:
    """The category of each person, and where the rest of the record begins.

    before: categories of the last record that stands alone, in the same block.

    Raises:
        Malformed: the bytes cannot be a record of this kind.
    """
    form = kind & 7
    if form == 0:
        size = -(-people // 4)
        if size > len(raw):
            raise Malformed("it ends too early")
        return unpack2(raw[:size], people), size
    if form == 1:
        pair = _PAIRS.get(int(raw[0]) if len(raw) else 0)
        if pair is None:
            raise Malformed("its two categories are none")
        bits, at = unpack1(raw, 1, people)
        found = np.array(pair, np.uint8)[bits]
    elif form in (LD, LD_SWAPPED):
        if before is None:
            raise Malformed("it refers to a record that is not there")
        found, at = (before.copy() if form == LD else _SWAPPED[before]), 0
    elif form in _ALL_BUT:
        found, at = np.full(people, _ALL_BUT[form], np.uint8), 0
    else:
        raise Malformed("its kind is reserved")
    who, values, at = read_difflist(raw, at, people, categories=True)
    found[who] = values
    return found, at


def genotypes(raw: UInt8, at: int, kind: int, category: UInt8, alleles: int) -> Genotypes:
    """Alleles and phase, from the rest of a record. alleles: how many the variant has.

    Raises:
        Malformed: as `categories`.
    """
    called = category != MISSING
    first = np.where(called, category == ALT, -1).astype(np.int16)
    second = np.where(called, category != REF, -1).astype(np.int16)
    if kind & MULTI:
        if at >= len(raw) or alleles < 3:
            raise Malformed("it has alleles that the .pvar does not name")
        forms, at = int(raw[at]), at + 1
        at = _patch_het(raw, at, forms & 15, np.flatnonzero(category == HET), second, alleles)
        at = _patch_alt(
            raw, at, forms >> 4, np.flatnonzero(category == ALT), first, second, alleles
        )
        if max(int(first.max()), int(second.max())) >= alleles:
            raise Malformed("it has alleles that the .pvar does not name")
    phased = np.zeros(len(category), np.bool_)
    if kind & PHASED:
        _phase(raw, at, first, second, phased)
    return Genotypes(first, second, phased)


def _patched(
    raw: UInt8, at: int, form: int, among: np.ndarray, people: int
) -> tuple[np.ndarray, int]:
    """The people of a category whose alleles are others than the first."""
    if form == 0:
        bits, at = unpack1(raw, at, len(among))
        return among[bits == 1], at
    if form == 1:
        who, _, at = read_difflist(raw, at, people, categories=False)
        if not np.isin(who, among).all():
            raise Malformed("a patch is of people outside its category")
        return who, at
    raise Malformed("a patch has a form that is reserved")


def _patch_het(
    raw: UInt8, at: int, form: int, among: np.ndarray, second: Int16, alleles: int
) -> int:
    if form == 15:
        return at
    who, at = _patched(raw, at, form, among, len(second))
    values, at = _numbers(raw, at, len(who), _width(alleles - 1, (2, 3, 5, 17, 257)))
    second[who] = values + 2
    return at


def _patch_alt(
    raw: UInt8, at: int, form: int, among: np.ndarray, first: Int16, second: Int16, alleles: int
) -> int:
    if form == 15:
        return at
    who, at = _patched(raw, at, form, among, len(second))
    if alleles == 3:
        bits, at = unpack1(raw, at, len(who))
        first[who], second[who] = 1 + bits, 2
        return at
    width = _width(alleles - 1, (0, 0, 4, 16, 256))
    values, at = _numbers(raw, at, 2 * len(who), width)
    first[who], second[who] = values[0::2] + 1, values[1::2] + 1
    return at


def _width(alts: int, most: tuple[int, ...]) -> int:
    """Bits of a number, by how many alternative alleles there are."""
    for bits, limit in zip((0, 1, 2, 4, 8), most, strict=True):
        if alts <= limit:
            return bits
    raise Malformed("a variant has more than 256 alternative alleles")


def _numbers(raw: UInt8, at: int, count: int, width: int) -> tuple[np.ndarray, int]:
    if width == 0:
        return np.zeros(count, np.int16), at
    bits, at = unpack1(raw, at, count * width)
    weights = 1 << np.arange(width)
    return (bits.reshape(count, width) * weights).sum(axis=1).astype(np.int16), at


def _phase(raw: UInt8, at: int, first: Int16, second: Int16, phased: Bool) -> None:
    het = np.flatnonzero(first != second)
    told, _ = unpack1(raw, at, 1)
    if told[0]:
        present, at = unpack1(raw, at, len(het), skip=1)
        het = het[present == 1]
        swapped, _ = unpack1(raw, at, len(het))
    else:
        swapped, _ = unpack1(raw, at, len(het), skip=1)
    phased[het] = True
    turned = het[swapped == 1]
    first[turned], second[turned] = second[turned], first[turned]
