"""Requests to other centres, and this centre's answers to theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from samvar.focus.rare_disease.model.contact import (
    ContactAnswer,
    Ending,
    Request,
    ToldAnswer,
    ToldRequest,
)
from samvar.focus.rare_disease.tables import cases, contact_answers, contacts
from samvar.model.errors import NotFound
from samvar.model.shape import learned
from samvar.store.records.noun import Noun
from samvar.store.records.tables import cases as house


class Contacts(Noun):
    """Requests that were made at this node."""

    __slots__ = ()

    def add(self, made: Request) -> None:
        """Write a new one."""
        self._sql.execute(
            insert(contacts).values(
                id=made.id, case=made.case, node=made.node, handle=made.handle,
                told=msgspec.to_builtins(made.told), owner=made.owner, due=made.due.isoformat(),
                at=made.at, by=made.by,
            )
        )  # fmt: skip

    def get(self, identifier: str) -> Request:
        """One.

        Raises:
            NotFound: there is no such request here.
        """
        row = self._sql.execute(select(contacts).where(contacts.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such request at this node")
        return _request(row)

    def close(self, identifier: str, ending: Ending, at: datetime, by: str) -> None:
        """Nobody waits for it any more."""
        self._end(identifier, ending.value, at, by)

    def open_again(self, identifier: str) -> None:
        """The opposite of `close`."""
        self._end(identifier, "", None, None)

    def of_case(self, case: str) -> tuple[Request, ...]:
        """Those about a case of ours, the newest first."""
        return self._read(contacts.c.case == case)

    def to(self, node: str, most: int) -> tuple[Request, ...]:
        """Those to another node, the newest first."""
        return self._read(contacts.c.node == node)[:most]

    def seen(self, seen: ColumnElement[bool]) -> tuple[Request, ...]:
        """Those about cases whose proband may be seen, the newest first. seen: see `seen_by`."""
        own = select(cases.c.id).join(house, cases.c.house == house.c.id).where(seen)
        return self._read(contacts.c.case.in_(own))

    def overdue(self, seen: ColumnElement[bool], today: date) -> int:
        """How many of these are open after their day."""
        own = select(cases.c.id).join(house, cases.c.house == house.c.id).where(seen)
        wanted = select(func.count()).where(
            contacts.c.closed.is_(None),
            contacts.c.due < today.isoformat(),
            contacts.c.case.in_(own),
        )
        return int(self._sql.execute(wanted).scalar_one())

    def _end(self, identifier: str, ending: str, at: datetime | None, by: str | None) -> None:
        told = msgspec.structs.replace(self.get(identifier).told, ending=ending)
        self._sql.execute(
            update(contacts)
            .where(contacts.c.id == identifier)
            .values(told=msgspec.to_builtins(told), closed=at, closed_by=by)
        )

    def _read(self, condition: ColumnElement[bool]) -> tuple[Request, ...]:
        wanted = select(contacts).where(condition).order_by(contacts.c.at.desc(), contacts.c.id)
        return tuple(map(_request, self._sql.execute(wanted).all()))


class ContactAnswers(Noun):
    """What this centre has said to requests of others."""

    __slots__ = ()

    def put(self, said: ContactAnswer) -> None:
        """Write one, in the place of an earlier one to the same request."""
        mine = (contact_answers.c.request == said.request, contact_answers.c.node == said.node)
        self._sql.execute(delete(contact_answers).where(*mine))
        self._sql.execute(
            insert(contact_answers).values(
                request=said.request, node=said.node, case=said.case, digest=said.digest,
                owner=said.owner, accepted=said.accepted, told=msgspec.to_builtins(said.told),
                at=said.at, by=said.by,
            )
        )  # fmt: skip

    def find(self, node: str, request: str) -> ContactAnswer | None:
        """To a request that was made at another node."""
        found = self.to(node, [request])
        return found[0] if found else None

    def to(self, node: str, requests: Iterable[str] = ()) -> tuple[ContactAnswer, ...]:
        """To requests of one node: these, or all."""
        wanted = select(contact_answers).where(contact_answers.c.node == node)
        ids = tuple(requests)
        rows = (
            self._among(wanted, contact_answers.c.request, ids)
            if ids
            else self._sql.execute(wanted).all()
        )
        return tuple(map(_answer, rows))


def _request(row: Row[Any]) -> Request:
    return Request(
        row.id, row.case, row.node, row.handle, msgspec.convert(row.told, learned(ToldRequest)),
        row.owner, date.fromisoformat(row.due), row.at, row.by, row.closed, row.closed_by,
    )  # fmt: skip


def _answer(row: Row[Any]) -> ContactAnswer:
    return ContactAnswer(
        row.request, row.node, row.case, row.digest, row.owner, row.accepted,
        msgspec.convert(row.told, learned(ToldAnswer)), row.at, row.by,
    )  # fmt: skip
