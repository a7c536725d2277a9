"""What every count must be, reckoned from the drawn people alone, without the store.

The reckoning is one sample after another in the order of loading: slow and obvious, so that it
can judge the store. It follows the counting rules that `variant-store` states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from samvar.demo.cohort import Cohort
from samvar.demo.site import Sites, inside
from samvar.model.calls import Int64
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import Sex
from samvar.model.person import Person
from samvar.model.strata import EVERYONE

COLUMNS = ("ac", "an", "hom", "hemi", "individuals", "carriers")


@dataclass(slots=True)
class Truth:
    """Counts at each of s sites, all (s) int64; `people` counted, wherever they were callable.

    hom: people with two copies. hemi: people with their only copy (a man's X and Y, and MT).
    """

    ac: Int64
    an: Int64
    hom: Int64
    hemi: Int64
    individuals: Int64
    carriers: Int64
    people: int = 0
    by_assay: dict[str, int] = field(default_factory=dict)

    @classmethod
    def zero(cls, sites: int) -> Truth:
        """Nothing counted yet."""
        return cls(*_zeros(sites))

    def add(self, other: Truth) -> None:
        """Add another region's or person's counts to these."""
        for column in COLUMNS:
            getattr(self, column)[:] += getattr(other, column)
        self.people += other.people
        for assay, count in other.by_assay.items():
            self.by_assay[assay] = self.by_assay.get(assay, 0) + count


def _zeros(sites: int) -> tuple[Int64, Int64, Int64, Int64, Int64, Int64]:
    ac, an, hom, hemi, individuals, carriers = np.zeros((len(COLUMNS), sites), dtype=np.int64)
    return ac, an, hom, hemi, individuals, carriers


def counted(cohort: Cohort) -> list[Contribution]:
    """The contributions that count: one per person, and one per family where only unrelated do."""
    persons = {p.id: p for p in cohort.persons}
    done: list[Person] = []
    kept: list[Contribution] = []
    for contribution in cohort.contributions:
        person = persons[contribution.person]
        if any(person.id == other.id for other in done):
            continue
        if contribution.rules.relatives == "unrelated" and any(_kin(person, o) for o in done):
            continue
        done.append(person)
        kept.append(contribution)
    return kept


def truth(
    cohort: Cohort,
    scope: Scope = Scope.RESEARCH,
    without: Iterable[str] = (),
) -> dict[str | None, Truth]:
    """Counts of a region for everyone (key None) and for each stratum, by its name.

    without: sample ids that have been withdrawn; no other sample takes their place.
    """
    gone = frozenset(without)
    sites = len(cohort.sites)
    total = Truth.zero(sites)
    strata: dict[str | None, Truth] = {None: total}
    column = {sample: i for i, sample in enumerate(cohort.names.values())}
    for contribution in counted(cohort):
        if scope not in contribution.scopes or contribution.sample in gone:
            continue
        part = _one(cohort, contribution, column[contribution.sample])
        total.add(part)
        for name in contribution.groups:
            if name != EVERYONE:
                strata.setdefault(name, Truth.zero(sites)).add(part)
    return strata


def national(cohorts: Iterable[Cohort], scope: Scope = Scope.RESEARCH) -> dict[str | None, Truth]:
    """The regions' counts added up."""
    out: dict[str | None, Truth] = {}
    for cohort in cohorts:
        for label, part in truth(cohort, scope).items():
            out.setdefault(label, Truth.zero(len(cohort.sites))).add(part)
    return out


def carriers_of_any(cohort: Cohort, scope: Scope, at: Sequence[int]) -> int:
    """People of a region who carry at least one of the sites at these indices."""
    column = {sample: i for i, sample in enumerate(cohort.names.values())}
    return sum(
        bool(_one(cohort, contribution, column[contribution.sample]).ac[at].any())
        for contribution in counted(cohort)
        if scope in contribution.scopes
    )


def _kin(one: Person, other: Person) -> bool:
    """The same family label, or parent and child."""
    if one.family is not None and one.family == other.family:
        return True
    return one.id in (other.father, other.mother) or other.id in (one.father, one.mother)


def expected_copies(sites: Sites, sex: Sex) -> npt.NDArray[np.int8]:
    """Copies of each site that a person of this recorded sex has; -1 where the sex is not known."""
    by_place = {
        Sex.FEMALE: (2, 2, 0, 1),
        Sex.MALE: (2, 1, 1, 1),
        Sex.UNKNOWN: (2, -1, -1, 1),
    }[sex]
    return np.array(by_place, dtype=np.int8)[sites.place]


def _one(cohort: Cohort, contribution: Contribution, column: int) -> Truth:
    """What one sample adds. A man's `1/1` outside the pseudoautosomal stretches is one copy; his
    `0/1` there, and anything outside what was callable, is not counted."""
    sites = cohort.sites
    dosage, called = (t[:, column].astype(np.int64) for t in (cohort.dosage, cohort.called))
    copies = expected_copies(sites, contribution.sex)
    here = inside(cohort.stretches[contribution.sample], sites.contig, sites.position)
    two = here & (copies == 2)
    one = here & (copies == 1)
    doubled = one & (called == 2)
    impossible = doubled & (dosage == 1)
    an = np.where(two, called, 0) + np.where(one & ~impossible, np.minimum(called, 1), 0)
    ac = np.where(two, dosage, 0) + np.where(one & ~impossible, np.minimum(dosage, 1), 0)
    return Truth(
        ac=ac,
        an=an,
        hom=(two & (dosage == 2)).astype(np.int64),
        hemi=(one & (ac == 1)).astype(np.int64),
        individuals=(two | one).astype(np.int64),
        carriers=(ac > 0).astype(np.int64),
        people=1,
        by_assay={contribution.assay: 1},
    )
