"""The controllers' list of variants for the public, as people write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.model.errors import BadConfig
from samvar.node.publish import listed


def test_a_list_is_read_in_its_order_with_remarks_and_assemblies(tmp_path: Path) -> None:
    path = tmp_path / "public.txt"
    path.write_text("# for CYP2C19\nchr10:94781859G>A  # *2\n\nGRCh37 10-96541616-GC-AC\n")
    assert [(v.assembly.value, str(v)) for v in listed(path)] == [
        ("GRCh38", "10-94781859-G-A"),
        ("GRCh37", "10-96541616-G-A"),
    ]
    assert listed(None) == ()


def test_a_line_that_is_no_variant_is_named(tmp_path: Path) -> None:
    path = tmp_path / "public.txt"
    path.write_text("10-94781859-G-A\nCYP2C19*2\n")
    with pytest.raises(BadConfig, match=r"public\.txt, line 2"):
        listed(path)
    with pytest.raises(BadConfig, match=r"none\.txt"):
        listed(tmp_path / "none.txt")
