"""The tables of a new store, made once in a process by its migrations and then said again.

A site of seven nodes makes seven equal stores; what Alembic takes half a second to work out is
the same each time. Only for SQLite: a server's store is made once, and by its migrations.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection

_statements: tuple[str, ...] = ()


def make_again(connection: Connection) -> bool:
    """Make in an empty store what migrations made in an earlier one; False: none was."""
    raw = _sqlite(connection)
    if raw is None or not _statements:
        return False
    for statement in _statements:
        raw.execute(statement)
    return True


def remember(connection: Connection) -> None:
    """Keep the statements of a store that has all its tables and no other rows yet."""
    global _statements  # noqa: PLW0603 - one memory for a process
    raw = _sqlite(connection)
    if raw is not None:
        _statements = tuple(raw.iterdump())[1:-1]  # without its BEGIN and COMMIT


def _sqlite(connection: Connection) -> sqlite3.Connection | None:
    raw = connection.connection.driver_connection
    return raw if isinstance(raw, sqlite3.Connection) else None
