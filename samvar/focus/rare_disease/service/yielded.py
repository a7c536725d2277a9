"""What the country's referrals come to, and how fast they are answered: plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from samvar.focus.rare_disease.model.measure import DAYS, OUTCOMES
from samvar.focus.rare_disease.service.report_findings import Ask
from samvar.focus.rare_disease.share.turnaround import (
    RARE_TURNAROUND,
    RareTurnaroundArgs,
    grouped,
)
from samvar.focus.rare_disease.share.turnaround import rows_of as waits_of
from samvar.focus.rare_disease.share.turnaround import sums_of as waits_in
from samvar.focus.rare_disease.share.yielded import DIAGNOSTIC_YIELD, YieldArgs, rows_of, sums_of
from samvar.focus.rare_disease.words import INDICATIONS
from samvar.govern.row_filter import counted
from samvar.model.contribution import Scope
from samvar.model.place import REGIONS
from samvar.network.merge import Coverage, Missing, NationalAnswer
from samvar.present.area import NodeLike
from samvar.present.interval import Proportion, wilson
from samvar.present.waited import half_within
from samvar.store.records.tables import referrals
from samvar.store.records.tally import tally

NATION = ""
By = Literal["indication", "region"]


@dataclass(frozen=True, slots=True)
class Yield:
    """One indication or region, or with label `NATION` all. None: below the floor.

    outcomes: answered referrals by `model.measure.OUTCOMES`. solved: the share of the answered.
    low, high: where the whole nation's share lies when a node is silent; else None.
    """

    label: str
    referrals: int
    answered: int
    outcomes: Mapping[str, int | None]
    solved: Proportion | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One region's waits: referrals by days to the report and to its receipt (`DAYS`)."""

    label: str
    referrals: int
    reported: int
    acknowledged: int
    to_report: tuple[int | None, ...]
    to_receipt: tuple[int | None, ...]

    @property
    def half_reported(self) -> int | None:
        """Days by which half of the answers had come."""
        return half_within(DAYS, self.to_report)

    @property
    def half_acknowledged(self) -> int | None:
        """Days by which half of the answers had been acknowledged."""
        return half_within(DAYS, self.to_receipt)


@dataclass(frozen=True, slots=True)
class Yields:
    """The whole answer. lines: the nation first, then those that have a referral."""

    state: str
    lines: tuple[Yield, ...]
    coverage: Coverage
    missing: tuple[Missing, ...]

    @property
    def nation(self) -> Yield | None:
        """All referrals; None where nobody answered."""
        return self.lines[0] if self.lines else None


@dataclass(frozen=True, slots=True)
class Waits:
    """The whole answer. lines: the nation first, then regions that have a referral."""

    state: str
    lines: tuple[Wait, ...]
    coverage: Coverage
    missing: tuple[Missing, ...]


def yields(ask: Ask, by: By, *, panel: str = "", since: str = "", until: str = "") -> Yields:
    """Diagnostic referrals that were received in a span of days; "" for no limit.

    Raises:
        UsageError: a day that is none, or a panel that cannot be one.
    """
    labels = tuple(INDICATIONS if by == "indication" else REGIONS)
    answer = ask(
        "diagnostic_yield", strata=by, labels=labels, panel=panel, since=since, until=until
    )
    lines: list[Yield] = []
    if answer.value is not None:
        every = [
            _yield(answer.value, label, row, _silent(answer, row))
            for row, label in enumerate((NATION, *labels))
        ]
        lines = [each for each in every if each.referrals or each.label == NATION]
    return Yields(answer.state, tuple(lines), answer.coverage, answer.missing)


def waits(ask: Ask, *, since: str = "", until: str = "") -> Waits:
    """How long referrals of a span waited, by the region that referred.

    Raises:
        UsageError: a day that is none.
    """
    codes = tuple(REGIONS)
    answer = ask("rare_turnaround", since=since, until=until, regions=codes)
    lines: list[Wait] = []
    if answer.value is not None:
        every = [_wait(answer.value, code, row) for row, code in enumerate((NATION, *codes))]
        lines = [each for each in every if each.referrals or each.label == NATION]
    return Waits(answer.state, tuple(lines), answer.coverage, answer.missing)


def own_yield(
    node: NodeLike, *, panel: str = "", since: str = "", until: str = ""
) -> tuple[Yield, Wait]:
    """This centre's own referrals, exactly: to follow up one's own care needs no floor.

    Whether the reader may see the centre's referrals is the caller's to have asked.

    Raises:
        UsageError: a day that is none.
    """
    args = DIAGNOSTIC_YIELD.read_args({"panel": panel, "since": since, "until": until})
    days = RARE_TURNAROUND.read_args({"since": since, "until": until})
    assert isinstance(args, YieldArgs)
    assert isinstance(days, RareTurnaroundArgs)
    allowed = counted(referrals.c.person, Scope.CARE)
    with node.records.read() as tx:
        found = sums_of(args, tx.connection.execute(tally(rows_of(args).where(allowed))).all())
        waited = waits_in(days, tx.connection.execute(grouped(waits_of(days).where(allowed))).all())
    return _yield(found, NATION, 0, 0), _wait(waited, NATION, 0)


def _silent(answer: NationalAnswer, row: int) -> int:
    """How many answered referrals silent nodes may have: of the nation only, -1 unknown."""
    if row or answer.bounds is None or answer.coverage.complete:
        return 0
    upper = answer.bounds.upper
    return -1 if upper is None else int(upper["answered"][0]) - int(answer.value["answered"][0])


def _yield(value: Mapping[str, Any], label: str, row: int, silent: int) -> Yield:
    at = row * len(OUTCOMES)
    numbers = _numbers(value["outcomes"], row, len(OUTCOMES))
    outcomes = dict(zip(OUTCOMES, numbers, strict=True))
    asked, answered = int(value["referrals"][at]), int(value["answered"][at])
    solved = outcomes["solved"]
    share = None if solved is None else wilson(solved, answered)
    if share is None or solved is None or silent <= 0:
        return Yield(label, asked, answered, outcomes, share)
    whole = answered + silent
    return Yield(label, asked, answered, outcomes, share, solved / whole, (solved + silent) / whole)


def _wait(value: Mapping[str, Any], label: str, row: int) -> Wait:
    width = len(DAYS) + 1
    at = row * width
    asked, reported, read = (
        int(value[name][at]) for name in ("referrals", "reported", "acknowledged")
    )
    return Wait(
        label, asked, reported, read, _numbers(value["to_report"], row, width),
        _numbers(value["to_receipt"], row, width),
    )  # fmt: skip


def _numbers(vector: Sequence[int] | Any, row: int, width: int) -> tuple[int | None, ...]:
    part = np.asarray(vector)[row * width : (row + 1) * width].tolist()
    return tuple(None if number < 0 else number for number in part)
