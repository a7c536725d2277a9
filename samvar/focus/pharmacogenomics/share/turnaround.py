"""How fast orders are answered, and whether before the first dose; by referring region.

Equal access is measured by where people live, so the strata are the regions that refer, not
the laboratories that answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, String, func, select, type_coerce

from samvar.focus.pharmacogenomics.model import Step
from samvar.focus.pharmacogenomics.model.measure import DAYS, FIRST_DOSE
from samvar.focus.pharmacogenomics.share.tally import Tally, flat
from samvar.focus.pharmacogenomics.tables import order_events, orders
from samvar.model.errors import UsageError
from samvar.model.place import REGIONS
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.view import View
from samvar.store.records.tables import referrals

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
    rows = view.rows_of_people(orders_of(args), referrals.c.person)
    return sums_of(args, ((region, given, day, at) for region, given, day, at, _ in rows))


def sums_of(
    args: TurnaroundArgs, rows: Iterable[tuple[str, str | None, str, str | None]]
) -> SumValue:
    """The sums of rows of `orders_of`; days are ISO 8601."""
    tally = Tally((), args.labels)
    days, dose = tally.zeros(len(DAYS) + 1), tally.zeros(len(FIRST_DOSE))
    asked, reported = tally.zeros(), tally.zeros()
    for (region, given, ordered, answered), number in Counter(rows).items():
        told, dosed = _read_day(answered), _read_day(given)
        beside = FIRST_DOSE.index(beside_dose(told, dosed))
        began = _read_day(ordered)
        waited = (told - began).days if told and began else 0
        for row in tally.rows(region):
            asked[row][0] += number
            dose[row][beside] += number
            if told is not None:
                reported[row][0] += number
                days[row][bisect_left(DAYS, waited)] += number
    return flat(
        {"orders": len(FIRST_DOSE), "reported": len(DAYS) + 1},
        days=days, first_dose=dose, orders=asked, reported=reported,
    )  # fmt: skip


@lru_cache(4096)
def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def orders_of(args: TurnaroundArgs) -> Select[Any]:
    """One row for each order of the span: region, first dose given, ordered, first answered.

    The answer is the first report that has not been taken back.
    """
    taken_back = select(order_events.c.undoes).where(
        order_events.c.undoes.is_not(None), order_events.c.step == Step.REPORTED.value
    )
    answers = (
        select(order_events.c.referral, func.min(order_events.c.at).label("at"))
        .where(
            order_events.c.step == Step.REPORTED.value,
            order_events.c.undoes.is_(None),
            order_events.c.number.not_in(taken_back),
        )
        .group_by(order_events.c.referral)
        .subquery()
    )
    joined = orders.join(referrals, orders.c.referral == referrals.c.id).join(
        answers, answers.c.referral == orders.c.referral, isouter=True
    )
    wanted = select(
        referrals.c.referring_region,
        orders.c.given,
        _day(referrals.c.received),
        _day(answers.c.at),
    ).select_from(joined)
    for day, after in ((args.since, True), (args.until, False)):
        if day:
            moment = datetime.combine(date.fromisoformat(day), time(), UTC)
            bound = referrals.c.received >= moment if after else referrals.c.received < moment
            wanted = wanted.where(bound)
    return wanted


def _day(moment: ColumnElement[Any]) -> ColumnElement[str]:
    """The day of a moment, which is text in ISO 8601: to read it whole costs ten times more."""
    return func.substr(type_coerce(moment, String), 1, 10)


def beside_dose(reported: date | None, given: date | None) -> str:
    """One of `FIRST_DOSE`. The same day counts as before: the report is read first.

    >>> beside_dose(date(2026, 11, 2), date(2026, 11, 2)), beside_dose(None, None)
    ('before', 'unknown')
    """
    if given is None:
        return "unknown"
    if reported is None:
        return "no_report"
    return "before" if reported <= given else "after"


def _check(args: TurnaroundArgs) -> None:
    for text in (args.since, args.until):
        try:
            _ = text and date.fromisoformat(text)
        except ValueError:
            raise UsageError("a day is written YYYY-MM-DD") from None
        if len(text) not in (0, 10):  # `20261102` would be compared as other text
            raise UsageError("a day is written YYYY-MM-DD")
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
