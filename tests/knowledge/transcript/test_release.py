"""Releases of transcripts on disk: as they were read, mapped, and refused where changed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from samvar.formats.gff3.read import read_gff3
from samvar.knowledge.transcript.release import (
    COLUMNS,
    HEAD,
    find_transcripts,
    import_gff3,
    read_release,
    releases_on,
)
from samvar.model.bases import Bases
from samvar.model.errors import BadFile, BadInput, Conflict, CorruptStore, NotFound
from samvar.model.transcript import Transcripts
from tests.knowledge.transcript.genome import draw_genome


@pytest.fixture
def genes(tmp_path: Path) -> Path:
    return draw_genome(3).write_gff3(tmp_path / "genes.gff3")


def same(a: Transcripts, b: Transcripts) -> bool:
    for name in Transcripts.__slots__:
        one, other = getattr(a, name), getattr(b, name)
        if isinstance(one, np.ndarray):
            if one.dtype != other.dtype or not np.array_equal(one, other):
                return False
        elif one != other:
            return False
    return True


def test_a_release_holds_what_the_file_said(genes, tmp_path):
    shelf = tmp_path / "shelf"
    head = import_gff3(genes, shelf, name="g1", date="2026-01-02", licence="CC0", source="a test")
    release = read_release(shelf / "g1")
    assert release.head == head
    assert (head.date, head.licence, head.assembly, head.transcripts) == (
        "2026-01-02", "CC0", "GRCh38", 40,
    )  # fmt: skip
    assert same(release.transcripts, read_gff3(genes))
    assert not release.transcripts.start.flags.writeable
    assert isinstance(release.transcripts.name, Bases)


def test_releases_lie_side_by_side_and_are_found_by_name_folder_and_file(genes, tmp_path):
    shelf = tmp_path / "shelf"
    old = import_gff3(genes, shelf, name="old", date="2025-01-01")
    new = import_gff3(genes, shelf, name="new", date="2026-01-01")
    assert releases_on(shelf) == (new, old)
    assert import_gff3(genes, shelf, name="old") == old
    for named in ("old", str(shelf / "old"), str(genes)):
        found = find_transcripts(named, shelf)
        assert found.head.digest == old.digest
    with pytest.raises(NotFound, match="no release of transcripts"):
        find_transcripts("other", shelf)
    with pytest.raises(NotFound, match="not a release"):
        read_release(tmp_path)


def test_a_release_is_never_changed(genes, tmp_path):
    shelf = tmp_path / "shelf"
    import_gff3(genes, shelf, name="g")
    other = draw_genome(4).write_gff3(tmp_path / "other.gff3")
    with pytest.raises(Conflict):
        import_gff3(other, shelf, name="g")
    with pytest.raises(BadInput, match="name"):
        import_gff3(genes, shelf, name="../g")
    with pytest.raises(BadInput, match="date"):
        import_gff3(genes, shelf, name="h", date="tomorrow")
    assert [p.name for p in shelf.iterdir()] == ["g"]


def test_nothing_is_left_of_an_import_that_fails(tmp_path):
    bad = tmp_path / "bad.gff3"
    bad.write_text("##genome-build GRCh38\n1\tx\texon\t1\t2\t.\t+\t.\tParent=a\n")
    with pytest.raises(BadFile):
        import_gff3(bad, tmp_path / "shelf", name="g")
    assert not (tmp_path / "shelf").exists()


def test_changed_bytes_are_not_believed(genes, tmp_path):
    shelf = tmp_path / "shelf"
    import_gff3(genes, shelf, name="g")
    path = shelf / "g" / COLUMNS
    raw = bytearray(path.read_bytes())
    raw[100] ^= 1
    path.write_bytes(raw)
    with pytest.raises(CorruptStore, match="not what was written"):
        read_release(shelf / "g")
    path.unlink()
    with pytest.raises(CorruptStore):
        read_release(shelf / "g")


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("gene", {"offset": 1}),
        ("gene", {"offset": 1 << 40}),
        ("gene", {"type": "nonsense"}),
        ("gene", {"name": "jean"}),
        ("exon_edges", {"size": 3}),
        ("exon_start", {"type": "<i2"}),
    ],
)
def test_a_head_that_points_elsewhere_is_not_believed(genes, tmp_path, column, change):
    shelf = tmp_path / "shelf"
    import_gff3(genes, shelf, name="g")
    path = shelf / "g" / HEAD
    head = json.loads(path.read_text())
    next(each for each in head["columns"] if each["name"] == column).update(change)
    path.write_text(json.dumps(head))
    with pytest.raises(CorruptStore):
        read_release(shelf / "g")
    path.write_text("{")
    with pytest.raises(BadFile):
        read_release(shelf / "g")
