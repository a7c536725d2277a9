"""The examples of the page are what the readers take."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec

from samvar.focus.rare_disease.model.copy_number import CopyFacts
from samvar.focus.rare_disease.model.facts import Facts
from samvar.focus.rare_disease.rules.acmg.specification import read_specification
from samvar.model.shape import learned
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs/areas/rare-disease-acmg.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_facts_of_the_page_are_facts() -> None:
    variant, copies = (json.loads(text) for text in blocks("json"))
    assert msgspec.convert(variant, learned(Facts)).gene == "PAH"
    assert msgspec.convert(copies, learned(CopyFacts)).proven is True


def test_the_rules_of_the_page_are_rules(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    path = tmp_path / "page.toml"
    path.write_text(text, "utf-8")
    assert set(read_specification(path).criteria) == {"BS1", "PP2"}
