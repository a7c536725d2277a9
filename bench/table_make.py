"""Makes the table that `bench.table` measures: keys, their counts by a spectrum, a shard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pysam

from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CONTIGS, Assembly, Sex
from samvar.model.ids import new_id
from samvar.model.strata import EVERYONE
from samvar.store.variants import VariantStore, disk
from samvar.store.variants.arrival import write_shards
from samvar.store.variants.callability import content_digest, track, write_stretches
from samvar.store.variants.delta import Deltas
from samvar.store.variants.genome import Kept, Spelled, codes_of, read_genome, write_genome
from samvar.store.variants.key import ALLELE_BITS, CONTIG_SHIFT, place
from samvar.store.variants.manifest import FORMAT, File, Manifest, Run, Shard, write_manifest
from samvar.store.variants.people import Entry, write_people
from samvar.store.variants.rules import Kin
from samvar.store.variants.runs import write_runs
from samvar.store.variants.segment import write_rows, write_tracks
from samvar.store.variants.spool import Spool
from samvar.store.variants.tables import Rows

ASSEMBLY, SCOPE = Assembly.GRCh38, Scope.CARE
TRIO = Path("../shared/data/rare_disease/slivar/ashk-trio.vcf.gz")
PEOPLE = 1000
CARRIED = 4_500_000
AUTOSOMES = CONTIGS[:22]
WINDOW = (22, 1 << 24, (1 << 24) + (1 << 23))
"""Contig code, first and end position of the window of carriers that the shard fills."""
WHOLE = Stretches.of(
    [(code, 0, ASSEMBLY.length(name)) for code, name in enumerate(AUTOSOMES, start=1)]
)


def spectrum(sites: int, carried: float) -> np.ndarray:
    """Chance of each allele count 1 to 2,000: i^-a, so that one person carries so many sites."""
    i = np.arange(1, 2 * PEOPLE + 1)
    carries = 1 - (1 - i / (2 * PEOPLE)) ** 2
    low, high = 0.5, 3.0
    for _ in range(60):
        a = (low + high) / 2
        chance = i**-a / np.sum(i**-a)
        low, high = (a, high) if sites * np.sum(chance * carries) > carried else (low, a)
    return chance


def alleles(rng: np.random.Generator, count: int) -> np.ndarray:
    """The 31 allele bits of random variants: 88 % substitutions, 12 % insertions and deletions."""
    kind, bases = rng.random(count), rng.integers(0, 1 << 20, count)
    ref = rng.integers(0, 4, count)
    other = (ref + rng.integers(1, 4, count)) & 3
    code = 1 << 27 | 1 << 23 | ref << 21 | other << 19
    longer = rng.geometric(0.4, count).clip(1, 8)  # bases that come or go after the first
    for rows, first, second in (
        (kind < 0.06, np.ones(count, int), 1 + longer),
        ((kind >= 0.06) & (kind < 0.12), 1 + longer, np.ones(count, int)),
    ):
        total = (first + second)[rows]
        text = (ref << 20 | bases)[rows] >> (22 - 2 * total) << (22 - 2 * total)
        # VCF's first base stands in both alleles.
        at = 20 - 2 * first[rows]
        text = text & ~(3 << at) | ref[rows] << at
        code[rows] = first[rows] << 27 | second[rows] << 23 | text << 1
    return code.astype(np.uint64)


def contig_rows(code: int, sites: int, chance: np.ndarray) -> Rows:
    """The counts of one contig, in Hardy-Weinberg proportions."""
    rng = np.random.default_rng(code)
    length = ASSEMBLY.length(CONTIGS[code - 1])
    position = np.unique(rng.integers(0, length, int(sites * 1.03)))
    position = np.sort(rng.choice(position, min(sites, len(position)), replace=False))
    n = len(position)
    key = np.uint64(place(code, 0)) + position.astype(np.uint64) << ALLELE_BITS | alleles(rng, n)
    ac = rng.choice(np.arange(1, len(chance) + 1), n, p=chance).astype(np.int32)
    hom = np.minimum(rng.poisson(PEOPLE * (ac / (2 * PEOPLE)) ** 2), ac // 2).astype(np.int32)
    miss = np.where(rng.random(n) < 0.05, rng.integers(0, 20, n), 0)
    miss = np.minimum(miss, 2 * PEOPLE - ac).astype(np.int32)
    return Rows(key, ac, hom, np.zeros(n, np.int32), miss)


def make(folder: Path, sites: int) -> None:
    """The store, at epoch 1."""
    store = VariantStore.create(folder / "store")
    chance = spectrum(sites, CARRIED * sites / 50_000_000)
    total = sum(ASSEMBLY.length(name) for name in AUTOSOMES)
    shard: list[Rows] = []

    def parts() -> Iterator[tuple[tuple[str, int], Rows]]:
        for code, name in enumerate(AUTOSOMES, start=1):
            rows = contig_rows(code, round(sites * ASSEMBLY.length(name) / total), chance)
            if code == WINDOW[0]:
                edges = np.array([place(code, WINDOW[1]), place(code, WINDOW[2])], np.uint64)
                shard.append(rows.between(*np.searchsorted(rows.key, edges << ALLELE_BITS)))
            made[0] += len(rows)
            yield (EVERYONE, code), rows

    made = [0]
    counts = write_rows(store.folder, "counts/base.arrow", parts(), 2 * PEOPLE)
    steps = track(ASSEMBLY, [(WHOLE, Sex.FEMALE, PEOPLE)])
    line = write_tracks(store.folder, "counts/track.arrow", [(EVERYONE, steps)])
    run = Run(ASSEMBLY.value, SCOPE.value, counts, None, line, made[0], None, changes=PEOPLE)
    people = _shard(store.folder, shard[0])
    write_manifest(store.folder, Manifest(FORMAT, 1, (run,), (), (people,)))


def _shard(folder: Path, rows: Rows) -> Shard:
    """1,000 people who carry what the counts of the window say; their genomes hold a site each."""
    rng = np.random.default_rng(2)
    spool = Spool(folder)
    for low in range(0, len(rows), 4000):
        own = rows.between(low, low + 4000)
        copies = rng.binomial(2, (own.ac / (2 * PEOPLE))[:, None], (len(own), PEOPLE))
        site, person = np.nonzero(copies)
        spool.add(kept_of_person(own.key[site], copies[site, person], person))
    finished = spool.finish()
    stretches = write_stretches(folder, "callable/whole.parquet", WHOLE)
    nobody = File("genome/one.parquet", 0, "")
    entries = [
        Entry(somebody(), Kin(), "loa_bench", nobody, stretches, content_digest(WHOLE))
        for _ in range(PEOPLE)
    ]
    kept = finished.of_sample(0)
    one = write_genome(folder, nobody.name, kept, Spelled(codes_of(kept.key), {}))
    entries = [Entry(e.contribution, e.kin, e.load, one, e.callable, e.content) for e in entries]
    ((*_, carriers),) = write_shards(folder, finished, len(entries))
    listed = write_people(folder, "people/shard.json", entries)
    return Shard(ASSEMBLY.value, listed, carriers, PEOPLE)


def somebody() -> Contribution:
    """Somebody who counts for care."""
    return Contribution(
        new_id("sample"), new_id("person"), ASSEMBLY, Sex.FEMALE, None, "genome",
        new_id("dataset"), True, None, frozenset([SCOPE]), CountingRules(),
    )  # fmt: skip


@cache
def called_qualities() -> np.ndarray:
    """GQ of real genotypes that carry an allele; where the trio is not at hand, 20 to 98 alike."""
    if not TRIO.exists():
        return np.arange(20, 99)
    with pysam.VariantFile(str(TRIO)) as file:
        found = [
            call["GQ"]
            for record in file
            for call in record.samples.values()
            if call["GQ"] is not None and any(allele for allele in call["GT"])
        ]
    return np.array(found)


def kept_of_person(key: np.ndarray, copies: np.ndarray, sample: np.ndarray) -> Kept:
    """Rows of genomes, with the qualities that a caller writes."""
    rng = np.random.default_rng(len(key))
    ones, depth = np.ones(len(key)), rng.poisson(32, len(key))
    quality = rng.choice(called_qualities(), len(key))
    reads = np.where(copies == 2, depth, depth // 2)
    columns = (sample, key, copies, 2 * ones, copies, 0 * ones, 0 * ones, ones)
    return Kept(*columns, depth, quality, reads).typed()


def carried(store: VariantStore) -> np.ndarray:
    """Keys of the window that somebody of the shard carries."""
    carriers = store.snapshot().opened.shards[0][1]
    (window,) = carriers.windows()
    return np.unique(carriers.of_window(window).key)


@dataclass
class Genome:
    """One person's 4.5 million variants, decided, on their way into the table and out again."""

    store: VariantStore
    entry: Entry
    table: object
    kept: Kept

    @property
    def rows(self) -> int:
        """Variants."""
        return len(self.kept)

    def part(self, rows: int, folder: Path) -> Genome:
        """Somebody else, of whom a panel saw so many of these variants."""
        kept = self.kept.take(np.unique(np.linspace(0, len(self.kept) - 1, rows).astype(int)))
        return _genome(self.store, kept, folder)

    def counts_only(self) -> float:
        """Seconds to stage, write and sync what this person adds to the counts; not committed."""
        folder, entry = self.store.folder, self.entry
        manifest = self.store.snapshot().opened.manifest
        start = time.perf_counter()
        deltas = Deltas()
        atom = entry.contribution.scopes, entry.contribution.groups
        sums = {atom: self.kept.sums()}
        deltas.arrive(ASSEMBLY, sums, [(entry.contribution, entry.content)])
        runs = write_runs(folder, manifest, deltas, lambda _: WHOLE, 0.0, everything=False)
        fresh = [f for f in (runs[-1].counts, runs[-1].track) if f is not None]
        disk.sync_all([folder / file.name for file in fresh])
        disk.sync(folder / "counts")
        taken = time.perf_counter() - start
        assert len(runs) == len(manifest.runs) + 1
        for file in fresh:
            (folder / file.name).unlink()
        return taken

    def add(self, store: VariantStore) -> None:
        """Into every table, committed."""
        with store.writer() as writer:
            writer.adopt(self.entry, self.table, WHOLE, {})
            writer.commit()

    def remove(self, store: VariantStore) -> None:
        """Out of every table, committed."""
        with store.writer() as writer:
            writer.withdraw([self.entry.contribution.sample])
            writer.commit()

    def bytes(self, store: VariantStore) -> dict[str, tuple[float, float]]:
        """MB of the Parquet with qualities, and what is allowed."""
        path = store.snapshot().genome_path(self.entry.contribution.sample)
        like = "GQ as in the Ashkenazi trio" if TRIO.exists() else "GQ drawn evenly"
        return {f"Parquet with quality of one genome, {like}": (path.stat().st_size / 1e6, 22)}


