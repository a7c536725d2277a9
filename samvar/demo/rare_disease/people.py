"""The families of a region as a cohort of the generator's sites, for the truth about people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from samvar.demo.cohort import UNRELATED_ONLY, Cohort
from samvar.demo.rare_disease.bring import AREA, DATASET
from samvar.demo.rare_disease.call import NOTHING
from samvar.demo.rare_disease.plan import families_of
from samvar.demo.site import ASSEMBLY, Sites
from samvar.demo.structural import Told
from samvar.demo.truth import counted
from samvar.focus.rare_disease.model.family import Member
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CODE
from samvar.model.person import AssayKind, Person
from samvar.model.strata import strata_of
from samvar.model.variant import Variant


def families_at(node: str, sites: Sites) -> Cohort:
    """Everybody of a region's families; none of them was looked at where others differ.

    Their own variants lie at places of their own, see `keys_of`.
    """
    every = [(each, drawn) for _, drawn in families_of(node) for each in drawn.family.members]
    members = [each for each, _ in every]
    family = {each.name: drawn.label for each, drawn in every}
    nowhere = np.zeros((len(sites), len(members)), dtype=np.int8)
    return Cohort(
        node=node,
        sites=sites,
        persons=tuple(
            Person(m.name, m.sex, None, family[m.name], m.father, m.mother) for m in members
        ),
        contributions=tuple(_contribution(node, each) for each in members),
        names={each.name: each.name for each in members},
        stretches=dict.fromkeys((each.name for each in members), Stretches.of([])),
        dosage=nowhere,
        called=nowhere,
        written=nowhere,
    )


def keys_of(node: str) -> Iterator[tuple[str, int, str]]:
    """Contig, 0-based place and name of every variant that somebody of a region's families has.

    Of the mitochondrion only what all reads of somebody have: the rest is told by its level.
    """
    for _, drawn in families_of(node):
        for row in drawn.rows:
            mixed = row.effect.gene.contig == "MT"
            genotypes = [call.split(":")[0] for call in row.calls if call != NOTHING]
            if any("1" in each and not (mixed and "0" in each) for each in genotypes):
                yield row.effect.gene.contig, row.effect.position, row.effect.name


def _contribution(node: str, member: Member) -> Contribution:
    return Contribution(
        sample=member.name,
        person=member.name,
        assembly=ASSEMBLY,
        sex=member.sex,
        ancestry=None,
        assay=AssayKind.SITES.value,
        dataset=DATASET,
        counts=True,
        why=None,
        scopes=frozenset(Scope),
        rules=CountingRules(relatives="unrelated" if node in UNRELATED_ONLY else "all"),
        strata=strata_of(member.sex, AREA, member.affected, AssayKind.SITES.value),
    )


def mixtures_at(node: str, cohort: Cohort, scope: Scope) -> list[Told]:
    """Whoever of a region's families was looked at for a mitochondrial variant, with the reads."""
    here = {each.sample: each for each in counted(cohort) if scope in each.scopes}
    found = []
    for _, drawn in families_of(node):
        for row in (each for each in drawn.rows if each.effect.gene.contig == "MT"):
            place = row.effect.position
            stretch = Stretches.of([(CODE["MT"], place, place + len(row.effect.ref))])
            variant = Variant.parse(row.effect.name, ASSEMBLY)
            for member, call in zip(drawn.family.members, row.calls, strict=True):
                if member.name not in here:
                    continue
                reads = [int(part) for part in call.split(":")[1].split(",")]
                carries = "1" in call.split(":")[0]
                told = {variant: (reads[1], sum(reads))} if carries else {}
                whole = replace(here[member.name], assay=AssayKind.GENOME.value)
                found.append(Told(whole, stretch, (), (), {}, told))
    return found
