"""Nodes hear each other's ledgers: each speaks for itself, and nothing unproven is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from samvar.govern.keys import NodeKey
from samvar.govern.ledger import Account, Ledger, Rules, Wanted
from samvar.model.errors import SamvarError
from samvar.network.operations import registry
from samvar.network.roster import Roster
from samvar.network.spent import MARK, LedgerDoor, exchange
from samvar.network.transport import InProcess
from samvar.store.records import Records
from tests.network.twin import roster_of

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
PEOPLE = {"skane": 4000, "uppsala": 3000}
WHO = Account("researcher@uppsala")


class Two:
    """Two nodes with a ledger each."""

    def __init__(self, folder: Path) -> None:
        self.keys = {name: NodeKey.new() for name in PEOPLE}
        self.roster: Roster = roster_of(self.keys, registry())
        self.records = {n: Records.open(f"sqlite:///{folder / f'{n}.sqlite'}") for n in PEOPLE}
        self.ledgers = {n: Ledger(r, n, Rules()) for n, r in self.records.items()}
        self.doors = {
            n: LedgerDoor(n, self.keys[n], lambda: self.roster, self.ledgers[n], lambda: NOW)
            for n in PEOPLE
        }
        self.sent: list[bytes] = []

    def hear(self, name: str, **changed: object) -> dict[str, bool]:
        def deliver(other: str):
            def handle(raw: bytes) -> bytes:
                self.sent.append(raw)
                return self.doors[other].handle(raw)

            return handle

        ways = {n: InProcess(deliver(n), n) for n in PEOPLE}
        given = {"ledger": self.ledgers[name], "key": self.keys[name], "roster": self.roster,
                 "ways": ways, "now": NOW, "wait_s": 2.0, **changed}  # fmt: skip
        return dict(asyncio.run(exchange(**given)))

    def left(self, name: str) -> float:
        return self.ledgers[name].standing(WHO, "research", PEOPLE, NOW).left


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path)
    yield made
    for records in made.records.values():
        records.close()


def test_who_was_not_heard_is_out_of_reach_until_the_first_exchange(two: Two) -> None:
    assert two.left("skane") == pytest.approx(4 / 7)
    assert two.hear("skane") == {"uppsala": True}
    assert two.left("skane") == 1.0


def test_what_was_asked_there_counts_here(two: Two) -> None:
    wanted = Wanted(keys=np.array([1], dtype=np.uint64), frequency=np.array([0.5]))
    two.ledgers["uppsala"].spend(
        WHO, "research", wanted, epoch=1, asked_by="uppsala", people=PEOPLE, now=NOW
    )
    two.hear("skane")
    two.hear("uppsala")
    assert two.left("skane") == pytest.approx(two.left("uppsala"))
    assert two.left("skane") < 1


def test_a_stranger_and_a_replay_hear_nothing(two: Two) -> None:
    assert two.hear("skane", key=NodeKey.new()) == {"uppsala": False}
    two.hear("skane")
    with pytest.raises(SamvarError):
        two.doors["uppsala"].handle(two.sent[-1])  # once more
    with pytest.raises(SamvarError):
        two.doors["skane"].handle(two.sent[-1])  # addressed to another
    for raw in (MARK, MARK + b"\x93", b"", MARK + two.sent[-1]):
        with pytest.raises(SamvarError):
            two.doors["uppsala"].handle(raw)


def test_a_reply_of_another_node_is_not_taken(two: Two) -> None:
    two.doors["uppsala"] = LedgerDoor(
        "uppsala", NodeKey.new(), lambda: two.roster, two.ledgers["uppsala"], lambda: NOW
    )
    assert two.hear("skane") == {"uppsala": False}
    assert two.left("skane") == pytest.approx(4 / 7)
