"""The reader never crashes, hangs, or loads half of a file, however broken that is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NIGHTLY = 1_000_000


def fuzz(folder: Path, seed: int, count: int) -> None:
    """In a process of its own: a segmentation fault is a finding, and no end of the tests."""
    file = folder / "input.vcf"
    done = subprocess.run(
        [sys.executable, "-m", "tests.formats.vcf.fuzz", str(file), str(seed), str(count)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, f"{done.stderr[-3000:]}\nseed {seed}, input {file.read_bytes()!r}"


def test_thousands_of_broken_files_are_read_as_their_twin_says(tmp_path: Path) -> None:
    fuzz(tmp_path, seed=20, count=2_000)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(10))
def test_a_million_broken_files_are_read_as_their_twin_says(tmp_path: Path, part: int) -> None:
    fuzz(tmp_path, seed=100 + part, count=NIGHTLY // 10)
