"""PharmCAT's own expectations, and what the names of its test files say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.model import GeneCall, Genotype
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.model import Position, Release
from samvar.model.genome import Assembly
from tests.architecture.tree import ROOT

GRCH38 = Assembly.GRCh38
GENE = {"cyp2c19": "CYP2C19", "cyp2c9": "CYP2C9", "cyp3a5": "CYP3A5"}
NAMES = Path(__file__).with_name("file_names.tsv")
PAGE = ROOT / "docs/areas/pharmacogenomics-peers.md"


def _written(position: Position, text: str) -> str:
    """An allele as the expectations write it: `delAGAA` is the deletion, `AGAA` the reference."""
    site = position.sites["GRCh38"]
    if text.startswith("del"):
        return next(alt for alt in position.alts if len(alt) < len(site.ref))
    return text if text in (site.ref, *position.alts) else site.ref


def _from_genotypes(row: dict[str, str], release: Release) -> GeneCall:
    gene = release.knowledge.gene(row["gene"])
    assert gene is not None
    caller = GeneCaller(gene, GRCH38)
    given = dict(pair.split("=") for pair in row["genotypes"].split(";") if pair)
    missing = set(row["missing"].split(";"))
    assert set(given) <= {position.id for position in caller.positions}
    genotypes: list[Genotype | None] = []
    for position in caller.positions:
        ref = position.sites["GRCh38"].ref
        alleles = [_written(position, a) for a in given.get(position.id, f"{ref}/{ref}").split("/")]
        genotypes.append(None if position.id in missing else Genotype(tuple(alleles)))
    return caller.call(tuple(genotypes))


def _best(call: GeneCall) -> list[str]:
    return [d.name for d in call.diplotypes if d.score == call.diplotypes[0].score]


def test_every_expectation_of_pharmcat_is_met(pharmcat: Path, release: Release) -> None:
    """Transcribed from its unit tests; `all` = every candidate, `top` = the best score."""
    with (pharmcat / "haplotype" / "expectations.tsv").open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wrong = []
    for row in rows:
        if row["vcf"]:
            path = pharmcat / "haplotype" / row["vcf"]
            called = next(call_files([path], GRCH38, release, genes=[row["gene"]])).genes[0]
        else:
            called = _from_genotypes(row, release)
        names = _best(called) if row["reported"] == "top" else [d.name for d in called.diplotypes]
        if sorted(names) != sorted(row["expected"].split(";")):
            wrong.append((row["gene"], row["test"], row["expected"], names))
    assert len(rows) == 48
    assert wrong == []


def test_every_file_name_is_met_or_its_difference_explained(
    pharmcat: Path, release: Release
) -> None:
    with NAMES.open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["file"] for row in rows} == {
        f"{path.parent.name}/{path.name}" for path in (pharmcat / "haplotype").rglob("*.vcf")
    }
    for row in rows:
        folder = row["file"].split("/")[0]
        gene = GENE.get(folder, folder)
        path = pharmcat / "haplotype" / row["file"]
        called = next(call_files([path], GRCH38, release, genes=[gene])).genes[0]
        found = (called.status.value, ";".join(_best(called)) or "none")
        assert found == (row["status"], row["best"]), row["file"]
        turned = {"/".join(reversed(name.split("/"))) for name in row["named"].split(";")}
        best = set(_best(called)) or {"none"}
        met = best in (set(row["named"].split(";")), turned)
        assert met or row["why"], f"{row['file']} differs without a reason"


def test_the_page_explains_each_file_that_differs() -> None:
    """`pharmacogenomics-peers.md` shows the rows of `file_names.tsv` that have a reason."""
    with NAMES.open() as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["why"]]
    lines = PAGE.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `")] == [
        f"| `{row['file']}` | "
        + " | ".join(
            (row[key].replace(";", "; ") if key == "best" else row[key] or "-").replace("*", "\\*")
            for key in ("named", "status", "best", "why")
        )
        + " |"
        for row in rows
    ]


def test_the_example_ends_where_pharmcat_ends(pharmcat: Path, release: Release) -> None:
    """Every gene of `pharmcat.example.report.tsv`: diplotype, phenotype, activity score."""
    example = pharmcat / "examples" / "pharmcat.example.vcf"
    outside = example.with_name("pharmcat.example.outsideCall.tsv")
    (sample,) = call_files([example], GRCH38, release, outside=outside)
    called = {one.gene: one for one in sample.genes}
    lines = example.with_name("pharmcat.example.report.tsv").read_text().splitlines()[1:]
    no_tables = {"G6PD", "RYR1"}  # their phenotype files are not in the collection
    compared = 0
    for row in csv.DictReader(lines, delimiter="\t"):
        one = called[row["Gene"]]
        assert [each.name for each in one.diplotypes] == [row["Source Diplotype"]], row["Gene"]
        if row["Gene"] in no_tables:
            assert one.phenotype is None
            continue
        assert (one.phenotype or "") == row["Phenotype"].strip(), row["Gene"]
        score = float(row["Activity Score"]) if row["Activity Score"] else None
        assert one.activity_score == score, row["Gene"]
        compared += 1
    assert compared >= 18


@pytest.mark.parametrize("gene", ["G6PD", "CYP2C9"])
def test_each_tested_position_counts_once_for_each_strand(
    gene: str, pharmcat: Path, release: Release
) -> None:
    """PharmCAT's match score of the reference is two for each position."""
    example = pharmcat / "examples" / "pharmcat.example.vcf"
    (sample,) = call_files([example], GRCH38, release, genes=[gene])
    known = release.knowledge.gene(gene)
    assert known is not None
    assert sample.genes[0].diplotypes[0].score == 2 * len(known.positions)
