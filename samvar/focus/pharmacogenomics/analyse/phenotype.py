"""From named alleles to phenotype and activity score, by the tables of the release."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.pharmacogenomics.rules import cyp2d6
from samvar.knowledge.pharmacogenomics.model import Gene
from samvar.knowledge.pharmacogenomics.phenotype import key_of


@dataclass(frozen=True, slots=True)
class Phenotyped:
    """A phenotype, or None where the release does not say."""

    phenotype: str | None
    activity_score: float | None


NOTHING = Phenotyped(None, None)


class Phenotyper:
    """One gene's tables, ready to be asked."""

    def __init__(self, gene: Gene) -> None:
        self._gene = gene.name
        self.functions = {each.name: each for each in gene.functions}
        self._phenotypes = {
            each.keys: Phenotyped(each.phenotype, number(each.activity_score))
            for each in gene.phenotypes
        }

    def activity(self, allele: str) -> float | None:
        """The activity value of an allele, None where it has none."""
        found = self.functions.get(allele)
        return None if found is None else number(found.activity)

    def phenotype(self, alleles: tuple[str, ...]) -> Phenotyped:
        """What a diplotype makes of a person; nothing if an allele's function is not known."""
        if self._gene == cyp2d6.GENE:
            return self._by_copies(alleles)
        if any(allele not in self.functions for allele in alleles):
            return NOTHING
        return self._phenotypes.get(key_of(self.functions[a].key for a in alleles), NOTHING)

    def _by_copies(self, alleles: tuple[str, ...]) -> Phenotyped:
        if len(alleles) != 2:  # a strand that nobody named is not a deletion, which is *5
            return NOTHING
        score = 0.0
        for allele in alleles:
            for name, copies in cyp2d6.copies(allele):
                value = self.activity(name)
                if value is None:
                    return NOTHING
                score += value * copies
        return Phenotyped(cyp2d6.phenotype(score), score)


def number(text: str | None) -> float | None:
    """A score as a number; None for 'n/a' and for nothing.

    >>> number("1.5"), number("n/a")
    (1.5, None)
    """
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
