"""Days between two days, in the words of each engine; a day is text in ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, case, func, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from samvar.model.errors import UsageError


def day_of(moment: ColumnElement[Any]) -> ColumnElement[str]:
    """The day of a moment, which is text in ISO 8601: to read it whole costs ten times more."""
    return func.substr(type_coerce(moment, String), 1, 10)


class days_between(FunctionElement[int]):  # noqa: N801 - a function of SQL
    """`days_between(began, ended)`: whole days from one to the other, negative if it is earlier.

    None if one of them is.
    """

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between, "sqlite")
def _sqlite(element: days_between, compiler: SQLCompiler, **more: Any) -> str:
    began, ended = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(julianday({ended}) - julianday({began}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql(element: days_between, compiler: SQLCompiler, **more: Any) -> str:
    began, ended = (compiler.process(each, **more) for each in element.clauses)
    return f"(CAST({ended} AS DATE) - CAST({began} AS DATE))"


def waited(days: ColumnElement[int], most: int) -> ColumnElement[int | None]:
    """Days of waiting for a histogram: none below 0, and none more than one above `most`."""
    return case((days < 0, 0), (days > most, most + 1), else_=days)


def spanned(wanted: Select[Any], moment: ColumnElement[Any], since: str, until: str) -> Select[Any]:
    """The rows whose moment is in a span of days. until: not included; "" for no limit."""
    for day, after in ((since, True), (until, False)):
        if day:
            bound = datetime.combine(date.fromisoformat(day), time(), UTC)
            wanted = wanted.where(moment >= bound if after else moment < bound)
    return wanted


def check_days(*days: str) -> None:
    """Whether each is a day, or "" for none.

    Raises:
        UsageError: one is not; `20261102` would be compared as other text.
    """
    for text in days:
        try:
            known = not text or (len(text) == 10 and bool(date.fromisoformat(text)))
        except ValueError:
            known = False
        if not known:
            raise UsageError("a day is written YYYY-MM-DD")
