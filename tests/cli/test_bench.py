"""`samvar bench`: only where there is something to measure with, and only suites that there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samvar.cli import bench
from samvar.cli.main import run


def test_an_installed_samvar_says_why_it_cannot_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "_CHECKOUT", tmp_path)
    assert run(["bench", "help", "--json"]) == 3
    out, err = capfd.readouterr()
    assert out == ""
    assert "nothing to measure with" in err
    assert "clone the source" in err


def test_a_suite_that_is_not_there_is_a_wrong_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "guesses"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "no suite is called guesses" in err


def test_a_suite_answers_with_its_figures_and_the_machine(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["bench", "help", "--json"]) == 0
    out, _ = capfd.readouterr()
    found = json.loads(out)
    assert found["machine"]["cpus"] >= 1
    (figure,) = (f for f in found["suites"]["help"]["figures"] if "help" in f["name"])
    assert figure["value"] > 0
