"""SLCO1B1 by one variant where no star alleles can be told.

Source: Cooper-DeHoff et al. 2022, CPIC, doi:10.1002/cpt.2557: c.521T>C (rs4149056) alone gives
the function where the haplotype is not known; T as *1, C as *5.
"""

from __future__ import annotations

GENE = "SLCO1B1"
VARIANT = "rs4149056"
STANDS_FOR = {"T": "*1", "C": "*5"}
FALLBACK = f"no star alleles could be told; the function follows from {VARIANT} alone"


def named(base: str) -> str:
    """The allele as it is reported.

    >>> named("C")
    'rs4149056 variant (C)'
    """
    return f"{VARIANT} {'reference' if base == 'T' else 'variant'} ({base})"
