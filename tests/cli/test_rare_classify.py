"""`samvar rare classify`, `copies` and `clinvar`, without a node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samvar.cli.main import run

FACTS: dict[str, Any] = {
    "gene": "PAH",
    "terms": ["missense_variant"],
    "inheritance": "recessive",
    "gnomad": {"faf": 0, "alleles": 0, "chromosomes": 1600000},
    "scores": {"REVEL": 0.966, "SpliceAI": 0.01},
    "trans": [{"other": "pathogenic", "phase": "trans"}],
}
TO_CLINVAR = (
    "--variant", "12-102852902-C-G", "--assembly", "GRCh38", "--condition", "MONDO:0009861",
    "--evaluated", "2026-11-27",
)  # fmt: skip
Capture = pytest.CaptureFixture[str]


def said(capture: Capture, *words: str, expect: int = 0) -> Any:
    """The JSON that a command prints; on a fault that of its error."""
    capture.readouterr()
    assert run(["rare", *words, "--json"]) == expect
    out, err = capture.readouterr()
    return json.loads(err if expect else out)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS, indent=1), "utf-8")
    return path


def test_stated_criteria_in_three_ways(capsys: Capture) -> None:
    found = said(capsys, "classify", "PVS1,pm3_verystrong")
    assert (found["class"], found["points"], found["by_table"]) == ("pathogenic", 16, "uncertain")
    assert "no rule for two very strong" in found["disagreement"]
    assert [each["label"] for each in found["criteria"]] == ["PVS1", "PM3_VeryStrong"]


def test_pm2_as_it_was_in_2015_is_noted(capsys: Capture) -> None:
    found = said(capsys, "classify", "PM2")
    assert (found["points"], "supporting since" in found["note"]) == (2, True)
    assert said(capsys, "classify", "PM2_Supporting")["note"] is None


def test_the_class_is_in_the_first_row(capsys: Capture) -> None:
    assert run(["rare", "classify", "PVS1", "PM2_Supporting", "PP3"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == ["class", "Likely pathogenic", "+9 points, posterior 0.988"]
    assert ["PP3", "counts as nothing"] in [row[:2] for row in rows]


def test_criteria_follow_from_facts(capsys: Capture, facts: Path) -> None:
    found = said(capsys, "classify", "--facts", str(facts))
    met = {each["criterion"]: each["label"] for each in found["criteria"] if each["label"]}
    assert met == {"PM2": "PM2_Supporting", "PM3": "PM3", "PP3": "PP3_Strong"}
    assert found["class"] == "likely_pathogenic"
    assert found["rules"][0].startswith("ClinGen Phenylketonuria")
    open_ones = {each["criterion"] for each in found["criteria"] if each["missing"]}
    assert {"PS3", "PM5", "PP1", "PP4"} <= open_ones
    assert len(found["criteria"]) == 28


def test_a_person_has_the_last_word_and_gives_a_reason(capsys: Capture, facts: Path) -> None:
    words = ("classify", "PP4_Moderate", "--facts", str(facts), "--deny", "PP3")
    found = said(capsys, *words, "--because", "seen in the clinic")
    by_code = {each["criterion"]: each for each in found["criteria"]}
    assert (by_code["PP4"]["label"], by_code["PP4"]["why"]) == (
        "PP4_Moderate",
        "seen in the clinic",
    )
    assert by_code["PP3"]["state"] == "not_met"
    assert {"criterion": "PP3", "suggested": "PP3_Strong"} in found["changed_by_a_person"]
    assert said(capsys, *words, expect=3)["error"]["what"].startswith("a reason")


def test_a_laboratorys_own_rules(capsys: Capture, facts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "pah.toml").write_text(
        'form = 1\nname = "Ours"\nversion = "2"\nsource = "https://lab.example/r"\n'
        'genes = ["PAH"]\n\n[[criterion]]\ncode = "PP3"\nuse = false\ntext = "not here"\n',
        "utf-8",
    )
    found = said(capsys, "classify", "--facts", str(facts), "--rules", str(folder))
    assert found["rules"][0] == "Ours, version 2, https://lab.example/r"
    pp3 = next(each for each in found["criteria"] if each["criterion"] == "PP3")
    assert (pp3["state"], pp3["why"]) == ("not_assessed", "not used: not here")


def test_everything_can_be_shown(capsys: Capture, facts: Path) -> None:
    assert run(["rare", "classify", "--facts", str(facts), "--all"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 3 + 28
    assert any(row[0] == "PS3" and "missing: assays" in row[2] for row in rows)


def test_a_submission_to_clinvar_is_written_and_checked(
    capsys: Capture, facts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "clinvar.json"
    said(capsys, "classify", "--facts", str(facts), "--clinvar", str(out), *TO_CLINVAR)
    assert said(capsys, "clinvar", str(out)) == {
        "records": [
            {
                "variant": "12-102852902-C-G",
                "condition": "MONDO:0009861",
                "class": "Likely pathogenic",
                "status": "novel",
            }
        ]
    }
    out.write_text(out.read_text("utf-8").replace('"yes"', '"perhaps"'), "utf-8")
    error = said(capsys, "clinvar", str(out), expect=3)["error"]
    assert error["where"].startswith("clinvar.json, line ")


WRONG = [
    # words, exit code, what
    (["classify"], 2, "nothing to classify"),
    (["classify", "PVS1", "--because", "so"], 2, "are for --facts"),
    (["classify", "PVS1", "--clinvar", "x.json"], 2, "needs --variant"),
    (["classify", "PVS9"], 3, "not a criterion"),
    (["classify", "PVS1", "PVS1_Strong"], 3, "given twice"),
    (["classify", "--facts", "FACTS", "--deny", "PP3_Strong", "--because", "x"], 3, "strength"),
    (["classify", "--facts", "BAD"], 3, "not facts of a variant"),
]


@pytest.mark.parametrize(("words", "code", "what"), WRONG)
def test_what_is_wrong_is_said(
    capsys: Capture, facts: Path, words: list[str], code: int, what: str
) -> None:
    bad = facts.with_name("bad.json")
    bad.write_text('{\n "gene": "PAH",\n "gnomad": {"faf": 2}\n}\n', "utf-8")
    named = {"FACTS": str(facts), "BAD": str(bad)}
    error = said(capsys, *[named.get(word, word) for word in words], expect=code)["error"]
    assert what in error["what"]
    if "BAD" in words:
        assert error["where"] == "bad.json, line 3"


COPIES = {
    "change": "loss",
    "elements": False,
    "hits": [
        {
            "gene": "HI",
            "start": 1000,
            "end": 4000,
            "forward": True,
            "exons": [[1000, 1200], [2000, 2200], [3000, 4000]],
            "coding": [1100, 3050],
        }
    ],
    "origin": "de_novo",
    "likeness": "unique",
    "proven": True,
}
DOSAGE = (
    "#Genomic Locations are reported on GRCh38\n#Gene Symbol\tGenomic Location\t"
    "Haploinsufficiency Score\tTriplosensitivity Score\nHI\tchr1:1001-4000\t3\t0\n"
)


def test_a_deletion_item_by_item(capsys: Capture, tmp_path: Path) -> None:
    copies, dosage = tmp_path / "copies.json", tmp_path / "genes.tsv"
    copies.write_text(json.dumps(COPIES), "utf-8")
    dosage.write_text(DOSAGE, "utf-8")
    words = ("copies", "1:901-1150", "--assembly", "GRCh38", "--facts", str(copies))
    without = said(capsys, *words)
    assert (without["class"], without["score"]) == ("uncertain", 0.45)
    found = said(capsys, *words, "--dosage", str(dosage))
    assert (found["class"], found["score"]) == ("pathogenic", 1.35)
    own = ("--item", "2C-1=0.45", "--because", "a second start")
    assert said(capsys, *words, "--dosage", str(dosage), *own)["score"] == 0.9
    assert (
        "may have"
        in said(capsys, *words, "--item", "2C-1=2", "--because", "x", expect=3)["error"]["what"]
    )
    assert said(capsys, *words, "--item", "2C-1", "--because", "x", expect=2)["error"]
    assert run(["rare", *words, "--all"]) == 0
    shown = capsys.readouterr().out
    assert "2A\tnot assessed\t" in shown
    assert "missing: dosage map" in shown


def test_how_far_two_readers_agree(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "readers.tsv"
    rows = ["variant\tfirst\tsecond", *[f"a{n}\tP\tpathogenic" for n in range(20)]]
    rows += [f"b{n}\tP\tB" for n in range(5)] + [f"c{n}\tBenign\tp" for n in range(10)]
    rows += [f"d{n}\tb\tB" for n in range(15)]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    found = said(capsys, "agreement", str(path))
    assert (found["variants"], found["observed"]) == (50, 0.7)
    assert found["kappa"] == pytest.approx(0.4)
    assert run(["rare", "agreement", str(path)]) == 0
    assert "Pathogenic / Benign\t5" in capsys.readouterr().out


READERS = [
    # text, line, what
    ("variant\tfirst\tsecond\n", None, "no variant"),
    ("a\tP\n", 1, "a row is"),
    ("a\tP\tB\nb\tP\tmaybe\n", 2, "'maybe' is no class"),
    ("a\tP\tB\na\tP\tB\n", 2, "earlier row"),
]


@pytest.mark.parametrize(("text", "line", "what"), READERS)
def test_a_fault_of_the_readers_table(
    capsys: Capture, tmp_path: Path, text: str, line: int | None, what: str
) -> None:
    path = tmp_path / "readers.tsv"
    path.write_text(text, "utf-8")
    error = said(capsys, "agreement", str(path), expect=3)["error"]
    assert what in error["what"]
    assert error["where"] == ("readers.tsv" if line is None else f"readers.tsv, line {line}")
