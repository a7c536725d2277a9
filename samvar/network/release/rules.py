"""Which variants an epoch release may hold: the one place where these numbers stand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from samvar.govern.disclosure import FLOOR_CARRIERS
from samvar.govern.purpose import Purpose
from samvar.model.calls import Bool, Int64
from samvar.model.variant import Variant


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """The rules of one kind of release.

    purpose: under which the nodes are asked, and so whose opt-outs are honoured.
    min_frequency: 0-1; a variant below it is left out. floor_carriers: fewest people who carry
    it, and fewest who have another allele there.
    genotypes: whether homozygotes and hemizygotes are told; small cells of a published table
    are why the public is told alleles only.
    budget: how much all figures of one release together may betray of one person, as a budget of
    the ledger; infinity for no bound. first: variants that it holds before all others, the most
    wanted first; where there are any it holds no others.
    """

    kind: str
    purpose: Purpose
    min_frequency: float
    floor_carriers: int
    genotypes: bool
    budget: float = math.inf
    first: tuple[Variant, ...] = ()

    def released(self, ac: Int64, an: Int64, hom: Int64, hemi: Int64, individuals: Int64) -> Bool:
        """Which of n variants may be in the release; arrays of allele and genotype counts.

        Carriers are people, not copies: alleles minus second copies. Where nearly everybody
        has the variant, the few are those who have not: people with another allele there are
        all who were looked at but those who have nothing else. The floor holds for both.

        >>> two = np.array([20, 20]), np.array([2000, 2001]), np.array([0, 0])
        >>> PUBLIC.released(*two, np.array([0, 0]), np.array([1000, 1001])).tolist()
        [True, False]
        >>> nearly_all = np.array([190, 191]), np.array([200, 200]), np.array([90, 91])
        >>> PUBLIC.released(*nearly_all, np.array([0, 0]), np.array([100, 100])).tolist()
        [True, False]
        """
        common = ac >= np.ceil(self.min_frequency * an - 1e-9)
        with_it, without = ac - hom, individuals - hom - hemi
        fewest = np.minimum(with_it, without)
        enough: Bool = common & (fewest >= self.floor_carriers) & (ac > 0) & (an > 0)
        return enough


PUBLIC_BUDGET = 1.0
"""What a public release may betray: no more than one research account is told in a year."""

PUBLIC = ReleaseRules(
    "public", Purpose.HRESCH, 0.01, FLOOR_CARRIERS, genotypes=False, budget=PUBLIC_BUDGET
)
"""For anyone: some common variants, of those who have not opted out of research."""

NODES = ReleaseRules("nodes", Purpose.HOPERAT, 0.0, 0, genotypes=True)
"""For the nodes themselves, under care: complete."""


def public_rules(
    min_frequency: float, floor_carriers: int, budget: float, first: tuple[Variant, ...] = ()
) -> ReleaseRules:
    """The public kind under a network's own settings; never laxer on people than the floor.

    >>> public_rules(0.05, 20, 1.0).floor_carriers, public_rules(0.05, 1, 1.0).floor_carriers
    (20, 10)
    """
    floor = max(floor_carriers, FLOOR_CARRIERS)
    return replace(
        PUBLIC, min_frequency=min_frequency, floor_carriers=floor, budget=budget, first=first
    )


KINDS: Mapping[str, ReleaseRules] = MappingProxyType({r.kind: r for r in (PUBLIC, NODES)})
