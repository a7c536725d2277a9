"""`samvar pgx call` and `samvar knowledge`, without a node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samvar.cli.main import run
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.focus.pharmacogenomics.conftest import COLUMNS, HEAD

ROWS = (
    "chr6\t18130687\t.\tT\tC\t.\tPASS\t.\tGT\t0|1\t0/0\n"
    "chr6\t18138997\t.\tC\tT\t.\tPASS\t.\tGT\t0|1\t0/0\n"
    "chr6\t18143724\t.\tC\tG\t.\tPASS\t.\tGT\t0/0\t./.\n"
)


@pytest.fixture
def vcf(tmp_path: Path) -> Path:
    path = tmp_path / "two.vcf"
    path.write_text(HEAD + COLUMNS.replace("S1", "S1\tS2") + ROWS)
    return path


def test_one_json_line_for_each_sample(vcf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The form that issue 3 promises to readers, field by field."""
    words = ["pgx", "call", str(vcf), "--assembly", "GRCh38", "--genes", "TPMT", "--json"]
    assert run(words) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "sample": "S1",
        "release": own_release().name,
        "genes": [
            {
                "gene": "TPMT",
                "status": "called",
                "diplotypes": [{"diplotype": "*1/*3A", "score": 5, "phased": True}],
                "phenotype": "Intermediate Metabolizer",
                "activity_score": None,
                "untested": [],
                "least_depth": None,
                "warnings": [],
            }
        ],
    }
    (gene,) = second["genes"]
    assert (gene["status"], gene["phenotype"]) == ("incomplete", None)
    assert gene["untested"] == ["rs1800462"]


def test_a_table_for_eyes_and_pipes(vcf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pgx", "call", str(vcf), "--assembly", "GRCh38", "--genes", "TPMT,DPYD"]) == 0
    out, err = capsys.readouterr()
    lines = [line.split("\t") for line in out.splitlines()]
    assert [line[:4] for line in lines[1:3]] == [
        ["S1", "TPMT", "called", "*1/*3A"],
        ["S1", "DPYD", "not_called", ""],
    ]
    assert own_release().name in err


FAULTS = [
    (["--assembly", "GRCh37", "--genes", "NOPE"], 3),
    (["--assembly", "GRCh99"], 3),
    (["--assembly", "GRCh38", "--knowledge", "nothing-of-that-name"], 3),
    (["--assembly", "GRCh38", "--sample-kind", "tumour"], 3),
    (["--assembly", "GRCh38", "--min-depth", "0"], 3),
    (["--assembly", "GRCh38", "--min-quality", "100"], 3),
    ([], 2),
]


@pytest.mark.parametrize(("words", "code"), FAULTS)
def test_a_fault_leaves_with_its_code_and_no_genotype(
    vcf: Path, words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pgx", "call", str(vcf), *words]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "0|1" not in err


@pytest.mark.parametrize("kind", ["tumour", "after-transplant", "after-transfusion"])
def test_a_report_is_of_the_patients_own_germline(
    vcf: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.json"
    words = ["pgx", "report", str(vcf), "--assembly", "GRCh38", "--out", str(out)]
    assert run([*words, "--sample-kind", kind]) == 3
    assert "germline" in capsys.readouterr().err
    assert not out.exists()


def test_a_floor_is_of_files_not_of_an_order(capsys: pytest.CaptureFixture[str]) -> None:
    order = ["pgx", "report", "--order", "ref_0123456789abcdefghjkmnpq"]
    for more in (["--sample-kind", "tumour"], ["--min-depth", "20"], ["--min-quality", "30"]):
        assert run([*order, *more]) == 2
        assert "say how files are called" in capsys.readouterr().err


def test_a_higher_floor_of_depth_leaves_a_gene_incomplete(
    vcf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = tmp_path / "deep.vcf"
    row = ROWS.splitlines()[0].rpartition("\tGT\t")[0] + "\tGT:DP\t0|1:15\t0/0:.\n"
    deep.write_text(
        HEAD + COLUMNS.replace("S1", "S1\tS2") + row + "".join(ROWS.splitlines(True)[1:])
    )
    words = ["pgx", "call", str(deep), "--assembly", "GRCh38", "--genes", "TPMT", "--json"]
    for least, status in (("15", "called"), ("16", "incomplete")):
        assert run([*words, "--min-depth", least]) == 0
        first = json.loads(capsys.readouterr().out.splitlines()[0])["genes"][0]
        assert first["status"] == status


def test_knowledge_is_imported_listed_and_compared(
    tmp_path: Path, shared_data: Path, vcf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, shelf = str(shared_data / "pharmacogenomics"), ["--shelf", str(tmp_path / "shelf")]
    assert run(["knowledge", "import", source, "--name", "public", *shelf, "--dry-run"]) == 0
    assert not (tmp_path / "shelf").exists()
    assert run(["knowledge", "import", source, "--name", "public", *shelf, "--json"]) == 0
    capsys.readouterr()
    assert run(["knowledge", "list", *shelf, "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in listed] == ["public", own_release().name]
    assert all(len(row["digest"]) == 64 and row["licence"] and row["source"] for row in listed)
    assert run(["knowledge", "diff", own_release().name, "public", *shelf, "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)
    new = {(row["subject"], row["kind"], row["item"]) for row in changes if row["old"] is None}
    assert ("CYP2C19", "allele", "*38") in new
    words = ["--assembly", "GRCh38", "--genes", "TPMT", "--knowledge", "public", *shelf, "--json"]
    assert run(["pgx", "call", str(vcf), *words]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["release"] == "public"
