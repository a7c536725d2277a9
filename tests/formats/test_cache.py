"""The cache folder: chosen, the platform's, or a temporary one; never somebody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from samvar.formats import cache
from samvar.model.errors import BadConfig


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    for name in ("SAMVAR_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    cache.cache_folder.cache_clear()
    yield
    cache.cache_folder.cache_clear()


def test_the_environment_chooses(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMVAR_CACHE", str(tmp_path / "mine"))
    assert cache.cache_folder() == tmp_path / "mine"
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700


def test_a_choice_that_cannot_be_used_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SAMVAR_CACHE", str(tmp_path / "file"))
    with pytest.raises(BadConfig):
        cache.cache_folder()


def test_the_platforms_folder_is_next(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.cache_folder() == tmp_path / ".cache" / "samvar"


def test_a_home_that_cannot_be_written_falls_back_to_a_temporary_folder(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("")  # root may write everywhere, but not below a file
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cache.cache_folder() == tmp_path / f"samvar-{os.getuid()}"


def test_a_folder_that_others_can_write_is_passed_over(tmp_path, monkeypatch):
    """Compiled kernels are loaded as code; nobody else may put them there."""
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    planted = tmp_path / f"samvar-{os.getuid()}"
    planted.mkdir()
    planted.chmod(0o777)
    found = cache.cache_folder()
    assert found not in (planted, tmp_path)
    assert found.stat().st_mode & 0o777 == 0o700


def test_kernels_are_kept_in_the_chosen_folder(tmp_path):
    code = (
        "from samvar.formats.compiled import compiled\n"
        "import samvar.formats.vcf.words as k, numpy as np\n"
        "text = np.frombuffer(b'ab\\n', dtype=np.uint8)\n"
        "assert k.field_end(text, text[:0].view(np.uint64), 0) == 2\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SAMVAR_CACHE": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "kernels").rglob("*.nbc"))
