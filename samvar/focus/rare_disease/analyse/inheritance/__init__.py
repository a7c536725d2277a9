"""Which models of inheritance each variant of a family may follow: by our rules, or as genmod."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.compound import Compounds, judge_compound
from samvar.focus.rare_disease.analyse.inheritance.conditions import Evidence
from samvar.focus.rare_disease.analyse.inheritance.copies import FLOOR, FamilyCalls, Floor
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.analyse.inheritance.single import judge_single
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import Status, Verdicts
from samvar.model.calls import Bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts of v variants in a family, and who pairs with whom."""

    verdicts: Verdicts
    compounds: Compounds

    def excluded(self) -> Bool:
        """(v) whether every model is refuted; all others belong on the default lists."""
        found: Bool = (self.verdicts.status == Status.NOT_MET).all(axis=1)
        return found


def judge(
    family: Family,
    calls: FamilyCalls,
    inside: GeneRows,
    penetrance_reduced: Bool | None = None,
    floor: Floor = FLOOR,
) -> Judgement:
    """Judge every model for every variant, by our rules.

    calls: columns in the order of the family's members. inside: which variants are in which gene.
    penetrance_reduced: (v) of genes whose carriers may be healthy; None: of no such gene.
    """
    if penetrance_reduced is None:
        penetrance_reduced = np.zeros(len(calls), dtype=bool)
    verdicts = judge_single(family, calls, penetrance_reduced, floor)
    evidence = Evidence.of(family, calls, floor)
    return Judgement(verdicts, judge_compound(evidence, inside, verdicts))
