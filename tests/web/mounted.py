"""A small reference genome mounted at a node, as far as a test needs one."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samvar.formats.fasta import Reference
from samvar.model.genome import Assembly
from samvar.node.node import Node


@contextmanager
def mounted(node: Node, folder: Path) -> Iterator[str]:
    """While this lasts the node has a GRCh38 of one contig, MT, of invented bases: these."""
    bases = "".join(random.Random(1).choices("ACGT", k=Assembly.GRCh38.length("MT")))
    path = folder / "mini.fa"
    path.write_text(f">MT\n{bases}\n")
    usual = node.config
    node.config = dataclasses.replace(usual, references={"GRCh38": str(path)})
    node._references[Assembly.GRCh38] = Reference.open(path, Assembly.GRCh38, partial=True)
    try:
        yield bases
    finally:
        node.config = usual
        node._references.clear()
