"""Receipts, and a whole log held against a checkpoint that an auditor kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.govern.log.note import Note
from samvar.govern.log.receipt import Receipt
from samvar.model.errors import BadInput, BadSignature, Conflict, CorruptStore, NotFound
from samvar.network.roster import Roster
from samvar.node.prove import prove, verify
from tests.network.twin import SEVEN
from tests.node.log_country import LogCountry


def test_a_receipt_is_checked_with_the_roster_alone(country: LogCountry, skane) -> None:
    circle = country.logs["skane"].circle
    with pytest.raises(Conflict, match="no cosigned checkpoint"):
        prove(skane, circle, 7)
    skane.write(500)
    country.logs["skane"].checkpoint()
    skane.write(1)
    for number in (1, 7, 256, 257, 520):
        raw = prove(skane, circle, number).write()
        trusted = Roster.read(country.roster.write())
        found = Receipt.read(raw).check(country.log(skane).circle)
        assert (found.node, found.checkpoint.size) == ("skane", 520)
        assert trusted.ids == tuple(SEVEN)
        assert Receipt.read(raw).write() == raw
    with pytest.raises(Conflict):
        prove(skane, circle, 521)
    with pytest.raises(NotFound):
        prove(skane, circle, 999)


def test_a_receipt_of_too_few_witnesses_or_another_place_does_not_hold(country, skane) -> None:
    country.logs["skane"].checkpoint()
    circle = country.logs["skane"].circle
    good = prove(skane, circle, 7)
    lines = good.note.signatures
    with pytest.raises(BadSignature):
        replace(good, note=Note(good.note.text, lines[:4])).check(circle)
    with pytest.raises(BadSignature):
        replace(good, index=7).check(circle)
    with pytest.raises(BadSignature):
        replace(good, entry=good.entry.replace(b"answered", b"refused")).check(circle)
    with pytest.raises(BadSignature):
        replace(good, path=good.path[:-1]).check(circle)
    for raw in ("", "x", good.write()[:-40], good.write().replace("index 6", "index 06")):
        with pytest.raises(BadInput):
            Receipt.read(raw)


def test_a_log_is_held_against_a_checkpoint_that_the_auditor_kept(country, skane) -> None:
    country.logs["skane"].checkpoint()
    with skane.records.read() as tx:
        kept = tx.checkpoints.newest().note
    old = country.copy("skane", "backup")
    skane.write(10)
    country.logs["skane"].checkpoint()
    circle = country.logs["skane"].circle
    assert verify(skane, circle).cosigned == 30
    assert verify(skane, circle, kept).cosigned == 20
    with skane.records.read() as tx:
        newer = tx.checkpoints.newest().note
    with pytest.raises(CorruptStore, match="20 entries, and 30 were cosigned"):
        verify(old, circle, newer)
    with pytest.raises(BadInput, match="another node's"):
        verify(country.nodes["orebro"], circle, newer)
    old.records.close()
