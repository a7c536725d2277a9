"""What is remembered of variants that matter, and the work list of what has changed of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from samvar.focus.rare_disease.model.reanalysis import Cause, Change, Part, State, Watched
from samvar.focus.rare_disease.tables import cases, reanalyses, reports, watched
from samvar.model.errors import Conflict, NotFound
from samvar.model.shape import learned
from samvar.store.records.noun import Noun
from samvar.store.records.tables import cases as house


class Reanalyses(Noun):
    """Of this node's cases."""

    __slots__ = ()

    def watched(self, ids: Iterable[str]) -> dict[str, dict[str, Watched]]:
        """What is remembered, by case and variant."""
        found: dict[str, dict[str, Watched]] = {}
        for row in self._among(select(watched), watched.c.case, ids):
            one = Watched(row.case, row.variant, _read(State, row.state), row.at)
            found.setdefault(row.case, {})[row.variant] = one
        return found

    def remember(self, case: str, found: Iterable[Watched]) -> None:
        """Replace what is remembered of one case."""
        self._sql.execute(delete(watched).where(watched.c.case == case))
        rows = [
            {"case": case, "variant": one.variant, "state": _plain(one.state), "at": one.at}
            for one in found
        ]
        if rows:
            self._sql.execute(insert(watched), rows)

    def add(self, change: Change) -> int:
        """Write a line; returns its number."""
        written = insert(reanalyses).values(
            case=change.case, variant=change.variant, cause=change.cause.value,
            before=_plain(change.before), after=_plain(change.after), at=change.at,
        )  # fmt: skip
        key = self._sql.execute(written).inserted_primary_key
        return int(key[0]) if key else 0

    def get(self, number: int) -> Change:
        """One line.

        Raises:
            NotFound: no such line.
        """
        row = self._sql.execute(select(reanalyses).where(reanalyses.c.number == number)).first()
        if row is None:
            raise NotFound("there is no such line in the work list")
        return _change(row)

    def listed(
        self, seen: ColumnElement[bool], *, handled: bool | None, size: int, first: int
    ) -> tuple[Change, ...]:
        """A page of lines, the newest first. seen: see `govern.patient.seen_by`. handled: None for
        all."""
        wanted = (
            select(reanalyses)
            .select_from(_joined())
            .where(seen, *_handled(handled))
            .order_by(reanalyses.c.number.desc())
        )
        rows = self._sql.execute(wanted.limit(size).offset(first)).all()
        return tuple(map(_change, rows))

    def count(self, seen: ColumnElement[bool], *, handled: bool | None) -> int:
        """How many there are."""
        wanted = select(func.count()).select_from(_joined()).where(seen, *_handled(handled))
        return int(self._sql.execute(wanted).scalar_one())

    def handle(self, number: int, at: datetime, by: str, text: str | None) -> None:
        """Somebody has looked.

        Raises:
            Conflict: somebody has already.
        """
        done = update(reanalyses).where(
            reanalyses.c.number == number, reanalyses.c.handled.is_(None)
        )
        values = {"handled": at, "handled_by": by, "handled_text": text}
        if self._sql.execute(done.values(**values)).rowcount == 0:
            raise Conflict("the line has been seen to already")

    def open_again(self, number: int) -> None:
        """It is to be looked at once more.

        Raises:
            Conflict: it is open.
        """
        done = update(reanalyses).where(
            reanalyses.c.number == number, reanalyses.c.handled.is_not(None)
        )
        values = {"handled": None, "handled_by": None, "handled_text": None}
        if self._sql.execute(done.values(**values)).rowcount == 0:
            raise Conflict("the line is open")

    def signed(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of some cases of which a report stands."""
        wanted = select(reports.c.case).where(reports.c.withdrawn.is_(None))
        return frozenset(row.case for row in self._among(wanted, reports.c.case, ids))

    def last_run(self) -> datetime | None:
        """When something was remembered last; None if never."""
        return self._sql.execute(select(func.max(watched.c.at))).scalar_one_or_none()


def _joined() -> Any:
    return reanalyses.join(cases, reanalyses.c.case == cases.c.id).join(
        house, cases.c.house == house.c.id
    )


def _handled(handled: bool | None) -> list[ColumnElement[bool]]:
    if handled is None:
        return []
    return [reanalyses.c.handled.is_not(None) if handled else reanalyses.c.handled.is_(None)]


def _plain(value: State | Part) -> Any:
    """JSON of it, moments as text."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _read(kind: type[Any], value: Any) -> Any:
    return msgspec.convert(value, learned(kind))


def _change(row: Row[Any]) -> Change:
    return Change(
        row.number, row.case, row.variant or "", Cause(row.cause), _read(Part, row.before),
        _read(Part, row.after), row.at, row.handled, row.handled_by, row.handled_text,
    )  # fmt: skip
