"""Symbols and HGNC ids: what the knowledge of a node says of them.

From the releases of transcripts on its shelf, the links of the phenotype release, and the panels
that it keeps. What none of these knows is unknown: it is told, and never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from samvar.focus.rare_disease.model.panel import PanelGene
from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.knowledge.transcript.release import HEAD, read_release, releases_on
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class GeneNames:
    """Each approved symbol with its HGNC id, None where no source has it. sources: their names."""

    ids: Mapping[str, str | None]
    symbols: Mapping[str, str]
    sources: tuple[str, ...]

    def hgnc(self, gene: PanelGene) -> str | None:
        """The HGNC id of a panel's gene: the panel's own, else what is known of its symbol."""
        return gene.hgnc or self.ids.get(gene.symbol)

    def all_names(self, gene: PanelGene) -> frozenset[str]:
        """Every name under which a list may have the gene: HGNC id, symbol, the symbol of now."""
        known = self.hgnc(gene)
        found = {gene.symbol, known, self.symbols.get(known or "")}
        return frozenset(name for name in found if name)

    def unknown(self, genes: Iterable[PanelGene]) -> tuple[PanelGene, ...]:
        """Genes with no HGNC id of which no source knows the symbol either."""
        return tuple(g for g in genes if g.hgnc is None and g.symbol not in self.ids)

    def renamed(self, genes: Iterable[PanelGene]) -> Mapping[str, str]:
        """Symbols of a panel that differ from what the source calls that HGNC id, and this one."""
        found = ((gene.symbol, self.symbols.get(gene.hgnc or "")) for gene in genes)
        return {symbol: now for symbol, now in found if now is not None and now != symbol}


def gene_names(node: NodeLike) -> GeneNames:
    """What this node knows of names today. The newest release of transcripts comes first."""
    shelf = node.knowledge_shelf
    heads = releases_on(shelf)
    stamps = tuple((shelf / head.name / HEAD).stat().st_mtime_ns for head in heads)
    return _names(shelf, tuple(head.name for head in heads), stamps)


@lru_cache(4)
def _names(shelf: Path, releases: tuple[str, ...], _stamps: tuple[int, ...]) -> GeneNames:
    ids: dict[str, str | None] = {}
    symbols: dict[str, str] = {}
    sources: list[str] = []

    def add(symbol: str, hgnc: str | None) -> None:
        if ids.get(symbol) is None:
            ids[symbol] = hgnc
        if hgnc is not None:
            symbols.setdefault(hgnc, symbol)

    for name in releases:
        found = read_release(shelf / name).transcripts
        for at in range(len(found.gene_id)):
            symbol = found.symbol[at]
            if symbol:
                add(symbol, _hgnc(found.hgnc_id[at]))
        sources.append(name)
    try:
        release = corpus_of(None).release
    except NotFound:
        return GeneNames(ids, symbols, tuple(sources))
    for gene in release.links.genes:
        if gene.symbol != "-":
            add(gene.symbol, gene.hgnc)
    return GeneNames(ids, symbols, (*sources, release.name))


def _hgnc(text: str) -> str | None:
    digits = text.removeprefix("HGNC:")
    return f"HGNC:{digits}" if digits.isdecimal() and digits != "0" else None
