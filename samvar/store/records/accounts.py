"""Which person at this node a signed-in patient is. The link is an event; the last one holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from samvar.store.records.noun import Noun
from samvar.store.records.tables import accounts


class Accounts(Noun):
    """Links from a user's id, as the issuer of identities names it, to a person's."""

    __slots__ = ()

    def link(self, user: str, person: str | None, at: datetime, by: str) -> None:
        """Say who a user is from now on; None: nobody at this node."""
        self._sql.execute(insert(accounts).values(user=user, person=person, at=at, by=by))

    def person_of(self, user: str) -> str | None:
        """The person that a user is, if the node knows."""
        wanted = select(accounts.c.person).where(accounts.c.user == user)
        row = self._sql.execute(wanted.order_by(accounts.c.number.desc()).limit(1)).first()
        return None if row is None else row.person

    def forget(self, person: str) -> None:
        """Delete every link to somebody whose record is destroyed."""
        self._sql.execute(delete(accounts).where(accounts.c.person == person))
