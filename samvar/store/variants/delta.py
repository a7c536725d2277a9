"""What a writer has staged for the sums: signed rows and signed people, not yet in any run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import Assembly, Sex
from samvar.store.variants.callability import track
from samvar.store.variants.gather import Atom
from samvar.store.variants.tables import Rows, Track, add_rows

_T = TypeVar("_T", Rows, Track)


@dataclass(slots=True)
class Delta:
    """Staged for one assembly and scope.

    rows: by stratum. people: by stratum, how many of each (digest of stretches, sex) come or go.
    changes: how many times a person comes or goes.
    """

    rows: dict[str, list[Rows]] = field(default_factory=dict)
    people: dict[str, Counter[tuple[str, Sex]]] = field(default_factory=dict)
    subtracts: bool = False
    changes: int = 0

    def identity(self) -> Hashable:
        """Equal for deltas that come to the same rows and tracks, as far as that is easily seen."""
        rows = {stratum: tuple(map(id, parts)) for stratum, parts in self.rows.items()}
        people = {stratum: frozenset(own.items()) for stratum, own in self.people.items()}
        return frozenset(rows.items()), frozenset(people.items())

    def add_rows(self, strata: Iterable[str], rows: Rows) -> None:
        """Stage rows of people who are counted in the same strata."""
        for stratum in strata:
            self.rows.setdefault(stratum, []).append(rows)

    def add_person(self, strata: Iterable[str], sex: Sex, content: str, number: int) -> None:
        """Stage one person's callability in these strata: `number` is 1 or -1."""
        self.changes += 1
        for stratum in strata:
            self.people.setdefault(stratum, Counter())[content, sex] += number

    def total_rows(self) -> dict[str, Rows]:
        """The staged rows of each stratum, added up; strata of the same people share theirs."""
        return added(self.rows, add_rows)

    def tracks(self, assembly: Assembly, stretches: Callable[[str], Stretches]) -> dict[str, Track]:
        """The staged change of the allele-number track of each stratum."""
        of_people: dict[frozenset[tuple[tuple[str, Sex], int]], Track] = {}
        found = {}
        for stratum, people in self.people.items():
            some = frozenset((who, n) for who, n in people.items() if n)
            if some not in of_people:
                parts = [
                    (stretches(content), sex, n) for (content, sex), n in sorted(some, key=str)
                ]
                of_people[some] = track(assembly, parts)
            found[stratum] = of_people[some]
        return found


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
        for (scopes, strata), rows in sums.items():
            for scope in scopes:
                self.of(assembly, scope).add_rows(strata, rows)
        for contribution, content in people:
            if contribution.counts:
                for scope in contribution.scopes:
                    delta = self.of(assembly, scope)
                    delta.add_person(contribution.groups, contribution.sex, content, 1)

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
            delta.add_rows(contribution.groups, signed)
            delta.add_person(contribution.groups, contribution.sex, content, sign)
            delta.subtracts |= sign < 0

    def move(self, before: Contribution, after: Contribution, rows: Rows, content: str) -> None:
        """Stage that one person's stored part is counted in other strata than before."""
        for scope in before.scopes if before.counts else ():
            delta = self.of(before.assembly, scope)
            for old, new, part, sign in (
                (before, after, rows.negative(), -1),
                (after, before, rows, 1),
            ):
                strata = [name for name in old.groups if name not in new.groups]
                delta.add_rows(strata, part)
                delta.add_person(strata, before.sex, content, sign)
                delta.subtracts |= sign < 0 and bool(strata)


def added(parts: Mapping[str, Sequence[_T]], add: Callable[[Sequence[_T]], _T]) -> dict[str, _T]:
    """The sum of each stratum's parts. Strata of the very same parts share one sum."""
    sums: dict[tuple[int, ...], _T] = {}
    found = {}
    for stratum, own in parts.items():
        same = tuple(map(id, own))
        if same not in sums:
            sums[same] = add(own)
        found[stratum] = sums[same]
    return found
