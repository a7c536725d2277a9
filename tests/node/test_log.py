"""Seven nodes witness each other's logs: cosigning, silence, rollback, fork, and the way on."""

from __future__ import annotations

import base64

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.log.note import Checkpoint, Note, origin, sign
from samvar.govern.log.tree import consistency, root
from samvar.model.errors import (
    Conflict,
    NotFound,
    PeerUnavailable,
    Refused,
    UsageError,
)
from samvar.network.message import open_sealed, read_sealed
from samvar.network.witness import SHOW, Showing, Word
from samvar.network.witnessing import Told
from samvar.node.alarm import accept, restart, settle
from tests.network.twin import SEVEN
from tests.node.log_country import LogCountry, LogNode

OTHERS = [name for name in SEVEN if name != "skane"]


def operator(centre: str) -> Asker:
    return Asker.of(PERSONAS["operator"].at(centre))


def test_every_other_node_cosigns_what_extends_what_it_saw(country: LogCountry, skane) -> None:
    log = country.logs["skane"]
    for more in (0, 1, 300, 0, 17):
        skane.write(more)
        report = log.checkpoint()
        assert report.cosigned
        assert report.witnesses == sorted(OTHERS)
        assert (report.size, report.needed, report.silent) == (skane.size(), 4, {})
    assert all(node.alarms() == [] for node in country.nodes.values())
    with country.nodes["orebro"].records.read() as tx:
        (kept,) = tx.witnessed.all()
    assert (kept.node, kept.size, kept.root) == ("skane", skane.size(), report.root)


def test_a_round_writes_no_entry_so_that_logs_do_not_keep_each_other_awake(country) -> None:
    before = {name: node.size() for name, node in country.nodes.items()}
    country.logs["skane"].checkpoint()
    assert {name: node.size() for name, node in country.nodes.items()} == before


@pytest.mark.parametrize(("silent", "cosigned"), [(1, True), (2, True), (3, False), (5, False)])
def test_four_of_the_six_others_make_a_checkpoint_count(country, silent, cosigned) -> None:
    for name in OTHERS[:silent]:
        country.ways[name].stopped = True
    report = country.logs["skane"].checkpoint()
    assert (report.cosigned, len(report.witnesses)) == (cosigned, 6 - silent)
    assert set(report.silent) == set(OTHERS[:silent])


def test_a_checkpoint_gains_cosignatures_when_silent_witnesses_are_back(country) -> None:
    for name in OTHERS[:3]:
        country.ways[name].stopped = True
    assert not country.logs["skane"].checkpoint().cosigned
    for name in OTHERS[:3]:
        country.ways[name].stopped = False
    assert len(country.logs["skane"].checkpoint().witnesses) == 6


def test_nothing_is_signed_before_a_witness_was_heard(country: LogCountry, skane) -> None:
    for name in OTHERS:
        country.ways[name].stopped = True
    with pytest.raises(PeerUnavailable):
        country.logs["skane"].checkpoint()
    with skane.records.read() as tx:
        assert tx.checkpoints.newest() is None


def test_two_processes_of_one_node_take_turns(country: LogCountry, skane) -> None:
    """The server and the command line: each learns from the witnesses what the other showed."""
    first, second = country.logs["skane"], country.log(skane)
    for log in (first, second, first, second):
        skane.write(5)
        assert len(log.checkpoint().witnesses) == 6
    assert all(node.alarms() == [] for node in country.nodes.values())


def test_an_old_backup_is_found_by_every_witness_and_signs_nothing(country, skane) -> None:
    country.logs["skane"].checkpoint()
    old = country.copy("skane", "backup")
    skane.write(10)
    country.logs["skane"].checkpoint()
    restored = country.log(old)
    old.write(3)
    for _ in range(2):  # the second time changes nothing
        with pytest.raises(Refused, match="contradicts"):
            restored.checkpoint()
    for name in OTHERS:
        assert country.nodes[name].alarms() == [("skane", "rollback")]
        assert country.nodes[name].size() == 1  # the alarm is an entry of the witness's log
    assert old.alarms() == [("skane", "rollback")]
    with old.records.read() as tx:
        assert [tx.checkpoints.newest().size] == [20]
    old.records.close()


def test_the_evidence_of_a_rollback_stands_by_itself(country: LogCountry, skane) -> None:
    """Anybody with the roster: the node cosigned 30 entries, and later said that it has 20."""
    old = country.copy("skane", "backup")
    skane.write(10)
    country.logs["skane"].checkpoint()
    with pytest.raises(Refused):
        country.log(old).checkpoint()
    with country.nodes["uppsala"].records.read() as tx:
        (alarm,) = tx.witnessed.alarms()
    keys = country.roster.find("skane").public_keys
    kept = Note.read(alarm.kept)
    assert country.logs["uppsala"].circle.is_signed(kept, "skane", 1)
    said = open_sealed(read_sealed(base64.b64decode(alarm.message)), keys, SHOW, Showing)
    assert (said.node, said.audience, said.size) == ("skane", "uppsala", 20)
    assert Checkpoint.read(kept.text).size == 30
    old.records.close()


def grown_apart(country: LogCountry, skane: LogNode, more: int) -> LogNode:
    """A copy that goes its own way, and is as long as what the witnesses saw, or longer."""
    other = country.copy("skane", "fork")
    skane.write(10)
    country.logs["skane"].checkpoint()
    other.write(10 + more)
    return other


