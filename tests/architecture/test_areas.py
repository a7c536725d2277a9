"""Whoever knows one focus area knows all: the same rooms, one declaration, one door."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samvar.govern.route import RouteDeclaration
from samvar.node.build import AREAS
from samvar.store.records.tables import DATA
from samvar.web.area import handlers
from samvar.web.guard import declaration_of
from tests.architecture.tree import ROOT

FOCUS = ROOT / "samvar" / "focus"
ROOMS = (
    "README.md", "area.py", "model", "intake", "analyse", "rules", "tables", "records",
    "service", "share", "pages", "commands", "report", "words", "templates",
)  # fmt: skip
"""A room is a file while it is small and a folder when it grows."""


def areas() -> list[Path]:
    return sorted(path.parent for path in FOCUS.glob("*/__init__.py"))


@pytest.mark.parametrize("area", areas(), ids=lambda p: p.name)
@pytest.mark.parametrize("room", ROOMS)
def test_each_area_has_the_same_rooms(area: Path, room: str) -> None:
    assert (area / room).exists() or (area / f"{room}.py").is_file()


def test_each_area_is_declared_once() -> None:
    assert [area.name for area in AREAS] == [path.name for path in areas()]


@pytest.mark.parametrize("area", areas(), ids=lambda p: p.name)
def test_pages_and_commands_come_in_by_the_service(area: Path) -> None:
    """They read no table by themselves; rows come as nouns of `records`."""
    for path in [*(area / "pages").glob("*.py"), *(area / "commands").glob("*.py")]:
        text = path.read_text("utf-8")
        assert not re.search(rf"{area.name}\.(tables|analyse|intake)\b", text), path.name
        assert "sqlalchemy" not in text, path.name


def test_each_table_of_an_area_has_its_place_in_a_migration() -> None:
    versions = ROOT / "samvar/store/records/migrations/versions"
    text = "".join(path.read_text("utf-8") for path in versions.glob("*.py"))
    assert all(f'"{name}"' in text for name in DATA.tables)


def test_each_page_of_an_area_is_declared() -> None:
    found = handlers()
    assert len(found) > 10
    assert all(isinstance(declaration_of(handler), RouteDeclaration) for handler in found)
