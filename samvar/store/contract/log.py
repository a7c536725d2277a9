"""What every record store must do for the audit log's tree, its witnesses and its reviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Executable, update

from samvar.model.errors import Conflict, CorruptStore
from samvar.store.contract import refused
from samvar.store.contract.audit import NOON, entry
from samvar.store.records import Records
from samvar.store.records.audit_entry import Entry
from samvar.store.records.checkpoints import KEPT, Generation, Kept
from samvar.store.records.engine import Transaction
from samvar.store.records.reviews import Mark
from samvar.store.records.tables import audit
from samvar.store.records.witnessed import Alarm, WitnessedLog

OLD = datetime(2001, 2, 3, tzinfo=UTC)
LOG = WitnessedLog("skane", 1, 7, "ab" * 32, "note\n", NOON, 12)
ALARM = Alarm("skane", "fork", 1, "kept\n", "shown\n", "bWVzc2FnZQ==", NOON)


def something_in_every_table(tx: Transaction) -> None:
    """A row in each; the log must have two entries at least."""
    tx.checkpoints.store(8, 0, [b"\1" * 32])
    tx.checkpoints.begin_anew(Generation(2, 2, NOON, "usr_1", "disk lost"))
    tx.checkpoints.put(Kept(2, 2, NOON, "note\n— a b\n", 4))
    tx.witnessed.put(LOG)
    tx.witnessed.raise_alarm(ALARM)
    draw = tx.reviews.put_draw(1, 2, NOON, "usr_1", [(1, "auditor HQUALIMP")])
    review = next(one for one in tx.reviews.newest() if one.draw == draw)
    tx.reviews.put_mark(Mark(review.number, "fine", "on call", NOON, "usr_2"))


class LogContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_hashes_of_the_tree_are_kept_in_order(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many([entry(n) for n in range(1, 6)])
            tx.checkpoints.store(8, 0, [b"a" * 32, b"b" * 32])
            tx.checkpoints.store(8, 2, [b"c" * 32])
            tx.checkpoints.store(16, 0, [])
        with records.read() as tx:
            assert tx.checkpoints.span(8, 1, 3) == [b"b" * 32, b"c" * 32]
            assert (tx.checkpoints.stored(8), tx.checkpoints.stored(16)) == (3, 0)
            leaves = [bytes.fromhex(each) for each in tx.audit.leaves()]
            assert tx.checkpoints.span(0, 0, 5) == leaves
            assert tx.checkpoints.span(0, 1, 3) == leaves[1:3]
        with refused(Conflict), records.begin() as tx:
            tx.checkpoints.store(8, 2, [b"d" * 32])

    def test_a_checkpoint_is_kept_and_gains_signatures(self, records: Records) -> None:
        with records.begin() as tx:
            assert tx.checkpoints.newest() is None
            tx.checkpoints.put(Kept(1, 5, NOON, "a", 0))
            tx.checkpoints.put(Kept(1, 5, NOON, "ab", 4))
            tx.checkpoints.put(Kept(1, 6, NOON, "c", 0))
            assert tx.checkpoints.generation() == 1
            tx.checkpoints.begin_anew(Generation(2, 4, NOON, "usr_1", "lost"))
            tx.checkpoints.put(Kept(2, 4, NOON, "d", 1))
        with records.read() as tx:
            assert tx.checkpoints.newest() == Kept(2, 4, NOON, "d", 1)
            enough = tx.checkpoints.newest(lambda one: one.witnesses >= 4)
            assert enough == Kept(1, 5, NOON, "ab", 4)
            assert tx.checkpoints.newest(lambda one: one.size > 9) is None
            assert tx.checkpoints.generation() == 2
            assert [each.began for each in tx.checkpoints.generations()] == [4]

    def test_old_checkpoints_go_but_never_the_newest_cosigned(self, records: Records) -> None:
        with records.begin() as tx:
            tx.checkpoints.put(Kept(1, 1, NOON, "old", 1))
            tx.checkpoints.put(Kept(1, 2, NOON, "cosigned", 5))
            for size in range(3, KEPT + 20):
                tx.checkpoints.put(Kept(1, size, NOON, "alone", 0))
            found = tx.checkpoints.newest(lambda one: one.witnesses > 0)
            assert found is not None
            assert found.note == "cosigned"
            assert tx.checkpoints.newest(lambda one: one.size == 1) is None

    def test_what_was_seen_of_each_generation_stays(self, records: Records) -> None:
        newer = WitnessedLog("skane", 2, 0, "cd" * 32, "", NOON, 0)
        with records.begin() as tx:
            assert tx.witnessed.of("skane") is None
            tx.witnessed.put(LOG)
            tx.witnessed.put(WitnessedLog("skane", 1, 9, "ef" * 32, "n", NOON, 13))
            tx.witnessed.put(newer)
        with records.begin() as tx:
            assert tx.witnessed.of("skane") == newer
            assert tx.witnessed.of("orebro") is None
            assert [each.size for each in tx.witnessed.all()] == [9, 0]

    def test_one_contradiction_is_one_alarm_and_is_settled_once(self, records: Records) -> None:
        with records.begin() as tx:
            assert tx.witnessed.raise_alarm(ALARM)
            assert not tx.witnessed.raise_alarm(Alarm("skane", "fork", 1, "kept\n", "x", "y", NOON))
            assert tx.witnessed.raise_alarm(Alarm("skane", "rollback", 1, "kept\n", "", "", NOON))
        with records.begin() as tx:
            newest, oldest = tx.witnessed.alarms(node="skane")
            assert (newest.kind, oldest.kind, oldest.shown) == ("rollback", "fork", "shown\n")
            assert tx.witnessed.alarms(node="orebro") == []
            assert tx.witnessed.settle(oldest.number, NOON, "usr_1", "reported")
            assert not tx.witnessed.settle(oldest.number, NOON, "usr_2", "again")
            assert [each.number for each in tx.witnessed.alarms(open_only=True)] == [newest.number]
            assert tx.witnessed.alarms()[1].reason == "reported"

    def test_reviews_wait_until_they_are_closed(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many([entry(n) for n in range(1, 6)])
            assert tx.reviews.last_draw() is None
            assert tx.reviews.waiting() == 0
            tx.reviews.put_draw(1, 5, NOON, "usr_1", [(2, "a TREAT"), (4, "b TREAT")])
            tx.reviews.put_draw(6, 9, NOON, "usr_1", [])
        with records.begin() as tx:
            second, first = tx.reviews.newest()
            assert (first.recorded.entry, second.recorded.sequence) == (entry(2), 4)
            assert (first.open, tx.reviews.waiting()) == (True, 2)
            tx.reviews.put_mark(Mark(first.number, "explain", "asked", NOON, "usr_2"))
            assert tx.reviews.waiting() == 2
            tx.reviews.put_mark(Mark(first.number, "fine", "on call", NOON, "usr_2"))
            tx.reviews.put_mark(Mark(second.number, "reported", "no care", NOON, "usr_2"))
            assert tx.reviews.waiting() == 0
            again = tx.reviews.find(first.number)
            assert again is not None
            assert [each.mark for each in again.marks] == ["explain", "fine"]
            assert not again.open
            assert tx.reviews.find(99) is None
            draw = tx.reviews.last_draw()
            assert draw is not None
            assert (draw.first, draw.last) == (6, 9)
        with refused(Conflict), records.begin() as tx:
            tx.reviews.put_mark(Mark(1, "splendid", "why", NOON, "usr_2"))
        with refused(Conflict), records.begin() as tx:
            tx.reviews.put_draw(1, 5, NOON, "usr_1", [(77, "no such entry")])

    def test_kinds_are_read_in_order_without_some_verbs(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many([entry(1), entry(2, verb="see:audit"), entry(3)])
        with records.read() as tx:
            kind = ("clinical-geneticist", "TREAT")
            assert list(tx.audit.kinds(1, 9)) == [(1, *kind), (2, *kind), (3, *kind)]
            assert list(tx.audit.kinds(2, 9, ["see:audit"])) == [(3, *kind)]

    def test_old_contents_go_when_an_entry_says_so(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many([_old(n) for n in range(1, 4)])
            tx.audit.append(entry(4))
            before = list(tx.audit.leaves())
            assert tx.audit.expirable(NOON - timedelta(days=3653)) == (1, 3)
            told = entry(5, verb="expire-audit", outcome="done", reason="entries 1 to 3")
            tx.audit.append(told)
            assert tx.audit.expire(1, 3) == 3
        with records.read() as tx:
            assert tx.audit.verify() == 5
            assert list(tx.audit.leaves())[:4] == before
            assert [each.entry.id for each in tx.audit.page()][-3:] == [
                "gone_3",
                "gone_2",
                "gone_1",
            ]
            assert tx.audit.expirable(NOON - timedelta(days=3653)) == (4, 3)
            seen = list[bytes]()
            tx.audit.verify(seen.append)
            assert [each.hex() for each in seen] == list(tx.audit.leaves())

    def test_contents_that_go_in_silence_are_found(self, records: Records) -> None:
        with records.begin() as tx:
            tx.audit.append_many([_old(n) for n in range(1, 4)])
            tx.audit.expire(1, 2)
        found = ""
        with records.read() as tx:
            try:
                tx.audit.verify()
            except CorruptStore as fault:
                found = fault.what
        assert "entry 1 lost its content" in found

    def test_the_database_lets_nothing_else_be_changed(self, records: Records) -> None:
        """Neither a young entry's content, nor a part of an old one, nor any leaf."""
        with records.begin() as tx:
            tx.audit.append_many([_old(1), entry(2)])
        blank = dict.fromkeys(("person", "role", "centre", "purpose", "verb", "outcome"), "")
        none = dict.fromkeys(("permit", "question", "reason", "subject", "unit"))
        gone = {**blank, **none, "id": "gone_1"}
        changes: list[Executable] = [
            update(audit).where(audit.c.sequence == 1).values(**{**gone, **wrong})
            for wrong in (
                {"person": "usr_2"}, {"leaf": "00" * 32}, {"at": NOON}, {"id": "gone_2"},
                {"node": "orebro"}, {"reason": "tidy"}, {"unit": "ward"}, {"sequence": 9},
            )
        ]  # fmt: skip
        young = update(audit).where(audit.c.sequence == 2)
        for change in (*changes, young.values(**{**gone, "id": "gone_2"})):
            with refused(Conflict), records.begin() as tx:
                tx.connection.execute(change)
        with records.read() as tx:
            assert tx.audit.verify() == 2
            assert tx.audit.page(limit=1)[0].entry == entry(2)


def _old(number: int) -> Entry:
    plain = entry(number)
    return Entry(**{n: getattr(plain, n) for n in Entry.__dataclass_fields__} | {"at": OLD})
