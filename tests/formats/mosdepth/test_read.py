"""mosdepth's summary."""

from pathlib import Path

import pytest

from samvar.formats.mosdepth.read import read_summary
from samvar.model.errors import BadFile

HEAD = "chrom\tlength\tbases\tmean\tmin\tmax\n"


def test_contigs_and_their_targets(tmp_path: Path) -> None:
    path = tmp_path / "a.mosdepth.summary.txt"
    path.write_text(HEAD + "21\t1000\t1050\t1.05\t0\t9\n21_region\t100\t900\t9.00\t2\t9\n")
    assert [(d.contig, d.of_target, d.length, d.reads, d.mean) for d in read_summary(path)] == [
        ("21", False, 1000, 1050, 1.05), ("21", True, 100, 900, 9.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        ("21\tall\t9\t1\t0\t1\n", "length is not a number", 2),
        ("21\t9\t\t1\t0\t1\n", "needs length, bases and mean", None),
        ("21\t-9\t9\t1\t0\t1\n", "needs length, bases and mean", None),
        ("21\t9\t9\t1\t0\t1\n21\t9\t9\t1\t0\t1\n", "stands twice", 1),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, row: str, what: str, column) -> None:
    path = tmp_path / "a.txt"
    path.write_text(HEAD + row)
    with pytest.raises(BadFile, match=what) as caught:
        read_summary(path)
    assert caught.value.where.column == column
