"""From diseases to genes, by links that are Mendelian.

A link counts where the file says MENDELIAN; where it says POLYGENIC it does not; where it says
nothing or UNKNOWN it counts unless all that is said of the disease's inheritance is multifactorial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.feature import Statements
from samvar.knowledge.phenotype.model import Aspect, Floats, Gene, Ints, Rows

MULTIFACTORIAL = "HP:0001426"
NORM = 1.5
"""Between the sum of a gene's diseases (1) and the likeliest of them (endless); chosen on the
training half of `tools/fit_phenotype.py`."""


@dataclass(frozen=True, slots=True, eq=False)
class GenesOf:
    """genes: those with a link that counts. of: the genes of each disease, by number.

    linked: (diseases) 1 where there is one.
    """

    genes: tuple[Gene, ...]
    of: Rows
    linked: Floats

    @property
    def number(self) -> dict[str, int]:
        """Each gene's number by its symbol."""
        return {gene.symbol: at for at, gene in enumerate(self.genes)}

    def best(self, values: Floats) -> Floats:
        """(genes) the largest value among its diseases.

        values: (diseases).
        """
        found = np.full(len(self.genes), -np.inf)
        np.maximum.at(found, self.of.item, values[self.of.owners()])
        return found

    def best_of_kin(self, values: Floats) -> Floats:
        """(diseases) the largest value among those that share a gene, its own too; its own where
        it has no gene.

        values: (diseases).
        """
        found = values.copy()
        np.maximum.at(found, self.of.owners(), self.best(values)[self.of.item])
        return found

    def scores(self, shares: Floats) -> tuple[Floats, Ints]:
        """(genes) the norm of its diseases' shares by `NORM`, and the disease that adds most.

        shares: (diseases).
        """
        owner = self.of.owners()
        part = shares[owner] ** NORM
        total = np.bincount(self.of.item, part, len(self.genes)).astype(np.float64)
        order = np.argsort(part, kind="stable")
        first: Ints = np.zeros(len(self.genes), np.int32)
        first[self.of.item[order]] = owner[order]  # the largest is written last
        norm: Floats = np.power(total, 1 / NORM)
        return norm, first


def genes_of(statements: Statements) -> GenesOf:
    """The genes of each disease that is ranked.

    Those of an entry of another catalogue count for the one disease that it is counted as, if that
    has none of its own: an entry for a group would lend each of its diseases the genes of all.
    """
    release = statements.release
    links, same = release.links, release.same
    counts = _mendelian(statements)
    own: dict[int, set[int]] = {}
    lent: dict[int, set[int]] = {}
    for at in np.flatnonzero(counts).tolist():
        disease = int(links.disease[at])
        targets = same.of(disease)
        if len(targets) == 1:
            kind = own if targets[0] == disease else lent
            place = int(statements.place[targets[0]])
            kind.setdefault(place, set()).add(int(links.gene[at]))
    found = lent | own
    used = sorted({gene for each in found.values() for gene in each})
    number = {gene: at for at, gene in enumerate(used)}
    lists = [
        sorted(number[gene] for gene in found.get(place, ()))
        for place in range(len(statements.kept))
    ]
    return GenesOf(
        genes=tuple(links.genes[gene] for gene in used),
        of=Rows.gathered(lists),
        linked=np.array([1.0 if each else 0.0 for each in lists]),
    )


def _mendelian(statements: Statements) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    release = statements.release
    said, links = release.annotations, release.links
    inherited = (said.aspect == Aspect.I) & ~said.negated
    if MULTIFACTORIAL in release.ontology.number:
        many = release.ontology.below(MULTIFACTORIAL)[said.term]
    else:
        many = np.zeros(len(said), bool)
    diseases = len(said.diseases)
    simple = np.bincount(said.disease[inherited & ~many], minlength=diseases) > 0
    complex_ = np.bincount(said.disease[inherited & many], minlength=diseases) > 0
    only_many = (complex_ & ~simple)[links.disease]
    kind = np.array(links.kind, dtype=object)
    return np.where(kind == "MENDELIAN", True, np.where(kind == "POLYGENIC", False, ~only_many))
