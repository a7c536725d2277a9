"""What people have chosen: consents, opt-outs and blocks, as events that are never rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from samvar.model.consent import Choice, How, Use
from samvar.model.contribution import Scope
from samvar.store.records.noun import Noun
from samvar.store.records.tables import choices

__all__ = ["Choice", "Choices"]


class Choices(Noun):
    """Every word that a person has said; the last one on each use and place holds."""

    __slots__ = ()

    def add(self, choice: Choice) -> None:
        """Write one choice; it holds from the end of the transaction."""
        self._sql.execute(
            insert(choices).values(
                person=choice.person,
                scope=choice.use.value,
                allowed=choice.allowed,
                at=choice.at,
                by=choice.by,
                place=choice.place,
                how=choice.how.value,
                asked=choice.asked,
            )
        )

    def scopes(self, persons: Iterable[str]) -> dict[str, frozenset[Scope]]:
        """The families of sums that each of these people allows now, by person id."""
        wanted = list(dict.fromkeys(persons))
        standing = self.standing(wanted)
        return {
            person: frozenset(
                scope
                for use in Use
                if (scope := use.scope) is not None
                and standing[person].get((use, ""), _UNSAID[use]) is True
            )
            for person in wanted
        }

    def standing(self, persons: Iterable[str]) -> dict[str, dict[tuple[Use, str], bool]]:
        """What each of these people has said last, by use and place; unsaid uses are absent."""
        wanted = list(dict.fromkeys(persons))
        last: dict[tuple[str, Use, str], tuple[int, bool]] = {}
        for row in self._among(select(choices), choices.c.person, wanted):
            key = (row.person, Use(row.scope), row.place)
            last[key] = max(last.get(key, (0, True)), (row.number, row.allowed))
        found: dict[str, dict[tuple[Use, str], bool]] = {person: {} for person in wanted}
        for (person, use, place), (_, allowed) in last.items():
            found[person][use, place] = allowed
        return found

    def allows(self, person: str, use: Use, place: str = "") -> bool:
        """Whether a person allows one use now."""
        return self.standing([person])[person].get((use, place), use.unsaid)

    def history(self, person: str) -> tuple[Choice, ...]:
        """All choices of one person, oldest first."""
        wanted = select(choices).where(choices.c.person == person).order_by(choices.c.number)
        return tuple(map(_choice, self._sql.execute(wanted)))

    def since(self, moment: datetime) -> tuple[Choice, ...]:
        """Everybody's choices from a moment on, oldest first."""
        wanted = select(choices).where(choices.c.at >= moment).order_by(choices.c.number)
        return tuple(map(_choice, self._sql.execute(wanted)))

    def forget(self, person: str) -> None:
        """Delete the events of somebody whose record is destroyed."""
        self._sql.execute(delete(choices).where(choices.c.person == person))


_UNSAID = {use: use.unsaid for use in Use}


def _choice(row: Row[Any]) -> Choice:
    return Choice(
        row.person, Use(row.scope), row.allowed, row.at, row.by, row.place, How(row.how), row.asked
    )
