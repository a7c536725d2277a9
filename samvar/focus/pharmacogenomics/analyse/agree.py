"""Whether two results of one gene can both be true of one person."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.analyse.phenotype import Phenotyper
from samvar.focus.pharmacogenomics.model import GeneCall, Status
from samvar.knowledge.pharmacogenomics.model import Gene


def contradicted(gene: Gene, call: GeneCall, other: GeneCall) -> bool:
    """Whether a result's phenotype is none of those that another result of the gene allows.

    Names may differ where two methods look at different alleles, so that phenotypes are
    compared. An incomplete result leaves open whatever it did not look at, with one exception:
    what it found cannot become the usual function again by looking further.

    False where either side names no phenotype.
    """
    phenotyper = Phenotyper(gene)
    allowed = {phenotyper.phenotype(each.alleles).phenotype for each in other.diplotypes}
    allowed = (allowed | {other.phenotype}) - {None}
    if call.phenotype is None or not allowed or call.phenotype in allowed:
        return False
    return other.status is not Status.INCOMPLETE or call.phenotype == _usual(gene, phenotyper)


def _usual(gene: Gene, phenotyper: Phenotyper) -> str | None:
    """The phenotype of two reference alleles."""
    names = [each.shown or each.name for each in gene.alleles if each.reference]
    return phenotyper.phenotype((names[0], names[0])).phenotype if names else None
