"""The families of a region as a cohort of the generator's sites, for the truth about people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samvar.demo.cohort import UNRELATED_ONLY, Cohort
from samvar.demo.rare_disease.bring import AREA, DATASET
from samvar.demo.rare_disease.call import NOTHING
from samvar.demo.rare_disease.plan import families_of
from samvar.demo.site import ASSEMBLY, Sites
from samvar.focus.rare_disease.model.family import Member
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.person import AssayKind, Person
from samvar.model.strata import strata_of


def families_at(node: str, sites: Sites) -> Cohort:
    """Everybody of a region's families; none of them was looked at where others differ.

    Their own variants lie at places of their own, see `keys_of`.
    """
    members = [each for _, drawn in families_of(node) for each in drawn.family.members]
    family = {
        each.name: drawn.label for _, drawn in families_of(node) for each in drawn.family.members
    }
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
    """Contig, 0-based place and name of every variant that somebody of a region's families has."""
    for _, drawn in families_of(node):
        for row in drawn.rows:
            if any(call != NOTHING and "1" in call.split(":")[0] for call in row.calls):
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
