"""A family as the analysis needs it: who is whose child, who is affected, how many X and Y."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from samvar.formats.ped.read import PedRow
from samvar.model.errors import UsageError
from samvar.model.genome import Sex

_BY_SEX = {Sex.FEMALE: "XX", Sex.MALE: "XY", Sex.UNKNOWN: ""}


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a family. affected: None where nobody says.

    father, mother: names of members, or None. karyotype: the sex chromosomes, as `X`, `XXY`;
    empty where the sex decides.
    """

    name: str
    sex: Sex = Sex.UNKNOWN
    affected: bool | None = None
    father: str | None = None
    mother: str | None = None
    karyotype: str = ""

    @property
    def x_copies(self) -> int | None:
        """How many X there are; None where neither karyotype nor sex is known.

        >>> Member("p", Sex.MALE).x_copies, Member("p", Sex.MALE, karyotype="XXY").x_copies
        (1, 2)
        """
        return self._copies("X")

    @property
    def y_copies(self) -> int | None:
        """How many Y there are; None where neither karyotype nor sex is known."""
        return self._copies("Y")

    def _copies(self, chromosome: str) -> int | None:
        known = self.karyotype or _BY_SEX[self.sex]
        return known.count(chromosome) if known else None


@dataclass(frozen=True, slots=True)
class Family:
    """People that are judged together; the order of `members` is that of every array's columns.

    Raises:
        UsageError: someone is named twice, a parent is no member, or a karyotype is none.
    """

    id: str
    members: tuple[Member, ...]

    def __post_init__(self) -> None:
        names = {member.name for member in self.members}
        if len(names) < len(self.members):
            raise UsageError("a family names somebody twice")
        for member in self.members:
            if any(each is not None and each not in names for each in _parents(member)):
                raise UsageError("a parent is not a member of the family")
            if member.karyotype.strip("XY") or (member.karyotype and "X" not in member.karyotype):
                raise UsageError("a karyotype is written as its sex chromosomes, for example XXY")

    def __len__(self) -> int:
        return len(self.members)

    @property
    def affected(self) -> tuple[int, ...]:
        """Columns of those who are affected."""
        return self._columns(True)

    @property
    def unaffected(self) -> tuple[int, ...]:
        """Columns of those who are known not to be."""
        return self._columns(False)

    def father_of(self, column: int) -> int | None:
        """The father's column."""
        return self._column(self.members[column].father)

    def mother_of(self, column: int) -> int | None:
        """The mother's column."""
        return self._column(self.members[column].mother)

    def parents_of(self, column: int) -> tuple[int, ...]:
        """Columns of the parents who are members."""
        found = (self.father_of(column), self.mother_of(column))
        return tuple(each for each in found if each is not None)

    def on_maternal_line(self, column: int, of: int) -> bool:
        """Whether both have their mitochondria from one woman of the family."""
        return self._first_mother(column) == self._first_mother(of)

    def role(self, column: int) -> str:
        """What somebody is to the affected, in words and without a name."""
        if self.members[column].affected:
            return "the affected person" if len(self.affected) == 1 else "an affected person"
        if any(self.father_of(each) == column for each in self.affected):
            return "the father"
        if any(self.mother_of(each) == column for each in self.affected):
            return "the mother"
        return "a relative"

    def among(self, names: Collection[str]) -> Family:
        """Only those of whom a file has a sample; a link to somebody who is left out is lost."""
        kept = [member for member in self.members if member.name in names]
        there = {member.name for member in kept}
        return Family(
            self.id,
            tuple(
                replace(
                    each,
                    father=each.father if each.father in there else None,
                    mother=each.mother if each.mother in there else None,
                )
                for each in kept
            ),
        )

    def _columns(self, affected: bool) -> tuple[int, ...]:
        return tuple(k for k, each in enumerate(self.members) if each.affected is affected)

    def _column(self, name: str | None) -> int | None:
        return None if name is None else [each.name for each in self.members].index(name)

    def _first_mother(self, column: int) -> int:
        while (mother := self.mother_of(column)) is not None:
            column = mother
        return column


def _parents(member: Member) -> tuple[str | None, str | None]:
    return member.father, member.mother


def families_of(rows: Sequence[PedRow]) -> tuple[Family, ...]:
    """The families of a pedigree file, in its order; a parent without a row is left out.

    >>> child = PedRow("F", "c", "f", "m", Sex.MALE, True)
    >>> families_of([child])[0].members[0].father is None
    True
    """
    by_family: dict[str, list[PedRow]] = {}
    for row in rows:
        by_family.setdefault(row.family or row.name, []).append(row)
    found = []
    for name, people in by_family.items():
        there = {row.name for row in people}
        members = (
            Member(
                row.name,
                row.sex,
                row.affected,
                row.father if row.father in there else None,
                row.mother if row.mother in there else None,
            )
            for row in people
        )
        found.append(Family(name, tuple(members)))
    return tuple(found)
