"""What a call says of itself: what is missing, what is not trusted, what was not excluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samvar.focus.pharmacogenomics.analyse.phenotype import Phenotyped
from samvar.focus.pharmacogenomics.model import Diplotype, Genotype

_SHOWN = 6  # other readings that a warning spells out; all of them are listed with their scores


def incomplete(missed: Iterable[str]) -> str:
    """Positions without which the gene has no phenotype."""
    return f"untested: {', '.join(missed)}; without it no phenotype and no standard dose"


def distrusted(doubted: Mapping[str, Genotype]) -> str:
    """Each position and why, those with the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for name, genotype in doubted.items():
        by_reason.setdefault(genotype.doubt, []).append(name)
    return "; ".join(f"{', '.join(names)} ({why})" for why, names in by_reason.items())


def other_outcomes(
    diplotypes: tuple[Diplotype, ...],
    results: dict[Diplotype, Phenotyped],
    given: Phenotyped,
) -> list[str]:
    """Readings that were not excluded and would mean something else for the patient."""
    others = [
        f"{each.name} would be {results[each].phenotype}"
        for each in diplotypes
        if results[each] != given and results[each].phenotype is not None
    ]
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    return [f"not excluded: {'; '.join(others[:_SHOWN])}{more}"] if others else []
