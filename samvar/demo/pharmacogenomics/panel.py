"""The invented patients as a cohort of the generator's sites, for the truth about variants."""

from __future__ import annotations

import numpy as np

from samvar.demo.cohort import Cohort
from samvar.demo.pharmacogenomics.draw import patients_of
from samvar.demo.pharmacogenomics.patient import Patient, tested_positions
from samvar.demo.site import ASSEMBLY, Sites, inside
from samvar.knowledge.pharmacogenomics.model import Gene, Position
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CODE
from samvar.model.person import AssayKind, Person
from samvar.model.strata import strata_of


def panel_of(node: str, sites: Sites) -> Cohort:
    """The patients of a region who were tested on the country's assembly.

    Everything is as their files say: two copies called wherever the assay looked, but where a
    position was lost.
    """
    mine = [d.patient for d in patients_of(node) if d.tested and d.patient.assembly is ASSEMBLY]
    stretches = assay()
    here = inside(stretches, sites.contig, sites.position)
    called = np.where(here[:, None], np.full((len(sites), len(mine)), 2), 0).astype(np.int8)
    dosage = np.zeros_like(called)
    at = {
        (int(c), int(p), r, a): row
        for row, (c, p, r, a) in enumerate(
            zip(sites.contig, sites.position, sites.ref, sites.alt, strict=True)
        )
    }
    for gene, position in tested_positions(ASSEMBLY):
        for alt in position.alts:
            row = at.get(_trimmed(position, alt))
            if row is not None:
                dosage[row] = [_copies(each, gene, position, alt) for each in mine]
                called[row, [position.id in each.missing for each in mine]] = 0
    return Cohort(
        node=node,
        sites=sites,
        persons=tuple(Person(each.label, each.sex, each.ancestry) for each in mine),
        contributions=tuple(_contribution(each) for each in mine),
        names={each.label: each.label for each in mine},
        stretches=dict.fromkeys((each.label for each in mine), stretches),
        dosage=dosage,
        called=called,
        written=called,
    )


def assay() -> Stretches:
    """The bases that the assay looks at, as its BED says."""
    found = [position.sites[ASSEMBLY.value] for _, position in tested_positions(ASSEMBLY)]
    return Stretches.of(
        [(CODE[s.contig], s.position, s.position + len(s.ref)) for s in found]
    )  # fmt: skip


def _copies(patient: Patient, gene: Gene, position: Position, alt: str) -> int:
    genotype = patient.genotype(gene, position)
    return 0 if genotype is None else genotype.alleles.count(alt)


def _trimmed(position: Position, alt: str) -> tuple[int, int, str, str]:
    """The variant without the bases that both alleles end in."""
    site = position.sites[ASSEMBLY.value]
    ref = site.ref
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return CODE[site.contig], site.position, ref, alt


def _contribution(patient: Patient) -> Contribution:
    return Contribution(
        sample=patient.label,
        person=patient.label,
        assembly=ASSEMBLY,
        sex=patient.sex,
        ancestry=patient.ancestry,
        assay=AssayKind.PANEL.value,
        dataset="pgx-demo",
        counts=True,
        why=None,
        scopes=frozenset(Scope),
        rules=CountingRules(),
        strata=strata_of(patient.sex, "pharmacogenomics", None, AssayKind.PANEL.value),
    )
