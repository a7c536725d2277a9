"""Outside calls that were given once: kept through every reload, or dropped by name and reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from samvar.focus.pharmacogenomics.model import GeneCall, Status
from samvar.focus.pharmacogenomics.service import adopt, call_into, results_of
from samvar.focus.pharmacogenomics.service.order import find_person
from samvar.knowledge.pharmacogenomics.model import Knowledge
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly
from samvar.model.load import LoadRequest
from samvar.node.intake import load_files
from tests.focus.pharmacogenomics.laboratory import (
    Laboratory,
    changed,
    laboratory,
    remade,
    with_function,
)

CARRIER = {"rs3918290": "0/1"}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    with laboratory(tmp_path) as one:
        one.load(ANNA={}, BERIT={})
        one.call_outside("ANNA", "CYP2D6\t*4/*4\nHLA-B\t*57:01/*07:02\nCYP2C9\t*2/*2\n")
        yield one


def genes(lab: Laboratory, label: str = "ANNA") -> dict[str, GeneCall]:
    newest = results_of(lab.node, find_person(lab.node, label))[0]
    return {gene.gene: gene for gene in newest.genes}


def report(lab: Laboratory, **patients: Any) -> dict[str, object]:
    """Load again; what this area says of it in the load's report."""
    request = LoadRequest(
        dataset="ward-GRCh38",
        files=(str(lab.vcf(patients, Assembly.GRCh38)),),
        assert_normalised=True,
        assay="sites",
    )
    return load_files(lab.node, request.checked(), "test").areas["pharmacogenomics"]


def test_a_reload_keeps_what_other_methods_have_said(lab: Laboratory) -> None:
    """CYP2D6 is in no small-variant file: lost, the next report would say that nobody looked."""
    said = report(lab, ANNA=CARRIER)
    found = genes(lab)
    assert found["CYP2D6"].phenotype == "Poor Metabolizer"
    assert [each.name for each in found["HLA-B"].diplotypes] == ["*57:01/*07:02"]
    assert found["DPYD"].phenotype == "Intermediate Metabolizer"  # and the new file counts
    assert said["outside_calls_kept"] == 3
    assert "notes" not in said


def test_a_gene_of_both_keeps_its_outside_call_and_a_contradiction_is_said(
    lab: Laboratory,
) -> None:
    report(lab, ANNA=CARRIER)
    assert genes(lab)["CYP2C9"].status is Status.AMBIGUOUS  # the file says *1/*1


def test_a_reload_of_somebody_else_takes_nothing_along(lab: Laboratory) -> None:
    said = report(lab, BERIT=CARRIER)
    assert "CYP2D6" not in genes(lab, "BERIT")
    assert "outside_calls_kept" not in said


def test_a_file_that_says_nothing_of_pharmacogenes_keeps_them_too(lab: Laboratory) -> None:
    nothing = {p.id: None for g in own_release().knowledge.genes for p in g.positions}
    report(lab, ANNA=nothing)
    assert {*genes(lab)} == {"CYP2D6", "HLA-B", "CYP2C9"}


def test_calling_again_by_another_release_keeps_them(lab: Laboratory) -> None:
    adopt(lab.node, lab.shelve(changed("next", "DPYD", lambda gene: gene)), lab.pharmacist)
    file = lab.vcf({"ANNA": CARRIER}, Assembly.GRCh38)
    called = call_into(lab.node, [file], Assembly.GRCh38, "ward-GRCh38", lab.pharmacist)
    assert called.notes == ()
    assert genes(lab)["CYP2D6"].phenotype == "Poor Metabolizer"
    assert genes(lab)["CYP2C9"].status is Status.AMBIGUOUS


def test_a_phenotype_that_was_handed_over_does_not_outlive_what_it_rested_on(
    lab: Laboratory,
) -> None:
    lab.call_outside("BERIT", "CYP2D6\t*4/*4\tPoor Metabolizer\n")
    other = changed("next", "CYP2D6", with_function("*4", like="*1"))
    adopt(lab.node, lab.shelve(other), lab.pharmacist)
    report(lab, BERIT={})
    found = genes(lab, "BERIT")["CYP2D6"]
    assert (found.status, found.phenotype) == (Status.CALLED, "Normal Metabolizer")


def test_what_the_release_does_not_know_is_dropped_by_name_and_reason(lab: Laboratory) -> None:
    def without(allele: str) -> Any:
        def change(gene: Any) -> Any:
            left = tuple(each for each in gene.functions if each.name != allele)
            kept = tuple(each for each in gene.alleles if allele not in (each.name, each.shown))
            return replace(gene, functions=left, alleles=kept)

        return change

    poorer = changed("poorer", "CYP2C9", without("*2"))
    adopt(lab.node, lab.shelve(poorer), lab.pharmacist)
    said = report(lab, ANNA=CARRIER)
    assert said["notes"] == [
        "outside calls of CYP2C9 dropped: 1, because the release in use does not know the allele"
    ]
    assert said["outside_calls_kept"] == 2
    found = genes(lab)["CYP2C9"]
    assert any("does not know the allele" in each for each in found.warnings)


def test_a_gene_that_the_release_lacks_is_named_in_the_report_of_the_load(lab: Laboratory) -> None:
    own = own_release().knowledge
    left = tuple(gene for gene in own.genes if gene.name != "CYP2C9")
    adopt(lab.node, lab.shelve(remade("fewer", Knowledge(left, own.recommendations))),
          lab.pharmacist)  # fmt: skip
    said = report(lab, ANNA=CARRIER)
    assert said["notes"] == [
        "outside calls of CYP2C9 dropped: 1, because the release in use does not know the gene"
    ]


def test_no_name_of_a_sample_is_in_what_is_said(lab: Laboratory) -> None:
    assert "ANNA" not in str(report(lab, ANNA=CARRIER))


def test_a_withdrawal_takes_them_away_and_a_later_load_does_not_bring_them_back(
    lab: Laboratory,
) -> None:
    lab.withdraw("ANNA")
    report(lab, ANNA=CARRIER)
    assert "CYP2D6" not in genes(lab)
