"""BGZF as we write it is gzip to everybody, BGZF to htslib, and our own reader's."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.bgzf import bgzf
from samvar.formats.stream import Packing, as_file, chunks, chunks_of, packing


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=90_000), max_size=5), st.integers(1, 70_000))
def test_what_goes_in_comes_out_however_it_is_cut(pieces: list[bytes], cut: int) -> None:
    packed = b"".join(bgzf(pieces))
    assert gzip.decompress(packed) == b"".join(pieces)
    parts = (packed[n : n + cut] for n in range(0, len(packed), cut))
    assert b"".join(chunks_of(as_file(parts), "x")) == b"".join(pieces)


@pytest.mark.parametrize("content", [b"", b"a line\n" * 100_000, os.urandom(300_000)])
def test_htslib_reads_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(b"".join(bgzf([content])))
    with pysam.BGZFile(str(path), "rb", None) as file:
        assert file.read() == content
    assert packing(path) is Packing.BGZF
    assert b"".join(chunks(path)) == content
