"""Reading a VCF and loading it, against bcftools and PLINK 2, beside what the machine can do."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.fixture import cohort_vcf
from bench.genome import whole_genome
from bench.measure import Figure, Turn, seconds, turns
from bench.norm import run as normalising
from samvar.formats import stream
from samvar.formats.abreast import threads
from samvar.formats.vcf.read import open_vcf
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CONTIGS, Assembly, Sex
from samvar.model.ids import new_id
from samvar.store.variants import VariantStore

RECORDS = 4_500_000
COHORT = (20_000, 500)
KEPT = Path(".run")
"""Where the large inputs stay from run to run."""
PANELS = Path("../shared/data/pharmacogenomics/1kgp")
ASSEMBLY = Assembly.GRCh38


def run(folder: Path) -> Iterator[Figure]:
    """A whole genome with quality columns, a cohort of 500, alleles to normalise, real panels."""
    genome = whole_genome(KEPT, RECORDS)
    yield from _limits(genome)
    yield from _genome(genome, folder)
    cohort = KEPT / f"cohort-1-{COHORT[0]}-{COHORT[1]}.vcf.gz"
    if not cohort.exists():
        cohort_vcf(cohort, *COHORT)
    yield from _cohort(cohort, folder)
    yield from normalising(KEPT)
    yield from _panels(folder)


def read_all(path: Path) -> int:
    """Read a file with our reader; returns the number of sites."""
    with open_vcf(path, assert_normalised=True) as file:
        return sum(len(batch) for batch in file.batches())


def count_all(path: Path) -> int:
    """Copies of each allele and alleles called at each site of a file, added up."""
    with open_vcf(path, assembly=ASSEMBLY, assert_normalised=True) as file:
        return sum(
            int(batch.dosage.sum(1, dtype=np.int32).sum() + batch.called.sum(1, dtype=np.int32)[0])
            for batch in file.batches()
        )


def _limits(path: Path) -> Iterator[Figure]:
    with threads("limit") as pool:
        one, all_ = turns(
            lambda: sum(map(len, stream.chunks(path))),
            lambda: sum(map(len, stream.chunks(path, pool))),
        )
    plain = np.frombuffer(b"".join(stream.chunks(path)), dtype=np.uint8)
    memory = seconds(lambda: plain[: len(plain) // 8 * 8].view(np.uint64).sum())
    size = f"{path.stat().st_size / 1e6:.0f} MB, {len(plain) / 1e6:.0f} plain"
    yield Figure("limit: the genome inflated, one thread", one.wall, "s", detail=size)
    yield Figure("limit: the genome inflated, as many threads as read it", all_.wall, "s")
    yield Figure("limit: its plain text read from memory", memory, "s")


def _genome(path: Path, folder: Path) -> Iterator[Figure]:
    name = f"one person, {RECORDS:,} records"
    read_all(path)  # compiled kernels are not part of a second load
    bcftools = shutil.which("bcftools")
    if bcftools is None:
        print("  bcftools is not installed: nothing to compare with")
        ours = seconds(lambda: read_all(path))
        yield Figure(f"samvar reads {name}", ours, "s")
    else:
        theirs, ours = turns(
            lambda: _quiet(bcftools, "view", "-Ou", str(path)), lambda: read_all(path)
        )
        yield from _against("bcftools view -Ou", theirs, "reads", name, ours, 0.6)
    (taken,) = turns(lambda: _load(path, folder / new_id("load")), rounds=1)
    million = taken.wall / RECORDS * 1e6
    yield Figure("samvar loads it: read, gathered, written, committed", taken.wall, "s")
    yield Figure("CPU of it, a million records", taken.cpu / RECORDS * 1e6, "s")
    yield Figure(
        "by the clock, a million records", million, "s", must="near 1 s", met=million <= 1.5
    )


def _against(
    peer: str, theirs: Turn, verb: str, what: str, ours: Turn, most: float
) -> Iterator[Figure]:
    """Both by the clock and by CPU: other work on the machine stretches only the first."""
    ratio, name = ours.wall / theirs.wall, f"samvar {verb} {what}"
    yield Figure(f"{peer}, {what}", theirs.wall, "s")
    yield Figure(name, ours.wall, "s", peer, ratio, f"<= {most:g} x {peer}", ratio <= most)
    yield Figure(f"CPU, {name}", ours.cpu, "s", peer, ours.cpu / theirs.cpu)


def _cohort(path: Path, folder: Path) -> Iterator[Figure]:
    name = f"{COHORT[1]} people, {COHORT[0]:,} records"
    bcftools, plink2 = shutil.which("bcftools"), shutil.which("plink2")
    works: dict[str, Callable[[], object]] = {"samvar": lambda: count_all(path)}
    if bcftools is None:
        print("  bcftools is not installed: no +fill-tags to compare with")
    else:
        works["bcftools +fill-tags"] = lambda: _fill_tags(bcftools, path)
    if plink2 is None:
        print("  plink2 is not installed: nothing to compare with")
    else:
        works["plink2 --freq counts"] = lambda: _quiet(
            plink2, "--vcf", str(path), "--freq", "counts", "--out", str(folder / "plink"),
            "--threads", "2",
        )  # fmt: skip
    count_all(path)
    taken = dict(zip(works, turns(*works.values()), strict=True))
    for peer in list(works)[1:]:
        yield from _against(peer, taken[peer], "counts", name, taken["samvar"], 1)
    if bcftools is not None:
        yield from _loading(bcftools, path, folder, name)


def _panels(folder: Path) -> Iterator[Figure]:
    bcftools = shutil.which("bcftools")
    found = sorted(PANELS.glob("GRCh38/*.vcf.gz"), key=lambda path: -path.stat().st_size)[:1]
    if bcftools is None or not found:
        print("  bcftools or the panels of ../shared/data are missing: no real cohort")
        return
    path = found[0]
    with open_vcf(path, assembly=ASSEMBLY, assert_normalised=True) as file:
        people, sites = len(file.samples), sum(len(batch) for batch in file.batches())
    name = f"1000 Genomes, {path.name}, {people:,} people, {sites:,} alleles"
    theirs, counted = turns(lambda: _fill_tags(bcftools, path), lambda: count_all(path))
    yield from _against("bcftools +fill-tags", theirs, "counts", name, counted, 1)
    yield from _loading(bcftools, path, folder, name)


def _loading(program: str, path: Path, folder: Path, name: str) -> Iterator[Figure]:
    """A whole load, with everybody's own file, beside sums that are only written to nowhere."""
    _load(path, folder / new_id("load"))
    theirs, loaded = turns(
        lambda: _fill_tags(program, path), lambda: _load(path, folder / new_id("load"))
    )
    yield from _against("bcftools +fill-tags", theirs, "loads", name, loaded, 1)


def _fill_tags(program: str, path: Path) -> None:
    _quiet(program, "+fill-tags", str(path), "-Ou", "-o", "/dev/null", "--", "-t", "AC,AN,AF")


def _quiet(*command: str) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def _load(path: Path, folder: Path) -> None:
    """A file into a store of its own, as people whose whole genome was callable."""
    store = VariantStore.create(folder)
    whole = Stretches.of(
        [(code, 0, ASSEMBLY.length(name)) for code, name in enumerate(CONTIGS, start=1)]
    )
    base = Contribution(
        "", "", ASSEMBLY, Sex.FEMALE, None, "genome", new_id("dataset"), True, None,
        frozenset(Scope), CountingRules(),
    )  # fmt: skip
    with (
        open_vcf(path, assembly=ASSEMBLY, assert_normalised=True) as file,
        store.writer() as writer,
    ):
        people = [
            replace(base, sample=new_id("sample"), person=new_id("person")) for _ in file.samples
        ]
        names = {name: person.sample for name, person in zip(file.samples, people, strict=True)}
        stretches = {person.sample: whole for person in people}
        writer.load(people, file.batches(), names, stretches, new_id("load"))
        writer.commit()
