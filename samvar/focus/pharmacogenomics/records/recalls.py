"""Who must be looked at again because knowledge changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from samvar.focus.pharmacogenomics.tables import recalls
from samvar.model.errors import NotFound
from samvar.store.records.noun import Noun


@dataclass(frozen=True, slots=True)
class Recall:
    """One gene of one person that a new release tells otherwise.

    old, new: `diplotype`, `status`, `phenotype`, `activity_score`, and `advice`, the lines that
    only this side has. `number` is 0 before it is written.
    """

    call: str
    sample: str
    person: str
    gene: str
    old_release: str
    new_release: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    phenotype_changed: bool
    advice_changed: bool
    at: datetime
    number: int = 0
    handled: datetime | None = None
    handled_by: str | None = None


class Recalls(Noun):
    """The recall list of this node."""

    __slots__ = ()

    def replace(self, new_release: str, found: Iterable[Recall]) -> None:
        """Write the list for a release anew; what was handled and still stands stays handled."""
        done = {(each.call, each.gene) for each in self.of(new_release) if each.handled}
        self._sql.execute(
            delete(recalls).where(recalls.c.new_release == new_release, recalls.c.handled.is_(None))
        )
        rows = [
            {
                "call": each.call,
                "sample": each.sample,
                "person": each.person,
                "gene": each.gene,
                "old_release": each.old_release,
                "new_release": each.new_release,
                "old": dict(each.old),
                "new": dict(each.new),
                "phenotype_changed": each.phenotype_changed,
                "advice_changed": each.advice_changed,
                "at": each.at,
            }
            for each in found
            if (each.call, each.gene) not in done
        ]
        if rows:
            self._sql.execute(insert(recalls), rows)

    def of(self, new_release: str | None = None) -> tuple[Recall, ...]:
        """The list, the open ones first, then by number."""
        wanted = select(recalls).order_by(recalls.c.handled.is_not(None), recalls.c.number)
        if new_release is not None:
            wanted = wanted.where(recalls.c.new_release == new_release)
        return tuple(map(_recall, self._sql.execute(wanted)))

    def handle(self, number: int, at: datetime | None, by: str | None) -> None:
        """Note that somebody has seen to it; None for both takes that back.

        Raises:
            NotFound: no such line.
        """
        change = update(recalls).where(recalls.c.number == number)
        if not self._sql.execute(change.values(handled=at, handled_by=by)).rowcount:
            raise NotFound("there is no such recall at this node")


def _recall(row: Row[Any]) -> Recall:
    return Recall(
        row.call,
        row.sample,
        row.person,
        row.gene,
        row.old_release,
        row.new_release,
        row.old,
        row.new,
        row.phenotype_changed,
        row.advice_changed,
        row.at,
        row.number,
        row.handled,
        row.handled_by,
    )
