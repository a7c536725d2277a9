"""The site builds without a warning, and a page of it fetches nothing from another host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

FETCHED = re.compile(
    r"""<(?:link|script|img|iframe|source|use|image)\b[^>]*?\s(?:href|src|srcset)=["']?([^"'\s>]+)""",
    re.IGNORECASE,
)
IMPORTED = re.compile(r"""url\(["']?((?:https?:)?//[^)"']+)|@import\s+["']([^"']+)""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == ""
    return folder


def test_no_page_fetches_from_another_host(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    found = [
        (page.name, address)
        for page in pages
        for address in FETCHED.findall(page.read_text("utf-8"))
        if re.match(r"(?:https?:)?//", address)
    ]
    assert found == []


def test_no_style_sheet_fetches_from_another_host(site: Path) -> None:
    found = [
        (sheet.name, match.group())
        for sheet in site.rglob("*.css")
        for match in IMPORTED.finditer(sheet.read_text("utf-8"))
    ]
    assert found == []


def test_the_figure_of_the_rooms_is_on_its_page(site: Path) -> None:
    assert 'src="images/rooms.svg"' in (site / "house.html").read_text("utf-8")
    figure = (site / "images/rooms.svg").read_text("utf-8")
    assert "<title>" in figure
    assert "http" not in figure.replace("http://www.w3.org/2000/svg", "")


def test_every_page_is_reached_from_another(site: Path) -> None:
    linked = {
        (page.parent / address.partition("#")[0]).resolve()
        for page in site.rglob("*.html")
        for address in re.findall(r'<a\b[^>]*?\shref="([^"]+)"', page.read_text("utf-8"))
        if "//" not in address and not address.startswith("#")
    }
    docs = ROOT / "docs"
    built = [site / page.relative_to(docs).with_suffix(".html") for page in docs.rglob("*.md")]
    assert [str(page.relative_to(site)) for page in built if page.resolve() not in linked] == []
