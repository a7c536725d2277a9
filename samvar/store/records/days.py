"""Days between two days, in the words of each engine; a day is text in ISO 8601."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, func, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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
