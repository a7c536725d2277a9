"""Alleles to their normalised form, against `bcftools norm -m -any -f`: same output, and time."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.fixture import header
from bench.genome import digits, text
from bench.measure import Figure, turns
from samvar.formats import stream
from samvar.formats.fasta import Reference
from samvar.formats.vcf import fast, opening
from samvar.formats.vcf.header import Header
from samvar.formats.vcf.lines import Lines
from samvar.formats.vcf.parse import Parser
from samvar.formats.vcf.read import open_vcf
from samvar.model.genome import Assembly

ALLELES = 1_000_000
_CONTIG, _WIDTH, _START = "22", 100, 10_000
_BASES = np.frombuffer(b"ACGT", dtype=np.uint8)


def run(folder: Path) -> Iterator[Figure]:
    """A chromosome of repeats, and alleles that are not where they belong."""
    fasta, vcf = _inputs(folder)
    reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
    blocks, parser = _blocks(vcf, reference)
    taken = []
    for _ in range(5):
        start = time.thread_time()
        for block in blocks:
            fast.align_block(block, block.rows, *parser.reference, vcf.name)
        taken.append(time.thread_time() - start)
    rate = sum(len(block.rows) for block in blocks) / float(np.median(taken)) / 1e6
    yield Figure(
        f"samvar normalises {ALLELES:,} alleles, one thread's CPU", rate, "M alleles/s",
        must=">= 20 M alleles/s (stretch)", met=rate >= 20,
    )  # fmt: skip
    bcftools = shutil.which("bcftools")
    if bcftools is None:
        print("  bcftools is not installed: nothing to compare with")
        return
    norm = [bcftools, "norm", "-m", "-any", "-f", str(fasta), str(vcf)]
    theirs, plain, ours = turns(
        lambda: subprocess.run([*norm, "-Ou"], capture_output=True, check=True),
        lambda: subprocess.run(
            [bcftools, "view", "-Ou", str(vcf)], capture_output=True, check=True
        ),
        lambda: _read(vcf, reference),
    )
    said = subprocess.run([*norm, "-Ov"], capture_output=True, check=True, text=True).stdout
    same = _ours(vcf, reference) == {
        (int(p), r.upper(), a.upper())
        for _, p, _, r, a, *_ in (
            line.split("\t") for line in said.splitlines() if not line.startswith("#")
        )
    }
    ratio = ours.wall / theirs.wall
    yield Figure("bcftools norm -m -any -f, whole run", theirs.wall, "s")
    yield Figure("bcftools norm, over a plain read", theirs.wall - plain.wall, "s")
    yield Figure(
        "samvar reads and normalises the same", ours.wall, "s", "bcftools norm", ratio,
        "identical output", same,
    )  # fmt: skip
    yield Figure(
        "CPU, samvar reads and normalises the same", ours.cpu, "s", "bcftools norm",
        ours.cpu / theirs.cpu,
    )  # fmt: skip


def _read(vcf: Path, reference: Reference) -> int:
    with open_vcf(vcf, reference=reference) as file:
        return sum(len(calls) for calls in file.batches())


def _ours(vcf: Path, reference: Reference) -> set[tuple[int, str, str]]:
    with open_vcf(vcf, reference=reference) as file:
        return {
            row
            for calls in file.batches()
            for row in zip((calls.position + 1).tolist(), calls.ref, calls.alt, strict=True)
        }


def _blocks(vcf: Path, reference: Reference) -> tuple[list[fast.Block], Parser]:
    lines = Lines(stream.chunks(vcf), vcf.name)
    head = Header.parse(lines.header(), vcf.name)
    parser = Parser(
        vcf.name, head.columns, opening.names_of(head, Assembly.GRCh38),
        opening.lengths_of(Assembly.GRCh38), opening.ground(reference),
        np.zeros(0, dtype=np.int32), 0,
    )  # fmt: skip
    return [parser(raw, first).block for raw, first in lines.blocks()], parser


def _inputs(folder: Path) -> tuple[Path, Path]:
    """A FASTA of one chromosome, half of it short repeats, and a list of sites: four in five
    change one base; the others put in or take out some, anywhere in the repeat they lie in."""
    fasta, vcf = folder / f"norm-1-{ALLELES}.fa", folder / f"norm-1-{ALLELES}.vcf"
    if vcf.exists():
        return fasta, vcf
    rng = np.random.default_rng(7)
    length = Assembly.GRCh38.length(_CONTIG)
    genome = _BASES[rng.integers(0, 4, length)]
    starts = np.arange(0, length - 100, 100)
    for period in (1, 2, 3):
        for start in rng.choice(starts, len(starts) // 6, replace=False).tolist():
            unit = genome[start : start + period]
            genome[start : start + 48] = np.resize(unit, 48)
    rows = genome[: length // _WIDTH * _WIDTH].reshape(-1, _WIDTH)
    with fasta.open("wb") as out:
        out.write(f">{_CONTIG}\n".encode())
        out.write(np.append(rows, np.full((len(rows), 1), 10, np.uint8), axis=1).tobytes())
        out.write(genome[rows.size :].tobytes() + b"\n")
    place = np.unique(rng.integers(_START, length - 100, int(ALLELES * 1.02)))
    place = np.sort(rng.choice(place, ALLELES, replace=False))
    ref, alt = _alleles(rng, genome, place)
    with vcf.open("wb") as out:
        out.write(header([], "").replace("\tFORMAT", "").encode())
        words = [
            f"{_CONTIG}\t".encode(),
            digits(place + 1),
            b"\t.\t",
            ref,
            b"\t",
            alt,
            b"\t.\t.\t.\n",
        ]
        out.write(text(words, len(place)))
    return fasta, vcf


def _alleles(
    rng: np.random.Generator, genome: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    n = len(place)
    size = np.where(rng.random(n) < 0.2, rng.integers(1, 7, n), 0)
    some = genome[place[:, None] + np.arange(7)]
    some[np.arange(7) > size[:, None]] = 0
    long = np.ascontiguousarray(some).view("S7").reshape(n)
    one = genome[place]
    first = np.ascontiguousarray(one).view("S1")
    code = np.searchsorted(_BASES, one)
    other = _BASES[(code + rng.integers(1, 4, n)) % 4].view("S1")
    deletion = rng.random(n) < 0.5
    ref = np.where((size > 0) & deletion, long, first)
    # An insertion repeats what stands there, so that it can move as a deletion does.
    return ref, np.where(size == 0, other, np.where(deletion, first, long))
