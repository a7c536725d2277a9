"""Opening the record store, and the transactions in which everything happens.

SQLite runs as write-ahead log with `synchronous=FULL` (a commit survives a power cut), foreign
keys on, `secure_delete` on, and one writer at a time; PostgreSQL under READ COMMITTED.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InternalError,
    OperationalError,
)

from samvar.model.errors import BadConfig, BadInput, Conflict, CorruptStore, StoreUnavailable
from samvar.store.records.accounts import Accounts
from samvar.store.records.assays import Assays
from samvar.store.records.audit import Audit, append_to_sqlite
from samvar.store.records.audit_entry import Entry, Recorded
from samvar.store.records.care import CareRelations
from samvar.store.records.cases import Cases
from samvar.store.records.checkpoints import Checkpoints
from samvar.store.records.choices import Choices
from samvar.store.records.datasets import Datasets
from samvar.store.records.emergencies import Emergencies
from samvar.store.records.identities import Identities
from samvar.store.records.jobs import Jobs
from samvar.store.records.keys import DataKeys
from samvar.store.records.ledger import LedgerBook
from samvar.store.records.loads import Loads
from samvar.store.records.migrations import migrate
from samvar.store.records.permits import Permits
from samvar.store.records.persons import Persons
from samvar.store.records.referrals import Referrals
from samvar.store.records.reviews import Reviews
from samvar.store.records.samples import Samples
from samvar.store.records.sessions import Sessions
from samvar.store.records.sources import Sources
from samvar.store.records.witnessed import Witnessed

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


class Transaction:
    """One unit of work: all of it is kept, or none. Its nouns end with it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.persons = Persons(connection)
        self.choices = Choices(connection)
        self.care = CareRelations(connection)
        self.emergencies = Emergencies(connection)
        self.accounts = Accounts(connection)
        self.samples = Samples(connection)
        self.assays = Assays(connection)
        self.datasets = Datasets(connection)
        self.loads = Loads(connection)
        self.sources = Sources(connection)
        self.referrals = Referrals(connection)
        self.cases = Cases(connection)
        self.audit = Audit(connection)
        self.checkpoints = Checkpoints(connection)
        self.witnessed = Witnessed(connection)
        self.reviews = Reviews(connection)
        self.ledger = LedgerBook(connection)
        self.permits = Permits(connection)
        self.sessions = Sessions(connection)
        self.jobs = Jobs(connection)
        self.keys = DataKeys(connection)
        self.identities = Identities(connection)


