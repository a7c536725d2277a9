"""The shape of the tree: files stay readable, name no machine, and fetch nothing from afar."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, python_files

CEILING_LINES = 400
# Spelt in halves, so that this file does not find itself.
MACHINE = re.compile(
    r"/(?:wo" r"rk|ro" r"ot|ho" r"me/\w+|Us" r"ers/\w+)/|/tm" r"p/(?!\{|\$)"
    r"|py" r"pi\.org|python" r"hosted|npm" r"js\.(?:org|com)|deb\.debi" r"an"
)  # fmt: skip
ASSET = {".html", ".jinja", ".j2", ".css", ".js", ".svg"}
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
# Names of XML vocabularies look like addresses, but nothing is ever fetched from them.
VOCABULARY = ("http://www.w3.org/",)


@pytest.mark.parametrize("path", python_files("samvar", "tests", "bench", "docs"), ids=str)
def test_no_file_is_longer_than_a_reader_can_hold(path: Path) -> None:
    lines = len((ROOT / path).read_text("utf-8").splitlines())
    assert lines <= CEILING_LINES, f"{path} has {lines} lines: split it by what it is about"


def test_most_files_are_short() -> None:
    lengths = sorted(
        len((ROOT / p).read_text("utf-8").splitlines()) for p in python_files("samvar")
    )
    assert lengths[len(lengths) // 2] <= 150


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = []
    for path in files():
        data = (ROOT / path).read_bytes()
        if b"\0" in data[:8000]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if match := MACHINE.search(line):
                found.append(f"{path}:{number}: {match.group()}")
    assert found == []


def test_pages_fetch_nothing_from_a_foreign_host() -> None:
    found = []
    for path in files():
        if path.suffix not in ASSET or path.parts[0] != "samvar":
            continue
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), start=1):
            for match in ADDRESS.finditer(line):
                if not line[match.start() :].startswith(VOCABULARY):
                    found.append(f"{path}:{number}: {match.group()}")
    assert found == []


def test_no_drawer_for_odds_and_ends() -> None:
    odd = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "process"}
    assert [p for p in python_files("samvar", "tests") if {p.stem, *p.parts} & odd] == []
