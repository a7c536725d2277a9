"""`samvar rare rank` and `benchmark`: on files and standard input, without a node."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from samvar.cli.main import run
from tests.knowledge.phenotype.small import written


def packet(
    id: str,
    seen: list[str],
    excluded: list[str] | None = None,
    disease: str | None = None,
    gene: str | None = None,
    paper: str = "PMID:77",
) -> str:
    """A Phenopacket on one line."""
    features: list[dict[str, Any]] = [{"type": {"id": term}} for term in seen]
    features += [{"type": {"id": term}, "excluded": True} for term in excluded or ()]
    whole: dict[str, Any] = {
        "id": id,
        "subject": {"id": "1", "sex": "FEMALE"},
        "phenotypicFeatures": features,
        "metaData": {"phenopacketSchemaVersion": "2.0", "externalReferences": [{"id": paper}]},
    }
    if disease:
        diagnosis: dict[str, Any] = {"disease": {"id": disease}}
        if gene:
            context = {"variationDescriptor": {"geneContext": {"symbol": gene}}}
            found = {"interpretationStatus": "CAUSATIVE", "variantInterpretation": context}
            diagnosis["genomicInterpretations"] = [found]
        solved = {"id": "1", "progressStatus": "SOLVED", "diagnosis": diagnosis}
        whole["interpretations"] = [solved]
    return json.dumps(whole)


@pytest.fixture
def hpo(tmp_path: Path) -> str:
    return str(written(tmp_path / "hpo"))


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_patient_is_a_line_with_diseases_and_genes_best_first(
    tmp_path: Path, hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "patients.jsonl.gz"
    thumb, gait = packet("a", ["HP:9000012", "HP:9000013"]), packet("b", ["HP:9000032"])
    path.write_bytes(gzip.compress(f"{thumb}\n\n{gait}\n".encode()))
    assert run(["rare", "rank", "--phenopackets", str(path), "--hpo", hpo, "--json"]) == 0
    first, second = lines(capsys.readouterr().out)
    assert set(first) == {"id", "diseases", "genes"}
    assert first["id"] == "a"
    assert first["diseases"][0]["id"] == "OMIM:900001"
    assert first["genes"][0]["symbol"] == "THU1"
    assert first["genes"][0]["hgnc"] is None
    assert second["diseases"][0]["id"] == "OMIM:900003"
    scores = [each["score"] for each in first["diseases"]]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=1e-4)
    # Orphanet's entry of the same name is counted under OMIM's id, and stands nowhere else.
    assert "ORPHA:71" not in {each["id"] for each in first["diseases"]}
    # What is only multifactorial has no gene that counts.
    assert "HOP4" not in {each["symbol"] for each in first["genes"]}


def test_a_patient_of_whom_nothing_was_seen_has_empty_lists_and_a_reason(
    tmp_path: Path, hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "patients.jsonl"
    path.write_text(f"{packet('a', [], ['HP:9000012'])}\n{packet('b', ['HP:9000092'])}\n")
    assert run(["rare", "rank", "--phenopackets", str(path), "--hpo", hpo, "--json"]) == 0
    none, unknown = lines(capsys.readouterr().out)
    assert (none["diseases"], none["genes"]) == ([], [])
    assert "no feature" in none["reason"]
    assert unknown["unknown_terms"] == ["HP:9000092"]


def test_one_bad_line_is_an_error_with_its_line_and_nothing_is_ranked(
    tmp_path: Path, hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "patients.jsonl"
    path.write_text(f"{packet('a', ['HP:9000012'])}\n{{\n")
    assert run(["rare", "rank", "--phenopackets", str(path), "--hpo", hpo, "--json"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert json.loads(told.err)["error"]["where"] == "patients.jsonl, line 2"


def test_standard_input_is_read(
    hpo: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BufferedReader(io.BytesIO(packet("a", ["HP:9000012"]).encode()))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))
    assert run(["rare", "rank", "--phenopackets", "-", "--hpo", hpo, "--json"]) == 0
    assert lines(capsys.readouterr().out)[0]["diseases"][0]["id"] == "OMIM:900001"


def test_a_table_shows_the_ranking_the_reasons_and_the_next_questions(
    hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--term", "HP:9000012", "--not", "HP:9000030", "--hpo", hpo]
    told = ["--explain", "OMIM:900001", "--ask-next", "--limit", "2"]
    assert run(["rare", "rank", *words, *told]) == 0
    out = capsys.readouterr().out
    ranking, rest = out.split("term\tname\tadds", 1)
    why, questions = rest.split("term\tname\tgain", 1)
    assert len(ranking.splitlines()) == 3
    assert "Thumb syndrome 1" in ranking
    assert "HP:9000012\tBlue thumb" in why
    assert len(questions.strip().splitlines()) == 2  # the next one would tell next to nothing


BAD = [
    ([], 2, "one of"),
    (["--term", "HP:9999999"], 3, "no term"),
    (["--term", "HP:9000012", "--explain", "OMIM:1"], 3, "nothing is known"),
    (["--phenopackets", "nowhere.jsonl"], 3, "no such file"),
]


@pytest.mark.parametrize(("words", "code", "what"), BAD)
def test_what_cannot_be_ranked_is_refused(
    hpo: str, capsys: pytest.CaptureFixture[str], words: list[str], code: int, what: str
) -> None:
    assert run(["rare", "rank", *words, "--hpo", hpo]) == code
    assert what in capsys.readouterr().err


def test_the_own_paper_counts_only_when_asked_for(
    tmp_path: Path, hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """PMID:5 is all that is known of the third disease but for a heart."""
    path = tmp_path / "patients.jsonl"
    path.write_text(packet("a", ["HP:9000032"], paper="PMID:5"))
    words = ["rare", "rank", "--phenopackets", str(path), "--hpo", hpo, "--json"]
    assert run(words) == 0
    assert run([*words, "--exclude-own-paper"]) == 0
    known, excluded = lines(capsys.readouterr().out)
    assert known["diseases"][0]["id"] == "OMIM:900003"
    assert excluded["diseases"][0]["id"] == "ORPHA:72"


def test_a_benchmark_counts_places_and_who_was_left_out(
    tmp_path: Path, hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "solved.jsonl"
    patients = [
        packet("a", ["HP:9000012", "HP:9000013"], None, "OMIM:900001", "THU1"),
        packet("b", ["HP:9000032"], None, "OMIM:900003", "GAI3", paper="PMID:5"),
        packet("c", [], None, "OMIM:900001", "THU1"),
        packet("d", ["HP:9000032"], None, "OMIM:999999", "THU1"),
        packet("e", ["HP:9000032"]),
    ]
    path.write_text("\n".join(patients))
    told = {}
    for words in ([], ["--with-own-paper"]):
        assert run(["rare", "benchmark", str(path), "--hpo", hpo, "--json", *words]) == 0
        told[bool(words)] = json.loads(capsys.readouterr().out)
    assert told[False]["own_paper"] == "excluded"
    assert told[False]["left_out"] == {
        "no feature was seen": 1, "nothing is known of the disease": 1
    }  # fmt: skip

    def found(own: bool, group: str, what: str = "disease") -> tuple[int, int]:
        (line,) = [
            each
            for each in told[own]["lines"]
            if (each["patients"], each["what"], each["method"], each["first"])
            == (group, what, "samvar", 1)
        ]
        return line["found"], line["of"]

    assert found(False, "all") == (1, 2)
    assert found(True, "all") == (2, 2)
    assert found(False, "paper unknown") == (1, 1)
    assert found(True, "all", "gene") == (2, 2)
    methods = {each["method"] for each in told[True]["lines"]}
    assert methods == {"samvar", "simGIC", "Resnik BMA", "Phrank", "LIRICAL's formula"}


def test_nobody_solved_is_nothing_to_measure(
    tmp_path: Path, hpo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "patients.jsonl"
    path.write_text(packet("a", ["HP:9000012"]))
    assert run(["rare", "benchmark", str(path), "--hpo", hpo]) == 3
    assert "solved" in capsys.readouterr().err
