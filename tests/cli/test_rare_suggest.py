"""`samvar rare suggest`: criteria for each allele of an annotated file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samvar.cli.main import run
from samvar.focus.rare_disease.model.facts import Null, NullKind
from samvar.focus.rare_disease.service.suggest import suggest_file
from tests.knowledge.transcript.genome import Genome, Model

COLUMNS = "Allele|Consequence|SYMBOL|Feature|EXON|HGVSc|HGVSp|Protein_position|REVEL|MANE_SELECT"
HEAD = (
    "##fileformat=VCFv4.3\n##contig=<ID=12,length=133275309,assembly=GRCh38>\n"
    '##INFO=<ID=FAF,Number=A,Type=Float,Description="x">\n'
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: ' + COLUMNS + '">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
)
MISSENSE = "{}|missense_variant|PAH|NM_000277.3|7/13|c.755G>{}|p.Arg252Pro|252/452|{}|NM_000277.3"
STOP = "A|stop_gained|PAH|NM_000277.3|3/13|c.331C>T|p.Arg111Ter|111/452||NM_000277.3"
ROWS = (
    f"12\t102852902\t.\tC\tG,T\t.\t.\tFAF=0,0.02;AC=0,90;AN=9000;"
    f"CSQ={MISSENSE.format('G', 'C', 0.966)},{MISSENSE.format('T', 'A', 0.1)}",
    f"12\t102866600\t.\tG\tA\t.\t.\tCSQ={STOP}",
    "12\t102866700\t.\tG\tA\t.\t.\tDP=7",
)
KEYS = ("--faf", "FAF", "--alleles", "AC", "--chromosomes", "AN")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.vcf"
    path.write_text(HEAD + "".join(f"{row}\n" for row in ROWS), "utf-8")
    return path


def lines(capture: Capture, *words: str) -> list[dict[str, Any]]:
    assert run(["rare", "suggest", *words, "--json"]) == 0
    return [json.loads(line) for line in capture.readouterr().out.splitlines()]


def test_each_allele_is_judged_by_its_most_severe_consequence(capsys: Capture, file: Path) -> None:
    rare, common, stop = lines(capsys, str(file), *KEYS, "--inheritance", "recessive")
    assert (rare["variant"], rare["criteria"]) == (
        "12-102852902-C-G",
        ["PM2_Supporting", "PP3_Strong"],
    )
    assert (common["class"], common["criteria"]) == ("benign", ["BA1"])
    assert (stop["consequence"], stop["criteria"]) == ("stop_gained", [])
    assert "PVS1" in stop["not_assessed"]
    assert stop["gene"] == "PAH"


def test_without_keys_no_frequency_is_judged(capsys: Capture, file: Path) -> None:
    for line in lines(capsys, str(file)):
        assert {"BA1", "BS1", "PM2"} <= set(line["not_assessed"])


def test_with_transcripts_a_stop_is_known_to_lead_to_decay(
    capsys: Capture, file: Path, tmp_path: Path
) -> None:
    """Exons of PAH's transcript made up: the stop at codon 111 lies in the first of three."""
    exons = ((102_866_000, 102_866_500), (102_867_000, 102_867_500), (102_868_000, 102_868_500))
    model = Model("NM_000277", "12", 1, exons, (102_866_000, 102_868_356))
    genes = Genome({"12": "A"}, [model]).write_gff3(tmp_path / "genes.gff3")
    found = [
        each.facts.null
        for each in suggest_file(file, genes=genes)
        if each.consequence.most_severe == "stop_gained"
    ]
    assert found == [Null(kind=NullKind.TRUNCATING, decay=True, exon_used=True, removed=342 / 452)]
    assert len(lines(capsys, str(file), "--genes", str(genes))) == 3


def test_as_a_table(capsys: Capture, file: Path) -> None:
    assert run(["rare", "suggest", str(file), *KEYS]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head.split("\t")[:3] == ["variant", "gene", "consequence"]
    assert first.split("\t")[3:5] == ["Uncertain significance", "5"]


@pytest.mark.parametrize(
    ("old", "new", "what", "where"),
    [
        ("ID=CSQ", "ID=XYZ", "no consequences", "small.vcf"),
        ("FAF=0,0.02", "FAF=0,1.5", "no frequency", "small.vcf, line 6"),
    ],
)
def test_what_is_wrong_is_told(
    capsys: Capture, file: Path, old: str, new: str, what: str, where: str
) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert run(["rare", "suggest", str(file), *KEYS, "--json"]) == 3
    error = json.loads(capsys.readouterr().err)["error"]
    assert what in error["what"]
    assert error["where"] == where


def test_the_demo_trio(capsys: Capture, shared_data: Path) -> None:
    path = shared_data / "rare_disease/scout/vep104_annotated.vcf"
    (line,) = lines(capsys, str(path), "--assembly", "GRCh37")
    assert (line["gene"], line["criteria"]) == ("NPHP4", ["PP3"])
