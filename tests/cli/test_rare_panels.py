"""Gene panels by command: kept, compared, fixed in a case, retired."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_panels import FILE
from tests.formats.panelapp.test_read import gene, panel

GENETICIST = ("--as", "geneticist")
LOADER = ("--as", "bioinformatician")


@pytest.fixture
def shell(make_shell: Callable[[str], Shell], tmp_path: Path) -> Shell:
    """A node with PanelApp's panel 285 in two versions, and then the family's case."""
    made = make_shell("stockholm")
    old = panel(gene("AAAS", "HGNC:13666"), gene("ATM", "HGNC:795", "2"), gene("ODD9"))
    new = panel(gene("ATM", "HGNC:795", "3"), version="3.2")
    for number, value in enumerate((old, new)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(value))
        words = ("rare", "panel", "import", str(path), *LOADER)
        assert made(*words, "--dry-run")[0]["dry_run"]
        found = made(*words)
        assert found[0]["unknown"] == (["ODD9"] if number == 0 else [])
    config = str(family(tmp_path / "family", small_vcf=FILE))
    made("rare", "load", config, "--region", "01", "--assert-normalised", *LOADER)
    return made


def test_panels_are_listed_shown_and_compared(shell: Shell) -> None:
    found = shell("rare", "panels", *GENETICIST)
    assert [(each["panel"], each["version"]) for each in found] == [
        ("panelapp-285", "3.2"), ("panelapp-285", "3.1"),
    ]  # fmt: skip
    shown = shell("rare", "panel", "show", "panelapp-285", "--version", "3.1", *GENETICIST)
    assert (shown["genes"], shown["unknown"]) == (3, ["ODD9"])
    changes = shell("rare", "panel", "diff", "panelapp-285", "3.1", "3.2", *GENETICIST)
    assert [(each["name"], each["kind"]) for each in changes] == [
        ("AAAS", "removed"), ("ATM", "confidence"), ("ODD9", "removed"),
    ]  # fmt: skip
    shell("rare", "panel", "diff", "panelapp-285", "3.1", "9", *GENETICIST, expect=3)


def test_a_case_is_read_by_a_fixed_version(shell: Shell) -> None:
    told = shell("rare", "panel", "genes", "fam", *GENETICIST)
    assert (told["panels"], told["absent"]) == ([], ["OMIM"])
    words = ("rare", "panel", "fix", "fam", "panelapp-285", "--version", "3.1", *GENETICIST)
    shell(*words, "--dry-run")
    assert shell("rare", "panel", "genes", "fam", *GENETICIST)["panels"] == []
    shell(*words)
    told = shell("rare", "panel", "genes", "fam", *GENETICIST)
    assert (told["genes"], told["below"], told["not_found"]) == (["AAAS", "ODD9"], 1, ["ODD9"])
    shell("rare", "panel", "fix", "fam", "panelapp-285", "--version", "3.1", *GENETICIST, expect=3)
    made = shell("rare", "panel", "fix", "fam", "panelapp-285", *GENETICIST)
    assert made["version"] == "3.2"
    undone = shell("rare", "panel", "fix", "fam", "panelapp-285", "--undo", *GENETICIST)
    assert (undone["version"], undone["undone"]) == ("3.2", True)
    told = shell("rare", "panel", "genes", "fam", *GENETICIST)
    assert told["panels"][0]["version"] == "3.1"
    shell("rare", "panel", "fix", "fam", "panelapp-285", "--as", "operator", expect=4)


def test_a_table_is_added_and_a_version_retired(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "ataxia.tsv"
    path.write_text("symbol\thgnc_id\nATM\t795\n")
    words = ("rare", "panel", "add", str(path), "--version", "1.1", *LOADER)
    assert shell(*words)[0]["panel"] == "ataxia"
    words = ("rare", "panel", "retire", "ataxia", "1.1", *LOADER)
    assert shell(*words, "--dry-run")["retired"] is None
    assert shell(*words)["retired"] is not None
    assert shell(*words, "--undo")["retired"] is None
    path.write_text("symbol\thgnc_id\nATM\tENSG1\n")
    shell("rare", "panel", "add", str(path), *LOADER, expect=3)
