"""How fast orders are answered, and whether before the first dose; by referring region.

Equal access is measured by where people live, so the strata are the regions that refer, not
the laboratories that answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, case, literal_column, select

from samvar.focus.pharmacogenomics.model import Step
from samvar.focus.pharmacogenomics.model.measure import DAYS, FIRST_DOSE
from samvar.focus.pharmacogenomics.tables import order_events, orders
from samvar.model.errors import UsageError
from samvar.model.place import REGIONS
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tally import Tally, flat
from samvar.network.view import View
from samvar.store.records.days import check_days, day_of, days_between, spanned, waited
from samvar.store.records.events import first_standing
from samvar.store.records.tables import referrals
from samvar.store.records.tally import tally

_COLUMNS = ("days", "first_dose", "orders", "reported")


class TurnaroundArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """since, until: days of the order, ISO 8601, until not included; "" for no limit.

    regions: county codes of the referring regions to count by.
    """

    since: str = ""
    until: str = ""
    regions: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The strata beside the total."""
        return self.regions


def answer_turnaround(args: TurnaroundArgs, view: View) -> SumValue:
    """Days from order to first report, and whether it came before the first dose.

    Every order of a person counts: two orders are two waits.
    """
    return sums_of(args, view.groups_of_people(orders_of(args), referrals.c.person, grouped))


def sums_of(args: TurnaroundArgs, rows: Iterable[Sequence[Any]]) -> SumValue:
    """The sums of the rows of `grouped`."""
    tally = Tally((), args.labels)
    days, dose = tally.zeros(len(DAYS) + 1), tally.zeros(len(FIRST_DOSE))
    asked, reported = tally.zeros(), tally.zeros()
    for region, beside, days_waited, number in rows:
        for row in tally.rows(region):
            asked[row][0] += number
            dose[row][beside] += number
            if days_waited is not None:
                reported[row][0] += number
                days[row][bisect_left(DAYS, days_waited)] += number
    return flat(
        {"orders": len(FIRST_DOSE), "reported": len(DAYS) + 1},
        days=days, first_dose=dose, orders=asked, reported=reported,
    )  # fmt: skip


def orders_of(args: TurnaroundArgs) -> Select[Any]:
    """One row for each order of the span: region, first dose given, and the days of two moments.

    began: it was ordered. told: its first report that has not been taken back; None without.
    """
    joined = orders.join(referrals, orders.c.referral == referrals.c.id)
    wanted = select(
        referrals.c.referring_region,
        orders.c.given,
        day_of(referrals.c.received).label("began"),
        day_of(first_standing(order_events, Step.REPORTED.value, orders.c.referral)).label("told"),
    ).select_from(joined)
    return spanned(wanted, referrals.c.received, args.since, args.until)


def grouped(rows: Select[Any]) -> Select[Any]:
    """Region, place in `FIRST_DOSE` and days waited of rows of `orders_of`, and how many each.

    As few rows as that, however many orders: the days end where `DAYS` does.
    """
    # Materialised: else an engine looks for the answer wherever `told` is written.
    order = rows.cte("answered_orders").prefix_with("MATERIALIZED").c
    wanted = select(
        order.referring_region,
        _beside_dose(order.told, order.given).label("beside"),
        waited(days_between(order.began, order.told), DAYS[-1]).label("waited"),
    )
    return tally(wanted)


def _beside_dose(told: ColumnElement[str], given: ColumnElement[Any]) -> ColumnElement[int]:
    """The place in `FIRST_DOSE`. The same day counts as before: the report is read first."""
    places: list[ColumnElement[int]] = [literal_column(str(at)) for at in range(len(FIRST_DOSE))]
    before, after, no_report, unknown = places
    return case(
        (given.is_(None), unknown),
        (told.is_(None), no_report),
        (told <= given, before),
        else_=after,
    )


def _check(args: TurnaroundArgs) -> None:
    check_days(args.since, args.until)
    if not set(args.regions) <= REGIONS.keys() or len(set(args.regions)) < len(args.regions):
        raise UsageError("regions are county codes, each once")


def _length(args: TurnaroundArgs) -> Mapping[str, int]:
    rows = 1 + len(args.labels)
    bins, states = (len(DAYS) + 1) * rows, len(FIRST_DOSE) * rows
    return {"days": bins, "first_dose": states, "orders": states, "reported": bins}


_BINS = (*(f"<= {days} days" for days in DAYS), f"> {DAYS[-1]} days")

TURNAROUND = Operation(
    name="turnaround",
    version=1,
    title="How fast are orders answered, and is it before the first dose?",
    args=TurnaroundArgs,
    kind=Sum(
        columns=_COLUMNS,
        length=_length,
        per_person=dict.fromkeys(_COLUMNS, 1),
        carriers=lambda v: {"days": v["days"], "first_dose": v["first_dose"]},
        people={"days": "reported", "first_dose": "orders"},
        strata=lambda args: len(args.labels),
        partitions=frozenset({"days", "first_dose"}),
        names=lambda _: {
            **dict.fromkeys(("days", "reported"), _BINS),
            **dict.fromkeys(("first_dose", "orders"), FIRST_DOSE),
        },
    ),
    permission="ask:quality",
    disclosure="registered",
    verb="ask-turnaround",
    answer=answer_turnaround,
    check=_check,
    denominator=lambda _: "pgx-orders",
)
