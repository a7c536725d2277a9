"""A case by command: loaded, listed, looked at, worked in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.focus.rare_disease.family_files import family

GENETICIST = ("--as", "geneticist")
LOADER = ("--as", "bioinformatician")
VARIANT = "1-1000-A-G"


@pytest.fixture
def shell(make_shell: Callable[[str], Shell], tmp_path: Path) -> Shell:
    """A node with the family's case."""
    made = make_shell("stockholm")
    config = str(family(tmp_path / "family"))
    words = ("rare", "load", config, "--region", "01", "--assert-normalised", *LOADER)
    done = made(*words)
    assert (done["label"], done["again"], done["rows"]) == ("fam", False, {"snv": 1, "sv": 1})
    assert made(*words)["report"] is None, "the same case again"
    return made


def test_cases_are_listed_and_shown(shell: Shell) -> None:
    found = shell("rare", "cases", *GENETICIST)
    assert (found["total"], found["cases"][0]["case"]) == (1, "fam")
    case = shell("rare", "case", "fam", *GENETICIST)
    assert [each["name"] for each in case["members"]] == ["son", "dad", "mum"]
    assert case["proband"] == "son"
    shell("rare", "cases", "--as", "researcher", expect=4)


def test_variants_are_filtered_and_say_what_hid_them(shell: Shell) -> None:
    found = shell("rare", "variants", "fam", *GENETICIST)
    assert [row["variant"] for row in found["rows"]] == [VARIANT]
    none = shell("rare", "variants", "fam", "--place", "2:1-1000", *GENETICIST)
    assert (none["passed"], none["hidden"]["place"]) == (0, 1)
    one = shell("rare", "variant", "fam", VARIANT, "--gene", "TTN", *GENETICIST)
    assert one["hidden_by"] == ["genes"]
    assert [each["copies"] for each in one["members"]] == [1, 1, 0]
    shell("rare", "variants", "fam", "--model", "AD_maybe", *GENETICIST, expect=2)
    shell("rare", "variants", "fam", "--severity", "terrible", *GENETICIST, expect=2)


def test_diseases_are_ranked_by_what_the_case_keeps(shell: Shell) -> None:
    found = shell("rare", "diseases", "fam", "--ask-next", *GENETICIST)
    assert (found["id"], len(found["diseases"])) == ("fam", 100)
    assert found["genes"][0]["symbol"]
    assert found["ask_next"]
    shell("rare", "diseases", "fam", "--as", "researcher", expect=4)


def test_other_lists_are_told(shell: Shell) -> None:
    found = shell("rare", "events", "fam", *GENETICIST)
    assert (found["total"], found["rows"][0]["word"]) == (1, "DEL")
    assert shell("rare", "events", "fam", "--category", "mei", *GENETICIST)["rows"] == []
    assert shell("rare", "repeats", "fam", *GENETICIST)["total"] == 0
    assert shell("rare", "mitochondrial", "fam", *GENETICIST)["total"] == 0


def test_work_is_noted_and_taken_back(shell: Shell) -> None:
    shell("rare", "pin", "fam", VARIANT, "--dry-run", *GENETICIST)
    assert len(shell("rare", "case", "fam", *GENETICIST)["events"]) == 1
    shell("rare", "pin", "fam", VARIANT, "--text", "fits", *GENETICIST)
    shell("rare", "comment", "fam", "ask the family", *GENETICIST)
    assert shell("rare", "undo", "fam", *GENETICIST)["verb"] == "comment"
    events = shell("rare", "case", "fam", *GENETICIST)["events"]
    assert [(each["verb"], each["undone"]) for each in events] == [
        ("load", False), ("pin", False), ("comment", True),
    ]  # fmt: skip
    shell("rare", "dismiss", "elsewhere", VARIANT, *GENETICIST, expect=3)
    shell("rare", "comment", "elsewhere", "x", *GENETICIST, expect=3)
