"""What a check compares an answer with: the planted truth, and how equal the two must be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from samvar.demo.cohort import Cohort
from samvar.demo.generator import Country
from samvar.demo.pharmacogenomics.panel import panel_of
from samvar.demo.pharmacogenomics.truth import Told, people_of
from samvar.demo.rare_disease.people import families_at, mixtures_at
from samvar.demo.structural import Told as Beside
from samvar.demo.structural import draw_told
from samvar.demo.truth import Truth, counted, truth
from samvar.model.calls import Bool, Int64
from samvar.model.contribution import Scope
from samvar.network.merge import NationalAnswer


@dataclass(frozen=True, slots=True)
class Planted:
    """The truth for one use: per node and stratum (None: everyone). floor: 0 for care.

    cohorts: every region's people thrice: the synthetic ones, the invented patients, and families
    with a rare disease. told:
    what is known of their pharmacogenes. carried: node -> id of the passport that a patient of
    its has in the hand. beside: what those who count have beside small variants.
    """

    country: Country
    scope: Scope
    parts: Mapping[str, Mapping[str | None, Truth]]
    floor: int
    names: tuple[str, ...]
    cohorts: tuple[Cohort, ...]
    told: Mapping[str, list[Told]]
    carried: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, list[Beside]] = field(default_factory=dict)

    def total(self, without: str | None, stratum: str | None = None) -> Truth:
        """The sum over all nodes but one."""
        out = Truth.zero(len(self.names))
        for node, strata in self.parts.items():
            if node != without and stratum in strata:
                out.add(strata[stratum])
        return out

    def people(self, without: str | None) -> list[Told]:
        """Everybody with a pharmacogenomic result, of all nodes but one."""
        return [
            each
            for node, some in self.told.items()
            if node != without
            for each in some
            if self.scope in each.scopes
        ]


def plant_truth(
    country: Country,
    scope: Scope,
    floor: int,
    told: Mapping[str, list[Told]],
    carried: Mapping[str, str],
) -> Planted:
    """Reckon the truth of every region once; told: as `tell` gives it."""
    panels = tuple(panel_of(cohort.node, country.sites) for cohort in country.cohorts)
    parts: dict[str, dict[str | None, Truth]] = {}
    families = tuple(families_at(cohort.node, country.sites) for cohort in country.cohorts)
    for cohort in (*country.cohorts, *panels, *families):
        mine = parts.setdefault(cohort.node, {})
        for label, part in truth(cohort, scope).items():
            mine.setdefault(label, Truth.zero(len(country.sites))).add(part)
    return Planted(
        country,
        scope,
        parts,
        floor,
        tuple(country.sites.names),
        (*country.cohorts, *panels, *families),
        told,
        carried,
        {
            cohort.node: _beside(cohort, scope) + mixtures_at(cohort.node, family, scope)
            for cohort, family in zip(country.cohorts, families, strict=True)
        },
    )


def _beside(cohort: Cohort, scope: Scope) -> list[Beside]:
    here = {each.sample for each in counted(cohort) if scope in each.scopes}
    return [each for each in draw_told(cohort) if each.contribution.sample in here]


def tell(country: Country) -> dict[str, list[Told]]:
    """What is known of every region's pharmacogenes."""
    return {cohort.node: people_of(cohort) for cohort in country.cohorts}


@dataclass(frozen=True, slots=True)
class Expected:
    """questions: the arguments to ask with. fault: the first difference, or None.
    size: how many `noun` one question compares. uses: those in which it is answered at all; in
    every other one each node must refuse it.
    """

    noun: str
    questions: Callable[[Planted], Iterable[Mapping[str, Any]]]
    fault: Callable[[Planted, Mapping[str, Any], NationalAnswer, str | None], str | None]
    size: Callable[[Mapping[str, Any]], int]
    uses: frozenset[str] = frozenset({"care", "research"})


def first(name: str, wrong: Bool, found: Int64, planted: Int64) -> str | None:
    """The first number that is not the planted one, in words."""
    if not wrong.any():
        return None
    at = int(np.flatnonzero(wrong)[0])
    return f"{name} {at}: {int(found[at])}, planted {int(planted[at])} ({int(wrong.sum())} differ)"


def sum_fault(
    answer: NationalAnswer,
    column: str,
    planted: Int64,
    carriers: Int64,
    floor: int,
    *,
    common: bool = True,
) -> str | None:
    """Equal wherever shown; hidden wherever fewer than `floor` (and more than 0) carry.

    common: whether common numbers must not all be hidden; of three that add up they may be.
    """
    found = answer.value[column]
    hidden = answer.hidden.get(column, np.zeros(len(found), dtype=bool))
    must_hide = (carriers < floor) & (carriers > 0) if floor else np.zeros(len(found), dtype=bool)
    if column in answer.hidden and (must_hide & ~hidden).any():
        return f"{column}: a count below {floor} carriers is shown"
    if hidden.any() and not floor:
        return f"{column}: a count is hidden in care"
    if common and (carriers >= 10 * floor).any() and hidden[carriers >= 10 * floor].all():
        return f"{column}: every count is hidden, common ones too"
    return first(column, (found != planted) & ~hidden, found, planted)


def bounds_fault(answer: NationalAnswer, column: str, whole: Int64) -> str | None:
    """With a node down, the truth of the whole country lies between the bounds."""
    if answer.bounds is None or answer.bounds.upper is None:
        return f"{column}: no bounds"
    lower, upper = answer.bounds.lower[column], answer.bounds.upper[column]
    hidden = answer.hidden.get(column, np.zeros(len(lower), dtype=bool))
    outside = ((whole < lower) | (whole > upper)) & ~hidden
    return first(f"{column} outside its bounds", outside, lower, whole)
