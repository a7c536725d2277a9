"""What diagnostic referrals come to: solved, possible or unsolved, by indication or region.

A referral counts by the newest report of it, if that was not withdrawn; one that was amended
counts once. Equal access is measured by the regions that refer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import Select, and_, exists, null, select

from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.measure import OUTCOMES
from samvar.focus.rare_disease.model.referral import Kind
from samvar.focus.rare_disease.tables import cases, events, orders, reports
from samvar.focus.rare_disease.words import INDICATIONS
from samvar.model.errors import UsageError
from samvar.model.place import REGIONS
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tally import Tally, flat
from samvar.network.view import View
from samvar.store.records.days import check_days, spanned
from samvar.store.records.tables import cases as house
from samvar.store.records.tables import referrals
from samvar.store.records.tally import tally

_COLUMNS = ("outcomes", "answered", "referrals")
_LONGEST = 64


class YieldArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """since, until: days of receipt, ISO 8601, until not included; "" for no limit.

    strata: by what the sum is parted, labels: its parts in the order of the asker: keys of
    indications, or county codes of referring regions. panel: only cases that are read by this gene
    panel; "" for all.
    """

    strata: Literal["none", "indication", "region"] = "none"
    labels: tuple[str, ...] = ()
    panel: str = ""
    since: str = ""
    until: str = ""


def answer_yield(args: YieldArgs, view: View) -> SumValue:
    """Referrals by what their answer says; every referral of a person counts."""
    return sums_of(args, view.groups_of_people(rows_of(args), referrals.c.person, tally))


def sums_of(args: YieldArgs, rows: Iterable[Sequence[Any]]) -> SumValue:
    """The sums of rows of `rows_of`, each with how many there are."""
    count = Tally((), args.labels)
    found, answered, asked = count.zeros(len(OUTCOMES)), count.zeros(), count.zeros()
    for label, outcome, number in rows:
        for row in count.rows(label):
            asked[row][0] += number
            if outcome in OUTCOMES:
                answered[row][0] += number
                found[row][OUTCOMES.index(outcome)] += number
    wide = dict.fromkeys(("answered", "referrals"), len(OUTCOMES))
    return flat(wide, outcomes=found, answered=answered, referrals=asked)


def rows_of(args: YieldArgs) -> Select[Any]:
    """One row for each diagnostic referral of the span: its stratum, and the outcome if any."""
    label: Mapping[str, Any] = {
        "none": null(), "indication": orders.c.indication, "region": referrals.c.referring_region,
    }  # fmt: skip
    later = reports.alias("later")
    newer = exists(
        select(later.c.id).where(
            later.c.referral == reports.c.referral, later.c.made > reports.c.made
        )
    )
    standing = and_(reports.c.referral == orders.c.referral, reports.c.withdrawn.is_(None), ~newer)
    joined = orders.join(referrals, orders.c.referral == referrals.c.id)
    wanted = select(label[args.strata].label("stratum"), reports.c.outcome)
    wanted = wanted.select_from(joined.outerjoin(reports, standing))
    wanted = wanted.where(orders.c.kind == Kind.DIAGNOSTIC.value)
    if args.panel:
        wanted = wanted.where(_read_by(args.panel))
    return spanned(wanted, referrals.c.received, args.since, args.until)


def _read_by(panel: str) -> Any:
    """Whether a referral's case is read by a panel: see `service.panel_genes.note_panel`."""
    undone = select(events.c.undoes).where(events.c.undoes.is_not(None))
    mine = cases.join(house, cases.c.house == house.c.id).join(events, events.c.case == cases.c.id)
    return exists(
        select(events.c.number)
        .select_from(mine)
        .where(
            house.c.referral == orders.c.referral,
            events.c.verb == Verb.PANEL.value,
            events.c.undoes.is_(None),
            events.c.text.startswith(f"{panel} ", autoescape=True),
            events.c.number.not_in(undone),
        )
    )


def _check(args: YieldArgs) -> None:
    check_days(args.since, args.until)
    known: Mapping[str, Iterable[str]] = {
        "none": (), "indication": INDICATIONS, "region": REGIONS,
    }  # fmt: skip
    if not set(args.labels) <= {*known[args.strata]} or len(set(args.labels)) < len(args.labels):
        raise UsageError("labels are keys of indications, or county codes, each once")
    if bool(args.labels) != (args.strata != "none"):
        raise UsageError("give labels with strata, and only then")
    if len(args.panel) > _LONGEST or " " in args.panel:
        raise UsageError("a panel is named by its id")


def _length(args: YieldArgs) -> Mapping[str, int]:
    return dict.fromkeys(_COLUMNS, len(OUTCOMES) * (1 + len(args.labels)))


DIAGNOSTIC_YIELD = Operation(
    name="diagnostic_yield",
    version=1,
    title="How many referrals of rare diseases are solved?",
    args=YieldArgs,
    kind=Sum(
        columns=_COLUMNS,
        length=_length,
        per_person=dict.fromkeys(_COLUMNS, 1),
        carriers=lambda v: {"outcomes": v["outcomes"]},
        people={"outcomes": "answered"},
        strata=lambda args: len(args.labels),
        partitions=frozenset({"outcomes"}),
        names=lambda _: dict.fromkeys(_COLUMNS, OUTCOMES),
    ),
    permission="ask:quality",
    disclosure="registered",
    verb="ask-diagnostic-yield",
    answer=answer_yield,
    check=_check,
    denominator=lambda _: "rare:referrals",
)
