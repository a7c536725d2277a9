"""The nation's pharmacogenes: one node's answer, the nation's, and the page that shows them.

3,202 real people over seven nodes. Where `../shared/data` is not mounted there is nothing to
measure, and no figure is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from litestar.testing import TestClient

from bench.measure import Figure, each_seconds, percentile_figures, seconds
from bench.nation import cpu_of
from samvar.demo.network import start
from samvar.focus.pharmacogenomics.service import allele_cohort, call_files, keep
from samvar.focus.pharmacogenomics.service.askable import allele_names, ancestry_labels
from samvar.focus.pharmacogenomics.share import ALLELE_FREQUENCY
from samvar.govern.identity import PERSONAS, Asker
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.network.merge import NationalAnswer
from samvar.node.site import Site
from samvar.web.app import create_app

_DATA = Path(__file__).parents[2] / "shared" / "data"
_GENES = ("CYP2C19", "CYP2C9", "SLCO1B1", "TPMT", "NUDT15", "UGT1A1", "CYP3A5", "VKORC1")
_GENE = "CYP2C19"
_COUNT = 60
_PAGE_MS = 300.0
_PHARMACIST = Asker.of(PERSONAS["pharmacist"])


def run(folder: Path) -> Iterator[Figure]:
    """The answer alone, the question with the full chain, the page with both of its questions."""
    if not (_DATA / "pharmacogenomics").is_dir():
        return
    demo = start(folder / "demo", data=_DATA)
    try:
        _keep_calls(demo.site)
        yield from _answers(demo.site)
        yield from _pages(demo.site)
    finally:
        demo.close()


def _keep_calls(site: Site) -> None:
    """Everybody's calls by the public release, at their own node, as a load would keep them."""
    release = read_folder(_DATA / "pharmacogenomics")
    panels = _DATA / "pharmacogenomics" / "1kgp" / "GRCh38"
    files = [panels / f"{gene}.vcf.gz" for gene in _GENES]
    found = list(call_files(files, Assembly.GRCh38, release, genes=_GENES))
    for node in site.nodes.values():
        with node.records.read() as tx:
            known = tx.datasets.by_name("1000-genomes")
            live = tx.samples.by_names(known.id if known else "", (one.sample for one in found))
        ids = {name: stored.sample.id for name, stored in live.items()}
        keep(node, found, ids, Assembly.GRCh38, release, "bench")
    for name in site.nodes:
        site.network(name).greet()


def _answers(site: Site) -> Iterator[Figure]:
    node = site.nodes["uppsala"]
    network = site.network(node.id)

    def ask(operation: str, **args: Any) -> NationalAnswer:
        return network.ask_now(operation, args, _PHARMACIST, 30.0)

    args = ALLELE_FREQUENCY.read_args(
        {
            "gene": _GENE,
            "alleles": allele_names(node, _GENE, _PHARMACIST),
            "strata": "ancestry",
            "ancestries": ancestry_labels(node, _PHARMACIST),
        }
    )
    view = node.view(Scope.CARE)
    people = int(ALLELE_FREQUENCY.answer(args, view)["tested"][0])
    taken = seconds(lambda: ALLELE_FREQUENCY.answer(args, node.view(Scope.CARE)), 20)
    yield Figure(
        "star alleles of one gene, one node's answer", taken * 1000, "ms",
        detail=f"{people} people",
    )  # fmt: skip
    cohort = allele_cohort(node, ask, _PHARMACIST, _GENE)
    everybody = cohort.nation.tested if cohort.nation else 0
    asked = each_seconds(lambda _: allele_cohort(node, ask, _PHARMACIST, _GENE), _COUNT)
    yield from percentile_figures(
        "star alleles of one gene, the nation", asked, detail=f"{everybody} people, seven nodes"
    )


def _pages(site: Site) -> Iterator[Figure]:
    client: TestClient[Any] = TestClient(create_app(site, demo=True))
    client.follow_redirects = False
    _sign_in(client)
    for gene in _GENES:  # templates are read once, and every gene's page is measured
        client.get(f"/pgx/cohort?gene={gene}")

    def look(number: int) -> None:
        answer = client.get(f"/pgx/cohort?gene={_GENES[number % len(_GENES)]}")
        if answer.status_code != 200 or 'id="alleles"' not in answer.text:
            raise RuntimeError(f"no page: {answer.status_code}")

    cpu: list[Figure] = []
    with cpu_of("cohort page, alleles and phenotypes of the nation", _COUNT, cpu):
        taken = each_seconds(look, _COUNT)
    yield from cpu
    yield from percentile_figures(
        "cohort page, alleles and phenotypes of the nation",
        taken,
        must=f"<= {_PAGE_MS:.0f} ms",
        met=float(np.percentile(taken, 99)) * 1000 <= _PAGE_MS,
        detail=f"{_COUNT} looks at {len(_GENES)} genes, the slowest {max(taken) * 1000:.0f} ms",
    )


def _sign_in(client: TestClient[Any]) -> None:
    """As a person would, through the page."""
    html = client.get("/sign-in", headers={"accept": "text/html"}).text
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', html)
    fields = {"persona": "pharmacist", "centre": "", "form_token": token.group(1) if token else ""}
    if client.post("/session", data=fields).status_code != 303:
        raise RuntimeError("nobody could sign in")
