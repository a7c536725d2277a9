"""The work list of sampling reviews: draws, the entries drawn, what reviewers found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from samvar.store.records.audit import Audit
from samvar.store.records.audit_entry import Recorded
from samvar.store.records.log_tables import audit_draws, audit_marks, audit_reviews
from samvar.store.records.noun import Noun

FINE, EXPLAIN, REPORTED = "fine", "explain", "reported"
MARKS = (FINE, EXPLAIN, REPORTED)
"""In order; to be explained: the person was asked, and the review stays open."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample of the entries `first` to `last`."""

    number: int
    first: int
    last: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reviewer found, and why."""

    review: int
    mark: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Review:
    """An entry to be looked at. marks: oldest first."""

    number: int
    draw: int
    stratum: str
    recorded: Recorded
    marks: tuple[Mark, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it still waits: not looked at, or to be explained."""
        return not self.marks or self.marks[-1].mark == EXPLAIN


class Reviews(Noun):
    """Draws and reviews, inside a transaction."""

    __slots__ = ()

    def last_draw(self) -> Draw | None:
        """The newest draw."""
        row = self._sql.execute(
            select(audit_draws).order_by(audit_draws.c.number.desc()).limit(1)
        ).first()
        return None if row is None else Draw(**row._mapping)

    def put_draw(
        self, first: int, last: int, at: datetime, by: str, drawn: Iterable[tuple[int, str]]
    ) -> int:
        """Keep a draw of (number, stratum); returns the draw's number."""
        made = self._sql.execute(
            insert(audit_draws).returning(audit_draws.c.number),
            {"first": first, "last": last, "at": at, "by": by},
        ).scalar_one()
        rows = [{"draw": made, "sequence": n, "stratum": stratum} for n, stratum in drawn]
        if rows:
            self._sql.execute(insert(audit_reviews), rows)
        return int(made)

    def find(self, number: int) -> Review | None:
        """One review."""
        return next(iter(self._read(audit_reviews.c.number == number)), None)

    def newest(self, limit: int = 500) -> Sequence[Review]:
        """Reviews newest first, each with its entry and marks."""
        least = select(func.coalesce(func.max(audit_reviews.c.number), 0) - limit).scalar_subquery()
        return self._read(audit_reviews.c.number > least)[::-1]

    def waiting(self) -> int:
        """How many reviews are open."""
        newest = select(func.max(audit_marks.c.number)).group_by(audit_marks.c.review)
        closed = (
            select(func.count())
            .select_from(audit_marks)
            .where(audit_marks.c.number.in_(newest), audit_marks.c.mark != EXPLAIN)
        )
        whole = select(func.count()).select_from(audit_reviews)
        everything: int = self._sql.execute(whole).scalar_one()
        return everything - int(self._sql.execute(closed).scalar_one())

    def put_mark(self, mark: Mark) -> None:
        """Say what was found."""
        self._sql.execute(
            insert(audit_marks), {n: getattr(mark, n) for n in Mark.__dataclass_fields__}
        )

    def _read(self, condition: object) -> list[Review]:
        wanted = select(audit_reviews).where(condition).order_by(audit_reviews.c.number)  # type: ignore[arg-type]
        rows = self._sql.execute(wanted).all()
        entries = Audit(self._sql).several([row.sequence for row in rows])
        marks = self._marks([row.number for row in rows])
        return [
            Review(
                row.number, row.draw, row.stratum, entries[row.sequence], marks.get(row.number, ())
            )
            for row in rows
        ]

    def _marks(self, reviews: Sequence[int]) -> Mapping[int, tuple[Mark, ...]]:
        wanted = select(audit_marks).where(audit_marks.c.review.in_(reviews))
        found: dict[int, tuple[Mark, ...]] = {}
        for row in self._sql.execute(wanted.order_by(audit_marks.c.number)):
            mark = Mark(row.review, row.mark, row.reason, row.at, row.by)
            found[row.review] = (*found.get(row.review, ()), mark)
        return found
