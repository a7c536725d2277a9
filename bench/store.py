"""The variant store alone: point questions, a gene, a million keys, one person in and out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.fixture import calls
from bench.machine import private_mb
from bench.measure import Figure, each_seconds, percentile_figures, seconds
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CONTIGS, Assembly, Interval, Sex
from samvar.model.ids import new_id
from samvar.model.strata import strata_of
from samvar.store.variants import VariantStore

SITES = 1_000_000
SAMPLES = 12
PARTED_SITES = 200_000
ASSEMBLY, SCOPE = Assembly.GRCh38, Scope.CARE


def run(folder: Path) -> Iterator[Figure]:
    """One node of a million variants."""
    store = VariantStore.create(folder / "store")
    taken = seconds(lambda: fill(store, 1, SITES, SAMPLES), repeats=1)
    yield Figure(f"load {SITES:,} sites x {SAMPLES} people, committed", taken, "s")
    used = sum(f.stat().st_size for f in (folder / "store").rglob("*") if f.is_file())
    yield Figure("store on disk, per genome", used / SAMPLES / 1e6, "MB")
    before = private_mb()
    snapshot = store.snapshot()
    keys = snapshot.all_keys(ASSEMBLY, SCOPE)
    rng = np.random.default_rng(5)
    points = rng.choice(keys, 4000)
    taken_each = each_seconds(
        lambda i: snapshot.counts(ASSEMBLY, points[i : i + 1], SCOPE), len(points)
    )
    warm = np.percentile(np.array(taken_each[500:]), 50) * 1e6
    yield from percentile_figures("point question at one store", taken_each[500:])
    yield Figure(
        "point question at one store, p50", float(warm), "us", must="<= 50 us", met=warm <= 50
    )
    vector = seconds(lambda: snapshot.counts(ASSEMBLY, keys, SCOPE))
    yield Figure(
        f"{len(keys):,} keys in one call", vector, "s", must="<= 0.5 s per million",
        met=vector <= 0.5 * len(keys) / 1e6,
    )  # fmt: skip
    gene = Interval("17", 43_044_294, 43_125_364)
    yield Figure(
        "a gene's keys", seconds(lambda: snapshot.range(ASSEMBLY, gene, SCOPE)) * 1e3, "ms"
    )
    carriers = each_seconds(lambda i: snapshot.carriers(ASSEMBLY, int(points[i]), SCOPE), 1000)
    yield from percentile_figures("carriers of a variant", carriers[100:])
    yield Figure("memory of one node's reader, beside mapped pages", private_mb() - before, "MB")
    first = next(iter(snapshot.contributions))
    taken = seconds(lambda: _withdraw(store, first), repeats=1)
    yield Figure("withdraw one person, committed", taken, "s")

    yield from _parted(folder)


def _parted(folder: Path) -> Iterator[Figure]:
    """The same people with and without strata, turn by turn: what strata cost."""
    took: dict[str, list[float]] = {}
    used: dict[str, int] = {}
    for turn in range(3):
        for name, parted in (("none", False), ("five ways", True)):
            store = VariantStore.create(folder / f"{name}-{turn}", grace_s=0)
            load = seconds(lambda s=store, p=parted: fill(s, 2, PARTED_SITES, SAMPLES, p), 1)
            took.setdefault(f"{name} load", []).append(load)
            sample = next(iter(store.snapshot().contributions))
            taken = seconds(lambda s=store, one=sample: _withdraw(s, one), repeats=1)
            took.setdefault(f"{name} withdraw", []).append(taken)
            counts = store.folder / "counts"
            used[name] = sum(f.stat().st_size for f in counts.iterdir())
    for act in ("load", "withdraw"):
        plain, parted_s = (float(np.median(took[f"{n} {act}"])) for n in ("none", "five ways"))
        yield Figure(f"{act} with five ways of strata, to none", parted_s / plain, "x")
    yield Figure("bytes of counts with five ways, to none", used["five ways"] / used["none"], "x")


def fill(store: VariantStore, seed: int, sites: int, samples: int, parted: bool = False) -> None:
    """Load people whose whole genome was callable, in one commit.

    parted: they are of both sexes, two ancestries and statuses, one area and one assay.
    """
    whole = Stretches.of(
        [(code, 0, ASSEMBLY.length(name)) for code, name in enumerate(CONTIGS, start=1)]
    )
    base = Contribution(
        "", "", ASSEMBLY, Sex.FEMALE, None, "genome", new_id("dataset"), True, None,
        frozenset(Scope), CountingRules(),
    )  # fmt: skip
    people = [
        replace(base, sample=new_id("sample"), person=new_id("person")) for _ in range(samples)
    ]
    if parted:
        people = [
            replace(
                one,
                sex=(Sex.FEMALE, Sex.MALE)[n % 2],
                ancestry=("EUR", "AFR")[n % 5 == 0],
                strata=strata_of((Sex.FEMALE, Sex.MALE)[n % 2], "cancer", n % 3 == 0, "genome"),
            )
            for n, one in enumerate(people)
        ]
    names = {f"S{i}": c.sample for i, c in enumerate(people)}
    stretches = {c.sample: whole for c in people}
    with store.writer() as writer:
        writer.load(people, calls(seed, sites, samples), names, stretches, new_id("load"))
        writer.commit()


def _withdraw(store: VariantStore, sample: str) -> None:
    with store.writer() as writer:
        writer.withdraw([sample])
        writer.commit()
