"""The pharmacogenes of the synthetic people, from what their laboratories saw of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from samvar.demo.cohort import Cohort
from samvar.demo.site import ASSEMBLY, inside
from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.model import UNDEFINED, Genotype, SampleCall
from samvar.knowledge.pharmacogenomics.model import Gene, Release, Site
from samvar.model.calls import Int64
from samvar.model.genome import CODE

Column = list[Genotype | None]
"""One position of every sample, in their order; None = untested."""


def placed(release: Release) -> tuple[Gene, ...]:
    """The genes of a release that are called from small variants, of autosomes."""
    return tuple(
        gene
        for gene in release.knowledge.genes
        if not gene.outside_only and gene.contig is not None and gene.contig.isdigit()
    )


def call_cohort(cohort: Cohort, release: Release) -> list[SampleCall]:
    """Every sample of a region, called as its files would be; no phase, as in most laboratories.

    A position outside of what a sample's assay covered, and a call that was lost, is untested.
    """
    callers = [GeneCaller(gene, ASSEMBLY) for gene in placed(release)]
    columns = [
        [observed(cohort, each.sites[ASSEMBLY.value]) for each in caller.positions]
        for caller in callers
    ]
    found = []
    for number, name in enumerate(cohort.names):
        rows = [tuple(column[number] for column in gene) for gene in columns]
        found.append(
            SampleCall(
                name,
                release.name,
                tuple(caller.call(row) for caller, row in zip(callers, rows, strict=True)),
                {
                    caller.gene.name: caller.observed(row)
                    for caller, row in zip(callers, rows, strict=True)
                    if any(row)
                },
            )
        )
    return found


def observed(cohort: Cohort, site: Site) -> Column:
    """What every sample has at one defining position."""
    rows = _touching(cohort, site)
    alleles = [_allele(cohort, row, site) for row in rows]
    seen = _seen(cohort, site)
    dosage, called = cohort.dosage[rows].T.tolist(), cohort.called[rows].T.tolist()
    return [
        _genotype(site.ref, tuple(zip(alleles, ds, cs, strict=True))) if there else None
        for there, ds, cs in zip(seen, dosage, called, strict=True)
    ]


def _touching(cohort: Cohort, site: Site) -> Int64:
    """Rows of the sites that overlap the position."""
    sites = cohort.sites
    lo, hi = np.searchsorted(sites.contig, [CODE[site.contig], CODE[site.contig] + 1])
    end = site.position + len(site.ref)
    rows = range(lo, lo + int(np.searchsorted(sites.position[lo:hi], end)))
    return np.array(
        [row for row in rows if sites.position[row] + len(sites.ref[row]) > site.position],
        dtype=np.int64,
    )


def _allele(cohort: Cohort, row: int, site: Site) -> str | None:
    """What a site makes of the position's reference; None if it is something else nearby."""
    sites = cohort.sites
    ref = sites.ref[row]
    if sites.position[row] != site.position or not site.ref.startswith(ref):
        return None
    return sites.alt[row] + site.ref[len(ref) :]


def _seen(cohort: Cohort, site: Site) -> Iterable[bool]:
    """Whether each sample's assay covered the position; samples of a batch share stretches."""
    contig = np.array([CODE[site.contig]], dtype=np.int8)
    position = np.array([site.position], dtype=np.int32)
    known: dict[int, bool] = {}
    for stretches in cohort.stretches.values():
        if id(stretches) not in known:
            known[id(stretches)] = bool(inside(stretches, contig, position)[0])
        yield known[id(stretches)]


@cache
def _genotype(ref: str, rows: tuple[tuple[str | None, int, int], ...]) -> Genotype | None:
    """rows: allele, dosage and called copies of each site at the position."""
    if any(called != 2 for _, _, called in rows):
        return None
    if any(allele is None and dosage for allele, dosage, _ in rows):
        return None
    there = [allele or UNDEFINED for allele, dosage, _ in rows for _ in range(dosage)]
    if len(there) > 2:
        return None
    return Genotype((*(ref,) * (2 - len(there)), *there))
