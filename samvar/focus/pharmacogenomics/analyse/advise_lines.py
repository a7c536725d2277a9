"""The lines of a release that speak of a drug: what they look up, and which may be given.

A line may be given whole, or as a caution alone where a gene of its drug has no usable result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from samvar.focus.pharmacogenomics.analyse.advise_result import Result
from samvar.focus.pharmacogenomics.model import Action
from samvar.focus.pharmacogenomics.rules import dpyd
from samvar.focus.pharmacogenomics.rules.action import action_for
from samvar.knowledge.pharmacogenomics.layer import NO_RESULT
from samvar.knowledge.pharmacogenomics.model import Key, Recommendation
from samvar.knowledge.pharmacogenomics.population import SYSTEMIC, key_of
from samvar.model.errors import CorruptStore

CAUTION = frozenset({Action.AVOID, Action.REDUCE})
_DOSED = frozenset({Action.STANDARD, Action.MONITOR})
"""What comes down to the usual dose, watched or not."""

Line = tuple[Recommendation, Key]
Results = Mapping[str, Result]


def keyed(line: Recommendation, drug: str) -> Key:
    """For whom and for what a line is.

    Raises:
        CorruptStore: its population is not known.
    """
    key = key_of(line)
    if key is None:
        raise CorruptStore(
            f"a recommendation for {drug} is for an unknown population, '{line.population[:60]}'",
            remedy="import the release again",
        )
    if drug == "fluorouracil" and dpyd.GENE in line.genes and not key.routes:
        return msgspec.structs.replace(key, routes=(SYSTEMIC,))  # CPIC's is of chemotherapy
    return key


def looked_up(lines: Sequence[Line]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """body -> gene -> the keys that its lines look it up by: bodies need not use the same."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for line, key in lines:
        for gene, result in line.genes.items():
            found.setdefault(key.body, {}).setdefault(gene, {})[result] = None
    return {
        body: {gene: tuple(keys) for gene, keys in genes.items()} for body, genes in found.items()
    }


def best_results(results: Mapping[str, Results]) -> dict[str, Result]:
    """gene -> its result for the body that can use it best."""
    best: dict[str, Result] = {}
    for genes in results.values():
        for gene, result in genes.items():
            if gene not in best or result.withheld is None:
                best[gene] = result
    return best


def matches(line: Recommendation, results: Results) -> bool:
    """Whether a line is for what these genes have."""
    if all(result == NO_RESULT for result in line.genes.values()):
        return False
    return all(result in results[gene].keys for gene, result in line.genes.items())


def may_be_given(line: Recommendation, results: Results, *, partial: bool) -> bool:
    """Whether a line may be given, as advice or as a caution.

    partial: a gene of the drug, of this line or not, has no usable result.
    """
    action = action_for(line)
    if any(results[gene].withheld for gene in line.genes):
        return action in CAUTION
    return not (partial and action in _DOSED)
