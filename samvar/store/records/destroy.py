"""Everything that hangs on one person, found by the foreign keys of the tables and not by a list.

A table that an area adds tomorrow is found as well: what refers to a person, or to a row that
does, belongs to that person's record. A reference that may be empty within the table itself
(father, mother) is another person's, and is emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Table, delete, select, update

from samvar.store.records.noun import SLICE
from samvar.store.records.tables import DATA, persons


def record_of(connection: Connection, person: str) -> dict[str, int]:
    """How many rows each table holds about one person; tables that hold none are left out."""
    counts = {}
    for table, links in _hanging(connection, person).items():
        keys = {key for column, values in links for key in _found(connection, column, values)}
        counts[table.name] = len(keys)
    return {name: count for name, count in counts.items() if count}


def destroy_rows(connection: Connection, person: str) -> dict[str, int]:
    """Delete all of them, and the person; returns how many each table lost.

    The caller's transaction ends with nothing in the record store that names the person but
    the audit log, and the mark of a shredded key. What lies outside (genomes, files) must have
    gone before.
    """
    counts = record_of(connection, person)
    hanging = _hanging(connection, person)
    for table in reversed(DATA.sorted_tables):
        for column, values in hanging.get(table, ()):
            for part in _parts(values):
                for inner in _within(table):
                    ours = select(_key(table)).where(column.in_(part))
                    emptied = update(table).values({inner.name: None}).where(inner.in_(ours))
                    connection.execute(emptied)
                connection.execute(delete(table).where(column.in_(part)))
    return counts


Links = list[tuple[Column[Any], set[Any]]]


def _hanging(connection: Connection, person: str) -> dict[Table, Links]:
    """For each table, which values of which columns lead to the person."""
    found: dict[Table, Links] = {persons: [(persons.c.id, {person})]}
    keys: dict[Table, set[Any]] = {persons: {person}}
    for table in DATA.sorted_tables:  # parents before children
        for column, target in _links(table):
            above = keys.get(target.column.table)
            if above:
                found.setdefault(table, []).append((column, above))
        if table is not persons and table in found and len(table.primary_key.columns) == 1:
            ours = (_found(connection, column, values) for column, values in found[table])
            keys[table] = {key[0] for part in ours for key in part}
    return found


def _links(table: Table) -> Iterator[tuple[Column[Any], ForeignKey]]:
    """References to other tables."""
    for column in table.columns:
        for target in column.foreign_keys:
            if target.column.table is not table:
                yield column, target


def _within(table: Table) -> Iterator[Column[Any]]:
    """References to other rows of the same table."""
    for column in table.columns:
        if any(target.column.table is table for target in column.foreign_keys):
            yield column


def _key(table: Table) -> Column[Any]:
    return next(iter(table.primary_key.columns))


def _found(connection: Connection, column: Column[Any], values: set[Any]) -> set[tuple[Any, ...]]:
    """The primary keys of the rows whose `column` is one of the values."""
    rows: set[tuple[Any, ...]] = set()
    wanted = select(*column.table.primary_key.columns)
    for part in _parts(values):
        rows.update(map(tuple, connection.execute(wanted.where(column.in_(part)))))
    return rows


def _parts(values: set[Any]) -> Iterator[list[Any]]:
    todo = sorted(values)
    for start in range(0, len(todo), SLICE):
        yield todo[start : start + SLICE]