def one_genome(store: VariantStore, folder: Path) -> Genome:
    """A person drawn by the table's own frequencies; 1 in 100 of their variants is new."""
    rng = np.random.default_rng(9)
    (run,) = store.snapshot().opened.sums.values()
    keys, copies = [], []
    for (_, code), (rows, *_) in sorted(run.parts().items()):
        chance = rows.ac / (2 * PEOPLE)
        drawn = rng.random(len(rows))
        some = drawn < 1 - (1 - chance) ** 2
        keys.append(rows.key[some])
        copies.append(np.where(drawn[some] < chance[some] ** 2, 2, 1))
        fresh = rng.integers(0, ASSEMBLY.length(CONTIGS[code - 1]), int(some.sum()) // 100)
        where = np.uint64(code) << CONTIG_SHIFT | fresh.astype(np.uint64) << ALLELE_BITS
        keys.append(where | alleles(rng, len(fresh)))
        copies.append(np.ones(len(fresh), int))
    key, first = np.unique(np.concatenate(keys), return_index=True)
    kept = kept_of_person(key, np.concatenate(copies)[first], np.zeros(len(key)))
    return _genome(store, kept, folder)


def _genome(store: VariantStore, kept: Kept, folder: Path) -> Genome:
    """A person of the store's kind, with files of their own in `folder`."""
    for name in ("genome", "callable"):
        (folder / name).mkdir(exist_ok=True)
    contribution = somebody()
    name = contribution.sample
    file = write_genome(folder, f"genome/{name}", kept, Spelled(codes_of(kept.key), {}))
    stretches = write_stretches(folder, f"callable/{name}", WHOLE)
    entry = Entry(contribution, Kin(), "loa_bench", file, stretches, content_digest(WHOLE))
    return Genome(store, entry, read_genome(folder, file), kept)
