"""Persons of this node, with the laboratory's own label beside the opaque id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from samvar.model.errors import NotFound
from samvar.model.genome import Sex
from samvar.model.person import Person
from samvar.store.records.identities import Identities
from samvar.store.records.noun import Noun
from samvar.store.records.tables import persons


@dataclass(frozen=True, slots=True)
class Registered:
    """A person and the label under which the laboratory knows them; unique within the node."""

    person: Person
    label: str


class Persons(Noun):
    """Who this node has data of."""

    __slots__ = ()

    def add_many(self, people: Sequence[Registered]) -> None:
        """Write new people; parents may stand anywhere in the same transaction.

        Raises (when the transaction ends):
            Conflict: a label or id is taken, or a parent is unknown.
        """
        if people:
            self._sql.execute(insert(persons), [_row(each) for each in people])

    def change_many(self, people: Sequence[Registered]) -> None:
        """Overwrite what is known of people who are already here (sex, pedigree, ancestry)."""
        if people:
            rows = [{"key": each.person.id, **_row(each)} for each in people]
            self._sql.execute(update(persons).where(persons.c.id == bindparam("key")), rows)

    def get(self, identifier: str) -> Person:
        """One person.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(persons).where(persons.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such person at this node")
        return _person(row)

    def by_ids(self, identifiers: Iterable[str]) -> dict[str, Person]:
        """Those of the ids that are here."""
        rows = self._among(select(persons), persons.c.id, identifiers)
        return {row.id: _person(row) for row in rows}

    def still_here(self, identifiers: Iterable[str]) -> set[str]:
        """Those of the ids whose people have not been erased."""
        wanted = select(persons.c.id).where(persons.c.erased.is_(None))
        return {row.id for row in self._among(wanted, persons.c.id, identifiers)}

    def by_labels(self, labels: Iterable[str]) -> dict[str, Person]:
        """Those of the labels that are here, by label."""
        rows = self._among(select(persons), persons.c.label, labels)
        return {row.label: _person(row) for row in rows}

    def families_of(self, identifiers: Iterable[str]) -> dict[str, Person]:
        """These people and all who belong to their families, as far as the node knows.

        Whoever bears the same family label, parents, children, and theirs in turn.
        """
        found = self.by_ids(identifiers)
        fresh = [*found.values()]
        while fresh:
            ids = [each.id for each in fresh]
            wanted = select(persons)
            near = dict(self.by_ids(p for each in fresh for p in (each.father, each.mother) if p))
            for column, values in (
                (persons.c.family, [each.family for each in fresh if each.family]),
                (persons.c.father, ids),
                (persons.c.mother, ids),
            ):
                near |= {row.id: _person(row) for row in self._among(wanted, column, values)}
            fresh = [each for name, each in near.items() if name not in found]
            found |= near
        return found

    def labels(self, identifiers: Iterable[str]) -> dict[str, str]:
        """The laboratory's label of each id; those erased are left out."""
        wanted = select(persons.c.id, persons.c.label).where(persons.c.label.is_not(None))
        return {row.id: row.label for row in self._among(wanted, persons.c.id, identifiers)}

    def erase(self, identifiers: Iterable[str], at: datetime) -> None:
        """Forget all but the opaque id, which stays as the trace of a withdrawal.

        The number goes as the label does. The person's key stays, for what the law keeps sealed
        under it, until the record is destroyed.
        """
        gone = list(identifiers)
        rows = [{"key": each} for each in gone]
        if rows:
            Identities(self._sql).forget(gone)
            empty = dict.fromkeys(("label", "ancestry", "family", "father", "mother"))
            self._sql.execute(
                update(persons)
                .where(persons.c.id == bindparam("key"))
                .values(sex=Sex.UNKNOWN.value, erased=at, **empty),
                rows,
            )

    def count(self) -> int:
        """People who are not erased."""
        wanted = select(func.count()).select_from(persons).where(persons.c.erased.is_(None))
        return self._sql.execute(wanted).scalar_one()


def _row(each: Registered) -> dict[str, Any]:
    person = each.person
    return {
        "id": person.id,
        "label": each.label,
        "sex": person.sex.value,
        "ancestry": person.ancestry,
        "family": person.family,
        "father": person.father,
        "mother": person.mother,
    }


def _person(row: Row[Any]) -> Person:
    return Person(row.id, Sex(row.sex), row.ancestry, row.family, row.father, row.mother)
