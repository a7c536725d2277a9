"""What is no longer as a report said it, until somebody has acknowledged it anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from samvar.focus.pharmacogenomics.model import Cause, GeneChange, OrderChange
from samvar.focus.pharmacogenomics.tables import order_changes
from samvar.model.shape import learned
from samvar.store.records.noun import Noun


class Changes(Noun):
    """Changes of orders that had a report; never rewritten but for who has seen them."""

    __slots__ = ()

    def add(
        self,
        order: str,
        report: str,
        cause: Cause,
        found: Sequence[GeneChange],
        at: datetime,
        by: str,
        takes_back: int | None,
    ) -> None:
        """Write one that nobody has seen."""
        self._sql.execute(
            insert(order_changes).values(
                referral=order,
                report=report,
                cause=cause.value,
                found=msgspec.to_builtins(tuple(found)),
                at=at,
                by=by,
                takes_back=takes_back,
            )
        )

    def settle(self, order: str, event: int) -> None:
        """All that is open of an order has been seen, by the acknowledgement of this number."""
        theirs = update(order_changes).where(order_changes.c.referral == order)
        self._sql.execute(theirs.where(order_changes.c.settled.is_(None)).values(settled=event))

    def reopen(self, order: str, event: int) -> None:
        """That acknowledgement was taken back: what it had seen is open again."""
        theirs = update(order_changes).where(order_changes.c.referral == order)
        self._sql.execute(theirs.where(order_changes.c.settled == event).values(settled=None))

    def of_orders(self, orders: Iterable[str]) -> dict[str, list[OrderChange]]:
        """By order, oldest first; orders without any are left out."""
        found: dict[str, list[OrderChange]] = {}
        wanted = select(order_changes).order_by(order_changes.c.number)
        for row in self._among(wanted, order_changes.c.referral, orders):
            found.setdefault(row.referral, []).append(_change(row))
        return found


def _change(row: Row[Any]) -> OrderChange:
    return OrderChange(
        row.number,
        row.referral,
        row.report,
        Cause(row.cause),
        msgspec.convert(row.found, learned(tuple[GeneChange, ...])),
        row.at,
        row.by,
        row.takes_back,
        row.settled,
    )
