"""The pages say what is so: their command lines and their Python are run against a demo."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from samvar.demo.network import start
from tests.architecture.tree import ROOT
from tests.country import USUAL, Draw


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_tried", ROOT / "docs/tried.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


tried = _load()
PAGES = [page for page in tried.pages() if tried.blocks(page.read_text("utf-8"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Path:
    """The folder of seven nodes with 60 people."""
    folder = tmp_path_factory.mktemp("docs") / "country"
    return draw(USUAL, folder)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo that everybody starts: the one whose numbers the pages show."""
    folder = tmp_path_factory.mktemp("usual") / "country"
    start(folder).close()
    return folder


def _with_curl(text: str, needs_program: Callable[[str], str]) -> None:
    if "$ curl" in text:
        needs_program("curl")
    needs_program("bash")


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_shows_runs(
    page: Path, small: Path, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    text = page.read_text("utf-8")
    _with_curl(text, needs_program)
    for one in tried.try_page(text, small, tmp_path, hold=True):
        said = "\n".join(one.printed)
        assert (one.code != 0) == one.should_fail, f"{one.step.source}\n{said}"
        if one.should_fail:
            assert one.error(one.printed) == one.error(one.step.shown), one.step.source


@pytest.mark.nightly
@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_says_is_printed_is_printed(
    page: Path, usual: Path, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    text = page.read_text("utf-8")
    _with_curl(text, needs_program)
    wrong = [one for one in tried.try_page(text, usual, tmp_path) if not one.as_shown]
    assert [(one.step.source, one.printed) for one in wrong] == []


def test_every_role_has_a_page_with_three_things_to_try() -> None:
    from samvar.govern.identity import PERSONAS

    for persona in PERSONAS:
        page = next(
            (p for p in PAGES if f"--as {persona}" in p.read_text() and p.parent.name == "roles"),
            None,
        )
        assert page is not None, f"no page of a role shows {persona} at work"
        steps = [step for block in tried.blocks(page.read_text()) for step in block.steps]
        assert len(steps) >= 3, page


@pytest.mark.parametrize(
    "image", sorted((ROOT / "docs/images").glob("*.png")), ids=lambda p: p.name
)
def test_an_image_is_light_and_shown_somewhere(image: Path) -> None:
    assert image.stat().st_size < 150_000
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(image.name in page.read_text("utf-8") for page in pages)


def test_a_wrong_page_would_be_found() -> None:
    block = "```console\n$ samvar version\nsamvar 0.0.0 and more\n```\n"
    (step,) = [step for one in tried.blocks(block) for step in one.steps]
    assert not tried.Tried(step, ("version: 1",), 0).as_shown
    assert tried.Tried(step, ("samvar 9.9.9 and more",), 0).as_shown


def test_an_ellipsis_stands_for_lines() -> None:
    step = tried.Step("x", ("first", "…", "last 7"))
    assert tried.Tried(step, ("first", "a", "b", "last 7"), 0).as_shown
    assert not tried.Tried(step, ("first", "a", "last 8"), 0).as_shown
    assert tried.Tried(step, ("first", "last 7"), 0).as_shown
    assert not tried.Tried(step, ("first",), 0).as_shown


def test_every_fence_is_closed_and_of_a_known_kind() -> None:
    known = {"console", "pycon", "python", "sh", "toml", "text", "json", ""}
    for page in tried.pages():
        fences = re.findall(r"^```(\w*)$", page.read_text("utf-8"), re.MULTILINE)
        assert len(fences) % 2 == 0, page
        assert set(fences) <= known, page
