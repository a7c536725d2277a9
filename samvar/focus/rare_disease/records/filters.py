"""Saved filters of a node."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from samvar.focus.rare_disease.model.saved_filter import SavedFilter
from samvar.focus.rare_disease.model.sought import Sought
from samvar.focus.rare_disease.tables import filters
from samvar.model.errors import NotFound
from samvar.model.shape import learned
from samvar.store.records.noun import Noun


class Filters(Noun):
    """Filters that people have saved."""

    __slots__ = ()

    def add(self, new: SavedFilter) -> None:
        """Write a new one."""
        self._sql.execute(
            insert(filters).values(
                id=new.id,
                name=new.name,
                category=new.category,
                filter=msgspec.to_builtins(new.sought),
                owner=new.owner,
                locked=new.locked,
                at=new.at,
                by=new.by,
                retired=new.retired,
            )
        )

    def get(self, identifier: str) -> SavedFilter:
        """One, retired or not.

        Raises:
            NotFound: no such filter at this node.
        """
        row = self._sql.execute(select(filters).where(filters.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such filter at this node")
        return _filter(row)

    def in_use(self, category: str = "") -> tuple[SavedFilter, ...]:
        """Those that are not retired, by category and name. category: "" for all."""
        wanted = select(filters).where(filters.c.retired.is_(None))
        if category:
            wanted = wanted.where(filters.c.category == category)
        ordered = wanted.order_by(filters.c.category, filters.c.name, filters.c.id)
        return tuple(map(_filter, self._sql.execute(ordered).all()))

    def lock(self, identifier: str, by: str | None) -> None:
        """Lock it, or with None open it again."""
        self._sql.execute(update(filters).where(filters.c.id == identifier).values(locked=by))

    def retire(self, identifier: str, at: datetime) -> None:
        """Offer it no more."""
        self._sql.execute(update(filters).where(filters.c.id == identifier).values(retired=at))


def _filter(row: Row[Any]) -> SavedFilter:
    return SavedFilter(
        row.id,
        row.name,
        row.category,
        msgspec.convert(row.filter, type=learned(Sought)),
        row.owner,
        row.locked,
        row.at,
        row.by,
        row.retired,
    )
