"""Consequences of a million variants against 60,000 transcripts, beside `bcftools csq`.

The peer reads the same GFF3, FASTA and VCF and writes VCF, each variant on its own (`-l`). It tells
an intron once for a gene, nothing upstream or downstream, and no names by HGVS; ours has an entry
for each transcript, and writes several times as much. For the like of it ours is timed without
upstream and downstream too.

SAMVAR_BENCH_TRANSCRIPTS, SAMVAR_BENCH_VARIANTS: other numbers. SAMVAR_BENCH_PEERS: `no` leaves the
peer out.
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

from bench.consequence_make import make
from bench.measure import Figure
from samvar.formats.fasta import Reference
from samvar.formats.gff3.read import read_gff3
from samvar.formats.vcf.passing import PassingFile
from samvar.knowledge.transcript.call import Caller
from samvar.knowledge.transcript.release import import_gff3, read_release
from samvar.model.genome import Assembly
from samvar.node.annotate.consequence import Consequences
from samvar.node.annotate.pipeline import annotate_file

ROOT = Path(__file__).parents[1]
TRANSCRIPTS = int(os.environ.get("SAMVAR_BENCH_TRANSCRIPTS", "60000"))
VARIANTS = int(os.environ.get("SAMVAR_BENCH_VARIANTS", "1000000"))
KEPT = ROOT / ".run" / "consequence"
RUNS = 3
_WORKER = """
import resource, sys
from pathlib import Path
from bench.consequence import ours
ours(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


def ours(vcf: Path, fasta: Path, release: Path, out: Path, reach_bp: int | None = None) -> None:
    """One whole annotation: open the release, read, call, name, write VCF."""
    reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
    file = PassingFile(vcf, assembly=Assembly.GRCh38, reference=lambda _: reference)
    told = Consequences(file, read_release(release), reach_bp=reach_bp)
    annotate_file(file, [], (), out, "vcf", consequences=told)


def run(folder: Path) -> Iterator[Figure]:
    """Ours and theirs in turn, three times, medians."""
    KEPT.mkdir(parents=True, exist_ok=True)
    fasta, genes, vcf = make(KEPT, TRANSCRIPTS, VARIANTS)
    lines = sum(1 for _ in genes.open("rb"))
    shutil.rmtree(KEPT / "shelf", ignore_errors=True)
    read_gff3(genes)  # compiles
    start = time.perf_counter()
    import_gff3(genes, KEPT / "shelf", name="genes")
    taken = time.perf_counter() - start
    yield Figure(f"import a GFF3 of {lines:,} lines, {TRANSCRIPTS:,} transcripts", taken, "s")
    release = KEPT / "shelf" / "genes"
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(vcf, fasta, release, folder / "ours.vcf"),
        "ours, no reach": lambda: ours(vcf, fasta, release, folder / "near.vcf", 0),
    }
    works["ours"]()  # compiles
    program = shutil.which("bcftools")
    if program and os.environ.get("SAMVAR_BENCH_PEERS") != "no":
        words = [program, "csq", "-l", "-f", fasta, "-g", genes, "-Ov", "-o", folder / "peer.vcf"]
        works["bcftools csq"] = lambda: subprocess.run(
            [*words, vcf], check=True, capture_output=True
        )
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    medians = {name: float(np.median(each)) for name, each in times.items()}
    peer = medians.get("bcftools csq")
    for name, seconds in medians.items():
        ratio = None if peer is None or name == "bcftools csq" else seconds / peer
        what = f"{VARIANTS:,} variants to VCF: {name}"
        yield Figure(
            what, seconds, "s", peer=None if ratio is None else "bcftools csq", ratio=ratio
        )
    yield from _kernel(vcf, fasta, release)
    done = subprocess.run(
        [sys.executable, "-c", _WORKER, vcf, fasta, release, folder / "m.vcf"],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    yield Figure("memory of one annotation", float(done.stdout), "MB")


def _kernel(vcf: Path, fasta: Path, release: Path) -> Iterator[Figure]:
    """The pairs alone, by one thread, with alleles at hand."""
    reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
    caller = Caller(read_release(release).transcripts, reference)
    file = PassingFile(vcf, assembly=Assembly.GRCh38, reference=lambda _: reference)
    pieces = list(file.each(lambda piece: (piece.contig, piece.aligned)))
    start = time.perf_counter()
    pairs = sum(
        len(caller.pairs(contig, each.position, each.ref, each.alt)) for contig, each in pieces
    )
    taken = time.perf_counter() - start
    yield Figure(f"{pairs:,} pairs of allele and transcript found, one thread", taken, "s")
