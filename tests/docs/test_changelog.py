"""The changelog is gathered from the news, each piece once."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from tests.architecture.tree import ROOT


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_changelog", ROOT / "docs/changelog.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


changelog = _load()


def test_gathering_the_news_takes_all_of_them_and_changes_nothing_the_second_time() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    once = changelog.assembled(text, ROOT / "changes")
    assert changelog.assembled(once, ROOT / "changes") == once
    assert once.count("\n- ") >= len([*(ROOT / "changes").iterdir()])


def test_news_are_named_by_their_issue() -> None:
    names = [path.name for path in (ROOT / "changes").iterdir()]
    assert [name for name in names if not re.fullmatch(r"\d+\.[a-z-]+\.md", name)] == []


def test_what_is_released_stays(tmp_path: Path) -> None:
    (tmp_path / "10.b.md").write_text("Tenth.\n")
    (tmp_path / "2.a.md").write_text("Second,\nin two lines.\n\nAnd more.\n")
    before = "# Changelog\n\n## Unreleased\n\nold\n\n## 0.1.0 – 2026-12-01\n\n- First.\n"
    after = changelog.assembled(before, tmp_path)
    assert after == (
        "# Changelog\n\n## Unreleased\n\n- Second, in two lines.\n\n  And more.\n- Tenth.\n"
        "\n## 0.1.0 – 2026-12-01\n\n- First.\n"
    )
