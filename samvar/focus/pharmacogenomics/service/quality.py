"""How fast the country's orders are answered, and whether before the first dose: plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from samvar.focus.pharmacogenomics.model.measure import DAYS, FIRST_DOSE
from samvar.focus.pharmacogenomics.service.cohort import Ask, bounded
from samvar.focus.pharmacogenomics.share.turnaround import (
    TURNAROUND,
    TurnaroundArgs,
    grouped,
    orders_of,
    sums_of,
)
from samvar.govern.row_filter import counted
from samvar.model.contribution import Scope
from samvar.model.place import REGIONS
from samvar.network.merge import Coverage, Missing, NationalAnswer
from samvar.present.area import NodeLike
from samvar.present.interval import Proportion, wilson
from samvar.present.waited import half_within
from samvar.store.records.tables import referrals

NATION = ""


@dataclass(frozen=True, slots=True)
class InTime:
    """Results before the first dose, among orders whose first dose was given. None: hidden.

    low, high: where the whole nation's share lies when a node is silent; else None.
    """

    before: int | None
    given: int | None
    share: Proportion | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Orders of one referring region, or with region `NATION` of all.

    days: answered orders by `model.measure.DAYS`; dose: orders by `FIRST_DOSE`; None below the
    floor. within: the bin's end by which half of the answers had come; None where that cannot
    be said, or where half took longer than the last bin's start.
    """

    region: str
    orders: int
    reported: int
    days: tuple[int | None, ...]
    dose: Mapping[str, int | None]
    in_time: InTime
    within: int | None


@dataclass(frozen=True, slots=True)
class Quality:
    """The whole answer. lines: the nation first, then regions that have an order."""

    state: str
    lines: tuple[Turnaround, ...]
    coverage: Coverage
    missing: tuple[Missing, ...]
    took_ms: float

    @property
    def nation(self) -> Turnaround | None:
        """All orders; None where nobody answered."""
        return self.lines[0] if self.lines else None

    @property
    def regions(self) -> tuple[Turnaround, ...]:
        """Referring regions by county code."""
        return self.lines[1:]


def turnaround(ask: Ask, *, since: str = "", until: str = "") -> Quality:
    """Orders placed in a span of days, by the region that referred; "" for no limit.

    Raises:
        UsageError: a day that is none.
    """
    codes = tuple(REGIONS)
    answer = ask("turnaround", since=since, until=until, regions=codes)
    lines: list[Turnaround] = []
    if answer.value is not None:
        rows = [_line(answer, code, row) for row, code in enumerate((NATION, *codes))]
        lines = [line for line in rows if line.orders or line.region == NATION]
    return Quality(answer.state, tuple(lines), answer.coverage, answer.missing, answer.took_ms)


def own_turnaround(node: NodeLike, *, since: str = "", until: str = "") -> Turnaround:
    """This centre's own orders, exactly: to follow up one's own care needs no floor.

    Whether the reader may see the centre's orders is the caller's to have asked.

    Raises:
        UsageError: a day that is none.
    """
    args = TURNAROUND.read_args({"since": since, "until": until})
    assert isinstance(args, TurnaroundArgs)
    wanted = orders_of(args).where(counted(referrals.c.person, Scope.CARE))
    with node.records.read() as tx:
        value = sums_of(args, tx.connection.execute(grouped(wanted)).all())
    return _of(value, NATION, 0, 0)


def _line(answer: NationalAnswer, region: str, row: int) -> Turnaround:
    value, silent = answer.value, 0
    orders = int(value["orders"][row * len(FIRST_DOSE)])
    if region == NATION and answer.bounds is not None and not answer.coverage.complete:
        upper = answer.bounds.upper
        silent = -1 if upper is None else int(upper["orders"][0]) - orders
    return _of(value, region, row, silent)


def _of(value: Mapping[str, Any], region: str, row: int, silent: int) -> Turnaround:
    days = _numbers(value["days"], row, len(DAYS) + 1)
    dose = dict(zip(FIRST_DOSE, _numbers(value["first_dose"], row, len(FIRST_DOSE)), strict=True))
    orders = int(value["orders"][row * len(FIRST_DOSE)])
    reported = int(value["reported"][row * (len(DAYS) + 1)])
    return Turnaround(
        region, orders, reported, days, dose, in_time(orders, dose, silent), half_within(DAYS, days)
    )


def in_time(orders: int, dose: Mapping[str, int | None], silent: int = 0) -> InTime:
    """The share of results before the first dose. silent: orders of silent nodes, -1 unknown.

    An order whose first dose was given without a report counts against it; one whose first dose
    is not known to have been given counts for nothing.

    >>> in_time(10, {"before": 4, "after": 2, "no_report": 2, "unknown": 2}).share.value
    0.5
    """
    before, unknown = dose["before"], dose["unknown"]
    given = None if unknown is None else orders - unknown
    if before is None or given is None:
        return InTime(None, given, None)
    share = wilson(before, given)
    if silent <= 0:
        return InTime(before, given, share)
    low, high = bounded(*(np.array([n]) for n in (before, given, silent)))
    return InTime(before, given, share, float(low[0]), float(high[0]))


def _numbers(vector: Any, row: int, width: int) -> tuple[int | None, ...]:
    part = vector[row * width : (row + 1) * width].tolist()
    return tuple(None if number < 0 else number for number in part)
