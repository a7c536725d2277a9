"""The audit table: one entry per act, written before the answer, never changed.

Each entry has the next number of a gapless sequence and the hash of an RFC 6962 leaf,
SHA-256(0x00 || entry), over its canonical JSON (RFC 8785), so that a Merkle tree can be laid
over the table without touching it. The database itself refuses DELETE, gaps, and every UPDATE
but one: an entry older than five years may lose its content, not its leaf.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Text, cast, func, insert, literal, select, text, update

from samvar.model.clock import iso
from samvar.model.errors import CorruptStore
from samvar.store.records.audit_entry import (
    GONE,
    Entry,
    Recorded,
    clean_texts,
    is_emptied,
    leaf_hash,
    leaf_of,
)
from samvar.store.records.noun import Noun
from samvar.store.records.tables import audit


class Audit(Noun):
    """The audit log of this node, inside a transaction: all entries of it are kept, or none."""

    __slots__ = ()

    def append_many(self, entries: Sequence[Entry]) -> tuple[Recorded, ...]:
        """Write entries in order. They are durable when the transaction has ended.

        Hostile text cannot stop an entry: NUL and lone surrogates become U+FFFD, and texts
        over 2,000 characters are cut, before the hash is taken.
        """
        if not entries:
            return ()
        if self._sql.dialect.name == "postgresql":
            # One appender at a time, readers undisturbed; SQLite has one writer anyway.
            self._sql.execute(text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
        kept, rows = _rows_after(self.count(), entries)
        for row, recorded in zip(rows, kept, strict=True):
            row["at"] = recorded.entry.at
        self._sql.execute(insert(audit), rows)
        return kept

    def append(self, entry: Entry) -> Recorded:
        """Write one entry."""
        return self.append_many([entry])[0]

    def count(self) -> int:
        """Entries so far, which is also the newest sequence number."""
        return self._sql.execute(_SIZE).scalar_one() or 0

    def page(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        person: str | None = None,
        subject: str | None = None,
        verb: str | None = None,
        purpose: str | None = None,
        outcome: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[Recorded, ...]:
        """Entries newest first that meet all given conditions; `before`: a sequence, exclusive."""
        wanted = select(audit).order_by(audit.c.sequence.desc()).limit(limit)
        for column, value in (
            (audit.c.person, person),
            (audit.c.subject, subject),
            (audit.c.verb, verb),
            (audit.c.purpose, purpose),
            (audit.c.outcome, outcome),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        if before is not None:
            wanted = wanted.where(audit.c.sequence < before)
        if since is not None:
            wanted = wanted.where(audit.c.at >= since)
        if until is not None:
            wanted = wanted.where(audit.c.at < until)
        return tuple(map(_recorded, self._sql.execute(wanted)))

    def find(self, sequence: int) -> Recorded | None:
        """One entry by its number."""
        row = self._sql.execute(select(audit).where(audit.c.sequence == sequence)).first()
        return None if row is None else _recorded(row)

    def several(self, sequences: Sequence[int]) -> dict[int, Recorded]:
        """Some entries by their numbers; at most a few hundred."""
        wanted = select(audit).where(audit.c.sequence.in_(sequences))
        return {row.sequence: _recorded(row) for row in self._sql.execute(wanted)}

    def kinds(
        self, first: int, last: int, without: Collection[str] = ()
    ) -> Iterator[tuple[int, str, str]]:
        """(number, role, purpose) of the entries from `first` to `last` that have their content.

        without: verbs that are left out.
        """
        wanted = (
            select(audit.c.sequence, audit.c.role, audit.c.purpose)
            .where(audit.c.sequence.between(first, last), audit.c.role != "")
            .where(audit.c.verb.not_in(without))
            .order_by(audit.c.sequence)
        )
        with self._sql.execute(wanted.execution_options(yield_per=10_000)) as rows:
            yield from (tuple(row) for row in rows)

    def leaves(self, start: int = 1, end: int | None = None) -> Iterator[str]:
        """Leaf hashes in order from sequence `start`, before `end`, for the tree."""
        wanted = select(audit.c.leaf).where(audit.c.sequence >= start).order_by(audit.c.sequence)
        if end is not None:
            wanted = wanted.where(audit.c.sequence < end)
        with self._sql.execute(wanted.execution_options(yield_per=10_000)) as rows:
            yield from rows.scalars()

    def expirable(self, before: datetime) -> tuple[int, int]:
        """The oldest entries that still have their content and are all older than `before`.

        Returns (first, last) numbers; last below first where there are none. Times are those of
        the entries before anything younger: a clock that ran backwards expires nothing early.
        """
        whole = select(func.min(audit.c.sequence)).where(audit.c.verb != "")
        first = self._sql.execute(whole).scalar_one() or self.count() + 1
        young = select(func.min(audit.c.sequence)).where(
            audit.c.sequence >= first, audit.c.at >= before
        )
        end = self._sql.execute(young).scalar_one() or self.count() + 1
        return first, end - 1

    def expire(self, first: int, last: int) -> int:
        """Take the content of these entries away for good, the random id included; leaves stay.

        Without the id's 120 random bits a leaf can no longer be guessed back to its entry.

        Raises:
            Conflict: one of them is younger than five years: the database itself refuses.
        """
        done = self._sql.execute(
            update(audit)
            .where(audit.c.sequence.between(first, last), audit.c.verb != "")
            .values(
                id=literal(GONE) + cast(audit.c.sequence, Text),
                **dict.fromkeys(("person", "role", "centre", "purpose", "verb", "outcome"), ""),
                **dict.fromkeys(("permit", "question", "reason", "subject", "unit")),
            )
        )
        return done.rowcount

    def verify(self, each: Callable[[bytes], None] | None = None) -> int:
        """Read the whole log again, check every number and hash, and return its length.

        Entries whose content has grown old have their leaf only. They stand at the beginning,
        and a later entry, `expire-audit`, says up to which number.

        each: is given every leaf hash in order, to build the tree from what is really there.

        Raises:
            CorruptStore: an entry is missing or is not what was written; names its number.
        """
        size = gone = told = 0
        youngest = ""
        wanted: Select[Any] = select(audit).order_by(audit.c.sequence)
        with self._sql.execute(wanted.execution_options(yield_per=5_000)) as rows:
            for size, row in enumerate(rows, 1):
                found = _recorded(row)
                if found.sequence != size:
                    raise CorruptStore(f"audit entry {size} is missing")
                if is_emptied(found) and gone == size - 1:
                    gone, youngest = size, max(youngest, iso(found.entry.at))
                elif leaf_hash(size, found.entry) != found.leaf:
                    raise CorruptStore(f"audit entry {size} is not what was written")
                told = max(told, _expired_to(found.entry, youngest))
                if each is not None:
                    each(bytes.fromhex(found.leaf))
        if gone > told:
            raise CorruptStore(f"audit entry {told + 1} lost its content, and nobody said so")
        return size


def append_to_sqlite(raw: sqlite3.Connection, entries: Sequence[Entry]) -> tuple[Recorded, ...]:
    """`Audit.append_many` as a whole transaction of SQLite, below SQLAlchemy.

    Every answer waits for one of these at each of seven nodes, and SQLAlchemy costs three times
    what the database does. Durable when it returns; raises what the driver raises, and then
    nothing was written. The same triggers guard the table.
    """
    raw.execute("BEGIN IMMEDIATE")
    try:
        size = raw.execute("SELECT max(sequence) FROM audit").fetchone()[0]
        kept, rows = _rows_after(size or 0, entries)
        raw.executemany(_INSERT, rows)
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
    return kept


def _rows_after(
    size: int, entries: Sequence[Entry]
) -> tuple[tuple[Recorded, ...], list[dict[str, Any]]]:
    """Entries in their places behind `size` others, and their columns; `at` as SQLite has it."""
    rows: list[dict[str, Any]] = []
    kept: list[Recorded] = []
    for sequence, entry in enumerate(entries, size + 1):
        clean = clean_texts(entry)
        row = {"sequence": sequence, **clean, "at": iso(entry.at)}
        row["leaf"] = leaf = leaf_of(row)
        rows.append(row)
        kept.append(Recorded(sequence, Entry(**{**clean, "at": entry.at}), leaf))
    return tuple(kept), rows


def _expired_to(entry: Entry, youngest: str) -> int:
    """The last number whose content this act took, if that was old enough to be taken."""
    year = entry.at.year - _KEPT_YEARS
    due = youngest[:4].isdecimal() and (int(youngest[:4]), youngest[4:]) < (year, iso(entry.at)[4:])
    if entry.verb != EXPIRED or entry.outcome != "done" or not due:
        return 0
    number = (entry.reason or "").rpartition(" ")[2]
    return int(number) if number.isdecimal() and len(number) < 19 else 0


_KEPT_YEARS = 5
"""HSLF-FS 2016:40, chapter 4, section 9, item 7."""

EXPIRED = "expire-audit"
"""The verb under which contents are taken away; its reason is the last number that lost its own."""

_COLUMNS = [column.name for column in audit.columns]
_INSERT = (
    f"INSERT INTO audit ({', '.join(_COLUMNS)}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
)
_SIZE = select(func.max(audit.c.sequence))


def _recorded(row: Row[Any]) -> Recorded:
    values = dict(row._mapping)
    sequence, leaf = values.pop("sequence"), values.pop("leaf")
    return Recorded(sequence, Entry(**values), leaf)
