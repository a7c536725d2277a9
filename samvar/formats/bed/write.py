"""Write stretches as BED."""

from __future__ import annotations

from typing import BinaryIO

from samvar.model.calls import Stretches
from samvar.model.genome import CONTIGS


def write_bed(out: BinaryIO, stretches: Stretches, *, prefix: str = "") -> None:
    """Three columns, sorted, one line a stretch; `prefix` is `chr` where names shall have it."""
    for contig, start, end in zip(
        stretches.contig.tolist(), stretches.start.tolist(), stretches.end.tolist(), strict=True
    ):
        name = prefix + CONTIGS[contig - 1]
        if prefix and name == f"{prefix}MT":
            name = f"{prefix}M"  # UCSC's name
        out.write(f"{name}\t{start}\t{end}\n".encode())
