"""Write a fileset of unphased calls of two alleles: .pgen, .pvar and .psam.

Each record takes the shortest of the forms that the specification has: two bits a person, one bit
and a list, a list beside the commonest category, or a list beside the record before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from samvar.formats.pgen.difflist import UInt8, pack2, write_difflist
from samvar.formats.pgen.header import BLOCK, MAGIC, STANDARD
from samvar.formats.pgen.record import ALT, HET, LD, LD_SWAPPED, MISSING, REF
from samvar.model.genome import Sex
from samvar.model.variant import Variant

_TRUSTED = 1 << 6  # no REF is provisional
_ALL_BUT = {REF: 4, ALT: 6, MISSING: 7}
_SWAPPED = np.array([ALT, HET, REF, MISSING], np.uint8)
_SEX = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNKNOWN: "NA"}


def write_pgen(out: BinaryIO, categories: Iterable[UInt8], variants: int, people: int) -> None:
    """Write the records of so many variants to a file that can seek.

    categories: of each variant, (people) of `record.REF`, `HET`, `ALT`, `MISSING`.

    Raises:
        ValueError: they are not so many.
    """
    blocks = -(-variants // BLOCK)
    width = max(1, (-(-people // 4)).bit_length() + 7 >> 3)
    body = 12 + 8 * blocks
    body += sum(-(-n // 2) + n * width for n in _sizes(variants))
    out.seek(body)
    kinds = np.zeros(variants, np.uint8)
    lengths = np.zeros(variants, np.int64)
    before: UInt8 | None = None
    written = 0
    for number, one in enumerate(categories):
        if number >= variants or len(one) != people:
            raise ValueError("there are more variants or people than were announced")
        kind, raw = _record(one, None if number % BLOCK == 0 else before)
        out.write(raw)
        kinds[number], lengths[number] = kind, len(raw)
        before = before if kind in (LD, LD_SWAPPED) else one
        written += 1
    if written < variants:
        raise ValueError("there are fewer variants than were announced")
    starts = body + np.cumsum(lengths) - lengths
    out.seek(0)
    out.write(MAGIC + bytes([STANDARD]))
    out.write(np.array([variants, people], "<u4").tobytes())
    out.write(bytes([_TRUSTED | width - 1]))
    out.write(starts[::BLOCK].astype("<u8").tobytes())
    for low in range(0, variants, BLOCK):
        part = slice(low, low + BLOCK)
        padded = np.append(kinds[part], np.uint8(0))[: len(kinds[part]) + len(kinds[part]) % 2]
        out.write((padded[0::2] | padded[1::2] << 4).astype(np.uint8).tobytes())
        out.write(lengths[part].astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].tobytes())


def _sizes(variants: int) -> list[int]:
    return [min(BLOCK, variants - low) for low in range(0, variants, BLOCK)]


def _record(one: UInt8, before: UInt8 | None) -> tuple[int, bytes]:
    """Kind and bytes of the shortest form."""
    people = len(one)
    counts = np.bincount(one, minlength=4)
    base = max(_ALL_BUT, key=lambda category: int(counts[category]))
    unlike = {_ALL_BUT[base]: one != base}
    if before is not None:
        unlike |= {LD: one != before, LD_SWAPPED: one != _SWAPPED[before]}
    kind = min(unlike, key=lambda form: int(np.count_nonzero(unlike[form])))
    who = np.flatnonzero(unlike[kind])
    found = [(0, pack2(one).tobytes())]
    if len(who) * 5 < people * 2:  # a person takes ten bits at least
        found = [(kind, write_difflist(who, one[who], people)), *found]
    low, high = sorted(np.argsort(counts, kind="stable")[-2:].tolist())
    rest = np.flatnonzero((one != low) & (one != high))
    if people + len(rest) * 10 < 8 * min(len(raw) for _, raw in found):
        bits = np.packbits(one == high, bitorder="little").tobytes()
        raw = bytes([4 * low + high - low]) + bits
        found.append((1, raw + write_difflist(rest, one[rest], people)))
    return min(found, key=lambda each: len(each[1]))


def write_pvar(out: BinaryIO, variants: Iterable[Variant], meta: Sequence[str] = ()) -> None:
    """Write the variants in order; meta: lines of a VCF header, which begin with '##'."""
    out.write("".join(f"{line}\n" for line in meta).encode())
    out.write(b"#CHROM\tPOS\tID\tREF\tALT\n")
    for one in variants:
        out.write(f"{one.contig}\t{one.position + 1}\t{one}\t{one.ref}\t{one.alt}\n".encode())


def write_psam(out: BinaryIO, people: Iterable[tuple[str, Sex]]) -> None:
    """Write the people in order, with their sex."""
    out.write(b"#IID\tSEX\n")
    out.write("".join(f"{name}\t{_SEX[sex]}\n" for name, sex in people).encode())


def paths(target: Path) -> tuple[Path, Path, Path]:
    """The three files of a fileset, by the name of its .pgen."""
    return target, target.with_suffix(".pvar"), target.with_suffix(".psam")
