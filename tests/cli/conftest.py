"""A node with a few people in it, reached through the command line only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samvar.cli.main import run

VCF = """\
##fileformat=VCFv4.3
##contig=<ID=10,length=133797422,assembly=GRCh38>
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	ANNA	BERIT	CARL
10	94761900	.	C	T	.	PASS	.	GT	0/1	0/0	0/0
10	94781859	.	G	A	.	PASS	.	GT	0/1	1/1	0/0
10	94842866	.	A	G	.	PASS	.	GT	1/1	./.	0/1
"""


@dataclass(frozen=True)
class Shell:
    """Runs command lines at one node and returns what they print."""

    node: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str, expect: int = 0) -> Any:
        """The JSON that a command prints; `expect` is its exit code."""
        self.capture.readouterr()
        code = run([*words, "--json", "--at", str(self.node)])
        printed = self.capture.readouterr()
        assert code == expect, printed.err
        text = printed.err if expect in (2, 3, 4) else printed.out
        return json.loads(text) if text.strip().startswith(("{", "[")) else text


@pytest.fixture
def make_shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Shell]:
    """A shell at a fresh, empty node of a centre."""
    for name in ("SAMVAR_AT", "SAMVAR_PERSONA", "SAMVAR_PURPOSE", "SAMVAR_PERMIT"):
        monkeypatch.delenv(name, raising=False)
    # Three people without a public release: a real budget would answer research nothing at all.
    monkeypatch.setenv("SAMVAR_LEDGER_BUDGET", "100")
    monkeypatch.setenv("SAMVAR_LEDGER_DATASET_BUDGET", "1000")

    def make(centre: str) -> Shell:
        assert run(["node", "init", str(tmp_path / centre), "--id", centre]) == 0
        return Shell(tmp_path / centre, capsys)

    return make


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """Three people, three sites of CYP2C19."""
    path = tmp_path / "panel.vcf"
    path.write_text(VCF)
    return path


@pytest.fixture
def uppsala(make_shell: Callable[[str], Shell], panel: Path) -> Shell:
    """A node at Uppsala with the panel loaded."""
    shell = make_shell("uppsala")
    shell(
        "import", str(panel), "--dataset", "pgx", "--assert-normalised", "--as", "bioinformatician"
    )
    return shell
