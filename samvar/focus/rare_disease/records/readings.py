"""Acts of reading, as they were done, and what a referral asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select

from samvar.focus.rare_disease.model.reading import ReadingAct, ReadingStep, Said
from samvar.focus.rare_disease.tables import orders, readings, reports
from samvar.model.shape import learned
from samvar.store.records.noun import Noun


class Readings(Noun):
    """All readings of this node's cases; nothing of them is ever changed."""

    __slots__ = ()

    def add(
        self,
        case: str,
        round: int,
        reader: str,
        act: ReadingAct,
        at: datetime,
        said: Said | None = None,
        undoes: int | None = None,
    ) -> None:
        """Write an act."""
        self._sql.execute(
            insert(readings).values(
                case=case, round=round, reader=reader, act=act.value, at=at, undoes=undoes,
                conclusion=None if said is None else msgspec.to_builtins(said),
            )
        )  # fmt: skip

    def of_cases(self, ids: Iterable[str]) -> dict[str, list[ReadingStep]]:
        """Acts by case, in order."""
        found: dict[str, list[ReadingStep]] = {}
        ordered = select(readings).order_by(readings.c.number)
        for row in self._among(ordered, readings.c.case, ids):
            found.setdefault(row.case, []).append(_step(row))
        return found

    def ordered(self, referrals: Iterable[str]) -> dict[str, tuple[bool, str, str]]:
        """Of referrals that came as orders: whether a second reader is asked for, kind and
        indication."""
        wanted = select(
            orders.c.referral, orders.c.second_reader, orders.c.kind, orders.c.indication
        )
        return {
            row.referral: (row.second_reader, row.kind, row.indication)
            for row in self._among(wanted, orders.c.referral, referrals)
        }

    def signed_since(self, case: str, since: datetime | None) -> bool:
        """Whether a report that stands was made of a case, since a moment."""
        wanted = select(reports.c.id).where(reports.c.case == case, reports.c.withdrawn.is_(None))
        if since is not None:
            wanted = wanted.where(reports.c.made >= since)
        return self._sql.execute(wanted.limit(1)).first() is not None


def _step(row: Row[Any]) -> ReadingStep:
    said = Said() if row.conclusion is None else msgspec.convert(row.conclusion, learned(Said))
    return ReadingStep(
        number=row.number,
        round=row.round,
        reader=row.reader,
        act=ReadingAct(row.act),
        at=row.at,
        said=said,
        undoes=row.undoes,
    )
