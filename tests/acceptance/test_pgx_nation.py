"""Star alleles of real people over seven nodes: the nation says what the pooled people say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from samvar.demo.real import node_of
from samvar.focus.pharmacogenomics.model import GeneCall, SampleCall, Status
from samvar.focus.pharmacogenomics.service import call_files, keep
from samvar.govern.identity import PERSONAS, Asker
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly
from samvar.network.ask import Network
from samvar.network.merge import NationalAnswer
from samvar.network.transport import InProcess
from samvar.node.site import Site
from samvar.node.withdraw import withdraw
from tests.acceptance.panel import PANELS_38, Truth

LABELS = ("AFR", "AMR", "EAS", "EUR", "SAS")
GENES = (*PANELS_38, "DPYD")
LEAVING = 100
UNSURE = ("ambiguous", "incomplete", "not_called")


@dataclass(frozen=True)
class Pool:
    """Everybody's calls in one place, by gene and sample, and the releases that they are by."""

    calls: Mapping[str, Mapping[str, GeneCall]]
    releases: Mapping[str, Release]
    found: Mapping[Assembly, Sequence[SampleCall]]

    def names(self, gene: str) -> tuple[str, ...]:
        known = self.releases[gene].knowledge.gene(gene)
        assert known is not None
        return tuple(dict.fromkeys(each.shown or each.name for each in known.alleles))

    def phenotypes(self, gene: str) -> tuple[str, ...]:
        known = self.releases[gene].knowledge.gene(gene)
        assert known is not None
        return tuple(dict.fromkeys(each.phenotype for each in known.phenotypes))


@pytest.fixture(scope="session")
def pool(shared_data: Path) -> Pool:
    """All people called at once. PharmCAT's definitions have no positions in GRCh37."""
    panels = shared_data / "pharmacogenomics" / "1kgp"
    theirs, ours = read_folder(shared_data / "pharmacogenomics"), own_release()
    found = {
        Assembly.GRCh38: tuple(
            call_files(
                [panels / "GRCh38" / f"{gene}.vcf.gz" for gene in PANELS_38],
                Assembly.GRCh38,
                theirs,
            )
        ),
        Assembly.GRCh37: tuple(
            call_files([panels / "GRCh37" / "DPYD.vcf.gz"], Assembly.GRCh37, ours)
        ),
    }
    calls: dict[str, dict[str, GeneCall]] = {gene: {} for gene in GENES}
    for sample in (one for part in found.values() for one in part):
        for gene in sample.genes:
            if gene.telling:
                calls[gene.gene][sample.sample] = gene
    releases = {gene: ours if gene == "DPYD" else theirs for gene in GENES}
    return Pool(calls, releases, found)


