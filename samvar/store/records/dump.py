"""All rows of a record store as compressed JSON lines, one file a table, on either engine.

The form is the same whichever engine wrote it, so it is both the backup and the way from SQLite
to PostgreSQL. It is read back at the revision that wrote it, and migrated afterwards. Free
pages, and so anything deleted, are not in it. Sessions stay behind: who is signed in is no
record. Data keys stay behind too: they have a backup of their own, and a key that was destroyed
must not lie in every copy of the data.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    Connection,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from samvar.model.errors import Conflict, CorruptStore, Where
from samvar.model.shape import learned
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.migrations import migrate, revision

_LEFT_OUT = {"alembic_version", "sessions", "data_keys"}
_BATCH = 5_000


def dump(tx: Transaction, folder: Path) -> str:
    """Write every table into an existing, empty folder; returns the revision.

    tx: one reading transaction, so that all tables are of one moment.
    """
    for table in _tables(tx.connection):
        with gzip.open(folder / f"{table.name}.jsonl.gz", "wb", compresslevel=1) as out:
            out.write(msgspec.json.encode([str(column.name) for column in table.columns]) + b"\n")
            wanted = select(table).order_by(*table.primary_key.columns)
            with tx.connection.execute(wanted.execution_options(yield_per=_BATCH)) as rows:
                for row in rows:
                    out.write(msgspec.json.encode(tuple(row)) + b"\n")
    return str(revision(tx.connection))


def undump(records: Records, folder: Path, at: str) -> None:
    """Fill an empty record store from the files of `dump`, in one transaction.

    records: opened without migration (`Records.connect`). at: the revision that `dump` returned.

    Raises:
        Conflict: the store has tables already. CorruptStore: a file is not what was written.
        BadConfig: the dump is of a newer samvar.
    """
    with records.begin() as tx:
        if inspect(tx.connection).get_table_names():
            raise Conflict(
                "the record store that would be filled is not empty",
                remedy="name an empty database, or take the old one away first",
            )
        migrate(tx.connection, to=at)
        for table in _tables(tx.connection):
            _fill(tx.connection, table, folder / f"{table.name}.jsonl.gz")
        migrate(tx.connection)
        tx.audit.verify()


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are in the database: parents before their children, none left out."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)  # empty is SQL's NULL, not JSON's
    return [table for table in found.sorted_tables if table.name not in _LEFT_OUT]


def _fill(connection: Connection, table: Table, path: Path) -> None:
    rows = _rows(table, path)
    while batch := list(islice(rows, _BATCH)):
        connection.execute(insert(table), batch)
    keys = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql" and isinstance(keys[0].type, Integer):
        # A counter of the engine goes on behind the highest number that was written.
        last = connection.execute(select(func.max(keys[0]))).scalar_one() or 0
        connection.execute(
            text(
                "SELECT setval(s, :last) FROM pg_get_serial_sequence(:table, :column) AS s "
                "WHERE s IS NOT NULL"
            ),
            {"table": table.name, "column": keys[0].name, "last": max(last, 1)},
        )


def _rows(table: Table, path: Path) -> Iterator[dict[str, Any]]:
    columns = [str(column.name) for column in table.columns]
    try:
        with gzip.open(path, "rb") as lines:
            if msgspec.json.decode(next(lines), type=learned(list[str])) != columns:
                raise _corrupt(path)
            for line in lines:
                values = msgspec.json.decode(line, type=learned(list[Any]))
                yield dict(zip(columns, values, strict=True))
    except (OSError, EOFError, StopIteration, ValueError, msgspec.MsgspecError):
        raise _corrupt(path) from None


def _corrupt(path: Path) -> CorruptStore:
    return CorruptStore("a dumped table is not what was written", where=Where(path.name))
