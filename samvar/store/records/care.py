"""Care relations: one row opens a relation, time or another row closes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, or_, select

from samvar.model.consent import CareRelation, Reason
from samvar.model.errors import Conflict, NotFound
from samvar.store.records.noun import Noun
from samvar.store.records.tables import care_relations


class CareRelations(Noun):
    """Who takes part in whose care at this node."""

    __slots__ = ()

    def open(self, relation: CareRelation) -> None:
        """Write the event that opens a relation."""
        self._sql.execute(
            insert(care_relations).values(
                id=relation.id,
                act="open",
                person=relation.person,
                user=relation.user,
                unit=relation.unit,
                reason=relation.reason.value,
                source=relation.source,
                at=relation.since,
                until=relation.until,
                by=relation.by,
            )
        )

    def close(self, identifier: str, at: datetime, by: str) -> None:
        """Write the event that closes one before its time.

        Raises:
            NotFound: no such relation. Conflict: it has been closed already.
        """
        relation = self.get(identifier)
        if relation.closed is not None:
            raise Conflict("the care relation has been closed already")
        self._sql.execute(
            insert(care_relations).values(
                id=relation.id,
                act="close",
                person=relation.person,
                user=relation.user,
                unit=relation.unit,
                reason=relation.reason.value,
                source=relation.source,
                at=at,
                until=at,
                by=by,
            )
        )

    def get(self, identifier: str) -> CareRelation:
        """One relation.

        Raises:
            NotFound: no such relation at this node.
        """
        found = self._read(_OPENED.c.id == identifier)
        if not found:
            raise NotFound("there is no such care relation at this node")
        return found[0]

    def of_person(self, person: str) -> tuple[CareRelation, ...]:
        """Everybody's relations to one patient, newest first."""
        return self._read(_OPENED.c.person == person)

    def of(self, user: str, unit: str) -> tuple[CareRelation, ...]:
        """Relations of one user, by name or through the unit or the centre, newest first."""
        return self._read(theirs(_OPENED, user, unit))

    def all(self) -> tuple[CareRelation, ...]:
        """Every relation, newest first."""
        return self._read(None)

    def forget(self, person: str) -> None:
        """Delete the events about somebody whose record is destroyed."""
        self._sql.execute(delete(care_relations).where(care_relations.c.person == person))

    def _read(self, condition: ColumnElement[bool] | None) -> tuple[CareRelation, ...]:
        wanted = (
            select(_OPENED, _CLOSED.c.at.label("closed"))
            .outerjoin(_CLOSED, and_(_CLOSED.c.id == _OPENED.c.id, _CLOSED.c.act == "close"))
            .where(_OPENED.c.act == "open")
            .order_by(_OPENED.c.number.desc())
        )
        if condition is not None:
            wanted = wanted.where(condition)
        return tuple(map(_relation, self._sql.execute(wanted)))


_OPENED, _CLOSED = care_relations.alias("opened"), care_relations.alias("ended")


def theirs(table: Any, user: str, unit: str) -> ColumnElement[bool]:
    """Rows that name this user, or everybody of their unit, or everybody at the centre."""
    named: ColumnElement[bool] = table.c.user == user
    whole_unit = and_(table.c.user == "", or_(table.c.unit == "", table.c.unit == unit))
    return or_(named, whole_unit)


def _relation(row: Row[Any]) -> CareRelation:
    return CareRelation(
        row.id,
        row.person,
        row.user,
        row.unit,
        Reason(row.reason),
        row.source,
        row.at,
        row.until,
        row.by,
        row.closed,
    )
