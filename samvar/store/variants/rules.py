"""What counts: which people, and which of their calls. Pure; the answers are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from samvar.model.calls import Bool, Int8
from samvar.model.contribution import Contribution
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.model.person import Person

ONCE = "this person is counted already, by another sample"
RELATIVE = "a relative is counted already, and the load's rules count unrelated people only"


@dataclass(frozen=True, slots=True)
class Kin:
    """What decides whether two people are related: family label, father and mother, or None."""

    family: str | None = None
    father: str | None = None
    mother: str | None = None


def decide_people(
    arrivals: Sequence[Contribution],
    people: Mapping[str, Person],
    present: Iterable[tuple[Contribution, Kin]],
) -> tuple[Contribution, ...]:
    """Say of each arrival whether it counts, in order; `counts` False that is given stays False.

    A person counts once per assembly. Under `relatives="unrelated"` a person counts only while
    nobody of the same family label, no parent and no child counts in that assembly.

    Raises:
        UsageError: rules ask for unrelated people, but `people` lacks one.
    """
    counted: dict[Assembly, _Counted] = {}
    for contribution, kin in present:
        if contribution.counts:
            counted.setdefault(contribution.assembly, _Counted()).add(contribution.person, kin)
    decided = []
    for contribution in arrivals:
        before = counted.setdefault(contribution.assembly, _Counted())
        person = people.get(contribution.person)
        unrelated = contribution.rules.relatives == "unrelated"
        if unrelated and person is None:
            raise UsageError(
                "rules that count unrelated people only need the pedigree of every person",
                remedy="give the people of this load, or count relatives too",
            )
        kin = kin_of(person)
        why = contribution.why
        if contribution.counts:
            if contribution.person in before.persons:
                why = ONCE
            elif unrelated and before.related(contribution.person, kin):
                why = RELATIVE
            else:
                before.add(contribution.person, kin)
        counts = contribution.counts and why is contribution.why
        decided.append(replace(contribution, counts=counts, why=why))
    return tuple(decided)


def kin_of(person: Person | None) -> Kin:
    """The part of a person's record that says who is related."""
    return Kin() if person is None else Kin(person.family, person.father, person.mother)


class _Counted:
    """The people who count in one assembly, so far."""

    def __init__(self) -> None:
        self.persons: set[str] = set()
        self._families: set[str] = set()
        self._parents: set[str] = set()

    def add(self, person: str, kin: Kin) -> None:
        self.persons.add(person)
        if kin.family is not None:
            self._families.add(kin.family)
        self._parents.update(parent for parent in (kin.father, kin.mother) if parent is not None)

    def related(self, person: str, kin: Kin) -> bool:
        return (
            (kin.family is not None and kin.family in self._families)
            or person in self._parents
            or kin.father in self.persons
            or kin.mother in self.persons
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What each call adds, (v, s) int8 each: copies counted, alleles missed, and 1 if haploid."""

    counted: Int8
    missed: Int8
    hemizygous: Int8


def decide_calls(dosage: Int8, called: Int8, good: Bool, ploidy: Int8) -> Decision:
    """Say what each call of v sites and s samples adds.

    dosage, called: as in `Calls`. good: the call passes filter and quality rules.
    ploidy: (v, s), alleles that this person has to give at this site; 0 outside the callable
    stretches and where sex forbids.

    Two copies: a half-call gives its one allele and misses the other. One copy: all alleles
    called must agree; a heterozygous call of a single copy is no call. More alleles called than
    the person can have is no call.
    """
    diploid, haploid = ploidy == 2, ploidy == 1
    sound = good & (called > 0)
    two = diploid & sound & (called <= 2)
    one = haploid & sound & ((dosage == 0) | (dosage == called))
    single = (one & (dosage > 0)).view(np.int8)
    # No call is both: the sums are choices, in int8 from end to end.
    counted = dosage * two + single
    given = called * two + one
    return Decision(counted, ploidy - given, single)
