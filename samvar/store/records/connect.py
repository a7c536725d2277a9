"""A URL to an engine of SQL.

SQLite runs as write-ahead log with `synchronous=FULL` (a commit survives a power cut), foreign
keys on and `secure_delete` on.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from samvar.model.errors import BadConfig

BUSY_S = 30.0
"""How long a writer waits for another."""

_PRAGMAS = (
    f"PRAGMA busy_timeout={int(BUSY_S * 1000)}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",  # no person's row in a temporary file
    "PRAGMA journal_size_limit=67108864",
)


def engine_of(url: str) -> Engine:
    """The engine of a record store's URL; a file that is missing is made, mode 0600.

    Raises:
        BadConfig: another kind of URL, or no driver.
    """
    try:
        place = make_url(url)
    except ArgumentError:
        raise BadConfig("the record store's URL cannot be read") from None
    kind = place.get_backend_name()
    if kind == "sqlite":
        return _sqlite(place)
    if kind == "postgresql":
        return _postgresql(place)
    raise BadConfig(
        f"'{kind[:40]}' is not an engine for records",
        remedy="use sqlite:///PATH or postgresql://...",
    )


def _sqlite(place: URL) -> Engine:
    if not place.database or place.database == ":memory:" or place.query:
        raise BadConfig("a record store in SQLite is a file", remedy="use sqlite:///PATH")
    path = Path(place.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(
        place,
        hide_parameters=True,
        pool_size=8,
        max_overflow=56,
        connect_args={"isolation_level": None, "timeout": BUSY_S},
    )

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, _record: object) -> None:
        for pragma in _PRAGMAS:
            raw.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a transaction that reads first and writes later cannot fail half-way.
        how = connection.get_execution_options().get("samvar_begin", "BEGIN IMMEDIATE")
        connection.exec_driver_sql(how)

    return engine


def _postgresql(place: URL) -> Engine:
    try:
        return create_engine(
            place.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_size=8,
            max_overflow=24,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError:
        raise BadConfig(
            "the driver for PostgreSQL is not installed", remedy="pip install 'samvar[postgres]'"
        ) from None
