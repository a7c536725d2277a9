"""`samvar pgx recall|passport` and `samvar knowledge --at`, at a node and without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from samvar.cli.main import run
from samvar.focus.pharmacogenomics.passport import read, seal, write
from samvar.govern.keys import NodeKey
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.clock import iso, utc_now
from tests.cli.conftest import Shell
from tests.focus.pharmacogenomics.laboratory import changed, laboratory, with_function

AS = ("--as", "pharmacist")


@pytest.fixture
def node(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Shell, str]:
    """Uppsala with two patients, a release that tells one otherwise, and her signed report."""
    for name in ("SAMVAR_AT", "SAMVAR_PERSONA", "SAMVAR_PURPOSE", "SAMVAR_KNOWLEDGE"):
        monkeypatch.delenv(name, raising=False)
    with laboratory(tmp_path, others=("skane",)) as lab:
        lab.load(ANNA={"rs12248560": "0/1"}, BERIT={})
        lab.shelve(changed("next", "CYP2C19", with_function("*17", like="*1")))
        report = lab.report("ANNA", "clopidogrel").id
        (tmp_path / "roster.json").write_bytes(lab.site.roster.write())
    return Shell(tmp_path / "uppsala", capsys), report


# -- knowledge at a node --------------------------------------------------------------------


def test_a_release_is_brought_to_a_nodes_shelf(node, shared_data):
    shell, _ = node
    source = str(shared_data / "pharmacogenomics")
    words = ("knowledge", "import", source, "--name", "public")
    shell(*words, "--dry-run", *AS)
    names = [row["name"] for row in shell("knowledge", "list", *AS)]
    assert names == ["next", own_release().name]
    shell(*words, "--as", "researcher", expect=4)
    assert shell(*words, *AS)["name"] == "public"
    names = [row["name"] for row in shell("knowledge", "list", *AS)]
    assert sorted(names) == sorted(["next", "public", own_release().name])
    (change,) = shell("knowledge", "diff", own_release().name, "next", *AS)
    assert (change["subject"], change["item"]) == ("CYP2C19", "*17")
    told = shell("pgx", "recall", "public", "--assess", *AS)
    assert {line["new_release"] for line in told} == {"public"}


def test_a_shelf_without_a_node_is_the_users_own(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("SAMVAR_AT", raising=False)
    assert run(["knowledge", "list", "--shelf", str(tmp_path), "--json"]) == 0
    assert [r["name"] for r in json.loads(capsys.readouterr().out)] == [own_release().name]


# -- recall ---------------------------------------------------------------------------------


def test_a_recall_from_assessment_to_seen_to_and_back(node):
    shell, _ = node
    assert shell("pgx", "recall", "next", *AS) == []
    (seen,) = shell("pgx", "recall", "next", "--assess", "--dry-run", *AS)
    assert seen["line"] is None
    assert shell("pgx", "recall", "next", *AS) == []
    (line,) = shell("pgx", "recall", "next", "--assess", *AS)
    assert (line["patient"], line["gene"]) == ("ANNA", "CYP2C19")
    assert (line["old"]["phenotype"], line["new"]["phenotype"]) == (
        "Rapid Metabolizer", "Normal Metabolizer",
    )  # fmt: skip
    number = str(line["line"])
    shell("pgx", "recall", "next", "--handle", number, "--dry-run", *AS)
    assert shell("pgx", "recall", "next", *AS)[0]["handled"] is None
    (done,) = shell("pgx", "recall", "next", "--handle", number, *AS)
    assert done["handled_by"] == "pharmacist"
    (again,) = shell("pgx", "recall", "next", "--assess", *AS)
    assert again["handled"] == done["handled"]
    (opened,) = shell("pgx", "recall", "next", "--undo", number, *AS)
    assert opened["handled"] is None


RECALL_FAULTS = [
    (("nothing-of-that-name",), 3),
    (("nothing-of-that-name", "--assess"), 3),
    (("next", "--handle", "99"), 3),
    (("next", "--handle", "1", "--undo", "1"), 2),
    (("next", "--assess", "--handle", "1"), 2),
    (("next", "--handle", "one"), 2),
]


@pytest.mark.parametrize(("words", "code"), RECALL_FAULTS)
def test_a_recall_that_makes_no_sense_leaves_with_its_code(node, words, code):
    node[0]("pgx", "recall", *words, *AS, expect=code)


@pytest.mark.parametrize("words", [(), ("--assess",), ("--assess", "--dry-run")])
def test_a_recall_list_is_for_those_whose_patients_they_are(node, words):
    node[0]("pgx", "recall", "next", *words, "--as", "researcher", expect=4)


def test_a_recall_table_for_pipes(node, capsys):
    shell, _ = node
    assert run(["pgx", "recall", "next", "--assess", *AS, "--at", str(shell.node)]) == 0
    out, err = capsys.readouterr()
    head, line = (row.split("\t") for row in out.splitlines())
    assert head[:3] == ["line", "patient", "gene"]
    assert line[1:5] == [
        "ANNA", "CYP2C19", "*1/*17, Rapid Metabolizer", "*1/*17, Normal Metabolizer",
    ]  # fmt: skip
    assert "lines: 1; people who wait: 1" in err


# -- passports ------------------------------------------------------------------------------


@pytest.fixture
def carried(node, tmp_path):
    """Anna's passport as a file, and its id."""
    shell, report = node
    path = tmp_path / "passport.json"
    told = shell("pgx", "passport", "issue", report, "--centre", "skane", "--out", str(path), *AS)
    assert told["centres"] == ["skane"]
    return path, told["id"]


