"""Releases of transcripts, and files annotated by them, at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samvar.cli.main import run
from tests.cli.conftest import Shell
from tests.knowledge.transcript.bcftools import write_vcf
from tests.knowledge.transcript.genome import Genome, draw_genome, draw_variants


@pytest.fixture(scope="module")
def genome() -> Genome:
    return draw_genome(50, genes=8)


def told(capsys: pytest.CaptureFixture[str], *words: str, expect: int = 0) -> object:
    capsys.readouterr()
    code = run([*words, "--json"])
    printed = capsys.readouterr()
    assert code == expect, printed.err
    return json.loads(printed.err if expect else printed.out)


def test_a_release_is_imported_and_listed(genome, tmp_path, capsys):
    genes = str(genome.write_gff3(tmp_path / "genes.gff3"))
    shelf = ("--shelf", str(tmp_path / "shelf"))
    command = ("knowledge", "transcripts")
    made = told(capsys, *command, "import", genes, "--name", "g", "--licence", "CC0", *shelf)
    assert (made["transcripts"], made["licence"], made["assembly"]) == (8, "CC0", "GRCh38")
    assert told(capsys, *command, "list", *shelf) == [made]
    (tmp_path / "bad.gff3").write_text("1\tx\n")
    wrong = told(
        capsys, *command, "import", str(tmp_path / "bad.gff3"), "--name", "b", "--assembly",
        "GRCh38", *shelf, expect=3,
    )  # fmt: skip
    assert "bad-file" in json.dumps(wrong)
    assert (tmp_path / "shelf" / "b").exists() is False


def test_pharmacogenomics_does_not_mind_transcripts_on_its_shelf(genome, tmp_path, capsys):
    genes = str(genome.write_gff3(tmp_path / "genes.gff3"))
    shelf = ("--shelf", str(tmp_path / "shelf"))
    before = told(capsys, "knowledge", "list", *shelf)
    told(capsys, "knowledge", "transcripts", "import", genes, "--name", "g", *shelf)
    assert told(capsys, "knowledge", "list", *shelf) == before


def test_a_node_keeps_releases_on_its_own_shelf(genome, tmp_path, make_shell):
    shell: Shell = make_shell("stockholm")
    genes = str(genome.write_gff3(tmp_path / "genes.gff3"))
    words = ("knowledge", "transcripts", "import", genes, "--name", "g")
    shell(*words, "--as", "researcher", expect=4)
    made = shell(*words, "--as", "pharmacist")
    assert shell("knowledge", "transcripts", "list", "--as", "pharmacist") == [made]


def test_consequences_without_a_reference_are_refused(genome, tmp_path, capsys):
    genes = str(genome.write_gff3(tmp_path / "genes.gff3"))
    vcf = str(write_vcf(tmp_path / "in.vcf", genome, draw_variants(50, genome, 5)))
    out = tmp_path / "out.vcf"
    words = ("annotate", vcf, "-o", str(out), "--release", "none", "--assembly", "GRCh38")
    wrong = told(capsys, *words, "--transcripts", genes, "--assert-normalised", expect=3)
    assert "need the reference" in json.dumps(wrong)
    wrong = told(capsys, *words, "--assert-normalised", expect=2)
    assert "nothing to annotate" in json.dumps(wrong)
    assert not out.exists()


def test_a_whole_genome_is_asked_for(genome, tmp_path, capsys):
    """A reference that is a part of the assembly is refused, as everywhere."""
    genes = str(genome.write_gff3(tmp_path / "genes.gff3"))
    fasta = str(genome.write_fasta(Path(tmp_path / "part.fa")))
    vcf = str(write_vcf(tmp_path / "in.vcf", genome, draw_variants(50, genome, 5)))
    words = ("annotate", vcf, "-o", str(tmp_path / "o.vcf"), "--release", "none")
    wrong = told(
        capsys,
        *words,
        "--assembly",
        "GRCh38",
        "--transcripts",
        genes,
        "--reference",
        fasta,
        expect=3,
    )
    assert "unknown-assembly" in json.dumps(wrong)
