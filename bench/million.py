"""Seven nodes with a million variants each: questions per second, a million keys, memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.machine import private_mb, resident_mb
from bench.measure import Figure, percentile_figures, seconds, throughput
from bench.nation import CLINICIAN, HOME, cpu_of, many_at_once, network, one_after_another
from bench.store import ASSEMBLY, SCOPE, fill
from samvar.model.place import CENTRES
from samvar.network.vector import pack_keys
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.store.variants import VariantStore

SITES = 1_000_000
SAMPLES = 4
COUNT = 400


def run(folder: Path) -> Iterator[Figure]:
    """One store is filled and copied: each node maps files of its own."""
    for centre in CENTRES:
        init_node(folder / centre, centre)
        shutil.rmtree(folder / centre / "variants")
    first, *others = CENTRES
    fill(VariantStore.create(folder / first / "variants"), 1, SITES, SAMPLES)
    for centre in others:
        shutil.copytree(folder / first / "variants", folder / centre / "variants")
    before, before_all = private_mb(), resident_mb()
    site = Site.open(folder)
    try:
        snapshot = site.nodes[HOME].variants.snapshot()
        keys = snapshot.all_keys(ASSEMBLY, SCOPE)
        picked = np.sort(np.random.default_rng(6).choice(keys, 3000, replace=False))
        names = [str(v) for v in snapshot.variants_of(ASSEMBLY, picked)]
        with network(site) as nation:
            one_after_another(nation, names, 50)
            used: list[Figure] = []
            with cpu_of("one after another, full chain", COUNT, used):
                taken = one_after_another(nation, names, COUNT)
            yield from percentile_figures(f"point question, 7 x {len(keys):,} variants", taken)
            yield throughput("one after another, full chain", COUNT, sum(taken), 100)
            with cpu_of("batched, full chain", 5 * COUNT, used):
                many = many_at_once(nation, names, 5 * COUNT)
            yield throughput("batched, 64 askers at once, full chain", 5 * COUNT, many, 400)
            yield from used
            packed = pack_keys(keys)

            def vector() -> None:
                args = {"assembly": ASSEMBLY.value, "keys": packed}
                answer = nation.ask_now("variant_frequency", args, CLINICIAN, 60.0)
                if not answer.coverage.complete:
                    raise RuntimeError(f"missing: {answer.missing}")

            took = seconds(vector)
            yield Figure(
                f"one question of {len(keys):,} keys to seven nodes", took, "s",
                must="< 5 s per million", met=took < 5 * len(keys) / 1e6,
            )  # fmt: skip
            yield Figure(
                "memory of one more node, beside mapped pages", (private_mb() - before) / 7, "MB"
            )
            yield Figure(
                "memory of one more node, mapped pages included",
                (resident_mb() - before_all) / 7,
                "MB",
            )
    finally:
        site.close()
