"""What every audit log must do: keep order, keep everything, change nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
from sqlalchemy import Executable, delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from samvar.model.clock import iso
from samvar.model.errors import Conflict, CorruptStore, SamvarError
from samvar.store.contract import OnPurposeError, break_off, refused
from samvar.store.records import Records
from samvar.store.records.audit_entry import Entry, canonical_entry, leaf_hash
from samvar.store.records.tables import audit

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(number: int, **changed: str | None) -> Entry:
    """An entry that is answered, `number` seconds past noon."""
    plain = Entry(
        id=f"aud_{number}",
        at=NOON + timedelta(seconds=number),
        node="uppsala",
        person="usr_1",
        role="clinical-geneticist",
        centre="uppsala",
        purpose="TREAT",
        verb="ask:national",
        outcome="answered",
        question="cd" * 32,
        unit="clinical-genetics",
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


@contextmanager
def _forbidden() -> Iterator[None]:
    """Passes only where the database itself, or we, refuse."""
    try:
        yield
    except (DBAPIError, SamvarError):
        return
    raise AssertionError("the audit log was changed")


class AuditContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_entries_are_numbered_from_one_without_gaps(self, records: Records) -> None:
        with records.begin() as tx:
            first = tx.audit.append_many([entry(1), entry(2)])
        with refused(OnPurposeError), records.begin() as tx:
            tx.audit.append(entry(3))
            break_off()
        with records.begin() as tx:
            second = tx.audit.append_many([entry(4)])
            assert tx.audit.append_many([]) == ()
        assert [each.sequence for each in (*first, *second)] == [1, 2, 3]
        with records.read() as tx:
            assert tx.audit.count() == tx.audit.verify() == 3
            assert list(tx.audit.leaves()) == [each.leaf for each in (*first, *second)]
            assert list(tx.audit.leaves(3)) == [second[0].leaf]

    def test_a_page_is_newest_first_and_filtered(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many(
                [
                    entry(1, subject="pseudo-1"),
                    entry(2, outcome="refused", reason="no permit"),
                    entry(3, person="usr_2", verb="see:audit", purpose="HOPERAT"),
                    entry(4),
                ]
            )
        with records.read() as tx:
            whole = tx.audit.page()
            assert [each.entry for each in reversed(whole)] == [
                entry(1, subject="pseudo-1"),
                entry(2, outcome="refused", reason="no permit"),
                entry(3, person="usr_2", verb="see:audit", purpose="HOPERAT"),
                entry(4),
            ]
            for found, expected in (
                (tx.audit.page(limit=2), [4, 3]),
                (tx.audit.page(before=3, limit=9), [2, 1]),
                (tx.audit.page(person="usr_2"), [3]),
                (tx.audit.page(subject="pseudo-1"), [1]),
                (tx.audit.page(verb="see:audit"), [3]),
                (tx.audit.page(purpose="TREAT", outcome="answered"), [4, 1]),
                (tx.audit.page(since=NOON + timedelta(seconds=3)), [4, 3]),
                (tx.audit.page(until=NOON + timedelta(seconds=3)), [2, 1]),
            ):
                assert [each.sequence for each in found] == expected

    def test_nothing_is_changed_deleted_replaced_or_left_out(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many([entry(1), entry(2)])
        words = {**asdict(entry(9)), "leaf": "00" * 32}
        changes: list[Executable] = [
            update(audit).where(audit.c.sequence == 2).values(reason="nothing happened"),
            delete(audit).where(audit.c.sequence == 2),
            delete(audit),
            insert(audit).prefix_with("OR REPLACE", dialect="sqlite").values(sequence=2, **words),
            insert(audit).values(sequence=4, **words),
            insert(audit).values(sequence=0, **words),
        ]
        if not records.embedded:
            changes.append(text("TRUNCATE audit"))
        for change in changes:
            with _forbidden(), records.begin() as tx:
                tx.connection.execute(change)
        with records.read() as tx:
            assert [each.entry for each in tx.audit.page()] == [entry(2), entry(1)]
            assert tx.audit.verify() == 2

    def test_an_entry_that_is_already_there_is_a_conflict(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append(entry(1))
        with refused(Conflict), records.begin() as tx:
            tx.audit.append_many([entry(2), entry(1)])
        with records.read() as tx:
            assert tx.audit.count() == 1

    def test_hostile_text_cannot_stop_an_entry(self, records: Records) -> None:
        hostile = entry(1, reason="a\0b\ud800c", question="'; DROP TABLE audit; --" + "x" * 5000)
        with records.begin() as tx:
            kept = tx.audit.append(hostile)
        assert kept.entry.reason is not None
        assert kept.entry.reason.startswith("a\ufffdb")
        assert len(kept.entry.question or "") == 2000
        with records.read() as tx:
            assert tx.audit.page() == (kept,)
            assert leaf_hash(1, kept.entry) == kept.leaf
            assert tx.audit.verify() == 1

    def test_the_unit_is_part_of_what_is_hashed_and_its_absence_is_no_word(
        self, records: Records
    ) -> None:
        """Entries from before units were written down keep the leaf that they were given."""
        plain = entry(1, unit=None)
        without = {k: v for k, v in asdict(plain).items() if k != "unit"}
        before = msgspec.json.encode(
            {"sequence": 1, **without, "at": iso(plain.at)}, order="sorted"
        )
        with records.begin() as tx:
            kept = tx.audit.append_many([plain, entry(2), entry(3, unit="")])
        assert canonical_entry(kept[0]) == before
        assert kept[0].leaf == sha256(b"\0" + before).hexdigest()
        assert b'"unit":"clinical-genetics"' in canonical_entry(kept[1])
        assert len({leaf_hash(1, entry(1, unit=unit)) for unit in (None, "", "pharmacy")}) == 3
        with records.read() as tx:
            assert tx.audit.verify() == 3

    def test_many_writers_leave_no_gap(self, records: Records) -> None:
        faults: list[BaseException] = []

        def write(writer: int) -> None:
            try:
                for n in range(8):
                    with records.begin() as tx:
                        tx.audit.append_many([entry(writer * 100 + n * 2 + i) for i in (0, 1)])
            except BaseException as fault:  # shown by the assertion below
                faults.append(fault)

        threads = [threading.Thread(target=write, args=(n,)) for n in range(1, 7)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        with records.read() as tx:
            assert tx.audit.verify() == 6 * 8 * 2

    def test_a_change_behind_the_triggers_is_found(self, records: Records) -> None:
        """Whoever owns the server can drop a trigger, but cannot keep the hash."""
        with records.begin() as tx:
            tx.audit.append_many([entry(n) for n in range(1, 6)])
        for change, number in (
            ("UPDATE audit SET outcome = 'refused' WHERE sequence = 4", 4),
            ("DELETE FROM audit WHERE sequence = 2", 2),
        ):
            with records.begin() as tx:
                for trigger in ("audit_is_not_changed", "audit_is_not_deleted"):
                    if records.embedded:
                        tx.connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
                    else:
                        on = f"DROP TRIGGER IF EXISTS {trigger} ON audit"
                        tx.connection.execute(text(on))
                tx.connection.execute(text(change))
            found = ""
            with records.read() as tx:
                try:
                    tx.audit.verify()
                except CorruptStore as fault:
                    found = fault.what
            assert f"entry {number} " in found
