"""What a writer has staged for the sums: signed rows and signed people, not yet in any run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import Assembly, Sex
from samvar.store.variants.callability import track
from samvar.store.variants.gather import Atom
from samvar.store.variants.tables import Rows, Track, add_rows

EVERYONE = ""
"""The stratum of all people; the others are ancestry labels."""


def strata_of(ancestry: str | None) -> tuple[str, ...]:
    """The strata that a person is counted in."""
    return (EVERYONE,) if not ancestry else (EVERYONE, ancestry)


@dataclass(slots=True)
class Delta:
    """Staged for one assembly and scope.

    rows: by stratum. people: by stratum, how many of each (digest of stretches, sex) come or go.
    """

    rows: dict[str, list[Rows]] = field(default_factory=dict)
    people: dict[str, Counter[tuple[str, Sex]]] = field(default_factory=dict)
    subtracts: bool = False

    def add_rows(self, ancestry: str | None, rows: Rows) -> None:
        """Stage rows of people of one ancestry."""
        for stratum in strata_of(ancestry):
            self.rows.setdefault(stratum, []).append(rows)

    def add_person(self, contribution: Contribution, content: str, number: int) -> None:
        """Stage one person's callability: `number` is 1 or -1."""
        for stratum in strata_of(contribution.ancestry):
            people = self.people.setdefault(stratum, Counter())
            people[content, contribution.sex] += number

    def total_rows(self) -> dict[str, Rows]:
        """The staged rows of each stratum, added up."""
        return {stratum: add_rows(parts) for stratum, parts in self.rows.items()}

    def tracks(self, assembly: Assembly, stretches: Callable[[str], Stretches]) -> dict[str, Track]:
        """The staged change of the allele-number track of each stratum."""
        return {
            stratum: track(
                assembly,
                [(stretches(content), sex, n) for (content, sex), n in people.items() if n],
            )
            for stratum, people in self.people.items()
        }


class Deltas:
    """Staged for all assemblies and scopes."""

    def __init__(self) -> None:
        self.by_sums: dict[tuple[Assembly, Scope], Delta] = {}

    def of(self, assembly: Assembly, scope: Scope) -> Delta:
        """The delta of one assembly and scope."""
        return self.by_sums.setdefault((assembly, scope), Delta())

    def arrive(
        self,
        assembly: Assembly,
        sums: Mapping[Atom, Rows],
        people: Iterable[tuple[Contribution, str]],
    ) -> None:
        """Stage a load: its sums, and each contribution with the digest of its stretches."""
        for (scopes, ancestry), rows in sums.items():
            for scope in scopes:
                self.of(assembly, scope).add_rows(ancestry, rows)
        for contribution, content in people:
            if contribution.counts:
                for scope in contribution.scopes:
                    self.of(assembly, scope).add_person(contribution, content, 1)

    def replay(
        self,
        contribution: Contribution,
        scopes: Iterable[Scope],
        rows: Rows,
        content: str,
        sign: int,
    ) -> None:
        """Stage one person's stored part of these scopes again: `sign` 1 adds, -1 takes away."""
        if not contribution.counts:
            return
        signed = rows if sign > 0 else rows.negative()
        for scope in scopes:
            delta = self.of(contribution.assembly, scope)
            delta.add_rows(contribution.ancestry, signed)
            delta.add_person(contribution, content, sign)
            delta.subtracts |= sign < 0
