"""What all nouns of the record store share: one connection, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select
from sqlalchemy.sql.elements import ColumnElement

SLICE = 5_000
"""Values in one IN list: SQLite takes 32,766 parameters, PostgreSQL 65,535."""


class Noun:
    """One kind of thing in the record store; lives as long as its transaction."""

    __slots__ = ("_sql",)

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def _among(
        self, wanted: Select[Any], column: ColumnElement[str], values: Iterable[str]
    ) -> Iterator[Row[Any]]:
        """Rows whose `column` is one of `values`; any number of them, in no order."""
        todo = list(dict.fromkeys(values))
        for start in range(0, len(todo), SLICE):
            yield from self._sql.execute(wanted.where(column.in_(todo[start : start + SLICE])))
