"""The page on scale shows what the newest measurement says, and nothing that was typed."""

from __future__ import annotations

import importlib.util
import json
from types import ModuleType

from tests.architecture.tree import ROOT


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_growth", ROOT / "docs/growth.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


growth = _load()


def test_the_page_is_up_to_date() -> None:
    page = growth.PAGE.read_text("utf-8")
    assert growth.renewed(page, growth.tables(growth.newest())) == page, "python docs/generate.py"


def test_another_measurement_would_be_another_page() -> None:
    result = json.loads(json.dumps(growth.newest()))
    page = growth.PAGE.read_text("utf-8")
    for figure in result["suites"]["growth"]["figures"]:
        if figure["name"] == "100,000 genomes: carriers":
            figure["value"] *= 2
    assert growth.renewed(page, growth.tables(result)) != page


def test_large_amounts_are_shown_in_the_larger_unit() -> None:
    assert growth._cell({"value": 419.4, "unit": "GB"}) == "419 GB"
    assert growth._cell({"value": 4194.0, "unit": "GB"}) == "4.19 TB"
    assert growth._cell({"value": 228610, "unit": "variants"}) == "228,610"
