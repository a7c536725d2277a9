"""Emergency access: openings, their ends, and the words of reviewers; none is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select

from samvar.model.emergency import Cause, Emergency, EmergencyReview, Finding
from samvar.model.errors import Conflict, NotFound
from samvar.store.records.emergency_tables import emergencies, emergency_events
from samvar.store.records.noun import Noun

_CLOSE = "close"


class Emergencies(Noun):
    """Who has opened whose record in an emergency at this node."""

    __slots__ = ()

    def open(self, event: Emergency) -> None:
        """Write an opening down."""
        self._sql.execute(
            insert(emergencies).values(
                id=event.id,
                person=event.person,
                user=event.user,
                by=event.by,
                role=event.role,
                unit=event.unit,
                cause=event.cause.value,
                told=event.told,
                at=event.since,
                until=event.until,
            )
        )

    def close(self, identifier: str, at: datetime, by: str) -> None:
        """End one before its time.

        Raises:
            NotFound: no such opening. Conflict: it is over.
        """
        if not self.get(identifier).stands(at):
            raise Conflict("the emergency access is over already")
        self._note(identifier, _CLOSE, "", at, by)

    def review(self, word: EmergencyReview) -> None:
        """Write a reviewer's word down.

        Raises:
            NotFound: no such opening.
        """
        self.get(word.emergency)
        self._note(word.emergency, word.finding.value, word.note, word.at, word.by)

    def get(self, identifier: str) -> Emergency:
        """One opening.

        Raises:
            NotFound: no such opening at this node.
        """
        found = self._read(select(emergencies).where(emergencies.c.id == identifier))
        if not found:
            raise NotFound("there is no such emergency access at this node")
        return found[0]

    def standing(self, user: str, now: datetime) -> frozenset[str]:
        """The people whose records stand open to this user at this moment."""
        rows = self._sql.execute(standing(user, now)).scalars()
        return frozenset(rows)

    def of_person(self, person: str) -> tuple[Emergency, ...]:
        """All openings of one patient's record, newest first."""
        return self._read(_newest(emergencies.c.person == person))

    def of_user(self, user: str, limit: int = 50) -> tuple[Emergency, ...]:
        """One user's own openings, newest first."""
        return self._read(_newest(emergencies.c.user == user).limit(limit))

    def since(self, moment: datetime) -> tuple[Emergency, ...]:
        """All openings from a moment on, newest first."""
        return self._read(_newest(emergencies.c.at >= moment))

    def waiting(self) -> tuple[Emergency, ...]:
        """Those that lack a reviewer's last word, oldest first."""
        newest = (
            select(func.max(emergency_events.c.number))
            .where(emergency_events.c.act != _CLOSE)
            .group_by(emergency_events.c.emergency)
        )
        settled = select(emergency_events.c.emergency).where(
            emergency_events.c.number.in_(newest),
            emergency_events.c.act != Finding.FOLLOW_UP.value,
        )
        wanted = select(emergencies).where(emergencies.c.id.not_in(settled))
        return self._read(wanted.order_by(emergencies.c.at, emergencies.c.id))

    def _note(self, identifier: str, act: str, note: str, at: datetime, by: str) -> None:
        row = {"emergency": identifier, "act": act, "note": note, "at": at, "by": by}
        self._sql.execute(insert(emergency_events).values(row))

    def _read(self, wanted: Select[Any]) -> tuple[Emergency, ...]:
        rows = self._sql.execute(wanted).all()
        events = self._events([row.id for row in rows])
        return tuple(_emergency(row, events.get(row.id, ())) for row in rows)

    def _events(self, identifiers: Iterable[str]) -> Mapping[str, list[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        wanted = select(emergency_events).order_by(emergency_events.c.number)
        for row in self._among(wanted, emergency_events.c.emergency, identifiers):
            found.setdefault(row.emergency, []).append(row)
        return found


def standing(user: str, now: datetime) -> Select[Any]:
    """The people whose records stand open to a user at a moment, as a part of other queries."""
    ended = select(emergency_events.c.emergency).where(
        emergency_events.c.act == _CLOSE, emergency_events.c.at <= now
    )
    return select(emergencies.c.person).where(
        emergencies.c.user == user,
        emergencies.c.at <= now,
        emergencies.c.until > now,
        emergencies.c.id.not_in(ended),
    )


def _newest(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(emergencies)
        .where(condition)
        .order_by(emergencies.c.at.desc(), emergencies.c.id.desc())
    )


def _emergency(row: Row[Any], events: Iterable[Row[Any]]) -> Emergency:
    closed = [event.at for event in events if event.act == _CLOSE]
    words = tuple(
        EmergencyReview(row.id, Finding(event.act), event.note, event.at, event.by)
        for event in events
        if event.act != _CLOSE
    )
    return Emergency(
        row.id,
        row.person,
        row.user,
        row.by,
        row.role,
        row.unit,
        Cause(row.cause),
        row.told,
        row.at,
        row.until,
        min(closed, default=None),
        words,
    )
