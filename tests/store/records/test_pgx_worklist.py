"""The lists of pharmacogenomic orders on each engine: turn, pages, counts, and what is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, true

from samvar.focus.pharmacogenomics.model import Cause, Event, GeneChange, Occasion, Order, Step
from samvar.focus.pharmacogenomics.records import (
    Changes,
    Orders,
    Reports,
    StoredReport,
    Worklist,
)
from samvar.model.person import Person, Referral
from samvar.store.records import Records
from samvar.store.records.engine import Transaction
from samvar.store.records.persons import Registered
from samvar.store.records.tables import referrals

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
CHANGE = GeneChange("DPYD", "Normal Metabolizer", "Poor Metabolizer", 2.0, 0.0,
                    {"capecitabine": ("usual", "avoid")})  # fmt: skip


def place(tx: Transaction, name: str, **given: object) -> None:
    """An order of a person of its own. dose, given: days from today; read: acknowledged then."""
    number = int(given.get("minute", 0))  # type: ignore[call-overload]
    began = NOON + timedelta(minutes=number)
    person = f"per_{name}"
    tx.persons.add_many([Registered(Person(person), name)])
    tx.referrals.add(Referral(f"ref_{name}", person, "01", "skane", "pgx", began))
    dose, had = given.get("dose"), given.get("had")
    Orders(tx.connection).add(
        Order(
            f"ref_{name}", person, name, "01", "skane", began, (Occasion("capecitabine"),), (),
            (), None if dose is None else TODAY + timedelta(days=int(dose)),  # type: ignore[call-overload]
            None if had is None else TODAY + timedelta(days=int(had)),  # type: ignore[call-overload]
            Step.ORDERED, (Event(0, Step.ORDERED, began, "ward"),),
        )
    )  # fmt: skip
    if given.get("answered"):
        tx.referrals.answer(f"ref_{name}", began)
    if given.get("read"):
        tx.referrals.acknowledge(f"ref_{name}", began)


def change(tx: Transaction, name: str) -> None:
    report = StoredReport(f"rep_{name}", f"ref_{name}", f"per_{name}", NOON, "{}", "")
    Reports(tx.connection).add(report)
    Changes(tx.connection).add(
        f"ref_{name}", f"rep_{name}", Cause.CALL, (CHANGE,), NOON, "lab", None
    )


def names(ids: Sequence[str]) -> list[str]:
    return [each.removeprefix("ref_") for each in ids]


class WorklistContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_the_turn(self, records: Records) -> None:
        with records.begin() as tx:
            place(tx, "unplanned")
            place(tx, "given", dose=-3, had=-3)
            place(tx, "later", dose=9)
            place(tx, "soon", dose=1)
            place(tx, "soon-answered", dose=1, answered=True, minute=5)
            place(tx, "overdue", dose=-2)
            place(tx, "changed", dose=30)
            place(tx, "read", dose=1, read=True)
            change(tx, "changed")
        with records.read() as tx:
            found = Worklist(tx.connection).page(true(), closed=False, first=0, size=None)
        assert names(found) == [
            "changed", "overdue", "soon-answered", "soon", "later", "unplanned", "given",
        ]  # fmt: skip

    def test_pages_are_parts_of_the_whole(self, records: Records) -> None:
        with records.begin() as tx:
            for number in range(7):
                place(tx, f"p{number}", minute=number, read=number % 2)
        with records.read() as tx:
            listed = Worklist(tx.connection)
            for closed, every in ((False, ["p0", "p2", "p4", "p6"]), (True, ["p5", "p3", "p1"])):
                parts = [
                    names(listed.page(true(), closed=closed, first=first, size=2))
                    for first in (0, 2, 4)
                ]
                assert [one for part in parts for one in part] == every

    def test_who_may_not_be_seen_is_counted_and_not_listed(self, records: Records) -> None:
        with records.begin() as tx:
            for name, dose in (("a", 1), ("b", 2), ("c", 3), ("d", 1)):
                place(tx, name, dose=dose)
            change(tx, "d")
        allowed = referrals.c.person != "per_a"
        with records.read() as tx:
            listed = Worklist(tx.connection)
            found = listed.counts(allowed, closed=False, urgent_by=TODAY + timedelta(days=2))
            assert names(listed.page(allowed, closed=False, first=0, size=9)) == ["d", "b", "c"]
            assert listed.changed(allowed) == 1
            assert listed.changed(referrals.c.person == "per_a") == 0
        assert (found.listed, found.blocked, found.urgent, found.changed) == (3, 1, 2, 1)

    def test_what_was_seen_is_no_change_any_more_and_can_be_again(self, records: Records) -> None:
        with records.begin() as tx:
            place(tx, "a")
            change(tx, "a")
        with records.begin() as tx:
            Changes(tx.connection).settle("ref_a", 7)
            assert Worklist(tx.connection).changed(true()) == 0
            assert Orders(tx.connection).get("ref_a").changed == ()
            Changes(tx.connection).reopen("ref_a", 6)  # another acknowledgement
            assert Worklist(tx.connection).changed(true()) == 0
            Changes(tx.connection).reopen("ref_a", 7)
            assert Worklist(tx.connection).changed(true()) == 1
            (kept,) = Orders(tx.connection).get("ref_a").changed
        assert kept.found == (CHANGE,)
        assert (kept.cause, kept.at, kept.by) == (Cause.CALL, NOON, "lab")

    def test_nothing_is_counted_where_nothing_is(self, records: Records) -> None:
        with records.read() as tx:
            listed = Worklist(tx.connection)
            found = listed.counts(true(), closed=False, urgent_by=date(2026, 1, 1))
            assert (found.listed, found.blocked, found.urgent, found.changed) == (0, 0, 0, 0)
            assert not listed.any()

    def test_a_page_brings_as_many_rows_whether_hundreds_wait_or_ten(
        self, records: Records
    ) -> None:
        """What grows with the list is counted by the database, and never brought here."""
        brought = {}
        for stage, upto in enumerate((10, 300)):
            with records.begin() as tx:
                for number in range(10 if stage else 0, upto):
                    place(tx, f"p{number:03d}", minute=number, read=number % 2)
            with records.read() as tx, _rows(tx) as rows:
                listed = Worklist(tx.connection)
                for closed in (False, True):
                    ids = listed.page(true(), closed=closed, first=0, size=4)
                    assert len(Orders(tx.connection).listed(ids)) == 4
                    listed.counts(true(), closed=closed, urgent_by=TODAY)
            brought[upto] = rows
        assert sum(brought[10]) == sum(brought[300])
        assert max(brought[300]) <= 4


class _rows:  # noqa: N801 - a context manager that reads as a verb
    """How many rows each statement of a transaction brought, while it is open."""

    def __init__(self, tx: Transaction) -> None:
        self._connection = tx.connection
        self.brought: list[int] = []

    def __enter__(self) -> list[int]:
        self._execute = self._connection.execute

        def counted(*args: object, **more: object) -> object:
            frozen = self._execute(*args, **more).freeze()  # type: ignore[call-overload]
            self.brought.append(len(frozen.data))
            return frozen()

        self._connection.execute = counted  # type: ignore[method-assign, assignment]
        return self.brought

    def __exit__(self, *_: object) -> None:
        self._connection.execute = self._execute  # type: ignore[method-assign]


class TestOnSqlite(WorklistContract):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[Records]:
        with Records.open(f"sqlite:///{tmp_path / 'records.sqlite'}") as opened:
            yield opened

    def test_lists_are_found_by_an_index(self, records: Records) -> None:
        """A list of those who wait does not pass over those who were answered, nor the reverse."""
        asked: list[str] = []
        with records.read() as tx:
            engine = tx.connection.engine
            event.listen(engine, "before_cursor_execute", lambda *a: asked.append((a[2], a[3])))
            listed = Worklist(tx.connection)
            listed.page(true(), closed=False, first=0, size=50)
            listed.page(true(), closed=True, first=0, size=50)
            listed.counts(true(), closed=False, urgent_by=TODAY)
            listed.changed(true())
        with records.read() as tx:
            for statement, values in list(asked)[:4]:
                plan = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                steps = [row[3] for row in plan]
                assert not any(step.startswith("SCAN") for step in steps if "USING" not in step)


class TestOnPostgresql(WorklistContract):
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[Records]:
        with Records.open(postgres_url) as opened:
            yield opened
