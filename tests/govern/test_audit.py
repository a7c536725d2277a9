"""The audit log: durable before it returns, one transaction for all who wait, all or nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from samvar.govern.audit import AuditLog, MemorySink, entry
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import StoreUnavailable
from samvar.store.records.audit_entry import Entry, Recorded
from samvar.store.records.engine import Records

ASKER = Asker.of(PERSONAS["geneticist"])


def one(verb: str = "ask") -> Entry:
    return entry("skane", ASKER, verb, "answered", question="ab" * 32)


class SlowSink(MemorySink):
    """Waits in its first write until told, and notes how entries were grouped."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []
        self.entered, self.go = threading.Event(), threading.Event()

    def append_many(self, entries: Sequence[Entry]) -> Sequence[Recorded]:
        self.groups.append(len(entries))
        self.entered.set()
        self.go.wait(10)
        return super().append_many(entries)


def test_those_who_come_meanwhile_share_the_next_transaction():
    sink = SlowSink()
    log = AuditLog(sink)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(log.append, one("first"))
        sink.entered.wait(10)
        rest = [pool.submit(log.append_many, [one(f"v{n}"), one(f"w{n}")]) for n in range(8)]
        while len(log._queue) < 8:
            time.sleep(0.001)
        sink.go.set()
        assert first.result().sequence == 1
        pairs = [f.result() for f in rest]
    assert sink.groups == [1, 16]
    for n, pair in enumerate(pairs):
        a, b = pair
        assert (a.entry.verb, b.entry.verb) == (f"v{n}", f"w{n}")
        assert b.sequence == a.sequence + 1
    assert sorted(r.sequence for pair in pairs for r in pair) == list(range(2, 18))


def test_nobody_in_a_group_that_failed_gets_a_receipt():
    class Failing(SlowSink):
        def append_many(self, entries: Sequence[Entry]) -> Sequence[Recorded]:
            kept = super().append_many(entries)
            if len(self.groups) == 2:
                raise OSError("disk full")
            return kept

    sink = Failing()
    log = AuditLog(sink)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(log.append, one())
        sink.entered.wait(10)
        rest = [pool.submit(log.append, one()) for _ in range(3)]
        while len(log._queue) < 3:
            time.sleep(0.001)
        sink.go.set()
        assert first.result().sequence == 1
        for future in rest:
            with pytest.raises(StoreUnavailable, match="nothing is answered"):
                future.result()
    assert log.append(one()).sequence > 1  # and the log goes on


def test_many_threads_leave_a_gapless_log(tmp_path):
    with Records.open(f"sqlite:///{tmp_path}/records.sqlite") as records:
        log = AuditLog.over(records)
        with ThreadPoolExecutor(8) as pool:
            kept = list(pool.map(lambda n: log.append(one(f"verb-{n}")), range(120)))
        assert sorted(k.sequence for k in kept) == list(range(1, 121))
        with records.read() as tx:
            assert tx.audit.verify() == 120
            newest = tx.audit.page(limit=1)[0]
        assert newest in kept


def test_an_entry_holds_the_id_and_never_the_name():
    text = repr(one())
    assert "geneticist" in text
    assert "Lindqvist" not in text


def test_nothing_to_write_is_no_transaction():
    sink = MemorySink()
    assert AuditLog(sink).append_many([]) == []
    assert sink.entries == []
