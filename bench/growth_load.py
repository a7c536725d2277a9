"""One store of so many drawn people, in a process of its own so that its memory can be read off.

python -m bench.growth_load PEOPLE SCALE FOLDER B C D    prints one JSON object
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from bench.growth_draw import Drawn, Spectrum, draw
from bench.machine import peak_mb, private_mb
from samvar.model.calls import Calls, Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CONTIGS, Assembly, Sex
from samvar.model.ids import new_id
from samvar.store.variants import VariantStore

ASSEMBLY = Assembly.GRCh38
AT_ONCE = 1_000
"""People a load, and so a shard of carriers."""


def main() -> None:
    """Draw, load, compact; say what it took."""
    people, scale, folder = int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
    drawn = draw(Spectrum(*map(float, sys.argv[4:7])), people, scale)
    store = VariantStore.create(folder, grace_s=0)
    warm = VariantStore.create(folder / "warm")  # kernels are compiled before the clock runs
    load_drawn(warm, drawn, 0, 1)
    before, loads, cores, rows = private_mb(), [], 0.0, 0
    for low in range(0, people, AT_ONCE):
        batches = list(drawn.batches(low, min(low + AT_ONCE, people), 1))
        start, core = time.perf_counter(), time.process_time()
        rows += load_drawn(store, drawn, low, min(low + AT_ONCE, people), batches)
        loads.append(time.perf_counter() - start)
        cores += time.process_time() - core
    peak = peak_mb()
    start, core = time.perf_counter(), time.process_time()
    with store.writer() as writer:
        writer.commit(compact=True)
    compacted, core = time.perf_counter() - start, time.process_time() - core
    store.tidy(0)
    used = {
        part: sum(f.stat().st_size for f in (folder / part).iterdir())
        for part in ("counts", "carriers", "genome", "callable", "people")
    }
    keys = len(store.snapshot().all_keys(ASSEMBLY, Scope.CARE))
    print(
        json.dumps(
            {
                "people": people, "scale": scale, "distinct": keys, "rows": rows,
                "load_s": sum(loads), "load_core_s": cores, "last_load_s": loads[-1],
                "compact_s": compacted, "compact_core_s": core,
                "bytes": used, "before_mb": before, "peak_mb": peak,
            }
        )
    )  # fmt: skip


def load_drawn(
    store: VariantStore, drawn: Drawn, low: int, high: int, batches: list[Calls] | None = None
) -> int:
    """Load people `low` to `high`, women of a wholly callable genome, in one commit; the rows of
    their genomes. batches: their calls, where they are drawn already."""
    whole = Stretches.of(
        [(code, 0, ASSEMBLY.length(name)) for code, name in enumerate(CONTIGS, start=1)]
    )
    base = Contribution(
        "", "", ASSEMBLY, Sex.FEMALE, None, "genome", new_id("dataset"), True, None,
        frozenset(Scope), CountingRules(),
    )  # fmt: skip
    own = [
        replace(base, sample=new_id("sample"), person=new_id("person")) for _ in range(low, high)
    ]
    names = {f"S{low + i}": c.sample for i, c in enumerate(own)}
    stretches = {c.sample: whole for c in own}
    calls = batches or drawn.batches(low, high, 1)
    with store.writer() as writer:
        done = writer.load(own, calls, names, stretches, new_id("load"))
        writer.commit()
    return done.rows


if __name__ == "__main__":
    main()
