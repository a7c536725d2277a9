"""The lists of orders as the database makes them: a page, its place among all, and the counts.

No list reads more orders than it shows, however many there are: `bench/pgx_ward.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select

from samvar.focus.pharmacogenomics.tables import order_changes, orders
from samvar.store.records.noun import Noun
from samvar.store.records.tables import referrals

_OPEN = referrals.c.acknowledged.is_(None)
_CHANGED = exists(
    select(order_changes.c.number).where(
        order_changes.c.settled.is_(None), order_changes.c.referral == orders.c.referral
    )
)
_TURN = (
    case((_CHANGED, 0), else_=1),
    case((orders.c.given.is_(None), 0), else_=1),
    orders.c.first_dose.is_(None),
    orders.c.first_dose,
    case((referrals.c.answered.is_not(None), 0), (orders.c.sample.is_not(None), 1), else_=2),
    referrals.c.received,
    orders.c.referral,
)
"""What changed after it was read; then the nearest first dose, and those without one; last who has
had it, for nothing can come before it any more. Of one day, the furthest on first."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Orders in a list. listed: those that may be seen; blocked: those that may not.

    urgent: whose first dose is near and not given. changed: after they were read.
    """

    listed: int
    blocked: int
    urgent: int
    changed: int


class Worklist(Noun):
    """The orders of this node in the order in which they are worked on."""

    __slots__ = ()

    def page(
        self, allowed: ColumnElement[bool], *, closed: bool, first: int, size: int | None
    ) -> Sequence[str]:
        """Ids of a page: who waits, in turn; or those acknowledged, the last one first.

        allowed: a condition on `referrals.c.person`. first: how many to pass over.
        """
        wanted = _joined(select(orders.c.referral)).where(allowed)
        if closed:
            wanted = wanted.where(~_OPEN).order_by(
                referrals.c.acknowledged.desc(), referrals.c.received.desc(), orders.c.referral
            )
        else:
            wanted = wanted.where(_OPEN).order_by(*_TURN)
        wanted = wanted.limit(size) if size is not None else wanted
        return list(self._sql.execute(wanted.offset(first) if first else wanted).scalars())

    def counts(self, allowed: ColumnElement[bool], *, closed: bool, urgent_by: date) -> Counts:
        """How many the list holds. urgent_by: the last day of a first dose that is near."""
        if closed:
            wanted = select(func.count(), _number(allowed), literal(0), literal(0))
            return self._counted(wanted, ~_OPEN)
        near = and_(orders.c.given.is_(None), orders.c.first_dose <= urgent_by.isoformat())
        wanted = select(
            func.count(),
            _number(allowed),
            _number(and_(allowed, near)),
            _number(and_(allowed, _CHANGED)),
        )
        return self._counted(wanted, _OPEN)

    def _counted(self, wanted: Select[*tuple[Any, ...]], end: ColumnElement[bool]) -> Counts:
        row = self._sql.execute(_joined(wanted).where(end)).one()
        every, listed, urgent, changed = (int(number or 0) for number in row)
        return Counts(listed, every - listed, urgent, changed)

    def changed(self, allowed: ColumnElement[bool]) -> int:
        """How many orders changed after they were read, of those that may be seen."""
        wanted = select(func.count(order_changes.c.referral.distinct()))
        wanted = wanted.join_from(
            order_changes, referrals, order_changes.c.referral == referrals.c.id
        )
        wanted = wanted.where(order_changes.c.settled.is_(None), allowed)
        return int(self._sql.execute(wanted).scalar_one())

    def any(self) -> bool:
        """Whether there is an order at all."""
        return self._sql.execute(select(orders.c.referral).limit(1)).first() is not None


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _joined(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return wanted.select_from(orders.join(referrals, orders.c.referral == referrals.c.id))
