"""Referrals: a clinician's orders, from receipt to acknowledgement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from samvar.model.errors import NotFound
from samvar.model.person import Referral
from samvar.store.records.noun import Noun
from samvar.store.records.tables import referrals


class Referrals(Noun):
    """The referrals that this node's laboratory has received."""

    __slots__ = ()

    def add(self, referral: Referral) -> None:
        """Write a new referral.

        Raises (when the transaction ends):
            Conflict: the person is unknown.
        """
        self.add_many((referral,))

    def add_many(self, new: Sequence[Referral]) -> None:
        """Write new referrals at once.

        Raises (when the transaction ends):
            Conflict: a person is unknown.
        """
        rows = [
            {
                "id": referral.id,
                "person": referral.person,
                "referring_region": referral.referring_region,
                "performing_laboratory": referral.performing_laboratory,
                "question": referral.question,
                "received": referral.received,
                "answered": referral.answered,
                "acknowledged": referral.acknowledged,
            }
            for referral in new
        ]
        if rows:
            self._sql.execute(insert(referrals), rows)

    def get(self, identifier: str) -> Referral:
        """One referral.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(referrals).where(referrals.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such referral at this node")
        return _referral(row)

    def answer(self, identifier: str, at: datetime) -> None:
        """Note that the laboratory has answered."""
        self._note(identifier, answered=at)

    def unanswer(self, identifier: str) -> None:
        """Note that the answer was taken back."""
        self._note(identifier, answered=None)

    def acknowledge(self, identifier: str, at: datetime | None) -> None:
        """Note that the clinician has seen the answer; None takes that back."""
        self._note(identifier, acknowledged=at)

    def of_person(self, person: str) -> tuple[Referral, ...]:
        """All referrals of one person, oldest first."""
        wanted = select(referrals).where(referrals.c.person == person)
        rows = self._sql.execute(wanted.order_by(referrals.c.received, referrals.c.id))
        return tuple(map(_referral, rows))

    def _note(self, identifier: str, **moment: datetime | None) -> None:
        change = update(referrals).where(referrals.c.id == identifier).values(**moment)
        if self._sql.execute(change).rowcount == 0:
            raise NotFound("there is no such referral at this node")


def _referral(row: Row[Any]) -> Referral:
    return Referral(
        row.id,
        row.person,
        row.referring_region,
        row.performing_laboratory,
        row.question,
        row.received,
        row.answered,
        row.acknowledged,
    )
