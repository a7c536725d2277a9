"""Versions of the programs that made a case's files."""

from pathlib import Path

import pytest

from samvar.formats.scout.versions import read_versions
from samvar.model.errors import BadFile


def test_the_demo_s_programs(shared_data: Path) -> None:
    found = dict(read_versions(shared_data / "rare_disease/scout/exe_ver.yaml"))
    assert len(found) == 47
    assert (found["vep"], found["genmod"], found["peddy"]) == ("104", "3.7.3", "0.4.3")


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("- a\n", "a table of programs", (1, 1)),
        ("a: 1\nb: 2\na: 3\n", "stands twice", (3, 1)),
        ("a: [1]\n", "one word", (1, 4)),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, text: str, what: str, place) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(text)
    with pytest.raises(BadFile, match=what) as caught:
        read_versions(path)
    assert (caught.value.where.line, caught.value.where.column) == place


def test_a_program_of_no_known_version(tmp_path: Path) -> None:
    path = tmp_path / "v.yaml"
    path.write_text("a: 1.20\nb:\n")
    assert read_versions(path) == (("a", "1.20"),)
