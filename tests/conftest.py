"""What all tests share: where real data and system programs are, or why they are missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

_SHARED = Path(os.environ.get("SAMVAR_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public inputs (`../shared/data`), or a skip that says so."""
    if not (_SHARED / "SOURCES.md").is_file():
        pytest.skip("real inputs are not mounted at ../shared/data")
    return _SHARED


@pytest.fixture(scope="session")
def needs_program() -> Callable[[str], str]:
    """Path of a system program, or a skip that names it."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"the program {name} is not installed")
        return found

    return find
