"""Signed reports of cases; never changed, only superseded or marked as withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from samvar.focus.rare_disease.model.report import StoredReport
from samvar.focus.rare_disease.tables import reports
from samvar.model.errors import NotFound
from samvar.store.records.noun import Noun


class RareReports(Noun):
    """The reports of this node."""

    __slots__ = ()

    def add(self, new: StoredReport) -> None:
        """Write one."""
        self._sql.execute(
            insert(reports).values(
                id=new.id, case=new.case, referral=new.referral, person=new.person, made=new.made,
                outcome=new.outcome, document=new.document, signature=new.signature,
                supersedes=new.supersedes,
            )
        )  # fmt: skip

    def get(self, identifier: str) -> StoredReport:
        """One report.

        Raises:
            NotFound: no such report at this node.
        """
        found = self._read(reports.c.id == identifier)
        if not found:
            raise NotFound("there is no such report at this node")
        return found[0]

    def of_case(self, case: str) -> tuple[StoredReport, ...]:
        """A case's reports, newest first."""
        return self._read(reports.c.case == case)

    def of_person(self, person: str) -> tuple[StoredReport, ...]:
        """One person's reports, newest first."""
        return self._read(reports.c.person == person)

    def withdraw(self, identifier: str, at: datetime, by: str, why: str) -> None:
        """Mark one as withdrawn."""
        marked = update(reports).where(reports.c.id == identifier)
        self._sql.execute(marked.values(withdrawn=at, withdrawn_by=by, withdrawn_why=why))

    def _read(self, condition: ColumnElement[bool]) -> tuple[StoredReport, ...]:
        wanted = select(reports).where(condition).order_by(reports.c.made.desc(), reports.c.id)
        return tuple(map(_report, self._sql.execute(wanted)))


def _report(row: Row[Any]) -> StoredReport:
    return StoredReport(
        row.id, row.case, row.referral, row.person, row.made, row.outcome, row.document,
        row.signature, row.supersedes, row.withdrawn, row.withdrawn_by, row.withdrawn_why,
    )  # fmt: skip
