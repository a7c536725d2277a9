"""A whole genome's VCF in seconds: lines are built column by column, in numpy, and packed once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pysam

from bench.fixture import header, places
from samvar.model.genome import CONTIGS, Assembly

_LENGTHS = [Assembly.GRCh38.length(contig) for contig in CONTIGS]
_AT_ONCE = 250_000
_INDELS = 0.13
_BASES = np.array(list("ACGT"), dtype="S1")


def whole_genome(folder: Path, records: int) -> Path:
    """One person's records as a pipeline writes them (GT:AD:DP:GQ), one in eight an indel.

    Kept in `folder` from run to run: the name says how it was made.
    """
    path = folder / f"genome-2-{records}.vcf.gz"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    contig, position = places(rng, records)
    within = position < np.array(_LENGTHS)[contig - 1] - 32  # room for the longest deletion
    contig, position = contig[within], position[within]
    plain = folder / f"{path.name}.{records}.plain"
    with plain.open("wb") as out:
        out.write(header(["PERSON"], "GT:AD:DP:GQ").encode())
        for low in range(0, len(contig), _AT_ONCE):
            part = slice(low, low + _AT_ONCE)
            out.write(_lines(rng, contig[part], position[part]))
    packed = path.with_suffix(".part")
    pysam.tabix_compress(str(plain), str(packed), force=True)
    plain.unlink()
    packed.replace(path)
    return path


def _lines(rng: np.random.Generator, contig: np.ndarray, position: np.ndarray) -> bytes:
    n = len(contig)
    ref, alt = _alleles(rng, n)
    depth, quality = rng.poisson(32, n), rng.integers(20, 99, n)
    hom = rng.random(n) < 0.4
    reads = np.where(hom, depth, depth // 2)
    return text(
        [
            np.array(CONTIGS, dtype="S5")[contig - 1], b"\t", digits(position + 1), b"\t.\t",
            ref, b"\t", alt, b"\t", digits(quality * 10), b".4\tPASS\tDP=", digits(depth),
            b"\tGT:AD:DP:GQ\t", np.array([b"0/1", b"1/1"])[hom.astype(int)], b":",
            digits(depth - reads), b",", digits(reads), b":", digits(depth), b":",
            digits(quality), b"\n",
        ],
        n,
    )  # fmt: skip


def _alleles(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Mostly single bases; of the indels most are short, a few are longer than a key holds."""
    code = rng.integers(0, 4, n)
    first = _BASES[code]
    other = _BASES[(code + rng.integers(1, 4, n)) % 4]
    indel = rng.random(n) < _INDELS
    size = np.minimum(rng.geometric(0.3, n), 24)
    more = _BASES[rng.integers(0, 4, (n, 24))]
    more[np.arange(24) >= size[:, None]] = b""
    # The last base differs from the first, so that the allele is as short as it can be.
    more[np.arange(n), size - 1] = other
    long = np.char.add(first, more.view("S24").reshape(n))
    deletion = rng.random(n) < 0.5
    ref = np.where(indel & deletion, long, first)
    return ref, np.where(indel, np.where(deletion, first, long), other)


def digits(values: np.ndarray) -> np.ndarray:
    """Whole numbers as decimal text, an array of bytes."""
    return values.astype("S11")


def text(columns: Sequence[np.ndarray | bytes], n: int) -> bytes:
    """Columns, or words that stand in each line, end to end: n lines."""
    wide = [
        np.broadcast_to(np.frombuffer(column, np.uint8), (n, len(column)))
        if isinstance(column, bytes)
        else np.ascontiguousarray(column).view(np.uint8).reshape(n, -1)
        for column in columns
    ]
    whole = np.concatenate(wide, axis=1)
    return whole[whole != 0].tobytes()