@pytest.fixture(scope="module")
def nation(
    real_folder: Path, pool: Pool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The seven nodes, each with the calls of its own people."""
    folder = tmp_path_factory.mktemp("pgx") / "demo"
    shutil.copytree(real_folder, folder)
    with pytest.MonkeyPatch.context() as patch:  # every gene is asked about, and more than once
        patch.setenv("SAMVAR_LEDGER_BUDGET", "1e12")
        patch.setenv("SAMVAR_LEDGER_DATASET_BUDGET", "1e12")
        site = Site.open(folder)
    for assembly, dataset in (
        (Assembly.GRCh38, "1000-genomes"),
        (Assembly.GRCh37, "1000-genomes-dpyd"),
    ):
        found = pool.found[assembly]
        release = pool.releases["DPYD" if assembly is Assembly.GRCh37 else "TPMT"]
        for node in site.nodes.values():
            with node.records.read() as tx:
                known = tx.datasets.by_name(dataset)
                assert known is not None
                live = tx.samples.by_names(known.id, (each.sample for each in found))
            ids = {name: stored.sample.id for name, stored in live.items()}
            assert keep(node, found, ids, assembly, release, "test") == len(ids)
    yield site
    site.close()


@pytest.fixture(scope="module")
def left(nation: Site, truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same after 100 people have left; `leaving` says who."""
    folder = tmp_path_factory.mktemp("pgx-left") / "demo"
    shutil.copytree(next(iter(nation.nodes.values())).folder.parent, folder)
    site = Site.open(folder)
    names = leaving(truth)
    for node in site.nodes.values():
        with node.records.read() as tx:
            known = tx.persons.by_labels(n for n in names if node_of(n) == node.id)
        people = tuple(sorted(person.id for person in known.values()))
        withdraw(node, people, Asker.of(PERSONAS["bioinformatician"].at(node.id)))
    yield site
    site.close()


def leaving(truth: Truth) -> frozenset[str]:
    rng = np.random.default_rng(2027)
    return frozenset(rng.choice(truth.grch38.samples, LEAVING, replace=False).tolist())


def alleles(pool: Pool, gene: str, who: Sequence[str]) -> dict[str, list[int]]:
    """Pooled copies, alleles and states of some people; the last number is of other names."""
    own = [pool.calls[gene][name] for name in who if name in pool.calls[gene]]
    sure = [call for call in own if call.status is Status.CALLED]
    copies = [a for call in sure for a in call.diplotypes[0].alleles]
    names = pool.names(gene)
    counted = [copies.count(name) for name in names]
    width = len(names) + 1
    return {
        "copies": [*counted, len(copies) - sum(counted)],
        "an": [len(copies)] * width,
        "people": [len(sure)] * width,
        "unsure": [sum(call.status.value == state for call in own) for state in UNSURE],
        "tested": [len(own)] * len(UNSURE),
    }


def expected(pool: Pool, truth: Truth, gene: str, gone: frozenset[str]) -> dict[str, list[int]]:
    """In all, then each superpopulation."""
    value: dict[str, list[int]] = {}
    for label in (None, *LABELS):
        who = [
            name
            for name, own in truth.people.items()
            if name not in gone and label in (None, own)
        ]  # fmt: skip
        for column, numbers in alleles(pool, gene, who).items():
            value.setdefault(column, []).extend(numbers)
    return value


def ask(network: Network, pool: Pool, gene: str, asker: Asker) -> NationalAnswer:
    args = {
        "gene": gene,
        "alleles": pool.names(gene),
        "strata": "ancestry",
        "ancestries": LABELS,
    }
    return network.ask_now("allele_frequency", args, asker, 30.0)


@pytest.mark.parametrize("gene", GENES)
def test_national_star_alleles_are_the_pooled_ones(
    nation: Site, pool: Pool, truth: Truth, clinician: Asker, gene: str
) -> None:
    answer = ask(nation.network("uppsala"), pool, gene, clinician)
    assert answer.coverage.complete
    wanted = expected(pool, truth, gene, frozenset())
    for column, numbers in wanted.items():
        assert answer.value[column].tolist() == numbers, column
    people = {"DPYD": 2504}.get(gene, 3202)
    assert answer.value["tested"][0] == people


@pytest.mark.parametrize("gene", GENES)
def test_without_a_hundred_people_they_are_those_of_who_stays(
    left: Site, pool: Pool, truth: Truth, clinician: Asker, gene: str
) -> None:
    answer = ask(left.network("skane"), pool, gene, clinician)
    wanted = expected(pool, truth, gene, leaving(truth))
    for column, numbers in wanted.items():
        assert answer.value[column].tolist() == numbers, column
    if gene != "DPYD":
        assert answer.value["tested"][0] == 3202 - LEAVING


def test_a_gene_of_one_variant_is_counted_as_its_panel_counts_it(
    nation: Site, pool: Pool, truth: Truth, clinician: Asker
) -> None:
    """VKORC1's alleles are those of rs9923231: read here with nothing but gzip and split."""
    at = truth.grch38.variants.index("16-31096368-C-T")
    counts = truth.grch38.counts()
    answer = ask(nation.network("orebro"), pool, "VKORC1", clinician)
    place = pool.names("VKORC1").index("rs9923231 variant (T)")
    assert answer.value["copies"][place] == counts["ac"][at]
    assert answer.value["carriers"][place] == counts["carriers"][at]
    assert answer.value["an"][place] == counts["an"][at]


def test_no_one_is_called_for_dpyd_where_a_minimum_position_was_not_tested(
    nation: Site, pool: Pool, clinician: Asker
) -> None:
    """rs55886062 (*13) is not in the panel of 2,504: nobody is "normal", nobody is anything."""
    network = nation.network("uppsala")
    answer = ask(network, pool, "DPYD", clinician)
    assert answer.value["people"][0] == 0
    assert answer.value["unsure"][:3].tolist() == [0, 2504, 0]
    args = {"gene": "DPYD", "phenotypes": pool.phenotypes("DPYD")}
    phenotypes = network.ask_now("phenotype_frequency", args, clinician, 30.0)
    assert phenotypes.value["with_phenotype"].tolist() == [0] * (len(args["phenotypes"]) + 1)
    assert phenotypes.value["unsure"].tolist() == [0, 2504, 0]


@pytest.mark.parametrize("gene", PANELS_38)
def test_national_phenotypes_are_the_pooled_ones(
    nation: Site, pool: Pool, clinician: Asker, gene: str
) -> None:
    names = pool.phenotypes(gene)
    args = {"gene": gene, "phenotypes": names}
    answer = nation.network("uppsala").ask_now("phenotype_frequency", args, clinician, 30.0)
    own = [call.phenotype for call in pool.calls[gene].values()]
    counted = [own.count(name) for name in names]
    others = sum(name is not None for name in own) - sum(counted)
    assert answer.value["with_phenotype"].tolist() == [*counted, others]
    assert answer.value["tested"][0] == len(own)


@pytest.mark.parametrize("silent", ["stockholm", "orebro"])
def test_with_one_region_down_the_truth_of_every_allele_lies_between_the_bounds(
    nation: Site, pool: Pool, truth: Truth, clinician: Asker, silent: str
) -> None:
    ways = {node: InProcess(door.handle, node) for node, door in nation.answerers.items()}
    network = Network(
        "uppsala", nation.roster, nation.nodes["uppsala"].key, ways, nation.registry,
        vouch=nation.vouching.at("uppsala"),
    )  # fmt: skip
    try:
        assert all(network.greet().values())
        ways[silent].stopped = True
        compared = 0
        for gene in GENES:
            answer = ask(network, pool, gene, clinician)
            assert [(one.node, one.state) for one in answer.missing] == [(silent, "down")]
            here = sum(node_of(name) == silent for name in pool.calls[gene])
            assert answer.missing[0].individuals == here
            whole = {c: np.array(v) for c, v in expected(pool, truth, gene, frozenset()).items()}
            bounds = answer.bounds
            assert bounds is not None
            assert bounds.upper is not None
            for column, numbers in whole.items():
                assert (bounds.lower[column] <= numbers).all(), (gene, column)
                assert (numbers <= bounds.upper[column]).all(), (gene, column)
                assert (bounds.lower[column] < bounds.upper[column]).all()
            seen = whole["an"] > 0
            frequency = whole["copies"][seen] / whole["an"][seen]
            assert bounds.af_lower is not None
            assert bounds.af_upper is not None
            assert (bounds.af_lower[seen] <= frequency).all()
            assert (frequency <= bounds.af_upper[seen]).all()
            compared += int(seen.sum())
        assert compared > 1000
    finally:
        network.close()


def test_a_researcher_sees_no_allele_of_fewer_people_than_the_floor(
    nation: Site, pool: Pool
) -> None:
    asker = Asker.of(PERSONAS["researcher"])
    for gene in PANELS_38:
        answer = ask(nation.network("uppsala"), pool, gene, asker)
        copies = answer.value["copies"]
        assert (answer.value["carriers"] == -1).all()  # beside copies they tell homozygotes
        carriers = ask(
            nation.network("uppsala"), pool, gene, Asker.of(PERSONAS["pharmacist"])
        ).value["carriers"]
        assert (carriers[copies >= 0] >= 10).all()
        assert (copies >= 0).any()
        width = len(pool.names(gene)) + 1
        for row in copies.reshape(1 + len(LABELS), width):
            hidden = row == -1
            assert hidden.sum() != 1, gene
        assert (answer.value["people"] >= 0).all()
