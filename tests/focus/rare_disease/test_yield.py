"""Yield and turnaround: parts make the whole, and each number is the plain one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from samvar.focus.rare_disease.model.measure import DAYS, OUTCOMES
from samvar.focus.rare_disease.model.referral import (
    Asked,
    Kind,
    Priority,
    RareReferral,
    ReferralEvent,
    Step,
)
from samvar.focus.rare_disease.model.report import StoredReport
from samvar.focus.rare_disease.records import RareReferrals, RareReports
from samvar.focus.rare_disease.service.yielded import waits, yields
from samvar.focus.rare_disease.share import DENOMINATORS, DIAGNOSTIC_YIELD, RARE_TURNAROUND
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.errors import UsageError
from samvar.model.person import Case, CaseStatus, Person, Referral
from samvar.network.view import NodeView
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.persons import Registered
from samvar.store.records.tables import DATA

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ASKED: list[tuple[Any, dict[str, Any]]] = [
    (DIAGNOSTIC_YIELD, {}),
    (DIAGNOSTIC_YIELD, {"strata": "region", "labels": ("12", "01", "25")}),
    (DIAGNOSTIC_YIELD, {"strata": "indication", "labels": ("epilepsy", "renal"),
                        "since": "2026-02-01", "until": "2026-02-20"}),
    (DIAGNOSTIC_YIELD, {"panel": "epilepsy", "strata": "region", "labels": ("12",)}),
    (RARE_TURNAROUND, {}),
    (RARE_TURNAROUND, {"regions": ("12", "01", "25")}),
    (RARE_TURNAROUND, {"since": "2026-02-01", "until": "2026-02-20", "regions": ("12",)}),
]  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One referral. told: days to each report, with its outcome and whether it was withdrawn.

    read: days from the last report to its acknowledgement. known: when it was received is.
    """

    region: str
    day: date
    indication: str = "epilepsy"
    kind: Kind = Kind.DIAGNOSTIC
    told: tuple[tuple[int, str, bool], ...] = ()
    read: int | None = None
    known: bool = True
    panel: bool = False
    research: bool = True

    def allows(self, scope: Scope) -> bool:
        return self.research or scope is Scope.CARE

    @property
    def outcome(self) -> str | None:
        return None if not self.told or self.told[-1][2] else self.told[-1][1]

    @property
    def to_report(self) -> int | None:
        return min((days for days, _, gone in self.told if not gone), default=None)

    @property
    def to_receipt(self) -> int | None:
        return None if self.outcome is None or self.read is None else self.told[-1][0] + self.read


@dataclass
class Clinic:
    """One node's records, emptied and filled anew for each question."""

    records: Records

    @classmethod
    def open(cls, folder: Path, name: str) -> Clinic:
        return cls(Records.open(f"sqlite:///{folder / name}.db"))

    def admit(self, sent: Sequence[tuple[int, Sent]]) -> Clinic:
        with self.records.begin() as tx:
            for table in reversed(DATA.sorted_tables):
                if table.name not in ("audit", "alembic_version"):
                    tx.connection.execute(delete(table))
            for number, each in sent:
                _write(tx, f"{number:02}", each)
        return self

    def view(self, scope: Scope) -> NodeView:
        snapshot = SimpleNamespace(epoch=1, contributions={})
        return NodeView(
            "skane", scope, snapshot, lambda _: [], lambda: None, None, self.records,
            (DENOMINATORS,),
        )  # fmt: skip


