"""The record store, and the transactions in which everything happens.

SQLite has one writer at a time; PostgreSQL runs under READ COMMITTED.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from samvar.model.errors import Conflict
from samvar.store.records.accounts import Accounts
from samvar.store.records.assays import Assays
from samvar.store.records.audit import Audit, append_to_sqlite
from samvar.store.records.audit_entry import Entry, Recorded
from samvar.store.records.care import CareRelations
from samvar.store.records.cases import Cases
from samvar.store.records.checkpoints import Checkpoints
from samvar.store.records.choices import Choices
from samvar.store.records.connect import BUSY_S, engine_of
from samvar.store.records.datasets import Datasets
from samvar.store.records.emergencies import Emergencies
from samvar.store.records.faults import as_ours
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
        return cls(engine_of(url))

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
            as_ours(),
            self._writing_connection() as connection,
            connection.begin(),
        ):
            yield Transaction(connection)

    def append_audit(self, entries: Sequence[Entry]) -> tuple[Recorded, ...]:
        """`tx.audit.append_many` in a transaction of its own; errors as in `begin`."""
        if not self.embedded or not entries:
            with self.begin() as tx:
                return tx.audit.append_many(entries)
        with self._turn_of_writer(), as_ours(), self._writing_connection() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            return append_to_sqlite(raw, entries)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads, and sees one moment throughout; writing in it fails."""
        with as_ours(reading=True), self.engine.connect() as fresh:
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
        with self._turn_of_writer(), as_ours():
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
