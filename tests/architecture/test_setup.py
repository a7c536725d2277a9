"""A fresh clone sets itself up: locked, hashed, from whatever registry the machine uses."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.tree import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.fixture(scope="module")
def assets() -> ModuleType:
    """`hatch_build.py`, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
def test_each_locked_package_has_a_version_and_a_hash(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text().strip())
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_a_package_has_one_version_in_all_locks() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        found: dict[str, list[str]] = {}
        for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(), re.MULTILINE):
            found.setdefault(name, []).append(version)
        for name, several in found.items():
            versions.setdefault(name, set()).add(" ".join(sorted(several)))
    assert {name: v for name, v in versions.items() if len(v) > 1} == {}


def test_the_npm_lock_names_no_registry_and_pins_exactly() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry
        assert name == "" or entry["integrity"].startswith("sha512-")
    package = json.loads((ROOT / "package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_front_end_files_are_the_ones_we_looked_at(assets: ModuleType) -> None:
    assert assets.wrong(ROOT, tests=True) == []


def test_a_changed_front_end_file_is_refused(assets: ModuleType, tmp_path: Path) -> None:
    """npm brought another file than the one that was looked at: nothing is left in place."""
    for name in ("assets.sha256", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    for source in assets.SOURCES.values():
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source).write_text("something else")
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\nexit 0\n")
    npm.chmod(0o755)
    assets.npm, before = (lambda: str(npm)), assets.npm
    try:
        with pytest.raises(assets.AssetError, match="not the files"):
            assets.fetch(tmp_path)
    finally:
        assets.npm = before
    assert not any((tmp_path / target).exists() for target in assets.SOURCES)


def test_the_wheel_carries_scripts_pages_and_licences(tmp_path: Path) -> None:
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", build, tmp_path], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    (wheel,) = tmp_path.glob("samvar-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for line in (ROOT / "assets.sha256").read_text().splitlines():
            digest, path = line.split()
            if path.startswith("samvar/"):
                assert hashlib.sha256(archive.read(path)).hexdigest() == digest
    assert any(name.endswith("licenses/LICENSE") for name in names)
    packaged = (".html", ".css", ".po", ".cedar", ".py")
    missing = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "samvar").rglob("*")
        if path.suffix in packaged and "__pycache__" not in path.parts
    } - names
    assert missing == set()


@pytest.mark.parametrize("tool", ["prepare", "assets"])
def test_setting_up_leaves_standard_output_to_the_command_that_follows(
    tool: str, tmp_path: Path
) -> None:
    """`make demo ARGS=--json | jq` reads one JSON object, also where make prepares first."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / tool, tmp_path / "tools" / tool)
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("python", "npm"):
        (binaries / name).write_text("#!/bin/sh\necho loud talk\n")
        (binaries / name).chmod(0o755)
    words = [str(tmp_path / "tools" / tool), "run" if tool == "prepare" else "made/.ready"]
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(binaries / "python")},
    )
    assert done.stdout == ""
    assert "loud talk" in done.stderr
