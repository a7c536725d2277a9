"""A table of 50 million variants: the size of a nation's, on one machine, beside other stores.

The table is synthetic and a true store: its counts are those of 1,000 people whose site-frequency
spectrum is i^-a, with `a` solved so that one person carries 4.5 million variants; a shard of 1,000
people lies on one window of chromosome 22. It is kept in `.run/table` between runs.

SAMVAR_BENCH_SITES: another number of variants. SAMVAR_BENCH_PEERS: `no` leaves the others out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.measure import Figure, each_seconds
from bench.table_make import ASSEMBLY, SCOPE, Genome, carried, make, one_genome
from samvar.model.genome import CONTIGS, Interval
from samvar.store.variants import VariantStore
from samvar.store.variants.key import decode_places, place

ROOT = Path(__file__).parents[1]
SITES = int(os.environ.get("SAMVAR_BENCH_SITES", "50000000"))
KEPT = ROOT / ".run" / "table" / str(SITES)
PEERS = ROOT / ".venv-peers" / "bin" / "python"
ASKED = 20_000
"""Single questions; half of the keys are in the table, half are not."""


_READERS, _READ_S = 4, 6.0


def run(folder: Path) -> Iterator[Figure]:
    """Ours and theirs in turn, over the same table and the same keys."""
    if not (KEPT / "made").exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        start = time.perf_counter()
        make(KEPT, SITES)
        yield Figure(f"make the table of {SITES:,} variants", time.perf_counter() - start, "s")
        (KEPT / "made").touch()
    store = VariantStore.open(KEPT / "store", verify=False)
    if (gathered := store.snapshot().unmerged) > 1:  # a run of before was stopped
        yield Figure(f"join {gathered} runs of the table", _once(lambda: _settle(store)), "s")
    keys, million, genes = _questions(store, folder)
    before = _digest(store)
    genome = one_genome(store, folder)
    peers = _peers(store, genome, folder)
    yield from _points(store, keys, peers)
    yield from _ranges(store, genes, peers)
    yield from _million(store, million, peers)
    yield from _carriers(store, peers)
    yield from _readers(genome, folder)
    yield from _one_genome(store, genome, before, peers)


def _questions(
    store: VariantStore, folder: Path
) -> tuple[np.ndarray, np.ndarray, list[tuple[int, int, int]]]:
    rng = np.random.default_rng(11)
    table = store.snapshot().all_keys(ASSEMBLY, SCOPE)
    keys = rng.choice(table, ASKED)
    keys[1::2] ^= np.uint64(1 << 19)  # another ALT at the place, mostly one that nobody has
    million = np.sort(rng.choice(table, 1_000_000, replace=False))
    starts = rng.integers(0, len(table) - 900, 400)
    contigs, lows = decode_places(table[starts])
    ends, highs = decode_places(table[starts + 900])
    same = ends == contigs
    columns = (own[same].tolist() for own in (contigs, lows, highs))
    genes = list(zip(*columns, strict=True))
    np.save(folder / "keys.npy", keys)
    np.save(folder / "million.npy", million)
    edges = [[place(c, a) << 31, place(c, b) << 31] for c, a, b in genes]
    np.save(folder / "edges.npy", np.array(edges, np.uint64))
    return keys, million, genes


def _peers(store: VariantStore, genome: Genome, folder: Path) -> dict[str, dict[str, float]]:
    """Figure -> peer -> seconds or microseconds, from an environment of their own."""
    if os.environ.get("SAMVAR_BENCH_PEERS") == "no" or not PEERS.exists():
        print("  (other stores are left out: tools/peers/prepare makes their environment)")
        return {}
    carriers = store.snapshot().opened.shards[0][1]
    marks = carriers.of_window(carriers.windows()[0])
    for name in ("key", "person", "state"):
        np.save(folder / f"marks-{name}.npy", getattr(marks, name))
    np.save(folder / "carried.npy", np.random.default_rng(3).permutation(carried(store)))
    np.save(folder / "genome-key.npy", genome.kept.key)
    np.save(folder / "genome-copies.npy", genome.kept.counted.astype(np.int32))
    del marks
    done = subprocess.run(
        [str(PEERS), str(ROOT / "bench" / "table_peer.py"), str(KEPT), str(folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _beside(
    name: str, value: float, unit: str, peers: dict[str, float], must: tuple[str, float] | None
) -> Iterator[Figure]:
    """One figure for each peer, or one alone; `must`: the sentence, and the value it allows."""
    kept = {} if must is None else {"must": must[0], "met": value <= must[1]}
    if not peers:
        yield Figure(name, value, unit, **kept)
    for peer, other in peers.items():
        yield Figure(
            name, value, unit, peer=peer, ratio=value / other, detail=f"{other:.4g} {unit}", **kept
        )
        kept = {}


def _points(
    store: VariantStore, keys: np.ndarray, peers: dict[str, dict[str, float]]
) -> Iterator[Figure]:
    asked = keys.tolist()

    def ask(i: int) -> object:
        return store.snapshot().point(ASSEMBLY, asked[i], SCOPE)

    each_seconds(ask, len(asked))
    taken = np.percentile(np.array(each_seconds(ask, len(asked))) * 1e6, [50, 99])
    yield from _beside("point, p50", float(taken[0]), "us", peers.get("point_p50", {}), None)
    yield from _beside(
        "point, p99", float(taken[1]), "us", peers.get("point_p99", {}), ("< 50 us", 50)
    )


def _ranges(
    store: VariantStore, genes: list[tuple[int, int, int]], peers: dict[str, dict[str, float]]
) -> Iterator[Figure]:
    intervals = [Interval(CONTIGS[c - 1], a, b) for c, a, b in genes]

    def ask(i: int) -> object:
        return store.snapshot().range(ASSEMBLY, intervals[i], SCOPE)

    each_seconds(ask, len(intervals))
    taken = float(np.median(each_seconds(ask, len(intervals)))) * 1e3
    yield from _beside("a gene of 900 rows", taken, "ms", peers.get("range", {}), ("< 1 ms", 1))


def _million(
    store: VariantStore, million: np.ndarray, peers: dict[str, dict[str, float]]
) -> Iterator[Figure]:
    snapshot = store.snapshot()
    taken = _median(lambda: snapshot.counts(ASSEMBLY, million, SCOPE))
    own = peers.get("million", {})
    least = min(own.values(), default=0.5)
    yield from _beside("1,000,000 keys", taken, "s", own, ("<= DuckDB", own.get("DuckDB", least)))


def _carriers(store: VariantStore, peers: dict[str, dict[str, float]]) -> Iterator[Figure]:
    snapshot = store.snapshot()
    asked = np.random.default_rng(3).permutation(carried(store))[:5000].tolist()
    snapshot.carriers(ASSEMBLY, asked[0], SCOPE)
    taken = np.percentile(
        np.array(each_seconds(lambda i: snapshot.carriers(ASSEMBLY, asked[i], SCOPE), len(asked))),
        [50, 99],
    ) * 1e6  # fmt: skip
    yield Figure("carriers among 1,000 people, p50", float(taken[0]), "us")
    yield from _beside(
        "carriers among 1,000 people, p99", float(taken[1]), "us", peers.get("carriers_p99", {}),
        ("< 100 us", 100),
    )  # fmt: skip


def _readers(genome: Genome, folder: Path) -> Iterator[Figure]:
    """Four processes ask single keys while one panel after the other is committed and withdrawn."""
    store = genome.store
    words = [sys.executable, "-m", "bench.table_reader", str(store.folder)]
    readers = [
        subprocess.Popen(
            [*words, str(folder / "keys.npy"), str(_READ_S)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(_READERS)
    ]  # fmt: skip
    pipes = [(reader.stdin, reader.stdout) for reader in readers]
    assert all(out is not None and out.readline() == "ready\n" for _, out in pipes)
    for asks, _ in pipes:
        assert asks is not None
        asks.write("go\n")
        asks.flush()
    commits, until = 0, time.perf_counter() + _READ_S
    panel = genome.part(5_000, folder)
    while time.perf_counter() < until:
        panel.add(store)
        panel.remove(store)
        commits += 2
    found = [reader.communicate()[0].split() for reader in readers]
    rate = sum(int(asked) for asked, _ in found) / _READ_S
    yield Figure(
        f"single keys a second, {_READERS} readers together, while a writer publishes", rate, "/s",
        must=">= 100,000/s", met=rate >= 100_000,
        detail=f"{commits} commits; each reader saw {min(int(e) for _, e in found)} or more",
    )  # fmt: skip


def _one_genome(
    store: VariantStore, genome: Genome, before: dict[str, str], peers: dict[str, dict[str, float]]
) -> Iterator[Figure]:
    """In and out again; afterwards the table's digest is what it was."""
    yield Figure("rows of the genome that comes and goes", genome.rows, "rows")
    counts, whole, out, busy = [], [], [], []
    for _ in range(5):
        start = time.process_time()
        counts.append(genome.counts_only())
        busy.append(time.process_time() - start)
        whole.append(_once(lambda: genome.add(store)))
        size = genome.bytes(store)
        out.append(_once(lambda: genome.remove(store)))
    gathered = store.snapshot().unmerged
    yield Figure(f"join {gathered} runs into one, beside", _once(lambda: _settle(store)), "s")
    own = peers.get("genome", {})
    yield from _beside("one genome's counts in, synced", float(np.median(counts)), "s", own,
                       ("<= 0.5 s", 0.5))  # fmt: skip
    yield Figure("the same, processor time of both cores", float(np.median(busy)), "s")
    yield from _beside("one genome out, committed", float(np.median(out)), "s", own,
                       ("<= 0.5 s", 0.5))  # fmt: skip
    yield Figure("one genome in whole: Parquet, carriers, counts", float(np.median(whole)), "s")
    for name, (value, most) in size.items():
        yield Figure(name, value, "MB", must=f"<= {most} MB", met=value <= most)
    same = _digest(store) == before
    yield Figure("digests that differ after it went", float(not same), "", must="0", met=same)


def _settle(store: VariantStore) -> None:
    """Join everything that has gathered, as a node's worker does when withdrawals are due."""
    while store.tidy(0, timeout_s=600) or store.merge():
        pass


def _digest(store: VariantStore) -> dict[str, str]:
    """Of the counts; the people of the shard are not touched."""
    from samvar.model.strata import EVERYONE
    from samvar.store.variants.digest import of_rows, of_track

    sums = store.snapshot().opened.sums[ASSEMBLY, SCOPE]
    return {"rows": of_rows(sums.table(EVERYONE)), "track": of_track(sums.track(EVERYONE))}


def _median(work: Callable[[], object], repeats: int = 5) -> float:
    work()
    return float(np.median([_once(work) for _ in range(repeats)]))


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
