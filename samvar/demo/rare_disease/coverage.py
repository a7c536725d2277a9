"""How deep the genes of a drawn family were sequenced, as mosdepth tells it; and the panel whose
genes they are."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from samvar.demo.rare_disease.gene import Gene, genes
from samvar.focus.rare_disease.model.panel import GREEN, Panel, PanelGene, Way
from samvar.formats.mosdepth.thresholds import TITLES

FLOORS = (10, 20, 30)
_SHORT = {"SPINK5": 0.83, "TBX5": 0.91}
"""Genes of which a part is hard to sequence here: the share with twenty reads, about."""
_UNMEASURED = "RNU4-2"
"""A gene of the panel that the laboratory's regions lack: it codes for no protein."""
_WAYS = {"AD": (Way.DOMINANT,), "AR": (Way.RECESSIVE,), "XL": (Way.X_RECESSIVE,)}
"""Repeats and the mitochondrion have lists of their own, and no region."""


def demo_panel() -> Panel:
    """The genes of the demo's families, and one that nobody measures."""
    found = [
        PanelGene(symbol=each.symbol, hgnc=each.hgnc, confidence=GREEN, ways=_WAYS[each.mode])
        for each in _measured()
    ]
    found.append(PanelGene(symbol=_UNMEASURED, confidence=GREEN, ways=(Way.DOMINANT,)))
    return Panel(
        id="demo-families",
        version="1.0",
        name="Genes of the demo's families",
        source="made for the demo",
        genes=tuple(found),
    )


def thresholds_text(member: str) -> str:
    """`thresholds.bed` of one sample, always the same one."""
    rng = np.random.default_rng(crc32(member.encode()))
    lines = ["#" + "\t".join((*TITLES, *(f"{floor}X" for floor in FLOORS)))]
    for gene in _measured():
        low = _SHORT.get(gene.symbol, 1.0) * (1 - float(rng.beta(1, 300)))
        shares = sorted((low - 0.02 * float(rng.random()), low, low**0.4), reverse=True)
        reaching = (str(int(gene.coding * share)) for share in shares)
        place = (gene.contig, gene.start, gene.start + gene.coding, gene.symbol)
        lines.append("\t".join((*map(str, place), *reaching)))
    return "\n".join(lines) + "\n"


def _measured() -> tuple[Gene, ...]:
    return tuple(each for each in genes() if each.mode in _WAYS)