def _write(tx: Transaction, name: str, sent: Sent) -> None:
    began = datetime.combine(sent.day, time(8), UTC)
    person, referral, house = f"per_{name}", f"ref_{name}", f"cas_h{name}"
    tx.persons.add_many([Registered(Person(person), name)])
    if not sent.research:
        tx.choices.add(Choice(person, Use.RESEARCH, False, NOW, "test"))
    tx.referrals.add(Referral(referral, person, sent.region, "skane", "rare", began))
    kept = RareReferrals(tx.connection)
    first = Step.RECEIVED if sent.known else Step.LOADED
    kept.add(
        RareReferral(
            referral, name, person, "", sent.region, sent.kind, Priority.ROUTINE, sent.indication,
            False, Asked(), began, "test", first, (ReferralEvent(0, first, began, "test"),),
        )
    )  # fmt: skip
    tx.cases.add(Case(house, referral, person, (), CaseStatus.RECEIVED))
    _case(tx, f"cas_{name}", house, name, sent)
    at = began
    for number, (days, outcome, gone) in enumerate(sent.told):
        at = began + timedelta(days=days, hours=3 + number)
        report = f"rep_{name}_{number}"
        RareReports(tx.connection).add(
            StoredReport(report, f"cas_{name}", referral, person, at, outcome, "{}", "s")
        )
        event = kept.note(referral, Step.REPORTED, at, "test", report=report)
        if gone:
            RareReports(tx.connection).withdraw(report, at, "test", "why")
            kept.note(referral, Step.REPORTED, at, "test", undoes=event)
    if sent.outcome is not None and sent.read is not None:
        kept.note(referral, Step.ACKNOWLEDGED, at + timedelta(days=sent.read), "test")


def _case(tx: Transaction, case: str, house: str, name: str, sent: Sent) -> None:
    from samvar.focus.rare_disease.tables import cases, events

    tx.connection.execute(
        cases.insert().values(
            id=case, house=house, label=name, name=name, assembly="GRCh38", told={}, digest="",
            load="", at=NOW, by="test",
        )
    )  # fmt: skip
    text = f"{'epilepsy' if sent.panel else 'epilepsy2'} 1.0 (pnl_0, SHA-256 {'0' * 64})"
    row = {"case": case, "at": NOW, "by": "test", "verb": "panel", "text": text, "undoes": None}
    tx.connection.execute(events.insert().values(**row))


def twin(operation: Any, args: Any, sent: Sequence[Sent], scope: Scope) -> dict[str, list[int]]:
    """The same, one referral at a time."""
    mine = [
        each for each in sent
        if each.allows(scope)
        and (not args.since or each.day >= date.fromisoformat(args.since))
        and (not args.until or each.day < date.fromisoformat(args.until))
    ]  # fmt: skip
    value: dict[str, list[int]] = {column: [] for column in operation.kind.columns}
    if operation is DIAGNOSTIC_YIELD:
        mine = [each for each in mine if each.kind is Kind.DIAGNOSTIC]
        mine = [each for each in mine if each.panel or not args.panel]
        for label in (None, *args.labels):
            part = [e for e in mine if label in (None, getattr(e, args.strata, ""))]
            told = [each.outcome for each in part]
            value["outcomes"] += [told.count(name) for name in OUTCOMES]
            value["answered"] += [sum(name is not None for name in told)] * len(OUTCOMES)
            value["referrals"] += [len(part)] * len(OUTCOMES)
        return value
    for region in (None, *args.regions):
        part = [e for e in mine if e.known and region in (None, e.region)]
        for column, of, days in (
            ("to_report", "reported", [e.to_report for e in part]),
            ("to_receipt", "acknowledged", [e.to_receipt for e in part]),
        ):
            seen = [bisect_left(DAYS, each) for each in days if each is not None]
            value[column] += [seen.count(place) for place in range(len(DAYS) + 1)]
            value[of] += [len(seen)] * (len(DAYS) + 1)
        value["referrals"] += [len(part)] * (len(DAYS) + 1)
    return value


reports = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(OUTCOMES), st.booleans()), max_size=2
).map(lambda told: tuple((days + 200 * n, o, gone) for n, (days, o, gone) in enumerate(told)))
people = st.lists(
    st.builds(
        Sent,
        st.sampled_from(["12", "01", "14"]),
        st.dates(date(2026, 1, 20), date(2026, 3, 1)),
        st.sampled_from(["epilepsy", "renal", "other"]),
        st.sampled_from(Kind),
        reports,
        st.none() | st.integers(0, 40),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)
cuts = st.lists(st.integers(0, 8), min_size=2, max_size=2)


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, ...]]:
    """One for everybody, three for the parts."""
    folder = tmp_path_factory.mktemp("clinics")
    opened = tuple(Clinic.open(folder, name) for name in ("all", "a", "b", "c"))
    yield opened
    for clinic in opened:
        clinic.records.close()


