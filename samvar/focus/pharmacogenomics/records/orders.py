"""Orders and their steps: a referral of the house, and what this area asks with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from samvar.focus.pharmacogenomics.model import Event, Occasion, Order, Step
from samvar.focus.pharmacogenomics.records.changes import Changes
from samvar.focus.pharmacogenomics.tables import order_events, orders, reports
from samvar.model.errors import NotFound
from samvar.model.shape import learned
from samvar.store.records.events import with_undone
from samvar.store.records.noun import SLICE, Noun
from samvar.store.records.tables import persons, referrals


class Orders(Noun):
    """The orders that this node's laboratory has received."""

    __slots__ = ()

    def add(self, order: Order) -> None:
        """Write an order whose referral is written in the same transaction, and its first step."""
        self.add_many((order,))

    def add_many(self, new: Sequence[Order]) -> None:
        """Write orders whose referrals are written in the same transaction, and their steps."""
        placed = [
            {
                "referral": order.id,
                "occasions": msgspec.to_builtins(order.occasions),
                "medications": list(order.medications),
                "genes": list(order.genes),
                "first_dose": _day(order.first_dose),
                "given": _day(order.given),
                "sample": order.sample,
            }
            for order in new
        ]
        steps = [
            {"referral": order.id, "step": e.step.value, "at": e.at, "by": e.by, "undoes": None}
            for order in new
            for e in order.events
        ]
        for table, rows in ((orders, placed), (order_events, steps)):
            if rows:
                self._sql.execute(insert(table), rows)

    def note(self, order: str, step: Step, at: datetime, by: str, undoes: int | None = None) -> int:
        """Write an event, or the taking back of one; returns its number."""
        written = insert(order_events).values(
            referral=order, step=step.value, at=at, by=by, undoes=undoes
        )
        key = self._sql.execute(written).inserted_primary_key
        return int(key[0]) if key else 0

    def change(self, order: str, **values: Any) -> None:
        """Set the sample, or a day.

        Raises:
            NotFound: no such order.
        """
        values = {k: _day(v) if isinstance(v, date) else v for k, v in values.items()}
        if not self._sql.execute(
            update(orders).where(orders.c.referral == order).values(**values)
        ).rowcount:
            raise NotFound("there is no such order at this node")

    def get(self, identifier: str) -> Order:
        """One order with its history.

        Raises:
            NotFound: no such order at this node.
        """
        found = self._read(orders.c.referral == identifier)
        if not found:
            raise NotFound("there is no such order at this node")
        return found[0]

    def all(self) -> tuple[Order, ...]:
        """Every order, oldest first."""
        return self._read(None)

    def of_person(self, person: str) -> tuple[Order, ...]:
        """One person's orders, oldest first."""
        return self._read(referrals.c.person == person)

    def listed(self, ids: Sequence[str]) -> tuple[Order, ...]:
        """These orders, as they are listed; one that is not here is left out."""
        found: dict[str, Order] = {}
        for start in range(0, len(ids), SLICE):
            part = self._read(orders.c.referral.in_(ids[start : start + SLICE]))
            found |= {order.id: order for order in part}
        return tuple(found[each] for each in ids if each in found)

    def of_people(self, people: Iterable[str]) -> tuple[Order, ...]:
        """Orders of any of these people, each person's oldest first."""
        todo = list(dict.fromkeys(people))
        found: list[Order] = []
        for start in range(0, len(todo), SLICE):
            found += self._read(referrals.c.person.in_(todo[start : start + SLICE]))
        return tuple(found)

    def _read(self, condition: Any) -> tuple[Order, ...]:
        joined = orders.join(referrals, orders.c.referral == referrals.c.id).join(
            persons, referrals.c.person == persons.c.id
        )
        wanted = select(
            orders,
            referrals.c.person,
            referrals.c.referring_region,
            referrals.c.performing_laboratory,
            referrals.c.received,
            persons.c.label,
        ).select_from(joined)
        if condition is not None:
            wanted = wanted.where(condition)
        rows = self._sql.execute(wanted.order_by(referrals.c.received, orders.c.referral)).all()
        ids = [row.referral for row in rows]
        events: dict[str, list[Row[Any]]] = {}
        history = select(order_events).order_by(order_events.c.number)
        for event in self._among(history, order_events.c.referral, ids):
            events.setdefault(event.referral, []).append(event)
        newest: dict[str, str] = {}
        made = select(reports.c.id, reports.c.referral, reports.c.made).order_by(reports.c.made)
        for report in self._among(made, reports.c.referral, ids):
            newest[report.referral] = report.id
        changes = Changes(self._sql).of_orders(ids)
        return tuple(
            replace(
                _order(row, events.get(row.referral, []), newest.get(row.referral)),
                changes=tuple(changes.get(row.referral, ())),
            )
            for row in rows
        )


def history(rows: Iterable[Row[Any]]) -> tuple[Event, ...]:
    """The steps in their order, those taken back marked; a taking back is no step of its own."""
    return tuple(
        Event(row.number, Step(row.step), row.at, row.by, undone)
        for row, undone in with_undone(rows)
    )


def _order(row: Row[Any], rows: list[Row[Any]], report: str | None) -> Order:
    events = history(sorted(rows, key=lambda each: int(each.number)))
    standing = [event.step for event in events if not event.undone]
    return Order(
        id=row.referral,
        person=row.person,
        label=row.label or "",
        referring_region=row.referring_region,
        laboratory=row.performing_laboratory,
        ordered=row.received,
        occasions=msgspec.convert(row.occasions, learned(tuple[Occasion, ...])),
        medications=tuple(row.medications),
        genes=tuple(row.genes),
        first_dose=_date(row.first_dose),
        given=_date(row.given),
        step=max(standing, key=lambda step: step.number, default=Step.ORDERED),
        events=events,
        sample=row.sample,
        report=report,
    )


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
