"""The reference pages say what the code says."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from tests.architecture.tree import ROOT, files


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _generator()


@pytest.mark.parametrize("name", sorted(generate.PAGES))
def test_the_page_follows_from_the_code(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert written == generate.NOTE + generate.PAGES[name](), "run: make docs"


def test_every_decision_is_short_numbered_once_and_complete() -> None:
    decisions = [p for p in files() if re.fullmatch(r"docs/decisions/\d{4}-.*\.md", str(p))]
    numbers = [p.name[:4] for p in decisions]
    assert len(numbers) == len(set(numbers)), sorted(numbers)
    for path in decisions:
        text = (ROOT / path).read_text("utf-8")
        assert len(text.splitlines()) <= 40, path
        assert re.search(r"wrong", text), f"{path} does not say how we would notice"


def test_the_readme_needs_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(r"## Start\n.*?```sh\n(.*?)```", readme, re.DOTALL)[:1]
    commands = [line for line in block.splitlines() if line.strip()]
    assert len(commands) == 2
    assert commands[1] == "make demo"
