"""Annotating a genome by a table of the nation's size, beside bcftools annotate and vcfanno.

The genome is one person's 4.5 million records; nine in ten of its alleles are in the release, among
50 million others. The peers are given the same rows as a packed, indexed VCF.

SAMVAR_BENCH_SITES: another number of rows. SAMVAR_BENCH_RECORDS: of records.
SAMVAR_BENCH_PEERS: `no` leaves the peers out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pysam

from bench.annotate_table import make_release, write_vcf
from bench.genome import whole_genome
from bench.measure import Figure
from samvar.network.release.lookup import lookup
from samvar.network.release.read import Release
from samvar.node.annotate import AnnotateRequest, annotate_alone

ROOT = Path(__file__).parents[1]
SITES = int(os.environ.get("SAMVAR_BENCH_SITES", "50000000"))
RECORDS = int(os.environ.get("SAMVAR_BENCH_RECORDS", "4500000"))
KEPT = ROOT / ".run" / "annotate"
FIELDS = "AC,AN,AF,HOM,HEMI"
KEYS = [f"SAMVAR_{name}" for name in FIELDS.split(",")]
_WORKER = """
import resource, sys, time
from pathlib import Path
from bench.annotate import ours
from samvar.network.release.read import Release
start = time.perf_counter()
ours(Path(sys.argv[1]), Release.open(Path(sys.argv[2]), None), Path(sys.argv[3]), sys.argv[4])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


def ours(genome: Path, release: Release, out: Path, form: str) -> None:
    """One whole annotation by one release."""
    request = AnnotateRequest(genome, "GRCh38", assert_normalised=True, fields=FIELDS)
    annotate_alone(release, request, out, form, checked=False)


def run(folder: Path) -> Iterator[Figure]:
    """Ours and theirs in turn, three times, medians."""
    KEPT.mkdir(parents=True, exist_ok=True)
    genome = whole_genome(KEPT, RECORDS)
    place = make_release(KEPT, genome, SITES)
    release = Release.open(place, None)
    start = time.perf_counter()
    lookup(release, folder / "fresh")
    yield Figure(f"make the table of {SITES:,} rows, once", time.perf_counter() - start, "s")
    shutil.rmtree(folder / "fresh")
    works: dict[str, Callable[[], object]] = {
        form: lambda form=form: ours(genome, release, folder / f"ours.{form}", form)
        for form in ("vcf.gz", "parquet")
    }
    works["vcf.gz"]()  # compiles, and maps the table
    if os.environ.get("SAMVAR_BENCH_PEERS") != "no":
        works |= peers(write_vcf(place), genome, folder)
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(3):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    medians = {name: float(np.median(times)) for name, times in taken.items()}
    if "bcftools annotate" in medians:
        equal_to(folder / "ours.vcf.gz", folder / "bcftools.vcf.gz")
    yield from _figures(medians)
    words = [sys.executable, "-c", _WORKER, str(genome), str(place), str(folder / "m.vcf.gz")]
    done = subprocess.run([*words, "vcf.gz"], capture_output=True, text=True, check=True, cwd=ROOT)
    yield Figure("peak memory, mapped pages of the table among it", float(done.stdout), "MB")


def _figures(medians: dict[str, float]) -> Iterator[Figure]:
    for form in ("vcf.gz", "parquet"):
        value = medians[form]
        others = [name for name in medians if name not in ("vcf.gz", "parquet")]
        if not others:
            yield Figure(f"{RECORDS:,} records to {form}", value, "s")
        for name in others:
            ratio = value / medians[name]
            must = {"must": "<= 1/8 (stretch 1/20)", "met": ratio <= 1 / 8}
            yield Figure(
                f"{RECORDS:,} records to {form}", value, "s", peer=name, ratio=ratio,
                detail=f"{medians[name]:.4g} s", **(must if name.startswith("bcftools") else {}),
            )  # fmt: skip


def peers(table: Path, genome: Path, folder: Path) -> dict[str, Callable[[], object]]:
    """Each program that is installed, with two threads where it takes them."""
    works: dict[str, Callable[[], object]] = {}
    pysam.tabix_index(str(genome), preset="vcf", force=True)
    if shutil.which("bcftools"):
        words = [
            "bcftools", "annotate", "--threads", "2", "-a", str(table),
            "-c", ",".join(f"INFO/{key}" for key in KEYS), "-Oz", "-o",
            str(folder / "bcftools.vcf.gz"), str(genome),
        ]  # fmt: skip
        works["bcftools annotate"] = lambda: subprocess.run(words, check=True)
    if shutil.which("vcfanno"):
        conf = folder / "vcfanno.toml"
        quoted = ", ".join(f'"{key}"' for key in KEYS)
        same = ", ".join('"self"' for _ in KEYS)
        conf.write_text(
            f'[[annotation]]\nfile="{table}"\nfields=[{quoted}]\nnames=[{quoted}]\nops=[{same}]\n'
        )
        works["vcfanno"] = lambda: _vcfanno(conf, genome, folder / "vcfanno.vcf")
    return works


def _vcfanno(conf: Path, genome: Path, out: Path) -> None:
    with out.open("wb") as sink:
        subprocess.run(
            ["vcfanno", "-p", "2", str(conf), str(genome)],
            stdout=sink, stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip


def equal_to(one: Path, other: Path) -> None:
    """Stop where the two files differ in what was added. Raises AssertionError."""
    with pysam.BGZFile(str(one)) as ours_, pysam.BGZFile(str(other)) as theirs:
        mine = (line for line in ours_ if not line.startswith(b"#"))
        for number, (a, b) in enumerate(
            zip(mine, (x for x in theirs if x[:1] != b"#"), strict=True)
        ):
            if number % 97 == 0:
                assert _info(a) == _info(b), (a, b)


def _info(line: bytes) -> dict[bytes, bytes]:
    items = line.split(b"\t", 8)[7].split(b";")
    return dict(item.partition(b"=")[::2] for item in items)
