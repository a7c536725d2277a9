"""`samvar rare annotate`, without a node."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from samvar.cli.main import run

HEAD = """##fileformat=VCFv4.2
##reference=GRCh38
##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: Allele|Consequence|SYMBOL|Gene">
##INFO=<ID=RankScore,Number=.,Type=String,Description="Of an earlier run">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tmum\tson\tdad
"""
PED = "F\tson\tdad\tmum\t1\t2\nF\tdad\t0\t0\t1\t1\nF\tmum\t0\t0\t2\t1\n"
ROWS = [
    # place, alternative, INFO, mother, son, father
    ("1\t1000", "T", "AF=0.5;CSQ=T|missense_variant|ABC|G1", "0/1:0,20:40:99", "0/1:20,20:40:99", "0/0:40,0:40:99"),
    ("1\t2000", "T", "CSQ=T|stop_gained|ABC|G1;RankScore=F:7", "0/0:40,0:40:99", "0/1:20,20:40:99", "0/1:20,20:40:99"),
    ("2\t3000", "T", "CSQ=T|stop_gained|DEF|G2", "0/0:40,0:40:99", "0/1:20,20:40:99", "0/0:40,0:40:99"),
    ("2\t4000", "T", ".", "./.:0,0:0:0", "0/1:20,20:40:99", "0/0:40,0:40:99"),
    ("3\t5000", "T", "CSQ=T|stop_gained|HIJ|G3", "0/0:40,0:40:99", "0/0:40,0:40:99", "0/0:40,0:40:99"),
    ("GL000191.1\t5", "T", "AF=0.1", "0/0:40,0:40:99", "0/1:20,20:40:99", "0/0:40,0:40:99"),
]  # fmt: skip
MODEL = """[Version]
  name = small
  version = 0.1
[Categories]
  [[consequence]]
    category_aggregation = max
  [[models]]
    category_aggregation = min
  [[frequency]]
    category_aggregation = sum
[Consequence]
  field = INFO
  data_type = string
  category = consequence
  record_rule = max
  info_key = CSQ
  csq_key = Consequence
  separators = '&',
  [[not_reported]]
    score = 0
  [[stop]]
    score = 8
    priority = 2
    string = 'stop_gained'
  [[missense]]
    score = 5
    priority = 1
    string = 'missense_variant'
[Models]
  field = INFO
  data_type = string
  category = models
  record_rule = max
  info_key = GeneticModels
  separators = ',', ':', '|',
  [[not_reported]]
    score = -12
  [[ad]]
    score = 1
    priority = 1
    string = 'AD_dn'
  [[comp]]
    score = 1
    priority = 1
    string = 'AR_comp'
[Frequency]
  field = INFO
  data_type = float
  category = frequency
  record_rule = max
  info_key = AF
  separators = ',',
  [[not_reported]]
    score = 4
  [[common]]
    score = -3
    lower = 0.1
    upper = 1.1
"""


@pytest.fixture
def family(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A VCF, a pedigree and a rank model."""
    rows = [
        f"{place}\t.\tC\t{alt}\t50\tPASS\t{info}\tGT:AD:DP:GQ\t{mum}\t{son}\t{dad}\n"
        for place, alt, info, mum, son, dad in ROWS
    ]
    files = tmp_path / "f.vcf", tmp_path / "f.ped", tmp_path / "m.ini"
    for file, text in zip(files, (HEAD + "".join(rows), PED, MODEL), strict=True):
        file.write_text(text)
    return files


def infos(path: Path) -> list[list[str]]:
    """The items of INFO of each record."""
    data = path.read_bytes()
    text = gzip.decompress(data).decode() if data[:2] == b"\x1f\x8b" else data.decode()
    return [x.split("\t")[7].split(";") for x in text.splitlines() if not x.startswith("#")]


def annotate(family: tuple[Path, Path, Path], out: Path, *more: str) -> int:
    file, ped, model = map(str, family)
    words = ["rare", "annotate", file, "--ped", ped, "--rank-model", model, "-o", str(out), *more]
    return run(words)


