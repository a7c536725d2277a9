"""The threat page does not rot: each file stands, each test is there, and nothing is unproven."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs/threats.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| Threat", "| ---"))
]


@cache
def named_in(path: Path) -> frozenset[str]:
    """The names of the tests of a file, without importing it."""
    return frozenset(
        node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    )


def test_there_are_rows() -> None:
    assert len(ROWS) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_each_threat_has_a_control_that_stands_and_a_test_that_is_there(row: list[str]) -> None:
    _, letter, control, shown = row
    assert letter in set("STRIDE")
    files = re.findall(r"`([^`]+)`", control)
    assert files
    for name in files:
        assert (ROOT / name).exists(), name
    tests = re.findall(r"`([^`]+)`", shown)
    assert tests
    for one in tests:
        path, _, name = one.partition("::")
        assert name.startswith("test_"), one
        assert (ROOT / path).is_file(), path
        assert name in named_in(ROOT / path), one


def test_what_is_open_is_said() -> None:
    assert PAGE.count("\n- **") >= 5
