"""A day at a node, by command line: load, ask, query, export, withdraw, review."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from samvar.cli.main import run
from tests.cli.conftest import Shell

ASKED = ("--assembly", "GRCh38", "--variant", "10-94781859-G-A")


def test_a_load_says_what_happened_to_each_record(
    make_shell: Callable[[str], Shell], panel: Path
) -> None:
    shell = make_shell("skane")
    report = shell(
        "import", str(panel), "--dataset", "pgx", "--assert-normalised", "--as", "bioinformatician"
    )
    assert report["samples"] == 3
    assert report["assembly_from"] in ("header", "contigs")
    assert report["normalised_by"] == "asserted"
    (file,) = report["files"]
    assert (file["name"], file["records"], file["accepted"]) == ("panel.vcf", 3, 3)


def test_a_rehearsal_changes_nothing(make_shell: Callable[[str], Shell], panel: Path) -> None:
    shell = make_shell("skane")
    words = ("import", str(panel), "--dataset", "pgx", "--assert-normalised")
    assert shell(*words, "--dry-run", "--as", "bioinformatician")["samples"] == 3
    (status,) = shell("node", "status", "--as", "operator")
    assert (status["epoch"], status["GRCh38"]) == (0, 0)


def test_standard_input_is_a_file_like_any_other(
    make_shell: Callable[[str], Shell], panel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = make_shell("skane")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(panel.read_bytes())))
    words = ("import", "-", "--dataset", "pgx", "--assert-normalised", "--as", "bioinformatician")
    report = shell(*words)
    assert report["files"][0]["name"] == "standard-input"
    assert report["samples"] == 3


def test_a_damaged_file_is_bad_input_and_leaves_nothing(uppsala: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.vcf"
    bad.write_text("this is no VCF\n")
    words = ("import", str(bad), "--dataset", "pgx", "--as", "bioinformatician")
    assert uppsala(*words, expect=3)["error"]["code"] == "bad-file"
    (status,) = uppsala("node", "status", "--as", "operator")
    assert (status["epoch"], status["GRCh38"]) == (1, 3)


def test_care_gets_the_exact_sum_with_its_coverage(uppsala: Shell) -> None:
    answer = uppsala("ask", "variant_frequency", *ASKED, "--as", "geneticist")
    assert answer["state"] == "answered"
    assert {k: v[0] for k, v in answer["value"].items()} == {
        "ac": 3, "an": 6, "hom": 1, "hemi": 0, "individuals": 3,
    }  # fmt: skip
    assert answer["frequency"] == [0.5]
    assert answer["coverage"]["share_of_individuals"] == 1.0
    assert answer["parts"][0]["receipt"]["sequence"] > 0


def test_a_number_below_the_floor_is_null_and_not_zero(uppsala: Shell) -> None:
    answer = uppsala("ask", "variant_frequency", *ASKED, "--as", "researcher")
    assert answer["state"] == "suppressed"
    assert answer["value"]["ac"] == [None]
    assert answer["value"]["an"] == [6]
    assert answer["frequency"] == [None]


def test_variants_come_from_standard_input(uppsala: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("10-94781859-G-A\n\n10-94761900-C-T\n"))
    words = (
        "ask",
        "carriers_count",
        "--assembly",
        "GRCh38",
        "--variant",
        "-",
        "--as",
        "pharmacist",
    )
    value = uppsala(*words, "--as", "pharmacist")["value"]
    assert (value["carriers"], value["any_carriers"]) == ([2, 1], [2])


def test_keys_are_shown_as_variants(uppsala: Shell) -> None:
    words = ("ask", "variant_keys", "--assembly", "GRCh38", "--region", "10:94780000-94790000")
    assert uppsala(*words, "--as", "geneticist")["value"] == ["10-94781859-G-A"]


def test_a_question_that_is_none_is_a_usage_error(uppsala: Shell) -> None:
    words = ("ask", "variant_frequency", "--assembly", "GRCh38", "--as", "geneticist")
    assert uppsala(*words, expect=2)["error"]["code"] == "usage"


def test_nobody_and_the_wrong_person_are_refused(uppsala: Shell) -> None:
    words = ("query", "SELECT 1 AS one")
    assert uppsala(*words, expect=4)["error"]["code"] == "not-signed-in"
    assert uppsala(*words, "--as", "researcher", expect=4)["error"]["code"] == "refused"
    assert uppsala(*words, "--as", "nobody", expect=3)["error"]["code"] == "not-found"
    refused = uppsala("audit", "list", "--outcome", "refused", "--as", "auditor")
    assert [one["entry"]["verb"] for one in refused] == ["query"]


def test_a_person_of_another_centre_is_refused(uppsala: Shell) -> None:
    words = ("query", "SELECT 1 AS one", "--as", "bioinformatician@skane")
    assert uppsala(*words, expect=4)["error"]["code"] == "refused"


def test_sql_answers_over_the_views(uppsala: Shell) -> None:
    words = ("query", "SELECT count(*) AS n FROM samples", "--as", "bioinformatician")
    assert uppsala(*words) == [{"n": 3}]


@pytest.mark.parametrize("name", ["counts.tsv", "counts.parquet", "counts.vcf", "counts.vcf.gz"])
def test_an_export_says_where_it_is_from(uppsala: Shell, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    words = ("export", str(target), "--assembly", "GRCh38", "--as", "bioinformatician")
    made = uppsala(*words)
    assert (made["file"], made["epoch"], made["individuals"]) == (name, "1", "3")
    if name.endswith(".parquet"):
        assert pq.read_table(target)["ac"].to_pylist() == [1, 3, 3]
    elif name.endswith(".gz"):
        assert target.read_bytes()[:4] == b"\x1f\x8b\x08\x04"  # bgzip, not plain gzip
    else:
        assert "94781859" in target.read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_withdrawn_person_is_in_no_sum(uppsala: Shell) -> None:
    words = ("query", "SELECT person FROM samples ORDER BY person", "--as", "bioinformatician")
    person = uppsala(*words)[0]["person"]
    leave = ("withdraw", person, "--yes", "--as", "geneticist")
    assert uppsala(*leave, "--dry-run")["dry_run"] is True
    assert len(uppsala(*words)) == 3
    assert len(uppsala(*leave)["samples"]) == 1
    answer = uppsala("ask", "variant_frequency", *ASKED, "--as", "geneticist")
    assert (answer["value"]["an"], answer["value"]["individuals"]) == ([4], [2])
    assert uppsala(*leave, expect=3)["error"]["code"] == "not-found"


def test_an_opt_out_of_research_leaves_care(uppsala: Shell) -> None:
    words = ("query", "SELECT person FROM samples ORDER BY person", "--as", "bioinformatician")
    person = uppsala(*words)[0]["person"]
    stop = ("withdraw", person, "--use", "research", "--yes", "--as", "geneticist")
    assert uppsala(*stop)["epochs"] == {person: 2}
    care = uppsala("ask", "variant_frequency", *ASKED, "--as", "geneticist")
    research = uppsala("ask", "variant_frequency", *ASKED, "--as", "researcher")
    assert (care["value"]["an"], research["value"]["an"]) == ([6], [4])


def test_the_audit_trail_is_whole(uppsala: Shell) -> None:
    entries = uppsala("audit", "list", "--as", "auditor")
    assert [one["sequence"] for one in entries] == list(range(len(entries), 0, -1))
    assert uppsala("audit", "verify", "--as", "auditor")["whole"] is True


def test_a_well_node_has_no_bad_finding(uppsala: Shell) -> None:
    found = uppsala("node", "doctor", "--verify", "--as", "operator")
    assert [check for check in found if check["state"] == "bad"] == []


def test_jobs_are_listed(uppsala: Shell) -> None:
    assert uppsala("job", "list", "--as", "operator") == []
    words = ("job", "show", "job_000000000000000000000000", "--as", "operator")
    assert uppsala(*words, expect=3)["error"]["code"] == "not-found"


def test_a_folder_without_a_node_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["node", "status", "--at", str(tmp_path), "--as", "operator"]) == 3
    assert "samvar node init" in capsys.readouterr().err


def test_releases_are_made_and_listed(uppsala: Shell) -> None:
    refused = uppsala("release", "make", "--as", "researcher", expect=4)
    assert refused["error"]["code"] == "refused"
    assert uppsala("release", "make", "--dry-run", "--as", "coordinator")["number"] == 1
    made = uppsala("release", "make", "--as", "coordinator")
    assert {one["kind"] for one in made} == {"nodes", "public"}
    listed = uppsala("release", "list", "--as", "coordinator")
    assert len(listed) == len(made)


def test_a_second_public_release_waits_for_its_day(
    uppsala: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    uppsala("release", "make", "--as", "coordinator")
    again = uppsala("release", "make", "--as", "coordinator")
    assert {one["kind"] for one in again} == {"nodes"}
    monkeypatch.setenv("SAMVAR_PUBLIC_DAYS", "0")
    assert {one["kind"] for one in uppsala("release", "make", "--as", "coordinator")} == {
        "nodes", "public",
    }  # fmt: skip


def test_a_backup_comes_back_as_the_same_node(uppsala: Shell, tmp_path: Path) -> None:
    archive, folder = tmp_path / "uppsala.tar", tmp_path / "again"
    assert uppsala("node", "backup", str(archive), "--plain", "--as", "operator")["epoch"] == 1
    words = ("node", "restore", str(archive), str(folder))
    assert uppsala(*words, "--dry-run")["node"] == "uppsala"
    assert not folder.exists()
    assert uppsala(*words, "--as", "operator@skane", expect=4)["error"]["code"] == "refused"
    assert uppsala(*words, "--as", "operator@uppsala")["epoch"] == 1
    again = Shell(folder, uppsala.capture)
    answer = again("ask", "variant_frequency", *ASKED, "--as", "geneticist")
    assert answer["value"]["ac"] == [3]


def test_a_table_shows_a_hidden_number_as_nothing(
    uppsala: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ask", "variant_frequency", *ASKED, "--as", "researcher", "--at", str(uppsala.node)]
    assert run(words) == 0
    header, row = capsys.readouterr().out.splitlines()
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert (cells["ac"], cells["an"], cells["af"]) == ("", "6", "")
