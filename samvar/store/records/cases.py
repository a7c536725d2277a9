"""Cases: referrals to be answered, with the samples that may answer them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update

from samvar.model.errors import NotFound
from samvar.model.person import Case, CaseStatus
from samvar.store.records.noun import Noun
from samvar.store.records.tables import case_samples, cases


class Cases(Noun):
    """The cases of this node."""

    __slots__ = ()

    def add(self, case: Case) -> None:
        """Write a new case.

        Raises (when the transaction ends):
            Conflict: the referral, the proband or a sample is unknown.
        """
        self._sql.execute(
            insert(cases).values(
                id=case.id,
                referral=case.referral,
                proband=case.proband,
                status=case.status.value,
            )
        )
        rows = [
            {"case": case.id, "place": place, "sample": sample}
            for place, sample in enumerate(case.samples)
        ]
        if rows:
            self._sql.execute(insert(case_samples), rows)

    def get(self, identifier: str) -> Case:
        """One case.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(cases).where(cases.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such case at this node")
        return self._case(row)

    def move(self, identifier: str, status: CaseStatus) -> None:
        """Set where a case stands.

        Raises:
            NotFound: no such id.
        """
        change = update(cases).where(cases.c.id == identifier).values(status=status.value)
        if self._sql.execute(change).rowcount == 0:
            raise NotFound("there is no such case at this node")

    def of_proband(self, person: str) -> tuple[Case, ...]:
        """All cases of one person, by id."""
        rows = self._sql.execute(
            select(cases).where(cases.c.proband == person).order_by(cases.c.id)
        ).all()
        return tuple(map(self._case, rows))

    def _case(self, row: Row[Any]) -> Case:
        wanted = select(case_samples.c.sample).where(case_samples.c.case == row.id)
        names = self._sql.execute(wanted.order_by(case_samples.c.place)).scalars()
        return Case(row.id, row.referral, row.proband, tuple(names), CaseStatus(row.status))
