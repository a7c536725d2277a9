"""Frequencies: what is too common, what is too rare to be seen, and who may not be judged by it.

All of gnomAD's filtering allele frequency, 0-1. The nation's own table is enriched for patients
and is never used here.
"""

from __future__ import annotations

from math import sqrt

from samvar.focus.rare_disease.model.facts import Expected, Inheritance

ENOUGH_CHROMOSOMES = 2_000
"""Fewer say nothing: Ghosh et al. 2018, doi:10.1002/humu.23642, for BA1. For PM2 the same floor is
our choice: a variant is not absent where nobody looked."""
MISSENSE_Z = 3.09
"""From here on a gene has fewer missense variants than expected: Lek et al. 2016,
doi:10.1038/nature19057."""

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("ACAD9", "c.-44_-41dup"): "NM_014049.4",
    ("GJB2", "c.109G>A"): "NM_004004.5",
    ("HFE", "c.187C>G"): "NM_000410.3",
    ("HFE", "c.845G>A"): "NM_000410.3",
    ("MEFV", "c.1105C>T"): "NM_000243.2",
    ("MEFV", "c.1223G>A"): "NM_000243.2",
    ("PIBF1", "c.1214G>A"): "NM_006346.2",
    ("ACADS", "c.511C>T"): "NM_000017.3",
    ("BTD", "c.1330G>C"): "NM_000060.4",
}
"""Variants that BA1 is not for, with the transcript of the list: Ghosh et al. 2018, table 2."""


def excepted(gene: str, hgvs_c: str) -> bool:
    """Whether BA1 is not for this variant, by gene and change of the coding DNA.

    >>> excepted("GJB2", "NM_004004.6:c.109G>A"), excepted("GJB2", "c.35del")
    (True, False)
    """
    change = hgvs_c.rpartition(":")[2].split("dup")
    plain = change[0] + "dup" if len(change) > 1 else change[0]
    return (gene, plain) in EXCEPTIONS


def most_credible(expected: Expected, inheritance: Inheritance) -> float | None:
    """The highest frequency, 0-1, that one allele can have; None where there is no formula.

    Source: Whiffin et al. 2017, doi:10.1038/gim.2017.26.

    >>> model = Expected(prevalence=1 / 500, genetic=1.0, allelic=0.02, penetrance=0.5)
    >>> f"{most_credible(model, Inheritance.DOMINANT):.0e}"
    '4e-05'
    """
    if expected.penetrance <= 0:
        return None
    if inheritance is Inheritance.DOMINANT:
        share = expected.genetic * expected.allelic
        return expected.prevalence * share / expected.penetrance / 2
    if inheritance is Inheritance.RECESSIVE:
        people = expected.prevalence * expected.genetic / expected.penetrance
        return sqrt(people) * expected.allelic
    return None
