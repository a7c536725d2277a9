"""What a new release changes for one patient: phenotypes, and what the advice comes down to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samvar.focus.pharmacogenomics.model import Action, DrugAdvice, GeneCall

USUAL, WITHHELD = "usual", "withheld"
_STRICTEST = (Action.AVOID, Action.REDUCE, Action.INCREASE, Action.OTHER, Action.MONITOR)


@dataclass(frozen=True, slots=True)
class Changed:
    """One gene that is told otherwise. advice: drug -> what it came down to, then and now."""

    gene: str
    old: GeneCall | None
    new: GeneCall | None
    advice: Mapping[str, tuple[str, str]]

    @property
    def phenotype_changed(self) -> bool:
        """Another phenotype, or activity score, or none where there was one."""
        return _told(self.old) != _told(self.new)


def compare(
    old: Sequence[GeneCall],
    new: Sequence[GeneCall],
    old_advice: Iterable[DrugAdvice],
    new_advice: Iterable[DrugAdvice],
) -> tuple[Changed, ...]:
    """Every gene whose phenotype, or whose drugs' advice, is not what it was.

    An advice is compared by what it comes down to for its drug: the strictest action of any body,
    `withheld`, or `usual` (the usual dose, no recommendation, or nothing said). Other words for
    the same action recall nobody.
    """
    before, after = {g.gene: g for g in old}, {g.gene: g for g in new}
    then, now = _by_gene(old_advice), _by_gene(new_advice)
    found = []
    for gene in sorted(before.keys() | after.keys()):
        mine, theirs = then.get(gene, {}), now.get(gene, {})
        drugs = {
            drug: (mine.get(drug, USUAL), theirs.get(drug, USUAL))
            for drug in sorted(mine.keys() | theirs.keys())
            if mine.get(drug, USUAL) != theirs.get(drug, USUAL)
        }
        changed = Changed(gene, before.get(gene), after.get(gene), drugs)
        if changed.phenotype_changed or drugs:
            found.append(changed)
    return tuple(found)


def comes_down_to(advice: DrugAdvice) -> str:
    """One word for all bodies: the strictest action, `withheld`, or `usual`."""
    actions = {line.action for line in advice.lines}
    for action in _STRICTEST:
        if action in actions:
            return action.value
    return WITHHELD if advice.withheld else USUAL


def _by_gene(found: Iterable[DrugAdvice]) -> dict[str, dict[str, str]]:
    genes: dict[str, dict[str, str]] = {}
    for advice in found:
        word = comes_down_to(advice)
        about = {gene for line in advice.lines for gene in line.genes} | {*advice.withheld}
        for gene in about:
            genes.setdefault(gene, {})[advice.occasion.drug] = word
    return genes


def _told(call: GeneCall | None) -> tuple[str | None, float | None]:
    return (None, None) if call is None else (call.phenotype, call.activity_score)