def test_models_compounds_and_scores_are_written(family, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf.gz"
    assert annotate(family, out) == 0
    found = infos(out)
    assert found[0] == [
        "AF=0.5", "CSQ=T|missense_variant|ABC|G1", "GeneticModels=F:AR_comp", "ModelScore=F:94",
        "Compounds=F:1_2000_C_T>16.0", "RankScore=F:3.0", "RankScoreNormalized=F:0.6428571428571429",
        "RankScoreMinMax=F:-15.0:13.0", "RankResult=5|1|-3",
    ]  # fmt: skip
    assert found[1][1:4] == [
        "GeneticModels=F:AR_comp", "ModelScore=F:94", "Compounds=F:1_1000_C_T>10.0",
    ]  # fmt: skip
    assert "RankScore=F:7.0" in found[1], "its only partner scores no more than 9: 13 less 6"
    assert found[2][1] == "GeneticModels=F:AD_dn"
    assert "GeneticModelsOpen=F:AD>NOT_CALLED|AD_dn>NOT_CALLED" in found[3]
    assert "RankScore=F:5.0" in found[3], "what could not be assessed is not ranked as refuted"
    assert found[4][1] == "RankScore=F:0.0"
    assert found[5][:2] == ["AF=0.1", "RankScore=F:-15.0"]


def test_the_rest_of_the_file_stays_as_it_was(family, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf"
    assert annotate(family, out) == 0
    own = ("GeneticModels", "ModelScore", "Compounds", "RankScore", "RankResult")
    before, after = family[0].read_text().splitlines(), out.read_text().splitlines()
    kept = [line for line in after if not line.startswith(("##INFO=<ID=", "##samvar_rare"))]
    assert [line for line in before if not line.startswith("##INFO=<ID=")][:3] == kept[:3]
    for one, other in zip(before[-6:], after[-6:], strict=True):
        first, second = one.split("\t"), other.split("\t")
        assert first[:7] + first[8:] == second[:7] + second[8:]
        items = [x for x in second[7].split(";") if not x.startswith(own)]
        wanted = [x for x in first[7].split(";") if not x.startswith(own) and x != "."]
        assert items == wanted
    assert sum("ID=RankScore," in line for line in after) == 1


def test_annotating_twice_changes_nothing(family, tmp_path: Path) -> None:
    once, twice = tmp_path / "once.vcf", tmp_path / "twice.vcf"
    assert annotate(family, once) == 0
    assert annotate((once, *family[1:]), twice) == 0
    assert once.read_bytes() == twice.read_bytes()


def test_a_large_file_is_read_twice_and_written_the_same(
    family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, twice = tmp_path / "once.vcf", tmp_path / "twice.vcf"
    assert annotate(family, once) == 0
    monkeypatch.setattr("samvar.focus.rare_disease.service.annotate.HELD_BYTES", 0)
    assert annotate(family, twice) == 0
    assert once.read_bytes() == twice.read_bytes()


def test_by_genmods_rules_a_missing_call_fits(family, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf"
    assert annotate(family, out, "--rules", "genmod") == 0
    assert "GeneticModels=F:AD|AD_dn" in infos(out)[3]


def test_reduced_penetrance_excuses_a_healthy_parent(family, tmp_path: Path) -> None:
    genes, out = tmp_path / "genes.tsv", tmp_path / "out.vcf"
    genes.write_text("# a comment\nABC\tmore\n")
    assert annotate(family, out, "--reduced-penetrance", str(genes)) == 0
    assert "GeneticModels=F:AR_comp|AD" in infos(out)[0]


def test_two_families_of_a_file_each_have_their_models(family, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf"
    family[1].write_text("A\tson\tdad\tmum\t1\t2\nA\tdad\t0\t0\t1\t1\nB\tmum\t0\t0\t2\t2\n")
    assert annotate(family, out) == 0
    items = infos(out)[0]
    assert "GeneticModels=A:AR_comp|AD,B:AD" in items
    assert "ModelScore=A:96,B:99" in items
    assert any(item.startswith("RankScore=A:") for item in items)


def test_a_record_of_several_alternatives_follows_what_any_of_them_does(
    family, tmp_path: Path
) -> None:
    out = tmp_path / "out.vcf"
    text = family[0].read_text()
    line = next(each for each in text.splitlines() if each.startswith("2\t3000"))
    fields = line.split("\t")
    fields[4] = "T,G"
    fields[9:] = ["0/1:20,20,0:40:99", "1/2:0,20,20:40:99", "0/0:40,0,0:40:99"]
    family[0].write_text(text.replace(line, "\t".join(fields)))
    assert annotate(family, out) == 0
    assert "GeneticModels=F:AD_dn" in infos(out)[2], "the second is new, the first the mother's"


def test_line_ends_of_another_system_are_taken(family, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf"
    family[0].write_bytes(family[0].read_bytes().replace(b"\n", b"\r\n"))
    assert annotate(family, out) == 0
    assert "GeneticModels=F:AR_comp" in infos(out)[0]
    assert b"\r" not in out.read_bytes()


def test_as_json(family, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate(family, tmp_path / "out.vcf", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["records"], said["genes_by"], said["rank_model"]) == (6, "CSQ", "small 0.1")
    assert (said["models"]["AR_comp"], said["open"]["AD_dn"], said["excluded"]) == (2, 1, 2)


def test_standard_output_is_vcf(family, capfdbinary) -> None:
    assert annotate(family, Path("-")) == 0
    assert capfdbinary.readouterr().out.startswith(b"##fileformat=VCFv4.2\n")


FAULTS = [
    # what is changed, how, exit code, what is said
    (0, ("##INFO=<ID=CSQ", "##INFO=<ID=XYZ"), 3, "does not say in which gene"),
    (0, ("0/1:20,20:40:99\t0/0:40,0:40:99\n", "0/1:20,20:40:99\n"), 3, "columns"),
    (0, ("3\t5000", "1\t5000"), 3, "do not stand together"),
    (1, ("\t1\t2\n", "\t1\t1\n"), 3, "nobody in the pedigree is affected"),
    (1, ("son", "boy"), 3, "no affected person of the pedigree is in the file"),
    (2, ("lower = 0.1", "lower = x"), 3, "'lower' is not a number"),
    (2, ("category = models", "category = other"), 3, "category 'other' is not listed"),
    (2, ("[[ad]]", "[[ad]"), 3, "is not closed"),
]


@pytest.mark.parametrize(("which", "change", "code", "said"), FAULTS)
def test_faults_leave_nothing_behind(
    family, tmp_path: Path, capsys: pytest.CaptureFixture[str], which, change, code, said
) -> None:
    family[which].write_text(family[which].read_text().replace(*change))
    out = tmp_path / "out.vcf"
    assert annotate(family, out) == code
    assert said in capsys.readouterr().err
    assert not out.exists()
    assert len(list(tmp_path.iterdir())) == 3


def test_an_output_of_another_form_is_refused(family, tmp_path: Path) -> None:
    assert annotate(family, tmp_path / "out.bcf") == 2
