"""Repeats of a family as ExpansionHunter counts them and stranger annotates them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samvar.demo.rare_disease.gene import Gene, gene_of
from samvar.demo.structural import REPEATS_AT
from samvar.focus.rare_disease.model.family import Family
from samvar.knowledge.repeats import LIMITS
from samvar.model.genome import Sex
from samvar.model.repeat import Locus

_SPREAD = 3
_GROWS = 6
"""Units that an expanded repeat gains at most from parent to child."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One locus. units: of each member's alleles."""

    locus: Locus
    gene: Gene | None
    usual: int
    units: tuple[tuple[int, ...], ...]

    def standing(self, units: int) -> str:
        """As stranger calls a length."""
        limits = LIMITS[self.locus.name]
        if units >= limits.pathogenic_min:
            return "full_mutation"
        return "normal" if units <= limits.normal_max else "pre_mutation"


def draw_repeats(
    rng: np.random.Generator, family: Family, grown: Gene | None, affected: Sequence[bool]
) -> tuple[Repeat, ...]:
    """Every locus; of the gene that has grown, everybody who is ill has one long allele."""
    found = []
    for locus, usual, _ in REPEATS_AT:
        of = next((g for g in (grown,) if g is not None and g.symbol == locus.name), None)
        least = LIMITS[locus.name].pathogenic_min
        long = least + int(rng.integers(2, 12))
        units = []
        for member, ill in zip(family.members, affected, strict=True):
            one = member.sex is Sex.MALE and locus.contig == 23
            own = [_usual(rng, usual) for _ in range(1 if one else 2)]
            if of is not None and ill:
                own[-1] = long + (int(rng.integers(1, _GROWS)) if member.father else 0)
            units.append(tuple(sorted(own)))
        gene = gene_of(locus.name) if locus.name in ("HTT", "DMPK") else None
        found.append(Repeat(locus, gene, usual, tuple(units)))
    return tuple(found)


def _usual(rng: np.random.Generator, usual: int) -> int:
    return max(5, min(int(rng.normal(usual, _SPREAD)), usual + 8))
