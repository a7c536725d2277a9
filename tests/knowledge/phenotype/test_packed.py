"""The compact copy of a release: the same release, made again where it is not as it was."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samvar.knowledge.phenotype import packed, release
from samvar.knowledge.phenotype.release import phenotype_release
from tests.knowledge.phenotype.small import OBO, written


def same(one: Any, other: Any) -> bool:
    """Equal in every field, arrays by their values and types."""
    if is_dataclass(one) and not isinstance(one, type):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype == float)
    return bool(one == other)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(release, "cache_folder", lambda: folder)
    return folder


def test_the_second_reading_is_of_the_copy_and_the_same(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "hpo")
    first = phenotype_release(folder)
    monkeypatch.setattr(release, "read_files", None)  # whoever calls it fails
    assert same(first, phenotype_release(folder))
    assert len(list((cache / "phenotype").iterdir())) == 1


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_copy_that_was_changed_is_made_again(cache: Path, tmp_path: Path, at: int) -> None:
    folder = written(tmp_path / "hpo")
    first = phenotype_release(folder)
    (copy,) = (cache / "phenotype").iterdir()
    whole = copy.read_bytes()
    raw = bytearray(whole)
    raw[at] ^= 1
    copy.write_bytes(raw)
    assert packed.read(copy) is None
    assert same(first, phenotype_release(folder))
    assert copy.read_bytes() == whole


def test_a_cut_copy_and_none_at_all_are_no_copies(tmp_path: Path) -> None:
    (tmp_path / "cut").write_bytes(b"\0" * 20)
    assert packed.read(tmp_path / "cut") is None
    assert packed.read(tmp_path / "missing") is None


@pytest.mark.usefixtures("cache")
def test_other_files_have_a_copy_of_their_own(tmp_path: Path) -> None:
    folder = written(tmp_path / "hpo")
    before = phenotype_release(folder)
    written(folder, obo=OBO.replace("name: Loud heart", "name: Very loud heart"))
    after = phenotype_release(folder)
    assert "Very loud heart" in after.ontology.names
    assert after.digest != before.digest
