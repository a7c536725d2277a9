"""Who lives in each region: five source populations, drifted apart, mixed within persons.

Allele frequencies follow the neutral spectrum (density proportional to 1/x) with an excess of
rare alleles from recent growth (Keinan and Clark 2012, doi:10.1126/science.1217283); each source
population drifts from the shared pool (Balding and Nichols 1995, doi:10.1007/BF01441146).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

POPULATIONS: tuple[str, ...] = ("AFR", "AMR", "EAS", "EUR", "SAS")
"""Labels as in the 1000 Genomes Project, so that synthetic and real strata read alike."""

DRIFT: tuple[float, ...] = (0.05, 0.12, 0.12, 0.10, 0.09)
"""F_ST of each source population from the shared pool, of the size seen between continents."""

MIX: dict[str, tuple[float, ...]] = {
    # AFR, AMR, EAS, EUR, SAS: settings of the demo, not statistics about any place
    "stockholm": (0.09, 0.03, 0.05, 0.73, 0.10),
    "skane": (0.07, 0.02, 0.03, 0.79, 0.09),
    "vastra-gotaland": (0.07, 0.02, 0.03, 0.81, 0.07),
    "uppsala": (0.06, 0.02, 0.04, 0.82, 0.06),
    "ostergotland": (0.05, 0.01, 0.02, 0.86, 0.06),
    "vasterbotten": (0.03, 0.01, 0.02, 0.92, 0.02),
    "orebro": (0.06, 0.01, 0.02, 0.85, 0.06),
}
_GROWTH_SHARE = 0.45
_EVENNESS = 0.35  # a small Dirichlet concentration: most people have one main source


def frequencies(rng: np.random.Generator, sites: int, chromosomes: int) -> Float32:
    """Allele frequency of each site in each source population: (5, sites), 0 to 1.

    chromosomes: about how many copies the country has; the rarest alleles have one or two.
    """
    lowest = 2.0 / chromosomes
    pool = np.exp(rng.uniform(np.log(lowest), np.log(0.97), sites))
    young = rng.random(sites) < _GROWTH_SHARE
    pool[young] = lowest * rng.uniform(0.5, 4.0, int(young.sum()))
    out = np.empty((len(POPULATIONS), sites), dtype=np.float32)
    for row, f in enumerate(DRIFT):
        spread = (1.0 - f) / f
        out[row] = rng.beta(pool * spread, (1.0 - pool) * spread)
    # A young allele is found where it arose: one source population holds it, at its full count.
    country = np.mean(list(MIX.values()), axis=0)
    home = rng.choice(len(POPULATIONS), int(young.sum()), p=country / country.sum())
    at = np.flatnonzero(young)
    out[:, at] = 0.0
    out[home, at] = np.minimum(pool[at] / country[home], 0.3)
    return out


def ancestry_shares(rng: np.random.Generator, node: str, persons: int) -> Float64:
    """Each person's shares of the source populations, around the region's mix: (persons, 5)."""
    mix = np.array(MIX[node])
    return rng.dirichlet(mix * _EVENNESS * len(mix), persons)


def source_of_haplotypes(rng: np.random.Generator, shares: Float64) -> npt.NDArray[np.int8]:
    """Source population of each founder haplotype and contig: (2 persons, 25) int8.

    One source per contig and haplotype: the long blocks of recent admixture.
    """
    edges = np.cumsum(np.repeat(shares, 2, axis=0), axis=1)
    drawn = rng.random((len(edges), 25))
    picked = (drawn[:, :, None] > edges[:, None, :]).sum(axis=2)
    source: npt.NDArray[np.int8] = np.minimum(picked, len(POPULATIONS) - 1).astype(np.int8)
    return source