class Records:
    """The record store of one node; safe to share between threads, open once per process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.embedded = engine.dialect.name == "sqlite"
        # SQLite's own waiting polls with growing sleeps; between our threads a lock is fairer.
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._kept: Connection | None = None

    @classmethod
    def open(cls, url: str) -> Records:
        """Connect, and bring the tables to the newest migration.

        url: `sqlite:///path/records.sqlite` (made if missing, mode 0600) or
        `postgresql://user@host/database`.

        Raises:
            BadConfig: another kind of URL, no driver, or a newer store.
            StoreUnavailable: the server does not answer, or the file cannot be opened.
            CorruptStore: the file is not a database.
        """
        records = cls.connect(url)
        try:
            with records.begin() as tx:
                migrate(tx.connection)
        except BaseException:
            records.close()
            raise
        return records

    @classmethod
    def connect(cls, url: str) -> Records:
        """Prepare to use a store as it stands, without a migration; errors as in `open`."""
        try:
            place = make_url(url)
        except ArgumentError:
            raise BadConfig("the record store's URL cannot be read") from None
        kind = place.get_backend_name()
        if kind == "sqlite":
            engine = _sqlite(place)
        elif kind == "postgresql":
            engine = _postgresql(place)
        else:
            raise BadConfig(
                f"'{kind[:40]}' is not an engine for records",
                remedy="use sqlite:///PATH or postgresql://...",
            )
        return cls(engine)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A transaction that may write; durable when the block ends, undone when it raises.

        On SQLite writers take turns: keep the block short, and never open one inside another.

        Raises:
            Conflict: what was written is there already, refers to something unknown, or
                another writer did not finish in time.
        """
        with (
            self._turn_of_writer(),
            _as_ours(),
            self._writing_connection() as connection,
            connection.begin(),
        ):
            yield Transaction(connection)

    def append_audit(self, entries: Sequence[Entry]) -> tuple[Recorded, ...]:
        """`tx.audit.append_many` in a transaction of its own; errors as in `begin`."""
        if not self.embedded or not entries:
            with self.begin() as tx:
                return tx.audit.append_many(entries)
        with self._turn_of_writer(), _as_ours(), self._writing_connection() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            return append_to_sqlite(raw, entries)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads, and sees one moment throughout; writing in it fails."""
        with _as_ours(reading=True), self.engine.connect() as fresh:
            if not self.embedded:
                shared = fresh.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                with shared.begin():
                    yield Transaction(shared)
                return
            own = fresh.execution_options(samvar_begin="BEGIN")
            with own.begin():
                own.exec_driver_sql("PRAGMA query_only=ON")
                try:
                    yield Transaction(own)
                finally:
                    own.exec_driver_sql("PRAGMA query_only=OFF")

    def scrub(self) -> None:
        """Rewrite the store so that no deleted row is left in its files or free pages.

        Raises:
            Conflict: a reader kept the old pages in use for too long.
        """
        with self._turn_of_writer(), _as_ours():
            if not self.embedded:
                with self.engine.connect() as connection:
                    free = connection.execution_options(isolation_level="AUTOCOMMIT")
                    free.exec_driver_sql("VACUUM FULL")
                return
            raw = self.engine.raw_connection()  # below our BEGIN: VACUUM stands alone
            try:
                for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    found = raw.cursor().execute(statement).fetchone()
                    if found is not None and found[0]:
                        raise Conflict("readers hold the record store", remedy="try again")
            except sqlite3.OperationalError:
                raise Conflict("the record store is in use", remedy="try again") from None
            finally:
                raw.close()

    def close(self) -> None:
        """Let go of all connections; SQLite then folds its log into the file."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()
        self.engine.dispose()

    def __enter__(self) -> Records:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing_connection(self) -> Iterator[Connection]:
        """SQLite's one writer keeps its connection: handing it back costs a quarter of a commit."""
        if not self.embedded:
            with self.engine.connect() as connection:
                yield connection
            return
        if self._kept is None:
            self._kept = self.engine.connect()
        try:
            yield self._kept
        except BaseException:
            # Whatever it was, the next writer starts with a connection that nothing happened to.
            kept, self._kept = self._kept, None
            if kept is not None:
                kept.close()
            raise

    @contextmanager
    def _turn_of_writer(self) -> Iterator[None]:
        if not self.embedded:
            yield
            return
        if self._writer == threading.get_ident():
            raise RuntimeError("a transaction of the record store was opened inside another")
        if not self._turn.acquire(timeout=BUSY_S):
            raise Conflict("another writer holds the record store", remedy="try again")
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = None
            self._turn.release()


@contextmanager
def _as_ours(*, reading: bool = False) -> Iterator[None]:
    """Turn a driver's errors into ours; its own text may name a person, so it is dropped."""
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError):
        raise Conflict("the record is already there, or refers to one that is not") from None
    except (DataError, sqlite3.DataError):
        raise BadInput("a value does not fit the record store", why="too long, or NUL") from None
    except (OperationalError, InternalError, sqlite3.OperationalError) as fault:
        cause = fault if isinstance(fault, sqlite3.Error) else fault.orig
        if reading and "read" in str(cause) and "only" in str(cause):
            raise RuntimeError("a reading transaction of the record store was written to") from None
        if "locked" in str(cause):
            raise Conflict("another writer holds the record store", remedy="try again") from None
        raise StoreUnavailable(
            "the record store does not answer",
            why=type(cause).__name__,
            remedy="check the setting 'records', the disk and the server",
        ) from None
    except (DatabaseError, sqlite3.DatabaseError) as fault:
        if type(fault) not in (DatabaseError, sqlite3.DatabaseError):
            # A mistake of ours, not of the file.
            raise
        raise CorruptStore(
            "the record store's file is not a database, or is damaged",
            remedy="restore the newest backup",
        ) from None


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
