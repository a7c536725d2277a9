"""Who must be looked at again because knowledge changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from samvar.focus.pharmacogenomics.tables import calls, recalls
from samvar.model.errors import NotFound
from samvar.store.records.noun import SLICE, Noun


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
        """Write the list for a release anew, one line for each sample and gene.

        A line that somebody has seen to stays as it is, unless it would say something else now:
        then it is open again. Calls that have gone in the meantime are left out.
        """
        new = {(each.sample, each.gene): each for each in found}
        kept = {(each.sample, each.gene): each for each in self.of(new_release) if each.handled}
        same = {key for key in new.keys() & kept.keys() if new[key].new == kept[key].new}
        gone = [kept[key].number for key in (new.keys() & kept.keys()) - same]
        self._sql.execute(
            delete(recalls).where(recalls.c.new_release == new_release, recalls.c.handled.is_(None))
        )
        for start in range(0, len(gone), SLICE):
            part = gone[start : start + SLICE]
            self._sql.execute(delete(recalls).where(recalls.c.number.in_(part)))
        listed = [each for key, each in new.items() if key not in same]
        here = {
            row.id
            for row in self._among(select(calls.c.id), calls.c.id, (each.call for each in listed))
        }
        rows = [_line(each) for each in listed if each.call in here]
        if rows:
            self._sql.execute(insert(recalls), rows)

    def of(self, new_release: str | None = None) -> tuple[Recall, ...]:
        """The list, the open ones first, then by number."""
        wanted = select(recalls).order_by(recalls.c.handled.is_not(None), recalls.c.number)
        if new_release is not None:
            wanted = wanted.where(recalls.c.new_release == new_release)
        return tuple(map(_recall, self._sql.execute(wanted)))

    def handle(self, number: int, at: datetime | None, by: str | None) -> None:
        """Note that somebody has seen to it, the first one stands; None for both takes that back.

        Raises:
            NotFound: no such line.
        """
        line = self._sql.execute(
            select(recalls.c.handled).where(recalls.c.number == number)
        ).first()
        if line is None:
            raise NotFound("there is no such recall at this node")
        if at is None or line.handled is None:
            change = update(recalls).where(recalls.c.number == number)
            self._sql.execute(change.values(handled=at, handled_by=by))


def _line(each: Recall) -> dict[str, Any]:
    return {
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
