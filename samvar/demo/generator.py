"""The synthetic country: seven regions of people who never lived, the same for the same seed.

>>> small = generate(seed=1, persons=12, sites=300)
>>> [cohort.node for cohort in small.cohorts][:2], len(small.cohorts[0].persons)
(['stockholm', 'skane'], 12)

What is true to life: the allele-frequency spectrum (rare alleles dominate), drift between
source populations and admixture within persons, families with Mendelian inheritance, ploidy by
sex, three kinds of assay with gaps, no-calls and half-calls, real pharmacogene alleles at
realistic frequencies, on one strand where a star allele needs several. What is not: all other
sites are drawn independently (no linkage within a contig beyond ancestry and families), and
reference bases are not those of the human genome.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from samvar.demo.cohort import Cohort, draw_cohort
from samvar.demo.site import Sites, draw_sites
from samvar.model.place import CENTRES

SEED = 20261123
PERSONS = 300
SITES = 16_000


@dataclass(frozen=True, slots=True)
class Country:
    """The sites that all regions share, and one cohort for each of the seven centres."""

    sites: Sites
    cohorts: tuple[Cohort, ...]

    def cohort(self, node: str) -> Cohort:
        """The people of one centre."""
        return next(c for c in self.cohorts if c.node == node)


def generate(
    seed: int = SEED,
    persons: int = PERSONS,
    sites: int = SITES,
    nodes: Collection[str] = tuple(CENTRES),
) -> Country:
    """Draw the country, or some `nodes` of it; `persons` is per region.

    Each region has a random stream of its own: it is the same with or without the others.
    """
    root = np.random.SeedSequence(seed)
    for_sites, *for_nodes = root.spawn(1 + len(CENTRES))
    drawn = draw_sites(np.random.default_rng(for_sites), sites, 2 * persons * len(CENTRES))
    with ThreadPoolExecutor(2) as pool:
        cohorts = pool.map(
            lambda job: draw_cohort(np.random.default_rng(job[1]), job[0], persons, drawn),
            [job for job in zip(CENTRES, for_nodes, strict=True) if job[0] in nodes],
        )
        return Country(drawn, tuple(cohorts))
