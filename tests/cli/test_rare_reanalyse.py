"""Reanalysis by command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_reanalysis import annotated

GENETICIST = ("--as", "geneticist")
LOADER = ("--as", "bioinformatician")


@pytest.fixture
def load(make_shell: Callable[[str], Shell], tmp_path: Path) -> Callable[[str], Shell]:
    """Loads the family's case, with ClinVar's verdict of the first variant."""
    shell = make_shell("stockholm")

    def made(verdict: str) -> Shell:
        config = str(family(tmp_path / verdict, small_vcf=annotated(verdict)))
        shell("rare", "load", config, "--region", "01", "--assert-normalised", *LOADER)
        return shell

    return made


def test_a_verdict_that_changed_is_listed_and_seen_to(load: Callable[[str], Shell]) -> None:
    shell = load("uncertain_significance")
    assert shell("rare", "reanalyse", *GENETICIST)["cases"] == 0, "nobody has read it yet"
    dry = shell("rare", "reanalyse", "--all", "--dry-run", *GENETICIST)
    assert (dry["first"], dry["dry_run"]) == (2, True)
    first = shell("rare", "reanalyse", "--case", "fam", *GENETICIST)
    assert (first["variants"], first["first"], first["changes"]) == (2, 2, [])
    load("pathogenic")
    run = shell("rare", "reanalyse", "--all", *GENETICIST)
    (change,) = [each for each in run["changes"] if each["cause"] == "clinvar"]
    assert (change["before"]["verdict"], change["after"]["verdict"]) == ("uncertain", "pathogenic")
    listed = shell("rare", "changes", *GENETICIST)
    assert (listed["open"], listed["lines"][-1]["label"]) == (len(run["changes"]), "fam")
    line = str(change["line"])
    assert shell("rare", "handle", line, "--dry-run", *GENETICIST)["handled"] is None
    done = shell("rare", "handle", line, "--text", "amended", *GENETICIST)
    assert (done["handled_by"], done["handled_text"]) == ("geneticist", "amended")
    shell("rare", "handle", line, *GENETICIST, expect=3)
    assert shell("rare", "changes", *GENETICIST)["handled"] == 1
    assert shell("rare", "handle", line, "--undo", *GENETICIST)["handled"] is None
    shell("rare", "handle", "999", *GENETICIST, expect=3)
    shell("rare", "reanalyse", "--all", "--as", "auditor", expect=4)
