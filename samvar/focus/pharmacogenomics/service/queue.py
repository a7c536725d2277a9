"""The work list: who waits, who comes first, and what must be read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from samvar.focus.pharmacogenomics.model import Order
from samvar.focus.pharmacogenomics.records import Counts, Orders, Worklist
from samvar.focus.pharmacogenomics.service.order import shown
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.clock import utc_now
from samvar.present.area import NodeLike
from samvar.store.records.tables import referrals

SOON_DAYS = 2
"""A planned first dose that is nearer than these many days is urgent."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the work list. first: how many orders stand before it. counts: of all pages."""

    orders: tuple[Order, ...]
    first: int
    counts: Counts


def queue(
    node: NodeLike, asker: Asker, *, closed: bool = False, first: int = 0, size: int | None = None
) -> Queue:
    """Orders that wait and that `asker` may see; on top those that changed after they were read,
    then the nearest first dose, then those without a day.

    Whoever has had the first dose stands last: nothing can come before it any more.
    closed: those acknowledged instead, the last one first. size: at most so many.
    """
    allowed = seen_by(node, asker, "see:referrals", referrals.c.person)
    with node.records.read() as tx:
        listed = Worklist(tx.connection)
        counts = listed.counts(allowed, closed=closed, urgent_by=urgent_by())
        first = first if 0 <= first < counts.listed else 0
        ids = listed.page(allowed, closed=closed, first=first, size=size)
        found = shown(node, tx, Orders(tx.connection).listed(ids))
    return Queue(tuple(found), first, counts)


def changed_here(node: NodeLike, asker: Asker) -> int:
    """How many orders changed after they were read, of those that `asker` may see."""
    allowed = seen_by(node, asker, "see:referrals", referrals.c.person)
    with node.records.read() as tx:
        return Worklist(tx.connection).changed(allowed)


def urgent_by() -> date:
    """The last day of a first dose that is near."""
    return utc_now().date() + timedelta(days=SOON_DAYS)


def see_orders(node: NodeLike, asker: Asker) -> None:
    """Write down that somebody looks at the orders from a command line.

    Raises:
        Refused: the person may not.
    """
    permit(node, asker, "see:referrals", "see-orders")
