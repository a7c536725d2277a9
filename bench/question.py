"""National point questions with the full chain: warrant, signatures, policy, audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, percentile_figures, throughput
from bench.nation import CLINICIAN, Hangs, many_at_once, network, one_after_another, seven_processes
from samvar.demo.network import Setting, start
from samvar.node.site import Site

SETTING = Setting(persons=100, sites=4000)
COUNT = 400
PORT = 18731
SILENT = "vasterbotten"


def run(folder: Path) -> Iterator[Figure]:
    """In process; with one node hung against six nodes; over HTTP between processes."""
    demo = start(folder / "demo", setting=SETTING)
    site, names = demo.site, SETTING.draw().sites.names
    try:
        with network(site) as nation:
            one_after_another(nation, names, 30)
            taken = one_after_another(nation, names, COUNT)
            yield from percentile_figures("point question, in process", taken)
            yield throughput("one after another, in process", COUNT, sum(taken), 100)
            many = many_at_once(nation, names, 4 * COUNT)
            yield throughput("64 askers at once, in process", 4 * COUNT, many, 400)
        yield from _with_one_hung(site, names)
        with seven_processes(folder / "demo", site, PORT) as ways, network(site, ways) as nation:
            one_after_another(nation, names, 30)
            taken = one_after_another(nation, names, COUNT)
            yield from percentile_figures("point question, HTTP, seven processes", taken)
            yield throughput("one after another, HTTP, seven processes", COUNT, sum(taken))
            many = many_at_once(nation, names, 2 * COUNT)
            yield throughput("64 askers at once, HTTP, seven processes", 2 * COUNT, many, 100)
    finally:
        demo.close()


def _with_one_hung(site: Site, names: list[str]) -> Iterator[Figure]:
    """Six nodes that are all there is a way to, against seven of which one says nothing."""
    with network(site, {SILENT: None}) as six, network(site, {SILENT: Hangs()}) as hung:
        one_after_another(six, names, 30)
        for _ in range(2):  # two silences open the breaker
            args = {"assembly": "GRCh38", "variants": (names[0],)}
            hung.ask_now("variant_frequency", args, CLINICIAN, 0.3)
        assert hung.breaker(SILENT).is_open
        # Turn about, so that what the machine does meanwhile falls on both.
        best = {"six": float("inf"), "hung": float("inf")}
        taken: list[float] = []
        for _ in range(4):
            best["six"] = min(best["six"], sum(one_after_another(six, names, COUNT // 2)))
            mine = one_after_another(hung, names, COUNT // 2)
            best["hung"] = min(best["hung"], sum(mine))
            taken += mine
        yield from percentile_figures("point question, one node hung, breaker open", taken)
        ratio = best["hung"] / best["six"]
        yield Figure(
            "time with one node hung", best["hung"] / (COUNT // 2) * 1000, "ms", "six nodes",
            ratio, "< 1.10 x six nodes", ratio < 1.10,
        )  # fmt: skip
