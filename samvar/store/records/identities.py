"""Personal numbers of this node's persons: sealed, and found by a keyed digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select

from samvar.store.records.key_tables import identities
from samvar.store.records.noun import Noun


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """A number under its person's key. `sealed` is base64; `search` a keyed HMAC-SHA-256 in hex."""

    person: str
    kind: str
    sealed: str
    key: str
    search: str


class Identities(Noun):
    """Who has given a number."""

    __slots__ = ()

    def add_many(self, sealed: Sequence[SealedIdentity]) -> None:
        """Write numbers of persons who have none.

        Raises (when the transaction ends):
            Conflict: the person has a number, or somebody has this one.
        """
        if sealed:
            self._sql.execute(
                insert(identities),
                [{n: getattr(each, n) for n in SealedIdentity.__slots__} for each in sealed],
            )

    def by_search(self, digests: Iterable[str]) -> dict[str, SealedIdentity]:
        """Those of the digests that are somebody's, by digest."""
        rows = self._among(select(identities), identities.c.search, digests)
        return {row.search: _identity(row) for row in rows}

    def of(self, persons: Iterable[str]) -> dict[str, SealedIdentity]:
        """The sealed numbers of persons, by person; those without one are left out."""
        rows = self._among(select(identities), identities.c.person, persons)
        return {row.person: _identity(row) for row in rows}

    def all(self) -> tuple[SealedIdentity, ...]:
        """Every sealed number, by person."""
        wanted = select(identities).order_by(identities.c.person)
        return tuple(map(_identity, self._sql.execute(wanted)))

    def forget(self, persons: Iterable[str]) -> None:
        """Take the numbers of persons away."""
        rows = list(persons)
        if rows:
            self._sql.execute(delete(identities).where(identities.c.person.in_(rows)))


def _identity(row: Row[Any]) -> SealedIdentity:
    return SealedIdentity(row.person, row.kind, row.sealed, row.key, row.search)
