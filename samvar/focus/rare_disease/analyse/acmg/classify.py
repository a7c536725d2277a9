"""Criteria weighed into a class, in three ways side by side."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from samvar.focus.rare_disease.model.classified import Class, Result
from samvar.focus.rare_disease.model.verdict import CODES, Strength, Verdict, usual_strength
from samvar.focus.rare_disease.rules.acmg.combination import adjust, conflicts
from samvar.focus.rare_disease.rules.acmg.criteria import SVI_RARE
from samvar.focus.rare_disease.rules.acmg.points import classify_by_points, points_of, posterior
from samvar.focus.rare_disease.rules.acmg.table import CONTRADICTORY, classify_by_table
from samvar.model.errors import BadInput

_ORDER = {code: number for number, code in enumerate(CODES)}


def classify(verdicts: Iterable[Verdict]) -> Result:
    """The result of one variant. Each criterion counts once, in the order of the guideline.

    >>> from samvar.focus.rare_disease.model.verdict import parse_label
    >>> found = classify([parse_label("PVS1"), parse_label("PM3_VeryStrong")])
    >>> found.by_table.text, found.by_points.text, found.points
    ('Uncertain significance', 'Pathogenic', 16)

    Raises:
        BadInput: one criterion is given twice.
    """
    given = sorted(verdicts, key=lambda each: _ORDER[each.criterion])
    for one, other in pairwise(given):
        if one.criterion == other.criterion:
            raise BadInput(f"{one.criterion} is given twice", remedy="give each criterion once")
    kept, adjustments = adjust(tuple(given))
    by_table, rule = classify_by_table(kept)
    points = points_of(kept)
    by_points = classify_by_points(kept)
    return Result(
        verdicts=kept,
        adjustments=adjustments,
        by_table=by_table,
        rule=rule,
        points=points,
        by_points=by_points,
        posterior=posterior(points),
        disagreement="" if by_table is by_points else _why(kept, by_table, rule, by_points),
        conflicts=conflicts(kept),
    )


def _why(verdicts: tuple[Verdict, ...], by_table: Class, rule: str, by_points: Class) -> str:
    """Why table and points differ, as far as it is known."""
    count = [each.strength for each in verdicts if each.met and each.pathogenic].count
    start = f"{by_table.text} by the table of 2015, {by_points.text} by points"
    if rule == CONTRADICTORY:
        return f"{start}: the table stops where both sides make a class, points weigh them"
    for_it = any(each.met and each.pathogenic for each in verdicts)
    against = any(each.met and not each.pathogenic for each in verdicts)
    if for_it and against:
        return f"{start}: the table does not weigh one side against the other, points do"
    if count(Strength.VERY_STRONG) >= 2:
        return f"{start}: the table has no rule for two very strong criteria"
    if count(Strength.VERY_STRONG) == count(Strength.SUPPORTING) == 1:
        return f"{start}: one very strong and one supporting are enough since 2020 ({SVI_RARE})"
    unusual = [each.label for each in verdicts if each.met and _moved(each)]
    if unusual:
        return f"{start}: the table was written before strengths could move ({', '.join(unusual)})"
    return f"{start}: the two draw the border at different places (Tavtigian et al. 2018)"


def _moved(verdict: Verdict) -> bool:
    return verdict.strength is not usual_strength(verdict.criterion)
