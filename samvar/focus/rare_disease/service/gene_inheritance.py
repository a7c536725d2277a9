"""How diseases of a gene are inherited, as far as anybody here says it, with who says it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.panel import Way
from samvar.focus.rare_disease.service.gene_names import gene_names
from samvar.focus.rare_disease.service.panel_genes import as_pinned, pinned_of
from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.knowledge.phenotype.model import Aspect
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike

TERMS = {
    "HP:0000006": Way.DOMINANT,
    "HP:0000007": Way.RECESSIVE,
    "HP:0001423": Way.X_DOMINANT,
    "HP:0001419": Way.X_RECESSIVE,
    "HP:0001427": Way.MITOCHONDRIAL,
    "HP:0001450": Way.Y_LINKED,
}
"""Of the Human Phenotype Ontology, below "Mode of inheritance" (HP:0000005)."""


@dataclass(frozen=True, slots=True)
class KnownWay:
    """One way, by one source. disease: whose, "" of a panel, which says it of the gene.

    source: a panel with its version, or the release of the ontology.
    """

    way: Way
    source: str
    disease: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class KnownInheritance:
    """All that is said of a gene. known: as found; none: nobody says anything, it is unknown.

    words: what panels say where it names none of the ways (imprinting, for example).
    """

    gene: str
    known: tuple[KnownWay, ...]
    words: tuple[tuple[str, str], ...] = ()

    @property
    def ways(self) -> tuple[Way, ...]:
        """Each way once."""
        return tuple(dict.fromkeys(each.way for each in self.known))


def inheritance_of(node: NodeLike, case: KeptCase, genes: Collection[str]) -> KnownInheritance:
    """Of the gene that has these names (an HGNC id, a symbol), by the panels that are fixed in the
    case and by the phenotype release. The caller has asked whether the case may be seen.

    Raises:
        CorruptStore: a panel is not the one that was fixed.
    """
    named = set(genes)
    found: list[KnownWay] = []
    words: list[tuple[str, str]] = []
    with node.records.read() as tx:
        panels = [as_pinned(tx, each).panel for each in pinned_of(case)]
    for panel in panels:
        source = f"{panel.name} {panel.version}"
        for gene in panel.genes:
            if gene.symbol in named or gene.hgnc in named:
                found += [KnownWay(way, source) for way in gene.ways]
                if gene.inheritance and not gene.ways:
                    words.append((gene.inheritance, source))
    names = gene_names(node)
    symbols = named | {names.symbols[each] for each in named if each in names.symbols}
    for symbol in sorted(symbols):
        found += _by_ontology(symbol)
    shown = min((each for each in symbols if not each.startswith("HGNC:")), default="")
    return KnownInheritance(shown, tuple(dict.fromkeys(found)), tuple(dict.fromkeys(words)))


@lru_cache(4096)
def _by_ontology(symbol: str) -> tuple[KnownWay, ...]:
    """Of each disease of a gene that the links name as Mendelian."""
    try:
        corpus = corpus_of(None)
    except NotFound:
        return ()
    at = corpus.genes.number.get(symbol)
    if at is None:
        return ()
    release = corpus.release
    said = release.annotations
    numbers = {
        release.ontology.number[t]: w for t, w in TERMS.items() if t in release.ontology.number
    }
    owners = corpus.genes.of.owners()[corpus.genes.of.item == at]
    found = []
    for place in owners.tolist():
        disease = int(corpus.statements.kept[place])
        rows = np.flatnonzero((said.disease == disease) & (said.aspect == Aspect.I) & ~said.negated)
        for term in dict.fromkeys(said.term[rows].tolist()):
            if term in numbers:
                found.append(
                    KnownWay(
                        numbers[term], release.name, said.diseases[disease], said.names[disease]
                    )
                )
    return tuple(found)
