"""A family's VCF with models, compounds and rank scores, beside genmod; and a whole genome of it.

The family is Scout's demo trio, 680 records of some 4 kB each, and ten times of it with genes of
their own. genmod runs as its users run it: models, then score, then compound, each a process that
reads and writes the file; it is there where `tools/genmod/prepare` has made its environment. Ours
is one call of a process that is up. The models that both give are compared before anything is said.

SAMVAR_BENCH_RECORDS: records of the whole genome. SAMVAR_BENCH_DATA: where real inputs are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.inheritance_make import copies_of, random_families, whole_trio
from bench.measure import Figure, turns
from samvar.focus.rare_disease.service.annotate import AnnotateFamily, annotate_family

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("SAMVAR_BENCH_DATA", ROOT.parent / "shared/data")) / "rare_disease/scout"
GENMOD = ROOT / ".venv-genmod/bin/genmod"
RECORDS = int(os.environ.get("SAMVAR_BENCH_RECORDS", "1000000"))
COPIES = 10
LEAST_RATE = 5_000_000 / 180
_LIMIT_S = 600
_WORKER = """
import resource, sys, time
from pathlib import Path
from samvar.focus.rare_disease.service.annotate import AnnotateFamily, annotate_family
asked = AnnotateFamily(*map(Path, sys.argv[2:5]))
annotate_family(AnnotateFamily(*map(Path, sys.argv[5:8])), Path(sys.argv[1]), "vcf.gz")
start, cpu = time.perf_counter(), time.process_time()
done = annotate_family(asked, Path(sys.argv[1]), "vcf.gz")
print(time.perf_counter() - start, time.process_time() - cpu, done.records,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


def run(folder: Path) -> Iterator[Figure]:
    """The trio, ten times the trio, and a genome."""
    if not DATA.is_dir():
        return
    ped, model = DATA / "643594.ped", DATA / "rank_model_-v1.20-.ini"
    small, large = folder / "trio.vcf", folder / "trio10.vcf"
    one = copies_of(DATA / "643594.clinical.vcf.gz", small, 1)
    ten = copies_of(DATA / "643594.clinical.vcf.gz", large, COPIES)
    files = (small, one), (large, ten)
    for file, _ in files:
        _ours(file, ped, model, folder / "ours.vcf")
    for file, count in files:
        yield from _beside(file, count, ped, model, folder)
    if GENMOD.is_file():
        yield _random(folder)
    genome = folder / "genome.vcf.gz"
    whole_trio(genome, RECORDS)
    words = [folder / "genome.out.vcf.gz", genome, ped, model, small, ped, model]
    done = subprocess.run(
        [sys.executable, "-c", _WORKER, *map(str, words)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    taken, cpu, records, memory = map(float, done.stdout.split())
    name = f"a trio's genome of {RECORDS:,} annotated records, our rules"
    yield Figure(
        name, taken, "s", must="5 million in 180 s", met=records / taken >= LEAST_RATE,
        detail=f"{records / taken:,.0f} records/s",
    )  # fmt: skip
    yield Figure(f"{name}, processor", cpu, "s", detail=f"{records / cpu:,.0f} records/s")
    yield Figure("peak memory for it", memory, "MB")


def _random(folder: Path) -> Figure:
    """The models of random families: how many sets of them are the same."""
    same = total = 0
    for seed in range(6):
        vcf, ped = random_families(folder, seed)
        theirs, mine = folder / "random.theirs.vcf", folder / "random.ours.vcf"
        words = ["models", vcf, "-f", ped, "-p", "1", "-o", theirs]
        subprocess.run(
            [str(GENMOD), *map(str, words)], stderr=subprocess.DEVNULL, check=True,
            timeout=_LIMIT_S,
        )  # fmt: skip
        annotate_family(AnnotateFamily(vcf, ped, rules="genmod"), mine, "vcf")
        for one, other in zip(_by_family(theirs), _by_family(mine), strict=True):
            every = one.keys() | other.keys()
            total += len(every)
            same += sum(one.get(family) == other.get(family) for family in every)
    return Figure(
        f"of {total:,} sets of models of 240 random families, those that are genmod's", same,
        "sets", must="all", met=same == total,
    )  # fmt: skip


def _by_family(path: Path) -> Iterator[dict[str, frozenset[str]]]:
    for line in path.read_text().splitlines():
        if not line.startswith("#"):
            items = line.split("\t", 8)[7].split(";")
            text = next((x[14:] for x in items if x.startswith("GeneticModels=")), "")
            pairs = (each.partition(":") for each in text.split(",") if each)
            yield {family: frozenset(models.split("|")) for family, _, models in pairs}


def _ours(file: Path, ped: Path, model: Path, out: Path) -> None:
    annotate_family(AnnotateFamily(file, ped, model, None, "genmod"), out, "vcf")


def _theirs(file: Path, ped: Path, model: Path, folder: Path) -> None:
    """Each step of genmod, by one process: with two, its `models` leaves the file in another order,
    in which `compound` does not find a gene's records together and waits for ever."""
    models, scored = folder / "models.vcf", folder / "scored.vcf"
    for words in (
        ["models", file, "-f", ped, "--vep", "-p", "1", "-o", models],
        ["score", models, "-f", ped, "-c", model, "-r", "--skip_plugin_check", "-o", scored],
        ["compound", scored, "--vep", "-p", "1", "-o", folder / "theirs.vcf"],
    ):
        subprocess.run(
            [str(GENMOD), *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=True, timeout=_LIMIT_S,
        )  # fmt: skip


def _beside(file: Path, count: int, ped: Path, model: Path, folder: Path) -> Iterator[Figure]:
    def ours() -> None:
        _ours(file, ped, model, folder / "ours.vcf")

    name = f"models, score and compounds of {count:,} records"
    if not GENMOD.is_file():
        (own,) = turns(ours)
        yield Figure(name, own.wall, "s", detail="no genmod: tools/genmod/prepare")
        return
    own, theirs = turns(ours, lambda: _theirs(file, ped, model, folder))
    same = _same(folder / "ours.vcf", folder / "theirs.vcf")
    for what, mine, other in (("", own.wall, theirs.wall), (", processor", own.cpu, theirs.cpu)):
        ratio = mine / other
        promise = {"must": "<= 1/100", "met": ratio <= 0.01} if not what else {}
        yield Figure(
            name + what, mine, "s", peer="genmod 3.12", ratio=ratio,
            detail=f"{other:.4g} s; models and scores equal in {same} of {count}", **promise,
        )  # fmt: skip


def _same(one: Path, other: Path) -> int:
    """Records with the same models and rank score in both files, which may be of other orders."""
    found = []
    for path in (one, other):
        records = {}
        for line in path.read_text().splitlines():
            if not line.startswith("#"):
                fields = line.split("\t", 8)
                items = fields[7].split(";")
                text = next((x for x in items if x.startswith("GeneticModels=")), "=:")
                score = next(x for x in items if x.startswith("RankScore="))
                models = frozenset(text.partition(":")[2].split("|"))
                records[tuple(fields[:5])] = models, score
        found.append(records)
    return sum(models == found[1].get(place) for place, models in found[0].items())
