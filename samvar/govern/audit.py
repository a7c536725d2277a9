"""The audit log as the rest of the house sees it: durable before the answer leaves.

Appends that happen at the same time share one transaction (group commit): the first to come
writes for all who wait, so a hundred questions cost one `fsync`, not a hundred.
Fields: HSLF-FS 2016:40 4:9. No patient's name or number, no genotype: `subject` is a pseudonym
and `question` the hash of what was asked.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import StoreUnavailable
from samvar.model.ids import new_id
from samvar.store.records.audit_entry import Entry, Recorded, leaf_hash
from samvar.store.records.engine import Records

_OURS = re.compile(r"(per|sam)_[0-9a-hjkmnp-tv-z]{24}")


def entry(
    node: str,
    asker: Asker,
    verb: str,
    outcome: str,
    *,
    question: str | None = None,
    reason: str | None = None,
    subject: str | None = None,
    at: datetime | None = None,
    identifier: str | None = None,
) -> Entry:
    """An entry about what `asker` did at `node`, now unless `at` says otherwise.

    verb: a route's or operation's own. outcome: `answered`, `suppressed`, `refused`, `failed`
    or `done`. reason: rule ids or an error code. question: the hash of what was asked.
    identifier: a fresh id, if one was drawn already. subject: whom it is about, by id. Somebody
    who types a name or a personal number where an id belongs is told so; the log, which forgets
    nothing, keeps only ids.
    """
    return Entry(
        id=identifier or new_id("entry"),
        at=at or utc_now(),
        node=node,
        person=asker.user.id,
        role=asker.user.role.value,
        centre=asker.user.centre or "",
        purpose=asker.purpose.value,
        verb=verb,
        outcome=outcome,
        permit=asker.permit,
        question=question,
        reason=reason,
        subject=_pseudonym(subject),
        unit=asker.user.unit,
    )


def _pseudonym(subject: str | None) -> str | None:
    """The subject if it is an id of ours, which says nothing about anybody.

    >>> _pseudonym("sam_0123456789abcdefghjkmnpq"), _pseudonym("sam_Anna"), _pseudonym("HG00096")
    ('sam_0123456789abcdefghjkmnpq', None, None)
    """
    return subject if subject is not None and _OURS.fullmatch(subject) else None


class AuditSink(Protocol):
    """Where entries go. All or none, in order, durable when it returns."""

    def append_many(self, entries: Sequence[Entry]) -> Sequence[Recorded]:
        """Write the entries in one transaction."""
        ...


@dataclass(slots=True)
class _Waiting:
    entries: Sequence[Entry]
    done: threading.Event = field(default_factory=threading.Event)
    receipts: Sequence[Recorded] = ()
    error: BaseException | None = None


class AuditLog:
    """Appends that return only when the entry is durable. Safe from any number of threads.

    >>> from samvar.govern.identity import PERSONAS
    >>> log = AuditLog(MemorySink())
    >>> log.append(entry("skane", Asker.of(PERSONAS["auditor"]), "see-audit", "done")).sequence
    1
    """

    def __init__(self, sink: AuditSink) -> None:
        self._sink = sink
        self._lock = threading.Lock()
        self._queue: list[_Waiting] = []
        self._writing = False

    @classmethod
    def over(cls, records: Records) -> AuditLog:
        """The log of a node."""
        return cls(RecordsSink(records))

    def append(self, one: Entry) -> Recorded:
        """Write one entry and wait until it cannot be lost.

        Raises:
            StoreUnavailable: the entry could not be written; then nothing may be answered.
        """
        return self.append_many([one])[0]

    def append_many(self, entries: Sequence[Entry]) -> Sequence[Recorded]:
        """Write several entries, one after another without a stranger between them.

        Raises:
            StoreUnavailable: none of them was written.
        """
        if not entries:
            return []
        mine = _Waiting(entries)
        with self._lock:
            self._queue.append(mine)
            leads = not self._writing
            self._writing = True
        if leads:
            self._write_for_all()
        mine.done.wait()
        if mine.error is not None:
            raise StoreUnavailable(
                "the audit log cannot be written, so nothing is answered",
                why=type(mine.error).__name__,
                remedy="check the setting 'records', the disk and the server",
            ) from mine.error
        return mine.receipts

    def _write_for_all(self) -> None:
        while True:
            with self._lock:
                group, self._queue = self._queue, []
                if not group:
                    self._writing = False
                    return
            try:
                receipts = self._sink.append_many([e for w in group for e in w.entries])
                start = 0
                for waiting in group:
                    waiting.receipts = receipts[start : start + len(waiting.entries)]
                    start += len(waiting.entries)
            except BaseException as error:  # nobody in the group may answer, whatever it was
                for waiting in group:
                    waiting.error = error
            for waiting in group:
                waiting.done.set()


class RecordsSink:
    """The audit table of a node's record store."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def append_many(self, entries: Sequence[Entry]) -> Sequence[Recorded]:
        """One transaction; durable when it ends."""
        return self._records.append_audit(entries)


class MemorySink:
    """Keeps entries in a list; for tests and doctests, never for a node."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append_many(self, entries: Sequence[Entry]) -> Sequence[Recorded]:
        """Number the entries and hash them as the store does."""
        first = len(self.entries) + 1
        self.entries.extend(entries)
        return [Recorded(n, e, leaf_hash(n, e)) for n, e in enumerate(entries, first)]
