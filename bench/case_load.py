"""A case from its files to its list: a trio's exome, and its genome of 4.5 million variants.

The files are synthetic (`inheritance_make.whole_trio`), written to the disk piece by piece and kept
in `.run/case_load`. Timed is what a person waits for: the case looked through, its genotypes judged
and listed and counted into an empty node, diseases ranked, a page of the list.
SAMVAR_BENCH_ROWS: only this one number of variants.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bench.inheritance_make import whole_trio
from bench.measure import Figure
from samvar.focus.rare_disease.model.inheritance import MODELS
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.service.case import list_small
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.phenotype import rank_all, stated
from samvar.focus.rare_disease.service.plan import plan_case
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.build import config_in, init_node, open_node

KEPT = Path(".run") / "case_load"
_ROWS = os.environ.get("SAMVAR_BENCH_ROWS")
SIZES = (
    ((f"{int(_ROWS):,} variants", int(_ROWS), float("inf")),)
    if _ROWS
    else (("exome of 60,000", 60_000, 10.0), ("genome of 4,500,000", 4_500_000, 180.0))
)
"""What, variants, and the seconds that are promised."""
TERMS = ("HP:0001250", "HP:0001263", "HP:0000252", "HP:0001252", "HP:0002079")
_CONFIG = """\
family: {name}
human_genome_build: '37'
phenotype_terms: [{terms}]
samples:
  - {{sample_id: ADM1059A2, father: ADM1059A1, mother: ADM1059A3, sex: male, phenotype: affected}}
  - {{sample_id: ADM1059A1, father: '0', mother: '0', sex: male, phenotype: unaffected}}
  - {{sample_id: ADM1059A3, father: '0', mother: '0', sex: female, phenotype: unaffected}}
vcf_snv: trio.vcf.gz
"""
_FILTER = Filter(frequency=0.01, severity="missense_variant", models=frozenset(MODELS))


def run(folder: Path) -> Iterator[Figure]:
    """Each size once, after a small one that warms the kernels; the ontology is read before."""
    patient = stated(TERMS, (), None)
    for _ in rank_all([patient]):
        pass
    for _ in _timed(folder, "warm", 2_000, float("inf")):
        pass
    for name, rows, most in SIZES:
        yield from _timed(folder, name, rows, most)


def _timed(folder: Path, name: str, rows: int, most: float) -> Iterator[Figure]:
    config = _case(rows)
    place = folder / f"case-{rows}"
    shutil.rmtree(place, ignore_errors=True)
    init_node(place, "stockholm")
    node = open_node(config_in(place))
    loader, reader = (
        Asker.of(PERSONAS[each].at("stockholm")) for each in ("bioinformatician", "geneticist")
    )
    try:
        start = time.perf_counter()
        plan = plan_case(config)
        looked = time.perf_counter()
        done = load_case(node, NewCase(plan, "01", "bench", asserted=True), loader)
        loaded = time.perf_counter()
        for _ in rank_all([stated(TERMS, (), None)]):
            pass
        ranked = time.perf_counter()
        page = list_small(node, done.case, _FILTER, reader)
        end = time.perf_counter()
    finally:
        node.close()
        shutil.rmtree(place)
    yield Figure(f"{name}: looked through", looked - start, "s")
    yield Figure(f"{name}: judged, listed, counted into a node", loaded - looked, "s")
    yield Figure(f"{name}: diseases ranked", (ranked - loaded) * 1e3, "ms")
    yield Figure(
        f"{name}: first page of its list", (end - ranked) * 1e3, "ms",
        detail=f"{len(page.selected.rows):,} of {page.selected.total:,} pass",
    )  # fmt: skip
    yield Figure(
        f"{name}: all of it", end - start, "s", must=f"< {most:.0f} s", met=end - start < most
    )


def _case(rows: int) -> Path:
    """The case's folder, made once."""
    place = KEPT / str(rows)
    if not (place / "case.yaml").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        whole_trio(place / "trio.vcf.gz", rows)
        text = _CONFIG.format(name=f"bench-{rows}", terms=", ".join(TERMS))
        (place / "case.yaml").write_text(text)
    return place / "case.yaml"
