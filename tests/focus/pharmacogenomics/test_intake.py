"""Outside calls, several files, other samples, other assemblies: clear, nothing guessed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import SampleCall, SampleKind, Status
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import (
    BadFile,
    BadInput,
    NotFound,
    ReferenceMismatch,
    SamvarError,
    UnknownAssembly,
)
from samvar.model.genome import Assembly
from tests.focus.pharmacogenomics.conftest import COLUMNS, HEAD

ROW = "chr6\t18130687\t.\tT\tC\t.\tPASS\t.\tGT\t0/1\n"
EIGHT = ("CYP2C19", "CYP2C9", "SLCO1B1", "TPMT", "NUDT15", "UGT1A1", "CYP3A5", "VKORC1")


def vcf(folder: Path, rows: str = ROW, header: str = "", samples: str = "S1") -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.vcf"
    path.write_text(HEAD + header + COLUMNS.replace("S1", samples) + rows)
    return path


def one(path: Path, outside: Path | None = None, **more: object) -> SampleCall:
    called = call_files([path], Assembly.GRCh38, own_release(), outside=outside, **more)  # type: ignore[arg-type]
    return next(called)


OUTSIDE = [
    # line,                          diplotype,     phenotype,                  score, why
    ("CYP2D6\t*1/*4", "*1/*4", "Intermediate Metabolizer", 1.0, "by activity score"),
    ("CYP2D6\t*1x2/*2", "*1x2/*2", "Ultrarapid Metabolizer", 3.0, "copies are counted"),
    ("CYP2D6\t*4/*5", "*4/*5", "Poor Metabolizer", 0.0, "a deletion"),
    ("CYP2D6\t*1/*36+*10", "*1/*36+*10", None, None, "a hybrid of unknown activity"),
    ("CYP2D6\t*1/*41", "*1/*41", "Normal Metabolizer", 1.25, "*41 is 0.25 (CPIC)"),
    ("CYP2D6\t*4/*9", "*4/*9", "Intermediate Metabolizer", 0.25, "*9 is 0.25 (CPIC)"),
    ("CYP2D6\t\tPoor Metabolizer", None, "Poor Metabolizer", None, "a phenotype alone"),
    ("CYP2C19\t*1/*2", "*1/*2", "Intermediate Metabolizer", None, "in place of the variants"),
    ("HLA-B\t*15:02/*57:01", "*15:02/*57:01", None, None, "HLA has no phenotype"),
    (
        "MT-RNR1\t1555A>G", "m.1555A>G",
        "increased risk of aminoglycoside-induced hearing loss", None, "one copy",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "diplotype", "phenotype", "score", "why"), OUTSIDE)
def test_an_outside_call_is_taken_over(
    tmp_path: Path,
    line: str,
    diplotype: str | None,
    phenotype: str | None,
    score: float | None,
    why: str,
) -> None:
    outside = tmp_path / "outside.tsv"
    outside.write_text(f"# by another method\n\n{line}\n")
    found = {each.gene: each for each in one(vcf(tmp_path), outside).genes}[
        line.split("\t", maxsplit=1)[0]
    ]
    assert found.status is Status.CALLED
    assert [each.name for each in found.diplotypes] == ([diplotype] if diplotype else []), why
    assert (found.phenotype, found.activity_score) == (phenotype, score), why


REFUSED = [
    ("CYP9Z9\t*1/*1", 1, "not a gene"),
    ("CYP2C19\t*1/*999", 2, "not an allele"),
    ("CYP2D6\t*1x99/*1", 2, "not an allele"),
    ("HLA-B\tB57", 2, "not an allele"),
    ("CYP2C19\t*1/*2/*3", 2, "one allele or two"),
    ("CYP2C19", None, "1 columns"),
    ("CYP2D6\t*1/*1\t\tmuch", 4, "a number"),
    ("CYP2D6\t*1/*1\nCYP2D6\t*1/*2", 1, "twice"),
]


@pytest.mark.parametrize(("text", "column", "says"), REFUSED)
def test_an_outside_call_that_is_not_understood_is_refused(
    tmp_path: Path, text: str, column: int | None, says: str
) -> None:
    outside = tmp_path / "outside.tsv"
    outside.write_text(text + "\n")
    with pytest.raises(BadFile, match=says) as caught:
        one(vcf(tmp_path), outside)
    assert caught.value.where is not None
    assert caught.value.where.line == text.count("\n") + 1
    assert caught.value.where.column == column


def test_an_outside_call_that_the_variants_contradict_says_so(tmp_path: Path) -> None:
    outside = tmp_path / "outside.tsv"
    outside.write_text("TPMT\t*1/*1\n")
    (found,) = one(vcf(tmp_path), outside, genes=["TPMT"]).genes
    assert any("the variants of the file agree with *1/*3" in each for each in found.warnings)


def test_files_of_the_same_samples_are_called_together(tmp_path: Path) -> None:
    pair = "chr6\t18130687\t.\tT\tC\t.\tPASS\t.\tGT\t0/1\t0/0\n"
    turned = "chr13\t48045719\t.\tC\tT\t.\tPASS\t.\tGT\t0/0\t1/1\n"
    files = [vcf(tmp_path, pair, samples="A\tB"), vcf(tmp_path, turned, samples="B\tA")]
    called = list(call_files(files, Assembly.GRCh38, own_release(), genes=["NUDT15"]))
    assert [one.sample for one in called] == ["A", "B"]
    outcomes = [one.genes[0].phenotype for one in called]
    assert outcomes == ["Poor Metabolizer", "Normal Metabolizer"]


WRONG = [
    # header,                              assembly,        genes,     error,             why
    ("##reference=hg19\n", "GRCh38", (), UnknownAssembly, "the header says another"),
    ("##contig=<ID=chr6,length=171115067>\n", "GRCh38", (), UnknownAssembly, "so do its contigs"),
    ("", "GRCh37", ("TPMT",), None, "no record at GRCh37's positions: untested, not normal"),
    ("", "GRCh38", ("CYP9Z9",), NotFound, "an unknown gene"),
]


@pytest.mark.parametrize(("header", "assembly", "genes", "error", "why"), WRONG)
def test_a_wrong_assembly_or_gene_is_clear(
    tmp_path: Path,
    header: str,
    assembly: str,
    genes: tuple[str, ...],
    error: type[SamvarError] | None,
    why: str,
) -> None:
    called = call_files(
        [vcf(tmp_path, header=header)], Assembly.parse(assembly), own_release(), genes=genes
    )
    if error is None:
        assert next(called).genes[0].status is Status.NOT_CALLED, why
        return
    with pytest.raises(error):
        list(called)


def test_a_file_of_another_assembly_is_found_out_by_its_bases(tmp_path: Path) -> None:
    row = "chr6\t18130687\t.\tG\tC\t.\tPASS\t.\tGT\t0/1\n"
    with pytest.raises(ReferenceMismatch):
        one(vcf(tmp_path, row), genes=["TPMT"])


def test_a_release_without_the_assembly_is_refused(tmp_path: Path, release: Release) -> None:
    with pytest.raises(BadInput, match="GRCh37"):
        list(call_files([vcf(tmp_path)], Assembly.GRCh37, release))


@pytest.mark.parametrize("kind", [kind for kind in SampleKind if kind is not SampleKind.GERMLINE])
def test_only_the_patients_germline_is_called(tmp_path: Path, kind: SampleKind) -> None:
    with pytest.raises(BadInput, match="germline"):
        one(vcf(tmp_path), kind=kind)


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    files = [vcf(tmp_path), vcf(tmp_path, samples="S2")]
    with pytest.raises(BadInput, match="same samples"):
        list(call_files(files, Assembly.GRCh38, own_release()))
    with pytest.raises(BadFile, match="earlier file"):
        list(call_files([vcf(tmp_path), vcf(tmp_path)], Assembly.GRCh38, own_release()))
    outside = tmp_path / "outside.tsv"
    outside.write_text("CYP2D6\t*1/*1\n")
    pair = vcf(tmp_path, ROW.replace("0/1", "0/1\t0/0"), samples="A\tB")
    with pytest.raises(BadInput, match="one sample"):
        one(pair, outside)


def test_the_national_panels_are_called_whole(shared_data: Path, release: Release) -> None:
    """3,202 people, eight genes, phased: star-allele counts that do not depend on the order."""
    folder = shared_data / "pharmacogenomics" / "1kgp" / "GRCh38"
    files = [folder / f"{gene}.vcf.gz" for gene in EIGHT]
    called = list(call_files(files, Assembly.GRCh38, release, genes=EIGHT))
    assert len(called) == 3202
    counts = {
        gene: Counter(
            person.genes[number].diplotypes[0].name
            for person in called
            if person.genes[number].diplotypes
        )
        for number, gene in enumerate(EIGHT)
    }
    assert counts["CYP2C19"]["*1/*2"] == 697
    assert counts["UGT1A1"]["*1/*80+*28"] == 1181
    assert counts["NUDT15"]["*1/*2"] == 74
    assert counts["TPMT"]["*1/*3A"] == 83