def plain(value: dict[str, np.ndarray]) -> dict[str, list[int]]:
    return {column: list(vector) for column, vector in value.items()}


@settings(max_examples=20, deadline=None)
@given(everyone=people, at=cuts, scope=st.sampled_from(list(Scope)))
def test_the_parts_of_any_partition_make_the_answer_of_all(
    clinics: tuple[Clinic, ...], everyone: list[Sent], at: list[int], scope: Scope
) -> None:
    numbered = list(enumerate(everyone))
    low, high = sorted(at)
    whole, *three = clinics
    whole.admit(numbered)
    for clinic, part in zip(
        three, (numbered[:low], numbered[low:high], numbered[high:]), strict=True
    ):
        clinic.admit(part)
    for operation, question in ASKED:
        args = operation.read_args(question)
        merged = operation.kind.zero(args)
        for clinic in three:
            merged = operation.kind.merge(merged, operation.answer(args, clinic.view(scope)))
        assert plain(merged) == plain(operation.answer(args, whole.view(scope)))


@settings(max_examples=40, deadline=None)
@given(everyone=people, scope=st.sampled_from(list(Scope)))
def test_every_number_is_what_counting_one_by_one_gives(
    clinics: tuple[Clinic, ...], everyone: list[Sent], scope: Scope
) -> None:
    view = clinics[0].admit(list(enumerate(everyone))).view(scope)
    for operation, question in ASKED:
        args = operation.read_args(question)
        found = operation.answer(args, view)
        assert plain(found) == twin(operation, args, everyone, scope), operation.name
        assert {c: len(v) for c, v in found.items()} == dict(operation.kind.length(args))
    assert view.moving()["rare:referrals"] == sum(each.allows(scope) for each in everyone)


WRONG = [
    (DIAGNOSTIC_YIELD, {"since": "20260101"}),
    (DIAGNOSTIC_YIELD, {"strata": "region", "labels": ("99",)}),
    (DIAGNOSTIC_YIELD, {"strata": "indication"}),
    (DIAGNOSTIC_YIELD, {"labels": ("01",)}),
    (DIAGNOSTIC_YIELD, {"panel": "a b"}),
    (RARE_TURNAROUND, {"until": "soon"}),
    (RARE_TURNAROUND, {"regions": ("01", "01")}),
]


@pytest.mark.parametrize(("operation", "question"), WRONG)
def test_what_makes_no_sense_is_not_asked(operation: Any, question: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        operation.read_args(question)


def test_the_page_says_shares_with_their_denominator_and_hides_what_is_hidden() -> None:
    def ask(operation: str, **given: Any) -> Any:
        which = DIAGNOSTIC_YIELD if operation == "diagnostic_yield" else RARE_TURNAROUND
        args = which.read_args(given)
        value = which.kind.zero(args)
        if which is DIAGNOSTIC_YIELD:
            at = 3 * (1 + args.labels.index("12"))
            for start, outcomes in ((0, (6, 1, 3)), (at, (-1, -1, -1))):
                value["outcomes"][start : start + 3] = outcomes
                value["answered"][start : start + 3] = 10 if start == 0 else 2
                value["referrals"][start : start + 3] = 20 if start == 0 else 4
        cover = SimpleNamespace(complete=False)
        upper = {"answered": np.array([15])}
        bounds = SimpleNamespace(upper=upper) if which is DIAGNOSTIC_YIELD else None
        return SimpleNamespace(
            value=value, state="answered", coverage=cover, missing=(), bounds=bounds
        )

    nation, skane = yields(ask, "region").lines
    assert nation.solved is not None
    assert (nation.solved.value, nation.low, nation.high) == (0.6, 6 / 15, 11 / 15)
    assert (skane.label, skane.solved, skane.outcomes["solved"]) == ("12", None, None)
    (slow,) = waits(ask).lines
    assert slow.half_reported is None
