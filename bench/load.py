"""Reading a VCF into columns, against `bcftools view -Ou` and pysam, in one run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pysam

from bench.fixture import cohort_vcf, genome_vcf
from bench.measure import Figure, seconds
from samvar.formats.vcf.read import open_vcf

RECORDS = 400_000
COHORT = (8_000, 500)


def run(folder: Path) -> Iterator[Figure]:
    """One person's genome with quality columns, and a cohort of 500 with genotypes only."""
    genome = genome_vcf(folder / "genome.vcf.gz", RECORDS)
    yield from _against_peers(genome, f"one person, {RECORDS:,} records", "<= 0.6 x bcftools", 0.6)
    cohort = cohort_vcf(folder / "cohort.vcf.gz", *COHORT)
    yield from _against_peers(cohort, f"{COHORT[1]} people, {COHORT[0]:,} records", None, None)


def read_all(path: Path) -> int:
    """Read a file with our reader; returns the number of sites."""
    with open_vcf(path, assert_normalised=True) as file:
        return sum(len(batch) for batch in file.batches())


def _against_peers(
    path: Path, name: str, must: str | None, limit: float | None
) -> Iterator[Figure]:
    read_all(path)  # compiled kernels are not part of a second load
    ours = seconds(lambda: read_all(path))
    bcftools = shutil.which("bcftools")
    if bcftools is not None:
        theirs = seconds(lambda: _bcftools(bcftools, path))
        yield Figure(f"bcftools view -Ou, {name}", theirs, "s")
        ratio = ours / theirs
        met = None if limit is None else ratio <= limit
        yield Figure(f"samvar, {name}", ours, "s", "bcftools view -Ou", ratio, must, met)
    slow = seconds(lambda: _pysam(path), repeats=1)
    yield Figure(f"pysam, {name}", slow, "s")
    yield Figure(f"samvar, {name} ", ours, "s", "pysam", ours / slow)


def _bcftools(program: str, path: Path) -> None:
    subprocess.run([program, "view", "-Ou", str(path)], stdout=subprocess.DEVNULL, check=True)


def _pysam(path: Path) -> int:
    """What a script does that wants the genotypes: touch each one."""
    total = 0
    with pysam.VariantFile(str(path)) as source:
        for record in source:
            for sample in record.samples.values():
                total += len(sample["GT"])
    return total
