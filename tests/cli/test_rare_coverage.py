"""Coverage of genes by command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_gene_depth import beside

GENETICIST = ("--as", "geneticist")
WORDS = ("rare", "coverage", "fam")


@pytest.fixture
def shell(make_shell: Callable[[str], Shell], tmp_path: Path) -> Shell:
    """A node with a boy's case and the depths of his genes."""
    made = make_shell("stockholm")
    config = str(family(tmp_path / "family"))
    files = [f"{name}={path}" for name, path in beside(tmp_path / "d", son=(99, 80, 50)).files]
    made(
        "rare", "load", config, "--region", "01", "--assert-normalised", "--file", files[0],
        "--as", "bioinformatician",
    )  # fmt: skip
    return made


def test_genes_that_are_named_are_told_with_their_shares(shell: Shell) -> None:
    asked = ("--gene", "GOOD", "--gene", "POOR", "--gene", "NOWHERE", *GENETICIST)
    found = shell(*WORDS, *asked)
    assert (found["case"], found["floor"], found["least"], found["panels"]) == ("fam", 20, 0.95, [])
    assert [(each["gene"], each["standing"]) for each in found["genes"]] == [
        ("GOOD", "covered"), ("NOWHERE", "not_measured"), ("POOR", "short"),
    ]  # fmt: skip
    assert found["genes"][2]["members"] == {"son": {"bases": 100, "mean": None, "share": 0.8}}
    short = shell(*WORDS, *asked, "--short", "--least", "0.8")
    assert [each["gene"] for each in short["genes"]] == ["NOWHERE"]


def test_without_a_panel_nothing_is_asked(shell: Shell) -> None:
    assert shell(*WORDS, *GENETICIST)["genes"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rare", "coverage", "nobody", *GENETICIST), 3),
        ((*WORDS, "--as", "industry"), 4),
        ((*WORDS, "--floor", "15", *GENETICIST), 2),
        ((*WORDS, "--least", "2", *GENETICIST), 2),
    ],
)
def test_what_is_refused(shell: Shell, words: tuple[str, ...], code: int) -> None:
    shell(*words, expect=code)
