"""The example files are what they say; the readers' own tests show what loading them gives."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from samvar.demo.example_file import EXAMPLES, write_examples


def test_every_example_is_written_and_the_same_each_time(tmp_path: Path) -> None:
    first = {p.name: p.read_bytes() for p in write_examples(tmp_path / "a")}
    again = {p.name: p.read_bytes() for p in write_examples(tmp_path / "b")}
    assert first == again
    assert set(first) == {e.name for e in EXAMPLES}


def test_the_good_file_has_equal_columns_and_the_broken_one_has_one_line_less(
    tmp_path: Path,
) -> None:
    write_examples(tmp_path)
    widths = {
        name: [
            line.count("\t")
            for line in (tmp_path / name).read_text().splitlines()
            if not line.startswith("##")
        ]
        for name in ("family.vcf", "wrong-columns.vcf")
    }
    assert set(widths["family.vcf"]) == {18}
    assert sorted(widths["wrong-columns.vcf"])[:2] == [17, 18]


def test_the_truncated_file_cannot_be_inflated_to_its_end(tmp_path: Path) -> None:
    write_examples(tmp_path)
    with pytest.raises(EOFError), gzip.open(tmp_path / "truncated.vcf.gz") as stream:
        stream.read()
