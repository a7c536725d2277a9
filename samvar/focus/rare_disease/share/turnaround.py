"""How fast referrals are answered, and the answer acknowledged; by referring region.

A referral of which nobody knows when it was received, because only its case tells of it, is in no
sum. An answer that was withdrawn is none; one that was amended counts from the first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, select

from samvar.focus.rare_disease.model.measure import DAYS
from samvar.focus.rare_disease.model.referral import Step
from samvar.focus.rare_disease.tables import orders, steps
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

_COLUMNS = ("to_report", "to_receipt", "referrals", "reported", "acknowledged")
_WIDTH = len(DAYS) + 1


class RareTurnaroundArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """since, until: days of receipt, ISO 8601, until not included; "" for no limit.

    regions: county codes of the referring regions to count by.
    """

    since: str = ""
    until: str = ""
    regions: tuple[str, ...] = ()


def answer_turnaround(args: RareTurnaroundArgs, view: View) -> SumValue:
    """Days from receipt to the first report, and to its receipt by the referrer.

    Every referral of a person counts: two referrals are two waits.
    """
    return sums_of(args, view.groups_of_people(rows_of(args), referrals.c.person, grouped))


def sums_of(args: RareTurnaroundArgs, rows: Iterable[Sequence[Any]]) -> SumValue:
    """The sums of the rows of `grouped`."""
    count = Tally((), args.regions)
    days, receipt = count.zeros(_WIDTH), count.zeros(_WIDTH)
    asked, reported, acknowledged = count.zeros(), count.zeros(), count.zeros()
    for region, to_report, to_receipt, number in rows:
        for row in count.rows(region):
            asked[row][0] += number
            for waits, all_of, told in (
                (to_report, reported, days), (to_receipt, acknowledged, receipt),
            ):  # fmt: skip
                if waits is not None:
                    all_of[row][0] += number
                    told[row][bisect_left(DAYS, waits)] += number
    wide = dict.fromkeys(("referrals", "reported", "acknowledged"), _WIDTH)
    return flat(
        wide, to_report=days, to_receipt=receipt, referrals=asked, reported=reported,
        acknowledged=acknowledged,
    )  # fmt: skip


def rows_of(args: RareTurnaroundArgs) -> Select[Any]:
    """One row for each referral that was received in the span: region, and days of three steps."""

    def first(step: Step) -> Any:
        return first_standing(steps, step.value, orders.c.referral)

    joined = orders.join(referrals, orders.c.referral == referrals.c.id)
    wanted = select(
        referrals.c.referring_region,
        day_of(first(Step.RECEIVED)).label("received"),
        day_of(first(Step.REPORTED)).label("reported"),
        day_of(first(Step.ACKNOWLEDGED)).label("acknowledged"),
    ).select_from(joined)
    return spanned(wanted, referrals.c.received, args.since, args.until)


def grouped(rows: Select[Any]) -> Select[Any]:
    """Region and days waited of rows of `rows_of`, and how many each."""
    # Materialised: else an engine looks for each step wherever it is written.
    row = rows.cte("waiting_referrals").prefix_with("MATERIALIZED").c
    wanted = select(
        row.referring_region,
        waited(days_between(row.received, row.reported), DAYS[-1]).label("to_report"),
        waited(days_between(row.received, row.acknowledged), DAYS[-1]).label("to_receipt"),
    ).where(row.received.is_not(None))
    return tally(wanted)


def _check(args: RareTurnaroundArgs) -> None:
    check_days(args.since, args.until)
    if not set(args.regions) <= REGIONS.keys() or len(set(args.regions)) < len(args.regions):
        raise UsageError("regions are county codes, each once")


def _length(args: RareTurnaroundArgs) -> Mapping[str, int]:
    return dict.fromkeys(_COLUMNS, _WIDTH * (1 + len(args.regions)))


_BINS = (*(f"<= {days} days" for days in DAYS), f"> {DAYS[-1]} days")

RARE_TURNAROUND = Operation(
    name="rare_turnaround",
    version=1,
    title="How fast are referrals of rare diseases answered?",
    args=RareTurnaroundArgs,
    kind=Sum(
        columns=_COLUMNS,
        length=_length,
        per_person=dict.fromkeys(_COLUMNS, 1),
        carriers=lambda v: {"to_report": v["to_report"], "to_receipt": v["to_receipt"]},
        people={"to_report": "reported", "to_receipt": "acknowledged"},
        strata=lambda args: len(args.regions),
        partitions=frozenset({"to_report", "to_receipt"}),
        names=lambda _: dict.fromkeys(_COLUMNS, _BINS),
    ),
    permission="ask:quality",
    disclosure="registered",
    verb="ask-rare-turnaround",
    answer=answer_turnaround,
    check=_check,
    denominator=lambda _: "rare:referrals",
)
