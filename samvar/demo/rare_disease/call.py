"""What a laboratory sees of a genotype: reads, depth and quality that vary, calls that fail."""

from __future__ import annotations

import numpy as np

NOTHING = "./.:.:.:."
"""A column without a call."""
DEPTH = 35
"""Mean reads at two copies of a base."""
_ERROR = 0.001
_QUALITY = ((99, 60, 25, 8), (0.8, 0.12, 0.06, 0.02))
_NOT_CALLED = 0.01


def seen(rng: np.random.Generator, genotype: str, *, certain: bool = False) -> str:
    """GT:AD:DP:GQ of a true genotype, such as `0/1`, `1` or `./.` where nothing was read.

    certain: no call is lost or poor, as when a laboratory has confirmed it.
    """
    if "." in genotype or (not certain and rng.random() < _NOT_CALLED):
        return NOTHING
    alleles = genotype.replace("|", "/").split("/")
    share = alleles.count("1") / len(alleles)
    depth = int(rng.poisson(DEPTH if len(alleles) > 1 else DEPTH / 2)) + 1
    quality = 99 if certain else int(rng.choice(_QUALITY[0], p=_QUALITY[1]))
    depth = max(depth, 20) if certain else depth
    reads = int(rng.binomial(depth, min(max(share, _ERROR), 1 - _ERROR)))
    return f"{genotype}:{depth - reads},{reads}:{depth}:{quality}"


def with_reads(genotype: str, reads: int, depth: int, quality: int = 99) -> str:
    """A column whose reads are known."""
    return f"{genotype}:{depth - reads},{reads}:{depth}:{quality}"


def level(rng: np.random.Generator, part: float) -> str:
    """A mitochondrial variant that `part` of the reads have."""
    depth = int(rng.integers(900, 3000))
    reads = int(rng.binomial(depth, min(max(part, 0.0005), 0.9995)))
    genotype = "0/0" if part < 0.05 else "1/1" if part > 0.95 else "0/1"
    return with_reads(genotype, reads, depth)
