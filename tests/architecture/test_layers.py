"""A room imports what is below it, never above."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import ROOT


def test_the_layers_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_has_its_place_among_the_layers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = project["tool"]["importlinter"]["contracts"]
    listed = {room.strip(" ()") for layer in contract["layers"] for room in layer.split("|")}
    rooms = {p.parent.name for p in (ROOT / "samvar").glob("*/__init__.py")}
    assert rooms - listed == set()
    assert contract["exhaustive"] is True
