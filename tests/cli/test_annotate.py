"""`samvar annotate` at a node and by a release alone."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pysam

from samvar.cli.main import run
from tests.cli.conftest import Shell


def body(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_a_file_is_written_with_figures_and_the_report_says_what_was_done(
    uppsala: Shell, panel: Path, tmp_path: Path
) -> None:
    uppsala("release", "make", "--as", "coordinator")
    out = tmp_path / "out.vcf.gz"
    words = ("annotate", str(panel), "-o", str(out), "--assert-normalised", "--family", "none")
    done = uppsala(*words, "--as", "geneticist@uppsala")
    assert done["records"] == done["alleles"] == 3
    assert done["found"] == {"SAMVAR": 3, "SAMVAR_LOCAL": 3}
    with pysam.VariantFile(str(out)) as file:
        first = dict(next(iter(file)).info)
    assert (first["SAMVAR_AC"], first["SAMVAR_LOCAL_AN"]) == ((1,), (6,))
    release = next((uppsala.node / "releases").glob("nodes-GRCh38-*"))
    alone = tmp_path / "alone.parquet"
    words = ("annotate", str(panel), "-o", str(alone), "--assert-normalised")
    assert uppsala(*words, "--release", str(release))["found"] == {"SAMVAR": 3}


def test_standard_output_is_the_file_alone(uppsala: Shell, panel: Path, monkeypatch) -> None:
    uppsala("release", "make", "--as", "coordinator")
    printed = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", printed)
    words = ["annotate", str(panel), "-o", "-", "--assert-normalised", "--at", str(uppsala.node)]
    assert run([*words, "--as", "geneticist@uppsala"]) == 0
    text = printed.buffer.getvalue().decode()
    assert text.startswith("##fileformat=VCFv4.3\n")
    assert len(body(text)) == 3
    assert "Release=nodes-GRCh38-" in text


def test_a_fault_leaves_what_was_there(uppsala: Shell, panel: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf"
    out.write_text("mine")
    words = ("annotate", str(panel), "-o", str(out), "--as", "geneticist@uppsala")
    for more, code in (((), 3), (("--assert-normalised",), 3), (("--fields", "AX"), 2)):
        uppsala(*words, *more, expect=code)
        assert out.read_text() == "mine"
    uppsala("annotate", str(panel), "-o", "x.txt", "--as", "geneticist@uppsala", expect=2)
    uppsala("annotate", str(panel), "-o", "-", "--as", "geneticist@uppsala", expect=2)
    refused = (*words[:-1], "operator@uppsala", "--purpose", "TREAT", "--assert-normalised")
    uppsala(*refused, expect=4)
    assert [path.name for path in tmp_path.glob(".*.part")] == []
