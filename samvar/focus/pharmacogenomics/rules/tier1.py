"""Positions without which no result is complete: the minimum that a clinical test looks at.

AMP's tier 1 by gene, as the rsIDs that its alleles stand on. A release may add to these by its
own list (PharmCAT's exemptions do), never take away; a release that does not even define one
of them cannot give a complete result.
"""

from __future__ import annotations

from collections.abc import Iterator

from samvar.knowledge.pharmacogenomics.model import Gene

MINIMUM: dict[str, tuple[str, ...]] = {
    # Pratt et al. 2018, doi:10.1016/j.jmoldx.2018.01.011: *2, *3, *17
    "CYP2C19": ("rs4244285", "rs4986893", "rs12248560"),
    # Pratt et al. 2019, doi:10.1016/j.jmoldx.2019.04.003: *2, *3, *5, *6, *8, *11
    "CYP2C9": ("rs1799853", "rs1057910", "rs28371686", "rs9332131", "rs7900194", "rs28371685"),
    # Pratt et al. 2020, doi:10.1016/j.jmoldx.2020.04.204
    "VKORC1": ("rs9923231",),
    # Pratt et al. 2022, doi:10.1016/j.jmoldx.2022.06.007: TPMT *2, *3A, *3B, *3C; NUDT15 *3
    "TPMT": ("rs1800462", "rs1800460", "rs1142345"),
    "NUDT15": ("rs116855232",),
    # Pratt et al. 2023, doi:10.1016/j.jmoldx.2023.06.008: CYP3A4*22; CYP3A5 *3, *6, *7
    "CYP3A4": ("rs35599367",),
    "CYP3A5": ("rs776746", "rs10264272", "rs41303343"),
    # Pratt et al. 2024, doi:10.1016/j.jmoldx.2024.05.015: *2A, *13, HapB3 (both of its
    # variants), c.2846A>T, c.557A>G, c.868A>G, c.2279C>T
    "DPYD": (
        "rs3918290", "rs55886062", "rs75017182", "rs56038477",
        "rs67376798", "rs115232898", "rs146356975", "rs112766203",
    ),
    # No AMP list. Cooper-DeHoff et al. 2022, doi:10.1002/cpt.2557: c.521T>C decides
    "SLCO1B1": ("rs4149056",),
    # No AMP list. Gammal et al. 2016, doi:10.1002/cpt.269: the TA repeat decides
    "UGT1A1": ("rs3064744",),
}  # fmt: skip


def tier1(gene: Gene) -> tuple[str, ...]:
    """All minimum positions of a gene: ours first, then what the release adds.

    Where nobody gives a list it is every position that tells an allele of another function than
    the reference from it: one of CYP2B6's 48 alone says nothing of *6.
    """
    listed = tuple(dict.fromkeys((*MINIMUM.get(gene.name, ()), *gene.tier1)))
    return listed or tuple(_telling(gene))


def _telling(gene: Gene) -> Iterator[str]:
    function = {each.name: each.key for each in gene.functions}
    reference = next((each for each in gene.alleles if each.reference), None)
    if reference is None:
        return
    usual = function.get(reference.shown or reference.name)
    telling = {
        place
        for each in gene.alleles
        if usual is None or function.get(each.shown or each.name) != usual
        for place, base in each.bases.items()
        if base != reference.bases[place]
    }
    yield from (position.id for position in gene.positions if position.id in telling)
