"""Whoever owns the database can change anything in it; not one change goes unseen.

Each tamper drops the triggers, as an owner can, and recomputes every leaf hash that the change
touches. What is left of the log is then held against a checkpoint that four others cosigned.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from samvar.model.errors import CorruptStore
from samvar.node.prove import verify_in
from samvar.store.records.audit_entry import Entry, leaf_hash
from samvar.store.records.log_tables import audit_nodes
from samvar.store.records.tables import audit
from tests.node.log_country import LogCountry, LogNode

Rows = list[dict[str, Any]]
FIELDS = (
    "id", "at", "node", "person", "role", "centre", "purpose", "verb", "outcome", "permit",
    "question", "reason", "subject", "unit",
)  # fmt: skip


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogCountry]:
    """Skåne with 20 entries, Uppsala with 520; both cosigned, and then six entries longer."""
    made = LogCountry(tmp_path_factory.mktemp("country"))
    for name, count in (("skane", 20), ("uppsala", 520)):
        node = made.nodes[name]
        for number in range(count):
            node.write(1, f"ask:{number % 7}")
        assert made.logs[name].checkpoint().cosigned
        node.write(6)
        with node.records.begin() as tx:
            for law in ("keeps_order", "is_not_changed", "is_not_deleted"):
                tx.connection.exec_driver_sql(f"DROP TRIGGER audit_{law}")
    yield made
    made.close()


def rows_of(node: LogNode) -> Rows:
    with node.records.read() as tx:
        found = tx.connection.execute(select(audit).order_by(audit.c.sequence))
        return [dict(row._mapping) for row in found]


def numbered(rows: Rows) -> Rows:
    """The same entries under gapless numbers, each with the leaf hash that belongs to it."""
    return [hashed({**row, "sequence": number}) for number, row in enumerate(rows, 1)]


def hashed(row: dict[str, Any]) -> dict[str, Any]:
    entry = Entry(**{k: v for k, v in row.items() if k not in ("sequence", "leaf")})
    return {**row, "leaf": leaf_hash(row["sequence"], entry)}


def changed(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """One byte of one field, or one second of its time."""
    name = chance.choice(FIELDS)
    if name == "at":
        return {**row, "at": row["at"].replace(second=(row["at"].second + 1) % 60)}
    text = row[name]
    if text is None:
        return {**row, name: chance.choice("abcdef")}
    if not text:
        return {**row, name: "x"}
    at = chance.randrange(len(text))
    letter = chance.choice([c for c in "abcdefghij0123" if c != text[at]])
    return {**row, name: text[:at] + letter + text[at + 1 :]}


def bytes_kept_leaf(rows: Rows, size: int, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows))
    return [*rows[:at], changed(rows[at], chance), *rows[at + 1 :]]


def bytes_with_their_hash(rows: Rows, size: int, chance: random.Random) -> Rows:
    at = chance.randrange(size)
    return [*rows[:at], hashed(changed(rows[at], chance)), *rows[at + 1 :]]


def leaf_alone(rows: Rows, size: int, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows))
    old = rows[at]["leaf"]
    place = chance.randrange(64)
    digit = chance.choice([d for d in "0123456789abcdef" if d != old[place]])
    return [
        *rows[:at],
        {**rows[at], "leaf": old[:place] + digit + old[place + 1 :]},
        *rows[at + 1 :],
    ]


def order(rows: Rows, size: int, chance: random.Random) -> Rows:
    one, two = sorted(chance.sample(range(size), 2))
    moved = list(rows)
    moved[one], moved[two] = moved[two], moved[one]
    return numbered(moved)


def deletion(rows: Rows, size: int, chance: random.Random) -> Rows:
    at = chance.randrange(size)
    return numbered([*rows[:at], *rows[at + 1 :]])


def deletion_with_a_gap(rows: Rows, size: int, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows) - 1)
    return [*rows[:at], *rows[at + 1 :]]


def insertion(rows: Rows, size: int, chance: random.Random) -> Rows:
    at = chance.randrange(size)
    more = {**rows[at], "id": f"aud_{chance.getrandbits(60):x}"}
    return numbered([*rows[:at], more, *rows[at:]])


def truncation(rows: Rows, size: int, chance: random.Random) -> Rows:
    return rows[: chance.randrange(size)]


def fork(rows: Rows, size: int, chance: random.Random) -> Rows:
    """Another history from some entry on, as long as the true one or longer."""
    at = chance.randrange(size)
    other = [
        hashed({**row, "person": f"usr_{chance.getrandbits(30)}", "id": f"aud_{n}_{at}"})
        for n, row in enumerate(rows[at:])
    ]
    return [*rows[:at], *other]


def rollback(rows: Rows, size: int, chance: random.Random) -> Rows:
    """An old backup that went on with what happened since."""
    at = chance.randrange(size)
    return numbered([*rows[:at], *rows[at + 1 + chance.randrange(size - at) :]])


def emptied(rows: Rows, size: int, chance: random.Random) -> Rows:
    """Contents taken away as if they had grown old."""
    count = chance.randrange(1, size)
    blank = dict.fromkeys(("person", "role", "centre", "purpose", "verb", "outcome"), "")
    none = dict.fromkeys(("permit", "question", "reason", "subject", "unit"))
    gone = [{**row, "id": f"gone_{row['sequence']}", **blank, **none} for row in rows[:count]]
    return [*gone, *rows[count:]]


WAYS: tuple[Callable[[Rows, int, random.Random], Rows], ...] = (
    bytes_kept_leaf, bytes_with_their_hash, leaf_alone, order, deletion, deletion_with_a_gap,
    insertion, truncation, fork, rollback, emptied,
)  # fmt: skip


class UndoneError(Exception):
    """Takes a tamper back."""


def is_found(node: LogNode, country: LogCountry, rows: Rows, kept: str) -> bool:
    found = False
    try:
        with node.records.begin() as tx:
            tx.connection.execute(delete(audit))
            if rows:
                tx.connection.execute(insert(audit), rows)
            try:
                verify_in(tx, node.id, country.logs[node.id].circle, kept)
            except CorruptStore:
                found = True
            raise UndoneError
    except UndoneError:
        return found


@pytest.mark.parametrize(("name", "count", "seed"), [("skane", 300, 3), ("uppsala", 60, 2)])
def test_random_tampers_are_all_found(country, name, count, seed) -> None:
    tamper(country, name, count, seed)


@pytest.mark.nightly
def test_two_thousand_random_tampers_are_all_found(country) -> None:
    tamper(country, "skane", 2_000, 1)


def tamper(country: LogCountry, name: str, count: int, seed: int) -> None:
    node, chance = country.nodes[name], random.Random(seed)
    with node.records.read() as tx:
        newest = tx.checkpoints.newest()
    rows, size = rows_of(node), newest.size
    assert size == len(rows) - 6
    assert not is_found(node, country, rows, newest.note)  # the test can fail: whole is whole
    done: Counter[str] = Counter()
    missed = []
    for number in range(count):
        way = WAYS[number % len(WAYS)]
        tampered = way(rows, size, chance)
        if tampered == rows:
            continue  # a byte that was changed into itself
        done[way.__name__] += 1
        if not is_found(node, country, tampered, newest.note):
            missed.append((number, way.__name__))
    assert missed == []
    assert len(done) == len(WAYS)
    assert sum(done.values()) >= count - 5


def test_entries_after_the_checkpoint_are_held_by_the_next_one_only(country: LogCountry) -> None:
    """What a checkpoint cannot know: the tail that nobody has cosigned yet."""
    node = country.nodes["skane"]
    with node.records.read() as tx:
        newest = tx.checkpoints.newest()
    rows = rows_of(node)
    assert not is_found(node, country, numbered(rows[: newest.size + 3]), newest.note)


def test_a_stored_hash_of_the_tree_cannot_be_changed_either(country: LogCountry) -> None:
    node = country.nodes["uppsala"]
    with node.records.read() as tx:
        note = tx.checkpoints.newest().note
        kept = tx.connection.execute(select(audit_nodes)).all()
    assert len(kept) == 2
    for number in range(2):
        with suppress(UndoneError), node.records.begin() as tx:
            tx.connection.exec_driver_sql(
                f"UPDATE audit_nodes SET hash = '{'0' * 64}' WHERE number = {number}"
            )
            with pytest.raises(CorruptStore, match="stored hash"):
                verify_in(tx, node.id, country.logs[node.id].circle, note)
            raise UndoneError


def test_a_false_expiry_of_young_entries_is_found(country: LogCountry) -> None:
    """Somebody empties entries and writes the act that would allow it, among the newest."""
    node = country.nodes["skane"]
    with node.records.read() as tx:
        newest = tx.checkpoints.newest()
    rows = rows_of(node)
    rows[-1] = hashed(
        {**rows[-1], "verb": "expire-audit", "outcome": "done", "reason": "entries 1 to 9"}
    )
    blank = dict.fromkeys(("person", "role", "centre", "purpose", "verb", "outcome"), "")
    none = dict.fromkeys(("permit", "question", "reason", "subject", "unit"))
    gone = [{**row, "id": f"gone_{row['sequence']}", **blank, **none} for row in rows[:9]]
    assert is_found(node, country, [*gone, *rows[9:]], newest.note)


def test_a_log_that_nobody_cosigned_says_so(tmp_path: Path) -> None:

    made = LogCountry(tmp_path)
    try:
        made.nodes["skane"].write(3)
        with made.nodes["skane"].records.read() as tx:
            report = verify_in(tx, "skane", made.logs["skane"].circle)
        assert (report.entries, report.cosigned) == (3, 0)
    finally:
        made.close()