def show(country: LogCountry, node: LogNode, old: int | None = None) -> dict[str, Word]:
    """What a node that lies would do: sign whatever it has, and show it."""
    log = country.log(node)
    with node.records.read() as tx:
        size = tx.audit.count()
        top = root(tx.checkpoints, size)
        steps = tuple(consistency(tx.checkpoints, old or 0, size))
    text = Checkpoint(origin("skane", 1), size, top).write()
    note = Note(text, (sign(text, origin("skane", 1), node.key),)).write()
    told = Told(1, size, top, note, old or 0, steps)
    return log._witnesses.show(dict.fromkeys(OTHERS, told))


def test_a_fork_of_the_same_length_is_proved_by_two_signed_notes(country, skane) -> None:
    other = grown_apart(country, skane, 0)
    assert {word.verdict for word in show(country, other).values()} == {"fork"}
    with country.nodes["uppsala"].records.read() as tx:
        (alarm,) = tx.witnessed.alarms()
    one, two = Note.read(alarm.kept), Note.read(alarm.shown)
    for note in (one, two):
        assert country.logs["uppsala"].circle.is_signed(note, "skane", 1)
    first, second = Checkpoint.read(one.text), Checkpoint.read(two.text)
    assert (first.origin, first.size) == (second.origin, second.size)
    assert first.root != second.root
    other.records.close()


def test_a_longer_fork_has_no_proof_and_gets_no_cosignature(country, skane) -> None:
    other = grown_apart(country, skane, 5)
    words = show(country, other, old=30)
    assert {(w.verdict, w.cosigned) for w in words.values()} == {("inconsistent", "")}
    assert {word.verdict for word in show(country, other, old=12).values()} == {"behind"}
    other.records.close()


def test_a_honest_node_whose_own_past_changed_signs_nothing(country: LogCountry, skane) -> None:
    country.logs["skane"].checkpoint()
    with skane.records.begin() as tx:
        tx.connection.exec_driver_sql("DROP TRIGGER audit_is_not_changed")
        tx.connection.exec_driver_sql(f"UPDATE audit SET leaf = '{'0' * 64}' WHERE sequence = 7")
    skane.write(1)
    with pytest.raises(Refused, match="fork"):
        country.logs["skane"].checkpoint()
    assert skane.alarms() == [("skane", "fork")]


def test_a_log_that_lost_entries_goes_on_when_its_witnesses_operators_accept(
    country: LogCountry, skane
) -> None:
    country.logs["skane"].checkpoint()
    old = country.copy("skane", "backup")
    skane.write(10)
    lost = country.logs["skane"].checkpoint()
    log = country.log(old)
    with pytest.raises(Refused, match="No rule"):
        restart(log, Asker.of(PERSONAS["auditor"].at("skane")), "I would like to")
    with pytest.raises(UsageError):
        restart(log, operator("skane"), " ")
    begun = restart(log, operator("skane"), "Disk lost; backup restored")
    assert (begun.generation, begun.reason) == (2, "Disk lost; backup restored")
    report = log.checkpoint()
    assert not report.cosigned
    assert set(report.silent.values()) == {"restart"}
    for count, name in enumerate(OTHERS[:4], 1):
        node = country.nodes[name]
        assert node.alarms() == [("skane", "rollback"), ("skane", "restart")]
        assert accept(node, operator(name), "skane", "Told by phone, letter of today") == 2
        report = log.checkpoint()
        assert len(report.witnesses) == count
        with node.records.read() as tx:
            assert tx.witnessed.alarms(open_only=True) == []
            old_log, new_log = tx.witnessed.all()
        # What was seen of the log that was lost is kept for ever.
        assert (old_log.generation, old_log.size, old_log.root) == (1, 30, lost.root)
        assert (new_log.generation, new_log.size) == (2, report.size)
    assert report.cosigned
    assert report.origin == "samvar/skane/audit/2"
    # The node that was thought lost comes back: nobody takes it for the log any more.
    assert {w.verdict for n, w in show(country, skane).items() if n in OTHERS[:4]} == {"superseded"}
    with pytest.raises(Refused):
        country.log(skane).checkpoint()
    old.records.close()


def test_a_log_that_is_whole_has_no_reason_to_begin_anew(country: LogCountry, skane) -> None:
    country.logs["skane"].checkpoint()
    with pytest.raises(Conflict):
        restart(country.logs["skane"], operator("skane"), "To forget")
    with skane.records.read() as tx:
        assert tx.checkpoints.generation() == 1
    with pytest.raises(NotFound):
        accept(country.nodes["orebro"], operator("orebro"), "skane", "Why not")


def test_an_alarm_is_settled_once_by_a_person_and_stays(country: LogCountry, skane) -> None:
    other = grown_apart(country, skane, 0)
    show(country, other)
    orebro = country.nodes["orebro"]
    with orebro.records.read() as tx:
        number = tx.witnessed.alarms()[0].number
    settle(orebro, operator("orebro"), number, "Reported to the authority")
    with pytest.raises(NotFound):
        settle(orebro, operator("orebro"), number, "Again")
    with orebro.records.read() as tx:
        (alarm,) = tx.witnessed.alarms()
        assert (alarm.settled_by, alarm.reason) == ("operator", "Reported to the authority")
        assert tx.audit.page(limit=1)[0].entry.outcome == "failed"
    other.records.close()