def verify(capsys, path, *words):
    """Exit code and JSON of an offline check."""
    capsys.readouterr()
    roster = str(path.parent / "roster.json")
    code = run(["pgx", "passport", "verify", str(path), "--roster", roster, *words, "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out or err)


def test_a_passport_is_verified_without_a_node(carried, capsys):
    path, name = carried
    code, told = verify(capsys, path)
    assert code == 0
    assert (told["id"], told["genuine"], told["expired"], told["revoked"]) == (
        name, True, False, None,
    )  # fmt: skip
    gene = next(gene for gene in told["genes"] if gene["gene"] == "CYP2C19")
    assert (gene["diplotypes"], gene["phenotype"]) == (["*1/*17"], "Rapid Metabolizer")


def test_what_was_taken_back_is_told_by_the_list_that_its_issuer_signed(
    node, carried, tmp_path, capsys
):
    (shell, _), (path, name) = node, carried
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    shell("pgx", "passport", "status-list", "--out", str(before), *AS)
    code, told = verify(capsys, path, "--status-list", str(before))
    assert (code, told["revoked"], told["good"]) == (0, False, True)
    shell("pgx", "passport", "revoke", name, "--dry-run", *AS)
    assert shell("pgx", "passport", "verify", str(path), *AS)["revoked"] is False
    shell("pgx", "passport", "revoke", name, *AS)
    shell("pgx", "passport", "status-list", "--out", str(after), *AS)
    code, told = verify(capsys, path, "--status-list", str(after))
    assert (code, told["genuine"], told["revoked"], told["genes"]) == (1, True, True, None)
    assert shell("pgx", "passport", "verify", str(path), *AS, expect=1)["revoked"] is True
    printed = shell("pgx", "passport", "status-list", *AS)
    assert printed["issuer"] == "uppsala"
    forged = tmp_path / "forged.json"
    forged.write_text(after.read_text().replace("uppsala", "orebro"))
    code, told = verify(capsys, path, "--status-list", str(forged))
    assert (code, told["error"]["code"]) == (4, "bad-signature")


def test_a_passport_that_is_not_as_it_was_signed_leaves_with_4(carried, capsys, tmp_path):
    path, _ = carried
    text = path.read_text()
    for bad in (
        text.replace("Rapid Metabolizer", "Normal Metabolizer"),
        text.replace('"uppsala"', '"skane"'),
        write(seal(read(path.read_bytes()).passport, NodeKey.new())).decode(),
    ):
        assert bad != text
        forged = tmp_path / "forged.json"
        forged.write_text(bad)
        code, told = verify(capsys, forged)
        assert (code, told["error"]["code"]) == (4, "bad-signature")


def test_a_file_that_is_none_leaves_with_3(carried, capsys, tmp_path):
    for text in ("", "{}", "[" * 100_000):
        bad = tmp_path / "bad.json"
        bad.write_text(text)
        assert verify(capsys, bad)[0] == 3
    assert verify(capsys, tmp_path / "not-there.json")[0] == 3


def test_an_expired_passport_leaves_with_1(carried, capsys, tmp_path):
    """Signed by the node's own key, of a month long gone."""
    path, _ = carried
    key = NodeKey.load(tmp_path / "uppsala" / "keys")
    document = replace(
        read(path.read_bytes()).passport,
        issued=iso(utc_now().replace(year=2025)),
        expires=iso(utc_now().replace(year=2025, hour=0)),
    )
    old = tmp_path / "old.json"
    old.write_bytes(write(seal(document, key)))
    code, told = verify(capsys, old)
    assert (code, told["genuine"], told["expired"]) == (1, True, True)


def test_a_passport_is_fetched_by_a_centre_that_the_patient_named(node, carried, tmp_path):
    (shell, _), (path, name) = node, carried
    both = Shell(tmp_path, shell.capture)
    out = tmp_path / "fetched.json"
    words = ("pgx", "passport", "fetch", name)
    told = both(*words, "--out", str(out), "--as", "pharmacist@skane")
    assert (told["good"], told["revoked"]) == (True, False)
    assert out.read_bytes() == path.read_bytes()
    both(*words, "--as", "pharmacist@uppsala", expect=3)  # Uppsala itself was not named
    both(*words, "--as", "researcher", expect=4)
    shell("pgx", "passport", "revoke", name, *AS)
    told = both(*words, "--as", "pharmacist@skane", expect=1)
    assert (told["revoked"], told["issuer"]) == (True, "uppsala")


PASSPORT_FAULTS = [
    (("issue", "rep_none"), 3),
    (("issue", "REPORT", "--centre", "oslo"), 3),
    (("issue", "REPORT", "--days", "91"), 3),
    (("issue", "rep_none", "--dry-run"), 3),
    (("revoke", "pas_none"), 3),
    (("revoke", "pas_none", "--dry-run"), 3),
    (("fetch", "pas_none"), 3),
    (("fetch", "per_none"), 2),
    (("issue",), 2),
]


@pytest.mark.parametrize(("words", "code"), PASSPORT_FAULTS)
def test_a_passport_command_that_cannot_be_done_leaves_with_its_code(node, words, code):
    shell, report = node
    given = [report if word == "REPORT" else word for word in words]
    shell("pgx", "passport", *given, *AS, expect=code)


def test_a_rehearsed_passport_is_not_issued(node):
    shell, report = node
    told = shell("pgx", "passport", "issue", report, "--dry-run", *AS)
    assert told == {"report": report, "dry_run": True}
    shell("pgx", "passport", "issue", report, "--as", "auditor", expect=4)


def test_who_may_not_read_a_report_is_not_told_of_an_order_that_was(node):
    """An order that is acknowledged already says nothing to a stranger either."""
    shell, _ = node
    (order,) = shell("pgx", "queue", *AS)
    shell("pgx", "acknowledge", order["order"], *AS)
    shell("pgx", "acknowledge", order["order"], "--as", "researcher", expect=4)
    shell("pgx", "acknowledge", order["order"], "--as", "researcher", "--given", "2026-01-01",
          expect=4)  # fmt: skip
    assert shell("pgx", "acknowledge", order["order"], *AS)[0]["step"] == "acknowledged"
