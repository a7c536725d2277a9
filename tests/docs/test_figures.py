"""The page of figures shows what the newest measurements say, and nothing that was typed."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from bench.__main__ import SUITES
from tests.architecture.tree import ROOT


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_figures", ROOT / "docs/figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


figures = _load()


def test_the_page_is_up_to_date() -> None:
    page = figures.PAGE.read_text("utf-8")
    assert figures.renewed(page, figures.tables(figures.measured(), SUITES)) == page, (
        "python docs/figures.py"
    )


def test_another_measurement_would_be_another_page() -> None:
    found = figures.measured()
    one = found["question"]
    changed = [{**figure, "value": figure["value"] * 2} for figure in one.figures]
    other = {**found, "question": one._replace(figures=changed)}
    assert figures.tables(other, SUITES) != figures.tables(found, SUITES)


def test_a_suite_that_nobody_ran_says_so_and_a_promise_that_was_not_kept_too() -> None:
    own = [{"name": "x", "value": 2.0, "unit": "s", "must": "<= 1 s", "met": False}]
    result = {"at": "2026-01-02T03:04:05+00:00", "machine": {"load_average": [0.5]}}
    found = {"help": figures.Measured("2026.json", result, own)}
    said = figures.tables(found, {"help": "a", "load": "b"})
    assert "| x | 2 s |  |  | <= 1 s | **short** |" in said
    assert "Not measured yet: `make bench ARGS=load`." in said


def test_numbers_are_short() -> None:
    shown = [figures._short(x) for x in (1234.5, 0.0012345, 0.7, 12)]
    assert shown == ["1,234", "0.00123", "0.7", "12"]
