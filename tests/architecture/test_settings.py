"""Every setting is declared once, explained, and on the reference page."""

from __future__ import annotations

import pytest

from samvar.node.config import environment_name, settings
from tests.architecture.tree import ROOT


@pytest.mark.parametrize("setting", settings(), ids=lambda s: s.name)
def test_each_setting_is_documented(setting: object) -> None:
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    sentence = setting.metadata["sentence"]  # type: ignore[attr-defined]
    assert sentence.endswith(".")
    assert f"| `{setting.name}` |" in page  # type: ignore[attr-defined]
    assert environment_name(setting.name) in page  # type: ignore[attr-defined]
