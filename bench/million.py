"""Seven nodes with a million variants each: questions per second, a million keys, memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.machine import private_mb
from bench.measure import Figure, percentile_figures, seconds, throughput
from bench.nation import CLINICIAN, cpu_of, many_at_once, network, one_after_another
from bench.store import ASSEMBLY, SCOPE, fill
from samvar.model.place import CENTRES
from samvar.network.vector import pack_keys
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.store.variants import VariantStore

SITES = 1_000_000
SAMPLES = 4
COUNT = 400

_OPENED = """
import sys
from pathlib import Path
from bench.machine import private_mb, resident_mb
from bench.nation import many_at_once, network, one_after_another
from samvar.node.site import Site
before, before_all = private_mb(), resident_mb()
site = Site.open(Path(sys.argv[1]))
with network(site) as nation:
    one_after_another(nation, sys.argv[2:], 400)
    many_at_once(nation, sys.argv[2:], 400)
    print(private_mb() - before, resident_mb() - before_all)
site.close()
"""


def run(folder: Path) -> Iterator[Figure]:
    """One store is filled and copied: each node maps files of its own."""
    for centre in CENTRES:
        init_node(folder / centre, centre)
        shutil.rmtree(folder / centre / "variants")
    first, *others = CENTRES
    fill(VariantStore.create(folder / first / "variants"), 1, SITES, SAMPLES)
    for centre in others:
        shutil.copytree(folder / first / "variants", folder / centre / "variants")
    snapshot = VariantStore.open(folder / first / "variants").snapshot()
    keys = snapshot.all_keys(ASSEMBLY, SCOPE)
    picked = np.sort(np.random.default_rng(6).choice(keys, 3000, replace=False))
    names = [str(v) for v in snapshot.variants_of(ASSEMBLY, picked)]
    site = Site.open(folder)
    try:
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
            yield Figure("memory of the process after three such questions", private_mb(), "MB")
    finally:
        site.close()
    yield from _memory(folder, names)


def _memory(folder: Path, names: list[str]) -> Iterator[Figure]:
    """In a process of its own: this one has memory of the loading that it may use again."""
    command = [sys.executable, "-c", _OPENED, str(folder), *names[:400]]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    private, resident = map(float, done.stdout.split())
    yield Figure("memory of one more node, beside mapped pages", private / 7, "MB")
    yield Figure("memory of one more node, mapped pages included", resident / 7, "MB")
