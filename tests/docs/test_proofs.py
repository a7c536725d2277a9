"""The page of proofs does not rot: no promise without a test, each command would run its tests."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs/proofs.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d ", line)
]
NAMES = [f"{row[0]} {row[1][:50]}" for row in ROWS]


@cache
def named_in(path: Path) -> dict[str, bool]:
    """The tests of a file, without importing it, and whether each is for the night."""
    return {
        node.name: any("nightly" in ast.unparse(each) for each in node.decorator_list)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_promise_has_rows() -> None:
    assert {row[0] for row in ROWS} == {str(number) for number in range(1, 10)}


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_each_test_is_there_and_the_command_would_run_it(row: list[str]) -> None:
    _, _, shown, command, printed = row
    (line,) = quoted(command)
    by_pytest = not line.startswith(("samvar ", "python "))
    assert quoted(shown)
    for one in quoted(shown):
        path, _, name = one.partition("::")
        found = named_in(ROOT / path)
        assert found, path
        assert not name or name in found, one
        if by_pytest:
            named = [word for word in line.split() if word.startswith("tests/")]
            assert any(path == word or path.startswith(f"{word}/") for word in named), one
            assert not name or found[name] == ("-m nightly" in line), one
    assert "passed" in printed or not by_pytest or "](" in printed
    assert not re.search(r"\b[A-Z]{4,}\b", re.sub(r"`[^`]*`", "", printed)), "not filled in"


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_a_command_runs_is_there(row: list[str]) -> None:
    (line,) = quoted(row[3])
    for word in line.split():
        if "/" in word:
            assert (ROOT / word).exists(), word


def test_what_is_not_shown_is_said() -> None:
    assert PAGE.count("\n- **") >= 4
