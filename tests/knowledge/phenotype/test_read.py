"""The files of the Human Phenotype Ontology: what is read, and where a fault stands."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.knowledge.phenotype.hpoa import read_hpoa
from samvar.knowledge.phenotype.model import Aspect, Release
from samvar.knowledge.phenotype.obo import read_obo
from samvar.knowledge.phenotype.release import phenotype_release
from samvar.model.errors import BadFile, NotFound
from tests.knowledge.phenotype.small import HEAD, LINKS, OBO, SAID, line, written


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return phenotype_release(written(tmp_path_factory.mktemp("hpo")))


def test_terms_come_after_their_parents_and_know_all_above(release: Release) -> None:
    terms = release.ontology
    for term in range(len(terms)):
        assert all(parent < term for parent in terms.parents.of(term))
    blue = terms.number["HP:9000012"]
    above = {terms.names[each] for each in terms.ancestors.of(blue)}
    assert above == {"All", "Phenotypic abnormality", "Odd hand", "Odd thumb", "Blue thumb"}
    assert terms.synonyms[terms.number["HP:9000010"]] == ('Hand that is "odd"',)


def test_old_ids_mean_the_term_that_stands_for_them(release: Release) -> None:
    number = release.ontology.number
    assert number["HP:9000090"] == number["HP:9000091"] == number["HP:9000012"]
    assert "HP:9000092" not in number
    assert "obsolete Bluish thumb" not in release.ontology.names


def test_only_what_can_be_seen_is_below_the_root_of_features(release: Release) -> None:
    terms = release.ontology
    below = {terms.names[at] for at in terms.below("HP:0000118").nonzero()[0]}
    assert "Hopping gait" in below
    assert "Autosomal recessive inheritance" not in below


FREQUENCIES = [
    (0, 0.75, 3, 4),
    (2, 0.0, 0, 4),
    (3, math.nan, -1, -1),
    (7, 0.125, -1, -1),
    (12, 0.545, -1, -1),
]


@pytest.mark.parametrize(("row", "share", "seen", "looked"), FREQUENCIES)
def test_a_frequency_is_a_count_a_percentage_a_class_or_not_stated(
    release: Release, row: int, share: float, seen: int, looked: int
) -> None:
    said = release.annotations
    assert said.share[row] == pytest.approx(share, nan_ok=True)
    assert (said.seen[row], said.looked[row]) == (seen, looked)


def test_a_row_keeps_its_qualifier_aspect_and_all_its_references(release: Release) -> None:
    said = release.annotations
    assert said.negated.nonzero()[0].tolist() == [5]
    assert said.aspect[4] == Aspect.I
    assert [said.references[at] for at in said.papers.of(7)] == ["PMID:3", "PMID:4"]
    assert said.diseases[said.disease[7]] == "OMIM:900002"


def test_a_gene_is_linked_to_each_disease_once_and_to_none_that_is_not_there(
    release: Release,
) -> None:
    links, names = release.links, release.annotations.diseases
    found = {
        (links.genes[g].symbol, names[d]) for g, d in zip(links.gene, links.disease, strict=True)
    }
    assert ("THU1", "ORPHA:71") in found
    assert len(found) == len(links.gene) == 5


def test_a_release_says_of_which_day_it_is_and_under_which_licence(release: Release) -> None:
    assert (release.name, release.date) == ("hpo-2026-02-03", "2026-02-03")
    assert "attribution" in release.licence
    assert len(release.digest) == 64


def test_the_newer_link_file_says_which_links_are_mendelian(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "genes_to_disease.txt").write_text(
        "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource\n"
        "NCBIGene:71\tTHU1\tMENDELIAN\tOMIM:900001\tx\n"
        "NCBIGene:74\tHOP4\tPOLYGENIC\tOMIM:900004\tx\n"
    )
    (folder / "hgnc_complete_set.txt").write_text("hgnc_id\tsymbol\tname\nHGNC:7\tTHU1\tthumb\n")
    links = phenotype_release(folder).links
    assert links.kind == ("MENDELIAN", "POLYGENIC")
    assert [(gene.ncbi, gene.hgnc) for gene in links.genes] == [("71", "HGNC:7"), ("74", None)]


OBO_FAULTS = [
    ("data-version: hp/releases/2026-02-03\n", "", "of which day", None, None),
    ("id: HP:9000013", "id: HP:13", "not the id of a term", 48, 5),
    ("is_a: HP:9000030 ! Odd gait", "is_a: HP:9000099 ! ?", "not a term that stands", 76, 7),
    ("id: HP:9000013", "id: HP:9000012", "stands twice", 47, None),
    ("name: Long thumb\n", "", "no id or no name", 47, None),
    ('synonym: "Azure pollex"', "synonym: Azure pollex", "quotation marks", 39, 10),
    ("is_a: HP:0000118 ! Phenotypic abnormality\n\n[Term]\nid: HP:9000031",
     "is_a: HP:9000031 !\n\n[Term]\nid: HP:9000031", "a kind of itself", 68, None),
    ("name: Odd gait", "Odd gait", "tag: value", 70, 1),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what", "at", "column"), OBO_FAULTS)
def test_a_fault_of_the_ontology_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, what: str, at: int | None, column: int | None
) -> None:
    assert old in OBO
    path = tmp_path / "hp.obo"
    path.write_text(OBO.replace(old, new, 1))
    with pytest.raises(BadFile, match=what) as caught:
        read_obo(path)
    where = caught.value.where
    assert where is not None
    assert (where.file, where.line, where.column) == ("hp.obo", at, column)


def _changed(at: int, cell: str) -> Callable[[], str]:
    """The file with another cell in the third annotation, which is line 6."""

    def make() -> str:
        lines = [line(row) for row in SAID]
        cells = lines[2].split("\t")
        cells[at] = cell
        return HEAD + "\n".join([*lines[:2], "\t".join(cells)]) + "\n"

    return make


HPOA_FAULTS = [
    (_changed(0, "thumbs"), "id of a disease", 6, 1),
    (_changed(2, "MAYBE"), "NOT or nothing", 6, 30),
    (_changed(3, "HP:9000099"), "a term of this ontology", 6, 31),
    (_changed(5, "ABC"), "a kind of evidence", 6, 49),
    (_changed(7, "5/4"), "a frequency", 6, 54),
    (_changed(7, "often"), "a frequency", 6, 54),
    (_changed(8, "X"), "a sex", 6, 58),
    (_changed(10, "Q"), "an aspect", 6, 60),
    (_changed(4, "a\tb"), "13 cells", 6, 1),
    (lambda: HEAD.replace("qualifier", "q"), "columns", 3, 1),
    (lambda: HEAD.replace("#version: 2026-02-02\n", ""), "of which day", 1, None),
]


@pytest.mark.parametrize(("text", "what", "at", "column"), HPOA_FAULTS)
def test_a_fault_of_the_annotations_is_named_with_its_place(
    tmp_path: Path, text: Callable[[], str], what: str, at: int, column: int | None
) -> None:
    folder = written(tmp_path, said=text())
    with pytest.raises(BadFile, match=what) as caught:
        read_hpoa(folder / "phenotype.hpoa", read_obo(folder / "hp.obo"))
    where = caught.value.where
    assert where is not None
    assert (where.line, where.column) == (at, column)


@pytest.mark.parametrize(
    ("links", "what", "at"), [("a\tb\n", "columns", 1), (LINKS + "71\tTHU1\n", "2 cells", 8)]
)
def test_a_fault_of_the_links_is_named(tmp_path: Path, links: str, what: str, at: int) -> None:
    with pytest.raises(BadFile, match=what) as caught:
        phenotype_release(written(tmp_path, links=links))
    assert caught.value.where is not None
    assert caught.value.where.line == at


@pytest.mark.parametrize("name", ["hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    folder = written(tmp_path)
    (folder / name).unlink()
    with pytest.raises(NotFound, match=name):
        phenotype_release(folder)
