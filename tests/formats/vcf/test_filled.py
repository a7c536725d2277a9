"""Nothing of what a file's index holds is left as memory happened to be.

A number that nobody wrote is whatever stood there before: mostly zero in a young process, and a
place far outside the text in an old one, where reading it ends the process.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from samvar.formats.vcf import fast, kernel
from samvar.formats.vcf.read import open_vcf
from samvar.model.genome import CONTIGS, Assembly

RECORD = b"chr1\t97082391\trs1\tT\tA\t.\tPASS\tAN=2\tGT:DP\t0/1:30"
OTHER = b"chrUn_x\t7\t.\tC\tG,<DEL>\t9\tq10\t.\tGT\t1/2"
QUIET = b"chr2\t100\t.\tA\t<NON_REF>\t.\t.\tEND=900\tGT:DP:MIN_DP\t0/0:31:12"
SHAPES = {
    "plain": [RECORD],
    "an empty line between": [RECORD, b"", RECORD],
    "empty lines first and last": [b"", b"", RECORD, b""],
    "empty lines of Windows": [RECORD + b"\r", b"\r", RECORD + b"\r"],
    "only empty lines": [b"", b"\r", b""],
    "another sequence": [OTHER, b"", RECORD],
    "a reference block": [QUIET, b"", RECORD, OTHER],
}


class Old:
    """numpy as `fast` sees it in an old process: new memory holds what was `left` there."""

    def __init__(self, left: int) -> None:
        self._left = left

    def __getattr__(self, name: str) -> object:
        return getattr(np, name)

    def empty(self, shape: int | tuple[int, ...], dtype: type) -> np.ndarray:
        if np.dtype(dtype) != np.int32:
            return np.full(shape, self._left % 2, dtype)
        return (self._left + np.arange(np.prod(shape), dtype=np.int32)).reshape(shape)


def indexed(
    monkeypatch: pytest.MonkeyPatch, lines: list[bytes], columns: int, left: int
) -> fast.Block:
    """The index of these lines, made in such a process."""
    with monkeypatch.context() as patch:
        patch.setattr(fast, "np", Old(left))
        lengths = np.array([0, *map(Assembly.GRCh38.length, CONTIGS)], dtype=np.int64)
        names = fast.Names(Assembly.GRCh38)
        return fast.index(b"".join(one + b"\n" for one in lines), 1, columns, names, lengths, "f")


@pytest.mark.parametrize("columns", [8, 10])
@pytest.mark.parametrize("shape", SHAPES)
def test_an_index_does_not_depend_on_what_memory_held(monkeypatch, shape: str, columns: int):
    lines = [b"\t".join(one.split(b"\t")[:columns]) for one in SHAPES[shape]]
    lines = [one.rstrip(b"\r") + b"\r" * one0.endswith(b"\r")
             for one, one0 in zip(lines, SHAPES[shape], strict=True)]  # fmt: skip
    one, two = (indexed(monkeypatch, lines, columns, left) for left in (17, 1 << 30))
    assert one.table.tolist() == two.table.tolist()
    assert one.rows.tolist() == two.rows.tolist()
    assert (one.records, one.others, one.beyond) == (two.records, two.others, two.beyond)
    blank = one.table[one.table[:, kernel.CONTIG] == kernel.BLANK]
    assert (blank[:, kernel.FORMAT0] == blank[:, kernel.FORMAT1]).all()


def test_empty_lines_are_passed_over_in_an_old_process(monkeypatch, tmp_path: Path) -> None:
    """Read in memory full of far places, which would end the process if one was followed."""
    path = tmp_path / "a.vcf"
    head = b"##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\n"
    path.write_bytes(head + RECORD + b"\n\n" + RECORD.replace(b"391", b"399") + b"\n\n")
    monkeypatch.setattr(fast, "np", Old(1 << 30))
    with open_vcf(path, assembly=Assembly.GRCh38, assert_normalised=True) as file:
        (calls,) = list(file.batches())
    assert calls.position.tolist() == [97082390, 97082398]
    assert calls.dosage.tolist() == [[1], [1]]
    assert calls.dp is not None
    assert calls.dp.tolist() == [[30], [30]]
