"""`samvar rare load --dry-run`, without a node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samvar.cli.main import run
from tests.focus.rare_disease.family_files import CONFIG, SMALL, family, vcf

DRY = "--dry-run"


def test_a_case_that_could_be_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rare", "load", str(family(tmp_path)), DRY]) == 0
    out, err = capsys.readouterr()
    assert err == "case fam, GRCh37: 3 members, 1 terms, 5 files; faults: 0, notes: 0\n"
    assert out.splitlines()[:3] == [
        "what\tcategory\tof\trecords\tstanding",
        "file\tsnv\tsmall.vcf\t1\t",
        "file\tsv\tlarge.vcf\t1\t",
    ]
    assert "quality\trelatedness\tson–dad, son–mum, dad–mum\t\tpass" in out.splitlines()


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rare", "load", str(family(tmp_path)), DRY, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["case"], said["loadable"], said["proband"]) == ("fam", True, "son")
    assert said["observed"] == ["HP:0001250"]
    assert said["files"][0] == {
        "key": "vcf_snv", "role": "variants", "category": "snv", "research": False,
        "file": "small.vcf", "member": None, "records": 1,
    }  # fmt: skip
    assert said["faults"] == []


def test_files_beside_the_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    family(tmp_path)
    mitodel = tmp_path / "a=b.txt"
    mitodel.write_text("intermediate discordant 10 normal 680523 ratio ppk 0.0146944\n")
    words = ["rare", "load", str(tmp_path / "peddy.ped"), "--vcf", str(tmp_path / "small.vcf"), DRY]
    assert run([*words, "--file", f"son={mitodel}", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(f["category"], f["member"]) for f in said["files"]] == [
        ("snv", None), ("mitodel", "son"),
    ]  # fmt: skip
    assert run([*words, "--file", str(mitodel)]) == 3
    assert "write --file SAMPLE=a=b.txt" in capsys.readouterr().err


def test_every_fault_is_told_and_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = family(
        tmp_path,
        case_yaml=CONFIG + "multiqc: gone.html\n",
        small_vcf=vcf(SMALL, ("son", "dad", "aunt")),
    )
    assert run(["rare", "load", str(path), DRY]) == 3
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines[:3]] == ["1. note", "2. fault", "3. fault"]
    assert lines[3].endswith("faults: 2, notes: 1")
    assert lines[4:] == [
        "samvar: bad-input: the case cannot be loaded",
        "  where: small.vcf, line 5",
        "  why: that is the first of 2 faults",
        "  remedy: mend what is told above, and look it through again",
    ]
    assert run(["rare", "load", str(path), DRY, "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert [(f["file"], f["line"], f["column"], f["fatal"]) for f in said["faults"]] == [
        ("case.yaml", 18, 10, False), ("small.vcf", 5, None, True), ("small.vcf", 5, 12, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (["gone.yaml", DRY], 3, "there is no such file"),
        (["case.yaml"], 2, "a case has a referring region"),
        (["case.yaml", DRY, "--assembly", "hg20"], 3, "not an assembly"),
        (["case.yaml", DRY, "--allow", "nowhere"], 2, "is not a folder"),
    ],
)
def test_what_cannot_be_begun(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
    what: str,
) -> None:
    family(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["rare", "load", *words]) == code
    assert what in capsys.readouterr().err
