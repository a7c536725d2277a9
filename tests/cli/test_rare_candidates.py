"""`samvar rare rank` on a family, and `benchmark` in somebody's exome: without a node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samvar.cli.main import run
from samvar.focus.rare_disease.analyse.phenotype.benchmark import training
from tests.focus.rare_disease.family_files import vcf

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098")
BCSQ = (
    '##INFO=<ID=BCSQ,Number=.,Type=String,Description="Local consequence annotation from '
    "BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|"
    'dna_change">\n'
)
HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=15,length=102531392>\n##contig=<ID=7,length=159138663>\n"
    + BCSQ
    + '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
)


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """A boy with Marfan's features, a new missense variant in FBN1, one from his mother in CFTR."""
    rows = (
        "7\t117188700\t.\tA\tG\t50\tPASS\tBCSQ=stop_gained|CFTR|T1|protein_coding|+\tGT\t"
        "0/1\t0/0\t0/1\n"
        "15\t48700500\t.\tC\tT\t50\tPASS\tBCSQ=missense|FBN1|T2|protein_coding|-\tGT\t"
        "0/1\t0/0\t0/0\n"
    )
    (tmp_path / "f.vcf").write_text(vcf(rows, head=HEAD))
    (tmp_path / "f.ped").write_text(
        "fam\tson\tdad\tmum\t1\t2\nfam\tdad\t0\t0\t1\t1\nfam\tmum\t0\t0\t2\t1\n"
        "other\tson2\t0\t0\t1\t2\n"
    )
    packet = {
        "id": "case-1",
        "subject": {"id": "son"},
        "phenotypicFeatures": [{"type": {"id": each}} for each in MARFAN],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }
    (tmp_path / "p.json").write_text(json.dumps(packet, indent=2))
    return tmp_path


def test_a_family_is_ranked_by_both_without_a_node(
    family: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(family / name) for name in ("f.vcf", "f.ped", "p.json")]
    words = ["--vcf", files[0], "--ped", files[1], "--phenopacket", files[2]]
    assert run(["rare", "rank", *words, "--json"]) == 0
    (line,) = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert line["diseases"][0]["id"] == "OMIM:154700"
    first = line["candidates"][0]
    assert (first["symbol"], first["way"]) == ("FBN1", "dominant")
    assert first["variants"][0]["variant"] == "15-48700500-C-T"
    assert "AD_dn" in first["variants"][0]["models"]
    # One from a healthy mother is neither dominant nor half of a pair.
    assert {each["symbol"] for each in line["candidates"]} == {"FBN1"}


def test_of_two_affected_one_is_named(family: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(family / name) for name in ("f.vcf", "f.ped")]
    words = ["rare", "rank", "--vcf", files[0], "--ped", files[1], "--term", MARFAN[0]]
    assert run(words) == 3
    assert "several are affected" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("--vcf", "f.vcf", "--term", MARFAN[0]),
        ("--ped", "f.ped", "--phenopacket", "p.json"),
        ("--phenopacket", "p.json", "--term", MARFAN[0]),
        ("--vcf", "f.vcf", "--ped", "f.ped"),
    ],
)
def test_what_does_not_go_together_is_refused(
    family: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(family / each) if "." in each else each for each in options]
    assert run(["rare", "rank", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "--term" in printed.err


def _solved(id: str, paper: str, hgvs: str = "NP_000129.3:p.(Cys1039Tyr)") -> str:
    """A published patient with Marfan syndrome, on one line."""
    descriptor = {
        "geneContext": {"symbol": "FBN1"},
        "expressions": [{"syntax": "hgvs.p", "value": hgvs}],
        "vcfRecord": {"genomeAssembly": "hg38", "chrom": "chr15", "pos": 9, "ref": "C", "alt": "T"},
        "allelicState": {"id": "GENO:0000135"},
    }
    told = {"variantInterpretation": {"variationDescriptor": descriptor}}
    diagnosis = {"disease": {"id": "OMIM:154700"}, "genomicInterpretations": [told]}
    return json.dumps(
        {
            "id": id,
            "phenotypicFeatures": [{"type": {"id": each}} for each in MARFAN],
            "interpretations": [{"id": "1", "progressStatus": "SOLVED", "diagnosis": diagnosis}],
            "metaData": {
                "phenopacketSchemaVersion": "2.0",
                "externalReferences": [{"id": paper}],
            },
        }
    )


def test_patients_are_planted_into_somebodys_exome(
    family: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of each half; one whose variant no name tells of; one whose variant is synonymous."""
    assert [training(paper) for paper in ("PMID:1", "PMID:2")] == [False, True]
    told = [
        _solved("measured", "PMID:1"),
        _solved("fitted", "PMID:2"),
        _solved("untold", "PMID:3", "NP_000129.3:p.?"),
        _solved("silent", "PMID:4", "NP_000129.3:p.(Cys1039=)"),
    ]
    with (family / "f.ped").open("r+") as ped:
        lines = ped.readlines()[:3]
        ped.seek(0)
        ped.truncate()
        ped.writelines(lines)
    (family / "solved.jsonl").write_text("\n".join(told))
    words = [str(family / name) for name in ("solved.jsonl", "f.vcf", "f.ped")]
    command = ["rare", "benchmark", words[0], "--exome", words[1], "--ped", words[2], "--json"]
    assert run(command) == 0
    found = json.loads(capsys.readouterr().out)
    first = {each["method"]: (each["found"], each["of"]) for each in found["lines"][::3]}
    # The exome has FBN1 itself: the silent patient's gene is found by what is not theirs.
    assert first["both"] == (2, 2)
    assert found["candidate_genes"]["most"] == 1
    assert found["left_out"] == {"no small variant whose names say its kind": 1}
    assert run([*command[:5]]) == 2
