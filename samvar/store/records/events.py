"""Tables of events with an inverse: what stands, what was taken back, and since when.

Such a table has a `number`, a moment `at`, and `undoes`: the number of an earlier row that this
one takes back, None where it is an event of its own. Nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, func, select


def with_undone(rows: Iterable[Row[Any]]) -> Iterator[tuple[Row[Any], bool]]:
    """Events in the order of `rows`, each with whether it was taken back.

    A taking back is no event of its own.
    """
    listed = list(rows)
    undone = {row.undoes for row in listed if row.undoes is not None}
    return ((row, row.number in undone) for row in listed if row.undoes is None)


def first_standing(table: Table, step: str, of: ColumnElement[Any]) -> ColumnElement[Any]:
    """When a step was first taken that has not been taken back, None if it never was.

    table: has `referral` and `step` beside what the module says. of: the referral's column.
    """
    earlier, later = table.alias(f"{step}_taken"), table.alias(f"{step}_undone")
    taken_back = select(later.c.undoes).where(later.c.undoes.is_not(None), later.c.step == step)
    return (
        select(func.min(earlier.c.at))
        .where(
            earlier.c.referral == of,
            earlier.c.step == step,
            earlier.c.undoes.is_(None),
            earlier.c.number.not_in(taken_back),
        )
        .scalar_subquery()
    )
