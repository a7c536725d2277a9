"""Made-up calls and what is told of one drug: what the tables of the advice are written with."""

from __future__ import annotations

from collections.abc import Sequence

from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.model import (
    Diplotype,
    DrugAdvice,
    GeneCall,
    Occasion,
    Status,
)
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.knowledge.pharmacogenomics.model import Release

NM, IM, PM = "Normal Metabolizer", "Intermediate Metabolizer", "Poor Metabolizer"
RM, UM, UNSURE = "Rapid Metabolizer", "Ultrarapid Metabolizer", "Indeterminate"
POSSIBLE = "Possible Intermediate Metabolizer"


def gene(
    name: str,
    phenotype: str | None = None,
    score: float | None = None,
    *alleles: str,
    status: Status = Status.CALLED,
    warnings: tuple[str, ...] = (),
) -> GeneCall:
    """A call, made up: only what an advice looks at."""
    pair = (Diplotype(alleles, 2, True),) if alleles else ()
    return GeneCall(name, status, pair, phenotype, score, (), warnings)


def told(
    release: Release, drug: Occasion | str, *calls: GeneCall, taken: Sequence[str] = ()
) -> DrugAdvice:
    """What is said of one drug that is about to be given."""
    occasion = Occasion(drug) if isinstance(drug, str) else drug
    found = advise(calls, whole(release), [occasion], taken, release.name)
    return next(one for one in found if one.on_list and one.occasion.drug not in taken)


def actions(advice: DrugAdvice, body: str = "CPIC") -> list[str]:
    return [line.action.value for line in advice.lines if line.body == body]
