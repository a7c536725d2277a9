"""Where the true gene stands when a patient's variants are planted among those of an exome.

The patients are the published ones of the half that nothing was fitted to; the exomes are those of
`../shared/data`, each by itself and without parents. One has frequencies and is of what a clinic
ranks, the other is a whole exome of which nobody says how rare anything is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.measure import Figure, each_seconds
from samvar.focus.rare_disease.analyse.candidate.benchmark import BOTH
from samvar.focus.rare_disease.service.candidates import benchmark_candidates, candidates_of_files
from samvar.focus.rare_disease.service.phenotype import stated

_DATA = Path(__file__).parents[2] / "shared/data/rare_disease"
_SOLVED = _DATA / "phenopacket_store/phenopackets.jsonl.gz"
_EXOMES = {
    "an exome of unknown frequencies": (
        _DATA / "slivar/ashk-trio.vcf.gz",
        _DATA / "slivar/ashk-trio.ped",
    ),
    "a clinic's list with frequencies": (
        _DATA / "scout/643594.clinical.vcf.gz",
        _DATA / "scout/643594.ped",
    ),
}
_CASES = 200
_SEEN = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098")


def run(_folder: Path) -> Iterator[Figure]:
    """Shares in percent; nothing where the data are not mounted."""
    if not _SOLVED.is_file():
        return
    for name, (vcf, ped) in _EXOMES.items():
        placed, _ = benchmark_candidates(_SOLVED, vcf, ped, _CASES)
        genes = int(np.median(placed.genes))
        for first in (1, 3, 10):
            share = {}
            for method in placed.places:
                found, of = placed.among(method, first)
                share[method] = 100 * found / of
            ours = share.pop(BOTH)
            best = max(share, key=lambda method: share[method])
            others = ", ".join(f"{method} {value:.1f}" for method, value in share.items())
            yield Figure(
                f"{name}: the gene among the first {first}, by both",
                ours, "%", best, ours / max(share[best], 1e-9),
                detail=f"of {of}, beside {genes:,} other genes; {others}",
            )  # fmt: skip
    vcf, ped = _EXOMES["an exome of unknown frequencies"]
    patient = stated(_SEEN, (), None)
    taken = each_seconds(lambda _: candidates_of_files(vcf, ped, patient), 3)
    yield Figure("a trio's exome read, judged and ranked, median", float(np.median(taken)), "s")
