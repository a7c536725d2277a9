"""Rows that are alike, counted by the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select


def tally(wanted: Select[Any]) -> Select[Any]:
    """Each different row of a question once, and after its columns how often it is there."""
    rows = wanted.subquery()
    return select(*rows.c, func.count().label("number")).group_by(*rows.c)
