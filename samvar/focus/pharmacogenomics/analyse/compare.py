"""What a new release changes for one patient: phenotypes, and what the advice comes down to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samvar.focus.pharmacogenomics.model import Action, DrugAdvice, GeneCall, Withheld

NOTHING, USUAL, WITHHELD = "nothing", "usual", "withheld"
"""No guideline of the release speaks of the drug; the usual dose, or no recommendation; no
advice, because of what is not known of a gene."""
_ACTIONS = (Action.AVOID, Action.REDUCE, Action.INCREASE, Action.OTHER, Action.MONITOR)
_NO_CHANGE = ({NOTHING, USUAL}, {NOTHING, WITHHELD})
"""A guideline that begins or ceases to say what nobody has to act upon recalls nobody."""


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

    An advice is compared by what it comes down to for its drug, see `comes_down_to`. Other words
    for the same actions recall nobody.
    """
    before, after = {g.gene: g for g in old}, {g.gene: g for g in new}
    then, now = _by_gene(old_advice), _by_gene(new_advice)
    found = []
    for gene in sorted(before.keys() | after.keys()):
        drugs = dict(_differing(then.get(gene, {}), now.get(gene, {})))
        changed = Changed(gene, before.get(gene), after.get(gene), drugs)
        if changed.phenotype_changed or drugs:
            found.append(changed)
    return tuple(found)


def comes_down_to(advice: Iterable[DrugAdvice]) -> str:
    """All bodies' lines of one drug in a word: every action other than the usual dose, the
    strictest first, and whether more is withheld (`avoid, withheld`); else `usual`.
    """
    listed = list(advice)
    actions = {line.action for each in listed for line in each.lines}
    words = [action.value for action in _ACTIONS if action in actions]
    why = {reason for each in listed for reason in each.withheld.values()}
    words += [WITHHELD] if why - {Withheld.UNSAID} else []
    return ", ".join(words) or (NOTHING if why else USUAL)


def _differing(
    then: Mapping[str, str], now: Mapping[str, str]
) -> Iterable[tuple[str, tuple[str, str]]]:
    for drug in sorted(then.keys() | now.keys()):
        pair = (then.get(drug, NOTHING), now.get(drug, NOTHING))
        if pair[0] != pair[1] and {*pair} not in _NO_CHANGE:
            yield drug, pair


def _by_gene(found: Iterable[DrugAdvice]) -> dict[str, dict[str, str]]:
    """gene -> drug -> what all that is said of the drug for that gene comes down to."""
    said: dict[tuple[str, str], list[DrugAdvice]] = {}
    for advice in found:
        about = {gene for line in advice.lines for gene in line.genes} | {*advice.withheld}
        for gene in about:
            said.setdefault((gene, advice.occasion.drug), []).append(advice)
    genes: dict[str, dict[str, str]] = {}
    for (gene, drug), several in said.items():
        genes.setdefault(gene, {})[drug] = comes_down_to(several)
    return genes


def _told(call: GeneCall | None) -> tuple[str | None, float | None]:
    return (None, None) if call is None else (call.phenotype, call.activity_score)
