"""A gene's call from another method, with the phenotype that the release gives it."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.analyse.agree import contradicted
from samvar.focus.pharmacogenomics.analyse.phenotype import Phenotyped, Phenotyper
from samvar.focus.pharmacogenomics.model import Diplotype, GeneCall, OutsideCall, Status
from samvar.knowledge.pharmacogenomics.model import Gene

DISPUTED = "the sources of this result contradict each other: it carries no advice"


def call_outside(gene: Gene, outside: OutsideCall, inside: GeneCall) -> GeneCall:
    """The outside call in the place of the one from variants; a difference is said.

    What the other method looked at is not known here, so nothing is listed as untested. A
    phenotype or score that was handed over stands unless the release reads the alleles otherwise.
    Where it does, or where the file's variants mean another phenotype, the result is ambiguous:
    one of the two is wrong, and may be somebody else's.
    """
    warnings = ["an outside call: what was tested is known to the method that made it"]
    found = Phenotyper(gene).phenotype(outside.alleles) if outside.alleles else None
    phenotype = outside.phenotype or (found.phenotype if found else None)
    score = outside.activity_score
    if score is None and found is not None:
        score = found.activity_score
    disputed = found is not None and _differ(found, phenotype, score)
    if found is not None and found.phenotype not in (None, phenotype):
        warnings.append(f"the release makes this diplotype {found.phenotype}")
    if phenotype is None and not gene.name.startswith("HLA-"):
        warnings.append("the release gives no phenotype for this diplotype")
    if gene.note and phenotype is not None:
        warnings.append(f"function and phenotype {gene.note}")
    diplotypes = (Diplotype(outside.alleles, 0, True),) if outside.alleles else ()
    if inside.diplotypes and [d.name for d in inside.diplotypes] != [d.name for d in diplotypes]:
        others = ", ".join(each.name for each in inside.diplotypes)
        warnings.append(f"the variants of the file agree with {others}")
    call = GeneCall(gene.name, Status.CALLED, diplotypes, phenotype, score, (), tuple(warnings))
    if not disputed and not contradicted(gene, call, inside):
        return call
    known = {each.name for each in diplotypes}
    return GeneCall(
        gene.name,
        Status.AMBIGUOUS,
        (*diplotypes, *(each for each in inside.diplotypes if each.name not in known)),
        None,
        None,
        (),
        (*warnings, DISPUTED),
    )


def _differ(found: Phenotyped, phenotype: str | None, score: float | None) -> bool:
    """Whether what was handed over is not what the release says of the same alleles."""
    other = found.phenotype not in (None, phenotype)
    return other or found.activity_score not in (None, score)
