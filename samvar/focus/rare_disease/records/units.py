"""The care unit of a referral, and each time that it was put right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from samvar.focus.rare_disease.model.referral import UnitChange
from samvar.focus.rare_disease.tables import orders, units
from samvar.store.records.events import with_undone
from samvar.store.records.noun import Noun


class RareUnits(Noun):
    """Which care unit a referral is of now, and which it was said to be of before."""

    __slots__ = ()

    def move(
        self,
        referral: str,
        was: str,
        now: str,
        at: datetime,
        by: str,
        *,
        undoes: int | None = None,
    ) -> None:
        """Say that a referral is of the unit `now`; undoes: which change this takes back."""
        self._sql.execute(
            insert(units).values(referral=referral, at=at, by=by, was=was, now=now, undoes=undoes)
        )
        changed = update(orders).where(orders.c.referral == referral)
        self._sql.execute(changed.values(unit=now))

    def of(self, referral: str) -> tuple[UnitChange, ...]:
        """Every change of a referral's unit, the oldest first."""
        wanted = select(units).where(units.c.referral == referral).order_by(units.c.number)
        return tuple(
            UnitChange(row.number, row.at, row.by, row.was, row.now, undone)
            for row, undone in with_undone(self._sql.execute(wanted))
        )
