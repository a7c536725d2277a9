"""What people have chosen: opt-outs per use, as events that are never rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from samvar.model.contribution import Scope
from samvar.store.records.noun import Noun
from samvar.store.records.tables import choices


@dataclass(frozen=True, slots=True)
class Choice:
    """One person said yes or no to one use. `by`: who wrote it down."""

    person: str
    scope: Scope
    allowed: bool
    at: datetime
    by: str


class Choices(Noun):
    """Opt-outs and their history; where nothing was said, both uses are allowed."""

    __slots__ = ()

    def add(self, choice: Choice) -> None:
        """Write one choice; it holds from the end of the transaction."""
        self._sql.execute(
            insert(choices).values(
                person=choice.person,
                scope=choice.scope.value,
                allowed=choice.allowed,
                at=choice.at,
                by=choice.by,
            )
        )

    def scopes(self, persons: Iterable[str]) -> dict[str, frozenset[Scope]]:
        """The uses that each of these people allows now, by person id."""
        wanted = list(persons)
        said: dict[tuple[str, Scope], tuple[int, bool]] = {}
        for row in self._among(select(choices), choices.c.person, wanted):
            key = (row.person, Scope(row.scope))
            said[key] = max(said.get(key, (0, True)), (row.number, row.allowed))
        return {
            person: frozenset(scope for scope in Scope if said.get((person, scope), (0, True))[1])
            for person in wanted
        }

    def history(self, person: str) -> tuple[Choice, ...]:
        """All choices of one person, oldest first."""
        wanted = select(choices).where(choices.c.person == person).order_by(choices.c.number)
        return tuple(
            Choice(row.person, Scope(row.scope), row.allowed, row.at, row.by)
            for row in self._sql.execute(wanted)
        )
