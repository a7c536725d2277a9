"""What makes thousands of small stores cheap in a test process, without what no test looks at.

A power cut cannot be tried here, so nothing waits for the disk; what is to be waited for, and in
which order, `test_crash.py` and `test_opening.py` look at. Migrations run once in a process, and
every other new store of SQLite is given the tables that they made. Processes that a test starts
are as in use.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from samvar.store.records import connect, engine
from samvar.store.records.migrations import HEAD, migrate, revision

_PRAGMAS = connect._PRAGMAS
_MADE: list[str] = []


def migrate_from_memory(connection: Connection, to: str = HEAD) -> str | None:
    """`migrate`; a new store gets the tables of the first one that was made here."""
    if connection.dialect.name != "sqlite" or to != HEAD or revision(connection) is not None:
        return migrate(connection, to)
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    if not _MADE:
        migrate(connection, to)
        _MADE.extend(list(raw.iterdump())[1:-1])  # without its BEGIN and COMMIT
        return None
    for statement in _MADE:
        raw.execute(statement)
    return None


@contextmanager
def quick_stores() -> Iterator[None]:
    """While this lasts, stores of this process are quick."""
    pragmas = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in _PRAGMAS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(connect, "_PRAGMAS", pragmas)
        patch.setattr(engine, "migrate", migrate_from_memory)
        yield


@contextmanager
def stores_as_in_use() -> Iterator[None]:
    """While this lasts, record stores are opened as a node opens them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "_PRAGMAS", _PRAGMAS)
        patch.setattr(engine, "migrate", migrate)
        yield
